//! Changing a role of several people at once, with plain forms.

use practice_access::database::Query;

use crate::support::{
    ELM, Form, TestApp, Who,
    db_snapshot::{changed, data},
};

const PAGE: &str = "/practices/ZZ9001/users";

fn person(who: Who) -> String {
    [&who.id().to_string(), ":1"].concat()
}

async fn page(app: &TestApp, who: Who) -> Form {
    app.form(who, PAGE, PAGE).await
}

async fn holders(app: &TestApp, role: &str) -> i64 {
    let query = "SELECT CAST(count(*) AS BIGINT) FROM role_grant WHERE ods = $1 AND role = $2 AND ended_at IS NULL";
    app.count(Query::new(query).bind(ELM).bind(role)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_is_given_to_several_after_a_list_of_who_gains_it() {
    for app in TestApp::each().await {
        let form = page(&app, Who::Alice)
            .await
            .tick(&person(Who::Peter))
            .tick(&person(Who::Gina))
            .tick(&person(Who::Alice))
            .with("which", "gpp-statements");
        let checked = app.post(Who::Alice, &form.press("check")).await;
        assert_eq!(checked.status, 200, "{}", checked.errors());
        let words = checked.words();
        let line = "Add Statements for 2 people Add Gina O'Brien (gina@cast.example) Peter Plain (peter@cast.example) \
            Nothing changes for Alice Ashworth (alice@cast.example)";
        assert!(words.contains(line), "{words}");
        assert_eq!(holders(&app, "gpp-statements").await, 1);
        let last = checked.form(PAGE).press("save");
        let to = app.post(Who::Alice, &last).await.location();
        assert!(to.starts_with(PAGE), "{to}");
        assert_eq!(app.get(Who::Alice, &to).await.status, 200);
        assert_eq!(app.post(Who::Alice, &last).await.location(), to);
        assert_eq!(holders(&app, "gpp-statements").await, 3);
        let events =
            "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'roles-changed'";
        assert_eq!(app.count(Query::new(events)).await, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_for_the_free_places_changes_nobody() {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        let form = page(&app, Who::Alice)
            .await
            .tick(&person(Who::Peter))
            .tick(&person(Who::Gina))
            .with("which", "gpp-user-management")
            .forge("step", "save");
        let answer = app.post(Who::Alice, &form).await;
        assert_eq!(answer.status, 422);
        assert!(
            answer.errors().contains("1 free place"),
            "{}",
            answer.errors()
        );
        assert!(answer.form(PAGE).is_ticked(&person(Who::Peter)));
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_and_nothing_selected_are_told_and_the_rest_is_kept() {
    for app in TestApp::each().await {
        let form = page(&app, Who::Alice).await;
        let nobody = app
            .post(
                Who::Alice,
                &form.clone().with("which", "gpp-avcs").press("check"),
            )
            .await;
        assert_eq!(nobody.status, 422);
        assert!(
            nobody.errors().contains("Select at least one person"),
            "{}",
            nobody.errors()
        );
        assert_eq!(nobody.form(PAGE).value("which"), "gpp-avcs");
        let nothing = app
            .post(Who::Alice, &form.tick(&person(Who::Peter)).press("check"))
            .await;
        assert_eq!(nothing.status, 422);
        assert!(
            nothing.errors().contains("Choose a role"),
            "{}",
            nothing.errors()
        );
        assert!(nothing.form(PAGE).is_ticked(&person(Who::Peter)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_among_those_selected_refuses_the_whole() {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        let form = page(&app, Who::Alice)
            .await
            .tick(&person(Who::Peter))
            .forge("people[]", &person(Who::Zebedee))
            .with("which", "gpp-avcs")
            .forge("step", "save");
        let answer = app.post(Who::Alice, &form).await;
        assert_eq!(answer.status, 422, "{}", answer.words());
        assert!(!answer.text().contains("Quillfeather"));
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_box_of_each_person_says_which_of_two_with_one_name_it_selects() {
    for app in TestApp::each().await {
        let page = app.get(Who::Alice, PAGE).await;
        let labels = page.select(".app-grid__choose label");
        for who in [Who::Peter, Who::Gina] {
            let label = ["Select ", &who.name(), ", ", &who.email()].concat();
            assert!(labels.contains(&label), "{labels}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_spreadsheet_says_whose_last_day_is_set() {
    for app in TestApp::each().await {
        let last = "UPDATE membership SET leaves_on = '2027-03-31' WHERE user_id = $1";
        app.run(Query::new(last).bind(Who::Peter.id())).await;
        let file = app
            .get(Who::Alice, "/practices/ZZ9001/users.csv")
            .await
            .text();
        let mut lines = file.lines();
        let heads = lines.next().unwrap_or_default();
        assert!(heads.contains(",Last logged in,Last day,"), "{heads}");
        let peter = lines.find(|line| line.contains("peter@cast.example"));
        assert!(peter.unwrap().contains("2027-03-31"), "{peter:?}");
        let page = app.get(Who::Alice, PAGE).await.words();
        assert!(page.contains("Last day 31 March 2027"), "{page}");
    }
}
