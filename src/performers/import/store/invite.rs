//! Inviting the GPs who have a new account, and asking others to confirm the address that the GMC has.

use std::collections::BTreeMap;

use super::{Gp, ImportPerformers};
use crate::{
    base::{clock::in_words, dates::Date, ids::GmcNumber, text::greeting},
    database::{Failure, Tx},
    mail::{self, Letter, Recipient},
    performers::{
        import::{
            accounts::{Address, Fate},
            known::ImportState,
        },
        rules::AssignmentChange,
    },
    sign_in::{
        invitations::{self, Invitation, Reissue},
        links::{self, NewLink, Purpose},
    },
    web::session::new_secret,
};

/// Invites and asks. Gives how many were invited.
pub(super) async fn invite_all(
    tx: &mut Tx,
    import: &ImportPerformers,
    known: &ImportState,
    gps: &[&Gp<'_>],
    steps: &[(GmcNumber, AssignmentChange)],
) -> Result<usize, Failure> {
    let practices = practices_of(known, steps, import.audit.today);
    let now = import.audit.at;
    let (mut links, mut letters, mut invited) = (Vec::new(), Vec::new(), 0);
    for gp in gps {
        let Some(purpose) = purpose(gp) else {
            continue;
        };
        if gp.account.fate != Fate::New {
            links::end(tx, gp.account.user, purpose, links::End::NewerLink, now).await?;
        }
        let to = Recipient {
            address: gp.facts.email.as_ref().to_owned(),
            name: gp.facts.name.full(),
        };
        let link = NewLink {
            user: gp.account.user,
            purpose,
            address: (purpose == Purpose::Address).then(|| to.address.clone()),
            now,
        };
        let secret = new_secret();
        let valid_until = in_words(link.expires_at());
        let letter = if purpose == Purpose::Invitation {
            invited += 1;
            let practices = practices.get(gp.number).cloned().unwrap_or_default();
            invitation(gp, practices, &secret, valid_until)
        } else {
            Letter::GmcAddressProof {
                name: greeted(gp),
                link: links::confirm_address(&secret),
                valid_until,
            }
        };
        links.push((link, secret));
        letters.push((to, letter));
    }
    links::issue_all(tx, &links).await?;
    mail::post_all(tx, &import.audit, &letters).await?;
    Ok(invited)
}

/// Where the GPs are newly linked, by name.
fn practices_of<'a>(
    known: &ImportState,
    steps: &'a [(GmcNumber, AssignmentChange)],
    today: Date,
) -> BTreeMap<&'a GmcNumber, Vec<String>> {
    let mut practices: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (number, step) in steps {
        if let AssignmentChange::Add(link) = step
            && !link.period.is_over(today)
        {
            let name = known.practices.get(&link.practice).cloned();
            practices.entry(number).or_default().extend(name);
        }
    }
    practices
}

/// What a GP is sent a link for; none if nothing is new about their account.
fn purpose(gp: &Gp<'_>) -> Option<Purpose> {
    match (gp.account.fate, gp.account.address) {
        (Fate::New, _) | (_, Address::Corrected) => Some(Purpose::Invitation),
        (_, Address::ToConfirm) => Some(Purpose::Address),
        (_, Address::Same) => None,
    }
}

/// Whether a GP is sent the link by which an account is set up.
pub(super) fn is_invited(gp: &Gp<'_>) -> bool {
    purpose(gp) == Some(Purpose::Invitation)
}

fn greeted(gp: &Gp<'_>) -> String {
    greeting(gp.facts.name.first(), gp.facts.name.last()).to_owned()
}

fn invitation(gp: &Gp<'_>, practices: Vec<String>, secret: &str, valid_until: String) -> Letter {
    invitations::letter(Invitation {
        name: greeted(gp),
        invited_by: None,
        practices,
        officer: false,
        secret,
        valid_until,
        again: if gp.account.fate == Fate::New {
            Reissue::No
        } else {
            Reissue::Yes
        },
    })
}
