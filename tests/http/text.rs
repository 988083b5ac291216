//! Every door by which typed text comes in, each tried with the same bad values.

mod files;

use std::{collections::BTreeSet, io::Write as _, process::Stdio};

use practice_access::{
    base::{clock::new_id, text::is_unseen},
    database::Query,
};

use sha2::{Digest as _, Sha256};

use crate::{
    functions::{arguments, right_call},
    support::{
        ELM, TestApp, Who, body,
        cast::{NOW, PASSWORD},
        databases::fresh,
        db_snapshot::tables,
        program::command,
    },
};

/// What kind of text a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Email,
    /// An address that is looked for: whatever is typed, the answer is the same.
    Username,
    Title,
    /// May be left out.
    Name,
    LastName,
    Phone,
    /// Must be given.
    Why,
    /// May be left out.
    WhyIfAny,
    Label,
    /// The name of a firm; may be left out.
    Firm,
    /// Anything may be searched for.
    Search,
}

impl Kind {
    /// What has to be put right, beside its field.
    fn bad(self) -> Vec<String> {
        let long = |most: usize| "x".repeat(most + 1);
        let names = || {
            vec![
                "-".to_owned(),
                "\u{2800}".to_owned(),
                "Read this: https://evil.example/login".to_owned(),
                "www.evil.example".to_owned(),
                "Nora\r\nBcc: evil".to_owned(),
                "evil@evil.example".to_owned(),
            ]
        };
        match self {
            Self::Email => [
                "",
                "\u{200b}",
                "not an email",
                "two..dots@gp.example",
                "аdministrator@cast.example",
                "rene\u{301}@gp.example",
                "👩@gp.example",
                "a@127.0.0.1",
                "a@1.1",
                "one@gp.example; other@gp.example",
            ]
            .map(str::to_owned)
            .into_iter()
            .chain([[&long(64), "@gp.example"].concat()])
            .collect(),
            Self::Title => vec![long(20), "-".to_owned(), "www.evil.example".to_owned()],
            Self::Name => [names(), vec![long(100)]].concat(),
            Self::LastName => [
                names(),
                vec![
                    long(100),
                    String::new(),
                    "\u{200b}".to_owned(),
                    "\u{202e} \u{3164}".to_owned(),
                ],
            ]
            .concat(),
            Self::Phone => vec!["call me".to_owned(), "<b>".to_owned(), "1".repeat(31)],
            Self::Why => vec![String::new(), " \u{200b}\u{202e}\n".to_owned(), long(500)],
            Self::WhyIfAny => vec![long(500)],
            Self::Label => vec![String::new(), "\u{200b}".to_owned(), long(60)],
            Self::Firm => vec![
                long(100),
                "www.evil.example".to_owned(),
                "Read this: https://evil.example/login".to_owned(),
            ],
            Self::Username | Self::Search => Vec::new(),
        }
    }

    /// What is good but for what nobody sees.
    fn unclean(self) -> String {
        let plain = match self {
            Self::Email | Self::Username => "Name.of\u{ad}.Somebody@GP.example",
            Self::Title => "D\u{200b}r",
            Self::Phone => "\u{202d}01632–960001\u{202c}",
            _ => "Ze\u{308}\u{200d}e\u{fe0f}\u{202e} nedroB\r\n\u{34f}Day",
        };
        ["\u{feff}\u{2067}", plain, "\u{2069}\u{0}\u{e0001}"].concat()
    }
}

struct Door {
    who: Who,
    function: &'static str,
    field: &'static str,
    kind: Kind,
    /// What else is sent.
    with: Vec<(&'static str, String)>,
}

/// Every door: for each text of a server function one that sends it with the right values of its row, and those that are
/// written down. These come last: somebody leaves by one.
fn doors() -> Vec<Door> {
    let written = written();
    let mut doors = Vec::new();
    for (function, field) in texts() {
        let is_this = |door: &Door| door.function == function && door.field == field;
        if !written.iter().any(is_this) {
            let (function, with, who) = right_call(&function);
            let (field, kind) = TEXTS.into_iter().find(|(name, _)| *name == field).unwrap();
            doors.push(Door {
                who,
                function,
                field,
                kind,
                with,
            });
        }
    }
    doors.extend(written);
    doors
}

/// Doors that need other values, somebody else, or read their text as something else than most do.
fn written() -> Vec<Door> {
    let id = |who: Who| who.id().to_string();
    let mut doors = Vec::new();
    let mut add =
        |who, function, with: &[(&'static str, String)], fields: &[(&'static str, Kind)]| {
            doors.extend(fields.iter().map(|(field, kind)| Door {
                who,
                function,
                field,
                kind: *kind,
                with: with.to_vec(),
            }));
        };
    let text = |name, value: &str| (name, value.to_owned());
    let save = || text("step", "save");
    let names = [
        ("title", Kind::Title),
        ("first_name", Kind::Name),
        ("last_name", Kind::LastName),
        ("phone", Kind::Phone),
    ];
    let more = [
        ("email", Kind::Email),
        ("reason", Kind::WhyIfAny),
        ("practices", Kind::Search),
    ];
    for (field, kind) in names.into_iter().chain(more) {
        // Each makes an account of its own.
        let new = [
            text("email", &[field, "@cast.example"].concat()),
            text("last_name", "New"),
            text("seen[]", "ZZ9001:0:"),
            text("ticks[]", "ZZ9001:gpp-statements"),
            save(),
        ];
        add(Who::Alice, "users/create", &new, &[(field, kind)]);
    }
    add(
        Who::Alice,
        "users/open",
        &[("user", id(Who::Peter))],
        &[("practices", Kind::Search), ("colleague", Kind::Search)],
    );
    add(
        Who::Peter,
        "account/change-details",
        &[text("last_name", "View")],
        &names,
    );
    add(
        Who::Alice,
        "users/correct-details",
        &[("user", id(Who::Peter)), text("last_name", "Correct")],
        &names,
    );
    add(
        Who::Peter,
        "account/change-address",
        &[text("current_password", PASSWORD)],
        &[("email", Kind::Email)],
    );
    add(
        Who::Bashir,
        "users/help-in",
        &[("user", id(Who::Nadia)), text("step", "correct")],
        &[("email", Kind::Email)],
    );
    add(
        Who::Visitor,
        "sign-in/begin",
        &[text("password", "wrong")],
        &[("email", Kind::Username)],
    );
    add(
        Who::Alice,
        "users/update",
        &[
            ("user", id(Who::Peter)),
            text("seen[]", "ZZ9001:1:gpp-view-claims"),
            text("ticks[]", "ZZ9001:gpp-statements"),
            save(),
        ],
        &[("reason", Kind::WhyIfAny)],
    );
    let peter = [
        ("user", id(Who::Peter)),
        text("practice", ELM),
        text("version", "1"),
    ];
    let redate = [
        text("role", "gpp-view-claims"),
        text("ends[]", "31"),
        text("ends[]", "3"),
        text("ends[]", "2027"),
        save(),
    ];
    add(
        Who::Alice,
        "users/redate",
        &[&peter[..], &redate].concat(),
        &[("reason", Kind::WhyIfAny)],
    );
    add(
        Who::Alice,
        "summary/change",
        &[
            text("practice", ELM),
            ("people[]", [&id(Who::Mary), ":1"].concat()),
            text("change", "add"),
            text("which", "gpp-statements"),
            save(),
        ],
        &[("reason", Kind::WhyIfAny)],
    );
    add(
        Who::Alice,
        "undo/save",
        &[text("change", "ZZ9001-1"), save()],
        &[("reason", Kind::WhyIfAny)],
    );
    add(
        Who::Peter,
        "requests/ask",
        &[text("practice", ELM), text("roles[]", "gpp-avcs")],
        &[("reason", Kind::Why)],
    );
    add(
        Who::Alice,
        "requests/answer",
        &[text("step", "refuse")],
        &[("reason", Kind::Why)],
    );
    add(
        Who::Bashir,
        "performers/decide",
        &[text("step", "reject")],
        &[("reason", Kind::Why)],
    );
    add(
        Who::Bashir,
        "performers/nudge",
        &[text("practice", ELM), text("gmc_number", "7654321")],
        &[("last_name", Kind::Search)],
    );
    let key = text("key", "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    add(
        Who::Peter,
        "factor/add-app",
        &[key],
        &[("name", Kind::Label)],
    );
    add(
        Who::Peter,
        "factor/change",
        &[
            text("factor", "01900000-0000-7000-8000-00000000ffff"),
            text("step", "name"),
        ],
        &[("name", Kind::Label)],
    );
    add(
        Who::Alice,
        "role-sets/change",
        &[
            text("practice", ELM),
            text("set", "01900000-0000-7000-8000-00000000ffff"),
            text("version", "0"),
            text("roles[]", "gpp-avcs"),
        ],
        &[("name", Kind::Label)],
    );
    add(
        Who::Alice,
        "factor/reset",
        &[("user", id(Who::Peter))],
        &[("reason", Kind::Why)],
    );
    add(
        Who::Olive,
        "factor/exempt",
        &[
            ("user", id(Who::Peter)),
            text("step", "begin"),
            text("ends[0]", "30"),
            text("ends[1]", "11"),
            text("ends[2]", "2026"),
        ],
        &[("reason", Kind::Why)],
    );
    add(
        Who::Olive,
        "officers/invite",
        &[
            text("last_name", "Newman"),
            text("email", "oscar@cast.example"),
            text("reason", "Joins the team"),
        ],
        &[
            ("title", Kind::Title),
            ("first_name", Kind::Name),
            ("last_name", Kind::LastName),
            ("email", Kind::Email),
            ("reason", Kind::Why),
        ],
    );
    add(
        Who::Olive,
        "officers/change",
        &[("user", id(Who::Olive)), text("step", "deactivate")],
        &[("reason", Kind::Why)],
    );
    add(
        Who::Visitor,
        "certifications/answer",
        &[
            text("draft", DRAFT),
            text("question", "nominee"),
            text("last_name", "New"),
            text("email", "new@gp.example"),
            text("phone", "01632 960003"),
            text("job", "Manager"),
        ],
        &[
            ("title", Kind::Title),
            ("first_name", Kind::Name),
            ("last_name", Kind::LastName),
            ("email", Kind::Email),
            ("phone", Kind::Phone),
        ],
    );
    add(
        Who::Olive,
        "certifications/emergency",
        &[
            text("practice", ELM),
            text("roles[]", "gpp-user-management"),
            text("email", "peter@cast.example"),
            text("reason", "The only administrator has died"),
        ],
        &[("email", Kind::Username), ("reason", Kind::Why)],
    );
    let nowhere = || ("id", new_id().to_string());
    add(
        Who::Olive,
        "certifications/decide",
        &[nowhere(), text("step", "take")],
        &[("reason", Kind::WhyIfAny)],
    );
    add(
        Who::Olive,
        "launches/decide",
        &[nowhere(), text("step", "withdraw")],
        &[("reason", Kind::Why)],
    );
    let accountant = [
        text("practice", ELM),
        ("people[]", id(Who::Gina)),
        text("email", "new@ledger.example"),
        text("last_name", "New"),
        text("scope[]", "type_1"),
        text("step", "check"),
    ];
    add(
        Who::Alice,
        "accountants/name",
        &accountant,
        &[
            ("firm", Kind::Firm),
            ("first_name", Kind::Name),
            ("last_name", Kind::LastName),
            ("phone", Kind::Phone),
            ("email", Kind::Email),
        ],
    );
    add(
        Who::Alice,
        "accountants/decide",
        &[nowhere(), text("step", "end")],
        &[("reason", Kind::WhyIfAny)],
    );
    add(
        Who::Visitor,
        "certifications/answer-case",
        &[text("key", "made up"), text("step", "object")],
        &[("reason", Kind::Why)],
    );
    add(
        Who::Olive,
        "successions/plan",
        &[
            text("practice", ELM),
            text("kind", "closure"),
            text("day[]", "1"),
            text("day[]", "12"),
            text("day[]", "2026"),
            text("step", "check"),
        ],
        &[("reason", Kind::Why)],
    );
    add(
        Who::Gina,
        "pensions/begin",
        &[
            ("member", id(Who::Gina)),
            text("year", "2025-26"),
            text("kind", "type-1"),
            text("practice", ELM),
            text("step", "elsewhere"),
        ],
        &[("reason", Kind::WhyIfAny)],
    );
    add(
        Who::Gina,
        "pensions/step",
        &[
            text("id", "01900000-0000-7000-8000-00000000ffff"),
            text("version", "1"),
            text("step", "elsewhere"),
        ],
        &[("reason", Kind::WhyIfAny)],
    );
    // Last: he works there no more, and his place was changed once before.
    add(
        Who::Alice,
        "users/leave",
        &[
            ("user", id(Who::Peter)),
            text("practice", ELM),
            text("version", "2"),
            save(),
        ],
        &[("reason", Kind::Why)],
    );
    doors
}

impl Door {
    fn sends(&self, value: &str, request: Option<uuid::Uuid>) -> String {
        let (idempotency_key, request) = (
            new_id().to_string(),
            request.map(|id| id.to_string()).unwrap_or_default(),
        );
        let mut fields = vec![("idempotency_key", idempotency_key.as_str())];
        if !request.is_empty() {
            fields.push(("id", &request));
        }
        let others = self.with.iter().filter(|(name, _)| *name != self.field);
        fields.extend(others.map(|(name, value)| (*name, value.as_str())));
        fields.push((self.field, value));
        body(&fields)
    }
}

/// Doors that only open where something was set up before: what is typed there is read by the same types.
const FURTHER_IN: [&str; 6] = [
    "factor/reset",
    "pensions/step",
    "performers/decide",
    "certifications/answer-case",
    "certifications/decide",
    "launches/decide",
];

/// The secret of a request for a certification that is being filled in.
const DRAFT: &str = "draft of the doors";

/// Everything before the question that its doors answer.
async fn begin_a_draft(app: &TestApp) {
    let answers = r#"{"practice":"ZZ9001","need":"administrator","roles":["gpp-user-management"],"why":"left","explanation":"Since May","arose":["31","5","2026"]}"#;
    let hash: [u8; 32] = Sha256::digest(DRAFT).into();
    let insert = "INSERT INTO certification_draft (token_hash, answers, created_at, changed_at) VALUES ($1, $2, $3, $3)";
    app.run(Query::new(insert).bind(hash).bind(answers).bind(NOW))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_door_refuses_the_same_texts_and_lets_in_none_that_nobody_sees() {
    for app in TestApp::each().await {
        let mut asked = None;
        begin_a_draft(&app).await;
        for door in doors() {
            let request = asked.filter(|_| door.function == "requests/answer");
            // How often somebody may change their name in an hour is not what is asked here.
            app.run(Query::new("DELETE FROM budget")).await;
            for bad in door.kind.bad() {
                let what = format!("{} with {}={bad:?}", door.function, door.field);
                let answer = app
                    .call(door.who, door.function, &door.sends(&bad, request))
                    .await;
                if FURTHER_IN.contains(&door.function) {
                    assert!(!answer.text().contains("Done"), "{what}");
                    continue;
                }
                assert_eq!(answer.status, 200, "{what}: {}", answer.text());
                let errors = answer.json()["Form"]["errors"].clone();
                let field = errors
                    .as_array()
                    .and_then(|all| Some(all.first()?["field"].clone()));
                assert_eq!(field, Some(door.field.into()), "{what}: {}", answer.text());
            }
            let unclean = door.kind.unclean();
            let answer = app
                .call(door.who, door.function, &door.sends(&unclean, request))
                .await;
            let what = format!("{} with {}: {}", door.function, door.field, answer.text());
            assert!(answer.status.as_u16() < 500, "{what}");
            // What can be saved was.
            let saves = [
                "users/create",
                "account/change-details",
                "users/correct-details",
                "requests/ask",
                "requests/answer",
                "role-sets/change",
                "users/leave",
            ];
            if saves.contains(&door.function) && door.kind != Kind::Search {
                assert!(answer.text().contains("Done"), "{what}");
            }
            if door.function == "requests/ask" {
                let newest = Query::new("SELECT id FROM role_request ORDER BY id DESC LIMIT 1");
                let (id,): (uuid::Uuid,) = app.db.optional(newest).await.unwrap().unwrap();
                asked = Some(id);
            }
            for (table, rows) in tables(&app.db).await {
                let unseen = rows
                    .iter()
                    .find(|row| row.chars().any(|c| is_unseen(c) || is_raw_control(c)));
                assert_eq!(unseen, None, "{table} after {what}");
            }
        }
    }
}

/// Control characters that no table of ours holds; rows that are given as one text end fields with one.
fn is_raw_control(c: char) -> bool {
    c.is_control()
}

/// Arguments of server functions that are text of people, and what they are read as where nothing else is written down.
pub const TEXTS: [(&str, Kind); 13] = [
    ("email", Kind::Email),
    ("title", Kind::Title),
    ("first_name", Kind::Name),
    ("last_name", Kind::LastName),
    ("phone", Kind::Phone),
    ("reason", Kind::Why),
    ("name", Kind::Label),
    ("firm", Kind::Firm),
    ("text", Kind::Search),
    ("practices", Kind::Search),
    ("colleague", Kind::Search),
    ("why", Kind::Why),
    ("note", Kind::WhyIfAny),
];

/// Each of them with its function.
fn texts() -> BTreeSet<(String, String)> {
    let is_text = |name: &str| TEXTS.iter().any(|(text, _)| *text == name);
    let all = arguments().into_iter();
    all.filter(|(_, argument, kind)| kind == "String" && is_text(argument))
        .map(|(function, argument, _)| (function, argument))
        .collect()
}

#[test]
fn every_door_is_there() {
    let there = texts();
    for door in written() {
        let name = (door.function.to_owned(), door.field.to_owned());
        assert!(there.contains(&name), "{name:?} is gone");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_has_the_rules_of_the_browser() {
    let database = fresh().await.swap_remove(0);
    let create = |email: &str, first: &str, last: &str, password: &str| {
        let mut child = command(&database.url)
            .args(["user", "create-registration-officer", "--email", email])
            .args(["--first-name", first, "--last-name", last])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Whoever is refused before is not asked for a password.
        let _ = writeln!(child.stdin.take().unwrap(), "{password}");
        let done = child.wait_with_output().unwrap();
        (
            done.status.success(),
            String::from_utf8_lossy(&done.stderr).into_owned(),
        )
    };
    let good = "walrus kettle ivory";
    for bad in Kind::Email.bad() {
        assert!(!create(&bad, "Olive", "Officer", good).0, "{bad}");
    }
    for bad in Kind::LastName.bad() {
        assert!(!create("olive@nhs.net", "Olive", &bad, good).0, "{bad}");
    }
    for bad in ["password1234", "short", "olive.officer@nhs.net", ""] {
        let (done, told) = create("olive.officer@nhs.net", "Olive", "Officer", bad);
        assert!(!done && told.contains("assword"), "{bad}: {told}");
    }
    let (done, told) = create(
        "Olive Officer <Olive.Officer@NHS.net>",
        "",
        "Officer\u{202e}",
        good,
    );
    assert!(
        done && told.contains("olive.officer@nhs.net can now log in"),
        "{told}"
    );
    let reset = command(&database.url)
        .args([
            "user",
            "reset-second-factor",
            "--email",
            "olive.officer@nhs.net",
            "--reason",
            " \u{200b}",
        ])
        .output()
        .unwrap();
    assert!(!reset.status.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_emptied_stays_empty_when_something_else_is_wrong() {
    let app = TestApp::each().await.swap_remove(0);
    let page = "/account/details";
    let given = app.form(Who::Peter, page, page).await;
    let given = given.with("title", "Mr").with("phone", "01632 960001");
    assert!(
        app.post(Who::Peter, &given)
            .await
            .location()
            .contains("done")
    );
    let form = app.form(Who::Peter, page, page).await;
    assert_eq!(form.value("phone"), "01632 960001");
    let emptied = form
        .with("title", "")
        .with("phone", "")
        .with("last_name", "");
    let again = app.post(Who::Peter, &emptied).await;
    assert!(
        again.errors().contains("Enter a last name"),
        "{}",
        again.errors()
    );
    let form = again.form(page);
    for field in ["title", "phone", "last_name"] {
        assert_eq!(form.value(field), "", "{field}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gp_is_asked_for_the_phone_number_alone() {
    for app in TestApp::each().await {
        let page = "/account/details";
        let form = app.form(Who::Gina, page, page).await;
        let saved = app
            .post(Who::Gina, &form.with("phone", "01632 960002"))
            .await;
        assert!(saved.location().contains("done"));
        let name =
            Query::new("SELECT last_name FROM app_user WHERE phone = $1").bind("01632 960002");
        let (name,): (String,) = app.db.optional(name).await.unwrap().unwrap();
        assert!(!name.is_empty());
    }
}
