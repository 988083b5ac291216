//! Officers from the command line.

use std::{
    io::{Read as _, Write as _},
    process::{Command, Stdio},
};

use practice_access::database::{Db, Query};

use crate::support::{
    databases::{Fresh, fresh},
    program::command,
    record,
};

const GOOD: &str = "walrus kettle ivory";

/// Runs the command with a line on its standard input. Gives whether it did its work, and what it said.
fn create(database: &Fresh, email: &str, password: &str) -> (bool, String) {
    let mut child = command(&database.url)
        .args(["user", "create-registration-officer", "--email", email])
        .args(["--first-name", "Oscar", "--last-name", "Newman"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Whoever is not asked for a password does not read it.
    let _ = writeln!(child.stdin.take().unwrap(), "{password}");
    let done = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    (done.status.success(), told)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_officer_gets_a_password_and_each_further_one_an_invitation() {
    for database in fresh().await {
        let (done, told) = create(&database, "olive@team.example", GOOD);
        assert!(done && told.contains("can now log in"), "{told}");
        let (done, told) = create(&database, "oscar@team.example", "");
        assert!(
            done && told.contains("an invitation by email") && told.contains("72 hours"),
            "{told}"
        );
        assert!(!told.contains("Password for"), "{told}");
        for taken in ["olive@team.example", "oscar@team.example"] {
            let (done, told) = create(&database, taken, GOOD);
            assert!(
                !done && told.contains("is the address of a registration officer"),
                "{told}"
            );
        }
        let db = Db::open(&database.url).await.unwrap();
        let mail = "SELECT to_address, kind FROM mail ORDER BY id";
        let mail: Vec<(String, String)> = db.all(Query::new(mail)).await.unwrap();
        let mail: Vec<_> = mail.iter().map(|(to, kind)| (&**to, &**kind)).collect();
        assert_eq!(
            mail,
            [
                ("oscar@team.example", "invitation"),
                ("olive@team.example", "officer-news")
            ]
        );
        assert_eq!(record::wrong(&db).await, [""; 0]);
        db.close().await;
    }
}

/// At a terminal, which `script` of util-linux makes: what is typed at each of the two questions, and what was seen.
fn at_a_terminal(url: &str, answers: [&str; 2]) -> (bool, String) {
    let program = env!("CARGO_BIN_EXE_practice-access");
    let line = format!(
        "{program} --database-url {url} user create-registration-officer --email olive@team.example --last-name Olsen"
    );
    let mut child = Command::new("script")
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut keys, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut seen = Vec::new();
    let mut see = |until: Option<&str>| {
        let mut part = [0; 256];
        let there = |seen: &[u8], words: &str| String::from_utf8_lossy(seen).contains(words);
        while until.is_none_or(|words| !there(&seen, words)) {
            match screen.read(&mut part) {
                Ok(read @ 1..) => seen.extend(&part[..read]),
                _ => break,
            }
        }
    };
    for (question, answer) in ["Password for", "again, then Enter:"]
        .into_iter()
        .zip(answers)
    {
        see(Some(question));
        writeln!(keys, "{answer}").unwrap();
    }
    see(None);
    let done = child.wait().unwrap().success();
    (done, String::from_utf8_lossy(&seen).into_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_a_terminal_the_password_is_asked_for_twice_and_not_shown() {
    let database = fresh().await.swap_remove(0);
    let (done, seen) = at_a_terminal(&database.url, [GOOD, "walrus kettle ebony"]);
    assert!(!done && seen.contains("are not the same"), "{seen}");
    assert!(!seen.contains("walrus"), "{seen}");
    let (done, seen) = at_a_terminal(&database.url, [GOOD, GOOD]);
    assert!(done && seen.contains("can now log in"), "{seen}");
    assert!(!seen.contains("walrus"), "{seen}");
}
