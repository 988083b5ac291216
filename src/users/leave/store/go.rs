//! Leaving, staying after all, and coming back.

use std::{collections::BTreeMap, fmt::Debug};

use super::{
    at::{At, note, stale},
    remembered,
};
use crate::{
    access::{
        Actor, Column, DesiredRoles, LeavePlan, Leaving, MembershipStatus, Refusal, Role, Staying,
        Subject, Terms, plan, stay,
    },
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
        text::isolated,
    },
    database::{Failure, Query, Tx},
    history::{Action, Detail},
    ui::{Check, CheckGroup, Outcome},
    users::{
        confirmed::{Acting, ConfirmedChange, NotMade},
        leave::rules::{Cut, restore},
        roles::{
            self,
            store::{apply, refused, tell_changed, tell_stays},
        },
    },
    web::Request,
};

/// What is done.
#[derive(Clone, Debug)]
pub(in crate::users) enum LeaveAction {
    /// The user leaves, now or after a last day.
    Leave(Leaving),
    /// A last day is taken back.
    Stay,
    /// The user comes back with the roles they had, as far as the actor decides about them.
    Return,
}

impl LeaveAction {
    /// From the value of the button, with what was filled in beside it.
    pub(in crate::users) fn read(button: &str, version: i64, terms: Terms) -> Self {
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
    pub(in crate::users) fn name(&self) -> &'static str {
        match self {
            Self::Leave(Leaving { last_day: None, .. }) => "left",
            Self::Leave(_) => "leaves",
            Self::Stay => "stays",
            Self::Return => "returned",
        }
    }
}

/// One of the steps at somebody's place.
pub(in crate::users) struct Go<'a> {
    pub user: UserId,
    pub practice: &'a OdsCode,
    /// The version of the place that was shown.
    pub version: i64,
    pub step: LeaveAction,
}

/// Exactly what one of the steps will do.
pub(in crate::users) enum Planned {
    Leave(LeavePlan),
    Stay(Staying),
    /// The roles that come back, by their days.
    Return(Subject, Column, BTreeMap<Days, Vec<Role>>),
}

type Days = (Option<Date>, Option<Date>);

/// The exact list of what leaving will do.
fn check_of(plan: &LeavePlan, last_day: Option<Date>) -> Check {
    let (subject, column) = (&plan.subject, &plan.column);
    let when = match last_day {
        Some(day) => [" ends after ", &day.in_words(), "."].concat(),
        None => " ends now.".to_owned(),
    };
    let mut check = Check {
        groups: vec![CheckGroup {
            title: [&column.name, " (", column.practice.as_ref(), ")"].concat(),
            add: Vec::new(),
            remove: names(plan.end.iter().map(|grant| grant.role)),
        }],
        notes: vec![
            ["The access of ", &isolated(&subject.name), " at ", &column.name, &when].concat(),
            "Nothing changes at other practices. We will tell them by email. The roles are remembered, so that you can bring them back."
                .to_owned(),
        ],
        confirmations: Vec::new(),
        asks_code: false,
    };
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
        if let LeaveAction::Leave(leaving) = &mut self.step {
            leaving.accepts_no_administrator = true;
        }
    }

    async fn plan(&self, tx: &mut Tx, by: Acting<'_>) -> Result<Planned, NotMade> {
        let at = self.at(by);
        match &self.step {
            LeaveAction::Leave(leaving) => {
                Ok(Planned::Leave(at.plan(tx, leaving.clone(), &[]).await?))
            }
            LeaveAction::Stay => self.plan_stay(tx, at).await,
            LeaveAction::Return => self.plan_return(tx, at).await,
        }
    }

    fn preview(&self, plan: &Planned, _by: Acting<'_>) -> Check {
        match (plan, &self.step) {
            (Planned::Leave(plan), LeaveAction::Leave(leaving)) => check_of(plan, leaving.last_day),
            // The others are not shown first.
            _ => Check::default(),
        }
    }

    async fn apply(&self, tx: &mut Tx, by: Acting<'_>, plan: Planned) -> Result<(), Failure> {
        match plan {
            Planned::Leave(plan) => At::leave(tx, by, &plan).await,
            Planned::Stay(staying) => At::stay(tx, by, &staying).await,
            Planned::Return(subject, column, roles) => {
                self.at(by).bring_back(tx, &subject, column, roles).await
            }
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
        let (subject, column) = at.read(tx).await?;
        if column.version != self.version {
            return Err(stale(&column).into());
        }
        if column.membership != Some(MembershipStatus::Deactivated) {
            return Err(stale(&column).into());
        }
        let mut by_days: BTreeMap<_, Vec<Role>> = BTreeMap::new();
        for one in remembered(tx, at.user, at.practice, at.by.audit.today).await? {
            if column.locked(one.role, at.by.permissions, at.user).is_ok() {
                let days = (one.starts_on, one.ends_on);
                by_days.entry(days).or_default().push(one.role);
            }
        }
        if by_days.is_empty() {
            return Err(NotMade::Refused(vec![Refusal::NothingChanged]));
        }
        Ok(Planned::Return(subject, column, by_days))
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
        tell_stays(tx, by.audit, subject.user, practice).await
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
        let (permissions, today) = (self.by.permissions, self.by.audit.today);
        let mut plans = Vec::new();
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
            apply(tx, self.by.audit, &plan).await?;
            (_, column) = self.read(tx).await?;
            plans.push(plan);
        }
        tell_changed(tx, self.by.audit, &plans).await
    }
}
