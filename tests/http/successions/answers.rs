//! Who of a practice that ends comes to the one that follows.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_gives_what_they_tick_from_the_day_on_and_the_record_keeps_both_codes() {
    for app in apps().await {
        let page = announced(&app, &MERGER).await;
        let tasks = app.get(Who::Bashir, "/tasks").await;
        let link =
            tasks.link("2 people of Elm Street Surgery (ZZ9001) may come to Oak Lane Practice");
        assert_eq!(link, HERE);
        let there = app.get(Who::Bashir, HERE).await;
        let words = there.words();
        assert!(
            words.contains("Peter Plain (peter@cast.example)"),
            "{words}"
        );
        assert!(
            words.contains("Alice Ashworth (alice@cast.example)"),
            "{words}"
        );
        // Nothing is ticked before somebody ticks it, and who has nothing that moves is not asked about.
        assert!(!there.text().contains("checked"), "{}", there.text());
        assert!(
            !words.contains("Mary") && !words.contains("Gina"),
            "{words}"
        );
        let peter = Who::Peter.id();
        let empty = answer(&app, Who::Bashir, &page, peter, "accept", &[]).await;
        assert!(
            empty.errors().contains("Tick at least one role"),
            "{}",
            empty.words()
        );
        let given = answer(
            &app,
            Who::Bashir,
            &page,
            peter,
            "accept",
            &["gpp-view-claims"],
        )
        .await;
        assert_eq!(given.location(), [HERE, "?done=accept"].concat());
        assert_eq!(held(&app, Who::Peter, OAK).await, ["gpp-view-claims"]);
        let query =
            "SELECT starts_on, reason FROM role_grant WHERE user_id = $1 AND ods = 'ZZ9002'";
        let query = Query::new(query).bind(peter);
        let (begins, reason): (String, String) = app.db.optional(query).await.unwrap().unwrap();
        assert_eq!(begins, "2026-12-01");
        assert!(
            reason.contains("had this at Elm Street Surgery (ZZ9001)"),
            "{reason}"
        );
        let mail = "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE to_address = $1 AND kind = 'roles-changed'";
        let mail = Query::new(mail).bind(Who::Peter.email());
        assert_eq!(app.count(mail).await, 1);
        for practice in [ELM, OAK] {
            assert_eq!(events(&app, "succession-answered", practice).await, 1);
            let history = app
                .get(Who::Bashir, &["/practices/", practice, "/history"].concat())
                .await
                .words();
            assert!(
                history.contains("answered whether Peter Plain moves"),
                "{history}"
            );
        }
        // Once is once, and it is on the page of the team.
        let again = answer(
            &app,
            Who::Bashir,
            &page,
            peter,
            "accept",
            &["gpp-view-claims"],
        )
        .await;
        assert!(
            again.errors().contains("There is nothing left to answer"),
            "{}",
            again.words()
        );
        let shown = app.get(Who::Olive, &page).await.words();
        assert!(
            shown.contains(
                "Oak Lane Practice (ZZ9002): View Claims, by Bashir Three on 23 November 2026"
            ),
            "{shown}"
        );
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_declined_is_told_and_nothing_is_given() {
    for app in apps().await {
        let page = announced(&app, &MERGER).await;
        let declined = answer(&app, Who::Bashir, &page, Who::Alice.id(), "decline", &[]).await;
        assert_eq!(declined.location(), [HERE, "?done=decline"].concat());
        assert_eq!(held(&app, Who::Alice, OAK).await, [""; 0]);
        assert_eq!(news(&app, Who::Alice).await, ["announced", "declined"]);
        let letter = &letters(&app, Who::Alice).await[1];
        assert_eq!(letter["roles"], serde_json::json!(["Statements"]));
        assert_eq!(letter["words"], "Bashir Three");
        for practice in [ELM, OAK] {
            assert_eq!(events(&app, "succession-answered", practice).await, 1);
        }
        let there = app.get(Who::Bashir, HERE).await.words();
        assert!(
            there.contains("Alice Ashworth (alice@cast.example): nothing of GP Payments and Pensions, by Bashir Three"),
            "{there}"
        );
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_service_is_answered_for_by_its_own_administrators() {
    for app in apps().await {
        let extra = GiveRole(Who::Peter, ELM, "mrs-order-entry");
        app.db.write(&extra).await.unwrap();
        record::take_over(&app.db).await;
        let page = announced(&app, &MERGER).await;
        let there = app.get(Who::Bashir, HERE).await.words();
        assert!(
            there.contains("Medical Records and Supplies: what is proposed about 1 person nobody here can answer"),
            "{there}"
        );
        let before = events(&app, "refused", OAK).await;
        let other = accept(&app, Who::Bashir, &page, Who::Peter, &["mrs-order-entry"]).await;
        assert!(
            other
                .errors()
                .contains("Decided by the administrators of Medical Records and Supplies"),
            "{}",
            other.words()
        );
        assert_eq!(events(&app, "refused", OAK).await, before + 1);
        accept(&app, Who::Bashir, &page, Who::Peter, &["gpp-view-claims"])
            .await
            .location();
        // The other service still waits: for a Main Contact of Oak Lane.
        app.db
            .write(&GiveRole(Who::Nadia, OAK, "mrs-main-contact"))
            .await
            .unwrap();
        let active = "UPDATE membership SET status = 'active' WHERE user_id = $1";
        app.run(Query::new(active).bind(Who::Nadia.id())).await;
        record::take_over(&app.db).await;
        let given = accept(&app, Who::Nadia, &page, Who::Peter, &["mrs-order-entry"]).await;
        assert_eq!(given.location(), [HERE, "?done=accept"].concat());
        assert_eq!(
            held(&app, Who::Peter, OAK).await,
            ["gpp-view-claims", "mrs-order-entry"]
        );
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_role_never_moves_whoever_asks_for_it_and_however_many_there_are() {
    for app in apps().await {
        let page = announced(&app, &MERGER).await;
        for (user, role, told, recorded) in [
            (Who::Alice, "gpp-user-management", "never move", 0),
            (
                Who::Bashir,
                "pl-user-management",
                "There is nothing left to answer",
                0,
            ),
            (
                Who::Mary,
                "mrs-main-contact",
                "Only the registration team",
                1,
            ),
            (
                Who::Gina,
                "gpp-gp-principal",
                "Comes from the Performers List",
                1,
            ),
            // Not what they have at Elm Street.
            (Who::Peter, "gpp-avcs", "Only roles that are proposed", 0),
        ] {
            let before = held(&app, user, OAK).await;
            let refused = events(&app, "refused", OAK).await;
            let sent = answer(&app, Who::Bashir, &page, user.id(), "accept", &[role]).await;
            assert!(sent.errors().contains(told), "{user:?}: {}", sent.words());
            assert_eq!(held(&app, user, OAK).await, before, "{user:?}");
            let now = events(&app, "refused", OAK).await;
            assert_eq!(now, refused + recorded, "{user:?}");
        }
        let alice = accept(&app, Who::Bashir, &page, Who::Alice, &["gpp-statements"]).await;
        alice.location();
        assert_eq!(held(&app, Who::Alice, OAK).await, ["gpp-statements"]);
        in_order(&app).await;
    }
}

/// Gives a role past the program, as if it had always been there.
struct GiveRole(Who, &'static str, &'static str);

impl practice_access::database::UnitOfWork for GiveRole {
    type Done = ();
    type Error = practice_access::database::Failure;

    async fn run(
        &self,
        tx: &mut practice_access::database::Tx,
    ) -> Result<(), practice_access::database::Failure> {
        crate::support::cast::give(tx, self.0.id(), self.1, self.2).await
    }
}
