//! The second factor, with plain forms.

use axum::{
    body::Body,
    http::{Method, header},
};
use practice_access::database::Query;
use totp_rs::{Builder, Secret, Totp};

use crate::support::{
    Answer, ELM, Form, TestApp, Who,
    app::{body, request},
    cast::PASSWORD,
    db_snapshot::tables,
};

mod exemption;

/// Somebody's browser: it keeps one cookie.
struct Browser<'a> {
    app: &'a TestApp,
    cookie: String,
}

impl<'a> Browser<'a> {
    fn new(app: &'a TestApp) -> Self {
        let cookie = String::new();
        Self { app, cookie }
    }

    async fn send(&mut self, method: Method, address: &str, body: String) -> Answer {
        let asked = request(method, Who::Visitor, address)
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        let answer = self.app.send(asked.unwrap()).await;
        for set in answer.headers.get_all(header::SET_COOKIE) {
            self.keep(set.to_str().unwrap());
        }
        match answer.draft(address) {
            Some(page) => self.app.get_with(&self.cookie, &page).await,
            None => answer,
        }
    }

    /// Keeps a cookie in place of one of the same name.
    fn keep(&mut self, set: &str) {
        let cookie = set.split(';').next().unwrap();
        let name = |cookie: &str| cookie.split('=').next().unwrap().to_owned();
        let others = self.cookie.split("; ").filter(|other| !other.is_empty());
        let mut cookies: Vec<_> = others.filter(|other| name(other) != name(cookie)).collect();
        if !set.contains("Max-Age=0") {
            cookies.push(cookie);
        }
        self.cookie = cookies.join("; ");
    }

    async fn get(&mut self, address: &str) -> Answer {
        self.send(Method::GET, address, String::new()).await
    }

    async fn post(&mut self, form: &Form) -> Answer {
        self.send(Method::POST, &form.action, form.encoded()).await
    }

    /// Enters address and password, and gives where that leads.
    async fn log_in(&mut self, who: Who, next: &str) -> String {
        let page = self.get("/sign-in").await;
        let form = page.form("/sign-in").with("email", &who.email());
        let form = form.with("password", PASSWORD).with("next", next);
        self.post(&form).await.location()
    }

    /// Enters a code on the page that asks for one.
    async fn show(&mut self, code: &str, next: &str) -> Answer {
        let page = self.get(&["/sign-in/factor?next=", next].concat()).await;
        let form = page.form("/sign-in/factor").with("code", code);
        self.post(&form).await
    }

    /// Gives an app the key of the page at `address`, and enters what it shows.
    async fn add_app(&mut self, address: &str) -> (Totp, Answer) {
        let page = self.get(address).await;
        let action = address.split('?').next().unwrap();
        let form = page.form(action);
        let app = app_of(form.value("key"));
        let code = code(&app, self.app);
        let answer = self.post(&form.with("code", &code)).await;
        (app, answer)
    }

    /// Keeps the recovery codes of the page at `address`.
    async fn keep_codes(&mut self, address: &str) -> (Vec<String>, Answer) {
        let before = self.get(address).await;
        let page = self.get(address).await;
        let form = page.form("/account/second-factor/recovery-codes");
        // A page that was printed is still right after it was loaded again.
        let first = before.form("/account/second-factor/recovery-codes");
        assert_eq!(first.value("codes"), form.value("codes"));
        let codes = form.value("codes").lines().map(str::to_owned).collect();
        let answer = self.post(&form).await;
        (codes, answer)
    }

    /// Signs in with an app that is set up on the way.
    async fn set_up(&mut self, who: Who) -> Totp {
        let to = self.log_in(who, "/").await;
        let (app, answer) = self.add_app(&to).await;
        self.keep_codes(&answer.location()).await;
        app
    }
}

fn app_of(key: &str) -> Totp {
    let secret = Secret::try_from_base32(key.replace(' ', "")).unwrap();
    Builder::new().with_secret(secret).build().unwrap()
}

fn code(app: &Totp, program: &TestApp) -> String {
    let now = u64::try_from(program.clock.now().0 / 1_000_000).unwrap();
    app.generate(now).to_string()
}

fn wait(app: &TestApp, seconds: i64) {
    app.move_clock(seconds * 1_000_000);
}

async fn recorded(app: &TestApp, action: &'static str) -> i64 {
    let query = Query::new("SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = $1");
    app.count(query.bind(action)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_sets_up_a_second_factor_before_anything_else_and_is_asked_for_it_from_then_on()
 {
    for app in TestApp::each().await {
        let mut browser = Browser::new(&app);
        let to = browser.log_in(Who::Alice, "/users?q=peter").await;
        assert_eq!(to, "/sign-in/set-up?next=%2Fusers%3Fq%3Dpeter");
        let half = browser.cookie.clone();
        for address in ["/users", "/account/second-factor", "/users.csv"] {
            let answer = browser.get(address).await;
            assert!(
                answer.status.is_redirection(),
                "{address}: {}",
                answer.status
            );
        }
        let called = browser
            .send(Method::POST, "/api/users/search", String::new())
            .await;
        assert_eq!(called.status, 401);
        // Whoever comes back to the sign-in page is led to what is missing.
        let back = browser.get("/sign-in").await.header(header::LOCATION);
        assert!(back.starts_with("/sign-in/set-up"), "{back}");
        let (phone, answer) = browser.add_app(&to).await;
        assert_eq!(
            answer.location(),
            "/account/second-factor/recovery-codes?next=%2Fusers%3Fq%3Dpeter"
        );
        assert_ne!(browser.cookie, half);
        let (codes, answer) = browser.keep_codes(&answer.location()).await;
        assert_eq!(
            (codes.len(), answer.location()),
            (10, "/users?q=peter".to_owned())
        );
        assert!(
            browser
                .get("/users")
                .await
                .words()
                .contains("Alice Ashworth")
        );
        assert_eq!(recorded(&app, "factor-added").await, 1);
        assert_eq!(recorded(&app, "recovery-codes-made").await, 1);
        // The secret from before is worth nothing, and none of what was shown is in the database.
        let mut old = Browser::new(&app);
        old.cookie = half;
        assert_eq!(old.get("/sign-in").await.status, 200);
        let all = format!("{:?}", tables(&app.db).await);
        for code in &codes {
            assert!(!all.contains(code) && !all.contains(&code.replace('-', "")));
        }

        let mut browser = Browser::new(&app);
        let to = browser.log_in(Who::Alice, "/users").await;
        assert_eq!(to, "/sign-in/factor?next=%2Fusers");
        assert!(browser.get("/users").await.status.is_redirection());
        // The code that set the app up is not accepted again; the next one is, once.
        let answer = browser.show(&code(&phone, &app), "/users").await;
        assert!(
            answer.errors().contains("used already"),
            "{}",
            answer.errors()
        );
        wait(&app, 30);
        let next = code(&phone, &app);
        assert_eq!(browser.show(&next, "/users").await.location(), "/users");
        let mut second = Browser::new(&app);
        second.log_in(Who::Alice, "/users").await;
        let answer = second.show(&next, "/users").await;
        assert!(
            answer.errors().contains("used already"),
            "{}",
            answer.errors()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recovery_code_stands_in_once_and_the_last_three_lead_to_new_ones() {
    for app in TestApp::each().await {
        let mut browser = Browser::new(&app);
        let to = browser.log_in(Who::Alice, "/").await;
        let (_, answer) = browser.add_app(&to).await;
        let (codes, _) = browser.keep_codes(&answer.location()).await;
        for (used, code) in codes.iter().enumerate() {
            let mut browser = Browser::new(&app);
            browser.log_in(Who::Alice, "/").await;
            let typed = code.to_lowercase().replace('-', " ");
            let to = browser.show(&typed, "%2Fusers").await.location();
            let left = 9 - used;
            if left > 3 {
                assert_eq!(to, "/users", "{left}");
            } else {
                assert_eq!(to, "/account/second-factor?next=%2Fusers", "{left}");
                let words = browser.get(&to).await.words();
                assert!(
                    words.contains("left") || words.contains("no recovery codes"),
                    "{words}"
                );
            }
            let mut again = Browser::new(&app);
            again.log_in(Who::Alice, "/").await;
            let answer = again.show(code, "/").await;
            assert!(
                answer.errors().contains("not correct"),
                "{}",
                answer.errors()
            );
        }
        assert_eq!(recorded(&app, "recovery-code-used").await, 10);
        // A new set takes the place of the old one.
        let (first, _) = browser
            .keep_codes("/account/second-factor/recovery-codes")
            .await;
        let (second, _) = browser
            .keep_codes("/account/second-factor/recovery-codes")
            .await;
        let mut browser = Browser::new(&app);
        browser.log_in(Who::Alice, "/").await;
        assert!(
            browser
                .show(&first[0], "/")
                .await
                .errors()
                .contains("not correct")
        );
        assert_eq!(browser.show(&second[0], "/").await.location(), "/");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_factor_with_its_first_recovery_codes_is_told_in_one_letter_and_later_codes_in_another()
 {
    for app in TestApp::each().await {
        let mut browser = Browser::new(&app);
        browser.set_up(Who::Alice).await;
        let letters = || {
            app.count(Query::new(
                "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE kind = 'factor-changed'",
            ))
        };
        assert_eq!(letters().await, 1);
        assert_eq!(recorded(&app, "recovery-codes-made").await, 1);
        browser
            .keep_codes("/account/second-factor/recovery-codes")
            .await;
        assert_eq!(letters().await, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_wrong_codes_are_a_pause_for_that_account_even_with_the_right_one() {
    for app in TestApp::each().await {
        let mut browser = Browser::new(&app);
        let phone = browser.set_up(Who::Alice).await;
        let mut browser = Browser::new(&app);
        browser.log_in(Who::Alice, "/").await;
        for _ in 0..10 {
            let answer = browser.show("0000-0000-0000-0000", "/").await;
            assert!(
                answer.errors().contains("not correct"),
                "{}",
                answer.errors()
            );
        }
        wait(&app, 30);
        let answer = browser.show(&code(&phone, &app), "/").await;
        assert!(
            answer.errors().contains("Wait 15 minutes"),
            "{}",
            answer.errors()
        );
        // Whoever tried knew the password: its owner is told, and the record.
        assert_eq!(recorded(&app, "factor-locked").await, 1);
        let told = "SELECT CAST(count(*) AS BIGINT) FROM mail
                    WHERE kind = 'factor-locked' AND to_address = 'alice@cast.example'";
        assert_eq!(app.count(Query::new(told)).await, 1);
        wait(&app, 15 * 60);
        assert_eq!(browser.show(&code(&phone, &app), "/").await.location(), "/");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_gets_more_days_with_a_fresh_factor_only() {
    for app in TestApp::each().await {
        let mut browser = Browser::new(&app);
        let phone = browser.set_up(Who::Alice).await;
        let ends = "UPDATE role_grant SET ends_on = '2027-03-31'
                    WHERE user_id = $1 AND ods = 'ZZ9001' AND role = 'gpp-user-management'";
        app.run(Query::new(ends).bind(Who::Bashir.id())).await;
        let bashir = ["/users/", &Who::Bashir.id().to_string()].concat();
        let page = [&bashir, "/dates?practice=ZZ9001&role=gpp-user-management"].concat();
        wait(&app, 11 * 60);
        let form = browser.get(&page).await.form(&page);
        let longer = form.clone().with_all("ends[]", &["30", "6", "2027"]);
        let checked = browser.post(&longer.press("check")).await;
        let refused = browser.post(&checked.form(&page).press("save")).await;
        assert!(
            refused.errors().contains("Enter a code"),
            "{}",
            refused.errors()
        );
        let last_day = || {
            let query = Query::new(
                "SELECT CAST(count(*) AS BIGINT) FROM role_grant WHERE user_id = $1 AND ends_on = $2",
            );
            query.bind(Who::Bashir.id())
        };
        assert_eq!(app.count(last_day().bind("2027-06-30")).await, 0);
        let code = code(&phone, &app);
        let save = refused.form(&page).with("code", &code).press("save");
        browser.post(&save).await.location();
        assert_eq!(app.count(last_day().bind("2027-06-30")).await, 1);
        wait(&app, 11 * 60);
        let form = browser.get(&page).await.form(&page);
        let shorter = form.with_all("ends[]", &["30", "4", "2027"]);
        let checked = browser.post(&shorter.press("check")).await;
        let save = checked.form(&page).press("save");
        browser.post(&save).await.location();
        assert_eq!(app.count(last_day().bind("2027-04-30")).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_factor_is_optional_for_others_and_the_last_one_of_an_administrator_stays() {
    for app in TestApp::each().await {
        for (who, stays) in [(Who::Peter, false), (Who::Alice, true)] {
            let mut browser = Browser::new(&app);
            let to = browser.log_in(who, "/account/second-factor/app").await;
            let (_, answer) = if stays {
                browser.add_app(&to).await
            } else {
                assert_eq!(to, "/account/second-factor/app");
                browser.add_app(&to).await
            };
            browser.keep_codes(&answer.location()).await;
            let list = browser.get("/account/second-factor").await.text();
            let (_, rest) = list.split_once("/account/second-factor/factors/").unwrap();
            let page = ["/account/second-factor/factors/", &rest[..36]].concat();
            let form = browser.get(&page).await.form(&page);
            let form = form.with("name", "  Work   phone ").press("name");
            assert_eq!(
                browser.post(&form).await.location(),
                "/account/second-factor?done=named"
            );
            let words = browser.get("/account/second-factor").await.words();
            assert!(words.contains("Work phone"), "{words}");
            let remove = body(&[("factor", &rest[..36]), ("step", "remove")]);
            let answer = browser.send(Method::POST, &page, remove).await;
            if stays {
                assert!(
                    answer.errors().contains("Add another one"),
                    "{}",
                    answer.errors()
                );
            } else {
                assert_eq!(answer.location(), "/account/second-factor?done=removed");
                let words = browser.get("/account/second-factor").await.words();
                assert!(words.contains("You have no second factor yet"), "{words}");
                let codes = Query::new(
                    "SELECT CAST(count(*) AS BIGINT) FROM recovery_code WHERE user_id = $1",
                );
                assert_eq!(app.count(codes.bind(who.id())).await, 0);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_changes_second_factors_ten_minutes_after_showing_one_without_showing_it_again() {
    for app in TestApp::each().await {
        let mut browser = Browser::new(&app);
        let phone = browser.set_up(Who::Alice).await;
        wait(&app, 11 * 60);
        for page in ["app", "passkey", "recovery-codes"] {
            let page = ["/account/second-factor/", page].concat();
            let to = browser.get(&page).await.header(header::LOCATION);
            assert!(to.starts_with("/sign-in/factor?next="), "{page}: {to}");
            let sent = body(&[("name", "x"), ("codes", "x"), ("ceremony", "x")]);
            let to = browser.send(Method::POST, &page, sent).await.location();
            assert!(to.starts_with("/sign-in/factor?next="), "{page}: {to}");
        }
        let answer = browser
            .show(&code(&phone, &app), "/account/second-factor/app")
            .await;
        assert_eq!(answer.location(), "/account/second-factor/app");
        assert_eq!(browser.get("/account/second-factor/app").await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reset_ends_every_session_at_once_on_every_server_and_is_recorded_with_its_reason() {
    for app in TestApp::each().await {
        let other = app.beside().await;
        let mut peter = Browser::new(&app);
        peter.log_in(Who::Peter, "/").await;
        let (_, answer) = peter.add_app("/account/second-factor/app").await;
        peter.keep_codes(&answer.location()).await;
        let page = ["/users/", &Who::Peter.id().to_string(), "/second-factor"].concat();
        for who in [Who::Peter, Who::Dora, Who::Zebedee, Who::Gina] {
            assert_eq!(app.get(who, &page).await.status, 403, "{who:?}");
            let sent = body(&[("user", &Who::Peter.id().to_string()), ("reason", "Lost")]);
            assert_eq!(app.post_to(who, &page, &sent).await.status, 403, "{who:?}");
        }
        assert_eq!(recorded(&app, "refused").await, 4);
        let form = app.form(Who::Mary, &page, &page).await;
        let answer = app.post(Who::Mary, &form).await;
        assert!(
            answer.errors().contains("Enter the reason"),
            "{}",
            answer.errors()
        );
        let form = form.with("reason", "Phone lost; I rang back");
        let to = app.post(Who::Mary, &form).await.location();
        assert!(app.get(Who::Mary, &to).await.words().contains("is reset"));
        // The session from the start and the new one, here and on the other server.
        peter.app = &other;
        assert!(
            peter
                .get("/account/second-factor")
                .await
                .status
                .is_redirection()
        );
        assert!(
            app.get(Who::Peter, "/account/second-factor")
                .await
                .status
                .is_redirection()
        );
        let history = ["/practices/", ELM, "/history"].concat();
        let words = app.get(Who::Alice, &history).await.words();
        assert!(
            words.contains("Mary Contact reset Peter Plain's second factor"),
            "{words}"
        );
        assert!(words.contains("Phone lost; I rang back"), "{words}");
        let mut peter = Browser::new(&app);
        assert_eq!(peter.log_in(Who::Peter, "/").await, "/");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_outside_a_demonstration_shows_a_code() {
    for app in TestApp::each().await {
        let mut browser = Browser::new(&app);
        let to = browser.log_in(Who::Alice, "/").await;
        assert!(!browser.get(&to).await.words().contains("demonstration"));
        browser.add_app(&to).await;
        let mut browser = Browser::new(&app);
        let to = browser.log_in(Who::Alice, "/").await;
        let page = browser.get(&to).await;
        assert!(!page.words().contains("demonstration"));
        assert_eq!(page.form("/sign-in/factor").value("code"), "");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn making_an_administrator_asks_for_a_second_factor_shown_just_now_and_keeps_what_was_filled_in()
 {
    for app in TestApp::each().await {
        let mut browser = Browser::new(&app);
        let phone = browser.set_up(Who::Alice).await;
        wait(&app, 11 * 60);
        let page = ["/users/", &Who::Peter.id().to_string()].concat();
        let administers = || {
            let query = Query::new(
                "SELECT CAST(count(*) AS BIGINT) FROM role_grant
                 WHERE user_id = $1 AND role = 'gpp-user-management' AND ended_at IS NULL",
            );
            query.bind(Who::Peter.id())
        };
        // Any other role is given as always.
        let table = browser.get(&page).await.form(&page);
        let checked = browser
            .post(&table.tick("ZZ9001:gpp-statements").press("check"))
            .await;
        let saved = browser.post(&checked.form(&page).press("save")).await;
        assert!(saved.location().starts_with(&page));

        let table = browser.get(&page).await.form(&page);
        let form = table
            .tick("ZZ9001:gpp-user-management")
            .with("reason", "She is leaving");
        let checked = browser.post(&form.press("check")).await;
        assert!(checked.errors().is_empty(), "{}", checked.errors());
        let refused = browser.post(&checked.form(&page).press("save")).await;
        assert!(
            refused.errors().contains("Enter a code"),
            "{}",
            refused.errors()
        );
        let form = refused.form(&page).with("code", "0000-0000-0000-0000");
        let refused = browser.post(&form.press("save")).await;
        assert!(
            refused.errors().contains("not correct"),
            "{}",
            refused.errors()
        );
        assert_eq!(app.count(administers()).await, 0);
        let form = refused.form(&page);
        assert_eq!(form.value("reason"), "She is leaving");
        let saved = browser
            .post(&form.with("code", &code(&phone, &app)).press("save"))
            .await;
        assert!(saved.location().starts_with(&page));
        assert_eq!(app.count(administers()).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_people_become_administrators_with_a_fresh_factor_only() {
    for app in TestApp::each().await {
        let mut browser = Browser::new(&app);
        let phone = browser.set_up(Who::Alice).await;
        wait(&app, 11 * 60);
        let page = ["/practices/", ELM, "/users"].concat();
        let several = |step: &str, code: &str| {
            let peter = [&Who::Peter.id().to_string(), ":1"].concat();
            let fields = [
                ("practice", ELM),
                ("people[]", &peter),
                ("change", "add"),
                ("which", "gpp-user-management"),
                ("reason", "Needed"),
                ("step", step),
                ("code", code),
                ("idempotency_key", "01900000-0000-7000-8000-0000000a0001"),
            ];
            body(&fields)
        };
        let answer = browser.send(Method::POST, &page, several("save", "")).await;
        assert!(
            answer.errors().contains("Enter a code"),
            "{}",
            answer.text()
        );
        let answer = browser
            .send(Method::POST, &page, several("save", "123"))
            .await;
        assert!(
            answer.errors().contains("Enter the 6-digit code"),
            "{}",
            answer.errors()
        );
        assert!(answer.form(&page).has_field("code"));
        let right = several("save", &code(&phone, &app));
        let answer = browser.send(Method::POST, &page, right).await;
        assert!(answer.location().starts_with(&page));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_user_becomes_an_administrator_with_a_fresh_factor_only() {
    for app in TestApp::each().await {
        let mut browser = Browser::new(&app);
        let phone = browser.set_up(Who::Alice).await;
        wait(&app, 11 * 60);
        let new = |code: &str| {
            let fields = [
                ("email", "new@cast.example"),
                ("first_name", "Nora"),
                ("last_name", "New"),
                ("seen[]", "ZZ9001:0:"),
                ("ticks[]", "ZZ9001:gpp-user-management"),
                ("step", "save"),
                ("code", code),
                ("idempotency_key", "01900000-0000-7000-8000-0000000a0002"),
            ];
            body(&fields)
        };
        let answer = browser.send(Method::POST, "/users/new", new("")).await;
        assert!(
            answer.errors().contains("Enter a code"),
            "{}",
            answer.text()
        );
        let form = answer.form("/users/new").with("code", &code(&phone, &app));
        let answer = browser.post(&form.press("save")).await;
        assert!(answer.location().starts_with("/users/"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_becomes_an_administrator_sets_up_a_second_factor_before_the_next_page() {
    for app in TestApp::each().await {
        let mut browser = Browser::new(&app);
        assert_eq!(browser.log_in(Who::Peter, "/").await, "/");
        assert_eq!(browser.get("/account/second-factor").await.status, 200);
        let page = ["/users/", &Who::Peter.id().to_string()].concat();
        let table = app.form(Who::Alice, &page, &page).await;
        let form = table.tick("ZZ9001:gpp-user-management").press("check");
        let checked = app.post(Who::Alice, &form).await;
        let saved = app
            .post(Who::Alice, &checked.form(&page).press("save"))
            .await;
        assert!(saved.location().starts_with(&page));
        let to = browser.get("/users").await.header(header::LOCATION);
        assert_eq!(to, "/sign-in?next=%2Fusers");
        let to = browser.get(&to).await.header(header::LOCATION);
        assert_eq!(to, "/sign-in/set-up?next=%2Fusers");
        assert_eq!(browser.get(&to).await.status, 200);
    }
}
