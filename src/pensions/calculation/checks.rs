//! What is looked at before a form is submitted. Forms come back after months for a few well-known reasons, and most of
//! them can be seen beforehand.

use serde::{Deserialize, Serialize};

use super::{
    figures::{Paid, PostKind},
    money::Pence,
    tables::YearTables,
    type1::Type1Figures,
    type2::Type2Figures,
    working::Working,
    year::{Part, SchemeYear},
};
use crate::base::dates::Date;

mod income;
mod paid;
mod posts;
mod year;

#[cfg(test)]
mod tests;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The form can't be submitted.
    Block,
    /// It can, and will probably come back.
    Warn,
    /// Good to know.
    Info,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub level: Level,
    /// Stable.
    pub code: String,
    /// The step or the field that it is about: `T1.7a`, `posts.0`. Of a certificate's posts the practice is 0 and the
    /// others follow. Empty if it is about the form.
    pub about: String,
    /// What is wrong, and what puts it right.
    pub sentence: String,
}

/// Who and where, as the form's head says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The scheme number, `SD` number.
    pub sd_number: String,
    /// The ODS code of the practice that a certificate is about; not looked at for Type 2.
    pub practice_code: String,
}

/// Contributions as PCSE's record has them, for one post in one part of the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The ODS code of the post's organisation.
    pub code: String,
    pub part: Part,
    pub paid: Paid,
    /// What of the employee contributions corrects another year.
    pub other_years: Pence,
}

/// A post that this program knows the member to have held in the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPost {
    pub kind: PostKind,
    pub place: String,
    pub code: String,
}

/// Another form of the same member and year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherForm {
    /// What people call it: `the Type 1 certificate for Abbey Surgery`.
    pub name: String,
    /// The pay that decided its rate, over all parts of the year, to the penny.
    pub tier_pay: Pence,
}

/// What is known besides the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circumstances {
    pub today: Date,
    /// A difference below this is rounding.
    pub tolerance: Pence,
    /// Earlier years that are not on the member's record yet, oldest first.
    pub earlier_open: Vec<SchemeYear>,
    pub recorded: Vec<Recorded>,
    pub known_posts: Vec<KnownPost>,
    pub other_forms: Vec<OtherForm>,
    /// The ids of the tier tables that the draft was last worked out with; empty if it never was.
    pub tables_before: Vec<String>,
    /// Whether the post is approved on the Performers List; none if it is not known.
    pub on_performers_list: Option<bool>,
    /// Whether the maternity breakdown form is attached.
    pub maternity_form: bool,
}

/// Below this a difference is rounding, unless an installation sets it otherwise: a pound.
pub const TOLERANCE: Pence = Pence(100);

impl Circumstances {
    /// Where nothing is known but the day.
    pub fn on(today: Date) -> Self {
        Self {
            today,
            tolerance: TOLERANCE,
            earlier_open: Vec::new(),
            recorded: Vec::new(),
            known_posts: Vec::new(),
            other_forms: Vec::new(),
            tables_before: Vec::new(),
            on_performers_list: None,
            maternity_form: false,
        }
    }
}

/// Looks at a Type 1 certificate and its working. The most serious findings come first.
pub fn type_1(
    figures: &Type1Figures,
    working: &Working,
    tables: &YearTables,
    header: &Header,
    known: &Circumstances,
) -> Vec<Finding> {
    let mut found = Findings::default();
    let others = figures.others.iter();
    let posts: Vec<_> = [&figures.practice].into_iter().chain(others).collect();
    found.missing(working);
    year::head(header, known, &mut found);
    year::practice_code(header, &mut found);
    year::year(&tables.type_1, tables, working, known, &mut found);
    income::income(figures, working, &mut found);
    posts::all(&posts, &figures.membership, tables, known, &mut found);
    posts::certificate(figures, &mut found);
    paid::tier_pay(working, "T1.14", known, &mut found);
    paid::recorded(&[&figures.practice], tables, known, &mut found);
    paid::settlement(working, known, &mut found);
    found.sorted()
}

/// Looks at a Type 2 self-assessment and its working. The most serious findings come first.
pub fn type_2(
    figures: &Type2Figures,
    working: &Working,
    tables: &YearTables,
    header: &Header,
    known: &Circumstances,
) -> Vec<Finding> {
    let mut found = Findings::default();
    let posts: Vec<_> = figures.posts.iter().collect();
    found.missing(working);
    year::head(header, known, &mut found);
    year::year(&tables.type_2, tables, working, known, &mut found);
    posts::all(&posts, &figures.membership, tables, known, &mut found);
    posts::assessment(figures, known, &mut found);
    paid::tier_pay(working, "T2.3", known, &mut found);
    let here = posts.iter().copied();
    let here: Vec<_> = here.filter(|post| !post.kind.has_a_certificate()).collect();
    paid::recorded(&here, tables, known, &mut found);
    paid::settlement(working, known, &mut found);
    found.sorted()
}

/// Whether nothing stands in the way of submitting.
pub fn may_be_submitted(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.level != Level::Block)
}

/// What was found so far.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn block(&mut self, code: &str, about: &str, sentence: &[&str]) {
        self.add(Level::Block, code, about, sentence);
    }

    fn warn(&mut self, code: &str, about: &str, sentence: &[&str]) {
        self.add(Level::Warn, code, about, sentence);
    }

    fn info(&mut self, code: &str, about: &str, sentence: &[&str]) {
        self.add(Level::Info, code, about, sentence);
    }

    fn add(&mut self, level: Level, code: &str, about: &str, sentence: &[&str]) {
        self.0.push(Finding {
            level,
            code: code.to_owned(),
            about: about.to_owned(),
            sentence: sentence.concat(),
        });
    }

    /// What has to be entered, each with the first step that lacks it.
    fn missing(&mut self, working: &Working) {
        let parts = working.parts.iter().flat_map(|part| &part.steps);
        let steps: Vec<_> = working.steps.iter().chain(parts).collect();
        for what in working.missing() {
            let lacking = steps.iter().find(|step| step.missing.contains(&what));
            let about = lacking.map(|step| step.key.clone()).unwrap_or_default();
            self.block("missing", &about, &["Enter ", &what, "."]);
        }
    }

    fn sorted(mut self) -> Vec<Finding> {
        self.0.sort_by_key(|finding| finding.level);
        self.0
    }
}
