//! The pensions desk sees what was submitted, and decides.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_officer_sees_nothing_before_they_are_given_the_desk_and_then_what_was_submitted() {
    for app in apps().await {
        let id = submitted(&app).await;
        let open = body(&[("id", &id)]);
        let seen = |who| app.call(who, "pensions/open", &open);
        assert_eq!(seen(Who::Olive).await.status, 404);
        assert_eq!(
            app.call(Who::Olive, "pensions/desk", "show=").await.status,
            403
        );
        desk(&app, Who::Olive, "give").await;
        let queue = app.get(Who::Olive, "/pensions/desk").await.words();
        assert!(
            queue.contains("Gina O'Brien") && queue.contains("1 form is waiting"),
            "{queue}"
        );
        let page = app.get(Who::Olive, &["/pensions/", &id].concat()).await;
        assert!(page.text().contains(INCOME), "{}", page.words());
        // What is taken back is theirs no more, and a draft never is.
        assert_done(&step(&app, Who::Gina, &id, "withdraw", &[]).await);
        assert_eq!(seen(Who::Olive).await.status, 404);
        let queue = app.get(Who::Olive, "/pensions/desk").await.words();
        assert!(
            queue.contains("No forms are waiting") && !queue.contains("Gina"),
            "{queue}"
        );
        for one in ["approve", "reject"] {
            let answer = step(&app, Who::Olive, &id, one, &[("reason", "Because")]).await;
            assert_eq!(answer.status, 404, "{one}: {}", answer.text());
        }
        assert_done(&submit(&app, Who::Gina, &id, &[]).await);
        desk(&app, Who::Olive, "take").await;
        assert_eq!(seen(Who::Olive).await.status, 404);
        let actions =
            "SELECT action FROM history_event WHERE action LIKE 'pensions-desk-%' ORDER BY at, seq";
        let actions: Vec<(String,)> = app.db.all(Query::new(actions)).await.unwrap();
        let actions: Vec<_> = actions.iter().map(|(action,)| action.as_str()).collect();
        assert_eq!(actions, ["pensions-desk-given", "pensions-desk-ended"]);
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gets_the_desk_without_a_factor_shown_just_now_and_nobody_but_an_officer() {
    for app in apps().await {
        let give = |officer: Who| {
            let officer = officer.id().to_string();
            body(&[("officer", &officer), ("step", "give"), ("code", "")])
        };
        for who in [Who::Alice, Who::Bashir, Who::Mary, Who::Gina, Who::Peter] {
            let answer = app.call(who, "pensions/give-desk", &give(who)).await;
            assert_eq!(answer.status, 403, "{who:?}: {}", answer.text());
        }
        let answer = app
            .call(Who::Olive, "pensions/give-desk", &give(Who::Alice))
            .await;
        assert_eq!(answer.status, 404, "{}", answer.text());
        let unshown = Query::new("UPDATE session SET factor_at = NULL");
        app.run(unshown).await;
        let answer = app
            .call(Who::Olive, "pensions/give-desk", &give(Who::Olive))
            .await;
        assert!(!is_done(&answer), "{}", answer.text());
        let all = "SELECT CAST(count(*) AS BIGINT) FROM pensions_desk";
        assert_eq!(app.count(Query::new(all)).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_no_officer_any_more_is_no_longer_on_the_desk() {
    for app in apps().await {
        // Two have to stay.
        app.make_officer(Who::Peter).await;
        app.make_officer(Who::Zebedee).await;
        let id = submitted(&app).await;
        desk(&app, Who::Olive, "give").await;
        app.set_officer(Who::Olive, false).await;
        let answer = app
            .call(Who::Olive, "pensions/open", &body(&[("id", &id)]))
            .await;
        assert_eq!(answer.status, 404);
        let answer = step(&app, Who::Olive, &id, "approve", &[]).await;
        assert_eq!(answer.status, 404, "{}", answer.text());
        assert_eq!(state(&app, &id).await, "declared");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_rejected_with_a_reason_that_is_read_and_mended_and_submitted_again() {
    for app in apps().await {
        link(&app, Who::Alice, ELM, &["type_1"]).await;
        assert_done(&authorise(&app, LONG).await);
        let id = filled_in(&app, Who::Xanthe).await;
        assert_done(&step(&app, Who::Xanthe, &id, "ready", &[]).await);
        assert_done(&submit(&app, Who::Alice, &id, &[]).await);
        desk(&app, Who::Olive, "give").await;
        let page = ["/pensions/", &id].concat();
        let form = app.form(Who::Olive, &page, &page).await;
        let none = app.post(Who::Olive, &form.clone().press("reject")).await;
        assert!(none.errors().contains("Enter why"), "{}", none.errors());
        assert_eq!(state(&app, &id).await, "declared");
        let why = "The annual solo form is missing";
        let reject = form.with("reason", why).press("reject");
        assert!(app.post(Who::Olive, &reject).await.status.is_redirection());
        assert_eq!(kept(&app, &id).await.decided_by, Some(Who::Olive.id().0));
        // Of the member, of the accountant, and of whoever submitted it.
        assert_eq!(
            letters(&app, "rejected").await,
            [Who::Alice.email(), Who::Gina.email(), Who::Xanthe.email()]
        );
        let with_reason =
            "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE kind = 'pension' AND letter LIKE $1";
        let with_reason = Query::new(with_reason).bind(["%", why, "%"].concat());
        assert_eq!(app.count(with_reason).await, 3);
        for who in [Who::Gina, Who::Xanthe] {
            let words = app.get(who, &page).await.words();
            assert!(words.contains(why), "{who:?}: {words}");
        }
        assert_done(&step(&app, Who::Xanthe, &id, "revert", &[]).await);
        let now = kept(&app, &id).await;
        assert_eq!((now.state.as_str(), now.reason.as_str()), ("draft", why));
        for one in ["ready", "take-back", "ready"] {
            assert_done(&step(&app, Who::Gina, &id, one, &[]).await);
            assert_eq!(kept(&app, &id).await.reason, why, "{one}");
        }
        assert_done(&submit(&app, Who::Gina, &id, &[]).await);
        let now = kept(&app, &id).await;
        assert_eq!((now.state.as_str(), now.reason.as_str()), ("declared", ""));
        assert_eq!(now.decided_by, None);
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_approved_stays_and_a_revised_form_follows_with_its_own_last_day() {
    for app in apps().await {
        let id = submitted(&app).await;
        let early = step(
            &app,
            Who::Gina,
            &id,
            "revise",
            &[
                ("amended[0]", "31"),
                ("amended[1]", "1"),
                ("amended[2]", "2028"),
            ],
        )
        .await;
        assert_eq!(early.status, 409, "{}", early.text());
        desk(&app, Who::Olive, "give").await;
        assert_done(&step(&app, Who::Olive, &id, "approve", &[]).await);
        assert_eq!(letters(&app, "approved").await, [Who::Gina.email()]);
        let twice = step(&app, Who::Olive, &id, "reject", &[("reason", "No")]).await;
        assert_eq!(twice.status, 409, "{}", twice.text());
        let first = kept(&app, &id).await;
        for (who, one) in [
            (Who::Gina, "withdraw"),
            (Who::Gina, "revert"),
            (Who::Olive, "revise"),
        ] {
            let answer = step(
                &app,
                who,
                &id,
                one,
                &[
                    ("amended[0]", "31"),
                    ("amended[1]", "1"),
                    ("amended[2]", "2028"),
                ],
            )
            .await;
            assert!(!is_done(&answer), "{one}: {}", answer.text());
        }
        let without = step(&app, Who::Gina, &id, "revise", &[]).await;
        assert_eq!(wrong_field(&without), "amended");
        let amended = [
            ("amended[0]", "31"),
            ("amended[1]", "1"),
            ("amended[2]", "2028"),
        ];
        let revised = id_of(&step(&app, Who::Gina, &id, "revise", &amended).await);
        let second = kept(&app, &revised).await;
        assert_eq!((second.edition, second.state.as_str()), (2, "draft"));
        // A month after the last day for HMRC, in a leap year.
        assert_eq!(second.due_on, "2028-02-29");
        assert_eq!(second.content, first.content);
        // Asked again it is the same one.
        let again = id_of(&step(&app, Who::Gina, &id, "revise", &amended).await);
        assert_eq!(again, revised);
        let more = [("expenses", "1,199,000.00"), ("method", "standard")];
        assert_done(&save(&app, Who::Gina, &revised, "expenses", &more).await);
        assert_done(&submit(&app, Who::Gina, &revised, &[]).await);
        assert_ne!(kept(&app, &revised).await.reference, first.reference);
        assert_done(&step(&app, Who::Olive, &revised, "approve", &[]).await);
        assert_eq!(kept(&app, &id).await, first);
        let page = app
            .get(Who::Gina, &["/pensions/", &id].concat())
            .await
            .words();
        assert!(page.contains("1,200,000.00"), "{page}");
        in_order(&app).await;
    }
}
