//! The member fills a form in and submits it, and from then on it is as it is.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::*;
use crate::support::phone;

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        write!(text, "{byte:02x}").unwrap();
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_fills_in_and_submits_with_plain_forms_and_the_hash_is_in_the_record() {
    for app in apps().await {
        let home = app.get(Who::Gina, "/").await;
        let years = app.get(Who::Gina, "/pensions").await;
        assert_eq!(years.status, 200, "{}", home.text());
        let words = years.words();
        for part in [
            "2025/26",
            "Type 1 certificate",
            "Elm Street Surgery",
            "Not started",
        ] {
            assert!(words.contains(part), "{part}: {words}");
        }
        let form = years.form("/pensions").press("begin");
        let to = app.post(Who::Gina, &form).await.location();
        let id = to.trim_start_matches("/pensions/").to_owned();
        for (section, fields) in FILLED_IN {
            let page = [&to, "/sections/", section].concat();
            let mut form = app.form(Who::Gina, &page, &page).await;
            for (name, value) in fields {
                form = match *name {
                    "provisional" | "on_leave" | "method" => form,
                    _ => form.with(name, value),
                };
            }
            let saved = app.post(Who::Gina, &form).await;
            assert!(saved.status.is_redirection(), "{section}: {}", saved.text());
        }
        let page = app.get(Who::Gina, &to).await;
        assert!(
            page.words().contains("Check it and submit it"),
            "{}",
            page.words()
        );
        let check = page.link("Check and submit");
        let form = app.form(Who::Gina, &check, &check).await;
        let form = form.tick("yes").with("password", PASSWORD);
        let done = app.post(Who::Gina, &form).await.location();
        let kept = kept(&app, &id).await;
        assert_eq!(kept.state, "declared");
        assert_eq!(kept.declared_by, Some(Who::Gina.id().0));
        assert_eq!(kept.declared_for, None);
        let (reference, declared, hash) = (
            kept.reference.unwrap(),
            kept.declared.unwrap(),
            kept.hash.unwrap(),
        );
        assert!(reference.starts_with("EP-"), "{reference}");
        assert_eq!(hash, Sha256::digest(&declared).to_vec());
        let after = app.get(Who::Gina, &done).await.words();
        assert!(
            after.contains(&reference) && after.contains("It is submitted"),
            "{after}"
        );
        let query = "SELECT detail FROM history_event WHERE action = 'pension-form-submitted'";
        let events: Vec<(String,)> = app.db.all(Query::new(query)).await.unwrap();
        let [(detail,)] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert!(
            detail.contains(&hex(&hash)) && detail.contains(&reference),
            "{detail}"
        );
        let print = app.get(Who::Gina, &[&to, "/print"].concat()).await;
        assert!(print.text().contains(&hex(&hash)), "{}", print.text());
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_submitted_never_changes_whatever_becomes_of_what_was_entered() {
    for app in apps().await {
        let id = submitted(&app).await;
        let before = kept(&app, &id).await;
        let refused = save(&app, Who::Gina, &id, "income", &[("practice_income", "1")]).await;
        assert_eq!(refused.status, 409, "{}", refused.text());
        for one in [
            "ready",
            "take-back",
            "revert",
            "elsewhere",
            "not-required",
            "reopen",
        ] {
            let refused = step(&app, Who::Gina, &id, one, &[]).await;
            assert!(!is_done(&refused), "{one}: {}", refused.text());
        }
        for one in ["approve", "reject"] {
            let refused = step(&app, Who::Gina, &id, one, &[("reason", "Mine")]).await;
            assert_eq!(refused.status, 403, "{one}: {}", refused.text());
        }
        assert_eq!(kept(&app, &id).await, before);
        let page = ["/pensions/", &id].concat();
        assert!(app.get(Who::Gina, &page).await.text().contains(INCOME));
        // Past the program.
        let other = before.content.replace("123456789", "777777777");
        assert_ne!(other, before.content);
        let change = Query::new("UPDATE pension_form SET content = $1").bind(other);
        app.run(change).await;
        for page in [page.clone(), [&page, "/print"].concat()] {
            let shown = app.get(Who::Gina, &page).await.text();
            assert!(
                shown.contains(INCOME) && !shown.contains("7,777,777.77"),
                "{page}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_submitted_without_the_password_the_tick_and_everything_that_is_needed() {
    for app in apps().await {
        let id = begin(&app, Who::Gina).await;
        let empty = submit(&app, Who::Gina, &id, &[]).await;
        assert_eq!(empty.status, 409, "{}", empty.text());
        assert_eq!(state(&app, &id).await, "draft");
        fill_in(&app, Who::Gina, &id).await;
        for (fields, field) in [
            ([("password", "not it")], "password"),
            ([("password", "")], "password"),
            ([("declare[]", "")], "declare"),
        ] {
            let answer = submit(&app, Who::Gina, &id, &fields).await;
            if answer.status == 200 {
                assert_eq!(wrong_field(&answer), field, "{}", answer.text());
            } else {
                assert_eq!(answer.status, 422, "{}", answer.text());
            }
        }
        let fields = [
            ("id", id.as_str()),
            ("version", "9"),
            ("password", PASSWORD),
        ];
        let answer = app.call(Who::Gina, "pensions/submit", &body(&fields)).await;
        assert_eq!(wrong_field(&answer), "declare", "{}", answer.text());
        // Of what was seen before somebody changed it.
        let stale = submit(&app, Who::Gina, &id, &[("version", "1")]).await;
        assert_eq!(stale.status, 409, "{}", stale.text());
        assert_eq!(state(&app, &id).await, "draft");
        let submits = "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'pension-form-submitted'";
        assert_eq!(app.count(Query::new(submits)).await, 0);
        // Nothing of it is repeated on the page.
        assert_done(&submit(&app, Who::Gina, &id, &[]).await);
        let first = kept(&app, &id).await;
        let again = submit(&app, Who::Gina, &id, &[]).await;
        assert_eq!(again.status, 409, "{}", again.text());
        assert_eq!(kept(&app, &id).await, first);
        assert_eq!(app.count(Query::new(submits)).await, 1);
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_comes_back_where_somebody_else_has_saved_in_the_meantime() {
    for app in apps().await {
        let id = begin(&app, Who::Gina).await;
        let page = ["/pensions/", &id, "/sections/income"].concat();
        let form = app.form(Who::Gina, &page, &page).await;
        fill_in(&app, Who::Gina, &id).await;
        let before = kept(&app, &id).await;
        let form = form.with("practice_income", "7,654.32");
        let form = form.with("other_income", "0").with("non_nhs_0_amount", "0");
        let answer = app.post(Who::Gina, &form).await;
        assert_eq!(kept(&app, &id).await, before);
        let told = answer.words();
        assert!(
            told.contains("saved this form on"),
            "{}: {told}",
            answer.status
        );
        let back = answer.form(&page);
        assert_eq!(back.value("practice_income"), "7,654.32");
        // Pressed once more, it is saved over the other.
        assert!(app.post(Who::Gina, &back).await.status.is_redirection());
        assert!(kept(&app, &id).await.content.contains("765432"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_submit_at_once_submit_once() {
    for app in apps().await {
        let id = filled_in(&app, Who::Gina).await;
        let (one, two) = tokio::join!(
            submit(&app, Who::Gina, &id, &[]),
            submit(&app, Who::Gina, &id, &[])
        );
        assert!(
            is_done(&one) != is_done(&two),
            "{} {}",
            one.text(),
            two.text()
        );
        let submits = "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'pension-form-submitted'";
        assert_eq!(app.count(Query::new(submits)).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_is_taken_back_is_submitted_again_under_its_reference_with_another_hash() {
    for app in apps().await {
        let id = submitted(&app).await;
        let first = kept(&app, &id).await;
        assert_done(&step(&app, Who::Gina, &id, "withdraw", &[]).await);
        assert_eq!(state(&app, &id).await, "draft");
        let more = [("expenses", "1,200,001.00"), ("method", "standard")];
        assert_done(&save(&app, Who::Gina, &id, "expenses", &more).await);
        assert_done(&submit(&app, Who::Gina, &id, &[]).await);
        let second = kept(&app, &id).await;
        assert_eq!(second.reference, first.reference);
        assert_ne!(second.hash, first.hash);
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_is_filed_elsewhere_or_not_required_can_be_opened_again() {
    for app in apps().await {
        for (one, state_after) in [("elsewhere", "elsewhere"), ("not-required", "not-required")] {
            let id =
                id_of(&try_begin(&app, Who::Gina, &[("step", one), ("reason", "On paper")]).await);
            assert_eq!(state(&app, &id).await, state_after);
            let refused = submit(&app, Who::Gina, &id, &[]).await;
            assert_eq!(refused.status, 409, "{}", refused.text());
            assert_done(&step(&app, Who::Gina, &id, "reopen", &[]).await);
            assert_eq!(state(&app, &id).await, "draft");
        }
        // It is the same form each time.
        let all = "SELECT CAST(count(*) AS BIGINT) FROM pension_form";
        assert_eq!(app.count(Query::new(all)).await, 1);
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_as_good_as_the_password_if_it_is_right_and_one_shown_a_while_ago_is_none() {
    for app in apps().await {
        phone::give(&app.db, Who::Gina).await;
        let id = filled_in(&app, Who::Gina).await;
        let right = phone::code_at(app.clock.now().0);
        let other = if right == "111111" {
            "222222"
        } else {
            "111111"
        };
        for code in ["x", "", " ", other] {
            let answer = submit(&app, Who::Gina, &id, &[("password", ""), ("code", code)]).await;
            let field = if code.trim().is_empty() {
                "password"
            } else {
                "code"
            };
            assert_eq!(wrong_field(&answer), field, "{code}: {}", answer.text());
            assert_eq!(state(&app, &id).await, "draft");
        }
        let fields = [("password", ""), ("code", right.as_str())];
        assert_done(&submit(&app, Who::Gina, &id, &fields).await);
        // Not a second time.
        assert_done(&step(&app, Who::Gina, &id, "withdraw", &[]).await);
        let answer = submit(&app, Who::Gina, &id, &fields).await;
        assert_eq!(wrong_field(&answer), "code", "{}", answer.text());
        in_order(&app).await;
    }
}
