//! What a change is refused for, one case after the other, and what its plan says of it.

use super::*;

fn decide(
    column: &Column,
    ticked: Vec<Role>,
    terms: &Terms,
    permissions: &Permissions,
) -> Result<Plan, Vec<Refusal>> {
    let wanted = [DesiredRoles {
        practice: column.practice.clone(),
        version: column.version,
        ticked,
    }];
    plan(
        std::slice::from_ref(column),
        &wanted,
        terms,
        &subject(),
        permissions,
        today(),
    )
}

#[test]
fn a_fifth_administrator_is_refused_with_the_names_of_the_four() {
    let role = Service::Gpp.administrator();
    let column = column("ZZ9001", vec![], (10..14).map(|who| (role, who)).collect());
    let refusals = decide(
        &column,
        vec![role],
        &terms(),
        &administrator("ZZ9001", Service::Gpp),
    )
    .unwrap_err();
    assert_eq!(
        refusals[0].to_string(),
        "Practice ZZ9001 already has 4 users with GPP User Management: User 10, User 11, User 12 and User 13. \
         Remove one of them first"
    );
}

#[test]
fn an_administrator_of_one_service_gains_nothing_in_another() {
    let column = column("ZZ9001", vec![], vec![]);
    let own = Permissions {
        user: user(1),
        ..administrator("ZZ9001", Service::Gpp)
    };
    let refusals = decide(&column, vec![Service::Pl.administrator()], &terms(), &own).unwrap_err();
    assert!(matches!(
        refusals[0],
        Refusal::NotYours {
            locked: DenyReason::OtherService(Service::Pl),
            ..
        }
    ));
}

#[test]
fn the_main_contact_is_decided_by_the_registration_team_alone() {
    let role = Service::Mrs.administrator();
    let held = column("ZZ9001", vec![role], vec![]);
    let plan = decide(
        &held,
        vec![],
        &terms(),
        &administrator("ZZ9001", Service::Mrs),
    );
    assert_eq!(
        plan.unwrap_err(),
        [Refusal::NothingChanged],
        "the holder can't even untick it"
    );
    let officer = Permissions {
        user: user(2),
        registration_officer: true,
        administers: vec![],
        certified: vec![],
    };
    let empty = column("ZZ9001", vec![], vec![]);
    let alone = decide(&empty, vec![role], &terms(), &officer).unwrap_err();
    assert!(matches!(
        alone[0],
        Refusal::NotYours {
            locked: DenyReason::NeedsCertification,
            ..
        }
    ));
    let certified = Permissions {
        certified: vec![("ZZ9001".parse().unwrap(), role)],
        ..officer
    };
    assert_eq!(
        decide(&empty, vec![role], &terms(), &certified)
            .unwrap()
            .columns()[0]
            .after(),
        [role]
    );
}

#[test]
fn the_registration_team_gives_administrator_roles_only_and_says_why() {
    let column = column("ZZ9001", vec![], vec![]);
    let officer = Permissions {
        user: user(2),
        registration_officer: true,
        administers: vec![],
        certified: vec![],
    };
    let ordinary = Role::from_code("gpp-avcs").unwrap();
    let refusals = decide(&column, vec![ordinary], &terms(), &officer).unwrap_err();
    assert!(matches!(
        refusals[0],
        Refusal::NotYours {
            locked: DenyReason::NotForRegistration,
            ..
        }
    ));
    let silent = Terms {
        reason: "  ".into(),
        ..terms()
    };
    let administrator = Service::Gpp.administrator();
    let certified = Permissions {
        certified: vec![("ZZ9001".parse().unwrap(), administrator)],
        ..officer.clone()
    };
    assert_eq!(
        decide(&column, vec![administrator], &silent, &certified).unwrap_err(),
        [Refusal::ReasonNeeded]
    );
    let own = Permissions {
        user: user(1),
        ..officer
    };
    let refusals = decide(&column, vec![Service::Gpp.administrator()], &terms(), &own).unwrap_err();
    assert!(matches!(
        refusals[0],
        Refusal::NotYours {
            locked: DenyReason::OwnRights,
            ..
        }
    ));
}

#[test]
fn dates_must_lie_ahead_and_in_order() {
    let column = column("ZZ9001", vec![], vec![]);
    let permissions = administrator("ZZ9001", Service::Gpp);
    let role = vec![Role::from_code("gpp-avcs").unwrap()];
    let with = |starts: &str, ends: &str| Terms {
        starts_on: starts.parse().ok(),
        ends_on: ends.parse().ok(),
        ..terms()
    };
    let refused = |terms: Terms| decide(&column, role.clone(), &terms, &permissions).unwrap_err();
    assert_eq!(refused(with("1900-01-01", "")), [Refusal::StartsInThePast]);
    assert_eq!(
        refused(with("2026-12-02", "2026-12-01")),
        [Refusal::EndsBeforeItStarts]
    );
    assert_eq!(refused(with("", "2026-11-22")), [Refusal::EndsInThePast]);
    assert_eq!(refused(with("", "2099-11-22")), [Refusal::EndsTooFarAway]);
    // Two wrong dates are told at once.
    assert_eq!(
        refused(with("2026-11-21", "2026-11-22")),
        [Refusal::StartsInThePast, Refusal::EndsInThePast]
    );
    assert_eq!(
        refused(with("2098-11-22", "2099-11-22")),
        [Refusal::StartsTooFarAway, Refusal::EndsTooFarAway]
    );
    assert!(
        decide(
            &column,
            role.clone(),
            &with("2026-11-23", "2026-11-23"),
            &permissions
        )
        .is_ok()
    );
}

#[test]
fn a_closed_practice_loses_roles_but_gains_none() {
    let held = Role::from_code("gpp-avcs").unwrap();
    let mut column = column("ZZ9001", vec![held], vec![]);
    column.closed = true;
    let permissions = administrator("ZZ9001", Service::Gpp);
    let new = Role::from_code("gpp-statements").unwrap();
    let refusals = decide(&column, vec![held, new], &terms(), &permissions).unwrap_err();
    assert!(matches!(
        refusals[0],
        Refusal::NotYours {
            locked: DenyReason::Closed,
            ..
        }
    ));
    assert_eq!(
        decide(&column, vec![], &terms(), &permissions)
            .unwrap()
            .columns()[0]
            .remove
            .len(),
        1
    );
}

#[test]
fn removing_the_last_holder_of_a_critical_role_says_what_it_means() {
    let locum = Role::from_code("gpp-locum-applications").unwrap();
    let permissions = administrator("ZZ9001", Service::Gpp);
    let alone = column("ZZ9001", vec![locum], vec![]);
    assert_eq!(
        decide(&alone, vec![], &terms(), &permissions)
            .unwrap()
            .columns()[0]
            .uncovers,
        [locum]
    );
    let shared = column("ZZ9001", vec![locum], vec![(locum, 10)]);
    assert!(
        decide(&shared, vec![], &terms(), &permissions)
            .unwrap()
            .columns()[0]
            .uncovers
            .is_empty()
    );
}
