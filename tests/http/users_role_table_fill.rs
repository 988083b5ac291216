//! Filling boxes of a role table from a role set, a colleague or one role, with plain forms: boxes are ticked, nothing is saved.

use practice_access::database::{Failure, Query, Tx, UnitOfWork};

use crate::support::{
    Form, TestApp, Who,
    cast::{self, NOW},
    db_snapshot::{changed, data},
};

fn address(who: Who) -> String {
    ["/users/", &who.id().to_string()].concat()
}

/// Presses a button that fills boxes. Gives the words of the page with its form.
async fn fill(app: &TestApp, actor: Who, form: &Form, step: &str) -> (String, Form) {
    let answer = app.post(actor, &form.clone().press(step)).await;
    assert_eq!(answer.status, 200, "{}", answer.errors());
    let (page, _) = form.action.split_once('?').unwrap_or((&form.action, ""));
    (answer.words(), answer.form(page))
}

/// Roles for somebody at a practice where they work already.
struct Gives(Who, &'static str, &'static [&'static str]);

impl UnitOfWork for Gives {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        for role in self.2 {
            cast::give(tx, self.0.id(), self.1, role).await?;
        }
        Ok(())
    }
}

/// Somebody more at a practice, with another's name.
struct Namesake(Who, &'static str);

impl UnitOfWork for Namesake {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let named = Query::new(
            "UPDATE app_user SET first_name = 'Alice', last_name = 'Ashworth' WHERE id = $1",
        );
        tx.execute(named.bind(self.0.id())).await?;
        let place = Query::new(
            "INSERT INTO membership (user_id, ods, status, since, reason, version)
             VALUES ($1, $2, 'active', $3, '', 1)",
        );
        tx.execute(place.bind(self.0.id()).bind(self.1).bind(NOW))
            .await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_set_fills_the_boxes_of_one_practice_or_of_all_and_saves_nothing() {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        let page = address(Who::Peter);
        let form = app.form(Who::Bashir, &page, &page).await;
        let form = form
            .tick("ZZ9002:gpp-avcs")
            .untick("ZZ9001:gpp-view-claims");
        let asked = form.with("set", "Finance").with("at", "ZZ9001");
        let (words, form) = fill(&app, Who::Bashir, &asked, "fill").await;
        let told = "Ticked for you: Claims Admin and Statements. Nothing is saved yet.";
        assert!(words.contains(told), "{words}");
        assert!(form.is_ticked("ZZ9001:gpp-claims-admin"));
        assert!(form.is_ticked("ZZ9001:gpp-statements"));
        assert!(
            !form.is_ticked("ZZ9002:gpp-statements"),
            "only at Elm Street"
        );
        assert!(form.is_ticked("ZZ9002:gpp-avcs"), "what was ticked stays");
        assert!(
            !form.is_ticked("ZZ9001:gpp-view-claims"),
            "what was unticked stays so"
        );

        let (_, form) = fill(&app, Who::Bashir, &form.with("at", ""), "fill").await;
        assert!(form.is_ticked("ZZ9003:gpp-statements"), "at all");
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);

        let checked = app.post(Who::Bashir, &form.press("check")).await;
        let words = checked.words();
        let line = "Ash Road Health Centre (ZZ9003) Add View Claims";
        assert!(words.contains(line), "{words}");
        let save = checked.form(&page).press("save");
        app.post(Who::Bashir, &save).await.location();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colleagues_roles_are_ticked_but_for_those_nobody_gives_by_a_list() {
    for app in TestApp::each().await {
        let more = Gives(Who::Alice, "ZZ9001", &["gpp-avcs", "pl-practice-manager"]);
        app.db.write(&more).await.unwrap();
        let page = address(Who::Peter);
        for (actor, colleague) in [
            (Who::Alice, "alice@cast.example"),
            (Who::Bashir, " ALICE ashworth "),
            (Who::Bashir, "Alice Ashworth <Alice@cast.example>"),
        ] {
            let form = app.form(actor, &page, &page).await;
            let form = form.with("colleague", colleague).with("at", "ZZ9001");
            let (words, form) = fill(&app, actor, &form, "fill").await;
            assert!(form.is_ticked("ZZ9001:gpp-avcs"), "{colleague}: {words}");
            assert!(form.is_ticked("ZZ9001:gpp-statements"));
            assert!(!form.is_ticked("ZZ9001:gpp-user-management"));
            // Alice does not decide about the Performers List.
            let decides = actor == Who::Bashir;
            assert_eq!(
                words.contains("PL Practice Manager. Nothing"),
                decides,
                "{words}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_no_colleague_or_one_of_several_fills_nothing() {
    for app in TestApp::each().await {
        let page = address(Who::Peter);
        let nobody = "No colleague there has this name or email address.";
        let form = app.form(Who::Bashir, &page, &page).await;
        for colleague in [
            "zebedee@cast.example",
            "Dora Departed",
            "Peter Plain",
            "Alice",
        ] {
            let asked = form.clone().with("colleague", colleague);
            let (words, _) = fill(&app, Who::Bashir, &asked.with("at", ""), "fill").await;
            assert!(words.contains(nobody), "{colleague}: {words}");
        }
        let (words, _) = fill(&app, Who::Bashir, &form, "fill").await;
        assert!(words.contains("Choose a role set, or enter"), "{words}");
        app.db
            .write(&Namesake(Who::Xanthe, "ZZ9001"))
            .await
            .unwrap();
        let asked = form
            .with("colleague", "alice ashworth")
            .with("at", "ZZ9001");
        let (words, _) = fill(&app, Who::Bashir, &asked, "fill").await;
        assert!(words.contains("More than one colleague"), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_press_ticks_a_role_at_every_practice_shown() {
    for app in TestApp::each().await {
        let page = address(Who::Peter);
        let form = app.form(Who::Bashir, &page, &page).await;
        let step = "everywhere:gpp-view-claims";
        let (words, form) = fill(&app, Who::Bashir, &form, step).await;
        assert!(words.contains("Ticked for you: View Claims."), "{words}");
        for practice in ["ZZ9001", "ZZ9002", "ZZ9003"] {
            assert!(form.is_ticked(&[practice, ":gpp-view-claims"].concat()));
        }
        let forged = form.forge("step", "everywhere:gpp-gp-principal");
        let words = app.post(Who::Bashir, &forged).await.words();
        assert!(words.contains("There was nothing to tick."), "{words}");
        // Somebody with one practice has no such button.
        let answer = app.get(Who::Alice, &page).await;
        assert!(!answer.text().contains("everywhere:"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_users_boxes_are_filled_and_the_rest_of_the_form_stays() {
    for app in TestApp::each().await {
        let form = app.form(Who::Alice, "/users/new", "/users/new").await;
        let form = form.with("email", "first@cast.example");
        let form = app.post(Who::Alice, &form).await.form("/users/new");
        let form = form.with("first_name", "Fran").with("last_name", "First");
        let form = form.with("reason", "New starter").with("set", "Finance");
        let (words, form) = fill(&app, Who::Alice, &form, "fill").await;
        assert!(words.contains("Ticked for you:"), "{words}");
        assert_eq!(form.value("first_name"), "Fran");
        assert_eq!(form.value("reason"), "New starter");
        assert!(form.is_ticked("ZZ9001:gpp-statements"));
        let checked = app.post(Who::Alice, &form.press("check")).await;
        let words = checked.words();
        assert!(
            words.contains("Check before you create Fran First"),
            "{words}"
        );
    }
}
