//! Creating a user with plain forms.

use practice_access::database::Query;

use crate::support::{Form, TestApp, Who};

const SCRIPTS: [&str; 4] = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(2)</script>",
    "\"><img src=x onerror=alert(3)>",
];

/// The form after a new address was entered.
async fn details(app: &TestApp, who: Who, email: &str) -> Form {
    let form = app.form(who, "/users/new", "/users/new").await;
    let answer = app.post(who, &form.with("email", email)).await;
    assert_eq!(answer.status, 200, "{}", answer.errors());
    assert!(
        answer.words().contains("No account has the address"),
        "{}",
        answer.words()
    );
    answer.form("/users/new")
}

fn filled_in(form: Form) -> Form {
    form.with("first_name", "Nora")
        .with("last_name", "O'Neill-Smith")
        .tick("ZZ9001:gpp-statements")
}

async fn accounts(app: &TestApp, email: &str) -> i64 {
    let count = "SELECT CAST(count(*) AS BIGINT) FROM app_user WHERE email = $1";
    app.count(Query::new(count).bind(email)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_user_is_made_in_three_steps_and_a_second_sending_of_the_last_makes_no_second() {
    for app in TestApp::each().await {
        let form = details(&app, Who::Alice, " Nora@Cast.example ").await;
        let checked = app.post(Who::Alice, &filled_in(form).press("check")).await;
        assert_eq!(checked.status, 200, "{}", checked.errors());
        let words = checked.words();
        assert!(words.contains("Add Statements"), "{words}");
        assert!(
            words.contains("A new account is made for Nora O'Neill-Smith"),
            "{words}"
        );
        for said in [
            "This invitation will be emailed to nora@cast.example: Set up your Practice Access account Dear Nora",
            "Alice Ashworth has made an account for you, so that you can work at: Elm Street Surgery",
            "The link works once, until 72 hours after it was sent.",
        ] {
            assert!(words.contains(said), "{said}: {words}");
        }
        assert_eq!(accounts(&app, "nora@cast.example").await, 0);
        let last = checked.form("/users/new").press("save");
        let first = app.post(Who::Alice, &last).await.location();
        let page = app.get(Who::Alice, &first).await;
        assert!(
            page.words()
                .contains("The roles of Nora O'Neill-Smith are saved"),
            "{}",
            page.words()
        );
        let next = "The invitation to nora@cast.example waits to be sent. Its link works until 26 November 2026 at 10:00.";
        assert!(page.words().contains(next), "{}", page.words());
        let again = app.post(Who::Alice, &last).await.location();
        assert_eq!(again.split('?').next(), first.split('?').next());
        assert_eq!(accounts(&app, "nora@cast.example").await, 1);
        let events =
            "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'user-created'";
        assert_eq!(app.count(Query::new(events)).await, 1);
        let found = app.get(Who::Alice, "/users?q=oneill").await;
        assert!(
            found.words().contains("nora@cast.example"),
            "{}",
            found.words()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_clicks_at_the_same_moment_make_one_account_and_lead_to_it() {
    for app in TestApp::each().await {
        let form = details(&app, Who::Alice, "nora@cast.example").await;
        let checked = app.post(Who::Alice, &filled_in(form).press("check")).await;
        let last = checked.form("/users/new").press("save");
        let (one, two, three) = tokio::join!(
            app.post(Who::Alice, &last),
            app.post(Who::Alice, &last),
            app.post(Who::Alice, &last)
        );
        for answer in [one, two, three] {
            let to = answer.location();
            let page = app.get(Who::Alice, &to).await;
            assert_eq!(page.status, 200, "{to}");
        }
        assert_eq!(accounts(&app, "nora@cast.example").await, 1);
        let events = "SELECT CAST(count(*) AS BIGINT) FROM history_event";
        assert_eq!(app.count(Query::new(events)).await, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_has_an_account_leads_to_it_and_never_to_an_error() {
    for app in TestApp::each().await {
        let gp = Query::new("UPDATE app_user SET gmc_number = '7654399' WHERE id = $1");
        app.run(gp.bind(Who::Zebedee.id())).await;
        for who in [Who::Peter, Who::Gina, Who::Zebedee, Who::Olive] {
            let form = app.form(Who::Alice, "/users/new", "/users/new").await;
            let email = who.email().to_uppercase();
            let answer = app.post(Who::Alice, &form.with("email", &email)).await;
            let to = answer.location();
            let user = ["/users/", &who.id().to_string()].concat();
            let mark = ["?done=address.", &who.email().replace('@', "%40")].concat();
            assert_eq!(to, [&*user, &mark].concat());
            let page = app.get(Who::Alice, &to).await;
            assert_eq!(page.status, 200);
            let form = page.form(&to);
            assert!(form.has_box("ZZ9001:gpp-statements"));
            if who != Who::Zebedee {
                continue;
            }
            // Whoever typed the whole address sees it whole, also on the list that is checked; nobody else does.
            let words = page.words();
            assert!(
                words.contains("Someone with the address zebedee@cast.example"),
                "{words}"
            );
            assert!(
                words.contains("They are a GP: their GP roles follow"),
                "{words}"
            );
            let form = form.tick("ZZ9001:gpp-statements").press("check");
            let words = app.post(Who::Alice, &form).await.words();
            assert!(
                words.contains("Check the changes for zebedee@cast.example"),
                "{words}"
            );
            for address in [
                user.clone(),
                [&user, "?done=address.zebra%40cast.example"].concat(),
            ] {
                let words = app.get(Who::Alice, &address).await.words();
                assert!(words.contains("ze•••@cast.example"), "{words}");
                assert!(!words.contains("zebedee@"), "{words}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_made_by_somebody_else_in_the_meantime_is_told_of_beside_what_was_filled_in() {
    for app in TestApp::each().await {
        let mut saves = Vec::new();
        for who in [Who::Alice, Who::Bashir] {
            let form = filled_in(details(&app, who, "nora@cast.example").await).press("check");
            let checked = app.post(who, &form).await;
            saves.push((who, form, checked.form("/users/new").press("save")));
        }
        let (bashir, again, second) = saves.pop().unwrap();
        let (alice, _, first) = saves.pop().unwrap();
        let to = app.post(alice, &first).await.location();
        let account = to.split('?').next().unwrap();
        for late in [second, again] {
            let told = app.post(bashir, &late).await;
            assert_eq!(told.status, 422);
            assert!(told.errors().contains("while you filled in the form"));
            let link = [".nhsuk-error-summary a[href=\"", account, "\"]"].concat();
            assert!(told.select(&link).contains("Open it"), "{}", told.text());
            let form = told.form("/users/new");
            assert_eq!(form.value("last_name"), late.value("last_name"));
            assert!(form.values("ticks[]").len() == late.values("ticks[]").len());
        }
        assert_eq!(app.get(bashir, account).await.status, 200);
        assert_eq!(accounts(&app, "nora@cast.example").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_told_and_everything_typed_is_kept() {
    for app in TestApp::each().await {
        let form = details(&app, Who::Alice, "nora@cast.example").await;
        let answer = app.post(Who::Alice, &form.clone().press("check")).await;
        assert_eq!(answer.status, 422);
        let errors = answer.errors();
        assert!(errors.contains("Enter a last name"), "{errors}");
        assert!(!errors.contains("irst name"), "{errors}");
        let long = "x".repeat(300);
        let typed = form
            .with("first_name", &long)
            .with("last_name", "Neill")
            .with("phone", "ring me")
            .tick("ZZ9001:gpp-statements");
        let answer = app.post(Who::Alice, &typed.press("check")).await;
        assert_eq!(answer.status, 422);
        assert!(
            answer
                .errors()
                .contains("First name must be 100 characters or fewer")
        );
        assert!(answer.errors().contains("Enter a phone number"));
        let kept = answer.form("/users/new");
        assert_eq!(kept.value("first_name"), long);
        assert_eq!(kept.value("last_name"), "Neill");
        assert_eq!(kept.value("email"), "nora@cast.example");
        assert!(kept.is_ticked("ZZ9001:gpp-statements"));
        let fixed = kept
            .with("first_name", "Nora")
            .with("phone", "")
            .press("check");
        assert!(
            app.post(Who::Alice, &fixed)
                .await
                .words()
                .contains("Check before you create")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_is_typed_becomes_markup_or_script() {
    for app in TestApp::each().await {
        for script in SCRIPTS {
            let address = app.form(Who::Alice, "/users/new", "/users/new").await;
            let wrong = app.post(Who::Alice, &address.with("email", script)).await;
            let form = details(&app, Who::Alice, "nora@cast.example").await;
            let typed = form
                .with("title", script)
                .with("first_name", script)
                .with("last_name", script)
                .with("phone", script)
                .with("reason", script)
                .tick("ZZ9001:gpp-statements");
            let again = app.post(Who::Alice, &typed.clone().press("check")).await;
            let kept = again.form("/users/new");
            for name in ["title", "first_name", "last_name", "phone", "reason"] {
                assert_eq!(kept.value(name), script, "{name}");
            }
            let fit = typed.with("title", "").with("phone", "").press("check");
            let checked = app.post(Who::Alice, &fit).await;
            let save = checked.form("/users/new").press("save");
            let to = app.post(Who::Alice, &save).await.location();
            let mut pages = vec![wrong, again, checked, app.get(Who::Alice, &to).await];
            let user = to.split('?').next().unwrap();
            let history = [user, "/history"].concat();
            for address in [
                "/users?q=nora",
                "/practices/ZZ9001/users",
                "/practices/ZZ9001/history",
                &history,
            ] {
                pages.push(app.get(Who::Alice, address).await);
            }
            let query = form_urlencoded::byte_serialize(script.as_bytes()).collect::<String>();
            for address in [
                "/users?q=",
                "/practices/ZZ9001/users?q=",
                "/practices/ZZ9001/history?person=",
                "/sign-in?next=",
                "/practices?q=",
            ] {
                pages.push(app.get(Who::Olive, &[address, &query].concat()).await);
            }
            for page in pages {
                assert!(!page.text().contains(script), "{}", page.text());
                assert!(
                    !page.text().contains("alert(1)</script>"),
                    "{}",
                    page.text()
                );
                assert!(
                    !page.text().contains("alert(2)</script>"),
                    "{}",
                    page.text()
                );
            }
            let delete = app.post(Who::Alice, &rename(&app, user).await).await;
            assert!(delete.status.as_u16() < 500);
        }
    }
}

/// The next script needs a new address, so the account of the last one gets another.
async fn rename(app: &TestApp, user: &str) -> Form {
    struct Move(String);
    impl practice_access::database::UnitOfWork for Move {
        type Done = ();
        type Error = practice_access::database::Failure;
        async fn run(&self, tx: &mut practice_access::database::Tx) -> Result<(), Self::Error> {
            tx.execute(
                Query::new("UPDATE app_user SET email = $1 WHERE email = 'nora@cast.example'")
                    .bind(&self.0),
            )
            .await?;
            Ok(())
        }
    }
    app.db
        .write(&Move([user, "@cast.example"].concat()))
        .await
        .unwrap();
    app.form(Who::Alice, user, user).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_back_button_and_another_name_never_pretend_to_have_saved() {
    for app in TestApp::each().await {
        let form = details(&app, Who::Alice, "nora@cast.example").await;
        let checked = app
            .post(Who::Alice, &filled_in(form.clone()).press("check"))
            .await;
        app.post(Who::Alice, &checked.form("/users/new").press("save"))
            .await
            .location();
        // The same page, gone back to, filled in for somebody else.
        let other = filled_in(form)
            .with("email", "norman@cast.example")
            .with("first_name", "Norman");
        let checked = app.post(Who::Alice, &other.press("check")).await;
        let answer = app
            .post(Who::Alice, &checked.form("/users/new").press("save"))
            .await;
        let page = app.get(Who::Alice, &answer.location()).await;
        assert!(
            page.words().contains("The roles of Norman"),
            "{} {}",
            page.status,
            page.words()
        );
        assert_eq!(accounts(&app, "norman@cast.example").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registration_officer_makes_nobody_by_hand() {
    for app in TestApp::each().await {
        let page = app.get(Who::Olive, "/users/new").await;
        assert_eq!(page.status, 403);
        assert!(
            page.words().contains("through a certification"),
            "{}",
            page.words()
        );
    }
}
