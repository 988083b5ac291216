//! A member lets a practice submit for them, until a day, and takes it back.

use super::*;
use crate::support::{FAR, cast::OAK};

/// Everybody who has nothing to do with it.
const OTHERS: [Who; 6] = [
    Who::Peter,
    Who::Zebedee,
    Who::Mary,
    Who::Dora,
    Who::Olive,
    Who::Visitor,
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_submits_what_is_ready_and_is_named_as_doing_it_for_the_member() {
    for app in apps().await {
        let id = filled_in(&app, Who::Gina).await;
        let page = ["/pensions/", &id].concat();
        let unseen = app
            .call(Who::Alice, "pensions/open", &body(&[("id", &id)]))
            .await;
        assert_eq!(unseen.status, 404);
        assert_eq!(submit(&app, Who::Alice, &id, &[]).await.status, 404);
        let form = app
            .form(Who::Gina, "/pensions/authority", "/pensions/authority")
            .await;
        let given = app.post(Who::Gina, &form.press("give")).await;
        assert!(
            given.errors().contains("Enter the last day"),
            "{}",
            given.errors()
        );
        assert_done(&authorise(&app, LONG).await);
        assert_eq!(
            letters(&app, "authorised").await,
            [Who::Alice.email(), Who::Bashir.email()]
        );
        let shown = app.get(Who::Alice, &page).await;
        assert!(shown.text().contains(INCOME), "{}", shown.words());
        // Not before it is ready, and nothing else at all.
        let draft = submit(&app, Who::Alice, &id, &[]).await;
        assert_eq!(draft.status, 409, "{}", draft.text());
        for (section, fields) in FILLED_IN {
            let answer = save(&app, Who::Alice, &id, section, fields).await;
            assert_eq!(answer.status, 403, "{section}: {}", answer.text());
        }
        for one in [
            "ready",
            "take-back",
            "withdraw",
            "elsewhere",
            "not-required",
            "revise",
        ] {
            let answer = step(&app, Who::Alice, &id, one, &[]).await;
            assert!(!is_done(&answer), "{one}: {}", answer.text());
        }
        assert_done(&step(&app, Who::Gina, &id, "ready", &[]).await);
        assert_eq!(
            letters(&app, "ready").await,
            [Who::Alice.email(), Who::Bashir.email()]
        );
        for who in OTHERS {
            let answer = submit(&app, who, &id, &[]).await;
            assert!(matches!(answer.status.as_u16(), 401 | 403 | 404), "{who:?}");
        }
        let check = app.get(Who::Alice, &page).await.link("Check and submit");
        let form = app.form(Who::Alice, &check, &check).await;
        let form = form.tick("yes").with("password", PASSWORD);
        let to = app.post(Who::Alice, &form).await.location();
        let kept = kept(&app, &id).await;
        assert_eq!(kept.declared_by, Some(Who::Alice.id().0));
        assert_eq!(kept.declared_for.as_deref(), Some(ELM));
        let words = app.get(Who::Gina, &to).await.words();
        for part in [
            "on behalf of the member, by Elm Street Surgery",
            "Alice Ashworth",
        ] {
            assert!(words.contains(part), "{part}: {words}");
        }
        assert_eq!(
            letters(&app, "submitted-for-you").await,
            [Who::Gina.email()]
        );
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_administrator_of_payments_there_may_and_nobody_else_ever() {
    for app in apps().await {
        let id = filled_in(&app, Who::Gina).await;
        assert_done(&authorise(&app, LONG).await);
        assert_done(&step(&app, Who::Gina, &id, "ready", &[]).await);
        let before = kept(&app, &id).await;
        for who in OTHERS {
            let answer = submit(&app, who, &id, &[]).await;
            assert!(
                matches!(answer.status.as_u16(), 401 | 403 | 404),
                "{who:?}: {}",
                answer.text()
            );
            let seen = app.call(who, "pensions/open", &body(&[("id", &id)])).await;
            assert!(
                matches!(seen.status.as_u16(), 401 | 404),
                "{who:?}: {}",
                seen.text()
            );
            let print = app.get(who, &["/pensions/", &id, "/print"].concat()).await;
            assert!(!print.text().contains(INCOME), "{who:?}");
        }
        assert_eq!(kept(&app, &id).await, before);
        assert_done(&submit(&app, Who::Bashir, &id, &[]).await);
        let after = kept(&app, &id).await;
        assert_eq!(after.declared_by, Some(Who::Bashir.id().0));
        assert_eq!(after.declared_for.as_deref(), Some(ELM));
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_over_once_it_is_taken_back_or_its_last_day_has_passed() {
    for app in apps().await {
        let id = filled_in(&app, Who::Gina).await;
        assert_done(&step(&app, Who::Gina, &id, "ready", &[]).await);
        assert_done(&authorise(&app, LONG).await);
        let fields = [("practice", ELM), ("step", "take-back")];
        for _ in 0..2 {
            let back = app
                .call(Who::Gina, "pensions/authorise", &body(&fields))
                .await;
            assert_done(&back);
        }
        assert_eq!(
            letters(&app, "not-authorised").await,
            [Who::Alice.email(), Who::Bashir.email()]
        );
        assert_eq!(submit(&app, Who::Alice, &id, &[]).await.status, 404);
        // The clock stands at 23 November.
        assert_done(&authorise(&app, ["24", "11", "2026"]).await);
        app.pass(DAY, &[Who::Alice, Who::Gina]).await;
        let open = body(&[("id", &id)]);
        assert_eq!(
            app.call(Who::Alice, "pensions/open", &open).await.status,
            200
        );
        app.pass(DAY, &[Who::Alice, Who::Gina]).await;
        assert_eq!(
            app.call(Who::Alice, "pensions/open", &open).await.status,
            404
        );
        assert_eq!(submit(&app, Who::Alice, &id, &[]).await.status, 404);
        let page = app.get(Who::Gina, "/pensions/authority").await.words();
        assert!(!page.contains("24 November 2026"), "{page}");
        // Given anew it is there again.
        assert_done(&authorise(&app, ["30", "11", "2026"]).await);
        assert_done(&submit(&app, Who::Alice, &id, &[]).await);
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_for_a_day_ahead_and_for_a_practice_of_the_member() {
    for app in apps().await {
        for until in [
            ["", "", ""],
            ["31", "2", "2027"],
            ["22", "11", "2026"],
            ["24", "11", "2028"],
        ] {
            assert_eq!(
                wrong_field(&authorise(&app, until).await),
                "until",
                "{until:?}"
            );
        }
        for (who, practice) in [
            (Who::Gina, FAR),
            (Who::Gina, OAK),
            (Who::Alice, ELM),
            (Who::Peter, ELM),
        ] {
            let fields = [
                ("practice", practice),
                ("step", "give"),
                ("until[0]", "31"),
                ("until[1]", "3"),
                ("until[2]", "2027"),
            ];
            let answer = app.call(who, "pensions/authorise", &body(&fields)).await;
            assert_eq!(answer.status, 403, "{who:?} {practice}: {}", answer.text());
        }
        let all = "SELECT CAST(count(*) AS BIGINT) FROM pension_authority";
        assert_eq!(app.count(Query::new(all)).await, 0);
        // Each of the two at once takes the place of the other.
        let (one, two) = tokio::join!(authorise(&app, LONG), authorise(&app, ["30", "11", "2026"]));
        assert!(
            is_done(&one) || is_done(&two),
            "{} {}",
            one.text(),
            two.text()
        );
        let open =
            "SELECT CAST(count(*) AS BIGINT) FROM pension_authority WHERE revoked_at IS NULL";
        assert_eq!(app.count(Query::new(open)).await, 1);
        in_order(&app).await;
    }
}
