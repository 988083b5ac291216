//! Who is written to when it was changed what somebody may do, on each road by which it changes, and what the letters say.

use std::process::Command;

use practice_access::{database::Query, mail::Letter};

use crate::support::{ELM, Form, TestApp, Who, body, cast::GINA};

const DAY: i64 = 24 * 3_600_000_000;
const ALL: [Who; 4] = [Who::Alice, Who::Bashir, Who::Gina, Who::Olive];

/// The letters of a kind to somebody, as they are delivered, the oldest first.
async fn letters(app: &TestApp, who: Who, kind: &'static str) -> Vec<String> {
    let query = "SELECT letter FROM mail WHERE to_address = $1 AND kind = $2 ORDER BY id";
    let query = Query::new(query).bind(who.email()).bind(kind);
    let rows: Vec<(String,)> = app.db.all(query).await.unwrap();
    let letter = |(kept,): (String,)| {
        let body = serde_json::from_str::<Letter>(&kept).unwrap().body();
        [&body.subject, "\n", &body.text("", "")].concat()
    };
    rows.into_iter().map(letter).collect()
}

/// The only letter about roles to somebody.
async fn told(app: &TestApp, who: Who) -> String {
    let mut letters = letters(app, who, "roles-changed").await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    letters.remove(0)
}

#[track_caller]
fn says(letter: &str, words: &[&str]) {
    for words in words {
        assert!(letter.contains(words), "{words:?} is not in {letter}");
    }
}

async fn table(app: &TestApp, actor: Who, user: Who) -> Form {
    let address = ["/users/", &user.id().to_string()].concat();
    app.form(actor, &address, &address).await
}

/// Looks at the list and saves it.
async fn save(app: &TestApp, actor: Who, form: Form) {
    let checked = app.post(actor, &form.clone().press("check")).await;
    assert_eq!(checked.status, 200, "{}", checked.errors());
    let save = checked.form(&form.action).press("save");
    app.post(actor, &save).await.location();
    app.post(actor, &save).await.location();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_save_of_a_role_table_is_one_letter_that_says_what_and_who_can_be_asked() {
    for app in TestApp::each().await {
        let form = table(&app, Who::Bashir, Who::Peter)
            .await
            .untick("ZZ9001:gpp-view-claims")
            .tick("ZZ9001:gpp-statements")
            .tick("ZZ9002:pl-practice-manager")
            .with("reason", "Between us");
        save(&app, Who::Bashir, form).await;
        let letter = told(&app, Who::Peter).await;
        says(
            &letter,
            &[
                "Your roles at 2 practices were changed",
                "Bashir Three has changed what you can do in Practice Access.",
                "At Elm Street Surgery you have been given these roles:\n\n- Statements\n",
                "At Elm Street Surgery you no longer have these roles:\n\n- View Claims\n",
                "At Oak Lane Practice you have been given these roles:\n\n- PL Practice Manager\n",
                "Ask Bashir Three. These people manage access there too: Alice Ashworth, ",
            ],
        );
        assert!(!letter.contains("Between us"), "{letter}");
        assert!(
            letters(&app, Who::Alice, "new-administrator")
                .await
                .is_empty()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_administrator_and_those_beside_them_are_told_and_so_is_whoever_no_longer_is_one() {
    for app in TestApp::each().await {
        let form = table(&app, Who::Alice, Who::Peter).await;
        save(&app, Who::Alice, form.tick("ZZ9001:gpp-user-management")).await;
        says(
            &told(&app, Who::Peter).await,
            &[
                "You now manage GP Payments and Pensions at Elm Street Surgery",
                "You are a user administrator of GP Payments and Pensions at Elm Street Surgery now",
                "You need a second factor",
            ],
        );
        let beside = letters(&app, Who::Bashir, "new-administrator").await;
        assert_eq!(beside.len(), 1, "{beside:?}");
        says(
            &beside[0],
            &[
                "Alice Ashworth has made Peter Plain (peter@cast.example) a user administrator of GP Payments and Pensions",
            ],
        );
        for who in [Who::Alice, Who::Dora, Who::Mary, Who::Peter, Who::Nadia] {
            assert!(letters(&app, who, "new-administrator").await.is_empty());
        }

        let form = table(&app, Who::Alice, Who::Bashir).await;
        save(&app, Who::Alice, form.untick("ZZ9001:gpp-user-management")).await;
        says(
            &told(&app, Who::Bashir).await,
            &[
                "You no longer manage GP Payments and Pensions at Elm Street Surgery",
                "You are no longer a user administrator of GP Payments and Pensions",
            ],
        );
        // Of one's own doing one is told too: it may have been somebody else.
        let form = table(&app, Who::Alice, Who::Alice).await;
        save(&app, Who::Alice, form.untick("ZZ9001:gpp-statements")).await;
        says(
            &told(&app, Who::Alice).await,
            &["You have changed what you can do", "Was this not you?"],
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_given_to_several_or_asked_for_or_with_other_dates_is_told() {
    for app in TestApp::each().await {
        let page = "/practices/ZZ9001/users";
        let person = |who: Who| [&who.id().to_string(), ":1"].concat();
        let form = app.form(Who::Alice, page, page).await;
        let form = form
            .tick(&person(Who::Peter))
            .tick(&person(Who::Gina))
            .with("which", "gpp-statements");
        save(&app, Who::Alice, form).await;
        for who in [Who::Peter, Who::Gina] {
            let words = "At Elm Street Surgery you have been given these roles:\n\n- Statements\n";
            says(
                &told(&app, who).await,
                &["Your roles at Elm Street Surgery were changed", words],
            );
        }

        let ask = "/ask?practice=ZZ9001";
        let form = app.form(Who::Gina, ask, ask).await;
        let form = form.tick("gpp-user-management").with("reason", "Please");
        app.post(Who::Gina, &form).await.location();
        let query = Query::new("SELECT id FROM role_request");
        let (id,): (uuid::Uuid,) = app.db.optional(query).await.unwrap().unwrap();
        let (id, page) = (id.to_string(), format!("/requests/{id}"));
        let sent = body(&[("id", &id), ("step", "give")]);
        app.post_to(Who::Alice, &page, &sent).await.location();
        says(
            &letters(&app, Who::Gina, "roles-decided").await[0],
            &[
                "Alice Ashworth gave you what you asked for",
                "You are a user administrator",
            ],
        );
        assert_eq!(
            letters(&app, Who::Bashir, "new-administrator").await.len(),
            1
        );

        let dates = [
            "/users/",
            &Who::Peter.id().to_string(),
            "/dates?practice=ZZ9001&role=gpp-view-claims",
        ]
        .concat();
        let form = app.form(Who::Alice, &dates, &dates).await;
        save(
            &app,
            Who::Alice,
            form.with_all("ends[]", &["1", "3", "2027"]),
        )
        .await;
        says(
            &letters(&app, Who::Peter, "roles-changed").await[1],
            &[
                "The dates of a role at Elm Street Surgery were changed",
                "- View Claims: last day set to 1 March 2027",
            ],
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_leaves_stays_after_all_or_comes_back_is_told() {
    for app in TestApp::each().await {
        let address = [
            "/users/",
            &Who::Bashir.id().to_string(),
            "/leave?practice=ZZ9001",
        ]
        .concat();
        let leave = async |ends: [&str; 3]| {
            let form = app.form(Who::Alice, &address, &address).await;
            let form = form.with("reason", "Left").with_all("ends[]", &ends);
            let checked = app.post(Who::Alice, &form).await;
            let save = checked.form(&address).tick("yes").press("save");
            let done = app.post(Who::Alice, &save).await.location();
            app.get(Who::Alice, &done).await.form(&address)
        };
        let stays = leave(["30", "11", "2026"]).await;
        app.post(Who::Alice, &stays).await.location();
        says(
            &told(&app, Who::Bashir).await,
            &[
                "You keep your access at Elm Street Surgery",
                "This was taken back: your access there goes on.",
            ],
        );
        let back = leave(["", "", ""]).await;
        assert_eq!(letters(&app, Who::Bashir, "deactivated").await.len(), 2);
        app.post(Who::Alice, &back).await.location();
        says(
            &letters(&app, Who::Bashir, "roles-changed").await[1],
            &[
                "You have access at Elm Street Surgery again",
                "Your access at Elm Street Surgery is restored.",
                "- GPP User Management\n",
                "Ask Alice Ashworth.",
            ],
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gp_is_told_when_a_role_ends_at_midnight_or_with_the_list() {
    for app in TestApp::each().await {
        let end = "UPDATE assignment SET ends_on = '2026-11-24' WHERE gmc_number = $1 AND ods = $2";
        app.run(Query::new(end).bind(GINA).bind(ELM)).await;
        app.pass(DAY, &ALL).await;
        app.tidy().await;
        assert!(letters(&app, Who::Gina, "roles-changed").await.is_empty());
        app.pass(DAY, &ALL).await;
        app.tidy().await;
        app.tidy().await;
        says(
            &told(&app, Who::Gina).await,
            &[
                "Your roles as a GP follow from your entry on the Performers List",
                "At Elm Street Surgery you no longer have these roles:\n\n- GP (principal)\n",
                "/performers/me",
            ],
        );
    }
}

/// Gives a role with days, as was done on some day before.
async fn give(app: &TestApp, who: Who, practice: &str, role: &str, days: (&str, Option<&str>)) {
    let query = "INSERT INTO role_grant (id, user_id, ods, role, holder_limit, slot, origin, granted_at, reason, starts_on, ends_on)
                 SELECT $1, $2, $3, code, holder_limit, CASE WHEN holder_limit > 0 THEN 4 END, 'administrator', 0, '', $5, $6
                 FROM role WHERE code = $4";
    let query = Query::new(query)
        .bind(uuid::Uuid::from_u128(number_of(who, role, practice)))
        .bind(who.id())
        .bind(practice)
        .bind(role)
        .bind(days.0)
        .bind(days.1.map(str::to_owned));
    app.run(query).await;
}

/// A number that differs for each person, role and practice.
fn number_of(who: Who, role: &str, practice: &str) -> u128 {
    let text = [&who.email(), role, practice].concat();
    text.bytes().fold(7, |sum: u128, byte| {
        sum.wrapping_mul(31).wrapping_add(u128::from(byte))
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_a_role_that_begins_or_ends_on_its_day_is_told_once_that_day() {
    for app in TestApp::each().await {
        app.tidy().await;
        give(
            &app,
            Who::Bashir,
            "ZZ9001",
            "gpp-statements",
            ("2026-11-25", None),
        )
        .await;
        give(
            &app,
            Who::Bashir,
            "ZZ9002",
            "gpp-statements",
            ("2026-11-20", Some("2026-11-24")),
        )
        .await;
        give(
            &app,
            Who::Bashir,
            "ZZ9003",
            "gpp-statements",
            ("2026-11-26", None),
        )
        .await;
        // Whoever leaves with a role's last day was told of that, and who has left has nothing to be told of.
        give(
            &app,
            Who::Peter,
            "ZZ9001",
            "gpp-statements",
            ("2026-11-20", Some("2026-11-24")),
        )
        .await;
        let leaves = "UPDATE membership SET leaves_on = '2026-11-24' WHERE user_id = $1";
        app.run(Query::new(leaves).bind(Who::Peter.id())).await;
        give(
            &app,
            Who::Dora,
            "ZZ9001",
            "gpp-statements",
            ("2026-11-25", None),
        )
        .await;
        app.tidy().await;
        assert!(letters(&app, Who::Bashir, "roles-changed").await.is_empty());
        app.pass(DAY, &ALL).await;
        app.pass(DAY, &ALL).await;
        app.tidy().await;
        app.tidy().await;
        says(
            &told(&app, Who::Bashir).await,
            &[
                "Your roles at 2 practices were changed",
                "Some roles begin or end on a day that was set before.",
                "At Elm Street Surgery you have been given these roles:\n\n- Statements\n",
                "At Oak Lane Practice you no longer have these roles:\n\n- Statements\n",
                "Do you still need a role that has ended? Ask ",
            ],
        );
        for who in [Who::Peter, Who::Dora] {
            assert!(letters(&app, who, "roles-changed").await.is_empty());
        }
        // After a pause all that came meanwhile is told at once, and what somebody did by hand is not told twice.
        give(
            &app,
            Who::Alice,
            "ZZ9001",
            "gpp-view-claims",
            ("2026-11-27", Some("2026-11-27")),
        )
        .await;
        give(
            &app,
            Who::Alice,
            "ZZ9001",
            "pl-user-management",
            ("2026-11-27", None),
        )
        .await;
        app.pass(3 * DAY, &ALL).await;
        app.tidy().await;
        says(
            &letters(&app, Who::Bashir, "roles-changed").await[1],
            &["At Ash Road"],
        );
        let alice = told(&app, Who::Alice).await;
        says(
            &alice,
            &["You now manage Performers List at Elm Street Surgery"],
        );
        says(&alice, &["no longer have these roles:\n\n- View Claims\n"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_manage_access_are_told_once_of_all_gps_whose_roles_follow_at_midnight() {
    for app in TestApp::each().await {
        let end = "UPDATE assignment SET ends_on = '2026-11-24' WHERE gmc_number = $1 AND ods = $2";
        app.run(Query::new(end).bind(GINA).bind(ELM)).await;
        app.pass(DAY, &ALL).await;
        app.tidy().await;
        assert!(letters(&app, Who::Alice, "gp-roles").await.is_empty());
        app.pass(DAY, &ALL).await;
        app.tidy().await;
        app.tidy().await;
        for who in [Who::Alice, Who::Bashir, Who::Mary] {
            let letters = letters(&app, who, "gp-roles").await;
            let expected = usize::from(who != Who::Mary);
            assert_eq!(letters.len(), expected, "{letters:?}");
            for letter in letters {
                says(
                    &letter,
                    &[
                        "GP roles at Elm Street Surgery have changed",
                        "- Gina O'Brien (GMC 7654321) no longer has GP (principal)\n",
                        "/practices/ZZ9001/users",
                    ],
                );
            }
        }
        // She looks after her entry as before.
        assert_eq!(app.get(Who::Gina, "/performers/me").await.status, 200);
    }
}

#[test]
fn letters_can_be_looked_at_without_a_database() {
    let program = env!("CARGO_BIN_EXE_practice-access");
    let preview = |of: &[&str]| {
        let mut command = Command::new(program);
        command.args(["mail", "preview"]).args(of);
        let output = command
            .env("DATABASE_URL", "sqlite:/nowhere/at/all.db")
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    says(&preview(&[]), &["invitation\n", "roles-changed\n"]);
    says(
        &preview(&["link-asked"]),
        &[
            "Subject: Gwen Parry leaves Elm Street Surgery\n\nPractice Access\n\nDear Nora\n",
            "they will retire and leave Elm Street Surgery after 30 November 2026.",
        ],
    );
    says(&preview(&["invitation", "--html"]), &["<h1", "Dear Nora"]);
}
