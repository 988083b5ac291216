//! A practice asks a GP to bring their entry up to date.

use super::{read_entry, read_gp};
use crate::{
    access::ConfirmsLinks,
    base::{
        clock::{date_of, days_after},
        dates::{Date, Instant},
        ids::GmcNumber,
        search_words::words,
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    mail::{self, EntryNudge, Letter},
    performers::{LinkKind, ask_address},
    practices,
    web::AuditContext,
};

/// How many days lie between two times that a practice asks the same GP.
const PAUSE: u32 = 7;

/// From which day on a practice that asked then can ask again.
pub(super) fn again_on(asked: Instant) -> Date {
    days_after(date_of(asked), PAUSE)
}

/// Asking once.
pub(crate) struct Nudge<'a> {
    pub permit: &'a ConfirmsLinks,
    pub gmc_number: &'a GmcNumber,
    /// The GP's last name as the practice knows it: a number alone would be easily mistaken.
    pub last_name: &'a str,
    pub audit: &'a AuditContext,
}

/// Outcome.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Nudged {
    /// The GP was asked.
    Yes,
    /// They were asked less than a week ago; from this day on they can be again.
    Lately(Date),
    /// No GP has this number and this name.
    Nobody,
}

impl UnitOfWork for Nudge<'_> {
    type Done = Nudged;
    type Error = Failure;

    fn practices(&self) -> Vec<crate::base::ids::OdsCode> {
        vec![self.permit.practice().clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<Nudged, Failure> {
        let (practice, audit) = (self.permit.practice(), self.audit);
        let Some(gp) = read_gp(tx, self.gmc_number).await? else {
            return Ok(Nudged::Nobody);
        };
        let (known, said) = (words(&gp.name), words(self.last_name));
        if said.is_empty() || !said.iter().all(|word| known.contains(word)) {
            return Ok(Nudged::Nobody);
        }
        let last: Option<(Instant,)> = tx
            .optional(
                Query::new("SELECT asked_at FROM nudge WHERE gmc_number = $1 AND ods = $2")
                    .bind(self.gmc_number)
                    .bind(practice),
            )
            .await?;
        if let Some((at,)) = last {
            let again = again_on(at);
            if audit.today < again {
                return Ok(Nudged::Lately(again));
            }
        }
        tx.execute(
            Query::new(
                "INSERT INTO nudge (gmc_number, ods, asked_at, asked_by) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (gmc_number, ods) DO UPDATE SET asked_at = excluded.asked_at, asked_by = excluded.asked_by",
            )
            .bind(self.gmc_number)
            .bind(practice)
            .bind(audit.at)
            .bind(&audit.by_name),
        )
        .await?;
        let name = practices::store::name_of(tx, practice).await?;
        let event = NewEvent {
            action: Action::Nudged,
            subject: Some((gp.user, &gp.name)),
            practice: Some(practice),
            detail: Detail::default(),
            reason: "",
        };
        append(tx, audit, event).await?;
        let linked = self.is_linked(tx).await?;
        let kind = if linked {
            LinkKind::Change
        } else {
            LinkKind::Join
        };
        let write = |given| {
            Letter::EntryNudge(EntryNudge {
                name: given,
                practice: name,
                by: audit.by_name.clone(),
                join: ask_address(kind, Some(practice)),
                linked,
            })
        };
        mail::tell(tx, audit, gp.user, write).await?;
        Ok(Nudged::Yes)
    }
}

impl Nudge<'_> {
    /// Whether the GP has a link with the practice, or will.
    async fn is_linked(&self, tx: &mut Tx) -> Result<bool, Failure> {
        let entry = read_entry(tx, self.gmc_number).await?;
        Ok(entry.is_some_and(|entry| {
            let mut here = entry.at(self.permit.practice());
            here.any(|link| !link.period.is_over(self.audit.today))
        }))
    }
}
