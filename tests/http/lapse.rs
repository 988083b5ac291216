//! Accounts nobody uses, with plain forms.

use practice_access::database::Query;

use crate::support::{
    Answer, ELM, FAR, TestApp, Who,
    cast::{ASH, OAK},
    record,
};

const DAY: i64 = 24 * 3_600_000_000;
const UNUSED: &str = "/practices/ZZ9001/unused";

/// Lets days pass, each with its rounds, while these log in every day.
async fn days(app: &TestApp, count: i64, busy: &[Who]) {
    for _ in 0..count {
        app.pass(DAY, busy).await;
        for who in busy {
            sign_in(app, *who).await;
        }
        app.lapse().await;
    }
}

async fn sign_in(app: &TestApp, who: Who) {
    let now = app.clock.now();
    let query = Query::new("UPDATE app_user SET last_sign_in_at = $2 WHERE id = $1");
    app.run(query.bind(who.id()).bind(now)).await;
}

async fn place(app: &TestApp, who: Who, practice: &str) -> (String, String) {
    let query = "SELECT status, reason FROM membership WHERE user_id = $1 AND ods = $2";
    let query = Query::new(query).bind(who.id()).bind(practice);
    app.db.optional(query).await.unwrap().unwrap()
}

async fn status(app: &TestApp, who: Who, practice: &str) -> String {
    place(app, who, practice).await.0
}

/// What somebody was told of accounts nobody uses, one text a letter.
async fn letters(app: &TestApp, who: Who) -> Vec<String> {
    let query =
        "SELECT letter FROM mail WHERE to_address = $1 AND kind = 'unused' ORDER BY created_at, id";
    let rows: Vec<(String,)> = app
        .db
        .all(Query::new(query).bind(who.email()))
        .await
        .unwrap();
    rows.into_iter().map(|(letter,)| letter).collect()
}

async fn roles(app: &TestApp, who: Who, practice: &str) -> Vec<String> {
    let query = "SELECT role FROM role_grant WHERE user_id = $1 AND ods = $2 AND ended_at IS NULL ORDER BY role";
    let query = Query::new(query).bind(who.id()).bind(practice);
    let rows: Vec<(String,)> = app.db.all(query).await.unwrap();
    rows.into_iter().map(|(role,)| role).collect()
}

async fn apps() -> Vec<TestApp> {
    let apps = TestApp::each().await;
    for app in &apps {
        record::take_over(&app.db).await;
        // The first time it is only noted that the days count from here.
        app.lapse().await;
    }
    apps
}

async fn bring_back(app: &TestApp, who: Who, users: &[Who]) -> Answer {
    let page = app.get(who, UNUSED).await;
    let mut form = page.form(UNUSED);
    if users.len() > 1 {
        let boxes: Vec<_> = users.iter().map(|user| user.id().to_string()).collect();
        for value in form.boxes() {
            if boxes.iter().any(|id| value.starts_with(id)) {
                form = form.tick(&value);
            }
        }
    }
    app.post(who, &form).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_does_not_log_in_is_reminded_three_times_lapses_and_comes_back_with_the_same_roles()
{
    for app in apps().await {
        days(&app, 149, &[Who::Alice]).await;
        assert_eq!(letters(&app, Who::Peter).await, [""; 0]);
        days(&app, 1, &[Who::Alice]).await;
        let reminded = letters(&app, Who::Peter).await;
        assert_eq!(reminded.len(), 1, "{reminded:?}");
        assert!(reminded[0].contains("23 November 2026"), "{reminded:?}");
        assert!(reminded[0].contains("22 May 2027"), "{reminded:?}");
        assert_eq!(letters(&app, Who::Alice).await.len(), 0);
        let tasks = app.get(Who::Alice, "/tasks").await;
        assert!(
            tasks
                .words()
                .contains("3 people at Elm Street Surgery have not logged in for long"),
            "{}",
            tasks.words()
        );
        let page = app.get(Who::Alice, UNUSED).await.words();
        assert!(page.contains("Peter Plain"), "{page}");
        assert!(page.contains("Their access ends on 22 May 2027"), "{page}");
        assert!(!page.contains("Gina"), "{page}");

        days(&app, 29, &[Who::Alice]).await;
        assert_eq!(letters(&app, Who::Peter).await.len(), 3);
        assert_eq!(letters(&app, Who::Alice).await.len(), 2);
        assert_eq!(status(&app, Who::Peter, ELM).await, "active");
        days(&app, 1, &[Who::Alice]).await;
        let reason = "Lapsed: not used since 23 November 2026".to_owned();
        assert_eq!(
            place(&app, Who::Peter, ELM).await,
            ("deactivated".to_owned(), reason.clone())
        );
        assert_eq!(roles(&app, Who::Peter, ELM).await, [""; 0]);
        assert_eq!(letters(&app, Who::Peter).await.len(), 4);
        assert_eq!(letters(&app, Who::Alice).await.len(), 3);
        let told = letters(&app, Who::Alice).await;
        assert!(told[2].contains("Peter Plain"), "{told:?}");
        let history = app
            .get(Who::Alice, "/practices/ZZ9001/history")
            .await
            .words();
        assert!(
            history.contains("Practice Access deactivated Peter Plain"),
            "{history}"
        );
        assert!(history.contains(&reason), "{history}");

        let page = app.get(Who::Alice, UNUSED).await.words();
        assert!(page.contains(&reason), "{page}");
        assert!(page.contains("7 days to log in"), "{page}");
        let back = bring_back(&app, Who::Alice, &[Who::Peter]).await.location();
        let page = app.get(Who::Alice, &back).await.words();
        assert!(page.contains("1 person is back"), "{page}");
        assert_eq!(status(&app, Who::Peter, ELM).await, "active");
        assert_eq!(roles(&app, Who::Peter, ELM).await, ["gpp-view-claims"]);
        assert_eq!(record::wrong(&app.db).await, [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_administrators_a_linked_gp_and_officers_never_lapse() {
    for app in apps().await {
        days(&app, 240, &[]).await;
        // Of the two who administer GPP one stays; nobody else administers the Performers List and Medical Records.
        assert_eq!(status(&app, Who::Bashir, ELM).await, "active");
        assert_eq!(status(&app, Who::Mary, ELM).await, "active");
        assert_eq!(status(&app, Who::Alice, ELM).await, "deactivated");
        assert_eq!(status(&app, Who::Peter, ELM).await, "deactivated");
        assert_eq!(status(&app, Who::Gina, ELM).await, "active");
        assert_eq!(roles(&app, Who::Gina, ELM).await, ["gpp-gp-principal"]);
        for practice in [OAK, ASH] {
            assert_eq!(status(&app, Who::Bashir, practice).await, "active");
        }
        assert_eq!(status(&app, Who::Zebedee, FAR).await, "active");
        assert_eq!(status(&app, Who::Xanthe, FAR).await, "deactivated");
        let told = letters(&app, Who::Mary).await;
        assert!(told[0].contains("Medical Records and Supplies"), "{told:?}");
        let page = app.get(Who::Olive, UNUSED).await;
        assert_ne!(page.status, 200, "her session is over");
        app.pass(0, &[Who::Olive]).await;
        let page = app.get(Who::Olive, UNUSED).await.words();
        assert!(
            page.contains("Nobody else manages Medical Records and Supplies here"),
            "{page}"
        );
        assert_eq!(letters(&app, Who::Olive).await, [""; 0]);
        assert_eq!(record::wrong(&app.db).await, [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_that_nobody_uses_is_told_after_23_days_and_closes_after_30() {
    for app in apps().await {
        let busy = [Who::Bashir];
        days(&app, 22, &busy).await;
        assert_eq!(letters(&app, Who::Bashir).await, [""; 0]);
        days(&app, 1, &busy).await;
        assert_eq!(letters(&app, Who::Bashir).await.len(), 1);
        let tasks = app.get(Who::Bashir, "/tasks").await.words();
        assert!(
            tasks.contains("1 person at Oak Lane Practice has not logged in for long"),
            "{tasks}"
        );
        // It is sent again: the days count anew.
        let again = "INSERT INTO account_link (token_hash, user_id, purpose, created_at, expires_at) VALUES ($1, $2, 'invitation', $3, $3)";
        let again = Query::new(again)
            .bind(vec![7_u8; 32])
            .bind(Who::Nadia.id())
            .bind(app.clock.now());
        app.run(again).await;
        days(&app, 1, &busy).await;
        let tasks = app.get(Who::Bashir, "/tasks").await.words();
        assert!(tasks.contains("You have no tasks"), "{tasks}");
        days(&app, 28, &busy).await;
        assert_eq!(status(&app, Who::Nadia, OAK).await, "invited");
        days(&app, 1, &busy).await;
        assert_eq!(
            place(&app, Who::Nadia, OAK).await,
            (
                "deactivated".to_owned(),
                "Lapsed: the invitation of 16 December 2026 was not used".to_owned()
            )
        );
        assert_eq!(letters(&app, Who::Bashir).await.len(), 3);
        assert_eq!(letters(&app, Who::Nadia).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_brought_back_has_seven_days_and_whoever_logs_in_within_them_is_counted_from_then()
{
    for app in apps().await {
        let busy = [Who::Alice, Who::Bashir, Who::Mary];
        days(&app, 180, &busy).await;
        for logs_in in [false, true] {
            assert_eq!(status(&app, Who::Peter, ELM).await, "deactivated");
            bring_back(&app, Who::Alice, &[Who::Peter]).await.location();
            days(&app, 6, &busy).await;
            assert_eq!(status(&app, Who::Peter, ELM).await, "active");
            if logs_in {
                sign_in(&app, Who::Peter).await;
            }
            days(&app, 1, &busy).await;
        }
        assert_eq!(status(&app, Who::Peter, ELM).await, "active");
        let before = letters(&app, Who::Peter).await.len();
        days(&app, 140, &busy).await;
        assert_eq!(letters(&app, Who::Peter).await.len(), before);
        assert_eq!(status(&app, Who::Peter, ELM).await, "active");
        days(&app, 39, &busy).await;
        assert_eq!(status(&app, Who::Peter, ELM).await, "deactivated");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_are_brought_back_at_once_all_or_none() {
    for app in apps().await {
        days(&app, 180, &[Who::Bashir]).await;
        for who in [Who::Peter, Who::Alice] {
            assert_eq!(status(&app, who, ELM).await, "deactivated");
        }
        let page = app.get(Who::Bashir, UNUSED).await;
        // Their addresses are shown as those of others who have left.
        let words = page.words();
        assert!(words.contains("pe•••@cast.example"), "{words}");
        assert!(!words.contains("peter@cast.example"), "{words}");
        let nobody = app.post(Who::Bashir, &page.form(UNUSED)).await;
        assert!(
            nobody.errors().contains("Choose whom to bring back"),
            "{}",
            nobody.errors()
        );
        // Somebody changed Peter's place meanwhile: nobody comes back.
        let mut form = page.form(UNUSED);
        for value in form.boxes() {
            form = form.tick(&value);
        }
        let change = "UPDATE membership SET version = version + 1 WHERE user_id = $1";
        app.run(Query::new(change).bind(Who::Peter.id())).await;
        let stale = app.post(Who::Bashir, &form).await;
        assert!(
            stale.errors().contains("Someone else changed"),
            "{}",
            stale.errors()
        );
        assert_eq!(status(&app, Who::Alice, ELM).await, "deactivated");
        let both = [Who::Peter, Who::Alice];
        // Alice administers a service: the factor that Bashir showed days ago is too old for that.
        let asked = bring_back(&app, Who::Bashir, &both).await;
        assert!(
            asked.errors().contains("Enter a code"),
            "{}",
            asked.errors()
        );
        assert_eq!(status(&app, Who::Peter, ELM).await, "deactivated");
        let shown = "UPDATE session SET factor_at = $1 WHERE user_id = $2";
        let shown = Query::new(shown).bind(app.clock.now());
        app.run(shown.bind(Who::Bashir.id())).await;
        let back = bring_back(&app, Who::Bashir, &both).await.location();
        assert!(back.ends_with("done=2"), "{back}");
        assert_eq!(roles(&app, Who::Peter, ELM).await, ["gpp-view-claims"]);
        let hers = roles(&app, Who::Alice, ELM).await;
        assert_eq!(hers, ["gpp-statements", "gpp-user-management"]);
        // Others see nothing and do nothing.
        assert_ne!(app.get(Who::Zebedee, UNUSED).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_that_look_at_the_same_day_do_it_once() {
    for app in apps().await {
        app.pass(150 * DAY, &[Who::Alice]).await;
        sign_in(&app, Who::Alice).await;
        for days in [30, 30, 1] {
            let rounds = [app.db.clone(), app.beside().await.db].map(|db| {
                let clock = app.clock.clone();
                let after = practice_access::web::UnusedAfter::default();
                tokio::spawn(async move { practice_access::boot::lapse(&db, &clock, after).await })
            });
            for round in rounds {
                round.await.unwrap();
            }
            app.pass(days * DAY, &[Who::Alice]).await;
        }
        assert_eq!(letters(&app, Who::Peter).await.len(), 2);
        let events = "SELECT CAST(count(*) AS BIGINT) FROM history_event
                      WHERE action = 'deactivated' AND subject_id = $1";
        let events = Query::new(events).bind(Who::Peter.id());
        assert_eq!(app.count(events).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_own_account_says_on_which_day_access_would_end() {
    for app in TestApp::each().await {
        let page = app.get(Who::Peter, "/account").await.words();
        let told = "If you do not log in for 180 days, your access to your practices ends by itself: if you do not log in again, on 22 May 2027";
        assert!(page.contains(told), "{page}");
    }
}
