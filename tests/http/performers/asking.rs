//! What GPs and practices ask for.

use super::*;

/// The link above a question leads to the one before, where the answer can be changed.
fn leads_back(page: &Answer, query: &str) {
    let link = [
        "href=\"/performers/me/join",
        &query.replace('&', "&amp;"),
        "\" class=\"nhsuk-back-link\"",
    ];
    let text = page.text();
    assert!(text.contains(&link.concat()), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_is_found_by_its_pcn_which_is_named_and_ones_own_is_not_offered() {
    for app in with_reviewers().await {
        for statement in [
            "INSERT INTO pcn (code, name, sub_icb) VALUES ('ZZ9N09', 'Riverside PCN', 'ZZ9')",
            "INSERT INTO pcn_member (ods, pcn, joined_on) VALUES ('ZZ9002', 'ZZ9N09', '2020-04-01')",
        ] {
            app.run(Query::new(statement)).await;
        }
        let find = async |text: &str| {
            let address = ["/performers/me/join?asked=practice&find=", text].concat();
            app.get(Who::Gina, &address).await
        };
        let found = find("oak").await;
        says(&found, "Riverside PCN (ZZ9N09)");
        assert!(found.text().contains("practice=ZZ9002"), "{}", found.text());
        let own = find("elm").await;
        says(&own, "you are linked with it already. See your entry");
        assert!(!own.text().contains("practice=ZZ9001"), "{}", own.text());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gp_answers_one_question_after_another_and_checks_the_answers() {
    for app in with_reviewers().await {
        let me = app.get(Who::Gina, ME).await;
        says(&me, "Elm Street Surgery ZZ9001");
        says(&me, "6 sessions a week, 67%");
        let find = app
            .get(Who::Gina, "/performers/me/join?find=oak&asked=practice")
            .await;
        assert!(find.text().contains("practice=ZZ9002"), "{}", find.text());
        let ask = |rest: &str| ["/performers/me/join?practice=ZZ9002", rest].concat();
        let page = app.get(Who::Gina, &ask("")).await;
        says(&page, "What is your role at Oak Lane Practice?");
        leads_back(&page, "?practice=ZZ9002&change=practice");
        assert_eq!(page.errors(), "", "what was never answered is not wrong");
        let page = app.get(Who::Gina, &ask("&asked=gp_type")).await;
        assert!(
            page.errors().contains("Choose your role"),
            "{}",
            page.errors()
        );
        let page = app
            .get(Who::Gina, &ask("&gp_type=salaried&asked=gp_type"))
            .await;
        says(&page, "You work 6 sessions a week at other practices");
        leads_back(&page, "?practice=ZZ9002&gp_type=salaried&change=gp_type");
        let page = app
            .get(
                Who::Gina,
                &ask("&gp_type=salaried&sessions=40&asked=sessions"),
            )
            .await;
        assert!(page.errors().contains("from 0.5 to 9"), "{}", page.errors());
        let page = app
            .get(
                Who::Gina,
                &ask("&gp_type=salaried&sessions=4&asked=sessions"),
            )
            .await;
        says(&page, "When do you start at Oak Lane Practice?");
        leads_back(
            &page,
            "?practice=ZZ9002&gp_type=salaried&sessions=4&change=sessions",
        );
        let too_many = JOIN_OAK.replace("sessions=2", "sessions=4");
        let page = app.get(Who::Gina, &too_many).await;
        assert!(
            page.errors().contains("That makes 10 sessions a week"),
            "{}",
            page.errors()
        );
        let check = app.get(Who::Gina, JOIN_OAK).await;
        says(&check, "Check your answers");
        says(&check, "2 sessions a week, 22%");
        let sent = app.post(Who::Gina, &check.form(JOIN_OAK)).await;
        let page = app.get(Who::Gina, &sent.location()).await;
        says(&page, "Your case reference PL-");
        says(
            &page,
            "Bashir Three can confirm it. Waiting since 23 November 2026",
        );
        assert_eq!(mailed(&app, "link-asked").await, ["bashir@cast.example"]);
        // The same again is the same request, and so is another way to the same practice.
        let again = app.post(Who::Gina, &check.form(JOIN_OAK)).await;
        assert!(again.location().ends_with("?done=already"));
        let first = app
            .get(Who::Gina, "/performers/me/join?practice=ZZ9002")
            .await;
        says(&first, "You have asked already");
        assert_eq!(
            app.count(Query::new(
                "SELECT CAST(count(*) AS BIGINT) FROM link_request"
            ))
            .await,
            1
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_asks_a_gp_once_a_week_to_bring_their_entry_up_to_date() {
    for app in with_reviewers().await {
        let page = "/practices/ZZ9002/performers";
        let nudge = |name: &str| {
            body(&[
                ("practice", OAK),
                ("gmc_number", "C7654321"),
                ("last_name", name),
            ])
        };
        let wrong = app.post_to(Who::Bashir, page, &nudge("Smith")).await;
        assert!(
            wrong
                .errors()
                .contains("No GP on the Performers List has this number and this last name")
        );
        app.post_to(Who::Bashir, page, &nudge("o'brien"))
            .await
            .location();
        assert_eq!(mailed(&app, "entry-nudge").await, ["gina@cast.example"]);
        let again = app.post_to(Who::Bashir, page, &nudge("O'Brien")).await;
        assert!(
            again
                .errors()
                .contains("You can ask again on 30 November 2026"),
            "{}",
            again.errors()
        );
        let me = app.get(Who::Gina, ME).await;
        says(
            &me,
            "Oak Lane Practice asks you to bring your entry up to date. Bashir Three asked on 23 November 2026",
        );
        post(
            &app,
            Who::Gina,
            "join",
            &join(OAK, "1", ["1", "12", "2026"]),
        )
        .await
        .location();
        let me = app.get(Who::Gina, ME).await;
        assert!(
            !me.words().contains("bring your entry up to date. Bashir"),
            "{}",
            me.words()
        );
        later(&app, 7).await;
        app.post_to(Who::Bashir, page, &nudge("O'Brien"))
            .await
            .location();
        assert_eq!(mailed(&app, "entry-nudge").await.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_retires_tells_all_practices_and_needs_nobodys_leave() {
    for app in with_reviewers().await {
        post(
            &app,
            Who::Gina,
            "join",
            &join(OAK, "1", ["23", "11", "2026"]),
        )
        .await
        .location();
        let request = newest(&app).await;
        decide(&app, Who::Bashir, &request, "confirm", "")
            .await
            .location();
        post(&app, Who::Gina, "join", &join(ASH, "1", ["1", "1", "2027"]))
            .await
            .location();
        let check = app
            .get(
                Who::Gina,
                "/performers/me/leave?practice=ZZ9001&leaving=retires&day%5B%5D=30&day%5B%5D=11&day%5B%5D=2026",
            )
            .await;
        says(
            &check,
            "Your link ends at these practices too: Oak Lane Practice.",
        );
        // Nobody confirms it, so that the GP looks twice.
        let quick = leave(ELM, "retires", ["30", "11", "2026"]);
        let refused = post(&app, Who::Gina, "leave", &quick).await;
        let errors = refused.errors();
        assert!(
            errors.contains("Tick the box if all your links"),
            "{errors}"
        );
        let sent = [&quick, "&sure=yes"].concat();
        let told = post(&app, Who::Gina, "leave", &sent).await;
        says(
            &app.get(Who::Gina, &told.location()).await,
            "The practice is told",
        );
        assert_eq!(
            post(&app, Who::Gina, "leave", &sent)
                .await
                .location()
                .split('?')
                .next(),
            told.location().split('?').next()
        );
        let told_by_mail = "SELECT to_address FROM mail WHERE letter LIKE '%\"news\":\"information\"%' ORDER BY to_address";
        let to: Vec<(String,)> = app.db.all(Query::new(told_by_mail)).await.unwrap();
        assert_eq!(
            to,
            [
                ("bashir@cast.example".to_owned(),),
                ("peter@cast.example".to_owned(),)
            ]
        );
        let open = "SELECT CAST(count(*) AS BIGINT) FROM link_request WHERE state = 'open'";
        assert_eq!(
            app.count(Query::new(open)).await,
            0,
            "whoever leaves the list asks for nothing else"
        );
        says(
            &app.get(Who::Peter, "/practices/ZZ9001/performers").await,
            "Gina O'Brien will retire and leave Elm Street Surgery after 30 November 2026",
        );
        later(&app, 7).await;
        assert_eq!(automatic(&app, Who::Gina.id()).await.len(), 2);
        later(&app, 1).await;
        assert_eq!(automatic(&app, Who::Gina.id()).await, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gp_takes_a_request_back_and_asks_for_something_else() {
    for app in with_reviewers().await {
        let day = ["1", "12", "2026"];
        post(&app, Who::Gina, "join", &join(OAK, "1", day))
            .await
            .location();
        let request = newest(&app).await;
        let page = app.get(Who::Gina, &request).await;
        let done = app.post(Who::Gina, &page.form(&request)).await;
        says(
            &app.get(Who::Gina, &done.location()).await,
            "It is withdrawn.",
        );
        let told = "SELECT to_address FROM mail WHERE letter LIKE '%\"news\":\"withdrawn\"%'";
        let told: Vec<(String,)> = app.db.all(Query::new(told)).await.unwrap();
        assert_eq!(told, [("bashir@cast.example".to_owned(),)]);
        let late = decide(&app, Who::Bashir, &request, "confirm", "").await;
        assert!(
            late.errors().contains("Withdrawn on 23 November 2026"),
            "{}",
            late.errors()
        );
        assert_eq!(mailed(&app, "link-decided").await, [""; 0]);
        let again = post(&app, Who::Gina, "join", &join(OAK, "2", day)).await;
        assert!(again.location().ends_with("?done=asked"));
        let rejected = newest(&app).await;
        let empty = decide(&app, Who::Bashir, &rejected, "reject", "").await;
        assert!(empty.errors().contains("Enter why you reject it"));
        decide(
            &app,
            Who::Bashir,
            &rejected,
            "reject",
            "You start in January",
        )
        .await
        .location();
        says(
            &app.get(Who::Gina, &rejected).await,
            "Reason: You start in January",
        );
    }
}
