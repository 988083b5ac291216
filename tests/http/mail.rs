//! Delivery to a real mail server, one that behaves and several that do not.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use practice_access::{
    database::{Db, Failure, Query, Tx, UnitOfWork},
    mail::{Letter, MailTransport, Patience, Recipient, deliver_due, post},
    web::{App, AuditContext},
};

use crate::support::{
    TestApp,
    cast::{self, NOW},
    databases::sqlite,
    program::{Program, within},
};

/// How many messages are sent at once that nobody waits for.
const AT_ONCE: usize = 5;

struct MailServer {
    child: Child,
    port: String,
    folder: PathBuf,
    _home: tempfile::TempDir,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl MailServer {
    fn that(behaviour: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("taken");
        let mut child = Command::new("node")
            .args(["tests/smtp-server.mjs", folder.to_str().unwrap(), behaviour])
            .stdout(Stdio::piped())
            .spawn()
            .expect("node");
        let mut port = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        lines.read_line(&mut port).unwrap();
        Self {
            child,
            port: port.trim().to_owned(),
            folder,
            _home: home,
        }
    }

    fn transport(&self) -> MailTransport {
        MailTransport::smtp(&["smtp://127.0.0.1:", &self.port].concat()).unwrap()
    }

    /// Everything it took, in order.
    fn taken(&self) -> Vec<String> {
        files(&self.folder)
    }
}

fn files(folder: &Path) -> Vec<String> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .map(|entries| entries.map(|entry| entry.unwrap().path()).collect())
        .unwrap_or_default();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

struct Post(usize);

impl UnitOfWork for Post {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let audit =
            AuditContext::of_visitor(practice_access::base::dates::Instant(NOW), String::new());
        for number in 0..self.0 {
            let to = Recipient {
                address: format!("nora{number}@cast.example"),
                name: "Nora Ó Súilleabháin".to_owned(),
            };
            post(tx, &audit, &to, &Letter::samples()[0]).await?;
        }
        Ok(())
    }
}

async fn states(db: &Db) -> Vec<(String, String)> {
    let query = "SELECT state, problem FROM mail ORDER BY id";
    db.all(Query::new(query)).await.unwrap()
}

fn app(test: &TestApp) -> App {
    App::new(test.db.clone(), test.clock.clone(), "target/site")
}

async fn deliver(test: &TestApp, transport: &MailTransport) {
    let from = "Practice Access <no-reply@access.example>".parse().unwrap();
    deliver_due(&app(test), transport, &from, false)
        .await
        .unwrap();
}

fn later(test: &TestApp, minutes: i64) {
    test.move_clock(minutes * 60_000_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_gets_every_message_once_with_its_link() {
    for test in TestApp::each().await {
        let server = MailServer::that("take");
        test.db.write(&Post(3)).await.unwrap();
        for _ in 0..2 {
            deliver(&test, &server.transport()).await;
        }
        let taken = server.taken();
        assert_eq!(taken.len(), 3);
        for message in &taken {
            let text = message.replace("=\r\n", "").replace("=3D", "=");
            assert!(
                text.contains("http://127.0.0.1:3000/invitation?key=0123456789abcdef"),
                "{text}"
            );
            assert!(
                text.contains("From: \"Practice Access\" <no-reply@access.example>"),
                "{text}"
            );
        }
        assert!(
            states(&test.db)
                .await
                .iter()
                .all(|(state, _)| state == "sent")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_for_good_is_given_up_and_what_is_refused_for_now_is_tried_again() {
    for test in TestApp::each().await {
        test.db.write(&Post(1)).await.unwrap();
        let busy = MailServer::that("busy");
        deliver(&test, &busy.transport()).await;
        let waiting = (
            "waiting".to_owned(),
            "the mail server answered 451".to_owned(),
        );
        assert_eq!(states(&test.db).await, [waiting]);
        let taking = MailServer::that("take");
        deliver(&test, &taking.transport()).await;
        assert!(taking.taken().is_empty(), "not before its time");
        later(&test, 2);
        deliver(&test, &taking.transport()).await;
        assert_eq!(taking.taken().len(), 1);

        test.db.write(&Post(1)).await.unwrap();
        let refusing = MailServer::that("refuse");
        deliver(&test, &refusing.transport()).await;
        let dead = ("dead".to_owned(), "the mail server answered 550".to_owned());
        assert_eq!(states(&test.db).await[1], dead);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_makes_a_second_copy_with_the_same_identity() {
    for test in TestApp::each().await {
        test.db.write(&Post(1)).await.unwrap();
        let server = MailServer::that("drop");
        deliver(&test, &server.transport()).await;
        assert_eq!(states(&test.db).await[0].0, "waiting");
        later(&test, 2);
        deliver(&test, &server.transport()).await;
        assert_eq!(states(&test.db).await[0].0, "sent");
        let identities: Vec<_> = server
            .taken()
            .iter()
            .map(|message| {
                let mut lines = message
                    .lines()
                    .filter(|line| line.starts_with("Message-ID: ") || line.starts_with("Date: "));
                (
                    lines.next().unwrap().to_owned(),
                    lines.next().unwrap().to_owned(),
                )
            })
            .collect();
        assert_eq!(identities.len(), 2);
        assert_eq!(identities[0], identities[1]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_over_one_outbox_send_every_message_once() {
    for test in TestApp::each().await {
        let server = MailServer::that("take");
        test.db.write(&Post(30)).await.unwrap();
        let other = test.beside().await;
        let carriers = [server.transport(), server.transport()];
        tokio::join!(deliver(&test, &carriers[0]), deliver(&other, &carriers[1]));
        assert_eq!(server.taken().len(), 30);
        assert!(
            states(&test.db)
                .await
                .iter()
                .all(|(state, _)| state == "sent")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_that_is_gone_keeps_the_message_waiting() {
    for test in TestApp::each().await {
        test.db.write(&Post(1)).await.unwrap();
        let gone = MailServer::that("take");
        let transport = gone.transport();
        drop(gone);
        deliver(&test, &transport).await;
        let problem = "the mail server could not be reached, or broke off".to_owned();
        assert_eq!(states(&test.db).await, [("waiting".to_owned(), problem)]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_that_stalls_is_not_waited_for_for_ever() {
    let test = TestApp::each().await.swap_remove(0);
    test.db.write(&Post(1)).await.unwrap();
    let server = MailServer::that("stall");
    let patience = Patience::of(std::time::Duration::from_millis(500));
    let url = ["smtp://127.0.0.1:", &server.port].concat();
    deliver(&test, &MailTransport::smtp_with(&url, patience).unwrap()).await;
    let problem = "the mail server did not answer in time".to_owned();
    assert_eq!(states(&test.db).await, [("waiting".to_owned(), problem)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_mail_server_messages_are_files() {
    for test in TestApp::each().await {
        test.db.write(&Post(2)).await.unwrap();
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("deep/mail");
        deliver(&test, &MailTransport::Folder(folder.clone())).await;
        let kept = files(&folder);
        assert_eq!(kept.len(), 2);
        assert!(kept[0].contains("Subject: Set up your Practice Access account"));
        assert!(
            states(&test.db)
                .await
                .iter()
                .all(|(state, _)| state == "sent")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_stopped_finishes_the_messages_under_way_and_begins_no_other() {
    let server = MailServer::that("slow");
    let fresh = sqlite();
    let db = Db::open(&fresh.url).await.unwrap();
    cast::fill(&db).await;
    db.write(&Post(9)).await.unwrap();
    let smtp = ["smtp://127.0.0.1:", &server.port].concat();
    let variables = [
        ("SMTP_URL", smtp.as_str()),
        ("MAIL_FROM", "Practice Access <no-reply@access.example>"),
    ];
    let program = Program::serve(&fresh.url, &[], &variables);
    assert!(
        within(10, || server.taken().len() == AT_ONCE),
        "{}",
        program.log()
    );
    program.terminate();
    let gone = || std::net::TcpStream::connect(&program.address).is_err();
    assert!(within(5, gone), "{}", program.log());
    let sent = || program.log().matches("Sent").count() == AT_ONCE;
    assert!(within(10, sent), "{}", program.log());
    // Time enough to begin another, if it were to.
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(server.taken().len(), AT_ONCE);
    let states = states(&db).await;
    let sent = states.iter().filter(|(state, _)| state == "sent").count();
    let waiting = states
        .iter()
        .filter(|(state, _)| state == "waiting")
        .count();
    assert_eq!((sent, waiting), (AT_ONCE, 9 - AT_ONCE));
}
