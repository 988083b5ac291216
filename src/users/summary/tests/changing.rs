//! One change for several people.

use axum::http::StatusCode;

use super::{Answer, Scene, scenes, words};
use crate::base::{clock::new_id, ids::UserId};

const PAGE: &str = "/practices/ZZ9001/users?status=all";

/// What the page sends for these people, each as of a version.
struct Sent {
    people: Vec<String>,
    fields: Vec<(&'static str, String)>,
}

fn sent(people: &[(UserId, i64)], change: &'static str, role: &'static str) -> Sent {
    let field = |name: &'static str, value: &str| (name, value.to_owned());
    Sent {
        people: people
            .iter()
            .map(|(id, version)| format!("{id}:{version}"))
            .collect(),
        fields: vec![
            field("practice", "ZZ9001"),
            field("change", change),
            field("which", role),
            field("idempotency_key", &new_id().to_string()),
            field("back", "?status=all"),
        ],
    }
}

impl Sent {
    async fn step(&self, scene: &Scene, user: UserId, more: &[(&str, &str)]) -> Answer {
        let mut fields: Vec<(&str, &str)> = self
            .fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        fields.extend(self.people.iter().map(|value| ("people[]", value.as_str())));
        fields.extend(more);
        scene.post(user, PAGE, &fields).await
    }

    async fn check(&self, scene: &Scene) -> Answer {
        self.step(scene, scene.ann(), &[("step", "check")]).await
    }

    async fn save(&self, scene: &Scene) -> Answer {
        self.step(scene, scene.ann(), &[("step", "save")]).await
    }
}

fn errors(answer: &Answer) -> Vec<String> {
    words(&answer.page(), ".nhsuk-error-summary__list li")
}

#[tokio::test]
async fn a_role_is_given_to_several_after_a_list_of_exactly_who_gains_it() {
    for scene in scenes().await {
        let people = [
            (scene.id("Fay"), 1),
            (scene.id("Guy"), 1),
            (scene.id("Zoë"), 1),
        ];
        let form = sent(&people, "add", "gpp-statements");
        let check = form.check(&scene).await;
        assert_eq!(check.status, StatusCode::OK);
        let page = check.page();
        assert!(words(&page, "h1")[0].starts_with("Check the changes at "));
        assert_eq!(words(&page, "form h2"), ["Add Statements for 2 people"]);
        let listed = words(&page, "form .nhsuk-summary-list__value li");
        assert_eq!(listed.len(), 2);
        for (person, name) in listed.iter().zip(["Fay Field (", "Guy Grant ("]) {
            assert!(person.starts_with(name), "{person}");
        }
        assert!(
            check
                .text()
                .contains("Nothing changes for Zoë O&#x27;Brien (")
                || check.text().contains("Nothing changes for Zoë O'Brien (")
        );
        assert_eq!(
            scene.held("gpp-statements").await.len(),
            2,
            "nothing is saved by looking"
        );

        let saved = form.save(&scene).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER);
        assert!(
            saved
                .location
                .starts_with("/practices/ZZ9001/users?status=all&done="),
            "{}",
            saved.location
        );
        assert_eq!(scene.held("gpp-statements").await.len(), 4);
        assert_eq!(scene.events().await, 2);

        let twice = form.save(&scene).await;
        assert_eq!(twice.location, saved.location);
        assert_eq!(scene.events().await, 2, "sent twice, done once");
    }
}

#[tokio::test]
async fn a_role_is_taken_from_those_who_hold_it() {
    for scene in scenes().await {
        let people = [
            (scene.id("Ann"), 1),
            (scene.id("Zoë"), 1),
            (scene.id("Fay"), 1),
        ];
        let form = sent(&people, "remove", "gpp-statements");
        assert_eq!(form.save(&scene).await.status, StatusCode::SEE_OTHER);
        assert_eq!(scene.held("gpp-statements").await, []);
        assert_eq!(scene.events().await, 2);
    }
}

#[tokio::test]
async fn four_places_are_four_also_when_several_are_chosen_at_once() {
    for scene in scenes().await {
        let people = ["Fay", "Guy", "Zoë", "Eve"].map(|name| (scene.id(name), 1));
        let form = sent(&people, "add", "gpp-user-management");
        for answer in [form.check(&scene).await, form.save(&scene).await] {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(
                errors(&answer),
                [
                    "GPP User Management has 3 free places and you selected 4 people who do not hold it. Select fewer people"
                ]
            );
        }
        assert_eq!(
            scene.held("gpp-user-management").await.len(),
            1,
            "all of it or nothing"
        );
        let form = sent(&people[..3], "add", "gpp-user-management");
        assert_eq!(form.save(&scene).await.status, StatusCode::SEE_OTHER);
        let form = sent(&people[3..], "add", "gpp-user-management");
        let full = errors(&form.check(&scene).await);
        assert!(
            full[0].starts_with("Elm Street already has 4 users with GPP User Management"),
            "{full:?}"
        );
    }
}

#[tokio::test]
async fn the_last_administrator_goes_only_after_a_confirmation() {
    for scene in scenes().await {
        let people = [(scene.ann(), 1)];
        let form = sent(&people, "remove", "gpp-user-management");
        let check = form.check(&scene).await;
        assert!(check.text().contains("will have no administrator"));
        let unconfirmed = form.save(&scene).await;
        assert_eq!(unconfirmed.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            words(&unconfirmed.page(), "form h2")[0],
            "Remove GPP User Management from 1 person",
            "the list is still there"
        );
        assert_eq!(scene.held("gpp-user-management").await.len(), 1);
        let confirmed = form
            .step(
                &scene,
                scene.ann(),
                &[("step", "save"), ("accepts[]", "yes")],
            )
            .await;
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER);
        assert_eq!(scene.held("gpp-user-management").await, []);
    }
}

#[tokio::test]
async fn one_stale_person_stops_the_save_for_all_and_is_told_with_what_changed() {
    for scene in scenes().await {
        let fay = [(scene.id("Fay"), 1)];
        assert_eq!(
            sent(&fay, "add", "gpp-avcs").save(&scene).await.status,
            StatusCode::SEE_OTHER
        );
        let both = [(scene.id("Fay"), 1), (scene.id("Guy"), 1)];
        let stale = sent(&both, "add", "gpp-statements").save(&scene).await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            errors(&stale)[0].contains("): Someone else changed"),
            "{:?}",
            errors(&stale)
        );
        assert!(
            stale
                .text()
                .contains("Changed by someone else in the meantime")
        );
        assert_eq!(scene.held("gpp-statements").await.len(), 2);
        let selected = scraper::Selector::parse("input[name='people[]'][checked]").unwrap();
        let page = stale.page();
        let values: Vec<_> = page
            .select(&selected)
            .filter_map(|input| input.attr("value"))
            .collect();
        assert_eq!(
            values,
            [
                format!("{}:2", scene.id("Fay")),
                format!("{}:1", scene.id("Guy"))
            ],
            "chosen still, and fresh"
        );
    }
}

#[tokio::test]
async fn a_form_without_people_or_role_says_what_to_do() {
    for scene in scenes().await {
        let empty = sent(&[], "add", "").check(&scene).await;
        assert_eq!(
            errors(&empty),
            ["Select at least one person", "Choose a role"]
        );
        let nobody = sent(&[(scene.id("Fay"), 1)], "remove", "gpp-avcs")
            .check(&scene)
            .await;
        assert_eq!(errors(&nobody), ["Nobody you selected holds AVCs"]);
    }
}

#[tokio::test]
async fn what_is_not_the_senders_to_decide_is_refused_and_recorded() {
    for scene in scenes().await {
        let fay = [(scene.id("Fay"), 1)];
        let forged = sent(&fay, "add", "pl-user-management");
        let answer = forged.save(&scene).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(scene.held("pl-user-management").await, []);
        let refused = crate::database::Query::new(
            "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'refused'",
        );
        let rows: Vec<(i64,)> = scene.db.all(refused).await.unwrap();
        assert_eq!(rows[0].0, 1);

        let from_elsewhere = forged
            .step(&scene, scene.given.stranger, &[("step", "save")])
            .await;
        assert_eq!(from_elsewhere.status, StatusCode::FORBIDDEN);
        assert!(!from_elsewhere.text().contains("Archer"));
        let stranger = sent(&[(scene.given.stranger, 1)], "add", "gpp-avcs")
            .save(&scene)
            .await;
        assert_eq!(stranger.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(scene.events().await, 0);
    }
}

#[tokio::test]
async fn the_registration_team_gives_nothing_to_several_and_says_why_it_takes() {
    for scene in scenes().await {
        let fay = [(scene.id("Fay"), 1)];
        let form = sent(&fay, "add", "pl-user-management");
        let officer = scene.given.officer;
        let given = form
            .step(
                &scene,
                officer,
                &[("step", "save"), ("reason", "first administrator")],
            )
            .await;
        assert_eq!(given.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(scene.held("pl-user-management").await, []);
        let ordinary = sent(&[(scene.id("Guy"), 1)], "add", "gpp-avcs")
            .step(&scene, officer, &[("step", "save"), ("reason", "please")])
            .await;
        assert_eq!(ordinary.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn everybody_in_the_list_is_selected_at_once_without_a_script_and_the_list_says_how_many() {
    for scene in scenes().await {
        let mut form = sent(&[], "add", "gpp-statements");
        form.fields.push(("reason", "The whole team".to_owned()));
        let all = form.step(&scene, scene.ann(), &[("step", "all")]).await;
        let page = all.page();
        let ticked = words(&page, ".app-grid__row input[name='people[]'][checked]").len();
        let rows = words(&page, ".app-grid__row").len();
        assert_eq!(
            (ticked, rows > 1),
            (rows, true),
            "everybody, and nothing else"
        );
        let button = words(&page, "button[value=all]");
        assert_eq!(button, [format!("Select all {rows} in this list")]);
        // What was filled in is still there, and nothing was changed.
        assert!(all.text().contains("The whole team"));
        assert_eq!(scene.events().await, 0);
    }
}

#[tokio::test]
async fn the_list_repeats_the_reason_that_was_given() {
    for scene in scenes().await {
        let people = [(scene.id("Fay"), 1), (scene.id("Guy"), 1)];
        let mut form = sent(&people, "add", "gpp-statements");
        form.fields.push(("reason", "Covers the summer".to_owned()));
        let check = form.check(&scene).await;
        assert!(
            check.text().contains("Reason: Covers the summer"),
            "{}",
            check.text()
        );
    }
}
