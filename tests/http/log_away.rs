//! A log that nobody takes: its reader is gone, its disk is full, its pipe is not read. The program goes on.

use std::{
    fs::OpenOptions,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::Stdio,
    time::Duration,
};

use crate::support::{
    databases::sqlite,
    program::{Program, within},
};

/// Asks for a page on a connection of its own, and gives the answer; nothing if there is none in time.
fn ask(address: &str, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    let patience = Some(Duration::from_secs(5));
    stream.set_read_timeout(patience).ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// Asks `times` for what needs nothing and for a page, each of which writes a line of the log.
fn assert_answers(program: &Program, times: usize) {
    for number in 0..times {
        for path in ["/health/live", "/health/ready", "/sign-in"] {
            if path != "/health/live" && number % 100 > 0 {
                continue;
            }
            let answer = ask(&program.address, path).unwrap_or_default();
            assert!(
                answer.starts_with("HTTP/1.1 200"),
                "{number} {path}: {answer}"
            );
        }
    }
}

fn free_address() -> String {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap().to_string()
}

/// How many lines of the log were lost, as the numbers tell.
fn lost(numbers: &str) -> u64 {
    let page = ask(numbers, "/metrics").unwrap();
    let line = page
        .lines()
        .find(|line| line.starts_with("log_lines_lost_total "));
    line.unwrap().rsplit(' ').next().unwrap().parse().unwrap()
}

#[test]
fn a_log_whose_reader_is_gone_holds_up_nobody() {
    let (fresh, numbers) = (sqlite(), free_address());
    let flags = ["--metrics-listen", &numbers];
    let mut program = Program::serve_logging_to(Stdio::piped(), &fresh.url, &flags);
    drop(program.child.stderr.take());
    assert_answers(&program, 20);
    assert!(within(5, || lost(&numbers) >= 20));
    program.terminate();
    assert!(program.child.wait().unwrap().success());
}

#[test]
fn a_log_whose_disk_is_full_holds_up_nobody() {
    let (fresh, numbers) = (sqlite(), free_address());
    let flags = ["--metrics-listen", &numbers];
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut program = Program::serve_logging_to(full.into(), &fresh.url, &flags);
    assert_answers(&program, 20);
    assert!(within(5, || lost(&numbers) >= 20));
    program.terminate();
    assert!(program.child.wait().unwrap().success());
}

#[test]
fn a_log_that_is_not_read_holds_up_nobody_and_tells_later_what_was_lost() {
    let (fresh, numbers) = (sqlite(), free_address());
    let flags = ["--metrics-listen", &numbers];
    let mut program = Program::serve_logging_to(Stdio::piped(), &fresh.url, &flags);
    let mut log = program.child.stderr.take().unwrap();
    assert_answers(&program, 6_000);
    assert!(lost(&numbers) > 0);
    // Somebody reads on.
    let reading = std::thread::spawn(move || {
        let mut text = String::new();
        log.read_to_string(&mut text).unwrap();
        text
    });
    std::thread::sleep(Duration::from_millis(500));
    assert_answers(&program, 1);
    program.terminate();
    assert!(program.child.wait().unwrap().success());
    let text = reading.join().unwrap();
    assert!(text.contains("Lines of the log were lost"));
    assert!(
        !text.contains('\u{1b}'),
        "colours in a log that is no terminal"
    );
}

#[test]
fn a_program_that_ends_does_not_wait_for_its_log_for_long() {
    let fresh = sqlite();
    let mut program = Program::serve_logging_to(Stdio::piped(), &fresh.url, &[]);
    let _unread = program.child.stderr.take();
    assert_answers(&program, 6_000);
    program.terminate();
    assert!(within(5, || TcpStream::connect(&program.address).is_err()));
    let begun = std::time::Instant::now();
    assert!(program.child.wait().unwrap().success());
    assert!(begun.elapsed() < Duration::from_secs(5));
}
