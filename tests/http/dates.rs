//! Changing the dates of a grant with plain forms.

mod refused;

use practice_access::database::{Failure, Query, Tx, UnitOfWork};

use crate::support::{
    Answer, ELM, FAR, Form, TestApp, Who, body,
    db_snapshot::{changed, data, tables},
};

fn address(who: Who, practice: &str, role: &str) -> String {
    let user = who.id().to_string();
    [
        "/users/",
        &user,
        "/dates?practice=",
        practice,
        "&role=",
        role,
    ]
    .concat()
}

async fn form(app: &TestApp, actor: Who, user: Who, role: &str) -> Form {
    let address = address(user, ELM, role);
    app.form(actor, &address, &address).await
}

/// A form with a date typed into its three boxes.
trait Dated {
    fn date(self, field: &str, day: &str) -> Self;
}

impl Dated for Form {
    /// `day` as `31 3 2027`; nothing clears it.
    fn date(self, field: &str, day: &str) -> Self {
        let mut parts: Vec<_> = day.split_whitespace().collect();
        parts.resize(3, "");
        self.with_all(field, &parts)
    }
}

/// First and last day of somebody's grant at Elm Street.
async fn days(app: &TestApp, user: Who, role: &str) -> (String, Option<String>) {
    let query = Query::new(
        "SELECT starts_on, ends_on FROM role_grant
         WHERE user_id = $1 AND ods = $2 AND role = $3 AND ended_at IS NULL",
    );
    let query = query.bind(user.id()).bind(ELM).bind(role);
    app.db.optional(query).await.unwrap().unwrap()
}

async fn last_day(app: &TestApp, user: Who, role: &str) -> Option<String> {
    days(app, user, role).await.1
}

/// Lets a grant begin later than today.
struct Postpone(Who, &'static str);

impl UnitOfWork for Postpone {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let query = Query::new(
            "UPDATE role_grant SET starts_on = '2026-12-01' WHERE user_id = $1 AND role = $2",
        );
        tx.execute(query.bind(self.0.id()).bind(self.1)).await?;
        Ok(())
    }
}

/// Presses Change dates, then confirms.
async fn save(app: &TestApp, actor: Who, form: Form) -> Answer {
    let checked = app.post(actor, &form.clone().press("check")).await;
    assert_eq!(checked.status, 200, "{}", checked.errors());
    app.post(actor, &checked.form(&form.action).press("save"))
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_last_day_is_set_from_the_role_table_and_stands_beside_the_tick_and_in_the_history() {
    for app in TestApp::each().await {
        let user = ["/users/", &Who::Peter.id().to_string()].concat();
        let table = app.get(Who::Alice, &user).await.text();
        let link = address(Who::Peter, ELM, "gpp-view-claims").replace('&', "&amp;");
        assert!(table.contains(&link), "no link to {link}");
        let form = form(&app, Who::Alice, Who::Peter, "gpp-view-claims").await;
        let form = form
            .date("ends[]", "31 3 2027")
            .with("reason", "Temporary contract");
        let checked = app.post(Who::Alice, &form.clone().press("check")).await;
        assert!(
            checked
                .words()
                .contains("View Claims: last day set to 31 March 2027."),
            "{}",
            checked.words()
        );
        assert_eq!(last_day(&app, Who::Peter, "gpp-view-claims").await, None);
        let to = app
            .post(Who::Alice, &checked.form(&form.action).press("save"))
            .await
            .location();
        let page = app.get(Who::Alice, &to).await.words();
        assert!(
            page.contains("The dates of a role of Peter Plain are saved"),
            "{page}"
        );
        assert!(page.contains("Ends after 31 March 2027"), "{page}");
        assert_eq!(
            days(&app, Who::Peter, "gpp-view-claims").await,
            ("2026-01-01".to_owned(), Some("2027-03-31".to_owned()))
        );
        for (who, history) in [
            (Who::Alice, [&user, "/history"].concat()),
            (
                Who::Alice,
                "/practices/ZZ9001/history?what=dates-changed&service=gpp".to_owned(),
            ),
            (Who::Olive, "/history?what=dates-changed".to_owned()),
            (Who::Peter, [&user, "/history"].concat()),
        ] {
            let words = app.get(who, &history).await.words();
            for said in [
                "Alice Ashworth changed the dates of a role of Peter Plain",
                "View Claims: last day set to 31 March 2027",
                "Temporary contract",
            ] {
                assert!(words.contains(said), "{history}: {words}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_form_shows_the_dates_as_they_are_and_a_start_only_while_it_lies_ahead() {
    for app in TestApp::each().await {
        let begun = form(&app, Who::Alice, Who::Peter, "gpp-view-claims").await;
        assert!(!begun.has_field("starts[]"));
        app.db
            .write(&Postpone(Who::Peter, "gpp-view-claims"))
            .await
            .unwrap();
        let ahead = form(&app, Who::Alice, Who::Peter, "gpp-view-claims").await;
        assert_eq!(ahead.values("starts[]"), ["1", "12", "2026"]);
        let cleared = ahead.clone().date("starts[]", "").press("check");
        let answer = app.post(Who::Alice, &cleared).await;
        assert!(
            answer.errors().contains("Enter a first day"),
            "{}",
            answer.errors()
        );
        let moved = ahead
            .date("starts[]", "15 12 2026")
            .date("ends[]", "15 6 2027");
        save(&app, Who::Alice, moved).await.location();
        assert_eq!(
            days(&app, Who::Peter, "gpp-view-claims").await,
            ("2026-12-15".to_owned(), Some("2027-06-15".to_owned()))
        );
        let again = form(&app, Who::Alice, Who::Peter, "gpp-view-claims").await;
        assert_eq!(again.values("starts[]"), ["15", "12", "2026"]);
        assert_eq!(again.values("ends[]"), ["15", "6", "2027"]);
        save(&app, Who::Alice, again.date("ends[]", ""))
            .await
            .location();
        assert_eq!(last_day(&app, Who::Peter, "gpp-view-claims").await, None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stale_form_shows_the_others_change_and_keeps_what_was_typed() {
    for app in TestApp::each().await {
        let mine = form(&app, Who::Alice, Who::Peter, "gpp-view-claims").await;
        let mine = mine.date("ends[]", "31 3 2027");
        let listed = app.post(Who::Alice, &mine.clone().press("check")).await;
        let theirs = form(&app, Who::Bashir, Who::Peter, "gpp-view-claims").await;
        save(&app, Who::Bashir, theirs.date("ends[]", "30 4 2027"))
            .await
            .location();
        let refused = app
            .post(Who::Alice, &listed.form(&mine.action).press("save"))
            .await;
        assert_eq!(refused.status, 422);
        assert!(
            refused
                .errors()
                .contains("Someone else changed this user's roles"),
            "{}",
            refused.errors()
        );
        let words = refused.words();
        assert!(
            words.contains("Bashir Three changed the dates")
                && words.contains("last day set to 30 April 2027"),
            "{words}"
        );
        let form = refused.form(&mine.action);
        assert_eq!(form.values("ends[]"), ["31", "3", "2027"]);
        assert_eq!(
            last_day(&app, Who::Peter, "gpp-view-claims")
                .await
                .as_deref(),
            Some("2027-04-30")
        );
        // Decided again, knowing of the other's change.
        save(&app, Who::Alice, form).await.location();
        assert_eq!(
            last_day(&app, Who::Peter, "gpp-view-claims")
                .await
                .as_deref(),
            Some("2027-03-31")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_dates_makes_a_role_table_stale_and_the_other_way_round() {
    for app in TestApp::each().await {
        let user = ["/users/", &Who::Peter.id().to_string()].concat();
        let table = app.form(Who::Bashir, &user, &user).await;
        let dates = form(&app, Who::Alice, Who::Peter, "gpp-view-claims").await;
        let early = dates.clone().date("ends[]", "1 5 2027");
        save(&app, Who::Alice, dates.date("ends[]", "31 3 2027"))
            .await
            .location();
        let removed = table.untick("ZZ9001:gpp-view-claims");
        let refused = app.post(Who::Bashir, &removed.press("check")).await;
        assert!(
            refused.errors().contains("Someone else changed"),
            "{}",
            refused.errors()
        );
        let again = refused.form(&user).press("check");
        let listed = app.post(Who::Bashir, &again).await;
        app.post(Who::Bashir, &listed.form(&user).press("save"))
            .await
            .location();
        // The role is gone: the form that was open says so, and how it went.
        let answer = app.post(Who::Alice, &early.press("check")).await;
        assert_eq!(answer.status, 422);
        let words = answer.words();
        assert!(
            words.contains("Removed View Claims")
                && words.contains("Peter Plain does not hold View Claims at Elm Street Surgery"),
            "{words}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_administrator_gets_a_last_day_only_after_a_second_confirmation() {
    for app in TestApp::each().await {
        let form = form(&app, Who::Olive, Who::Mary, "mrs-main-contact").await;
        let form = form.date("ends[]", "31 3 2027");
        let unexplained = app.post(Who::Olive, &form.clone().press("check")).await;
        assert!(
            unexplained
                .errors()
                .contains("Enter the reason for this change"),
            "{}",
            unexplained.errors()
        );
        let form = form.with("reason", "Retires");
        let checked = app.post(Who::Olive, &form.clone().press("check")).await;
        let words = checked.words();
        assert!(
            words.contains("No administrator left") && words.contains("From 1 April 2027 nobody"),
            "{words}"
        );
        let list = checked.form(&form.action);
        let refused = app.post(Who::Olive, &list.press("save")).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.errors().contains("Confirm that"),
            "{}",
            refused.errors()
        );
        assert_eq!(last_day(&app, Who::Mary, "mrs-main-contact").await, None);
        // The list is still there, with its box.
        let list = refused.form(&form.action).tick("yes").press("save");
        app.post(Who::Olive, &list).await.location();
        assert_eq!(
            last_day(&app, Who::Mary, "mrs-main-contact")
                .await
                .as_deref(),
            Some("2027-03-31")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_sending_of_the_same_change_changes_nothing_more() {
    for app in TestApp::each().await {
        let form = form(&app, Who::Alice, Who::Peter, "gpp-view-claims").await;
        let form = form.date("ends[]", "31 3 2027");
        let checked = app.post(Who::Alice, &form.clone().press("check")).await;
        let last = checked.form(&form.action).press("save");
        let (one, two) = tokio::join!(app.post(Who::Alice, &last), app.post(Who::Alice, &last));
        assert_eq!(one.location(), two.location());
        let before = tables(&app.db).await;
        assert_eq!(app.post(Who::Alice, &last).await.location(), one.location());
        assert_eq!(changed(&before, &tables(&app.db).await), [""; 0]);
        let events = "SELECT CAST(count(*) AS BIGINT) FROM history_event";
        assert_eq!(app.count(Query::new(events)).await, 1);
    }
}
