//! What is searched for: how it stands in the address, what it means, and its filters in words.

use crate::{
    access::{MembershipStatus, Role, Service},
    ui::query_fields,
};

query_fields! {
    /// What is searched for, as it stands in the address. Fields that are empty do not narrow.
    pub struct Search {
        /// Words of names, an e-mail address, a GMC number, a practice code.
        q,
        /// A practice's code.
        practice,
        /// A membership status.
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
        sort;
        /// Where the page before ended.
        after
    }
}

/// The order of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// By last name; with a text, whole words before beginnings of words.
    Name,
    /// By e-mail address.
    Email,
    /// Latest sign-in first.
    LatestSignIn,
    /// Longest absent first; those who never signed in lead.
    EarliestSignIn,
}

impl Sort {
    /// From the address; anything unknown is by name.
    pub fn from_code(code: &str) -> Self {
        match code {
            "email" => Self::Email,
            "latest" => Self::LatestSignIn,
            "earliest" => Self::EarliestSignIn,
            _ => Self::Name,
        }
    }

    /// As in the address.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "",
            Self::Email => "email",
            Self::LatestSignIn => "latest",
            Self::EarliestSignIn => "earliest",
        }
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
            ..self.first_page()
        }
    }

    /// The filters that are on, in words, each with the search without it.
    pub fn chosen(&self) -> Vec<(String, Self)> {
        self.parts()
            .into_iter()
            .filter_map(|(name, value)| Some((in_words(name, value)?, self.without(name))))
            .collect()
    }
}

/// What a filter narrows to; none if it is not one, or its value means nothing.
fn in_words(name: &str, value: &str) -> Option<String> {
    Some(match name {
        "q" => ["Text: ", value].concat(),
        "practice" => ["Practice: ", value].concat(),
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

    #[test]
    fn removing_a_filter_keeps_the_others_and_starts_again() {
        let search = Search {
            q: "ng".into(),
            status: "active".into(),
            role: "gpp-avcs".into(),
            after: "somewhere".into(),
            ..Search::default()
        };
        let chosen = search.chosen();
        let words: Vec<_> = chosen.iter().map(|(words, _)| words.as_str()).collect();
        assert_eq!(words, ["Text: ng", "Status: Active", "Role: AVCs"]);
        assert_eq!(chosen[1].1.address("/users"), "/users?q=ng&role=gpp-avcs");
    }
}
