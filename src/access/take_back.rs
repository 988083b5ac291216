//! Deciding that a change of roles is taken back, as far as nobody has changed them again since.
//!
//! What the change gave goes and what it took comes back, each for the days it had. What was changed again since stays as it is, and
//! so does what the actor may not decide: both are said, and stop nothing else.

use std::fmt;

use uuid::Uuid;

use super::{
    Column, DesiredRoles, Holder, MembershipStatus, Period, Permissions, Plan, Refusal, Remembered,
    Role, Subject, Terms,
    come_back::{Days, by_days, hold},
    plan,
};
use crate::base::{dates::Date, ids::OdsCode};

/// What a change made of somebody's roles at one practice, as the record has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// The grants it gave, each with its days then.
    pub gave: Vec<(Uuid, Role, Period)>,
    /// The roles it took, each with the days that it would still have had.
    pub took: Vec<Remembered>,
}

/// Somebody's column with what a change made of it.
#[derive(Clone, Debug)]
pub struct Changed {
    pub subject: Subject,
    pub column: Column,
    pub made: Made,
}

/// A role that stays as it is now, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub role: Role,
    pub why: WhyLeftOut,
}

/// Why part of a change is not taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyLeftOut {
    /// What it gave has ended since.
    Ended,
    /// What it gave ended since, and was given again.
    GivenAgain,
    /// The days of what it gave were changed since.
    Redated,
    /// What it took is held again.
    HeldAgain,
    /// The last day of what it took has passed.
    Over,
    /// They have left the practice since.
    HasLeft,
    /// The rules do not allow it.
    Refused(Refusal),
}

/// What is taken back of one person's roles at one practice. [`take_back`] alone makes one:
///
/// ```compile_fail,E0451
/// # use practice_access::access::{Subject, TakingBack};
/// # use practice_access::base::ids::OdsCode;
/// fn forge(subject: Subject, practice: OdsCode) -> TakingBack {
///     TakingBack { subject, practice, plans: Vec::new(), left_out: Vec::new(), came: Vec::new() }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakingBack {
    subject: Subject,
    practice: OdsCode,
    plans: Vec<Plan>,
    left_out: Vec<LeftOut>,
    came: Vec<Holder>,
}

impl TakingBack {
    /// Who.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Where.
    pub fn practice(&self) -> &OdsCode {
        &self.practice
    }

    /// What is done, in this order: what goes first, then what comes back, roles of different days one after the other.
    pub fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// What stays as it is.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// Who holds what comes back, for those who are decided about after them.
    pub fn came(&self) -> &[Holder] {
        &self.came
    }
}

/// Decides about everybody whom one change concerns. What all of them lose is free for those who get it back, and nobody counts as
/// the last administrator where another one comes back.
pub fn take_back(
    people: Vec<Changed>,
    terms: &Terms,
    permissions: &Permissions,
    today: Date,
) -> Result<Vec<TakingBack>, Vec<Refusal>> {
    let terms = Terms {
        starts_on: None,
        ends_on: None,
        ..terms.clone()
    };
    let deciding = Deciding {
        terms: &terms,
        permissions,
        today,
    };
    let mut all: Vec<_> = people
        .into_iter()
        .map(|person| deciding.sort(person))
        .collect();
    let leaves: Vec<_> = all.iter().flat_map(Sorted::leaves).collect();
    let goes =
        |at: &OdsCode, holder: &Holder| leaves.contains(&(at.clone(), holder.user, holder.role));
    for sorted in &mut all {
        let at = sorted.column.practice.clone();
        sorted.column.holders.retain(|holder| !goes(&at, holder));
    }
    // First what comes back, which is what a last administrator needs to know; what goes is done first all the same.
    let mut came: Vec<(OdsCode, Holder)> = Vec::new();
    let mut backs = Vec::new();
    for sorted in &mut all {
        let back = deciding.comes_back(sorted, &came)?;
        let at = &sorted.column.practice;
        came.extend(back.came.iter().map(|holder| (at.clone(), holder.clone())));
        backs.push(back);
    }
    let (mut done, mut refusals) = (Vec::new(), Vec::new());
    for (sorted, back) in all.into_iter().zip(backs) {
        match deciding.goes(&sorted, &came) {
            Ok(goes) => done.push(TakingBack {
                practice: sorted.column.practice,
                subject: sorted.subject,
                plans: goes.into_iter().chain(back.plans).collect(),
                left_out: sorted.left_out,
                came: back.came,
            }),
            Err(more) => {
                let new = more.into_iter().filter(|one| !refusals.contains(one));
                let new: Vec<_> = new.collect();
                refusals.extend(new);
            }
        }
    }
    if refusals.is_empty() {
        Ok(done)
    } else {
        Err(refusals)
    }
}

/// On which terms and by whom it is decided.
struct Deciding<'a> {
    terms: &'a Terms,
    permissions: &'a Permissions,
    today: Date,
}

/// What is to go and to come back of one person's roles at one practice.
struct Sorted {
    subject: Subject,
    column: Column,
    goes: Vec<Role>,
    back: Vec<Remembered>,
    left_out: Vec<LeftOut>,
}

/// What gives roles back.
struct Back {
    plans: Vec<Plan>,
    came: Vec<Holder>,
}

impl Sorted {
    fn leaves(&self) -> impl Iterator<Item = (OdsCode, crate::base::ids::UserId, Role)> {
        let (at, user) = (&self.column.practice, self.subject.user);
        self.goes.iter().map(move |role| (at.clone(), user, *role))
    }

    /// The column once what goes is gone.
    fn after(&self) -> Column {
        let mut column = self.column.clone();
        column
            .grants
            .retain(|grant| !self.goes.contains(&grant.role));
        column.version += i64::from(!self.goes.is_empty());
        column
    }
}

impl Deciding<'_> {
    /// Tells what can be taken back from what was changed since and from what the actor does not decide.
    fn sort(&self, person: Changed) -> Sorted {
        let Changed {
            subject,
            column,
            made,
        } = person;
        let (mut goes, mut back, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
        let has_left = column.membership == Some(MembershipStatus::Deactivated);
        let locked = |role| {
            let locked = column.locked(role, self.permissions, subject.user);
            locked.err().map(|locked| column.not_yours(role, locked))
        };
        for (id, role, period) in made.gave {
            let why = match column.grant(role) {
                _ if has_left => Some(WhyLeftOut::HasLeft),
                None => Some(WhyLeftOut::Ended),
                Some(grant) if grant.id != id => Some(WhyLeftOut::GivenAgain),
                Some(grant) if grant.period() != period => Some(WhyLeftOut::Redated),
                Some(_) => locked(role).map(WhyLeftOut::Refused),
            };
            match why {
                None => goes.push(role),
                Some(why) => left_out.push(LeftOut { role, why }),
            }
        }
        for one in made.took {
            let role = one.role;
            let why = if has_left {
                Some(WhyLeftOut::HasLeft)
            } else if column.grant(role).is_some() && !goes.contains(&role) {
                Some(WhyLeftOut::HeldAgain)
            } else if one.ends_on.is_some_and(|last| last < self.today) {
                Some(WhyLeftOut::Over)
            } else {
                None
            };
            match why {
                None => back.push(one),
                Some(why) => left_out.push(LeftOut { role, why }),
            }
        }
        Sorted {
            subject,
            column,
            goes,
            back,
            left_out,
        }
    }

    /// Plans that roles go. `came`: who holds what comes back by then.
    fn goes(
        &self,
        sorted: &Sorted,
        came: &[(OdsCode, Holder)],
    ) -> Result<Option<Plan>, Vec<Refusal>> {
        if sorted.goes.is_empty() {
            return Ok(None);
        }
        let mut column = sorted.column.clone();
        column.holders.extend(at(&column.practice, came));
        let held = column.grants.iter().map(|grant| grant.role);
        let ticked = held.filter(|role| !sorted.goes.contains(role)).collect();
        self.plan(&column, ticked, &sorted.subject, self.terms)
            .map(Some)
    }

    /// Plans that roles come back, after those that `came` to others. One that the rules do not allow is left out.
    fn comes_back(
        &self,
        sorted: &mut Sorted,
        came: &[(OdsCode, Holder)],
    ) -> Result<Back, Vec<Refusal>> {
        let mut then = sorted.after();
        then.holders.extend(at(&then.practice, came));
        let mut allowed = Vec::new();
        let mut tried = then.clone();
        for one in std::mem::take(&mut sorted.back) {
            match self.gives(
                &tried,
                &[one.role],
                &sorted.subject,
                (one.starts_on, one.ends_on),
            ) {
                Ok(_) => {
                    let terms = self.on((one.starts_on, one.ends_on));
                    hold(&mut tried, &sorted.subject, one.role, &terms, self.today);
                    allowed.push(one);
                }
                Err(refusals) => {
                    // What concerns the whole change, a missing reason, is not about this role.
                    let (about, whole): (Vec<_>, Vec<_>) =
                        refusals.into_iter().partition(Refusal::is_about_a_role);
                    let Some(why) = about.into_iter().next() else {
                        return Err(whole);
                    };
                    sorted.left_out.push(LeftOut {
                        role: one.role,
                        why: WhyLeftOut::Refused(why),
                    });
                }
            }
        }
        let mut back = Back {
            plans: Vec::new(),
            came: Vec::new(),
        };
        for (days, roles) in by_days(&allowed) {
            back.plans
                .push(self.gives(&then, &roles, &sorted.subject, days)?);
            for role in roles {
                let terms = self.on(days);
                back.came
                    .push(hold(&mut then, &sorted.subject, role, &terms, self.today));
            }
            then.version += 1;
        }
        Ok(back)
    }

    fn gives(
        &self,
        column: &Column,
        roles: &[Role],
        subject: &Subject,
        days: Days,
    ) -> Result<Plan, Vec<Refusal>> {
        let held = column.grants.iter().map(|grant| grant.role);
        let ticked = held.chain(roles.iter().copied()).collect();
        self.plan(column, ticked, subject, &self.on(days))
    }

    fn on(&self, (starts_on, ends_on): Days) -> Terms {
        Terms {
            starts_on,
            ends_on,
            ..self.terms.clone()
        }
    }

    fn plan(
        &self,
        column: &Column,
        ticked: Vec<Role>,
        subject: &Subject,
        terms: &Terms,
    ) -> Result<Plan, Vec<Refusal>> {
        let wanted = DesiredRoles {
            practice: column.practice.clone(),
            version: column.version,
            ticked,
        };
        let columns = std::slice::from_ref(column);
        plan(
            columns,
            &[wanted],
            terms,
            subject,
            self.permissions,
            self.today,
        )
    }
}

/// Those of `came` at one practice.
fn at(practice: &OdsCode, came: &[(OdsCode, Holder)]) -> Vec<Holder> {
    let here = came.iter().filter(|(at, _)| at == practice);
    here.map(|(_, holder)| holder.clone()).collect()
}

impl fmt::Display for WhyLeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ended => "It has ended since",
            Self::GivenAgain => "It ended and was given again since",
            Self::Redated => "Its dates were changed since",
            Self::HeldAgain => "They hold it again",
            Self::Over => "Its last day has passed",
            Self::HasLeft => "They have left the practice since",
            Self::Refused(refusal) => return refusal.fmt(f),
        })
    }
}

#[cfg(test)]
mod tests;
