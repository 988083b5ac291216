//! The real program as a process of its own, with everything that it writes.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A server that runs until it is dropped.
pub struct Program {
    /// Where it listens.
    pub address: String,
    /// The process.
    pub child: Child,
    folder: tempfile::TempDir,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program with a database, before it is told what to do.
pub fn command(url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_practice-access"));
    let mail = std::env::temp_dir().join("practice-access-mail-of-tests");
    command
        .args(["--database-url", url])
        .env("MAIL_FOLDER", mail)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command
}

impl Program {
    /// A server that listens. A database that is not there is made.
    pub fn serve(url: &str, flags: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::start(url, flags, variables, None)
    }

    /// The same, with its log somewhere else.
    pub fn serve_logging_to(log: Stdio, url: &str, flags: &[&str]) -> Self {
        Self::start(url, flags, &[], Some(log))
    }

    fn start(url: &str, flags: &[&str], variables: &[(&str, &str)], log: Option<Stdio>) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = free.local_addr().expect("its number").to_string();
        drop(free);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = fs::File::create(folder.path().join("log")).expect("a file for the log");
        let child = command(url)
            .args(["serve", "--create-database", "--listen", &address])
            .args(flags)
            .envs(variables.iter().copied())
            .stderr(log.unwrap_or_else(|| file.into()))
            .spawn()
            .expect("a running program");
        let program = Self {
            address,
            child,
            folder,
        };
        let listens = || TcpStream::connect(&program.address).is_ok();
        assert!(
            within(10, listens),
            "the server does not listen: {}",
            program.log()
        );
        program
    }

    /// What it answers to whoever asks for `path`, with the head.
    pub fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        let host = &self.address;
        let asked = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        stream.write_all(asked.as_bytes()).expect("a sent request");
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        answer
    }

    /// Everything that it has written.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).expect("the log")
    }

    /// Asks it to stop, as a service is stopped.
    pub fn terminate(&self) {
        let kill = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(kill.expect("the command kill").success());
    }
}

/// What whoever listens at an address answers, with the head.
pub fn ask_at(address: &str, method: &str, path: &str, cookie: &str, sent: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncookie: {cookie}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{sent}",
        address,
        sent.len()
    );
    stream
        .write_all(request.as_bytes())
        .expect("a sent request");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

/// Whether something is so before `seconds` have passed.
pub fn within(seconds: u64, so: impl Fn() -> bool) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(seconds) {
        if so() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    so()
}
