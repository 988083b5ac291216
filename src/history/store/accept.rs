//! Taking over what the tables say of access where the record says otherwise: after an update, a restored backup, or a
//! repair by hand. The record says who did it and why, so that nothing is taken over unseen.

use std::collections::BTreeMap;

use super::{NewEvent, Verdict, append_all, compare::Disagreement, compare::past_of, standing};
use crate::{
    access::Role,
    base::ids::{OdsCode, UserId},
    database::{Db, Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, Standing},
    web::AuditContext,
};

/// Records, at every place where `verdict` found a difference, how it is. Gives how many places and members of the
/// registration team that were.
pub async fn accept(
    db: &Db,
    verdict: &Verdict,
    audit: &AuditContext,
    reason: &str,
) -> Result<usize, Failure> {
    let mut by_practice: BTreeMap<&OdsCode, Vec<&Disagreement>> = BTreeMap::new();
    for place in &verdict.disagreements {
        by_practice.entry(&place.practice).or_default().push(place);
    }
    for (practice, places) in by_practice {
        let accept = Accept {
            practice,
            places,
            audit,
            reason,
        };
        db.write(&accept).await?;
    }
    let officers = AcceptOfficers {
        found: &verdict.officers,
        audit,
        reason,
    };
    db.write(&officers).await?;
    Ok(verdict.disagreements.len() + verdict.officers.len())
}

struct Accept<'a> {
    practice: &'a OdsCode,
    places: Vec<&'a Disagreement>,
    audit: &'a AuditContext,
    reason: &'a str,
}

impl UnitOfWork for Accept<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let asked: Vec<_> = self
            .places
            .iter()
            .map(|place| (place.user, self.practice))
            .collect();
        let found = standing::read(tx, &asked).await?;
        let mut events = Vec::with_capacity(self.places.len());
        for place in &self.places {
            let there = found.get(&(place.user, self.practice));
            let after = there.into_iter().flat_map(|standing| &standing.grants);
            let after = after
                .filter_map(|held| Role::from_code(&held.role))
                .collect();
            events.push(NewEvent {
                action: Action::Accepted,
                subject: Some((place.user, &place.name)),
                practice: Some(self.practice),
                detail: Detail {
                    before: place.recorded.clone(),
                    after,
                    standing: Some(Standing {
                        gone: there.is_none(),
                        past: past_of(tx, place.user, self.practice).await?,
                        ..Standing::default()
                    }),
                    ..Detail::default()
                },
                reason: self.reason,
            });
        }
        append_all(tx, self.audit, events).await
    }
}

struct AcceptOfficers<'a> {
    found: &'a [(UserId, String, bool)],
    audit: &'a AuditContext,
    reason: &'a str,
}

impl UnitOfWork for AcceptOfficers<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let mut events = Vec::with_capacity(self.found.len());
        for (user, name, _) in self.found {
            let is: Option<(bool,)> = tx
                .optional(
                    Query::new("SELECT is_registration_officer FROM app_user WHERE id = $1")
                        .bind(*user),
                )
                .await?;
            let is = is.is_some_and(|(is,)| is);
            events.push(NewEvent {
                action: Action::Accepted,
                subject: Some((*user, name)),
                practice: None,
                detail: Detail {
                    officer: Some(is),
                    note: if is {
                        "A member of the registration team".to_owned()
                    } else {
                        "Not a member of the registration team".to_owned()
                    },
                    ..Detail::default()
                },
                reason: self.reason,
            });
        }
        append_all(tx, self.audit, events).await
    }
}
