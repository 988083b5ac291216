//! Choosing which practices a role table shows, with plain forms: nothing that was ticked is lost by it.

use practice_access::database::{Failure, Query, Tx, UnitOfWork};

use crate::support::{
    Form, TestApp, Who,
    cast::{self, NOW},
    db_snapshot::{changed, data},
};

/// Bashir administers thirty practices more: too many for one page.
struct Thirty;

impl UnitOfWork for Thirty {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        for number in 1..=30 {
            let ods = format!("ZZ91{number:02}");
            let practice = Query::new(
                "INSERT INTO practice (ods, name, status, address, town, postcode, region, icb, sub_icb, telephone)
                 VALUES ($1, $2, 'active', '', '', '', '', '', '', '')",
            );
            let name = format!("Branch {number:02} Surgery");
            tx.execute(practice.bind(&ods).bind(name)).await?;
            let place = Query::new(
                "INSERT INTO membership (user_id, ods, status, since, reason, version)
                 VALUES ($1, $2, 'active', $3, '', 1)",
            );
            tx.execute(place.bind(Who::Bashir.id()).bind(&ods).bind(NOW))
                .await?;
            cast::give(tx, Who::Bashir.id(), &ods, "gpp-user-management").await?;
        }
        Ok(())
    }
}

fn address(who: Who) -> String {
    ["/users/", &who.id().to_string()].concat()
}

/// Types into the field above the table and presses Show. The page of a new user keeps the code in its address.
async fn choose(app: &TestApp, actor: Who, form: Form, practices: &str) -> Form {
    let asked = form.with("practices", practices).press("practices");
    let (page, _) = asked.action.split_once('?').unwrap_or((&asked.action, ""));
    let answer = app.post(actor, &asked).await;
    assert_eq!(answer.status, 200, "{}", answer.errors());
    if page == "/users/new" {
        answer.form(&[page, "?practices=", practices].concat())
    } else {
        answer.form(page)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_with_changes_stays_when_others_are_chosen_and_is_saved_with_them() {
    for app in TestApp::each().await {
        app.db.write(&Thirty).await.unwrap();
        let page = address(Who::Peter);
        let form = app.form(Who::Bashir, &page, &page).await;
        assert!(form.has_box("ZZ9001:gpp-avcs"), "where Peter works");
        assert!(form.has_box("ZZ9101:gpp-avcs"));
        assert!(!form.has_box("ZZ9130:gpp-avcs"), "more than a page holds");

        let form = form
            .tick("ZZ9101:gpp-avcs")
            .untick("ZZ9001:gpp-view-claims");
        let form = choose(&app, Who::Bashir, form, "branch 30").await;
        assert!(form.is_ticked("ZZ9101:gpp-avcs"));
        assert!(!form.is_ticked("ZZ9001:gpp-view-claims"));
        assert!(!form.has_box("ZZ9102:gpp-avcs"), "nothing changed there");
        let form = form.tick("ZZ9130:gpp-statements");

        let checked = app.post(Who::Bashir, &form.press("check")).await;
        let back = app
            .post(Who::Bashir, &checked.form(&page).press("change"))
            .await
            .form(&page);
        assert!(
            back.is_ticked("ZZ9130:gpp-statements"),
            "after the list too"
        );
        let form = choose(&app, Who::Bashir, back, "branch 02").await;
        assert!(form.is_ticked("ZZ9130:gpp-statements"));

        let checked = app.post(Who::Bashir, &form.press("check")).await;
        for line in [
            "Branch 01 Surgery (ZZ9101) Add AVCs",
            "Branch 30 Surgery (ZZ9130) Add Statements",
            "Elm Street Surgery (ZZ9001) Remove View Claims",
        ] {
            assert!(checked.words().contains(line), "{}", checked.words());
        }
        let save = checked.form(&page).press("save");
        app.post(Who::Bashir, &save).await.location();
        let held = Query::new(
            "SELECT CAST(count(*) AS BIGINT) FROM role_grant WHERE user_id = $1 AND ended_at IS NULL",
        );
        assert_eq!(app.count(held.bind(Who::Peter.id())).await, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_practices_that_an_officer_adds_come_one_after_the_other() {
    for app in TestApp::each().await {
        // What an officer does at a role table: taking an administrator role away.
        let page = address(Who::Alice);
        let form = app.form(Who::Olive, &page, &page).await;
        let shows = |form: &Form, practice: &str| {
            let seen = form.values("seen[]");
            seen.iter().any(|seen| seen.starts_with(practice))
        };
        let form = choose(&app, Who::Olive, form, "ZZ9002").await;
        let form = form.untick("ZZ9001:gpp-user-management");
        let form = choose(&app, Who::Olive, form, "zz9003").await;
        assert!(!form.is_ticked("ZZ9001:gpp-user-management"));
        assert!(shows(&form, "ZZ9002") && shows(&form, "ZZ9003"));
        let asked = form.with("practices", "ZZ0000").press("practices");
        let answer = app.post(Who::Olive, &asked).await;
        let told = "No practice has the code ZZ0000";
        assert!(answer.words().contains(told), "{}", answer.words());
        assert!(!answer.form(&page).is_ticked("ZZ9001:gpp-user-management"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn choosing_a_practice_for_a_new_user_keeps_what_was_typed() {
    for app in TestApp::each().await {
        app.db.write(&Thirty).await.unwrap();
        let before = data(&app.db).await;
        let form = app.form(Who::Bashir, "/users/new", "/users/new").await;
        let form = form.with("email", "first@cast.example");
        let form = app.post(Who::Bashir, &form).await.form("/users/new");
        let form = form.with("first_name", "Fran").with("last_name", "First");
        let form = choose(&app, Who::Bashir, form, "ZZ9103").await;
        assert_eq!(form.value("first_name"), "Fran");
        let form = form
            .tick("ZZ9103:gpp-user-management")
            .with("reason", "Security checks done");
        let form = choose(&app, Who::Bashir, form, "ZZ9102").await;
        assert!(form.is_ticked("ZZ9103:gpp-user-management"));
        assert_eq!(form.value("reason"), "Security checks done");
        let checked = app.post(Who::Bashir, &form.press("check")).await;
        let words = checked.words();
        assert!(
            words.contains("Check before you create Fran First"),
            "{words}"
        );
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keeping_a_practice_shows_it_to_nobody_who_may_not_see_it() {
    for app in TestApp::each().await {
        app.db.write(&Thirty).await.unwrap();
        for who in [Who::Alice, Who::Bashir] {
            let peter = Who::Peter.id().to_string();
            let asked = [("user", peter.as_str()), ("keep[0]", "ZZ9009")];
            let asked = crate::support::body(&asked);
            let answer = app.call(who, "users/open", &asked).await;
            assert_eq!(answer.status, 200);
            assert!(!answer.text().contains("Far Away"), "{}", answer.text());
        }
    }
}
