//! The doors that are lists and files: every column of text of each, tried with the same values as a field.

use std::io::Write as _;

use practice_access::{
    base::{clock::new_id, text::is_unseen},
    database::{Db, Query},
};

use super::{Kind, is_raw_control};
use crate::support::{Answer, TestApp, Who, body, db_snapshot::tables, program::command};

/// A file that the operator imports.
struct FileDoor {
    command: &'static [&'static str],
    head: &'static str,
    /// A line that is good.
    line: &'static [&'static str],
    /// The columns that hold text, and what kind of. Where a kind is given, a bad text of that kind is no longer a line.
    texts: &'static [(usize, Option<Kind>)],
    /// How many lines were taken in.
    taken: &'static str,
}

const FILES: [FileDoor; 6] = [
    FileDoor {
        command: &["performers"],
        head: "gmc_number,title,first_names,last_name,gmc_email,performer_type,practice_ods,role,start_date,end_date,sessions,status\n",
        line: &[
            "4000001",
            "Dr",
            "Ada",
            "Good",
            "ada@gmc.example",
            "salaried",
            "ZZ9001",
            "salaried",
            "2026-01-01",
            "",
            "4.5",
            "active",
        ],
        texts: &[
            (1, None),
            (2, None),
            (3, Some(Kind::LastName)),
            (4, Some(Kind::Email)),
        ],
        taken: "SELECT CAST(count(*) AS BIGINT) FROM performer",
    },
    FileDoor {
        command: &["nominations", "--service", "mrs", "--go-live", "2099-01-04"],
        head: "practice_code,title,first_name,last_name,email,phone,contact_name,contact_email\n",
        line: &[
            "ZZ9002",
            "",
            "Nora",
            "New",
            "nora@gp.example",
            "01632 960001",
            "Mrs Contact",
            "office@oak.example",
        ],
        texts: &[
            (1, None),
            (2, None),
            (3, Some(Kind::LastName)),
            (4, Some(Kind::Email)),
            (5, None),
            (6, None),
            (7, None),
        ],
        taken: "SELECT CAST(count(*) AS BIGINT) FROM nomination",
    },
    FileDoor {
        command: &["contributions"],
        head: "member,practice_code,month,income,pay,employee,employer,avc,top_up,errbo,for_year\n",
        line: &[
            "7654321", "ZZ9001", "2024-04", "partner", "4711.11", "588.88", "677.77", "", "", "",
            "",
        ],
        texts: &[(0, None), (2, None), (4, None)],
        taken: "SELECT CAST(count(*) AS BIGINT) FROM pension_contribution",
    },
    FileDoor {
        command: &["practices"],
        head: "",
        line: &[
            "Z99001",
            "ELM STREET SURGERY",
            "Y99",
            "Q99",
            "1 ELM STREET",
            "",
            "",
            "ANYTOWN",
            "",
            "ZZ99 1AA",
            "19740401",
            "",
            "ACTIVE",
            "B",
            "99Z",
            "20200401",
            "",
            "01632 960000",
            "",
            "",
            "",
            "1",
            "",
            "99Z",
            "",
            "RO76",
            "",
        ],
        texts: &[(1, None), (4, None), (7, None), (9, None), (17, None)],
        taken: "SELECT CAST(count(*) AS BIGINT) FROM practice",
    },
    FileDoor {
        command: &["pcns"],
        head: "",
        line: &[
            "ZZ9001",
            "ELM STREET SURGERY",
            "99Z",
            "NHS NOWHERE ICB - 99Z",
            "U99001",
            "ANYTOWN PCN",
            "99Z",
            "NHS NOWHERE ICB - 99Z",
            "20190701",
            "20240331",
            "TRUE",
        ],
        texts: &[(5, None), (7, None)],
        taken: "SELECT CAST(count(*) AS BIGINT) FROM pcn",
    },
    FileDoor {
        command: &["successors"],
        head: "",
        line: &["ZZ9001", "ZZ9002", "A", "20270401", "1"],
        texts: &[(2, None), (4, None)],
        taken: "SELECT CAST(count(*) AS BIGINT) FROM ods_succession",
    },
];

/// A line of CSV with this text in a column.
fn line_with(line: &[&str], column: usize, text: &str) -> String {
    let cells = line.iter().enumerate().map(|(number, cell)| {
        let cell = if number == column { text } else { cell };
        ["\"", &cell.replace('"', "\"\""), "\""].concat()
    });
    cells.collect::<Vec<_>>().join(",")
}

impl FileDoor {
    /// The file whose line has this text in a column.
    fn with(&self, column: usize, text: &str) -> String {
        [self.head, &line_with(self.line, column, text), "\n"].concat()
    }

    /// Imports a file. Gives what was told.
    fn import(&self, url: &str, file: &str) -> String {
        let mut named = tempfile::NamedTempFile::new().unwrap();
        named.write_all(file.as_bytes()).unwrap();
        let mut import = command(url);
        import.arg("import").arg(self.command[0]).arg(named.path());
        let output = import.args(&self.command[1..]).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!told.contains("panicked"), "{}: {told}", self.command[0]);
        told
    }
}

/// That nothing is kept that nobody sees.
async fn assert_clean(db: &Db, what: &str) {
    for (table, rows) in tables(db).await {
        // A draft shows its reader what they sent, as they sent it; it goes within the hour.
        if table == "form_draft" {
            continue;
        }
        let unseen = |row: &&String| row.chars().any(|c| is_unseen(c) || is_raw_control(c));
        assert_eq!(rows.iter().find(unseen), None, "{table} after {what}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_file_brings_in_what_no_field_does() {
    let app = TestApp::each().await.swap_remove(0);
    for door in &FILES {
        for (column, kind) in door.texts {
            let taken = app.count(Query::new(door.taken)).await;
            for bad in kind.map(Kind::bad).unwrap_or_default() {
                let told = door.import(&app.url, &door.with(*column, &bad));
                let what = [door.command[0], ": ", &bad, ": ", &told].concat();
                assert_eq!(app.count(Query::new(door.taken)).await, taken, "{what}");
            }
            let unclean = kind.unwrap_or(Kind::Name).unclean();
            let told = door.import(&app.url, &door.with(*column, &unclean));
            let what = [
                door.command[0],
                " column ",
                &column.to_string(),
                ": ",
                &told,
            ]
            .concat();
            assert_clean(&app.db, &what).await;
        }
    }
}

/// Lines that somebody pastes into a form.
struct PastedDoor {
    function: &'static str,
    /// What is sent beside the lines.
    with: &'static [(&'static str, &'static str)],
    head: &'static str,
    line: &'static [&'static str],
    texts: &'static [(usize, Kind)],
    taken: &'static str,
}

const PASTED: [PastedDoor; 2] = [
    PastedDoor {
        function: "people/add",
        with: &[("practice", "ZZ9001")],
        head: "",
        line: &["Nora", "New", "nora.pasted@gp.example", "View Claims"],
        texts: &[(0, Kind::Name), (1, Kind::LastName), (2, Kind::Email)],
        taken: "SELECT CAST(count(*) AS BIGINT) FROM app_user",
    },
    PastedDoor {
        function: "accountants/upload",
        with: &[],
        head: "member_email,practice_code,accountant_email,scope,firm,first_name,last_name,phone\n",
        line: &[
            "gina@cast.example",
            "ZZ9001",
            "amy@ledger.example",
            "Type 1",
            "Ledger",
            "Amy",
            "Audit",
            "01632 960001",
        ],
        texts: &[
            (2, Kind::Email),
            (4, Kind::Firm),
            (5, Kind::Name),
            (6, Kind::LastName),
            (7, Kind::Phone),
        ],
        taken: "SELECT CAST(count(*) AS BIGINT) FROM accountant_link",
    },
];

impl PastedDoor {
    /// Pastes the line with this text in a column, and saves. Gives how much was taken in, and the answer.
    async fn paste(&self, app: &TestApp, column: usize, text: &str) -> (i64, Answer) {
        let before = app.count(Query::new(self.taken)).await;
        let lines = [self.head, &line_with(self.line, column, text)].concat();
        let key = new_id().to_string();
        let mut sent = vec![
            ("lines", lines.as_str()),
            ("step", "save"),
            ("idempotency_key", key.as_str()),
        ];
        sent.extend(self.with);
        let answer = app.call(Who::Alice, self.function, &body(&sent)).await;
        (app.count(Query::new(self.taken)).await - before, answer)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_do_pasted_lines() {
    for app in TestApp::each().await {
        for door in &PASTED {
            for (column, kind) in door.texts {
                for bad in kind.bad() {
                    let (taken, answer) = door.paste(&app, *column, &bad).await;
                    let what = [door.function, ": ", &bad, ": ", &answer.text()].concat();
                    assert_eq!(answer.status, 200, "{what}");
                    assert!(!answer.text().contains("Done"), "{what}");
                    assert_eq!(taken, 0, "{what}");
                }
                let (_, answer) = door.paste(&app, *column, &kind.unclean()).await;
                let what = [door.function, ": ", &answer.text()].concat();
                assert!(answer.status.as_u16() < 500, "{what}");
                assert_clean(&app.db, &what).await;
            }
            // As it stands it is taken in.
            let (taken, answer) = door.paste(&app, 0, door.line[0]).await;
            assert_eq!(taken, 1, "{}: {}", door.function, answer.text());
        }
    }
}
