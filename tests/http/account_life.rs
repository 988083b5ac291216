//! One account through any sequence of what is done with it: no link works twice, and who has left has neither a role
//! nor a session from before.

use std::collections::BTreeSet;

use axum::http::header;
use practice_access::{base::ids::UserId, database::Query, sign_in::answer_requests};
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};

use crate::support::{Answer, TestApp, Who, body};

const EMAIL: &str = "nora@cast.example";

#[derive(Clone, Copy, Debug)]
enum Step {
    /// The clock moves by so many minutes.
    Wait(i64),
    /// Alice sends the invitation again.
    Resend,
    /// Somebody says that the password is forgotten.
    Forget,
    /// One of all links that were ever sent is used.
    Use(usize),
    /// The newest password is entered.
    LogIn,
    /// Alice gives a role, or takes it.
    Give(bool),
    /// Alice deactivates her.
    Leave,
    /// Alice brings her back.
    Return,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        2 => (1..40_i64).prop_map(Step::Wait),
        1 => Just(Step::Resend),
        2 => Just(Step::Forget),
        4 => (0..8_usize).prop_map(Step::Use),
        3 => Just(Step::LogIn),
        2 => any::<bool>().prop_map(Step::Give),
        2 => Just(Step::Leave),
        2 => Just(Step::Return),
    ];
    prop::collection::vec(step, 20..40)
}

struct Account<'a> {
    app: &'a TestApp,
    user: UserId,
    password: String,
    used: BTreeSet<String>,
    /// Sessions of before she last left: none of them works again.
    dead: Vec<String>,
    sessions: Vec<String>,
    receipts: u32,
}

impl<'a> Account<'a> {
    async fn new(app: &'a TestApp) -> Self {
        let create = body(&[
            ("email", EMAIL),
            ("first_name", "Nora"),
            ("last_name", "Newhouse"),
            ("seen[]", "ZZ9001:0:"),
            ("ticks[]", "ZZ9001:gpp-statements"),
            ("step", "save"),
            ("idempotency_key", "01900000-0000-7000-8000-0000000b0001"),
        ]);
        let made = app.post_to(Who::Alice, "/users/new", &create).await;
        assert!(made.location().starts_with("/users/"));
        let query = Query::new("SELECT id FROM app_user WHERE email = $1").bind(EMAIL);
        let (user,): (UserId,) = app.db.optional(query).await.unwrap().unwrap();
        Self {
            app,
            user,
            password: String::new(),
            used: BTreeSet::new(),
            dead: Vec::new(),
            sessions: Vec::new(),
            receipts: 0,
        }
    }

    /// Every link that was sent to her, the oldest first.
    async fn links(&self) -> Vec<String> {
        let query = "SELECT letter FROM mail WHERE to_address = $1 AND kind IN ('invitation', 'password-reset')
                     ORDER BY id";
        let query = Query::new(query).bind(EMAIL);
        let letters: Vec<(String,)> = self.app.db.all(query).await.unwrap();
        let link = |letter: &str| {
            let letter: serde_json::Value = serde_json::from_str(letter).unwrap();
            letter["link"].as_str().unwrap().to_owned()
        };
        letters.iter().map(|(letter,)| link(letter)).collect()
    }

    /// Her place: status, version, and how many roles she holds.
    async fn place(&self) -> (String, i64, i64) {
        let query = "SELECT m.status, m.version, (SELECT CAST(count(*) AS BIGINT) FROM role_grant g
                      WHERE g.user_id = m.user_id AND g.ods = m.ods AND g.ended_at IS NULL)
                     FROM membership m WHERE m.user_id = $1";
        let query = Query::new(query).bind(self.user);
        self.app.db.optional(query).await.unwrap().unwrap()
    }

    async fn alice(&mut self, page: &str, fields: &[(&str, &str)]) -> Answer {
        self.receipts += 1;
        let idempotency_key = format!("01900000-0000-7000-8000-0000000c{:04x}", self.receipts);
        let user = self.user.to_string();
        let more = [
            ("user", user.as_str()),
            ("idempotency_key", idempotency_key.as_str()),
        ];
        let sent = body(&[fields, &more].concat());
        let page = ["/users/", &user, page].concat();
        self.app.post_to(Who::Alice, &page, &sent).await
    }

    async fn leave(&mut self, step: &str) {
        let (_, version, _) = self.place().await;
        let version = version.to_string();
        let fields = [
            ("practice", "ZZ9001"),
            ("version", version.as_str()),
            ("reason", "Tested"),
            ("step", step),
        ];
        self.alice("/leave?practice=ZZ9001", &fields).await;
    }

    async fn give(&mut self, give: bool) {
        let (_, version, _) = self.place().await;
        let query =
            "SELECT role FROM role_grant WHERE user_id = $1 AND ended_at IS NULL ORDER BY role";
        let query = Query::new(query).bind(self.user);
        let held: Vec<(String,)> = self.app.db.all(query).await.unwrap();
        let held: Vec<_> = held.into_iter().map(|(role,)| role).collect();
        let seen = ["ZZ9001:", &version.to_string(), ":", &held.join(" ")].concat();
        let mut fields = vec![("seen[]", seen.as_str()), ("step", "save")];
        if give {
            fields.push(("ticks[]", "ZZ9001:gpp-statements"));
        }
        self.alice("", &fields).await;
    }

    /// Uses one of the links; whether it worked shows in where it leads.
    async fn use_link(&mut self, which: usize) {
        let links = self.links().await;
        let link = &links[which % links.len()];
        let (page, key) = link.split_once("?key=").unwrap();
        let password = format!("walrus kettle ivory {}", self.used.len());
        let sent = body(&[("key", key), ("password", &password), ("terms", "yes")]);
        let answer = self.app.post_to(Who::Visitor, page, &sent).await;
        let given = answer.header(header::SET_COOKIE);
        let worked = !given.is_empty() || answer.location().starts_with("/sign-in?changed");
        if worked {
            assert!(self.used.insert(link.clone()), "{link} worked twice");
            self.password = password;
            // A new password ends every session.
            self.dead.append(&mut self.sessions);
            self.sessions.extend(cookie(&given));
        }
    }

    async fn log_in(&mut self) {
        let sent = body(&[("email", EMAIL), ("password", &self.password)]);
        let answer = self.app.post_to(Who::Visitor, "/sign-in", &sent).await;
        self.sessions
            .extend(cookie(&answer.header(header::SET_COOKIE)));
    }

    async fn take(&mut self, step: Step) {
        match step {
            Step::Wait(minutes) => {
                self.app.pass(minutes * 60_000_000, &[Who::Alice]).await;
            }
            Step::Resend => {
                self.alice("/sign-in", &[("step", "resend")]).await;
            }
            Step::Forget => {
                let sent = body(&[("email", EMAIL)]);
                self.app
                    .post_to(Who::Visitor, "/forgotten-password", &sent)
                    .await;
                answer_requests(&self.app.db, self.app.clock.now())
                    .await
                    .unwrap();
            }
            Step::Use(which) => self.use_link(which).await,
            Step::LogIn => self.log_in().await,
            Step::Give(give) => self.give(give).await,
            Step::Leave => {
                let (before, ..) = self.place().await;
                self.leave("save").await;
                if before != "deactivated" {
                    assert_eq!(self.place().await.0, "deactivated");
                    self.dead.append(&mut self.sessions);
                }
            }
            Step::Return => self.leave("return").await,
        }
    }

    async fn holds(&self, step: Step) {
        let (status, _, roles) = self.place().await;
        assert!(
            status != "deactivated" || roles == 0,
            "{step:?}: {roles} roles"
        );
        for cookie in &self.dead {
            let answer = self.app.get_with(cookie, "/account").await;
            assert_eq!(answer.status, 401, "{step:?}: a session came back");
        }
    }
}

fn cookie(set: &str) -> Option<String> {
    let cookie = set.split(';').next().unwrap_or_default();
    (!cookie.is_empty()).then(|| cookie.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_link_works_twice_and_who_has_left_has_neither_role_nor_session_whatever_is_done() {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    let (mut used, mut left) = (0, 0);
    for _ in 0..6 {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        for app in TestApp::each().await {
            let mut account = Account::new(&app).await;
            for step in &steps {
                account.take(*step).await;
                account.holds(*step).await;
            }
            used += account.used.len();
            left += account.dead.len();
        }
    }
    // The sequences do what they are for.
    assert!(
        used >= 6 && left >= 6,
        "{used} links used, {left} sessions ended"
    );
}
