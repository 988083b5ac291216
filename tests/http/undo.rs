//! Undoing a change of roles or a removal (FEATURES: undo, recycle for a week), with plain forms.

use practice_access::database::Query;

use crate::support::{ELM, TestApp, Who, body, one_more_role, record};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 24 * 3_600 * SECOND;

async fn held(app: &TestApp, who: Who) -> Vec<(String, Option<String>)> {
    let query = "SELECT role, ends_on FROM role_grant WHERE user_id = $1 AND ods = 'ZZ9001' AND ended_at IS NULL ORDER BY role";
    app.db.all(Query::new(query).bind(who.id())).await.unwrap()
}

fn role(code: &str) -> (String, Option<String>) {
    (code.to_owned(), None)
}

async fn status(app: &TestApp, who: Who) -> String {
    let query = "SELECT status FROM membership WHERE user_id = $1 AND ods = 'ZZ9001'";
    let row: Option<(String,)> = app
        .db
        .optional(Query::new(query).bind(who.id()))
        .await
        .unwrap();
    row.unwrap().0
}

/// A save of a table of Elm Street with these boxes ticked, some time after the one before. Gives where it leads.
async fn save(app: &TestApp, who: Who, whom: Who, seen: &str, ticks: &[&str]) -> String {
    app.move_clock(SECOND);
    let key = practice_access::base::clock::new_id().to_string();
    let user = whom.id().to_string();
    let ticks: Vec<_> = ticks.iter().map(|role| format!("{ELM}:{role}")).collect();
    let mut fields = vec![
        ("user", user.as_str()),
        ("seen[]", seen),
        ("reason", "Needed"),
        ("accepts[]", "yes"),
        ("step", "save"),
        ("idempotency_key", &key),
    ];
    fields.extend(ticks.iter().map(|tick| ("ticks[]", tick.as_str())));
    let answer = app.call(who, "users/update", &body(&fields)).await;
    let to = answer.json()["Done"]["to"].as_str().map(str::to_owned);
    app.move_clock(SECOND);
    to.unwrap_or_else(|| panic!("{}", answer.text()))
}

async fn assert_record_agrees(app: &TestApp) {
    assert_eq!(record::wrong(&app.db).await, [""; 0]);
}

/// Goes through the page as a browser does. Gives the list that was shown.
async fn undo(app: &TestApp, who: Who, address: &str) -> String {
    let form = app.form(who, address, address).await;
    let checked = app.post(who, &form.press("check")).await;
    assert!(checked.errors().is_empty(), "{}", checked.errors());
    let mut last = checked.form(address);
    if last.has_box("yes") {
        last = last.tick("yes");
    }
    let last = last.press("save");
    let to = app.post(who, &last).await.location();
    let done = app.get(who, &to).await;
    assert!(
        done.words().contains("The change is undone."),
        "{}",
        done.words()
    );
    // Sent twice, it happens once.
    assert_eq!(app.post(who, &last).await.location(), to);
    app.move_clock(SECOND);
    checked.words()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_saved_table_is_undone_from_its_notice_with_the_last_day_that_a_role_had() {
    for app in TestApp::each().await {
        let last = "UPDATE role_grant SET ends_on = '2027-03-31' WHERE user_id = $1";
        app.run(Query::new(last).bind(Who::Peter.id())).await;
        record::take_over(&app.db).await;
        let before = held(&app, Who::Peter).await;
        let to = save(
            &app,
            Who::Alice,
            Who::Peter,
            "ZZ9001:1:gpp-view-claims",
            &["gpp-statements"],
        )
        .await;
        let page = app.get(Who::Alice, &to).await;
        let shown = undo(&app, Who::Alice, &page.link("Undo this change")).await;
        for told in [
            "Peter Plain (pe•••@cast.example)",
            "Add View Claims until 31 March 2027 at Elm Street Surgery",
            "Remove Statements at Elm Street Surgery",
        ] {
            assert!(shown.contains(told), "{told}: {shown}");
        }
        assert_eq!(held(&app, Who::Peter).await, before);
        let history = app.get(Who::Alice, "/practices/ZZ9001/history").await;
        let told = "Alice Ashworth took back a change of Peter Plain's access";
        assert!(history.words().contains(told), "{}", history.words());
        let letters = "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE kind = 'roles-changed' AND to_address = $1";
        let letters = Query::new(letters).bind(Who::Peter.email());
        assert_eq!(app.count(letters).await, 2);
        // Nothing of it is left to undo, and what undid it can be undone.
        let again = app.get(Who::Alice, &page.link("Undo this change")).await;
        assert!(
            again
                .words()
                .contains("Nothing of this change is left to undo"),
            "{}",
            again.words()
        );
        undo(&app, Who::Alice, &history.link("Undo this change")).await;
        assert_eq!(held(&app, Who::Peter).await, [role("gpp-statements")]);
        assert_record_agrees(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_for_several_people_is_undone_but_for_what_somebody_changed_since() {
    for app in TestApp::each().await {
        record::take_over(&app.db).await;
        app.move_clock(SECOND);
        let one = |who: Who| [&who.id().to_string(), ":1"].concat();
        let key = practice_access::base::clock::new_id().to_string();
        let fields = [
            ("practice", ELM),
            ("people[]", &one(Who::Peter)),
            ("people[]", &one(Who::Gina)),
            ("change", "add"),
            ("which", "gpp-avcs"),
            ("step", "save"),
            ("idempotency_key", &key),
        ];
        let answer = app.call(Who::Alice, "summary/change", &body(&fields)).await;
        let to = answer.json()["Done"]["to"].as_str().unwrap().to_owned();
        let page = app.get(Who::Alice, &to).await;
        // Bashir takes the role from Peter, and gives it to him again.
        save(
            &app,
            Who::Bashir,
            Who::Peter,
            "ZZ9001:2:gpp-view-claims gpp-avcs",
            &["gpp-view-claims"],
        )
        .await;
        save(
            &app,
            Who::Bashir,
            Who::Peter,
            "ZZ9001:3:gpp-view-claims",
            &["gpp-view-claims", "gpp-avcs"],
        )
        .await;
        let shown = undo(&app, Who::Alice, &page.link("Undo this change")).await;
        let told = "Not undone. Peter Plain (pe•••@cast.example), AVCs: It ended and was given again since.";
        assert!(shown.contains(told), "{shown}");
        assert_eq!(held(&app, Who::Gina).await, [role("gpp-gp-principal")]);
        assert_eq!(
            held(&app, Who::Peter).await,
            [role("gpp-avcs"), role("gpp-view-claims")]
        );
        assert_record_agrees(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_removed_in_a_review_comes_back_with_what_they_had() {
    for app in TestApp::each().await {
        const REVIEW: &str = "/practices/ZZ9001/review";
        record::take_over(&app.db).await;
        app.move_clock(SECOND);
        let mut form = app.form(Who::Alice, REVIEW, REVIEW).await;
        for who in [Who::Peter, Who::Bashir, Who::Mary, Who::Gina] {
            let word = if matches!(who, Who::Peter | Who::Gina) {
                "remove"
            } else {
                "keep"
            };
            let name = format!("verdicts[of-{}]", who.id());
            form = form.forge(&name, &format!("{}:1:{word}", who.id()));
        }
        let before = (held(&app, Who::Peter).await, held(&app, Who::Gina).await);
        let checked = app.post(Who::Alice, &form).await;
        let to = app
            .post(Who::Alice, &checked.form(REVIEW).press("save"))
            .await
            .location();
        app.move_clock(SECOND);
        assert_eq!(status(&app, Who::Peter).await, "deactivated");
        let page = app.get(Who::Alice, &to).await;
        let shown = undo(&app, Who::Alice, &page.link("Undo what was removed")).await;
        for told in [
            "Add View Claims at Elm Street Surgery",
            "GP (principal), from the Performers List",
        ] {
            assert!(shown.contains(told), "{told}: {shown}");
        }
        assert_eq!(status(&app, Who::Peter).await, "active");
        assert_eq!(
            (held(&app, Who::Peter).await, held(&app, Who::Gina).await),
            before
        );
        assert_record_agrees(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_undoes_more_than_they_may_decide_and_nobody_after_a_week() {
    for app in TestApp::each().await {
        let roles = ["gpp-view-claims", "gpp-avcs", "pl-practice-manager"];
        save(
            &app,
            Who::Bashir,
            Who::Peter,
            "ZZ9001:1:gpp-view-claims",
            &roles,
        )
        .await;
        let history = app.get(Who::Alice, "/practices/ZZ9001/history").await;
        let address = history.link("Undo this change");
        for who in [Who::Peter, Who::Gina, Who::Dora, Who::Zebedee] {
            assert_eq!(app.get(who, &address).await.status, 403, "{who:?}");
        }
        // The registration team sees it, and decides about administrators alone.
        let officer = app.get(Who::Olive, &address).await;
        assert!(
            officer
                .words()
                .contains("Nothing of this change is left to undo"),
            "{}",
            officer.words()
        );
        let week = app.clock.now().0;
        let shown = undo(&app, Who::Alice, &address).await;
        assert!(shown.contains("Not undone. Peter Plain (pe•••@cast.example), PL Practice Manager: You cannot change"), "{shown}");
        assert_eq!(
            held(&app, Who::Peter).await,
            [role("gpp-view-claims"), role("pl-practice-manager")]
        );
        assert!(app.clock.now().0 > week);
        // Of a change of a week ago the page says so, and what is sent all the same changes nothing.
        let form = app.form(Who::Bashir, &address, &address).await;
        app.pass(7 * DAY, &[Who::Alice, Who::Bashir]).await;
        let late = app.post(Who::Bashir, &form.forge("step", "save")).await;
        assert!(late.errors().contains("7 days"), "{}", late.errors());
        let page = app.get(Who::Bashir, &address).await;
        assert!(
            page.words().contains("That time is over"),
            "{}",
            page.words()
        );
        let history = app.get(Who::Bashir, "/practices/ZZ9001/history").await;
        assert!(!history.text().contains("Undo this change"));
        assert_eq!(held(&app, Who::Peter).await.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_undo_asks_for_a_factor_where_it_makes_an_administrator_and_for_a_tick_where_the_last_one_goes()
 {
    for app in TestApp::each().await {
        // Alice stops being an administrator; Bashir takes that back.
        let held_before = held(&app, Who::Alice).await;
        save(
            &app,
            Who::Bashir,
            Who::Alice,
            "ZZ9001:1:gpp-user-management gpp-statements",
            &["gpp-statements"],
        )
        .await;
        let history = app.get(Who::Bashir, "/practices/ZZ9001/history").await;
        let address = history.link("Undo this change");
        let shown = "UPDATE session SET factor_at = $2 WHERE user_id = $1";
        let earlier = Query::new(shown).bind(Who::Bashir.id());
        app.run(earlier.bind(app.clock.now().0 - 3_600 * SECOND))
            .await;
        let form = app.form(Who::Bashir, &address, &address).await;
        let checked = app.post(Who::Bashir, &form.press("check")).await;
        assert!(
            checked.form(&address).has_field("code"),
            "{}",
            checked.words()
        );
        let refused = app
            .post(Who::Bashir, &checked.form(&address).press("save"))
            .await;
        assert!(
            refused.errors().contains("Enter a code"),
            "{}",
            refused.errors()
        );
        assert_eq!(held(&app, Who::Alice).await, [role("gpp-statements")]);
        let shown = Query::new(shown).bind(Who::Bashir.id());
        app.run(shown.bind(app.clock.now())).await;
        undo(&app, Who::Bashir, &address).await;
        assert_eq!(held(&app, Who::Alice).await, held_before);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changed_between_the_page_and_the_button_is_looked_at_again() {
    for app in TestApp::each().await {
        app.move_clock(SECOND);
        let key = practice_access::base::clock::new_id().to_string();
        app.call(Who::Alice, "users/update", &one_more_role(&key))
            .await;
        app.move_clock(SECOND);
        let address = ["/undo/", &key].concat();
        let form = app.form(Who::Alice, &address, &address).await;
        // A key is its owner's: nobody else finds a change by it.
        assert_eq!(app.get(Who::Bashir, &address).await.status, 404);
        save(
            &app,
            Who::Bashir,
            Who::Peter,
            "ZZ9001:2:gpp-view-claims gpp-statements",
            &["gpp-view-claims"],
        )
        .await;
        let refused = app.post(Who::Alice, &form.forge("step", "save")).await;
        assert!(
            refused.errors().contains("while you were deciding"),
            "{}",
            refused.errors()
        );
        assert_eq!(held(&app, Who::Peter).await, [role("gpp-view-claims")]);
    }
}
