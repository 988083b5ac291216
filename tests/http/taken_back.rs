//! What lets somebody into an account, and how it is taken back: by a new password, and by the link that keeps an address.

use std::collections::BTreeSet;

use axum::http::header;
use practice_access::{database::Query, sign_in::answer_requests};
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};

use crate::support::{Answer, TestApp, Who, body, cast::PASSWORD};

/// What somebody who knows Peter's password, or reads his mail, does with his account.
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
        1 => Just(Step::Wait),
    ];
    prop::collection::vec(step, 1..8)
}

const NEW: &str = "walrus kettle ivory";

/// Peter's account and all that was ever held of it.
struct Account<'a> {
    app: &'a TestApp,
    cookies: Vec<String>,
}

fn cookie(answer: &Answer) -> Option<String> {
    let set = answer.header(header::SET_COOKIE);
    let cookie = set.split(';').next().unwrap_or_default();
    (!cookie.is_empty()).then(|| cookie.to_owned())
}

impl Account<'_> {
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
        let cookie = cookie(&answer);
        self.cookies.extend(cookie.clone());
        cookie.is_some()
    }

    async fn forget(&self) {
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
            Step::Forget => self.forget().await,
            Step::AskForAddress => {
                let sent = body(&[
                    ("email", "thief@evil.example"),
                    ("current_password", PASSWORD),
                ]);
                let page = "/account/address";
                self.app.post_to(Who::Peter, page, &sent).await;
            }
            Step::Confirm => {
                if let Some(link) = self.links(&["email-change-proof"]).await.last() {
                    self.use_link(link).await;
                }
            }
            Step::Wait => self.app.pass(60_000_000, &[Who::Peter]).await,
        }
    }

    /// Gives the cookie that stays good, if one does.
    async fn replace(&mut self, how: Replace) -> Option<String> {
        match how {
            Replace::AtTheAccount => {
                assert!(self.log_in(PASSWORD).await);
                let here = self.cookies.pop().unwrap();
                let sent = body(&[("current_password", PASSWORD), ("password", NEW)]);
                let page = "/account/password";
                let done = self.app.post_with(&here, page, &sent).await;
                assert_eq!(done.location(), "/account?done=password");
                Some(here)
            }
            Replace::ByLink => {
                // As often as anybody is sent a link.
                self.app.pass(2 * 3_600_000_000, &[]).await;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_owner_has_replaced_the_password_nothing_that_anybody_held_before_works() {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    let mut held = (0, 0);
    for how in [
        Replace::AtTheAccount,
        Replace::ByLink,
        Replace::ByKeepingTheAddress,
    ] {
        for _ in 0..3 {
            let steps = steps().new_tree(&mut runner).unwrap().current();
            for app in TestApp::each().await {
                let mut account = Account {
                    app: &app,
                    cookies: vec![["practice_access_session=", &Who::Peter.secret()].concat()],
                };
                for step in &steps {
                    account.take(*step).await;
                }
                let here = account.replace(how).await;
                let (email, links) = (account.email().await, account.links(&HELD).await);
                held.0 += account.cookies.len();
                held.1 += links.len();
                for cookie in &account.cookies {
                    let answer = app.get_with(cookie, "/account").await;
                    assert_eq!(answer.status, 401, "{how:?} {steps:?}: a session goes on");
                }
                for link in &links {
                    let answer = account.use_link(link).await;
                    let leads = answer.header(header::LOCATION);
                    let worked = cookie(&answer).is_some()
                        || leads.contains("changed")
                        || leads.contains("done=");
                    assert!(!worked, "{how:?} {steps:?}: {link} works");
                }
                assert_eq!(account.email().await, email, "{how:?} {steps:?}");
                assert!(!account.log_in(PASSWORD).await, "{how:?} {steps:?}");
                if let Some(here) = here {
                    assert_eq!(app.get_with(&here, "/account").await.status, 200);
                }
            }
        }
    }
    // The sequences do what they are for.
    assert!(held.0 > 18 && held.1 > 18, "{held:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_address_until_now_is_told_at_once_and_its_owner_takes_a_change_back() {
    for app in TestApp::each().await {
        let mut thief = Account {
            app: &app,
            cookies: Vec::new(),
        };
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
        assert!(again.words().contains("used already"), "{}", again.words());
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
