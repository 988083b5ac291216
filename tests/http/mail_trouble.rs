//! Delivery to mail servers that are slow, say no, say nonsense, hang up, or keep a letter and do not say so: no letter
//! is lost, none is given up for another's sake, and no answer is read as another letter's.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use practice_access::{
    base::dates::Instant,
    database::{Failure, Query, Tx, UnitOfWork},
    mail::{Letter, MailTransport, Patience, Recipient, deliver_due, post},
    web::{App, AuditContext},
};

use crate::support::{
    TestApp, Who, body,
    cast::NOW,
    relay::{Act, Relay, Step},
};

const SHORT: Duration = Duration::from_millis(300);
const LONGER: Duration = Duration::from_millis(700);
const MINUTE: i64 = 60_000_000;

/// Puts a letter of this kind into the outbox for each of these mailboxes.
struct Post<'a>(&'a str, Vec<String>);

impl UnitOfWork for Post<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let audit = AuditContext::of_visitor(Instant(NOW), String::new());
        let letter = Letter::samples()
            .into_iter()
            .find(|letter| letter.kind() == self.0)
            .unwrap();
        for mailbox in &self.1 {
            let to = Recipient {
                address: address(mailbox),
                name: "Nora".to_owned(),
            };
            post(tx, &audit, &to, &letter).await?;
        }
        Ok(())
    }
}

fn address(mailbox: &str) -> String {
    [mailbox, "@cast.example"].concat()
}

fn well(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("well{number}")).collect()
}

async fn invite(test: &TestApp, mailboxes: &[&str]) {
    let mailboxes = mailboxes.iter().map(|&mailbox| mailbox.to_owned());
    let post = Post("invitation", mailboxes.collect());
    test.db.write(&post).await.unwrap();
}

/// State and problem by mailbox.
async fn states(test: &TestApp) -> BTreeMap<String, (String, String)> {
    let query = "SELECT to_address, state, problem FROM mail";
    let rows: Vec<(String, String, String)> = test.db.all(Query::new(query)).await.unwrap();
    rows.into_iter()
        .map(|(to, state, problem)| (to.replace("@cast.example", ""), (state, problem)))
        .collect()
}

async fn state(test: &TestApp, mailbox: &str) -> (String, String) {
    states(test).await.remove(mailbox).unwrap()
}

fn waiting(problem: &str) -> (String, String) {
    ("waiting".to_owned(), problem.to_owned())
}

fn app(test: &TestApp) -> App {
    App::new(test.db.clone(), test.clock.clone(), "target/site")
}

fn transport(url: &str) -> MailTransport {
    MailTransport::smtp_with(url, Patience::of(SHORT)).unwrap()
}

async fn deliver(test: &TestApp, relay: &Relay) {
    deliver_by(test, &transport(&relay.url())).await;
}

async fn deliver_by(test: &TestApp, transport: &MailTransport) {
    let from = "Practice Access <no-reply@access.example>".parse().unwrap();
    deliver_due(&app(test), transport, &from, false)
        .await
        .unwrap();
}

async fn any_waits(test: &TestApp) -> bool {
    let states = states(test).await;
    states.values().any(|(state, _)| state == "waiting")
}

/// A hundred of these is every second, third... time something of its own; the same in each run.
fn die(seed: usize, step: Step, to: &str, time: usize) -> usize {
    let text = format!("{seed} {step:?} {to} {time}");
    text.bytes().fold(seed + 7, |sum, byte| {
        (sum * 31 + usize::from(byte)) % 1_000_003
    }) % 100
}

/// Anything that a mail server may do except saying for good that it does not want a letter.
fn mayhem(seed: usize, step: Step, to: &str, time: usize) -> Act {
    let thrown = die(seed, step, to, time);
    // Sooner or later every letter goes.
    if time > 3 && !to.is_empty() || thrown >= 12 {
        return Act::Well;
    }
    match thrown % 8 {
        0 => Act::Late(LONGER),
        1 => Act::Say("451 4.3.0 not now"),
        2 => Act::Say("what did you say?"),
        3 => Act::HangUp,
        4 => Act::Nothing,
        5 if step == Step::Data => Act::Say("250 yes"),
        5 if step == Step::Sender => Act::Say("550 5.7.1 not you"),
        6 if step == Step::End => Act::TakeAndHangUp,
        7 if step == Step::End => Act::Say("354 go on"),
        _ => Act::Say("421 4.3.2 closing"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_mail_server_does_no_letter_is_lost_or_given_up_or_taken_for_another() {
    for (seed, test) in TestApp::each().await.into_iter().enumerate() {
        let relay = Relay::that(move |step, to, time| match (step, to) {
            (Step::Recipient, "gone@cast.example") => Act::Say("550 5.1.1 nobody"),
            _ => mayhem(seed, step, to, time),
        });
        let healthy = well(40);
        invite(&test, &["gone"]).await;
        let post = Post("invitation", healthy.clone());
        test.db.write(&post).await.unwrap();
        let mut rounds = 0;
        while relay.recipients().len() < healthy.len() || any_waits(&test).await {
            rounds += 1;
            assert!(rounds < 25, "{:?}", states(&test).await);
            deliver(&test, &relay).await;
            let taken: BTreeSet<_> = relay.recipients().into_iter().collect();
            for (mailbox, (state, problem)) in states(&test).await {
                let has = taken.contains(&address(&mailbox));
                assert!(state != "sent" || has, "{mailbox} is lost");
                assert!(
                    state != "dead" || mailbox == "gone",
                    "{mailbox} is given up: {problem}"
                );
            }
            test.move_clock(70 * MINUTE);
        }
        let states = states(&test).await;
        assert_eq!(states["gone"].0, "dead");
        for mailbox in &healthy {
            assert_eq!(
                states[mailbox].0, "sent",
                "{mailbox}: {}",
                states[mailbox].1
            );
        }
        // A second copy is known as one.
        let mut identities = BTreeMap::<_, BTreeSet<_>>::new();
        for letter in relay.taken() {
            identities.entry(letter.to).or_default().insert(letter.id);
        }
        assert_eq!(identities.len(), healthy.len());
        assert!(
            identities.values().all(|ids| ids.len() == 1),
            "{identities:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_answer_about_one_letter_is_not_read_as_the_answer_about_the_next() {
    for test in TestApp::each().await {
        let relay = Relay::that(|step, to, time| match (step, to, time) {
            (Step::End, "late@cast.example", 1) => Act::Late(LONGER),
            (Step::Recipient, "slow@cast.example", 1) => Act::Late(LONGER),
            (Step::End, "busy@cast.example", 1) => Act::Say("451 4.3.0 not now"),
            _ => Act::Well,
        });
        invite(&test, &["late", "slow", "busy"]).await;
        let post = Post("invitation", well(10));
        test.db.write(&post).await.unwrap();
        deliver(&test, &relay).await;
        let problem = "the mail server did not answer in time";
        assert_eq!(state(&test, "late").await, waiting(problem));
        assert_eq!(state(&test, "slow").await, waiting(problem));
        let problem = "the mail server answered 451";
        assert_eq!(state(&test, "busy").await, waiting(problem));
        for (mailbox, (state, problem)) in states(&test).await {
            assert!(
                !mailbox.starts_with("well") || state == "sent",
                "{mailbox}: {problem}"
            );
        }
        test.move_clock(2 * MINUTE);
        deliver(&test, &relay).await;
        assert!(
            states(&test)
                .await
                .values()
                .all(|(state, _)| state == "sent")
        );
        // Nobody can know that it had the late one.
        let late = relay
            .taken()
            .into_iter()
            .filter(|taken| taken.to == address("late"));
        let ids: Vec<_> = late.map(|taken| taken.id).collect();
        assert_eq!(ids.len(), 2);
        assert_eq!(ids[0], ids[1]);
        assert_eq!(relay.taken().len(), 14);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recipients_that_stall_hold_up_nobody_else() {
    for test in TestApp::each().await {
        let relay = Relay::that(|step, to, _| match step {
            Step::Recipient if to.starts_with("stalled") => Act::Nothing,
            _ => Act::Well,
        });
        invite(&test, &["stalled1", "stalled2"]).await;
        let post = Post("invitation", well(20));
        test.db.write(&post).await.unwrap();
        let patient = MailTransport::smtp_with(&relay.url(), Patience::of(Duration::from_mins(1)));
        let patient = patient.unwrap();
        let all = async {
            while relay.taken().len() < 20 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::select! {
            () = deliver_by(&test, &patient) => panic!("the stalled ones are waited for"),
            () = all => {}
            () = tokio::time::sleep(Duration::from_secs(20)) => panic!("{:?}", relay.recipients()),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_thousand_invitations_do_not_delay_a_letter_that_somebody_waits_for() {
    for test in TestApp::each().await {
        let relay = Relay::that(|_, _, _| Act::Well);
        let post = Post("invitation", well(3_000));
        test.db.write(&post).await.unwrap();
        let reset = async {
            // More than once through whatever is looked up at a time.
            while relay.taken().len() < 120 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let before = relay.taken().len();
            let reset = Post("password-reset", vec!["forgetful".to_owned()]);
            test.db.write(&reset).await.unwrap();
            loop {
                let taken = relay.taken();
                if let Some(place) = taken.iter().position(|one| one.to == address("forgetful")) {
                    return place - before;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let transport = transport(&relay.url());
        tokio::select! {
            () = deliver_by(&test, &transport) => panic!("all were sent first"),
            others = reset => assert!(others <= 60, "{others} came before"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_letters_go_over_few_connections() {
    for test in TestApp::each().await {
        let relay = Relay::that(|_, _, _| Act::Well);
        test.db.write(&Post("invitation", well(60))).await.unwrap();
        deliver(&test, &relay).await;
        assert_eq!(relay.taken().len(), 60);
        assert!(relay.connections() <= 6, "{}", relay.connections());
        assert!(relay.most_open() <= 6, "{}", relay.most_open());
        assert!(relay.lines().iter().any(|line| line == "QUIT"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_takes_one_letter_a_connection_gets_each_over_its_own() {
    for test in TestApp::each().await {
        let relay = Relay::that(|step, _, _| match step {
            Step::Reset => Act::Say("421 4.7.0 one is enough"),
            _ => Act::Well,
        });
        test.db.write(&Post("invitation", well(12))).await.unwrap();
        deliver(&test, &relay).await;
        assert_eq!(relay.taken().len(), 12);
        assert_eq!(relay.connections(), 12);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_while_it_sends_frees_its_letter_within_a_minute() {
    for test in TestApp::each().await {
        let relay = Relay::that(|step, _, time| match (step, time) {
            (Step::End, 1) => Act::TakeAndHangUp,
            (Step::Greeting, 2) => Act::Nothing,
            _ => Act::Well,
        });
        invite(&test, &["nora"]).await;
        deliver(&test, &relay).await;
        test.move_clock(2 * MINUTE);
        let patient = MailTransport::smtp_with(&relay.url(), Patience::of(Duration::from_mins(1)));
        let patient = patient.unwrap();
        let held = async {
            while relay.connections() < 2 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        // Dropped, as by a kill: what it held is noted nowhere.
        tokio::select! {
            () = deliver_by(&test, &patient) => panic!("it should stall"),
            () = held => {}
        }
        test.move_clock(MINUTE - 1);
        deliver(&test, &relay).await;
        assert_eq!(relay.taken().len(), 1);
        test.move_clock(1);
        // Other settings by now; the letter is the same one.
        let from = "Somebody else <other@elsewhere.example>".parse().unwrap();
        deliver_due(&app(&test), &transport(&relay.url()), &from, false)
            .await
            .unwrap();
        let ids: Vec<_> = relay.taken().into_iter().map(|taken| taken.id).collect();
        assert_eq!(ids.len(), 2);
        assert_eq!(ids[0], ids[1]);
        assert!(ids[0].ends_with("@access.example>"), "{}", ids[0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_does_not_let_us_in_costs_no_letter_however_long() {
    for test in TestApp::each().await {
        let relay = Relay::that(|step, _, time| match step {
            Step::LogIn if time <= 40 => Act::Say("535 5.7.8 wrong password"),
            _ => Act::Well,
        });
        let url = relay.url().replace("//", "//user:password@");
        invite(&test, &["nora"]).await;
        for _ in 0..40 {
            deliver_by(&test, &transport(&url)).await;
            let problem = "the mail server answered 535";
            assert_eq!(state(&test, "nora").await, waiting(problem));
            test.move_clock(MINUTE);
        }
        deliver_by(&test, &transport(&url)).await;
        assert_eq!(state(&test, "nora").await.0, "sent");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_said_in_the_open_to_a_server_that_should_speak_in_secret() {
    let test = TestApp::each().await.swap_remove(0);
    let relay = Relay::that(|_, _, _| Act::Well);
    let url = relay.url().replace("//", "//user:password@");
    invite(&test, &["nora"]).await;
    deliver_by(&test, &transport(&[&url, "?tls=required"].concat())).await;
    let problem = "no secure connection to the mail server";
    assert_eq!(state(&test, "nora").await, waiting(problem));
    let said = relay.lines().join("\n");
    assert!(!said.contains("AUTH") && !said.contains("MAIL"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_no_message_can_go_to_is_given_up_with_the_true_reason() {
    for test in TestApp::each().await {
        let relay = Relay::that(|_, _, _| Act::Well);
        invite(&test, &["renée", "two..dots", "well"]).await;
        deliver(&test, &relay).await;
        let dead = |problem: &str| ("dead".to_owned(), problem.to_owned());
        assert_eq!(
            state(&test, "renée").await,
            dead("the mail server takes no address with accents or other special letters")
        );
        assert_eq!(
            state(&test, "two..dots").await,
            dead("no message can be made of it")
        );
        assert_eq!(relay.recipients(), [address("well")]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_invites_somebody_is_told_whether_the_invitation_arrived() {
    for test in TestApp::each().await {
        let relay = Relay::that(|step, _, time| match (step, time) {
            (Step::Recipient, 1) => Act::Say("550 5.1.1 nobody"),
            (Step::Recipient, 2) => Act::Say("451 4.3.0 not now"),
            _ => Act::Well,
        });
        let created = [
            ("email", "nora@cast.example"),
            ("first_name", "Nora"),
            ("last_name", "Newhouse"),
            ("seen[]", "ZZ9001:0:"),
            ("ticks[]", "ZZ9001:gpp-statements"),
            ("step", "save"),
            ("idempotency_key", "01900000-0000-7000-8000-0000000b0001"),
        ];
        let created = test
            .post_to(Who::Alice, "/users/new", &body(&created))
            .await;
        let user = created.location();
        let user = user.split('?').next().unwrap();
        let way_in = [user, "/sign-in"].concat();
        let words = async |who, address: &str| test.get(who, address).await.words();
        let page = words(Who::Alice, &way_in).await;
        assert!(page.contains("Invitation email Waits to be sent"), "{page}");
        let none = words(Who::Alice, "/tasks").await;
        assert!(!none.contains("Nora Newhouse"), "{none}");

        deliver(&test, &relay).await;
        let page = words(Who::Alice, &way_in).await;
        assert!(page.contains("The invitation did not arrive"), "{page}");
        assert!(page.contains("(it answered 550)"), "{page}");
        for who in [Who::Alice, Who::Mary, Who::Olive] {
            let tasks = words(who, "/tasks").await;
            assert!(
                tasks.contains("Invitations that did not arrive"),
                "{who:?}: {tasks}"
            );
            assert!(tasks.contains("Nora Newhouse"), "{who:?}: {tasks}");
        }
        let lists = [
            (Who::Alice, "/users"),
            (Who::Olive, "/users?q=nora"),
            (Who::Alice, "/practices/ZZ9001/users"),
        ];
        let files = [
            (Who::Alice, "/users.csv"),
            (Who::Alice, "/practices/ZZ9001/users.csv"),
        ];
        for (who, address) in lists {
            let list = words(who, address).await;
            assert!(list.contains("Invited, not delivered"), "{address}: {list}");
        }
        for (who, address) in files {
            let file = test.get(who, address).await.text();
            assert!(
                file.contains("\"Invited, not delivered\""),
                "{address}: {file}"
            );
        }
        let home = words(Who::Alice, "/").await;
        assert!(home.contains("1 task"), "{home}");
        let elsewhere = words(Who::Zebedee, "/tasks").await;
        assert!(!elsewhere.contains("Nora"), "{elsewhere}");

        // Said again only of what was handed over.
        let form = test.form(Who::Alice, &way_in, &way_in).await;
        let resend = form.with("step", "resend");
        let done = test.post(Who::Alice, &resend).await.location();
        let page = words(Who::Alice, &done).await;
        assert!(page.contains("The invitation will be sent"), "{page}");
        assert!(page.contains("Invitation email Waits to be sent"), "{page}");
        assert!(!words(Who::Alice, "/tasks").await.contains("Nora"));
        for (who, address) in lists {
            let list = words(who, address).await;
            assert!(list.contains("Invited"), "{address}: {list}");
            assert!(!list.contains("not delivered"), "{address}: {list}");
        }
        deliver(&test, &relay).await;
        let page = words(Who::Alice, &way_in).await;
        assert!(
            page.contains("Waits to be sent. We could not hand it over yet"),
            "{page}"
        );
        test.move_clock(2 * MINUTE);
        deliver(&test, &relay).await;
        let page = words(Who::Alice, &done).await;
        assert!(
            page.contains("Handed to the mail server on 23 November 2026"),
            "{page}"
        );
        assert!(!page.contains("did not arrive"), "{page}");
    }
}
