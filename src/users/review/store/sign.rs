//! Signing a review.

use std::fmt::Debug;

use uuid::Uuid;

use super::{Person, draft, people};
use crate::{
    access::{
        ColumnPlan, DesiredRoles, LeavePlan, Leaving, Plan, Refusal, Reviews, Terms, list, plan,
    },
    base::{
        clock::new_id,
        ids::{OdsCode, UserId},
        text::{isolated, known_as},
    },
    database::{Failure, Query, Tx},
    history::{Action, Detail, NewEvent, append},
    ui::{Check, CheckGroup, FormState, Outcome},
    users::{
        confirmed::{Acting, ConfirmedChange, NotMade},
        leave::store::{At, Ended},
        review::rules::{Marks, REASON, Verdict, keep_id},
        roles::{
            self,
            store::{apply, of_members, tell_changed},
        },
    },
    web::AuditContext,
};

/// What is said of somebody who was forgotten, or came to the practice while the form was filled in.
fn undecided(person: &Person) -> String {
    let who = known_as(&person.name(), &person.email);
    ["Choose Keep or Remove for ", &who].concat()
}

/// A review that is signed: whoever is not kept leaves at once, and single roles of those who are end.
pub(in crate::users::review) struct Sign<'a> {
    pub permit: &'a Reviews,
    pub marks: &'a Marks,
    /// The version of the draft that was shown; 0 if there was none.
    pub draft: i64,
    pub accepts_no_administrator: bool,
}

/// Somebody with what was decided about them.
pub(in crate::users::review) struct Decided {
    person: Person,
    what: What,
}

/// What becomes of somebody.
enum What {
    /// They keep all they have.
    Keeps,
    /// They stay, without some roles; with what that means for others.
    Less(Plan, Vec<String>),
    /// They leave.
    Leaves(LeavePlan),
}

impl What {
    fn leaves(&self) -> bool {
        matches!(self, Self::Leaves(_))
    }

    /// The roles that somebody who stays loses, in words.
    fn removed(&self) -> Vec<String> {
        match self {
            Self::Less(plan, _) => {
                let columns = plan.columns().iter();
                columns.flat_map(ColumnPlan::removals).collect()
            }
            Self::Keeps | Self::Leaves(_) => Vec::new(),
        }
    }
}

impl ConfirmedChange for Sign<'_> {
    type Plan = Vec<Decided>;
    type WhyNot = Refusal;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.permit.practice().clone()]
    }

    fn content(&self) -> impl Debug + Send + Sync {
        (self.permit.practice(), self.marks)
    }

    fn confirm(&mut self) {
        self.accepts_no_administrator = true;
    }

    /// One after the other: a role that two of them hold goes with the second.
    async fn plan(&self, tx: &mut Tx, by: Acting<'_>) -> Result<Vec<Decided>, NotMade> {
        let practice = self.permit.practice();
        if let Some(told) = draft::told_if_changed(tx, practice, self.draft).await? {
            return Err(NotMade::Instead(Outcome::wrong("", told)));
        }
        let people = people(tx, practice, by.audit.today).await?;
        let missing = people
            .iter()
            .filter(|person| self.marks.verdict(person.user_id).is_none());
        let incomplete = missing.fold(FormState::default(), |incomplete, person| {
            incomplete.and_wrong(&keep_id(person.user_id), undecided(person))
        });
        if !incomplete.errors.is_empty() {
            return Err(NotMade::Instead(Outcome::Form(incomplete)));
        }
        let (mut decided, mut refusals, mut ended) = (Vec::new(), Vec::new(), Vec::new());
        for person in people {
            let Some(verdict) = self.marks.verdict(person.user_id) else {
                continue;
            };
            match self.decide(tx, by, &verdict, &ended).await {
                Ok(what) => {
                    ended.extend(ends(verdict.user, &what));
                    decided.push(Decided { person, what });
                }
                Err(Failure::Refused(more)) => {
                    let new = more
                        .into_iter()
                        .filter(|refusal| !refusals.contains(refusal));
                    let new: Vec<_> = new.collect();
                    refusals.extend(new);
                }
                Err(failure) => return Err(failure.into()),
            }
        }
        if refusals.is_empty() {
            Ok(decided)
        } else {
            Err(NotMade::Refused(refusals))
        }
    }

    fn preview(&self, decided: &Vec<Decided>, _by: Acting<'_>) -> Check {
        let kept = decided.iter().filter(|one| !one.what.leaves()).count();
        let keep = match kept {
            1 => "1 person keeps their access.".to_owned(),
            _ => [&kept.to_string(), " people keep their access."].concat(),
        };
        let mut check = Check {
            notes: vec![
                keep,
                "By signing you say that you have gone through everyone who has access here. The review is kept, with your name and the day."
                    .to_owned(),
            ],
            ..Check::default()
        };
        for Decided { person, what } in decided {
            match what {
                What::Keeps => {}
                What::Less(plan, notes) => tell_less(&mut check, person, plan, notes),
                What::Leaves(plan) => tell_removed(&mut check, person, plan),
            }
        }
        check
    }

    async fn apply(
        &self,
        tx: &mut Tx,
        by: Acting<'_>,
        decided: Vec<Decided>,
    ) -> Result<(), Failure> {
        let id = self.write_review(tx, by.audit).await?;
        draft::delete(tx, self.permit.practice()).await?;
        let (mut removed, mut roles) = (0, 0);
        for Decided { person, what } in &decided {
            write_line(tx, id, person, what).await?;
            roles += what.removed().len();
            match what {
                What::Keeps => {}
                What::Less(plan, _) => {
                    apply(tx, by.audit, plan).await?;
                    tell_changed(tx, by.audit, std::slice::from_ref(plan)).await?;
                }
                What::Leaves(plan) => {
                    At::leave(tx, by, std::slice::from_ref(plan)).await?;
                    removed += 1;
                }
            }
        }
        let (kept, removed) = (decided.len() - removed, removed.to_string());
        let roles = match roles {
            0 => String::new(),
            _ => [". Roles removed from those kept: ", &roles.to_string()].concat(),
        };
        let event = NewEvent {
            action: Action::AccessReviewed,
            subject: None,
            practice: Some(self.permit.practice()),
            detail: Detail {
                note: ["Kept: ", &kept.to_string(), ". Removed: ", &removed, &roles].concat(),
                ..Detail::default()
            },
            reason: "",
        };
        append(tx, by.audit, event).await
    }
}

impl Sign<'_> {
    /// Decides about one of them, after what has `ended` for those before.
    async fn decide(
        &self,
        tx: &mut Tx,
        by: Acting<'_>,
        verdict: &Verdict,
        ended: &[Ended],
    ) -> Result<What, Failure> {
        let at = self.at(verdict.user, by);
        if !verdict.keep {
            let plan = at.plan(tx, self.leaving(verdict), ended).await?;
            return Ok(What::Leaves(plan));
        }
        let (subject, mut column) = at.read(tx).await?;
        // What they hold was changed meanwhile, and it is what they hold that is signed.
        if column.version != verdict.version {
            return Err(Failure::Refused(vec![Refusal::Stale {
                practice: column.name,
            }]));
        }
        let drops: Vec<_> = self.marks.drops(verdict.user).collect();
        if drops.is_empty() {
            return Ok(What::Keeps);
        }
        column
            .holders
            .retain(|holder| !ended.iter().any(|ended| ended.is(holder)));
        let held = column.grants.iter().map(|grant| grant.role);
        let wanted = DesiredRoles {
            practice: column.practice.clone(),
            version: verdict.version,
            ticked: held.filter(|role| !drops.contains(role)).collect(),
        };
        let terms = Terms {
            reason: REASON.to_owned(),
            accepts_no_administrator: self.accepts_no_administrator,
            ..Terms::default()
        };
        let (permissions, today) = (by.permissions, by.audit.today);
        let plan = plan(&[column], &[wanted], &terms, &subject, permissions, today)
            .map_err(Failure::Refused)?;
        let notes = of_members(tx, &plan).await?;
        Ok(What::Less(plan, notes))
    }

    fn at<'a>(&'a self, user: UserId, by: Acting<'a>) -> At<'a> {
        At {
            user,
            practice: self.permit.practice(),
            by,
        }
    }

    fn leaving(&self, verdict: &Verdict) -> Leaving {
        Leaving {
            version: verdict.version,
            last_day: None,
            reason: REASON.to_owned(),
            accepts_no_administrator: self.accepts_no_administrator,
        }
    }

    async fn write_review(&self, tx: &mut Tx, audit: &AuditContext) -> Result<Uuid, Failure> {
        let id = new_id();
        tx.execute(
            Query::new(
                "INSERT INTO access_review (id, ods, signed_at, signed_by, signed_name)
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(id)
            .bind(self.permit.practice())
            .bind(audit.at)
            .bind(audit.by)
            .bind(&audit.by_name),
        )
        .await?;
        Ok(id)
    }
}

/// What somebody holds no more.
fn ends(user: UserId, what: &What) -> Vec<Ended> {
    match what {
        What::Keeps => Vec::new(),
        What::Less(plan, _) => {
            let grants = plan.columns().iter().flat_map(|column| &column.remove);
            grants.map(|grant| Ended::Role(user, grant.role)).collect()
        }
        What::Leaves(_) => vec![Ended::Everything(user)],
    }
}

/// Adds somebody who stays without some roles to the list.
fn tell_less(check: &mut Check, person: &Person, plan: &Plan, notes: &[String]) {
    let who = known_as(&person.name(), &person.email);
    for column in plan.columns() {
        check.groups.push(CheckGroup {
            title: who.clone(),
            add: Vec::new(),
            remove: column.removals(),
        });
        for role in &column.uncovers {
            roles::tell_uncovered(check, &column.name, *role);
        }
    }
    check.notes.extend(notes.iter().cloned());
}

/// Adds somebody who is removed to the list.
fn tell_removed(check: &mut Check, person: &Person, plan: &LeavePlan) {
    check.groups.push(CheckGroup {
        title: known_as(&person.name(), &person.email),
        add: Vec::new(),
        remove: vec!["All access at this practice".to_owned()],
    });
    if !plan.stay.is_empty() {
        let stay: Vec<_> = plan.stay.iter().map(|role| role.name()).collect();
        check.notes.push(
            [
                &*isolated(&person.name()),
                ": ",
                &list(&stay),
                " comes from the Performers List and ends there. Until then it gives no access here.",
            ]
            .concat(),
        );
    }
    for role in &plan.uncovers {
        roles::tell_uncovered(check, &plan.column.name, *role);
    }
}

async fn write_line(
    tx: &mut Tx,
    review: Uuid,
    person: &Person,
    what: &What,
) -> Result<(), Failure> {
    tx.execute(
        Query::new(
            "INSERT INTO access_review_line (review_id, user_id, name, roles, last_sign_in, verdict, removed)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(review)
        .bind(person.user_id)
        .bind(person.name())
        .bind(person.roles())
        .bind(person.last_sign_in().in_file())
        .bind(if what.leaves() { "remove" } else { "keep" })
        .bind(list(&what.removed())),
    )
    .await?;
    Ok(())
}
