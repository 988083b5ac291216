//! The orders of users, their pages, and how many there are.

use super::*;
use crate::users::find::{
    By, Counted, Sort,
    store::{Sought, national, scoped},
};

#[tokio::test]
async fn pages_of_any_size_list_everybody_once_in_every_order() {
    for scene in scenes().await {
        let (_, three) = administrator(&["ZZ9001", "ZZ9002", "ZZ9003"]);
        for scope in [&Scope::Everyone, &three] {
            for &(_, sort, _) in Sort::ALL {
                for page in [1, 2, 4, 25] {
                    let query = Search {
                        sort: sort.to_owned(),
                        ..Search::default()
                    };
                    let mut found = scene.find(scope, query, page).await;
                    assert_eq!(found.len(), PEOPLE.len(), "{sort} {page}");
                    found.sort_unstable();
                    found.dedup();
                    assert_eq!(found.len(), PEOPLE.len(), "{sort} {page}");
                }
            }
        }
    }
}

#[tokio::test]
async fn every_page_says_how_many_match_in_all() {
    for scene in scenes().await {
        let (actor, three) = administrator(&["ZZ9001", "ZZ9002", "ZZ9003"]);
        let asked = [
            ("", PEOPLE.len()),
            ("sarah", 5),
            ("sarah jones", 3),
            ("zz9001", 3),
            ("...", 0),
            ("nobody", 0),
        ];
        for ((q, total), scope) in each_with(&asked, &[three, Scope::Everyone]) {
            let mut query = text(q);
            loop {
                let found = search(&scene.db, &actor, scope, &query, now(), 2).await;
                let found = found.unwrap();
                assert_eq!(
                    found.total,
                    Some(Counted::All(u32::try_from(total).unwrap())),
                    "{q}"
                );
                if found.next.is_empty() {
                    break;
                }
                query.after = found.next;
                query = query.counted(found.total);
            }
        }
    }
}

#[tokio::test]
async fn counting_all_users_goes_no_further_than_it_is_told() {
    for scene in scenes().await {
        for (q, all) in [
            ("", PEOPLE.len()),
            ("sarah", 5),
            ("sarah jones", 3),
            ("x", 0),
        ] {
            for most in 1..=10 {
                let query = text(q);
                let sought = Sought::read(&scene.db, &query, &Scope::Everyone, now()).await;
                let sought = sought.unwrap();
                let count = if sought.is_by_words() {
                    national::count(&scene.db, &sought, most).await
                } else {
                    scoped::count(&scene.db, &sought, most).await
                };
                let all = u32::try_from(all).unwrap();
                assert_eq!(count.unwrap(), all.min(most), "{q} {most}");
            }
        }
    }
}

#[tokio::test]
async fn an_order_is_the_same_however_long_its_pages_are_and_reversed_the_other_way_round() {
    for scene in scenes().await {
        let (_, three) = administrator(&["ZZ9001", "ZZ9002", "ZZ9003"]);
        for scope in [&Scope::Everyone, &three] {
            for by in [By::Name, By::Email, By::Practice, By::Status, By::SignIn] {
                let query = |sort: Sort| text("").sorted(sort);
                let up = scene.find(scope, query(Sort::up(by)), 25).await;
                for page in 1..4 {
                    let again = scene.find(scope, query(Sort::up(by)), page).await;
                    assert_eq!(again, up, "{by:?} {page}");
                    let mut down = scene.find(scope, query(Sort::down(by)), page).await;
                    down.reverse();
                    assert_eq!(down, up, "{by:?} {page}");
                }
            }
            let by_practice = scene
                .find(scope, text("").sorted(Sort::up(By::Practice)), 2)
                .await;
            let practice = |name: &String| {
                let known = PEOPLE
                    .iter()
                    .find(|(first, last, ..)| *name == format!("{first} {last}"));
                known.map(|(.., practice)| *practice).unwrap()
            };
            let practices: Vec<_> = by_practice.iter().map(practice).collect();
            assert!(practices.is_sorted(), "{practices:?}");
            let by_email = scene
                .find(scope, text("").sorted(Sort::up(By::Email)), 2)
                .await;
            assert_eq!(
                by_email.first().map(String::as_str),
                Some("Anna de la Cruz")
            );
        }
    }
}

/// Each of one list with each of another.
fn each_with<'a, A: Copy, B>(these: &'a [A], others: &'a [B]) -> impl Iterator<Item = (A, &'a B)> {
    these
        .iter()
        .flat_map(move |this| others.iter().map(move |that| (*this, that)))
}
