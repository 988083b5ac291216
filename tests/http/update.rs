//! Updating a user's roles with plain forms.

use practice_access::database::Query;

use crate::support::{
    ELM, Form, TestApp, Who,
    db_snapshot::{changed, data},
};

fn address(who: Who) -> String {
    ["/users/", &who.id().to_string()].concat()
}

async fn table(app: &TestApp, actor: Who, user: Who) -> Form {
    let address = address(user);
    app.form(actor, &address, &address).await
}

/// The roles somebody holds at Elm Street.
async fn roles(app: &TestApp, user: Who) -> Vec<String> {
    let query = Query::new(
        "SELECT role FROM role_grant WHERE user_id = $1 AND ods = $2 AND ended_at IS NULL ORDER BY role",
    );
    let rows: Vec<(String,)> = app.db.all(query.bind(user.id()).bind(ELM)).await.unwrap();
    rows.into_iter().map(|(role,)| role).collect()
}

/// Presses Update, then confirms the list.
async fn save(app: &TestApp, actor: Who, form: Form) -> String {
    let checked = app.post(actor, &form.clone().press("check")).await;
    assert_eq!(checked.status, 200, "{}", checked.errors());
    let answer = app
        .post(actor, &checked.form(&form.action).press("save"))
        .await;
    answer.location()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_says_exactly_what_will_change_and_the_save_does_exactly_that() {
    for app in TestApp::each().await {
        let form = table(&app, Who::Bashir, Who::Peter)
            .await
            .untick("ZZ9001:gpp-view-claims")
            .tick("ZZ9001:gpp-statements")
            .tick("ZZ9002:pl-practice-manager")
            .with("reason", "Moves to Oak Lane");
        let checked = app.post(Who::Bashir, &form.clone().press("check")).await;
        let words = checked.words();
        for line in [
            "Elm Street Surgery (ZZ9001) Add Statements",
            "Remove View Claims",
            "Oak Lane Practice (ZZ9002) Add PL Practice Manager",
        ] {
            assert!(words.contains(line), "{line}: {words}");
        }
        assert!(
            !words.contains("Ash Road Health Centre (ZZ9003) Add"),
            "{words}"
        );
        assert_eq!(roles(&app, Who::Peter).await, ["gpp-view-claims"]);
        let to = app
            .post(Who::Bashir, &checked.form(&form.action).press("save"))
            .await
            .location();
        assert_eq!(roles(&app, Who::Peter).await, ["gpp-statements"]);
        let page = app.get(Who::Bashir, &to).await;
        assert!(page.words().contains("The roles of Peter Plain are saved"));
        let form = page.form(&address(Who::Peter));
        assert!(
            form.is_ticked("ZZ9001:gpp-statements") && form.is_ticked("ZZ9002:pl-practice-manager")
        );
        assert!(!form.is_ticked("ZZ9001:gpp-view-claims"));
        let history = app
            .get(Who::Bashir, &[&address(Who::Peter), "/history"].concat())
            .await;
        assert!(
            history.words().contains("Moves to Oak Lane"),
            "{}",
            history.words()
        );
        let events =
            "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'roles-changed'";
        assert_eq!(app.count(Query::new(events)).await, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn going_back_from_the_list_keeps_the_ticks() {
    for app in TestApp::each().await {
        let form = table(&app, Who::Alice, Who::Peter)
            .await
            .tick("ZZ9001:gpp-statements");
        let checked = app.post(Who::Alice, &form.clone().press("check")).await;
        let back = app
            .post(Who::Alice, &checked.form(&form.action).press("change"))
            .await;
        let again = back.form(&form.action);
        assert!(
            again.is_ticked("ZZ9001:gpp-statements") && again.is_ticked("ZZ9001:gpp-view-claims")
        );
        save(&app, Who::Alice, again).await;
        assert_eq!(
            roles(&app, Who::Peter).await,
            ["gpp-statements", "gpp-view-claims"]
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stale_save_shows_the_others_change_and_keeps_the_ticks() {
    for app in TestApp::each().await {
        let mine = table(&app, Who::Alice, Who::Peter)
            .await
            .tick("ZZ9001:gpp-avcs");
        let theirs = table(&app, Who::Bashir, Who::Peter)
            .await
            .tick("ZZ9001:gpp-statements")
            .untick("ZZ9001:gpp-view-claims");
        let listed = app.post(Who::Alice, &mine.clone().press("check")).await;
        save(&app, Who::Bashir, theirs).await;
        let refused = app
            .post(Who::Alice, &listed.form(&mine.action).press("save"))
            .await;
        assert_eq!(refused.status, 422);
        assert!(
            refused
                .errors()
                .contains("Someone else changed this user's roles"),
            "{}",
            refused.errors()
        );
        let words = refused.words();
        assert!(
            words.contains("Changed by someone else in the meantime"),
            "{words}"
        );
        assert!(
            words.contains("Bashir Three") && words.contains("Statements"),
            "{words}"
        );
        let form = refused.form(&mine.action);
        assert!(form.is_ticked("ZZ9001:gpp-avcs"), "my own change is kept");
        assert!(form.is_ticked("ZZ9001:gpp-statements"), "theirs is shown");
        assert!(!form.is_ticked("ZZ9001:gpp-view-claims"), "theirs is shown");
        save(&app, Who::Alice, form).await;
        assert_eq!(
            roles(&app, Who::Peter).await,
            ["gpp-avcs", "gpp-statements"]
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_administrator_leaves_only_after_a_second_confirmation() {
    for app in TestApp::each().await {
        // Dora's are the only other ones, and she is deactivated: her grants do not administer anything.
        let form = table(&app, Who::Olive, Who::Mary)
            .await
            .untick("ZZ9001:mrs-main-contact")
            .with("reason", "Retires");
        let checked = app.post(Who::Olive, &form.clone().press("check")).await;
        assert!(
            checked.words().contains("No administrator left"),
            "{}",
            checked.words()
        );
        let list = checked.form(&form.action);
        let refused = app.post(Who::Olive, &list.clone().press("save")).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.errors().contains("Confirm that"),
            "{}",
            refused.errors()
        );
        assert_eq!(roles(&app, Who::Mary).await, ["mrs-main-contact"]);
        app.post(Who::Olive, &list.tick("yes").press("save"))
            .await
            .location();
        assert_eq!(roles(&app, Who::Mary).await, [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deactivated_administrator_does_not_count_as_one_who_is_left() {
    for app in TestApp::each().await {
        let form = table(&app, Who::Bashir, Who::Bashir)
            .await
            .untick("ZZ9001:pl-user-management");
        let checked = app.post(Who::Bashir, &form.press("check")).await;
        assert!(
            checked.words().contains("No administrator left"),
            "{}",
            checked.words()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_sending_of_the_same_list_changes_nothing_more() {
    for app in TestApp::each().await {
        let form = table(&app, Who::Alice, Who::Peter)
            .await
            .tick("ZZ9001:gpp-statements");
        let checked = app.post(Who::Alice, &form.clone().press("check")).await;
        let last = checked.form(&form.action).press("save");
        let (one, two) = tokio::join!(app.post(Who::Alice, &last), app.post(Who::Alice, &last));
        assert_eq!(one.location(), two.location());
        let before = crate::support::db_snapshot::tables(&app.db).await;
        assert_eq!(app.post(Who::Alice, &last).await.location(), one.location());
        let after = crate::support::db_snapshot::tables(&app.db).await;
        assert_eq!(changed(&before, &after), [""; 0]);
        let events = "SELECT CAST(count(*) AS BIGINT) FROM history_event";
        assert_eq!(app.count(Query::new(events)).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_was_saved_and_then_changed_behind_the_back_button_does_not_pretend_to_be_saved()
 {
    for app in TestApp::each().await {
        let form = table(&app, Who::Alice, Who::Peter).await;
        let one = form
            .clone()
            .tick("ZZ9001:gpp-statements")
            .forge("step", "save");
        app.post(Who::Alice, &one).await.location();
        let two = form.tick("ZZ9001:gpp-avcs").forge("step", "save");
        let answer = app.post(Who::Alice, &two).await;
        assert_eq!(
            answer.status,
            422,
            "told as saved: {}",
            answer.header("location".parse().unwrap())
        );
        assert!(answer.form(&two.action).is_ticked("ZZ9001:gpp-avcs"));
        assert_eq!(
            roles(&app, Who::Peter).await,
            ["gpp-statements", "gpp-view-claims"]
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_forms_for_two_users_never_mix() {
    for app in TestApp::each().await {
        let peter = table(&app, Who::Alice, Who::Peter)
            .await
            .tick("ZZ9001:gpp-statements");
        let gina = table(&app, Who::Alice, Who::Gina)
            .await
            .tick("ZZ9001:gpp-avcs");
        let peter_list = app.post(Who::Alice, &peter.clone().press("check")).await;
        let gina_list = app.post(Who::Alice, &gina.clone().press("check")).await;
        assert!(!peter_list.words().contains("AVCs") && !gina_list.words().contains("Statements"));
        let to = app
            .post(Who::Alice, &gina_list.form(&gina.action).press("save"))
            .await
            .location();
        assert!(to.starts_with(&address(Who::Gina)), "{to}");
        let to = app
            .post(Who::Alice, &peter_list.form(&peter.action).press("save"))
            .await
            .location();
        assert!(to.starts_with(&address(Who::Peter)), "{to}");
        assert_eq!(
            roles(&app, Who::Peter).await,
            ["gpp-statements", "gpp-view-claims"]
        );
        assert_eq!(
            roles(&app, Who::Gina).await,
            ["gpp-avcs", "gpp-gp-principal"]
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_form_decides_whose_roles_are_changed_not_the_address_it_was_sent_to() {
    for app in TestApp::each().await {
        let form = table(&app, Who::Alice, Who::Peter)
            .await
            .tick("ZZ9001:gpp-statements");
        let body = form.forge("step", "save").encoded();
        let answer = app.post_to(Who::Alice, &address(Who::Gina), &body).await;
        assert!(answer.location().starts_with(&address(Who::Peter)));
        assert_eq!(roles(&app, Who::Gina).await, ["gpp-gp-principal"]);
        assert_eq!(
            roles(&app, Who::Peter).await,
            ["gpp-statements", "gpp-view-claims"]
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_practice_is_refused_together_with_everything_else_in_the_form() {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        for code in ["ZZ9009", "ZZ9002", "ZZ0000"] {
            let form = table(&app, Who::Alice, Who::Peter)
                .await
                .tick("ZZ9001:gpp-statements")
                .forge("seen[]", &[code, ":0:"].concat())
                .forge("ticks[]", &[code, ":gpp-view-claims"].concat());
            for step in ["check", "save"] {
                let answer = app
                    .post(Who::Alice, &form.clone().forge("step", step))
                    .await;
                assert_eq!(answer.status, 422, "{code} {}", answer.words());
            }
        }
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_fifth_administrator_is_refused_with_the_names_of_the_four() {
    for app in TestApp::each().await {
        let fourth = table(&app, Who::Alice, Who::Peter)
            .await
            .tick("ZZ9001:gpp-user-management");
        let fifth = table(&app, Who::Alice, Who::Gina)
            .await
            .tick("ZZ9001:gpp-user-management");
        save(&app, Who::Alice, fourth).await;
        let answer = app.post(Who::Alice, &fifth.press("check")).await;
        assert_eq!(answer.status, 422);
        for who in [Who::Alice, Who::Bashir, Who::Dora, Who::Peter] {
            assert!(answer.errors().contains(&who.name()), "{}", answer.errors());
        }
        // The box is there as it was ticked, and a fresh page does not offer it.
        assert!(
            !table(&app, Who::Alice, Who::Gina)
                .await
                .has_box("ZZ9001:gpp-user-management")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dates_that_are_none_are_told_beside_their_field_and_kept() {
    for app in TestApp::each().await {
        let page = table(&app, Who::Alice, Who::Peter)
            .await
            .tick("ZZ9001:gpp-statements");
        for (day, month, year, message) in [
            ("31", "2", "2027", "First day must be a real date"),
            ("x", "", "", "First day must include a month"),
            (
                "22",
                "11",
                "2026",
                "First day must be today or in the future",
            ),
            (
                "1",
                "1",
                "2090",
                "First day must be within the next 10 years",
            ),
        ] {
            let mut fields = form_urlencoded::parse(page.encoded().as_bytes())
                .into_owned()
                .filter(|(name, _)| name != "starts[]")
                .collect::<Vec<_>>();
            for part in [day, month, year] {
                fields.push(("starts[]".to_owned(), part.to_owned()));
            }
            fields.push(("step".to_owned(), "check".to_owned()));
            let body = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(&fields)
                .finish();
            let answer = app.post_to(Who::Alice, &page.action, &body).await;
            assert_eq!(answer.status, 422);
            assert!(
                answer.errors().contains(message),
                "{message}: {}",
                answer.errors()
            );
            let kept = answer.form(&page.action);
            assert_eq!(kept.value("starts[]"), day);
            assert!(kept.is_ticked("ZZ9001:gpp-statements"));
        }
    }
}
