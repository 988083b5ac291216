//! Whom no exemption is for, who gives none, and what no table takes.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exemption_is_refused_for_officers_for_who_has_a_factor_and_for_who_needs_none() {
    for app in TestApp::each().await {
        app.make_officer(Who::Zebedee).await;
        give_app(&app, Who::Mary).await;
        let sent = |who: Who| {
            let key = practice_access::base::clock::new_id().to_string();
            body(&[
                ("user", &who.id().to_string()),
                ("step", "begin"),
                ("reason", "Phone ordered"),
                ("ends[0]", "4"),
                ("ends[1]", "12"),
                ("ends[2]", "2026"),
                ("idempotency_key", &key),
            ])
        };
        for (who, why) in [
            (Who::Zebedee, "Registration officers always need"),
            (Who::Mary, "has a second factor"),
            (Who::Peter, "does not manage access today"),
            (Who::Dora, "does not manage access today"),
        ] {
            let page = of(who, "exemption");
            let words = app.get(Who::Olive, &page).await.words();
            assert!(words.contains(why), "{who:?}: {words}");
            let refused = app.post_to(Who::Olive, &page, &sent(who)).await;
            assert!(refused.errors().contains(why), "{}", refused.errors());
        }
        // Nobody but the team, and nobody themselves: each attempt is recorded.
        let page = of(Who::Alice, "exemption");
        let others = Who::KINDS
            .into_iter()
            .filter(|who| !matches!(who, Who::Visitor | Who::Olive));
        for (tries, who) in others.enumerate() {
            assert_eq!(app.get(who, &page).await.status, 403, "{who:?}");
            assert_eq!(app.get(who, "/exemptions").await.status, 403, "{who:?}");
            let refused = app.post_to(who, &page, &sent(Who::Alice)).await;
            assert_eq!(refused.status, 403, "{who:?}");
            let tries = i64::try_from(tries).unwrap();
            assert_eq!(recorded(&app, "refused").await, tries + 1, "{who:?}");
        }
        let own = of(Who::Olive, "exemption");
        assert_eq!(app.get(Who::Olive, &own).await.status, 403);
        let refused = app.post_to(Who::Olive, &own, &sent(Who::Olive)).await;
        assert_eq!(refused.status, 403);
        assert_eq!(kept(&app, ALL).await, 0);
        // An officer shows their own factor again.
        app.pass(11 * 60_000_000, &[Who::Olive]).await;
        give_app(&app, Who::Olive).await;
        let refused = app.post_to(Who::Olive, &page, &sent(Who::Alice)).await;
        assert!(
            refused.errors().contains("Enter the 6-digit code"),
            "{}",
            refused.errors()
        );
        assert_eq!(kept(&app, ALL).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exemption_means_nothing_to_an_officer_and_nothing_while_somebody_administers_nothing() {
    for app in TestApp::each().await {
        exempted(&app, Who::Zebedee, ["4", "12", "2026"]).await;
        let log_in = async || Browser::new(&app).log_in(Who::Zebedee, "/").await;
        assert_eq!(log_in().await, "/");
        // Who has left his practice and comes back works on, until the last day.
        let place = "UPDATE membership SET status = $2 WHERE user_id = $1";
        for status in ["deactivated", "active"] {
            let place = Query::new(place).bind(Who::Zebedee.id()).bind(status);
            app.run(place).await;
            assert_eq!(kept(&app, OPEN).await, 1);
        }
        assert_eq!(log_in().await, "/");
        app.make_officer(Who::Zebedee).await;
        let to = log_in().await;
        assert!(to.starts_with("/sign-in/set-up"), "{to}");
        // The team can still end it.
        let words = app.get(Who::Olive, "/exemptions").await.words();
        assert!(words.contains("Zebedee Quillfeather"), "{words}");
        end(&app, Who::Zebedee).await.location();
        assert_eq!(kept(&app, OPEN).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_table_takes_an_exemption_without_a_reason_of_oneself_or_of_more_than_thirty_days() {
    use practice_access::database::{Failure, Tx, UnitOfWork};

    struct Insert(Who, &'static str, &'static str);

    impl UnitOfWork for Insert {
        type Done = u64;
        type Error = Failure;

        async fn run(&self, tx: &mut Tx) -> Result<u64, Failure> {
            let insert = "INSERT INTO factor_exemption (id, user_id, reason, begins_on, ends_on, given_by, given_at)
                          VALUES ($1, $2, $3, '2026-11-23', $4, $5, 0)";
            let insert = Query::new(insert).bind(practice_access::base::clock::new_id());
            let insert = insert.bind(self.0.id()).bind(self.1).bind(self.2);
            Ok(tx.execute(insert.bind(Who::Olive.id())).await?)
        }
    }

    for app in TestApp::each().await {
        for (who, reason, ends) in [
            (Who::Alice, "", "2026-12-01"),
            (Who::Olive, "Phone", "2026-12-01"),
            (Who::Alice, "Phone", "2026-12-24"),
            (Who::Alice, "Phone", "2026-11-23"),
        ] {
            let refused = app.db.write(&Insert(who, reason, ends)).await;
            assert!(refused.is_err(), "{who:?} {reason} {ends}");
        }
        let taken = app
            .db
            .write(&Insert(Who::Alice, "Phone", "2026-12-23"))
            .await;
        assert_eq!(taken.unwrap(), 1);
        // One of a person at a time.
        let second = app
            .db
            .write(&Insert(Who::Alice, "Phone", "2026-12-01"))
            .await;
        assert!(second.is_err());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_officers_who_exempt_the_same_person_at_once_leave_one_exemption() {
    for app in TestApp::each().await {
        let other = app.beside().await;
        let (one, two) = tokio::join!(
            exempt(&app, Who::Alice, "Phone ordered", ["4", "12", "2026"]),
            exempt(&other, Who::Alice, "Phone ordered", ["5", "12", "2026"]),
        );
        for answer in [one, two] {
            assert!(answer.location().ends_with("done=begun"));
        }
        assert_eq!((kept(&app, ALL).await, kept(&app, OPEN).await), (2, 1));
        assert_eq!(recorded(&app, "factor-exempted").await, 2);
    }
}
