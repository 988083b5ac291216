//! What a form holds: what people enter, and what the calculation makes of it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::calculation::{
    Circumstances, Finding, Header, Membership, Paid, Post, PostKind, Type1Figures, Type2Figures,
    Voluntary, Working, YearTables, checks, tables::Availability, type1, type2,
};
use crate::base::{dates::Date, stored::coded};

coded! {
    /// Which form it is.
    pub enum FormKind ("a kind of pension form") {
        /// Of a partner, one for each position.
        #[serde(rename = "type-1")]
        Type1 = "type-1", "Type 1 certificate";
        /// Of salaried and solo work, one for all of it.
        #[serde(rename = "type-2")]
        Type2 = "type-2", "Type 2 self-assessment";
    }
}

impl FormKind {
    /// Whether it can be filed here for a year.
    pub fn availability(self, tables: &YearTables) -> &Availability {
        match self {
            Self::Type1 => &tables.type_1,
            Self::Type2 => &tables.type_2,
        }
    }
}

coded! {
    /// Under which contract a practice provides its services.
    pub enum Contract ("a contract of a practice") {
        /// General Medical Services.
        Gms = "gms", "GMS";
        /// Personal Medical Services.
        Pms = "pms", "PMS";
        /// Alternative Provider Medical Services.
        Apms = "apms", "APMS";
        /// Specialist Provider Medical Services.
        Spms = "spms", "SPMS";
    }
}

/// The head of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The scheme number, 8 letters and digits.
    pub sd_number: String,
    /// The last day of the practice's accounts; asked for on Type 1.
    pub accounts_until: Option<Date>,
    /// That of the accounts of private fees, if there are any.
    pub private_accounts_until: Option<Date>,
    /// A surname under which the scheme may know the member.
    pub previous_surname: String,
    /// The National Insurance number, as it is written; may be empty.
    #[serde(default)]
    pub ni_number: String,
    /// The body that the practice's contract is with; may be empty. Asked for on Type 1.
    #[serde(default)]
    pub host_body: String,
    /// Asked for on Type 1.
    #[serde(default)]
    pub contract: Option<Contract>,
}

/// The figures of a form, by its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "a form has one of them, and few forms are held at once"
)]
pub enum Figures {
    Type1(Type1Figures),
    Type2(Type2Figures),
}

/// All that people enter into a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub about: About,
    pub figures: Figures,
    /// The codes of the sections that somebody has saved: some may stay empty, and are done once they were looked at.
    #[serde(default)]
    pub saved: BTreeSet<String>,
}

impl Content {
    /// A Type 1 certificate about a position, with the other posts of the year.
    pub fn type_1(practice: Post, others: Vec<Post>) -> Self {
        let figures = Type1Figures {
            practice_income: None,
            other_income: None,
            non_nhs_income: Vec::new(),
            expenses: None,
            expenses_method: type1::ExpensesMethod::Standard,
            share: None,
            adjustments: Vec::new(),
            practice,
            others,
            membership: Membership::default(),
            voluntary: Voluntary::default(),
            provisional: false,
        };
        Self {
            about: About::default(),
            figures: Figures::Type1(figures),
            saved: BTreeSet::new(),
        }
    }

    /// A Type 2 self-assessment over all posts of the year.
    pub fn type_2(posts: Vec<Post>) -> Self {
        let figures = Type2Figures {
            posts,
            ..Type2Figures::default()
        };
        Self {
            about: About::default(),
            figures: Figures::Type2(figures),
            saved: BTreeSet::new(),
        }
    }

    /// Which form it is.
    pub fn kind(&self) -> FormKind {
        match &self.figures {
            Figures::Type1(_) => FormKind::Type1,
            Figures::Type2(_) => FormKind::Type2,
        }
    }

    /// The calculation, as far as the figures go.
    pub fn working(&self, tables: &YearTables) -> Working {
        match &self.figures {
            Figures::Type1(figures) => type1::calculate(figures, tables),
            Figures::Type2(figures) => type2::calculate(figures, tables),
        }
    }

    /// What would come back if it were submitted so. The most serious findings come first.
    pub fn findings(&self, tables: &YearTables, known: &Circumstances) -> Vec<Finding> {
        let working = self.working(tables);
        let header = self.header();
        match &self.figures {
            Figures::Type1(figures) => checks::type_1(figures, &working, tables, &header, known),
            Figures::Type2(figures) => checks::type_2(figures, &working, tables, &header, known),
        }
    }

    fn header(&self) -> Header {
        let practice_code = match &self.figures {
            Figures::Type1(figures) => figures.practice.code.clone(),
            Figures::Type2(_) => String::new(),
        };
        Header {
            sd_number: self.about.sd_number.clone(),
            practice_code,
        }
    }

    /// What is known of the member's year besides money.
    pub fn membership(&self) -> &Membership {
        match &self.figures {
            Figures::Type1(figures) => &figures.membership,
            Figures::Type2(figures) => &figures.membership,
        }
    }

    /// The posts besides that which a certificate is about: of a Type 2 form all of them.
    pub fn posts(&self) -> &[Post] {
        match &self.figures {
            Figures::Type1(figures) => &figures.others,
            Figures::Type2(figures) => &figures.posts,
        }
    }

    /// Whether any of its money is from solo work.
    pub fn has_solo_work(&self) -> bool {
        self.posts().iter().any(|post| post.kind == PostKind::Solo)
    }

    /// What was paid beyond the posts of a Type 2 form, or for the position of a certificate, in each part of the year.
    pub fn paid(&self) -> &[Paid] {
        match &self.figures {
            Figures::Type1(figures) => &figures.practice.paid,
            Figures::Type2(figures) => &figures.paid,
        }
    }
}
