//! Whatever a row of the results shows, typed or copied, finds that row.

use super::*;
use crate::{
    base::text::{Email, PersonName, isolated},
    users::find::Found,
};

/// How many people are invented at once.
const MANY: usize = 30;

fn name() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "O'Neill",
        "O’Brien-Smith",
        "d'Arcy Jones",
        "D`Arcy",
        "Ng'ang'a",
        "van der Berg",
        "St. John",
        "Núñez",
        "Żółć",
        "Großmann",
        "ΝΙΚΟΣ",
        "Νικολαΐδης",
        "محمد",
        "佐藤",
        "Nuñez (Lopez)",
        "K:son",
        "İpek",
        "Sir",
    ]);
    let any = "[A-ZÀ-Ö'’]{1,2}[a-zß-öø-ÿ'’ .-]{1,12}";
    prop_oneof![known.prop_map(str::to_owned), any]
}

fn person(number: usize) -> impl Strategy<Value = Person> {
    let title = prop::sample::select(vec!["", "Dr", "Mrs", "Professor Sir", "Baroness", "Rt Hon"]);
    let first = prop_oneof![1 => Just(String::new()), 4 => name()];
    let gmc = prop::option::of("0?0?[1-9]{3}");
    let status = prop::sample::select(MembershipStatus::ALL.to_vec());
    (title, first, name(), "[a-z][a-z.'+_-]{0,9}", gmc, status).prop_filter_map(
        "not a person",
        move |(title, first, last, mailbox, gmc, status)| {
            let name = PersonName::read(title, &first, &last).ok()?;
            let email = Email::parse(&format!("{mailbox}{number}@example.test")).ok()?;
            Some(Person {
                title: name.title().to_owned(),
                first: name.first().to_owned(),
                last: name.last().to_owned(),
                email: email.as_ref().to_owned(),
                gmc: gmc.map(|digits| format!("{digits:0>5}{number:02}")),
                practice: "ZZ9001".to_owned(),
                status,
            })
        },
    )
}

/// What somebody may type or copy who has this row before them.
fn shown(user: &Found) -> Vec<String> {
    let name = &user.name;
    let mut shown = vec![
        name.clone(),
        isolated(name).into_owned(),
        name.to_uppercase(),
        name.to_lowercase(),
        name.replace(['\'', '’', '`'], " "),
        name.replace(['\'', '’', '`'], ""),
    ];
    // A common title alone tells nobody from others.
    let is_title = |piece: &&str| ["Dr", "Mrs", "Professor", "Sir"].contains(piece);
    let pieces = name.split([' ', '\'', '’', '`']);
    shown.extend(pieces.filter(|piece| !is_title(piece)).map(str::to_owned));
    if let Some(gmc) = &user.gmc_number {
        shown.extend([
            gmc.clone(),
            ["GMC ", gmc].concat(),
            ["GMC number: ", gmc].concat(),
            ["C", gmc].concat(),
            gmc.trim_start_matches('0').to_owned(),
            [name, " ", gmc.as_str()].concat(),
        ]);
        shown.extend((1..gmc.len()).map(|at| [&gmc[..at], &gmc[at..]].join(" ")));
    }
    for place in &user.places {
        let code = place.practice.as_ref();
        shown.extend([
            code.to_owned(),
            format!("{} ({code})", place.name),
            code.replacen("ZZ", "zz ", 1),
        ]);
    }
    // Of those who have left only a part of the address is shown, and it finds nobody.
    if !user.email.contains('•') {
        let email = &user.email;
        shown.extend([
            email.clone(),
            email.to_uppercase(),
            format!("{name} <{email}>"),
            format!("{name} ({email})"),
            format!("{name} {email}"),
            format!("mailto:{email}"),
            format!("{email};"),
        ]);
        shown.extend((1..email.len()).map(|at| [&email[..at], &email[at..]].join(" ")));
    }
    shown.retain(|text| text.chars().any(char::is_alphanumeric));
    shown
}

#[tokio::test]
async fn every_string_that_a_row_shows_finds_that_row() {
    let mut runner = TestRunner::deterministic();
    let people: Vec<_> = (0..MANY)
        .map(|number| person(number).new_tree(&mut runner).unwrap().current())
        .collect();
    for scene in scenes_of(&people).await {
        let (actor, scope) = administrator(&["ZZ9001"]);
        let find = async |scope: &Scope, q: &str| {
            let found = search(&scene.db, &actor, scope, &text(q), now(), 2 * MANY).await;
            found.unwrap().found
        };
        for scope in [&scope, &Scope::Everyone] {
            let everybody = find(scope, "").await;
            assert_eq!(everybody.len(), MANY);
            for user in &everybody {
                for q in shown(user) {
                    let found = find(scope, &q).await;
                    let is_found = found.iter().any(|found| found.id == user.id);
                    assert!(is_found, "{q:?} does not find {user:?} ({scope:?})");
                }
            }
        }
    }
}
