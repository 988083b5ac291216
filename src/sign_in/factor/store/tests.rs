//! Second factors on both databases, through any sequence of what can be done with them.

use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};

use super::{Add, Keep, New, Proof, Prove, Remove, Reset, Shown, factors};
use crate::{
    access::{Actor, OwnFactors, ResetsFactors, SignedIn},
    base::{
        clock::{date_of, new_id},
        dates::Instant,
        ids::UserId,
    },
    database::{Db, Failure, Query, Tx, UnitOfWork, databases::fresh},
    sign_in::{
        factor::{
            code::Code,
            recovery::{RecoveryCode, new_set},
            totp::AppSecret,
        },
        store::Begin,
    },
    web::{
        AuditContext,
        session::{Stage, new_secret, session},
    },
};

const NOON: i64 = 1_795_435_200_000_000; // 2026-11-23T12:00:00Z

/// The account of a registration officer.
struct Officer(UserId);

impl UnitOfWork for Officer {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let account = "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone,
                                             is_registration_officer, password_hash, created_at)
                       VALUES ($1, 'olive@demo.example', '', 'Olive', 'Officer', 'officer olive', '', $2, '', $3)";
        let account = Query::new(account).bind(self.0).bind(true);
        tx.execute(account.bind(NOON)).await?;
        Ok(())
    }
}

/// What is done with an account.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// The clock moves by so many seconds.
    Wait(i64),
    /// The password is entered.
    Begin,
    /// An app is added in the newest session.
    Add,
    /// A new set of recovery codes is kept.
    Keep,
    /// The code that the app shows now is shown in the newest session.
    App,
    /// A recovery code is shown, one of all there ever were.
    Recovery(usize),
    /// A wrong one is.
    Wrong,
    /// The oldest factor is removed.
    Remove,
    /// Somebody resets all.
    Reset,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0..70_i64).prop_map(Step::Wait),
        3 => Just(Step::Begin),
        1 => Just(Step::Add),
        1 => Just(Step::Keep),
        4 => Just(Step::App),
        4 => (0..20_usize).prop_map(Step::Recovery),
        1 => Just(Step::Wrong),
        1 => Just(Step::Remove),
        1 => Just(Step::Reset),
    ];
    prop::collection::vec(step, 20..60)
}

/// An account and everything that was ever done with it.
struct Account {
    db: Db,
    user: UserId,
    now: Instant,
    apps: Vec<AppSecret>,
    codes: Vec<RecoveryCode>,
    accepted: Vec<String>,
    sessions: Vec<String>,
}

impl Account {
    /// A registration officer, who needs a second factor.
    async fn new(db: Db) -> Self {
        let (id, now) = (new_id(), Instant(NOON));
        db.write(&Officer(UserId(id))).await.unwrap();
        Self {
            db,
            user: UserId(id),
            now,
            apps: Vec::new(),
            codes: Vec::new(),
            accepted: Vec::new(),
            sessions: Vec::new(),
        }
    }

    async fn stage(&self, secret: &str) -> Option<Stage> {
        let found = session(&self.db, secret, self.now, date_of(self.now)).await;
        found.unwrap().map(|session| session.stage)
    }

    async fn take(&mut self, step: Step) {
        match step {
            Step::Wait(seconds) => self.now.0 += seconds * 1_000_000,
            Step::Begin => self.begin().await,
            Step::Add => self.add().await,
            Step::Keep => self.keep().await,
            Step::App => {
                // The newest: two apps could show the same code by chance.
                let code = self.apps.last().and_then(|app| app.next_code(self.now, 0));
                if let Some(code) = code {
                    self.show(Code::App(code)).await;
                }
            }
            Step::Recovery(which) if !self.codes.is_empty() => {
                let code = self.codes[which % self.codes.len()].clone();
                self.show(Code::Recovery(code)).await;
            }
            Step::Recovery(_) | Step::Wrong => {
                let code = RecoveryCode::read("0000000000000000").unwrap();
                self.show(Code::Recovery(code)).await;
            }
            Step::Remove => self.remove().await,
            Step::Reset => self.reset().await,
        }
    }

    async fn begin(&mut self) {
        let secret = new_secret();
        let begin = Begin {
            user: self.user,
            secret: secret.clone(),
            tries: None,
            before: None,
            browser: String::new(),
            audit: audit(self.now),
        };
        let stage = self.db.write(&begin).await.unwrap().unwrap();
        // Somebody who needs a second factor is never let in by a password.
        assert_ne!(stage, Stage::Complete);
        assert_eq!(self.stage(&secret).await, Some(stage));
        self.sessions.push(secret);
    }

    async fn add(&mut self) {
        let Some(session) = self.sessions.pop() else {
            return;
        };
        let (secret, renewed) = (AppSecret::new(), new_secret());
        let audit = audit(self.now);
        let add = Add {
            permit: own(self.user),
            new: New::App {
                secret: secret.clone(),
                step: 0,
            },
            name: "Phone",
            session: &session,
            renewed: Some(&renewed),
            audit: &audit,
        };
        match self.db.write(&add).await {
            Ok(()) => {
                self.apps.push(secret);
                assert_eq!(self.stage(&session).await, None);
                assert_eq!(self.stage(&renewed).await, Some(Stage::Complete));
                self.sessions.push(renewed);
            }
            // Ten are enough, or the session was ended.
            Err(Failure::Public(_)) => self.sessions.push(session),
            Err(error) => panic!("{error}"),
        }
    }

    async fn keep(&mut self) {
        let codes = new_set();
        let audit = audit(self.now);
        let keep = Keep {
            permit: own(self.user),
            codes: &codes,
            audit: &audit,
        };
        if self.db.write(&keep).await.is_ok() {
            self.codes.extend(codes);
        }
    }

    async fn show(&mut self, code: Code) {
        let Some(session) = self.sessions.pop() else {
            return;
        };
        let shown = format!("{code:?}{}", recovery_text(&code));
        let audit = audit(self.now);
        let renewed = new_secret();
        let prove = Prove {
            user: self.user,
            shown: Shown::Code(code),
            session: &session,
            renewed: Some(&renewed),
            audit: &audit,
        };
        let proof = self.db.write(&prove).await;
        if let Ok(Proof::Accepted { .. }) = proof {
            assert!(!self.accepted.contains(&shown), "accepted twice: {shown}");
            self.accepted.push(shown);
            assert_eq!(self.stage(&renewed).await, Some(Stage::Complete));
            self.sessions.push(renewed);
        } else {
            self.sessions.push(session);
        }
    }

    async fn remove(&mut self) {
        let there = factors(&self.db, self.user).await.unwrap().factors;
        let Some(first) = there.first() else { return };
        let audit = audit(self.now);
        let remove = Remove {
            permit: own(self.user),
            factor: first.id,
            audit: &audit,
        };
        assert_eq!(self.db.write(&remove).await.is_ok(), there.len() > 1);
    }

    async fn reset(&mut self) {
        let audit = audit(self.now);
        let reset = Reset {
            permit: &permit(self.user),
            reason: "Lost",
            audit: &audit,
        };
        self.db.write(&reset).await.unwrap();
        for secret in &self.sessions {
            assert_eq!(self.stage(secret).await, None, "a session outlived a reset");
        }
        let left = factors(&self.db, self.user).await.unwrap();
        assert!(left.factors.is_empty() && left.codes_left == 0);
        self.apps.clear();
    }
}

/// Recovery codes keep themselves out of what is logged.
fn recovery_text(code: &Code) -> String {
    match code {
        Code::Recovery(code) => code.shown(),
        Code::App(_) => String::new(),
    }
}

fn audit(at: Instant) -> AuditContext {
    AuditContext {
        at,
        today: date_of(at),
        by: None,
        by_name: "Olive Officer".to_owned(),
        request_id: String::new(),
        recent_factor: None,
    }
}

fn permit(user: UserId) -> ResetsFactors {
    let officer = actor(UserId(new_id()), true);
    officer.reset_factors(user, true, &[]).unwrap()
}

/// As somebody without a second factor has it.
fn own(user: UserId) -> OwnFactors {
    actor(user, false)
        .own_factors(false, Instant(NOON))
        .unwrap()
}

fn actor(id: UserId, registration_officer: bool) -> Actor {
    Actor::of_session(SignedIn {
        id,
        name: String::new(),
        email: String::new(),
        registration_officer,
        gmc_number: None,
        factor_at: None,
        places: Vec::new(),
        session_ends_at: Instant(NOON),
    })
}

#[tokio::test]
async fn no_code_is_accepted_twice_and_no_session_outlives_a_reset_whatever_is_done() {
    let mut runner = TestRunner::new_with_rng(
        ProptestConfig::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let steps: Vec<_> = (0..8)
        .flat_map(|_| steps().new_tree(&mut runner).unwrap().current())
        .collect();
    let mut accepted = 0;
    for fresh in fresh().await {
        let mut account = Account::new(Db::open(&fresh.url).await.unwrap()).await;
        for step in &steps {
            account.take(*step).await;
        }
        accepted += account.accepted.len();
    }
    assert!(accepted > 20, "only {accepted} codes were accepted");
}
