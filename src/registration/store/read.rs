//! What the pages show of cases and drafts.

use uuid::Uuid;

use super::{case::Case, drafts, facts::signals_of, links::CaseLink};
use crate::{
    access::{Actor, Role, Service, list},
    base::{
        clock::{date_of, days_since, in_words},
        dates::Instant,
        error::AppError,
        ids::{OdsCode, UserId},
        text::isolated,
    },
    database::{Failure, Query, RoleCodes, Tx},
    history::Action,
    practices,
    registration::{
        answers::{Answers, Question},
        form::{Form, Person},
        model::{Capacity, Item, Kind, Party, State},
        rules::{CaseRefusal, Step},
        signals::Signal,
        views::{
            CheckView, DeskAction, DeskView, DraftView, FoundPractice, PartyAction, PartyView,
            Queue, QueueFilter, QueueLine,
        },
    },
};

/// A draft at the question that is asked for, or at the first one without a good answer.
pub(crate) async fn draft_view(
    tx: &mut Tx,
    secret: &str,
    asked: Option<Question>,
    find: &str,
    now: Instant,
) -> Result<DraftView, Failure> {
    if secret.is_empty() {
        return Ok(DraftView::default());
    }
    let Some(answers) = drafts::open(tx, secret, now).await? else {
        return Ok(DraftView {
            gone: true,
            ..DraftView::default()
        });
    };
    let left = Form::read(&answers)
        .err()
        .map_or(Question::Check, |(question, _)| question);
    let question = asked.filter(|asked| *asked <= left).unwrap_or(left);
    let mut view = DraftView {
        draft: secret.to_owned(),
        question: Some(question),
        find: find.to_owned(),
        ..DraftView::default()
    };
    if let Ok(code) = answers.practice.parse::<OdsCode>() {
        let known = practices::store::name_and_closed(tx, &code).await?;
        view.practice_name = known.map(|(name, _)| name).unwrap_or_default();
    }
    if question == Question::Practice {
        let found = practices::find::by_words(tx, find).await?;
        view.found = found
            .into_iter()
            .take(20)
            .map(|practice| FoundPractice {
                code: practice.ods.to_string(),
                name: practice.name,
                place: [practice.town, practice.postcode].join(", "),
                closed: practice.closed,
            })
            .collect();
    }
    if question == Question::Check {
        view.summary = summary(&answers, &view.practice_name);
    }
    view.answers = answers;
    Ok(view)
}

/// Key, value and question of each answer.
fn summary(answers: &Answers, practice: &str) -> Vec<(String, String, String)> {
    let Ok(form) = Form::read(answers) else {
        return Vec::new();
    };
    let who = |person: &Person| {
        let contact = [&person.name(), &person.email, &person.phone, &person.job];
        let parts: Vec<_> = contact
            .iter()
            .filter(|part| !part.is_empty())
            .map(|part| part.as_str())
            .collect();
        parts.join(", ")
    };
    let rows = [
        (
            "Practice",
            [practice, " (", form.practice.as_ref(), ")"].concat(),
            Question::Practice,
        ),
        (
            "What is needed",
            form.kind.words().to_owned(),
            Question::Need,
        ),
        ("Roles", names(&form.roles()), Question::Roles),
        (
            "Reason",
            [form.why.words(), ". ", &form.explanation].concat(),
            Question::Why,
        ),
        (
            "Who is to get access",
            who(&form.nominee),
            Question::Nominee,
        ),
        ("Who asks", who(form.asker()), Question::Requester),
        (
            "Whose access ends with it",
            form.outgoing
                .as_ref()
                .map_or_else(|| "Nobody's".to_owned(), who),
            Question::Outgoing,
        ),
        (
            "Who confirms it for the practice",
            [
                form.authoriser.as_ref().map(who).unwrap_or_default(),
                form.capacity
                    .map(|capacity| [", ", capacity.words()].concat())
                    .unwrap_or_default(),
            ]
            .concat(),
            Question::Authoriser,
        ),
    ];
    rows.into_iter()
        .map(|(key, value, question)| (key.to_owned(), value, question.code().to_owned()))
        .collect()
}

fn names(roles: &[Role]) -> String {
    list(&roles.iter().map(|role| role.name()).collect::<Vec<_>>())
}

/// A case as the reader of a link sees it.
pub(crate) fn party_view(case: &Case, link: &CaseLink, account: Option<UserId>) -> PartyView {
    let asks = if case.form.requester.is_some() {
        Party::Requester
    } else {
        Party::Nominee
    };
    let party = case.party(link.party);
    let must_log_in =
        party.is_some_and(|party| party.user_id.is_some() && party.user_id != account);
    let may = may(case, link.party, link.party == asks);
    let confirms = may.iter().any(|one| {
        matches!(
            one,
            PartyAction::ConfirmAsNominee | PartyAction::ConfirmAsAuthoriser
        )
    });
    PartyView {
        reference: case.reference.clone(),
        practice: case.at(),
        nominee: isolated(&case.form.nominee.name()).into_owned(),
        asker: isolated(&case.form.asker().name()).into_owned(),
        roles: case
            .roles
            .iter()
            .map(|role| role.name().to_owned())
            .collect(),
        why: [case.form.why.words(), ". ", &case.form.explanation].concat(),
        asked: in_words(case.asked_at),
        state: case.state().words().to_owned(),
        next: case.what_is_next(),
        since: in_words(case.since),
        reader: link.party.words().to_owned(),
        log_in: if confirms && must_log_in {
            link.email.clone()
        } else {
            String::new()
        },
        asked_for: if case.state() == State::Information {
            case.told.clone()
        } else {
            String::new()
        },
        may,
    }
}

/// What the reader of a link can do.
fn may(case: &Case, party: Party, asks: bool) -> Vec<PartyAction> {
    let mut may = Vec::new();
    let waits = case.state() == State::Confirming && !case.standing.confirmed.contains(&party);
    match party {
        Party::Nominee if waits => may.push(PartyAction::ConfirmAsNominee),
        Party::Authoriser if waits => may.push(PartyAction::ConfirmAsAuthoriser),
        _ => {}
    }
    if asks {
        match case.state() {
            State::Administrators => may.push(PartyAction::Unreachable),
            State::Expired => may.push(PartyAction::AskAgain),
            State::Information => may.push(PartyAction::Inform),
            _ => {}
        }
        if case.state().is_open() && case.state() != State::Disputed {
            may.push(PartyAction::Withdraw);
        }
    }
    if case.state().is_open() && case.state() != State::Disputed && party != Party::Requester {
        may.push(PartyAction::Object);
    }
    may
}

#[derive(sqlx::FromRow)]
struct QueueRow {
    id: Uuid,
    reference: String,
    ods: OdsCode,
    practice: String,
    nominee: String,
    roles: RoleCodes,
    state: State,
    asked_at: Instant,
    due_at: Option<Instant>,
    taken_by: Option<UserId>,
    taker: Option<String>,
    signals: String,
}

/// As many cases as a list has.
const AT_MOST: i64 = 2_000;

/// The choices of a queue, with what is said of each.
pub(crate) const SHOWN: [(&str, &str); 6] = [
    ("", "With the team"),
    ("mine", "Mine"),
    ("unassigned", "Taken by nobody"),
    ("overdue", "Overdue"),
    ("waiting", "Waiting for others"),
    ("all", "All"),
];

/// The cases that a filter lists, and how many each choice would.
pub(crate) async fn queue(
    tx: &mut Tx,
    actor: &Actor,
    filter: QueueFilter,
    now: Instant,
) -> Result<Queue, Failure> {
    let rows: Vec<QueueRow> = tx.readable(cases(&filter)).await?;
    let service = Service::from_code(&filter.service);
    let rows: Vec<_> = rows
        .into_iter()
        .filter(|row| {
            service.is_none_or(|service| row.roles.0.iter().any(|role| role.service() == service))
        })
        .collect();
    let shown = |row: &QueueRow, show: &str| match show {
        "mine" => row.taken_by == Some(actor.id),
        "unassigned" => row.taken_by.is_none() && row.state.is_with_the_team(),
        "overdue" => row.is_overdue(now),
        "waiting" => !row.state.is_with_the_team() && row.state.is_open(),
        "all" => true,
        _ => row.state.is_with_the_team(),
    };
    let counts = SHOWN
        .iter()
        .filter(|(code, _)| *code != "all")
        .map(|(code, _)| {
            (
                (*code).to_owned(),
                rows.iter().filter(|row| shown(row, code)).count(),
            )
        })
        .collect();
    let lines = rows
        .iter()
        .filter(|row| shown(row, &filter.show))
        .map(|row| row.line(now))
        .collect();
    Ok(Queue {
        filter,
        lines,
        counts,
    })
}

/// The cases that a filter may list, in its order.
fn cases(filter: &QueueFilter) -> Query {
    let all = filter.show == "all";
    let mut query = Query::new(
        "SELECT c.id, c.reference, c.ods, p.name AS practice, n.name AS nominee, c.roles, c.state, c.asked_at, c.due_at,
                c.taken_by, u.first_name || ' ' || u.last_name AS taker, c.signals
         FROM certification c JOIN practice p ON p.ods = c.ods
         JOIN certification_party n ON n.certification = c.id AND n.party = 'nominee'
         LEFT JOIN app_user u ON u.id = c.taken_by",
    );
    if !all {
        let open = State::ALL.iter().filter(|state| state.is_open());
        query
            .push(" WHERE c.state IN ")
            .push_list(open.map(|state| state.code()));
    }
    query.push(if filter.sort == "age" || all {
        " ORDER BY c.asked_at, c.id LIMIT "
    } else {
        " ORDER BY c.due_at IS NULL, c.due_at, c.id LIMIT "
    });
    query.push_bind(AT_MOST);
    query
}

impl QueueRow {
    fn is_overdue(&self, now: Instant) -> bool {
        self.state.is_with_the_team() && self.due_at.is_some_and(|due| now >= due)
    }

    fn line(&self, now: Instant) -> QueueLine {
        let signals: Vec<_> = self
            .signals
            .split_whitespace()
            .filter_map(Signal::from_code)
            .collect();
        QueueLine {
            id: self.id,
            reference: self.reference.clone(),
            practice: self.ods.clone(),
            practice_name: self.practice.clone(),
            nominee: isolated(&self.nominee).into_owned(),
            roles: names(&self.roles.0),
            state: self.state.words().to_owned(),
            asked: date_of(self.asked_at).in_words(),
            days: days_since(date_of(self.asked_at), date_of(now)),
            due: self
                .due_at
                .map(|due| date_of(due).in_words())
                .unwrap_or_default(),
            overdue: self.is_overdue(now),
            taken_by: self.taker.clone().unwrap_or_default(),
            signals: signals.len(),
            weight: signals
                .first()
                .map(|first| first.weight().words().0.to_owned())
                .unwrap_or_default(),
        }
    }
}

/// How many cases wait for the team.
pub(crate) async fn with_the_team(tx: &mut Tx) -> Result<usize, Failure> {
    let team = State::ALL.iter().filter(|state| state.is_with_the_team());
    let mut query = Query::new("SELECT count(*) FROM certification WHERE state IN ");
    query.push_list(team.map(|state| state.code()));
    let (count,): (i64,) = tx.one(query).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// A case as the team sees it.
pub(crate) async fn desk_view(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    now: Instant,
) -> Result<DeskView, Failure> {
    let (may, why_not) = desk_may(case, actor, now);
    Ok(DeskView {
        id: case.id,
        reference: case.reference.clone(),
        kind: case.standing.kind.words().to_owned(),
        practice: case.practice.clone(),
        practice_name: case.practice_name.clone(),
        state: case.state().words().to_owned(),
        next: case.what_is_next(),
        since: in_words(case.since),
        taken_by: officer_name(tx, case.taken_by).await?,
        request: request(case),
        known: known(tx, case, now).await?,
        signals: signals_of(tx, case, now)
            .await?
            .into_iter()
            .map(|signal| (signal.words().to_owned(), signal.weight()))
            .collect(),
        checks: Item::ALL.iter().map(|item| check(case, *item)).collect(),
        timeline: timeline(tx, &case.practice, &case.reference).await?,
        may,
        why_not,
        asks_code: actor.recent_factor(now).is_none(),
    })
}

async fn officer_name(tx: &mut Tx, officer: Option<UserId>) -> Result<String, Failure> {
    let Some(officer) = officer else {
        return Ok(String::new());
    };
    Ok(crate::people::store::name_and_username(tx, officer)
        .await?
        .0)
}

/// What an officer may do with it now, or why nothing.
fn desk_may(case: &Case, actor: &Actor, now: Instant) -> (Vec<DeskAction>, String) {
    let me = Some(actor.id);
    let allowed = |step| case.standing.after(step, me, now);
    let mut may: Vec<_> = [
        (DeskAction::Pass, Step::Pass),
        (DeskAction::NeedInformation, Step::NeedInformation),
        (DeskAction::Return, Step::Return),
        (DeskAction::Approve, Step::Approve),
        (DeskAction::Resume, Step::Resume),
        (
            DeskAction::Refuse,
            Step::Refuse(crate::registration::model::RefusalCode::Incomplete),
        ),
    ]
    .into_iter()
    .filter(|(_, step)| allowed(*step).is_ok())
    .map(|(action, _)| action)
    .collect();
    if case.standing.concerned.contains(&actor.id) {
        return (Vec::new(), CaseRefusal::Concerned.told());
    }
    if case.state() == State::Checking {
        may.push(DeskAction::Check);
    }
    if case.state().is_open() && case.taken_by != me {
        may.push(DeskAction::Take);
    }
    let why_not = match case.state() {
        State::Checking => allowed(Step::Pass).err(),
        State::Second => allowed(Step::Approve).err(),
        _ => None,
    };
    (may, why_not.map(CaseRefusal::told).unwrap_or_default())
}

// Long: one row after the other.
/// What was asked, row by row.
fn request(case: &Case) -> Vec<(String, String)> {
    let form = &case.form;
    let person = |person: &Person| {
        let parts = [&person.name(), &person.email, &person.phone, &person.job];
        parts
            .iter()
            .filter(|part| !part.is_empty())
            .map(|part| part.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let row = |key: &str, value: String| (key.to_owned(), value);
    let mut rows = vec![
        row("Kind", form.kind.words().to_owned()),
        row("Roles", names(&case.roles)),
        row(
            "Reason",
            [form.why.words(), ". ", &form.explanation].concat(),
        ),
        row("Nominee", person(&form.nominee)),
    ];
    if form.kind != Kind::Emergency {
        rows.push(row("Who asks", person(form.asker())));
        rows.push(row(
            "Whose access ends with it",
            form.outgoing
                .as_ref()
                .map_or_else(|| "Nobody's".to_owned(), person),
        ));
        rows.push(row(
            "Authoriser",
            form.authoriser.as_ref().map(person).unwrap_or_default(),
        ));
        let capacity = form.capacity.map(Capacity::words).unwrap_or_default();
        let number = form
            .gmc_number
            .as_deref()
            .map(|number| [", GMC ", number].concat());
        rows.push(row(
            "Confirms as",
            [capacity, &number.unwrap_or_default(), " ", &form.icb].concat(),
        ));
    }
    for party in &case.parties {
        let confirmed = party
            .confirmed_at
            .map(|at| [", confirmed ", &in_words(at), " as ", &party.signed_as].concat());
        let account = if party.user_id.is_some() {
            ", has an account"
        } else {
            ", no account"
        };
        rows.push(row(
            party.party.words(),
            [
                &party.name,
                ", written to at ",
                &party.email,
                account,
                &confirmed.unwrap_or_default(),
            ]
            .concat(),
        ));
    }
    rows
}

#[derive(sqlx::FromRow)]
struct Administrator {
    first_name: String,
    last_name: String,
    role: Role,
    starts_on: crate::base::dates::Date,
    ended_at: Option<Instant>,
    ends_on: Option<crate::base::dates::Date>,
}

/// What the program knows besides the request.
async fn known(tx: &mut Tx, case: &Case, now: Instant) -> Result<Vec<(String, String)>, Failure> {
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

fn check(case: &Case, item: Item) -> CheckView {
    let made = case.checks.iter().rev().find(|check| check.item == item);
    CheckView {
        code: item.code().to_owned(),
        words: item.words().to_owned(),
        finding: made
            .map(|check| check.finding.words().to_owned())
            .unwrap_or_default(),
        source: made.map(|check| check.source.clone()).unwrap_or_default(),
        by: made
            .map(|check| [&check.officer, ", ", &in_words(check.at)].concat())
            .unwrap_or_default(),
        note: made.map(|check| check.note.clone()).unwrap_or_default(),
    }
}

#[derive(sqlx::FromRow)]
struct TimelineRow {
    at: Instant,
    actor_name: String,
    action: String,
    detail: String,
}

/// What the record has of a case, in order.
async fn timeline(
    tx: &mut Tx,
    practice: &OdsCode,
    reference: &str,
) -> Result<Vec<(String, String, String)>, Failure> {
    let kinds = Action::ALL
        .iter()
        .filter(|action| action.code().starts_with("certification-"));
    let mut query =
        Query::new("SELECT at, actor_name, action, detail FROM history_event WHERE (chain = ");
    query
        .push_bind(practice)
        .push(" OR chain = 'installation') AND action IN ")
        .push_list(kinds.map(|action| action.code()))
        .push(" AND detail LIKE ")
        .push_bind(["%\"case\":\"", reference, "\"%"].concat())
        .push(" ORDER BY at, seq LIMIT 500");
    let rows: Vec<TimelineRow> = tx.all(query).await?;
    rows.into_iter()
        .map(|row| {
            let detail: crate::history::Detail =
                serde_json::from_str(&row.detail).map_err(Failure::internal)?;
            let action = Action::from_code(&row.action)
                .map(Action::label)
                .unwrap_or_default();
            let what = [action, ": ", &detail.note].concat();
            Ok((in_words(row.at), row.actor_name, what))
        })
        .collect()
}

/// What an administrator of the practice sees of a case about their service, or nothing.
pub(crate) fn is_for(case: &Case, actor: &Actor) -> Result<bool, AppError> {
    let permissions = actor.permissions();
    let mut services = case.roles.iter().map(|role| role.service());
    let theirs = services.any(|service| permissions.administers(&case.practice, service));
    if actor.registration_officer || theirs {
        Ok(actor.registration_officer)
    } else {
        // Whoever may not know of it is told that there is none.
        Err(AppError::NotFound)
    }
}

/// A request about which the practice's own administrators are asked first.
#[derive(sqlx::FromRow)]
pub(crate) struct AskedFirst {
    pub id: Uuid,
    pub practice: String,
    pub nominee: String,
    pub asked_at: Instant,
    ods: OdsCode,
    roles: RoleCodes,
}

/// Those about which the actor is asked first, the oldest first.
pub(crate) async fn asked_first(tx: &mut Tx, actor: &Actor) -> Result<Vec<AskedFirst>, Failure> {
    let permissions = actor.permissions();
    if permissions.administered().is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(
        "SELECT c.id, p.name AS practice, n.name AS nominee, c.asked_at, c.ods, c.roles FROM certification c
         JOIN practice p ON p.ods = c.ods
         JOIN certification_party n ON n.certification = c.id AND n.party = 'nominee'
         WHERE c.state = 'administrators' AND c.ods IN ",
    );
    query
        .push_list(
            permissions
                .administered()
                .iter()
                .map(|(practice, _)| practice),
        )
        .push(" ORDER BY c.asked_at, c.id LIMIT 200");
    let mut found: Vec<AskedFirst> = tx.readable(query).await?;
    found.retain(|case| {
        let mut services = case.roles.0.iter().map(|role| role.service());
        services.any(|service| permissions.administers(&case.ods, service))
    });
    Ok(found)
}
