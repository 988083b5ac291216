//! Whoever asks about an account of people they do not work with learns that it exists, and nothing else: not from the
//! answer, and not afterwards from their own record, letters or tasks.

use practice_access::{base::clock::new_id, database::Query};

use crate::{
    functions,
    support::{TestApp, Who, body},
};

/// What belongs to Zebedee and to Olive, whom Alice, Mary and Peter do not know.
const SECRETS: [&str; 6] = [
    "Zebedee",
    "Quillfeather",
    "zebedee@",
    "Officer",
    "olive@",
    "\"registration_officer\":true",
];

fn assert_kept(text: &str, what: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{what} tells {secret}: {text}");
    }
}

/// What is tried with a stranger's account: every function that takes one, with every step it knows.
fn tries(stranger: Who) -> Vec<(&'static str, String)> {
    let id = stranger.id().to_string();
    let mut tries = Vec::new();
    for (function, fields) in functions::right_values() {
        let concerns = |name: &str| {
            matches!(name, "user" | "people[]") || name == "id" && function == "history/user"
        };
        if !fields.iter().any(|(name, _)| concerns(name)) {
            continue;
        }
        for step in [
            "check", "save", "ask", "unlock", "resend", "withdraw", "stay", "return",
        ] {
            for (practice, version) in [("ZZ9001", "0"), ("ZZ9009", "1")] {
                for role in [
                    "gpp-statements",
                    "gpp-gp-principal",
                    "mrs-main-contact",
                    "gpp-user-management",
                ] {
                    let sent: Vec<_> = fields
                        .iter()
                        .map(|(name, value)| {
                            let value = match *name {
                                "people[]" => [&id, ":", version].concat(),
                                name if concerns(name) => id.clone(),
                                "practice" => practice.to_owned(),
                                "seen[]" => [practice, ":", version, ":"].concat(),
                                "ticks[]" => [practice, ":", role].concat(),
                                "role" | "which" => role.to_owned(),
                                "version" => version.to_owned(),
                                "step" => step.to_owned(),
                                "idempotency_key" => new_id().to_string(),
                                "reason" => "Needed".to_owned(),
                                _ => value.clone(),
                            };
                            (*name, value)
                        })
                        .collect();
                    // This would make them a colleague, lawfully.
                    let given =
                        step == "save" && practice == "ZZ9001" && function == "users/update";
                    if given && matches!(role, "gpp-statements" | "gpp-user-management") {
                        continue;
                    }
                    let sent: Vec<_> = sent
                        .iter()
                        .map(|(name, value)| (*name, value.as_str()))
                        .collect();
                    let sent = (function, body(&sent));
                    if !tries.contains(&sent) {
                        tries.push(sent);
                    }
                }
            }
        }
    }
    assert!(tries.len() > 60, "{}", tries.len());
    tries
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_function_tells_of_a_stranger_whose_account_it_is_given_nor_does_what_comes_of_it() {
    for app in TestApp::each().await {
        for stranger in [Who::Zebedee, Who::Olive] {
            for (function, sent) in tries(stranger) {
                // More is tried here than is recorded of one person in an hour.
                app.run(Query::new("DELETE FROM budget")).await;
                for who in [Who::Alice, Who::Mary, Who::Peter] {
                    // What Peter may not do at all is refused before it is read; once is enough.
                    if who == Who::Peter && !sent.contains("step=save") {
                        continue;
                    }
                    let answer = app.call(who, function, &sent).await;
                    let what = format!("{function} {sent} for {who:?}");
                    assert!(answer.status.as_u16() < 500, "{what}: {}", answer.text());
                    assert_kept(&answer.text(), &what);
                }
            }
        }
        for who in [Who::Alice, Who::Mary, Who::Peter] {
            let own = ["/users/", &who.id().to_string(), "/history"].concat();
            for address in [
                "/practices/ZZ9001/history",
                "/practices/ZZ9001/history?person=zebedee",
                "/practices/ZZ9001/history?person=quill",
                "/practices/ZZ9001/history.csv",
                "/practices/ZZ9001/users",
                "/practices/ZZ9001/users?status=all",
                "/tasks",
                "/",
                &own,
                &[&own, ".csv"].concat(),
            ] {
                let answer = app.get(who, address).await;
                let asked = address.contains("person=");
                // Who gave a role is shown beside it, by name.
                let text = answer
                    .text()
                    .replace("Olive Officer", "")
                    .replace(if asked { "zebedee" } else { "\0" }, "");
                assert!(answer.status.as_u16() < 500, "{address}");
                assert_kept(&text, &format!("{address} for {who:?}"));
            }
            let letters: Vec<(String,)> = app
                .db
                .all(Query::new("SELECT letter FROM mail WHERE to_address = $1").bind(who.email()))
                .await
                .unwrap();
            for (letter,) in letters {
                assert_kept(&letter, &format!("a letter to {who:?}"));
            }
        }
        // The record has whom it was, for whoever may know: the person and the registration team.
        let told = app
            .get(Who::Olive, "/history?practice=ZZ9001&person=quillfeather")
            .await
            .words();
        assert!(
            told.contains("Alice Ashworth tried to change Zebedee Quillfeather's access"),
            "{told}"
        );
        let told = app
            .get(Who::Alice, "/practices/ZZ9001/history")
            .await
            .words();
        assert!(
            told.contains("Alice Ashworth tried to change somebody's access"),
            "{told}"
        );
    }
}
