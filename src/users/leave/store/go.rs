//! Leaving, staying after all, and coming back.

use std::fmt::Debug;

use super::at::{At, note, stale};
use crate::{
    access::{
        Actor, ComingBack, LeavePlan, Leaving, Refusal, Role, Staying, Terms, leave_all, stay,
    },
    base::{
        error::AppError,
        ids::{OdsCode, UserId},
        text::isolated,
    },
    database::{Failure, Query, Tx},
    history::{Action, Detail},
    mail::Comes,
    ui::{Check, CheckGroup, Outcome},
    users::{
        confirmed::{Acting, ConfirmedChange, NotMade},
        leave::rules::{Cut, restore},
        roles::{
            self,
            store::{read_columns, read_subject, refused, tell_place},
        },
    },
    web::Request,
};

/// What is done.
#[derive(Clone, Debug)]
pub(in crate::users::leave) enum LeaveAction {
    /// The user leaves, now or after a last day.
    Leave(Leaving),
    /// A last day is taken back.
    Stay,
    /// The user comes back with the roles they had, as far as the actor decides about them.
    Return,
}

impl LeaveAction {
    /// From the value of the button, with what was filled in beside it.
    pub(in crate::users::leave) fn read(button: &str, version: i64, terms: Terms) -> Self {
        match button {
            "stay" => Self::Stay,
            "return" => Self::Return,
            _ => Self::Leave(Leaving {
                version,
                last_day: terms.ends_on,
                reason: terms.reason,
                accepts_no_administrator: terms.accepts_no_administrator,
            }),
        }
    }

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

/// One of the steps at somebody's place.
pub(in crate::users::leave) struct Go<'a> {
    pub user: UserId,
    pub practice: &'a OdsCode,
    /// The version of the place that was shown.
    pub version: i64,
    /// Where else they leave, each as it was shown.
    pub also: &'a [(OdsCode, i64)],
    pub step: LeaveAction,
}

/// Exactly what one of the steps will do.
pub(in crate::users::leave) enum Planned {
    Leave(Vec<LeavePlan>),
    Stay(Staying),
    Return(ComingBack),
}

/// The exact list of what leaving will do.
fn check_of(plans: &[LeavePlan]) -> Check {
    let mut check = Check::default();
    for plan in plans {
        tell_leaving(&mut check, plan);
    }
    let remembered =
        "We will tell them by email. The roles are remembered, so that you can bring them back.";
    check
        .notes
        .push(["Nothing changes at other practices. ", remembered].concat());
    if let Some(plan) = plans.first() {
        check.tell_reason(&plan.leaving.reason);
    }
    check
}

/// Adds what leaving one practice will do.
fn tell_leaving(check: &mut Check, plan: &LeavePlan) {
    let (subject, column) = (&plan.subject, &plan.column);
    let when = match plan.leaving.last_day {
        Some(day) => [" ends after ", &day.in_words(), "."].concat(),
        None => " ends now.".to_owned(),
    };
    check.groups.push(CheckGroup {
        title: [&column.name, " (", column.practice.as_ref(), ")"].concat(),
        add: Vec::new(),
        remove: names(plan.end.iter().map(|grant| grant.role)),
    });
    let who = isolated(&subject.name);
    check
        .notes
        .push(["The access of ", &who, " at ", &column.name, &when].concat());
    if !plan.stay.is_empty() {
        let roles = crate::access::list(&names(plan.stay.iter().copied()));
        check.notes.push(
            [
                &roles,
                " comes from the Performers List and ends there, when the GP's link ends. Until then it gives no access here.",
            ]
            .concat(),
        );
    }
    for role in &plan.uncovers {
        roles::tell_uncovered(check, &column.name, *role);
    }
}

fn names(roles: impl Iterator<Item = Role>) -> Vec<String> {
    roles.map(|role| role.name().to_owned()).collect()
}

impl ConfirmedChange for Go<'_> {
    type Plan = Planned;
    type WhyNot = Refusal;

    fn practices(&self) -> Vec<OdsCode> {
        self.places()
            .map(|(practice, _)| practice.clone())
            .collect()
    }

    fn content(&self) -> impl Debug + Send + Sync {
        (self.user, self.practices(), &self.step)
    }

    fn confirm(&mut self) {
        if let LeaveAction::Leave(leaving) = &mut self.step {
            leaving.accepts_no_administrator = true;
        }
    }

    async fn plan(&self, tx: &mut Tx, by: Acting<'_>) -> Result<Planned, NotMade> {
        let at = self.at(by);
        match &self.step {
            LeaveAction::Leave(leaving) => self.plan_leave(tx, by, leaving).await,
            LeaveAction::Stay => self.plan_stay(tx, at).await,
            LeaveAction::Return => self.plan_return(tx, at).await,
        }
    }

    fn preview(&self, plan: &Planned, _by: Acting<'_>) -> Check {
        match plan {
            Planned::Leave(plans) => check_of(plans),
            // The others are not shown first.
            Planned::Stay(_) | Planned::Return(_) => Check::default(),
        }
    }

    async fn apply(&self, tx: &mut Tx, by: Acting<'_>, plan: Planned) -> Result<(), Failure> {
        match plan {
            Planned::Leave(plans) => At::leave(tx, by, &plans).await,
            Planned::Stay(staying) => At::stay(tx, by, &staying).await,
            Planned::Return(coming) => At::bring_back(tx, by, &coming).await,
        }
    }

    async fn answer(
        &self,
        request: &Request,
        actor: &Actor,
        by: Acting<'_>,
        reasons: Vec<Refusal>,
    ) -> Result<Outcome, Failure> {
        let shown = self.places();
        refused(request, actor, by.audit, self.user, shown, reasons).await
    }
}

impl Go<'_> {
    fn at<'a>(&'a self, by: Acting<'a>) -> At<'a> {
        At {
            user: self.user,
            practice: self.practice,
            by,
        }
    }

    async fn plan_stay(&self, tx: &mut Tx, at: At<'_>) -> Result<Planned, NotMade> {
        let (subject, column) = at.read(tx).await?;
        stay(subject, column, self.version, at.by.permissions)
            .map(Planned::Stay)
            .map_err(NotMade::Refused)
    }

    async fn plan_return(&self, tx: &mut Tx, at: At<'_>) -> Result<Planned, NotMade> {
        let coming = at.plan_return(tx, self.version, &[]).await?;
        Ok(Planned::Return(coming))
    }

    /// Where they leave, or come back: each place as it was shown.
    fn places(&self) -> impl Iterator<Item = (&OdsCode, i64)> + Send {
        let also = match self.step {
            LeaveAction::Leave(_) => self.also,
            LeaveAction::Stay | LeaveAction::Return => &[],
        };
        let also = also.iter().map(|(practice, version)| (practice, *version));
        std::iter::once((self.practice, self.version))
            .chain(also.filter(|(practice, _)| *practice != self.practice))
    }

    async fn plan_leave(
        &self,
        tx: &mut Tx,
        by: Acting<'_>,
        leaving: &Leaving,
    ) -> Result<Planned, NotMade> {
        let subject = read_subject(tx, self.user)
            .await?
            .ok_or(AppError::NotFound)?;
        let today = by.audit.today;
        let columns = read_columns(tx, self.user, &self.practices(), today).await?;
        let places = columns.into_iter().filter_map(|column| {
            let shown = self
                .places()
                .find(|(practice, _)| **practice == column.practice);
            let (_, version) = shown?;
            let leaving = Leaving {
                version,
                ..leaving.clone()
            };
            Some((column, leaving))
        });
        leave_all(&subject, places.collect(), by.permissions, today)
            .map(Planned::Leave)
            .map_err(NotMade::Refused)
    }
}

impl At<'_> {
    async fn stay(tx: &mut Tx, by: Acting<'_>, staying: &Staying) -> Result<(), Failure> {
        let (subject, column) = (staying.subject(), staying.column());
        let at = At {
            user: subject.user,
            practice: &column.practice,
            by,
        };
        let stays = tx
            .execute(
                Query::new(
                    "UPDATE membership SET leaves_on = NULL, reason = '', version = version + 1
                     WHERE user_id = $1 AND ods = $2 AND status <> 'deactivated' AND leaves_on IS NOT NULL",
                )
                .bind(at.user)
                .bind(at.practice),
            )
            .await?;
        if stays == 0 {
            return Err(stale(column));
        }
        let restored = restore(&column.grants, &at.own_ends(tx).await?);
        let prolongs = |cut: &Cut| cut.dates.prolongs_an_administrator();
        if by.audit.recent_factor.is_none() && restored.iter().any(prolongs) {
            return Err(Failure::Refused(vec![Refusal::not_fresh()]));
        }
        let dates = at.redate(tx, &restored).await?;
        let detail = Detail {
            note: note("", &dates),
            ..Detail::default()
        };
        at.record(tx, subject, column, Action::Stays, detail, "")
            .await?;
        let practice = (&column.practice, column.name.as_str());
        tell_place(tx, by.audit, subject.user, practice, Comes::Stays).await
    }
}
