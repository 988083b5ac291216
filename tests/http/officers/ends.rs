//! What ends with an officer's power: passkeys, what browsers were asked of them, links, kept forms.

use practice_access::database::Query;

use super::{invite, press, teams};
use crate::support::{Answer, TestApp, Who, app::SITE, body, passkey::Passkey};

fn cookie(who: Who) -> String {
    ["practice_access_session=", &who.secret()].concat()
}

/// What a browser is asked for a passkey: the handle and the options.
async fn ask(app: &TestApp, cookie: &str, purpose: &str) -> (String, String) {
    let sent = body(&[("purpose", purpose)]);
    let asked = app.call_with(cookie, "passkey/ask", &sent).await.json();
    let text = |name: &str| asked[name].as_str().unwrap().to_owned();
    (text("handle"), text("options"))
}

async fn enter(app: &TestApp, passkey: &Passkey) -> Answer {
    let (handle, options) = ask(app, "", "log-in").await;
    let shown = passkey.show(&options, SITE);
    let sent = body(&[("ceremony", &handle), ("credential", &shown)]);
    app.post_to(Who::Visitor, "/sign-in", &sent).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passkey_of_somebody_deactivated_lets_them_in_no_more_and_does_again_later() {
    for app in teams().await {
        let app = app.at_its_name().await;
        let her = cookie(Who::Xanthe);
        let (handle, options) = ask(&app, &her, "add").await;
        let (passkey, made) = Passkey::make(&options, SITE);
        let sent = body(&[
            ("ceremony", handle.as_str()),
            ("credential", &made),
            ("name", "Laptop"),
        ]);
        let added = app
            .post_with(&her, "/account/second-factor/passkey", &sent)
            .await;
        assert!(added.location().starts_with("/account"), "{}", added.text());
        assert_eq!(enter(&app, &passkey).await.location(), "/");
        ask(&app, &her, "show").await;
        press(&app, Who::Olive, Who::Xanthe.id(), "deactivate")
            .await
            .location();
        let refused = enter(&app, &passkey).await;
        assert!(
            refused
                .errors()
                .contains("You are no longer a registration officer"),
            "{}",
            refused.errors()
        );
        for table in [
            "SELECT CAST(count(*) AS BIGINT) FROM session WHERE user_id = $1",
            "SELECT CAST(count(*) AS BIGINT) FROM passkey_ceremony WHERE user_id = $1",
        ] {
            let left = app.count(Query::new(table).bind(Who::Xanthe.id())).await;
            assert_eq!(left, 0, "{table}");
        }
        press(&app, Who::Olive, Who::Xanthe.id(), "reactivate")
            .await
            .location();
        assert_eq!(enter(&app, &passkey).await.location(), "/");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_to_a_new_password_ends_and_so_does_an_invitation() {
    for app in teams().await {
        let email = Who::Xanthe.email();
        super::forgotten(&app, &email).await;
        let link = super::newest(&app, &email).await["link"].clone();
        let link = link.as_str().unwrap().to_owned();
        let page = app.get(Who::Visitor, &link).await.words();
        assert!(page.contains("Choose a new password"), "{page}");
        press(&app, Who::Olive, Who::Xanthe.id(), "deactivate")
            .await
            .location();
        let page = app.get(Who::Visitor, &link).await.words();
        assert!(!page.contains("Choose a new password"), "{page}");
        invite(&app, Who::Olive, "oscar@cast.example")
            .await
            .location();
        let oscar = super::account(&app, "oscar@cast.example").await;
        press(&app, Who::Olive, oscar, "withdraw").await.location();
        let open = "SELECT CAST(count(*) AS BIGINT) FROM account_link WHERE user_id IN ($1, $2) AND ended_at IS NULL";
        let open = Query::new(open).bind(oscar).bind(Who::Xanthe.id());
        assert_eq!(app.count(open).await, 0);
    }
}
