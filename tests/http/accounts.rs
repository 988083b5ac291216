//! Invitations, forgotten passwords, locks and one's own account, with plain forms.

use axum::http::header;
use practice_access::{
    base::ids::UserId,
    database::{Failure, Query, Tx, UnitOfWork},
    sign_in::answer_requests,
};
use sha2::{Digest as _, Sha256};

use crate::support::{
    Answer, TestApp, Who, body,
    cast::{NOW, PASSWORD},
};

const GOOD: &str = "walrus kettle ivory";
const HOUR: i64 = 3_600_000_000;

/// Gives the newest open link of a purpose a secret that the test knows: the one in the mail is in the mail alone.
struct Known(UserId, &'static str, &'static str);

impl UnitOfWork for Known {
    type Done = u64;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<u64, Failure> {
        let hash: [u8; 32] = Sha256::digest(self.2).into();
        let link = Query::new(
            "UPDATE account_link SET token_hash = $3 WHERE user_id = $1 AND purpose = $2 AND ended_at IS NULL",
        );
        Ok(tx
            .execute(link.bind(self.0).bind(self.1).bind(hash))
            .await?)
    }
}

/// Whether there was a link to be known.
async fn know(app: &TestApp, user: UserId, purpose: &'static str, key: &'static str) -> bool {
    app.db.write(&Known(user, purpose, key)).await.unwrap() == 1
}

async fn one<T: practice_access::database::Row>(app: &TestApp, query: Query) -> T {
    app.db.optional(query).await.unwrap().unwrap()
}

/// A colleague whom Alice has just invited, with a known link.
async fn invited(app: &TestApp, key: &'static str) -> UserId {
    let answer = app
        .post_to(
            Who::Alice,
            "/users/new",
            &crate::support::body(&[
                ("email", "nora@cast.example"),
                ("first_name", "Nora"),
                ("last_name", "Newhouse"),
                ("seen[]", "ZZ9001:0:"),
                ("ticks[]", "ZZ9001:gpp-statements"),
                ("step", "save"),
                ("idempotency_key", "01900000-0000-7000-8000-0000000b0001"),
            ]),
        )
        .await;
    assert!(answer.location().starts_with("/users/"));
    let query = Query::new("SELECT id FROM app_user WHERE email = 'nora@cast.example'");
    let (id,): (UserId,) = one(app, query).await;
    assert!(know(app, id, "invitation", key).await);
    id
}

/// Where the right password leads somebody who needs a second factor.
const SET_UP: &str = "/sign-in/set-up?next=%2F";

async fn sign_in(app: &TestApp, email: &str, password: &str) -> Answer {
    let form = app.form(Who::Visitor, "/sign-in", "/sign-in").await;
    let form = form.with("email", email).with("password", password);
    app.post(Who::Visitor, &form).await
}

async fn actions(app: &TestApp, user: UserId) -> Vec<String> {
    let query = "SELECT action FROM history_event WHERE subject_id = $1 ORDER BY at, chain, seq";
    let rows: Vec<(String,)> = app.db.all(Query::new(query).bind(user)).await.unwrap();
    rows.into_iter().map(|(action,)| action).collect()
}

async fn sessions(app: &TestApp, user: UserId) -> i64 {
    let query = "SELECT CAST(count(*) AS BIGINT) FROM session WHERE user_id = $1";
    app.count(Query::new(query).bind(user)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_sets_up_an_account_once_and_opening_it_changes_nothing() {
    for app in TestApp::each().await {
        let nora = invited(&app, "the key").await;
        let (address, action) = ("/invitation?key=the%20key", "/invitation?key=the%20key");
        for _ in 0..3 {
            let page = app.get(Who::Visitor, address).await;
            assert!(
                page.words().contains("Set up your account"),
                "{}",
                page.words()
            );
        }
        let form = app.form(Who::Visitor, address, action).await;
        let weak = form.clone().with("password", "Nora Newhouse").tick("yes");
        let refused = app.post(Who::Visitor, &weak).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.errors().contains("must not be made of your name"),
            "{}",
            refused.errors()
        );
        assert!(!refused.text().contains("Nora Newhouse\""));
        assert!(refused.form(action).is_ticked("yes"));
        let unread = app
            .post(Who::Visitor, &form.clone().with("password", GOOD))
            .await;
        assert!(
            unread.errors().contains("accept the terms"),
            "{}",
            unread.errors()
        );
        let good = form.with("password", GOOD).tick("yes");
        let set_up = app.post(Who::Visitor, &good).await;
        assert_eq!(set_up.location(), "/");
        assert!(
            set_up
                .header(header::SET_COOKIE)
                .contains("practice_access_session=")
        );
        let query = Query::new("SELECT status FROM membership WHERE user_id = $1").bind(nora);
        let (status,): (String,) = one(&app, query).await;
        assert_eq!(status, "active");
        assert_eq!(
            actions(&app, nora).await,
            [
                "user-created",
                "roles-changed",
                "account-set-up",
                "signed-in"
            ]
        );
        let again = app
            .post(Who::Visitor, &good.with("password", "another kettle ivory"))
            .await;
        let page = app.get(Who::Visitor, &again.location()).await;
        assert!(page.words().contains("set up already"), "{}", page.words());
        assert_eq!(
            sign_in(&app, "nora@cast.example", GOOD).await.location(),
            "/"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_works_with_what_a_mail_program_stuck_to_it() {
    const KEY: &str = "3d00000000000000000000000000000000000000000000000000000000000000";
    for app in TestApp::each().await {
        invited(&app, KEY).await;
        for (before, after) in [
            ("", ""),
            ("", "."),
            ("", "%3E"),
            ("", "%20"),
            ("3D", ""),
            ("3D", ")."),
        ] {
            let address = ["/invitation?key=", before, KEY, after].concat();
            let page = app.get(Who::Visitor, &address).await;
            let words = page.words();
            assert!(words.contains("Set up your account"), "{address}: {words}");
        }
        let stuck = ["key=3D", KEY, ".&password=walrus+kettle+ivory&terms=yes"].concat();
        let set_up = app.post_to(Who::Visitor, "/invitation", &stuck).await;
        assert_eq!(set_up.location(), "/");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_invitation_says_so_and_sends_a_new_one_to_the_same_address() {
    for app in TestApp::each().await {
        let nora = invited(&app, "old").await;
        app.move_clock(72 * HOUR - 1);
        let page = app.get(Who::Visitor, "/invitation?key=old").await;
        assert!(
            page.words().contains("Set up your account"),
            "{}",
            page.words()
        );
        app.move_clock(1);
        let page = app.get(Who::Visitor, "/invitation?key=old").await;
        assert!(page.words().contains("has expired"), "{}", page.words());
        let sent = app.post(Who::Visitor, &page.form("/invitation")).await;
        assert_eq!(sent.location(), "/invitation?sent=yes");
        let page = app.get(Who::Visitor, "/invitation?key=old").await;
        assert!(
            page.words().contains("There is a newer invitation"),
            "{}",
            page.words()
        );
        assert!(know(&app, nora, "invitation", "new").await);
        let page = app.get(Who::Visitor, "/invitation?key=new").await;
        assert!(
            page.words().contains("Set up your account"),
            "{}",
            page.words()
        );
        for unknown in ["/invitation?key=none", "/invitation"] {
            let page = app.get(Who::Visitor, unknown).await;
            assert!(page.words().contains("does not work"), "{}", page.words());
        }
        // Nobody fills a mailbox by pressing the button.
        let again = "step=again&key=old";
        for _ in 0..9 {
            app.post_to(Who::Visitor, "/invitation", again).await;
        }
        let query = "SELECT CAST(count(*) AS BIGINT) FROM account_link WHERE user_id = $1";
        assert_eq!(app.count(Query::new(query).bind(nora)).await, 5);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_sends_again_corrects_and_withdraws_an_invitation_of_their_practice_alone()
{
    for app in TestApp::each().await {
        let nora = invited(&app, "first").await;
        let address = ["/users/", &nora.to_string(), "/sign-in"].concat();
        let page = app.get(Who::Alice, &address).await;
        assert!(
            page.words()
                .contains("Invited on 23 November 2026 at 10:00"),
            "{}",
            page.words()
        );
        assert!(
            page.words()
                .contains("Works until 26 November 2026 at 10:00"),
            "{}",
            page.words()
        );
        for stranger in [Who::Peter, Who::Zebedee, Who::Dora, Who::Gina] {
            let page = app.get(stranger, &address).await;
            assert_eq!(page.status, 403, "{stranger:?}");
        }
        let resend = page.form(&address).with("step", "resend");
        let done = app.post(Who::Alice, &resend).await.location();
        assert!(
            app.get(Who::Alice, &done)
                .await
                .words()
                .contains("The invitation will be sent")
        );
        let old = app.get(Who::Visitor, "/invitation?key=first").await;
        assert!(
            old.words().contains("There is a newer invitation"),
            "{}",
            old.words()
        );

        let fresh = app.form(Who::Alice, &address, &address).await;
        let taken = fresh
            .clone()
            .forge("email", "peter@cast.example")
            .with("step", "correct");
        let refused = app.post(Who::Alice, &taken).await;
        assert!(
            refused
                .errors()
                .contains("Another account has this address"),
            "{}",
            refused.errors()
        );
        // Pressed again it is refused again: a refusal does not use the form up.
        let refused = app.post(Who::Alice, &taken).await;
        assert!(
            refused
                .errors()
                .contains("Another account has this address"),
            "{}",
            refused.errors()
        );
        let right = fresh
            .forge("email", "nora.newhouse@cast.example")
            .with("step", "correct");
        app.post(Who::Alice, &right).await.location();
        let found = app
            .get(Who::Alice, "/users?q=nora.newhouse%40cast.example")
            .await;
        assert!(found.words().contains("Nora Newhouse"), "{}", found.words());

        assert!(know(&app, nora, "invitation", "second").await);
        let page = app.get(Who::Alice, &address).await;
        let asked = app
            .post(Who::Alice, &page.form(&address).with("step", "ask"))
            .await;
        assert!(
            asked.words().contains("Withdraw the invitation?"),
            "{}",
            asked.words()
        );
        let withdraw = asked.form(&address);
        let done = app.post(Who::Alice, &withdraw).await.location();
        assert!(
            app.get(Who::Alice, &done)
                .await
                .words()
                .contains("was withdrawn")
        );
        assert_eq!(app.post(Who::Alice, &withdraw).await.location(), done);
        let page = app.get(Who::Visitor, "/invitation?key=second").await;
        assert!(page.words().contains("was withdrawn"), "{}", page.words());
        let post = "key=second&password=walrus+kettle+ivory&terms=yes";
        let refused = app.post_to(Who::Visitor, "/invitation", post).await;
        assert!(refused.header(header::SET_COOKIE).is_empty());
        let query = "SELECT CAST(count(*) AS BIGINT) FROM role_grant WHERE user_id = $1 AND ended_at IS NULL";
        assert_eq!(app.count(Query::new(query).bind(nora)).await, 0);
        // Whoever sees it afterwards is not led to an account without access.
        let page = app.get(Who::Olive, &address).await.words();
        assert!(page.contains("Create the user again"), "{page}");
        assert!(!page.contains("Send the invitation again"), "{page}");
        assert!(
            !page.contains("a practice that you do not administer"),
            "{page}"
        );
        let key = uuid::Uuid::from_u128(77).to_string();
        let again = body(&[
            ("user", &nora.to_string()),
            ("step", "resend"),
            ("idempotency_key", &key),
        ]);
        let refused = app.post_to(Who::Olive, &address, &again).await;
        assert!(
            refused
                .errors()
                .contains("has no place at a practice any more"),
            "{}",
            refused.errors()
        );
        assert_eq!(
            actions(&app, nora).await,
            [
                "user-created",
                "roles-changed",
                "address-corrected",
                "roles-changed",
                "deactivated",
                "invitation-sent",
                "address-corrected",
                "invitation-withdrawn"
            ]
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_that_also_gives_another_services_roles_is_not_withdrawn_by_one_administrator()
 {
    for app in TestApp::each().await {
        let nora = invited(&app, "key").await;
        let give = [
            ["user=", &nora.to_string()].concat().as_str(),
            "seen[]=ZZ9001:1:gpp-statements",
            "ticks[]=ZZ9001:gpp-statements",
            "ticks[]=ZZ9001:mrs-order-entry",
            "step=save",
            "idempotency_key=01900000-0000-7000-8000-0000000b0002",
        ]
        .join("&");
        let done = app
            .post_to(Who::Mary, &["/users/", &nora.to_string()].concat(), &give)
            .await;
        done.location();
        let address = ["/users/", &nora.to_string(), "/sign-in"].concat();
        let form = app.form(Who::Alice, &address, &address).await;
        let refused = app.post(Who::Alice, &form.with("step", "withdraw")).await;
        assert_eq!(refused.status, 422, "{}", refused.words());
        let query = "SELECT CAST(count(*) AS BIGINT) FROM role_grant WHERE user_id = $1 AND ended_at IS NULL";
        assert_eq!(app.count(Query::new(query).bind(nora)).await, 2);
        assert!(know(&app, nora, "invitation", "still").await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_password_is_answered_alike_for_everybody_and_replaced_by_a_link() {
    for app in TestApp::each().await {
        let mut answers = Vec::new();
        for email in [
            "alice@cast.example",
            "unknown@cast.example",
            "dora@cast.example",
        ] {
            let form = app
                .form(Who::Visitor, "/forgotten-password", "/forgotten-password")
                .await;
            let answer = app.post(Who::Visitor, &form.with("email", email)).await;
            let page = app.get(Who::Visitor, &answer.location()).await;
            answers.push((answer.location(), page.words()));
        }
        assert!(
            answers.iter().all(|answer| *answer == answers[0]),
            "{answers:?}"
        );
        assert!(
            answers[0].1.contains("Check your email"),
            "{}",
            answers[0].1
        );
        answer_requests(&app.db, app.clock.now()).await.unwrap();
        let left = "SELECT CAST(count(*) AS BIGINT) FROM account_request";
        assert_eq!(app.count(Query::new(left)).await, 0);
        // Dora works nowhere any more: she reads why by mail.
        assert!(!know(&app, Who::Dora.id(), "reset", "dora").await);
        assert!(know(&app, Who::Alice.id(), "reset", "key").await);

        let page = app.get(Who::Visitor, "/reset-password?key=key").await;
        assert!(page.text().contains("alice@cast.example"));
        let action = "/reset-password?key=key";
        let form = page.form(action);
        let weak = app
            .post(Who::Visitor, &form.clone().with("password", "password1234"))
            .await;
        assert!(
            weak.errors().contains("too easy to guess"),
            "{}",
            weak.errors()
        );
        let good = form.with("password", GOOD);
        assert!(sessions(&app, Who::Alice.id()).await > 0);
        let changed = app.post(Who::Visitor, &good).await;
        assert_eq!(changed.location(), "/sign-in?changed=password");
        let page = app.get(Who::Visitor, "/sign-in?changed=password").await;
        assert!(
            page.words().contains("Your password has changed"),
            "{}",
            page.words()
        );
        assert_eq!(sessions(&app, Who::Alice.id()).await, 0);
        let again = app
            .post(Who::Visitor, &good.with("password", "another kettle ivory"))
            .await;
        let page = app.get(Who::Visitor, &again.location()).await;
        assert!(
            page.words().contains("already been used"),
            "{}",
            page.words()
        );
        let old = sign_in(&app, "alice@cast.example", PASSWORD).await;
        assert!(old.errors().contains("not correct"), "{}", old.errors());
        let new = sign_in(&app, "alice@cast.example", GOOD).await;
        assert_eq!(new.location(), SET_UP);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_to_a_new_password_is_good_for_half_an_hour_and_only_the_newest_and_few_an_hour() {
    for app in TestApp::each().await {
        let ask = async || {
            app.post_to(
                Who::Visitor,
                "/forgotten-password",
                "email=alice%40cast.example",
            )
            .await;
            answer_requests(&app.db, app.clock.now()).await.unwrap();
        };
        ask().await;
        assert!(know(&app, Who::Alice.id(), "reset", "one").await);
        app.move_clock(HOUR / 2 - 1);
        let page = app.get(Who::Visitor, "/reset-password?key=one").await;
        assert!(
            page.words().contains("Choose a new password"),
            "{}",
            page.words()
        );
        app.move_clock(1);
        let page = app.get(Who::Visitor, "/reset-password?key=one").await;
        assert!(page.words().contains("has expired"), "{}", page.words());
        let late = "key=one&password=walrus+kettle+ivory";
        app.post_to(Who::Visitor, "/reset-password", late).await;
        let old = sign_in(&app, "alice@cast.example", PASSWORD).await;
        assert_eq!(old.location(), SET_UP);
        for _ in 0..9 {
            ask().await;
        }
        let query = "SELECT CAST(count(*) AS BIGINT) FROM account_link WHERE user_id = $1";
        assert_eq!(app.count(Query::new(query).bind(Who::Alice.id())).await, 4);
        let page = app.get(Who::Visitor, "/reset-password?key=one").await;
        assert!(
            page.words().contains("There is a newer link"),
            "{}",
            page.words()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_is_recorded_and_lifted_by_an_administrator_of_the_practice() {
    for app in TestApp::each().await {
        for _ in 0..10 {
            sign_in(&app, "peter@cast.example", "wrong").await;
            app.move_clock(60_000_000);
        }
        answer_requests(&app.db, app.clock.now()).await.unwrap();
        let locked = sign_in(&app, "peter@cast.example", PASSWORD).await;
        assert!(
            locked.errors().contains("Wait 14 minutes"),
            "{}",
            locked.errors()
        );
        let address = ["/users/", &Who::Peter.id().to_string(), "/sign-in"].concat();
        let page = app.get(Who::Alice, &address).await;
        assert!(
            page.words().contains("Locked after wrong passwords"),
            "{}",
            page.words()
        );
        let form = page.form(&address).with("step", "unlock");
        let refused = app.post(Who::Zebedee, &form).await;
        assert_eq!(refused.status, 403);
        let done = app.post(Who::Alice, &form).await.location();
        let page = app.get(Who::Alice, &done).await;
        assert!(page.words().contains("was unlocked"), "{}", page.words());
        assert_eq!(
            sign_in(&app, "peter@cast.example", PASSWORD)
                .await
                .location(),
            "/"
        );
        let actions = actions(&app, Who::Peter.id()).await;
        assert_eq!(
            actions,
            ["sign-in-locked", "refused", "sign-in-unlocked", "signed-in"]
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_password_ends_every_other_session_and_needs_the_one_before() {
    for app in TestApp::each().await {
        sign_in(&app, "peter@cast.example", PASSWORD)
            .await
            .location();
        assert_eq!(sessions(&app, Who::Peter.id()).await, 2);
        let form = app
            .form(Who::Peter, "/account/password", "/account/password")
            .await;
        let wrong = form
            .clone()
            .with("current_password", "wrong")
            .with("password", GOOD);
        let refused = app.post(Who::Peter, &wrong).await;
        assert!(
            refused.errors().contains("not your current password"),
            "{}",
            refused.errors()
        );
        assert!(!refused.text().contains(GOOD));
        let form = form.with("current_password", PASSWORD);
        let same = app
            .post(Who::Peter, &form.clone().with("password", PASSWORD))
            .await;
        assert!(
            same.errors().contains("not your current one"),
            "{}",
            same.errors()
        );
        let good = form.with("password", GOOD);
        let done = app.post(Who::Peter, &good).await.location();
        let page = app.get(Who::Peter, &done).await;
        assert!(
            page.words().contains("Your password has changed"),
            "{}",
            page.words()
        );
        assert_eq!(sessions(&app, Who::Peter.id()).await, 1);
        assert_eq!(
            sign_in(&app, "peter@cast.example", GOOD).await.location(),
            "/"
        );
        let page = app.get(Who::Peter, "/account").await;
        let end = app
            .post(Who::Peter, &page.form("/account"))
            .await
            .location();
        assert_eq!(sessions(&app, Who::Peter.id()).await, 1);
        assert!(
            app.get(Who::Peter, &end)
                .await
                .words()
                .contains("logged out everywhere else")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ones_own_name_is_changed_and_found_and_recorded() {
    for app in TestApp::each().await {
        let form = app
            .form(Who::Peter, "/account/details", "/account/details")
            .await;
        assert_eq!(form.value("last_name"), "Plain");
        let new = form
            .with("last_name", "Plainfield-<b>")
            .with("phone", "01632 960001");
        let done = app.post(Who::Peter, &new).await.location();
        let page = app.get(Who::Peter, &done).await;
        assert!(
            page.words().contains("Peter Plainfield-<b>"),
            "{}",
            page.words()
        );
        let found = app.get(Who::Alice, "/users?q=plainfield").await;
        assert!(found.words().contains("Plainfield"), "{}", found.words());
        let history = app
            .get(
                Who::Peter,
                &["/users/", &Who::Peter.id().to_string(), "/history"].concat(),
            )
            .await;
        assert!(
            history.words().contains("changed their own details"),
            "{}",
            history.words()
        );
        let empty = app
            .form(Who::Peter, "/account/details", "/account/details")
            .await;
        let refused = app.post(Who::Peter, &empty.with("last_name", " ")).await;
        assert!(
            refused.errors().contains("Enter a last name"),
            "{}",
            refused.errors()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_address_becomes_the_username_when_its_link_is_confirmed_and_not_before() {
    for app in TestApp::each().await {
        let form = app
            .form(Who::Peter, "/account/address", "/account/address")
            .await;
        let form = form.with("current_password", PASSWORD);
        // Somebody else's address is found out only by who reads its mail, and is not taken.
        let asked = app
            .post(
                Who::Peter,
                &form.clone().with("email", "alice@cast.example"),
            )
            .await;
        assert_eq!(asked.location(), "/account?done=address-asked");
        assert!(know(&app, Who::Peter.id(), "address", "hers").await);
        let page = app
            .get(Who::Visitor, "/account/address/confirm?key=hers")
            .await;
        let refused = app
            .post(
                Who::Visitor,
                &page.form("/account/address/confirm?key=hers"),
            )
            .await;
        assert!(
            refused
                .errors()
                .contains("Another account has this address"),
            "{}",
            refused.errors()
        );

        let asked = app
            .post(
                Who::Peter,
                &form.clone().with("email", "peter.plain@new.example"),
            )
            .await;
        assert_eq!(asked.location(), "/account?done=address-asked");
        assert!(know(&app, Who::Peter.id(), "address", "key").await);
        let page = app
            .get(Who::Visitor, "/account/address/confirm?key=key")
            .await;
        assert!(
            page.words().contains("peter.plain@new.example"),
            "{}",
            page.words()
        );
        let early = sign_in(&app, "peter.plain@new.example", PASSWORD).await;
        assert!(early.errors().contains("not correct"), "{}", early.errors());
        let confirm = page.form("/account/address/confirm?key=key");
        let done = app.post(Who::Visitor, &confirm).await.location();
        assert!(
            app.get(Who::Visitor, &done)
                .await
                .words()
                .contains("has changed")
        );
        assert_eq!(
            sign_in(&app, "peter.plain@new.example", PASSWORD)
                .await
                .location(),
            "/"
        );
        // Whoever changed it can't cut its owner off by changing it again.
        let at_once = form.clone().with("email", "peter.third@new.example");
        let refused = app.post(Who::Peter, &at_once).await;
        assert!(
            refused.words().contains("can still be undone"),
            "{}",
            refused.words()
        );
        let again = app.post(Who::Visitor, &confirm).await.location();
        assert!(
            app.get(Who::Visitor, &again)
                .await
                .words()
                .contains("already been used")
        );

        let gp = app.get(Who::Gina, "/account/address").await;
        assert!(
            gp.words().contains("registered with the GMC"),
            "{}",
            gp.words()
        );
        let forged = [
            "email=gina%40new.example&current_password=",
            &PASSWORD.replace(' ', "+"),
        ]
        .concat();
        let refused = app.post_to(Who::Gina, "/account/address", &forged).await;
        assert!(refused.errors().contains("GMC"), "{}", refused.errors());
        assert!(!know(&app, Who::Gina.id(), "address", "gina").await);
        assert_eq!(app.clock.now().0, NOW);
    }
}

async fn gina_forgot_her_password(app: &TestApp) {
    let page = "/forgotten-password";
    let form = app.form(Who::Visitor, page, page).await;
    app.post(Who::Visitor, &form.with("email", "gina@cast.example"))
        .await
        .location();
    answer_requests(&app.db, app.clock.now()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gp_between_practices_or_deactivated_gets_a_link_logs_in_and_finds_their_entry() {
    for app in TestApp::each().await {
        // Elm Street took Gina's access away; her link with it still runs.
        let away = "UPDATE membership SET status = 'deactivated' WHERE user_id = $1";
        app.run(Query::new(away).bind(Who::Gina.id())).await;
        gina_forgot_her_password(&app).await;
        assert!(know(&app, Who::Gina.id(), "reset", "gina").await);
        let action = "/reset-password?key=gina";
        let form = app.form(Who::Visitor, action, action).await;
        let set = app.post(Who::Visitor, &form.with("password", GOOD)).await;
        assert_eq!(set.location(), "/sign-in?changed=password");
        let answer = sign_in(&app, "gina@cast.example", GOOD).await;
        assert_eq!(answer.location(), "/");
        let cookie = answer.header(header::SET_COOKIE);
        let (cookie, _) = cookie.split_once(';').expect("a cookie");
        let home = app.get_with(cookie, "/").await;
        for words in [
            "Your Performers List entry",
            "at Elm Street Surgery",
            "The practice has ended your access there",
            "Join a practice",
        ] {
            assert!(home.words().contains(words), "{words}: {}", home.words());
        }
        assert!(
            !home
                .words()
                .contains("ask its user administrator to add you"),
            "{}",
            home.words()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gp_who_never_set_up_their_account_is_invited_again_by_asking_for_a_password() {
    for app in TestApp::each().await {
        let never = "UPDATE app_user SET password_hash = NULL WHERE id = $1";
        app.run(Query::new(never).bind(Who::Gina.id())).await;
        gina_forgot_her_password(&app).await;
        assert!(know(&app, Who::Gina.id(), "invitation", "gina").await);
        let page = app.get(Who::Visitor, "/invitation?key=gina").await;
        assert!(
            page.words().contains("Set up your account"),
            "{}",
            page.words()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_of_ones_log_ins_holds_nothing_else() {
    for app in TestApp::each().await {
        sign_in(&app, "peter@cast.example", PASSWORD).await;
        let form = app
            .form(Who::Peter, "/account/details", "/account/details")
            .await;
        app.post(Who::Peter, &form.with("phone", "01632 960123"))
            .await
            .location();
        let account = app.get(Who::Peter, "/account").await;
        let log_ins = account.link("When you logged in");
        let lines = async |address: &str| {
            let page = app.get(Who::Peter, address).await;
            page.select(".app-history__what")
        };
        let listed = lines(&log_ins).await;
        assert_eq!(listed, "Peter Plain logged in");
        let db_snapshot = account.link("Everything recorded about you");
        let listed = lines(&db_snapshot).await;
        assert!(listed.len() > "Peter Plain logged in".len(), "{listed}");
    }
}
