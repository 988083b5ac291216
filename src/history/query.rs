//! Which part of the record a reader may see.

use super::{
    About, FilterQuery, HistoryView, Narrow,
    store::{Reading, Sight, Source, people_called},
};
use crate::{
    access::{Actor, Scope},
    base::{
        clock::bounds_of,
        error::AppError,
        ids::{OdsCode, UserId},
        search_words::{sought, words},
    },
    database::{Failure, Query},
    ui::FieldError,
    web::Request,
};

/// A part of the record, as an address names it.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// All of it.
    Everything,
    /// What happened at a practice.
    Practice(OdsCode),
    /// What happened to a user.
    User(UserId),
}

/// What a reader may see of it, or what is wrong with what they asked for.
pub(super) struct Opened {
    pub about: About,
    pub reading: Result<Reading, Vec<FieldError>>,
}

/// How many events a page shows.
const PAGE: usize = 50;

/// How many people of one name are looked up in the whole record.
const MOST_PEOPLE: usize = 20;

/// Opens a part of the record for whoever is signed in.
pub(super) async fn open(
    request: &Request,
    part: Part,
    filter_query: &FilterQuery,
) -> Result<Opened, Failure> {
    let actor = request.actor().await?;
    let (about, source) = match part {
        Part::Everything => {
            actor.registration()?;
            (About::Everything, Source::Everything)
        }
        Part::Practice(ods) => {
            actor.see_practice(&ods)?;
            let today = request.app.clock.today();
            let practice = crate::practices::store::find(&request.app.db, &ods, today).await?;
            let practice = practice.ok_or(AppError::NotFound)?;
            (About::Practice(practice), Source::Practice(ods))
        }
        Part::User(user) => {
            let practices = practices_seen(&actor, user)?;
            let name = name(request, user, practices.as_deref()).await?;
            let about = About::User {
                id: user,
                name,
                own: user == actor.id,
                everywhere: practices.is_none(),
            };
            (about, Source::Subject(user, practices))
        }
    };
    let reading = match filter_query.parse() {
        Ok(wanted) if !wanted.person.is_empty() && words(&wanted.person).is_empty() => {
            Err(wrong_person("Enter a name"))
        }
        Ok(wanted) => {
            let narrow = Narrow {
                words: sought(&wanted.person),
                action: wanted.action,
                service: wanted.service,
                from: wanted.from.map(|day| bounds_of(day).0),
                until: wanted.to.map(|day| bounds_of(day).1),
            };
            let reading = Reading::new(source, narrow, wanted.before, sight(&actor));
            match about {
                About::Everything => {
                    along_an_index(request, reading, wanted.practice, &wanted.person).await?
                }
                _ => Ok(reading),
            }
        }
        Err(errors) => Err(errors),
    };
    Ok(Opened { about, reading })
}

/// The practices at which the actor may see what happens to a user; none: at all of them.
fn practices_seen(actor: &Actor, user: UserId) -> Result<Option<Vec<OdsCode>>, AppError> {
    if actor.id == user {
        return Ok(None);
    }
    match actor.manage_users()?.scope() {
        Scope::Everyone => Ok(None),
        Scope::Practices(practices) => Ok(Some(practices.clone())),
    }
}

/// Whose accounts the actor may see.
fn sight(actor: &Actor) -> Sight {
    let practice = |place: &crate::access::Membership| place.practice.clone();
    if actor.registration_officer {
        Sight::Everyone
    } else {
        Sight::Some {
            own: actor.id,
            administers: actor.administered().map(practice).collect(),
            works: actor.working_places().map(practice).collect(),
        }
    }
}

/// A user's name, if they have ever had a place at one of `practices`.
async fn name(
    request: &Request,
    user: UserId,
    practices: Option<&[OdsCode]>,
) -> Result<String, Failure> {
    let mut query = Query::new("SELECT first_name, last_name FROM app_user u WHERE u.id = ");
    query.push_bind(user);
    if let Some(practices) = practices {
        query
            .push(" AND EXISTS (SELECT 1 FROM membership m WHERE m.user_id = u.id AND m.ods IN ")
            .push_list(practices)
            .push(")");
    }
    let found: Option<(String, String)> = request.app.db.optional(query).await?;
    let (first, last) = found.ok_or(AppError::NotFound)?;
    Ok(crate::base::text::shown_name(&first, &last))
}

const TOO_MANY: &str = "More than 20 people match. Enter more of the name, an email address, or a practice code as well";

fn wrong_person(message: &str) -> Vec<FieldError> {
    vec![FieldError {
        field: "person".to_owned(),
        message: message.to_owned(),
    }]
}

/// In the whole record, what is asked for is read along the index that leads to it soonest.
async fn along_an_index(
    request: &Request,
    mut reading: Reading,
    practice: Option<OdsCode>,
    person: &str,
) -> Result<Result<Reading, Vec<FieldError>>, Failure> {
    if let Some(practice) = practice {
        reading.source = Source::Practice(practice);
    } else if !reading.narrow.words.is_empty() {
        let people = people_called(&request.app.db, &sought(person), MOST_PEOPLE + 1).await?;
        if people.len() > MOST_PEOPLE {
            return Ok(Err(wrong_person(TOO_MANY)));
        }
        reading.source = Source::People(people);
        reading.narrow.words.clear();
    } else if let Some(action) = reading.narrow.action.filter(|action| action.is_rare()) {
        reading.source = Source::Rare(action);
        reading.narrow.action = None;
    }
    Ok(Ok(reading))
}

/// One page of a part of the record.
pub(super) async fn page(
    request: &Request,
    part: Part,
    filter_query: &FilterQuery,
) -> Result<HistoryView, Failure> {
    let opened = open(request, part, filter_query).await?;
    let mut view = HistoryView {
        about: opened.about,
        filter_query: filter_query.clone().understood(),
        lines: Vec::new(),
        next: String::new(),
        searched_back: String::new(),
        errors: Vec::new(),
    };
    let mut reading = match opened.reading {
        Ok(reading) => reading,
        Err(errors) => {
            view.errors = errors;
            return Ok(view);
        }
    };
    // One more than shown tells whether there is another page.
    view.lines = reading.next(&request.app.db, PAGE + 1).await?;
    if view.lines.len() > PAGE {
        view.lines.truncate(PAGE);
        view.next = view
            .lines
            .last()
            .map(|line| line.place().code())
            .unwrap_or_default();
    } else if let Some(place) = reading.before.filter(|_| reading.more) {
        view.searched_back = crate::base::clock::in_words(place.at);
        view.next = place.code();
    }
    let now = request.app.clock.now();
    for line in &mut view.lines {
        line.undo = line.is_to_undo(now);
        line.stand_apart();
    }
    Ok(view)
}
