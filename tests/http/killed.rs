//! The real program, killed in the middle of its work.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::Mutex,
    time::Duration,
};

use practice_access::{
    base::clock::Clock,
    database::{Db, Query},
};

use crate::support::{Who, body, cast, databases::sqlite, record};

struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGKILL: nothing is finished, nothing is folded into the file.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program(url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_practice-access"));
    let mail = std::env::temp_dir().join("practice-access-mail-of-tests");
    command
        .args(["--database-url", url])
        .env("MAIL_FOLDER", mail)
        .stdin(Stdio::null());
    command
}

fn serve(url: &str) -> Server {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let child = program(url)
        .args(["serve", "--listen", &address])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let server = Server { child, address };
    for _ in 0..400 {
        if TcpStream::connect(&server.address).is_ok() {
            return server;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    panic!("the server does not listen");
}

/// One request on a connection of its own; nothing if the server did not answer to the end.
fn ask(address: &str, path: &str, sent: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .ok()?;
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nsec-fetch-site: same-origin\r\nconnection: close\r\n\
         cookie: practice_access_session={}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n\r\n{sent}",
        Who::Alice.secret(),
        sent.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.starts_with("HTTP/1.1 200").then_some(answer)
}

/// A save that gives or takes Statements, from a version, with a reason by which it is known again.
pub(super) fn save(version: usize, reason: &str) -> String {
    let (held, ticked) = if version % 2 == 1 {
        ("gpp-view-claims", "ZZ9001:gpp-statements")
    } else {
        ("gpp-statements gpp-view-claims", "ZZ9001:gpp-view-claims")
    };
    let seen = format!("ZZ9001:{version}:{held}");
    let idempotency_key = practice_access::base::clock::new_id().to_string();
    body(&[
        ("user", &Who::Peter.id().to_string()),
        ("seen[]", &seen),
        ("ticks[]", "ZZ9001:gpp-view-claims"),
        ("ticks[]", ticked),
        ("reason", reason),
        ("step", "save"),
        ("idempotency_key", &idempotency_key),
    ])
}

/// Saves one after the other until the server is gone; gives the reasons that were acknowledged.
fn save_until_killed(server: &Mutex<Server>, first: usize, wait: Duration) -> Vec<String> {
    let address = server.lock().unwrap().address.clone();
    std::thread::scope(|scope| {
        let saving = scope.spawn(move || {
            let mut acknowledged = Vec::new();
            for version in first.. {
                let reason = format!("from version {version}");
                match ask(&address, "/api/users/update", &save(version, &reason)) {
                    Some(answer) if answer.contains("Done") => acknowledged.push(reason),
                    Some(answer) if answer.contains("Form") => panic!("{answer}"),
                    // Cut off in the middle of the answer.
                    Some(_) => break,
                    None => break,
                }
            }
            acknowledged
        });
        std::thread::sleep(wait);
        server.lock().unwrap().child.kill().unwrap();
        saving.join().unwrap()
    })
}

/// Sessions of the cast are of its own day; the program runs today.
async fn prepare(url: &str) {
    struct Today(i64);
    impl practice_access::database::UnitOfWork for Today {
        type Done = ();
        type Error = practice_access::database::Failure;
        async fn run(&self, tx: &mut practice_access::database::Tx) -> Result<(), Self::Error> {
            let sessions = Query::new("UPDATE session SET last_seen_at = $1, expires_at = $2");
            tx.execute(sessions.bind(self.0).bind(self.0 + 3_600_000_000))
                .await?;
            Ok(())
        }
    }
    let db = Db::open(url).await.unwrap();
    cast::fill(&db).await;
    record::take_over(&db).await;
    db.write(&Today(Clock::System.now().0)).await.unwrap();
    db.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_loses_nothing_it_acknowledged_and_leaves_nothing_half_done() {
    let fresh = sqlite();
    prepare(&fresh.url).await;
    let mut acknowledged = Vec::new();
    let mut version = 1;
    for round in 0..4u64 {
        let server = Mutex::new(serve(&fresh.url));
        let wait = Duration::from_millis(250 + 70 * round);
        acknowledged.extend(save_until_killed(&server, version, wait));
        drop(server);
        let verified = program(&fresh.url)
            .args(["history", "verify"])
            .output()
            .unwrap();
        assert!(
            verified.status.success(),
            "{}",
            String::from_utf8_lossy(&verified.stdout)
        );
        let db = Db::open(&fresh.url).await.unwrap();
        let rows: Vec<(String, i64)> = db
            .all(Query::new(
                "SELECT reason, seq FROM history_event WHERE chain = 'ZZ9001' AND action <> 'accepted' ORDER BY seq",
            ))
            .await
            .unwrap();
        for reason in &acknowledged {
            let count = rows.iter().filter(|(row, _)| row == reason).count();
            assert_eq!(count, 1, "{reason} was acknowledged");
        }
        // One more may have been saved whose answer nobody heard; its version, its grant and its event agree.
        let (now,): (i64,) = db
            .optional(
                Query::new("SELECT version FROM membership WHERE user_id = $1")
                    .bind(Who::Peter.id()),
            )
            .await
            .unwrap()
            .unwrap();
        version = usize::try_from(now).unwrap();
        assert_eq!(rows.len(), version - 1);
        let (held,): (i64,) = db
            .optional(
                Query::new(
                    "SELECT CAST(count(*) AS BIGINT) FROM role_grant
                     WHERE user_id = $1 AND role = 'gpp-statements' AND ended_at IS NULL",
                )
                .bind(Who::Peter.id()),
            )
            .await
            .unwrap()
            .unwrap();
        assert_eq!(held == 1, version % 2 == 0);
        db.close().await;
    }
    assert!(
        acknowledged.len() > 4,
        "too few saves to tell: {}",
        acknowledged.len()
    );
}

#[test]
fn the_program_stops_with_a_sentence_and_not_with_success_where_it_can_not_work() {
    let folder = tempfile::tempdir().unwrap();
    let missing = format!("sqlite:{}/none/test.db", folder.path().display());
    for (url, arguments) in [
        (missing.as_str(), vec!["serve", "--listen", "127.0.0.1:0"]),
        ("mysql://localhost/x", vec!["demo"]),
        (missing.as_str(), vec!["history", "verify"]),
        (
            missing.as_str(),
            vec!["import", "practices", "/no/such/file"],
        ),
        ("postgres://nobody@127.0.0.1:1/nothing", vec!["serve"]),
    ] {
        let output = program(url).args(&arguments).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(
            told.starts_with("practice-access: ") && !told.contains("panicked"),
            "{arguments:?}: {told}"
        );
    }
}
