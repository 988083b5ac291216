//! A function fits a screen, or says beside it why it does not.

use std::{fs, path::Path};

use super::files;

/// Lines of a function, from its signature to the closing brace, that need no reason.
const SCREEN: usize = 60;

/// Lines for which there is no reason.
const TOO_LONG: usize = 100;

/// A function as it stands in a file.
#[derive(Debug, PartialEq, Eq)]
struct Function<'a> {
    name: &'a str,
    /// The number of its first line.
    at: usize,
    /// How many lines it has.
    lines: usize,
    /// Why it is long, if that is said.
    reason: Option<&'a str>,
}

/// The name of the function whose signature begins on a line.
fn name(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    if let Some(after) = rest.strip_prefix("pub(") {
        rest = after.split_once(") ")?.1;
    }
    for word in ["pub ", "const ", "async ", "unsafe "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let name = rest.strip_prefix("fn ")?;
    name.split(['(', '<']).next()
}

/// How many lines the function has that begins with the first of these, as rustfmt indents it.
fn length(lines: &[&str]) -> usize {
    let first = lines.first().copied().unwrap_or_default();
    let indent = &first[..first.len() - first.trim_start().len()];
    if first.ends_with('}') {
        return 1;
    }
    let mut has_body = false;
    let end = lines.iter().position(|line| {
        let own = line.strip_prefix(indent);
        let Some(own) = own.filter(|own| !own.starts_with(' ')) else {
            return false;
        };
        has_body |= own.ends_with('{');
        own == "}" || !has_body && own.ends_with(';')
    });
    end.map_or(lines.len(), |end| end + 1)
}

/// The reason in the comments and attributes that end before a line.
fn reason<'a>(above: &[&'a str]) -> Option<&'a str> {
    let ends_other = |line: &str| line.is_empty() || line.ends_with(['{', '}', ';']);
    let belongs = |line: &&&str| line.trim_start().starts_with("//") || !ends_other(line.trim());
    let mut comments = above.iter().rev().take_while(belongs);
    comments.find_map(|line| line.trim_start().strip_prefix("// Long: "))
}

fn functions(text: &str) -> Vec<Function<'_>> {
    let lines: Vec<&str> = text.lines().collect();
    let found = lines.iter().enumerate().filter_map(|(at, line)| {
        Some(Function {
            name: name(line)?,
            at: at + 1,
            lines: length(&lines[at..]),
            reason: reason(&lines[..at]),
        })
    });
    found.collect()
}

#[test]
fn a_function_fits_a_screen_or_says_why_not() {
    let mut wrong = Vec::new();
    for path in files(Path::new("src")) {
        let text = fs::read_to_string(&path).unwrap();
        for function in functions(&text) {
            let why = match (function.lines, function.reason) {
                (lines, _) if lines > TOO_LONG => "is too long, whatever the reason",
                (lines, None) if lines > SCREEN => "has no reason to be so long: `// Long: ...`",
                (lines, Some(_)) if lines <= SCREEN => "is not long and needs no reason",
                _ => continue,
            };
            let Function {
                name, at, lines, ..
            } = function;
            wrong.push(format!(
                "{}:{at}: {name} ({lines} lines) {why}",
                path.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn functions_are_found_with_their_length_and_their_reason() {
    let text = [
        "/// One.",
        "fn one() {}",
        "",
        "// Long: a table.",
        "/// Two.",
        "#[expect(",
        "    clippy::cast,",
        "    reason = \"\"",
        ")]",
        "pub(super) async fn two<T>(",
        "    of: T,",
        ") -> T",
        "where",
        "    T: Copy,",
        "{",
        "    fn three() {",
        "        struct Four;",
        "    }",
        "    of",
        "}",
        "trait Five {",
        "    fn six(",
        "        &self,",
        "    ) -> u8;",
        "    const fn seven() -> u8 {",
        "        7",
        "    }",
    ];
    let text = text.join("\n");
    let found: Vec<_> = functions(&text)
        .into_iter()
        .map(|function| (function.name, function.at, function.lines, function.reason))
        .collect();
    let expected = [
        ("one", 2, 1, None),
        ("two", 10, 11, Some("a table.")),
        ("three", 16, 3, None),
        ("six", 22, 3, None),
        ("seven", 25, 3, None),
    ];
    assert_eq!(found, expected);
}
