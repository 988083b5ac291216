//! For the tests of every file that is imported: a line that can't be used is told with the number that an editor shows,
//! whatever ends the lines, and whatever stands between and in them.

use proptest::{prelude::*, test_runner::TestRunner};

/// The lines that a file is made of. In them `{n}` is a number that no other line has, and `{name}` a name in quotation
/// marks, with line breaks in it.
pub(crate) struct Lines<'a> {
    /// The names of the columns, or nothing.
    pub head: &'a str,
    pub good: &'a str,
    /// One that has to be rejected.
    pub bad: &'a str,
}

/// Whether it is good, how many blank lines are before it, and how many line breaks are in its name.
type Line = (bool, usize, usize);

/// Fails if a file of such lines has other numbers. `rejected` gives those of the lines that can't be used.
pub(crate) fn check(lines: &Lines<'_>, rejected: impl Fn(&[u8]) -> Vec<u64>) {
    let any = (
        prop::collection::vec((any::<bool>(), 0..3usize, 0..3usize), 1..12),
        prop::sample::select(vec!["\n", "\r\n", "\r"]),
        any::<bool>(),
    );
    TestRunner::default()
        .run(&any, |(of, end, is_ended)| {
            let (mut text, wanted) = file(lines, &of, end);
            if !is_ended {
                text.truncate(text.len() - end.len());
            }
            prop_assert_eq!(rejected(text.as_bytes()), wanted, "{:?}", text);
            Ok(())
        })
        .unwrap();
}

/// A file, and the numbers of its bad lines.
fn file(lines: &Lines<'_>, of: &[Line], end: &str) -> (String, Vec<u64>) {
    let mut text = lines.head.to_owned();
    if !text.is_empty() {
        text.push_str(end);
    }
    let mut wanted = Vec::new();
    // A file of which nothing can be used is refused as a whole.
    let first = (true, 0, 1);
    for (number, (is_good, blank, breaks)) in [first].iter().chain(of).enumerate() {
        text.push_str(&end.repeat(*blank));
        let line = if *is_good { lines.good } else { lines.bad };
        if !is_good {
            wanted.push(u64::try_from(text.matches(end).count() + 1).unwrap());
        }
        let name = ["\"Ann", &end.repeat(*breaks), " Ng\""].concat();
        let line = line.replace("{name}", &name);
        text.push_str(&line.replace("{n}", &format!("{number:03}")));
        text.push_str(end);
    }
    (text, wanted)
}
