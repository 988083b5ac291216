//! Roles that nobody holds at one practice at the same time (FEATURES: conflicting roles are refused), at every door by which
//! somebody gets a role, and the operator's command.

use std::process::Stdio;

use practice_access::{base::clock::new_id, database::Query};

use crate::support::{Answer, ELM, TestApp, Who, body, program::command};

const SECOND: i64 = 1_000_000;
const TOLD: &str = "Nobody can hold both AVCs and View Claims at Elm Street Surgery: nobody checks their own work. Choose one of them";

/// Whoever sees claims deals with no contributions. Peter sees claims.
async fn keep_apart(app: &TestApp) {
    let pair = "INSERT INTO kept_apart (role, other, why, added_at)
                VALUES ('gpp-avcs', 'gpp-view-claims', 'nobody checks their own work', 0)";
    app.run(Query::new(pair)).await;
}

async fn holds(app: &TestApp, who: Who, role: &str) -> bool {
    let query = "SELECT CAST(count(*) AS BIGINT) FROM role_grant WHERE user_id = $1 AND role = $2 AND ended_at IS NULL";
    let query = Query::new(query).bind(who.id()).bind(role.to_owned());
    app.count(query).await > 0
}

async fn call(app: &TestApp, who: Who, function: &str, fields: &[(&str, &str)]) -> Answer {
    let key = new_id().to_string();
    let mut fields = fields.to_vec();
    fields.extend([("idempotency_key", key.as_str()), ("accepts[]", "yes")]);
    app.move_clock(SECOND);
    app.call(who, function, &body(&fields)).await
}

async fn assert_refused(app: &TestApp, function: &str, fields: &[(&str, &str)]) {
    let answer = call(app, Who::Alice, function, fields).await;
    let text = answer.text();
    assert!(text.contains(TOLD), "{function}: {text}");
    assert!(!text.contains("Done"), "{function}: {text}");
}

async fn save(app: &TestApp, seen: &str, ticks: &[&str]) -> Answer {
    let peter = Who::Peter.id().to_string();
    let mut fields = vec![("user", peter.as_str()), ("seen[]", seen), ("step", "save")];
    fields.extend(ticks.iter().map(|tick| ("ticks[]", *tick)));
    call(app, Who::Alice, "users/update", &fields).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_role_table_a_new_account_and_a_change_for_several_give_no_two_roles_that_are_kept_apart()
 {
    for app in TestApp::each().await {
        keep_apart(&app).await;
        let peter = Who::Peter.id().to_string();
        let ticks = [
            ("ticks[]", "ZZ9001:gpp-avcs"),
            ("ticks[]", "ZZ9001:gpp-view-claims"),
        ];
        let table = [
            ("user", peter.as_str()),
            ("seen[]", "ZZ9001:1:gpp-view-claims"),
            ("step", "save"),
        ];
        assert_refused(&app, "users/update", &[&table[..], &ticks].concat()).await;
        // One in place of the other is no matter.
        let new = [
            ("email", "new@cast.example"),
            ("last_name", "New"),
            ("seen[]", "ZZ9001:0:"),
            ("step", "save"),
        ];
        assert_refused(&app, "users/create", &[&new[..], &ticks].concat()).await;
        let several = [
            ("practice", ELM),
            ("people[]", &[&peter, ":1"].concat()),
            ("change", "add"),
            ("which", "gpp-avcs"),
            ("step", "save"),
        ];
        assert_refused(&app, "summary/change", &several).await;
        assert!(!holds(&app, Who::Peter, "gpp-avcs").await);
        let instead = save(&app, "ZZ9001:1:gpp-view-claims", &["ZZ9001:gpp-avcs"]).await;
        assert!(instead.text().contains("Done"), "{}", instead.text());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_people_and_a_role_set_give_no_two_roles_that_are_kept_apart() {
    for app in TestApp::each().await {
        keep_apart(&app).await;
        let lines = "First name,Last name,Email,Roles\n\
            Ann,Lee,ann@gp.example,View Claims; AVCs\n";
        let people = [("practice", ELM), ("lines", lines), ("step", "check")];
        assert_refused(&app, "people/add", &people).await;
        let finance = "00000000-0000-0000-0000-000000000003";
        let set = [
            ("practice", ELM),
            ("set", finance),
            ("version", "1"),
            ("name", "Finance"),
            ("roles[]", "gpp-view-claims"),
            ("roles[]", "gpp-avcs"),
            ("step", "save"),
        ];
        assert_refused(&app, "role-sets/change", &set).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn coming_back_and_a_request_give_no_two_roles_that_are_kept_apart() {
    for app in TestApp::each().await {
        let peter = Who::Peter.id().to_string();
        let ask = [
            ("practice", ELM),
            ("roles[]", "gpp-avcs"),
            ("reason", "Needed"),
        ];
        call(&app, Who::Peter, "requests/ask", &ask).await;
        keep_apart(&app).await;
        let id = Query::new("SELECT id FROM role_request");
        let (id,): (uuid::Uuid,) = app.db.optional(id).await.unwrap().unwrap();
        let id = id.to_string();
        let answer = [
            ("id", id.as_str()),
            ("step", "give"),
            ("roles[]", "gpp-avcs"),
        ];
        assert_refused(&app, "requests/answer", &answer).await;
        // They were given to Peter before they were kept apart: he keeps both, and does not get both again.
        app.run(Query::new("DELETE FROM kept_apart")).await;
        let both = ["ZZ9001:gpp-avcs", "ZZ9001:gpp-view-claims"];
        save(&app, "ZZ9001:1:gpp-view-claims", &both).await;
        keep_apart(&app).await;
        assert!(holds(&app, Who::Peter, "gpp-avcs").await);
        let more = [
            "ZZ9001:gpp-avcs",
            "ZZ9001:gpp-view-claims",
            "ZZ9001:gpp-statements",
        ];
        let saved = save(&app, "ZZ9001:2:gpp-avcs gpp-view-claims", &more).await;
        assert!(saved.text().contains("Done"), "{}", saved.text());
        let leave = |step: &'static str, version: &'static str| {
            [
                ("user", peter.clone()),
                ("practice", ELM.to_owned()),
                ("version", version.to_owned()),
                ("reason", "Left".to_owned()),
                ("step", step.to_owned()),
            ]
        };
        let left = leave("save", "3");
        let left: Vec<_> = left
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let left = call(&app, Who::Alice, "users/leave", &left).await;
        assert!(left.text().contains("Done"), "{}", left.text());
        let back = leave("return", "4");
        let back: Vec<_> = back
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        assert_refused(&app, "users/leave", &back).await;
        let one = [&peter, ":4"].concat();
        let several = [("practice", ELM), ("people[]", &one), ("step", "save")];
        let refused = call(&app, Who::Alice, "left/bring-back", &several).await;
        assert!(refused.text().contains(TOLD), "{}", refused.text());
        assert!(!holds(&app, Who::Peter, "gpp-avcs").await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_undone_gives_no_two_roles_that_are_kept_apart() {
    for app in TestApp::each().await {
        keep_apart(&app).await;
        save(&app, "ZZ9001:1:gpp-view-claims", &[]).await;
        let event =
            "SELECT seq FROM history_event WHERE chain = 'ZZ9001' AND action = 'roles-changed'";
        let number = app.count(Query::new(event)).await;
        save(&app, "ZZ9001:2:", &["ZZ9001:gpp-avcs"]).await;
        app.move_clock(SECOND);
        let page = app.get(Who::Alice, &format!("/undo/ZZ9001-{number}")).await;
        assert!(page.words().contains(TOLD), "{}", page.words());
        assert!(
            page.words()
                .contains("Nothing of this change is left to undo"),
            "{}",
            page.words()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_the_accountant_of_a_practice_and_a_member_there() {
    for app in TestApp::each().await {
        let partner = "UPDATE role_grant SET role = 'gpp-non-gp-partner' WHERE user_id = $1";
        app.run(Query::new(partner).bind(Who::Peter.id())).await;
        let ticks = ["ZZ9001:gpp-non-gp-partner", "ZZ9001:gpp-accountant"];
        let refused = save(&app, "ZZ9001:1:gpp-non-gp-partner", &ticks).await;
        let told = "Nobody can hold both Accountant and Non-GP Partner at Elm Street Surgery";
        assert!(refused.text().contains(told), "{}", refused.text());
        let named = [
            ("practice", ELM),
            ("people[]", &Who::Gina.id().to_string()),
            ("email", "peter@cast.example"),
            ("scope[]", "type_1"),
            ("step", "save"),
        ];
        let refused = call(&app, Who::Alice, "accountants/name", &named).await;
        assert!(refused.text().contains(told), "{}", refused.text());
        assert!(!holds(&app, Who::Peter, "gpp-accountant").await);
    }
}

/// Runs the command. Gives whether it did its work, and what it said.
fn separate(app: &TestApp, words: &[&str]) -> (bool, String) {
    let done = command(&app.url)
        .arg("separate-roles")
        .args(words)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let told = [done.stdout, done.stderr].concat();
    (
        done.status.success(),
        String::from_utf8_lossy(&told).into_owned(),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operator_keeps_roles_apart_and_lets_them_meet_again() {
    for app in TestApp::each().await {
        let begun = separate(&app, &["list"]);
        assert!(
            begun.1.contains("gpp-accountant gpp-gp-principal: "),
            "{begun:?}"
        );
        let pair = ["gpp-view-claims", "gpp-avcs"];
        let add = [
            "add",
            pair[0],
            pair[1],
            "--why",
            "nobody checks their own work",
        ];
        let (done, told) = separate(&app, &add);
        assert!(done, "{told}");
        let refused = save(
            &app,
            "ZZ9001:1:gpp-view-claims",
            &["ZZ9001:gpp-avcs", "ZZ9001:gpp-view-claims"],
        )
        .await;
        assert!(refused.text().contains(TOLD), "{}", refused.text());
        for (words, why) in [
            (&add[..], "kept apart already"),
            (
                &["add", "gpp-avcs", "gpp-avcs", "--why", "x"],
                "two different roles",
            ),
            (
                &["add", "gpp-avcs", "chief", "--why", "x"],
                "there is no role chief",
            ),
            (&["remove", "gpp-avcs", "gpp-statements"], "not kept apart"),
        ] {
            let (done, told) = separate(&app, words);
            assert!(!done && told.contains(why), "{told}");
        }
        let (done, told) = separate(&app, &["remove", pair[0], pair[1]]);
        assert!(done, "{told}");
        let events =
            "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'roles-kept-apart'";
        assert_eq!(app.count(Query::new(events)).await, 2);
    }
}
