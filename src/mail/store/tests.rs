use super::*;
use crate::database::databases::fresh;

pub(super) const NOW: Instant = Instant(1_795_428_000_000_000);

struct Post(Letter);

impl UnitOfWork for Post {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let to = Recipient {
            address: "nora@cast.example".to_owned(),
            name: "Nora".to_owned(),
        };
        post(
            tx,
            &AuditContext::of_visitor(NOW, String::new()),
            &to,
            &self.0,
        )
        .await
    }
}

pub(super) async fn outboxes() -> Vec<(crate::database::databases::Fresh, Db)> {
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

async fn due(db: &Db, now: Instant) -> Option<Waiting> {
    next_due(db, Lane::Any, now).await.unwrap()
}

async fn take(db: &Db, waiting: &Waiting, now: Instant) -> bool {
    db.write(&Take { waiting, now }).await.unwrap()
}

/// Tries a message, with this outcome.
async fn attempt(db: &Db, waiting: &Waiting, outcome: DeliveryOutcome, now: Instant) {
    assert!(take(db, waiting, now).await);
    note(db, waiting, outcome, now).await;
}

async fn note(db: &Db, waiting: &Waiting, outcome: DeliveryOutcome, now: Instant) {
    let note = RecordDelivery {
        waiting,
        outcome: &outcome,
        again: next_try(now, waiting.attempts, |widest| widest / 2),
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
async fn one_server_takes_a_message_and_the_other_leaves_it_until_the_first_is_gone() {
    for (_fresh, db) in outboxes().await {
        let waiting = due(&db, NOW).await.unwrap();
        assert!(take(&db, &waiting, NOW).await);
        assert!(!take(&db, &waiting, NOW).await);
        // As long as the first says that it is at it, it is its own.
        let now = Instant(NOW.0 + LEASE - 1);
        db.write(&Hold {
            waiting: &waiting,
            now,
        })
        .await
        .unwrap();
        assert!(due(&db, Instant(NOW.0 + LEASE)).await.is_none());
        let later = Instant(now.0 + LEASE);
        let found = due(&db, later).await.unwrap();
        assert!(take(&db, &found, later).await);
        // The first, back again, holds and notes nothing.
        db.write(&Hold {
            waiting: &waiting,
            now: Instant(later.0 + LEASE),
        })
        .await
        .unwrap();
        note(
            &db,
            &waiting,
            DeliveryOutcome::Refused("late".to_owned()),
            later,
        )
        .await;
        assert!(due(&db, Instant(later.0 + LEASE)).await.is_some());
    }
}

#[tokio::test]
async fn a_server_that_is_killed_holds_no_message_for_longer_than_a_minute() {
    assert_eq!(LEASE, Instant::MINUTE);
    assert!(2 * Hold::EVERY.as_micros() < u128::try_from(LEASE).unwrap());
}

#[tokio::test]
async fn a_message_keeps_the_message_id_of_its_first_try() {
    for (_fresh, db) in outboxes().await {
        let mut waiting = due(&db, NOW).await.unwrap();
        assert_eq!(waiting.message_id, "");
        waiting.message_id = "<1@old.example>".to_owned();
        attempt(
            &db,
            &waiting,
            DeliveryOutcome::Refused("no".to_owned()),
            NOW,
        )
        .await;
        let now = Instant(NOW.0 + Instant::MINUTE);
        assert_eq!(db.write(&Revive { id: None, now }).await.unwrap(), 1);
        let mut again = due(&db, now).await.unwrap();
        assert_eq!(again.message_id, "<1@old.example>");
        again.message_id = "<1@new.example>".to_owned();
        assert!(!take(&db, &again, now).await);
    }
}

#[tokio::test]
async fn what_was_sent_is_no_longer_said_anywhere() {
    for (_fresh, db) in outboxes().await {
        let waiting = due(&db, NOW).await.unwrap();
        assert!(state(&db).await.1.contains("key="));
        attempt(&db, &waiting, DeliveryOutcome::Sent, NOW).await;
        assert_eq!(state(&db).await, ("sent".to_owned(), String::new()));
        // What a slower server notes afterwards changes nothing.
        note(
            &db,
            &waiting,
            DeliveryOutcome::Refused("late".to_owned()),
            NOW,
        )
        .await;
        assert_eq!(state(&db).await.0, "sent");
    }
}

#[tokio::test]
async fn what_was_handed_over_late_is_sent_though_another_server_has_taken_it_since() {
    for (_fresh, db) in outboxes().await {
        let waiting = due(&db, NOW).await.unwrap();
        assert!(take(&db, &waiting, NOW).await);
        let later = Instant(NOW.0 + LEASE);
        let found = due(&db, later).await.unwrap();
        assert!(take(&db, &found, later).await);
        note(&db, &waiting, DeliveryOutcome::Sent, later).await;
        note(
            &db,
            &found,
            DeliveryOutcome::Failed("busy".to_owned()),
            later,
        )
        .await;
        assert_eq!(state(&db).await.0, "sent");
    }
}

#[tokio::test]
async fn a_message_is_tried_for_about_a_day_with_growing_pauses_and_then_given_up_until_it_is_revived()
 {
    for (_fresh, db) in outboxes().await {
        let mut now = NOW;
        let mut tries = 0;
        while let Some(waiting) = due(&db, now).await {
            attempt(
                &db,
                &waiting,
                DeliveryOutcome::Failed("busy".to_owned()),
                now,
            )
            .await;
            tries += 1;
            assert!(due(&db, now).await.is_none());
            now = next_try(now, waiting.attempts, |widest| widest);
        }
        assert_eq!(tries, TRIES);
        let hours = (now.0 - NOW.0) / (60 * Instant::MINUTE);
        assert!((20..36).contains(&hours), "{hours}");
        let given_up = super::dead(&db).await.unwrap();
        assert_eq!((given_up.len(), given_up[0].problem.as_str()), (1, "busy"));
        assert_eq!(db.write(&Revive { id: None, now }).await.unwrap(), 1);
        assert!(due(&db, now).await.is_some());
    }
}

#[tokio::test]
async fn a_message_is_not_given_up_because_the_mail_server_is_away_however_long() {
    for (_fresh, db) in outboxes().await {
        let mut now = NOW;
        for _ in 0..3 * TRIES {
            let waiting = due(&db, now).await.unwrap();
            attempt(
                &db,
                &waiting,
                DeliveryOutcome::NotBegun("away".to_owned()),
                now,
            )
            .await;
            now = next_try(now, waiting.attempts, |widest| widest);
        }
        assert_eq!(state(&db).await.0, "waiting");
        let newest = newest_to(&mut db.read().await.unwrap(), "nora@cast.example").await;
        let why = Fate::OnItsWay("We could not hand it over yet: away".to_owned());
        assert_eq!(newest.unwrap(), Some(why));
    }
}

#[tokio::test]
async fn what_a_mail_server_refuses_for_good_is_not_tried_again_and_is_told() {
    for (_fresh, db) in outboxes().await {
        let waiting = due(&db, NOW).await.unwrap();
        let refused = DeliveryOutcome::Refused("the mail server answered 550".to_owned());
        attempt(&db, &waiting, refused, NOW).await;
        assert!(
            due(&db, Instant(NOW.0 + 100 * 60 * Instant::MINUTE))
                .await
                .is_none()
        );
        assert_eq!(state(&db).await.0, "dead");
        let newest = newest_to(&mut db.read().await.unwrap(), "nora@cast.example").await;
        assert!(
            matches!(newest.unwrap(), Some(Fate::NotArrived(why)) if why.contains("(it answered 550)"))
        );
    }
}

proptest::proptest! {
    #[test]
    fn messages_that_failed_together_are_tried_again_apart_but_about_when_they_should(
        attempts in 0_i64..40, part in 0_u32..=1000,
    ) {
        let at = next_try(NOW, attempts, |widest| widest * part / 1000).0 - NOW.0;
        let pause = pause(attempts);
        proptest::prop_assert!((pause * 3 / 4..=pause * 5 / 4).contains(&at));
        let other = next_try(NOW, attempts, |widest| widest * (1000 - part) / 1000).0 - NOW.0;
        proptest::prop_assert!((at == other) == (part == 500));
    }
}

#[tokio::test]
async fn what_somebody_waits_for_comes_first_and_what_failed_before_leaves_room() {
    for (_fresh, db) in outboxes().await {
        let reset = Letter::samples()
            .into_iter()
            .find(|letter| letter.kind() == "password-reset");
        db.write(&Post(reset.unwrap())).await.unwrap();
        for lane in [Lane::Urgent, Lane::New, Lane::Any] {
            let next = next_due(&db, lane, NOW).await.unwrap().unwrap();
            assert_eq!(next.kind, "password-reset", "{lane:?}");
        }
        let next = due(&db, NOW).await.unwrap();
        attempt(&db, &next, DeliveryOutcome::Sent, NOW).await;
        assert!(next_due(&db, Lane::Urgent, NOW).await.unwrap().is_none());
        let invitation = next_due(&db, Lane::New, NOW).await.unwrap().unwrap();
        attempt(
            &db,
            &invitation,
            DeliveryOutcome::Failed("slow".to_owned()),
            NOW,
        )
        .await;
        let later = Instant(NOW.0 + 60 * Instant::MINUTE);
        assert!(next_due(&db, Lane::New, later).await.unwrap().is_none());
        assert!(due(&db, later).await.is_some());
    }
}

#[tokio::test]
async fn a_message_that_was_tried_while_the_clock_was_a_year_ahead_is_sent_when_it_is_right_again()
{
    struct BringBack(Instant);
    impl UnitOfWork for BringBack {
        type Done = u64;
        type Error = Failure;
        async fn run(&self, tx: &mut Tx) -> Result<u64, Failure> {
            Ok(tx.execute(bring_back(self.0)).await?)
        }
    }
    let ahead = Instant(NOW.0 + 365 * 24 * 60 * Instant::MINUTE);
    for (_fresh, db) in outboxes().await {
        let waiting = due(&db, ahead).await.unwrap();
        attempt(
            &db,
            &waiting,
            DeliveryOutcome::Failed("busy".to_owned()),
            ahead,
        )
        .await;
        assert!(due(&db, NOW).await.is_none());
        assert_eq!(db.write(&BringBack(NOW)).await.unwrap(), 1);
        let waiting = due(&db, NOW).await.unwrap();
        // One that pauses, or is held, as it should is left alone.
        assert!(take(&db, &waiting, NOW).await);
        assert_eq!(db.write(&BringBack(NOW)).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn the_numbers_tell_what_waits_since_when_and_what_was_given_up() {
    for (_fresh, db) in outboxes().await {
        let (second, later) = (
            Letter::samples().swap_remove(1),
            Instant(NOW.0 + Instant::MINUTE),
        );
        db.write(&Post(second)).await.unwrap();
        let stands = async || {
            let now = backlog(&db).await.unwrap();
            (now.waiting, now.oldest, now.given_up)
        };
        assert_eq!(stands().await, (2, Some(NOW), 0));
        let first = due(&db, NOW).await.unwrap();
        attempt(&db, &first, DeliveryOutcome::Refused("550".to_owned()), NOW).await;
        assert_eq!(stands().await, (1, Some(NOW), 1));
        let other = due(&db, NOW).await.unwrap();
        attempt(&db, &other, DeliveryOutcome::Failed("450".to_owned()), NOW).await;
        assert_eq!(stands().await, (1, Some(NOW), 1));
        let other = due(&db, Instant(later.0 + Instant::MINUTE)).await.unwrap();
        attempt(
            &db,
            &other,
            DeliveryOutcome::Sent,
            Instant(later.0 + Instant::MINUTE),
        )
        .await;
        assert_eq!(stands().await, (0, None, 1));
    }
}
