//! What an import did, or would do, for the operator who runs it.

use std::{collections::BTreeMap, fmt};

use crate::{
    base::ids::OdsCode,
    ods::csv_file::{FileKind, Rejected},
};

/// How many of a kind are named one by one where the number alone already says most.
const NAMED: usize = 20;

/// Why a line is of no concern here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LeftOut {
    /// A clinic, a prison, an out-of-hours service.
    OtherSetting,
    /// A GP practice elsewhere.
    NotInEngland,
    /// Closed, dormant or only proposed, and never known here.
    NotWorking,
    /// A member of a PCN that is not known as a practice here.
    UnknownPractice,
}

impl LeftOut {
    fn words(self) -> &'static str {
        match self {
            Self::OtherSetting => "not GP practices (clinics, prisons, out-of-hours services...)",
            Self::NotInEngland => "GP practices outside England",
            Self::NotWorking => {
                "GP practices that closed or were dormant before they were known here"
            }
            Self::UnknownPractice => "members that are not a practice known here",
        }
    }
}

/// A practice or PCN in a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub ods: OdsCode,
    pub name: String,
}

/// One thing that is no longer as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChangedFact {
    pub what: &'static str,
    pub before: String,
    pub after: String,
}

/// Something known that the file no longer speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Vanished {
    pub practice: Named,
    pub how: &'static str,
}

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub kind: FileKind,
    /// Nothing was written because nothing should be.
    pub dry_run: bool,
    pub lines: usize,
    /// Head lines that are not about the lines of the file: "1,298 PCNs with current members".
    pub notes: Vec<String>,
    pub added: usize,
    pub changed: Vec<(Named, Vec<ChangedFact>)>,
    pub closed: Vec<(Named, Vec<ChangedFact>)>,
    pub unchanged: usize,
    pub left_out: BTreeMap<LeftOut, usize>,
    pub vanished: Vec<Vanished>,
    pub rejected: Vec<Rejected>,
    /// Practices that are closed while users still have a place there.
    pub users_at_closed: Vec<(Named, i64)>,
}

impl Report {
    /// Whether the import found nothing to write.
    pub(crate) fn nothing_new(&self) -> bool {
        self.added == 0 && self.changed.is_empty() && self.closed.is_empty()
    }

    /// What was done, in one sentence, for the record.
    pub(crate) fn summary(&self) -> String {
        format!(
            "{}: {} lines read, {} added, {} changed, {} closed, {} unchanged, {} left out, \
             {} no longer listed, {} rejected",
            self.kind.report(),
            number(self.lines),
            number(self.added),
            number(self.changed.len()),
            number(self.closed.len()),
            number(self.unchanged),
            number(self.left_out.values().sum()),
            number(self.vanished.len()),
            number(self.rejected.len()),
        )
    }

    fn head(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left_out = self.left_out.values().sum::<usize>();
        let mut figures = vec![
            ("Lines read", self.lines),
            ("Added", self.added),
            ("Changed", self.changed.len()),
        ];
        if self.kind == FileKind::Practices {
            figures.push(("Closed", self.closed.len()));
        }
        figures.extend([
            ("Unchanged", self.unchanged),
            ("Left out", left_out),
            ("No longer listed", self.vanished.len()),
            ("Rejected", self.rejected.len()),
        ]);
        for (what, count) in figures {
            writeln!(f, "{what:<18}{:>9}", number(count))?;
        }
        self.notes.iter().try_for_each(|note| writeln!(f, "{note}"))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.head(f)?;
        if !self.left_out.is_empty() {
            writeln!(f, "\nLeft out:")?;
            for (why, count) in &self.left_out {
                writeln!(f, "{:>9} {}", number(*count), why.words())?;
            }
        }
        changes(f, "Changed", &self.changed, NAMED)?;
        changes(f, "Closed", &self.closed, usize::MAX)?;
        if !self.vanished.is_empty() {
            writeln!(f, "\nNo longer listed (kept as they were):")?;
            for Vanished { practice, how } in &self.vanished {
                writeln!(f, "  {} {}: {how}", practice.ods, practice.name)?;
            }
        }
        if !self.rejected.is_empty() {
            writeln!(f, "\nRejected:")?;
            for Rejected { line, reason } in &self.rejected {
                writeln!(f, "  line {line}: {reason}")?;
            }
        }
        if !self.users_at_closed.is_empty() {
            writeln!(f, "\nClosed practices that still have users:")?;
            for (practice, users) in &self.users_at_closed {
                let word = if *users == 1 { "user" } else { "users" };
                writeln!(f, "  {} {}: {users} {word}", practice.ods, practice.name)?;
            }
        }
        f.write_str(match (self.dry_run, self.nothing_new()) {
            (_, true) => "\nNothing had to be changed.\n",
            (true, false) => "\nDry run: nothing was changed.\n",
            (false, false) => "\nDone.\n",
        })
    }
}

fn changes(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    list: &[(Named, Vec<ChangedFact>)],
    most: usize,
) -> fmt::Result {
    if list.is_empty() {
        return Ok(());
    }
    writeln!(f, "\n{title}:")?;
    for (practice, changes) in list.iter().take(most) {
        writeln!(
            f,
            "  {} {}: {}",
            practice.ods,
            practice.name,
            in_words(changes)
        )?;
    }
    match list.len().saturating_sub(most) {
        0 => Ok(()),
        more => writeln!(
            f,
            "  and {} more; the record of each says what",
            number(more)
        ),
    }
}

/// Changes as a sentence of the record: `Name: Elm Surgery, before Elm Street Surgery`.
pub(crate) fn in_words(changes: &[ChangedFact]) -> String {
    let or_none = |text: &str| if text.is_empty() { "none" } else { text }.to_owned();
    let sentences: Vec<_> = changes
        .iter()
        .map(|change| {
            [
                change.what,
                ": ",
                &or_none(&change.after),
                ", before ",
                &or_none(&change.before),
            ]
            .concat()
        })
        .collect();
    sentences.join("; ")
}

/// A number as people read it: `15,407`.
pub(crate) fn number(count: usize) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Lines that a page lists; how many more there are it says.
const SHOWN: usize = 200;

/// Lines that can't be used, as a page lists them: number and reason of each.
pub(crate) fn told_lines(faults: &[Rejected]) -> impl Iterator<Item = String> {
    let line = |fault: &Rejected| ["Line ", &fault.line.to_string(), ": ", &fault.reason].concat();
    let more = faults.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| ["And ", &number(more), " more lines."].concat());
    faults.iter().take(SHOWN).map(line).chain(more)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(15_407), "15,407");
        assert_eq!(number(1_000_000), "1,000,000");
    }
}
