//! The role sets of a practice.

use practice_access::database::Query;

use super::{LINES, PAGE, check, held, save};
use crate::support::{Answer, TestApp, Who};

const SETS: &str = "/practices/ZZ9001/role-sets";
const RECEPTIONIST: &str = "/practices/ZZ9001/role-sets?set=00000000-0000-0000-0000-000000000001";
const MANAGER: &str = "/practices/ZZ9001/role-sets?set=00000000-0000-0000-0000-000000000002";
const FINANCE: &str = "/practices/ZZ9001/role-sets?set=00000000-0000-0000-0000-000000000003";
const NEW: &str = "/practices/ZZ9001/role-sets?set=new";

async fn words(app: &TestApp, who: Who) -> String {
    app.get(who, SETS).await.words()
}

async fn change(app: &TestApp, who: Who, page: &str, name: &str, ticks: &[&str]) -> Answer {
    let mut form = app.form(who, page, page).await.with("name", name);
    for tick in ticks {
        form = form.tick(tick);
    }
    app.post(who, &form.press("save")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_begins_with_three_sets_and_keeps_its_own_from_the_first_change_on() {
    for app in TestApp::each().await {
        let first = words(&app, Who::Alice).await;
        for name in ["Receptionist", "Practice manager", "Finance"] {
            assert!(first.contains(name), "{first}");
        }
        let saved = change(&app, Who::Alice, FINANCE, "Money desk", &["gpp-avcs"]).await;
        assert!(
            saved.location().ends_with("done=saved"),
            "{}",
            saved.errors()
        );
        let history = app.get(Who::Bashir, "/practices/ZZ9001/history").await;
        let told = "Alice Ashworth changed the role sets Was Finance: View Claims, Claims Admin, Statements. \
                    Is Money desk: View Claims, Claims Admin, Statements, AVCs";
        assert!(history.words().contains(told), "{}", history.words());
        let later = words(&app, Who::Bashir).await;
        assert!(
            later.contains("Money desk View Claims, Claims Admin, Statements, AVCs")
                && later.contains("Receptionist")
                && !later.contains("Finance"),
            "{later}"
        );
        // Another practice has what it began with.
        let oak = app
            .get(Who::Bashir, "/practices/ZZ9002/role-sets")
            .await
            .words();
        assert!(
            oak.contains("Finance") && !oak.contains("Money desk"),
            "{oak}"
        );
        let form = app.form(Who::Alice, FINANCE, FINANCE).await.press("remove");
        let removed = app.post(Who::Alice, &form).await;
        assert!(
            removed.location().ends_with("done=removed"),
            "{}",
            removed.errors()
        );
        let again = app.post(Who::Alice, &form).await;
        assert_eq!(again.location(), removed.location());
        assert!(!words(&app, Who::Alice).await.contains("Money desk"));
        let gone = app.get(Who::Alice, FINANCE).await.words();
        assert!(!gone.contains("Change the role set"), "{gone}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn roles_of_a_service_are_put_into_a_set_by_its_administrators_alone() {
    for app in TestApp::each().await {
        // Alice administers payments: the set of others she can't rename or remove, but add her roles to.
        let form = app.form(Who::Alice, RECEPTIONIST, RECEPTIONIST).await;
        assert!(!form.has_box("mrs-order-entry") && form.has_box("gpp-avcs"));
        let refused = app.post(Who::Alice, &form.clone().press("remove")).await;
        assert!(
            refused
                .errors()
                .contains("which you do not administer here"),
            "{}",
            refused.errors()
        );
        let refused = change(&app, Who::Alice, RECEPTIONIST, "Front desk", &[]).await;
        assert!(
            refused.errors().contains("rename or remove"),
            "{}",
            refused.errors()
        );
        let saved = change(
            &app,
            Who::Alice,
            RECEPTIONIST,
            "Receptionist",
            &["gpp-view-claims"],
        )
        .await;
        assert!(
            saved.location().ends_with("done=saved"),
            "{}",
            saved.errors()
        );
        // What a page does not offer is refused, whoever forges it.
        let form = app.form(Who::Mary, RECEPTIONIST, RECEPTIONIST).await;
        for role in [
            "gpp-statements",
            "gpp-user-management",
            "mrs-main-contact",
            "gpp-gp-principal",
        ] {
            let forged = app
                .post(
                    Who::Mary,
                    &form.clone().forge("roles[]", role).press("save"),
                )
                .await;
            assert!(
                forged.errors().contains("You cannot change"),
                "{role}: {}",
                forged.errors()
            );
        }
        let saved = change(
            &app,
            Who::Bashir,
            NEW,
            "Everything",
            &["gpp-avcs", "pl-practice-manager"],
        )
        .await;
        assert!(
            saved.location().ends_with("done=saved"),
            "{}",
            saved.errors()
        );
        for (name, why) in [
            (
                "everything",
                "There is a role set called Everything already",
            ),
            ("View claims", "A role is called View Claims"),
            ("A; B", "no comma, semicolon"),
            ("", "Enter a name"),
        ] {
            let refused = change(&app, Who::Bashir, NEW, name, &["gpp-avcs"]).await;
            assert!(
                refused.errors().contains(why),
                "{why}: {}",
                refused.errors()
            );
        }
        let refused = change(&app, Who::Bashir, NEW, "Nothing", &[]).await;
        assert!(
            refused.errors().contains("Tick at least one role"),
            "{}",
            refused.errors()
        );
        // Both began to change it; the second is told.
        let form = app.form(Who::Bashir, MANAGER, MANAGER).await;
        change(
            &app,
            Who::Alice,
            MANAGER,
            "Practice manager",
            &["gpp-claims-admin"],
        )
        .await;
        let stale = app
            .post(Who::Bashir, &form.tick("gpp-claims-admin").press("save"))
            .await;
        assert!(
            stale.errors().contains("Someone else changed or removed"),
            "{}",
            stale.errors()
        );
        let rows = "SELECT CAST(count(*) AS BIGINT) FROM role_set";
        assert_eq!(app.count(Query::new(rows)).await, 4);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_other_roles_are_given_than_the_list_showed() {
    for app in TestApp::each().await {
        let finance = "00000000-0000-0000-0000-000000000003";
        let checked = check(&app, Who::Alice, LINES, finance).await;
        change(&app, Who::Alice, FINANCE, "Finance", &["gpp-avcs"]).await;
        let again = save(&app, Who::Alice, &checked).await;
        let told = again.text();
        assert!(
            told.contains("Someone changed a role set while you were deciding"),
            "{told}"
        );
        assert!(
            told.contains("View Claims, Claims Admin, Statements, AVCs"),
            "{told}"
        );
        assert_eq!(held(&app, "bo@gp.example").await, [""; 0]);
        let done = save(&app, Who::Alice, &again).await;
        assert!(done.location().starts_with(PAGE), "{}", done.errors());
        assert_eq!(held(&app, "bo@gp.example").await.len(), 4);
    }
}
