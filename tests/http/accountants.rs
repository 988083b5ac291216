//! Accountants: named by a practice, confirmed by logging in, seen and ended by the member.

use std::time::{Duration, Instant};

use axum::{
    body::Body,
    http::{Method, header},
};
use practice_access::{
    base::{clock::new_id, ids::UserId},
    database::{Failure, Query, Tx, UnitOfWork},
};

use crate::support::{
    Answer, ELM, FAR, TestApp, Who, body,
    cast::{NOW, OAK, PASSWORD},
    record::{take_over, wrong},
    request,
};

const DAY: i64 = 24 * 3_600_000_000;
const MINE: &str = "/account/accountants";
const MEMBERS: &str = "/account/members";
const NEW: &str = "/accountants/new";
const UPLOAD: &str = "/accountants/upload";

/// What the form of a naming sends: Xanthe for Gina at Elm Street, everything but the step.
fn naming<'a>(
    fields: &[(&'a str, &'a str)],
    key: &'a str,
    gina: &'a str,
) -> Vec<(&'a str, &'a str)> {
    let mut all = vec![
        ("practice", ELM),
        ("people[]", gina),
        ("email", "xanthe@cast.example"),
        ("scope[]", "type_1"),
        ("idempotency_key", key),
    ];
    for (name, value) in fields {
        all.retain(|(known, _)| known != name);
        all.push((name, value));
    }
    all
}

async fn name(app: &TestApp, who: Who, fields: &[(&str, &str)]) -> Answer {
    let (gina, key) = (Who::Gina.id().to_string(), new_id().to_string());
    let mut all = naming(fields, &key, &gina);
    if !all.iter().any(|(name, _)| *name == "step") {
        all.push(("step", "save"));
    }
    app.call(who, "accountants/name", &body(&all)).await
}

/// Xanthe is named for Gina at Elm Street by Alice.
async fn named(app: &TestApp) {
    let done = name(app, Who::Alice, &[]).await;
    assert!(done.text().contains("Done"), "{}", done.text());
}

async fn log_in(app: &TestApp, who: Who) {
    let fields = [
        ("email", who.email()),
        ("password", PASSWORD.to_owned()),
        ("ceremony", String::new()),
        ("credential", String::new()),
        ("next", "/".to_owned()),
    ];
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let answer = app
        .call(Who::Visitor, "sign-in/begin", &body(&fields))
        .await;
    assert!(answer.text().contains("Done"), "{}", answer.text());
}

/// The same, and Xanthe has logged in since.
async fn linked(app: &TestApp) {
    named(app).await;
    log_in(app, Who::Xanthe).await;
    assert_eq!(states(app).await, ["active"]);
}

async fn states(app: &TestApp) -> Vec<String> {
    let query = "SELECT state FROM accountant_link ORDER BY id";
    let rows: Vec<(String,)> = app.db.all(Query::new(query)).await.unwrap();
    rows.into_iter().map(|(state,)| state).collect()
}

async fn ids(app: &TestApp) -> Vec<String> {
    let rows: Vec<(uuid::Uuid,)> = app
        .db
        .all(Query::new("SELECT id FROM accountant_link ORDER BY id"))
        .await
        .unwrap();
    rows.into_iter().map(|(id,)| id.to_string()).collect()
}

async fn decide(app: &TestApp, who: Who, id: &str, fields: &[(&str, &str)]) -> Answer {
    let mut all = vec![("id", id)];
    all.extend(fields);
    app.call(who, "accountants/decide", &body(&all)).await
}

/// How somebody stands at a practice, and whether they hold the role Accountant there.
async fn place(app: &TestApp, who: UserId, ods: &str) -> Option<(String, i64)> {
    let query = "SELECT m.status, (SELECT CAST(count(*) AS BIGINT) FROM role_grant g WHERE g.user_id = m.user_id
                 AND g.ods = m.ods AND g.ended_at IS NULL AND g.role = 'gpp-accountant')
                 FROM membership m WHERE m.user_id = $1 AND m.ods = $2";
    let query = Query::new(query).bind(who).bind(ods);
    app.db.optional(query).await.unwrap()
}

async fn letters(app: &TestApp, news: &'static str) -> i64 {
    let query =
        "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE kind = 'accountant' AND letter LIKE $1";
    let like = ["%\"news\":\"", news, "\"%"].concat();
    app.count(Query::new(query).bind(&like)).await
}

async fn recorded(app: &TestApp, action: &'static str) -> i64 {
    let query =
        "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = $1 AND ods IS NOT NULL";
    app.count(Query::new(query).bind(action)).await
}

/// Somebody is a non-GP partner at a practice.
async fn partner(app: &TestApp, who: UserId, ods: &str) {
    let place = "INSERT INTO membership (user_id, ods, status, since, reason, version, accepted_at)
                 VALUES ($1, $2, 'active', $3, '', 1, $3) ON CONFLICT DO NOTHING";
    app.run(Query::new(place).bind(who).bind(ods).bind(NOW))
        .await;
    let grant = "INSERT INTO role_grant (id, user_id, ods, role, holder_limit, origin, granted_at, reason, starts_on)
                 VALUES ($1, $2, $3, 'gpp-non-gp-partner', 0, 'administrator', $4, '', '2026-01-01')";
    let grant = Query::new(grant).bind(new_id()).bind(who).bind(ods);
    app.run(grant.bind(NOW)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_accountant_is_named_with_plain_forms_and_gets_the_role_and_two_letters() {
    for app in TestApp::each().await {
        take_over(&app.db).await;
        let home = app.get(Who::Alice, "/").await;
        let list = app
            .get(Who::Alice, &home.link("Accountants at Elm Street Surgery"))
            .await;
        let form = app
            .form(Who::Alice, &list.link("Name an accountant"), NEW)
            .await;
        let gina = Who::Gina.id().to_string();
        assert!(form.has_box(&gina) && !form.has_box(&Who::Peter.id().to_string()));
        let form = form
            .tick(&gina)
            .with("email", "amy@ledger.example")
            .with("first_name", "Amy")
            .with("last_name", "Audit")
            .with("firm", "Ledger & Sons")
            .tick("type_1")
            .tick("statement");
        let checked = app.post(Who::Alice, &form).await;
        let words = checked.words();
        assert!(
            words.contains("amy@ledger.example of Ledger & Sons at Elm Street Surgery (ZZ9001)"),
            "{words}"
        );
        assert!(
            words.contains("Gina O'Brien: Type 1 certificate and Contribution statement"),
            "{words}"
        );
        assert!(words.contains("A new account is made"), "{words}");
        assert_eq!(states(&app).await, Vec::<String>::new());
        let save = checked.form(NEW).press("save");
        let done = app.post(Who::Alice, &save).await;
        assert!(done.status.is_redirection(), "{}", done.errors());
        // A second click is the same click.
        assert_eq!(
            app.post(Who::Alice, &save).await.location(),
            done.location()
        );
        assert_eq!(states(&app).await, ["waiting"]);
        let amy: Option<(UserId,)> = app
            .db
            .optional(Query::new(
                "SELECT id FROM app_user WHERE email = 'amy@ledger.example'",
            ))
            .await
            .unwrap();
        let amy = amy.unwrap().0;
        assert_eq!(place(&app, amy, ELM).await, Some(("invited".to_owned(), 1)));
        let invitations = "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE kind = 'invitation'";
        assert_eq!(app.count(Query::new(invitations)).await, 1);
        assert_eq!(
            (letters(&app, "asked").await, letters(&app, "named").await),
            (1, 1)
        );
        assert_eq!(recorded(&app, "accountant-named").await, 1);
        let page = app.get(Who::Alice, &done.location()).await.words();
        assert!(
            page.contains("Amy Audit") && page.contains("Waiting for the accountant"),
            "{page}"
        );
        let roles = app
            .get(Who::Alice, &["/users/", &amy.to_string()].concat())
            .await;
        let covers = app
            .get(Who::Alice, &roles.link("Members this accountant covers"))
            .await;
        assert!(
            covers.words().contains("Gina O'Brien"),
            "{}",
            covers.words()
        );
        assert_eq!(wrong(&app.db).await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_completes_itself_when_the_accountant_logs_in_and_shows_nothing_else_of_the_practice()
 {
    for app in TestApp::each().await {
        take_over(&app.db).await;
        named(&app).await;
        assert_eq!(states(&app).await, ["waiting"]);
        let waits = app.get(Who::Gina, MINE).await.words();
        assert!(
            waits.contains("Xanthe Yellowhammer") && waits.contains("Waiting for the accountant"),
            "{waits}"
        );
        log_in(&app, Who::Xanthe).await;
        log_in(&app, Who::Xanthe).await;
        assert_eq!(states(&app).await, ["active"]);
        assert_eq!(
            (
                letters(&app, "linked").await,
                recorded(&app, "accountant-linked").await
            ),
            (1, 1)
        );
        let members = app.get(Who::Xanthe, MEMBERS).await.words();
        for part in [
            "Gina O'Brien",
            "gina@cast.example",
            "Elm Street Surgery (ZZ9001)",
            "Type 1 certificate",
            "Active",
            "1 member",
        ] {
            assert!(members.contains(part), "{part}: {members}");
        }
        let none = app
            .get(Who::Xanthe, "/account/members?find=nobody")
            .await
            .words();
        assert!(none.contains("None.") && !none.contains("Gina"), "{none}");
        for address in [
            "/practices/ZZ9001/users",
            "/practices/ZZ9001/history",
            "/practices/ZZ9001/performers",
            "/accountants",
            NEW,
            UPLOAD,
            "/accountants/links.csv",
        ] {
            let answer = app.get(Who::Xanthe, address).await;
            assert_ne!(answer.status, 200, "{address}");
            assert!(!answer.text().contains("Gina"), "{address}");
        }
        // Nobody else learns of it.
        for who in [Who::Peter, Who::Mary, Who::Zebedee, Who::Dora] {
            for address in [MINE, MEMBERS, "/account/members.csv"] {
                let text = app.get(who, address).await.text();
                assert!(
                    !text.contains("Gina") && !text.contains("Yellowhammer"),
                    "{who:?} {address}"
                );
            }
        }
        let far = app
            .get(Who::Zebedee, "/accountants?state=any")
            .await
            .words();
        assert!(far.contains("There are none"), "{far}");
        assert_eq!(wrong(&app.db).await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_accountant_who_is_logged_in_already_confirms_or_declines_on_their_page() {
    for app in TestApp::each().await {
        named(&app).await;
        let page = app.get(Who::Xanthe, MEMBERS).await;
        let words = page.words();
        assert!(
            words.contains("Confirm for Gina O'Brien")
                && words.contains("Decline for Gina O'Brien"),
            "{words}"
        );
        let confirmed = app.post(Who::Xanthe, &page.form(MEMBERS)).await;
        assert!(
            confirmed.location().ends_with("done=confirm"),
            "{}",
            confirmed.errors()
        );
        assert_eq!(states(&app).await, ["active"]);
        let again = app.post(Who::Xanthe, &page.form(MEMBERS)).await;
        assert!(
            again.errors().contains("already confirmed this link"),
            "{}",
            again.errors()
        );
        let id = ids(&app).await.remove(0);
        let given_up = decide(&app, Who::Xanthe, &id, &[("step", "give-up")]).await;
        assert!(given_up.text().contains("Done"), "{}", given_up.text());
        assert_eq!(states(&app).await, ["ended"]);
        named(&app).await;
        let second = ids(&app).await.remove(1);
        decide(&app, Who::Xanthe, &second, &[("step", "give-up")]).await;
        assert_eq!(states(&app).await, ["ended", "declined"]);
        assert_eq!(recorded(&app, "accountant-declined").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_refusal_stands_beside_its_field_in_plain_words_and_nothing_is_saved() {
    for app in TestApp::each().await {
        let (peter, bashir) = (Who::Peter.id().to_string(), Who::Bashir.id().to_string());
        let long = "x".repeat(101);
        for (fields, field, why) in [
            (
                vec![("people[]", peter.as_str())],
                "people",
                "not a GP or a non-GP partner",
            ),
            (
                vec![("people[]", bashir.as_str())],
                "people",
                "not a GP or a non-GP partner",
            ),
            (
                vec![("email", "gina@cast.example")],
                "email",
                "nobody can be their own accountant",
            ),
            (
                vec![("email", "olive@cast.example")],
                "email",
                "belongs to someone in the registration team",
            ),
            (
                vec![("email", "new@ledger.example")],
                "last_name",
                "Enter the name of the accountant",
            ),
            (vec![("email", "nobody")], "email", ""),
            (
                vec![("scope[]", "")],
                "scope",
                "Choose what the accountant can see",
            ),
            (
                vec![("scope[]", "gpp-user-management")],
                "scope",
                "Choose what the accountant can see",
            ),
            (vec![("firm", long.as_str())], "firm", "100 characters"),
        ] {
            let answer = name(&app, Who::Alice, &fields).await;
            let errors = answer.json()["Form"]["errors"].clone();
            assert_eq!(errors[0]["field"], field, "{fields:?}: {}", answer.text());
            assert!(answer.text().contains(why), "{why}: {}", answer.text());
        }
        let nobody = [
            ("practice", ELM),
            ("email", "xanthe@cast.example"),
            ("scope[]", "type_2"),
            ("step", "check"),
        ];
        let key = new_id().to_string();
        let nobody = body(&[&nobody[..], &[("idempotency_key", &key)]].concat());
        let nobody = app.call(Who::Alice, "accountants/name", &nobody).await;
        assert!(
            nobody.text().contains("Choose the members"),
            "{}",
            nobody.text()
        );
        let gina = Who::Gina.id().to_string();
        let days = |starts: [&'static str; 3], ends: [&'static str; 3]| {
            let mut all = naming(&[("step", "save")], &key, &gina);
            all.extend(starts.map(|part| ("starts[]", part)));
            all.extend(ends.map(|part| ("ends[]", part)));
            body(&all)
        };
        for (starts, ends, field) in [
            (["1", "2", "2027"], ["31", "1", "2027"], "ends"),
            (["1", "2", "2020"], ["", "", ""], "starts"),
            (["1", "2", "2090"], ["", "", ""], "starts"),
            (["31", "2", "2027"], ["", "", ""], "starts"),
        ] {
            let answer = app
                .call(Who::Alice, "accountants/name", &days(starts, ends))
                .await;
            let errors = answer.json()["Form"]["errors"].clone();
            assert_eq!(errors[0]["field"], field, "{}", answer.text());
        }
        assert_eq!(states(&app).await, Vec::<String>::new());
        named(&app).await;
        let again = name(&app, Who::Alice, &[]).await;
        assert!(
            again.text().contains("already has this accountant"),
            "{}",
            again.text()
        );
        app.run(Query::new(
            "UPDATE practice SET status = 'closed' WHERE ods = 'ZZ9001'",
        ))
        .await;
        let closed = name(&app, Who::Alice, &[("email", "peter@cast.example")]).await;
        assert!(closed.text().contains("has closed"), "{}", closed.text());
        assert_eq!(states(&app).await, ["waiting"]);
        let roles = "SELECT CAST(count(*) AS BIGINT) FROM role_grant WHERE role = 'gpp-accountant'";
        assert_eq!(app.count(Query::new(roles)).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forged_posts_of_everybody_else_change_nothing() {
    for app in TestApp::each().await {
        linked(&app).await;
        let id = ids(&app).await.remove(0);
        let before = states(&app).await;
        for who in [
            Who::Visitor,
            Who::Peter,
            Who::Mary,
            Who::Dora,
            Who::Zebedee,
            Who::Olive,
        ] {
            let named = name(&app, who, &[("email", "peter@cast.example")]).await;
            assert!(
                matches!(named.status.as_u16(), 401 | 403),
                "{who:?}: {}",
                named.text()
            );
            for step in ["end", "end-mine", "take-along", "confirm", "give-up"] {
                let answer = decide(&app, who, &id, &[("step", step), ("practice", ELM)]).await;
                assert!(
                    matches!(answer.status.as_u16(), 401 | 403 | 404),
                    "{who:?} {step}: {}",
                    answer.text()
                );
            }
        }
        // Nor does anybody on one side do what is the other's.
        for (who, step) in [
            (Who::Gina, "end"),
            (Who::Gina, "give-up"),
            (Who::Gina, "confirm"),
            (Who::Xanthe, "end"),
            (Who::Xanthe, "end-mine"),
            (Who::Xanthe, "take-along"),
            (Who::Alice, "end-mine"),
            (Who::Alice, "give-up"),
        ] {
            let answer = decide(&app, who, &id, &[("step", step), ("practice", OAK)]).await;
            assert_eq!(answer.status, 404, "{who:?} {step}: {}", answer.text());
        }
        // A link that goes on is not taken along, and nobody takes one to where they are no member.
        let here = decide(
            &app,
            Who::Gina,
            &id,
            &[("step", "take-along"), ("practice", ELM)],
        )
        .await;
        assert!(
            here.text().contains("ended because you left"),
            "{}",
            here.text()
        );
        let there = decide(
            &app,
            Who::Gina,
            &id,
            &[("step", "take-along"), ("practice", OAK)],
        )
        .await;
        assert_eq!(there.status, 403);
        // Somebody else's practice.
        let elsewhere = name(
            &app,
            Who::Alice,
            &[("practice", FAR), ("email", "peter@cast.example")],
        )
        .await;
        assert_eq!(elsewhere.status, 403, "{}", elsewhere.text());
        assert_eq!(states(&app).await, before);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_member_ends_it_and_with_the_last_link_the_role_and_the_place_end() {
    for app in TestApp::each().await {
        take_over(&app.db).await;
        linked(&app).await;
        assert_eq!(
            place(&app, Who::Xanthe.id(), ELM).await,
            Some(("active".to_owned(), 1))
        );
        let page = app.get(Who::Gina, MINE).await;
        let end = page.form(MINE).with("reason", "I have another one now");
        let done = app.post(Who::Gina, &end).await;
        assert!(done.status.is_redirection(), "{}", done.errors());
        assert_eq!(states(&app).await, ["ended"]);
        assert_eq!(
            place(&app, Who::Xanthe.id(), ELM).await,
            Some(("deactivated".to_owned(), 0))
        );
        assert_eq!(
            place(&app, Who::Xanthe.id(), FAR).await,
            Some(("active".to_owned(), 0))
        );
        assert_eq!(
            (
                letters(&app, "ended").await,
                letters(&app, "no-longer").await
            ),
            (1, 1)
        );
        let over = app.post(Who::Gina, &end).await;
        assert!(
            over.errors().contains("has already ended"),
            "{}",
            over.errors()
        );
        let list = app
            .get(Who::Alice, "/accountants?state=ended")
            .await
            .words();
        assert!(
            list.contains("The member ended it: I have another one now"),
            "{list}"
        );
        let members = app.get(Who::Xanthe, MEMBERS).await.words();
        assert!(!members.contains("Gina"), "{members}");
        assert_eq!(recorded(&app, "accountant-ended").await, 1);
        assert_eq!(wrong(&app.db).await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_practice_ends_one_link_of_two_and_the_role_stays() {
    for app in TestApp::each().await {
        partner(&app, Who::Mary.id(), ELM).await;
        take_over(&app.db).await;
        let done = name(&app, Who::Alice, &[("all[]", "yes")]).await;
        assert!(done.text().contains("Done"), "{}", done.text());
        log_in(&app, Who::Xanthe).await;
        assert_eq!(states(&app).await, ["active", "active"]);
        // One letter to the accountant, one to each member.
        assert_eq!(
            (letters(&app, "asked").await, letters(&app, "named").await),
            (1, 2)
        );
        let id = ids(&app).await.remove(0);
        let at = ["/accountants/", &id].concat();
        let form = app.form(Who::Alice, &at, &at).await;
        let done = app.post(Who::Alice, &form).await;
        assert!(done.status.is_redirection(), "{}", done.errors());
        let states = states(&app).await;
        assert_eq!(
            states.iter().filter(|state| *state == "active").count(),
            1,
            "{states:?}"
        );
        assert_eq!(
            place(&app, Who::Xanthe.id(), ELM).await,
            Some(("active".to_owned(), 1))
        );
        assert_eq!(wrong(&app.db).await, Vec::<String>::new());
    }
}

/// Sends somebody's role table, which holds these roles at Elm Street, with these ticks.
async fn table(
    app: &TestApp,
    (user, version): (UserId, &str),
    held: &[&str],
    ticked: &[&str],
    step: &str,
) -> Answer {
    let held = held.join(" ");
    let (user, seen) = (user.to_string(), ["ZZ9001:", version, ":", &held].concat());
    let key = new_id().to_string();
    let mut fields = vec![
        ("user", user.as_str()),
        ("seen[]", &seen),
        ("step", step),
        ("idempotency_key", &key),
    ];
    let ticks: Vec<_> = ticked
        .iter()
        .map(|role| [ELM, ":", role].concat())
        .collect();
    fields.extend(ticks.iter().map(|tick| ("ticks[]", tick.as_str())));
    app.call(Who::Alice, "users/update", &body(&fields)).await
}

/// Takes the tick of a role away in somebody's role table.
async fn untick(app: &TestApp, user: UserId, version: &str, stays: &[&str], goes: &str) {
    let held = [stays, &[goes]].concat();
    let answer = table(app, (user, version), &held, stays, "save").await;
    assert!(answer.text().contains("Done"), "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_check_of_a_role_table_says_what_the_role_accountant_means_for_members() {
    for app in TestApp::each().await {
        linked(&app).await;
        let xanthe = (
            Who::Xanthe.id(),
            &*version(&app, Who::Xanthe.id(), ELM).await,
        );
        let checked = table(&app, xanthe, &["gpp-accountant"], &[], "check").await;
        let ends = "they stop being the accountant of";
        assert!(checked.text().contains(ends), "{}", checked.text());
        assert!(checked.text().contains("Gina"), "{}", checked.text());
        assert_eq!(states(&app).await, ["active"]);
        // Of somebody else who becomes one, who acts for nobody yet.
        let peter = (Who::Peter.id(), &*version(&app, Who::Peter.id(), ELM).await);
        let held = ["gpp-view-claims"];
        let ticked = ["gpp-view-claims", "gpp-accountant"];
        let checked = table(&app, peter, &held, &ticked, "check").await;
        let says = "sees no pension form until you have chosen the members";
        assert!(checked.text().contains(says), "{}", checked.text());
        let saved = table(&app, peter, &held, &ticked, "save").await;
        assert!(saved.text().contains("Done"), "{}", saved.text());
        // The way from there leads to the form with the person chosen.
        let page = ["/users/", &peter.0.to_string()].concat();
        let page = app.get(Who::Alice, &page).await;
        let list = page.link("Members this accountant covers");
        let new = app.get(Who::Alice, &list).await.link("Name an accountant");
        let form = app.get(Who::Alice, &new).await;
        assert!(form.text().contains(&Who::Peter.email()), "{}", form.text());
        let version = version(&app, peter.0, ELM).await;
        let checked = table(&app, (peter.0, &version), &ticked, &held, "check").await;
        assert!(!checked.text().contains(ends), "{}", checked.text());
        // Nobody's address is told to administrators of other practices.
        let of_zebedee = ["/accountants?accountant=", &Who::Zebedee.id().to_string()].concat();
        let list = app.get(Who::Alice, &of_zebedee).await.text();
        assert!(
            !list.contains(&Who::Zebedee.email().replace('@', "%40")),
            "{list}"
        );
        assert!(!list.contains(&Who::Zebedee.email()), "{list}");
    }
}

async fn version(app: &TestApp, user: UserId, ods: &str) -> String {
    let query = "SELECT version FROM membership WHERE user_id = $1 AND ods = $2";
    let version = app.count(Query::new(query).bind(user).bind(ods)).await;
    version.to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unticking_the_role_ends_the_links_there_and_so_does_the_end_of_the_place() {
    for app in TestApp::each().await {
        take_over(&app.db).await;
        linked(&app).await;
        let xanthe = Who::Xanthe.id();
        let seen = version(&app, xanthe, ELM).await;
        untick(&app, xanthe, &seen, &[], "gpp-accountant").await;
        assert_eq!(states(&app).await, ["ended"]);
        let list = app.get(Who::Gina, MINE).await.words();
        assert!(list.contains("no longer has the role Accountant"), "{list}");
        assert!(!list.contains("Keep them at"), "{list}");
        // Named again, with a place that ends.
        named(&app).await;
        log_in(&app, Who::Xanthe).await;
        let at = ["/users/", &xanthe.to_string(), "/leave?practice=", ELM].concat();
        let form = app
            .form(Who::Alice, &at, &at)
            .await
            .with("reason", "Another firm now");
        let checked = app.post(Who::Alice, &form).await;
        let left = app.post(Who::Alice, &checked.form(&at).press("save")).await;
        assert!(left.status.is_redirection(), "{}", left.errors());
        assert_eq!(states(&app).await, ["ended", "ended"]);
        assert_eq!(
            place(&app, xanthe, ELM).await,
            Some(("deactivated".to_owned(), 0))
        );
        assert_eq!(wrong(&app.db).await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_who_moves_keeps_the_accountant_only_by_taking_them_along() {
    for app in TestApp::each().await {
        let (peter, xanthe) = (Who::Peter.id(), Who::Xanthe.id());
        partner(&app, peter, ELM).await;
        take_over(&app.db).await;
        let id = peter.to_string();
        let done = name(
            &app,
            Who::Alice,
            &[("people[]", &id), ("scope[]", "type_2")],
        )
        .await;
        assert!(done.text().contains("Done"), "{}", done.text());
        log_in(&app, Who::Xanthe).await;
        // The partner leaves the partnership, and becomes a partner at Oak Lane.
        let seen = version(&app, peter, ELM).await;
        untick(
            &app,
            peter,
            &seen,
            &["gpp-view-claims"],
            "gpp-non-gp-partner",
        )
        .await;
        assert_eq!(states(&app).await, ["ended"]);
        assert_eq!(
            place(&app, xanthe, ELM).await,
            Some(("deactivated".to_owned(), 0))
        );
        let page = app.get(Who::Peter, MINE).await.words();
        assert!(!page.contains("Keep them at"), "{page}");
        let key = new_id().to_string();
        let give = [
            ("user", id.as_str()),
            ("seen[]", "ZZ9002:0:"),
            ("ticks[]", "ZZ9002:gpp-non-gp-partner"),
            ("step", "save"),
            ("idempotency_key", &key),
        ];
        let given = app.call(Who::Bashir, "users/update", &body(&give)).await;
        assert!(given.text().contains("Done"), "{}", given.text());
        let page = app.get(Who::Peter, MINE).await;
        assert!(
            page.words().contains("Keep them at Oak Lane Practice"),
            "{}",
            page.words()
        );
        let along = app.post(Who::Peter, &page.form(MINE)).await;
        assert!(
            along.location().ends_with("done=taken"),
            "{}",
            along.errors()
        );
        assert_eq!(states(&app).await, ["ended", "active"]);
        assert_eq!(
            place(&app, xanthe, OAK).await,
            Some(("active".to_owned(), 1))
        );
        // To the accountant, and to the two who administer payments and pensions there.
        assert_eq!(
            (
                letters(&app, "taken-along").await,
                letters(&app, "arrived").await
            ),
            (1, 2)
        );
        let members = app.get(Who::Xanthe, MEMBERS).await.words();
        assert!(
            members.contains("Oak Lane Practice (ZZ9002)") && members.contains("Type 2"),
            "{members}"
        );
        let first = ids(&app).await.remove(0);
        let twice = decide(
            &app,
            Who::Peter,
            &first,
            &[("step", "take-along"), ("practice", OAK)],
        )
        .await;
        assert!(
            twice
                .text()
                .contains("already acts for you at this practice"),
            "{}",
            twice.text()
        );
        // The role is all that came.
        let roles = "SELECT CAST(count(*) AS BIGINT) FROM role_grant WHERE user_id = $1 AND ods = $2 AND ended_at IS NULL";
        assert_eq!(app.count(Query::new(roles).bind(xanthe).bind(OAK)).await, 1);
        assert_eq!(wrong(&app.db).await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_ends_after_its_last_day() {
    for app in TestApp::each().await {
        take_over(&app.db).await;
        let (gina, key) = (Who::Gina.id().to_string(), new_id().to_string());
        let mut fields = naming(&[("step", "save")], &key, &gina);
        fields.extend(["25", "11", "2026"].map(|part| ("ends[]", part)));
        let done = app
            .call(Who::Alice, "accountants/name", &body(&fields))
            .await;
        assert!(done.text().contains("Done"), "{}", done.text());
        log_in(&app, Who::Xanthe).await;
        app.pass(2 * DAY, &[Who::Gina]).await;
        app.tidy().await;
        assert_eq!(states(&app).await, ["active"]);
        app.pass(DAY, &[Who::Gina]).await;
        app.tidy().await;
        app.tidy().await;
        assert_eq!(states(&app).await, ["ended"]);
        assert_eq!(
            place(&app, Who::Xanthe.id(), ELM).await,
            Some(("deactivated".to_owned(), 0))
        );
        let page = app.get(Who::Gina, MINE).await.words();
        assert!(page.contains("The last day has passed"), "{page}");
        assert_eq!(wrong(&app.db).await, Vec::<String>::new());
    }
}

const HEAD: &str =
    "member_email,practice_code,accountant_email,scope,firm,first_name,last_name,phone\n";

/// The form with a file, as a browser sends it.
async fn upload(app: &TestApp, who: Who, lines: &str) -> Answer {
    let key = new_id().to_string();
    let mut form = String::new();
    for (name, value) in [
        ("step", "check"),
        ("idempotency_key", key.as_str()),
        ("lines", ""),
    ] {
        let head = [
            "--xyz\r\nContent-Disposition: form-data; name=\"",
            name,
            "\"\r\n\r\n",
        ];
        form.extend(head.iter().chain([&value, &"\r\n"]).copied());
    }
    form.push_str(
        "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"accountants.csv\"\r\n",
    );
    form.extend([
        "Content-Type: text/csv\r\n\r\n",
        HEAD,
        lines,
        "\r\n--xyz--\r\n",
    ]);
    let request = request(Method::POST, who, UPLOAD)
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=xyz")
        .body(Body::from(form));
    let answer = app.send(request.unwrap()).await;
    app.shown(who, UPLOAD, answer).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_refused_with_every_fault_and_its_line_or_saved_as_a_whole() {
    for app in TestApp::each().await {
        partner(&app, Who::Nadia.id(), OAK).await;
        take_over(&app.db).await;
        let bad = "gina@cast.example,ZZ9001,amy@ledger.example,Type 1,Ledger,Amy,Audit,\n\
            peter@cast.example,ZZ9001,amy@ledger.example,Type 1,Ledger,Amy,Audit,\n\
            gina@cast.example,ZZ9009,amy@ledger.example,Type 1,Ledger,Amy,Audit,\n\
            gina@cast.example,ZZ9001,gina@cast.example,Type 2,,,,\n\
            gina@cast.example,ZZ9001,olive@cast.example,statement,,,,\n\
            gina@cast.example,ZZ9001,unnamed@ledger.example,statement,,,,\n\
            nobody,?,amy@ledger.example,everything,Ledger,Amy,Audit,\n";
        let refused = upload(&app, Who::Bashir, bad).await;
        assert_eq!(refused.status, 422);
        let told = refused.errors();
        for part in [
            "Nothing was saved: 6 lines can't be used",
            "Line 3: peter@cast.example is not a GP",
            "Line 4: you do not administer GP Payments and Pensions at ZZ9009",
            "Line 5: This is the address of Gina O'Brien",
            "Line 6: This address belongs to someone in the registration team",
            "Line 7: There is no account",
            "Line 8:",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert_eq!(states(&app).await, Vec::<String>::new());
        let good = "gina@cast.example,ZZ9001,amy@ledger.example,Type 1; statement,\"Ledger, Sons\",Amy,Audit,01632 960001\n\
            nadia@cast.example,ZZ9002,amy@ledger.example,t1 + t2,\"Ledger, Sons\",Amy,Audit,\n";
        let checked = upload(&app, Who::Bashir, good).await;
        let words = checked.words();
        assert!(
            words.contains("amy@ledger.example of Ledger, Sons at Oak Lane Practice (ZZ9002)"),
            "{words}"
        );
        assert_eq!(states(&app).await, Vec::<String>::new());
        let save = checked.form(UPLOAD).press("save");
        let done = app.post(Who::Bashir, &save).await;
        assert!(done.status.is_redirection(), "{}", done.errors());
        assert_eq!(states(&app).await, ["waiting", "waiting"]);
        let invitations = "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE kind = 'invitation'";
        assert_eq!(app.count(Query::new(invitations)).await, 1);
        // The same file again, pasted.
        let key = new_id().to_string();
        let lines = [HEAD, good].concat();
        let again = body(&[
            ("lines", lines.as_str()),
            ("step", "save"),
            ("idempotency_key", &key),
        ]);
        let again = app.call(Who::Bashir, "accountants/upload", &again).await;
        assert!(
            again
                .text()
                .contains("Line 2: Gina O'Brien already has this accountant"),
            "{}",
            again.text()
        );
        assert!(
            again.text().contains("Line 3: Nadia Newcomer already has"),
            "{}",
            again.text()
        );
        let csv = app.get(Who::Bashir, "/accountants/links.csv").await.text();
        assert_eq!(csv.lines().count(), 3, "{csv}");
        assert!(
            csv.contains("\"Ledger, Sons\"") && csv.contains("2026-11-23"),
            "{csv}"
        );
        assert_eq!(
            app.get(Who::Alice, "/accountants/links.csv")
                .await
                .text()
                .lines()
                .count(),
            2
        );
        assert_eq!(wrong(&app.db).await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_names_accountants_without_end() {
    for app in TestApp::each().await {
        for round in 0..21 {
            let done = name(&app, Who::Alice, &[]).await;
            if round == 20 {
                assert!(
                    done.text().contains("many emails to the same person"),
                    "{}",
                    done.text()
                );
                break;
            }
            assert!(done.text().contains("Done"), "{round}: {}", done.text());
            let id = ids(&app).await.pop().unwrap();
            decide(&app, Who::Alice, &id, &[("step", "end")]).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_members_stand_on_one_page_and_in_one_file() {
    for app in TestApp::each().await {
        let xanthe = Who::Xanthe.id();
        for number in 0..500_u32 {
            let (id, link) = (new_id(), new_id());
            let member = UserId(id);
            let user = "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone, is_registration_officer, created_at)
                        VALUES ($1, $2, '', 'Member', $3, $4, '', $5, $6)";
            let (last, email) = (
                format!("Number{number:03}"),
                format!("member{number:03}@gp.example"),
            );
            let sort = [&last.to_lowercase(), " member"].concat();
            let user = Query::new(user)
                .bind(member)
                .bind(&email)
                .bind(&last)
                .bind(&sort);
            app.run(user.bind(false).bind(NOW)).await;
            partner(&app, member, FAR).await;
            let insert = "INSERT INTO accountant_link (id, ods, member_id, accountant_email, accountant_id, firm, type_1, type_2, statement,
                                                       state, starts_on, asked_at, confirmed_at, reason)
                          VALUES ($1, $2, $3, 'xanthe@cast.example', $4, 'Ledger', $5, $5, $5, 'active', '2026-01-01', $6, $6, '')";
            let insert = Query::new(insert)
                .bind(link)
                .bind(FAR)
                .bind(member)
                .bind(xanthe);
            app.run(insert.bind(true).bind(NOW)).await;
        }
        let begun = Instant::now();
        let page = app.get(Who::Xanthe, MEMBERS).await;
        let took = begun.elapsed();
        assert_eq!(page.status, 200);
        assert!(page.words().contains("500 members."));
        assert_eq!(page.text().matches("nhsuk-table__row").count(), 500);
        assert!(took < Duration::from_secs(5), "{took:?}");
        let file = app
            .get(Who::Xanthe, "/account/members.csv?find=number49")
            .await
            .text();
        assert_eq!(file.lines().count(), 11, "{file}");
        let list = app.get(Who::Zebedee, "/accountants").await;
        assert_eq!(list.text().matches("nhsuk-table__row").count(), 100);
        assert!(list.text().contains("Next links"));
        assert_eq!(
            app.get(Who::Zebedee, "/accountants/links.csv")
                .await
                .text()
                .lines()
                .count(),
            501
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gp_whose_link_with_the_practice_ends_keeps_no_accountant_there() {
    for app in TestApp::each().await {
        take_over(&app.db).await;
        linked(&app).await;
        let end = "UPDATE assignment SET ends_on = '2026-11-24' WHERE ods = 'ZZ9001'";
        assert_eq!(app.run(Query::new(end)).await, 1);
        app.pass(DAY, &[Who::Gina]).await;
        app.tidy().await;
        assert_eq!(states(&app).await, ["active"]);
        app.pass(DAY, &[Who::Gina]).await;
        app.tidy().await;
        assert_eq!(states(&app).await, ["ended"]);
        let list = app.get(Who::Alice, "/accountants?state=ended").await;
        let why = "no longer a GP or non-GP partner";
        assert!(
            list.words().contains(why) || list.status != 200,
            "{}",
            list.words()
        );
        assert_eq!(letters(&app, "ended").await, 1);
        assert_eq!(wrong(&app.db).await, Vec::<String>::new());
    }
}

/// A row that the schema has to refuse.
struct Row {
    accountant: UserId,
    scope: bool,
    state: &'static str,
}

impl UnitOfWork for Row {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let insert = "INSERT INTO accountant_link (id, ods, member_id, accountant_email, accountant_id, firm, type_1, type_2, statement,
                                                   state, starts_on, asked_at, reason)
                      VALUES ($1, $2, $3, '', $4, '', $5, $5, $5, $6, '2026-01-01', $7, '')";
        let insert = Query::new(insert)
            .bind(new_id())
            .bind(ELM)
            .bind(Who::Gina.id());
        let insert = insert.bind(self.accountant).bind(self.scope);
        tx.execute(insert.bind(self.state).bind(NOW)).await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_schema_refuses_what_no_link_may_be() {
    for app in TestApp::each().await {
        let row = |accountant: Who, scope, state| Row {
            accountant: accountant.id(),
            scope,
            state,
        };
        for bad in [
            row(Who::Gina, true, "waiting"),
            row(Who::Xanthe, false, "waiting"),
            row(Who::Xanthe, true, "active"),
            row(Who::Xanthe, true, "ended"),
        ] {
            assert!(app.db.write(&bad).await.is_err());
        }
        let good = row(Who::Xanthe, true, "waiting");
        app.db.write(&good).await.unwrap();
        // One open link of the same two at a practice.
        assert!(app.db.write(&good).await.is_err());
    }
}
