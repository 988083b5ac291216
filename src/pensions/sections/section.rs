//! Which sections a form has, in which order, and what they are called.

use crate::pensions::{
    Content, FormKind,
    calculation::{Post, YearTables},
};

/// Posts besides the position of a certificate, and posts of a Type 2 form.
pub(super) const MOST_POSTS: usize = 30;

/// One thing of a form, with a page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Scheme number, accounts, section of the scheme, retirement and leave.
    About,
    /// Income of a certificate.
    Income,
    /// Expenses of a certificate.
    Expenses,
    /// What is added to the profit of a certificate, or taken away.
    Adjustments,
    /// When the position of a certificate was held.
    Service,
    /// The post that has this place in the order; the place behind the last is that of a new one.
    Post(usize),
    /// When the member had opted out.
    OptedOut,
    /// What is paid beyond the tier: rates and sums.
    Voluntary,
    /// What was paid: for the position of a certificate, or on a Type 2 form beyond the tier.
    Paid,
}

impl Section {
    /// Those of a form, in order. `Post` of the place behind the last adds one, as long as there can be more.
    pub fn of(content: &Content, _tables: &YearTables) -> Vec<Self> {
        let mut sections = vec![Self::About];
        if content.kind() == FormKind::Type1 {
            sections.extend([
                Self::Income,
                Self::Expenses,
                Self::Adjustments,
                Self::Service,
            ]);
        }
        let posts = content.posts().len();
        sections.extend((0..(posts + 1).min(MOST_POSTS)).map(Self::Post));
        sections.extend([Self::OptedOut, Self::Voluntary, Self::Paid]);
        sections
    }

    /// As it stands in addresses.
    pub fn code(self) -> String {
        let code = match self {
            Self::About => "about",
            Self::Income => "income",
            Self::Expenses => "expenses",
            Self::Adjustments => "adjustments",
            Self::Service => "service",
            Self::Post(place) => return ["post-", &place.to_string()].concat(),
            Self::OptedOut => "opted-out",
            Self::Voluntary => "voluntary",
            Self::Paid => "paid",
        };
        code.to_owned()
    }

    /// From its code. Whether a form has it, [`Section::of`] says.
    pub fn from_code(code: &str) -> Option<Self> {
        const FIXED: [Section; 8] = [
            Section::About,
            Section::Income,
            Section::Expenses,
            Section::Adjustments,
            Section::Service,
            Section::OptedOut,
            Section::Voluntary,
            Section::Paid,
        ];
        let posts = (0..MOST_POSTS).map(Self::Post);
        let mut all = FIXED.into_iter().chain(posts);
        all.find(|section| section.code() == code)
    }

    /// The post that it is about; none of a new one.
    pub(super) fn post(self, content: &Content) -> Option<&Post> {
        match self {
            Self::Post(place) => content.posts().get(place),
            _ => None,
        }
    }

    /// The heading of its page, and its name in the list.
    pub fn title(self, content: &Content) -> String {
        let type_1 = content.kind() == FormKind::Type1;
        let title = match self {
            Self::About => "About you and this form",
            Self::Income => "Income",
            Self::Expenses => "Expenses",
            Self::Adjustments => "Adjustments of the profit",
            Self::Service => "When you held this position",
            Self::Post(_) => return self.post(content).map_or_else(add, post_title),
            Self::OptedOut => "When you opted out of the scheme",
            Self::Voluntary => "What you pay beyond the tier",
            Self::Paid if type_1 => "What was paid",
            Self::Paid => "What was paid beyond the tier",
        };
        title.to_owned()
    }

    /// What it is about, in a sentence.
    pub fn hint(self, content: &Content) -> &'static str {
        let type_1 = content.kind() == FormKind::Type1;
        match self {
            Self::About if type_1 => {
                "Scheme number, year end of the accounts, retirement and leave."
            }
            Self::About => "Scheme number, retirement and leave.",
            Self::Income => "Income before expenses, and what of it is not from the NHS.",
            Self::Expenses => "All allowable expenses, and how the NHS part of them is found.",
            Self::Adjustments => {
                "What is added to the NHS profit or taken away. Most have nothing here."
            }
            Self::Service => "From when until when in the year.",
            Self::Post(_) if type_1 => {
                "All practitioner work of the year counts for your rate: other practices, salaried, solo and locum work."
            }
            Self::Post(_) => {
                "All practitioner work of the year: salaried, solo, locum, and as a partner with a certificate of its own."
            }
            Self::OptedOut => "Only periods in this year. Most have nothing here.",
            Self::Voluntary => "Added years, additional pension, AVC and ERRBO.",
            Self::Paid => "Each amount beside what the contribution statement says.",
        }
    }
}

fn add() -> String {
    "Add a post".to_owned()
}

/// `Salaried GP at Abbey Surgery`.
fn post_title(post: &Post) -> String {
    let words = post.kind.words();
    let (first, rest) = words.split_at_checked(1).unwrap_or((words, ""));
    let place = post.place.trim();
    let at = if place.is_empty() { "" } else { " at " };
    [&first.to_ascii_uppercase(), rest, at, place].concat()
}
