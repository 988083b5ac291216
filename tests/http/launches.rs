//! Launches: the first administrators of a service at many practices, and the letters about them.

use axum::{
    body::Body,
    http::{Method, header},
};
use practice_access::{database::Query, launches, web::AuditContext};

use crate::support::{Answer, FAR, TestApp, Who, body, record::wrong, request};

const DAY: i64 = 24 * 3_600_000_000;
const NEW: &str = "/launches/new";
const HEAD: &str =
    "practice_code,title,first_name,last_name,email,phone,contact_name,contact_email\n";

/// Two practices without a Main Contact, one of which names somebody who is written to.
const GOOD: &str = "ZZ9002,,Nora,New,nora@gp.example,01632 960001,Mrs Contact,office@oak.example\n\
    ZZ9003,Dr,Ann,Long,ann@gp.example,,,\n";

/// A form with a file, as a browser sends it.
async fn put_in(app: &TestApp, who: Who, lines: &str, more: &[(&str, &str)]) -> Answer {
    let fields = [
        ("service", "mrs"),
        ("day[]", "1"),
        ("day[]", "12"),
        ("day[]", "2026"),
    ];
    let mut form = String::new();
    for (name, value) in fields.iter().chain(more) {
        let head = [
            "--xyz\r\nContent-Disposition: form-data; name=\"",
            name,
            "\"\r\n\r\n",
        ];
        form.extend(head.iter().chain([value, &"\r\n"]).copied());
    }
    form.push_str(
        "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"mrs.csv\"\r\n",
    );
    form.extend([
        "Content-Type: text/csv\r\n\r\n",
        HEAD,
        lines,
        "\r\n--xyz--\r\n",
    ]);
    let request = request(Method::POST, who, NEW)
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=xyz")
        .body(Body::from(form));
    let answer = app.send(request.unwrap()).await;
    app.shown(who, NEW, answer).await
}

async fn decide(app: &TestApp, who: Who, launch: &str, fields: &[(&str, &str)]) -> Answer {
    let id = launch.rsplit('/').next().unwrap();
    let mut all = vec![("id", id)];
    all.extend(fields);
    app.post_to(who, launch, &body(&all)).await
}

/// Put in by Olive. Gives its address.
async fn launch(app: &TestApp) -> String {
    app.set_officer(Who::Xanthe, true).await;
    let done = put_in(app, Who::Olive, GOOD, &[]).await;
    assert!(done.status.is_redirection(), "{}", done.errors());
    done.location().split('?').next().unwrap().to_owned()
}

async fn approved(app: &TestApp) -> String {
    let launch = launch(app).await;
    let done = decide(app, Who::Xanthe, &launch, &[("step", "approve")]).await;
    assert!(done.status.is_redirection(), "{}", done.errors());
    launch
}

async fn go_live(app: &TestApp) {
    let audit = AuditContext::of_visitor(app.clock.now(), String::new());
    launches::go_live(&app.db, &audit).await.unwrap();
}

async fn main_contacts(app: &TestApp) -> i64 {
    let query = "SELECT CAST(count(*) AS BIGINT) FROM role_grant WHERE role = 'mrs-main-contact' AND ended_at IS NULL
                 AND ods <> 'ZZ9001'";
    app.count(Query::new(query)).await
}

async fn mails(app: &TestApp, kind: &'static str) -> i64 {
    let query = "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE kind = $1";
    app.count(Query::new(query).bind(kind)).await
}

async fn state(app: &TestApp) -> String {
    let query = "SELECT state FROM launch ORDER BY id DESC LIMIT 1";
    let row: Option<(String,)> = app.db.optional(Query::new(query)).await.unwrap();
    row.map(|(state,)| state).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_launch_goes_live_on_its_day_once_two_officers_have_approved_it() {
    for app in TestApp::each().await {
        app.set_officer(Who::Xanthe, true).await;
        crate::support::record::take_over(&app.db).await;
        let launch = launch(&app).await;
        let own = decide(&app, Who::Olive, &launch, &[("step", "approve")]).await;
        assert!(
            own.errors().contains("Another registration officer"),
            "{}",
            own.errors()
        );
        assert_eq!(
            (state(&app).await.as_str(), mails(&app, "launch").await),
            ("proposed", 0)
        );
        let done = decide(&app, Who::Xanthe, &launch, &[("step", "approve")]).await;
        assert!(done.status.is_redirection(), "{}", done.errors());
        // The practices are told, by e-mail where somebody is named, by post all of them.
        assert_eq!(
            (state(&app).await.as_str(), mails(&app, "launch").await),
            ("approved", 1)
        );
        let letters = app.get(Who::Olive, "/letters/print").await;
        assert_eq!(letters.text().matches("class=\"letter\"").count(), 2);
        assert!(
            letters
                .text()
                .contains("Mrs Contact<br>Oak Lane Practice<br>1 High Street")
        );
        assert!(
            letters
                .text()
                .contains("From 1 December 2026 this person manages access")
        );
        // Nothing is given before the day, and everything once on it.
        app.pass(5 * DAY, &[Who::Olive]).await;
        go_live(&app).await;
        assert_eq!(
            (main_contacts(&app).await, mails(&app, "invitation").await),
            (0, 0)
        );
        app.pass(3 * DAY, &[Who::Olive]).await;
        go_live(&app).await;
        go_live(&app).await;
        assert_eq!(
            (main_contacts(&app).await, mails(&app, "invitation").await),
            (2, 2)
        );
        assert_eq!(state(&app).await, "live");
        let page = app.get(Who::Olive, &launch).await.words();
        assert!(
            page.contains("2 practices: 2 set up")
                && page.contains("can make further administrators"),
            "{page}"
        );
        assert_eq!(wrong(&app.db).await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_of_a_file_is_told_with_its_line_and_nothing_is_kept() {
    for app in TestApp::each().await {
        app.set_officer(Who::Xanthe, true).await;
        let bad = "ZZ9001,,Nora,New,nora@gp.example,,,\nZZ9999,,Nora,New,nora@gp.example,,,\n\
            ZZ9002,,<b>,,nobody,,,\nZZ9003,,Olive,Officer,olive@cast.example,,,\n\
            ZZ9009,,Nora,New,nora@gp.example,,,\nZZ9009,,Ann,Long,ann@gp.example,,,\n";
        let refused = put_in(&app, Who::Olive, bad, &[]).await;
        assert_eq!(refused.status, 422);
        let told = refused.errors();
        for part in [
            "5 lines can't be used, 1 can",
            "Line 2: ZZ9001 has an administrator",
            "Line 3: ZZ9999 is not a practice",
            "Line 4:",
            "Line 5: olive@cast.example belongs to the registration team",
            "Line 7: ZZ9009 has 1 nominations already",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert_eq!(state(&app).await, "");
        // What was chosen stands in the form again, but for the file, which no form can be given back.
        let form = refused.form(NEW);
        assert_eq!(form.values("day[]"), ["1", "12", "2026"]);
        let rest = put_in(&app, Who::Olive, bad, &[("leave_out[]", "yes")]).await;
        assert!(rest.status.is_redirection(), "{}", rest.errors());
        let kept = app
            .count(Query::new(
                "SELECT CAST(count(*) AS BIGINT) FROM nomination",
            ))
            .await;
        assert_eq!(kept, 1);
        // The same practice in a second launch.
        let again = put_in(
            &app,
            Who::Olive,
            "ZZ9009,,Nora,New,nora@gp.example,,,\n",
            &[],
        )
        .await;
        assert!(
            again.errors().contains("is already in another launch"),
            "{}",
            again.errors()
        );
        for (day, why) in [("31", "must be a real date"), ("1", "must be after today")] {
            let call = body(&[
                ("service", "mrs"),
                ("day[]", day),
                ("day[]", "11"),
                ("day[]", "2026"),
            ]);
            let answer = app.call(Who::Olive, "launches/put-in", &call).await;
            assert!(answer.text().contains(why), "{day}: {}", answer.text());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_but_officers_puts_in_sees_decides_or_prints() {
    for app in TestApp::each().await {
        let launch = launch(&app).await;
        for who in [
            Who::Visitor,
            Who::Peter,
            Who::Alice,
            Who::Bashir,
            Who::Mary,
            Who::Dora,
            Who::Gina,
        ] {
            for address in [
                launch.as_str(),
                "/launches",
                NEW,
                "/letters",
                "/letters/print",
            ] {
                let answer = app.get(who, address).await;
                assert!(
                    !answer.text().contains("nora@gp.example"),
                    "{who:?} {address}"
                );
                assert_ne!(answer.status, 200, "{who:?} {address}");
            }
            let put = put_in(&app, who, "ZZ9009,,Nora,New,nora@gp.example,,,\n", &[]).await;
            let at = put.headers.get(header::LOCATION);
            let at = at.map(|at| at.to_str().unwrap()).unwrap_or_default();
            assert!(!at.contains("launches/"), "{who:?}: {at}");
            for step in ["approve", "withdraw"] {
                decide(&app, who, &launch, &[("step", step), ("reason", "Because")]).await;
            }
            assert_eq!(state(&app).await, "proposed", "{who:?}");
        }
        let launches = app
            .count(Query::new("SELECT CAST(count(*) AS BIGINT) FROM launch"))
            .await;
        assert_eq!(launches, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_changed_since_is_not_set_up_and_says_why() {
    for app in TestApp::each().await {
        let launch = approved(&app).await;
        let close = "UPDATE practice SET status = 'closed' WHERE ods = $1";
        app.run(Query::new(close).bind("ZZ9003")).await;
        app.pass(8 * DAY, &[Who::Olive]).await;
        go_live(&app).await;
        assert_eq!(
            (main_contacts(&app).await, state(&app).await.as_str()),
            (1, "live")
        );
        let page = app
            .get(Who::Olive, &[&launch, "?state=not-set-up"].concat())
            .await
            .words();
        assert!(page.contains("The practice has closed."), "{page}");
        assert!(!page.contains("Oak Lane"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nomination_or_a_launch_is_withdrawn_before_its_day_and_the_practice_told() {
    for app in TestApp::each().await {
        let launch = approved(&app).await;
        let none = decide(
            &app,
            Who::Olive,
            &launch,
            &[("step", "withdraw-one"), ("line", "2")],
        )
        .await;
        assert!(none.errors().contains("Enter why"), "{}", none.errors());
        let one = [
            ("step", "withdraw-one"),
            ("line", "2"),
            ("reason", "She has left"),
        ];
        assert!(
            decide(&app, Who::Olive, &launch, &one)
                .await
                .status
                .is_redirection()
        );
        assert_eq!(mails(&app, "launch").await, 2);
        let gone = decide(&app, Who::Olive, &launch, &one).await;
        assert_eq!(gone.status, 404);
        app.pass(8 * DAY, &[Who::Olive]).await;
        let late = decide(
            &app,
            Who::Olive,
            &launch,
            &[("step", "withdraw"), ("reason", "Late")],
        )
        .await;
        assert!(late.errors().contains("is live"), "{}", late.errors());
        go_live(&app).await;
        assert_eq!(main_contacts(&app).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_launch_whose_officer_is_none_any_more_is_approved_again() {
    for app in TestApp::each().await {
        let launch = approved(&app).await;
        // The third, so that two stay.
        app.set_officer(Who::Zebedee, true).await;
        app.set_officer(Who::Xanthe, false).await;
        app.pass(8 * DAY, &[Who::Olive, Who::Zebedee]).await;
        let shown = Query::new("UPDATE session SET factor_at = $1").bind(app.clock.now().0);
        app.run(shown).await;
        go_live(&app).await;
        assert_eq!(
            (main_contacts(&app).await, state(&app).await.as_str()),
            (0, "proposed")
        );
        for who in [Who::Olive, Who::Zebedee] {
            let done = decide(&app, who, &launch, &[("step", "approve")]).await;
            assert!(done.status.is_redirection(), "{who:?}: {}", done.errors());
        }
        go_live(&app).await;
        assert_eq!(
            (main_contacts(&app).await, state(&app).await.as_str()),
            (2, "live")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_officers_who_approve_at_once_and_two_servers_that_go_live_do_it_once() {
    for app in TestApp::each().await {
        let launch = launch(&app).await;
        let approve = [("step", "approve")];
        let (one, two) = tokio::join!(
            decide(&app, Who::Xanthe, &launch, &approve),
            decide(&app, Who::Xanthe, &launch, &approve)
        );
        assert!(one.status.is_redirection() || two.status.is_redirection());
        assert_eq!(mails(&app, "launch").await, 1);
        app.pass(8 * DAY, &[Who::Olive]).await;
        let other = app.beside().await;
        tokio::join!(go_live(&app), go_live(&other));
        go_live(&app).await;
        assert_eq!(
            (main_contacts(&app).await, mails(&app, "invitation").await),
            (2, 2)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_are_marked_as_printed_up_to_the_newest_that_was_listed() {
    for app in TestApp::each().await {
        approved(&app).await;
        let page = app.get(Who::Olive, "/letters").await;
        assert!(
            page.words().contains("2 letters to print."),
            "{}",
            page.words()
        );
        let form = page.form("/letters");
        // One more comes between.
        let copy = "INSERT INTO paper_letter (id, ods, service, administrators, starts_on, contact, reference, made_at)
                    VALUES ($1, $2, 'pl', '[]', '2026-12-01', '', 'UA-1', $3)";
        let copy = Query::new(copy).bind(uuid::Uuid::max()).bind(FAR);
        app.run(copy.bind(app.clock.now().0)).await;
        let marked = app.post(Who::Olive, &form).await;
        assert!(
            marked.location().contains("done=2"),
            "{}",
            marked.location()
        );
        let left = app.get(Who::Olive, "/letters").await.words();
        assert!(
            left.contains("1 letter to print.") && left.contains("Far Away Surgery"),
            "{left}"
        );
        let printed = app.get(Who::Olive, "/letters?show=printed").await.words();
        assert!(printed.contains("Olive"), "{printed}");
    }
}

/// All of England, to be run by hand: `cargo nextest run --run-ignored only launch_of_all_of_england`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures; nothing of it can be false"]
async fn a_launch_of_all_of_england() {
    for app in TestApp::each().await {
        app.set_officer(Who::Xanthe, true).await;
        let mut lines = String::new();
        for number in 0..6_500 {
            let code = format!("Y{number:05}");
            let practice = "INSERT INTO practice (ods, name, status, address, town, postcode, region, icb, sub_icb, telephone)
                            VALUES ($1, $2, 'active', '1 High Street', 'Anytown', 'ZZ1 1ZZ', 'Y60', 'QHL', '15E', '')";
            let practice = Query::new(practice).bind(&code);
            app.run(practice.bind(format!("Practice {number}"))).await;
            let contact = [",,Nora,New,n", &code, "@gp.example,,Mrs Contact,c", &code];
            lines.extend(
                [code.as_str()]
                    .into_iter()
                    .chain(contact)
                    .chain(["@gp.example\n"]),
            );
        }
        let mut last = std::time::Instant::now();
        let mut lap = |what: &str| {
            println!("{what}: {:?}", last.elapsed());
            last = std::time::Instant::now();
        };
        let done = put_in(&app, Who::Olive, &lines, &[]).await;
        let launch = done.location().split('?').next().unwrap().to_owned();
        lap("put in");
        let done = decide(&app, Who::Xanthe, &launch, &[("step", "approve")]).await;
        assert!(done.status.is_redirection(), "{}", done.errors());
        lap("approved, letters made");
        let letters = app.get(Who::Olive, "/letters/print").await;
        assert_eq!(letters.text().matches("class=\"letter\"").count(), 6_500);
        lap("printed");
        app.pass(8 * DAY, &[Who::Olive]).await;
        go_live(&app).await;
        lap("live");
        assert_eq!(main_contacts(&app).await, 6_500);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_launch_gives_no_role_that_is_kept_apart_from_one_that_the_nominee_holds_and_goes_live_all_the_same()
 {
    for app in TestApp::each().await {
        app.set_officer(Who::Xanthe, true).await;
        let lines = "ZZ9009,,Zebedee,Quillfeather,zebedee@cast.example,,,\n";
        let done = put_in(&app, Who::Olive, lines, &[]).await;
        assert!(done.status.is_redirection(), "{}", done.errors());
        let launch = done.location().split('?').next().unwrap().to_owned();
        decide(&app, Who::Xanthe, &launch, &[("step", "approve")]).await;
        let pair = "INSERT INTO kept_apart (role, other, why, added_at)
                    VALUES ('gpp-avcs', 'mrs-main-contact', 'nobody checks their own work', 0)";
        app.run(Query::new(pair)).await;
        app.pass(8 * DAY, &[Who::Olive]).await;
        go_live(&app).await;
        assert_eq!(
            (main_contacts(&app).await, state(&app).await.as_str()),
            (0, "live")
        );
        let page = app.get(Who::Olive, &launch).await.words();
        let told = "Nobody can hold both AVCs and Main Contact at Far Away Surgery: nobody checks their own work";
        assert!(page.contains(told), "{page}");
    }
}
