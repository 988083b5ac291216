//! Closing practices: planned by one officer, approved by another, told to everybody, answered person by person, and ended by
//! the clock.

use practice_access::{base::ids::UserId, database::Query};

use crate::support::{
    Answer, ELM, FAR, TestApp, Who, body,
    cast::{ASH, OAK},
    program::command,
    record,
};

mod answers;
mod refused;
mod time;

const NEW: &str = "/successions/new?practice=ZZ9001";
const HERE: &str = "/practices/ZZ9002/successions";
const DAY: i64 = 24 * 3_600_000_000;

/// One over each kind of database, with two officers and a record that knows of everybody.
async fn apps() -> Vec<TestApp> {
    let apps = TestApp::each().await;
    for app in &apps {
        app.make_officer(Who::Xanthe).await;
        record::take_over(&app.db).await;
    }
    apps
}

async fn in_order(app: &TestApp) {
    assert_eq!(record::wrong(&app.db).await, [""; 0]);
}

/// Says in the database what ODS says: `code` is followed by `successor`.
async fn ods_says(app: &TestApp, code: &'static str, successor: &'static str) {
    let query = "INSERT INTO ods_succession (ods, successor, effective_on, reason, indicator)
                 VALUES ($1, $2, '2026-12-01', '', '')";
    app.run(Query::new(query).bind(code).bind(successor)).await;
}

/// What becomes of Elm Street: which practices take its place, and from when.
struct Plan {
    kind: &'static str,
    others: &'static str,
    day: [&'static str; 3],
}

/// Oak Lane takes its place in a week.
const MERGER: Plan = Plan {
    kind: "merger",
    others: OAK,
    day: ["1", "12", "2026"],
};

/// Sends the form of a plan with this button.
async fn send(app: &TestApp, who: Who, plan: &Plan, step: &str) -> Answer {
    let form = app.form(who, NEW, NEW).await;
    let form = form
        .forge("kind", plan.kind)
        .with("others", plan.others)
        .with_all("day[]", &plan.day)
        .with("reason", "The ICB wrote on 20 November")
        .forge("step", step);
    app.post(who, &form).await
}

/// Plans it. Gives where it is dealt with.
async fn planned(app: &TestApp, plan: &Plan) -> String {
    let to = send(app, Who::Olive, plan, "save").await.location();
    to.split('?').next().unwrap().to_owned()
}

async fn decide(app: &TestApp, who: Who, page: &str, step: &str) -> Answer {
    let id = page.rsplit('/').next().unwrap();
    let fields = [("id", id), ("step", step), ("reason", "Put off until May")];
    app.post_to(who, page, &body(&fields)).await
}

/// Plans it and has it approved. Gives where it is dealt with.
async fn announced(app: &TestApp, plan: &Plan) -> String {
    let page = planned(app, plan).await;
    let approved = decide(app, Who::Xanthe, &page, "approve").await;
    assert_eq!(approved.location(), [&page, "?done=approve"].concat());
    page
}

/// Answers about somebody at Oak Lane.
async fn answer(
    app: &TestApp,
    by: Who,
    page: &str,
    user: UserId,
    step: &str,
    roles: &[&str],
) -> Answer {
    let (id, user) = (page.rsplit('/').next().unwrap(), user.to_string());
    let mut fields = vec![
        ("id", id),
        ("practice", OAK),
        ("user", &user),
        ("step", step),
    ];
    fields.extend(roles.iter().map(|role| ("roles[]", *role)));
    app.post_to(by, HERE, &body(&fields)).await
}

/// Takes somebody on at Oak Lane, with these roles.
async fn accept(app: &TestApp, by: Who, page: &str, who: Who, roles: &[&str]) -> Answer {
    answer(app, by, page, who.id(), "accept", roles).await
}

async fn state(app: &TestApp) -> String {
    let query = "SELECT state FROM succession ORDER BY id DESC LIMIT 1";
    let (state,): (String,) = app.db.optional(Query::new(query)).await.unwrap().unwrap();
    state
}

/// What somebody holds at a practice that has not ended, in the order of codes.
async fn held(app: &TestApp, who: Who, practice: &'static str) -> Vec<String> {
    let query = "SELECT role FROM role_grant WHERE user_id = $1 AND ods = $2 AND ended_at IS NULL ORDER BY role";
    let query = Query::new(query).bind(who.id()).bind(practice);
    let rows: Vec<(String,)> = app.db.all(query).await.unwrap();
    rows.into_iter().map(|(role,)| role).collect()
}

/// The letters about successions to somebody, in their order: why each was written.
async fn news(app: &TestApp, who: Who) -> Vec<String> {
    let letters = letters(app, who).await.into_iter();
    let news = letters.map(|letter| letter["news"].as_str().unwrap().to_owned());
    news.collect()
}

async fn letters(app: &TestApp, who: Who) -> Vec<serde_json::Value> {
    let query = "SELECT letter FROM mail WHERE to_address = $1 AND kind = 'succession' ORDER BY id";
    let query = Query::new(query).bind(who.email());
    let rows: Vec<(String,)> = app.db.all(query).await.unwrap();
    let letters = rows.into_iter();
    letters
        .map(|(letter,)| serde_json::from_str(&letter).unwrap())
        .collect()
}

/// The events of a kind in the record of a practice.
async fn events(app: &TestApp, action: &'static str, practice: &'static str) -> i64 {
    let query = "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = $1 AND ods = $2";
    app.count(Query::new(query).bind(action).bind(practice))
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_imports_successors_and_an_officer_finds_the_one_of_ods_chosen() {
    for app in apps().await {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("succ.csv");
        let import = |text: &str, more: &[&str]| {
            std::fs::write(&file, text).unwrap();
            let done = command(&app.url)
                .args(["import", "successors"])
                .arg(&file)
                .args(more)
                .stdout(std::process::Stdio::piped())
                .output()
                .unwrap();
            let (out, err) = (done.stdout, done.stderr);
            let said = [out, err].concat();
            (done.status.success(), String::from_utf8(said).unwrap())
        };
        let good = "\"ZZ9001\",\"ZZ9002\",\"A\",\"20261201\",\"1\"\n\"ZZ9003\",\"zz9\",\"A\",\"20261201\",\"1\"\n";
        let (done, said) = import(good, &["--dry-run"]);
        // The line that could not be used is told, and makes the command fail.
        assert!(!done && said.contains("nothing was changed"), "{said}");
        let count = || Query::new("SELECT CAST(count(*) AS BIGINT) FROM ods_succession");
        assert_eq!(app.count(count()).await, 0);
        let (done, said) = import(good, &[]);
        assert!(
            !done && said.contains("line 2: \"zz9\" is not an organisation code"),
            "{said}"
        );
        let (_, said) = import(good, &[]);
        assert!(said.contains("Nothing had to be changed"), "{said}");
        let (done, said) = import("\"ZZ9001\",\"ZZ9002\"\n", &[]);
        assert!(!done && said.contains("this is another file"), "{said}");
        assert_eq!(app.count(count()).await, 1);
        let home = app.get(Who::Olive, "/").await;
        let list = app.get(Who::Olive, &home.link("Closing practices")).await;
        let new = list.link("Plan a closure");
        let asked = app
            .get(Who::Olive, &[&new, "?practice=zz9001"].concat())
            .await;
        let form = asked.form(NEW);
        assert!(form.is_ticked(OAK), "{}", asked.words());
        assert_eq!(form.values("day[]"), ["1", "12", "2026"]);
        // Of several a human decides.
        ods_says(&app, ELM, ASH).await;
        let form = app.form(Who::Olive, NEW, NEW).await;
        assert!(form.has_box(OAK) && form.has_box(ASH));
        assert!(!form.is_ticked(OAK) && !form.is_ticked(ASH));
        for wrong in ["nothing", "ZZ9999"] {
            let page = app
                .get(Who::Olive, &[&new, "?practice=", wrong].concat())
                .await;
            assert!(page.words().contains("known here"), "{}", page.words());
        }
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_officer_plans_another_approves_and_only_then_everybody_is_told() {
    for app in apps().await {
        let check = send(&app, Who::Olive, &MERGER, "check").await.words();
        for part in [
            "Elm Street Surgery (ZZ9001) closes on 1 December 2026. Its place is taken by Oak Lane Practice (ZZ9002).",
            "less than six weeks away",
            "Proposed: View Claims",
            "GPP User Management never moves.",
            "Main Contact never moves.",
            "They have access nowhere else.",
            "They keep their access at Ash Road Health Centre and Oak Lane Practice.",
            "Their link on the Performers List does not move by itself",
            "All access at Elm Street Surgery after 31 December 2026",
        ] {
            assert!(check.contains(part), "{part}: {check}");
        }
        assert!(!check.contains("Dora"), "{check}");
        let page = planned(&app, &MERGER).await;
        assert_eq!(state(&app).await, "planned");
        assert_eq!(news(&app, Who::Peter).await, [""; 0]);
        let own = app.get(Who::Olive, &page).await.words();
        assert!(own.contains("another officer has to approve it"), "{own}");
        let before = events(&app, "refused", ELM).await;
        let refused = decide(&app, Who::Olive, &page, "approve").await;
        assert!(
            refused.errors().contains("You planned this"),
            "{}",
            refused.words()
        );
        assert_eq!(events(&app, "refused", ELM).await, before + 1);
        assert_eq!(state(&app).await, "planned");
        let tasks = app.get(Who::Xanthe, "/tasks").await;
        let task = tasks.link("Approve the end of Elm Street Surgery (ZZ9001)");
        assert_eq!(task, page);
        let own = app.get(Who::Olive, "/tasks").await.words();
        assert!(!own.contains("Approve the end"), "{own}");
        let form = app.form(Who::Xanthe, &page, &page).await;
        let to = app
            .post(Who::Xanthe, &form.press("approve"))
            .await
            .location();
        let done = app.get(Who::Xanthe, &to).await.words();
        assert!(done.contains("It is approved"), "{done}");
        assert_eq!(state(&app).await, "announced");
        for who in [Who::Peter, Who::Alice, Who::Mary, Who::Gina] {
            assert_eq!(news(&app, who).await, ["announced"], "{who:?}");
        }
        assert_eq!(news(&app, Who::Bashir).await, ["announced", "to-successor"]);
        for who in [Who::Dora, Who::Nadia, Who::Zebedee] {
            assert_eq!(news(&app, who).await, [""; 0], "{who:?}");
        }
        let peter = &letters(&app, Who::Peter).await[0];
        assert_eq!(peter["roles"], serde_json::json!(["View Claims"]));
        assert_eq!(peter["read_until"], "31 December 2026");
        let gina = &letters(&app, Who::Gina).await[0];
        assert_eq!(
            (&gina["gp"], &gina["roles"]),
            (&true.into(), &serde_json::json!([]))
        );
        for practice in [ELM, OAK] {
            // A plan that nobody has approved is no practice's to read.
            assert_eq!(events(&app, "succession-planned", practice).await, 0);
            assert_eq!(events(&app, "succession-moved", practice).await, 1);
        }
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_approve_at_once_one_does_and_everybody_is_told_once() {
    for app in apps().await {
        app.make_officer(Who::Zebedee).await;
        record::take_over(&app.db).await;
        let page = planned(&app, &MERGER).await;
        let other = app.beside().await;
        let (first, second) = tokio::join!(
            decide(&app, Who::Xanthe, &page, "approve"),
            decide(&other, Who::Zebedee, &page, "approve"),
        );
        let done = [first, second]
            .iter()
            .filter(|one| one.status.is_redirection())
            .count();
        assert_eq!(done, 1);
        assert_eq!(news(&app, Who::Peter).await, ["announced"]);
        assert_eq!(events(&app, "succession-moved", ELM).await, 1);
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_announced_can_be_withdrawn_until_its_day_and_is_told_again() {
    for app in apps().await {
        // Planned by one alone: nobody hears of it.
        let page = planned(&app, &MERGER).await;
        let reason = decide(&app, Who::Olive, &page, "withdraw").await;
        assert_eq!(reason.location(), [&page, "?done=withdraw"].concat());
        assert_eq!(news(&app, Who::Peter).await, [""; 0]);
        let page = announced(&app, &MERGER).await;
        decide(&app, Who::Olive, &page, "withdraw").await.location();
        assert_eq!(news(&app, Who::Peter).await, ["announced", "withdrawn"]);
        let told = &letters(&app, Who::Peter).await[1];
        assert_eq!(told["words"], "Put off until May");
        let there = app.get(Who::Bashir, HERE).await.words();
        assert!(there.contains("No closing practice"), "{there}");
        let late = accept(&app, Who::Bashir, &page, Who::Peter, &["gpp-view-claims"]).await;
        assert!(
            late.errors().contains("can no longer be answered"),
            "{}",
            late.words()
        );
        // It can be planned again.
        announced(&app, &MERGER).await;
        let page = app.get(Who::Olive, "/successions").await.words();
        assert!(
            page.contains("Withdrawn") && page.contains("Announced"),
            "{page}"
        );
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_that_closes_for_good_says_what_happens_to_each_and_tells_them() {
    for app in apps().await {
        let closure = Plan {
            kind: "closure",
            others: "",
            ..MERGER
        };
        let page = announced(&app, &closure).await;
        let said = app.get(Who::Olive, &page).await.words();
        for part in [
            "No practice takes its place.",
            "5 people, 4 of whom have access nowhere else.",
            "Peter Plain (peter@cast.example) Nowhere left",
            "They keep their access at Ash Road Health Centre and Oak Lane Practice.",
        ] {
            assert!(said.contains(part), "{part}: {said}");
        }
        let peter = &letters(&app, Who::Peter).await[0];
        assert_eq!(peter["successors"], serde_json::json!([]));
        assert_eq!(peter["elsewhere"], serde_json::json!([]));
        let bashir = &letters(&app, Who::Bashir).await[0];
        assert_eq!(
            bashir["elsewhere"],
            serde_json::json!(["Ash Road Health Centre", "Oak Lane Practice"])
        );
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nobody_can_answer_the_page_says_so_and_leads_to_a_certification() {
    for app in apps().await {
        let far = Plan {
            others: FAR,
            ..MERGER
        };
        let end = Query::new("UPDATE role_grant SET ended_at = $2 WHERE user_id = $1");
        app.run(end.bind(Who::Zebedee.id()).bind(1_i64)).await;
        record::take_over(&app.db).await;
        let check = send(&app, Who::Olive, &far, "check").await.words();
        assert!(
            check.contains(
                "Far Away Surgery has no administrator for GP Payments and Pensions who can log in"
            ),
            "{check}"
        );
        let page = announced(&app, &far).await;
        let shown = app.get(Who::Olive, &page).await;
        assert!(
            shown.words().contains("Nobody there can answer"),
            "{}",
            shown.words()
        );
        assert_eq!(shown.link("ask for a certification"), "/certifications/new");
        in_order(&app).await;
    }
}
