//! Roles that nobody holds at one practice at the same time (`tests/http/kept_apart.rs` has the other doors), where two officers give
//! one of them.

use super::*;

const TOLD: &str = "Nobody can hold both AVCs and PL User Management at Far Away Surgery: nobody checks their own work";

/// Zebedee deals with contributions far away, and is to administer the Performers List there.
const ZEBEDEE: Request = Request {
    nominee: ("Zebedee", "Quillfeather", "zebedee@cast.example"),
    ..NORA
};

async fn keep_apart(app: &TestApp) {
    let pair = "INSERT INTO kept_apart (role, other, why, added_at)
                VALUES ('gpp-avcs', 'pl-user-management', 'nobody checks their own work', 0)";
    app.run(Query::new(pair)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certification_gives_no_role_that_is_kept_apart_from_one_that_the_nominee_holds() {
    for app in TestApp::each().await {
        app.set_officer(Who::Xanthe, true).await;
        let sent = ask(&app, &ZEBEDEE).await;
        assert!(sent.location().contains("done=sent"), "{}", sent.words());
        let nominee = link_to(&app, ZEBEDEE.nominee.2).await;
        let done = confirm(&app, Who::Zebedee, &nominee, "Zebedee Quillfeather").await;
        assert!(done.status.is_redirection(), "{}", done.words());
        let authoriser = link_to(&app, ZEBEDEE.authoriser.2).await;
        let done = confirm(&app, Who::Visitor, &authoriser, "Gwen Partner").await;
        assert!(done.status.is_redirection(), "{}", done.words());
        let (case, _) = newest(&app).await;
        check_all(&app, Who::Olive, &case).await;
        for (who, step) in [(Who::Olive, "pass"), (Who::Xanthe, "approve")] {
            let done = decide(&app, who, &case, &[("step", step)]).await;
            assert!(done.status.is_redirection(), "{step}: {}", done.words());
        }
        keep_apart(&app).await;
        later(&app, 8 * DAY).await;
        assert!(holders(&app, FAR, "pl-user-management").await.is_empty());
        // It does not wait for ever: it is over, and whoever asked is told why and what can be done.
        assert_eq!(newest(&app).await.1, "refused");
        let link = link_to(&app, "rosa@gp.example").await;
        let page = app.get(Who::Visitor, &link).await.words();
        for said in [TOLD, "ask again for somebody else"] {
            assert!(page.contains(said), "{page}");
        }
        let desk = app.get(Who::Olive, &case).await.words();
        assert!(desk.contains("Roles that nobody holds together"), "{desk}");
        let held = holders(&app, FAR, "gpp-avcs").await;
        assert_eq!(held, [Who::Zebedee.id()]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emergency_gives_no_role_that_is_kept_apart_from_one_that_is_held() {
    for app in TestApp::each().await {
        app.set_officer(Who::Xanthe, true).await;
        keep_apart(&app).await;
        let sent = body(&[
            ("practice", FAR),
            ("email", &Who::Zebedee.email()),
            ("roles[]", "pl-user-management"),
            ("reason", "The only administrator has died"),
        ]);
        let page = "/certifications/emergency";
        let asked = app.post_to(Who::Olive, page, &sent).await;
        assert!(asked.status.is_redirection(), "{}", asked.words());
        let (case, _) = newest(&app).await;
        decide(&app, Who::Xanthe, &case, &[("step", "approve")]).await;
        assert!(holders(&app, FAR, "pl-user-management").await.is_empty());
        assert_eq!(newest(&app).await.1, "refused");
        let desk = app.get(Who::Xanthe, &case).await.words();
        assert!(desk.contains(TOLD), "{desk}");
    }
}
