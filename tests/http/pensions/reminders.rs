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

/// An approved certificate of Gina's is revised, after a return that was due on a day.
async fn revised(app: &TestApp, amended: [&str; 3]) -> String {
    let id = submitted(app).await;
    desk(app, Who::Olive, "give").await;
    assert_done(&step(app, Who::Olive, &id, "approve", &[]).await);
    let [day, month, year] = amended;
    let amended = [
        ("amended[0]", day),
        ("amended[1]", month),
        ("amended[2]", year),
    ];
    id_of(&step(app, Who::Gina, &id, "revise", &amended).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revised_form_with_a_later_last_day_is_not_called_late() {
    for app in apps().await {
        revised(&app, ["31", "1", "2028"]).await;
        assert_reminded(&app, &[]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revised_form_is_reminded_of_by_its_own_last_day_once_at_each_moment() {
    for app in apps().await {
        // Its last day is that of the year, so that the moments are the same.
        revised(&app, ["31", "1", "2027"]).await;
        assert_reminded(&app, &[Who::Gina]).await;
    }
    for app in apps().await {
        link(&app, Who::Alice, ELM, &["type_1"]).await;
        let id = revised(&app, ["31", "1", "2027"]).await;
        assert_done(&step(&app, Who::Gina, &id, "ready", &[]).await);
        assert_done(&authorise(&app, ["20", "1", "2027"]).await);
        app.pass(37 * DAY, &[Who::Gina]).await;
        app.tidy().await;
        // Whose turn it is: whoever submits for the member, and the member once nobody does.
        let practice = [Who::Alice.email(), Who::Bashir.email()];
        assert_eq!(letters(&app, "reminder").await, practice);
        app.pass(30 * DAY, &[Who::Gina]).await;
        app.tidy().await;
        let and_gina = [Who::Alice, Who::Bashir, Who::Gina].map(Who::email);
        assert_eq!(letters(&app, "reminder").await, and_gina);
        assert_done(&submit(&app, Who::Gina, &id, &[]).await);
        app.move_clock(30 * DAY);
        app.tidy().await;
        assert_eq!(letters(&app, "reminder").await, and_gina);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_begins_a_revised_form_is_not_reminded_on_the_same_day() {
    for app in apps().await {
        // 35 days are left.
        revised(&app, ["28", "11", "2026"]).await;
        app.tidy().await;
        assert!(letters(&app, "reminder").await.is_empty());
        app.move_clock(5 * DAY);
        app.tidy().await;
        assert_eq!(letters(&app, "reminder").await, [Who::Gina.email()]);
    }
}
