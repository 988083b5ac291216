//! The real program, asked to stop while people use it.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use practice_access::database::Db;

use crate::support::{
    cast,
    databases::sqlite,
    program::{Program, within},
};

/// How many ask at the same moment, again and again.
const CLIENTS: usize = 16;
const PAGES: [&str; 3] = ["/sign-in", "/help/getting-access", "/forgotten-password"];

/// Whether an answer has the length that it says it has, or the piece of a chunked one that says it is the last.
fn is_whole(answer: &str) -> bool {
    let Some((head, body)) = answer.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    match length {
        Some(length) => length.parse() == Ok(body.len()),
        None => body.ends_with("\r\n0\r\n\r\n"),
    }
}

/// Asks for a page. Gives whether it was answered; panics if it should have been: whoever was connected before the program was
/// asked to stop gets a whole answer, and nobody ever gets half of one.
fn ask(address: &str, page: &str, stopped: &AtomicBool) -> bool {
    let connected = TcpStream::connect(address);
    // Afterwards they are turned away, by the operating system at the latest.
    let too_late = stopped.load(Ordering::SeqCst);
    let mut stream = match connected {
        Ok(stream) => stream,
        Err(_) if too_late => return false,
        Err(error) => panic!("{page}: {error}"),
    };
    let asked = format!("GET {page} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    let sent = stream.write_all(asked.as_bytes());
    let mut answer = String::new();
    let read = stream.read_to_string(&mut answer);
    if answer.is_empty() && too_late {
        return false;
    }
    assert!(sent.is_ok() && read.is_ok(), "{page}: {sent:?} {read:?}");
    let whole = answer.starts_with("HTTP/1.1 200") && is_whole(&answer);
    assert!(whole, "{page}, too late: {too_late}: {answer}");
    true
}

/// Prints how long it took: `cargo nextest run stopped:: --no-capture`.
#[tokio::test]
async fn whoever_has_asked_before_the_program_is_asked_to_stop_is_answered() {
    let fresh = sqlite();
    let db = Db::open(&fresh.url).await.unwrap();
    cast::fill(&db).await;
    db.close().await;
    let mut program = Program::serve(&fresh.url, &[], &[]);
    let stopped = Arc::new(AtomicBool::new(false));
    let answered = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (address, stopped) = (program.address.clone(), stopped.clone());
            let answered = answered.clone();
            thread::spawn(move || {
                for page in PAGES.into_iter().cycle().skip(client) {
                    if !ask(&address, page, &stopped) {
                        return;
                    }
                    answered.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    assert!(within(60, || answered.load(Ordering::SeqCst) >= 2 * CLIENTS));
    // From here on a request may come too late; the ones under way do not.
    stopped.store(true, Ordering::SeqCst);
    let asked = Instant::now();
    program.terminate();
    let status = loop {
        if let Some(status) = program.child.try_wait().unwrap() {
            break status;
        }
        assert!(
            asked.elapsed() < Duration::from_secs(40),
            "{}",
            program.log()
        );
        thread::sleep(Duration::from_millis(5));
    };
    let took = asked.elapsed();
    for client in clients {
        client.join().unwrap();
    }
    assert!(status.success(), "{status}: {}", program.log());
    assert!(!program.log().contains("broken off"), "{}", program.log());
    println!(
        "{CLIENTS} clients, {} pages before it; from SIGTERM to the end: {} ms",
        answered.load(Ordering::SeqCst),
        took.as_millis()
    );
}
