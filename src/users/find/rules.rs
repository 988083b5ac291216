//! The address of a search, and its filters in words.

use crate::{
    access::{MembershipStatus, Role, Service},
    ui::escape,
};

use super::{Search, Sort};

impl Search {
    /// Name and value of every part, empty ones too.
    fn parts(&self) -> [(&'static str, &str); 10] {
        [
            ("q", &self.q),
            ("practice", &self.practice),
            ("status", &self.status),
            ("service", &self.service),
            ("role", &self.role),
            ("administrators", &self.administrators),
            ("absent", &self.absent),
            ("gps", &self.gps),
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
            practice: part("practice"),
            status: part("status"),
            service: part("service"),
            role: part("role"),
            administrators: part("administrators"),
            absent: part("absent"),
            gps: part("gps"),
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

    /// The same search without a filter.
    #[must_use]
    fn without(&self, name: &str) -> Self {
        let mut search = Self {
            after: String::new(),
            ..self.clone()
        };
        match name {
            "practice" => search.practice.clear(),
            "status" => search.status.clear(),
            "service" => search.service.clear(),
            "role" => search.role.clear(),
            "administrators" => search.administrators.clear(),
            "absent" => search.absent.clear(),
            "gps" => search.gps.clear(),
            _ => search.q.clear(),
        }
        search
    }

    /// The filters that are on, in words, each with the search without it.
    pub fn chosen(&self) -> Vec<(String, Self)> {
        let words = |name: &str, value: &str| {
            match name {
                "q" => ["Text: ", value].concat(),
                "practice" => ["Practice: ", value].concat(),
                "status" => ["Status: ", MembershipStatus::from_code(value)?.label()].concat(),
                "service" => ["Service: ", Service::from_code(value)?.name()].concat(),
                "role" => ["Role: ", Role::from_code(value)?.name()].concat(),
                "administrators" => "User administrators only".to_owned(),
                "gps" => "GPs without a practice".to_owned(),
                "absent" => ["Last signed in: ", absence(value)?].concat(),
                _ => return None,
            }
            .into()
        };
        self.parts()
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .filter_map(|(name, value)| Some((words(name, value)?, self.without(name))))
            .collect()
    }
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
