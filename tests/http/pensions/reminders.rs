//! Whom time reminds of a form that is not done.

use super::*;

/// The days from 23 November 2026 to each reminder: 60, 30, 14 and 3 days before 28 February 2027, the day after it, and a month late.
const MOMENTS: [(i64, &str); 6] = [
    (37, "2 months are left"),
    (30, "A month is left"),
    (16, "2 weeks are left"),
    (11, "3 days are left"),
    (4, "The last day has passed"),
    (29, "It is a month late"),
];

/// At each moment these get one letter, and on no other day; twice the work of a day is once.
async fn assert_reminded(app: &TestApp, whom: &[Who]) {
    let mut expected: Vec<String> = Vec::new();
    app.tidy().await;
    assert_eq!(letters(app, "reminder").await, expected);
    for (days, words) in MOMENTS {
        app.move_clock((days - 1) * DAY);
        app.tidy().await;
        assert_eq!(
            letters(app, "reminder").await,
            expected,
            "a day before {words}"
        );
        app.move_clock(DAY);
        app.tidy().await;
        app.tidy().await;
        expected.extend(whom.iter().map(|who| who.email()));
        expected.sort();
        assert_eq!(letters(app, "reminder").await, expected, "{words}");
        if !whom.is_empty() {
            let newest = "SELECT letter FROM mail WHERE kind = 'pension' ORDER BY id DESC LIMIT 1";
            let (newest,): (String,) = app.db.optional(Query::new(newest)).await.unwrap().unwrap();
            assert!(
                newest.contains(words) && newest.contains("28 February 2027"),
                "{newest}"
            );
        }
    }
    app.move_clock(40 * DAY);
    app.tidy().await;
    assert_eq!(
        letters(app, "reminder").await,
        expected,
        "two months after the last day"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_member_is_reminded_where_nobody_is_linked_whether_it_was_begun_or_not() {
    for app in apps().await {
        assert_reminded(&app, &[Who::Gina]).await;
    }
    for app in apps().await {
        begin(&app, Who::Gina).await;
        assert_reminded(&app, &[Who::Gina]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_accountant_is_reminded_of_what_their_link_covers() {
    for app in apps().await {
        link(&app, Who::Alice, ELM, &["type_1"]).await;
        assert_reminded(&app, &[Who::Xanthe]).await;
    }
    for app in apps().await {
        link(&app, Who::Alice, ELM, &["type_2"]).await;
        assert_reminded(&app, &[Who::Gina]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_may_submit_is_reminded_of_what_is_ready() {
    for app in apps().await {
        link(&app, Who::Alice, ELM, &["type_1"]).await;
        let id = filled_in(&app, Who::Xanthe).await;
        assert_done(&step(&app, Who::Xanthe, &id, "ready", &[]).await);
        assert_reminded(&app, &[Who::Gina]).await;
    }
    for app in apps().await {
        let id = filled_in(&app, Who::Gina).await;
        assert_done(&authorise(&app, ["31", "12", "2027"]).await);
        assert_done(&step(&app, Who::Gina, &id, "ready", &[]).await);
        assert_reminded(&app, &[Who::Alice, Who::Bashir]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_reminded_of_what_is_submitted_or_filed_nowhere_here() {
    for app in apps().await {
        submitted(&app).await;
        assert_reminded(&app, &[]).await;
    }
    for app in apps().await {
        assert_done(&try_begin(&app, Who::Gina, &[("step", "elsewhere")]).await);
        assert_reminded(&app, &[]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revised_form_with_a_later_last_day_is_not_called_late() {
    for app in apps().await {
        let id = submitted(&app).await;
        desk(&app, Who::Olive, "give").await;
        assert_done(&step(&app, Who::Olive, &id, "approve", &[]).await);
        let amended = [
            ("amended[0]", "31"),
            ("amended[1]", "1"),
            ("amended[2]", "2028"),
        ];
        id_of(&step(&app, Who::Gina, &id, "revise", &amended).await);
        assert_reminded(&app, &[]).await;
    }
}
