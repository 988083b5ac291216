//! Checks on posts: a rate that leaves out one of them is the wrong rate for all.

use super::super::{
    figures::{Membership, Post, PostKind},
    span::Span,
    tables::YearTables,
    type1::Type1Figures,
    type2::Type2Figures,
    year::Part,
};
use super::{Circumstances, Findings};

/// What holds for the posts of both forms.
pub(super) fn all(
    posts: &[&Post],
    membership: &Membership,
    tables: &YearTables,
    known: &Circumstances,
    found: &mut Findings,
) {
    for (place, post) in posts.iter().enumerate() {
        let about = ["posts.", &place.to_string()].concat();
        dates(post, &about, tables, found);
        halves(post, &about, tables, found);
        if post.kind == PostKind::Solo && post.document.trim().is_empty() {
            found.warn(
                "solo_form_missing",
                &about,
                &[
                    "There is no annual solo form for ",
                    post.named(),
                    ". Forms come back when the record lacks it: have the provider sign it, and attach it.",
                ],
            );
        }
    }
    if posts.iter().any(|post| post.kind == PostKind::Locum) {
        found.info(
            "locum_pay",
            "",
            &["Pay for locum work is 90% of the fees: a tenth counts as expenses."],
        );
    }
    membership_fits(posts, membership, found);
    none_is_missing(posts, known, found);
}

fn membership_fits(posts: &[&Post], membership: &Membership, found: &mut Findings) {
    if membership.opted_out.iter().any(|out| out.last < out.first) {
        found.block(
            "opted_out_dates",
            "opted_out",
            &["A period of opting out ends before it begins. Correct its dates."],
        );
    }
    if let Some(last_day) = membership.last_day {
        let begins_after = |post: &&&Post| post.periods.iter().any(|held| held.first > last_day);
        if let Some(post) = posts.iter().find(begins_after) {
            found.warn(
                "post_after_last_day",
                "last_day",
                &[
                    "Nothing counts after ",
                    &last_day.in_words(),
                    ", and something begins later: ",
                    &post.called(),
                    ". Its pay raises the rate and its days do not lower it. Remove it, or the last day that counts.",
                ],
            );
        }
    }
}

fn none_is_missing(posts: &[&Post], known: &Circumstances, found: &mut Findings) {
    for other in &known.known_posts {
        let is_it = |post: &&&Post| same_code(&post.code, &other.code) && post.kind == other.kind;
        if !posts.iter().any(|post| is_it(&post)) {
            found.warn(
                "post_missing",
                "",
                &[
                    "You are also known as ",
                    other.kind.words(),
                    " at ",
                    &other.place,
                    " in this year. Pay from all practitioner posts decides the rate: add it, or have the record put right.",
                ],
            );
        }
    }
}

pub(super) fn same_code(a: &str, b: &str) -> bool {
    a.trim().eq_ignore_ascii_case(b.trim())
}

fn dates(post: &Post, about: &str, tables: &YearTables, found: &mut Findings) {
    let year = tables.year.bounds(Part::WholeYear);
    let spans = || {
        post.periods.iter().map(|held| Span {
            first: held.first,
            last: held.last.unwrap_or(year.last.max(held.first)),
        })
    };
    if spans().any(|span| span.last < span.first) {
        found.block(
            "post_dates",
            about,
            &[
                "Correct the dates of ",
                &post.called(),
                ": it ends before it begins.",
            ],
        );
    }
    let outside = |span: Span| span.last < year.first || span.first > year.last;
    if !post.periods.is_empty() && spans().all(outside) {
        found.block(
            "post_outside_year",
            about,
            &[
                "Correct the dates, or remove it: there is no day in ",
                &tables.year.in_words(),
                " for ",
                &post.called(),
                ".",
            ],
        );
    }
}

/// Pay of the two halves of 2022/23.
fn halves(post: &Post, about: &str, tables: &YearTables, found: &mut Findings) {
    let pay = post.pay;
    if tables.year.parts().len() < 2 {
        return;
    }
    let given = pay.year.zip(pay.first_half.zip(pay.second_half));
    if given.is_some_and(|(year, (first, second))| first.plus(second) != year) {
        found.block(
            "halves_differ",
            about,
            &[
                "The two halves of the pay from ",
                post.named(),
                " don't add up to the pay of the year. Correct one of the three.",
            ],
        );
    }
    let above = |half: Option<_>| pay.year.zip(half).is_some_and(|(year, half)| half > year);
    if given.is_none() && (above(pay.first_half) || above(pay.second_half)) {
        found.block(
            "half_above_year",
            about,
            &[
                "Half a year's pay from ",
                post.named(),
                " is more than the pay of the year. Correct one of the two.",
            ],
        );
    }
}

/// What holds for a certificate.
pub(super) fn certificate(figures: &Type1Figures, found: &mut Findings) {
    let practice = figures.practice.kind;
    if !matches!(practice, PostKind::Partner | PostKind::NonGpProvider) {
        found.block(
            "not_a_partner",
            "posts.0",
            &[
                "A Type 1 certificate is for partners. As ",
                practice.words(),
                " you need another form: a Type 2 self-assessment, or of a limited company its own certificate, which is sent to PCSE through Contact us.",
            ],
        );
    }
    let second = figures
        .others
        .iter()
        .any(|post| post.kind == PostKind::NonGpProvider);
    if practice == PostKind::NonGpProvider && second {
        found.block(
            "one_contract",
            "posts.0",
            &["A partner who is not a GP can pension one contract only. Remove the other practice."],
        );
    }
}

/// What holds for a self-assessment.
pub(super) fn assessment(figures: &Type2Figures, known: &Circumstances, found: &mut Findings) {
    let posts = &figures.posts;
    let own: Vec<&Post> = posts
        .iter()
        .filter(|post| !post.kind.has_a_certificate())
        .collect();
    let locum = |post: &&Post| post.kind == PostKind::Locum;
    if !posts.is_empty() && own.iter().all(locum) {
        found.block(
            "nothing_to_assess",
            "",
            &[
                "There is no salaried or solo work here, so no Type 2 form is needed: locum work alone needs none, and partners file a Type 1 certificate.",
            ],
        );
    }
    let beside = posts.iter().any(|post| post.kind.is_type_1_or_2());
    if !beside && posts.iter().any(|post| post.kind == PostKind::Solo) {
        found.info(
            "solo_days",
            "",
            &[
                "Without another post, the time under a contract for solo work counts as days of service. Sources differ about contracts with few sessions: take advice if that decides your rate.",
            ],
        );
    }
    if figures.membership.on_leave && !known.maternity_form {
        found.block(
            "maternity_form_missing",
            "on_leave",
            &["You were on leave in this year. Attach the maternity breakdown form."],
        );
    }
}
