//! An accountant sees and fills in what their link covers, and never submits.

use super::*;
use crate::support::cast::{FAR, OAK};

/// Every post by which Xanthe could try to submit. None does.
async fn assert_never_submits(app: &TestApp, id: &str) {
    let before = kept(app, id).await;
    let version = before.version.to_string();
    let gina = Who::Gina.id().to_string();
    for more in [
        vec![],
        vec![("version", "1")],
        vec![("on_behalf", ELM)],
        vec![("practice", ELM)],
        vec![("by", gina.as_str())],
        vec![("member", gina.as_str())],
    ] {
        let answer = submit(app, Who::Xanthe, id, &more).await;
        assert!(!is_done(&answer), "{more:?}: {}", answer.text());
    }
    for one in ["submit", "declared", "approve", "reject", "withdraw"] {
        let answer = step(app, Who::Xanthe, id, one, &[("reason", "Me")]).await;
        assert!(!is_done(&answer), "{one}: {}", answer.text());
    }
    let fields = [
        ("id", id),
        ("version", &version),
        ("declare[]", "yes"),
        ("password", PASSWORD),
    ];
    for address in ["/submit", ""] {
        let address = ["/pensions/", id, address].concat();
        let answer = app.post_to(Who::Xanthe, &address, &body(&fields)).await;
        assert!(
            !answer.status.is_redirection(),
            "{address}: {}",
            answer.location()
        );
    }
    assert_eq!(kept(app, id).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_accountant_fills_in_and_hands_over_and_then_changes_nothing() {
    for app in apps().await {
        link(&app, Who::Alice, ELM, &["type_1"]).await;
        let id = filled_in(&app, Who::Xanthe).await;
        let page = ["/pensions/", &id].concat();
        let shown = app.get(Who::Xanthe, &page).await;
        assert!(shown.text().contains(INCOME), "{}", shown.words());
        assert!(
            !shown.words().contains("Check and submit"),
            "{}",
            shown.words()
        );
        assert_never_submits(&app, &id).await;
        for one in ["elsewhere", "not-required"] {
            let answer = step(&app, Who::Xanthe, &id, one, &[]).await;
            assert_eq!(answer.status, 403, "{one}: {}", answer.text());
        }
        let ready = shown.form(&page).press("ready");
        assert!(app.post(Who::Xanthe, &ready).await.status.is_redirection());
        assert_eq!(kept(&app, &id).await.ready_by, Some(Who::Xanthe.id().0));
        assert_eq!(letters(&app, "ready").await, [Who::Gina.email()]);
        let refused = save(
            &app,
            Who::Xanthe,
            &id,
            "income",
            &[("practice_income", "1")],
        )
        .await;
        assert_eq!(refused.status, 409, "{}", refused.text());
        assert!(
            refused.text().contains("take it back first"),
            "{}",
            refused.text()
        );
        assert_never_submits(&app, &id).await;
        // The member goes on, and the accountant is told.
        let more = [("expenses", "1,199,999.00"), ("method", "standard")];
        assert_done(&save(&app, Who::Gina, &id, "expenses", &more).await);
        assert_eq!(state(&app, &id).await, "ready");
        assert_done(&submit(&app, Who::Gina, &id, &[]).await);
        assert_eq!(letters(&app, "submitted").await, [Who::Xanthe.email()]);
        assert_never_submits(&app, &id).await;
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_role_and_no_authority_lets_an_accountant_submit_not_even_after_the_link() {
    for app in TestApp::each().await {
        link(&app, Who::Alice, ELM, &["type_1"]).await;
        holds(&app, Who::Xanthe, ELM, "gpp-user-management").await;
        take_over(&app.db).await;
        assert_done(&authorise(&app, LONG).await);
        let id = filled_in(&app, Who::Xanthe).await;
        assert_done(&step(&app, Who::Xanthe, &id, "ready", &[]).await);
        assert_never_submits(&app, &id).await;
        end_links(&app).await;
        // The role of the administrator is still there.
        holds_still(&app).await;
        assert_never_submits(&app, &id).await;
        // Nor where the member was the last to change it, to open it again, and to mark it as ready.
        for one in ["take-back", "ready"] {
            assert_done(&step(&app, Who::Gina, &id, one, &[]).await);
        }
        assert_never_submits(&app, &id).await;
        let opened = Query::new("UPDATE pension_form SET opened_by = $1").bind(Who::Gina.id());
        app.run(opened).await;
        assert_never_submits(&app, &id).await;
        assert_done(&submit(&app, Who::Alice, &id, &[]).await);
        in_order(&app).await;
    }
}

/// Xanthe administers Elm Street.
async fn holds_still(app: &TestApp) {
    let overview = app
        .get(Who::Xanthe, "/pensions/practice?practice=ZZ9001")
        .await;
    assert_eq!(overview.status, 200, "{}", overview.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_covers_what_it_says_and_nothing_else() {
    for app in apps().await {
        link(&app, Who::Alice, ELM, &["type_1"]).await;
        let type_2 = [("kind", "type-2"), ("practice", "")];
        let refused = try_begin(&app, Who::Xanthe, &type_2).await;
        assert_eq!(refused.status, 404, "{}", refused.text());
        let own = id_of(&try_begin(&app, Who::Gina, &type_2).await);
        let page = ["/pensions/", &own].concat();
        assert_eq!(app.get(Who::Xanthe, &page).await.status, 404);
        let answer = save(
            &app,
            Who::Xanthe,
            &own,
            "about",
            &[("sd_number", "SD123456")],
        )
        .await;
        assert_eq!(answer.status, 404, "{}", answer.text());
        let years = ["/pensions?member=", &Who::Gina.id().to_string()].concat();
        let years = app.get(Who::Xanthe, &years).await;
        assert!(
            years.words().contains("Type 1 certificate"),
            "{}",
            years.words()
        );
        assert!(!years.words().contains("Type 2"), "{}", years.words());
        // Nor does it last longer than the link.
        let id = begin(&app, Who::Xanthe).await;
        end_links(&app).await;
        let answer = app
            .call(Who::Xanthe, "pensions/open", &body(&[("id", &id)]))
            .await;
        assert_eq!(answer.status, 404);
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_practice_that_names_an_accountant_does_not_show_them_the_certificate_about_this_one()
 {
    for app in TestApp::each().await {
        holds(&app, Who::Gina, OAK, "gpp-non-gp-partner").await;
        let later = "UPDATE role_grant SET starts_on = '2026-06-01' WHERE ods = 'ZZ9002' AND role = 'gpp-non-gp-partner'";
        app.run(Query::new(later)).await;
        take_over(&app.db).await;
        link(&app, Who::Bashir, OAK, &["type_1", "statement"]).await;
        let id = filled_in(&app, Who::Gina).await;
        for answer in [
            app.call(Who::Xanthe, "pensions/open", &body(&[("id", &id)]))
                .await,
            try_begin(&app, Who::Xanthe, &[]).await,
            save(
                &app,
                Who::Xanthe,
                &id,
                "about",
                &[("sd_number", "SD123456")],
            )
            .await,
            step(&app, Who::Xanthe, &id, "ready", &[]).await,
            submit(&app, Who::Xanthe, &id, &[]).await,
        ] {
            assert_eq!(answer.status, 404, "{}", answer.text());
        }
        let years = ["/pensions?member=", &Who::Gina.id().to_string()].concat();
        let years = app.get(Who::Xanthe, &years).await.words();
        assert!(!years.contains("Elm Street"), "{years}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_accountant_who_is_a_member_too_submits_their_own_alone() {
    for app in TestApp::each().await {
        holds(&app, Who::Xanthe, FAR, "gpp-non-gp-partner").await;
        take_over(&app.db).await;
        link(&app, Who::Alice, ELM, &["type_1", "type_2"]).await;
        let ginas = filled_in(&app, Who::Xanthe).await;
        let xanthe = Who::Xanthe.id().to_string();
        let own = [("member", xanthe.as_str()), ("practice", FAR)];
        let own = id_of(&try_begin(&app, Who::Xanthe, &own).await);
        fill_in(&app, Who::Xanthe, &own).await;
        assert_done(&submit(&app, Who::Xanthe, &own, &[]).await);
        assert_eq!(kept(&app, &own).await.declared_by, Some(Who::Xanthe.id().0));
        assert_never_submits(&app, &ginas).await;
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_of_members_says_where_each_form_stands() {
    for app in apps().await {
        link(&app, Who::Alice, ELM, &["type_1"]).await;
        let words = app.get(Who::Xanthe, "/account/members").await.words();
        for part in ["2025/26", "Type 1 certificate", "Not started"] {
            assert!(words.contains(part), "{part}: {words}");
        }
        let id = submitted(&app).await;
        let page = app.get(Who::Xanthe, "/account/members").await;
        let (words, text) = (page.words(), page.text());
        assert!(words.contains("Submitted"), "{words}");
        assert!(text.contains(&["/pensions/", &id].concat()), "{text}");
        for told in TELL_TALES {
            assert!(!text.contains(told), "{told}: {text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_for_a_member_or_an_accountant_is_among_their_tasks_though_they_administer_nothing()
 {
    for app in apps().await {
        link(&app, Who::Alice, ELM, &["type_1"]).await;
        let id = filled_in(&app, Who::Xanthe).await;
        assert_done(&step(&app, Who::Xanthe, &id, "ready", &[]).await);
        let submits = "Submit your Type 1 certificate for 2025/26";
        let says = async |who, what: &str| app.get(who, "/tasks").await.words().contains(what);
        assert!(says(Who::Gina, submits).await);
        let home = app.get(Who::Gina, "/").await.words();
        assert!(home.contains("You have 1 task"), "{home}");
        assert!(!says(Who::Xanthe, "Type 1 certificate").await);
        assert_done(&submit(&app, Who::Gina, &id, &[]).await);
        assert!(!says(Who::Gina, "Type 1 certificate").await);
        desk(&app, Who::Olive, "give").await;
        let why = [("reason", "The accounts are missing")];
        assert_done(&step(&app, Who::Olive, &id, "reject", &why).await);
        assert!(says(Who::Gina, "Change your Type 1 certificate for 2025/26").await);
        assert!(says(Who::Xanthe, "Type 1 certificate for 2025/26").await);
        let change = app.get(Who::Xanthe, "/tasks").await;
        assert!(change.text().contains(&["/pensions/", &id].concat()));
        // Nobody else's.
        for who in [Who::Alice, Who::Peter, Who::Bashir] {
            assert!(!says(who, "Type 1 certificate").await, "{who:?}");
        }
    }
}
