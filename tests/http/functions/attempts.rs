//! Attempts to raise one's rights.

use crate::support::{ELM, FAR, Who};

/// What a save is tried with, and by whom.
pub(super) fn attempts() -> Vec<(Who, &'static str, Vec<(&'static str, String)>)> {
    let id = |who: Who| who.id().to_string();
    let update = |user: Who, seen: &str, tick: &str| {
        vec![
            ("user", id(user)),
            ("seen[]", seen.to_owned()),
            ("ticks[]", tick.to_owned()),
            ("reason", "I want to".to_owned()),
            ("step", "save".to_owned()),
            (
                "idempotency_key",
                practice_access::base::clock::new_id().to_string(),
            ),
        ]
    };
    let redate = |user: Who, practice: &str, role: &str| {
        vec![
            ("user", id(user)),
            ("practice", practice.to_owned()),
            ("role", role.to_owned()),
            ("version", "1".to_owned()),
            ("ends[0]", "31".to_owned()),
            ("ends[1]", "12".to_owned()),
            ("ends[2]", "2026".to_owned()),
            ("reason", "I want to".to_owned()),
            ("accepts[]", "yes".to_owned()),
            ("step", "save".to_owned()),
            (
                "idempotency_key",
                practice_access::base::clock::new_id().to_string(),
            ),
        ]
    };
    let invite = |email: &str| {
        vec![
            ("last_name", "Accomplice".to_owned()),
            ("email", email.to_owned()),
            ("reason", "I want to".to_owned()),
        ]
    };
    let officer = |user: Who, step: &str| {
        vec![
            ("user", id(user)),
            ("step", step.to_owned()),
            ("reason", "I want to".to_owned()),
            (
                "idempotency_key",
                practice_access::base::clock::new_id().to_string(),
            ),
        ]
    };
    let accountant = |practice: &str, email: &str| {
        vec![
            ("practice", practice.to_owned()),
            ("people[]", id(Who::Gina)),
            ("email", email.to_owned()),
            ("scope[]", "type_1".to_owned()),
            ("step", "save".to_owned()),
            (
                "idempotency_key",
                practice_access::base::clock::new_id().to_string(),
            ),
        ]
    };
    let form = |member: Who, step: &str| {
        vec![
            ("member", id(member)),
            ("year", "2025-26".to_owned()),
            ("kind", "type-1".to_owned()),
            ("practice", ELM.to_owned()),
            ("step", step.to_owned()),
            ("reason", "I want to".to_owned()),
        ]
    };
    let exempt = |user: Who| {
        vec![
            ("user", id(user)),
            ("step", "begin".to_owned()),
            ("reason", "I want to".to_owned()),
            ("ends[0]", "30".to_owned()),
            ("ends[1]", "11".to_owned()),
            ("ends[2]", "2026".to_owned()),
            (
                "idempotency_key",
                practice_access::base::clock::new_id().to_string(),
            ),
        ]
    };
    let desk = |officer: Who| vec![("officer", id(officer)), ("step", "give".to_owned())];
    let end = |practice: &str| {
        vec![
            ("practice", practice.to_owned()),
            ("kind", "closure".to_owned()),
            ("day[0]", "1".to_owned()),
            ("day[1]", "12".to_owned()),
            ("day[2]", "2026".to_owned()),
            ("reason", "I want to".to_owned()),
            ("step", "save".to_owned()),
            (
                "idempotency_key",
                practice_access::base::clock::new_id().to_string(),
            ),
        ]
    };
    let people = |practice: &str, email: &str| {
        vec![
            ("practice", practice.to_owned()),
            ("lines", ["I,Want,", email, ",Statements"].concat()),
            ("step", "save".to_owned()),
            (
                "idempotency_key",
                practice_access::base::clock::new_id().to_string(),
            ),
        ]
    };
    let role_set = |practice: &str| {
        vec![
            ("practice", practice.to_owned()),
            ("set", practice_access::base::clock::new_id().to_string()),
            ("name", "Mine".to_owned()),
            ("roles[]", "gpp-avcs".to_owned()),
            ("step", "save".to_owned()),
            (
                "idempotency_key",
                practice_access::base::clock::new_id().to_string(),
            ),
        ]
    };
    vec![
        (Who::Alice, "factor/exempt", exempt(Who::Alice)),
        (Who::Bashir, "factor/exempt", exempt(Who::Alice)),
        (Who::Mary, "factor/exempt", exempt(Who::Alice)),
        (Who::Dora, "factor/exempt", exempt(Who::Dora)),
        (Who::Olive, "factor/exempt", exempt(Who::Olive)),
        (Who::Peter, "people/add", people(ELM, "peter@cast.example")),
        (Who::Dora, "people/add", people(ELM, "dora@cast.example")),
        (Who::Olive, "people/add", people(ELM, "new@cast.example")),
        (Who::Alice, "people/add", people(FAR, "alice@cast.example")),
        (Who::Peter, "role-sets/change", role_set(ELM)),
        (Who::Alice, "role-sets/change", role_set(FAR)),
        (Who::Alice, "pensions/begin", form(Who::Gina, "begin")),
        (
            Who::Bashir,
            "pensions/begin",
            form(Who::Gina, "not-required"),
        ),
        (Who::Peter, "pensions/begin", form(Who::Gina, "elsewhere")),
        (Who::Mary, "pensions/begin", form(Who::Gina, "begin")),
        (Who::Olive, "pensions/begin", form(Who::Gina, "begin")),
        (Who::Gina, "pensions/begin", form(Who::Peter, "begin")),
        (Who::Alice, "pensions/give-desk", desk(Who::Alice)),
        (Who::Gina, "pensions/give-desk", desk(Who::Gina)),
        (Who::Bashir, "successions/plan", end(FAR)),
        (Who::Alice, "successions/plan", end(ELM)),
        (
            Who::Peter,
            "accountants/name",
            accountant(ELM, "peter@cast.example"),
        ),
        (
            Who::Mary,
            "accountants/name",
            accountant(ELM, "mary@cast.example"),
        ),
        (
            Who::Alice,
            "accountants/name",
            accountant(FAR, "alice@cast.example"),
        ),
        (
            Who::Bashir,
            "officers/invite",
            invite("accomplice@cast.example"),
        ),
        (Who::Alice, "officers/invite", invite("alice@cast.example")),
        (
            Who::Peter,
            "officers/change",
            officer(Who::Peter, "reactivate"),
        ),
        (
            Who::Mary,
            "officers/change",
            officer(Who::Olive, "deactivate"),
        ),
        (
            Who::Alice,
            "users/redate",
            redate(Who::Bashir, ELM, "pl-user-management"),
        ),
        (
            Who::Alice,
            "users/redate",
            redate(Who::Zebedee, FAR, "gpp-user-management"),
        ),
        (
            Who::Bashir,
            "users/redate",
            redate(Who::Gina, ELM, "gpp-gp-principal"),
        ),
        (
            Who::Mary,
            "users/redate",
            redate(Who::Alice, ELM, "gpp-user-management"),
        ),
        (
            Who::Olive,
            "users/redate",
            redate(Who::Peter, ELM, "gpp-view-claims"),
        ),
        (
            Who::Peter,
            "users/redate",
            redate(Who::Peter, ELM, "gpp-view-claims"),
        ),
        (
            Who::Dora,
            "users/redate",
            redate(Who::Alice, ELM, "gpp-user-management"),
        ),
        (
            Who::Alice,
            "users/update",
            update(Who::Alice, "ZZ9001:1:", "ZZ9001:pl-user-management"),
        ),
        (
            Who::Alice,
            "users/update",
            update(Who::Alice, "ZZ9009:0:", "ZZ9009:gpp-user-management"),
        ),
        (
            Who::Alice,
            "users/update",
            update(Who::Peter, "ZZ9002:0:", "ZZ9002:gpp-statements"),
        ),
        (
            Who::Alice,
            "users/update",
            update(Who::Peter, "ZZ9001:1:", "ZZ9001:gpp-gp-principal"),
        ),
        (
            Who::Mary,
            "users/update",
            update(Who::Mary, "ZZ9001:1:", "ZZ9001:gpp-user-management"),
        ),
        (
            Who::Olive,
            "users/update",
            update(Who::Olive, "ZZ9001:0:", "ZZ9001:gpp-user-management"),
        ),
        (
            Who::Olive,
            "users/update",
            update(Who::Peter, "ZZ9001:1:", "ZZ9001:gpp-statements"),
        ),
        (
            Who::Peter,
            "users/update",
            update(Who::Peter, "ZZ9001:1:", "ZZ9001:gpp-user-management"),
        ),
        (
            Who::Dora,
            "users/update",
            update(Who::Dora, "ZZ9001:1:", "ZZ9001:gpp-statements"),
        ),
        (
            Who::Alice,
            "users/create",
            vec![
                ("email", "puppet@cast.example".to_owned()),
                ("first_name", "Puppet".to_owned()),
                ("last_name", "Account".to_owned()),
                ("seen[]", "ZZ9001:0:".to_owned()),
                ("ticks[]", "ZZ9001:pl-user-management".to_owned()),
                ("step", "save".to_owned()),
                (
                    "idempotency_key",
                    practice_access::base::clock::new_id().to_string(),
                ),
            ],
        ),
        (
            Who::Alice,
            "summary/change",
            vec![
                ("practice", ELM.to_owned()),
                ("people[]", [&id(Who::Alice), ":1"].concat()),
                ("change", "add".to_owned()),
                ("which", "pl-user-management".to_owned()),
                ("step", "save".to_owned()),
                (
                    "idempotency_key",
                    practice_access::base::clock::new_id().to_string(),
                ),
            ],
        ),
        (
            Who::Peter,
            "summary/change",
            vec![
                ("practice", ELM.to_owned()),
                ("people[]", [&id(Who::Peter), ":1"].concat()),
                ("change", "add".to_owned()),
                ("which", "gpp-user-management".to_owned()),
                ("step", "save".to_owned()),
                (
                    "idempotency_key",
                    practice_access::base::clock::new_id().to_string(),
                ),
            ],
        ),
    ]
}
