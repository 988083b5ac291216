//! Whatever the program does, the record says what the tables say; whatever is done past it is found.

use std::sync::Mutex;

use practice_access::{
    base::clock::new_id,
    database::{Db, Failure, Query, Tx, UnitOfWork},
    history::verify,
};
use proptest::{
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};

use crate::support::{
    ELM, FAR, TestApp, Who, body,
    cast::{ASH, OAK},
    record,
};

const DAY: i64 = 24 * 3_600_000_000;
const ACTORS: [Who; 5] = [Who::Alice, Who::Bashir, Who::Mary, Who::Olive, Who::Gina];
const ROLES: [&str; 7] = [
    "gpp-user-management",
    "gpp-statements",
    "gpp-avcs",
    "gpp-view-claims",
    "pl-practice-manager",
    "pl-user-management",
    "mrs-order-entry",
];

/// What becomes of registration officers.
const OFFICER: [&str; 8] = [
    "invite",
    "invite",
    "set up",
    "set up",
    "resend",
    "withdraw",
    "deactivate",
    "reactivate",
];

/// Something that somebody does, or that happens by itself.
#[derive(Clone, Debug)]
enum Step {
    Update(Who, Who, &'static str, Vec<&'static str>),
    Redate(Who, Who, &'static str, &'static str, i64),
    Leave(Who, Who, &'static str, Option<i64>),
    Stay(Who, Who, &'static str),
    Return(Who, Who, &'static str),
    /// The newest change at a practice that can be taken back is, or one before.
    Undo(Who, &'static str, i64),
    Create(Who, u32, &'static str),
    Withdraw(Who, u32),
    Rename(Who, &'static str),
    /// Something about one of a few registration officers.
    Officer(u32, &'static str),
    /// Far Away ends in so many days, and Oak Lane takes its place.
    End(i64),
    /// It is answered at Oak Lane who of Far Away comes, and with what.
    Move(Who, Who, Vec<&'static str>),
    Pass(i64),
    Anchor,
}

fn step() -> impl Strategy<Value = Step> {
    let actor = || {
        select(vec![
            Who::Alice,
            Who::Bashir,
            Who::Bashir,
            Who::Bashir,
            Who::Mary,
            Who::Olive,
        ])
    };
    let whom = || {
        select(vec![
            Who::Peter,
            Who::Alice,
            Who::Gina,
            Who::Nadia,
            Who::Xanthe,
            Who::Dora,
        ])
    };
    let place = || select(vec![ELM, ELM, OAK, ASH]);
    let roles = prop::sample::subsequence(ROLES.to_vec(), 0..4);
    let moves = prop::sample::subsequence(ROLES.to_vec(), 0..2);
    prop_oneof![
        4 => (actor(), whom(), place(), roles).prop_map(|(a, w, p, r)| Step::Update(a, w, p, r)),
        2 => (actor(), whom(), place(), select(ROLES.to_vec()), 0..40i64)
            .prop_map(|(a, w, p, r, d)| Step::Redate(a, w, p, r, d)),
        2 => (actor(), whom(), place(), prop::option::of(0..9i64)).prop_map(|(a, w, p, d)| Step::Leave(a, w, p, d)),
        1 => (actor(), whom(), place()).prop_map(|(a, w, p)| Step::Stay(a, w, p)),
        2 => (actor(), whom(), place()).prop_map(|(a, w, p)| Step::Return(a, w, p)),
        3 => (actor(), place(), 0..3i64).prop_map(|(a, p, n)| Step::Undo(a, p, n)),
        1 => (actor(), 0..3u32, place()).prop_map(|(a, n, p)| Step::Create(a, n, p)),
        1 => (actor(), 0..3u32).prop_map(|(a, n)| Step::Withdraw(a, n)),
        1 => (actor(), select(vec!["Ann", "Zoe"])).prop_map(|(a, n)| Step::Rename(a, n)),
        3 => (0..3u32, select(OFFICER.to_vec())).prop_map(|(n, what)| Step::Officer(n, what)),
        1 => (1..9i64).prop_map(Step::End),
        1 => (actor(), select(vec![Who::Zebedee, Who::Xanthe, Who::Peter]), moves).prop_map(|(a, w, r)| Step::Move(a, w, r)),
        2 => (1..8i64).prop_map(Step::Pass),
        1 => Just(Step::Anchor),
    ]
}

/// A place's status, version, and roles as a page sends back that it showed them.
async fn seen(app: &TestApp, user: &str, place: &str) -> (String, i64, String) {
    let query = "SELECT m.status, m.version, COALESCE((
                     SELECT string_agg(g.role, ' ') FROM role_grant g
                     WHERE g.user_id = m.user_id AND g.ods = m.ods AND g.ended_at IS NULL), '')
                 FROM membership m WHERE m.user_id = $1 AND m.ods = $2";
    let user: uuid::Uuid = user.parse().unwrap();
    let found: Option<(String, i64, String)> = app
        .db
        .optional(Query::new(query).bind(user).bind(place))
        .await
        .unwrap();
    found.unwrap_or_default()
}

/// The last day so many days ahead, as three fields.
fn ends(app: &TestApp, days: i64) -> [String; 3] {
    let at = practice_access::base::dates::Instant(app.clock.now().0 + days * DAY);
    let date = practice_access::base::clock::date_of(at).to_string();
    let mut parts: Vec<_> = date.split('-').map(str::to_owned).collect();
    parts.reverse();
    parts.try_into().unwrap()
}

async fn created(app: &TestApp, number: u32) -> Option<String> {
    let query = Query::new("SELECT id FROM app_user WHERE email = $1")
        .bind(format!("new{number}@cast.example"));
    let found: Option<(uuid::Uuid,)> = app.db.optional(query).await.unwrap();
    found.map(|(id,)| id.to_string())
}

async fn call(app: &TestApp, who: Who, function: &str, fields: &[(&str, &str)]) {
    let idempotency_key = new_id().to_string();
    let mut fields = fields.to_vec();
    fields.extend([
        ("idempotency_key", idempotency_key.as_str()),
        ("accepts[]", "yes"),
    ]);
    let answer = app.call(who, function, &body(&fields)).await;
    assert!(
        answer.status.as_u16() < 500,
        "{function}: {}",
        answer.text()
    );
}

async fn leave(app: &TestApp, who: Who, whom: Who, place: &str, step: &str, last: Option<i64>) {
    let user = whom.id().to_string();
    let (status, version, _) = seen(app, &user, place).await;
    // Nothing is offered to bring back of somebody who is there.
    if step == "return" && status != "deactivated" {
        return;
    }
    let version = version.to_string();
    let last = last.map(|days| ends(app, days)).unwrap_or_default();
    let mut fields = vec![
        ("user", user.as_str()),
        ("practice", place),
        ("version", &version),
        ("reason", "Because"),
        ("step", step),
    ];
    fields.extend(last.iter().map(|part| ("ends[]", part.as_str())));
    call(app, who, "users/leave", &fields).await;
}

async fn undo(app: &TestApp, who: Who, place: &str, before: i64) {
    let query = "SELECT seq FROM history_event WHERE chain = $1 AND actor_id IS NOT NULL
                   AND action IN ('roles-changed', 'taken-back', 'deactivated') ORDER BY seq DESC LIMIT 1 OFFSET $2";
    let query = Query::new(query).bind(place).bind(before);
    let newest: Option<(i64,)> = app.db.optional(query).await.unwrap();
    let Some((number,)) = newest else {
        return;
    };
    let change = format!("{place}-{number}");
    let page = app
        .call(who, "undo/open", &body(&[("change", &change)]))
        .await;
    if page.status != 200 {
        return;
    }
    let seen = page.json()["seen"].as_str().unwrap().to_owned();
    let fields = [
        ("change", change.as_str()),
        ("seen", &seen),
        ("reason", "A slip"),
        ("step", "save"),
    ];
    call(app, who, "undo/save", &fields).await;
}

/// Olive, who has just shown her second factor, does something about an officer, or the officer sets up the account.
async fn officer(app: &TestApp, number: u32, what: &str) {
    let shown = "UPDATE session SET factor_at = $2 WHERE user_id = $1";
    let shown = Query::new(shown).bind(Who::Olive.id());
    app.run(shown.bind(app.clock.now())).await;
    let email = format!("officer{number}@cast.example");
    if what == "invite" {
        let fields = [
            ("email", email.as_str()),
            ("last_name", "Newman"),
            ("reason", "Needed"),
        ];
        call(app, Who::Olive, "officers/invite", &fields).await;
        return;
    }
    let known = Query::new("SELECT id FROM app_user WHERE email = $1").bind(&email);
    let known: Option<(uuid::Uuid,)> = app.db.optional(known).await.unwrap();
    let Some((id,)) = known else {
        return;
    };
    if what == "set up" {
        let password =
            "UPDATE app_user SET password_hash = 'x' WHERE id = $1 AND is_registration_officer";
        app.run(Query::new(password).bind(id)).await;
        return;
    }
    let id = id.to_string();
    let fields = [("user", id.as_str()), ("step", what), ("reason", "Needed")];
    call(app, Who::Olive, "officers/change", &fields).await;
}

/// Two officers have approved that Far Away ends, where none of the actors works: whose place ends is logged out. Once.
async fn end(app: &TestApp, days: i64) {
    let ends_already = "SELECT CAST(count(*) AS BIGINT) FROM succession";
    if app.count(Query::new(ends_already)).await > 0 {
        return;
    }
    let day = |days: i64| {
        let [day, month, year] = ends(app, days);
        [year, month, day].join("-")
    };
    let id = new_id();
    let succession = "INSERT INTO succession (id, reference, ods, kind, branch, effective_on, read_until, reason, state, since,
                                              planned_by, planned_at, approved_by, ended_reason, version)
                      VALUES ($1, $2, $3, 'merger', '', $4, $5, '', 'announced', 1, $6, 1, $7, '', 1)";
    let succession = Query::new(succession).bind(id).bind(id.to_string());
    let succession = succession.bind(FAR).bind(day(days)).bind(day(days + 3));
    app.run(succession.bind(Who::Olive.id()).bind(Who::Mary.id()))
        .await;
    let successor =
        "INSERT INTO succession_successor (succession, ods, by_hand) VALUES ($1, $2, $3)";
    app.run(Query::new(successor).bind(id).bind(OAK).bind(true))
        .await;
}

/// Somebody answers whether somebody comes to Oak Lane.
async fn moves(app: &TestApp, who: Who, whom: Who, roles: &[&str]) {
    let newest = Query::new("SELECT id FROM succession ORDER BY id DESC LIMIT 1");
    let newest: Option<(uuid::Uuid,)> = app.db.optional(newest).await.unwrap();
    let Some((id,)) = newest else {
        return;
    };
    let (id, user) = (id.to_string(), whom.id().to_string());
    let step = if roles.is_empty() {
        "decline"
    } else {
        "accept"
    };
    let mut fields = vec![("id", id.as_str()), ("practice", OAK), ("user", &user)];
    fields.push(("step", step));
    fields.extend(roles.iter().map(|role| ("roles[]", *role)));
    call(app, who, "successions/answer", &fields).await;
}

async fn take(app: &TestApp, step: &Step) {
    match step {
        Step::Update(who, whom, place, roles) => {
            let user = whom.id().to_string();
            let (_, version, held) = seen(app, &user, place).await;
            let shown = format!("{place}:{version}:{held}");
            // What the actor does not decide would refuse the whole table.
            let decides = |role: &&str| match who {
                Who::Alice => role.starts_with("gpp"),
                Who::Bashir => !role.starts_with("mrs"),
                Who::Mary => role.starts_with("mrs"),
                _ => true,
            };
            let kept = held.split_whitespace().filter(|role| !ROLES.contains(role));
            let ticks = roles.iter().copied().filter(decides).chain(kept);
            let ticks: Vec<_> = ticks.map(|role| format!("{place}:{role}")).collect();
            let mut fields = vec![
                ("user", user.as_str()),
                ("seen[]", &shown),
                ("reason", "Needed"),
                ("step", "save"),
            ];
            fields.extend(ticks.iter().map(|tick| ("ticks[]", tick.as_str())));
            call(app, *who, "users/update", &fields).await;
        }
        Step::Redate(who, whom, place, role, days) => {
            let user = whom.id().to_string();
            let (_, version, _) = seen(app, &user, place).await;
            let (version, last) = (version.to_string(), ends(app, *days));
            let mut fields = vec![
                ("user", user.as_str()),
                ("practice", place),
                ("role", role),
                ("version", &version),
                ("reason", "Needed"),
                ("step", "save"),
            ];
            let names = ["ends[0]", "ends[1]", "ends[2]"];
            fields.extend(names.into_iter().zip(last.iter().map(String::as_str)));
            call(app, *who, "users/redate", &fields).await;
        }
        Step::Leave(who, whom, place, last) => leave(app, *who, *whom, place, "save", *last).await,
        Step::Stay(who, whom, place) => leave(app, *who, *whom, place, "stay", None).await,
        Step::Return(who, whom, place) => leave(app, *who, *whom, place, "return", None).await,
        Step::Undo(who, place, before) => undo(app, *who, place, *before).await,
        Step::Create(who, number, place) => {
            let (email, shown) = (format!("new{number}@cast.example"), format!("{place}:0:"));
            let tick = format!("{place}:gpp-statements");
            let fields = [
                ("email", email.as_str()),
                ("first_name", "New"),
                ("last_name", "Person"),
                ("seen[]", &shown),
                ("ticks[]", &tick),
                ("reason", "Needed"),
                ("step", "save"),
            ];
            call(app, *who, "users/create", &fields).await;
        }
        Step::Withdraw(who, number) => {
            if let Some(user) = created(app, *number).await {
                let fields = [("user", user.as_str()), ("step", "withdraw"), ("email", "")];
                call(app, *who, "users/help-in", &fields).await;
            }
        }
        Step::Rename(who, name) => {
            let fields = [
                ("title", ""),
                ("first_name", *name),
                ("last_name", "Other"),
                ("phone", ""),
            ];
            call(app, *who, "account/change-details", &fields).await;
        }
        Step::Officer(number, what) => officer(app, *number, what).await,
        Step::End(days) => end(app, *days).await,
        Step::Move(who, whom, roles) => moves(app, *who, *whom, roles).await,
        Step::Pass(days) => {
            app.pass(days * DAY, &ACTORS).await;
            app.tidy().await;
            app.lapse().await;
        }
        Step::Anchor => {
            practice_access::history::anchor(&app.db, app.clock.now())
                .await
                .unwrap();
        }
    }
    // So that no two changes are of one moment.
    app.move_clock(1_000_000);
}

/// One row changed past the program: the statement up to the condition that picks a row, and the key of its table.
const PAST: &[(&str, &str)] = &[
    ("UPDATE role_grant SET starts_on = '2020-02-02'", "role_grant"),
    ("UPDATE role_grant SET ends_on = '2099-01-01'", "role_grant"),
    ("UPDATE role_grant SET ended_at = COALESCE(ended_at, 0) + 1", "role_grant"),
    ("UPDATE role_grant SET ended_at = CASE WHEN ended_at IS NULL THEN 1 ELSE NULL END", "role_grant"),
    ("UPDATE role_grant SET ended_by = CASE WHEN ended_by IS NULL THEN user_id ELSE NULL END", "role_grant"),
    ("UPDATE role_grant SET granted_at = granted_at + 1", "role_grant"),
    ("UPDATE role_grant SET granted_by = CASE WHEN granted_by IS NULL THEN user_id ELSE NULL END", "role_grant"),
    ("UPDATE role_grant SET reason = reason || 'x'", "role_grant"),
    (
        "UPDATE role_grant SET origin = CASE WHEN origin = 'administrator' THEN 'registration team' ELSE 'administrator' END",
        "role_grant",
    ),
    ("UPDATE role_grant SET role = CASE WHEN role = 'gpp-avcs' THEN 'gpp-joiners-leavers' ELSE 'gpp-avcs' END", "role_grant"),
    ("UPDATE role_grant SET user_id = (SELECT id FROM app_user WHERE id <> user_id ORDER BY email LIMIT 1)", "role_grant"),
    ("UPDATE role_grant SET ods = CASE WHEN ods = 'ZZ9009' THEN 'ZZ9001' ELSE 'ZZ9009' END", "role_grant"),
    ("DELETE FROM role_grant", "role_grant"),
    (
        "INSERT INTO role_grant (id, user_id, ods, role, holder_limit, origin, granted_at, reason, starts_on)
         SELECT $2, user_id, ods, 'gpp-non-gp-partner', 0, 'administrator', 5, '', '2026-01-01' FROM membership",
        "membership",
    ),
    (
        "INSERT INTO role_grant (id, user_id, ods, role, holder_limit, origin, granted_at, reason, starts_on, ended_at)
         SELECT $2, user_id, ods, 'gpp-non-gp-partner', 0, 'administrator', 5, '', '2026-01-01', 6 FROM membership",
        "membership",
    ),
    ("UPDATE membership SET status = CASE WHEN status = 'deactivated' THEN 'active' ELSE 'deactivated' END", "membership"),
    ("UPDATE membership SET leaves_on = CASE WHEN leaves_on IS NULL THEN '2030-01-01' ELSE NULL END", "membership"),
    ("UPDATE membership SET reason = reason || 'x'", "membership"),
    ("UPDATE membership SET since = since + 1", "deactivated"),
    ("DELETE FROM membership", "membership"),
    ("INSERT INTO membership (user_id, ods, status, since, reason, version) SELECT id, 'ZZ9009', 'active', 0, '', 1 FROM app_user", "elsewhere"),
    ("UPDATE app_user SET is_registration_officer = NOT is_registration_officer", "app_user"),
];

/// Changes one row past the program, looks, and undoes it.
struct Past<'a> {
    statement: &'static str,
    table: &'static str,
    row: usize,
    /// What was found; nothing if there was nothing to change.
    found: &'a Mutex<Option<Vec<String>>>,
}

const UNDONE: &str = "undone";

impl Past<'_> {
    async fn change(&self, tx: &mut Tx) -> Result<bool, sqlx::Error> {
        let keys = match self.table {
            "role_grant" => "SELECT id, CAST('' AS TEXT) FROM role_grant ORDER BY id",
            "membership" => "SELECT user_id, ods FROM membership ORDER BY ods, user_id",
            "deactivated" => {
                "SELECT user_id, ods FROM membership WHERE status = 'deactivated' ORDER BY ods, user_id"
            }
            "elsewhere" => {
                "SELECT id, CAST('' AS TEXT) FROM app_user u
                 WHERE NOT EXISTS (SELECT 1 FROM membership m WHERE m.user_id = u.id AND m.ods = 'ZZ9009') ORDER BY id"
            }
            _ => "SELECT id, CAST('' AS TEXT) FROM app_user ORDER BY id",
        };
        let keys: Vec<(uuid::Uuid, String)> = tx.all(Query::new(keys)).await?;
        if keys.is_empty() {
            return Ok(false);
        }
        let (id, ods) = &keys[self.row % keys.len()];
        let unguarded = match tx {
            Tx::Sqlite(..) => "PRAGMA defer_foreign_keys = ON",
            Tx::Postgres(..) => "SET LOCAL session_replication_role = 'replica'",
        };
        tx.execute(Query::new(unguarded)).await?;
        let mut query = Query::new(self.statement).bind(*id);
        if self.statement.contains("$2") {
            query = query.bind(new_id());
        }
        if matches!(self.table, "membership" | "deactivated") {
            query.push(" WHERE user_id = $1 AND ods = ").push_bind(ods);
        } else {
            query.push(" WHERE id = $1");
        }
        Ok(tx.execute(query).await? == 1)
    }
}

impl UnitOfWork for Past<'_> {
    type Done = std::convert::Infallible;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Done, Failure> {
        // What a constraint of the schema forbids was not done.
        if matches!(self.change(tx).await, Ok(true)) {
            let verdict = verify(tx, &[], |_| {}).await?;
            let found = verdict.differences.iter().map(ToString::to_string);
            *self.found.lock().unwrap() = Some(found.collect());
        }
        Err(Failure::internal(UNDONE))
    }
}

async fn found_past(
    db: &Db,
    statement: &'static str,
    table: &'static str,
    row: usize,
) -> Option<Vec<String>> {
    let found = Mutex::new(None);
    let past = Past {
        statement,
        table,
        row,
        found: &found,
    };
    match db.write(&past).await {
        Err(Failure::Internal(why)) if why == UNDONE => {}
        other => panic!("{statement}: {other:?}"),
    }
    found.into_inner().unwrap()
}

#[test]
fn whatever_the_program_does_verifies_and_any_row_changed_past_it_is_found() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for app in runtime.block_on(TestApp::each()) {
        runtime.block_on(record::take_over(&app.db));
        assert_eq!(runtime.block_on(record::wrong(&app.db)), [""; 0]);
        // What becomes of officers is rare in a random sequence, and two always stay.
        for (number, what) in [
            (8, "invite"),
            (9, "invite"),
            (8, "set up"),
            (9, "set up"),
            (9, "deactivate"),
            (9, "reactivate"),
        ] {
            runtime.block_on(officer(&app, number, what));
            assert_eq!(runtime.block_on(record::wrong(&app.db)), [""; 0], "{what}");
        }
        let mut runner = TestRunner::new(Config {
            cases: 40,
            failure_persistence: None,
            max_shrink_iters: 0,
            ..Config::default()
        });
        let case = (prop::collection::vec(step(), 1..16), any::<usize>());
        let tried = Mutex::new(0);
        runner
            .run(&case, |(steps, row)| {
                runtime.block_on(async {
                    for step in &steps {
                        take(&app, step).await;
                        let wrong = record::wrong(&app.db).await;
                        prop_assert!(wrong.is_empty(), "after {step:?} of {steps:?}: {wrong:#?}");
                    }
                    for &(statement, table) in PAST {
                        let found = found_past(&app.db, statement, table, row).await;
                        if let Some(found) = found {
                            *tried.lock().unwrap() += 1;
                            prop_assert!(!found.is_empty(), "not found: {statement} at row {row}");
                        }
                    }
                    Ok(())
                })
            })
            .unwrap();
        let tried = tried.into_inner().unwrap();
        assert!(
            tried > 300,
            "{tried} changes past the program were possible"
        );
        let changes = "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action IN
                       ('roles-changed', 'deactivated', 'dates-changed', 'last-day-set', 'roles-ended')";
        let changes = runtime.block_on(app.count(Query::new(changes)));
        assert!(changes > 12, "{changes} changes were made by the program");
        let officers = "SELECT CAST(count(DISTINCT action) AS BIGINT) FROM history_event WHERE action LIKE 'officer-%'";
        let officers = runtime.block_on(app.count(Query::new(officers)));
        assert!(
            officers > 1,
            "{officers} kinds of changes of the registration team"
        );
    }
}

/// A statement past the program.
struct Statement(Query);

impl UnitOfWork for Statement {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        tx.execute(self.0.clone()).await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_put_in_by_sql_is_named_also_after_the_program_went_on_with_it_until_it_is_accepted()
{
    for app in TestApp::each().await {
        record::take_over(&app.db).await;
        let put = "INSERT INTO role_grant (id, user_id, ods, role, holder_limit, slot, origin, granted_at, reason, starts_on)
                   VALUES ($1, $2, 'ZZ9001', 'pl-user-management', 4, 4, 'administrator', 7, '', '2026-01-01')";
        let put = Query::new(put).bind(new_id()).bind(Who::Peter.id());
        app.db.write(&Statement(put)).await.unwrap();
        let told = "ZZ9001, Peter Plain (";
        let wrong = record::wrong(&app.db).await;
        assert_eq!(wrong.len(), 1, "{wrong:#?}");
        for part in [
            told,
            "PL User Management: the record says not held; the table says held from 2026-01-01",
        ] {
            assert!(wrong[0].contains(part), "{wrong:#?}");
        }
        // The program takes it for what Peter holds.
        take(&app, &Step::Leave(Who::Bashir, Who::Peter, ELM, None)).await;
        take(&app, &Step::Return(Who::Bashir, Who::Peter, ELM)).await;
        let wrong = record::wrong(&app.db).await;
        assert!(
            wrong.iter().any(|line| line.starts_with(told)),
            "{wrong:#?}"
        );
        record::take_over(&app.db).await;
        assert_eq!(record::wrong(&app.db).await, [""; 0]);
        let history = app
            .get(Who::Alice, "/practices/ZZ9001/history")
            .await
            .words();
        assert!(
            history.contains("Operator accepted Peter Plain's access as it was found"),
            "{history}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn anchors_that_were_removed_are_missed_by_what_was_recorded_after_them() {
    for app in TestApp::each().await {
        record::take_over(&app.db).await;
        take(&app, &Step::Anchor).await;
        take(&app, &Step::Rename(Who::Alice, "Ann")).await;
        take(&app, &Step::Anchor).await;
        assert_eq!(record::wrong(&app.db).await, [""; 0]);
        let remove = async |statements: &[&'static str]| {
            for statement in statements {
                app.db
                    .write(&Statement(Query::new(statement)))
                    .await
                    .unwrap();
            }
        };
        // The newest with its head: nothing names it yet.
        remove(&[
            "DELETE FROM history_anchor_head WHERE anchor = 2",
            "DELETE FROM history_anchor WHERE seq = 2",
            "UPDATE history_chain SET seq = 1, hash = (SELECT hash FROM history_anchor WHERE seq = 1) WHERE chain = 'anchors'",
        ])
        .await;
        assert_eq!(record::wrong(&app.db).await, [""; 0]);
        // All of them: the change of a name was recorded after the first.
        remove(&[
            "DELETE FROM history_anchor_head",
            "DELETE FROM history_anchor",
            "DELETE FROM history_chain WHERE chain = 'anchors'",
        ])
        .await;
        let wrong = record::wrong(&app.db).await;
        assert_eq!(wrong.len(), 1, "{wrong:#?}");
        assert!(
            wrong[0].starts_with("anchors, number 1 (named by entry"),
            "{wrong:#?}"
        );
    }
}
