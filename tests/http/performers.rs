//! GPs ask for links with practices, practices confirm them, and roles follow: with plain forms.

use practice_access::{
    access::UserId,
    server::{Failure, Query, Tx, Work},
};

use crate::support::{
    Answer, ELM, FAR, TestApp, Who, body,
    cast::{ASH, GINA, OAK, give, list},
    everything::{changed, data},
};

const DAY: i64 = 24 * 3_600_000_000;
const ME: &str = "/performers/me";
const JOIN_OAK: &str = "/performers/me/join?practice=ZZ9002&gp_type=salaried&sessions=2&day%5B%5D=1&day%5B%5D=12&day%5B%5D=2026";

/// Somebody gets a role, as if it had been ticked.
struct Give(Who, &'static str, &'static str);

impl Work for Give {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        give(tx, self.0.id(), self.1, self.2).await
    }
}

/// A second GP, far away.
struct Xanthe;

impl Work for Xanthe {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let gp = Query::new("UPDATE app_user SET gmc_number = '7654322' WHERE id = $1");
        tx.execute(gp.bind(Who::Xanthe.id())).await?;
        list(tx, Who::Xanthe, "7654322", "salaried", FAR).await?;
        give(tx, Who::Xanthe.id(), FAR, "gpp-gp-salaried").await
    }
}

/// Peter confirms links at Elm Street, Nadia, who never came, at Oak Lane.
async fn with_reviewers() -> Vec<TestApp> {
    let apps = TestApp::each().await;
    for app in &apps {
        app.db
            .write(&Give(Who::Peter, ELM, "pl-practice-manager"))
            .await
            .unwrap();
        app.db
            .write(&Give(Who::Bashir, OAK, "pl-practice-manager"))
            .await
            .unwrap();
    }
    apps
}

/// What a GP's last question sends.
fn join(practice: &str, sessions: &str, day: [&str; 3]) -> String {
    body(&[
        ("kind", "join"),
        ("practice", practice),
        ("gp_type", "salaried"),
        ("sessions", sessions),
        ("day[]", day[0]),
        ("day[]", day[1]),
        ("day[]", day[2]),
    ])
}

fn leave(practice: &str, why: &str, day: [&str; 3]) -> String {
    body(&[
        ("kind", "leave"),
        ("practice", practice),
        ("leaving", why),
        ("day[]", day[0]),
        ("day[]", day[1]),
        ("day[]", day[2]),
    ])
}

async fn post(app: &TestApp, who: Who, kind: &str, sent: &str) -> Answer {
    app.post_to(who, &[ME, "/", kind].concat(), sent).await
}

/// The page of the newest request.
async fn newest(app: &TestApp) -> String {
    let query = Query::new("SELECT id FROM link_request ORDER BY id DESC LIMIT 1");
    let (id,): (uuid::Uuid,) = app.db.optional(query).await.unwrap().unwrap();
    format!("/performers/requests/{id}")
}

async fn decide(app: &TestApp, who: Who, page: &str, step: &str, reason: &str) -> Answer {
    let id = page.rsplit('/').next().unwrap();
    app.post_to(
        who,
        page,
        &body(&[("id", id), ("step", step), ("reason", reason)]),
    )
    .await
}

async fn automatic(app: &TestApp, user: UserId) -> Vec<(String, String)> {
    let query = "SELECT ods, role FROM role_grant
                 WHERE user_id = $1 AND origin = 'performers list' AND ended_at IS NULL ORDER BY ods";
    app.db.all(Query::new(query).bind(user)).await.unwrap()
}

/// Whom messages of a kind went to.
async fn mailed(app: &TestApp, kind: &'static str) -> Vec<String> {
    let query = "SELECT to_address FROM mail WHERE kind = $1 ORDER BY created_at, to_address";
    let rows: Vec<(String,)> = app.db.all(Query::new(query).bind(kind)).await.unwrap();
    rows.into_iter().map(|(address,)| address).collect()
}

async fn attempts(app: &TestApp) -> i64 {
    let query = "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'refused'";
    app.count(Query::new(query)).await
}

async fn later(app: &TestApp, days: i64) {
    let awake = [Who::Peter, Who::Alice, Who::Bashir, Who::Olive, Who::Gina];
    app.pass(days * DAY, &awake).await;
    app.tidy().await;
}

#[track_caller]
fn says(page: &Answer, words: &str) {
    assert!(
        page.words().contains(words),
        "{words:?} is not in: {}",
        page.words()
    );
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
        says(&page, "What are you at Oak Lane Practice?");
        assert_eq!(page.errors(), "", "what was never answered is not wrong");
        let page = app.get(Who::Gina, &ask("&asked=gp_type")).await;
        assert!(
            page.errors().contains("Choose what you are"),
            "{}",
            page.errors()
        );
        let page = app
            .get(Who::Gina, &ask("&gp_type=salaried&asked=gp_type"))
            .await;
        says(&page, "You work 6 sessions a week at other practices");
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
async fn a_confirmed_link_gives_its_role_on_the_first_day_and_takes_it_after_the_last() {
    for app in with_reviewers().await {
        post(
            &app,
            Who::Gina,
            "join",
            &join(OAK, "2", ["1", "12", "2026"]),
        )
        .await
        .location();
        let request = newest(&app).await;
        let page = app.get(Who::Bashir, &request).await;
        says(
            &page,
            "Gina O'Brien (GMC 7654321) asks to join Oak Lane Practice as a salaried GP",
        );
        says(
            &app.get(Who::Bashir, "/tasks").await,
            "Gina O'Brien asks to join Oak Lane Practice",
        );
        app.post(Who::Bashir, &page.form(&request)).await.location();
        assert_eq!(mailed(&app, "link-decided").await, ["gina@cast.example"]);
        // Whoever had the page open too is told.
        app.db
            .write(&Give(Who::Nadia, OAK, "pl-practice-manager"))
            .await
            .unwrap();
        let late = decide(&app, Who::Nadia, &request, "reject", "No").await;
        assert!(
            late.errors()
                .contains("Nothing was changed. Confirmed by Bashir Three"),
            "{}",
            late.errors()
        );
        let elm = [("ZZ9001".to_owned(), "gpp-gp-principal".to_owned())];
        let oak = [("ZZ9002".to_owned(), "gpp-gp-salaried".to_owned())];
        assert_eq!(
            automatic(&app, Who::Gina.id()).await,
            elm,
            "it begins on 1 December"
        );
        later(&app, 7).await;
        assert_eq!(automatic(&app, Who::Gina.id()).await, elm);
        later(&app, 1).await;
        assert_eq!(
            automatic(&app, Who::Gina.id()).await,
            [elm.clone(), oak].concat()
        );
        says(
            &app.get(Who::Gina, ME).await,
            "In all 8 sessions a week: 89% of 100%.",
        );
        post(
            &app,
            Who::Gina,
            "leave",
            &leave(OAK, "moves", ["3", "12", "2026"]),
        )
        .await
        .location();
        let request = newest(&app).await;
        let page = app.get(Who::Bashir, &request).await;
        app.post(Who::Bashir, &page.form(&request)).await.location();
        later(&app, 2).await;
        assert_eq!(
            automatic(&app, Who::Gina.id()).await.len(),
            2,
            "the last day is a day of work"
        );
        later(&app, 1).await;
        assert_eq!(automatic(&app, Who::Gina.id()).await, elm);
        let place = "SELECT status FROM membership WHERE user_id = $1 AND ods = $2";
        let place: Option<(String,)> = app
            .db
            .optional(Query::new(place).bind(Who::Gina.id()).bind(OAK))
            .await
            .unwrap();
        assert_eq!(
            place.unwrap().0,
            "deactivated",
            "nothing holds her there any more"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_waits_unseen() {
    for app in with_reviewers().await {
        let peter = "peter@cast.example";
        post(
            &app,
            Who::Gina,
            "leave",
            &leave(ELM, "moves", ["31", "12", "2026"]),
        )
        .await
        .location();
        assert_eq!(mailed(&app, "link-asked").await, [peter]);
        later(&app, 2).await;
        assert_eq!(mailed(&app, "link-asked").await.len(), 1);
        later(&app, 1).await;
        later(&app, 4).await;
        app.tidy().await;
        assert_eq!(
            mailed(&app, "link-asked").await,
            [peter; 3],
            "after 3 days and after 7"
        );
        later(&app, 3).await;
        assert_eq!(
            mailed(&app, "link-asked").await[3..],
            [
                "alice@cast.example",
                "bashir@cast.example",
                "mary@cast.example"
            ]
        );
        let queue = app.get(Who::Alice, "/practices/ZZ9001/performers").await;
        says(&queue, "1 request waits, for 10 days");
        says(&queue, "Peter Plain can confirm or reject");
        assert!(
            !queue.words().contains("Gina"),
            "others decide: {}",
            queue.words()
        );
        later(&app, 4).await;
        assert_eq!(
            mailed(&app, "link-asked").await[6..],
            ["olive@cast.example"]
        );
        later(&app, 9).await;
        assert_eq!(mailed(&app, "link-asked").await.len(), 7);
        let page = app.get(Who::Olive, &newest(&app).await).await;
        for words in [
            "Gina O'Brien asked.",
            "Peter Plain told by email.",
            "Peter Plain reminded by email.",
            "Alice Ashworth, Mary Contact and Bashir Three, who manage access, told by email.",
            "The registration team told.",
        ] {
            says(&page, words);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nobody_confirms_links_the_administrators_are_told_at_once_and_else_the_registration_team()
 {
    for app in TestApp::each().await {
        post(
            &app,
            Who::Gina,
            "join",
            &join(ASH, "1", ["1", "12", "2026"]),
        )
        .await
        .location();
        assert_eq!(mailed(&app, "link-asked").await, ["bashir@cast.example"]);
        let page = app.get(Who::Bashir, &newest(&app).await).await;
        says(&page, "You can give somebody that role");
        let tasks = app.get(Who::Bashir, "/tasks").await;
        says(&tasks, "Nobody here has the role PL Practice Manager");
        let empty =
            Query::new("UPDATE membership SET status = 'deactivated' WHERE ods = $1").bind(ASH);
        app.db.write(&Run(empty)).await.unwrap();
        app.tidy().await;
        assert_eq!(
            mailed(&app, "link-asked").await.len(),
            1,
            "the administrators were there"
        );
        let sent = post(
            &app,
            Who::Gina,
            "leave",
            &leave(ELM, "moves", ["31", "12", "2026"]),
        )
        .await;
        sent.location();
        let elm =
            Query::new("UPDATE membership SET status = 'deactivated' WHERE ods = $1").bind(ELM);
        app.db.write(&Run(elm)).await.unwrap();
        later(&app, 15).await;
        let mails = mailed(&app, "link-asked").await;
        assert_eq!(
            mails
                .iter()
                .filter(|to| *to == "olive@cast.example")
                .count(),
            2,
            "{mails:?}"
        );
    }
}

struct Run(Query);

impl Work for Run {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        tx.execute(self.0.clone()).await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forged_posts_are_refused_with_a_reason_recorded_and_change_nothing() {
    for app in with_reviewers().await {
        app.db.write(&Xanthe).await.unwrap();
        let closed = Query::new("UPDATE practice SET status = 'closed' WHERE ods = $1").bind(ASH);
        app.db.write(&Run(closed)).await.unwrap();
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
                "Only a GP on the Performers List",
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
                "There is no link with this practice",
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
        let sent = leave(ELM, "retires", ["30", "11", "2026"]);
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
async fn others_see_a_gps_links_where_they_may() {
    for app in with_reviewers().await {
        let found = app.get(Who::Alice, "/users?q=7654321").await;
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
        says(&summary, "A GP's request waits for an answer.");
        says(&summary, "Link not confirmed here Request waits");
        let unlinked =
            Query::new("UPDATE assignment SET stage = 'cancelled' WHERE ods = $1").bind(ELM);
        app.db.write(&Run(unlinked)).await.unwrap();
        says(
            &app.get(Who::Alice, "/practices/ZZ9001/users").await,
            "GP without a link",
        );
        says(
            &app.get(Who::Olive, "/users?gps=unlinked").await,
            "Dr Gina O'Brien".trim_start_matches("Dr "),
        );
        let gone = app.get(Who::Peter, "/practices/ZZ9001/performers").await;
        says(&gone, "The Performers List names no GP here today.");
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
