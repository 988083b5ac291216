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
        assert_eq!(
            mailed(&app, "link-asked").await[3..],
            [
                "alice@cast.example",
                "bashir@cast.example",
                "mary@cast.example"
            ]
        );
        let queue = app.get(Who::Alice, "/practices/ZZ9001/performers").await;
        says(&queue, "1 request waits, for 10 days");
        says(&queue, "Peter Plain can confirm or reject");
        assert!(
            !queue.words().contains("Gina"),
            "others decide: {}",
            queue.words()
        );
        later(&app, 4).await;
        assert_eq!(
            mailed(&app, "link-asked").await[6..],
            ["olive@cast.example"]
        );
        later(&app, 9).await;
        assert_eq!(mailed(&app, "link-asked").await.len(), 7);
        let page = app.get(Who::Olive, &newest(&app).await).await;
        for words in [
            "Gina O'Brien asked.",
            "Peter Plain told by email.",
            "Peter Plain reminded by email.",
            "Alice Ashworth, Mary Contact and Bashir Three, who manage access, told by email.",
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
        app.db.write(&Run(empty)).await.unwrap();
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
        app.db.write(&Run(elm)).await.unwrap();
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
