//! The working: every step of a calculation with its value, so that a GP, an accountant and an officer see where a
//! figure comes from, and what is missing for one that is not there yet.

use serde::{Deserialize, Serialize};

use super::{
    figures::PostKind,
    fraction::Fraction,
    money::Pence,
    rate::Rate,
    span::Span,
    year::{Part, SchemeYear},
};

/// What has to be entered before a step can be worked out, in words that fit behind "Enter".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing(Vec<String>);

/// A value, or what is missing for it.
pub(crate) type Known<T> = Result<T, Missing>;

/// What a step came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// An amount to the penny.
    Money(Pence),
    /// An amount in pennies that is not rounded; people see it rounded.
    Exact(Fraction),
    /// A part of one.
    Ratio(Fraction),
    Days(u32),
    Rate(Rate),
    /// A row of a tier table.
    TierRow {
        /// The table's id.
        table: String,
        /// The row's id.
        row: String,
        /// Its lower bound.
        from: Pence,
        rate: Rate,
    },
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Stable: `T1.5`.
    pub key: String,
    pub label: String,
    /// How it is worked out, in words.
    pub formula: String,
    /// None as long as something is missing.
    pub value: Option<Value>,
    /// What has to be entered first.
    pub missing: Vec<String>,
    /// No public source states it: this program's own working.
    pub own_working: bool,
    /// What a reader should know about it; empty if nothing.
    pub note: String,
    /// The box of the printed form, if the year's tables name one; empty otherwise.
    pub box_ref: String,
}

/// The five lines on which contributions are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    Employee,
    Employer,
    /// Money purchase additional voluntary contributions.
    Avc,
    /// Added years and additional pension.
    TopUp,
    /// Early retirement reduction buy-out.
    Errbo,
}

/// What is due, what was paid, and what is left between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub kind: LineKind,
    pub due: Option<Pence>,
    pub paid: Option<Pence>,
    /// Due less paid: above zero is still owed, below it comes back.
    pub difference: Option<Pence>,
}

/// What a line means for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    Unknown,
    Nil,
    /// Less than the tolerance: nothing is done about it.
    Rounding,
    Owed,
    Refund,
}

/// One post of the form in one part of the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostLines {
    /// Its place among the posts of a Type 2 form, or among a certificate's other posts.
    pub post: u32,
    pub kind: PostKind,
    pub place: String,
    /// Pensionable pay in this part of the year.
    pub pay: Option<Pence>,
    /// Empty if its contributions belong to another form.
    pub lines: Vec<Line>,
}

/// A part of the year: the whole, or a half of 2022/23.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartWorking {
    pub part: Part,
    pub bounds: Span,
    /// The id of the tier table that was used.
    pub table: String,
    pub steps: Vec<Step>,
    pub lines: Vec<Line>,
    /// The posts: of a Type 2 form its rows, of a certificate what is due elsewhere.
    pub posts: Vec<PostLines>,
}

/// The whole calculation of one form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Working {
    pub year: SchemeYear,
    /// The steps for the year as a whole.
    pub steps: Vec<Step>,
    pub parts: Vec<PartWorking>,
    /// The sums of the parts' lines.
    pub totals: Vec<Line>,
}

impl Missing {
    pub(crate) fn of(what: &str) -> Self {
        Self(vec![what.to_owned()])
    }

    pub(crate) fn push(&mut self, what: &str) {
        if !self.0.iter().any(|there| there == what) {
            self.0.push(what.to_owned());
        }
    }

    pub(crate) fn and(mut self, other: &Self) -> Self {
        for what in &other.0 {
            self.push(what);
        }
        self
    }

    /// The value, if nothing is missing.
    pub(crate) fn or_else<T>(self, value: impl FnOnce() -> T) -> Known<T> {
        if self.0.is_empty() {
            Ok(value())
        } else {
            Err(self)
        }
    }

    pub(crate) fn words(&self) -> &[String] {
        &self.0
    }
}

/// Both values, or all that is missing for either.
pub(crate) fn both<A: Clone, B: Clone>(a: &Known<A>, b: &Known<B>) -> Known<(A, B)> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a.clone(), b.clone())),
        (Err(a), Err(b)) => Err(a.clone().and(b)),
        (Err(missing), Ok(_)) | (Ok(_), Err(missing)) => Err(missing.clone()),
    }
}

/// The sum, or all that is missing for it.
pub(crate) fn sum(amounts: impl IntoIterator<Item = Known<Pence>>) -> Known<Pence> {
    let (mut total, mut lacks) = (Pence::ZERO, Missing::default());
    for amount in amounts {
        match amount {
            Ok(amount) => total = total.plus(amount),
            Err(missing) => lacks = lacks.and(&missing),
        }
    }
    lacks.or_else(|| total)
}

/// Typed, or missing.
pub(crate) fn typed<T>(value: Option<T>, what: &str) -> Known<T> {
    value.ok_or_else(|| Missing::of(what))
}

/// The result of exact arithmetic: none means that a figure was beyond everything a practice could have.
pub(crate) fn in_range<T>(value: Option<T>) -> Known<T> {
    typed(
        value,
        "smaller figures: these are too large to calculate with",
    )
}

impl Value {
    /// As people read it.
    pub fn in_words(&self) -> String {
        match self {
            Self::Money(amount) => amount.to_string(),
            Self::Exact(amount) => amount.rounded().unwrap_or_default().to_string(),
            Self::Ratio(ratio) => percent(*ratio),
            Self::Days(1) => "1 day".to_owned(),
            Self::Days(days) => [&days.to_string(), " days"].concat(),
            Self::Rate(rate) | Self::TierRow { rate, .. } => rate.to_string(),
        }
    }
}

/// A ratio as a percentage with three digits after the point, for reading only.
fn percent(ratio: Fraction) -> String {
    let parts = Fraction::new(i128::from(Rate::ONE), 1)
        .and_then(|one| ratio.times(one))
        .and_then(Fraction::rounded)
        .unwrap_or_default();
    let sign = if parts.0 < 0 { "-" } else { "" };
    let size = u32::try_from(parts.0.unsigned_abs()).unwrap_or(u32::MAX);
    [sign, &Rate(size).to_string()].concat()
}

impl LineKind {
    pub const ALL: [Self; 5] = [
        Self::Employee,
        Self::Employer,
        Self::Avc,
        Self::TopUp,
        Self::Errbo,
    ];

    /// As people read it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Employee => "Employee contributions",
            Self::Employer => "Employer contributions",
            Self::Avc => "Additional voluntary contributions (AVC)",
            Self::TopUp => "Top-up: added years and additional pension",
            Self::Errbo => "Early retirement reduction buy-out (ERRBO)",
        }
    }
}

impl Line {
    pub(crate) fn new(kind: LineKind, due: Option<Pence>, paid: Option<Pence>) -> Self {
        Self {
            kind,
            due,
            paid,
            difference: due.zip(paid).map(|(due, paid)| due.minus(paid)),
        }
    }

    /// What it means if differences below `tolerance` are left alone.
    pub fn settlement(&self, tolerance: Pence) -> Settlement {
        match self.difference {
            None => Settlement::Unknown,
            Some(Pence::ZERO) => Settlement::Nil,
            Some(difference) if difference.size() < tolerance => Settlement::Rounding,
            Some(difference) if difference > Pence::ZERO => Settlement::Owed,
            Some(_) => Settlement::Refund,
        }
    }

    /// The sum of the lines of one kind. A figure that one of them lacks, the sum lacks.
    pub(crate) fn total<'a>(kind: LineKind, lines: impl Iterator<Item = &'a Self>) -> Option<Self> {
        let mut of_kind = lines.filter(|line| line.kind == kind);
        let first = *of_kind.next()?;
        let add = |a: Option<Pence>, b: Option<Pence>| a.zip(b).map(|(a, b)| a.plus(b));
        Some(of_kind.fold(first, |total, line| {
            Self::new(kind, add(total.due, line.due), add(total.paid, line.paid))
        }))
    }
}

impl Working {
    /// The step with a key in a part of the year, or for the year as a whole.
    pub fn step(&self, part: Option<Part>, key: &str) -> Option<&Step> {
        let steps = match part {
            None => &self.steps,
            Some(part) => &self.parts.iter().find(|one| one.part == part)?.steps,
        };
        steps.iter().find(|step| step.key == key)
    }

    /// All that has to be entered before everything is worked out, each once.
    pub fn missing(&self) -> Vec<String> {
        let parts = self.parts.iter().flat_map(|part| &part.steps);
        let mut all: Vec<String> = Vec::new();
        for what in self
            .steps
            .iter()
            .chain(parts)
            .flat_map(|step| &step.missing)
        {
            if !all.contains(what) {
                all.push(what.clone());
            }
        }
        all
    }

    /// The sums over the parts, in the order of the lines.
    pub(crate) fn totals_of(parts: &[PartWorking]) -> Vec<Line> {
        let lines = || parts.iter().flat_map(|part| &part.lines);
        LineKind::ALL
            .into_iter()
            .filter_map(|kind| Line::total(kind, lines()))
            .collect()
    }
}
