//! Leaving a practice and coming back, with plain forms.

use practice_access::{base::ids::UserId, database::Query};

use crate::support::{Answer, TestApp, Who};

fn address(user: UserId, practice: &str) -> String {
    ["/users/", &user.to_string(), "/leave?practice=", practice].concat()
}

/// The check page of leaving.
async fn check(app: &TestApp, who: Who, user: UserId, reason: &str, ends: [&str; 3]) -> Answer {
    let at = address(user, "ZZ9001");
    let form = app.form(who, &at, &at).await;
    app.post(who, &form.with("reason", reason).with_all("ends[]", &ends))
        .await
}

const NOW: [&str; 3] = ["", "", ""];

async fn place(app: &TestApp, user: UserId, practice: &str) -> (String, i64) {
    let query = "SELECT m.status, (SELECT CAST(count(*) AS BIGINT) FROM role_grant g
                  WHERE g.user_id = m.user_id AND g.ods = m.ods AND g.ended_at IS NULL)
                 FROM membership m WHERE m.user_id = $1 AND m.ods = $2";
    let query = Query::new(query).bind(user).bind(practice);
    app.db.optional(query).await.unwrap().unwrap()
}

async fn sessions(app: &TestApp, user: UserId) -> i64 {
    let query = "SELECT CAST(count(*) AS BIGINT) FROM session WHERE user_id = $1";
    app.count(Query::new(query).bind(user)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaving_ends_grants_there_and_nothing_elsewhere_and_coming_back_restores_them() {
    for app in TestApp::each().await {
        let bashir = Who::Bashir.id();
        let checked = check(&app, Who::Alice, bashir, "Left the practice", NOW).await;
        let words = checked.words();
        assert!(
            words.contains("Check before Bashir Three is deactivated"),
            "{words}"
        );
        assert!(
            words.contains("Remove GPP User Management PL User Management"),
            "{words}"
        );
        assert!(
            words.contains("I understand that Performers List"),
            "{words}"
        );
        let at = address(bashir, "ZZ9001");
        let unconfirmed = app.post(Who::Alice, &checked.form(&at).press("save")).await;
        assert!(
            unconfirmed
                .errors()
                .contains("Confirm that Performers List"),
            "{}",
            unconfirmed.errors()
        );
        let save = unconfirmed.form(&at).tick("yes").press("save");
        let done = app.post(Who::Alice, &save).await.location();
        let page = app.get(Who::Alice, &done).await;
        assert!(
            page.words().contains("They are deactivated here"),
            "{}",
            page.words()
        );
        assert_eq!(app.post(Who::Alice, &save).await.location(), done);
        assert_eq!(
            place(&app, bashir, "ZZ9001").await,
            ("deactivated".to_owned(), 0)
        );
        assert_eq!(
            place(&app, bashir, "ZZ9002").await,
            ("active".to_owned(), 2)
        );
        // Nobody is logged out of the practices where they go on.
        assert_eq!(sessions(&app, bashir).await, 1);
        let home = app.get(Who::Bashir, "/practices/ZZ9002/users").await;
        assert_eq!(home.status, 200, "{}", home.words());
        assert_eq!(
            app.get(Who::Bashir, "/practices/ZZ9001/users").await.status,
            403
        );
        let mail = "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE kind = 'deactivated'";
        assert_eq!(app.count(Query::new(mail)).await, 1);

        let words = page.words();
        assert!(
            words.contains("When they left they held GPP User Management"),
            "{words}"
        );
        assert!(
            words.contains("They also held PL User Management"),
            "{words}"
        );
        let back = app.post(Who::Alice, &page.form(&at)).await.location();
        let page = app.get(Who::Alice, &back).await;
        assert!(page.words().contains("They are back"), "{}", page.words());
        assert_eq!(
            place(&app, bashir, "ZZ9001").await,
            ("active".to_owned(), 1)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_last_day_lets_access_end_with_it_and_can_be_taken_back() {
    for app in TestApp::each().await {
        let peter = Who::Peter.id();
        let at = address(peter, "ZZ9001");
        let past = check(&app, Who::Alice, peter, "Leaves", ["22", "11", "2026"]).await;
        assert_eq!(past.status, 422);
        let checked = check(&app, Who::Alice, peter, "Leaves", ["30", "11", "2026"]).await;
        assert!(
            checked.words().contains("ends after 30 November 2026"),
            "{}",
            checked.words()
        );
        let done = app
            .post(Who::Alice, &checked.form(&at).press("save"))
            .await
            .location();
        let page = app.get(Who::Alice, &done).await;
        assert!(
            page.words()
                .contains("Their last day here is 30 November 2026"),
            "{}",
            page.words()
        );
        // The day is told where the person is looked at.
        let user = ["/users/", &peter.to_string()].concat();
        let words = app.get(Who::Alice, &user).await.words();
        assert!(
            words.contains("Last day at Elm Street Surgery: 30 November 2026."),
            "{words}"
        );
        let summary = app.get(Who::Alice, "/practices/ZZ9001/users").await.words();
        assert!(summary.contains("Last day 30 November 2026"), "{summary}");
        assert_eq!(place(&app, peter, "ZZ9001").await, ("active".to_owned(), 1));
        let ends = "SELECT ends_on FROM role_grant WHERE user_id = $1 AND ended_at IS NULL";
        let (ends_on,): (Option<String>,) = app
            .db
            .optional(Query::new(ends).bind(peter))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(ends_on.as_deref(), Some("2026-11-30"));
        let stays = app.post(Who::Alice, &page.form(&at)).await.location();
        let page = app.get(Who::Alice, &stays).await;
        assert!(page.words().contains("They stay"), "{}", page.words());
        let (ends_on,): (Option<String>,) = app
            .db
            .optional(Query::new(ends).bind(peter))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(ends_on, None);

        let checked = check(&app, Who::Alice, peter, "Leaves", ["30", "11", "2026"]).await;
        app.post(Who::Alice, &checked.form(&at).press("save"))
            .await
            .location();
        let day = 24 * 3_600_000_000;
        app.pass(7 * day, &[Who::Alice]).await;
        app.tidy().await;
        assert_eq!(
            place(&app, peter, "ZZ9001").await.0,
            "active",
            "30 November is not over"
        );
        app.pass(day, &[Who::Alice]).await;
        for _ in 0..2 {
            app.tidy().await;
        }
        assert_eq!(
            place(&app, peter, "ZZ9001").await,
            ("deactivated".to_owned(), 0)
        );
        let events = "SELECT CAST(count(*) AS BIGINT) FROM history_event
                      WHERE subject_id = $1 AND action = 'deactivated'";
        assert_eq!(app.count(Query::new(events).bind(peter)).await, 1);

        // Coming back gives the role without the last day that it never had by itself.
        let page = app.get(Who::Alice, &at).await;
        app.post(Who::Alice, &page.form(&at)).await.location();
        assert_eq!(place(&app, peter, "ZZ9001").await.0, "active");
        let held = last_days(&app, peter).await;
        assert!(
            !held.is_empty() && held.iter().all(|(_, last)| last.is_none()),
            "{held:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reason_is_needed_and_automatic_roles_are_not_touched() {
    for app in TestApp::each().await {
        let gina = Who::Gina.id();
        let refused = check(&app, Who::Alice, gina, " ", NOW).await;
        assert!(
            refused.errors().contains("Enter the reason"),
            "{}",
            refused.errors()
        );
        let checked = check(&app, Who::Alice, gina, "Retired", NOW).await;
        assert!(
            checked.words().contains("comes from the Performers List"),
            "{}",
            checked.words()
        );
        let at = address(gina, "ZZ9001");
        app.post(Who::Alice, &checked.form(&at).press("save"))
            .await
            .location();
        assert_eq!(
            place(&app, gina, "ZZ9001").await,
            ("deactivated".to_owned(), 1)
        );
        let home = app.get(Who::Gina, "/").await;
        assert!(
            !home.words().contains("Gina"),
            "the session ended: {}",
            home.words()
        );
    }
}

/// Roles in force or to come, with their last days.
async fn last_days(app: &TestApp, user: UserId) -> Vec<(String, Option<String>)> {
    let query = "SELECT role, ends_on FROM role_grant
                 WHERE user_id = $1 AND ods = 'ZZ9001' AND ended_at IS NULL ORDER BY role";
    app.db.all(Query::new(query).bind(user)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn taking_back_restores_each_roles_own_days_whoever_does_it() {
    for app in TestApp::each().await {
        let (peter, at) = (Who::Peter.id(), address(Who::Peter.id(), "ZZ9001"));
        let limited = "UPDATE role_grant SET ends_on = '2027-03-31' WHERE user_id = $1";
        app.run(Query::new(limited).bind(peter)).await;
        let before = last_days(&app, peter).await;
        // Mary administers another service.
        let checked = check(&app, Who::Mary, peter, "Leaves", ["30", "11", "2026"]).await;
        let save = checked.form(&at).press("save");
        app.post(Who::Mary, &save).await.location();
        assert_ne!(last_days(&app, peter).await, before);
        let page = app.get(Who::Mary, &at).await;
        let stays = app.post(Who::Mary, &page.form(&at)).await.location();
        assert!(stays.contains("stays"));
        assert_eq!(last_days(&app, peter).await, before);
        let history = app.get(Who::Alice, "/practices/ZZ9001/history").await;
        for words in [
            "last day moved from 31 March 2027 to 30 November 2026",
            "last day moved from 30 November 2026 to 31 March 2027",
        ] {
            assert!(history.words().contains(words), "{}", history.words());
        }

        // The same after leaving at once, by somebody who decides about the role.
        let checked = check(&app, Who::Alice, peter, "Left", NOW).await;
        let save = checked.form(&at).press("save");
        app.post(Who::Alice, &save).await.location();
        assert_eq!(last_days(&app, peter).await, []);
        let page = app.get(Who::Alice, &at).await;
        let back = page.form(&at);
        app.post(Who::Alice, &back).await.location();
        assert_eq!(last_days(&app, peter).await, before);
        // What is sent once more, by a stale tab, takes nothing away.
        let again = back
            .clone()
            .with("idempotency_key", "01900000-0000-7000-8000-0000000f0001");
        assert_eq!(app.post(Who::Alice, &again).await.status, 422);
        for step in ["return", "stay"] {
            let page = app.get(Who::Alice, &at).await;
            let version = page.form(&at).value("version").to_owned();
            let forged = back
                .clone()
                .with("step", step)
                .with("version", &version)
                .with(
                    "idempotency_key",
                    &practice_access::base::clock::new_id().to_string(),
                );
            assert_eq!(app.post(Who::Alice, &forged).await.status, 422, "{step}");
        }
        assert_eq!(last_days(&app, peter).await, before);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrators_last_day_is_taken_back_with_a_fresh_factor_only() {
    for app in TestApp::each().await {
        let (bashir, at) = (Who::Bashir.id(), address(Who::Bashir.id(), "ZZ9001"));
        let checked = check(&app, Who::Alice, bashir, "Leaves", ["30", "11", "2026"]).await;
        let save = checked.form(&at).tick("yes").press("save");
        app.post(Who::Alice, &save).await.location();
        let page = app.get(Who::Alice, &at).await;
        let old = "UPDATE session SET factor_at = factor_at - 660000000 WHERE user_id = $1";
        app.run(Query::new(old).bind(Who::Alice.id())).await;
        let refused = app.post(Who::Alice, &page.form(&at)).await;
        assert!(
            refused.errors().contains("Enter a code"),
            "{}",
            refused.errors()
        );
        let ends = last_days(&app, bashir).await;
        assert!(
            ends.iter()
                .all(|(_, day)| day.as_deref() == Some("2026-11-30")),
            "{ends:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_the_last_day_is_said_in_the_words_of_its_field() {
    for app in TestApp::each().await {
        for day in [["1", "1", "2020"], ["31", "2", "2027"], ["1", "1", "2990"]] {
            let told = check(&app, Who::Alice, Who::Peter.id(), "Leaves", day).await;
            assert_eq!(told.status, 422, "{day:?}");
            let errors = told.errors();
            assert!(errors.contains("Last day must "), "{errors}");
            assert!(!errors.contains("End date"), "{errors}");
        }
    }
}

/// Somebody works at one more practice.
struct WorksAt(Who, &'static str, &'static str);

impl practice_access::database::UnitOfWork for WorksAt {
    type Done = ();
    type Error = practice_access::database::Failure;

    async fn run(&self, tx: &mut practice_access::database::Tx) -> Result<(), Self::Error> {
        let Self(who, practice, role) = *self;
        let place =
            "INSERT INTO membership (user_id, ods, status, since, reason, version, accepted_at)
                     VALUES ($1, $2, 'active', $3, '', 1, $3)";
        let place = Query::new(place).bind(who.id()).bind(practice);
        tx.execute(place.bind(crate::support::cast::NOW)).await?;
        crate::support::cast::give(tx, who.id(), practice, role).await
    }
}

/// Peter works at all four practices.
async fn peter_works_everywhere(app: &TestApp) {
    for practice in ["ZZ9002", "ZZ9003", "ZZ9009"] {
        let works = WorksAt(Who::Peter, practice, "gpp-statements");
        app.db.write(&works).await.unwrap();
    }
}

async fn events(app: &TestApp, action: &str) -> i64 {
    let query = "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = $1";
    app.count(Query::new(query).bind(action)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leaver_leaves_all_practices_of_an_administrator_with_one_list_one_save_and_one_letter() {
    for app in TestApp::each().await {
        let peter = Who::Peter.id();
        peter_works_everywhere(&app).await;
        // The first by name.
        let at = address(peter, "ZZ9003");
        // One click on the user's page leads to the list.
        let user = ["/users/", &peter.to_string()].concat();
        let page = app.get(Who::Bashir, &user).await;
        let list = page.link("Deactivate everywhere");
        let page = app.get(Who::Bashir, &list).await;
        let words = page.words();
        for told in [
            "Check before Peter Plain is deactivated",
            "Elm Street Surgery (ZZ9001) Remove View Claims",
            "Oak Lane Practice (ZZ9002) Remove Statements",
            "Ash Road Health Centre (ZZ9003) Remove Statements",
            "Reason: Has left",
        ] {
            assert!(words.contains(told), "{told}: {words}");
        }
        assert!(!words.contains("Far Away"), "{words}");
        // Who wants to say more goes back to the form, where all are ticked.
        let form = app.post(Who::Bashir, &page.form(&at).press("change")).await;
        for place in ["ZZ9001:1", "ZZ9002:1"] {
            assert!(form.form(&at).is_ticked(place));
        }
        // The next click does it.
        let save = page.form(&at).press("save");
        let done = app.post(Who::Bashir, &save).await.location();
        let page = app.get(Who::Bashir, &done).await;
        assert!(
            page.words()
                .contains("They are deactivated at all the practices you chose"),
            "{}",
            page.words()
        );
        for practice in ["ZZ9001", "ZZ9002", "ZZ9003"] {
            let gone = ("deactivated".to_owned(), 0);
            assert_eq!(place(&app, peter, practice).await, gone);
        }
        assert_eq!(place(&app, peter, "ZZ9009").await, ("active".to_owned(), 1));
        assert_eq!(events(&app, "deactivated").await, 3);
        let mail = "SELECT letter FROM mail WHERE kind = 'deactivated'";
        let letters: Vec<(String,)> = app.db.all(Query::new(mail)).await.unwrap();
        assert_eq!(letters.len(), 1);
        for name in [
            "Elm Street Surgery",
            "Oak Lane Practice",
            "Ash Road Health Centre",
        ] {
            assert!(letters[0].0.contains(name), "{}", letters[0].0);
        }
        assert_eq!(app.post(Who::Bashir, &save).await.location(), done);
        assert_eq!(events(&app, "deactivated").await, 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exactly_the_ticked_practices_are_left_or_none_of_them() {
    let others = ["ZZ9002", "ZZ9003"];
    for case in 0..8_u32 {
        let ticked: Vec<_> = (0..2).filter(|index| case & (1 << index) != 0).collect();
        let stale = case & 4 != 0 && !ticked.is_empty();
        for app in TestApp::each().await {
            let peter = Who::Peter.id();
            peter_works_everywhere(&app).await;
            let at = address(peter, "ZZ9001");
            let mut form = app.form(Who::Bashir, &at, &at).await;
            for index in &ticked {
                form = form.tick(&[others[*index], ":1"].concat());
            }
            if stale {
                let changed = "UPDATE membership SET version = 2 WHERE user_id = $1 AND ods = $2";
                let changed = Query::new(changed).bind(peter);
                app.run(changed.bind(others[ticked[0]])).await;
            }
            let checked = app.post(Who::Bashir, &form.with("reason", "Left")).await;
            if stale {
                let errors = checked.errors();
                assert!(errors.contains("Someone else changed"), "{errors}");
            } else {
                let done = app
                    .post(Who::Bashir, &checked.form(&at).press("save"))
                    .await;
                done.location();
            }
            let left = |practice: &str| {
                let other = others.iter().position(|other| *other == practice);
                !stale && other.is_none_or(|index| ticked.contains(&index))
            };
            for practice in ["ZZ9001", "ZZ9002", "ZZ9003"] {
                let (status, _) = place(&app, peter, practice).await;
                assert_eq!(
                    status == "deactivated",
                    left(practice),
                    "{case}: {practice}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_lets_somebody_leave_a_practice_of_others_along_with_their_own() {
    for app in TestApp::each().await {
        let peter = Who::Peter.id();
        peter_works_everywhere(&app).await;
        let at = address(peter, "ZZ9001");
        let form = app.form(Who::Alice, &at, &at).await;
        assert!(!form.has_box("ZZ9002:1"));
        let forged = form
            .with("reason", "Left")
            .forge("also[]", "ZZ9002:1")
            .with("step", "save");
        let sent = app.post(Who::Alice, &forged).await;
        assert!(!sent.status.is_redirection());
        for practice in ["ZZ9001", "ZZ9002"] {
            assert_eq!(place(&app, peter, practice).await.0, "active");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gp_with_automatic_roles_alone_comes_back_with_them() {
    for app in TestApp::each().await {
        let gina = Who::Gina.id();
        let at = address(gina, "ZZ9001");
        let checked = check(&app, Who::Alice, gina, "A mistake", NOW).await;
        let done = app.post(Who::Alice, &checked.form(&at).press("save")).await;
        let page = app.get(Who::Alice, &done.location()).await;
        assert_eq!(
            place(&app, gina, "ZZ9001").await,
            ("deactivated".to_owned(), 1)
        );
        assert!(
            page.words()
                .contains("gives access again once they are back"),
            "{}",
            page.words()
        );
        let back = app.post(Who::Alice, &page.form(&at)).await.location();
        let page = app.get(Who::Alice, &back).await;
        assert!(page.words().contains("They are back"), "{}", page.words());
        assert_eq!(place(&app, gina, "ZZ9001").await, ("active".to_owned(), 1));
        assert_eq!(events(&app, "brought-back").await, 1);
        let mail = "SELECT letter FROM mail WHERE kind = 'roles-changed'";
        let letters: Vec<(String,)> = app.db.all(Query::new(mail)).await.unwrap();
        assert_eq!(letters.len(), 1);
        // Once more says that there is nothing to bring back.
        let again = app.post_to(Who::Alice, &at, "").await;
        assert!(!again.status.is_redirection());
    }
}
