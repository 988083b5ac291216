//! Posts: the position of a certificate, and all others.

use super::{halves, paid};
use crate::{
    base::ids::{NotAnOdsCode, OdsCode},
    pensions::{
        calculation::{Held, Post, PostKind, Recorded, money::Sign},
        sections::{
            choices::KINDS,
            recorded::Record,
            section::MOST_POSTS,
            walk::{Days, Rows, Walk},
        },
    },
};

const PERIODS: Rows = Rows {
    name: "period",
    one: "Period",
    several: "periods",
    // Of locum work each run of days is one.
    most: 150,
};

/// The position that a certificate is about: when it was held.
pub(super) fn service(walk: &mut Walk, practice: &mut Post) {
    periods(walk, &mut practice.periods);
    if walk.tables.year.parts().len() > 1 {
        walk.group(
            "Pensionable pay of the halves".to_owned(),
            "Pay of the year is what this certificate works out.",
        );
        halves(walk, ["first_half", "second_half"], &mut practice.pay);
    }
}

fn periods(walk: &mut Walk, held: &mut Vec<Held>) {
    let mut typed: Vec<Days> = held
        .iter()
        .map(|held| Days {
            first: Some(held.first),
            last: held.last,
        })
        .collect();
    walk.rows(PERIODS, &mut typed, &Days::default(), |walk, row| {
        walk.period(row, true);
    });
    if walk.reads() {
        let rows = typed.into_iter().filter_map(|row| {
            let last = row.last;
            row.first.map(|first| Held { first, last })
        });
        *held = rows.collect();
    }
}

/// One of the posts, or a new one where `place` is behind the last. With `recorded` the form compares its contributions.
pub(super) fn other(
    walk: &mut Walk,
    posts: &mut Vec<Post>,
    place: usize,
    recorded: Option<&[Recorded]>,
) {
    let is_new = place == posts.len();
    if place > posts.len() || place >= MOST_POSTS {
        return;
    }
    if !is_new && walk.tick("remove", "Remove this post from the form") {
        posts.remove(place);
        return;
    }
    let unknown = Post::new(PostKind::Salaried, "");
    let mut post = posts.get(place).unwrap_or(&unknown).clone();
    let mut kind = (!is_new).then_some(post.kind);
    walk.select("kind", "What kind of work it is", "", &KINDS, &mut kind);
    one(walk, &mut post, recorded);
    if !walk.reads() {
        return;
    }
    if is_new && kind.is_none() && post == unknown {
        walk.wrong(
            "kind",
            "Choose what kind of work it is, and fill in the rest.",
        );
        return;
    }
    match kind {
        Some(kind) => post.kind = kind,
        None => walk.wrong("kind", "Choose what kind of work it is."),
    }
    match posts.get_mut(place) {
        Some(there) => *there = post,
        // Without its kind it is unknown what it counts for.
        None if kind.is_some() => posts.push(post),
        None => {}
    }
}

fn one(walk: &mut Walk, post: &mut Post, recorded: Option<&[Recorded]>) {
    walk.text(
        "place",
        "Practice or other organisation",
        "Its name.",
        &mut post.place,
    );
    walk.short(
        "ods_code",
        "ODS code",
        "For example A81001.",
        &mut post.code,
        |typed| match typed.parse::<OdsCode>() {
            Ok(code) => Ok(code.to_string()),
            Err(NotAnOdsCode) => Err("Enter an ODS code, like A81001."),
        },
    );
    let hint = "For the year, without officer pay. Of salaried work what the payslip of month 12 says, of solo work what the annual solo form says, of locum work 90% of the fees.";
    walk.money(
        "pay",
        "Pensionable pay",
        hint,
        Sign::NotNegative,
        &mut post.pay.year,
    );
    halves(walk, ["first_half", "second_half"], &mut post.pay);
    walk.text(
        "document",
        "Document that shows the pay",
        "For example payslip of March 2023, or annual solo form.",
        &mut post.document,
    );
    periods(walk, &mut post.periods);
    // What a certificate compares stays there.
    if let Some(recorded) = recorded.filter(|_| !post.kind.has_a_certificate()) {
        let code = post.code.clone();
        let of = |part| Record::of(recorded, part, &[&code]);
        paid::paid(walk, &paid::POST, &mut post.paid, of);
    }
}
