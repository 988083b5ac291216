//! How much one person may make the program do for others in an hour: write letters, add to somebody else's record, keep
//! what nobody may ever ask for again.
//!
//! It is counted in the transaction of what is done, so that whatever comes at the same moment is counted too.

use sha2::{Digest as _, Sha256};

use crate::{
    base::{clock::hex, dates::Instant, error::AppError, ids::UserId, kept},
    database::{Failure, Query, Tx},
};

/// What there may be only so much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spending<'a> {
    /// Letters that somebody causes: enough to change everybody at a large practice twice.
    Letters(UserId),
    /// Those of them that go to one address.
    LettersTo(UserId, &'a str),
    /// Links of members with accountants that somebody makes: each writes to the member.
    Accountants(UserId),
    /// People whom somebody adds by files: two full ones. The letters to them are not counted among [`Self::Letters`].
    PeopleOfFiles(UserId),
    /// Lines of such files that somebody has checked: the answer tells which addresses have an account.
    CheckedPeople(UserId),
    /// Changes of one's own name, which the practices' records and their administrators are told of.
    Renames(UserId),
    /// Attempts without a right to them that are recorded. Others are logged alone.
    RecordedRefusals(UserId),
    /// Passkeys that an address is asked for before anybody has logged in.
    Ceremonies(&'a str),
    /// Forgotten passwords that are asked about from an address.
    ForgottenPasswords(&'a str),
    /// Requests for a certification that are begun from an address.
    Drafts(&'a str),
    /// Such requests that are sent from an address: each writes to several people.
    Certifications(&'a str),
    /// Answers and links asked for about certifications from an address.
    CertificationAnswers(&'a str),
    /// Links to certifications that are sent to an address because somebody asked for one.
    CertificationLinks(&'a str),
}

impl Spending<'_> {
    /// How much of it there may be in an hour.
    fn most(self) -> i64 {
        match self {
            Self::Letters(_) => 500,
            Self::Accountants(_) | Self::PeopleOfFiles(_) => 1_000,
            Self::CheckedPeople(_) => 5_000,
            Self::LettersTo(..) => 20,
            Self::Renames(_) => 3,
            Self::RecordedRefusals(_) => 30,
            Self::Ceremonies(_) => 300,
            Self::ForgottenPasswords(_) | Self::Drafts(_) | Self::CertificationAnswers(_) => 100,
            Self::Certifications(_) => 10,
            Self::CertificationLinks(_) => 4,
        }
    }

    /// What it is counted under. A hash: addresses are nobody's business here.
    fn key(self) -> String {
        let of = match self {
            Self::Letters(by) => format!("letters {by}"),
            Self::LettersTo(by, to) => format!("letters {by} {to}"),
            Self::Accountants(by) => format!("accountants {by}"),
            Self::PeopleOfFiles(by) => format!("people of files {by}"),
            Self::CheckedPeople(by) => format!("checked people {by}"),
            Self::Renames(who) => format!("renames {who}"),
            Self::RecordedRefusals(by) => format!("refusals {by}"),
            Self::Ceremonies(peer) => format!("ceremonies {peer}"),
            Self::ForgottenPasswords(peer) => format!("forgotten {peer}"),
            Self::Drafts(peer) => format!("drafts {peer}"),
            Self::Certifications(peer) => format!("certifications {peer}"),
            Self::CertificationLinks(to) => format!("certification links {to}"),
            Self::CertificationAnswers(peer) => format!("certification answers {peer}"),
        };
        hex(&Sha256::digest(of))
    }
}

/// Spends `much` of a budget. Gives whether there was enough; what is refused for want of it is not done, and its
/// transaction counts for nothing.
pub(crate) async fn spend(
    tx: &mut Tx,
    spending: Spending<'_>,
    much: usize,
    now: Instant,
) -> Result<bool, Failure> {
    let much = i64::try_from(much).unwrap_or(i64::MAX);
    Ok(count(tx, spending, much, now).await? <= spending.most())
}

/// Makes room in a budget for `much` that is counted in another one: what is spent of it next comes out even. What somebody spent
/// before stays spent.
pub(crate) async fn make_room(
    tx: &mut Tx,
    spending: Spending<'_>,
    much: usize,
    now: Instant,
) -> Result<(), Failure> {
    let much = i64::try_from(much).unwrap_or(i64::MAX);
    count(tx, spending, -much, now).await?;
    Ok(())
}

/// Counts `much` more. Gives what was spent in this hour.
async fn count(
    tx: &mut Tx,
    spending: Spending<'_>,
    much: i64,
    now: Instant,
) -> Result<i64, Failure> {
    let (spent,): (i64,) = tx
        .one(
            Query::new(
                "INSERT INTO budget (key, spent, began_at) VALUES ($1, $2, $3)
                 ON CONFLICT (key) DO UPDATE
                 SET spent = CASE WHEN budget.began_at <= $4 OR budget.began_at > excluded.began_at THEN excluded.spent
                                  ELSE budget.spent + excluded.spent END,
                     began_at = CASE WHEN budget.began_at <= $4 OR budget.began_at > excluded.began_at
                                     THEN excluded.began_at ELSE budget.began_at END
                 RETURNING spent",
            )
            .bind(spending.key())
            .bind(much)
            .bind(now)
            .bind(now.0 - Instant::HOUR),
        )
        .await?;
    Ok(spent)
}

/// Spends `much` of a budget, or says in plain words that there is none left.
pub(crate) async fn spend_or_refuse(
    tx: &mut Tx,
    spending: Spending<'_>,
    much: usize,
    now: Instant,
) -> Result<(), Failure> {
    if spend(tx, spending, much, now).await? {
        return Ok(());
    }
    let why = match spending {
        Spending::Letters(_) => {
            "You have caused too many emails in the last hour, so this was not done. Try again in an hour. If it cannot wait, contact the registration team."
        }
        Spending::LettersTo(..) => {
            "You have caused too many emails to the same person in the last hour, so this was not done. Try again in an hour."
        }
        Spending::Accountants(_) => {
            "You have named accountants for too many members in the last hour, so this was not done. Try again in an hour."
        }
        Spending::PeopleOfFiles(_) => {
            "You have added too many people from files in the last hour, so this was not done. Try again in an hour. If it cannot wait, contact the registration team."
        }
        Spending::CheckedPeople(_) => {
            "You have checked files with too many people in the last hour, so this one was not checked. Try again in an hour."
        }
        Spending::Renames(_) => {
            "You have changed your name three times in the last hour, so nothing was changed now. Try again in an hour."
        }
        _ => "This was asked for too often from where you are. Try again in an hour.",
    };
    Err(AppError::Invalid(why.to_owned()).into())
}

/// Forgets what was spent in hours that are over.
pub(crate) fn forget(now: Instant) -> Query {
    Query::new("DELETE FROM budget WHERE began_at <= $1").bind(now.0 - kept::BUDGETS.lasts)
}
