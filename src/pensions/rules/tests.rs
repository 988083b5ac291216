//! Who may take which step, and which forms are owed.

use proptest::{prelude::*, sample::select};

use super::*;

fn sides() -> [FormSide; 4] {
    let practice = FormSide::Practice("ZZ9001".parse().unwrap());
    [
        FormSide::Member,
        FormSide::Accountant,
        practice,
        FormSide::Desk,
    ]
}

fn date() -> impl Strategy<Value = Date> {
    (2014_u16..2028, 1_u8..13, 1_u8..29).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap())
}

fn position() -> impl Strategy<Value = Position> {
    let kinds = select(vec![
        PostKind::Partner,
        PostKind::NonGpProvider,
        PostKind::Salaried,
        PostKind::Locum,
    ]);
    let ods = select(vec!["ZZ9001", "ZZ9002", "ZZ9003"]);
    (kinds, ods, date(), prop::option::of(date())).prop_map(|(kind, ods, a, b)| Position {
        kind,
        ods: ods.parse().unwrap(),
        practice: ods.to_owned(),
        first: b.map_or(a, |b| a.min(b)),
        last: b.map(|b| a.max(b)),
    })
}

/// Every step by everybody from wherever a form may stand: at random the late stages would hardly ever be reached.
#[test]
fn only_the_member_or_a_practice_submits_and_only_the_desk_decides() {
    for (stage, step) in Stage::ALL
        .iter()
        .flat_map(|stage| Step::ALL.iter().map(|step| (*stage, *step)))
    {
        for side in sides() {
            let Ok(after) = stage.after(step, &side) else {
                continue;
            };
            let what = format!("{step:?} by {side:?} in {stage:?}");
            assert!(stage != Stage::Approved, "{what}");
            if after == Stage::Declared {
                let submits = matches!(side, FormSide::Member | FormSide::Practice(_));
                assert!(submits && stage.is_open(), "{what}");
            }
            if matches!(after, Stage::Approved | Stage::Rejected) {
                assert!(side == FormSide::Desk && stage == Stage::Declared, "{what}");
            }
            match side {
                FormSide::Member => {}
                FormSide::Accountant => {
                    let unfrozen = stage != Stage::Ready || step == Step::TakeBack;
                    assert!(after.is_open() && unfrozen, "{what}");
                }
                FormSide::Practice(_) => {
                    assert!((stage, after) == (Stage::Ready, Stage::Declared), "{what}");
                }
                FormSide::Desk => {
                    assert!(matches!(after, Stage::Approved | Stage::Rejected), "{what}");
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn forms_owed_do_not_depend_on_the_order_of_positions(
        positions in prop::collection::vec(position(), 0..8),
        shift in 0_usize..8,
    ) {
        let mut turned = positions.clone();
        turned.rotate_left(shift.min(positions.len()));
        for year in SchemeYear::all() {
            let owed = owed(&positions, year);
            prop_assert_eq!(&owed, &super::owed(&turned, year));
            prop_assert!(owed.iter().filter(|form| form.kind == FormKind::Type2).count() <= 1);
            for form in &owed {
                let held = positions.iter().any(|one| one.is_in(year)
                    && form.ods.as_ref().is_none_or(|ods| *ods == one.ods));
                prop_assert!(held);
            }
            for one in positions.iter().filter(|one| one.is_in(year)) {
                let held = one.held_in(year);
                prop_assert!(held.first >= year.first() && held.first <= year.last());
                prop_assert!(held.last.is_none_or(|last| last >= held.first && last < year.last()));
            }
        }
    }

    #[test]
    fn locum_work_alone_owes_no_form(mut positions in prop::collection::vec(position(), 0..8)) {
        positions.retain(|one| one.kind == PostKind::Locum);
        for year in SchemeYear::all() {
            prop_assert!(owed(&positions, year).is_empty());
        }
    }
}

#[test]
fn a_year_is_over_on_the_day_after_its_last() {
    let newest = |y, m, d| {
        years_over(Date::new(y, m, d).unwrap())
            .next()
            .map(SchemeYear::in_words)
    };
    assert_eq!(newest(2026, 3, 31).as_deref(), Some("2024/25"));
    assert_eq!(newest(2026, 4, 1).as_deref(), Some("2025/26"));
    assert_eq!(newest(2016, 3, 31), None);
}

#[test]
fn reminders_come_two_months_before_the_last_day_and_stop_two_months_after_it() {
    let days = |left| reminder(left).map(|one| one.days);
    for (left, due) in [
        (61, None),
        (60, Some(60)),
        (31, Some(60)),
        (30, Some(30)),
        (14, Some(14)),
        (4, Some(14)),
        (3, Some(3)),
        (0, Some(3)),
        (-1, Some(-1)),
        (-29, Some(-1)),
        (-30, Some(-30)),
        (-59, Some(-30)),
        (-60, None),
    ] {
        assert_eq!(days(left), due, "{left}");
    }
}

#[test]
fn nobody_is_reminded_of_what_the_desk_has_or_what_is_settled() {
    for stage in Stage::ALL {
        let waits = !stage.is_settled() && *stage != Stage::Declared;
        assert_eq!(turn(Some(*stage)) != Turn::Nobody, waits, "{stage:?}");
    }
    assert_eq!(turn(None), Turn::Completes);
}
