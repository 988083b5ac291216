//! Hashing and checking passwords, a few at a time, away from the threads that answer requests.

mod line;
mod rules;

pub(crate) use line::{Busy, PlaceInLine};
pub use rules::{NewPassword, Weak};

use crate::{
    base::{
        clock::secret,
        heavy::{Places, heavy},
        text::comparable,
    },
    database::Failure,
};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};

/// Memory of one hash in KiB, and passes over it: the least that is recommended for Argon2id.
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Hashes and checks passwords. Clones share the cap on how many are under way.
#[derive(Clone, Debug, Default)]
pub struct Passwords {
    places: Places,
    lines: line::Lines,
}

/// A hash of nobody's password, compared with where there is no account: the work is the same to the last step.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LW5vYm9keS0wMQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY, PASSES, 1, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes a password, here and now. For commands; requests use [`Passwords`].
pub fn hash_now(password: &str) -> Result<String, Failure> {
    argon2()
        .hash_password_with_salt(comparable(password).as_bytes(), &secret()[..16])
        .map(|hash| hash.to_string())
        .map_err(Failure::internal)
}

impl Passwords {
    /// Waits for the turn of somebody at the address `peer`, of whose passwords one is looked at at a time.
    pub(crate) async fn turn(&self, peer: &str) -> Result<PlaceInLine, Busy> {
        self.lines.wait(peer).await
    }

    /// What was typed as a new password by someone with these names, addresses and practices.
    pub async fn read(
        &self,
        typed: String,
        own: Vec<String>,
    ) -> Result<Result<NewPassword, Weak>, Failure> {
        Ok(heavy(move || NewPassword::read(typed, &own)).await?)
    }

    /// The hash of a new password.
    pub async fn hash(&self, password: NewPassword) -> Result<String, Failure> {
        self.places.run(move || hash_now(password.text())).await?
    }

    /// Whether `password` is the one behind `hash`. Without a hash the same work is done in vain, so that the time
    /// does not tell whether an account exists. Hashes from before passwords were made comparable are of what was typed.
    pub async fn check(&self, password: String, hash: Option<String>) -> Result<bool, Failure> {
        self.places
            .run(move || {
                let comparable = comparable(&password);
                let typed_otherwise = *comparable != *password;
                let there = hash.is_some();
                let hash = hash.as_deref().unwrap_or(NOBODYS);
                let hash = PasswordHash::new(hash).map_err(Failure::internal)?;
                let opens = |text: &str| argon2().verify_password(text.as_bytes(), &hash).is_ok();
                Ok((opens(&comparable) || typed_otherwise && opens(&password)) && there)
            })
            .await?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_opens_its_hash() {
        let passwords = Passwords::default();
        let hash = hash_now("correct horse").unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(
            passwords
                .check("correct horse".into(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .check("wrong horse".into(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(!passwords.check("correct horse".into(), None).await.unwrap());
        let cost = hash.rsplitn(3, '$').last();
        assert_eq!(NOBODYS.rsplitn(3, '$').last(), cost, "another cost");
    }

    #[tokio::test]
    async fn a_password_is_the_same_on_every_keyboard_and_old_hashes_still_open() {
        let passwords = Passwords::default();
        let (composed, decomposed, wide) = (
            "caf\u{e9} \u{ac00}",
            "cafe\u{301} \u{1100}\u{1161}",
            "ｃafé 가",
        );
        let hash = hash_now(decomposed).unwrap();
        for typed in [composed, decomposed, wide] {
            let opened = passwords.check(typed.into(), Some(hash.clone())).await;
            assert!(opened.unwrap(), "{typed}");
        }
        let of_before = argon2()
            .hash_password_with_salt(decomposed.as_bytes(), b"sixteen bytes of")
            .unwrap()
            .to_string();
        let opens = async |typed: &str| {
            passwords
                .check(typed.into(), Some(of_before.clone()))
                .await
                .unwrap()
        };
        assert!(opens(decomposed).await);
        assert!(!opens(composed).await);
    }
}
