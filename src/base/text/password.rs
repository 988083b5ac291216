//! Passwords are compared as text, not as what a keyboard makes of it.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization as _, is_nfkc};

/// A password as it is hashed: the same for the same text, whichever keyboard it was typed on (NFKC, as NIST SP 800-63B
/// recommends).
pub fn comparable(typed: &str) -> Cow<'_, str> {
    if is_nfkc(typed) {
        Cow::Borrowed(typed)
    } else {
        Cow::Owned(typed.nfkc().collect())
    }
}
