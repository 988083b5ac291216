//! How access is said in sentences.

use super::{Grant, Origin};
use crate::base::dates::Date;

/// `Ann`, `Ann and Bob`, `Ann, Bob and Cy`.
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push_str(if index + 1 == items.len() {
                " and "
            } else {
                ", "
            });
        }
        text.push_str(item.as_ref());
    }
    text
}

/// ` from 1 January 2027 until 3 March 2027`: only what is still to come, so often nothing.
pub fn dates_of(starts_on: Option<Date>, ends_on: Option<Date>) -> String {
    let mut text = String::new();
    if let Some(start) = starts_on {
        text.push_str(" from ");
        text.push_str(&start.in_words());
    }
    if let Some(end) = ends_on {
        text.push_str(" until ");
        text.push_str(&end.in_words());
    }
    text
}

/// How a role came to be held: what stands beside a tick.
#[derive(Clone, Copy, Debug)]
pub struct Provenance<'a> {
    /// See [`Grant::origin`].
    pub origin: Origin,
    /// See [`Grant::granted_by`].
    pub granted_by: &'a str,
    /// See [`Grant::granted_on`].
    pub granted_on: Date,
    /// The first day, if it is still to come.
    pub later: Option<Date>,
    /// See [`Grant::ends_on`].
    pub ends_on: Option<Date>,
    /// See [`Grant::reason`].
    pub reason: &'a str,
}

impl Provenance<'_> {
    /// Who gave it, when and why, with its dates.
    pub fn in_words(&self) -> String {
        let mut text = String::from("Given ");
        if !self.granted_by.is_empty() {
            text.push_str("by ");
            text.push_str(self.granted_by);
            text.push(' ');
        }
        text.push_str("on ");
        text.push_str(&self.granted_on.in_words());
        match self.origin {
            Origin::Administrator => {}
            Origin::RegistrationTeam => text.push_str(" (registration team)"),
            Origin::PerformersList => text.push_str(" from the Performers List"),
        }
        text.push('.');
        if let Some(start) = self.later {
            text.push_str(" Starts on ");
            text.push_str(&start.in_words());
            text.push('.');
        }
        if let Some(end) = self.ends_on {
            text.push_str(" Ends after ");
            text.push_str(&end.in_words());
            text.push('.');
        }
        if !self.reason.is_empty() {
            text.push_str(" Reason: ");
            text.push_str(self.reason);
        }
        text
    }
}

impl Grant {
    /// Who gave it, when and why, with its dates: what stands beside a tick.
    pub fn provenance(&self, today: Date) -> String {
        let provenance = Provenance {
            origin: self.origin,
            granted_by: &self.granted_by,
            granted_on: self.granted_on,
            later: (self.starts_on > today).then_some(self.starts_on),
            ends_on: self.ends_on,
            reason: &self.reason,
        };
        provenance.in_words()
    }
}

#[cfg(test)]
mod tests {
    use super::list;

    #[test]
    fn names_are_listed_as_people_say_them() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["Ann"]), "Ann");
        assert_eq!(list(&["Ann", "Bob"]), "Ann and Bob");
        assert_eq!(list(&["Ann", "Bob", "Cy"]), "Ann, Bob and Cy");
    }
}
