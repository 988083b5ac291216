//! What is not done about the registration team, and why.

use axum::http::header;
use practice_access::database::Query;

use super::{account, invite, letters, page, press, teams};
use crate::support::{
    TestApp, Who, body,
    db_snapshot::{changed, data},
};

const MINUTE: i64 = 60_000_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_with_an_account_is_refused_with_the_reason_or_leads_to_the_officer() {
    for app in teams().await {
        let before = data(&app.db).await;
        for (who, why) in [
            (Who::Peter, "has, or had, a place at a practice"),
            (Who::Dora, "has, or had, a place at a practice"),
            (Who::Gina, "has, or had, a place at a practice"),
        ] {
            let refused = invite(&app, Who::Olive, &who.email()).await;
            assert!(refused.errors().contains(why), "{}", refused.errors());
            // What was typed is still there.
            assert_eq!(refused.form("/officers").value("last_name"), "Newman");
        }
        let there = invite(&app, Who::Olive, &Who::Xanthe.email()).await;
        let words = app.get(Who::Olive, &there.location()).await.words();
        assert!(words.contains("No invitation was sent"), "{words}");
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
        // A GP between two practices.
        let places = "DELETE FROM role_grant WHERE user_id = $1";
        app.run(Query::new(places).bind(Who::Gina.id())).await;
        let places = "DELETE FROM membership WHERE user_id = $1";
        app.run(Query::new(places).bind(Who::Gina.id())).await;
        let refused = invite(&app, Who::Olive, &Who::Gina.email()).await;
        assert!(
            refused.errors().contains("a GP on the Performers List"),
            "{}",
            refused.errors()
        );
        assert_eq!(letters(&app, &Who::Gina.email()).await, [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_who_got_a_place_at_a_practice_becomes_an_officer_again() {
    for app in teams().await {
        press(&app, Who::Olive, Who::Xanthe.id(), "deactivate")
            .await
            .location();
        let place = "INSERT INTO membership (user_id, ods, status, since, reason, version)
                     VALUES ($1, 'ZZ9009', 'active', 1, '', 1)";
        app.run(Query::new(place).bind(Who::Xanthe.id())).await;
        let refused = press(&app, Who::Olive, Who::Xanthe.id(), "reactivate").await;
        assert!(
            refused.errors().contains("nobody can be both"),
            "{}",
            refused.errors()
        );
        // With the place it is an account like any other.
        let email = Who::Xanthe.email();
        let back = super::log_in(&app, &email, crate::support::cast::PASSWORD).await;
        assert_eq!(back.location(), "/");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_in_the_form_is_all_said_at_once() {
    for app in TestApp::each().await {
        let form = app.form(Who::Olive, "/officers", "/officers").await;
        let refused = app.post(Who::Olive, &form).await;
        for part in [
            "Enter a last name",
            "Enter an email address",
            "Enter the reason",
        ] {
            let errors = refused.errors();
            assert!(errors.contains(part), "{part}: {errors}");
        }
        invite(&app, Who::Olive, "oscar@cast.example")
            .await
            .location();
        let oscar = account(&app, "oscar@cast.example").await;
        let form = app.form(Who::Olive, &page(oscar), &page(oscar)).await;
        let refused = app.post(Who::Olive, &form.press("withdraw")).await;
        assert!(refused.errors().contains("Enter the reason"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_factor_shown_just_now_is_asked_for() {
    for app in teams().await {
        app.pass(11 * MINUTE, &[Who::Olive]).await;
        let before = data(&app.db).await;
        let refused = invite(&app, Who::Olive, "oscar@cast.example").await;
        assert!(refused.form("/officers").has_field("code"));
        assert!(
            refused.errors().contains("Enter the 6-digit code"),
            "{}",
            refused.errors()
        );
        let refused = press(&app, Who::Olive, Who::Xanthe.id(), "deactivate").await;
        assert!(refused.form(&page(Who::Xanthe.id())).has_field("code"));
        assert_eq!(refused.status, 422);
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_officers_see_the_team_and_forged_posts_are_refused_and_recorded() {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        let key = practice_access::base::clock::new_id().to_string();
        let olive = Who::Olive.id().to_string();
        for who in Who::KINDS {
            let page = app.get(who, "/officers").await;
            if who == Who::Olive {
                continue;
            }
            if who == Who::Visitor {
                assert!(page.header(header::LOCATION).starts_with("/sign-in"));
            } else {
                assert_eq!(page.status, 403, "{who:?}");
                assert_eq!(
                    app.get(who, &super::page(Who::Olive.id())).await.status,
                    403
                );
            }
            let recorded = || {
                let refused = "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'refused' AND actor_id = $1";
                app.count(Query::new(refused).bind(who.id()))
            };
            let earlier = recorded().await;
            let invite = body(&[
                ("last_name", "Accomplice"),
                ("email", "accomplice@cast.example"),
                ("reason", "I want to"),
            ]);
            let posted = app.post_to(who, "/officers", &invite).await;
            assert!(posted.status.as_u16() != 200, "{who:?}");
            let mut tried = 1;
            for step in ["resend", "withdraw", "deactivate", "reactivate"] {
                let change = body(&[
                    ("user", olive.as_str()),
                    ("step", step),
                    ("reason", "I want to"),
                    ("idempotency_key", &key),
                ]);
                let posted = app
                    .post_to(who, &super::page(Who::Olive.id()), &change)
                    .await;
                assert!(posted.status.as_u16() != 200, "{who:?} {step}");
                tried += 1;
            }
            if who != Who::Visitor {
                assert_eq!(recorded().await, earlier + tried, "{who:?}");
            }
        }
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_of_a_users_log_in_leaves_an_officers_invitation_to_the_team() {
    for app in TestApp::each().await {
        invite(&app, Who::Olive, "oscar@cast.example")
            .await
            .location();
        let oscar = account(&app, "oscar@cast.example").await;
        let address = ["/users/", &oscar.to_string(), "/sign-in"].concat();
        let page = app.get(Who::Olive, &address).await;
        assert_eq!(page.link("see their page in the team"), super::page(oscar));
        assert!(!page.words().contains("Send the invitation again"));
        let before = data(&app.db).await;
        for step in ["resend", "correct", "withdraw"] {
            let sent = body(&[
                ("user", oscar.to_string().as_str()),
                ("step", step),
                ("email", "mine@cast.example"),
                (
                    "idempotency_key",
                    &practice_access::base::clock::new_id().to_string(),
                ),
            ]);
            let refused = app.call(Who::Olive, "users/help-in", &sent).await;
            assert_eq!(refused.status, 422, "{step}: {}", refused.text());
            assert!(refused.text().contains("registration team looks after"));
        }
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_sent_more_than_four_invitations_in_an_hour() {
    for app in TestApp::each().await {
        invite(&app, Who::Olive, "oscar@cast.example")
            .await
            .location();
        let oscar = account(&app, "oscar@cast.example").await;
        for _ in 0..3 {
            press(&app, Who::Olive, oscar, "resend").await.location();
        }
        let refused = press(&app, Who::Olive, oscar, "resend").await;
        assert!(
            refused
                .errors()
                .contains("several invitations in the last hour"),
            "{}",
            refused.errors()
        );
        app.make_officer(Who::Xanthe).await;
        let refused = press(&app, Who::Xanthe, oscar, "resend").await;
        assert_eq!(refused.status, 422);
    }
}
