//! Choosing and ordering the people that an address asks for, out of everyone at the practice.

use super::{
    Administrator, Counts, Cover, Filter, Held, Member, Sort, Summary, Who,
    filter::{By, RoleFilter},
    gaps,
    store::{Everyone, Somebody},
};
use crate::{
    access::{GivenBy, Grant, MembershipStatus, Permissions, Role, Service},
    base::{
        dates::{Date, Instant},
        ids::UserId,
        search_words::{finds, sought},
        text::shown_address,
    },
    users::LastSignIn,
};

/// The summary of a practice as `filter` asks for it.
pub(crate) fn select(
    everyone: Everyone,
    filter: &Filter,
    permissions: &Permissions,
    today: Date,
    idempotency_key: String,
) -> Summary {
    let Everyone {
        practice,
        people,
        waiting,
        ..
    } = everyone;
    let mut counts = Counts::default();
    for person in &people {
        counts.add(person.status);
    }
    let covers = Service::ALL
        .into_iter()
        .map(|service| cover(&people, service, today))
        .collect();
    let gaps = gaps(|role| {
        people
            .iter()
            .filter(|person| person.uses(role, today))
            .count()
    });
    let sought = sought(&filter.text);
    let mut shown: Vec<_> = people
        .into_iter()
        .filter(|person| passes(person, filter, &sought))
        .collect();
    order(&mut shown, filter.sort);
    let mut granters = Vec::new();
    let members = shown
        .into_iter()
        .map(|person| member(person, today, &mut granters))
        .collect();
    Summary {
        may: Role::all()
            .filter(|role| may_change(permissions, &practice.ods, *role))
            .collect(),
        reason_needed: permissions.registration_officer()
            && !permissions.administers_at(&practice.ods),
        practice,
        today,
        idempotency_key,
        saved: String::new(),
        covers,
        gaps,
        waits: match waiting {
            0 => String::new(),
            1 => "A GP's request is waiting.".to_owned(),
            many => [&many.to_string(), " GPs' requests are waiting."].concat(),
        },
        counts,
        granters,
        members,
    }
}

/// Whether the actor may give and take `role` here, their own account aside.
fn may_change(permissions: &Permissions, practice: &crate::base::ids::OdsCode, role: Role) -> bool {
    let someone_else = UserId(uuid::Uuid::nil());
    role.facts().given_by != GivenBy::PerformersList
        && permissions.may_decide(practice, role, someone_else).is_ok()
}

fn cover(people: &[Somebody], service: Service, today: Date) -> Cover {
    let role = service.administrator();
    let taken = people
        .iter()
        .filter(|person| person.grants.iter().any(|grant| grant.role == role))
        .count();
    let free = role.limit().unwrap_or(taken).saturating_sub(taken);
    Cover {
        service,
        administrators: people
            .iter()
            .filter(|person| person.status.is_open())
            .filter_map(|person| {
                let grant = person.grants.iter().find(|grant| grant.role == role)?;
                Some(Administrator {
                    user: person.user,
                    name: person.name.clone(),
                    from: (grant.starts_on > today).then_some(grant.starts_on),
                })
            })
            .collect(),
        free: u8::try_from(free).unwrap_or(u8::MAX),
    }
}

fn passes(person: &Somebody, filter: &Filter, sought: &[Vec<String>]) -> bool {
    let holds = |role: Role| person.grants.iter().any(|grant| grant.role == role);
    let by_status = match filter.who {
        Who::All => true,
        Who::Present => person.status.is_open(),
        Who::Only(status) => person.status == status,
        Who::Locked => person.locked,
    };
    let by_service = filter.service.is_none_or(|service| {
        person
            .grants
            .iter()
            .any(|grant| grant.role.service() == service)
    });
    let by_role = match filter.role {
        None => true,
        Some(RoleFilter::None) => person.grants.is_empty(),
        Some(RoleFilter::Role(role)) => holds(role),
    };
    by_status && by_service && by_role && (sought.is_empty() || is_called(person, sought))
}

/// Whether every word sought begins a word of the person's name, GMC number, or e-mail address if that is told.
fn is_called(person: &Somebody, sought: &[Vec<String>]) -> bool {
    let told = [
        person.name.as_str(),
        if person.works_here() {
            person.email.as_str()
        } else {
            ""
        },
        person.gmc_number.as_deref().unwrap_or_default(),
    ];
    finds(sought, &told.join(" "))
}

/// Orders people who come ordered by name.
fn order(people: &mut [Somebody], sort: Sort) {
    match (sort.by, sort.reversed) {
        (By::Name, false) => {}
        (By::Name, true) => people.reverse(),
        (By::Status, false) => people.sort_by_key(|person| place(person.status)),
        (By::Status, true) => {
            people.sort_by_key(|person| std::cmp::Reverse(place(person.status)));
        }
        (By::LastSignIn, false) => people.sort_by_key(told),
        (By::LastSignIn, true) => {
            people.sort_by_key(|person| std::cmp::Reverse(told(person)));
        }
    }
}

/// When somebody last signed in, where that is told.
fn told(person: &Somebody) -> Option<Instant> {
    person.last_sign_in.filter(|_| person.works_here())
}

fn place(status: MembershipStatus) -> Option<usize> {
    MembershipStatus::ALL
        .iter()
        .position(|other| *other == status)
}

fn member(person: Somebody, today: Date, granters: &mut Vec<String>) -> Member {
    let works_here = person.works_here();
    Member {
        user: person.user,
        name: person.name,
        email: shown_address(person.email, works_here),
        status: person.status,
        undelivered: person.undelivered,
        locked: person.locked,
        since: person.since,
        last_day: person.leaves_on.filter(|_| works_here),
        link: person.link.to_owned(),
        link_mark: person.link_mark.to_owned(),
        last_sign_in: LastSignIn::told(person.last_sign_in, works_here),
        version: person.version,
        held: person
            .grants
            .into_iter()
            .map(|grant| held(grant, today, granters))
            .collect(),
    }
}

fn held(grant: Grant, today: Date, granters: &mut Vec<String>) -> Held {
    let by = (!grant.granted_by.is_empty()).then(|| {
        granters
            .iter()
            .position(|name| *name == grant.granted_by)
            .unwrap_or_else(|| {
                granters.push(grant.granted_by);
                granters.len() - 1
            })
    });
    Held {
        role: grant.role,
        origin: grant.origin,
        by: by.and_then(|by| u16::try_from(by).ok()),
        on: grant.granted_on,
        later: (grant.starts_on > today).then_some(grant.starts_on),
        until: grant.ends_on,
        reason: grant.reason,
    }
}
