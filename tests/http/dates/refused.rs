//! Changes of dates that are refused: days that will not do, and people who may not decide.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_date_that_will_not_do_is_told_beside_its_field_and_kept() {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        let page = form(&app, Who::Alice, Who::Peter, "gpp-view-claims").await;
        for (day, message) in [
            ("31 2 2027", "Last day must be a real date"),
            ("31 3 20271", "Last day must have a year with 4 digits"),
            ("31 Dec 26", "Last day must have a year with 4 digits"),
            (
                "31 Dezember 2027",
                "Last day must have a month from 1 to 12",
            ),
            ("31", "Last day must include a month"),
            ("1 1 1900", "Last day must be today or in the future"),
            ("22 11 2026", "Last day must be today or in the future"),
            ("1 1 2037", "Last day must be within the next 10 years"),
            ("", "Change the dates, or go back"),
        ] {
            for step in ["check", "save"] {
                let typed = page
                    .clone()
                    .date("ends[]", day)
                    .with("reason", "Kept")
                    .forge("step", step);
                let answer = app.post(Who::Alice, &typed).await;
                assert_eq!(answer.status, 422, "{day}");
                assert!(
                    answer.errors().contains(message),
                    "{day}: {}",
                    answer.errors()
                );
                let beside = answer.select(".nhsuk-form-group--error .nhsuk-error-message");
                assert!(beside.contains(message), "{day}: {beside}");
                let kept = answer.form(&page.action);
                assert_eq!(kept.values("ends[]").join(" ").trim(), day);
                assert_eq!(kept.value("reason").trim(), "Kept");
            }
        }
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_that_has_passed_stays_whatever_a_form_says() {
    for app in TestApp::each().await {
        let form = form(&app, Who::Alice, Who::Peter, "gpp-view-claims").await;
        let forged = ["1", "1", "2027"]
            .into_iter()
            .fold(form, |form, part| form.forge("starts[]", part))
            .press("check");
        let answer = app.post(Who::Alice, &forged).await;
        assert!(
            answer.errors().contains("The role began on 1 January 2026"),
            "{}",
            answer.errors()
        );
        assert_eq!(
            days(&app, Who::Peter, "gpp-view-claims").await.0,
            "2026-01-01"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_opens_for_those_who_decide_about_the_role_and_for_nobody_else() {
    for app in TestApp::each().await {
        let page = |user, role| address(user, ELM, role);
        // Visitor, plain user, GPP administrator, of three practices, Main Contact, deactivated, officer, GP.
        for (address, statuses) in [
            (
                page(Who::Peter, "gpp-view-claims"),
                [302, 403, 200, 200, 403, 403, 403, 403],
            ),
            (
                page(Who::Alice, "gpp-user-management"),
                [302, 403, 200, 200, 403, 403, 200, 403],
            ),
            (
                page(Who::Mary, "mrs-main-contact"),
                [302, 403, 403, 403, 403, 403, 200, 403],
            ),
            (
                page(Who::Gina, "gpp-gp-principal"),
                [302, 403, 403, 403, 403, 403, 403, 403],
            ),
            // Not held, but theirs to give.
            (
                page(Who::Peter, "gpp-avcs"),
                [302, 403, 200, 200, 403, 403, 403, 403],
            ),
            (
                address(Who::Zebedee, FAR, "gpp-avcs"),
                [302, 403, 403, 403, 403, 403, 403, 403],
            ),
            // Not a user there.
            (
                page(Who::Zebedee, "gpp-avcs"),
                [302, 403, 404, 404, 404, 403, 404, 403],
            ),
            (page(Who::Peter, "no-such-role"), [404; 8]),
            (
                ["/users/", &Who::Peter.id().to_string(), "/dates"].concat(),
                [404; 8],
            ),
        ] {
            for (who, status) in Who::KINDS.into_iter().zip(statuses) {
                let answer = app.get(who, &address).await;
                assert_eq!(answer.status.as_u16(), status, "{address} for {who:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_change_is_refused_whoever_sends_it_and_whichever_way() {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        for (who, user, practice, role) in [
            // Not the sender's service, not their practice, not anybody's by hand, not for the registration team.
            (Who::Alice, Who::Bashir, ELM, "pl-user-management"),
            (Who::Alice, Who::Zebedee, FAR, "gpp-avcs"),
            (Who::Bashir, Who::Gina, ELM, "gpp-gp-principal"),
            (Who::Olive, Who::Peter, ELM, "gpp-view-claims"),
            (Who::Olive, Who::Gina, ELM, "gpp-gp-principal"),
            (Who::Mary, Who::Mary, ELM, "mrs-main-contact"),
            (Who::Peter, Who::Peter, ELM, "gpp-view-claims"),
            (Who::Dora, Who::Dora, ELM, "gpp-user-management"),
        ] {
            let id = user.id().to_string();
            let fields = [
                ("user", id.as_str()),
                ("practice", practice),
                ("role", role),
                ("version", "1"),
                ("ends[]", "31"),
                ("ends[]", "3"),
                ("ends[]", "2027"),
                ("reason", "I want to"),
                ("accepts[]", "yes"),
                ("step", "save"),
                ("idempotency_key", "01900000-0000-7000-8000-0000000a0001"),
            ];
            let what = format!("{who:?} {user:?} {role}");
            let answer = app
                .post_to(who, &address(user, practice, role), &body(&fields))
                .await;
            assert!(
                [403, 422].contains(&answer.status.as_u16()),
                "{what}: {}",
                answer.status
            );
            let answer = app.call(who, "users/redate", &body(&fields)).await;
            assert!(!answer.text().contains("Done"), "{what}: {}", answer.text());
            assert!(
                !answer.text().contains("Zebedee"),
                "{what}: {}",
                answer.text()
            );
        }
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_wrong_dates_are_told_at_once_each_beside_its_field_wherever_dates_are_typed() {
    for app in TestApp::each().await {
        let postponed = Postpone(Who::Peter, "gpp-view-claims");
        app.db.write(&postponed).await.unwrap();
        let before = data(&app.db).await;
        let user = ["/users/", &Who::Peter.id().to_string()].concat();
        let table = app.form(Who::Alice, &user, &user).await;
        let new = app.form(Who::Alice, "/users/new", "/users/new").await;
        let new = app
            .post(Who::Alice, &new.with("email", "nora@cast.example"))
            .await
            .form("/users/new")
            .with("first_name", "Nora")
            .with("last_name", "New")
            .tick("ZZ9001:gpp-statements");
        let dates = form(&app, Who::Alice, Who::Peter, "gpp-view-claims").await;
        let past = "day must be today or in the future";
        let real = "day must be a real date";
        let unsaid = "day must include a month";
        let far = "day must be within the next 10 years";
        for page in [table.tick("ZZ9001:gpp-statements"), new, dates] {
            for (first, start_wrong, last, end_wrong) in [
                ("31 2 2027", real, "31 4 2027", real),
                ("31 2 2027", real, "22 11 2026", past),
                ("21 11 2026", past, "x", unsaid),
                ("21 11 2026", past, "22 11 2026", past),
                ("1 1 2090", far, "1 1 2091", far),
            ] {
                let typed = page.clone().date("starts[]", first).date("ends[]", last);
                let answer = app.post(Who::Alice, &typed.press("check")).await;
                let what = format!("{} {first}, {last}", page.action);
                assert_eq!(answer.status, 422, "{what}");
                let told = [
                    ["First ", start_wrong].concat(),
                    ["Last ", end_wrong].concat(),
                ];
                let summary = answer.errors();
                let places = told.clone().map(|told| summary.find(&told));
                assert!(
                    places[0].is_some() && places[0] < places[1],
                    "{what}: {summary}"
                );
                let beside = answer.select(".nhsuk-form-group--error .nhsuk-error-message");
                assert!(
                    told.iter().all(|told| beside.contains(told)),
                    "{what}: {beside}"
                );
            }
        }
        let dates = form(&app, Who::Alice, Who::Peter, "gpp-view-claims").await;
        let emptied = dates.date("starts[]", "").date("ends[]", "31 4 2027");
        let answer = app.post(Who::Alice, &emptied.press("check")).await;
        for told in ["Enter a first day", "Last day must be a real date"] {
            assert!(answer.errors().contains(told), "{}", answer.errors());
        }
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
    }
}
