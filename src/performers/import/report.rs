//! What an import of the list did, or would do, for the operator who runs it.

use std::fmt;

use crate::ods::{Rejected, number};

/// How many accounts that were kept are named one by one.
const NAMED: usize = 20;

/// What was done, or would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    pub dry_run: bool,
    pub lines: usize,
    /// GPs who were not known.
    pub gps_added: usize,
    pub gps_changed: usize,
    pub gps_unchanged: usize,
    /// Known GPs whom the file does not mention.
    pub gps_missing: usize,
    pub links_added: usize,
    pub links_changed: usize,
    /// Accounts that GPs had before as users.
    pub kept: Vec<String>,
    /// Of how many GPs the GMC has another address, which they have to confirm.
    pub addresses: usize,
    pub invited: usize,
    /// At how many places the roles changed.
    pub followed: usize,
    pub rejected: Vec<Rejected>,
}

impl Report {
    /// Whether the import found nothing to write.
    pub(crate) fn nothing_new(&self) -> bool {
        self.gps_added + self.gps_changed + self.links_added + self.links_changed == 0
    }

    /// What was done, in one sentence, for the record.
    pub(super) fn summary(&self) -> String {
        format!(
            "{} lines read, {} GPs added, {} changed, {} unchanged, {} not mentioned, {} links added, {} changed, \
             {} rejected",
            number(self.lines),
            number(self.gps_added),
            number(self.gps_changed),
            number(self.gps_unchanged),
            number(self.gps_missing),
            number(self.links_added),
            number(self.links_changed),
            number(self.rejected.len()),
        )
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figures = [
            ("Lines read", self.lines),
            ("GPs added", self.gps_added),
            ("GPs changed", self.gps_changed),
            ("GPs unchanged", self.gps_unchanged),
            ("GPs not mentioned", self.gps_missing),
            ("Links added", self.links_added),
            ("Links changed", self.links_changed),
            ("Invited", self.invited),
            ("Addresses to confirm", self.addresses),
            ("Places where roles changed", self.followed),
            ("Lines rejected", self.rejected.len()),
        ];
        for (what, count) in figures {
            writeln!(f, "{what:<28}{:>9}", number(count))?;
        }
        if !self.kept.is_empty() {
            writeln!(f, "\nGPs who had an account as users and keep it:")?;
            for name in self.kept.iter().take(NAMED) {
                writeln!(f, "  {name}")?;
            }
            let more = self.kept.len().saturating_sub(NAMED);
            if more > 0 {
                writeln!(f, "  and {} more", number(more))?;
            }
        }
        if !self.rejected.is_empty() {
            writeln!(f, "\nRejected:")?;
            for Rejected { line, reason } in &self.rejected {
                writeln!(f, "  line {line}: {reason}")?;
            }
        }
        f.write_str(match (self.dry_run, self.nothing_new()) {
            (_, true) => "\nNothing had to be changed.\n",
            (true, false) => "\nDry run: nothing was changed.\n",
            (false, false) => "\nDone.\n",
        })
    }
}
