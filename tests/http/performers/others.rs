//! Who may do what, and what others see.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forged_posts_are_refused_with_a_reason_recorded_and_change_nothing() {
    for app in with_reviewers().await {
        app.db.write(&Xanthe).await.unwrap();
        let closed = Query::new("UPDATE practice SET status = 'closed' WHERE ods = $1").bind(ASH);
        app.run(closed).await;
        let day = ["1", "12", "2026"];
        post(&app, Who::Gina, "join", &join(OAK, "1", day))
            .await
            .location();
        let oak = newest(&app).await;
        post(&app, Who::Xanthe, "leave", &leave(FAR, "moves", day))
            .await
            .location();
        let far = newest(&app).await;
        post(&app, Who::Gina, "leave", &leave(ELM, "moves", day))
            .await
            .location();
        let elm = newest(&app).await;
        decide(&app, Who::Peter, &elm, "reject", "You stay until March")
            .await
            .location();
        let before = data(&app.db).await;
        let mut recorded = attempts(&app).await;
        let not_there = "not found";
        let forged = [
            // Another GP's entry, another practice's request, a decided request.
            (
                decide(&app, Who::Gina, &far, "withdraw", "").await,
                not_there,
            ),
            (
                decide(&app, Who::Peter, &far, "confirm", "").await,
                not_there,
            ),
            (
                decide(&app, Who::Peter, &oak, "confirm", "").await,
                not_there,
            ),
            (
                decide(&app, Who::Alice, &elm, "confirm", "").await,
                "PL Practice Manager",
            ),
            (
                decide(&app, Who::Olive, &oak, "confirm", "").await,
                "PL Practice Manager",
            ),
            (
                decide(&app, Who::Gina, &oak, "confirm", "").await,
                "You cannot decide about your own request",
            ),
            (
                decide(&app, Who::Peter, &elm, "confirm", "").await,
                "Rejected by Peter Plain",
            ),
            (
                post(&app, Who::Peter, "join", &join(OAK, "1", day)).await,
                "Only GPs on the Performers List",
            ),
            // Days, sessions, practices that there are not.
            (
                post(&app, Who::Gina, "join", &join(FAR, "1", ["1", "1", "1900"])).await,
                "Enter a date on or after 23 November 2024",
            ),
            (
                post(&app, Who::Gina, "join", &join(FAR, "40", day)).await,
                "from 0.5 to 9",
            ),
            (
                post(&app, Who::Gina, "join", &join(FAR, "9", day)).await,
                "That makes 15 sessions a week",
            ),
            (
                post(&app, Who::Gina, "join", &join(ASH, "1", day)).await,
                "This practice has closed",
            ),
            (
                post(&app, Who::Gina, "join", &join(ELM, "1", day)).await,
                "There is a link with this practice already",
            ),
            (
                post(&app, Who::Gina, "leave", &leave(FAR, "moves", day)).await,
                "You have no link with this practice",
            ),
            (
                app.post_to(
                    Who::Alice,
                    "/practices/ZZ9001/performers",
                    &body(&[
                        ("practice", ELM),
                        ("gmc_number", GINA),
                        ("last_name", "O'Brien"),
                    ]),
                )
                .await,
                "PL Practice Manager",
            ),
            (
                app.post_to(
                    Who::Peter,
                    "/practices/ZZ9002/performers",
                    &body(&[
                        ("practice", OAK),
                        ("gmc_number", GINA),
                        ("last_name", "O'Brien"),
                    ]),
                )
                .await,
                "PL Practice Manager",
            ),
        ];
        for (answer, reason) in &forged {
            assert!(answer.status.as_u16() >= 400, "{reason}: {}", answer.text());
            assert!(
                answer
                    .text()
                    .to_lowercase()
                    .contains(&reason.to_lowercase()),
                "{reason}: {}",
                answer.words()
            );
            recorded += 1;
        }
        assert_eq!(attempts(&app).await, recorded, "each is recorded");
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_see_a_gps_links_where_they_may() {
    for app in with_reviewers().await {
        let found = app.get(Who::Alice, "/users?q=C7654321").await;
        says(
            &found,
            "Elm Street Surgery: Principal (partner) since 1 January 2026",
        );
        let table = app
            .get(
                Who::Alice,
                &["/users/", &Who::Gina.id().to_string()].concat(),
            )
            .await;
        says(
            &table,
            "Elm Street Surgery: Principal (partner) since 1 January 2026",
        );
        let summary = app.get(Who::Alice, "/practices/ZZ9001/users").await;
        says(&summary, "Link not confirmed here");
        post(
            &app,
            Who::Gina,
            "leave",
            &leave(ELM, "moves", ["1", "12", "2026"]),
        )
        .await
        .location();
        let summary = app.get(Who::Alice, "/practices/ZZ9001/users").await;
        says(&summary, "A GP's request is waiting.");
        says(&summary, "Link not confirmed here Request waits");
        let unlinked =
            Query::new("UPDATE assignment SET stage = 'cancelled' WHERE ods = $1").bind(ELM);
        app.run(unlinked).await;
        says(
            &app.get(Who::Alice, "/practices/ZZ9001/users").await,
            "GP without a link",
        );
        says(
            &app.get(Who::Olive, "/users?gps=unlinked").await,
            "Dr Gina O'Brien".trim_start_matches("Dr "),
        );
        let gone = app.get(Who::Peter, "/practices/ZZ9001/performers").await;
        says(&gone, "The Performers List shows no GP here today.");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_are_shown_as_they_are_and_a_practice_learns_nothing_of_others() {
    for app in with_reviewers().await {
        let name = format!("<script>alert(1)</script>{}", "ö".repeat(270));
        let renamed = Query::new("UPDATE app_user SET last_name = $2 WHERE id = $1");
        let renamed = renamed.bind(Who::Gina.id()).bind(name);
        app.run(renamed).await;
        post(
            &app,
            Who::Gina,
            "join",
            &join(OAK, "1", ["1", "12", "2026"]),
        )
        .await
        .location();
        let request = newest(&app).await;
        for (who, page) in [
            (Who::Gina, ME),
            (Who::Bashir, "/tasks"),
            (Who::Bashir, "/practices/ZZ9002/performers"),
            (Who::Bashir, request.as_str()),
            (Who::Peter, "/practices/ZZ9001/performers"),
            (Who::Alice, "/practices/ZZ9001/users"),
        ] {
            let page = app.get(who, page).await;
            assert_eq!(page.status, 200);
            assert!(!page.text().contains("<script>alert(1)"), "{}", page.text());
        }
        // Oak Lane decides about its own link, and does not learn where else she works.
        let page = app.get(Who::Bashir, &request).await;
        assert!(!page.words().contains("Elm Street"), "{}", page.words());
        assert!(!page.words().contains("6 sessions"), "{}", page.words());
        let page = app.get(Who::Peter, "/practices/ZZ9001/performers").await;
        assert!(!page.words().contains("Oak Lane"), "{}", page.words());
        // He manages nobody's access: the practice's other pages, which he can't open, are not offered.
        assert!(
            !page.words().contains("People who left"),
            "{}",
            page.words()
        );
        let page = app.get(Who::Alice, "/practices/ZZ9001/performers").await;
        says(
            &page,
            "Users and roles GPs Access review Requests People who left History",
        );
    }
}
