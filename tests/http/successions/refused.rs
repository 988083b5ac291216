//! What nobody else may do, and what can't be planned.

use super::*;
use crate::support::db_snapshot::{changed, data};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forged_forms_of_every_other_kind_of_user_change_nothing_and_are_recorded() {
    for app in apps().await {
        let page = announced(&app, &MERGER).await;
        let id = page.rsplit('/').next().unwrap();
        let before = data(&app.db).await;
        let key = uuid::Uuid::nil().to_string();
        let plan = body(&[
            ("practice", OAK),
            ("kind", "closure"),
            ("day[]", "1"),
            ("day[]", "12"),
            ("day[]", "2026"),
            ("reason", "I want it"),
            ("step", "save"),
            ("idempotency_key", &key),
        ]);
        let withdraw = body(&[("id", id), ("step", "withdraw"), ("reason", "No")]);
        let peter = Who::Peter.id().to_string();
        let accept = body(&[
            ("id", id),
            ("practice", OAK),
            ("user", &peter),
            ("step", "accept"),
            ("roles[]", "gpp-view-claims"),
        ]);
        let refused = |who: Who| {
            let query = "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'refused' AND actor_id = $1";
            app.count(Query::new(query).bind(who.id()))
        };
        for who in [
            Who::Peter,
            Who::Alice,
            Who::Bashir,
            Who::Mary,
            Who::Gina,
            Who::Zebedee,
        ] {
            for (function, sent) in [
                ("successions/plan", &plan),
                ("successions/decide", &withdraw),
            ] {
                let earlier = refused(who).await;
                let answered = app.call(who, function, sent).await;
                assert_eq!(answered.status, 403, "{who:?}: {}", answered.text());
                assert_eq!(refused(who).await, earlier + 1, "{who:?} {function}");
            }
        }
        // Officers answer for no practice, and administrators elsewhere, or of the one that ends, not for this one.
        for who in [Who::Peter, Who::Alice, Who::Mary, Who::Olive, Who::Zebedee] {
            let earlier = refused(who).await;
            let answered = app.call(who, "successions/answer", &accept).await;
            assert_eq!(answered.status, 403, "{who:?}: {}", answered.text());
            assert_eq!(refused(who).await, earlier + 1, "{who:?}");
        }
        for (who, status) in [(Who::Visitor, 401), (Who::Dora, 403)] {
            let answered = app.call(who, "successions/answer", &accept).await;
            assert_eq!(
                answered.status.as_u16(),
                status,
                "{who:?}: {}",
                answered.text()
            );
        }
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
        for (who, page) in [
            (Who::Alice, "/successions"),
            (Who::Alice, "/successions/new"),
            (Who::Alice, page.as_str()),
            (Who::Alice, HERE),
            (Who::Peter, HERE),
        ] {
            let shown = app.get(who, page).await;
            assert_eq!(shown.status, 403, "{who:?} {page}: {}", shown.words());
        }
        // Of a practice that is none of those that follow.
        let strange = accept.replace(OAK, ASH);
        let answered = app.call(Who::Bashir, "successions/answer", &strange).await;
        assert_eq!(answered.status, 404, "{}", answered.text());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_that_cannot_be_comes_back_with_what_to_put_right() {
    for app in apps().await {
        let before = data(&app.db).await;
        let day = MERGER.day;
        for (kind, others, day, told) in [
            ("", OAK, day, "Choose what happens to the practice"),
            ("merger", "", day, "the one practice that takes its place"),
            (
                "merger",
                "ZZ9002 ZZ9003",
                day,
                "the one practice that takes its place",
            ),
            ("split", OAK, day, "at least 2 practices"),
            ("closure", OAK, day, "no practice takes its place"),
            ("merger", ELM, day, "cannot take its own place"),
            ("merger", "ZZ9998", day, "No practice with the code ZZ9998"),
            ("merger", "?", day, "Enter codes of practices"),
            ("merger", OAK, ["", "", ""], "Enter the first day"),
            ("merger", OAK, ["31", "2", "2027"], "must be a real date"),
            ("merger", OAK, ["1", "12", "2024"], "within the last year"),
            (
                "merger",
                OAK,
                ["1", "12", "2029"],
                "within the next 2 years",
            ),
        ] {
            let plan = Plan { kind, others, day };
            let sent = send(&app, Who::Olive, &plan, "save").await;
            assert!(sent.errors().contains(told), "{told}: {}", sent.errors());
            // What was typed is still there.
            assert_eq!(sent.form(NEW).value("others"), others);
        }
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
        planned(&app, &MERGER).await;
        let twice = send(&app, Who::Xanthe, &MERGER, "save").await;
        assert!(
            twice.errors().contains("already planned"),
            "{}",
            twice.errors()
        );
        let close = "UPDATE practice SET status = 'closed' WHERE ods = 'ZZ9003'";
        app.run(Query::new(close)).await;
        let closed = Plan {
            others: ASH,
            ..MERGER
        };
        let sent = send(&app, Who::Olive, &closed, "save").await;
        assert!(
            sent.errors().contains("ZZ9003 has closed"),
            "{}",
            sent.errors()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_itself_wants_two_officers_and_one_plan_at_a_time() {
    for app in apps().await {
        let page = planned(&app, &MERGER).await;
        let alone = "UPDATE succession SET approved_by = planned_by, read_until = '2026-12-31', state = 'announced'";
        let nobody = "UPDATE succession SET state = 'announced', read_until = '2026-12-31'";
        let twice = "INSERT INTO succession (id, reference, ods, kind, branch, effective_on, reason, state, since, planned_by,
                                             planned_at, ended_reason, version)
                     SELECT planned_by, 'SU-2', ods, kind, branch, effective_on, reason, state, since, planned_by, planned_at,
                            ended_reason, version FROM succession";
        for forged in [alone, nobody, twice] {
            let done = app.db.write(&Try(forged)).await;
            assert!(done.is_err(), "{forged}");
        }
        assert_eq!(app.get(Who::Olive, &page).await.status, 200);
        assert_eq!(state(&app).await, "planned");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_changed_since_it_was_planned_is_not_approved() {
    for app in apps().await {
        let page = planned(&app, &MERGER).await;
        let close = "UPDATE practice SET status = $1 WHERE ods = 'ZZ9002'";
        app.run(Query::new(close).bind("closed")).await;
        let refused = decide(&app, Who::Xanthe, &page, "approve").await;
        assert!(
            refused
                .words()
                .contains("has closed since this was planned"),
            "{}",
            refused.words()
        );
        app.run(Query::new(close).bind("active")).await;
        // Whoever planned it is no officer any more.
        app.make_officer(Who::Zebedee).await;
        app.set_officer(Who::Olive, false).await;
        let refused = decide(&app, Who::Xanthe, &page, "approve").await;
        assert!(
            refused.errors().contains("has left the registration team"),
            "{}",
            refused.words()
        );
        assert_eq!(state(&app).await, "planned");
        assert_eq!(news(&app, Who::Peter).await, [""; 0]);
    }
}

struct Try(&'static str);

impl practice_access::database::UnitOfWork for Try {
    type Done = ();
    type Error = practice_access::database::Failure;

    async fn run(
        &self,
        tx: &mut practice_access::database::Tx,
    ) -> Result<(), practice_access::database::Failure> {
        tx.execute(Query::new(self.0)).await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_comes_to_the_practice_that_follows_with_two_roles_that_are_kept_apart() {
    for app in apps().await {
        let both = ["gpp-avcs", "gpp-view-claims"];
        // Peter had both before they were kept apart.
        let sent = body(&[
            ("user", &Who::Peter.id().to_string()),
            ("seen[]", "ZZ9001:1:gpp-view-claims"),
            ("ticks[]", "ZZ9001:gpp-avcs"),
            ("ticks[]", "ZZ9001:gpp-view-claims"),
            ("step", "save"),
            ("idempotency_key", "01900000-0000-7000-8000-0000000a0031"),
        ]);
        let saved = app.call(Who::Alice, "users/update", &sent).await.text();
        assert!(saved.contains("Done"), "{saved}");
        let pair = "INSERT INTO kept_apart (role, other, why, added_at)
                    VALUES ('gpp-avcs', 'gpp-view-claims', 'nobody checks their own work', 0)";
        app.run(Query::new(pair)).await;
        let page = announced(&app, &MERGER).await;
        let refused = accept(&app, Who::Bashir, &page, Who::Peter, &both).await;
        assert!(
            refused.errors().contains(
                "Nobody can hold both AVCs and View Claims at Oak Lane Practice: nobody checks their own work"
            ),
            "{}",
            refused.words()
        );
        assert_eq!(held(&app, Who::Peter, OAK).await, [""; 0]);
        assert_eq!(events(&app, "succession-answered", OAK).await, 0);
        // One of them is given.
        let given = accept(&app, Who::Bashir, &page, Who::Peter, &["gpp-avcs"]).await;
        assert_eq!(given.location(), [HERE, "?done=accept"].concat());
        assert_eq!(held(&app, Who::Peter, OAK).await, ["gpp-avcs"]);
        in_order(&app).await;
    }
}
