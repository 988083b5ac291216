//! Which account a GP of the file has, gets or keeps. Pure.

use std::collections::HashMap;

use super::{
    file::{Facts, Listed},
    known::{ImportAccount, ImportState, Standing},
};
use crate::base::ids::{GmcNumber, UserId};

/// What becomes of a GP's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GpAccount {
    pub user: UserId,
    pub fate: Fate,
    /// Whether the name on the list is another than the account's.
    pub renamed: bool,
    /// What becomes of the address.
    pub address: Address,
}

/// Whether the account was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is made.
    New,
    /// It was a GP's before.
    ImportState,
    /// It was a user's who is a GP, as the list says.
    Kept,
}

/// What becomes of a GP's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// The account has it, or it waits for its proof already.
    Same,
    /// The account was never set up: the invitation goes to the new address.
    Corrected,
    /// The GP confirms it before it becomes the username.
    ToConfirm,
}

/// Who has which address once the lines so far are done.
pub(super) struct Addresses<'a> {
    known: &'a ImportState,
    /// Addresses that GPs of the file get, and whose they are.
    taken: HashMap<&'a str, &'a GmcNumber>,
}

impl<'a> Addresses<'a> {
    pub(super) fn new(known: &'a ImportState) -> Self {
        Self {
            known,
            taken: HashMap::new(),
        }
    }

    /// Decides about one GP, or says why none of their lines can be taken over. `new` is the identifier of an account
    /// that may be made.
    pub(super) fn account(
        &mut self,
        number: &'a GmcNumber,
        listed: &'a Listed,
        new: UserId,
    ) -> Result<GpAccount, String> {
        let email = listed.facts.email.as_ref();
        if let Some(other) = self.taken.insert(email, number) {
            self.taken.insert(email, other);
            return Err(format!(
                "gmc_email {email} is that of {other} in this file too"
            ));
        }
        let own = self.known.gps.get(number);
        let with_email = self.known.by_email.get(email);
        match (own, with_email) {
            (Some(own), Some(other)) if own.user != other.user => {
                Err(format!("gmc_email {email} belongs to another account"))
            }
            (Some(own), _) => {
                let standing = self.known.standings.get(number);
                Ok(GpAccount {
                    user: own.user,
                    fate: Fate::ImportState,
                    renamed: renamed(own, &listed.facts),
                    address: address(own, standing, email),
                })
            }
            (None, Some(other)) => match &other.gmc_number {
                Some(theirs) => Err(format!(
                    "gmc_email {email} belongs to the account of another GP, {theirs}"
                )),
                None => Ok(GpAccount {
                    user: other.user,
                    fate: Fate::Kept,
                    renamed: renamed(other, &listed.facts),
                    address: Address::Same,
                }),
            },
            (None, None) => Ok(GpAccount {
                user: new,
                fate: Fate::New,
                renamed: false,
                address: Address::Same,
            }),
        }
    }
}

fn renamed(account: &ImportAccount, facts: &Facts) -> bool {
    let before = (
        account.title.as_str(),
        account.first_names.as_str(),
        account.last_name.as_str(),
    );
    before != (facts.name.title(), facts.name.first(), facts.name.last())
}

fn address(account: &ImportAccount, standing: Option<&Standing>, email: &str) -> Address {
    let known = standing.is_some_and(|standing| standing.gmc_email == email);
    match (account.email == email || known, account.is_set_up) {
        (true, _) => Address::Same,
        (false, false) => Address::Corrected,
        (false, true) => Address::ToConfirm,
    }
}
