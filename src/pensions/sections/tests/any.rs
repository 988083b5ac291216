//! Contents of every kind.

use proptest::{collection::vec, option::of, prelude::*};

use crate::{
    base::dates::Date,
    pensions::{
        About, Content, Figures,
        calculation::{
            Held, Membership, Paid, Pay, Pence, Post, Rate, Recorded, Span, Type1Figures,
            Type2Figures, Voluntary,
            type1::{Adjustment, Entry, ExpensesMethod, Share},
            year::Part,
        },
        sections::choices::{ADJUSTMENTS, CONTRACTS, KINDS, SCHEME_SECTIONS},
    },
};

pub(super) fn amount() -> impl Strategy<Value = Pence> {
    (0_i64..10_000_000_000).prop_map(Pence)
}

fn rate() -> impl Strategy<Value = Rate> {
    (0_u32..=100_000).prop_map(Rate)
}

fn text() -> impl Strategy<Value = String> {
    "([A-Za-zé&<>\"']{1,12}( [A-Z0-9]{1,5})?)?"
}

fn day() -> impl Strategy<Value = Date> {
    (2015_u16..2027, 1_u8..=12, 1_u8..=28).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap())
}

fn pay() -> impl Strategy<Value = Pay> {
    (of(amount()), of(amount()), of(amount())).prop_map(|(year, first_half, second_half)| Pay {
        year,
        first_half,
        second_half,
    })
}

fn paid() -> impl Strategy<Value = Paid> {
    let amounts = proptest::array::uniform5(of(amount()));
    (amounts, text()).prop_map(|([employee, employer, avc, top_up, errbo], reason)| Paid {
        employee,
        employer,
        avc,
        top_up,
        errbo,
        reason,
    })
}

fn post() -> impl Strategy<Value = Post> {
    let held = (day(), of(day())).prop_map(|(first, last)| Held { first, last });
    let kind = (0..KINDS.len()).prop_map(|place| KINDS[place].0);
    let code = "([A-Z]8[0-9]{4})?";
    let rest = (pay(), vec(paid(), 0..4), text());
    (kind, text(), code, vec(held, 0..5), rest).prop_map(
        |(kind, place, code, periods, (pay, paid, document))| Post {
            kind,
            place,
            code,
            periods,
            pay,
            paid,
            document,
        },
    )
}

fn entry() -> impl Strategy<Value = Entry> {
    (text(), of(amount())).prop_map(|(label, amount)| Entry { label, amount })
}

fn membership() -> impl Strategy<Value = Membership> {
    let span = (day(), day()).prop_map(|(first, last)| Span { first, last });
    let section = of((0..SCHEME_SECTIONS.len()).prop_map(|place| SCHEME_SECTIONS[place].0));
    (section, vec(span, 0..4), of(day()), any::<bool>(), pay()).prop_map(
        |(section, opted_out, last_day, on_leave, leave)| Membership {
            section,
            opted_out,
            last_day,
            on_leave,
            leave,
        },
    )
}

fn voluntary() -> impl Strategy<Value = Voluntary> {
    let parts = (
        of(rate()),
        of(amount()),
        of(rate()),
        of(amount()),
        of(rate()),
    );
    parts.prop_map(
        |(added_years, additional_pension, avc_rate, avc_sum, errbo)| Voluntary {
            added_years,
            additional_pension,
            avc_rate,
            avc_sum,
            errbo,
        },
    )
}

fn about() -> impl Strategy<Value = About> {
    let contract = of((0..CONTRACTS.len()).prop_map(|place| CONTRACTS[place].0));
    let texts = (text(), "([A-Z]{2}[0-9]{6}[A-D])?", text());
    ("([A-Z0-9]{8})?", of(day()), of(day()), texts, contract).prop_map(
        |(sd_number, accounts_until, private_accounts_until, texts, contract)| {
            let (previous_surname, ni_number, host_body) = texts;
            About {
                sd_number,
                accounts_until,
                private_accounts_until,
                previous_surname,
                ni_number,
                host_body,
                contract,
            }
        },
    )
}

fn type_1() -> impl Strategy<Value = Figures> {
    let method = prop_oneof![
        Just(ExpensesMethod::Standard),
        entry().prop_map(ExpensesMethod::Alternative),
        entry().prop_map(ExpensesMethod::Actual),
    ];
    let share = of((0_u32..9, 1_u32..9).prop_map(|(parts, more)| Share {
        parts,
        of: parts + more,
    }));
    let kind = (0..ADJUSTMENTS.len()).prop_map(|place| ADJUSTMENTS[place].0);
    let sum = of((-9_999_999_i64..9_999_999).prop_map(Pence));
    let adjustment = (kind, sum, text()).prop_map(|(kind, amount, reason)| Adjustment {
        kind,
        amount,
        reason,
    });
    // An empty row can't be told from none.
    let line = entry().prop_filter("says something", |entry| *entry != Entry::default());
    let money = (of(amount()), of(amount()), of(amount()));
    let lines = (vec(line, 0..4), vec(adjustment, 0..4), method, share);
    let posts = (post(), vec(post(), 0..4));
    let member = (membership(), voluntary(), any::<bool>());
    (money, lines, posts, member).prop_map(|(money, lines, posts, member)| {
        Figures::Type1(Type1Figures {
            practice_income: money.0,
            other_income: money.1,
            expenses: money.2,
            non_nhs_income: lines.0,
            adjustments: lines.1,
            expenses_method: lines.2,
            share: lines.3,
            practice: posts.0,
            others: posts.1,
            membership: member.0,
            voluntary: member.1,
            provisional: member.2,
        })
    })
}

fn type_2() -> impl Strategy<Value = Figures> {
    (
        vec(post(), 0..4),
        membership(),
        voluntary(),
        vec(paid(), 0..4),
    )
        .prop_map(|(posts, membership, voluntary, paid)| {
            Figures::Type2(Type2Figures {
                posts,
                membership,
                voluntary,
                paid,
            })
        })
}

/// A form of either kind.
pub(super) fn content() -> impl Strategy<Value = Content> {
    (about(), prop_oneof![type_1(), type_2()]).prop_map(|(about, figures)| Content {
        about,
        figures,
        saved: std::collections::BTreeSet::new(),
    })
}

/// What statements say of a post with this code.
pub(super) fn recorded(code: &str) -> impl Strategy<Value = Vec<Recorded>> + use<> {
    let code = code.to_owned();
    let part = prop_oneof![
        Just(Part::WholeYear),
        Just(Part::FirstHalf),
        Just(Part::SecondHalf)
    ];
    let one = (part, paid(), amount()).prop_map(move |(part, paid, other_years)| Recorded {
        code: code.clone(),
        part,
        paid,
        other_years,
    });
    vec(one, 0..4)
}

/// What anybody may send: names of the form and others, values of every kind.
pub(super) fn sent(known: Vec<String>) -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![
        4 => proptest::sample::select(known),
        1 => "[a-z_]{0,12}",
        1 => "(period|out|non_nhs|adjustment|paid)_[0-9]{0,20}_(first_day|last_year|amount|kind|reason|employee)",
    ];
    let value = prop_oneof![
        2 => Just(String::new()),
        2 => "[0-9]{1,4}",
        1 => "[-0-9£,.() a%]{0,12}",
        1 => ".{0,20}",
        1 => ".{190,230}",
        1 => prop_oneof![Just("yes"), Just("no"), Just("solo"), Just("partner"), Just("standard"), Just("actual"), Just("other"), Just("2015")]
            .prop_map(str::to_owned),
    ];
    vec((name, value), 0..40)
}
