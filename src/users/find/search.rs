//! What is searched for: how it stands in the address, what it means, and its filters in words.

use serde::{Deserialize, Serialize};

use crate::{
    access::{MembershipStatus, Role, Service},
    ui::query_fields,
    users::LOCKED,
};

query_fields! {
    /// What is searched for, as it stands in the address. Fields that are empty do not narrow.
    pub struct Search {
        /// Words of names, an e-mail address, a GMC number, a practice code.
        q,
        /// A practice's code.
        practice,
        /// A membership status, or [`LOCKED`].
        status,
        /// A service, by code.
        service,
        /// A role, by code.
        role,
        /// "yes": only user administrators.
        administrators,
        /// "never": only those who have never signed in; "90": those who have not for 90 days, too.
        absent,
        /// "unlinked": only GPs whom the Performers List links with no practice.
        gps,
        /// The order, see [`Sort`].
        sort,
        /// How many were counted on the first page, so that the pages after it need not count again, see [`Counted`].
        total;
        /// Where the page before ended.
        after
    }
}

/// The order of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub by: By,
    /// Whether the last comes first.
    pub reversed: bool,
}

/// What users are ordered by. Those who are equal are ordered by their account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Last name; with a text, whole words before beginnings of words.
    Name,
    /// E-mail address.
    Email,
    /// The first of their practices, by name; those without one last.
    Practice,
    /// Active, invited, deactivated; those without a practice last.
    Status,
    /// Sign-in: those who never signed in first, then the longest ago.
    SignIn,
}

impl Sort {
    /// Every order with its code and its words.
    pub const ALL: &[(Self, &'static str, &'static str)] = &[
        (Self::up(By::Name), "", "Name, A to Z"),
        (Self::down(By::Name), "-name", "Name, Z to A"),
        (Self::up(By::Email), "email", "Email address, A to Z"),
        (Self::down(By::Email), "-email", "Email address, Z to A"),
        (Self::up(By::Practice), "practice", "Practice, A to Z"),
        (Self::down(By::Practice), "-practice", "Practice, Z to A"),
        (Self::up(By::Status), "status", "Status, active first"),
        (Self::down(By::Status), "-status", "Status, active last"),
        (
            Self::down(By::SignIn),
            "latest",
            "Last logged in, latest first",
        ),
        (
            Self::up(By::SignIn),
            "earliest",
            "Last logged in, longest ago first",
        ),
    ];

    /// The first first.
    pub const fn up(by: By) -> Self {
        let reversed = false;
        Self { by, reversed }
    }

    /// The last first.
    pub const fn down(by: By) -> Self {
        let reversed = true;
        Self { by, reversed }
    }

    /// From the address; anything unknown is by name.
    pub fn from_code(code: &str) -> Self {
        let known = Self::ALL.iter().find(|(_, known, _)| *known == code);
        known.map_or(Self::up(By::Name), |(sort, ..)| *sort)
    }

    /// As in the address.
    pub fn code(self) -> &'static str {
        let this = Self::ALL.iter().find(|(sort, ..)| *sort == self);
        this.map_or("", |(_, code, _)| code)
    }

    /// Whether no index of the users is in this order, so that everybody has to be looked at for each page.
    pub fn is_dear(self) -> bool {
        matches!(self.by, By::Practice | By::Status)
    }
}

impl Search {
    /// The status that is asked for.
    pub fn status(&self) -> Option<MembershipStatus> {
        MembershipStatus::from_code(&self.status)
    }

    /// The roles that are asked for: one, a service's, the administrators'. `None`: any or none.
    pub fn roles(&self) -> Option<Vec<Role>> {
        let service = Service::from_code(&self.service);
        let role = Role::from_code(&self.role);
        let administrators = self.administrators == "yes";
        if service.is_none() && role.is_none() && !administrators {
            return None;
        }
        let asked = |candidate: &Role| {
            service.is_none_or(|service| candidate.service() == service)
                && role.is_none_or(|role| *candidate == role)
                && (!administrators || candidate.administers())
        };
        Some(Role::all().filter(asked).collect())
    }

    /// The same search from its beginning, in another order.
    #[must_use]
    pub fn sorted(&self, sort: Sort) -> Self {
        Self {
            sort: sort.code().to_owned(),
            total: String::new(),
            ..self.first_page()
        }
    }

    /// The same, of which so many were counted.
    #[must_use]
    pub fn counted(self, total: Option<Counted>) -> Self {
        let total = total.map(Counted::code).unwrap_or_default();
        Self { total, ..self }
    }

    /// Whether those are asked for who cannot log in for a while after wrong passwords.
    pub fn is_for_locked(&self) -> bool {
        self.status == LOCKED
    }

    /// The filters that are on, in words, each with the search without it. `practice` is the name of the one asked for, if
    /// it is known.
    pub fn chosen(&self, practice: &str) -> Vec<(String, Self)> {
        let without = |name| Self {
            total: String::new(),
            ..self.without(name)
        };
        let words = |name, value: &str| match (name, practice) {
            ("practice", name) if !name.is_empty() => {
                Some(["Practice: ", name, " (", &value.to_uppercase(), ")"].concat())
            }
            _ => in_words(name, value),
        };
        self.parts()
            .into_iter()
            .filter_map(|(name, value)| Some((words(name, value)?, without(name))))
            .collect()
    }
}

/// How many users match a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Counted {
    /// So many.
    All(u32),
    /// More than so many: counting goes no further.
    MoreThan(u32),
}

impl Counted {
    /// How many there are, where that is known.
    pub fn total(self) -> Option<u32> {
        match self {
            Self::All(total) => Some(total),
            Self::MoreThan(_) => None,
        }
    }

    /// As in the address of another page.
    pub fn code(self) -> String {
        match self {
            Self::All(total) => total.to_string(),
            Self::MoreThan(total) => [&total.to_string(), "+"].concat(),
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        match code.strip_suffix('+') {
            Some(total) => total.parse().ok().map(Self::MoreThan),
            None => code.parse().ok().map(Self::All),
        }
    }

    /// "1 user", "161 users", "More than 1000 users".
    pub fn in_words(self) -> String {
        let (before, total) = match self {
            Self::All(1) => return "1 user".to_owned(),
            Self::All(total) => ("", total),
            Self::MoreThan(total) => ("More than ", total),
        };
        [before, &total.to_string(), " users"].concat()
    }
}

/// What a filter narrows to; none if it is not one, or its value means nothing.
fn in_words(name: &str, value: &str) -> Option<String> {
    Some(match name {
        "q" => ["Text: ", value].concat(),
        "practice" => ["Practice: ", value].concat(),
        "status" if value == LOCKED => "Status: Locked".to_owned(),
        "status" => ["Status: ", MembershipStatus::from_code(value)?.label()].concat(),
        "service" => ["Service: ", Service::from_code(value)?.name()].concat(),
        "role" => ["Role: ", Role::from_code(value)?.name()].concat(),
        "administrators" => "User administrators only".to_owned(),
        "gps" => "GPs without a practice".to_owned(),
        "absent" => ["Last logged in: ", absence(value)?].concat(),
        _ => return None,
    })
}

/// How long somebody has been absent who is searched for, in words.
fn absence(code: &str) -> Option<&'static str> {
    match code {
        "never" => Some("never"),
        "90" => Some("never or over 90 days ago"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_search_survives_its_address(q in "[^\u{0}]{0,20}", role in prop::sample::select(vec!["", "gpp-avcs"]), absent in prop::sample::select(vec!["", "never", "90"])) {
            let search = Search { q: q.trim().to_owned(), role: role.to_owned(), absent: absent.to_owned(), ..Search::default() };
            let address = search.address("/users");
            let query = address.split_once('?').map_or("", |(_, query)| query);
            let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            let read = Search::read(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()));
            prop_assert_eq!(read, search);
        }
    }

    proptest! {
        #[test]
        fn a_count_survives_its_address(total in any::<u32>(), more in any::<bool>()) {
            let counted = if more { Counted::MoreThan(total) } else { Counted::All(total) };
            prop_assert_eq!(Counted::from_code(&counted.code()), Some(counted));
        }

        #[test]
        fn an_order_survives_its_address(index in 0..Sort::ALL.len(), unknown in "[a-z-]{0,12}") {
            let (sort, code, _) = Sort::ALL[index];
            prop_assert_eq!(sort.code(), code);
            prop_assert_eq!(Sort::from_code(code), sort);
            let known = Sort::ALL.iter().any(|(_, code, _)| *code == unknown);
            prop_assert!(known || Sort::from_code(&unknown) == Sort::up(By::Name));
        }
    }

    #[test]
    fn a_filter_names_its_practice_and_a_filter_that_is_removed_is_counted_anew() {
        let search = Search {
            practice: "zz9001".into(),
            status: "locked".into(),
            total: "161".into(),
            ..Search::default()
        };
        let chosen = search.chosen("Elm Surgery");
        let words: Vec<_> = chosen.iter().map(|(words, _)| words.as_str()).collect();
        assert_eq!(words, ["Practice: Elm Surgery (ZZ9001)", "Status: Locked"]);
        assert_eq!(chosen[0].1.address("/users"), "/users?status=locked");
        assert_eq!(search.chosen("")[0].0, "Practice: zz9001");
    }

    #[test]
    fn removing_a_filter_keeps_the_others_and_starts_again() {
        let search = Search {
            q: "ng".into(),
            status: "active".into(),
            role: "gpp-avcs".into(),
            after: "somewhere".into(),
            ..Search::default()
        };
        let chosen = search.chosen("");
        let words: Vec<_> = chosen.iter().map(|(words, _)| words.as_str()).collect();
        assert_eq!(words, ["Text: ng", "Status: Active", "Role: AVCs"]);
        assert_eq!(chosen[1].1.address("/users"), "/users?q=ng&role=gpp-avcs");
    }
}
