//! Leaving, staying after all, and coming back.

use uuid::Uuid;

use super::{remembered, who_to_ask};
use crate::{
    access::{
        Column, Leave, Leaving, MembershipStatus, OdsCode, Powers, Refusal, Role, Subject, Terms,
        UserId, Wanted, leave, plan,
    },
    dates::Date,
    error::AppError,
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter},
    server::{Failure, Query, Request, Stamp, Tx, Work},
    sign_in::store::end_all,
    ui::{Check, CheckGroup},
    users::roles::{
        self,
        store::{apply, end_due, read_columns, read_subject, use_receipt},
    },
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
    pub powers: &'a Powers,
    pub stamp: &'a Stamp,
}

/// One of the steps, decided and done in one transaction.
pub(in crate::users::leave) struct Go<'a> {
    pub at: At<'a>,
    pub version: i64,
    pub step: &'a Step,
    pub receipt: Uuid,
    pub location: &'a str,
}

/// The exact list of what leaving will do.
pub(in crate::users::leave) async fn foresee(
    request: &Request,
    at: At<'_>,
    leaving: &Leaving,
) -> Result<Check, Failure> {
    let mut tx = request.app.db.read().await?;
    let (subject, column, leave) = at.foresee(&mut tx, leaving, &[]).await?;
    Ok(check_of(&subject, &column, &leave, leaving.last_day))
}

fn check_of(subject: &Subject, column: &Column, leave: &Leave, last_day: Option<Date>) -> Check {
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
            ["The access of ", &subject.name, " at ", &column.name, &when].concat(),
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

impl Work for Go<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.at.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let At {
            user,
            practice,
            stamp,
            ..
        } = self.at;
        let content = (user, practice, self.step);
        if !use_receipt(tx, self.receipt, &content, stamp, self.location).await? {
            return Ok(());
        }
        end_due(tx, std::slice::from_ref(practice), stamp).await?;
        match self.step {
            Step::Leave(leaving) => self.at.leave(tx, leaving).await,
            Step::Stay => self.stay(tx).await,
            Step::Return => self.bring_back(tx).await,
        }
    }
}

impl At<'_> {
    async fn read(&self, tx: &mut Tx) -> Result<(Subject, Column), Failure> {
        let practice = std::slice::from_ref(self.practice);
        let subject = read_subject(tx, self.user).await?;
        let column = read_columns(tx, self.user, practice, self.stamp.today)
            .await?
            .pop();
        subject.zip(column).ok_or(Failure::Told(AppError::NotFound))
    }

    /// What leaving would do after those who are `gone` have left, if all that has to be confirmed were.
    pub(crate) async fn foresee(
        &self,
        tx: &mut Tx,
        leaving: &Leaving,
        gone: &[UserId],
    ) -> Result<(Subject, Column, Leave), Failure> {
        let (subject, mut column) = self.read(tx).await?;
        column.holders.retain(|holder| !gone.contains(&holder.user));
        let accepted = Leaving {
            accepts_no_administrator: true,
            ..leaving.clone()
        };
        let leave = leave(&column, &accepted, self.user, self.powers, self.stamp.today)
            .map_err(Failure::Refused)?;
        Ok((subject, column, leave))
    }

    /// Lets the user leave, in a transaction that has ended what was due.
    pub(crate) async fn leave(&self, tx: &mut Tx, leaving: &Leaving) -> Result<(), Failure> {
        let (subject, column) = self.read(tx).await?;
        let planned = leave(&column, leaving, self.user, self.powers, self.stamp.today)
            .map_err(Failure::Refused)?;
        for grant in &planned.end {
            // One that would begin after the last day never does.
            let day = leaving.last_day.filter(|day| grant.starts_on <= *day);
            let end = match day {
                None => Query::new("UPDATE role_grant SET ended_at = $2, ended_by = $3 WHERE id = $1")
                    .bind(grant.id)
                    .bind(self.stamp.at)
                    .bind(self.stamp.by),
                Some(day) => Query::new(
                    "UPDATE role_grant SET ends_on = $2 WHERE id = $1 AND (ends_on IS NULL OR ends_on > $2)",
                )
                .bind(grant.id)
                .bind(day),
            };
            tx.execute(end).await?;
        }
        let place = match leaving.last_day {
            None => Query::new(
                "UPDATE membership SET status = 'deactivated', since = $3, reason = $4, leaves_on = NULL,
                                       version = version + 1
                 WHERE user_id = $1 AND ods = $2",
            )
            .bind(self.user)
            .bind(self.practice)
            .bind(self.stamp.at)
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
        if leaving.last_day.is_none() {
            tx.execute(end_all(self.user)).await?;
        }
        let held = || column.grants.iter().map(|grant| grant.role);
        let (action, detail) = match leaving.last_day {
            None => (
                Action::Deactivated,
                Detail {
                    before: held().collect(),
                    after: planned.stay.clone(),
                    ..Detail::default()
                },
            ),
            Some(day) => (
                Action::LastDaySet,
                Detail {
                    note: ["The last day is ", &day.in_words()].concat(),
                    ..Detail::default()
                },
            ),
        };
        self.record(tx, &subject, &column, action, detail, &leaving.reason)
            .await?;
        self.tell(tx, &column, leaving.last_day).await
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
        append(tx, self.stamp, event).await
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
            ask: who_to_ask(column, self.user, self.stamp.today),
        };
        mail::tell(tx, self.stamp, self.user, letter).await
    }
}

impl Go<'_> {
    async fn stay(&self, tx: &mut Tx) -> Result<(), Failure> {
        let (subject, column) = self.at.read(tx).await?;
        self.current(&column)?;
        // Nothing is done, and nothing recorded, about somebody who has no place here: the record would name them.
        if !matches!(
            column.membership,
            Some(MembershipStatus::Active | MembershipStatus::Invited)
        ) {
            let practice = column.name.clone();
            return Err(Failure::Refused(vec![Refusal::WorksNotHere { practice }]));
        }
        tx.execute(
            Query::new(
                "UPDATE role_grant SET ends_on = NULL
                 WHERE user_id = $1 AND ods = $2 AND ended_at IS NULL
                   AND ends_on = (SELECT leaves_on FROM membership WHERE user_id = $1 AND ods = $2)",
            )
            .bind(self.at.user)
            .bind(self.at.practice),
        )
        .await?;
        tx.execute(
            Query::new(
                "UPDATE membership SET leaves_on = NULL, reason = '', version = version + 1
                 WHERE user_id = $1 AND ods = $2 AND status <> 'deactivated'",
            )
            .bind(self.at.user)
            .bind(self.at.practice),
        )
        .await?;
        self.at
            .record(tx, &subject, &column, Action::Stays, Detail::default(), "")
            .await
    }

    async fn bring_back(&self, tx: &mut Tx) -> Result<(), Failure> {
        let (subject, column) = self.at.read(tx).await?;
        let mut ticked = remembered(tx, self.at.user, self.at.practice).await?;
        ticked.retain(|role| column.locked(*role, self.at.powers, self.at.user).is_ok());
        let terms = Terms::default();
        let wanted = Wanted {
            practice: self.at.practice.clone(),
            version: self.version,
            ticked,
        };
        let plan = plan(
            &[column],
            &[wanted],
            &terms,
            &subject,
            self.at.powers,
            self.at.stamp.today,
        )
        .map_err(Failure::Refused)?;
        apply(tx, self.at.stamp, &subject, &plan, &terms, self.at.powers).await?;
        let place =
            "UPDATE membership SET leaves_on = NULL, reason = '' WHERE user_id = $1 AND ods = $2";
        tx.execute(Query::new(place).bind(self.at.user).bind(self.at.practice))
            .await?;
        Ok(())
    }

    /// Whether the place is still as it was shown.
    fn current(&self, column: &Column) -> Result<(), Failure> {
        if column.version == self.version {
            Ok(())
        } else {
            let practice = column.name.clone();
            Err(Failure::Refused(vec![Refusal::Stale { practice }]))
        }
    }
}
