//! Changing dates on both databases.

use super::Redate;
use crate::{
    access::{NewDates, Redated, Refusal, Terms},
    base::{clock::new_id, ids::UserId},
    database::{Failure, Query},
    history,
    users::roles::store::{
        read_columns,
        scene::{Scene, refusals, role, scenes},
    },
};

/// A grant's row: role, first day, last day, slot, why it was given.
type GrantRow = (String, String, Option<String>, Option<i64>, String);

impl Scene {
    /// Gives somebody a role at the first practice.
    async fn give(&self, user: UserId, code: &str, terms: &Terms) {
        let sent = self.sent(user, &[(0, code)]).await;
        self.save(user, &sent, terms).await.unwrap();
    }

    /// What a page opened now would send.
    async fn dates(
        &self,
        user: UserId,
        code: &str,
        starts: Option<&str>,
        ends: Option<&str>,
    ) -> NewDates {
        let mut tx = self.db.read().await.unwrap();
        let columns = read_columns(&mut tx, user, &self.practices[..1], self.audit.today)
            .await
            .unwrap();
        NewDates {
            practice: self.practices[0].clone(),
            role: role(code),
            version: columns[0].version,
            starts_on: starts.map(|day| day.parse().unwrap()),
            ends_on: ends.map(|day| day.parse().unwrap()),
            reason: "Contract extended".into(),
            accepts_no_administrator: false,
        }
    }

    async fn redate(&self, user: UserId, dates: &NewDates) -> Result<(), Failure> {
        self.redate_as(user, dates, new_id()).await
    }

    async fn redate_as(
        &self,
        user: UserId,
        dates: &NewDates,
        idempotency_key: uuid::Uuid,
    ) -> Result<(), Failure> {
        let change = Redate {
            user,
            dates: dates.clone(),
        };
        self.make(&change, idempotency_key).await
    }

    async fn grants(&self, user: UserId) -> Vec<GrantRow> {
        let query = Query::new(
            "SELECT role, starts_on, ends_on, slot, reason FROM role_grant
             WHERE user_id = $1 AND ended_at IS NULL ORDER BY role",
        );
        self.all(query.bind(user)).await
    }
}

fn given_for(reason: &str) -> Terms {
    Terms {
        reason: reason.into(),
        ..Terms::default()
    }
}

#[tokio::test]
async fn a_last_day_is_set_moved_and_removed_and_the_rest_of_the_grant_stays() {
    for scene in scenes().await {
        let user = scene.people[1];
        scene.give(user, "gpp-avcs", &given_for("New")).await;
        for last in [Some("2027-03-31"), Some("2027-04-30"), None] {
            let dates = scene.dates(user, "gpp-avcs", None, last).await;
            scene.redate(user, &dates).await.unwrap();
            let row = (
                "gpp-avcs".to_owned(),
                "2026-11-23".to_owned(),
                last.map(str::to_owned),
                None,
                "New".to_owned(),
            );
            assert_eq!(scene.grants(user).await, [row]);
        }
    }
}

#[tokio::test]
async fn the_event_says_before_and_after_and_moves_the_version_in_the_same_transaction() {
    for scene in scenes().await {
        let user = scene.people[1];
        scene.give(user, "gpp-avcs", &Terms::default()).await;
        let dates = scene
            .dates(user, "gpp-avcs", None, Some("2027-03-31"))
            .await;
        scene.redate(user, &dates).await.unwrap();
        let mut tx = scene.db.read().await.unwrap();
        let lines = history::since(&mut tx, user, &scene.practices[0], dates.version)
            .await
            .unwrap();
        drop(tx);
        assert_eq!(lines.len(), 1);
        let line = lines[0].in_words();
        assert!(
            line.ends_with(
                "Ann Archer changed the dates of a role of User user1@example.test. \
                 AVCs: last day set to 31 March 2027. Contract extended"
            ),
            "{line}"
        );
        let details: Vec<(String,)> = scene
            .all(Query::new(
                "SELECT detail FROM history_event WHERE action = 'dates-changed'",
            ))
            .await;
        let detail: history::Detail = serde_json::from_str(&details[0].0).unwrap();
        assert_eq!(detail.version, dates.version + 1);
        assert_eq!(detail.before, [role("gpp-avcs")]);
        let Redated { before, after, .. } = detail.dates.unwrap();
        assert_eq!((before.first, before.last), (scene.audit.today, None));
        assert_eq!(
            (after.first, after.last),
            (scene.audit.today, dates.ends_on)
        );
        let mut tx = scene.db.read().await.unwrap();
        let verdict = history::store::verify(&mut tx, &[], |_| ()).await.unwrap();
        assert!(verdict.findings.is_empty(), "{:?}", verdict.findings);
    }
}

#[tokio::test]
async fn a_start_that_lies_ahead_moves_until_it_has_come() {
    for mut scene in scenes().await {
        let user = scene.people[1];
        let later = Terms {
            starts_on: Some("2026-12-01".parse().unwrap()),
            ..Terms::default()
        };
        scene.give(user, "gpp-avcs", &later).await;
        let dates = scene
            .dates(user, "gpp-avcs", Some("2026-12-05"), None)
            .await;
        scene.redate(user, &dates).await.unwrap();
        assert_eq!(scene.grants(user).await[0].1, "2026-12-05");
        // Shown the day before it starts, sent on the day.
        let dates = scene
            .dates(user, "gpp-avcs", Some("2026-12-09"), None)
            .await;
        scene.audit.today = "2026-12-05".parse().unwrap();
        let refused = refusals(scene.redate(user, &dates).await);
        assert!(
            matches!(refused[0], Refusal::StartHasPassed { .. }),
            "{refused:?}"
        );
        assert_eq!(scene.grants(user).await[0].1, "2026-12-05");
    }
}

#[tokio::test]
async fn a_change_from_a_stale_page_is_refused_and_of_two_at_once_one_is() {
    for scene in scenes().await {
        let user = scene.people[1];
        scene.give(user, "gpp-avcs", &Terms::default()).await;
        let one = scene
            .dates(user, "gpp-avcs", None, Some("2027-03-31"))
            .await;
        let two = scene
            .dates(user, "gpp-avcs", None, Some("2027-04-30"))
            .await;
        let (one, two) = tokio::join!(scene.redate(user, &one), scene.redate(user, &two));
        let refused = match (one, two) {
            (Ok(()), refused) | (refused, Ok(())) => refusals(refused),
            neither => panic!("{neither:?}"),
        };
        assert!(
            matches!(refused[..], [Refusal::Stale { .. }]),
            "{refused:?}"
        );
        assert_eq!(scene.events().await, 2);
    }
}

#[tokio::test]
async fn the_same_form_sent_twice_acts_once() {
    for scene in scenes().await {
        let user = scene.people[1];
        scene.give(user, "gpp-avcs", &Terms::default()).await;
        let dates = scene
            .dates(user, "gpp-avcs", None, Some("2027-03-31"))
            .await;
        let idempotency_key = new_id();
        scene
            .redate_as(user, &dates, idempotency_key)
            .await
            .unwrap();
        scene
            .redate_as(user, &dates, idempotency_key)
            .await
            .unwrap();
        assert_eq!(scene.events().await, 2);
    }
}

#[tokio::test]
async fn four_administrators_keep_their_places_whatever_their_dates() {
    for scene in scenes().await {
        for user in &scene.people[1..5] {
            scene
                .give(*user, "gpp-user-management", &Terms::default())
                .await;
        }
        let fourth = scene.people[4];
        for last in [Some("2026-11-23"), None] {
            let dates = scene.dates(fourth, "gpp-user-management", None, last).await;
            scene.redate(fourth, &dates).await.unwrap();
            assert_eq!(scene.grants(fourth).await[0].3, Some(4));
        }
    }
}

#[tokio::test]
async fn two_administrators_do_not_end_on_the_same_day_unnoticed() {
    for scene in scenes().await {
        let (one, two) = (scene.people[1], scene.people[2]);
        for user in [one, two] {
            scene
                .give(user, "gpp-user-management", &Terms::default())
                .await;
        }
        let last = Some("2026-12-31");
        let dates = scene.dates(one, "gpp-user-management", None, last).await;
        scene.redate(one, &dates).await.unwrap();
        let mut dates = scene.dates(two, "gpp-user-management", None, last).await;
        let refused = refusals(scene.redate(two, &dates).await);
        assert!(
            matches!(refused[..], [Refusal::LastAdministrator { .. }]),
            "{refused:?}"
        );
        assert_eq!(scene.grants(two).await[0].2, None);
        dates.accepts_no_administrator = true;
        scene.redate(two, &dates).await.unwrap();
        assert_eq!(scene.grants(two).await[0].2.as_deref(), last);
    }
}

#[tokio::test]
async fn a_grant_that_ended_by_itself_gets_no_new_dates() {
    for mut scene in scenes().await {
        let user = scene.people[1];
        let until_today = Terms {
            ends_on: Some(scene.audit.today),
            ..Terms::default()
        };
        scene.give(user, "gpp-avcs", &until_today).await;
        let dates = scene.dates(user, "gpp-avcs", None, None).await;
        scene.audit.today = "2026-11-24".parse().unwrap();
        let refused = refusals(scene.redate(user, &dates).await);
        assert!(
            matches!(refused[..], [Refusal::NotHeld { .. }]),
            "{refused:?}"
        );
    }
}
