//! Many people at once for one practice, and its role sets.

mod role_sets;

use std::fmt::Write as _;

use practice_access::{
    base::clock::new_id,
    database::{Failure, Query, Tx, UnitOfWork},
};

use crate::support::{
    Answer, ELM, TestApp, Who, body,
    cast::OAK,
    db_snapshot::{changed, data},
    record::{take_over, wrong},
};

const PAGE: &str = "/practices/ZZ9001/people/new";

/// Sends lines to be checked, as a browser without JavaScript does.
async fn check(app: &TestApp, who: Who, lines: &str, set: &str) -> Answer {
    let form = app.form(who, PAGE, PAGE).await;
    let form = form.with("lines", lines).with("set", set);
    app.post(who, &form).await
}

/// Confirms the list.
async fn save(app: &TestApp, who: Who, checked: &Answer) -> Answer {
    app.post(who, &checked.form(PAGE).press("save")).await
}

/// What somebody holds at Elm Street, by code.
async fn held(app: &TestApp, email: &str) -> Vec<String> {
    let query = "SELECT g.role FROM role_grant g JOIN app_user u ON u.id = g.user_id
                 WHERE u.email = $1 AND g.ods = $2 AND g.ended_at IS NULL ORDER BY g.role";
    let roles: Vec<(String,)> = app
        .db
        .all(Query::new(query).bind(email).bind(ELM))
        .await
        .unwrap();
    roles.into_iter().map(|(role,)| role).collect()
}

/// How many letters of a kind were posted.
async fn letters(app: &TestApp, kind: &str) -> i64 {
    let query = "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE kind = $1";
    app.count(Query::new(query).bind(kind)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_of_a_file_is_told_with_its_line_and_nothing_is_saved() {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        let lines = "First name,Last name,Email,Roles\n\
            Ann,Lee,ann@gp.example,View Claims; Chief\n\
            \n\
            Bea,Lee,nobody at home,Statements\n\
            Cat,Lee,,Statements\n\
            ,,dan@gp.example,Statements\n\
            Eve,Lee,eve@gp.example,Practice Order Entry Clerk\n\
            Fay,Lee,fay@gp.example,GP (principal)\n\
            Gus,Lee,gus@gp.example,\n\
            Hal,Lee,hal@gp.example,AVCs\n\
            Hal,Lee,HAL@gp.example,AVCs\n\
            Ida,Lee,ida@gp.example,GPP User Management\n\
            Joe,Lee,joe@gp.example,GPP User Management\n";
        let refused = check(&app, Who::Alice, lines, "").await;
        assert_eq!(refused.status, 422);
        let told = refused.errors();
        for part in [
            "Nothing was saved: 11 lines can’t be used",
            "Line 2: \"Chief\" is not a role or a role set",
            "Line 4: \"nobody at home\" is not an email address",
            "Line 5: there is no email address",
            "Line 6: Enter a last name",
            "Line 7: You cannot change Practice Order Entry Clerk at Elm Street Surgery. Decided by the administrators of",
            "Line 8: You cannot change GP (principal) at Elm Street Surgery. Comes from the Performers List",
            "Line 9: there is no role",
            "Line 10: the same email address as in line 11",
            "Line 11: the same email address as in line 10",
            "Line 12: 2 people in these lines are to get GPP User Management, and there is room for 1",
            "Line 13: 2 people",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
        // The lines stand on the page, to be put right there.
        assert_eq!(refused.form(PAGE).value("lines").trim(), lines.trim());
        for (lines, why) in [
            ("", "Choose a file, or paste the lines"),
            (
                "First name,Last name,Roles\nAnn,Lee,AVCs",
                "there is none for the email address",
            ),
            ("PK\u{3}\u{4}", "This is not a CSV file"),
        ] {
            let refused = check(&app, Who::Alice, lines, "").await;
            assert!(
                refused.errors().contains(why),
                "{why}: {}",
                refused.errors()
            );
        }
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
    }
}

const LINES: &str = "Ann;Lee;ann@gp.example;View Claims, gpp-statements\n\
    Bo;Lee;bo@gp.example\n\
    ;;peter@cast.example;Statements\n\
    ;;dora@cast.example;AVCs\n\
    ;;zebedee@cast.example;AVCs\n\
    ;;alice@cast.example;Statements\n";

/// The set Finance, with which every practice begins.
const FINANCE: &str = "00000000-0000-0000-0000-000000000003";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_added_as_the_list_said_once_and_told_by_letter() {
    for app in TestApp::each().await {
        let ended = "UPDATE role_grant SET ended_at = 1 WHERE user_id = $1";
        app.run(Query::new(ended).bind(Who::Dora.id())).await;
        take_over(&app.db).await;
        let checked = check(&app, Who::Alice, LINES, FINANCE).await;
        assert_eq!(checked.status, 200, "{}", checked.errors());
        let words = checked.words();
        for part in [
            "New accounts: 2",
            "Line 1: Ann Lee (ann@gp.example): View Claims, Statements",
            "Line 2: Bo Lee (bo@gp.example): View Claims, Claims Admin, Statements",
            "People who have an account: 3",
            "Line 3: Peter Plain (peter@cast.example): Statements",
            "Line 4: Dora Departed (dora@cast.example): AVCs",
            "Line 4: Dora Departed (dora@cast.example) was deactivated and becomes active again",
            "Line 5: zebedee@cast.example: AVCs",
            "Line 6: nothing changes for alice@cast.example",
        ] {
            assert!(words.contains(part), "{part}: {words}");
        }
        assert!(!words.contains("Quillfeather"), "{words}");
        assert_eq!(letters(&app, "invitation").await, 0);
        let done = save(&app, Who::Alice, &checked).await;
        assert!(done.location().starts_with(PAGE), "{}", done.errors());
        let again = save(&app, Who::Alice, &checked).await;
        assert_eq!(again.location(), done.location());
        assert_eq!(
            held(&app, "ann@gp.example").await,
            ["gpp-statements", "gpp-view-claims"]
        );
        assert_eq!(
            held(&app, "bo@gp.example").await,
            ["gpp-claims-admin", "gpp-statements", "gpp-view-claims"]
        );
        assert_eq!(held(&app, "zebedee@cast.example").await, ["gpp-avcs"]);
        assert_eq!(letters(&app, "invitation").await, 2);
        assert_eq!(letters(&app, "roles-changed").await, 3);
        let page = app.get(Who::Alice, &done.location()).await.words();
        assert!(page.contains("The people are added"), "{page}");
        let unmarked = app.get(Who::Bashir, &done.location()).await.words();
        assert!(!unmarked.contains("The people are added"), "{unmarked}");
        // The same file again changes nothing.
        let before = data(&app.db).await;
        let same = check(&app, Who::Alice, LINES, FINANCE).await;
        assert!(
            same.errors().contains("Nothing changes"),
            "{}",
            same.errors()
        );
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
        assert_eq!(wrong(&app.db).await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_added_by_administrators_of_the_practice_alone() {
    for app in TestApp::each().await {
        let oak = ["/practices/", OAK, "/people/new"].concat();
        for (who, page) in [
            (Who::Peter, PAGE),
            (Who::Gina, PAGE),
            (Who::Dora, PAGE),
            (Who::Olive, PAGE),
            (Who::Zebedee, PAGE),
            (Who::Alice, &oak),
        ] {
            assert_eq!(app.get(who, page).await.status, 403, "{who:?}");
        }
        let words = app.get(Who::Bashir, "/people/new").await.words();
        assert!(
            words.contains("Elm Street Surgery (ZZ9001)") && words.contains("(ZZ9002)"),
            "{words}"
        );
        assert_eq!(app.get(Who::Peter, "/people/new").await.status, 403);
        // A Main Contact gives the roles of Medical Records and Supplies.
        let checked = check(&app, Who::Mary, "Ann,Lee,ann@gp.example,Receptionist", "").await;
        assert!(
            checked.words().contains("Practice Order Entry Clerk"),
            "{}",
            checked.words()
        );
        let done = save(&app, Who::Mary, &checked).await;
        assert!(done.location().starts_with(PAGE), "{}", done.errors());
        assert_eq!(
            held(&app, "ann@gp.example").await,
            ["mrs-order-entry", "mrs-records-movement"]
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_is_made_by_a_file_with_a_fresh_factor_only() {
    for app in TestApp::each().await {
        // Shown eleven minutes ago.
        app.run(Query::new(
            "UPDATE session SET factor_at = factor_at - 660000000",
        ))
        .await;
        crate::support::phone::give(&app.db, Who::Alice).await;
        let line = "Ann,Lee,ann@gp.example,GPP User Management";
        let checked = check(&app, Who::Alice, line, "").await;
        let form = checked.form(PAGE);
        assert!(form.has_field("code"), "{}", checked.words());
        let without = app.post(Who::Alice, &form.press("save")).await;
        assert!(
            without.errors().contains("Enter a code"),
            "{}",
            without.errors()
        );
        assert_eq!(held(&app, "ann@gp.example").await, [""; 0]);
        let with = without.form(PAGE).with(
            "code",
            &crate::support::phone::code_at(crate::support::cast::NOW),
        );
        let done = app.post(Who::Alice, &with.press("save")).await;
        assert!(done.location().starts_with(PAGE), "{}", done.errors());
        assert_eq!(held(&app, "ann@gp.example").await, ["gpp-user-management"]);
        // Bashir is told who administers beside him.
        assert_eq!(letters(&app, "new-administrator").await, 1);
    }
}

/// A file of so many new people.
fn many(name: &str, count: usize) -> String {
    (0..count).fold(
        "First name,Last name,Email,Roles\n".to_owned(),
        |mut lines, number| {
            let _ = writeln!(
                lines,
                "Ann{number},{name},{name}.{number}@gp.example,View Claims;Statements"
            );
            lines
        },
    )
}

async fn add(app: &TestApp, lines: &str) -> Answer {
    let key = new_id().to_string();
    let fields = [
        ("practice", ELM),
        ("lines", lines),
        ("step", "save"),
        ("idempotency_key", key.as_str()),
    ];
    app.call(Who::Alice, "people/add", &body(&fields)).await
}

/// What Alice has spent of a budget.
struct Spend(&'static str, i64);

impl UnitOfWork for Spend {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let key = sha2::Digest::finalize(sha2::Digest::chain_update(
            <sha2::Sha256 as sha2::Digest>::new(),
            [self.0, " ", &Who::Alice.id().to_string()].concat(),
        ));
        let key = key.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        let budget = "INSERT INTO budget (key, spent, began_at) VALUES ($1, $2, $3)
                      ON CONFLICT (key) DO UPDATE SET spent = excluded.spent, began_at = excluded.began_at";
        let budget = Query::new(budget).bind(key).bind(self.1);
        tx.execute(budget.bind(crate::support::cast::NOW)).await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_has_room_of_its_own_for_its_letters_and_a_bound_of_its_own() {
    for app in TestApp::each().await {
        app.db.write(&Spend("letters", 499)).await.unwrap();
        let done = add(&app, &many("one", 20)).await;
        assert!(done.text().contains("Done"), "{}", done.text());
        assert_eq!(letters(&app, "invitation").await, 20);
        // What was spent before stays spent: one more letter, and no second.
        let spent: Vec<(i64,)> = app
            .db
            .all(Query::new("SELECT spent FROM budget WHERE spent = 499"))
            .await
            .unwrap();
        assert_eq!(spent.len(), 1);
        app.db.write(&Spend("people of files", 990)).await.unwrap();
        let refused = add(&app, &many("two", 11)).await;
        assert!(
            refused.text().contains("too many people from files"),
            "{}",
            refused.text()
        );
        assert_eq!(letters(&app, "invitation").await, 20);
    }
}

/// To be run by hand: `cargo nextest run --run-ignored only five_hundred_people_of_one_file --no-capture`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures; nothing of it can be false"]
async fn five_hundred_people_of_one_file() {
    for app in TestApp::each().await {
        let lines = many("five", 500);
        let form = app.form(Who::Alice, PAGE, PAGE).await.with("lines", &lines);
        let begun = std::time::Instant::now();
        let checked = app.post(Who::Alice, &form).await;
        println!("check page: {:?}", begun.elapsed());
        assert!(
            checked.words().contains("New accounts: 500"),
            "{}",
            checked.errors()
        );
        let save = checked.form(PAGE).press("save");
        let begun = std::time::Instant::now();
        let done = app.post(Who::Alice, &save).await;
        println!("save: {:?}", begun.elapsed());
        assert!(done.location().starts_with(PAGE), "{}", done.errors());
        assert_eq!(letters(&app, "invitation").await, 500);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_finds_out_by_files_which_of_many_addresses_have_an_account() {
    for app in TestApp::each().await {
        let lines = |from: usize| {
            let mut lines = String::from("First name,Last name,Email,Roles\n");
            for number in from..from + 500 {
                writeln!(lines, "Ann,Lee,ann{number}@gp.example,AVCs").unwrap();
            }
            lines
        };
        for file in 0..10 {
            let checked = check(&app, Who::Alice, &lines(file * 500), "").await;
            assert_eq!(checked.status, 200, "{}", checked.errors());
        }
        let refused = check(&app, Who::Alice, &lines(5_000), "").await;
        let told = "You have checked files with too many people in the last hour";
        assert!(refused.text().contains(told), "{}", refused.words());
        // Another administrator has a budget of their own, and an hour later there is a new one.
        let other = check(&app, Who::Bashir, &lines(5_000), "").await;
        assert_eq!(other.status, 200, "{}", other.errors());
        app.pass(3_601_000_000, &[Who::Alice]).await;
        let later = check(&app, Who::Alice, &lines(5_000), "").await;
        assert_eq!(later.status, 200, "{}", later.errors());
    }
}
