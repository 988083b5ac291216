//! The access review, with plain forms.

use practice_access::database::Query;

use crate::support::{Answer, Form, TestApp, Who};

const REVIEW: &str = "/practices/ZZ9001/review";
const DAY: i64 = 24 * 3_600_000_000;

async fn later(app: &TestApp, days: i64) {
    app.pass(days * DAY, &[Who::Alice, Who::Peter]).await;
}

/// The form with everybody kept but `removed`.
async fn decided(app: &TestApp, removed: &[Who]) -> Form {
    let mut form = app.form(Who::Alice, REVIEW, REVIEW).await;
    for who in [Who::Peter, Who::Bashir, Who::Mary, Who::Gina] {
        let word = if removed.contains(&who) {
            "remove"
        } else {
            "keep"
        };
        let name = format!("verdicts[of-{}]", who.id());
        form = form.forge(&name, &format!("{}:1:{word}", who.id()));
    }
    form
}

async fn status(app: &TestApp, who: Who) -> String {
    let query = "SELECT status FROM membership WHERE user_id = $1 AND ods = 'ZZ9001'";
    let row: Option<(String,)> = app
        .db
        .optional(Query::new(query).bind(who.id()))
        .await
        .unwrap();
    row.unwrap().0
}

async fn file(app: &TestApp, page: &Answer, who: Who) -> Answer {
    let text = page.text();
    let at = text.find("/practices/ZZ9001/reviews/").unwrap();
    let address: String = text[at..].chars().take_while(|c| *c != '"').collect();
    app.get(who, &address).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_is_kept_or_removed_and_the_review_is_signed_kept_and_exported() {
    for app in TestApp::each().await {
        let tasks = app.get(Who::Alice, "/tasks").await.words();
        assert!(tasks.contains("You have no tasks"), "{tasks}");
        later(&app, 182).await;
        let tasks = app.get(Who::Alice, "/tasks").await.words();
        assert!(tasks.contains("Review Elm Street Surgery"), "{tasks}");
        let strangers = app.get(Who::Peter, "/tasks").await.words();
        assert!(strangers.contains("You have no tasks"), "{strangers}");

        // Whoever leaves somebody out has not reviewed.
        let form = app.form(Who::Alice, REVIEW, REVIEW).await;
        let partly = app.post(Who::Alice, &form).await;
        let left_out = [
            "Choose Keep or Remove for Peter Plain (",
            &Who::Peter.email(),
            ")",
        ]
        .concat();
        assert!(partly.errors().contains(&left_out), "{}", partly.errors());
        let field = ["keep-", &Who::Peter.id().to_string()].concat();
        let link = [".nhsuk-error-summary a[href=\"#", &field, "\"]"].concat();
        assert_eq!(partly.select(&link), left_out);
        let marked = partly.select(".nhsuk-form-group--error");
        assert!(marked.contains(&left_out), "{marked}");
        assert!(partly.text().contains(&["id=\"", &field, "\""].concat()));

        let checked = app
            .post(Who::Alice, &decided(&app, &[Who::Peter]).await)
            .await;
        let words = checked.words();
        assert!(
            words.contains("Peter Plain (peter@cast.example) Remove All access"),
            "{words}"
        );
        assert!(words.contains("4 people keep their access"), "{words}");
        assert_eq!(status(&app, Who::Peter).await, "active");
        let sign = checked.form(REVIEW).press("save");
        let signed = app.post(Who::Alice, &sign).await;
        let page = app.get(Who::Alice, &signed.location()).await;
        for told in ["signed by Alice Ashworth", "4 kept", "1 removed"] {
            assert!(page.words().contains(told), "{}", page.words());
        }
        assert_eq!(status(&app, Who::Peter).await, "deactivated");
        assert_eq!(status(&app, Who::Mary).await, "active");
        let text = file(&app, &page, Who::Alice).await.text();
        assert!(
            text.contains("Peter Plain,peter@cast.example,View Claims"),
            "{text}"
        );
        assert!(text.contains("remove,Alice Ashworth"), "{text}");
        assert_ne!(file(&app, &page, Who::Zebedee).await.status, 200);
        let tasks = app.get(Who::Alice, "/tasks").await.words();
        assert!(tasks.contains("You have no tasks"), "{tasks}");
        // A second click signs nothing more.
        let again = app.post(Who::Alice, &sign).await;
        assert_eq!(again.location(), signed.location());
        let reviews = "SELECT CAST(count(*) AS BIGINT) FROM access_review";
        assert_eq!(app.count(Query::new(reviews)).await, 1);
        later(&app, 182).await;
        let tasks = app.get(Who::Alice, "/tasks").await.words();
        assert!(tasks.contains("The last one was on"), "{tasks}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_review_that_cannot_be_done_whole_is_not_done_at_all() {
    for app in TestApp::each().await {
        // Bashir is the only administrator of the Performers List: that has to be confirmed.
        let removed = [Who::Peter, Who::Bashir];
        let checked = app.post(Who::Alice, &decided(&app, &removed).await).await;
        assert!(
            checked
                .words()
                .contains("I understand that Performers List"),
            "{}",
            checked.words()
        );
        let sign = checked.form(REVIEW).press("save");
        let refused = app.post(Who::Alice, &sign).await;
        assert!(
            refused.errors().contains("Confirm that Performers List"),
            "{}",
            refused.errors()
        );
        assert_eq!(status(&app, Who::Peter).await, "active");
        // Somebody changed Peter's place meanwhile.
        let mut form = decided(&app, &[Who::Peter]).await;
        let name = format!("verdicts[of-{}]", Who::Peter.id());
        form = form.with(&name, &format!("{}:9:remove", Who::Peter.id()));
        let stale = app.post(Who::Alice, &form).await;
        assert!(
            stale.errors().contains("Someone else changed"),
            "{}",
            stale.errors()
        );
        let reviews = app
            .count(Query::new(
                "SELECT CAST(count(*) AS BIGINT) FROM access_review",
            ))
            .await;
        assert_eq!(reviews, 0);
        assert_eq!(status(&app, Who::Peter).await, "active");
    }
}

/// Who administers a service besides the cast.
struct Give(Who, &'static str);

impl practice_access::database::UnitOfWork for Give {
    type Done = ();
    type Error = practice_access::database::Failure;

    async fn run(&self, tx: &mut practice_access::database::Tx) -> Result<(), Self::Error> {
        crate::support::cast::give(tx, self.0.id(), "ZZ9001", self.1).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_removes_several_is_shown_exactly_what_signing_does_whichever_they_are() {
    let others = [Who::Peter, Who::Bashir, Who::Mary];
    for removed in (0..8u32).map(|bits| {
        let chosen = others.into_iter().enumerate();
        let chosen = chosen.filter(|(index, _)| bits & (1 << index) != 0);
        chosen.map(|(_, who)| who).collect::<Vec<_>>()
    }) {
        for app in TestApp::each().await {
            // Two hold each of these, so that it is the second removal that uncovers the role.
            for (who, role) in [
                (Who::Peter, "pl-user-management"),
                (Who::Mary, "gpp-locum-applications"),
                (Who::Peter, "gpp-locum-applications"),
            ] {
                app.db.write(&Give(who, role)).await.unwrap();
            }
            let checked = app.post(Who::Alice, &decided(&app, &removed).await).await;
            let words = checked.words();
            for who in others {
                let told = words
                    .contains(&[&who.name(), " (", &who.email(), ") Remove All access"].concat());
                assert_eq!(told, removed.contains(&who), "{removed:?}: {words}");
            }
            let both = |one, other| removed.contains(&one) && removed.contains(&other);
            let expected = [
                (
                    "I understand that Performers List",
                    both(Who::Peter, Who::Bashir),
                ),
                (
                    "I understand that Medical Records",
                    removed.contains(&Who::Mary),
                ),
                ("will hold Locum Applications", both(Who::Peter, Who::Mary)),
            ];
            for (part, said) in expected {
                assert_eq!(words.contains(part), said, "{removed:?}, {part}: {words}");
            }
            let mut sign = checked.form(REVIEW).press("save");
            let asks = expected[0].1 || expected[1].1;
            if asks {
                let unconfirmed = app.post(Who::Alice, &sign).await;
                assert!(unconfirmed.errors().contains("Confirm that"), "{removed:?}");
                sign = unconfirmed.form(REVIEW).tick("yes").press("save");
            }
            app.post(Who::Alice, &sign).await.location();
            for who in others {
                let gone = status(&app, who).await == "deactivated";
                assert_eq!(gone, removed.contains(&who), "{removed:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_was_given_a_role_after_the_page_was_shown_is_not_kept_unseen() {
    for app in TestApp::each().await {
        let shown = decided(&app, &[]).await;
        let user = ["/users/", &Who::Peter.id().to_string()].concat();
        let form = app.form(Who::Bashir, &user, &user).await;
        let form = form.tick("ZZ9001:gpp-avcs").press("check");
        let listed = app.post(Who::Bashir, &form).await;
        app.post(Who::Bashir, &listed.form(&user).press("save"))
            .await
            .location();
        for step in ["check", "save"] {
            let refused = app
                .post(Who::Alice, &shown.clone().with("step", step))
                .await;
            assert!(
                refused.errors().contains("while you were deciding"),
                "{step}: {}",
                refused.words()
            );
            assert!(refused.words().contains("AVCs"), "{}", refused.words());
        }
        let signed = "SELECT CAST(count(*) AS BIGINT) FROM access_review";
        assert_eq!(app.count(Query::new(signed)).await, 0);
    }
}
