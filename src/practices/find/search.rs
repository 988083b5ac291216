//! What is searched for: how it stands in the address, what it means, and its filters in words.

use crate::{access::Service, ui::query_fields};

query_fields! {
    /// What is searched for, as it stands in the address. Fields that are empty do not narrow.
    pub struct PracticeSearch {
        /// Words of a name, town, code, postcode or PCN.
        q,
        /// A standing list, see [`List`].
        list,
        /// The service whose administrators the list is about, by code; any service if empty.
        service,
        /// The order, see [`Sort`].
        sort;
        /// The code of the last practice of the page before.
        after
    }
}

/// The practices that somebody should look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Open, and nobody administers the service; without one, nobody administers anything.
    NoAdministrator,
    /// Open, and one person administers the service; without one, one person administers all there is.
    OneAdministrator,
    /// Open, without an active or invited user.
    NoUsers,
    /// Closed, but with active or invited users.
    ClosedWithUsers,
}

/// The order of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// By name.
    Name,
    /// By code.
    Code,
}

impl List {
    /// All of them, in the order people read them.
    pub const ALL: [Self; 4] = [
        Self::NoAdministrator,
        Self::OneAdministrator,
        Self::NoUsers,
        Self::ClosedWithUsers,
    ];

    /// As in the address.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoAdministrator => "no-administrator",
            Self::OneAdministrator => "one-administrator",
            Self::NoUsers => "no-users",
            Self::ClosedWithUsers => "closed-with-users",
        }
    }

    /// As shown.
    pub fn label(self) -> &'static str {
        match self {
            Self::NoAdministrator => "No administrator",
            Self::OneAdministrator => "One administrator",
            Self::NoUsers => "No users",
            Self::ClosedWithUsers => "Closed, still with users",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.code() == code)
    }

    /// The search that shows it.
    pub fn search(self) -> PracticeSearch {
        PracticeSearch {
            list: self.code().to_owned(),
            ..PracticeSearch::default()
        }
    }
}

impl Sort {
    /// From the address; anything unknown is by name.
    pub fn from_code(code: &str) -> Self {
        if code == "code" {
            Self::Code
        } else {
            Self::Name
        }
    }

    /// As in the address.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "",
            Self::Code => "code",
        }
    }
}

impl PracticeSearch {
    /// The standing list that is asked for.
    pub fn list(&self) -> Option<List> {
        List::from_code(&self.list)
    }

    /// The service that the list is about.
    pub fn service(&self) -> Option<Service> {
        Service::from_code(&self.service)
    }

    /// The same search from its beginning, in another order.
    #[must_use]
    pub fn sorted(&self, sort: Sort) -> Self {
        Self {
            sort: sort.code().to_owned(),
            ..self.first_page()
        }
    }

    /// The filters that are on, in words, each with the search without it. A list is left with the service that it is
    /// about.
    pub fn chosen(&self) -> Vec<(String, Self)> {
        let without = |name| match name {
            "list" => self.without("list").without("service"),
            name => self.without(name),
        };
        self.parts()
            .into_iter()
            .filter_map(|(name, value)| Some((in_words(name, value)?, without(name))))
            .collect()
    }
}

/// What a filter narrows to; none if it is not one, or its value means nothing.
fn in_words(name: &str, value: &str) -> Option<String> {
    Some(match name {
        "q" => ["Text: ", value].concat(),
        "list" => ["List: ", List::from_code(value)?.label()].concat(),
        "service" => ["Administrators of: ", Service::from_code(value)?.name()].concat(),
        _ => return None,
    })
}

/// The services, for choosing one.
pub(super) fn services() -> Vec<(String, String)> {
    let mut services = vec![(String::new(), "Any service".to_owned())];
    services
        .extend(Service::ALL.map(|service| (service.code().to_owned(), service.name().to_owned())));
    services
}

/// The standing lists, for choosing one.
pub(super) fn lists() -> Vec<(String, String)> {
    let mut lists = vec![(String::new(), "All practices".to_owned())];
    lists.extend(List::ALL.map(|list| (list.code().to_owned(), list.label().to_owned())));
    lists
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_search_survives_its_address(
            q in "[^\u{0}]{0,20}",
            list in prop::sample::select(vec!["", "no-users"]),
            sort in prop::sample::select(vec!["", "code"]),
        ) {
            let search = PracticeSearch {
                q: q.trim().to_owned(), list: list.to_owned(), sort: sort.to_owned(), ..PracticeSearch::default()
            };
            let address = search.address("/practices");
            let query = address.split_once('?').map_or("", |(_, query)| query);
            let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            let read = PracticeSearch::read(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()));
            prop_assert_eq!(read, search);
        }
    }

    #[test]
    fn leaving_a_list_leaves_its_service_too_and_starts_again() {
        let search = PracticeSearch {
            q: "elm".into(),
            list: "no-administrator".into(),
            service: "gpp".into(),
            after: "Z99001".into(),
            ..PracticeSearch::default()
        };
        let chosen = search.chosen();
        let addresses: Vec<_> = chosen
            .iter()
            .map(|(_, without)| without.address("/practices"))
            .collect();
        assert_eq!(
            addresses,
            [
                "/practices?list=no-administrator&service=gpp",
                "/practices?q=elm",
                "/practices?q=elm&list=no-administrator"
            ]
        );
    }
}
