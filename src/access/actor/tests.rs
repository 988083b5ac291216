//! Who may show which permit.

use proptest::prelude::*;

use super::{factors::FRESH, *};

fn ods(text: &str) -> OdsCode {
    text.parse().unwrap()
}

fn actor(id: u128, officer: bool, roles: &[&str], status: MembershipStatus) -> Actor {
    let roles = roles.iter().map(|code| Role::from_code(code).unwrap());
    Actor::of_session(SignedIn {
        id: UserId(uuid::Uuid::from_u128(id)),
        name: "Ann Archer".to_owned(),
        email: "ann@demo.example".to_owned(),
        registration_officer: officer,
        gmc_number: None,
        factor_at: None,
        places: vec![Membership {
            practice: ods("ZZ9001"),
            name: "Elm Street Surgery".to_owned(),
            status,
            roles: roles.collect(),
        }],
        session_ends_at: Instant(0),
    })
}

#[test]
fn whoever_decides_about_access_needs_a_second_factor() {
    use MembershipStatus::{Active, Deactivated};
    assert!(actor(1, true, &[], Active).needs_factor());
    assert!(actor(1, false, &["mrs-main-contact"], Active).needs_factor());
    assert!(!actor(1, false, &["mrs-main-contact"], Deactivated).needs_factor());
    assert!(!actor(1, false, &["gpp-statements"], Active).needs_factor());
}

#[test]
fn who_belongs_to_the_registration_team_is_decided_by_its_officers_alone() {
    let factor = |actor: Actor| actor.with_factor(Instant(0));
    let proof = |actor: &Actor| actor.recent_factor(Instant(FRESH)).unwrap();
    let officer = factor(actor(1, true, &[], MembershipStatus::Active));
    let permit = officer.manage_officers(proof(&officer)).unwrap();
    assert_eq!(permit.by(), Some(officer.id));
    let roles = [
        "gpp-user-management",
        "pl-user-management",
        "mrs-main-contact",
    ];
    let other = factor(actor(2, false, &roles, MembershipStatus::Active));
    assert!(other.manage_officers(proof(&other)).is_err());
}

#[test]
fn an_exemption_is_given_by_the_registration_team_alone_and_never_to_oneself() {
    let officer = actor(1, true, &[], MembershipStatus::Active);
    let user = UserId(uuid::Uuid::from_u128(2));
    let proof = officer
        .clone()
        .with_factor(Instant(0))
        .recent_factor(Instant(FRESH));
    let permit = officer.exempt_from_factor(user).unwrap();
    assert_eq!(permit.user(), user);
    let permit = permit.with_proof(proof.unwrap());
    assert_eq!((permit.user(), permit.by()), (user, officer.id));
    assert!(officer.exempt_from_factor(officer.id).is_err());
    let roles = [
        "gpp-user-management",
        "pl-user-management",
        "mrs-main-contact",
    ];
    let other = actor(3, false, &roles, MembershipStatus::Active);
    assert!(other.exempt_from_factor(user).is_err());
    assert!(other.exempt_from_factor(other.id).is_err());
}

#[test]
fn factors_are_reset_by_an_administrator_of_the_practice_or_the_registration_team_and_never_ones_own()
 {
    let administrator = actor(1, false, &["gpp-user-management"], MembershipStatus::Active);
    let officer = actor(2, true, &[], MembershipStatus::Active);
    let plain = actor(3, false, &["gpp-statements"], MembershipStatus::Active);
    let user = UserId(uuid::Uuid::from_u128(9));
    let at = |code: &str| {
        [UserPlace {
            practice: ods(code),
            open: true,
            accepted: true,
        }]
    };
    let (here, elsewhere) = (at("ZZ9001"), at("ZZ9002"));
    let permit = administrator.reset_factors(user, false, &here).unwrap();
    assert_eq!(permit.practice(), Some(&here[0].practice));
    for (who, officer, places) in [
        (user, false, &elsewhere),
        (user, true, &here),
        (administrator.id, false, &here),
    ] {
        assert!(administrator.reset_factors(who, officer, places).is_err());
    }
    assert!(officer.reset_factors(user, true, &[]).is_ok());
    assert!(officer.reset_factors(officer.id, true, &here).is_err());
    assert!(plain.reset_factors(user, false, &here).is_err());
}

#[test]
fn power_over_an_account_comes_from_a_place_that_its_owner_knows_of_or_from_all_of_them() {
    let administrator = actor(1, false, &["gpp-user-management"], MembershipStatus::Active);
    let officer = actor(2, true, &[], MembershipStatus::Active);
    let stranger = actor(3, false, &["gpp-statements"], MembershipStatus::Active);
    let user = UserId(uuid::Uuid::from_u128(9));
    let place = |code: &str, open, accepted| UserPlace {
        practice: ods(code),
        open,
        accepted,
    };
    let elsewhere = place("ZZ9002", true, true);
    // The place where the administrator is one, and another: who sees how the user gets in, and who has power over it.
    let cases = [
        (vec![place("ZZ9001", true, true)], true, true),
        (vec![place("ZZ9001", true, false)], true, true),
        (
            vec![place("ZZ9001", true, true), elsewhere.clone()],
            true,
            true,
        ),
        (
            vec![place("ZZ9001", true, false), elsewhere.clone()],
            true,
            false,
        ),
        (
            vec![place("ZZ9001", false, true), elsewhere.clone()],
            true,
            false,
        ),
        (vec![place("ZZ9001", false, true)], true, false),
        (vec![elsewhere], false, false),
        (vec![], false, false),
    ];
    for (places, sees, has_power) in cases {
        let permit = administrator.look_after(&places);
        assert_eq!(permit.is_ok(), sees, "{places:?}");
        let over = permit.is_ok_and(|permit| permit.over_account().is_ok());
        assert_eq!(over, has_power, "{places:?}");
        let resets = administrator.reset_factors(user, false, &places);
        assert_eq!(resets.is_ok(), has_power, "{places:?}");
        assert!(officer.look_after(&places).unwrap().over_account().is_ok());
        assert!(officer.reset_factors(user, false, &places).is_ok());
        assert!(stranger.look_after(&places).is_err());
        assert!(stranger.reset_factors(user, false, &places).is_err());
    }
}

#[test]
fn an_accountant_is_taken_along_by_a_member_to_where_they_are_one_and_by_nobody_else() {
    use MembershipStatus::{Active, Deactivated};
    let elm = ods("ZZ9001");
    for (roles, status, may) in [
        (&["gpp-gp-principal"][..], Active, true),
        (&["gpp-gp-salaried"], Active, true),
        (&["gpp-non-gp-partner"], Active, true),
        (&["gpp-non-gp-partner"], Deactivated, false),
        (&["gpp-user-management", "gpp-accountant"], Active, false),
        (&[], Active, false),
    ] {
        let permit = actor(1, false, roles, status).take_along(&elm);
        assert_eq!(permit.is_ok(), may, "{roles:?}");
        if let Ok(permit) = permit {
            let permissions = permit.permissions();
            let user = UserId(uuid::Uuid::from_u128(9));
            for role in Role::all() {
                let given = permissions.may_give(&elm, role, user).is_ok();
                assert_eq!(given, role == Role::GppAccountant, "{role:?}");
                assert!(permissions.may_give(&ods("ZZ9002"), role, user).is_err());
            }
        }
    }
    let officer = actor(1, true, &[], Active);
    assert!(officer.take_along(&elm).is_err());
}

proptest! {
    #[test]
    fn a_factor_is_fresh_for_ten_minutes_and_never_before_it_was_shown(
        shown in 0..1_000_000_000_i64,
        later in -FRESH..3 * FRESH,
    ) {
        let actor = actor(1, false, &[], MembershipStatus::Active);
        prop_assert!(actor.recent_factor(Instant(shown)).is_none());
        let fresh = actor.with_factor(Instant(shown)).recent_factor(Instant(shown + later)).is_some();
        prop_assert_eq!(fresh, (0..=FRESH).contains(&later));
    }

    #[test]
    fn whoever_has_a_factor_changes_their_own_only_while_one_was_just_shown(
        has_factor in any::<bool>(),
        shown in prop::option::of(0..1_000_000_000_i64),
        later in 0..3 * FRESH,
    ) {
        let mut owner = actor(1, false, &[], MembershipStatus::Active);
        if let Some(shown) = shown {
            owner = owner.with_factor(Instant(shown));
        }
        let fresh = shown.is_some() && later <= FRESH;
        let permit = owner.own_factors(has_factor, Instant(shown.unwrap_or(0) + later));
        prop_assert_eq!(permit.is_some(), !has_factor || fresh);
        prop_assert!(permit.is_none_or(|permit| permit.user() == owner.id));
    }
}
