//! Recovery codes: the way in for whoever has lost their phone and their key.

use sha2::{Digest as _, Sha256};

use crate::{
    base::{
        clock::{hex, secret},
        ids::UserId,
    },
    web::{
        Request,
        session::{hash, set_named_cookie},
    },
};

/// The browser's cookie with the codes that its page shows, until they are kept.
const COOKIE: &str = "new_codes";
/// For how long, in seconds.
const SHOWN: &str = "; Max-Age=1800";

/// How many make a set.
pub const COUNT: usize = 10;
/// So few are a reason to make a new set.
pub const FEW: usize = 3;
/// Letters of a code: 80 random bits, which nobody finds from their hash.
const LENGTH: usize = 16;
/// Digits and letters without those that are taken for one another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// One code.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecoveryCode(String);

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode")
    }
}

impl RecoveryCode {
    /// Reads a code without spaces and hyphens. Letters that look like digits are taken for these.
    pub fn read(typed: &str) -> Option<Self> {
        let code: String = typed
            .chars()
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            })
            .collect();
        let fits = code.len() == LENGTH && code.bytes().all(|byte| LETTERS.contains(&byte));
        fits.then_some(Self(code))
    }

    /// As shown: four groups of four.
    pub fn shown(&self) -> String {
        let mut text = String::with_capacity(LENGTH + 3);
        for (index, letter) in self.0.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                text.push('-');
            }
            text.push(letter);
        }
        text
    }

    /// As stored.
    pub fn hash(&self, user: UserId) -> [u8; 32] {
        Sha256::new()
            .chain_update(user.0.as_bytes())
            .chain_update(self.0.as_bytes())
            .finalize()
            .into()
    }
}

/// A new set.
pub fn new_set() -> Vec<RecoveryCode> {
    let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
    let code = |_| RecoveryCode(secret()[..LENGTH].iter().map(letter).collect());
    (0..COUNT).map(code).collect()
}

/// The set that this browser was shown in this session and has not kept yet; a new one where there is none.
pub(super) fn shown_set(request: &Request) -> Vec<RecoveryCode> {
    let session = request.session_secret().unwrap_or_default();
    let session = hex(&hash(&session));
    let before = request.cookie_value(COOKIE).and_then(|value| {
        let (of, codes) = value.split_once('.')?;
        // Those of an earlier session may be somebody else's.
        if of != session {
            return None;
        }
        let codes: Option<Vec<_>> = codes.split('.').map(RecoveryCode::read).collect();
        codes.filter(|codes| codes.len() == COUNT)
    });
    before.unwrap_or_else(|| {
        let codes = new_set();
        let parts: Vec<_> = codes.iter().map(|code| code.0.as_str()).collect();
        set_named_cookie(COOKIE, &[&session, ".", &parts.join(".")].concat(), SHOWN);
        codes
    })
}

/// Forgets the set that was shown: it is kept now.
pub(super) fn forget_shown() {
    set_named_cookie(COOKIE, "", "; Max-Age=0");
}

/// Reads a set as a page showed it, one code a line: ten different codes, or none at all.
pub fn read_set(text: &str) -> Option<Vec<RecoveryCode>> {
    let mut codes = text
        .split_whitespace()
        .take(COUNT + 1)
        .map(|line| RecoveryCode::read(&line.replace('-', "")))
        .collect::<Option<Vec<_>>>()?;
    codes.sort_unstable();
    codes.dedup();
    (codes.len() == COUNT).then_some(codes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_reads_back_as_it_is_shown_and_however_it_is_typed() {
        let mut codes = new_set();
        let shown: Vec<_> = codes.iter().map(RecoveryCode::shown).collect();
        codes.sort_unstable();
        assert_eq!(read_set(&shown.join("\n")), Some(codes));
        assert_eq!(read_set(&shown[1..].join("\n")), None);
        assert_eq!(
            read_set(&[&shown[1..], &shown[1..2]].concat().join("\n")),
            None
        );
        let typed = shown[0]
            .replace('-', "")
            .replace('0', "o")
            .replace('1', "l");
        assert_eq!(
            RecoveryCode::read(&typed.to_lowercase()).unwrap().shown(),
            shown[0]
        );
    }

    #[test]
    fn the_same_code_of_two_accounts_is_stored_differently() {
        let code = RecoveryCode::read("0123456789ABCDEF").unwrap();
        let [one, other] = [1, 2].map(|id| code.hash(UserId(uuid::Uuid::from_u128(id))));
        assert_ne!(one, other);
    }
}
