//! Saving role tables on both databases.

use crate::{
    access::{Refusal, Terms},
    base::{clock::new_id, ids::UserId},
    database::{Db, Failure, Query, Tx, UnitOfWork},
    history,
    users::{
        confirmed::NotMade,
        roles::store::{
            Save,
            scene::{NOON, refusals, role, scenes},
        },
    },
};

#[tokio::test]
async fn one_save_spans_practices_and_leaves_one_event_at_each() {
    for scene in scenes().await {
        let user = scene.people[1];
        let sent = scene
            .sent(
                user,
                &[(0, "gpp-avcs"), (0, "gpp-statements"), (1, "gpp-avcs")],
            )
            .await;
        scene.save(user, &sent, &Terms::default()).await.unwrap();
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let expected = [
            pair("ZZ9001", "gpp-avcs"),
            pair("ZZ9001", "gpp-statements"),
            pair("ZZ9002", "gpp-avcs"),
        ];
        assert_eq!(scene.held(user).await, expected);
        assert_eq!(scene.events().await, 2);
        let places: Vec<(String, i64)> = scene
            .all(Query::new("SELECT status, version FROM membership"))
            .await;
        assert_eq!(
            places,
            [("invited".to_owned(), 1), ("invited".to_owned(), 1)]
        );
    }
}

#[tokio::test]
async fn an_unticked_role_ends_but_its_row_stays() {
    for scene in scenes().await {
        let user = scene.people[1];
        let sent = scene.sent(user, &[(0, "gpp-avcs")]).await;
        scene.save(user, &sent, &Terms::default()).await.unwrap();
        let sent = scene.sent(user, &[(0, "gpp-statements")]).await;
        scene.save(user, &sent, &Terms::default()).await.unwrap();
        assert_eq!(
            scene.held(user).await,
            [("ZZ9001".to_owned(), "gpp-statements".to_owned())]
        );
        let ended: Vec<(String, Option<i64>)> = scene
            .all(Query::new(
                "SELECT role, ended_at FROM role_grant ORDER BY role",
            ))
            .await;
        assert_eq!(ended[0], ("gpp-avcs".to_owned(), Some(NOON.0)));
    }
}

#[tokio::test]
async fn a_save_from_a_stale_page_changes_nothing_anywhere() {
    for scene in scenes().await {
        let user = scene.people[1];
        let early = scene.sent(user, &[(0, "gpp-avcs"), (1, "gpp-avcs")]).await;
        let other = scene.sent(user, &[(0, "gpp-statements")]).await;
        scene.save(user, &other, &Terms::default()).await.unwrap();
        let refused = refusals(scene.save(user, &early, &Terms::default()).await);
        assert_eq!(
            refused,
            [Refusal::Stale {
                practice: "ZZ9001".into()
            }]
        );
        assert_eq!(
            scene.held(user).await,
            [("ZZ9001".to_owned(), "gpp-statements".to_owned())]
        );
        let mut tx = scene.db.read().await.unwrap();
        let lines = history::since(&mut tx, user, &scene.practices[0], 0)
            .await
            .unwrap();
        assert_eq!(lines.len(), 1);
        assert!(
            lines[0].in_words().contains("Added Statements"),
            "{}",
            lines[0].in_words()
        );
    }
}

#[tokio::test]
async fn the_same_form_sent_twice_acts_once() {
    for scene in scenes().await {
        let user = scene.people[1];
        let sent = scene.sent(user, &[(0, "gpp-avcs")]).await;
        let idempotency_key = new_id();
        scene
            .save_as(user, &sent, &Terms::default(), idempotency_key)
            .await
            .unwrap();
        scene
            .save_as(user, &sent, &Terms::default(), idempotency_key)
            .await
            .unwrap();
        assert_eq!(scene.events().await, 1);
    }
}

#[tokio::test]
async fn fifty_at_once_make_four_administrators() {
    for scene in scenes().await {
        let second = Db::open(&scene.guard.url).await.unwrap();
        let mut forms = Vec::new();
        for user in &scene.people[1..51] {
            forms.push((
                *user,
                scene.sent(*user, &[(0, "gpp-user-management")]).await,
            ));
        }
        let terms = Terms::default();
        let saves = forms.iter().enumerate().map(|(number, (user, sent))| {
            // Two servers share the work.
            let db = if number % 2 == 0 { &scene.db } else { &second };
            let (terms, scene) = (terms.clone(), &scene);
            async move {
                let save = Save {
                    user: *user,
                    sent,
                    terms,
                };
                let save = scene.saving(&save, new_id());
                // A client told that the service is busy tries again.
                loop {
                    match db.write(&save).await {
                        Err(NotMade::Failed(Failure::Database(_))) => {}
                        done => return done.is_ok(),
                    }
                }
            }
        });
        let done = futures::future::join_all(saves).await;
        assert_eq!(done.iter().filter(|done| **done).count(), 4);
        let slots: Vec<(i64,)> = scene
            .all(Query::new(
                "SELECT slot FROM role_grant WHERE ended_at IS NULL ORDER BY slot",
            ))
            .await;
        assert_eq!(slots, [(1,), (2,), (3,), (4,)]);
    }
}

#[tokio::test]
async fn the_schema_itself_refuses_a_fifth_administrator() {
    for scene in scenes().await {
        let user = scene.people[1];
        let sent = scene.sent(user, &[(0, "gpp-user-management")]).await;
        scene.save(user, &sent, &Terms::default()).await.unwrap();
        for (slot, limit) in [(Some(5), 4), (None, 4), (Some(1), 0), (Some(1), 9)] {
            let forged = Forged {
                user: scene.people[2],
                slot,
                limit,
            };
            assert!(
                scene.db.write(&forged).await.is_err(),
                "{slot:?} of {limit}"
            );
        }
        let taken = Forged {
            user: scene.people[2],
            slot: Some(1),
            limit: 4,
        };
        assert!(
            scene.db.write(&taken).await.is_err(),
            "a place that is taken"
        );
        let free = Forged {
            user: scene.people[2],
            slot: Some(2),
            limit: 4,
        };
        assert!(scene.db.write(&free).await.is_ok(), "a place that is free");
    }
}

/// A grant written past the rules.
struct Forged {
    user: UserId,
    slot: Option<i64>,
    limit: i64,
}

impl UnitOfWork for Forged {
    type Done = ();
    type Error = sqlx::Error;

    async fn run(&self, tx: &mut Tx) -> sqlx::Result<()> {
        tx.execute(
            Query::new("INSERT INTO membership (user_id, ods, status, since, reason, version) VALUES ($1, 'ZZ9001', 'active', 0, '', 1)")
                .bind(self.user),
        )
        .await?;
        tx.execute(
            Query::new(
                "INSERT INTO role_grant (id, user_id, ods, role, holder_limit, slot, origin, granted_at, reason, starts_on)
                 VALUES ($1, $1, 'ZZ9001', 'gpp-user-management', $2, $3, 'administrator', 0, '', '2026-01-01')",
            )
            .bind(self.user)
            .bind(self.limit)
            .bind(self.slot),
        )
        .await?;
        Ok(())
    }
}

#[tokio::test]
async fn a_grant_ends_by_itself_after_its_last_day_and_frees_its_place() {
    for mut scene in scenes().await {
        let user = scene.people[1];
        let until_today = Terms {
            ends_on: Some(scene.audit.today),
            ..Terms::default()
        };
        for user in &scene.people[1..5] {
            let sent = scene.sent(*user, &[(0, "gpp-user-management")]).await;
            scene.save(*user, &sent, &until_today).await.unwrap();
        }
        let fifth = scene.people[5];
        let sent = scene.sent(fifth, &[(0, "gpp-user-management")]).await;
        let refused = refusals(scene.save(fifth, &sent, &Terms::default()).await);
        assert!(
            matches!(refused[0], Refusal::Full { role: full, .. } if full == role("gpp-user-management"))
        );

        scene.audit.today = "2026-11-24".parse().unwrap();
        let sent = scene.sent(fifth, &[(0, "gpp-user-management")]).await;
        scene.save(fifth, &sent, &Terms::default()).await.unwrap();
        assert_eq!(scene.held(user).await, []);
        let ended: Vec<(String,)> = scene
            .all(Query::new(
                "SELECT actor_name FROM history_event WHERE action = 'roles-ended'",
            ))
            .await;
        assert_eq!(ended.len(), 4);
    }
}

#[tokio::test]
async fn a_box_left_alone_while_its_grant_ended_by_itself_is_not_ticked_again() {
    for mut scene in scenes().await {
        let user = scene.people[1];
        let until_today = Terms {
            ends_on: Some(scene.audit.today),
            ..Terms::default()
        };
        let sent = scene.sent(user, &[(0, "gpp-avcs")]).await;
        scene.save(user, &sent, &until_today).await.unwrap();
        // The page is opened today with AVCs ticked, and sent tomorrow with one more box.
        let sent = scene
            .sent(user, &[(0, "gpp-avcs"), (0, "gpp-statements")])
            .await;
        scene.audit.today = "2026-11-24".parse().unwrap();
        scene.save(user, &sent, &Terms::default()).await.unwrap();
        assert_eq!(
            scene.held(user).await,
            [("ZZ9001".to_owned(), "gpp-statements".to_owned())]
        );
    }
}
