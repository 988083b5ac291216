//! What the pages show.

use uuid::Uuid;

use super::{NAMED, NamedRequest, StoredRoleRequest, can_answer, names, other_rooms};
use crate::{
    access::{Actor, Column, Membership, Role, Service, list},
    base::{
        clock::{bounds_of, in_words},
        dates::{Date, Instant},
        error::AppError,
        ids::{OdsCode, UserId},
        text::{isolated, known_as},
    },
    database::{Failure, Query, Tx},
    mail,
    people::store::name_and_username,
    performers,
    requests::{
        AskView, Askable, AskableRole, Reader, RequestView, StillHere, TaskRequest, Tasks,
        Undelivered,
        rules::{Decider, EscalationLevel},
    },
    users::{review::store::due, roles::store::read_columns},
    web::Request,
};

/// How many of each kind are listed.
const AT_MOST: i64 = 200;

/// What `actor` may ask for at a practice, or at the only one where they work.
pub(in crate::requests) async fn ask_view(
    request: &Request,
    actor: &Actor,
    practice: Option<&OdsCode>,
) -> Result<AskView, Failure> {
    let places: Vec<&Membership> = actor.working_places().collect();
    let place = match (practice, places.as_slice()) {
        (Some(practice), _) => {
            let found = places.iter().find(|place| place.practice == *practice);
            Some(*found.ok_or(Failure::Public(AppError::NotFound))?)
        }
        (None, [only]) => Some(*only),
        (None, _) => None,
    };
    let practices = places
        .iter()
        .map(|place| (place.practice.clone(), place.name.clone()))
        .collect();
    let Some(place) = place else {
        return Ok(AskView {
            practice: None,
            practice_name: String::new(),
            practices,
            services: Vec::new(),
        });
    };
    let today = request.app.clock.today();
    let mut tx = request.app.db.read().await?;
    let practice = std::slice::from_ref(&place.practice);
    let column = read_columns(&mut tx, actor.id, practice, today)
        .await?
        .pop();
    let column = column.ok_or(Failure::Public(AppError::NotFound))?;
    let open: Vec<Open> = tx
        .all(
            Query::new(
                "SELECT id, service, decider FROM role_request WHERE user_id = $1 AND ods = $2 AND state = 'open'",
            )
            .bind(actor.id)
            .bind(&place.practice),
        )
        .await?;
    let groups = Service::ALL
        .into_iter()
        .flat_map(|service| Decider::ALL.map(|decider| (service, decider)));
    Ok(AskView {
        practice: Some(place.practice.clone()),
        practice_name: place.name.clone(),
        practices,
        services: groups
            .filter_map(|(service, decider)| {
                askable(&column, actor, service, decider, &open, today)
            })
            .collect(),
    })
}

#[derive(sqlx::FromRow)]
struct Open {
    id: Uuid,
    service: Service,
    decider: Decider,
}

/// What may be asked for of those who decide about some roles of a service; none where there are no such roles.
fn askable(
    column: &Column,
    actor: &Actor,
    service: Service,
    decider: Decider,
    open: &[Open],
    today: Date,
) -> Option<Askable> {
    let all: Vec<Role> = decider.roles(service).collect();
    let people = can_answer(column, actor.id, service, decider, today);
    let gives_own =
        decider == Decider::Service && actor.administer(&column.practice, service).is_ok();
    let holds = |role: Role| column.grants.iter().any(|grant| grant.role == role);
    let known = open
        .iter()
        .find(|one| one.service == service && one.decider == decider);
    let only = match all.as_slice() {
        [] => return None,
        [only] => Some(only.name()),
        _ => None,
    };
    Some(Askable {
        name: match only {
            Some(role) => [service.name(), ": ", role].concat(),
            None => service.name().to_owned(),
        },
        who: who_gives(&people, gives_own, decider),
        own_table: gives_own.then_some(actor.id),
        open: known.map(|one| one.id),
        roles: all
            .into_iter()
            .filter(|role| !holds(*role))
            .map(|role| AskableRole {
                code: role.code().to_owned(),
                name: role.name().to_owned(),
                lets_you: role.lets_you().to_owned(),
            })
            .collect(),
    })
}

/// Who gives roles to their reader: a sentence.
fn who_gives(people: &[(UserId, String)], gives_own: bool, decider: Decider) -> String {
    let mut names: Vec<&str> = people.iter().map(|(_, name)| name.as_str()).collect();
    if gives_own {
        names.insert(0, "you");
    }
    match (names.as_slice(), decider) {
        (_, Decider::Registration) => {
            "Who gives access: the registration team. Your request goes to them at once.".to_owned()
        }
        ([], _) => "Nobody at the practice can give this at the moment. Your request goes to the registration team at \
                    once."
            .to_owned(),
        (names, _) => ["Who gives access: ", &list(names), "."].concat(),
    }
}

/// A request, for whoever made it and for those who may answer it or see the practice.
pub(in crate::requests) async fn request_view(
    request: &Request,
    actor: &Actor,
    id: Uuid,
) -> Result<RequestView, Failure> {
    let today = request.app.clock.today();
    let mut tx = request.app.db.read().await?;
    let not_found = || Failure::Public(AppError::NotFound);
    let stored = StoredRoleRequest::find(&mut tx, id)
        .await?
        .ok_or_else(not_found)?;
    let mine = stored.user_id == actor.id;
    if !mine {
        actor.see_practice(&stored.ods).map_err(|_| not_found())?;
    }
    let (asker, username) = name_and_username(&mut tx, stored.user_id).await?;
    let practice = std::slice::from_ref(&stored.ods);
    let column = read_columns(&mut tx, stored.user_id, practice, today)
        .await?
        .pop();
    let column = column.ok_or_else(not_found)?;
    let service = stored.service;
    let people = can_answer(&column, stored.user_id, service, stored.decider, today);
    let permissions = actor.permissions();
    let roles = stored.roles();
    let gives = roles
        .iter()
        .all(|role| column.locked(*role, &permissions, stored.user_id).is_ok());
    let fresh = actor.recent_factor(request.app.clock.now()).is_some();
    let reader = if mine {
        Reader::Asker
    } else if stored.decided_by(actor).is_err() {
        Reader::Reads
    } else if gives {
        let asks_code = !fresh && roles.iter().any(|role| role.administers());
        Reader::Gives { asks_code }
    } else {
        Reader::Refuses
    };
    Ok(RequestView {
        id,
        asker: stored.user_id,
        asker_name: isolated(&asker).into_owned(),
        asker_account: if mine {
            String::new()
        } else {
            known_as(&asker, &username)
        },
        practice: stored.ods.clone(),
        practice_name: column.name.clone(),
        service: service.name().to_owned(),
        roles: names(roles),
        reason: stored.reason.clone(),
        asked: in_words(stored.asked_at),
        open: stored.state == "open",
        stands: stands(&stored, &people),
        answer: stored.answer.clone(),
        reader,
    })
}

/// Who has to answer, or who did: a sentence.
pub(super) fn stands(request: &StoredRoleRequest, people: &[(UserId, String)]) -> String {
    let when = request
        .decided_at
        .map(|at| in_words(Instant(at)))
        .unwrap_or_default();
    let by = isolated(&request.decided_by);
    let names = list(&people.iter().map(|(_, name)| name).collect::<Vec<_>>());
    let due = request.due_on.in_words();
    match request.state.as_str() {
        "given" => [&by, " gave these roles on ", &when, "."].concat(),
        "refused" => [&by, " refused this on ", &when, "."].concat(),
        "withdrawn" => ["Withdrawn on ", &when, "."].concat(),
        "over" => ["Settled in another way on ", &when, "."].concat(),
        _ => match request.level {
            EscalationLevel::Service => [
                &names,
                " can answer. If nobody has by the end of ",
                &due,
                ", they are reminded.",
            ]
            .concat(),
            EscalationLevel::Reminded => [
                &names,
                " can answer and were reminded. After ",
                &due,
                " the registration team is told.",
            ]
            .concat(),
            EscalationLevel::Registration => {
                "The registration team was told and looks after this.".to_owned()
            }
        },
    }
}

/// Everything that waits for `actor`.
pub(crate) async fn tasks(tx: &mut Tx, actor: &Actor, today: Date) -> Result<Tasks, Failure> {
    let registration = actor.registration().is_ok();
    let practices: Vec<OdsCode> = actor
        .administered()
        .map(|place| place.practice.clone())
        .collect();
    let (links, queues) = performers::store::tasks(tx, actor, today).await?;
    // Members and accountants may administer nothing.
    let pensions = other_rooms::pensions(tx, actor, today).await?;
    if !registration && practices.is_empty() {
        return Ok(Tasks {
            pensions,
            links,
            ..Tasks::default()
        });
    }
    Ok(Tasks {
        requests: requests(tx, actor, registration, &practices, today).await?,
        still_here: still_here(tx, actor, &practices).await?,
        undelivered: undelivered(tx, registration, &practices).await?,
        reviews: due(tx, actor, bounds_of(today).1).await?,
        certifications: other_rooms::certifications(tx, actor).await?,
        successions: other_rooms::successions(tx, actor, today).await?,
        pensions,
        unused: other_rooms::unused(tx, actor).await?,
        all_unused: other_rooms::all_unused(actor),
        links,
        queues,
    })
}

async fn requests(
    tx: &mut Tx,
    actor: &Actor,
    registration: bool,
    practices: &[OdsCode],
    today: Date,
) -> Result<Vec<TaskRequest>, Failure> {
    let mut query = Query::new(NAMED);
    query.push("r.state = 'open' AND r.user_id <> ");
    query.push_bind(actor.id).push(" AND ");
    if registration {
        query
            .push("r.step = ")
            .push_bind(EscalationLevel::Registration.step());
    } else {
        query.push("r.ods IN ");
        query.push_list(practices.iter());
    }
    query
        .push(" ORDER BY r.asked_at, r.id LIMIT ")
        .push_bind(AT_MOST);
    let found: Vec<NamedRequest> = tx.readable(query).await?;
    let theirs = |waiting: &NamedRequest| waiting.request.decided_by(actor).is_ok();
    Ok(found
        .into_iter()
        .filter(theirs)
        .map(|waiting| (waiting.asker(), waiting))
        .map(|((asker, username), waiting)| TaskRequest {
            id: waiting.request.id,
            asker,
            username,
            roles: waiting.request.role_names(),
            practice: waiting.practice,
            asked: in_words(waiting.request.asked_at),
            due: waiting
                .request
                .level
                .due_in_words(waiting.request.due_on, today),
            late: waiting.request.is_late(today),
        })
        .collect())
}

async fn undelivered(
    tx: &mut Tx,
    registration: bool,
    practices: &[OdsCode],
) -> Result<Vec<Undelivered>, Failure> {
    let practices = (!registration).then_some(practices);
    let found = mail::not_arrived(tx, practices, AT_MOST).await?;
    Ok(found
        .into_iter()
        .map(|one| Undelivered {
            user: one.user,
            name: one.name,
            address: one.address,
            why: one.why,
        })
        .collect())
}

async fn still_here(
    tx: &mut Tx,
    actor: &Actor,
    practices: &[OdsCode],
) -> Result<Vec<StillHere>, Failure> {
    if practices.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(
        "SELECT s.user_id, u.first_name, u.last_name, u.email, s.ods, p.name, s.asked_at
         FROM still_here s JOIN membership m ON m.user_id = s.user_id AND m.ods = s.ods
         JOIN app_user u ON u.id = s.user_id JOIN practice p ON p.ods = s.ods
         WHERE m.status <> 'deactivated' AND m.leaves_on IS NULL AND s.user_id <> ",
    );
    query.push_bind(actor.id).push(" AND s.ods IN ");
    query.push_list(practices.iter());
    query
        .push(" ORDER BY s.asked_at, s.user_id LIMIT ")
        .push_bind(AT_MOST);
    let found: Vec<(
        crate::base::ids::UserId,
        String,
        String,
        String,
        OdsCode,
        String,
        Instant,
    )> = tx.all(query).await?;
    Ok(found
        .into_iter()
        .map(
            |(user, first, last, username, practice, practice_name, asked)| StillHere {
                user,
                name: crate::base::text::shown_name(&first, &last),
                username,
                practice,
                practice_name,
                asked: in_words(asked),
            },
        )
        .collect())
}
