//! Who sees what, and that the files say what the page says.

use axum::http::StatusCode;

use super::{scenes, words};

fn rows(csv: &str) -> Vec<Vec<String>> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv.trim_start_matches('\u{feff}').as_bytes())
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

/// The page's grid: a name, then a word for each role.
fn grid(page: &scraper::Html) -> Vec<Vec<String>> {
    let row = scraper::Selector::parse(".app-grid__row").unwrap();
    let cell = scraper::Selector::parse(".app-grid__none, .app-grid__cell").unwrap();
    let name = scraper::Selector::parse(".app-person__name").unwrap();
    page.select(&row)
        .map(|row| {
            let name = row.select(&name).next().unwrap().text().collect::<String>();
            let marks = row.select(&cell).map(|cell| {
                if cell
                    .value()
                    .classes()
                    .any(|class| class == "app-grid__none")
                {
                    "No".to_owned()
                } else {
                    "Yes".to_owned()
                }
            });
            std::iter::once(name).chain(marks).collect()
        })
        .collect()
}

#[tokio::test]
async fn the_file_holds_exactly_the_people_and_roles_that_the_page_shows() {
    for scene in scenes().await {
        for query in [
            "",
            "?status=all&sort=-name",
            "?status=deactivated",
            "?service=pl",
            "?role=gpp-statements&sort=sign-in",
            "?role=none",
            "?q=obrien",
            "?q=zoe+o'b",
            "?q=nobody+at+all",
        ] {
            let page = scene
                .get(scene.ann(), &["/practices/ZZ9001/users", query].concat())
                .await;
            assert_eq!(page.status, StatusCode::OK, "{query}");
            let csv = scene
                .get(
                    scene.ann(),
                    &["/practices/ZZ9001/users.csv", query].concat(),
                )
                .await;
            let in_file: Vec<Vec<String>> = rows(&csv.text())
                .into_iter()
                .skip(1)
                .map(|row| {
                    let name = row[0].strip_prefix('\'').unwrap_or(&row[0]).to_owned();
                    std::iter::once(name)
                        .chain(row[7..].iter().cloned())
                        .collect()
                })
                .collect();
            assert_eq!(grid(&page.page()), in_file, "{query}");
        }
    }
}

#[tokio::test]
async fn people_who_left_are_hidden_counted_and_shown_on_demand() {
    for scene in scenes().await {
        let page = scene.get(scene.ann(), "/practices/ZZ9001/users").await;
        assert!(page.text().contains("1 deactivated person is not shown"));
        assert_eq!(words(&page.page(), ".app-toolbar__text"), ["6 of 7 people"]);
        let page = scene
            .get(scene.ann(), "/practices/ZZ9001/users?status=all")
            .await;
        assert_eq!(words(&page.page(), ".app-toolbar__text"), ["7 of 7 people"]);
    }
}

#[tokio::test]
async fn administrators_free_places_and_gaps_are_told_whatever_the_filters() {
    for scene in scenes().await {
        let page = scene
            .get(scene.ann(), "/practices/ZZ9001/users?q=fay")
            .await
            .page();
        let places = words(&page, ".app-cover__service dd");
        assert_eq!(places[..2], ["Ann Archer", "3 of 4 places free"]);
        assert_eq!(places[2..4], ["Nobody", "4 of 4 places free"]);
        let gaps = words(&page, ".nhsuk-warning-callout li").join("\n");
        assert!(
            gaps.contains("Nobody holds Locum Applications: locum GPs' forms can't be approved")
        );
        assert!(gaps.contains("GP Payments and Pensions has one administrator."));
        assert!(!gaps.contains("Nobody holds PL Practice Manager"));
    }
}

#[tokio::test]
async fn a_mark_tells_who_gave_the_role_when_and_why() {
    for scene in scenes().await {
        let page = scene
            .get(scene.ann(), "/practices/ZZ9001/users")
            .await
            .page();
        let marks = words(&page, ".app-grid__more");
        assert!(marks.contains(
            &"Given by Ann Archer on 23 November 2026. Reason: covers for Ann".to_owned()
        ));
        let by_role = scene
            .get(scene.ann(), "/practices/ZZ9001/users?view=roles")
            .await;
        assert!(
            by_role
                .text()
                .contains("Given by Ann Archer on 23 November 2026. Reason: covers for Ann")
        );
        let csv = scene
            .get(scene.ann(), "/practices/ZZ9001/users.csv?view=roles")
            .await;
        let rows = rows(&csv.text());
        assert!(rows.iter().any(|row| row[1] == "Statements"
            && row[2] == "Zoë O'Brien"
            && row[6] == "Ann Archer"));
        assert!(
            rows.iter()
                .any(|row| row[1] == "Locum Applications" && row[2] == "Nobody")
        );
    }
}

#[tokio::test]
async fn only_administrators_of_the_practice_and_the_registration_team_see_its_users() {
    for scene in scenes().await {
        for address in ["users", "users?view=roles", "users.csv", "users.xlsx"] {
            let address = ["/practices/ZZ9001/", address].concat();
            let stranger = scene.get(scene.given.stranger, &address).await;
            assert_eq!(stranger.status, StatusCode::FORBIDDEN, "{address}");
            assert!(
                !String::from_utf8_lossy(&stranger.body).contains("Archer"),
                "{address}"
            );
            for user in [scene.ann(), scene.given.officer] {
                assert_eq!(
                    scene.get(user, &address).await.status,
                    StatusCode::OK,
                    "{address}"
                );
            }
        }
    }
}

#[tokio::test]
async fn an_address_that_asks_for_nothing_that_exists_is_refused_with_a_sentence() {
    for scene in scenes().await {
        for query in ["?status=x", "?role=x", "?service=x", "?sort=x", "?view=x"] {
            let page = scene
                .get(scene.ann(), &["/practices/ZZ9001/users", query].concat())
                .await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
            assert!(page.text().contains("that does not exist"), "{query}");
            let csv = scene
                .get(
                    scene.ann(),
                    &["/practices/ZZ9001/users.csv", query].concat(),
                )
                .await;
            assert_eq!(csv.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        }
        let officer = scene.given.officer;
        for address in [
            "/practices/ZZ9999/users",
            "/practices/ZZ9999/users.xlsx",
            "/practices/!/users.csv",
        ] {
            assert_eq!(
                scene.get(officer, address).await.status,
                StatusCode::NOT_FOUND,
                "{address}"
            );
        }
    }
}

#[tokio::test]
async fn an_excel_file_is_one_and_is_named_after_the_practice() {
    for scene in scenes().await {
        let file = scene.get(scene.ann(), "/practices/ZZ9001/users.xlsx").await;
        assert_eq!(file.body.get(..4), Some(&b"PK\x03\x04"[..]));
    }
}
