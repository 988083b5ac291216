//! What the program knows of a practice and its people besides a request, for whoever checks it.

use crate::{
    access::Role,
    base::{
        clock::date_of,
        dates::{Date, Instant},
        text::isolated,
    },
    database::{Failure, Query, Tx},
    history::Action,
    practices,
    registration::{model::State, store::Case},
};

#[derive(sqlx::FromRow)]
struct Administrator {
    first_name: String,
    last_name: String,
    role: Role,
    starts_on: Date,
    ended_at: Option<Instant>,
    ends_on: Option<Date>,
}

/// What the program knows besides the request.
pub(super) async fn known(
    tx: &mut Tx,
    case: &Case,
    now: Instant,
) -> Result<Vec<(String, String)>, Failure> {
    let today = date_of(now);
    let mut known = Vec::new();
    let practice = practices::store::find_in(tx, &case.practice, today).await?;
    if let Some(practice) = practice {
        let state = match practice.status {
            practices::PracticeStatus::Active => "Active in ODS",
            practices::PracticeStatus::Closed => "Closed in ODS",
        };
        known.push((
            "Practice".to_owned(),
            [state, ", ", &practice.address, ", ", &practice.postcode].concat(),
        ));
    }
    let mut query = Query::new(
        "SELECT u.first_name, u.last_name, g.role, g.starts_on, g.ended_at, g.ends_on FROM membership m
         JOIN role_grant g ON g.user_id = m.user_id AND g.ods = m.ods JOIN app_user u ON u.id = g.user_id
         WHERE m.ods = ",
    );
    query
        .push_bind(&case.practice)
        .push(" AND g.role IN ")
        .push_list(Role::all().filter(|role| role.administers()))
        .push(" ORDER BY g.starts_on DESC, u.sort_name LIMIT 20");
    let administrators: Vec<Administrator> = tx.all(query).await?;
    for one in administrators {
        let name = crate::base::text::shown_name(&one.first_name, &one.last_name);
        let until = match (one.ended_at, one.ends_on) {
            (Some(at), _) => [" until ", &date_of(at).in_words()].concat(),
            (None, Some(day)) => [" until ", &day.in_words()].concat(),
            (None, None) => String::new(),
        };
        let text = [
            &name,
            ", ",
            one.role.name(),
            " from ",
            &one.starts_on.in_words(),
            &until,
        ];
        known.push(("Administrator, now or before".to_owned(), text.concat()));
    }
    known.extend(earlier(tx, case).await?);
    known.extend(changed_lately(tx, case, now).await?);
    Ok(known)
}

/// Other requests in which the same people are named.
async fn earlier(tx: &mut Tx, case: &Case) -> Result<Vec<(String, String)>, Failure> {
    let mut known = Vec::new();
    let found: Vec<(String, State, Instant)> = tx
        .all(
            Query::new(
                "SELECT DISTINCT c.reference, c.state, c.asked_at FROM certification c
                 JOIN certification_party p ON p.certification = c.id
                 WHERE c.id <> $1 AND p.email IN (SELECT email FROM certification_party WHERE certification = $1)
                 ORDER BY c.asked_at DESC LIMIT 20",
            )
            .bind(case.id),
        )
        .await?;
    for (reference, state, asked) in found {
        let text = [
            &reference,
            ", ",
            &date_of(asked).in_words(),
            ": ",
            state.words(),
        ]
        .concat();
        known.push(("Other requests of the same people".to_owned(), text));
    }
    Ok(known)
}

/// How long ago a change is worth knowing of before the checks.
const LATELY: i64 = 30 * Instant::DAY;

/// What was changed at the practice lately: who gets access after a quiet time is told from who gets it after a busy one.
async fn changed_lately(
    tx: &mut Tx,
    case: &Case,
    now: Instant,
) -> Result<Vec<(String, String)>, Failure> {
    let found: Vec<(Instant, String, String, String)> = tx
        .all(
            Query::new(
                "SELECT at, actor_name, subject_name, action FROM history_event
                 WHERE chain = $1 AND at >= $2 AND action NOT LIKE 'certification-%' ORDER BY seq DESC LIMIT 20",
            )
            .bind(&case.practice)
            .bind(now.0 - LATELY),
        )
        .await?;
    let told = |(at, by, whom, code): (Instant, String, String, String)| {
        let action = Action::ALL.iter().find(|action| action.code() == code);
        let what = action.map_or(code.as_str(), |action| action.label());
        let whom = if whom.is_empty() {
            String::new()
        } else {
            [", ", &*isolated(&whom)].concat()
        };
        let text = [
            &date_of(at).in_words(),
            ": ",
            what,
            &whom,
            ", by ",
            &*isolated(&by),
        ];
        ("Changed in the last 30 days".to_owned(), text.concat())
    };
    Ok(found.into_iter().map(told).collect())
}
