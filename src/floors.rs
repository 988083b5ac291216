//! The floors of the house, from the ground up. What stands on one may use what stands on those below it, and only that;
//! of two modules of one line neither uses the other. And how long functions are: `floors/functions.rs`.

mod functions;

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

const FLOORS: [&[&str]; 20] = [
    // The ground: no room knows of it more than it offers.
    &["base"],
    &["access"],
    &["database"],
    &["passwords", "ui"],
    &["web"],
    // The rooms, by subject.
    &["practices", "mail", "still_here"],
    &["history", "coverage"],
    &["people", "ods", "paper", "accountant_links"],
    &["sign_in"],
    &["performers"],
    &["users"],
    &["pensions"],
    &["registration", "launches", "successions", "accountants"],
    &["requests", "account", "officers"],
    &["home", "help", "backup", "operations"],
    // The roof.
    &["demo"],
    &["app"],
    &["boot"],
    &["lib"],
    &["main"],
];

/// Every file of Rust below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

/// Every file of the source without the code that only tests compile.
fn sources(folder: &Path, into: &mut Vec<(PathBuf, String)>) {
    for path in files(folder) {
        let tests = |part: &OsStr| Path::new(part).file_stem() == Some(OsStr::new("tests"));
        if path.iter().any(tests) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next();
        let lines = code.unwrap_or_default().lines();
        let lines = lines.map(|line| line.split("//").next().unwrap_or_default());
        into.push((path, lines.collect::<Vec<_>>().join("\n")));
    }
}

/// The modules of the crate that a file names, in imports with and without braces and in the middle of code.
fn named(code: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for after in code.split("crate::").skip(1) {
        if let Some(list) = after.strip_prefix('{') {
            let mut depth = 0_usize;
            let mut word = String::new();
            for c in list.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => modules.push(std::mem::take(&mut word)),
                    c if depth == 0 && !c.is_whitespace() => word.push(c),
                    _ => {}
                }
            }
            modules.push(word);
        } else {
            modules.push(
                after
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect(),
            );
        }
    }
    let first = |path: String| path.split(':').next().unwrap_or_default().to_owned();
    modules
        .into_iter()
        .map(first)
        .filter(|module| !module.is_empty())
        .collect()
}

#[test]
fn imports_only_go_down() {
    let floors: BTreeMap<_, _> = FLOORS
        .iter()
        .enumerate()
        .flat_map(|(floor, modules)| modules.iter().map(move |module| (*module, floor)))
        .collect();
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let mut wrong = Vec::new();
    for (path, code) in &files {
        let within = path.strip_prefix("src").unwrap();
        let top = within
            .iter()
            .next()
            .and_then(|first| Path::new(first).file_stem());
        let top = top.and_then(|top| top.to_str()).unwrap();
        if top == "floors" {
            continue;
        }
        let here = floors
            .get(top)
            .unwrap_or_else(|| panic!("{top} is on no floor"));
        for module in named(code) {
            let there = floors.get(module.as_str());
            if module != top && there.is_none_or(|there| there >= here) {
                wrong.push(format!("{} uses {module}", path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "these imports do not go down:\n{}",
        wrong.join("\n")
    );
}

/// Work that marks a form as acted on finds the mark when it is done again, and has to say so: otherwise a commit whose answer
/// was lost is told as in doubt, though the mark would settle it.
#[test]
fn work_that_marks_its_form_says_that_it_is_idempotent() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let mut marking = 0;
    for (path, code) in &files {
        // Where the mark is defined and tried.
        if path.ends_with("idempotency.rs") {
            continue;
        }
        let marks = code.matches("use_idempotency_key(").count();
        let says = code.matches("fn is_idempotent(").count();
        assert!(marks <= says, "{}", path.display());
        marking += marks;
    }
    assert!(marking > 4, "the marks were not found");
}

/// Who may say that somebody is signed in: their session, and the demonstration, which acts for its invented people.
const BELIEVED: [&str; 2] = ["src/web/session/mod.rs", "src/demo/links.rs"];

#[test]
fn nobody_but_a_session_says_who_acts() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let says = |code: &str| code.contains("Actor::of_session(");
    let known = |path: &Path| BELIEVED.iter().any(|believed| path == Path::new(believed));
    for (path, code) in &files {
        let only_tests =
            path.ends_with("users/roles/store/scene.rs") || path.ends_with("floors.rs");
        assert!(
            !says(code) || only_tests || known(path),
            "{}",
            path.display()
        );
    }
}

/// Names, and what stands between them in a path.
fn tokens(code: &str) -> Vec<&str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if is_name(first) => rest.find(|c| !is_name(c)).unwrap_or(rest.len()),
            ':' if rest.starts_with("::") => 2,
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after.trim_start();
    }
    tokens
}

/// Adds the paths that begin with `path` and go on at a token, of braces all of them. Gives where they end.
fn paths<'a>(
    tokens: &[&'a str],
    mut at: usize,
    mut path: Vec<&'a str>,
    into: &mut Vec<Vec<&'a str>>,
) -> usize {
    if tokens.get(at) == Some(&"{") {
        at += 1;
        while let Some(next) = tokens.get(at).filter(|next| **next != "}") {
            at = match *next {
                "," => at + 1,
                "as" => at + 2,
                _ => paths(tokens, at, path.clone(), into),
            };
        }
        return at + 1;
    }
    path.extend(tokens.get(at));
    at += 1;
    if tokens.get(at) == Some(&"::") {
        return paths(tokens, at + 1, path, into);
    }
    into.push(path);
    at
}

/// A module by its path.
type Module<'a> = Vec<&'a str>;

/// The modules with a file of their own that a file names.
fn uses<'a>(
    here: &Module<'a>,
    code: &'a str,
    modules: &BTreeMap<Module<'a>, &str>,
) -> BTreeSet<Module<'a>> {
    let tokens = tokens(code);
    let mut named = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if at > 0 && tokens.get(at - 1) == Some(&"::") || !["crate", "super"].contains(token) {
            continue;
        }
        let mut from = here.clone();
        let mut next = at;
        while tokens.get(next) == Some(&"super") {
            from.pop();
            next += 2;
        }
        if *token == "crate" {
            from.clear();
            next += 2;
        }
        if tokens.get(next - 1) == Some(&"::") {
            paths(&tokens, next, from, &mut named);
        }
    }
    named
        .into_iter()
        .filter_map(|mut path| {
            while !path.is_empty() && !modules.contains_key(&path) {
                path.pop();
            }
            (!path.is_empty() && path != *here).then_some(path)
        })
        .collect()
}

/// What a module leads to, over however many files.
fn reached<'a>(
    from: &'a Module<'a>,
    used: &'a BTreeMap<Module<'a>, BTreeSet<Module<'a>>>,
) -> BTreeSet<&'a Module<'a>> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![from];
    while let Some(module) = waiting.pop() {
        waiting.extend(used[module].iter().filter(|next| reached.insert(*next)));
    }
    reached
}

#[test]
fn no_more_than_three_files_lean_on_one_another_in_a_circle() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let mut modules = BTreeMap::new();
    for (path, code) in &files {
        let within = path.strip_prefix("src").unwrap().with_extension("");
        let within = within.to_str().unwrap().to_owned().leak();
        let parts = within.split('/').filter(|part| *part != "mod");
        modules.insert(parts.collect::<Module<'_>>(), code.as_str());
    }
    let used: BTreeMap<_, _> = modules
        .iter()
        .map(|(module, code)| (module.clone(), uses(module, code, &modules)))
        .collect();
    let reached: BTreeMap<_, _> = used
        .keys()
        .map(|from| (from, reached(from, &used)))
        .collect();
    let mut circles = BTreeSet::new();
    for (module, there) in &reached {
        let back = |other: &&&Module<'_>| reached[*other].contains(module);
        let circle: Vec<_> = there
            .iter()
            .filter(back)
            .map(|part| part.join("/"))
            .collect();
        if circle.len() > 3 {
            circles.insert(circle);
        }
    }
    assert!(circles.is_empty(), "files of a circle: {circles:#?}");
}
