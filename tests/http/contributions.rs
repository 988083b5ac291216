//! Contributions paid: put in from a file by the operator or for a practice, the same file as often as one likes.

use std::{fmt::Write as _, io::Write as _, process::Stdio};

use axum::{
    body::Body,
    http::{Method, header},
};
use practice_access::{
    base::{clock::new_id, ids::UserId},
    database::{Failure, Query, Tx, UnitOfWork},
    pensions::{
        FormKind,
        calculation::{Part, Pence, SchemeYear, checks::Recorded},
        contributions::{self, ContributionLine},
    },
};

use crate::support::{
    Answer, ELM, FAR, TestApp, Who, body,
    cast::{NOW, OAK},
    db_snapshot::{changed, data, tables},
    program::command,
    record::{take_over, wrong},
    request,
};

const PAGE: &str = "/pensions/contributions";
const HEAD: &str =
    "member,practice_code,month,income,pay,employee,employer,avc,top_up,errbo,for_year\n";

/// Three months of Gina at Elm Street, the last of which gives back something of the year before.
const GOOD: &str = "7654321,ZZ9001,2024-04,partner,4711.11,588.88,677.77,,,,\n\
    gina@cast.example,ZZ9001,2024-05,partner,\"4,711.11\",588.88,677.77,50,0,0,\n\
    7654321,ZZ9001,2024-05,partner,-100.01,-12.34,-14.38,,,,2023-24\n";

/// What none but the table may have of [`GOOD`].
const AMOUNTS: [&str; 6] = ["4711", "588.88", "58888", "677", "12.34", "1234"];

/// The form as a browser sends it, in parts.
async fn send(app: &TestApp, who: Who, fields: &[(&str, &str)], file: Option<&str>) -> Answer {
    let mut form = String::new();
    let head = "--xyz\r\nContent-Disposition: form-data; name=";
    for (name, value) in fields {
        write!(form, "{head}\"{name}\"\r\n\r\n{value}\r\n").unwrap();
    }
    if let Some(lines) = file {
        let file = "\"file\"; filename=\"paid.csv\"\r\nContent-Type: text/csv\r\n\r\n";
        form.extend([head, file, HEAD, lines, "\r\n"]);
    }
    form.push_str("--xyz--\r\n");
    let request = request(Method::POST, who, PAGE)
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=xyz")
        .body(Body::from(form));
    let answer = app.send(request.unwrap()).await;
    app.shown(who, PAGE, answer).await
}

/// The first step, with a file.
async fn upload(app: &TestApp, who: Who, lines: &str, more: &[(&str, &str)]) -> Answer {
    let key = new_id().to_string();
    let mut fields = vec![
        ("practice", ELM),
        ("step", "check"),
        ("idempotency_key", key.as_str()),
    ];
    for (name, value) in more {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    send(app, who, &fields, Some(lines)).await
}

/// Checked, and then saved as the page offers it.
async fn save(app: &TestApp, who: Who, lines: &str, more: &[(&str, &str)]) -> Answer {
    let checked = upload(app, who, lines, more).await;
    assert_eq!(checked.status, 200, "{}", checked.errors());
    app.post(who, &checked.form(PAGE).press("save")).await
}

/// What the command says.
async fn import(app: &TestApp, lines: &str, flags: &[&str]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all([HEAD, lines].concat().as_bytes()).unwrap();
    let mut command = command(&app.url);
    command
        .args(["import", "contributions"])
        .arg(file.path())
        .args(flags)
        .env("RUST_LOG", "trace")
        .stdout(Stdio::piped());
    let output = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = output.await.unwrap();
    let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    [told(&output.stdout), told(&output.stderr)].concat()
}

/// Whether the report has these counts: lines, new, changed, unchanged, members, faults.
fn counts(report: &str) -> [usize; 6] {
    ["Lines", "New", "Changed", "Unchanged", "Members", "Faults"].map(|what| {
        let line = report
            .lines()
            .find(|line| line.split_whitespace().next() == Some(what));
        let line = line.unwrap_or_else(|| panic!("{what}: {report}"));
        line.split_whitespace()
            .nth(1)
            .unwrap()
            .replace(',', "")
            .parse()
            .unwrap()
    })
}

async fn kept(app: &TestApp) -> Vec<String> {
    // Without the moment.
    let query = "SELECT for_year || ' ' || ods || ' ' || month || ' ' || income || ' ' || pay || ' ' || employee || ' ' ||
                        employer || ' ' || avc || ' ' || top_up || ' ' || errbo
                 FROM pension_contribution";
    let rows: Vec<(String,)> = app.db.all(Query::new(query)).await.unwrap();
    let mut rows: Vec<_> = rows.into_iter().map(|(row,)| row).collect();
    rows.sort();
    rows
}

async fn events(app: &TestApp) -> Vec<(Option<String>, String)> {
    let query =
        "SELECT ods, detail FROM history_event WHERE action = 'contributions-imported' ORDER BY at";
    app.db.all(Query::new(query)).await.unwrap()
}

async fn recorded(app: &TestApp, who: Who, year: &str) -> Vec<Recorded> {
    let year: SchemeYear = year.parse().unwrap();
    let mut tx = app.db.read().await.unwrap();
    contributions::recorded(&mut tx, who.id(), year)
        .await
        .unwrap()
}

async fn lines(app: &TestApp, who: Who, year: &str) -> Vec<ContributionLine> {
    let year: SchemeYear = year.parse().unwrap();
    let mut tx = app.db.read().await.unwrap();
    contributions::lines(&mut tx, who.id(), year).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_sees_what_a_file_does_and_saves_exactly_that() {
    for app in TestApp::each().await {
        take_over(&app.db).await;
        let page = app.get(Who::Alice, PAGE).await;
        assert_eq!(page.status, 200, "{}", page.text());
        let form = page.form(PAGE);
        assert_eq!(form.values("practice"), [ELM]);
        let checked = upload(&app, Who::Alice, GOOD, &[]).await;
        let words = checked.words();
        for part in [
            "Check before you save",
            "Elm Street Surgery (ZZ9001)",
            "3 new lines",
            "The file has 3 lines, about 1 member.",
        ] {
            assert!(words.contains(part), "{part}: {words}");
        }
        assert_eq!((kept(&app).await.len(), events(&app).await.len()), (0, 0));
        let form = checked.form(PAGE).press("save");
        let done = app.post(Who::Alice, &form).await;
        assert!(done.status.is_redirection(), "{}", done.errors());
        let said = app.get(Who::Alice, &done.location()).await.words();
        assert!(said.contains("The contributions are saved"), "{said}");
        assert_eq!(
            kept(&app).await,
            [
                "2023-24 ZZ9001 2024-05 partner -10001 -1234 -1438 0 0 0",
                "2024-25 ZZ9001 2024-04 partner 471111 58888 67777 0 0 0",
                "2024-25 ZZ9001 2024-05 partner 471111 58888 67777 5000 0 0",
            ]
        );
        let [(ods, note)] = &events(&app).await[..] else {
            panic!("one event")
        };
        assert_eq!(ods.as_deref(), Some(ELM));
        assert!(
            note.contains("3 new lines, 0 changed, 0 unchanged, 0 left out; members: 1"),
            "{note}"
        );
        let history = app
            .get(Who::Alice, "/practices/ZZ9001/history")
            .await
            .words();
        assert!(
            history.contains("Alice Ashworth imported contributions"),
            "{history}"
        );
        // A second click is the same click, and the file once more says that there is nothing to do.
        assert_eq!(
            app.post(Who::Alice, &form).await.location(),
            done.location()
        );
        let again = upload(&app, Who::Alice, GOOD, &[]).await;
        let words = again.words();
        assert!(words.contains("3 lines are the same as before"), "{words}");
        let before = tables(&app.db).await;
        assert!(
            save(&app, Who::Alice, GOOD, &[])
                .await
                .status
                .is_redirection()
        );
        // Its draft is forgotten with it.
        let touched = changed(&before, &tables(&app.db).await);
        assert_eq!(touched, ["form_draft", "form_receipt"]);
        assert_eq!(wrong(&app.db).await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_is_told_with_its_line_and_the_others_are_saved_only_when_asked() {
    for app in TestApp::each().await {
        let bad = "7654321,ZZ9001,2024-04,partner,1,2,3,,,,\n\
            1111111,ZZ9001,2024-04,partner,1,2,3,,,,\n\
            xanthe@cast.example,ZZ9001,2024-04,partner,1,2,3,,,,\n\
            7654321,ZZ9002,2024-04,partner,1,2,3,,,,\n\
            7654321,ZZ9001,2026-12,boss,x,2,3,,,,\n\
            7654321,ZZ9001,2024-06,solo,1,2,3,,,,\n\
            gina@cast.example,ZZ9001,2024-06,solo,1,2,3,,,,\n";
        let refused = upload(&app, Who::Bashir, bad, &[]).await;
        assert_eq!(refused.status, 422);
        let told = refused.errors();
        for part in [
            "Nothing was saved: 6 lines can't be used, 1 can.",
            "Line 3: 1111111 belongs to nobody who works or worked at the practice",
            // Whether somebody elsewhere has an account is nothing that this practice learns.
            "Line 4: xanthe@cast.example belongs to nobody who works or worked at the practice",
            "Line 5: This line is of another practice, ZZ9002",
            "Line 6: month \"2026-12\" is in the future. income \"boss\"",
            "pay \"x\" is not an amount",
            "Line 7: the same member, scheme year, practice, month and income as line 8",
            "Line 8: the same member, scheme year, practice, month and income as line 7",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert_eq!(kept(&app).await, Vec::<String>::new());
        let leave_out = [("leave_out[]", "yes")];
        let checked = upload(&app, Who::Bashir, bad, &leave_out).await;
        let words = checked.words();
        for part in [
            "1 new line",
            "6 lines can't be used and are left out:",
            "Line 3: 1111111",
        ] {
            assert!(words.contains(part), "{part}: {words}");
        }
        let done = app
            .post(Who::Bashir, &checked.form(PAGE).press("save"))
            .await;
        assert!(done.status.is_redirection(), "{}", done.errors());
        assert_eq!(
            kept(&app).await,
            ["2024-25 ZZ9001 2024-04 partner 100 200 300 0 0 0"]
        );
        assert!(events(&app).await[0].1.contains("6 left out"));
        let none = "1111111,ZZ9001,2024-04,partner,1,2,3,,,,\n";
        let none = upload(&app, Who::Bashir, none, &leave_out).await;
        assert!(
            none.errors().contains("no line of the file can be used"),
            "{}",
            none.errors()
        );
        for (fields, why) in [
            (vec![("practice", "")], "Choose the practice"),
            (vec![("practice", OAK), ("lines", "")], "Choose the file"),
            (
                vec![("practice", OAK), ("lines", "a,b\n1,2\n")],
                "these are missing: member",
            ),
        ] {
            let key = new_id().to_string();
            let mut all = vec![("idempotency_key", key.as_str())];
            all.extend(fields);
            let answer = app
                .call(Who::Bashir, "pensions/contributions", &body(&all))
                .await;
            assert!(answer.text().contains(why), "{why}: {}", answer.text());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_near_the_limit_goes_through_both_steps_and_a_larger_one_is_refused() {
    let app = TestApp::each().await.remove(0);
    let line = |number: usize| {
        let (year, month) = (2016 + number / 48, 1 + number / 4 % 12);
        let income = ["partner", "salaried", "solo", "locum"][number % 4];
        format!("7654321,ZZ9001,{year}-{month:02},{income},1,2,3,,,,\n")
    };
    // Empty rows as a spreadsheet leaves them.
    let mut text: String = (0..400).map(line).collect();
    while text.len() < 4 * 1024 * 1024 - 200 {
        text.push_str(",,,,,,,,,,\n");
    }
    let checked = upload(&app, Who::Alice, &text, &[]).await;
    let form = checked.form(PAGE);
    let value = |name| form.values(name).remove(0);
    // Browsers end lines with two characters.
    let (key, lines) = (
        value("idempotency_key"),
        value("lines").replace('\n', "\r\n"),
    );
    assert!(lines.len() > 4 * 1024 * 1024);
    let fields = [
        ("practice", ELM),
        ("step", "save"),
        ("idempotency_key", key),
        ("lines", lines.as_str()),
    ];
    let done = send(&app, Who::Alice, &fields, None).await;
    assert!(done.status.is_redirection(), "{}", done.errors());
    assert_eq!(kept(&app).await.len(), 400);
    text.push_str(&",,,,,,,,,,\n".repeat(20));
    let refused = upload(&app, Who::Alice, &text, &[]).await;
    assert!(
        refused.errors().contains("larger than 4 MB"),
        "{}",
        refused.errors()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_but_an_administrator_of_the_practice_puts_anything_in() {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        for who in [
            Who::Visitor,
            Who::Peter,
            Who::Mary,
            Who::Dora,
            Who::Olive,
            Who::Gina,
            Who::Zebedee,
            Who::Xanthe,
        ] {
            for step in ["check", "save"] {
                let put = upload(&app, who, GOOD, &[("step", step)]).await;
                let at = put.header(header::LOCATION);
                assert!(!at.contains("done"), "{who:?}: {at}");
                assert!(!put.text().contains("new lines"), "{who:?}");
                let key = new_id().to_string();
                let lines = [HEAD, GOOD].concat();
                let call = body(&[
                    ("practice", ELM),
                    ("lines", &lines),
                    ("step", step),
                    ("idempotency_key", &key),
                ]);
                let call = app.call(who, "pensions/contributions", &call).await;
                assert!(
                    [401, 403].contains(&call.status.as_u16()),
                    "{who:?}: {}",
                    call.text()
                );
            }
            if who != Who::Zebedee {
                assert_ne!(app.get(who, PAGE).await.status, 200, "{who:?}");
            }
        }
        // Those who administer one practice write nothing for another one.
        for (who, practice) in [(Who::Alice, FAR), (Who::Alice, OAK), (Who::Bashir, FAR)] {
            let put = upload(&app, who, GOOD, &[("practice", practice), ("step", "save")]).await;
            assert_eq!(put.status, 403, "{who:?} {practice}");
        }
        let elsewhere = upload(&app, Who::Zebedee, GOOD, &[("practice", FAR)]).await;
        assert!(
            elsewhere.errors().contains("of another practice"),
            "{}",
            elsewhere.errors()
        );
        assert!(
            !elsewhere.errors().contains("Gina"),
            "{}",
            elsewhere.errors()
        );
        let touched = changed(&before, &data(&app.db).await);
        assert_eq!(touched, Vec::<String>::new());
        assert_eq!(events(&app).await.len(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_accountant_of_a_member_puts_nothing_in() {
    for app in TestApp::each().await {
        let place =
            "INSERT INTO membership (user_id, ods, status, since, reason, version, accepted_at)
                     VALUES ($1, $2, 'active', $3, '', 1, $3)";
        let place = Query::new(place).bind(Who::Xanthe.id()).bind(ELM);
        app.run(place.bind(NOW)).await;
        let grant = "INSERT INTO role_grant (id, user_id, ods, role, holder_limit, origin, granted_at, reason, starts_on)
                     VALUES ($1, $2, $3, 'gpp-accountant', 0, 'administrator', $4, '', '2026-01-01')";
        let grant = Query::new(grant).bind(new_id()).bind(Who::Xanthe.id());
        app.run(grant.bind(ELM).bind(NOW)).await;
        let put = upload(&app, Who::Xanthe, GOOD, &[("step", "save")]).await;
        assert_eq!(put.status, 403);
        assert_eq!(app.get(Who::Xanthe, PAGE).await.status, 403);
        assert_eq!(kept(&app).await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operator_puts_in_lines_of_all_practices_as_often_as_they_like() {
    for app in TestApp::each().await {
        let far = "zebedee@cast.example,ZZ9009,2024-04,salaried,1,2,3,,,,\n";
        let all = [GOOD, far].concat();
        let before = tables(&app.db).await;
        let report = import(&app, &all, &["--dry-run"]).await;
        assert_eq!(counts(&report), [4, 4, 0, 0, 2, 0], "{report}");
        assert!(report.contains("Nothing was changed."), "{report}");
        assert_eq!(
            changed(&before, &tables(&app.db).await),
            Vec::<String>::new()
        );
        let report = import(&app, &all, &[]).await;
        assert_eq!(counts(&report), [4, 4, 0, 0, 2, 0], "{report}");
        let [(None, note)] = &events(&app).await[..] else {
            panic!("one event of no practice")
        };
        for amount in AMOUNTS {
            assert!(!note.contains(amount), "{note}");
            assert!(!report.contains(amount), "{amount}: {report}");
        }
        // The same again, and in another order.
        let first = tables(&app.db).await;
        let reversed: Vec<_> = all.lines().rev().collect();
        for again in [all.clone(), reversed.join("\r\n")] {
            let report = import(&app, &again, &[]).await;
            assert_eq!(counts(&report), [4, 0, 0, 4, 2, 0], "{report}");
        }
        assert_eq!(
            changed(&first, &tables(&app.db).await),
            Vec::<String>::new()
        );
        // Other amounts take the place of those before, and no line goes.
        let other = all.replace("588.88", "599.99");
        let report = import(&app, &other, &[]).await;
        assert_eq!(counts(&report), [4, 0, 2, 2, 2, 0], "{report}");
        let rows = kept(&app).await;
        assert_eq!(rows.len(), 4);
        assert_eq!(
            rows.iter().filter(|row| row.contains("59999")).count(),
            2,
            "{rows:?}"
        );
        let report = import(&app, far, &[]).await;
        assert_eq!(counts(&report), [1, 0, 0, 1, 1, 0], "{report}");
        assert_eq!(kept(&app).await.len(), 4);
        let history = app.get(Who::Olive, "/history").await.words();
        assert!(
            history.contains("Operator imported contributions"),
            "{history}"
        );
        for amount in AMOUNTS {
            assert!(!history.contains(amount), "{amount}: {history}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_fault_refuses_a_whole_file_unless_the_operator_leaves_it_out() {
    for app in TestApp::each().await {
        let faults = [
            GOOD,
            "7654321,ZZ9999,2024-04,solo,1,2,3,,,,\n\nnobody@cast.example,ZZ9001,2024-04,solo,1,2,3,,,,\n",
        ]
        .concat();
        let before = tables(&app.db).await;
        let report = import(&app, &faults, &[]).await;
        assert_eq!(counts(&report), [5, 3, 0, 0, 1, 2], "{report}");
        for part in [
            "line 5: ZZ9999 is not a practice that is known here",
            "line 7: nobody@cast.example belongs to nobody who is known here",
            "Nothing was saved.",
        ] {
            assert!(report.contains(part), "{part}: {report}");
        }
        assert_eq!(
            changed(&before, &tables(&app.db).await),
            Vec::<String>::new()
        );
        let report = import(&app, &faults, &["--leave-out-faults"]).await;
        assert!(
            report.contains("The lines with faults were left out."),
            "{report}"
        );
        assert_eq!(kept(&app).await.len(), 3);
        let report = import(&app, "", &[]).await;
        assert!(report.contains("Nothing was changed"), "{report}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_recorded_is_read_by_practice_and_part_of_the_year() {
    for app in TestApp::each().await {
        let more = "7654321,ZZ9002,2024-06,solo,10,1,2,,,,\n\
            7654321,ZZ9001,2024-07,salaried,10,1,2,,,,\n\
            7654321,ZZ9001,2022-09,partner,10,1,2,,,,\n\
            7654321,ZZ9001,2022-10,partner,10,2,2,,,,\n\
            7654321,ZZ9001,2023-06,partner,10,4,2,,,,2022-23\n";
        import(&app, &[GOOD, more].concat(), &[]).await;
        let short = |recorded: Vec<Recorded>| -> Vec<_> {
            let one = |one: Recorded| (one.code, one.part, one.paid.employee, one.other_years);
            recorded.into_iter().map(one).collect()
        };
        let here = |code: &str, part, employee, other| {
            (code.to_owned(), part, Some(Pence(employee)), Pence(other))
        };
        let year = short(recorded(&app, Who::Gina, "2024-25").await);
        let expected = [
            here(ELM, Part::WholeYear, 58888 + 58888 + 100, -1234),
            here(OAK, Part::WholeYear, 100, 0),
        ];
        assert_eq!(year, expected);
        let halves = short(recorded(&app, Who::Gina, "2022-23").await);
        let expected = [
            here(ELM, Part::FirstHalf, 100, 0),
            here(ELM, Part::SecondHalf, 600, 0),
        ];
        assert_eq!(halves, expected);
        let before = short(recorded(&app, Who::Gina, "2023-24").await);
        assert_eq!(before, [here(ELM, Part::WholeYear, -1234, 400)]);
        assert_eq!(recorded(&app, Who::Peter, "2024-25").await, []);
        let mut tx = app.db.read().await.unwrap();
        let year: SchemeYear = "2024-25".parse().unwrap();
        for (form, employee) in [(FormKind::Type1, 58888 + 58888), (FormKind::Type2, 100)] {
            let of_form = contributions::recorded_on(&mut tx, Who::Gina.id(), year, form).await;
            let elm = of_form.unwrap().into_iter().find(|one| one.code == ELM);
            assert_eq!(
                elm.unwrap().paid.employee,
                Some(Pence(employee)),
                "{form:?}"
            );
        }
        drop(tx);
        let told: Vec<_> = lines(&app, Who::Gina, "2024-25")
            .await
            .iter()
            .map(|line| {
                [
                    &line.month.in_words(),
                    " ",
                    &line.practice,
                    " ",
                    line.income.words(),
                    " ",
                    &line.about(),
                ]
                .concat()
            })
            .collect();
        assert_eq!(
            told,
            [
                "April 2024 Elm Street Surgery Partner ",
                "May 2024 Elm Street Surgery Partner Corrects 2023/24",
                "May 2024 Elm Street Surgery Partner ",
                "June 2024 Oak Lane Practice Solo work ",
                "July 2024 Elm Street Surgery Salaried ",
            ]
        );
    }
}

/// Members, each a GP with an account, and 6,000 practices.
struct Nation(usize);

fn member(number: usize) -> UserId {
    UserId(uuid::Uuid::from_u128(
        0x0191_0000_0000_7000_8000_0000_0000_0000 + number as u128,
    ))
}

impl UnitOfWork for Nation {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        for number in 0..6_000 {
            let practice = "INSERT INTO practice (ods, name, status, address, town, postcode, region, icb, sub_icb, telephone)
                            VALUES ($1, $2, 'active', '1 High Street', 'Anytown', 'ZZ1 1ZZ', 'Y60', 'QHL', '15E', '')";
            let practice = Query::new(practice).bind(format!("Y{number:05}"));
            tx.execute(practice.bind(format!("Practice {number}")))
                .await?;
        }
        for number in 0..self.0 {
            let email = format!("gp{number}@nation.example");
            let gmc = format!("{:07}", 1_000_000 + number);
            let user = "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone, gmc_number,
                                              is_registration_officer, created_at)
                        VALUES ($1, $2, '', 'Gwen', 'Practitioner', 'practitioner gwen', '', $3, $4, $5)";
            let user = Query::new(user)
                .bind(member(number))
                .bind(&email)
                .bind(&gmc);
            tx.execute(user.bind(false).bind(NOW)).await?;
            let performer =
                "INSERT INTO performer (gmc_number, user_id, gmc_email, gp_type, status)
                             VALUES ($1, $2, $3, 'principal', 'active')";
            let performer = Query::new(performer).bind(&gmc).bind(member(number));
            tx.execute(performer.bind(&email)).await?;
        }
        Ok(())
    }
}

/// So many lines of 60,000 members from a month on, half of them named by their username.
fn national(count: usize, first: usize) -> String {
    let mut text = String::new();
    for number in 0..count {
        let (who, month) = (number % 60_000, first + number / 60_000);
        let (year, month) = (2015 + (month + 3) / 12, 1 + (month + 3) % 12);
        let practice = who % 6_000;
        if who % 2 == 0 {
            write!(text, "{:07}", 1_000_000 + who).unwrap();
        } else {
            write!(text, "gp{who}@nation.example").unwrap();
        }
        writeln!(
            text,
            ",Y{practice:05},{year}-{month:02},partner,{}.50,812.25,934.88,,,,",
            5_000 + who % 999
        )
        .unwrap();
    }
    text
}

/// To be run by hand: `cargo nextest run --run-ignored only contributions_of_the_whole_nation --no-capture`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures; nothing of it can be false"]
async fn contributions_of_the_whole_nation() {
    for app in TestApp::each().await {
        app.db.write(&Nation(60_000)).await.unwrap();
        let text = national(500_000, 0);
        let mut last = std::time::Instant::now();
        let mut lap = |what: &str| {
            println!("{what}: {:?}", last.elapsed());
            last = std::time::Instant::now();
        };
        let report = import(&app, &text, &["--dry-run"]).await;
        assert_eq!(
            counts(&report),
            [500_000, 500_000, 0, 0, 60_000, 0],
            "{report}"
        );
        lap("500,000 new lines, dry run");
        let report = import(&app, &text, &[]).await;
        assert_eq!(
            counts(&report),
            [500_000, 500_000, 0, 0, 60_000, 0],
            "{report}"
        );
        lap("500,000 new lines");
        let report = import(&app, &text, &[]).await;
        assert_eq!(
            counts(&report),
            [500_000, 0, 0, 500_000, 60_000, 0],
            "{report}"
        );
        lap("the same again");
        let report = import(&app, &text.replace("812.25", "812.26"), &[]).await;
        assert_eq!(
            counts(&report),
            [500_000, 0, 500_000, 0, 60_000, 0],
            "{report}"
        );
        lap("all of them changed");
        println!("{}", read_much(&app).await);
    }
}

/// Fills the table up to twelve years of every month, and says how long it takes then to read one year of one member.
async fn read_much(app: &TestApp) -> String {
    let mut rows = 0;
    for year in 2015..2027 {
        for month in 0..12 {
            let statement = "INSERT INTO pension_contribution (member_id, month, for_year, ods, income, pay, employee, employer, avc,
                                                               top_up, errbo, imported_at)
                             SELECT id, $1, $2, 'Y00001', 'solo', 1, 1, 1, 0, 0, 0, 0 FROM app_user
                             WHERE email LIKE '%@nation.example'";
            let (of, number) = (year + (month + 3) / 12, 1 + (month + 3) % 12);
            let statement = Query::new(statement).bind(format!("{of}-{number:02}"));
            let for_year = format!("{year}-{:02}", year - 1999);
            rows += app.run(statement.bind(for_year)).await;
        }
    }
    let year: SchemeYear = "2019-20".parse().unwrap();
    let mut times = Vec::new();
    for number in (0..60_000).step_by(60) {
        let mut tx = app.db.read().await.unwrap();
        let begun = std::time::Instant::now();
        let recorded = contributions::recorded(&mut tx, member(number), year).await;
        times.push(begun.elapsed());
        assert_eq!(recorded.unwrap().len(), 1);
    }
    times.sort();
    let (median, p95, longest) = (times[500], times[950], times[999]);
    format!("recorded, with {rows} lines more: median {median:?}, p95 {p95:?}, longest {longest:?}")
}
