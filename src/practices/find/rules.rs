//! The address of a search, its filters and its results in words.

use super::{Administrators, List, PracticeSearch, Sort};
use crate::{
    access::{Service, list},
    ui::escape,
};

impl PracticeSearch {
    /// Name and value of every part, empty ones too.
    fn parts(&self) -> [(&'static str, &str); 5] {
        [
            ("q", &self.q),
            ("list", &self.list),
            ("service", &self.service),
            ("sort", &self.sort),
            ("after", &self.after),
        ]
    }

    /// The address of this search on the page at `path`.
    pub fn address(&self, path: &str) -> String {
        let mut address = path.to_owned();
        let mut before = '?';
        for (name, value) in self.parts() {
            if !value.is_empty() {
                address.push(before);
                address.push_str(name);
                address.push('=');
                address.push_str(&escape(value));
                before = '&';
            }
        }
        address
    }

    /// Reads a search from an address's query.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let part = |name: &str| get(name).unwrap_or_default().trim().to_owned();
        Self {
            q: part("q"),
            list: part("list"),
            service: part("service"),
            sort: part("sort"),
            after: part("after"),
        }
    }

    /// The same search from its beginning, in another order.
    #[must_use]
    pub fn sorted(&self, sort: Sort) -> Self {
        Self {
            sort: sort.code().to_owned(),
            after: String::new(),
            ..self.clone()
        }
    }

    /// The filters that are on, in words, each with the search without it.
    pub fn chosen(&self) -> Vec<(String, Self)> {
        let begin = Self {
            after: String::new(),
            ..self.clone()
        };
        let mut chosen = Vec::new();
        if !self.q.is_empty() {
            let mut without = begin.clone();
            without.q.clear();
            chosen.push((["Text: ", &self.q].concat(), without));
        }
        if let Some(list) = self.list() {
            let mut without = begin.clone();
            without.list.clear();
            without.service.clear();
            chosen.push((["List: ", list.label()].concat(), without));
        }
        if let Some(service) = self.service() {
            let mut without = begin;
            without.service.clear();
            chosen.push((["Administrators of: ", service.name()].concat(), without));
        }
        chosen
    }
}

impl List {
    /// The search that shows it.
    pub fn search(self) -> PracticeSearch {
        PracticeSearch {
            list: self.code().to_owned(),
            ..PracticeSearch::default()
        }
    }
}

impl Administrators {
    /// One or two by name, more by number: `Ann Ng and Bo Day`, `3 of 4`, `No one`.
    pub fn in_words(&self) -> String {
        match self.names.len() {
            0 => "No one".to_owned(),
            1 | 2 => list(&self.names),
            count => match self.service.administrator().limit() {
                Some(limit) => [&count.to_string(), " of ", &limit.to_string()].concat(),
                None => [&count.to_string(), " people"].concat(),
            },
        }
    }
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

    #[test]
    fn one_or_two_administrators_are_named_and_more_are_counted() {
        let words = |names: &[&str]| {
            Administrators {
                service: Service::Gpp,
                names: names.iter().map(ToString::to_string).collect(),
            }
            .in_words()
        };
        assert_eq!(words(&[]), "No one");
        assert_eq!(words(&["Ann Ng", "Bo Day"]), "Ann Ng and Bo Day");
        assert_eq!(words(&["Ann Ng", "Bo Day", "Cy Roe"]), "3 of 4");
    }
}
