use proptest::prelude::*;

use super::super::{
    figures::Held,
    tables::{Basis, GapRule},
};
use super::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn gaps(posts: u32, locum: u32) -> GapRule {
    let basis = Basis {
        source: String::new(),
        own_working: true,
        note: String::new(),
    };
    GapRule {
        posts,
        locum,
        basis,
    }
}

fn post(kind: PostKind, periods: &[(&str, &str)]) -> Post {
    let mut post = Post::new(kind, "Abbey Surgery");
    let held = periods.iter().map(|(first, last)| Held {
        first: day(first),
        last: last.parse().ok(),
    });
    post.periods = held.collect();
    post
}

/// Days of posts in a year without bridged gaps.
fn days(year: &str, posts: &[Post], part: Part) -> Known<u32> {
    days_with(&gaps(0, 0), year, posts, part)
}

fn days_with(gaps: &GapRule, year: &str, posts: &[Post], part: Part) -> Known<u32> {
    let service = Service {
        year: year.parse().unwrap(),
        gaps,
        opted_out: &[],
        last_day: None,
    };
    service.days(&posts.iter().collect::<Vec<_>>(), part)
}

#[test]
fn days_in_two_posts_count_once_and_posts_that_follow_each_other_leave_no_gap() {
    let salaried = post(PostKind::Salaried, &[("2023-01-01", "2024-09-30")]);
    let partner = post(PostKind::Partner, &[("2024-10-01", "")]);
    let both = [salaried.clone(), partner];
    assert_eq!(days("2024-25", &both, Part::WholeYear), Ok(365));
    let twice = [salaried.clone(), salaried];
    assert_eq!(days("2024-25", &twice, Part::WholeYear), Ok(183));
}

#[test]
fn solo_work_adds_no_days_beside_a_post_and_counts_by_itself() {
    let solo = post(PostKind::Solo, &[("2024-04-01", "2025-03-31")]);
    let salaried = post(PostKind::Salaried, &[("2024-04-01", "2024-04-30")]);
    let locum = post(PostKind::Locum, &[("2024-05-02", "2024-05-02")]);
    let beside = [solo.clone(), salaried];
    assert_eq!(days("2024-25", &beside, Part::WholeYear), Ok(30));
    assert_eq!(days("2024-25", &[solo, locum], Part::WholeYear), Ok(365));
}

#[test]
fn periods_of_opting_out_and_days_after_retirement_do_not_count() {
    let posts = [post(PostKind::Partner, &[("2020-01-01", "")])];
    let tables = gaps(0, 0);
    let out = Span {
        first: day("2024-03-01"),
        last: day("2024-04-10"),
    };
    let service = Service {
        year: "2024-25".parse().unwrap(),
        gaps: &tables,
        opted_out: &[out, out],
        last_day: Some(day("2024-04-30")),
    };
    let posts: Vec<&Post> = posts.iter().collect();
    assert_eq!(service.days(&posts, Part::WholeYear), Ok(20));
}

#[test]
fn a_post_without_dates_is_missing_by_name() {
    let lacking = days("2024-25", &[post(PostKind::Salaried, &[])], Part::WholeYear);
    let words = lacking.unwrap_err();
    assert_eq!(words.words(), ["the dates of the post at Abbey Surgery"]);
}

#[test]
fn short_gaps_count_as_service_only_before_april_2019() {
    let rule = gaps(31, 92);
    let with = |posts: &[Post]| days_with(&rule, "2018-19", posts, Part::WholeYear).unwrap();
    let until_june = post(PostKind::Salaried, &[("2018-04-01", "2018-06-30")]);
    let from_august = post(PostKind::Salaried, &[("2018-08-01", "")]);
    let from_2_august = post(PostKind::Salaried, &[("2018-08-02", "")]);
    let locum = post(PostKind::Locum, &[("2018-08-02", "2019-03-31")]);
    assert_eq!(with(&[until_june.clone(), from_august.clone()]), 365);
    assert_eq!(with(&[until_june.clone(), from_2_august]), 333);
    assert_eq!(with(&[until_june.clone(), locum]), 365);
    let later = days("2018-19", &[until_june, from_august], Part::WholeYear);
    assert_eq!(later, Ok(334));
}

fn any_day() -> impl Strategy<Value = Date> {
    (2014_u16..2028, 1_u8..=12, 1_u8..=31)
        .prop_filter_map("no such day", |(y, m, d)| Date::new(y, m, d).ok())
}

fn any_post() -> impl Strategy<Value = Post> {
    let kind = prop_oneof![
        Just(PostKind::Partner),
        Just(PostKind::Salaried),
        Just(PostKind::Solo),
        Just(PostKind::Locum),
    ];
    let held =
        (any_day(), proptest::option::of(any_day())).prop_map(|(first, last)| Held { first, last });
    (kind, proptest::collection::vec(held, 1..4)).prop_map(|(kind, periods)| {
        let mut post = Post::new(kind, "Abbey Surgery");
        post.periods = periods;
        post
    })
}

fn any_year() -> impl Strategy<Value = SchemeYear> {
    (SchemeYear::FIRST..=SchemeYear::LAST).prop_map(|start| SchemeYear::new(start).unwrap())
}

fn any_gaps() -> impl Strategy<Value = GapRule> {
    prop_oneof![Just(gaps(0, 0)), Just(gaps(31, 92))]
}

proptest! {
    #[test]
    fn days_never_exceed_the_year_and_its_parts_add_up(
        posts in proptest::collection::vec(any_post(), 0..6), year in any_year(), gaps in any_gaps(),
    ) {
        let of = |part| days_with(&gaps, &year.to_string(), &posts, part).unwrap();
        prop_assert!(of(Part::WholeYear) <= year.days());
        prop_assert_eq!(of(Part::FirstHalf) + of(Part::SecondHalf), of(Part::WholeYear));
        prop_assert!(of(Part::FirstHalf) <= 183);
    }

    #[test]
    fn the_order_of_posts_does_not_matter(
        posts in proptest::collection::vec(any_post(), 0..6), year in any_year(), gaps in any_gaps(),
        turned in 0_usize..6,
    ) {
        let mut other = posts.clone();
        other.reverse();
        let by = turned.min(other.len());
        other.rotate_left(by);
        let of = |posts: &[Post]| days_with(&gaps, &year.to_string(), posts, Part::WholeYear);
        prop_assert_eq!(of(&posts), of(&other));
    }

    #[test]
    fn splitting_a_post_in_two_adjacent_ones_changes_nothing(
        posts in proptest::collection::vec(any_post(), 1..5), year in any_year(), gaps in any_gaps(),
        days in [any_day(), any_day(), any_day()], goes_on: bool,
    ) {
        let mut days = days;
        days.sort();
        let [first, at, last] = days;
        prop_assume!(at < last);
        let mut posts = posts;
        // One that goes on is split before the end of the year: afterwards its second half would begin in another year.
        let whole = Held { first, last: (!goes_on || at >= year.last()).then_some(last) };
        posts[0].periods[0] = whole;
        let mut split = posts.clone();
        let next = at.next().unwrap();
        split[0].periods[0].last = Some(at);
        let mut second = split[0].clone();
        second.periods = vec![Held { first: next, last: whole.last }];
        split.push(second);
        let count = |posts: &[Post]| days_with(&gaps, &year.to_string(), posts, Part::WholeYear);
        prop_assert_eq!(count(&posts), count(&split));
    }

    #[test]
    fn days_are_counted_as_by_going_through_the_calendar(a in any_day(), b in any_day()) {
        let (first, last) = (a.min(b), a.max(b));
        let (mut day, mut count) = (first, 1);
        while day < last {
            day = day.next().unwrap();
            count += 1;
        }
        prop_assert_eq!(Span { first, last }.days(), count);
    }
}
