//! A succession as it stands, and moving it on: the one way in which its state changes, with the record at every practice that
//! it concerns.

use uuid::Uuid;

use crate::{
    access::list,
    base::{
        dates::{Date, Instant},
        error::AppError,
        ids::{OdsCode, UserId},
        text::full_name,
    },
    database::{Failure, Query, Tx},
    history::{Action, CaseMark, Detail, NewEvent, append},
    successions::{
        model::{Kind, State},
        rules::{Standing, Step, read_until},
    },
    web::AuditContext,
};

/// A succession.
#[derive(Clone, Debug)]
pub(in crate::successions) struct Stored {
    pub id: Uuid,
    pub reference: String,
    /// The practice that ends.
    pub practice: OdsCode,
    pub practice_name: String,
    pub kind: Kind,
    /// The code that it goes on under, or nothing.
    pub branch: String,
    pub reason: String,
    pub planner_name: String,
    pub planned_at: Instant,
    /// Who approved it, or nothing.
    pub approver_name: String,
    /// Why it was withdrawn, or nothing.
    pub ended_reason: String,
    /// The practices that take its place, in the order of their codes.
    pub successors: Vec<Successor>,
    /// What the rule knows of it.
    pub standing: Standing,
    version: i64,
}

/// A practice that takes the place of one that ends.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::successions) struct Successor {
    pub ods: OdsCode,
    pub name: String,
    /// Whether an officer chose it whom ODS did not name.
    pub by_hand: bool,
}

impl Successor {
    /// By name and code.
    pub(in crate::successions) fn named(&self) -> String {
        named(&self.name, &self.ods)
    }
}

/// A practice by name and code.
pub(in crate::successions) fn named(name: &str, ods: &OdsCode) -> String {
    [name, " (", ods.as_ref(), ")"].concat()
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    reference: String,
    ods: OdsCode,
    practice: String,
    kind: Kind,
    branch: String,
    effective_on: Date,
    read_until: Option<Date>,
    reason: String,
    state: State,
    planned_by: UserId,
    planner_first: String,
    planner_last: String,
    planner_is_officer: bool,
    planned_at: Instant,
    approver_first: String,
    approver_last: String,
    ended_reason: String,
    version: i64,
}

impl Stored {
    /// The succession with this identifier, or that there is none.
    pub(in crate::successions) async fn find(tx: &mut Tx, id: Uuid) -> Result<Self, Failure> {
        let row: Option<Row> = tx
            .optional(
                Query::new(
                    "SELECT s.id, s.reference, s.ods, p.name AS practice, s.kind, s.branch, s.effective_on, s.read_until,
                            s.reason, s.state, s.planned_by, o.first_name AS planner_first, o.last_name AS planner_last,
                            o.is_registration_officer AS planner_is_officer, s.planned_at,
                            COALESCE(a.first_name, '') AS approver_first, COALESCE(a.last_name, '') AS approver_last,
                            s.ended_reason, s.version
                     FROM succession s JOIN practice p ON p.ods = s.ods JOIN app_user o ON o.id = s.planned_by
                     LEFT JOIN app_user a ON a.id = s.approved_by WHERE s.id = $1",
                )
                .bind(id),
            )
            .await?;
        let row = row.ok_or(Failure::Public(AppError::NotFound))?;
        let query = "SELECT x.ods, p.name, x.by_hand FROM succession_successor x JOIN practice p ON p.ods = x.ods
                     WHERE x.succession = $1 ORDER BY x.ods";
        let successors = tx.all(Query::new(query).bind(id)).await?;
        Ok(Self::of(row, successors))
    }

    fn of(row: Row, successors: Vec<Successor>) -> Self {
        Self {
            id: row.id,
            reference: row.reference,
            practice: row.ods,
            practice_name: row.practice,
            kind: row.kind,
            branch: row.branch,
            reason: row.reason,
            planner_name: full_name(&row.planner_first, &row.planner_last),
            planned_at: row.planned_at,
            approver_name: full_name(&row.approver_first, &row.approver_last),
            ended_reason: row.ended_reason,
            successors,
            standing: Standing {
                state: row.state,
                effective_on: row.effective_on,
                read_until: row.read_until,
                planned_by: row.planned_by,
                planner_is_officer: row.planner_is_officer,
            },
            version: row.version,
        }
    }

    /// The practice that ends, by name and code.
    pub(in crate::successions) fn named(&self) -> String {
        named(&self.practice_name, &self.practice)
    }

    /// All practices that it concerns.
    pub(in crate::successions) fn practices(&self) -> Vec<OdsCode> {
        let successors = self.successors.iter().map(|successor| &successor.ods);
        let mut practices: Vec<_> = successors.chain([&self.practice]).cloned().collect();
        practices.sort_unstable();
        practices
    }

    /// Where it stands.
    pub(in crate::successions) fn state(&self) -> State {
        self.standing.state
    }

    /// The last day on which its users see it, in words.
    pub(in crate::successions) fn read_until(&self, today: Date) -> String {
        let day = self.standing.read_until;
        let planned = || read_until(self.standing.effective_on, today);
        day.unwrap_or_else(planned).in_words()
    }

    /// What happens, in a sentence or two.
    pub(in crate::successions) fn in_words(&self) -> String {
        let successors: Vec<_> = self.successors.iter().map(Successor::named).collect();
        let follows = match successors.as_slice() {
            [] => "No practice takes its place.".to_owned(),
            [one] => [one, " takes its place."].concat(),
            several => [&list(several), " take its place."].concat(),
        };
        let branch = if self.branch.is_empty() {
            String::new()
        } else {
            [" It carries on as the branch ", &self.branch, "."].concat()
        };
        [
            &self.named(),
            " closes on ",
            &self.standing.effective_on.in_words(),
            ". ",
            &follows,
            &branch,
        ]
        .concat()
    }

    /// Does `step`, if the rule allows it: `officer` is who does it for the registration team, `why` what they say.
    pub(super) async fn go(
        &mut self,
        tx: &mut Tx,
        audit: &AuditContext,
        step: Step,
        officer: Option<UserId>,
        why: &str,
    ) -> Result<(), Failure> {
        let state = self
            .standing
            .after(step, officer, audit.today)
            .map_err(|why| AppError::Invalid(why.sentence()))?;
        self.standing.state = state;
        let approver = officer.filter(|_| step == Step::Approve);
        if approver.is_some() {
            let until = read_until(self.standing.effective_on, audit.today);
            self.standing.read_until = Some(until);
        }
        if step == Step::Withdraw {
            why.clone_into(&mut self.ended_reason);
        }
        self.save(tx, audit, approver).await?;
        self.record(tx, audit, Action::SuccessionMoved, step.code(), why)
            .await
    }

    /// Writes what has changed, unless somebody else has changed it since it was read.
    async fn save(
        &mut self,
        tx: &mut Tx,
        audit: &AuditContext,
        approver: Option<UserId>,
    ) -> Result<(), Failure> {
        let written = tx
            .execute(
                Query::new(
                    "UPDATE succession SET state = $3, since = $4, read_until = $5, approved_by = COALESCE($6, approved_by),
                            ended_reason = $7, version = version + 1
                     WHERE id = $1 AND version = $2",
                )
                .bind(self.id)
                .bind(self.version)
                .bind(self.state().code())
                .bind(audit.at)
                .bind(self.standing.read_until)
                .bind(approver)
                .bind(&self.ended_reason),
            )
            .await?;
        if written != 1 {
            return Err(Failure::Public(AppError::Conflict(
                "Somebody else has just done something with this succession. Open it again and look."
                    .to_owned(),
            )));
        }
        self.version += 1;
        Ok(())
    }

    /// Appends an event to the record of every practice that it concerns. As long as it is not approved it is a plan of the
    /// registration team, and no practice is to learn from its record that it may end.
    pub(super) async fn record(
        &self,
        tx: &mut Tx,
        audit: &AuditContext,
        action: Action,
        step: &str,
        why: &str,
    ) -> Result<(), Failure> {
        let approved = self.standing.read_until.is_some();
        let practices = self.practices().into_iter().map(Some);
        let of_the_team = [None].into_iter().filter(|_| !approved);
        for practice in practices.filter(|_| approved).chain(of_the_team) {
            let event = NewEvent {
                action,
                subject: None,
                practice: practice.as_ref(),
                detail: self.detail(step, &self.in_words()),
                reason: why,
            };
            append(tx, audit, event).await?;
        }
        Ok(())
    }

    /// What an event about it says.
    pub(super) fn detail(&self, step: &str, note: &str) -> Detail {
        Detail {
            case: Some(CaseMark {
                case: self.reference.clone(),
                step: step.to_owned(),
                state: self.state().code().to_owned(),
            }),
            note: [&self.reference, ": ", note].concat(),
            ..Detail::default()
        }
    }
}
