//! What the documents on security and for newcomers say of the source is there: rooms, files, tests, settings, words of
//! the code.

use std::{
    fs,
    path::{Path, PathBuf},
};

const DOCUMENTS: [&str; 4] = [
    "docs/ASVS.md",
    "docs/SECURITY.md",
    "CONTRIBUTING.md",
    "migrations/README.md",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths
        .into_iter()
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// The text of every file below a folder.
fn texts(folder: &Path) -> Vec<String> {
    let paths = files(folder).into_iter();
    paths.flat_map(fs::read_to_string).collect()
}

/// What stands between backticks in a text, and files that are named without.
fn named(text: &str) -> Vec<&str> {
    let quoted = text
        .lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2));
    let bare = text
        .split(|c: char| c.is_whitespace() || "(),;`".contains(c))
        .filter(|word| word.starts_with("docs/"))
        .map(|word| word.trim_end_matches('.'));
    quoted.chain(bare).collect()
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// What something named is, if it is anything of the source.
#[derive(Debug)]
enum Named<'a> {
    /// A file or a room, from the root or within `src`; a name alone is one that files have.
    Place(&'a str),
    /// A test, whose name is a sentence.
    Test(&'a str),
    /// A name of the code or of the database.
    Word(String),
}

fn what_is(named: &str) -> Option<Named<'_>> {
    const KINDS: [&str; 9] = ["rs", "md", "js", "mjs", "ts", "toml", "lock", "json", "sql"];
    let (stem, kind) = named.rsplit_once('.').unwrap_or((named, ""));
    let is_path = stem.split('/').all(is_word) && (KINDS.contains(&kind) || kind.is_empty());
    if is_path && (named.contains('/') || !kind.is_empty()) {
        return Some(Named::Place(named));
    }
    if let Some(flag) = named.strip_prefix("--") {
        return is_word(&flag.replace('-', "_")).then(|| Named::Word(flag.replace('-', "_")));
    }
    if let Some((of, name)) = named.split_once("::") {
        return (is_word(of) && is_word(name)).then(|| Named::Word(name.to_owned()));
    }
    let is_type = named.starts_with(|c: char| c.is_ascii_uppercase())
        && named.contains(|c: char| c.is_ascii_lowercase());
    match named.matches('_').count() {
        _ if !is_word(named) => None,
        0 => is_type.then(|| Named::Word(named.to_owned())),
        1..4 => Some(Named::Word(named.to_owned())),
        _ => Some(Named::Test(named)),
    }
}

fn is_there(named: &Named, sources: &str) -> bool {
    match named {
        Named::Place(place) => {
            let room = root().join("src").join(place);
            let is_one = |file: &PathBuf| file.file_name().is_some_and(|name| name == *place);
            let some = || {
                ["src", "tests"]
                    .iter()
                    .any(|folder| files(&root().join(folder)).iter().any(is_one))
            };
            root().join(place).exists()
                || room.exists()
                || room.with_extension("rs").exists()
                || some()
        }
        Named::Test(name) => sources.contains(&["fn ", name, "("].concat()),
        Named::Word(word) => sources
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .any(|other| other == word),
    }
}

#[test]
fn whatever_the_documents_name_is_there() {
    let folders = ["src", "tests", "migrations"];
    let mut sources: Vec<_> = folders
        .iter()
        .flat_map(|folder| texts(&root().join(folder)))
        .collect();
    sources.extend(fs::read_to_string(root().join("Cargo.toml")));
    let sources = sources.join("\n");
    let (mut found, mut gone) = (0, Vec::new());
    for document in DOCUMENTS {
        let text = fs::read_to_string(root().join(document)).unwrap();
        for name in named(&text) {
            match what_is(name) {
                Some(what) if is_there(&what, &sources) => found += 1,
                Some(what) => gone.push(format!("{document}: {what:?}")),
                None => {}
            }
        }
    }
    assert!(gone.is_empty(), "not in the source: {gone:#?}");
    assert!(found > 200, "{found}");
}

/// The requirements that the first cell of a row stands for: `1.1.1, 1.1.2`, `4.4.1 to 4.4.4`, or `V9` for a chapter.
fn requirements<'a>(cell: &str, all: &[&'a str]) -> Vec<&'a str> {
    let number = |id: &str| -> Vec<u32> { id.split('.').flat_map(str::parse).collect() };
    let of = |part: &str| -> Vec<&'a str> {
        let (first, last) = part.split_once(" to ").unwrap_or((part, part));
        let is_of = |id: &&str| match part.strip_prefix('V') {
            Some(chapter) => id.split('.').next() == Some(chapter),
            None => (number(first)..=number(last)).contains(&number(id)),
        };
        all.iter().copied().filter(is_of).collect()
    };
    cell.split(", ").flat_map(of).collect()
}

#[test]
fn every_requirement_of_the_standard_has_one_row() {
    let listed = fs::read_to_string(root().join("tests/fixtures/asvs-5.0.0-levels-1-and-2.txt"));
    let listed = listed.unwrap();
    let all: Vec<_> = listed.split_whitespace().collect();
    let page = fs::read_to_string(root().join(DOCUMENTS[0])).unwrap();
    let mut rows: Vec<_> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
        .flat_map(|cell| requirements(cell, &all))
        .collect();
    let mut expected = all.clone();
    rows.sort_unstable();
    expected.sort_unstable();
    assert_eq!(rows, expected);
    assert_eq!(rows.len(), 253);
}

#[test]
fn what_is_not_there_is_found() {
    for gone in [
        "sign_in/nothing.rs",
        "nothing.rs",
        "docs/NOTHING.md",
        "a_sentence_that_no_test_states",
        "no_such_name",
        "NoSuchType",
        "--no-such-setting",
        "Nothing::at_all",
    ] {
        let what = what_is(gone).unwrap();
        assert!(!is_there(&what, "fn other() {}"), "{what:?}");
    }
    for other in [
        "/account",
        "default-src 'none'",
        "nosniff",
        "x-request-id",
        "POST",
    ] {
        assert!(what_is(other).is_none(), "{other}");
    }
}
