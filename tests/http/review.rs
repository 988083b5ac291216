//! The access review, with plain forms.

use practice_access::database::Query;

use crate::support::{Answer, Form, TestApp, Who};

const REVIEW: &str = "/practices/ZZ9001/review";
const DAY: i64 = 24 * 3_600_000_000;

async fn later(app: &TestApp, days: i64) {
    app.pass(days * DAY, &[Who::Alice, Who::Peter, Who::Olive])
        .await;
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
    app.get(who, &[&address, "/file"].concat()).await
}

/// A page about the newest review.
async fn read_again(app: &TestApp, page: &Answer, who: Who) -> Answer {
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
        assert!(text.contains("remove,,Alice Ashworth"), "{text}");
        assert_ne!(file(&app, &page, Who::Zebedee).await.status, 200);
        for who in [Who::Alice, Who::Olive] {
            let again = read_again(&app, &page, who).await.words();
            for told in [
                "Signed by Alice Ashworth",
                "Peter Plain (peter@cast.example)",
                "Removed",
            ] {
                assert!(again.contains(told), "{again}");
            }
        }
        assert_ne!(read_again(&app, &page, Who::Zebedee).await.status, 200);
        // The registration team reads what was signed, and decides nothing.
        let officers = app.get(Who::Olive, REVIEW).await;
        assert!(
            officers.words().contains("1 removed"),
            "{}",
            officers.words()
        );
        assert!(!officers.text().contains("verdicts["));
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
                .post(Who::Alice, &shown.clone().forge("step", step))
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

fn named(who: Who) -> String {
    format!("verdicts[of-{}]", who.id())
}

fn verdict(who: Who, word: &str) -> String {
    format!("{}:1:{word}", who.id())
}

/// The value of the box that takes one role.
fn dropped(who: Who, role: &str) -> String {
    format!("{}:{role}", who.id())
}

async fn drafts(app: &TestApp) -> Vec<(i64, String)> {
    let query = "SELECT version, marks FROM access_review_draft";
    app.db.all(Query::new(query)).await.unwrap()
}

async fn held(app: &TestApp, who: Who) -> Vec<String> {
    let query = "SELECT role FROM role_grant WHERE user_id = $1 AND ods = 'ZZ9001' AND ended_at IS NULL ORDER BY role";
    let rows: Vec<(String,)> = app.db.all(Query::new(query).bind(who.id())).await.unwrap();
    rows.into_iter().map(|(role,)| role).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_half_done_is_kept_for_everybody_who_reviews_and_nobody_saves_over_it_unseen() {
    for app in TestApp::each().await {
        let shown = app.form(Who::Alice, REVIEW, REVIEW).await;
        let shown_to_bashir = app.form(Who::Bashir, REVIEW, REVIEW).await;
        let later = shown
            .forge(&named(Who::Peter), &verdict(Who::Peter, "remove"))
            .press("later");
        let done = app.post(Who::Alice, &later).await.location();
        let page = app.get(Who::Alice, &done).await;
        assert!(
            page.words().contains("Your choices are saved"),
            "{}",
            page.words()
        );
        // A second click keeps nothing more.
        assert_eq!(app.post(Who::Alice, &later).await.location(), done);
        assert_eq!(drafts(&app).await[0].0, 1);
        assert_eq!(status(&app, Who::Peter).await, "active");

        // Bashir opened the review before and has not seen that.
        let unseen = shown_to_bashir.forge(&named(Who::Mary), &verdict(Who::Mary, "keep"));
        for button in ["later", "check"] {
            let refused = app.post(Who::Bashir, &unseen.clone().press(button)).await;
            assert!(
                refused.errors().contains("Alice Ashworth saved marks"),
                "{}",
                refused.errors()
            );
            // Now he has seen it, and his own is kept.
            let form = refused.form(REVIEW);
            assert!(form.is_ticked(&verdict(Who::Peter, "remove")));
            assert!(form.is_ticked(&verdict(Who::Mary, "keep")));
        }
        let refused = app.post(Who::Bashir, &unseen.press("later")).await;
        app.post(Who::Bashir, &refused.form(REVIEW).press("later"))
            .await
            .location();
        let page = app.get(Who::Alice, REVIEW).await;
        for told in ["Alice Ashworth began it", "Bashir Three saved it last"] {
            assert!(page.words().contains(told), "{}", page.words());
        }
        assert_eq!(drafts(&app).await[0].0, 2);

        // Going on with it, signing it, and there is nothing half done any more.
        let form = page
            .form(REVIEW)
            .forge(&named(Who::Gina), &verdict(Who::Gina, "keep"));
        let checked = app.post(Who::Alice, &form.press("check")).await;
        let stale = checked.form(REVIEW).press("save");
        app.post(Who::Alice, &stale).await.location();
        assert_eq!(status(&app, Who::Peter).await, "deactivated");
        assert!(drafts(&app).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn single_roles_of_somebody_who_is_kept_are_removed_where_the_reviewer_decides_about_them() {
    for app in TestApp::each().await {
        let page = app.get(Who::Alice, REVIEW).await;
        let form = page.form(REVIEW);
        // Alice administers GPP: she decides about Bashir's role there, not about the one of the Performers List.
        assert!(form.has_box(&dropped(Who::Bashir, "gpp-user-management")));
        assert!(!form.has_box(&dropped(Who::Bashir, "pl-user-management")));
        assert!(!form.has_box(&dropped(Who::Gina, "gpp-gp-principal")));
        let form = decided(&app, &[])
            .await
            .tick(&dropped(Who::Bashir, "gpp-user-management"))
            .press("check");
        let checked = app.post(Who::Alice, &form).await;
        let words = checked.words();
        assert!(
            words.contains("Bashir Three (bashir@cast.example) Remove GPP User Management"),
            "{words}"
        );
        assert!(words.contains("5 people keep their access"), "{words}");
        let signed = app
            .post(Who::Alice, &checked.form(REVIEW).press("save"))
            .await;
        let page = app.get(Who::Alice, &signed.location()).await;
        assert_eq!(held(&app, Who::Bashir).await, ["pl-user-management"]);
        let again = read_again(&app, &page, Who::Alice).await.words();
        assert!(
            again.contains("Kept, without GPP User Management"),
            "{again}"
        );
        let text = file(&app, &page, Who::Alice).await.text();
        assert!(text.contains("keep,GPP User Management,Alice"), "{text}");
        let mail = "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE kind = 'roles-changed'";
        assert_eq!(app.count(Query::new(mail)).await, 1);

        // What is not hers is refused, whatever a form sends.
        let forged = app.form(Who::Alice, REVIEW, REVIEW).await;
        let forged = forged
            .forge(&named(Who::Peter), &verdict(Who::Peter, "keep"))
            .forge(&named(Who::Mary), &verdict(Who::Mary, "keep"))
            .forge(&named(Who::Gina), &verdict(Who::Gina, "keep"))
            .forge(&named(Who::Bashir), &format!("{}:2:keep", Who::Bashir.id()))
            .forge("drops[]", &dropped(Who::Bashir, "pl-user-management"))
            .press("check");
        let refused = app.post(Who::Alice, &forged).await;
        assert_ne!(refused.errors(), "");
        assert_eq!(held(&app, Who::Bashir).await, ["pl-user-management"]);
    }
}

/// Who saves with which of the versions that they have been shown, in which order.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_always_the_last_one_that_was_saved_by_somebody_who_saw_the_one_before() {
    for app in TestApp::each().await {
        for case in 0..6_u32 {
            app.run(Query::new("DELETE FROM access_review_draft")).await;
            let mut model: (i64, Option<String>) = (0, None);
            let mut seen = [0_i64; 2];
            for step in 0..6_u32 {
                let dice = case * 31 + step * 17 + case * step;
                let (index, who) = [(0, Who::Alice), (1, Who::Bashir)][(dice % 2) as usize];
                if dice % 3 == 0 {
                    let form = app.form(who, REVIEW, REVIEW).await;
                    assert_eq!(form.value("draft"), model.0.to_string());
                    seen[index] = model.0;
                }
                let word = if dice % 5 < 3 { "keep" } else { "remove" };
                let mut form = app.form(who, REVIEW, REVIEW).await;
                for other in ["keep", "remove"] {
                    let other = verdict(Who::Peter, other);
                    if form.is_ticked(&other) {
                        form = form.untick(&other);
                    }
                }
                let form = form
                    .with("draft", &seen[index].to_string())
                    .tick(&verdict(Who::Peter, word))
                    .press("later");
                let answer = app.post(who, &form).await;
                let accepted = seen[index] == model.0;
                assert_eq!(answer.status.is_redirection(), accepted, "{case}, {step}");
                if accepted {
                    model = (model.0 + 1, Some(verdict(Who::Peter, word)));
                    seen[index] = model.0;
                }
                let kept = drafts(&app).await;
                let (version, marks) = kept.first().cloned().unwrap_or_default();
                assert_eq!(version, model.0, "{case}, {step}");
                if let Some(mark) = &model.1 {
                    assert!(marks.contains(mark), "{case}, {step}: {marks}");
                }
            }
        }
    }
}
