//! Forms of the end of the pension year: who fills them in, who submits them, who decides, and who sees what.
//!
//! Gina has been a partner at Elm Street since January 2026, so for 2025/26 she owes one Type 1 certificate, due 28 February 2027.

use practice_access::{
    base::clock::new_id,
    database::{Failure, Query, Tx, UnitOfWork},
};
use uuid::Uuid;

use crate::support::{
    Answer, ELM, TestApp, Who, body,
    cast::{self, NOW, PASSWORD},
    record::{take_over, wrong},
};

mod accountant;
mod authority;
mod desk;
mod figures;
mod papers;
mod reminders;
mod sequence;
mod submit;
mod type_2;

const DAY: i64 = 24 * 3_600_000_000;
/// A figure that stands nowhere else.
const INCOME: &str = "1,234,567.89";
/// How it may be written, and the number of a person that nobody else may see.
const TELL_TALES: [&str; 4] = ["1,234,567.89", "1234567.89", "123456789", "QQ123456C"];

/// Everything that a certificate needs, section by section.
const FILLED_IN: [(&str, &[(&str, &str)]); 4] = [
    (
        "about",
        &[
            ("sd_number", "SD123456"),
            ("ni_number", "qq 12 34 56 c"),
            ("accounts_until_day", "31"),
            ("accounts_until_month", "3"),
            ("accounts_until_year", "2026"),
            ("provisional", "no"),
            ("on_leave", "no"),
        ],
    ),
    (
        "income",
        &[
            ("practice_income", INCOME),
            ("other_income", "0"),
            ("non_nhs_0_label", ""),
            ("non_nhs_0_amount", "0"),
        ],
    ),
    (
        "expenses",
        &[("expenses", "1,200,000.00"), ("method", "standard")],
    ),
    (
        "paid",
        &[
            ("paid_0_employee", "3,000.00"),
            ("paid_0_employer", "4,000.00"),
        ],
    ),
];

/// A form as the database has it.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
struct Kept {
    id: Uuid,
    edition: i64,
    version: i64,
    state: String,
    content: String,
    due_on: String,
    reference: Option<String>,
    declared: Option<String>,
    hash: Option<Vec<u8>>,
    declared_by: Option<Uuid>,
    declared_for: Option<String>,
    ready_by: Option<Uuid>,
    decided_by: Option<Uuid>,
    reason: String,
}

async fn kept(app: &TestApp, id: &str) -> Kept {
    let query = "SELECT id, edition, version, state, content, due_on, reference, declared, hash, declared_by, declared_for, ready_by,
                        decided_by, reason
                 FROM pension_form WHERE id = $1";
    let id: Uuid = id.parse().unwrap();
    let query = Query::new(query).bind(id);
    app.db.optional(query).await.unwrap().unwrap()
}

async fn state(app: &TestApp, id: &str) -> String {
    kept(app, id).await.state
}

/// All but one pair of a form's fields, and that pair.
fn with<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> String {
    let mut all = fields.to_vec();
    for (name, value) in more {
        all.retain(|(known, _)| known != name);
        all.push((name, value));
    }
    body(&all)
}

fn is_done(answer: &Answer) -> bool {
    answer.status == 200 && !answer.json()["Done"].is_null()
}

#[track_caller]
fn assert_done(answer: &Answer) {
    assert!(is_done(answer), "{}: {}", answer.status, answer.text());
}

/// The field that has to be put right first.
fn wrong_field(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let field = &answer.json()["Form"]["errors"][0]["field"];
    field.as_str().unwrap_or_default().to_owned()
}

/// Where a form leads that was begun.
fn id_of(answer: &Answer) -> String {
    assert_done(answer);
    let to = answer.json()["Done"]["to"].as_str().unwrap().to_owned();
    let to = to.trim_start_matches("/pensions/");
    to.split('?').next().unwrap().to_owned()
}

async fn try_begin(app: &TestApp, who: Who, more: &[(&str, &str)]) -> Answer {
    let gina = Who::Gina.id().to_string();
    let fields = [
        ("member", gina.as_str()),
        ("year", "2025-26"),
        ("kind", "type-1"),
        ("practice", ELM),
        ("step", "begin"),
    ];
    app.call(who, "pensions/begin", &with(&fields, more)).await
}

async fn begin(app: &TestApp, who: Who) -> String {
    id_of(&try_begin(app, who, &[]).await)
}

/// Saves a section at the version that the form has.
async fn save(app: &TestApp, who: Who, id: &str, section: &str, fields: &[(&str, &str)]) -> Answer {
    let version = kept(app, id).await.version.to_string();
    let about = [
        ("id", id),
        ("section", section),
        ("version", &version),
        ("step", "back"),
    ];
    app.call(who, "pensions/save", &with(&about, fields)).await
}

async fn fill_in(app: &TestApp, who: Who, id: &str) {
    for (section, fields) in FILLED_IN {
        assert_done(&save(app, who, id, section, fields).await);
    }
}

/// A certificate of Gina's that lacks nothing.
async fn filled_in(app: &TestApp, who: Who) -> String {
    let id = begin(app, who).await;
    fill_in(app, who, &id).await;
    id
}

/// Takes a step at the version that the form has.
async fn step(app: &TestApp, who: Who, id: &str, step: &str, more: &[(&str, &str)]) -> Answer {
    let version = kept(app, id).await.version.to_string();
    let fields = [("id", id), ("version", version.as_str()), ("step", step)];
    app.call(who, "pensions/step", &with(&fields, more)).await
}

/// Submits a form with the right password, as the page is sent.
async fn submit(app: &TestApp, who: Who, id: &str, more: &[(&str, &str)]) -> Answer {
    let version = kept(app, id).await.version.to_string();
    let fields = [
        ("id", id),
        ("version", version.as_str()),
        ("declare[]", "yes"),
        ("password", PASSWORD),
        ("code", ""),
    ];
    app.call(who, "pensions/submit", &with(&fields, more)).await
}

/// Gina has begun a certificate, filled it in and submitted it.
async fn submitted(app: &TestApp) -> String {
    let id = filled_in(app, Who::Gina).await;
    assert_done(&submit(app, Who::Gina, &id, &[]).await);
    id
}

/// Gina lets Elm Street submit until a day.
async fn authorise(app: &TestApp, [day, month, year]: [&str; 3]) -> Answer {
    let fields = [
        ("practice", ELM),
        ("step", "give"),
        ("until[0]", day),
        ("until[1]", month),
        ("until[2]", year),
    ];
    app.call(Who::Gina, "pensions/authorise", &body(&fields))
        .await
}

const LONG: [&str; 3] = ["31", "3", "2027"];

/// Gives an officer the pensions desk, or takes it away.
async fn desk(app: &TestApp, officer: Who, given: &str) {
    let officer = officer.id().to_string();
    let fields = [("officer", officer.as_str()), ("step", given), ("code", "")];
    let answer = app
        .call(Who::Olive, "pensions/give-desk", &body(&fields))
        .await;
    assert_done(&answer);
}

/// Xanthe is named by a practice as Gina's accountant, and has logged in since.
async fn link(app: &TestApp, by: Who, practice: &str, scope: &[&str]) {
    let (gina, key) = (Who::Gina.id().to_string(), new_id().to_string());
    let xanthe = Who::Xanthe.email();
    let mut fields = vec![
        ("practice", practice),
        ("people[]", &gina),
        ("email", &xanthe),
        ("idempotency_key", &key),
        ("step", "save"),
    ];
    fields.extend(scope.iter().map(|part| ("scope[]", *part)));
    assert_done(&app.call(by, "accountants/name", &body(&fields)).await);
    let fields = [
        ("email", xanthe.as_str()),
        ("password", PASSWORD),
        ("ceremony", ""),
        ("credential", ""),
        ("next", "/"),
    ];
    assert_done(
        &app.call(Who::Visitor, "sign-in/begin", &body(&fields))
            .await,
    );
    // An administrator is not logged in by the password alone, and says it themselves.
    let query = "SELECT id FROM accountant_link WHERE state = 'waiting'";
    let waits: Vec<(Uuid,)> = app.db.all(Query::new(query)).await.unwrap();
    for (id,) in waits {
        let id = id.to_string();
        let fields = body(&[("id", &id), ("step", "confirm")]);
        let answer = app.call(Who::Xanthe, "accountants/decide", &fields).await;
        assert_done(&answer);
    }
}

/// Ends the links of Xanthe that are open.
async fn end_links(app: &TestApp) {
    let query = "SELECT id FROM accountant_link WHERE ended_at IS NULL";
    let links: Vec<(Uuid,)> = app.db.all(Query::new(query)).await.unwrap();
    for (id,) in links {
        let id = id.to_string();
        let fields = [("id", id.as_str()), ("step", "end-mine"), ("reason", "")];
        let answer = app
            .call(Who::Gina, "accountants/decide", &body(&fields))
            .await;
        assert_done(&answer);
    }
}

/// Somebody holds a role at a practice, and works there.
struct Holds(Who, &'static str, &'static str);

impl UnitOfWork for Holds {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let place =
            "INSERT INTO membership (user_id, ods, status, since, reason, version, accepted_at)
                     VALUES ($1, $2, 'active', $3, '', 1, $3)
                     ON CONFLICT (user_id, ods) DO UPDATE SET status = 'active'";
        let place = Query::new(place).bind(self.0.id()).bind(self.1).bind(NOW);
        tx.execute(place).await?;
        cast::give(tx, self.0.id(), self.1, self.2).await
    }
}

async fn holds(app: &TestApp, who: Who, practice: &'static str, role: &'static str) {
    app.db.write(&Holds(who, practice, role)).await.unwrap();
}

/// The letters of this kind with this news: to whom each is.
async fn letters(app: &TestApp, news: &str) -> Vec<String> {
    let query =
        "SELECT to_address, letter FROM mail WHERE kind = 'pension' ORDER BY to_address, id";
    let all: Vec<(String, String)> = app.db.all(Query::new(query)).await.unwrap();
    let with = ["\"news\":\"", news, "\""].concat();
    let all = all.into_iter().filter(|(_, letter)| letter.contains(&with));
    all.map(|(to, _)| to).collect()
}

async fn in_order(app: &TestApp) {
    assert_eq!(wrong(&app.db).await, [""; 0]);
}

/// One over each kind of database, with a record that knows of the cast.
async fn apps() -> Vec<TestApp> {
    let apps = TestApp::each().await;
    for app in &apps {
        take_over(&app.db).await;
    }
    apps
}
