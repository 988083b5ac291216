//! Reviews in the database.

mod draft;
mod sign;
mod signed;

pub(super) use draft::SaveDraft;
pub(crate) use draft::forget;
pub(super) use sign::Sign;
pub(super) use signed::signed;

use uuid::Uuid;

use super::{
    Due, HeldRole, ReviewView, Reviewed, ToReview,
    rules::{Marks, Verdict, is_due},
};
use crate::{
    access::{Actor, Role, SeesPractice, list},
    base::{
        clock::{date_of, new_id},
        dates::{Date, Instant},
        error::AppError,
        ids::{OdsCode, UserId},
        text::{isolated, known_as},
    },
    database::{Failure, Query, RoleCodes, Tx},
    practices,
    users::LastSignIn,
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

    fn held(&self) -> Vec<Role> {
        let RoleCodes(mut roles) = self.roles.clone().unwrap_or_default();
        roles.sort_unstable();
        roles
    }

    fn roles(&self) -> String {
        let roles = self.held();
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

/// What the page shows. Whoever may see the practice reads the reviews before; who administers it sees everybody, and what is
/// marked already.
pub(super) async fn view(
    tx: &mut Tx,
    permit: &SeesPractice,
    actor: &Actor,
    today: Date,
) -> Result<ReviewView, Failure> {
    let practice = permit.practice();
    let about = practices::store::find_in(tx, practice, today)
        .await?
        .ok_or(AppError::NotFound)?;
    let may_sign = actor.review(practice).is_ok();
    let (mut shown, mut draft) = (Vec::new(), None);
    if may_sign {
        shown = people(tx, practice, today).await?;
        draft = draft::read(tx, practice).await?;
    }
    let marks = draft.as_ref().map(|draft| draft.marks.clone());
    let marks = marks.unwrap_or_default();
    let people = shown
        .iter()
        .map(|person| to_review(person, actor, practice, &marks));
    Ok(ReviewView {
        people: people.collect(),
        before: before(tx, practice).await?,
        may_sign,
        draft: draft.as_ref().map(draft::Draft::shown),
        idempotency_key: new_id().to_string(),
        about,
    })
}

/// Somebody as the page shows them, with what is marked of them. What was marked of a place that has changed since is not shown:
/// it was about other roles.
fn to_review(person: &Person, actor: &Actor, practice: &OdsCode, marks: &Marks) -> ToReview {
    let (user, permissions) = (person.user_id, actor.permissions());
    let mark = marks
        .verdict(user)
        .filter(|verdict| verdict.version == person.version);
    let held = |role: Role| HeldRole {
        role,
        removable: permissions.may_decide(practice, role, user).is_ok(),
        dropped: mark.is_some() && marks.drops(user).any(|dropped| dropped == role),
    };
    ToReview {
        user,
        name: isolated(&person.name()).into_owned(),
        roles: person.roles(),
        held: person.held().into_iter().map(held).collect(),
        last_sign_in: person.last_sign_in().in_words(),
        version: person.version,
        username: person.email.clone(),
        me: user == actor.id,
        mark: mark
            .map(|verdict| Verdict::text(user, verdict.version, verdict.keep))
            .unwrap_or_default(),
    }
}

/// The reviews before.
async fn before(tx: &mut Tx, practice: &OdsCode) -> Result<Vec<Reviewed>, Failure> {
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
    Ok(before
        .into_iter()
        .map(|(id, at, by, username, kept, removed)| Reviewed {
            id,
            at: date_of(at).in_words(),
            by: known_as(&by, &username),
            kept,
            removed,
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
