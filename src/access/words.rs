//! How access is said in sentences.

use super::Grant;
use crate::dates::Date;

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

impl Grant {
    /// Who gave it, when and why, with its dates: what stands beside a tick.
    pub fn provenance(&self, today: Date) -> String {
        let mut text = String::from("Given ");
        if !self.granted_by.is_empty() {
            text.push_str("by ");
            text.push_str(&self.granted_by);
            text.push(' ');
        }
        text.push_str("on ");
        text.push_str(&self.granted_on.in_words());
        match self.origin {
            super::Origin::Administrator => {}
            super::Origin::RegistrationTeam => text.push_str(" (registration team)"),
            super::Origin::PerformersList => text.push_str(" from the Performers List"),
        }
        text.push('.');
        if self.starts_on > today {
            text.push_str(" Starts on ");
            text.push_str(&self.starts_on.in_words());
            text.push('.');
        }
        if let Some(end) = self.ends_on {
            text.push_str(" Ends after ");
            text.push_str(&end.in_words());
            text.push('.');
        }
        if !self.reason.is_empty() {
            text.push_str(" Reason: ");
            text.push_str(&self.reason);
        }
        text
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
