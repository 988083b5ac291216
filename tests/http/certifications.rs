//! How a practice without an administrator gets one: the request, the two who confirm, two officers, the time for objections.

mod apart;
mod sequence;

use practice_access::{base::ids::UserId, database::Query, registration};

use crate::support::{Answer, ELM, FAR, TestApp, Who, body, db_snapshot::tables};

const NEW: &str = "/certifications/new";
const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;

/// Who is asked for, and by whom it is confirmed.
struct Request {
    practice: &'static str,
    role: &'static str,
    nominee: (&'static str, &'static str, &'static str),
    authoriser: (&'static str, &'static str, &'static str),
    /// Whether Mary, who is Main Contact, hands that over.
    hands_over: bool,
}

/// Somebody new administers the Performers List far away, where nobody does.
const NORA: Request = Request {
    practice: FAR,
    role: "pl-user-management",
    nominee: ("Nora", "New", "nora@gp.example"),
    authoriser: ("Gwen", "Partner", "gwen@gp.example"),
    hands_over: false,
};

/// She becomes the Main Contact of Elm Street, where Mary is it and agrees.
const HANDOVER: Request = Request {
    practice: ELM,
    role: "mrs-main-contact",
    hands_over: true,
    ..NORA
};

async fn begin(app: &TestApp, who: Who) -> String {
    let begun = app.post_to(who, NEW, "").await;
    begun
        .location()
        .split("draft=")
        .nth(1)
        .unwrap_or_default()
        .to_owned()
}

async fn answer(app: &TestApp, draft: &str, question: &str, fields: &[(&str, &str)]) -> Answer {
    let mut all = vec![("draft", draft), ("question", question)];
    all.extend(fields);
    app.post_to(Who::Visitor, &[NEW, "?draft=", draft].concat(), &body(&all))
        .await
}

/// Fills everything in and sends it. Gives what is answered, at the first question that is not taken or at the end.
async fn ask(app: &TestApp, request: &Request) -> Answer {
    let draft = begin(app, Who::Visitor).await;
    let (first, last, email) = request.nominee;
    let (partner, partner_last, partner_email) = request.authoriser;
    let (mary, mary_last) = Who::Mary.names();
    let mary_email = Who::Mary.email();
    let outgoing = if request.hands_over {
        vec![
            ("leaver", "hands-over"),
            ("first_name", mary),
            ("last_name", mary_last),
            ("email", mary_email.as_str()),
            ("last_day[]", "31"),
            ("last_day[]", "12"),
            ("last_day[]", "2026"),
        ]
    } else {
        vec![("leaver", "no")]
    };
    for (question, fields) in [
        ("practice", vec![("practice", request.practice)]),
        ("need", vec![("need", "administrator")]),
        ("roles", vec![("roles[]", request.role)]),
        (
            "why",
            vec![
                ("cause", "nobody"),
                ("explanation", "Our manager left in May"),
                ("arose[]", "31"),
                ("arose[]", "5"),
                ("arose[]", "2026"),
            ],
        ),
        (
            "nominee",
            vec![
                ("first_name", first),
                ("last_name", last),
                ("email", email),
                ("phone", "01632 960001"),
                ("job", "Practice manager"),
            ],
        ),
        (
            "requester",
            vec![
                ("who", "colleague"),
                ("first_name", "Rosa"),
                ("last_name", "Reception"),
                ("email", "rosa@gp.example"),
            ],
        ),
        ("outgoing", outgoing),
        ("capacity", vec![("capacity", "caldicott-guardian")]),
        (
            "authoriser",
            vec![
                ("first_name", partner),
                ("last_name", partner_last),
                ("email", partner_email),
            ],
        ),
    ] {
        let answered = answer(app, &draft, question, &fields).await;
        if !answered.status.is_redirection() {
            return answered;
        }
    }
    answer(app, &draft, "check", &[("accepts[]", "yes")]).await
}

/// The newest link that was sent to an address.
async fn link_to(app: &TestApp, address: &str) -> String {
    let query =
        "SELECT letter FROM mail WHERE to_address = $1 ORDER BY created_at DESC, id DESC LIMIT 1";
    let row: Option<(String,)> = app
        .db
        .optional(Query::new(query).bind(address))
        .await
        .unwrap();
    let (letter,) = row.unwrap_or_else(|| panic!("no letter to {address}"));
    let letter: serde_json::Value = serde_json::from_str(&letter).unwrap();
    letter["link"].as_str().unwrap().to_owned()
}

/// Does something by a link: `fields` are what its form sends.
async fn by_link(app: &TestApp, who: Who, link: &str, fields: &[(&str, &str)]) -> Answer {
    let key = link.split("key=").nth(1).unwrap();
    let mut all = vec![("key", key)];
    all.extend(fields);
    app.post_to(who, link, &body(&all)).await
}

async fn confirm(app: &TestApp, who: Who, link: &str, name: &str) -> Answer {
    let ticks = [("accepts[]", "0"), ("accepts[]", "1"), ("accepts[]", "2")];
    let mut fields = vec![("step", "confirm"), ("signature", name)];
    fields.extend(ticks);
    by_link(app, who, link, &fields).await
}

async fn both_confirm(app: &TestApp, request: &Request) {
    for (first, last, email) in [request.nominee, request.authoriser] {
        let link = link_to(app, email).await;
        let done = confirm(app, Who::Visitor, &link, &[first, " ", last].concat()).await;
        assert!(done.status.is_redirection(), "{email}: {}", done.words());
    }
}

/// The newest case: where the team sees it, and where it stands.
async fn newest(app: &TestApp) -> (String, String) {
    let query = "SELECT id, state FROM certification ORDER BY id DESC LIMIT 1";
    let row: Option<(uuid::Uuid, String)> = app.db.optional(Query::new(query)).await.unwrap();
    let (id, state) = row.expect("a case");
    (format!("/certifications/{id}"), state)
}

async fn decide(app: &TestApp, who: Who, case: &str, fields: &[(&str, &str)]) -> Answer {
    let id = case.rsplit('/').next().unwrap();
    let mut all = vec![("id", id)];
    all.extend(fields);
    app.post_to(who, case, &body(&all)).await
}

const ITEMS: [&str; 8] = [
    "authoriser-known",
    "authoriser-active",
    "same-organisation",
    "called-back",
    "nominee-identity",
    "no-second-account",
    "nobody-acts",
    "place-free",
];

async fn check_all(app: &TestApp, who: Who, case: &str) {
    for item in ITEMS {
        let fields = [
            ("step", "check"),
            ("item", item),
            ("finding", "passed"),
            ("source", "CQC care directory, 20 November 2026, row 17"),
        ];
        let done = decide(app, who, case, &fields).await;
        assert!(done.status.is_redirection(), "{item}: {}", done.words());
    }
}

async fn holders(app: &TestApp, practice: &'static str, role: &'static str) -> Vec<UserId> {
    let query = "SELECT user_id FROM role_grant WHERE ods = $1 AND role = $2 AND ended_at IS NULL";
    let rows: Vec<(UserId,)> = app
        .db
        .all(Query::new(query).bind(practice).bind(role))
        .await
        .unwrap();
    rows.into_iter().map(|(user,)| user).collect()
}

async fn later(app: &TestApp, micros: i64) {
    app.pass(
        micros,
        &[
            Who::Olive,
            Who::Xanthe,
            Who::Alice,
            Who::Bashir,
            Who::Zebedee,
        ],
    )
    .await;
    registration::go_on(&app.db, &app.clock).await.unwrap();
}

/// As far as the second officer.
async fn to_the_second(app: &TestApp, request: &Request) -> String {
    app.set_officer(Who::Xanthe, true).await;
    let sent = ask(app, request).await;
    assert!(sent.location().contains("done=sent"), "{}", sent.words());
    both_confirm(app, request).await;
    let (case, state) = newest(app).await;
    assert_eq!(state, "checking");
    check_all(app, Who::Olive, &case).await;
    let passed = decide(app, Who::Olive, &case, &[("step", "pass")]).await;
    assert!(passed.status.is_redirection(), "{}", passed.words());
    case
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_gets_an_administrator_by_two_who_confirm_two_officers_and_a_day_without_objection()
 {
    for app in TestApp::each().await {
        app.set_officer(Who::Xanthe, true).await;
        crate::support::record::take_over(&app.db).await;
        let case = to_the_second(&app, &NORA).await;
        let desk = app.get(Who::Olive, &case).await.words();
        assert!(desk.contains("Changed in the last 30 days"), "{desk}");
        let own = decide(&app, Who::Olive, &case, &[("step", "approve")]).await;
        assert!(
            own.words().contains("another officer has to approve"),
            "{}",
            own.words()
        );
        let approved = decide(&app, Who::Xanthe, &case, &[("step", "approve")]).await;
        assert!(approved.status.is_redirection(), "{}", approved.words());
        assert_eq!(newest(&app).await.1, "cooling");
        assert!(holders(&app, FAR, "pl-user-management").await.is_empty());
        // The practice's other administrator is told, with a link that stops it.
        let told = link_to(&app, &Who::Zebedee.email()).await;
        let page = app.get(Who::Visitor, &told).await;
        assert!(page.words().contains("This is wrong"), "{}", page.words());
        later(&app, DAY - HOUR).await;
        assert!(holders(&app, FAR, "pl-user-management").await.is_empty());
        later(&app, 2 * HOUR).await;
        assert_eq!(newest(&app).await.1, "active");
        assert_eq!(holders(&app, FAR, "pl-user-management").await.len(), 1);
        let invited = "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE to_address = $1 AND kind = 'invitation'";
        assert_eq!(
            app.count(Query::new(invited).bind("nora@gp.example")).await,
            1
        );
        // Nothing is done twice.
        later(&app, HOUR).await;
        assert_eq!(
            app.count(Query::new(invited).bind("nora@gp.example")).await,
            1
        );
        assert_eq!(
            crate::support::record::wrong(&app.db).await,
            Vec::<String>::new()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_hands_access_over_confirms_it_and_loses_it_when_the_other_gets_it() {
    for app in TestApp::each().await {
        app.set_officer(Who::Xanthe, true).await;
        crate::support::record::take_over(&app.db).await;
        let sent = ask(&app, &HANDOVER).await;
        assert!(sent.location().contains("done=sent"), "{}", sent.words());
        both_confirm(&app, &HANDOVER).await;
        let (case, state) = newest(&app).await;
        assert_eq!(state, "confirming");
        let link = link_to(&app, &Who::Mary.email()).await;
        // Whoever has an account is logged in to it.
        let stranger = confirm(&app, Who::Visitor, &link, &Who::Mary.name()).await;
        assert!(!stranger.status.is_redirection(), "{}", stranger.words());
        let done = confirm(&app, Who::Mary, &link, &Who::Mary.name()).await;
        assert!(done.status.is_redirection(), "{}", done.words());
        assert_eq!(newest(&app).await.1, "checking");
        check_all(&app, Who::Olive, &case).await;
        for (who, step) in [(Who::Olive, "pass"), (Who::Xanthe, "approve")] {
            let done = decide(&app, who, &case, &[("step", step)]).await;
            assert!(done.status.is_redirection(), "{step}: {}", done.words());
        }
        assert_eq!(
            holders(&app, ELM, "mrs-main-contact").await,
            [Who::Mary.id()]
        );
        later(&app, 49 * HOUR).await;
        let now = holders(&app, ELM, "mrs-main-contact").await;
        assert_eq!(now.len(), 1);
        assert_ne!(now, [Who::Mary.id()]);
        assert_eq!(
            crate::support::record::wrong(&app.db).await,
            Vec::<String>::new()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handover_that_the_one_before_declines_comes_to_nothing() {
    for app in TestApp::each().await {
        ask(&app, &HANDOVER).await;
        let link = link_to(&app, &Who::Mary.email()).await;
        let fields = [("step", "decline"), ("reason", "I stay")];
        let done = by_link(&app, Who::Mary, &link, &fields).await;
        assert!(done.status.is_redirection(), "{}", done.words());
        assert_eq!(newest(&app).await.1, "declined");
        assert_eq!(
            holders(&app, ELM, "mrs-main-contact").await,
            [Who::Mary.id()]
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_objection_stops_it_until_an_officer_has_looked_and_the_checks_are_made_again() {
    for app in TestApp::each().await {
        let case = to_the_second(&app, &NORA).await;
        decide(&app, Who::Xanthe, &case, &[("step", "approve")]).await;
        let told = link_to(&app, &Who::Zebedee.email()).await;
        let fields = [("step", "object"), ("reason", "I have never heard of her")];
        let stopped = by_link(&app, Who::Visitor, &told, &fields).await;
        assert!(stopped.status.is_redirection(), "{}", stopped.words());
        later(&app, 3 * DAY).await;
        assert_eq!(newest(&app).await.1, "disputed");
        assert!(holders(&app, FAR, "pl-user-management").await.is_empty());
        let again = decide(&app, Who::Xanthe, &case, &[("step", "pass")]).await;
        assert!(
            again.words().contains("no longer possible"),
            "{}",
            again.words()
        );
        let fields = [
            ("step", "refuse"),
            ("refusal", "suspected-fraud"),
            ("reason", "He rang us"),
        ];
        let refused = decide(&app, Who::Olive, &case, &fields).await;
        assert!(refused.status.is_redirection(), "{}", refused.words());
        // Outward it stays neutral: to the requester, and in the practice's record.
        let page = app
            .get(Who::Visitor, &link_to(&app, "rosa@gp.example").await)
            .await
            .words();
        assert!(
            page.contains("could not complete our checks") && !page.contains("raud"),
            "{page}"
        );
        let record = app
            .get(Who::Zebedee, &format!("/practices/{FAR}/history"))
            .await
            .words();
        assert!(
            !record.contains("raud") && !record.contains("He rang us"),
            "{record}"
        );
        let desk = app.get(Who::Xanthe, &case).await.words();
        assert!(desk.contains("Suspected fraud. He rang us"), "{desk}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_objection_before_everybody_has_confirmed_spares_nobody_their_confirmation() {
    for app in TestApp::each().await {
        app.set_officer(Who::Xanthe, true).await;
        ask(&app, &NORA).await;
        let (nominee, authoriser) = (
            link_to(&app, "nora@gp.example").await,
            link_to(&app, "gwen@gp.example").await,
        );
        confirm(&app, Who::Visitor, &nominee, "Nora New").await;
        let fields = [("step", "object"), ("reason", "I do not know her")];
        by_link(&app, Who::Visitor, &authoriser, &fields).await;
        let (case, state) = newest(&app).await;
        assert_eq!(state, "disputed");
        let told = link_to(&app, "nora@gp.example").await;
        let fields = [
            ("step", "resume"),
            ("reason", "She does know her, by her married name"),
        ];
        let done = decide(&app, Who::Olive, &case, &fields).await;
        assert!(done.status.is_redirection(), "{}", done.words());
        assert_eq!(newest(&app).await.1, "confirming");
        let no = decide(&app, Who::Olive, &case, &[("step", "pass")]).await;
        assert!(no.words().contains("no longer possible"), "{}", no.words());
        // Only the one who has not confirmed is asked again, and with that it goes on.
        let again = link_to(&app, "gwen@gp.example").await;
        assert_ne!(again, authoriser);
        assert_eq!(link_to(&app, "nora@gp.example").await, told);
        confirm(&app, Who::Visitor, &again, "Gwen Partner").await;
        assert_eq!(newest(&app).await.1, "checking");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn confirmations_are_the_two_peoples_own_each_once_and_from_a_browser_of_their_own() {
    for app in TestApp::each().await {
        app.set_officer(Who::Xanthe, true).await;
        ask(&app, &NORA).await;
        let (nominee, authoriser, asker) = (
            link_to(&app, "nora@gp.example").await,
            link_to(&app, "gwen@gp.example").await,
            link_to(&app, "rosa@gp.example").await,
        );
        let before = tables(&app.db).await;
        let no = confirm(&app, Who::Visitor, &asker, "Rosa Reception").await;
        assert_eq!(no.status, 403, "{}", no.words());
        let other = confirm(&app, Who::Visitor, &authoriser, "Somebody Else").await;
        assert!(other.words().contains("your own name"), "{}", other.words());
        let unticked = by_link(
            &app,
            Who::Visitor,
            &authoriser,
            &[("step", "confirm"), ("signature", "Gwen Partner")],
        )
        .await;
        assert!(
            unticked.errors().contains("Tick every statement"),
            "{}",
            unticked.errors()
        );
        let forged = confirm(
            &app,
            Who::Visitor,
            "/certifications/case?key=made-up",
            "Gwen Partner",
        )
        .await;
        assert_eq!(forged.status, 404);
        let certification = |tables: Vec<(String, Vec<String>)>| -> Vec<_> {
            tables
                .into_iter()
                .filter(|(table, _)| table == "certification" || table == "certification_party")
                .collect()
        };
        assert_eq!(certification(before), certification(tables(&app.db).await));
        let first = confirm(&app, Who::Visitor, &nominee, "nora NEW").await;
        assert!(first.status.is_redirection(), "{}", first.words());
        let twice = confirm(&app, Who::Visitor, &nominee, "Nora New").await;
        assert!(twice.words().contains("already"), "{}", twice.words());
        // The same browser for both is noticed, and nobody can approve it.
        let device = first.header(axum::http::header::SET_COOKIE);
        let device = device.split(';').next().unwrap();
        let key = authoriser.split("key=").nth(1).unwrap();
        let sent = body(&[
            ("key", key),
            ("step", "confirm"),
            ("signature", "Gwen Partner"),
            ("accepts[]", "0"),
            ("accepts[]", "1"),
            ("accepts[]", "2"),
        ]);
        let second = app.post_with(device, &authoriser, &sent).await;
        assert!(second.status.is_redirection(), "{}", second.words());
        let (case, _) = newest(&app).await;
        check_all(&app, Who::Olive, &case).await;
        let blocked = decide(&app, Who::Olive, &case, &[("step", "pass")]).await;
        assert!(
            blocked.words().contains("seem to be one person"),
            "{}",
            blocked.words()
        );
        let page = app.get(Who::Olive, &case).await.words();
        assert!(page.contains("Forbids approval"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_confirms_for_themselves_and_a_closed_or_unknown_practice_gets_nobody() {
    for app in TestApp::each().await {
        let draft = begin(&app, Who::Visitor).await;
        let unknown = answer(&app, &draft, "practice", &[("practice", "?")]).await;
        assert!(unknown.errors().contains("Choose your practice"));
        let close = "UPDATE practice SET status = 'closed' WHERE ods = $1";
        app.run(Query::new(close).bind(FAR)).await;
        let closed = ask(&app, &NORA).await;
        assert!(closed.words().contains("has closed"), "{}", closed.words());
        // A GP on the Performers List is written to where the list has her, whatever the request says.
        let gp = Request {
            practice: ELM,
            role: "mrs-main-contact",
            nominee: ("Gina", "O'Brien", "gina@cast.example"),
            authoriser: ("Gina", "O'Brien", "gina.other@gp.example"),
            hands_over: false,
        };
        let sent = ask(&app, &gp).await;
        assert!(sent.status.is_redirection());
        assert_eq!(
            app.count(Query::new("SELECT count(*) FROM certification"))
                .await,
            1
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn live_administrators_are_asked_first_and_after_three_working_days_it_can_go_on_without_them()
 {
    for app in TestApp::each().await {
        let at_elm = Request {
            practice: ELM,
            role: "gpp-user-management",
            nominee: ("Nora", "New", "nora@gp.example"),
            authoriser: ("Gwen", "Partner", "gwen@gp.example"),
            hands_over: false,
        };
        ask(&app, &at_elm).await;
        let (case, state) = newest(&app).await;
        assert_eq!(state, "administrators");
        let tasks = app.get(Who::Alice, "/tasks").await.words();
        assert!(
            tasks.contains("Access for Nora New at Elm Street Surgery"),
            "{tasks}"
        );
        for stranger in [Who::Peter, Who::Zebedee, Who::Mary] {
            assert_eq!(app.get(stranger, &case).await.status, 404, "{stranger:?}");
        }
        let asker = link_to(&app, "rosa@gp.example").await;
        let early = by_link(&app, Who::Visitor, &asker, &[("step", "unreachable")]).await;
        assert!(early.words().contains("too early"), "{}", early.words());
        later(&app, 5 * DAY).await;
        let asker = link_to(&app, "rosa@gp.example").await;
        let on = by_link(&app, Who::Visitor, &asker, &[("step", "unreachable")]).await;
        assert!(on.status.is_redirection(), "{}", on.words());
        assert_eq!(newest(&app).await.1, "confirming");
        // Nobody confirms: two reminders, and after seven days it is over, and can be asked again.
        let letters =
            "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE to_address = 'gwen@gp.example'";
        for (days, sent) in [(0, 1), (2, 2), (1, 2), (2, 3), (1, 3)] {
            later(&app, days * DAY + HOUR).await;
            assert_eq!(
                app.count(Query::new(letters)).await,
                sent,
                "after {days} more days"
            );
        }
        later(&app, 2 * DAY).await;
        assert_eq!(newest(&app).await.1, "expired");
        let asker = link_to(&app, "rosa@gp.example").await;
        by_link(&app, Who::Visitor, &asker, &[("step", "ask-again")]).await;
        assert_eq!(newest(&app).await.1, "confirming");
        let gwen = link_to(&app, "gwen@gp.example").await;
        let fields = [("step", "decline"), ("reason", "She does not work here")];
        by_link(&app, Who::Visitor, &gwen, &fields).await;
        assert_eq!(newest(&app).await.1, "declined");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_who_is_asked_first_settles_it_or_stops_it() {
    for app in TestApp::each().await {
        let at_elm = Request {
            role: "gpp-user-management",
            practice: ELM,
            ..NORA
        };
        ask(&app, &at_elm).await;
        let (case, _) = newest(&app).await;
        let no = decide(&app, Who::Alice, &case, &[("step", "approve")]).await;
        assert_eq!(no.status, 403);
        let settled = decide(
            &app,
            Who::Alice,
            &case,
            &[("step", "settle"), ("reason", "Given today")],
        )
        .await;
        assert!(settled.status.is_redirection(), "{}", settled.words());
        assert_eq!(newest(&app).await.1, "settled");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_officers_who_approve_at_once_on_two_servers_one_does_and_four_stay_four() {
    for app in TestApp::each().await {
        let other = app.beside().await;
        let case = to_the_second(&app, &NORA).await;
        app.set_officer(Who::Nadia, true).await;
        let fields = [("step", "approve")];
        let (one, two) = tokio::join!(
            decide(&app, Who::Xanthe, &case, &fields),
            decide(&other, Who::Nadia, &case, &fields),
        );
        let done = [&one, &two]
            .into_iter()
            .filter(|answer| answer.status.is_redirection());
        assert_eq!(done.count(), 1, "{} {}", one.words(), two.words());
        // Both servers give what is due.
        app.pass(25 * HOUR, &[]).await;
        let (one, two) = tokio::join!(
            registration::go_on(&app.db, &app.clock),
            registration::go_on(&other.db, &app.clock),
        );
        one.unwrap();
        two.unwrap();
        assert_eq!(holders(&app, FAR, "pl-user-management").await.len(), 1);
        let given = "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE kind = 'invitation'";
        assert_eq!(app.count(Query::new(given)).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_officer_who_is_one_no_longer_counts_for_nothing() {
    for app in TestApp::each().await {
        let case = to_the_second(&app, &NORA).await;
        // Two of them always stay, so a third is needed.
        app.set_officer(Who::Nadia, true).await;
        app.set_officer(Who::Olive, false).await;
        let no = decide(&app, Who::Xanthe, &case, &[("step", "approve")]).await;
        assert!(
            no.words().contains("no longer an officer"),
            "{}",
            no.words()
        );
        app.set_officer(Who::Olive, true).await;
        decide(&app, Who::Xanthe, &case, &[("step", "approve")]).await;
        app.set_officer(Who::Xanthe, false).await;
        later(&app, 2 * DAY).await;
        assert_eq!(newest(&app).await.1, "checking");
        assert!(holders(&app, FAR, "pl-user-management").await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn past_the_desk_an_officer_gives_no_administrator_role_but_in_an_emergency_with_a_second_one()
 {
    for app in TestApp::each().await {
        app.set_officer(Who::Xanthe, true).await;
        let page = app
            .get(Who::Olive, &format!("/users/{}", Who::Zebedee.id()))
            .await;
        assert_eq!(page.status, 200);
        let sent = body(&[
            ("user", &Who::Zebedee.id().to_string()),
            ("seen[]", "ZZ9009:1:gpp-user-management"),
            ("ticks[]", "ZZ9009:gpp-user-management"),
            ("ticks[]", "ZZ9009:pl-user-management"),
            ("reason", "He asked by telephone"),
            ("step", "save"),
            ("idempotency_key", "01900000-0000-7000-8000-0000000a0009"),
        ]);
        let forged = app.call(Who::Olive, "users/update", &sent).await.text();
        assert!(forged.contains("two officers approve"), "{forged}");
        assert!(holders(&app, FAR, "pl-user-management").await.is_empty());
        let sent = body(&[
            ("practice", FAR),
            ("email", &Who::Zebedee.email()),
            ("roles[]", "pl-user-management"),
            ("reason", "The only administrator has died"),
        ]);
        let asked = app
            .post_to(Who::Olive, "/certifications/emergency", &sent)
            .await;
        assert!(asked.status.is_redirection(), "{}", asked.words());
        let (case, state) = newest(&app).await;
        assert_eq!(state, "second");
        let own = decide(&app, Who::Olive, &case, &[("step", "approve")]).await;
        assert!(own.words().contains("another officer"), "{}", own.words());
        assert!(holders(&app, FAR, "pl-user-management").await.is_empty());
        decide(&app, Who::Xanthe, &case, &[("step", "approve")]).await;
        assert_eq!(
            holders(&app, FAR, "pl-user-management").await,
            [Who::Zebedee.id()]
        );
        // One may still take it away.
        let form = app
            .form(
                Who::Olive,
                &format!("/users/{}", Who::Zebedee.id()),
                &format!("/users/{}", Who::Zebedee.id()),
            )
            .await;
        assert!(form.is_ticked("ZZ9009:pl-user-management"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_record_alone_the_whole_case_can_be_told_again() {
    for app in TestApp::each().await {
        let case = to_the_second(&app, &NORA).await;
        decide(
            &app,
            Who::Xanthe,
            &case,
            &[("step", "return"), ("reason", "Call again")],
        )
        .await;
        decide(&app, Who::Olive, &case, &[("step", "pass")]).await;
        decide(&app, Who::Xanthe, &case, &[("step", "approve")]).await;
        later(&app, 25 * HOUR).await;
        let query = "SELECT actor_name, detail FROM history_event WHERE action IN
                     ('certification-asked', 'certification-answered', 'certification-moved') ORDER BY at, seq";
        let events: Vec<(String, String)> = app.db.all(Query::new(query)).await.unwrap();
        let told: Vec<_> = events
            .iter()
            .map(|(by, detail)| {
                let mark =
                    serde_json::from_str::<serde_json::Value>(detail).unwrap()["case"].clone();
                let of = |name: &str| mark[name].as_str().unwrap().to_owned();
                (by.as_str(), of("step"), of("state"))
            })
            .collect();
        let told: Vec<_> = told
            .iter()
            .map(|(by, step, state)| (*by, step.as_str(), state.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("Rosa Reception", "ask", "confirming"),
                ("Nora New", "confirm nominee", "confirming"),
                ("Gwen Partner", "confirm authoriser", "checking"),
                ("Olive Officer", "pass", "second"),
                ("Xanthe Yellowhammer", "return", "checking"),
                ("Olive Officer", "pass", "second"),
                ("Xanthe Yellowhammer", "approve", "cooling"),
                ("Practice Access", "grant", "active"),
            ]
        );
        let desk = app.get(Who::Xanthe, &case).await.words();
        for line in [
            "Rosa Reception",
            "Signed as Nora New",
            "Call again",
            "CQC care directory",
        ] {
            assert!(desk.contains(line), "{line}: {desk}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_from_one_address_are_bounded_and_a_link_is_sent_again_only_to_who_is_named() {
    let app = TestApp::each().await.swap_remove(0);
    let sent = ask(&app, &NORA).await;
    let again = ask(&app, &NORA).await;
    assert!(sent.status.is_redirection());
    assert!(
        again.words().contains("There is a request for this person"),
        "{}",
        again.words()
    );
    let query = "SELECT reference FROM certification";
    let (reference,): (String,) = app.db.optional(Query::new(query)).await.unwrap().unwrap();
    let letters = || app.count(Query::new("SELECT count(*) FROM mail"));
    let before = letters().await;
    let status = "/certifications/status";
    for (reference, email) in [
        (reference.as_str(), "stranger@gp.example"),
        ("UA-00000-00000", "gwen@gp.example"),
    ] {
        let told = app
            .post_to(
                Who::Visitor,
                status,
                &body(&[("reference", reference), ("email", email)]),
            )
            .await;
        assert!(told.location().contains("done"));
    }
    assert_eq!(letters().await, before);
    for _ in 0..6 {
        app.post_to(
            Who::Visitor,
            status,
            &body(&[("reference", &reference), ("email", "gwen@gp.example")]),
        )
        .await;
    }
    assert_eq!(letters().await, before + 4);
    let mut begun = 0;
    for _ in 0..150 {
        let answered = app.post_to(Who::Visitor, NEW, "").await;
        begun += usize::from(answered.status.is_redirection());
    }
    assert!(begun < 100, "{begun}");
}
