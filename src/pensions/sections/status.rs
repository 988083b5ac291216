//! How far a section is.

use super::{
    asked::{self, lacks_reason},
    recorded::{Record, amount_of},
    section::Section,
};
use crate::pensions::{
    Content, Figures,
    calculation::{
        LineKind, Membership, Paid, Pay, Post, PostKind, Recorded, Type1Figures, Voluntary,
        YearTables,
        tables::Annualised,
        type1::{Entry, ExpensesMethod},
        year::Part,
    },
};

/// How far a section is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SectionStatus {
    NotStarted,
    InProgress,
    Completed,
}

impl SectionStatus {
    /// As people read it.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotStarted => "Not started",
            Self::InProgress => "In progress",
            Self::Completed => "Completed",
        }
    }
}

impl Section {
    /// How far it is. Where most have nothing to say (adjustments, opting out, what is paid beyond the tier), a section
    /// that is empty is complete once somebody has `saved` it.
    pub fn status(
        self,
        content: &Content,
        tables: &YearTables,
        recorded: &[Recorded],
        saved: bool,
    ) -> SectionStatus {
        if self.is_blank(content, tables) {
            return if saved && self.may_be_empty(content) {
                SectionStatus::Completed
            } else {
                SectionStatus::NotStarted
            };
        }
        let known = Known { tables, recorded };
        if known.is_complete(self, content) {
            SectionStatus::Completed
        } else {
            SectionStatus::InProgress
        }
    }

    /// Whether it says nothing yet. Of a post, where and when it was held may be known from elsewhere.
    fn is_blank(self, content: &Content, tables: &YearTables) -> bool {
        let blank = match &content.figures {
            Figures::Type1(figures) => {
                Content::type_1(Post::new(figures.practice.kind, ""), Vec::new())
            }
            Figures::Type2(_) => Content::type_2(Vec::new()),
        };
        match (self, self.post(content)) {
            (Self::Post(_), None) => true,
            (_, Some(post)) => {
                let nothing = |paid: &Paid| *paid == Paid::default();
                post.pay == Pay::default()
                    && post.document.is_empty()
                    && post.paid.iter().all(nothing)
            }
            _ => {
                let said = |content| asked::fields(self, content, tables);
                said(content) == said(&blank)
            }
        }
    }

    fn may_be_empty(self, content: &Content) -> bool {
        match self {
            Self::Adjustments | Self::OptedOut | Self::Voluntary => true,
            Self::Paid => {
                matches!(&content.figures, Figures::Type2(figures) if figures.voluntary == Voluntary::default())
            }
            _ => false,
        }
    }
}

/// What a form is held against.
struct Known<'a> {
    tables: &'a YearTables,
    recorded: &'a [Recorded],
}

impl Known<'_> {
    fn is_complete(&self, section: Section, content: &Content) -> bool {
        let certificate = match &content.figures {
            Figures::Type1(figures) => Some(figures),
            Figures::Type2(_) => None,
        };
        let of_certificate = |complete: fn(&Type1Figures) -> bool| certificate.is_none_or(complete);
        match section {
            Section::About => {
                let accounts = content.about.accounts_until.is_some() || certificate.is_none();
                let number = !content.about.sd_number.is_empty();
                number && accounts && self.is_known(content.membership())
            }
            Section::Income => of_certificate(has_income),
            Section::Expenses => of_certificate(has_expenses),
            Section::Adjustments => of_certificate(|figures| {
                let mut lines = figures.adjustments.iter();
                lines.all(|line| line.amount.is_some() && !line.reason.is_empty())
            }),
            Section::Service => of_certificate(|figures| !figures.practice.periods.is_empty()),
            Section::Post(_) => {
                let post = section.post(content);
                post.is_some_and(|post| self.has_post(post, certificate.is_none()))
            }
            Section::OptedOut | Section::Voluntary => true,
            Section::Paid => self.has_paid(content),
        }
    }

    fn is_known(&self, membership: &Membership) -> bool {
        let asks_section = self.tables.annualising.who == Annualised::Scheme2015;
        let section = membership.section.is_some() || !asks_section;
        section && (!membership.on_leave || membership.leave.whole().is_some())
    }

    fn has_post(&self, post: &Post, type_2: bool) -> bool {
        let somewhere = post.kind == PostKind::Locum || !post.place.is_empty();
        let paid = !type_2
            || post.kind.has_a_certificate()
            || self.agrees(&[LineKind::Employee], &post.paid, &[&post.code]);
        somewhere && !post.periods.is_empty() && post.pay.whole().is_some() && paid
    }

    fn has_paid(&self, content: &Content) -> bool {
        let (mut kinds, codes, voluntary): (Vec<_>, Vec<&str>, _) = match &content.figures {
            Figures::Type1(figures) => (
                vec![LineKind::Employee, LineKind::Employer],
                vec![&figures.practice.code],
                figures.voluntary,
            ),
            Figures::Type2(figures) => {
                let posts = figures.posts.iter();
                let own = posts.filter(|post| !post.kind.has_a_certificate());
                let codes = own.map(|post| post.code.as_str()).collect();
                (Vec::new(), codes, figures.voluntary)
            }
        };
        let is_paid = [
            (
                LineKind::Avc,
                voluntary.avc_rate.is_some() || voluntary.avc_sum.is_some(),
            ),
            (
                LineKind::TopUp,
                voluntary.added_years.is_some() || voluntary.additional_pension.is_some(),
            ),
            (LineKind::Errbo, voluntary.errbo.is_some()),
        ];
        kinds.extend(is_paid.iter().filter(|(_, is)| *is).map(|(kind, _)| *kind));
        self.agrees(&kinds, content.paid(), &codes)
    }

    /// Whether every amount of these lines is there, and each that is not the recorded one has its reason.
    fn agrees(&self, kinds: &[LineKind], paid: &[Paid], codes: &[&str]) -> bool {
        let parts: &[Part] = self.tables.year.parts();
        parts.iter().enumerate().all(|(place, part)| {
            let paid = paid.get(place).cloned().unwrap_or_default();
            let record = Record::of(self.recorded, *part, codes);
            let is_there = |kind: &LineKind| amount_of(&paid, *kind).is_some();
            kinds.iter().all(is_there) && lacks_reason(kinds, &paid, &record).is_none()
        })
    }
}

fn has_income(figures: &Type1Figures) -> bool {
    let lines = &figures.non_nhs_income;
    figures.practice_income.is_some()
        && figures.other_income.is_some()
        && !lines.is_empty()
        && lines.iter().all(|line| line.amount.is_some())
}

fn has_expenses(figures: &Type1Figures) -> bool {
    let said = |entry: &Entry| entry.amount.is_some() && !entry.label.is_empty();
    let method = match &figures.expenses_method {
        ExpensesMethod::Standard => true,
        ExpensesMethod::Alternative(entry) | ExpensesMethod::Actual(entry) => said(entry),
    };
    figures.expenses.is_some() && method
}
