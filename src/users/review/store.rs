//! Reviews in the database.

use std::{collections::BTreeMap, fmt::Debug};

use uuid::Uuid;

use super::{
    Due, ReviewView, Reviewed, ToReview,
    rules::{REASON, Verdict, is_due, keep_id},
};
use crate::{
    access::{Actor, LeavePlan, Leaving, Refusal, Reviews, SeesPractice, list},
    base::{
        clock::{date_of, new_id},
        dates::{Date, Instant},
        error::AppError,
        ids::{OdsCode, UserId},
        text::{isolated, known_as},
    },
    database::{Failure, Query, RoleCodes, Tx},
    history::{Action, Detail, NewEvent, append},
    practices,
    ui::{Check, CheckGroup, FormState, Outcome},
    users::{
        LastSignIn,
        confirmed::{Acting, ConfirmedChange, NotMade},
        leave::store::At,
        roles,
    },
    web::{AuditContext, Request, csv},
};

/// Somebody at the practice.
#[derive(sqlx::FromRow)]
struct Person {
    user_id: UserId,
    first_name: String,
    last_name: String,
    email: String,
    last_sign_in_at: Option<Instant>,
    version: i64,
    roles: Option<RoleCodes>,
}

impl Person {
    fn name(&self) -> String {
        crate::base::text::full_name(&self.first_name, &self.last_name)
    }

    fn roles(&self) -> String {
        let RoleCodes(mut roles) = self.roles.clone().unwrap_or_default();
        roles.sort_unstable();
        list(&roles.iter().map(|role| role.name()).collect::<Vec<_>>())
    }

    fn last_sign_in(&self) -> LastSignIn {
        LastSignIn::told(self.last_sign_in_at, true)
    }
}

async fn people(tx: &mut Tx, practice: &OdsCode, today: Date) -> Result<Vec<Person>, Failure> {
    Ok(tx
        .all(
            Query::new(
                "SELECT m.user_id, u.first_name, u.last_name, u.email, u.last_sign_in_at, m.version,
                        (SELECT string_agg(g.role, ' ') FROM role_grant g
                         WHERE g.user_id = m.user_id AND g.ods = m.ods AND g.ended_at IS NULL
                           AND (g.ends_on IS NULL OR g.ends_on >= $2)) AS roles
                 FROM membership m JOIN app_user u ON u.id = m.user_id
                 WHERE m.ods = $1 AND m.status <> 'deactivated' ORDER BY u.sort_name, u.id",
            )
            .bind(practice)
            .bind(today),
        )
        .await?)
}

/// What the page shows.
pub(super) async fn view(
    tx: &mut Tx,
    permit: &Reviews,
    me: UserId,
    today: Date,
) -> Result<ReviewView, Failure> {
    let practice = permit.practice();
    let before: Vec<(Uuid, Instant, String, String, i64, i64)> = tx
        .all(
            Query::new(
                "SELECT r.id, r.signed_at, r.signed_name, u.email,
                        (SELECT CAST(count(*) AS BIGINT) FROM access_review_line l
                         WHERE l.review_id = r.id AND l.verdict = 'keep'),
                        (SELECT CAST(count(*) AS BIGINT) FROM access_review_line l
                         WHERE l.review_id = r.id AND l.verdict = 'remove')
                 FROM access_review r JOIN app_user u ON u.id = r.signed_by WHERE r.ods = $1 ORDER BY r.signed_at DESC LIMIT 20",
            )
            .bind(practice),
        )
        .await?;
    let people = people(tx, practice, today).await?;
    Ok(ReviewView {
        practice: practice.clone(),
        name: practices::store::name_of(tx, practice).await?,
        idempotency_key: new_id().to_string(),
        people: people
            .into_iter()
            .map(|person| ToReview {
                user: person.user_id,
                name: isolated(&person.name()).into_owned(),
                roles: person.roles(),
                last_sign_in: person.last_sign_in().in_words(),
                version: person.version,
                username: person.email,
                me: person.user_id == me,
            })
            .collect(),
        before: before
            .into_iter()
            .map(|(id, at, by, username, kept, removed)| Reviewed {
                id,
                at: date_of(at).in_words(),
                by: known_as(&by, &username),
                kept,
                removed,
            })
            .collect(),
    })
}

/// What is said of somebody who was forgotten, or came to the practice while the form was filled in.
fn undecided(person: &Person) -> String {
    let who = known_as(&person.name(), &person.email);
    ["Choose Keep or Remove for ", &who].concat()
}

/// A review that is signed: whoever is not kept leaves at once.
pub(super) struct Sign<'a> {
    pub permit: &'a Reviews,
    pub verdicts: &'a [Verdict],
    pub accepts_no_administrator: bool,
}

/// Somebody with what was decided about them; who is removed, with what that does.
pub(super) struct Decided {
    person: Person,
    leaves: Option<LeavePlan>,
}

impl ConfirmedChange for Sign<'_> {
    type Plan = Vec<Decided>;
    type WhyNot = Refusal;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.permit.practice().clone()]
    }

    fn content(&self) -> impl Debug + Send + Sync {
        (self.permit.practice(), self.verdicts)
    }

    fn confirm(&mut self) {
        self.accepts_no_administrator = true;
    }

    /// One after the other: a role that two of them hold goes with the second.
    async fn plan(&self, tx: &mut Tx, by: Acting<'_>) -> Result<Vec<Decided>, NotMade> {
        let people = people(tx, self.permit.practice(), by.audit.today).await?;
        let verdicts: BTreeMap<_, _> = self
            .verdicts
            .iter()
            .map(|verdict| (verdict.user, *verdict))
            .collect();
        let missing = people
            .iter()
            .filter(|person| !verdicts.contains_key(&person.user_id));
        let incomplete = missing.fold(FormState::default(), |incomplete, person| {
            incomplete.and_wrong(&keep_id(person.user_id), undecided(person))
        });
        if !incomplete.errors.is_empty() {
            return Err(NotMade::Instead(Outcome::Form(incomplete)));
        }
        let (mut decided, mut refusals, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        for person in people {
            let Some(verdict) = verdicts.get(&person.user_id) else {
                continue;
            };
            let mut leaves = None;
            if verdict.keep {
                let changed = self.changed(&person, verdict);
                refusals.extend(changed.filter(|changed| !refusals.contains(changed)));
            } else {
                let leaving = self.leaving(verdict);
                match self.at(verdict.user, by).plan(tx, leaving, &gone).await {
                    Ok(plan) => {
                        gone.push(verdict.user);
                        leaves = Some(plan);
                    }
                    Err(Failure::Refused(more)) => refusals.extend(more),
                    Err(failure) => return Err(failure.into()),
                }
            }
            decided.push(Decided { person, leaves });
        }
        if refusals.is_empty() {
            Ok(decided)
        } else {
            Err(NotMade::Refused(refusals))
        }
    }

    fn preview(&self, decided: &Vec<Decided>, _by: Acting<'_>) -> Check {
        let kept = decided.iter().filter(|one| one.leaves.is_none()).count();
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
        for Decided { person, leaves } in decided {
            if let Some(plan) = leaves {
                tell_removed(&mut check, person, plan);
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
        let mut removed = 0;
        for Decided { person, leaves } in &decided {
            write_line(tx, id, person, leaves.is_none()).await?;
            if let Some(plan) = leaves {
                At::leave(tx, by, plan).await?;
                removed += 1;
            }
        }
        let (kept, removed) = (decided.len() - removed, removed.to_string());
        let event = NewEvent {
            action: Action::AccessReviewed,
            subject: None,
            practice: Some(self.permit.practice()),
            detail: Detail {
                note: ["Kept: ", &kept.to_string(), ". Removed: ", &removed].concat(),
                ..Detail::default()
            },
            reason: "",
        };
        append(tx, by.audit, event).await
    }

    async fn answer(
        &self,
        request: &Request,
        actor: &Actor,
        by: Acting<'_>,
        reasons: Vec<Refusal>,
    ) -> Result<Outcome, Failure> {
        roles::store::record(request, actor, by.audit, None, &reasons).await?;
        Ok(Outcome::Form(roles::form_state(&reasons)))
    }
}

impl Sign<'_> {
    /// Why somebody can't be kept as shown: what they hold was changed meanwhile, and it is what they hold that is signed.
    fn changed(&self, person: &Person, verdict: &Verdict) -> Option<Refusal> {
        (person.version != verdict.version).then(|| Refusal::Stale {
            practice: self.permit.practice().to_string(),
        })
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

async fn write_line(tx: &mut Tx, review: Uuid, person: &Person, keep: bool) -> Result<(), Failure> {
    tx.execute(
        Query::new(
            "INSERT INTO access_review_line (review_id, user_id, name, roles, last_sign_in, verdict)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(review)
        .bind(person.user_id)
        .bind(person.name())
        .bind(person.roles())
        .bind(person.last_sign_in().in_file())
        .bind(if keep { "keep" } else { "remove" }),
    )
    .await?;
    Ok(())
}

/// The lines of a review that was signed, as rows of a file.
pub(super) async fn signed(
    tx: &mut Tx,
    permit: &SeesPractice,
    id: Uuid,
) -> Result<Vec<[String; 8]>, Failure> {
    let review: Option<(Instant, String, String)> = tx
        .optional(
            Query::new(
                "SELECT r.signed_at, r.signed_name, u.email FROM access_review r JOIN app_user u ON u.id = r.signed_by
                 WHERE r.id = $1 AND r.ods = $2",
            )
            .bind(id)
            .bind(permit.practice()),
        )
        .await?;
    let (at, by, by_username) = review.ok_or(Failure::Public(AppError::NotFound))?;
    let lines: Vec<(String, String, String, String, String)> = tx
        .all(
            Query::new(
                "SELECT l.name, u.email, l.roles, l.last_sign_in, l.verdict FROM access_review_line l
                 JOIN app_user u ON u.id = l.user_id WHERE l.review_id = $1 ORDER BY l.name, l.user_id",
            )
            .bind(id),
        )
        .await?;
    let day = csv::day(date_of(at));
    Ok(lines
        .into_iter()
        .map(|(name, username, roles, last, verdict)| {
            let (by, by_username, day) = (by.clone(), by_username.clone(), day.clone());
            [name, username, roles, last, verdict, by, by_username, day]
        })
        .collect())
}

/// The practices that `actor` administers whose review is due.
pub(crate) async fn due(tx: &mut Tx, actor: &Actor, now: Instant) -> Result<Vec<Due>, Failure> {
    let mut query = Query::new(
        "SELECT p.ods, p.name, (SELECT max(r.signed_at) FROM access_review r WHERE r.ods = p.ods),
                (SELECT min(m.since) FROM membership m WHERE m.ods = p.ods)
         FROM practice p WHERE p.status = 'active' AND p.ods IN ",
    );
    query.push_list(actor.administered().map(|place| &place.practice));
    query.push(" ORDER BY p.name, p.ods");
    let found: Vec<(OdsCode, String, Option<i64>, Option<i64>)> = tx.all(query).await?;
    Ok(found
        .into_iter()
        .filter(|(_, _, last, first)| is_due(last.map(Instant), first.map(Instant), now))
        .map(|(practice, name, last, _)| Due {
            practice,
            name,
            last: last
                .map(|at| date_of(Instant(at)).in_words())
                .unwrap_or_default(),
        })
        .collect())
}
