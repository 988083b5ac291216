//! What is sent about those who are to come back.

use crate::base::ids::UserId;

/// The id of somebody's box: what an error about them leads to.
pub(in crate::users) fn box_id(user: UserId) -> String {
    ["back-", &user.to_string()].concat()
}

/// As somebody is sent: the account and the version of their place that was shown, with a colon between.
pub(in crate::users) fn value(user: UserId, version: i64) -> String {
    [&user.to_string(), ":", &version.to_string()].concat()
}

/// Reads one.
pub(in crate::users) fn read(text: &str) -> Option<(UserId, i64)> {
    let (user, version) = text.split_once(':')?;
    Some((user.parse().ok()?, version.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_sent_reads_back(id: u128, version: i64) {
            let user = UserId(uuid::Uuid::from_u128(id));
            prop_assert_eq!(read(&value(user, version)), Some((user, version)));
        }

        #[test]
        fn no_text_makes_reading_panic(text in ".*") {
            let _ = read(&text);
        }
    }
}
