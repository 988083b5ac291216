//! What is confirmed, and the roles that follow.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_confirmed_link_gives_its_role_on_the_first_day_and_takes_it_after_the_last() {
    for app in with_reviewers().await {
        post(
            &app,
            Who::Gina,
            "join",
            &join(OAK, "2", ["1", "12", "2026"]),
        )
        .await
        .location();
        let request = newest(&app).await;
        let page = app.get(Who::Bashir, &request).await;
        says(
            &page,
            "Gina O'Brien (GMC 7654321) asks to join Oak Lane Practice as a salaried GP",
        );
        says(
            &app.get(Who::Bashir, "/tasks").await,
            "Gina O'Brien asks to join Oak Lane Practice",
        );
        app.post(Who::Bashir, &page.form(&request)).await.location();
        assert_eq!(mailed(&app, "link-decided").await, ["gina@cast.example"]);
        // Whoever had the page open too is told.
        app.db
            .write(&Give(Who::Nadia, OAK, "pl-practice-manager"))
            .await
            .unwrap();
        let late = decide(&app, Who::Nadia, &request, "reject", "No").await;
        assert!(
            late.errors()
                .contains("Nothing was changed. Confirmed by Bashir Three"),
            "{}",
            late.errors()
        );
        let elm = [("ZZ9001".to_owned(), "gpp-gp-principal".to_owned())];
        let oak = [("ZZ9002".to_owned(), "gpp-gp-salaried".to_owned())];
        assert_eq!(
            automatic(&app, Who::Gina.id()).await,
            elm,
            "it begins on 1 December"
        );
        later(&app, 7).await;
        assert_eq!(automatic(&app, Who::Gina.id()).await, elm);
        later(&app, 1).await;
        assert_eq!(
            automatic(&app, Who::Gina.id()).await,
            [elm.clone(), oak].concat()
        );
        says(
            &app.get(Who::Gina, ME).await,
            "In all 8 sessions a week: 89% of 100%.",
        );
        post(
            &app,
            Who::Gina,
            "leave",
            &leave(OAK, "moves", ["3", "12", "2026"]),
        )
        .await
        .location();
        let request = newest(&app).await;
        let page = app.get(Who::Bashir, &request).await;
        app.post(Who::Bashir, &page.form(&request)).await.location();
        later(&app, 2).await;
        assert_eq!(
            automatic(&app, Who::Gina.id()).await.len(),
            2,
            "the last day is a day of work"
        );
        later(&app, 1).await;
        assert_eq!(automatic(&app, Who::Gina.id()).await, elm);
        let place = "SELECT status FROM membership WHERE user_id = $1 AND ods = $2";
        let place: Option<(String,)> = app
            .db
            .optional(Query::new(place).bind(Who::Gina.id()).bind(OAK))
            .await
            .unwrap();
        assert_eq!(
            place.unwrap().0,
            "deactivated",
            "nothing holds her there any more"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_it_is_set_the_registration_team_approves_changes_of_principals_after_the_practice() {
    for plain in with_reviewers().await {
        let app = plain.with_second_approval().await;
        let change = body(&[
            ("kind", "change"),
            ("practice", ELM),
            ("gp_type", "salaried"),
            ("sessions", "4"),
            ("day[]", "23"),
            ("day[]", "11"),
            ("day[]", "2026"),
        ]);
        post(&app, Who::Gina, "change", &change).await.location();
        let request = newest(&app).await;
        let early = decide(&app, Who::Olive, &request, "confirm", "").await;
        assert!(
            early.text().contains("PL Practice Manager"),
            "the practice comes first"
        );
        decide(&app, Who::Peter, &request, "confirm", "")
            .await
            .location();
        let role = |code: &str| [(ELM.to_owned(), code.to_owned())];
        assert_eq!(
            automatic(&app, Who::Gina.id()).await,
            role("gpp-gp-principal")
        );
        let page = app.get(Who::Gina, &request).await;
        says(
            &page,
            "The practice has confirmed it. The registration team has to approve it.",
        );
        let reviewer = app.get(Who::Peter, &request).await;
        says(&reviewer, "You do not need to do anything now.");
        assert!(!reviewer.words().contains("Only a user with the role"));
        says(&app.get(Who::Olive, "/tasks").await, "To approve");
        let page = app.get(Who::Peter, &request).await;
        assert!(
            !page.words().contains("Only a user with the role"),
            "the practice has done its part: {}",
            page.words()
        );
        let twice = decide(&app, Who::Peter, &request, "confirm", "").await;
        assert!(
            twice.text().contains("Only the registration team"),
            "{}",
            twice.words()
        );
        assert_eq!(mailed(&app, "link-decided").await, [""; 0]);
        let page = app.get(Who::Olive, &request).await;
        app.post(Who::Olive, &page.form(&request)).await.location();
        assert_eq!(
            automatic(&app, Who::Gina.id()).await,
            role("gpp-gp-salaried")
        );
        assert_eq!(mailed(&app, "link-decided").await, ["gina@cast.example"]);
        says(
            &app.get(Who::Gina, &request).await,
            "Olive Officer approved it.",
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_changed_past_the_program_is_found_mended_and_recorded() {
    for app in with_reviewers().await {
        for wrong in [
            "UPDATE role_grant SET role = 'gpp-gp-salaried' WHERE role = 'gpp-gp-principal'",
            "INSERT INTO role_grant (id, user_id, ods, role, holder_limit, origin, granted_at, reason, starts_on)
             SELECT id, id, 'ZZ9001', 'gpp-gp-principal', 0, 'performers list', 0, '', '2026-01-01'
             FROM app_user WHERE email = 'alice@cast.example'",
        ] {
            app.run(Query::new(wrong)).await;
        }
        let url = app.url.clone();
        let reconcile = move |flags: &[&str]| {
            let arguments = ["performers", "reconcile"].iter().chain(flags);
            let mut program = crate::support::program::command(&url);
            let done = program
                .args(arguments)
                .stdout(std::process::Stdio::piped())
                .output()
                .unwrap();
            assert!(
                done.status.success(),
                "{}",
                String::from_utf8_lossy(&done.stderr)
            );
            String::from_utf8(done.stdout).unwrap()
        };
        let before = data(&app.db).await;
        let told = reconcile(&["--dry-run"]);
        for sentence in [
            "ZZ9001 Gina O'Brien (GMC 7654321): GP (salaried) is held, but no link implies it; GP (principal) is implied \
             by a link, but not held",
            "ZZ9001 Alice Ashworth (not on the list): GP (principal) is held, but no link implies it",
            "2 places disagree. Nothing was changed.",
        ] {
            assert!(told.contains(sentence), "{sentence:?} is not in {told}");
        }
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
        assert!(
            reconcile(&[]).contains("2 places disagreed. They were mended, and that is recorded.")
        );
        assert!(reconcile(&[]).contains("Every automatic role agrees with the Performers List."));
        let elm = [(ELM.to_owned(), "gpp-gp-principal".to_owned())];
        assert_eq!(automatic(&app, Who::Gina.id()).await, elm);
        assert_eq!(automatic(&app, Who::Alice.id()).await, []);
        let recorded = "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE reason LIKE 'The roles did not agree%'";
        assert_eq!(app.count(Query::new(recorded)).await, 2);
    }
}
