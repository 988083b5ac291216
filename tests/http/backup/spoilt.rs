//! Files that are not what was written.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use practice_access::database::{Db, Query};
use sha2::{Digest as _, Sha256};

use super::{done, lines, refused, run};
use crate::support::{
    TestApp,
    databases::{fresh, sqlite},
};

fn write(file: &Path, lines: &[String]) {
    let mut out = GzEncoder::new(File::create(file).unwrap(), Compression::fast());
    out.write_all((lines.join("\n") + "\n").as_bytes()).unwrap();
    out.finish().unwrap();
}

/// The same lines with the sums that belong to them, as somebody makes them who wants to deceive.
fn sealed(mut lines: Vec<String>) -> Vec<String> {
    let mut marks = Sha256::new();
    let mut table = (0_u64, Sha256::new());
    let mut rows = 0_u64;
    let last = lines.len() - 1;
    for (index, line) in lines.iter_mut().enumerate() {
        if line.starts_with('[') {
            table.0 += 1;
            table.1.update([line.as_str(), "\n"].concat());
            continue;
        }
        let hex = |hash: Sha256| {
            let digits = hash
                .finalize()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<Vec<_>>();
            digits.concat()
        };
        if index == last {
            let sum = serde_json::json!({"rows": rows, "sha256": hex(marks.clone())});
            *line = serde_json::json!({ "end": sum }).to_string();
        } else if index > 0 {
            let (count, hash) = std::mem::take(&mut table);
            rows += count;
            let sum = serde_json::json!({"rows": count, "sha256": hex(hash)});
            *line = serde_json::json!({ "table": sum }).to_string();
        }
        marks.update([line.as_str(), "\n"].concat());
    }
    lines
}

/// Changes the lines of a backup.
type Spoil = fn(Vec<String>) -> Vec<String>;

fn first_two_rows(lines: &[String]) -> usize {
    let two = |at: &usize| lines[*at].starts_with('[') && lines[*at + 1].starts_with('[');
    (0..lines.len() - 1).find(two).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_not_what_was_written_is_refused_and_nothing_is_made_of_it() {
    let app = TestApp::over(sqlite()).await;
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let file = place("whole");
    done(&app.url, &["backup", file.to_str().unwrap()]);
    let whole = lines(&file);
    let spoilt: [(&str, Spoil, &str); 8] = [
        ("no rows", |lines| lines[..1].to_vec(), "cut off"),
        (
            "no end",
            |lines| lines[..lines.len() - 1].to_vec(),
            "cut off",
        ),
        (
            "more",
            |lines| [lines.clone(), lines].concat(),
            "altered or is damaged",
        ),
        (
            "a row less",
            |mut lines| {
                lines.remove(first_two_rows(&lines));
                lines
            },
            "altered or is damaged",
        ),
        (
            "another order",
            |mut lines| {
                let at = first_two_rows(&lines);
                lines.swap(at, at + 1);
                lines
            },
            "altered or is damaged",
        ),
        (
            "another value",
            |lines| {
                lines
                    .iter()
                    .map(|line| line.replace("ZZ9001", "ZZ9002"))
                    .collect()
            },
            "altered or is damaged",
        ),
        (
            "something else",
            |_| vec!["{\"format\":\"mine\",\"version\":1}".to_owned()],
            "not a backup",
        ),
        (
            "a later form",
            |mut lines| {
                lines[0] = lines[0].replace("\"version\":1", "\"version\":2");
                lines
            },
            "does not read",
        ),
    ];
    let mut files: Vec<(PathBuf, &str)> = Vec::new();
    for (name, spoil, why) in spoilt {
        write(&place(name), &spoil(whole.clone()));
        files.push((place(name), why));
    }
    let bytes = fs::read(&file).unwrap();
    fs::write(place("cut"), &bytes[..bytes.len() / 4 * 3]).unwrap();
    files.push((place("cut"), "cut off"));
    fs::write(place("text"), "practice-access").unwrap();
    files.push((place("text"), "not a backup"));
    files.push((place("missing"), "can't be opened"));
    let target = place("target.db");
    let url = format!("sqlite:{}", target.display());
    for (file, why) in files {
        let name = file.to_str().unwrap();
        refused(&url, &["backup", "--check", name], why);
        refused(&url, &["restore", name], why);
        assert!(!target.exists());
    }
    // With sums that are right, of another schema.
    let mut newer = whole.clone();
    newer[0] = newer[0].replace("\"schema\":", "\"schema\":9");
    write(&place("newer"), &sealed(newer));
    refused(
        &url,
        &["restore", place("newer").to_str().unwrap()],
        "newer schema",
    );
    // With sums that are right, and somebody's rows removed that others refer to.
    let mut left = whole;
    left.retain(|line| !line.starts_with('[') || !line.contains("alice"));
    write(&place("without"), &sealed(left));
    let without = place("without");
    let name = without.to_str().unwrap();
    for place in fresh().await {
        let url = &place.url;
        let (well, said) = run(url, &["restore", name, "--although-record-differs"]);
        assert!(
            !well && said.to_lowercase().contains("foreign key"),
            "{said}"
        );
        let db = Db::open(url).await.unwrap();
        let left = Query::new("SELECT CAST(count(*) AS BIGINT) FROM practice");
        assert_eq!(db.optional::<(i64,)>(left).await.unwrap(), Some((0,)));
        db.close().await;
    }
}
