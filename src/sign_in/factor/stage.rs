//! What a session's stage means for the way through the pages, and which factors may be removed.

use super::with_next;
use crate::web::session::Stage;

/// The page that comes next in a session, on the way to `next`.
pub(crate) fn page_after(stage: Stage, next: &str) -> String {
    let next = if next.starts_with('/') { next } else { "/" };
    let page = match stage {
        Stage::Complete => return next.to_owned(),
        Stage::Prove => "/sign-in/factor",
        Stage::SetUp => "/sign-in/set-up",
    };
    with_next(page, next)
}

/// Why the last factor of an account that needs one stays.
pub const LAST_ONE: &str = "You manage other people’s access, so you need a second factor. Add another one before you \
    remove this one";

/// Whether one of `count` second factors may be removed.
pub fn may_remove(needs_factor: bool, count: usize) -> Result<(), &'static str> {
    if needs_factor && count <= 1 {
        Err(LAST_ONE)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_way_to_a_page_goes_through_what_is_missing() {
        assert_eq!(page_after(Stage::Complete, "/users?q=ng"), "/users?q=ng");
        assert_eq!(
            page_after(Stage::Prove, "/users?q=ng"),
            "/sign-in/factor?next=%2Fusers%3Fq%3Dng"
        );
        assert_eq!(page_after(Stage::SetUp, ""), "/sign-in/set-up?next=%2F");
    }

    proptest! {
        #[test]
        fn who_needs_a_factor_keeps_one(mut count in 0..9_usize) {
            while may_remove(true, count).is_ok() {
                count -= 1;
            }
            prop_assert!(count <= 1);
            prop_assert!(may_remove(false, count).is_ok());
        }
    }
}
