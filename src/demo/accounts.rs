//! Who can sign in to the demonstration data.

use super::Kind;

/// The password of everyone in the demonstration data who has one. It is public, which is why demonstration data is
/// served to this machine alone.
pub const PASSWORD: &str = "practice-access-demo";

/// The hash of the password, made once, so that the same seed gives the same rows.
pub(super) const PASSWORD_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$ZGVtb25zdHJhdGlvbi0wMQ$2jJx4/A6AD8z85bwfLFMuFu7GsuHPHDkIClDRVfBEb4";

/// An account to sign in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    pub email: &'static str,
    /// Who that is.
    pub who: &'static str,
}

/// A user administrator of one practice.
pub(super) const ADMINISTRATOR: &str = "administrator@demo.example";
/// A user administrator of three practices.
pub(super) const OF_THREE: &str = "practice.manager@demo.example";
/// A registration officer.
pub(super) const OFFICER: &str = "registration@demo.example";
/// A second registration officer: two decide about a certification.
pub(super) const SECOND_OFFICER: &str = "second.officer@demo.example";
/// A GP who administers nothing.
pub(super) const GP: &str = "gp@demo.example";
/// A GP who is a partner at two practices.
pub(super) const PARTNER: &str = "dr.joao.ferreira@demo.example";
/// The partner's accountant.
pub(super) const ACCOUNTANT: &str = "nigel.abacus.hartley@demo.example";
/// A user administrator of the practice with 300 users.
pub(super) const OF_LARGE: &str = "large.practice@demo.example";
/// A user administrator of twenty practices.
pub(super) const OF_TWENTY: &str = "twenty.practices@demo.example";
/// A user administrator of three hundred practices.
pub(super) const OF_HUNDREDS: &str = "300.practices@demo.example";

const EVERYWHERE: [Account; 4] = [
    Account {
        email: ADMINISTRATOR,
        who: "user administrator of one practice",
    },
    Account {
        email: OF_THREE,
        who: "user administrator of three practices",
    },
    Account {
        email: OFFICER,
        who: "registration officer",
    },
    Account {
        email: GP,
        who: "GP without administration",
    },
];

const SMALL: [Account; 3] = [
    Account {
        email: SECOND_OFFICER,
        who: "second registration officer, on the pensions desk",
    },
    Account {
        email: PARTNER,
        who: "GP partner with pension forms",
    },
    Account {
        email: ACCOUNTANT,
        who: "accountant of that partner",
    },
];

const NATIONAL: [Account; 3] = [
    Account {
        email: OF_LARGE,
        who: "user administrator of the practice with 300 users",
    },
    Account {
        email: OF_TWENTY,
        who: "user administrator of 20 practices",
    },
    Account {
        email: OF_HUNDREDS,
        who: "user administrator of 300 practices",
    },
];

/// The accounts of one set of demonstration data.
pub fn accounts(kind: Kind) -> Vec<Account> {
    let more: &[Account] = match kind {
        Kind::Small => &SMALL,
        Kind::National => &NATIONAL,
    };
    EVERYWHERE.iter().chain(more).copied().collect()
}

/// Whether an account has an authenticator app from the start: those that need one do.
pub(super) fn has_app(email: &str) -> bool {
    ![GP, PARTNER, ACCOUNTANT].contains(&email)
        && EVERYWHERE
            .iter()
            .chain(&SMALL)
            .chain(&NATIONAL)
            .any(|account| account.email == email)
}

/// What is printed for those who want to try it.
pub fn invitation(kind: Kind) -> String {
    let mut text = String::from("Log in with one of these, password ");
    text.push_str(PASSWORD);
    text.push_str(". The page after it fills in the code:\n");
    for account in accounts(kind) {
        text.push_str("  ");
        text.push_str(account.email);
        for _ in account.email.len()..32 {
            text.push(' ');
        }
        text.push_str(account.who);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passwords::Passwords;

    #[tokio::test]
    async fn the_printed_password_opens_the_accounts() {
        assert!(PASSWORD.len() >= 12);
        let hash = Some(PASSWORD_HASH.to_owned());
        let passwords = Passwords::default();
        assert!(passwords.check(PASSWORD.to_owned(), hash).await.unwrap());
    }
}
