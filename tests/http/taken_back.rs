//! What lets somebody into an account, and how it is taken back: by a new password, and by the link that keeps an address.

use std::collections::BTreeSet;

use axum::http::header;
use practice_access::{database::Query, sign_in::answer_requests};
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};

use crate::support::{
    Answer, TestApp, Who,
    app::{SITE, body},
    cast::PASSWORD,
    passkey::Passkey,
};

/// What somebody who knows Peter's password, or reads his mail, does with his account, and what happens to it meanwhile.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Logs in.
    LogIn,
    /// Says that the password is forgotten.
    Forget,
    /// Asks for an address of their own.
    AskForAddress,
    /// Confirms it, by the newest link.
    Confirm,
    /// Adds a passkey of their own, in the newest session.
    AddPasskey,
    /// Logs in with it alone.
    LogInByPasskey,
    /// Is asked for it, and answers later.
    AskForPasskey,
    /// Logs out everywhere but in the newest session.
    LogOutElsewhere,
    /// The main contact of the practice takes his second factors away.
    ResetFactors,
    /// Waits a minute.
    Wait,
}

/// How the owner replaces the password.
#[derive(Clone, Copy, Debug)]
enum Replace {
    AtTheAccount,
    ByLink,
    ByKeepingTheAddress,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        2 => Just(Step::LogIn),
        2 => Just(Step::Forget),
        2 => Just(Step::AskForAddress),
        1 => Just(Step::Confirm),
        3 => Just(Step::AddPasskey),
        1 => Just(Step::LogInByPasskey),
        1 => Just(Step::AskForPasskey),
        1 => Just(Step::LogOutElsewhere),
        1 => Just(Step::ResetFactors),
        1 => Just(Step::Wait),
    ];
    prop::collection::vec(step, 2..12)
}

const NEW: &str = "walrus kettle ivory";

/// Peter's account and all that was ever held of it.
struct Account<'a> {
    app: &'a TestApp,
    cookies: Vec<String>,
    passkeys: Vec<Passkey>,
    /// What browsers were asked for a passkey under, and what they were asked.
    asked: Vec<Ceremony>,
    forgotten: usize,
}

#[derive(Clone)]
struct Ceremony {
    handle: String,
    options: String,
}

fn cookie(answer: &Answer) -> Option<String> {
    let set = answer.header(header::SET_COOKIE);
    let cookie = set.split(';').next().unwrap_or_default();
    (!cookie.is_empty()).then(|| cookie.to_owned())
}

impl<'a> Account<'a> {
    fn new(app: &'a TestApp) -> Self {
        Self {
            app,
            cookies: vec![["practice_access_session=", &Who::Peter.secret()].concat()],
            passkeys: Vec::new(),
            asked: Vec::new(),
            forgotten: 0,
        }
    }

    fn newest(&self) -> String {
        self.cookies.last().unwrap().clone()
    }

    async fn email(&self) -> String {
        let query = Query::new("SELECT email FROM app_user WHERE id = $1").bind(Who::Peter.id());
        let (email,): (String,) = self.app.db.optional(query).await.unwrap().unwrap();
        email
    }

    /// Every link of some kinds of letters that was sent, the oldest first.
    async fn links(&self, kinds: &[&str]) -> Vec<String> {
        let letters: Vec<(String, String)> = self
            .app
            .db
            .all(Query::new("SELECT kind, letter FROM mail ORDER BY id"))
            .await
            .unwrap();
        letters
            .iter()
            .filter(|(kind, _)| kinds.contains(&kind.as_str()))
            .map(|(_, letter)| {
                let letter: serde_json::Value = serde_json::from_str(letter).unwrap();
                letter["link"].as_str().unwrap().to_owned()
            })
            .collect()
    }

    async fn use_link(&self, link: &str) -> Answer {
        let (page, key) = link.split_once("?key=").unwrap();
        let sent = body(&[("key", key), ("password", NEW)]);
        self.app.post_to(Who::Visitor, page, &sent).await
    }

    async fn log_in(&mut self, password: &str) -> bool {
        let email = self.email().await;
        let sent = body(&[("email", &email), ("password", password)]);
        let answer = self.app.post_to(Who::Visitor, "/sign-in", &sent).await;
        let Some(first) = cookie(&answer) else {
            return false;
        };
        self.cookies.push(first.clone());
        if answer.location().starts_with("/sign-in/factor") {
            let asked = self.ask(&first, "show").await;
            if let (Some(asked), Some(passkey)) = (asked, self.passkeys.last()) {
                let sent = answered(&asked, &passkey.show(&asked.options, SITE));
                let shown = self.app.post_with(&first, "/sign-in/factor", &sent).await;
                self.cookies.extend(cookie(&shown));
            }
        }
        true
    }

    /// What a browser with a session, or with an empty one, is asked for a passkey.
    async fn ask(&self, session: &str, purpose: &str) -> Option<Ceremony> {
        let sent = body(&[("purpose", purpose)]);
        let answer = self.app.call_with(session, "passkey/ask", &sent).await;
        answer.status.is_success().then(|| {
            let asked = answer.json();
            let text = |name: &str| asked[name].as_str().unwrap().to_owned();
            Ceremony {
                handle: text("handle"),
                options: text("options"),
            }
        })
    }

    async fn add_passkey(&mut self) {
        let session = self.newest();
        let Some(asked) = self.ask(&session, "add").await else {
            return;
        };
        let (passkey, answer) = Passkey::make(&asked.options, SITE);
        let page = "/account/second-factor/passkey";
        let sent = answered(&asked, &answer) + "&name=Laptop";
        let added = self.app.post_with(&session, page, &sent).await;
        assert!(
            added.location().starts_with("/account"),
            "{}",
            added.errors()
        );
        self.passkeys.push(passkey);
    }

    /// Answers what a browser was asked for before a log in.
    async fn enter_with(&self, asked: &Ceremony, passkey: &Passkey) -> Answer {
        let sent = answered(asked, &passkey.show(&asked.options, SITE));
        self.app.post_to(Who::Visitor, "/sign-in", &sent).await
    }

    async fn forget(&mut self) {
        let sent = body(&[("email", &self.email().await)]);
        self.app
            .post_to(Who::Visitor, "/forgotten-password", &sent)
            .await;
        answer_requests(&self.app.db, self.app.clock.now())
            .await
            .unwrap();
    }

    async fn take(&mut self, step: Step) {
        match step {
            Step::LogIn => {
                self.log_in(PASSWORD).await;
            }
            // Nobody is sent more than three links in a while, and the owner needs one.
            Step::Forget if self.forgotten < 2 => {
                self.forgotten += 1;
                self.forget().await;
            }
            Step::Forget => {}
            Step::AskForAddress => {
                let sent = body(&[
                    ("email", "thief@evil.example"),
                    ("current_password", PASSWORD),
                ]);
                let page = "/account/address";
                self.app.post_with(&self.newest(), page, &sent).await;
            }
            Step::Confirm => {
                if let Some(link) = self.links(&["email-change-proof"]).await.last() {
                    self.use_link(link).await;
                }
            }
            Step::AddPasskey => self.add_passkey().await,
            Step::LogInByPasskey => {
                let asked = self.ask("", "log-in").await.unwrap();
                if let Some(passkey) = self.passkeys.last() {
                    let answer = self.enter_with(&asked, passkey).await;
                    self.cookies.extend(cookie(&answer));
                }
            }
            Step::AskForPasskey => self.asked.extend(self.ask("", "log-in").await),
            Step::LogOutElsewhere => {
                self.app.post_with(&self.newest(), "/account", "").await;
            }
            Step::ResetFactors => {
                let peter = Who::Peter.id().to_string();
                let page = ["/users/", &peter, "/second-factor"].concat();
                let sent = body(&[("user", &peter), ("reason", "Phone lost")]);
                self.app.post_to(Who::Mary, &page, &sent).await;
            }
            Step::Wait => self.app.pass(60_000_000, &[Who::Peter]).await,
        }
    }

    /// Gives the cookie that stays good, if one does.
    async fn replace(&mut self, how: Replace) -> Option<String> {
        match how {
            Replace::AtTheAccount => {
                let here = self.cookies.remove(0);
                if self.app.get_with(&here, "/account").await.status != 200 {
                    return Box::pin(self.replace(Replace::ByLink)).await;
                }
                let sent = body(&[("current_password", PASSWORD), ("password", NEW)]);
                let page = "/account/password";
                let done = self.app.post_with(&here, page, &sent).await;
                assert_eq!(
                    done.location(),
                    "/account?done=password",
                    "{}",
                    done.errors()
                );
                Some(here)
            }
            Replace::ByLink => {
                self.forget().await;
                let links = self.links(&["password-reset"]).await;
                let done = self.use_link(links.last().unwrap()).await;
                assert!(done.location().starts_with("/sign-in?changed"));
                None
            }
            Replace::ByKeepingTheAddress => {
                let Some(keep) = self.links(&["email-change-asked"]).await.pop() else {
                    return Box::pin(self.replace(Replace::ByLink)).await;
                };
                let done = self.use_link(&keep).await;
                assert_eq!(done.location(), "/account/address/keep?done=yes");
                assert_eq!(self.email().await, "peter@cast.example");
                let links = self.links(&["password-reset"]).await;
                let done = self.use_link(links.last().unwrap()).await;
                assert!(done.location().starts_with("/sign-in?changed"));
                None
            }
        }
    }
}

const HELD: [&str; 2] = ["password-reset", "email-change-proof"];

fn answered(asked: &Ceremony, credential: &str) -> String {
    body(&[("ceremony", &asked.handle), ("credential", credential)])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_owner_has_replaced_the_password_nothing_that_anybody_held_before_works() {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    let mut held = [0; 4];
    for how in [
        Replace::AtTheAccount,
        Replace::ByLink,
        Replace::ByKeepingTheAddress,
    ] {
        for _ in 0..5 {
            let steps = steps().new_tree(&mut runner).unwrap().current();
            for app in TestApp::each().await {
                let app = app.at_its_name().await;
                let mut account = Account::new(&app);
                for step in &steps {
                    account.take(*step).await;
                }
                let here = account.replace(how).await;
                let (email, links) = (account.email().await, account.links(&HELD).await);
                let now = [
                    account.cookies.len(),
                    links.len(),
                    account.passkeys.len(),
                    account.asked.len(),
                ];
                held.iter_mut().zip(now).for_each(|(all, now)| *all += now);
                let when = format!("{how:?} {steps:?}");
                for cookie in &account.cookies {
                    let answer = app.get_with(cookie, "/account").await;
                    assert_eq!(answer.status, 401, "{when}: a session goes on");
                }
                for link in &links {
                    let answer = account.use_link(link).await;
                    let leads = answer.header(header::LOCATION);
                    let worked = cookie(&answer).is_some()
                        || leads.contains("changed")
                        || leads.contains("done=");
                    assert!(!worked, "{when}: {link} works");
                }
                for passkey in &account.passkeys {
                    account.asked.extend(account.ask("", "log-in").await);
                    while let Some(asked) = account.asked.pop() {
                        let answer = account.enter_with(&asked, passkey).await;
                        assert_eq!(cookie(&answer), None, "{when}: a passkey works");
                    }
                }
                assert_eq!(account.email().await, email, "{when}");
                assert!(!account.log_in(PASSWORD).await, "{when}");
                if let Some(here) = here {
                    assert_eq!(app.get_with(&here, "/account").await.status, 200);
                }
            }
        }
    }
    // The sequences do what they are for.
    assert!(held.iter().all(|held| *held > 10), "{held:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passkey_from_before_a_new_password_is_enough_again_once_it_was_shown_beside_that() {
    for app in TestApp::each().await {
        let app = app.at_its_name().await;
        let mut peter = Account::new(&app);
        peter.add_passkey().await;
        let alone = async |peter: &Account<'_>| {
            let asked = peter.ask("", "log-in").await.unwrap();
            let answer = peter.enter_with(&asked, &peter.passkeys[0]).await;
            (cookie(&answer).is_some(), answer.errors())
        };
        assert!(alone(&peter).await.0);
        let here = peter.replace(Replace::AtTheAccount).await.unwrap();
        let (entered, told) = alone(&peter).await;
        assert!(
            !entered && told.contains("password has been replaced"),
            "{told}"
        );
        let page = app.get_with(&here, "/account/second-factor").await;
        assert!(page.text().contains("Log in once with the new password"));
        assert!(peter.log_in(NEW).await);
        assert_eq!(app.get_with(&peter.newest(), "/account").await.status, 200);
        assert!(alone(&peter).await.0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_wrong_passkeys_after_the_right_password_are_a_pause_and_told() {
    for app in TestApp::each().await {
        let app = app.at_its_name().await;
        let mut peter = Account::new(&app);
        peter.add_passkey().await;
        let passkey = peter.passkeys.pop().unwrap();
        // The passkey is asked for, and not shown yet.
        assert!(peter.log_in(PASSWORD).await);
        let session = peter.newest();
        for _ in 0..10 {
            let asked = peter.ask(&session, "show").await.unwrap();
            let sent = answered(&asked, "{}");
            let answer = app.post_with(&session, "/sign-in/factor", &sent).await;
            assert!(
                answer.errors().contains("could not be checked"),
                "{}",
                answer.errors()
            );
        }
        let asked = peter.ask(&session, "show").await.unwrap();
        let sent = answered(&asked, &passkey.show(&asked.options, SITE));
        let answer = app.post_with(&session, "/sign-in/factor", &sent).await;
        assert!(
            answer.errors().contains("Wait 15 minutes"),
            "{}",
            answer.errors()
        );
        let told = "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE kind = 'factor-locked'";
        assert_eq!(app.count(Query::new(told)).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_address_until_now_is_told_at_once_and_its_owner_takes_a_change_back() {
    for app in TestApp::each().await {
        let mut thief = Account::new(&app);
        assert!(thief.log_in(PASSWORD).await);
        thief.take(Step::AskForAddress).await;
        let told = "SELECT to_address FROM mail WHERE kind = 'email-change-asked'";
        let told: Vec<(String,)> = app.db.all(Query::new(told)).await.unwrap();
        assert_eq!(told, [("peter@cast.example".to_owned(),)]);
        let keep = thief.links(&["email-change-asked"]).await.pop().unwrap();
        let page = app.get(Who::Visitor, &keep).await;
        assert!(page.words().contains("Keep your email address"));
        thief.take(Step::Confirm).await;
        assert_eq!(thief.email().await, "thief@evil.example");
        let page = app.get(Who::Visitor, &keep).await;
        let done = app.post(Who::Visitor, &page.form(&keep)).await.location();
        let page = app.get(Who::Visitor, &done).await;
        assert!(page.words().contains("You keep your email address"));
        assert_eq!(thief.email().await, "peter@cast.example");
        for cookie in &thief.cookies {
            assert_eq!(app.get_with(cookie, "/account").await.status, 401);
        }
        let again = app.get(Who::Visitor, &keep).await;
        assert!(
            again.words().contains("already been used"),
            "{}",
            again.words()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_guesses_at_the_same_moment_few_are_looked_at_and_nobody_else_waits() {
    for app in TestApp::each().await {
        let guesses = (0..200).map(|number| {
            let app = &app;
            async move {
                let guess = format!("wrong guess number {number}");
                let password = if number == 40 { PASSWORD } else { &guess };
                let sent = body(&[("email", "peter@cast.example"), ("password", password)]);
                app.post_to(Who::Visitor, "/sign-in", &sent).await
            }
        });
        let answers = futures::future::join_all(guesses).await;
        let looked_at = answers
            .iter()
            .filter(|answer| cookie(answer).is_some() || answer.errors().contains("not correct"))
            .count();
        assert!((1..=10).contains(&looked_at), "{looked_at} were looked at");
        let said: BTreeSet<_> = answers.iter().map(Answer::errors).collect();
        assert!(
            said.iter().any(|said| said.contains("too many times")),
            "{said:?}"
        );
    }
}
