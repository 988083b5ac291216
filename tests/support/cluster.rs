//! A PostgreSQL server of a test's own, which may be a replica and become the primary.

use std::{
    net::TcpListener,
    path::PathBuf,
    process::{Command, Stdio},
};

/// A server that runs until it is dropped.
pub struct Cluster {
    /// Where its databases are, without a name.
    pub server: String,
    port: u16,
    home: tempfile::TempDir,
}

impl Cluster {
    /// A new and empty one.
    pub fn primary() -> Self {
        let new = Self::place();
        let data = new.data();
        new.run(
            "initdb",
            &["-D", &data, "-U", "postgres", "--auth=trust", "--no-sync"],
        );
        new.start();
        new
    }

    /// A copy of it that follows it and only reads.
    pub fn replica(&self) -> Self {
        let new = Self::place();
        let (data, port) = (new.data(), self.port.to_string());
        let from = ["-h", "127.0.0.1", "-p", &port, "-U", "postgres"];
        let how = ["-D", &data, "-R", "-X", "stream", "-c", "fast", "--no-sync"];
        new.run("pg_basebackup", &[&from[..], &how].concat());
        new.start();
        new
    }

    /// Makes it the primary.
    pub fn promote(&self) {
        self.run("pg_ctl", &["-D", &self.data(), "-w", "promote"]);
    }

    /// Makes it a replica again, which takes a new start.
    pub fn demote(&self) {
        self.stop("fast");
        self.come_back_to_read();
    }

    /// Ends it: `fast` once its replicas have all its changes, `immediate` as if it was killed.
    pub fn stop(&self, how: &str) {
        self.run("pg_ctl", &["-D", &self.data(), "-w", "-m", how, "stop"]);
    }

    /// Starts it again after it was ended, as a replica.
    pub fn come_back_to_read(&self) {
        std::fs::write([&self.data(), "/standby.signal"].concat(), "").expect("a written file");
        self.start();
    }

    /// Its host and port.
    pub fn address(&self) -> String {
        ["127.0.0.1:", &self.port.to_string()].concat()
    }

    fn place() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("its number").port();
        let new = Self {
            server: format!("postgres://postgres@127.0.0.1:{port}/postgres"),
            port,
            home,
        };
        if is_root() {
            let owned = Command::new("chown")
                .arg("postgres")
                .arg(new.home.path())
                .status();
            assert!(owned.expect("the command chown").success());
        }
        new
    }

    fn start(&self) {
        let (port, home) = (self.port, self.home.path().display());
        let how = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c fsync=off"
        );
        let log = format!("{home}/log");
        self.run(
            "pg_ctl",
            &["-D", &self.data(), "-l", &log, "-w", "-o", &how, "start"],
        );
    }

    fn data(&self) -> String {
        self.home.path().join("data").display().to_string()
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let program = programs().join(program);
        // PostgreSQL refuses to run as root.
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
            command.arg(&program);
            command
        } else {
            Command::new(&program)
        };
        // A server that is started here would keep pipes open.
        let said = self.home.path().join("said");
        let file = std::fs::File::create(&said).expect("a file");
        let done = command
            .args(arguments)
            .current_dir(self.home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(file)
            .status();
        let said = std::fs::read_to_string(said).expect("what was said");
        assert!(
            done.expect("PostgreSQL's programs").success(),
            "{}: {said}",
            program.display()
        );
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // It may have been ended by the test.
        if std::path::Path::new(&[&self.data(), "/postmaster.pid"].concat()).exists() {
            self.stop("immediate");
        }
    }
}

/// The newest version's programs on this machine.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL's programs");
    let newest = versions
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .max()
        .expect("a version of PostgreSQL");
    PathBuf::from(format!("/usr/lib/postgresql/{newest}/bin"))
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
