//! What the address of the summary asks for. The page, its downloads and its links all read and write it here, so
//! that they can't disagree.

use crate::{
    access::{MembershipStatus, Role, Service},
    base::error::AppError,
    ui::query_fields,
    users::LOCKED,
};

query_fields! {
    /// The part of the address after the question mark, as it stands there.
    pub struct FilterQuery {
        /// `roles` for the table turned round.
        view,
        /// A status, or `all`.
        status,
        /// A service.
        service,
        /// A role, or `none`.
        role,
        /// Words of a name or an e-mail address.
        q,
        /// An order.
        sort
    }
}

/// What it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Which way round.
    pub view: View,
    /// Which people, by status.
    pub who: Who,
    /// Only people with a role of this service, and only its columns.
    pub service: Option<Service>,
    /// Only people who hold this role, or no role at all.
    pub role: Option<RoleFilter>,
    /// Only people whose name or e-mail address has these words.
    pub text: String,
    /// In which order.
    pub sort: Sort,
}

/// Which way round the table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// People down, roles across.
    People,
    /// Roles down, with those who hold each.
    Roles,
}

/// Which people are shown, by status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Those who have access or soon will.
    Present,
    /// Those who left too.
    All,
    /// Those with one status.
    Only(MembershipStatus),
    /// Those who cannot log in for a while after wrong passwords.
    Locked,
}

/// Which role is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleFilter {
    /// This one.
    Role(Role),
    /// None at all.
    None,
}

/// An order of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub by: By,
    /// Whether the last comes first.
    pub reversed: bool,
}

/// What people are ordered by. Those who are equal are ordered by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Last name, then first name.
    Name,
    /// Active, invited, deactivated.
    Status,
    /// Those who never signed in first, then the longest ago.
    LastSignIn,
}

impl FilterQuery {
    /// Reads it from the part of an address after the question mark.
    #[cfg(feature = "ssr")]
    pub(crate) fn from_query(query: &str) -> Self {
        Self::read(|name| {
            form_urlencoded::parse(query.as_bytes())
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        })
    }

    /// What it means, or what in it means nothing.
    pub fn parse(&self) -> Result<Filter, AppError> {
        let unknown = |what: &str| {
            AppError::Invalid(["The address asks for a ", what, " that does not exist."].concat())
        };
        Ok(Filter {
            view: match self.view.as_str() {
                "" => View::People,
                "roles" => View::Roles,
                _ => return Err(unknown("view")),
            },
            who: match self.status.as_str() {
                "" => Who::Present,
                "all" => Who::All,
                LOCKED => Who::Locked,
                code => MembershipStatus::from_code(code)
                    .map(Who::Only)
                    .ok_or_else(|| unknown("status"))?,
            },
            service: match self.service.as_str() {
                "" => None,
                code => Some(Service::from_code(code).ok_or_else(|| unknown("service"))?),
            },
            role: match self.role.as_str() {
                "" => None,
                "none" => Some(RoleFilter::None),
                code => Some(
                    Role::from_code(code)
                        .map(RoleFilter::Role)
                        .ok_or_else(|| unknown("role"))?,
                ),
            },
            text: self.q.clone(),
            sort: Sort::from_code(&self.sort).ok_or_else(|| unknown("order"))?,
        })
    }

    /// The same in another order.
    #[must_use]
    pub fn sorted(&self, sort: Sort) -> Self {
        Self {
            sort: sort.code().to_owned(),
            ..self.clone()
        }
    }

    /// The same without any filter.
    #[must_use]
    pub fn unfiltered(&self) -> Self {
        Self {
            view: self.view.clone(),
            sort: self.sort.clone(),
            ..Self::default()
        }
    }
}

impl Filter {
    /// The roles shown. Asked for one role, the table turned round has nothing to say of the others.
    pub fn roles(&self) -> impl Iterator<Item = Role> + use<> {
        let service = self.service;
        let only = match (self.view, self.role) {
            (View::Roles, Some(RoleFilter::Role(role))) => Some(role),
            _ => None,
        };
        Role::all().filter(move |role| {
            service.is_none_or(|service| role.service() == service)
                && only.is_none_or(|only| only == *role)
        })
    }

    /// The services shown.
    pub fn services(&self) -> impl Iterator<Item = Service> + use<'_> {
        Service::ALL
            .into_iter()
            .filter(|service| self.roles().any(|role| role.service() == *service))
    }
}

impl Sort {
    /// Every order with its words.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::new(By::Name, false), "Name, A to Z"),
        (Self::new(By::Name, true), "Name, Z to A"),
        (Self::new(By::Status, false), "Status, active first"),
        (Self::new(By::Status, true), "Status, active last"),
        (
            Self::new(By::LastSignIn, false),
            "Last logged in, longest ago first",
        ),
        (
            Self::new(By::LastSignIn, true),
            "Last logged in, latest first",
        ),
    ];

    /// An order.
    pub const fn new(by: By, reversed: bool) -> Self {
        Self { by, reversed }
    }

    /// As used in addresses. The order by name goes without saying.
    pub fn code(self) -> &'static str {
        match (self.by, self.reversed) {
            (By::Name, false) => "",
            (By::Name, true) => "-name",
            (By::Status, false) => "status",
            (By::Status, true) => "-status",
            (By::LastSignIn, false) => "sign-in",
            (By::LastSignIn, true) => "-sign-in",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .map(|(sort, _)| sort)
            .find(|sort| sort.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_address_reads_back_what_was_asked(view in "(|roles)", q in "\\PC{0,12}", sort in "(|-name|status)", role in "(|none)") {
            let filter_query = FilterQuery { view, q: q.trim().to_owned(), sort, role, ..FilterQuery::default() };
            let address = filter_query.address("");
            let query = address.strip_prefix('?').unwrap_or_default();
            prop_assert_eq!(FilterQuery::from_query(query), filter_query);
        }

        #[test]
        fn no_text_makes_reading_an_address_panic(text in prop::collection::vec(".*", 6)) {
            let mut text = text.into_iter();
            let mut next = || text.next().unwrap();
            let filter_query = FilterQuery { view: next(), status: next(), service: next(), role: next(), q: next(), sort: next() };
            let _ = (filter_query.parse(), filter_query.address(""));
        }
    }

    #[test]
    fn what_does_not_exist_is_refused_not_ignored() {
        for (name, value) in [
            ("view", "x"),
            ("status", "x"),
            ("service", "x"),
            ("role", "x"),
            ("sort", "x"),
        ] {
            let filter_query =
                FilterQuery::read(|filter_query| (filter_query == name).then(|| value.to_owned()));
            assert!(filter_query.parse().is_err(), "{name}");
        }
        assert!(FilterQuery::default().parse().is_ok());
    }
}
