//! What each section asks for.

mod about;
mod income;
mod member;
mod paid;
mod post;

pub(super) use paid::lacks_reason;

use super::{
    recorded::Record,
    section::Section,
    walk::{BOXES, Group, Input, Walk, boxes},
};
use crate::{
    pensions::{
        Content, Figures,
        calculation::{Pay, Recorded, YearTables, money::Sign},
    },
    ui::FieldError,
};

/// Rows of one kind, unless something else is said.
const MOST_ROWS: usize = 30;

/// The values of a section's fields by name. A day has a field for each box: `last_day_day`, `last_day_month`,
/// `last_day_year`. A section that the form does not have has none.
pub fn fields(section: Section, content: &Content, tables: &YearTables) -> Vec<(String, String)> {
    let groups = groups(section, content, tables, &[]);
    let asks = groups.into_iter().flat_map(|group| group.asks);
    let mut fields = Vec::new();
    for ask in asks {
        match ask.input {
            Input::Tick => {}
            Input::Day(day) => {
                let parts = BOXES.into_iter().zip(boxes(day));
                fields.extend(parts.map(|((end, _), part)| ([&ask.name, end].concat(), part)));
            }
            _ => fields.push((ask.name, ask.value)),
        }
    }
    fields
}

/// Reads what was sent of a section into the content, and says what has to be put right.
///
/// What is right is taken over, whatever is wrong elsewhere. A figure, a day or a row that is wrong leaves nothing in its
/// place; a text that is wrong leaves what was there, and so does a field that was not sent at all.
pub fn read(
    section: Section,
    sent: &[(String, String)],
    content: &mut Content,
    tables: &YearTables,
    recorded: &[Recorded],
) -> Vec<FieldError> {
    let mut walk = Walk::new(tables, Some(sent));
    ask(section, &mut walk, content, recorded);
    walk.errors
}

/// What a section asks for, with the values that the content has.
pub(super) fn groups(
    section: Section,
    content: &Content,
    tables: &YearTables,
    recorded: &[Recorded],
) -> Vec<Group> {
    let mut walk = Walk::new(tables, None);
    ask(section, &mut walk, &mut content.clone(), recorded);
    walk.groups
}

fn ask(section: Section, walk: &mut Walk, content: &mut Content, recorded: &[Recorded]) {
    let about = &mut content.about;
    match (section, &mut content.figures) {
        (Section::About, Figures::Type1(figures)) => {
            about::type_1(walk, about, figures);
            about::membership(walk, &mut figures.membership);
        }
        (Section::About, Figures::Type2(figures)) => {
            about::head(walk, about);
            about::membership(walk, &mut figures.membership);
        }
        (Section::Income, Figures::Type1(figures)) => income::income(walk, figures),
        (Section::Expenses, Figures::Type1(figures)) => income::expenses(walk, figures),
        (Section::Adjustments, Figures::Type1(figures)) => income::adjustments(walk, figures),
        (Section::Service, Figures::Type1(figures)) => post::service(walk, &mut figures.practice),
        (Section::Post(place), Figures::Type1(figures)) => {
            post::other(walk, &mut figures.others, place, None);
        }
        (Section::Post(place), Figures::Type2(figures)) => {
            post::other(walk, &mut figures.posts, place, Some(recorded));
        }
        (Section::OptedOut, Figures::Type1(figures)) => {
            member::opted_out(walk, &mut figures.membership);
        }
        (Section::OptedOut, Figures::Type2(figures)) => {
            member::opted_out(walk, &mut figures.membership);
        }
        (Section::Voluntary, Figures::Type1(figures)) => {
            member::voluntary(walk, &mut figures.voluntary);
        }
        (Section::Voluntary, Figures::Type2(figures)) => {
            member::voluntary(walk, &mut figures.voluntary);
        }
        (Section::Paid, Figures::Type1(figures)) => {
            let practice = &mut figures.practice;
            let code = practice.code.clone();
            let of = |part| Record::of(recorded, part, &[&code]);
            paid::paid(walk, &paid::POSITION, &mut practice.paid, of);
        }
        (Section::Paid, Figures::Type2(figures)) => {
            let own = figures.posts.iter();
            let own = own.filter(|post| !post.kind.has_a_certificate());
            let codes: Vec<&str> = own.map(|post| post.code.as_str()).collect();
            let of = |part| Record::of(recorded, part, &codes);
            paid::paid(walk, &paid::BEYOND, &mut figures.paid, of);
        }
        (
            Section::Income | Section::Expenses | Section::Adjustments | Section::Service,
            Figures::Type2(_),
        ) => {}
    }
}

const OF_A_HALF: &str = "Optional. If it is empty, the pay is shared by days.";

/// The halves of a pay, in a year whose parts have rates of their own. `names` are those of the fields.
fn halves(walk: &mut Walk, names: [&str; 2], pay: &mut Pay) {
    if walk.tables.year.parts().len() < 2 {
        return;
    }
    let [first, second] = names;
    let sign = Sign::NotNegative;
    walk.money(
        first,
        "Of it from April to September",
        OF_A_HALF,
        sign,
        &mut pay.first_half,
    );
    walk.money(
        second,
        "Of it from October to March",
        OF_A_HALF,
        sign,
        &mut pay.second_half,
    );
}
