//! A database file that is taken away while it is open, or that was never there.

use std::{
    fs,
    io::Write as _,
    net::TcpStream,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Stdio,
};

use axum::http::StatusCode;
use practice_access::database::{Db, Failure, Query, Tx, UnitOfWork};
use sqlx::{Connection as _, Executor as _};

use crate::support::{
    TestApp, Who,
    databases::sqlite,
    one_more_role,
    program::{self, Program, command},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_saved_into_a_file_that_is_not_there_any_more() {
    type Deed = fn(&str);
    let deeds: [(&str, Deed, bool); 4] = [
        ("deleted", |file| fs::remove_file(file).unwrap(), false),
        (
            "moved",
            |file| fs::rename(file, [file, ".old"].concat()).unwrap(),
            false,
        ),
        (
            "replaced",
            |file| {
                let copy = [file, ".copy"].concat();
                fs::copy(file, &copy).unwrap();
                fs::rename(copy, file).unwrap();
            },
            false,
        ),
        (
            "its log deleted",
            |file| fs::remove_file([file, "-wal"].concat()).unwrap(),
            true,
        ),
    ];
    for (what, deed, ready) in deeds {
        let app = TestApp::over(sqlite()).await;
        assert_eq!(app.get(Who::Visitor, "/health/ready").await.status, 200);
        deed(app.url.trim_start_matches("sqlite:"));
        let address = ["/users/", &Who::Peter.id().to_string()].concat();
        let answer = app
            .post_to(
                Who::Alice,
                &address,
                &one_more_role("01900000-0000-7000-8000-0000000a0007"),
            )
            .await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{what}");
        assert!(
            answer.words().contains("Nothing was changed"),
            "{what}: {}",
            answer.words()
        );
        let page = app.get(Who::Alice, &address).await;
        assert!(
            !page.form(&address).is_ticked("ZZ9001:gpp-statements"),
            "{what}"
        );
        let is_ready = app.get(Who::Visitor, "/health/ready").await.status == 200;
        assert_eq!(is_ready, ready, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_saved_into_a_file_that_was_overwritten() {
    type Copy = fn(&str, &str);
    let copies: [(&str, Copy); 4] = [
        ("a database of somebody else", |_, copy| {
            let kept = sqlite();
            sql(&kept.url["sqlite:".len()..], "CREATE TABLE other (x)");
            fs::copy(&kept.url["sqlite:".len()..], copy).unwrap();
        }),
        ("a backup of this one", |file, copy| {
            sql(file, &format!("VACUUM INTO '{copy}'"));
        }),
        (
            "this one as it was before the last changes",
            |file, copy| {
                fs::copy(file, copy).unwrap();
                sql(file, "PRAGMA wal_checkpoint(TRUNCATE)");
            },
        ),
        ("nothing", |_, copy| fs::write(copy, "").unwrap()),
    ];
    for (what, copy) in copies {
        let app = TestApp::over(sqlite()).await;
        let file = app.url.trim_start_matches("sqlite:");
        let taken = [file, ".copy"].concat();
        copy(file, &taken);
        let is_ready = async || app.get(Who::Visitor, "/health/ready").await.status == 200;
        assert!(is_ready().await, "{what}");
        // What `cp` does: the file stays, with other bytes in it.
        fs::write(file, fs::read(&taken).unwrap()).unwrap();
        assert!(!is_ready().await, "{what}");
        let failure = app.db.write(&Rename).await.unwrap_err();
        assert!(
            failure.to_string().contains("overwritten"),
            "{what}: {failure}"
        );
    }
}

/// What programs beside this one do with a file: read it, and now and then write its log into it.
fn sql(file: &str, text: &str) {
    let text = text.to_owned();
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true);
    let done = async move {
        let mut beside = sqlx::SqliteConnection::connect_with(&options)
            .await
            .unwrap();
        beside.execute(sqlx::AssertSqlSafe(text)).await.unwrap();
        beside.close().await.unwrap();
    };
    tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(done));
}

struct Rename;

impl UnitOfWork for Rename {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let rename = "UPDATE practice SET name = 'Elm' WHERE ods = 'ZZ9001'";
        tx.execute(Query::new(rename)).await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_programs_that_work_with_the_file_are_not_in_the_way() {
    let app = TestApp::over(sqlite()).await;
    let file = app.url.trim_start_matches("sqlite:");
    for _ in 0..3 {
        app.db.write(&Rename).await.unwrap();
        let beside = Db::open(&app.url).await.unwrap();
        beside.write(&Rename).await.unwrap();
        sql(file, "PRAGMA wal_checkpoint(TRUNCATE)");
        sql(
            file,
            "UPDATE practice SET name = 'Elm Street' WHERE ods = 'ZZ9001'",
        );
        sql(file, "VACUUM");
        app.db.write(&Rename).await.unwrap();
        assert_eq!(app.get(Who::Visitor, "/health/ready").await.status, 200);
    }
}

#[test]
fn no_database_is_made_by_a_slip_in_its_address() {
    let fresh = sqlite();
    let file = fresh.url.trim_start_matches("sqlite:").to_owned();
    for arguments in [
        vec!["serve", "--listen", "127.0.0.1:0"],
        vec!["mail", "dead"],
        vec!["history", "verify"],
    ] {
        let output = command(&fresh.url)
            .args(&arguments)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !output.status.success() && told.contains("there is no database"),
            "{told}"
        );
        assert!(!Path::new(&file).exists(), "{arguments:?}");
    }
}

#[test]
fn what_the_program_writes_is_for_its_own_user_alone() {
    let fresh = sqlite();
    let officer = "officer@cast.example";
    let mut make = command(&fresh.url)
        .args([
            "user",
            "create-registration-officer",
            "--last-name",
            "Olsen",
            "--email",
            officer,
        ])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(make.stdin.take().unwrap(), "walrus kettle ivory").unwrap();
    assert!(make.wait().unwrap().success());
    let folder = tempfile::tempdir().unwrap();
    let within = |name: &str| folder.path().join(name).display().to_string();
    let (anchors, mail) = (within("anchors"), within("mail"));
    let flags = ["--anchor-file", &anchors, "--mail-folder", &mail];
    let mut program = Program::serve(&fresh.url, &flags, &[]);
    let form = format!("email={officer}");
    let asked = format!(
        "POST /forgotten-password HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n{form}",
        form.len()
    );
    let mut stream = TcpStream::connect(&program.address).unwrap();
    stream.write_all(asked.as_bytes()).unwrap();
    let letters = || -> Vec<PathBuf> {
        let files = fs::read_dir(&mail).into_iter().flatten();
        files.map(|file| file.unwrap().path()).collect()
    };
    let sent = || {
        letters()
            .iter()
            .any(|file| file.extension() == Some("eml".as_ref()))
    };
    assert!(program::within(20, sent), "{}", program.log());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let file = fresh.url.trim_start_matches("sqlite:");
    let mut files = ["", "-wal", "-shm"]
        .map(|end| PathBuf::from([file, end].concat()))
        .to_vec();
    files.push(anchors.into());
    files.extend(letters());
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    assert_eq!(mode(mail.as_ref()), 0o700);
    program.terminate();
    assert!(program.child.wait().unwrap().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_not_whole_is_found() {
    let app = TestApp::over(sqlite()).await;
    crate::support::record::take_over(&app.db).await;
    let (file, check) = (app.url.trim_start_matches("sqlite:").to_owned(), || {
        let output = command(&app.url)
            .arg("check")
            .stdout(Stdio::piped())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.success(), told)
    });
    let (whole, told) = check();
    assert!(whole, "{told}");
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(&file)
        .foreign_keys(false);
    let mut past = sqlx::SqliteConnection::connect_with(&options)
        .await
        .unwrap();
    past.execute("DELETE FROM practice WHERE ods = 'ZZ9001'")
        .await
        .unwrap();
    let (whole, told) = check();
    let sentence = "rows of membership speak of what is not in practice";
    assert!(!whole && told.contains(sentence), "{told}");
}
