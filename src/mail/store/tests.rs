use super::*;
use crate::server::databases::fresh;

const NOW: Instant = Instant(1_795_428_000_000_000);

struct Post(Letter);

impl Work for Post {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let to = Recipient {
            address: "nora@cast.example".to_owned(),
            name: "Nora".to_owned(),
        };
        post(tx, &Stamp::of_visitor(NOW, String::new()), &to, &self.0).await
    }
}

async fn outboxes() -> Vec<(crate::server::databases::Fresh, Db)> {
    let mut all = Vec::new();
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        db.write(&Post(Letter::samples().swap_remove(0)))
            .await
            .unwrap();
        all.push((fresh, db));
    }
    all
}

/// Tries a message, with this outcome.
async fn attempt(db: &Db, waiting: &Waiting, outcome: Try, now: Instant) {
    let id = waiting.id;
    assert!(db.write(&Take { id, now }).await.unwrap());
    note(db, waiting, outcome, now).await;
}

async fn note(db: &Db, waiting: &Waiting, outcome: Try, now: Instant) {
    let note = Note {
        id: waiting.id,
        attempts: waiting.attempts,
        outcome: &outcome,
        keep: false,
        now,
    };
    db.write(&note).await.unwrap();
}

async fn state(db: &Db) -> (String, String) {
    let query = Query::new("SELECT state, letter FROM mail");
    db.optional(query).await.unwrap().unwrap()
}

#[tokio::test]
async fn one_server_takes_a_message_and_the_other_leaves_it_until_the_first_is_long_gone() {
    for (_fresh, db) in outboxes().await {
        let waiting = due(&db, NOW).await.unwrap().swap_remove(0);
        let take = |now| Take {
            id: waiting.id,
            now,
        };
        assert!(db.write(&take(NOW)).await.unwrap());
        assert!(!db.write(&take(NOW)).await.unwrap());
        assert!(
            due(&db, Instant(NOW.0 + LEASE - 1))
                .await
                .unwrap()
                .is_empty()
        );
        let later = Instant(NOW.0 + LEASE);
        assert_eq!(due(&db, later).await.unwrap().len(), 1);
        assert!(db.write(&take(later)).await.unwrap());
    }
}

#[tokio::test]
async fn what_was_sent_is_no_longer_said_anywhere() {
    for (_fresh, db) in outboxes().await {
        let waiting = due(&db, NOW).await.unwrap().swap_remove(0);
        assert!(state(&db).await.1.contains("key="));
        attempt(&db, &waiting, Try::Sent, NOW).await;
        assert_eq!(state(&db).await, ("sent".to_owned(), String::new()));
        // What a slower server notes afterwards changes nothing.
        note(&db, &waiting, Try::Refused("late".to_owned()), NOW).await;
        assert_eq!(state(&db).await.0, "sent");
    }
}

#[tokio::test]
async fn a_message_is_tried_for_about_a_day_with_growing_pauses_and_then_given_up_until_it_is_revived()
 {
    for (_fresh, db) in outboxes().await {
        let mut now = NOW;
        let mut tries = 0;
        while let Some(waiting) = due(&db, now).await.unwrap().pop() {
            attempt(&db, &waiting, Try::Failed("busy".to_owned()), now).await;
            tries += 1;
            assert!(due(&db, now).await.unwrap().is_empty());
            now = Instant(now.0 + pause(waiting.attempts));
        }
        assert_eq!(tries, TRIES);
        let hours = (now.0 - NOW.0) / (60 * MINUTE);
        assert!((20..36).contains(&hours), "{hours}");
        let given_up = super::dead(&db).await.unwrap();
        assert_eq!((given_up.len(), given_up[0].problem.as_str()), (1, "busy"));
        assert_eq!(db.write(&Revive { id: None, now }).await.unwrap(), 1);
        assert_eq!(due(&db, now).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn what_a_mail_server_refuses_for_good_is_not_tried_again() {
    for (_fresh, db) in outboxes().await {
        let waiting = due(&db, NOW).await.unwrap().swap_remove(0);
        attempt(
            &db,
            &waiting,
            Try::Refused("the mail server answered 550".to_owned()),
            NOW,
        )
        .await;
        assert!(
            due(&db, Instant(NOW.0 + 100 * 60 * MINUTE))
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(state(&db).await.0, "dead");
    }
}
