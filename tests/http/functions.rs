//! Every server function, called directly by every kind of user, with right, wrong and absurd values.

use std::collections::BTreeSet;

use practice_access::{error::AppError, server::Query};

use crate::support::{
    Answer, ELM, FAR, TestApp, Who, body,
    everything::{changed, data},
};

/// What each of [`Who::KINDS`] is answered: visitor, plain user, administrator of one practice, of three, Main
/// Contact, deactivated administrator, registration officer, GP.
type Statuses = [u16; 8];

const ANYBODY: Statuses = [200; 8];
const MANAGERS: Statuses = [401, 403, 200, 200, 200, 403, 200, 403];
const OFFICERS: Statuses = [401, 403, 403, 403, 403, 403, 200, 403];

struct Row {
    function: &'static str,
    right: Vec<(&'static str, String)>,
    answers: Statuses,
    /// Asked by Alice, who administers Elm Street: a field, its value, the status.
    wrong: Vec<(&'static str, String, u16)>,
}

fn row<const N: usize, const M: usize>(
    function: &'static str,
    right: [(&'static str, &str); N],
    answers: Statuses,
    wrong: [(&'static str, &str, u16); M],
) -> Row {
    Row {
        function,
        right: right.map(|(name, value)| (name, value.to_owned())).into(),
        answers,
        wrong: wrong
            .map(|(name, value, status)| (name, value.to_owned(), status))
            .into(),
    }
}

const NOBODY: &str = "01900000-0000-7000-8000-00000000ffff";
const RECEIPT: &str = "01900000-0000-7000-8000-0000000a0001";

fn rows() -> Vec<Row> {
    let peter = Who::Peter.id().to_string();
    let (seen, tick) = ("ZZ9001:1:gpp-view-claims", "ZZ9001:gpp-statements");
    let one = [&peter, ":1"].concat();
    vec![
        row("home/show", [], ANYBODY, []),
        row("sign-in/me", [], ANYBODY, []),
        row(
            "sign-in/begin",
            [
                ("email", "alice@cast.example"),
                ("password", "wrong"),
                ("next", "/"),
            ],
            ANYBODY,
            [("email", "", 200), ("password", "", 200)],
        ),
        row(
            "users/search",
            [
                ("search[q]", "peter"),
                ("search[practice]", ELM),
                ("search[sort]", "email"),
                ("search[after]", ""),
            ],
            MANAGERS,
            [
                ("search[practice]", FAR, 200),
                ("search[after]", "nonsense", 200),
            ],
        ),
        row(
            "users/suggest",
            [("text", "pe")],
            MANAGERS,
            [("text", "", 200)],
        ),
        row("users/blank", [("practices", "elm")], MANAGERS, []),
        row(
            "users/open",
            [("user", &peter), ("practices", "elm")],
            MANAGERS,
            [
                ("user", NOBODY, 404),
                ("user", "me", 422),
                ("user", "", 422),
            ],
        ),
        row(
            "users/create",
            [
                ("email", "new@cast.example"),
                ("title", "Dr"),
                ("first_name", "Nora"),
                ("last_name", "New"),
                ("phone", "01632 960001"),
                ("seen[]", "ZZ9001:0:"),
                ("ticks[]", tick),
                ("reason", "Needed"),
                ("step", "check"),
                ("receipt", RECEIPT),
            ],
            MANAGERS,
            [
                ("email", "not an address", 200),
                ("receipt", "twice", 422),
                ("seen[]", "ZZ9001", 422),
                ("ticks[]", "ZZ9001:no-such-role", 422),
                ("ticks[]", "ZZ9009:gpp-statements", 422),
                ("first_name", "", 200),
            ],
        ),
        row(
            "users/update",
            [
                ("user", &peter),
                ("seen[]", seen),
                ("ticks[]", tick),
                ("reason", "Needed"),
                ("step", "check"),
                ("receipt", RECEIPT),
            ],
            MANAGERS,
            [
                ("user", NOBODY, 404),
                ("user", "me", 422),
                ("seen[]", "ZZ9001:one:", 422),
                ("ticks[]", "ZZ9002:gpp-statements", 422),
                ("receipt", "", 422),
            ],
        ),
        row(
            "summary/read",
            [
                ("practice", ELM),
                ("asked[q]", "p"),
                ("asked[sort]", "sign-in"),
                ("asked[status]", "all"),
            ],
            MANAGERS,
            [
                ("practice", FAR, 403),
                ("practice", "ZZ0000", 403),
                ("practice", "?", 422),
            ],
        ),
        row(
            "summary/change",
            [
                ("practice", ELM),
                ("people[]", &one),
                ("change", "add"),
                ("which", "gpp-statements"),
                ("reason", "Needed"),
                ("step", "check"),
                ("receipt", RECEIPT),
                ("back", ""),
            ],
            MANAGERS,
            [
                ("practice", FAR, 403),
                ("practice", "?", 422),
                ("people[]", "somebody", 422),
                ("people[]", "01900000-0000-7000-8000-00000000ffff:1", 422),
                ("which", "no-such-role", 200),
                ("receipt", "", 422),
            ],
        ),
        row(
            "practices/search",
            [
                ("search[q]", "elm"),
                ("search[list]", ""),
                ("search[sort]", ""),
                ("search[after]", ""),
            ],
            MANAGERS,
            [
                ("search[list]", "nonsense", 200),
                ("search[after]", "nonsense", 200),
            ],
        ),
        row(
            "history/everything",
            [
                ("asked[person]", "peter"),
                ("asked[from]", "2026-01-01"),
                ("asked[before]", ""),
            ],
            OFFICERS,
            [],
        ),
        row(
            "history/practice",
            [
                ("ods", ELM),
                ("asked[person]", "peter"),
                ("asked[what]", "refused"),
            ],
            MANAGERS,
            [("ods", FAR, 403), ("ods", "?", 404), ("ods", "ZZ0000", 403)],
        ),
        row(
            "history/user",
            [
                ("id", &peter),
                ("asked[service]", "gpp"),
                ("asked[to]", "2026-12-31"),
            ],
            // A user reads what happened to themselves.
            [401, 200, 200, 200, 200, 403, 200, 403],
            [
                ("id", NOBODY, 404),
                ("id", "me", 404),
                ("id", &Who::Zebedee.id().to_string(), 404),
            ],
        ),
        // Last: it ends the sessions that the others use.
        row("sign-in/end", [], ANYBODY, []),
    ]
}

impl Row {
    fn body(&self) -> String {
        let fields: Vec<_> = self
            .right
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        body(&fields)
    }

    fn body_with(&self, changed: &str, instead: &str) -> String {
        let fields: Vec<_> = self
            .right
            .iter()
            .map(|(name, value)| {
                (
                    *name,
                    if *name == changed {
                        instead
                    } else {
                        value.as_str()
                    },
                )
            })
            .collect();
        body(&fields)
    }
}

/// Texts that nobody types by chance.
fn absurd() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        " ",
        "\0",
        "%",
        "_",
        "'; DROP TABLE app_user; --",
        "<script>alert(1)</script>",
        "../../../etc/passwd",
        "-1",
        "99999999999999999999999999",
        "\u{202e}\u{feff}\u{1f468}\u{200d}\u{2695}\u{fe0f}",
        "ZZ9001:-9223372036854775808:",
        "~~~~",
        "0~0~",
        "9223372036854775807~9223372036854775807~ZZ9001",
        "null",
    ]
    .map(str::to_owned)
    .into();
    texts.push("é".repeat(20_000));
    texts.push("a b ".repeat(2_000));
    texts
}

/// An error says the same in its status and its body.
fn assert_told(answer: &Answer, what: &str) {
    if answer.status.as_u16() >= 400 {
        let error: AppError = serde_json::from_slice(&answer.bytes)
            .unwrap_or_else(|_| panic!("{what}: not an error of ours: {}", answer.text()));
        assert_eq!(error.status(), answer.status.as_u16(), "{what}");
        assert!(error.to_string().ends_with(['.', ':']), "{what}: {error}");
    } else {
        answer.json();
    }
}

#[test]
fn every_server_function_has_a_row_in_the_table() {
    let mut there = BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                for attribute in text.split("#[server(prefix").skip(1) {
                    let (_, rest) = attribute.split_once("endpoint = \"").unwrap();
                    there.insert(rest.split('"').next().unwrap().to_owned());
                }
            }
        }
    }
    let rows: BTreeSet<_> = rows().iter().map(|row| row.function.to_owned()).collect();
    assert_eq!(rows, there);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_function_answers_every_kind_of_user_as_it_should_and_changes_nothing_unless_told_to_save()
 {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        for row in rows() {
            for (who, status) in Who::KINDS.into_iter().zip(row.answers) {
                let what = format!("{} by {who:?}", row.function);
                let answer = app.call(who, row.function, &row.body()).await;
                assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.text());
                assert_told(&answer, &what);
            }
        }
        let after = data(&app.db).await;
        assert_eq!(changed(&before, &after), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_values_are_told_with_the_right_status_and_change_nothing() {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        for row in rows() {
            for (name, value, status) in &row.wrong {
                let what = format!("{} with {name}={value:?}", row.function);
                let answer = app
                    .call(Who::Alice, row.function, &row.body_with(name, value))
                    .await;
                assert_eq!(answer.status.as_u16(), *status, "{what}: {}", answer.text());
                assert_told(&answer, &what);
            }
        }
        let after = data(&app.db).await;
        assert_eq!(changed(&before, &after), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn absurd_values_never_break_a_function_and_change_nothing() {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        for row in rows() {
            for (name, _) in &row.right {
                for text in absurd() {
                    for who in [Who::Alice, Who::Olive] {
                        let what = format!("{} with {name}={:.40}", row.function, text);
                        let answer = app
                            .call(who, row.function, &row.body_with(name, &text))
                            .await;
                        assert!(answer.status.as_u16() < 500, "{what}: {}", answer.text());
                        assert_told(&answer, &what);
                    }
                }
            }
        }
        let after = data(&app.db).await;
        assert_eq!(changed(&before, &after), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_no_program_of_ours_sends_is_refused_with_a_sentence() {
    let app = TestApp::each().await.swap_remove(0);
    for row in rows() {
        for body in [
            "%%%",
            "=&=&=",
            "\u{fffd}\u{1}",
            "search[q][q][q][q][q][q][q][q]=x",
            "search=1&asked=2&seen=3&ticks=4&people=5",
            "ticks[5000000]=x",
            "user[]=1&user[]=2&practice[]=1&ods[]=1&id[]=2&email[]=3&text[]=3",
            "{\"user\":1}",
        ] {
            let what = format!("{} with {body}", row.function);
            let answer = app.call(Who::Alice, row.function, body).await;
            assert!(answer.status.as_u16() < 500, "{what}: {}", answer.text());
            assert_told(&answer, &what);
        }
    }
    let answer = app.call(Who::Alice, "no/such/function", "").await;
    assert_eq!(answer.status.as_u16(), 404, "{}", answer.text());
}

/// What a save is tried with, and by whom.
fn attempts() -> Vec<(Who, &'static str, Vec<(&'static str, String)>)> {
    let id = |who: Who| who.id().to_string();
    let update = |user: Who, seen: &str, tick: &str| {
        vec![
            ("user", id(user)),
            ("seen[]", seen.to_owned()),
            ("ticks[]", tick.to_owned()),
            ("reason", "I want to".to_owned()),
            ("step", "save".to_owned()),
            ("receipt", practice_access::server::new_id().to_string()),
        ]
    };
    vec![
        (
            Who::Alice,
            "users/update",
            update(Who::Alice, "ZZ9001:1:", "ZZ9001:pl-user-management"),
        ),
        (
            Who::Alice,
            "users/update",
            update(Who::Alice, "ZZ9009:0:", "ZZ9009:gpp-user-management"),
        ),
        (
            Who::Alice,
            "users/update",
            update(Who::Peter, "ZZ9002:0:", "ZZ9002:gpp-statements"),
        ),
        (
            Who::Alice,
            "users/update",
            update(Who::Peter, "ZZ9001:1:", "ZZ9001:gpp-gp-principal"),
        ),
        (
            Who::Mary,
            "users/update",
            update(Who::Mary, "ZZ9001:1:", "ZZ9001:gpp-user-management"),
        ),
        (
            Who::Olive,
            "users/update",
            update(Who::Olive, "ZZ9001:0:", "ZZ9001:gpp-user-management"),
        ),
        (
            Who::Olive,
            "users/update",
            update(Who::Peter, "ZZ9001:1:", "ZZ9001:gpp-statements"),
        ),
        (
            Who::Peter,
            "users/update",
            update(Who::Peter, "ZZ9001:1:", "ZZ9001:gpp-user-management"),
        ),
        (
            Who::Dora,
            "users/update",
            update(Who::Dora, "ZZ9001:1:", "ZZ9001:gpp-statements"),
        ),
        (
            Who::Alice,
            "users/create",
            vec![
                ("email", "puppet@cast.example".to_owned()),
                ("first_name", "Puppet".to_owned()),
                ("last_name", "Account".to_owned()),
                ("seen[]", "ZZ9001:0:".to_owned()),
                ("ticks[]", "ZZ9001:pl-user-management".to_owned()),
                ("step", "save".to_owned()),
                ("receipt", practice_access::server::new_id().to_string()),
            ],
        ),
        (
            Who::Alice,
            "summary/change",
            vec![
                ("practice", ELM.to_owned()),
                ("people[]", [&id(Who::Alice), ":1"].concat()),
                ("change", "add".to_owned()),
                ("which", "pl-user-management".to_owned()),
                ("step", "save".to_owned()),
                ("receipt", practice_access::server::new_id().to_string()),
            ],
        ),
        (
            Who::Peter,
            "summary/change",
            vec![
                ("practice", ELM.to_owned()),
                ("people[]", [&id(Who::Peter), ":1"].concat()),
                ("change", "add".to_owned()),
                ("which", "gpp-user-management".to_owned()),
                ("step", "save".to_owned()),
                ("receipt", practice_access::server::new_id().to_string()),
            ],
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attempt_to_raise_rights_changes_nothing_and_is_recorded_with_who_tried() {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        for (who, function, fields) in attempts() {
            let recorded = || {
                Query::new(
                    "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'refused' AND actor_id = $1",
                )
                .bind(who.id())
            };
            let fields: Vec<_> = fields
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            let earlier = app.count(recorded()).await;
            let answer = app.call(who, function, &body(&fields)).await;
            let what = format!("{who:?} {fields:?}: {}", answer.text());
            assert!(!answer.text().contains("Done"), "{what}");
            assert!(answer.status.as_u16() < 500, "{what}");
            assert_eq!(app.count(recorded()).await, earlier + 1, "{what}");
        }
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
    }
}
