//! Searching on both databases.

mod orders;
mod shown;

use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};

use super::{Search, search};
use crate::{
    access::{Actor, Membership, MembershipStatus, Role, Scope, SignedIn},
    base::{
        clock::{bounds_of, new_id},
        dates::Instant,
        ids::{OdsCode, UserId},
        search_words::Names,
    },
    database::{Db, Failure, Query, Tx, UnitOfWork, databases::fresh},
    people::store::write_tokens,
};

/// First name, last name, mailbox, practice.
const PEOPLE: [(&str, &str, &str, &str); 9] = [
    ("Sarah", "O'Brien-Smith", "sarah.obrien", "ZZ9001"),
    ("Sarah Jane", "Jones", "sj.jones", "ZZ9001"),
    ("José", "Núñez", "jose.nunez", "ZZ9001"),
    ("Jon", "Sarahson", "jon.sarahson", "ZZ9002"),
    ("Smita", "Smith", "smita.smith", "ZZ9002"),
    ("Łukasz", "Żółć", "lukasz", "ZZ9002"),
    ("Sarah", "Jonesbury", "s.jonesbury", "ZZ9002"),
    ("Anna", "de la Cruz", "anna.cruz", "ZZ9003"),
    ("Jones", "Sarah", "jones.sarah", "ZZ9003"),
];

/// Somebody with one place.
#[derive(Clone, Debug)]
struct Person {
    title: String,
    first: String,
    last: String,
    email: String,
    gmc: Option<String>,
    practice: String,
    status: MembershipStatus,
}

struct Given {
    people: Vec<(UserId, Person)>,
}

impl UnitOfWork for Given {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        for practice in ["ZZ9001", "ZZ9002", "ZZ9003"] {
            tx.execute(
                Query::new(
                    "INSERT INTO practice (ods, name, status, address, town, postcode, region, icb, sub_icb, telephone)
                     VALUES ($1, $1, 'active', '', '', '', '', '', '', '')",
                )
                .bind(practice),
            )
            .await?;
        }
        for (id, person) in &self.people {
            add(tx, *id, person).await?;
        }
        Ok(())
    }
}

async fn add(tx: &mut Tx, id: UserId, person: &Person) -> Result<(), Failure> {
    let names = Names {
        title: &person.title,
        first: &person.first,
        last: &person.last,
        email: &person.email,
        gmc: person.gmc.as_deref(),
    };
    tx.execute(
        Query::new(
            "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone, gmc_number,
                                   is_registration_officer, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, '', $7, $8, 0)",
        )
        .bind(id)
        .bind(&person.email)
        .bind(&person.title)
        .bind(&person.first)
        .bind(&person.last)
        .bind(names.sort_name())
        .bind(person.gmc.clone())
        .bind(false),
    )
    .await?;
    write_tokens(tx, id, &names).await?;
    tx.execute(
        Query::new(
            "INSERT INTO membership (user_id, ods, status, since, reason, version)
             VALUES ($1, $2, $3, 0, '', 1)",
        )
        .bind(id)
        .bind(&person.practice)
        .bind(person.status.code()),
    )
    .await?;
    Ok(())
}

struct Scene {
    db: Db,
    _guard: crate::database::databases::Fresh,
}

async fn scenes() -> Vec<Scene> {
    let people = PEOPLE.map(|(first, last, mailbox, practice)| Person {
        title: String::new(),
        first: first.to_owned(),
        last: last.to_owned(),
        email: [mailbox, "@example.test"].concat(),
        gmc: None,
        practice: practice.to_owned(),
        status: MembershipStatus::Active,
    });
    scenes_of(&people).await
}

/// Both databases with these people.
async fn scenes_of(people: &[Person]) -> Vec<Scene> {
    let mut scenes = Vec::new();
    for guard in fresh().await {
        let db = Db::open(&guard.url).await.unwrap();
        let people = people.iter().cloned();
        let people = people.map(|person| (UserId(new_id()), person)).collect();
        db.write(&Given { people }).await.unwrap();
        scenes.push(Scene { db, _guard: guard });
    }
    scenes
}

fn now() -> Instant {
    bounds_of("2026-11-23".parse().unwrap()).0
}

fn administrator(practices: &[&str]) -> (Actor, Scope) {
    let practices: Vec<OdsCode> = practices.iter().map(|code| code.parse().unwrap()).collect();
    let places = practices
        .iter()
        .map(|practice| Membership {
            practice: practice.clone(),
            name: practice.to_string(),
            status: MembershipStatus::Active,
            roles: vec![Role::from_code("gpp-user-management").unwrap()],
        })
        .collect();
    let actor = Actor::of_session(SignedIn {
        session_ends_at: crate::base::dates::Instant(i64::MAX),
        id: UserId(new_id()),
        name: "Ann".into(),
        email: "ann@example.test".into(),
        registration_officer: false,
        gmc_number: None,
        factor_at: None,
        places,
    });
    (actor, Scope::Practices(practices))
}

impl Scene {
    /// First names of what is found, through as many pages as it takes.
    async fn find(&self, scope: &Scope, query: Search, page: usize) -> Vec<String> {
        let (actor, _) = administrator(&["ZZ9001"]);
        let mut names = Vec::new();
        let mut query = query;
        loop {
            let found = search(&self.db, &actor, scope, &query, now(), page)
                .await
                .unwrap();
            assert!(found.found.len() <= page);
            names.extend(found.found.into_iter().map(|user| user.name));
            if found.next.is_empty() {
                return names;
            }
            query.after = found.next;
        }
    }
}

fn text(q: &str) -> Search {
    Search {
        q: q.to_owned(),
        ..Search::default()
    }
}

#[tokio::test]
async fn a_name_is_found_however_it_is_typed() {
    for scene in scenes().await {
        for (typed, expected) in [
            ("o'brien", "Sarah O'Brien-Smith"),
            ("OBRIEN", "Sarah O'Brien-Smith"),
            ("o’brien smith", "Sarah O'Brien-Smith"),
            ("brien-smith obrien", "Sarah O'Brien-Smith"),
            ("o brien", "Sarah O'Brien-Smith"),
            ("brien", "Sarah O'Brien-Smith"),
            ("rien", ""),
            ("smith obrien", "Sarah O'Brien-Smith"),
            ("obriensmith", "Sarah O'Brien-Smith"),
            ("  nunez   jose ", "José Núñez"),
            ("núñ", "José Núñez"),
            ("zolc", "Łukasz Żółć"),
            ("cruz de anna", "Anna de la Cruz"),
            ("jose.nunez@example.test", "José Núñez"),
            ("JOSE.NUNEZ@EX", "José Núñez"),
        ] {
            let found = scene.find(&Scope::Everyone, text(typed), 25).await;
            let expected: Vec<_> = [expected]
                .into_iter()
                .filter(|name| !name.is_empty())
                .collect();
            assert_eq!(found, expected, "{typed}");
        }
    }
}

#[tokio::test]
async fn two_words_are_found_in_any_order_and_any_stage_of_typing() {
    for scene in scenes().await {
        for typed in ["sarah jones", "jones sarah", "sar jon", "jon sar"] {
            let mut found = scene.find(&Scope::Everyone, text(typed), 2).await;
            found.sort_unstable();
            let expected = [
                "Jon Sarahson",
                "Jones Sarah",
                "Sarah Jane Jones",
                "Sarah Jonesbury",
            ];
            let expected: Vec<_> = expected
                .into_iter()
                .filter(|name| {
                    typed.contains("jon ")
                        || typed.ends_with("jon")
                        || typed == "jon sar"
                        || *name != "Jon Sarahson"
                })
                .collect();
            assert_eq!(found, expected, "{typed}");
        }
    }
}

#[tokio::test]
async fn an_administrator_finds_the_users_of_their_practices_only() {
    for scene in scenes().await {
        let (actor, scope) = administrator(&["ZZ9001"]);
        assert_eq!(scene.find(&scope, text("sarah"), 25).await.len(), 2);
        assert_eq!(scene.find(&scope, text(""), 25).await.len(), 3);
        // Not by the code of somebody else's practice either.
        assert_eq!(
            scene.find(&scope, text("ZZ9002"), 25).await,
            Vec::<String>::new()
        );
        assert_eq!(scene.find(&scope, text("zz9001"), 25).await.len(), 3);
        assert_eq!(
            scene.find(&Scope::Everyone, text("zz9002"), 25).await.len(),
            4
        );
        // Of anybody else only that an account with exactly this address exists.
        let (whole, part) = (text("lukasz@example.test"), text("lukasz@example"));
        let whole = search(&scene.db, &actor, &scope, &whole, now(), 25)
            .await
            .unwrap();
        assert!(whole.elsewhere.is_some());
        let part = search(&scene.db, &actor, &scope, &part, now(), 25)
            .await
            .unwrap();
        assert!(part.elsewhere.is_none());
    }
}

#[tokio::test]
async fn nationwide_and_through_practices_the_same_users_are_found() {
    for scene in scenes().await {
        let (_, three) = administrator(&["ZZ9001", "ZZ9002", "ZZ9003"]);
        let word = prop::sample::select(vec![
            "s",
            "sa",
            "sarah",
            "j",
            "jon",
            "jones",
            "smith",
            "o'brien",
            "de",
            "z",
            "x",
            "anna.cruz",
        ]);
        let mut runner = TestRunner::deterministic();
        for _ in 0..40 {
            let words = prop::collection::vec(word.clone(), 1..4)
                .new_tree(&mut runner)
                .unwrap()
                .current();
            let q = words.join(" ");
            let mut nationwide = scene.find(&Scope::Everyone, text(&q), 2).await;
            let mut scoped = scene.find(&three, text(&q), 3).await;
            nationwide.sort_unstable();
            scoped.sort_unstable();
            assert_eq!(nationwide, scoped, "{q}");
        }
    }
}

#[tokio::test]
async fn nonsense_in_the_address_finds_nothing_or_the_first_page_but_never_fails() {
    for scene in scenes().await {
        for after in [
            "~",
            "9~a~b~c",
            "x",
            "0~sarah~a",
            "~~~~",
            "0~~~00000000-0000-0000-0000-000000000000",
        ] {
            for q in [
                "",
                "sarah",
                "sarah jones",
                "'; DROP TABLE app_user; --",
                "%",
                "_",
                "\u{0}",
            ] {
                for sort in ["", "email", "latest", "?"] {
                    let query = Search {
                        after: after.to_owned(),
                        sort: sort.to_owned(),
                        ..text(q)
                    };
                    scene.find(&Scope::Everyone, query, 25).await;
                }
            }
        }
    }
}
