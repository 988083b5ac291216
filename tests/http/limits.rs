//! The real program asked by somebody who takes too much: of its memory, of its time, of its connections.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    process::Stdio,
    time::{Duration, Instant},
};

use crate::support::{
    databases::sqlite,
    program::{Program, command, within},
};

/// Sends `pieces` with a pause after each, and gives what was answered until the connection was closed, and after how
/// many seconds it was.
fn talk(address: &str, pieces: &[&str], pause: Duration) -> (String, u64) {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_mins(1)))
        .unwrap();
    let mut hearing = stream.try_clone().unwrap();
    let heard = std::thread::spawn(move || {
        let mut answer = Vec::new();
        let mut piece = [0; 4096];
        while let Ok(count @ 1..) = hearing.read(&mut piece) {
            answer.extend_from_slice(&piece[..count]);
        }
        String::from_utf8_lossy(&answer).into_owned()
    });
    for piece in pieces {
        if stream.write_all(piece.as_bytes()).is_err() {
            break;
        }
        std::thread::sleep(pause);
    }
    (heard.join().unwrap(), begun.elapsed().as_secs())
}

#[test]
fn heads_of_requests_are_bounded_in_size_and_number() {
    let fresh = sqlite();
    let program = Program::serve(&fresh.url, &[], &[]);
    let ask = |head: &str| {
        let request =
            format!("GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{head}\r\n");
        talk(&program.address, &[&request], Duration::ZERO).0
    };
    let of = |size: usize| ["cookie: ", &"x".repeat(size), "\r\n"].concat();
    assert!(ask(&of(16 * 1024)).starts_with("HTTP/1.1 200"));
    for head in [of(40 * 1024), of(4 * 1024 * 1024), "a: b\r\n".repeat(500)] {
        let answer = ask(&head);
        assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    }
    let long = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "x".repeat(100_000));
    let (answer, _) = talk(&program.address, &[&long], Duration::ZERO);
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
}

#[test]
fn messages_whose_end_is_in_doubt_are_not_taken_for_two() {
    let fresh = sqlite();
    let program = Program::serve(&fresh.url, &[], &[]);
    for head in [
        "content-length: 4\r\ncontent-length: 30\r\n",
        "content-length: +4\r\n",
        "content-length: 4\r\ntransfer-encoding: xchunked\r\n",
        "transfer-encoding : chunked\r\n",
    ] {
        let request = format!(
            "POST /sign-in HTTP/1.1\r\nhost: x\r\n{head}\r\n0\r\n\r\nGET /health/live HTTP/1.1\r\nhost: x\r\n\r\n"
        );
        let (answer, _) = talk(&program.address, &[&request], Duration::ZERO);
        assert!(!answer.contains("200 OK"), "{head}: {answer}");
    }
}

#[test]
fn who_sends_slowly_is_cut_off() {
    let fresh = sqlite();
    let program = Program::serve(&fresh.url, &[], &[]);
    let second = Duration::from_secs(1);
    let address = program.address.as_str();
    std::thread::scope(|scope| {
        // A head that never ends, although a byte comes every second.
        let drops = ["x"; 60];
        let head: Vec<_> = ["GET / HTTP/1.1\r\nhost: x\r\nx: "]
            .into_iter()
            .chain(drops)
            .collect();
        let head = scope.spawn(move || talk(address, &head, second));
        let nothing = scope.spawn(move || talk(address, &[], second));
        // A connection that was used is not kept open for ever either.
        let idle = scope.spawn(move || {
            talk(
                address,
                &["GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n"],
                second,
            )
        });
        let body: Vec<_> = ["POST /sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n"]
            .into_iter()
            .chain(drops)
            .collect();
        let body = scope.spawn(move || talk(address, &body, second));
        for (what, talk) in [("head", head), ("nothing", nothing), ("idle", idle)] {
            let (answer, seconds) = talk.join().unwrap();
            assert!(
                (19..=27).contains(&seconds),
                "{what}: {seconds} s, {answer}"
            );
            assert_eq!(
                answer.contains("200 OK"),
                what == "idle",
                "{what}: {answer}"
            );
        }
        let (answer, seconds) = body.join().unwrap();
        assert!((29..=37).contains(&seconds), "{seconds} s, {answer}");
        assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
        assert!(answer.contains("Sorry, this takes too long"), "{answer}");
    });
}

#[test]
fn what_is_under_way_when_the_program_is_asked_to_stop_is_finished() {
    let fresh = sqlite();
    let mut program = Program::serve(&fresh.url, &[], &[]);
    let _idle = TcpStream::connect(&program.address).unwrap();
    let mut stream = TcpStream::connect(&program.address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    let head = "POST /sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\n\
                content-length: 7\r\n\r\nema";
    stream.write_all(head.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    program.terminate();
    let refuses = || TcpStream::connect(&program.address).is_err();
    assert!(within(5, refuses), "it still accepts");
    stream.write_all(b"il=x").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
    let begun = Instant::now();
    let status = program.child.wait().unwrap();
    assert!(status.success() && begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn settings_that_do_not_exist_or_contradict_one_another_stop_the_start_with_a_sentence() {
    let fresh = sqlite();
    let told = |flags: &[&str], variables: &[(&str, &str)]| {
        let output = command(&fresh.url)
            .args(["serve", "--create-database"])
            .args(flags)
            .envs(variables.iter().copied())
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert!(!output.status.success(), "{flags:?} {variables:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    for (flags, variables, sentence) in [
        (
            vec!["--lisen", "127.0.0.1:0"],
            vec![],
            "unexpected argument '--lisen'",
        ),
        (vec!["--listen", "here"], vec![], "invalid value 'here'"),
        (
            vec!["--listen", "0.0.0.0:0"],
            vec![],
            "nothing would be encrypted",
        ),
        (
            vec!["--tls-key", "key.pem"],
            vec![],
            "--tls-certificate <FILE>",
        ),
        (
            vec![],
            vec![("TLS_CERTIFICATE", "certificate.pem")],
            "--tls-key <FILE>",
        ),
        (
            vec![
                "--tls-certificate",
                "/none/c.pem",
                "--tls-key",
                "/none/k.pem",
            ],
            vec![],
            "can't read the certificate /none/c.pem",
        ),
        (
            vec!["--public-url", "https://access.example"],
            vec![],
            "nobody encrypts",
        ),
        (
            vec!["--trusted-proxy", "proxy"],
            vec![],
            "invalid value 'proxy'",
        ),
        (
            vec![],
            vec![("PRACTICE_ACCESS_TRUSTED_PROXY", "10.0.0.1")],
            "there is no setting PRACTICE_ACCESS_TRUSTED_PROXY",
        ),
        (
            vec!["--metrics-listen", "0.0.0.0:0"],
            vec![],
            "the numbers at 0.0.0.0:0",
        ),
        (
            vec![],
            vec![("RUST_LOG", "practice_access=everything")],
            "RUST_LOG can't be understood",
        ),
    ] {
        let told = told(&flags, &variables);
        assert!(told.contains(sentence), "{flags:?}: {told}");
        assert!(!told.contains("panicked"), "{told}");
    }
}

#[test]
fn a_request_names_its_host_once() {
    let fresh = sqlite();
    let program = Program::serve(&fresh.url, &[], &[]);
    let (path, whole) = ("/health/live", "http://x/health/live");
    for (address, version, hosts, status) in [
        (path, "1.1", "host: x\r\n", "200"),
        (path, "1.1", "", "400"),
        (path, "1.0", "", "400"),
        (path, "1.1", "host: x\r\nhost: y\r\n", "400"),
        (path, "1.1", "host: x\r\nhost: x\r\n", "400"),
        (whole, "1.1", "host: X\r\n", "200"),
        (whole, "1.1", "host: y\r\n", "400"),
        (whole, "1.1", "", "400"),
    ] {
        let request = format!("GET {address} HTTP/{version}\r\n{hosts}connection: close\r\n\r\n");
        let (answer, _) = talk(&program.address, &[&request], Duration::ZERO);
        let told = ["HTTP/", version, " ", status].concat();
        assert!(answer.starts_with(&told), "{request:?}: {answer}");
    }
}
