//! Leaving, staying after all, and coming back.

use std::{collections::BTreeMap, fmt::Debug};

use uuid::Uuid;

use super::{remembered, who_to_ask};
use crate::{
    access::{
        Actor, Column, DesiredRoles, Grant, Leave, Leaving, MembershipStatus, Permissions, Refusal,
        Role, Subject, Terms, leave, plan,
    },
    base::{
        dates::Date,
        error::AppError,
        ids::{OdsCode, UserId},
        text::isolated,
    },
    database::{Failure, Query, Tx},
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter},
    people::store::user_places,
    sign_in::revoke::{Because, revoke},
    ui::{Check, CheckGroup, Outcome},
    users::{
        confirmed::{Acting, ConfirmedChange, NotMade},
        leave::rules::{Cut, OwnEnds, cut_short, restore},
        roles::{
            self,
            store::{apply, read_columns, read_subject, refused},
        },
    },
    web::{AuditContext, Request},
};

/// What is done.
#[derive(Clone, Debug)]
pub(in crate::users::leave) enum Step {
    /// The user leaves, now or after a last day.
    Leave(Leaving),
    /// A last day is taken back.
    Stay,
    /// The user comes back with the roles they had, as far as the actor decides about them.
    Return,
}

impl Step {
    /// As in addresses.
    pub(in crate::users::leave) fn name(&self) -> &'static str {
        match self {
            Self::Leave(Leaving { last_day: None, .. }) => "left",
            Self::Leave(_) => "leaves",
            Self::Stay => "stays",
            Self::Return => "returned",
        }
    }
}

/// A user's place at a practice, about which an actor decides.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    pub user: UserId,
    pub practice: &'a OdsCode,
    pub permissions: &'a Permissions,
    pub audit: &'a AuditContext,
}

/// One of the steps at somebody's place.
pub(in crate::users::leave) struct Go<'a> {
    pub user: UserId,
    pub practice: &'a OdsCode,
    /// The version of the place that was shown.
    pub version: i64,
    pub step: Step,
}

/// Exactly what one of the steps will do.
pub(in crate::users::leave) enum Planned {
    Leave(LeavePlan),
    Stay(Subject, Column),
    /// The roles that come back, by their days.
    Return(Subject, Column, BTreeMap<Days, Vec<Role>>),
}

type Days = (Option<Date>, Option<Date>);

/// Exactly what a user's leaving will do.
pub(crate) struct LeavePlan {
    pub subject: Subject,
    pub column: Column,
    pub leave: Leave,
}

fn check_of(plan: &LeavePlan, last_day: Option<Date>) -> Check {
    let LeavePlan {
        subject,
        column,
        leave,
    } = plan;
    let when = match last_day {
        Some(day) => [" ends after ", &day.in_words(), "."].concat(),
        None => " ends now.".to_owned(),
    };
    let mut check = Check {
        groups: vec![CheckGroup {
            title: [&column.name, " (", column.practice.as_ref(), ")"].concat(),
            add: Vec::new(),
            remove: names(leave.end.iter().map(|grant| grant.role)),
        }],
        notes: vec![
            ["The access of ", &isolated(&subject.name), " at ", &column.name, &when].concat(),
            "Nothing changes at other practices. They are told by email. The roles are remembered, so that you can bring them back."
                .to_owned(),
        ],
        confirmations: Vec::new(),
        asks_code: false,
    };
    if !leave.stay.is_empty() {
        let roles = crate::access::list(&names(leave.stay.iter().copied()));
        check.notes.push(
            [
                &roles,
                " follows from the Performers List and ends there, when the GP's link ends. Until then it gives no access here.",
            ]
            .concat(),
        );
    }
    for role in &leave.uncovers {
        roles::tell_uncovered(&mut check, &column.name, *role);
    }
    check
}

fn names(roles: impl Iterator<Item = Role>) -> Vec<String> {
    roles.map(|role| role.name().to_owned()).collect()
}

impl ConfirmedChange for Go<'_> {
    type Plan = Planned;
    type WhyNot = Refusal;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    fn content(&self) -> impl Debug + Send + Sync {
        (self.user, self.practice, &self.step)
    }

    fn confirm(&mut self) {
        if let Step::Leave(leaving) = &mut self.step {
            leaving.accepts_no_administrator = true;
        }
    }

    async fn plan(&self, tx: &mut Tx, by: Acting<'_>) -> Result<Planned, NotMade> {
        let at = self.at(by);
        match &self.step {
            Step::Leave(leaving) => Ok(Planned::Leave(at.plan(tx, leaving, &[]).await?)),
            Step::Stay => self.plan_stay(tx, at).await,
            Step::Return => self.plan_return(tx, at).await,
        }
    }

    fn preview(&self, plan: &Planned, _by: Acting<'_>) -> Check {
        match (plan, &self.step) {
            (Planned::Leave(plan), Step::Leave(leaving)) => check_of(plan, leaving.last_day),
            // The others are not shown first.
            _ => Check::default(),
        }
    }

    async fn apply(&self, tx: &mut Tx, by: Acting<'_>, plan: Planned) -> Result<(), Failure> {
        let at = self.at(by);
        match (plan, &self.step) {
            (Planned::Leave(plan), Step::Leave(leaving)) => at.leave(tx, leaving, &plan).await,
            (Planned::Stay(subject, column), _) => at.stay(tx, &subject, &column).await,
            (Planned::Return(subject, column, roles), _) => {
                at.bring_back(tx, &subject, column, roles).await
            }
            (Planned::Leave(_), _) => Err(Failure::internal("a plan to leave of another step")),
        }
    }

    async fn answer(
        &self,
        request: &Request,
        actor: &Actor,
        by: Acting<'_>,
        reasons: Vec<Refusal>,
    ) -> Result<Outcome, Failure> {
        let shown = std::iter::once((self.practice, self.version));
        refused(request, actor, by.audit, self.user, shown, reasons).await
    }
}

impl Go<'_> {
    fn at<'a>(&'a self, by: Acting<'a>) -> At<'a> {
        At {
            user: self.user,
            practice: self.practice,
            permissions: by.permissions,
            audit: by.audit,
        }
    }

    async fn plan_stay(&self, tx: &mut Tx, at: At<'_>) -> Result<Planned, NotMade> {
        let (subject, column) = at.read(tx).await?;
        self.current(&column)?;
        // Nothing is done, and nothing recorded, about somebody who has no place here: the record would name them.
        if !matches!(
            column.membership,
            Some(MembershipStatus::Active | MembershipStatus::Invited)
        ) {
            let practice = column.name;
            return Err(NotMade::Refused(vec![Refusal::WorksNotHere { practice }]));
        }
        Ok(Planned::Stay(subject, column))
    }

    async fn plan_return(&self, tx: &mut Tx, at: At<'_>) -> Result<Planned, NotMade> {
        let (subject, column) = at.read(tx).await?;
        self.current(&column)?;
        if column.membership != Some(MembershipStatus::Deactivated) {
            return Err(stale(&column).into());
        }
        let mut by_days: BTreeMap<_, Vec<Role>> = BTreeMap::new();
        for one in remembered(tx, at.user, at.practice, at.audit.today).await? {
            if column.locked(one.role, at.permissions, at.user).is_ok() {
                let days = (one.starts_on, one.ends_on);
                by_days.entry(days).or_default().push(one.role);
            }
        }
        if by_days.is_empty() {
            return Err(NotMade::Refused(vec![Refusal::NothingChanged]));
        }
        Ok(Planned::Return(subject, column, by_days))
    }

    /// Whether the place is still as it was shown.
    fn current(&self, column: &Column) -> Result<(), Failure> {
        if column.version == self.version {
            Ok(())
        } else {
            Err(stale(column))
        }
    }
}

impl At<'_> {
    async fn read(&self, tx: &mut Tx) -> Result<(Subject, Column), Failure> {
        let practice = std::slice::from_ref(self.practice);
        let subject = read_subject(tx, self.user).await?;
        let column = read_columns(tx, self.user, practice, self.audit.today)
            .await?
            .pop();
        subject
            .zip(column)
            .ok_or(Failure::Public(AppError::NotFound))
    }

    /// Decides that the user leaves, after those who are `gone` have left.
    pub(crate) async fn plan(
        &self,
        tx: &mut Tx,
        leaving: &Leaving,
        gone: &[UserId],
    ) -> Result<LeavePlan, Failure> {
        let (subject, mut column) = self.read(tx).await?;
        column.holders.retain(|holder| !gone.contains(&holder.user));
        let (permissions, today) = (self.permissions, self.audit.today);
        let leave =
            leave(&column, leaving, self.user, permissions, today).map_err(Failure::Refused)?;
        Ok(LeavePlan {
            subject,
            column,
            leave,
        })
    }

    /// Lets the user leave as planned.
    pub(crate) async fn leave(
        &self,
        tx: &mut Tx,
        leaving: &Leaving,
        plan: &LeavePlan,
    ) -> Result<(), Failure> {
        let LeavePlan {
            subject,
            column,
            leave,
        } = plan;
        let mut dates = Vec::new();
        match leaving.last_day {
            None => self.end(tx, &leave.end).await?,
            Some(day) => {
                let cut = cut_short(&leave.end, &self.own_ends(tx).await?, day);
                dates = self.redate(tx, &cut).await?;
            }
        }
        let over_account = self.is_over_account(tx).await?;
        self.write_place(tx, leaving).await?;
        // Somebody who does not know of the place yet may be at work elsewhere.
        if leaving.last_day.is_none() && over_account {
            revoke(tx, self.user, Because::Deactivated, self.audit.at).await?;
        }
        let held = || column.grants.iter().map(|grant| grant.role);
        let (action, detail) = match leaving.last_day {
            None => (
                Action::Deactivated,
                Detail {
                    before: held().collect(),
                    after: leave.stay.clone(),
                    ..Detail::default()
                },
            ),
            Some(day) => (
                Action::LastDaySet,
                Detail {
                    note: note(&["The last day is ", &day.in_words()].concat(), &dates),
                    ..Detail::default()
                },
            ),
        };
        self.record(tx, subject, column, action, detail, &leaving.reason)
            .await?;
        self.tell(tx, column, leaving.last_day).await
    }

    async fn write_place(&self, tx: &mut Tx, leaving: &Leaving) -> Result<(), Failure> {
        let place = match leaving.last_day {
            None => Query::new(
                "UPDATE membership SET status = 'deactivated', since = $3, reason = $4, leaves_on = NULL,
                                       version = version + 1
                 WHERE user_id = $1 AND ods = $2",
            )
            .bind(self.user)
            .bind(self.practice)
            .bind(self.audit.at)
            .bind(&leaving.reason),
            Some(day) => Query::new(
                "UPDATE membership SET leaves_on = $3, reason = $4, version = version + 1
                 WHERE user_id = $1 AND ods = $2",
            )
            .bind(self.user)
            .bind(self.practice)
            .bind(day)
            .bind(&leaving.reason),
        };
        tx.execute(place).await?;
        Ok(())
    }

    /// Ends grants at once.
    async fn end(&self, tx: &mut Tx, grants: &[Grant]) -> Result<(), Failure> {
        for grant in grants {
            tx.execute(
                Query::new("UPDATE role_grant SET ended_at = $2, ended_by = $3 WHERE id = $1")
                    .bind(grant.id)
                    .bind(self.audit.at)
                    .bind(self.audit.by),
            )
            .await?;
        }
        Ok(())
    }

    /// The last days that grants had before the last day of the place cut them short.
    async fn own_ends(&self, tx: &mut Tx) -> Result<OwnEnds, Failure> {
        let rows: Vec<(Uuid, String)> = tx
            .all(
                Query::new(
                    "SELECT id, cut_from FROM role_grant
                     WHERE user_id = $1 AND ods = $2 AND ended_at IS NULL AND cut_from IS NOT NULL",
                )
                .bind(self.user)
                .bind(self.practice),
            )
            .await?;
        let own = |(id, day): (Uuid, String)| (id, day.parse().ok());
        Ok(rows.into_iter().map(own).collect())
    }

    /// Writes last days. Gives what became of each, in words.
    async fn redate(&self, tx: &mut Tx, cuts: &[Cut]) -> Result<Vec<String>, Failure> {
        let mut words = Vec::new();
        for cut in cuts {
            let own = cut.own.map(|day| day.to_string()).unwrap_or_default();
            tx.execute(
                Query::new("UPDATE role_grant SET ends_on = $2, cut_from = $3 WHERE id = $1")
                    .bind(cut.grant)
                    .bind(cut.dates.after.last)
                    .bind(cut.shorter.then_some(own)),
            )
            .await?;
            words.extend(cut.dates.in_words());
        }
        Ok(words)
    }

    async fn is_over_account(&self, tx: &mut Tx) -> Result<bool, Failure> {
        let places = user_places(tx, self.user).await?;
        Ok(self.permissions.registration_officer
            || self.permissions.over_account(&places).is_some())
    }

    async fn record(
        &self,
        tx: &mut Tx,
        subject: &Subject,
        column: &Column,
        action: Action,
        detail: Detail,
        reason: &str,
    ) -> Result<(), Failure> {
        let event = NewEvent {
            action,
            subject: Some((self.user, &subject.name)),
            practice: Some(self.practice),
            detail: Detail {
                version: column.version + 1,
                ..detail
            },
            reason,
        };
        append(tx, self.audit, event).await
    }

    async fn tell(
        &self,
        tx: &mut Tx,
        column: &Column,
        last_day: Option<Date>,
    ) -> Result<(), Failure> {
        let letter = |name| Letter::Deactivated {
            name,
            practice: column.name.clone(),
            last_day: last_day.map(Date::in_words),
            ask: who_to_ask(column, self.user, self.audit.today),
        };
        mail::tell(tx, self.audit, self.user, letter).await
    }
}

impl At<'_> {
    async fn stay(&self, tx: &mut Tx, subject: &Subject, column: &Column) -> Result<(), Failure> {
        let stays = tx
            .execute(
                Query::new(
                    "UPDATE membership SET leaves_on = NULL, reason = '', version = version + 1
                     WHERE user_id = $1 AND ods = $2 AND status <> 'deactivated' AND leaves_on IS NOT NULL",
                )
                .bind(self.user)
                .bind(self.practice),
            )
            .await?;
        if stays == 0 {
            return Err(stale(column));
        }
        let restored = restore(&column.grants, &self.own_ends(tx).await?);
        let prolongs = |cut: &Cut| cut.dates.prolongs_an_administrator();
        if self.audit.recent_factor.is_none() && restored.iter().any(prolongs) {
            return Err(Failure::Refused(vec![Refusal::not_fresh()]));
        }
        let dates = self.redate(tx, &restored).await?;
        let detail = Detail {
            note: note("", &dates),
            ..Detail::default()
        };
        self.record(tx, subject, column, Action::Stays, detail, "")
            .await
    }

    /// Gives back what the user held, each role with its own days. What ends on different days is given one after the
    /// other.
    async fn bring_back(
        &self,
        tx: &mut Tx,
        subject: &Subject,
        mut column: Column,
        roles: BTreeMap<Days, Vec<Role>>,
    ) -> Result<(), Failure> {
        let (permissions, today) = (self.permissions, self.audit.today);
        for ((starts_on, ends_on), mut ticked) in roles {
            ticked.extend(column.grants.iter().map(|grant| grant.role));
            let terms = Terms {
                starts_on,
                ends_on,
                ..Terms::default()
            };
            let wanted = DesiredRoles {
                practice: self.practice.clone(),
                version: column.version,
                ticked,
            };
            let plan = plan(&[column], &[wanted], &terms, subject, permissions, today)
                .map_err(Failure::Refused)?;
            apply(tx, self.audit, subject, &plan, &terms, permissions).await?;
            (_, column) = self.read(tx).await?;
        }
        Ok(())
    }
}

/// What the record says of days that came and went.
fn note(first: &str, dates: &[String]) -> String {
    let all = Some(first.to_owned()).filter(|first| !first.is_empty());
    all.into_iter()
        .chain(dates.iter().cloned())
        .collect::<Vec<_>>()
        .join(". ")
}

fn stale(column: &Column) -> Failure {
    let practice = column.name.clone();
    Failure::Refused(vec![Refusal::Stale { practice }])
}
