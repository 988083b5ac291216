//! The message that something is saved: for whoever saved it, just then.

use practice_access::base::clock::Clock;

use crate::support::{TestApp, Who, cast::NOW};

const MINUTE: i64 = 60_000_000;

fn move_clock(app: &TestApp, minutes: i64) {
    let Clock::Fixed(time) = &app.clock else {
        panic!("a fixed clock")
    };
    time.store(NOW + minutes * MINUTE, std::sync::atomic::Ordering::SeqCst);
}

/// Saves a role of Peter's and gives back where that leads.
async fn save(app: &TestApp) -> String {
    let page = ["/users/", &Who::Peter.id().to_string()].concat();
    let form = app.form(Who::Alice, &page, &page).await;
    let form = form.tick("ZZ9001:gpp-statements");
    let checked = app.post(Who::Alice, &form.press("check")).await;
    assert!(
        checked
            .words()
            .contains("Check the changes for Peter Plain")
    );
    let save = checked.form(&page).press("save");
    app.post(Who::Alice, &save).await.location()
}

async fn save_several(app: &TestApp) -> String {
    let page = "/practices/ZZ9001/users";
    let form = app.form(Who::Alice, page, page).await;
    let peter = [&Who::Peter.id().to_string(), ":1"].concat();
    let form = form.tick(&peter).with("which", "gpp-avcs");
    let checked = app.post(Who::Alice, &form.press("check")).await;
    let title = "Check the changes at Elm Street Surgery";
    assert!(checked.words().contains(title), "{}", checked.words());
    let save = checked.form(page).press("save");
    app.post(Who::Alice, &save).await.location()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_sender_is_told_that_it_is_saved_and_only_for_a_few_minutes() {
    for app in TestApp::each().await {
        for (to, message) in [
            (save_several(&app).await, "The roles are saved."),
            (save(&app).await, "The roles of Peter Plain are saved."),
        ] {
            let told = async |who, address: &str| {
                let page = app.get(who, address).await;
                assert_eq!(page.status, 200);
                page.words().contains(message)
            };
            assert!(told(Who::Alice, &to).await);
            assert!(!told(Who::Bashir, &to).await, "somebody else");
            let forged = [&to, "0"].concat();
            assert!(!told(Who::Alice, &forged).await, "nothing was saved");
            move_clock(&app, 5);
            assert!(told(Who::Alice, &to).await);
            move_clock(&app, 6);
            assert!(!told(Who::Alice, &to).await, "a bookmark");
            move_clock(&app, 0);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mark_of_a_save_says_nothing_on_another_page() {
    for app in TestApp::each().await {
        let to = save(&app).await;
        let mark = to.split_once('?').map(|(_, mark)| mark).unwrap();
        let other = ["/users/", &Who::Gina.id().to_string(), "?", mark].concat();
        let page = app.get(Who::Alice, &other).await;
        assert!(!page.words().contains("are saved"), "{}", page.words());
    }
}
