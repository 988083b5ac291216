//! Who is told when nobody decides.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_waits_unseen() {
    for app in with_reviewers().await {
        let peter = "peter@cast.example";
        post(
            &app,
            Who::Gina,
            "leave",
            &leave(ELM, "moves", ["31", "12", "2026"]),
        )
        .await
        .location();
        assert_eq!(mailed(&app, "link-asked").await, [peter]);
        later(&app, 2).await;
        assert_eq!(mailed(&app, "link-asked").await.len(), 1);
        later(&app, 1).await;
        later(&app, 4).await;
        app.tidy().await;
        assert_eq!(
            mailed(&app, "link-asked").await,
            [peter; 3],
            "after 3 days and after 7"
        );
        later(&app, 3).await;
        // Alice and Mary administer other services: they could not do anything about it.
        assert_eq!(
            mailed(&app, "link-asked").await[3..],
            ["bashir@cast.example"]
        );
        let queue = app.get(Who::Alice, "/practices/ZZ9001/performers").await;
        says(&queue, "1 request is waiting, for 10 days");
        says(&queue, "Peter Plain can confirm or reject");
        assert!(
            !queue.words().contains("Gina"),
            "others decide: {}",
            queue.words()
        );
        later(&app, 4).await;
        assert_eq!(
            mailed(&app, "link-asked").await[4..],
            ["olive@cast.example"]
        );
        later(&app, 9).await;
        assert_eq!(mailed(&app, "link-asked").await.len(), 5);
        let page = app.get(Who::Olive, &newest(&app).await).await;
        for words in [
            "Gina O'Brien asked.",
            "Peter Plain told by email.",
            "Peter Plain reminded by email.",
            "Told by email, as administrators of the Performers List: Bashir Three.",
            "The registration team told.",
        ] {
            says(&page, words);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nobody_confirms_links_the_administrators_are_told_at_once_and_else_the_registration_team()
 {
    for app in TestApp::each().await {
        post(
            &app,
            Who::Gina,
            "join",
            &join(ASH, "1", ["1", "12", "2026"]),
        )
        .await
        .location();
        assert_eq!(mailed(&app, "link-asked").await, ["bashir@cast.example"]);
        let page = app.get(Who::Bashir, &newest(&app).await).await;
        says(&page, "You can give somebody that role");
        let tasks = app.get(Who::Bashir, "/tasks").await;
        says(&tasks, "Nobody here has the role PL Practice Manager");
        let empty =
            Query::new("UPDATE membership SET status = 'deactivated' WHERE ods = $1").bind(ASH);
        app.run(empty).await;
        app.tidy().await;
        assert_eq!(
            mailed(&app, "link-asked").await.len(),
            1,
            "the administrators were there"
        );
        let sent = post(
            &app,
            Who::Gina,
            "leave",
            &leave(ELM, "moves", ["31", "12", "2026"]),
        )
        .await;
        sent.location();
        let elm =
            Query::new("UPDATE membership SET status = 'deactivated' WHERE ods = $1").bind(ELM);
        app.run(elm).await;
        later(&app, 15).await;
        let mails = mailed(&app, "link-asked").await;
        assert_eq!(
            mails
                .iter()
                .filter(|to| *to == "olive@cast.example")
                .count(),
            2,
            "{mails:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nobody_confirms_links_or_can_let_somebody_do_it_the_registration_team_is_told_at_once()
 {
    for app in TestApp::each().await {
        let ends = "UPDATE role_grant SET ended_at = 1
                    WHERE ods = $1 AND role = 'pl-user-management'";
        app.run(Query::new(ends).bind(ELM)).await;
        let asked = leave(ELM, "moves", ["31", "12", "2026"]);
        post(&app, Who::Gina, "leave", &asked).await.location();
        // Alice still administers payments there.
        assert_eq!(mailed(&app, "link-asked").await, ["olive@cast.example"]);
        let page = app.get(Who::Gina, &newest(&app).await).await;
        says(&page, "The registration team looks after this");
        says(
            &app.get(Who::Gina, "/").await,
            "The registration team looks after this",
        );
        let queue = app.get(Who::Alice, "/practices/ZZ9001/performers").await;
        says(&queue, "the registration team looks after these requests");
    }
}
