//! Doing a plan.

use std::fmt::Debug;

use super::{of_members::of_members, read_columns, read_subject, refused, tell_changed};
use crate::{
    access::{Actor, Addition, ColumnPlan, MembershipStatus, Plan, Refusal, Role, Terms, plan},
    accountant_links,
    base::{
        clock::{in_words, new_id},
        dates::Instant,
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    history::{Action, Detail, NewEvent, append},
    still_here::ask_whether_still_here,
    ui::{Check, Outcome},
    users::{
        confirmed::{Acting, ConfirmedChange, NotMade},
        roles::{SentTable, check_of},
    },
    web::{AuditContext, Request},
};

/// A user's role table as it was sent, however many practices it spans.
pub(crate) struct Save<'a> {
    /// Whose table.
    pub user: UserId,
    /// What was sent.
    pub sent: &'a SentTable,
    /// Dates, reason, confirmations.
    pub terms: Terms,
}

/// A plan, with what it means for the members of an accountant, a sentence for each practice.
pub(crate) struct Planned {
    plan: Plan,
    of_members: Vec<String>,
}

impl ConfirmedChange for Save<'_> {
    type Plan = Planned;
    type WhyNot = Refusal;

    fn practices(&self) -> Vec<OdsCode> {
        self.sent.practices()
    }

    fn waits_at(&self) -> Vec<OdsCode> {
        self.sent.changed()
    }

    fn content(&self) -> impl Debug + Send + Sync {
        (self.user, self.sent, &self.terms)
    }

    fn confirm(&mut self) {
        self.terms.accepts_no_administrator = true;
    }

    async fn plan(&self, tx: &mut Tx, by: Acting<'_>) -> Result<Planned, NotMade> {
        let subject = read_subject(tx, self.user)
            .await?
            .ok_or(AppError::NotFound)?;
        let today = by.audit.today;
        let columns = read_columns(tx, self.user, &self.sent.practices(), today).await?;
        let wanted = self.sent.wanted(&columns);
        let plan = plan(
            &columns,
            &wanted,
            &self.terms,
            &subject,
            by.permissions,
            today,
        )
        .map_err(NotMade::Refused)?;
        let of_members = of_members(tx, &plan).await?;
        Ok(Planned { plan, of_members })
    }

    fn preview(&self, planned: &Planned, by: Acting<'_>) -> Check {
        let mut check = Check {
            asks_code: asks_code(&planned.plan, by.audit),
            ..check_of(&planned.plan)
        };
        check.notes.extend(planned.of_members.iter().cloned());
        check.tell_reason(&self.terms.reason);
        check
    }

    async fn apply(
        &self,
        tx: &mut Tx,
        by: Acting<'_>,
        Planned { plan, .. }: Planned,
    ) -> Result<(), Failure> {
        apply(tx, by.audit, &plan).await?;
        tell_changed(tx, by.audit, &[plan]).await
    }

    async fn answer(
        &self,
        request: &Request,
        actor: &Actor,
        by: Acting<'_>,
        reasons: Vec<Refusal>,
    ) -> Result<Outcome, Failure> {
        let versions = self.sent.versions();
        refused(request, actor, by.audit, self.user, versions, reasons).await
    }
}

/// Whether a plan makes somebody an administrator and its actor has not shown a second factor just now.
pub(crate) fn asks_code(plan: &Plan, audit: &AuditContext) -> bool {
    audit.recent_factor.is_none() && plan.makes_an_administrator() && !plan.is_certified()
}

/// Does a plan: ends and adds grants, moves the place's version, records each practice's change in its chain.
pub(crate) async fn apply(tx: &mut Tx, audit: &AuditContext, plan: &Plan) -> Result<(), Failure> {
    apply_as(tx, audit, plan, None).await
}

/// The same. `takes_back`: the moment of the change that it takes back, which the record says then.
pub(crate) async fn apply_as(
    tx: &mut Tx,
    audit: &AuditContext,
    plan: &Plan,
    takes_back: Option<Instant>,
) -> Result<(), Failure> {
    if asks_code(plan, audit) {
        return Err(Failure::Refused(vec![Refusal::not_fresh()]));
    }
    let (subject, terms) = (plan.subject(), plan.terms());
    for change in plan.columns() {
        let version = take_place(tx, audit, subject.user, change).await?;
        let comes = matches!(
            change.membership,
            None | Some(MembershipStatus::Deactivated)
        );
        if comes && !change.comes_as_accountant() {
            ask_whether_still_here(tx, audit, subject.user, &change.practice).await?;
        }
        for grant in &change.remove {
            tx.execute(
                Query::new("UPDATE role_grant SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL")
                    .bind(grant.id)
                    .bind(audit.at)
                    .bind(audit.by),
            )
            .await?;
        }
        for given in &change.add {
            add(tx, audit, subject.user, change, *given, terms).await?;
        }
        record(tx, audit, plan, change, version, takes_back).await?;
    }
    let less = |change: &&ColumnPlan| !change.remove.is_empty();
    let places = plan.columns().iter().filter(less);
    let places: Vec<_> = places
        .map(|change| (subject.user, &change.practice))
        .collect();
    accountant_links::follow(tx, audit, &places).await
}

/// Records what a plan changed at one practice. `version`: that of the place afterwards.
async fn record(
    tx: &mut Tx,
    audit: &AuditContext,
    plan: &Plan,
    change: &ColumnPlan,
    version: i64,
    takes_back: Option<Instant>,
) -> Result<(), Failure> {
    let (subject, terms) = (plan.subject(), plan.terms());
    let of = takes_back.map(|at| ["The change of ", &in_words(at)].concat());
    let detail = Detail {
        before: change.before.clone(),
        after: change.after(),
        starts_on: terms.starts_on.filter(|start| *start > audit.today),
        ends_on: terms.ends_on,
        version,
        takes_back,
        note: of.unwrap_or_default(),
        ..Detail::default()
    };
    let event = NewEvent {
        action: match takes_back {
            Some(_) => Action::TakenBack,
            None => Action::RolesChanged,
        },
        subject: Some((subject.user, &subject.name)),
        practice: Some(&change.practice),
        detail,
        reason: terms.reason.trim(),
    };
    append(tx, audit, event).await
}

/// Gives the user a place at the practice, or moves the version of the one they have. Gives the new version.
async fn take_place(
    tx: &mut Tx,
    audit: &AuditContext,
    user: UserId,
    change: &ColumnPlan,
) -> Result<i64, Failure> {
    if change.membership.is_none() {
        tx.execute(
            Query::new(
                "INSERT INTO membership (user_id, ods, status, since, reason, version)
                 SELECT id, $2, CASE WHEN last_sign_in_at IS NULL THEN 'invited' ELSE 'active' END, $3, '', 1
                 FROM app_user WHERE id = $1",
            )
            .bind(user)
            .bind(&change.practice)
            .bind(audit.at),
        )
        .await?;
        return Ok(1);
    }
    let place = (user, &change.practice, &*change.name);
    move_place(tx, audit, place, change.version).await
}

/// Moves the version of the place that a user has, and makes it one that gives access if it was deactivated. Gives the new
/// version.
pub(crate) async fn move_place(
    tx: &mut Tx,
    audit: &AuditContext,
    (user, practice, name): (UserId, &OdsCode, &str),
    version: i64,
) -> Result<i64, Failure> {
    let moved = tx
        .execute(
            Query::new(
                "UPDATE membership SET version = version + 1,
                        since = CASE WHEN status = 'deactivated' THEN $4 ELSE since END,
                        leaves_on = CASE WHEN status = 'deactivated' THEN NULL ELSE leaves_on END,
                        reason = CASE WHEN status = 'deactivated' THEN '' ELSE reason END,
                        accepted_at = CASE WHEN status = 'deactivated' THEN NULL ELSE accepted_at END,
                        status = CASE WHEN status <> 'deactivated' THEN status
                                      WHEN (SELECT last_sign_in_at FROM app_user WHERE id = $1) IS NULL THEN 'invited'
                                      ELSE 'active' END
                 WHERE user_id = $1 AND ods = $2 AND version = $3",
            )
            .bind(user)
            .bind(practice)
            .bind(version)
            .bind(audit.at),
        )
        .await?;
    if moved == 0 {
        let practice = name.to_owned();
        return Err(Failure::Refused(vec![Refusal::Stale { practice }]));
    }
    Ok(version + 1)
}

async fn add(
    tx: &mut Tx,
    audit: &AuditContext,
    user: UserId,
    change: &ColumnPlan,
    Addition { role, origin }: Addition,
    terms: &Terms,
) -> Result<(), Failure> {
    let slot = match role.limit() {
        Some(limit) => Some(free_slot(tx, change, role, limit).await?),
        None => None,
    };
    tx.execute(
        Query::new(
            "INSERT INTO role_grant (id, user_id, ods, role, holder_limit, slot, origin, granted_by, granted_at,
                                     reason, starts_on, ends_on)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(new_id())
        .bind(user)
        .bind(&change.practice)
        .bind(role)
        .bind(i64::from(role.facts().limit))
        .bind(slot)
        .bind(origin.code())
        .bind(audit.by)
        .bind(audit.at)
        .bind(terms.reason.trim())
        .bind(terms.starts_on.unwrap_or(audit.today))
        .bind(terms.ends_on),
    )
    .await?;
    Ok(())
}

/// The lowest free place of a limited role.
async fn free_slot(
    tx: &mut Tx,
    change: &ColumnPlan,
    role: Role,
    limit: usize,
) -> Result<i64, Failure> {
    let taken: Vec<(i64,)> = tx
        .all(
            Query::new(
                "SELECT slot FROM role_grant
                 WHERE ods = $1 AND role = $2 AND ended_at IS NULL AND slot IS NOT NULL",
            )
            .bind(&change.practice)
            .bind(role),
        )
        .await?;
    (1i64..)
        .take(limit)
        .find(|slot| !taken.contains(&(*slot,)))
        .ok_or_else(|| {
            let practice = change.name.clone();
            Failure::Refused(vec![Refusal::Full {
                role,
                practice,
                holders: Vec::new(),
            }])
        })
}

#[cfg(test)]
mod tests;
