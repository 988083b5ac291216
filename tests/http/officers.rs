//! The registration team: inviting, deactivating and reactivating officers, with plain forms.

use axum::http::header;
use practice_access::{base::ids::UserId, database::Query};

use crate::support::{Answer, TestApp, Who, body, cast::PASSWORD, record};

mod command;
mod ends;
mod refused;
mod two;

const GOOD: &str = "walrus kettle ivory";
const SECOND: i64 = 1_000_000;

/// One over each kind of database, with three officers and a record that knows of them.
async fn teams() -> Vec<TestApp> {
    let apps = TestApp::each().await;
    for app in &apps {
        app.make_officer(Who::Xanthe).await;
        app.make_officer(Who::Zebedee).await;
        record::take_over(&app.db).await;
    }
    apps
}

async fn in_order(app: &TestApp) {
    assert_eq!(record::wrong(&app.db).await, [""; 0]);
}

fn page(user: UserId) -> String {
    ["/officers/", &user.to_string()].concat()
}

/// Invites somebody as the form of the page does.
async fn invite(app: &TestApp, who: Who, email: &str) -> Answer {
    let form = app.form(who, "/officers", "/officers").await;
    let form = form.with("title", "Mx").with("first_name", "Oscar");
    let form = form.with("last_name", "Newman").with("email", email);
    let form = form.with("reason", "Joins the team in December");
    app.post(who, &form).await
}

/// The account with an address.
async fn account(app: &TestApp, email: &str) -> UserId {
    let query = Query::new("SELECT id FROM app_user WHERE email = $1").bind(email);
    let (id,): (UserId,) = app.db.optional(query).await.unwrap().unwrap();
    id
}

/// Presses a button of the page about an officer, a moment after what came before.
async fn press(app: &TestApp, who: Who, user: UserId, step: &str) -> Answer {
    app.move_clock(SECOND);
    let form = app.form(who, &page(user), &page(user)).await;
    let form = form.with("reason", "For a good reason").press(step);
    app.post(who, &form).await
}

/// Presses it, and gives the words of the page that follows.
async fn pressed(app: &TestApp, who: Who, user: UserId, step: &str) -> String {
    let to = press(app, who, user, step).await.location();
    app.get(who, &to).await.words()
}

/// The kinds of letters to an address, in their order.
async fn letters(app: &TestApp, to: &str) -> Vec<String> {
    let query = Query::new("SELECT kind FROM mail WHERE to_address = $1 ORDER BY id").bind(to);
    let rows: Vec<(String,)> = app.db.all(query).await.unwrap();
    rows.into_iter().map(|(kind,)| kind).collect()
}

/// The newest letter to an address.
async fn newest(app: &TestApp, to: &str) -> serde_json::Value {
    let query = "SELECT letter FROM mail WHERE to_address = $1 ORDER BY id DESC LIMIT 1";
    let query = Query::new(query).bind(to);
    let (letter,): (String,) = app.db.optional(query).await.unwrap().unwrap();
    serde_json::from_str(&letter).unwrap()
}

async fn log_in(app: &TestApp, email: &str, password: &str) -> Answer {
    let form = app.form(Who::Visitor, "/sign-in", "/sign-in").await;
    let form = form.with("email", email).with("password", password);
    app.post(Who::Visitor, &form).await
}

async fn actions(app: &TestApp, user: UserId) -> Vec<String> {
    let query = "SELECT action FROM history_event WHERE subject_id = $1 AND action <> 'accepted' ORDER BY seq";
    let rows: Vec<(String,)> = app.db.all(Query::new(query).bind(user)).await.unwrap();
    rows.into_iter().map(|(action,)| action).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_officer_invites_another_who_sets_up_the_account_and_the_second_factor() {
    for app in TestApp::each().await {
        record::take_over(&app.db).await;
        let oscar = "oscar@cast.example";
        let home = app.get(Who::Olive, "/").await;
        let team = app
            .get(Who::Olive, &home.link("Registration officers"))
            .await;
        let words = team.words();
        assert!(
            words.contains("Only one registration officer can log in"),
            "{words}"
        );
        assert!(
            words.contains("Olive Officer olive@cast.example State Active"),
            "{words}"
        );
        assert!(words.contains("by the operator"), "{words}");
        let to = invite(&app, Who::Olive, oscar).await.location();
        let invited = app.get(Who::Olive, &to).await.words();
        for part in [
            "The invitation will be sent",
            "Invited 23 November 2026 at 10:00 by Olive Officer",
            "Works until 26 November 2026 at 10:00",
        ] {
            assert!(invited.contains(part), "{part}: {invited}");
        }
        let id = account(&app, oscar).await;
        let letter = newest(&app, oscar).await;
        assert_eq!(
            (&letter["kind"], &letter["officer"]),
            (&"invitation".into(), &true.into())
        );
        assert_eq!(letters(&app, &Who::Olive.email()).await, ["officer-news"]);
        // Nobody is in before the password is chosen.
        let refused = log_in(&app, oscar, GOOD).await;
        assert!(refused.errors().contains("not correct"));
        let link = letter["link"].as_str().unwrap();
        let form = app.form(Who::Visitor, link, link).await;
        let set_up = app
            .post(Who::Visitor, &form.with("password", GOOD).tick("yes"))
            .await;
        assert_eq!(set_up.location(), "/sign-in/set-up?next=%2F");
        let words = app.get(Who::Olive, "/officers").await.words();
        assert!(
            words.contains("Oscar Newman oscar@cast.example State Active Last logged in Never"),
            "{words}"
        );
        assert!(!words.contains("Only one registration officer"), "{words}");
        assert_eq!(
            actions(&app, id).await,
            ["officer-invited", "account-set-up"]
        );
        let history = app.get(Who::Olive, "/history").await.words();
        assert!(
            history.contains("Olive Officer invited Oscar Newman to be a registration officer"),
            "{history}"
        );
        assert!(history.contains("Joins the team in December"), "{history}");
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_is_sent_again_withdrawn_and_made_anew() {
    for app in teams().await {
        let oscar = "oscar@cast.example";
        invite(&app, Who::Olive, oscar).await.location();
        let id = account(&app, oscar).await;
        let first = newest(&app, oscar).await["link"]
            .as_str()
            .unwrap()
            .to_owned();
        let words = pressed(&app, Who::Olive, id, "resend").await;
        assert!(words.contains("A new invitation will be sent"), "{words}");
        let old = app.get(Who::Visitor, &first).await.words();
        assert!(old.contains("There is a newer invitation"), "{old}");
        let second = newest(&app, oscar).await["link"]
            .as_str()
            .unwrap()
            .to_owned();
        let words = pressed(&app, Who::Xanthe, id, "withdraw").await;
        assert!(words.contains("The invitation was withdrawn"), "{words}");
        assert!(
            words.contains("Withdrawn 23 November 2026 at 10:00 by Xanthe Yellowhammer"),
            "{words}"
        );
        let gone = app.get(Who::Visitor, &second).await.words();
        assert!(gone.contains("This invitation was withdrawn"), "{gone}");
        in_order(&app).await;
        // Neither an older link nor a forgotten password gives a new one.
        let key = first.split_once('=').unwrap().1;
        let again = body(&[("key", key), ("step", "again")]);
        app.post_to(Who::Visitor, "/invitation", &again).await;
        forgotten(&app, oscar).await;
        assert_eq!(newest(&app, oscar).await["reason"], "officer-deactivated");
        assert_eq!(
            letters(&app, oscar).await,
            ["invitation", "invitation", "no-reset"]
        );
        // The same address leads to them.
        let to = invite(&app, Who::Olive, oscar).await.location();
        assert_eq!(to, [&page(id), "?done=there"].concat());
        let words = pressed(&app, Who::Olive, id, "reactivate").await;
        assert!(words.contains("The invitation will be sent"), "{words}");
        let third = newest(&app, oscar).await["link"]
            .as_str()
            .unwrap()
            .to_owned();
        let good = app.get(Who::Visitor, &third).await.words();
        assert!(good.contains("Set up your account"), "{good}");
        assert_eq!(
            actions(&app, id).await,
            [
                "officer-invited",
                "invitation-sent",
                "officer-withdrawn",
                "officer-invited"
            ]
        );
        in_order(&app).await;
    }
}

async fn forgotten(app: &TestApp, email: &str) {
    let sent = body(&[("email", email)]);
    app.post_to(Who::Visitor, "/forgotten-password", &sent)
        .await;
    let now = app.clock.now();
    practice_access::sign_in::answer_requests(&app.db, now)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_deactivated_has_no_power_at_once_and_is_told_and_may_come_back() {
    for app in teams().await {
        let (xanthe, email) = (Who::Xanthe.id(), Who::Xanthe.email());
        assert_eq!(app.get(Who::Xanthe, "/officers").await.status, 200);
        let words = pressed(&app, Who::Olive, xanthe, "deactivate").await;
        assert!(
            words.contains("They are no longer a registration officer"),
            "{words}"
        );
        // Her session is over, and so are her rights.
        let led = app.get(Who::Xanthe, "/officers").await;
        assert!(led.header(header::LOCATION).starts_with("/sign-in"));
        let sent = body(&[("search[q]", "peter")]);
        assert_eq!(
            app.call(Who::Xanthe, "users/search", &sent).await.status,
            401
        );
        let refused = log_in(&app, &email, PASSWORD).await;
        assert!(
            refused
                .errors()
                .contains("You are no longer a registration officer"),
            "{}",
            refused.errors()
        );
        forgotten(&app, &email).await;
        assert_eq!(letters(&app, &email).await, ["officer-stands", "no-reset"]);
        for member in [Who::Olive, Who::Zebedee] {
            assert_eq!(letters(&app, &member.email()).await, ["officer-news"]);
        }
        let news = newest(&app, &Who::Zebedee.email()).await;
        assert_eq!(news["news"], "deactivated");
        assert_eq!(news["reason"], "For a good reason");
        in_order(&app).await;
        let words = pressed(&app, Who::Zebedee, xanthe, "reactivate").await;
        assert!(
            words.contains("They are a registration officer again"),
            "{words}"
        );
        let back = log_in(&app, &email, PASSWORD).await;
        assert_eq!(back.location(), "/sign-in/set-up?next=%2F");
        assert_eq!(newest(&app, &email).await["belongs"], true);
        assert_eq!(
            actions(&app, xanthe).await,
            ["officer-deactivated", "officer-reactivated"]
        );
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_pressed_twice_happens_once() {
    for app in teams().await {
        let xanthe = Who::Xanthe.id();
        let form = app.form(Who::Olive, &page(xanthe), &page(xanthe)).await;
        let form = form.with("reason", "She leaves").press("deactivate");
        let first = app.post(Who::Olive, &form).await.location();
        assert_eq!(app.post(Who::Olive, &form).await.location(), first);
        assert_eq!(actions(&app, xanthe).await, ["officer-deactivated"]);
        // From a page that was opened before, it is too late.
        let stale = app.form(Who::Olive, &page(xanthe), &page(xanthe)).await;
        press(&app, Who::Zebedee, xanthe, "reactivate")
            .await
            .location();
        let late = app
            .post(
                Who::Olive,
                &stale.with("reason", "She is back").press("reactivate"),
            )
            .await;
        assert!(
            late.errors()
                .contains("someone else has changed this account"),
            "{}",
            late.errors()
        );
        // The page that follows shows it.
        assert!(late.words().contains("Deactivate this officer"));
    }
}
