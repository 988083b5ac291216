//! Any sequence of requests, answers, objections, officers' decisions, hours and officers who go, through the whole program.

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::*;

/// Nominees ask for the Performers List far away, where nobody administers it at first; there are four places.
const ROLE: &str = "pl-user-management";
const NOMINEES: usize = 6;
const NAMES: [(&str, &str, &str); NOMINEES] = [
    ("Nora", "New", "n0@gp.example"),
    ("Nia", "Other", "n1@gp.example"),
    ("Ned", "Third", "n2@gp.example"),
    ("Nell", "Fourth", "n3@gp.example"),
    ("Noel", "Fifth", "n4@gp.example"),
    ("Nan", "Sixth", "n5@gp.example"),
];
const OFFICERS: [Who; 2] = [Who::Olive, Who::Xanthe];

#[derive(Clone, Debug)]
enum Do {
    Ask(usize),
    Answer(usize, bool, &'static str),
    Check(usize, usize),
    Decide(usize, usize, &'static str),
    /// All that leads from a request to its approval.
    Approve(usize),
    Hours(i64),
    Officer(bool),
}

fn doing() -> impl Strategy<Value = Do> {
    let answers = prop::sample::select(vec![
        "confirm",
        "confirm",
        "decline",
        "object",
        "unreachable",
    ]);
    let steps = prop::sample::select(vec![
        "pass", "approve", "approve", "return", "refuse", "resume",
    ]);
    let one = 0..NOMINEES;
    prop_oneof![
        3 => one.clone().prop_map(Do::Ask),
        4 => (one.clone(), any::<bool>(), answers).prop_map(|(n, nominee, step)| Do::Answer(n, nominee, step)),
        3 => (one.clone(), 0..2_usize).prop_map(|(n, officer)| Do::Check(n, officer)),
        4 => (one.clone(), 0..2_usize, steps).prop_map(|(n, officer, step)| Do::Decide(n, officer, step)),
        3 => one.prop_map(Do::Approve),
        3 => prop::sample::select(vec![1, 25, 80, 170]).prop_map(Do::Hours),
        1 => any::<bool>().prop_map(Do::Officer),
    ]
}

fn wish(number: usize) -> Request {
    // One of them is to confirm for themselves.
    let authoriser = match number {
        5 => NAMES[5],
        _ => ("Gwen", "Partner", "gwen@gp.example"),
    };
    Request {
        practice: FAR,
        role: ROLE,
        nominee: NAMES[number],
        authoriser,
        hands_over: false,
    }
}

/// The newest case of a nominee, as the team's address.
async fn case_of(app: &TestApp, number: usize) -> Option<String> {
    let query =
        "SELECT certification FROM certification_party WHERE party = 'nominee' AND email = $1
                 ORDER BY certification DESC LIMIT 1";
    let query = Query::new(query).bind(NAMES[number].2);
    let row: Option<(uuid::Uuid,)> = app.db.optional(query).await.unwrap();
    row.map(|(id,)| format!("/certifications/{id}"))
}

/// The newest link that was sent to an address about the case of a nominee.
async fn link_of(app: &TestApp, number: usize, address: &'static str) -> Option<String> {
    let case = case_of(app, number).await?;
    let query = "SELECT reference FROM certification WHERE id = $1";
    let id: uuid::Uuid = case.rsplit('/').next()?.parse().ok()?;
    let row: Option<(String,)> = app.db.optional(Query::new(query).bind(id)).await.unwrap();
    let (reference,) = row?;
    let query =
        "SELECT letter FROM mail WHERE to_address = $1 AND kind = 'certification' ORDER BY id DESC";
    let rows: Vec<(String,)> = app.db.all(Query::new(query).bind(address)).await.unwrap();
    let mut letters = rows
        .iter()
        .map(|(letter,)| serde_json::from_str::<serde_json::Value>(letter).unwrap());
    let newest = letters.find(|letter| letter["case"] == reference.as_str())?;
    newest["link"].as_str().map(str::to_owned)
}

async fn reply(app: &TestApp, number: usize, nominee: bool, step: &'static str) {
    let request = wish(number);
    let who = match (step, nominee) {
        // It is for whoever asked to say that.
        ("unreachable", _) => ("Rosa", "Reception", "rosa@gp.example"),
        (_, true) => request.nominee,
        (_, false) => request.authoriser,
    };
    let Some(link) = link_of(app, number, who.2).await else {
        return;
    };
    if step == "confirm" {
        confirm(app, Who::Visitor, &link, &[who.0, " ", who.1].concat()).await;
    } else {
        by_link(
            app,
            Who::Visitor,
            &link,
            &[("step", step), ("reason", "Because")],
        )
        .await;
    }
}

async fn take(app: &TestApp, step: &Do) {
    match *step {
        Do::Ask(number) => {
            app.run(Query::new("DELETE FROM budget")).await;
            ask(app, &wish(number)).await;
        }
        Do::Answer(number, nominee, step) => reply(app, number, nominee, step).await,
        Do::Check(number, officer) => {
            if let Some(case) = case_of(app, number).await {
                for item in ITEMS {
                    let fields = [
                        ("step", "check"),
                        ("item", item),
                        ("finding", "passed"),
                        ("source", "Seen today"),
                    ];
                    decide(app, OFFICERS[officer], &case, &fields).await;
                }
            }
        }
        Do::Decide(number, officer, step) => {
            if let Some(case) = case_of(app, number).await {
                let fields = [
                    ("step", step),
                    ("refusal", "incomplete"),
                    ("reason", "Because"),
                ];
                decide(app, OFFICERS[officer], &case, &fields).await;
            }
        }
        Do::Approve(number) => {
            for step in [
                Do::Ask(number),
                // Administrators, once there are any, have three working days.
                Do::Hours(140),
                Do::Answer(number, true, "unreachable"),
                Do::Answer(number, true, "confirm"),
                Do::Answer(number, false, "confirm"),
                Do::Check(number, 0),
                Do::Decide(number, 0, "pass"),
                Do::Decide(number, 1, "approve"),
            ] {
                Box::pin(take(app, &step)).await;
            }
        }
        Do::Hours(hours) => {
            later(app, hours * HOUR).await;
            let shown = Query::new("UPDATE session SET factor_at = $1").bind(app.clock.now().0);
            app.run(shown).await;
        }
        Do::Officer(is_one) => {
            // Zebedee is one too, so that two stay.
            app.set_officer(Who::Xanthe, is_one).await;
        }
    }
}

async fn none(app: &TestApp, what: &str, query: &'static str) -> Result<(), TestCaseError> {
    let count = app.count(Query::new(query)).await;
    prop_assert_eq!(count, 0, "{}", what);
    Ok(())
}

/// What holds whatever was done.
async fn holds(app: &TestApp) -> Result<(), TestCaseError> {
    let administrators = holders(app, FAR, ROLE).await;
    prop_assert!(
        administrators.len() <= 4,
        "{} administrators",
        administrators.len()
    );
    none(
        app,
        "approved by fewer than two, or not confirmed by two people",
        "SELECT CAST(count(*) AS BIGINT) FROM certification c
         WHERE c.state IN ('cooling', 'active') AND NOT EXISTS (
             SELECT 1 FROM certification_party n JOIN certification_party a ON a.certification = n.certification
             WHERE n.certification = c.id AND n.party = 'nominee' AND a.party = 'authoriser' AND n.email <> a.email
               AND n.confirmed_at IS NOT NULL AND a.confirmed_at IS NOT NULL
               AND c.first_officer IS NOT NULL AND c.second_officer IS NOT NULL AND c.first_officer <> c.second_officer)",
    )
    .await?;
    none(
        app,
        "an administrator without a case",
        "SELECT CAST(count(*) AS BIGINT) FROM role_grant g JOIN app_user u ON u.id = g.user_id
         WHERE g.ods = 'ZZ9009' AND g.role = 'pl-user-management' AND g.ended_at IS NULL AND NOT EXISTS (
             SELECT 1 FROM certification c JOIN certification_party n ON n.certification = c.id
             WHERE n.party = 'nominee' AND n.email = u.email AND c.state = 'active')",
    )
    .await?;
    none(
        app,
        "invited twice",
        "SELECT CAST(count(*) AS BIGINT) FROM (
             SELECT to_address FROM mail WHERE kind = 'invitation' GROUP BY to_address HAVING count(*) > 1) AS twice",
    )
    .await?;
    once(app).await
}

/// That access was given is said once to each, case by case; so is that it was received.
async fn once(app: &TestApp) -> Result<(), TestCaseError> {
    let query = "SELECT to_address, letter FROM mail WHERE kind = 'certification'";
    let rows: Vec<(String, String)> = app.db.all(Query::new(query)).await.unwrap();
    let mut said = std::collections::BTreeSet::new();
    for (to, letter) in rows {
        let letter: serde_json::Value = serde_json::from_str(&letter).unwrap();
        let news = letter["news"].as_str().unwrap().to_owned();
        if ["given", "received", "refused", "settled"].contains(&news.as_str()) {
            let what = (to, letter["case"].to_string(), news);
            prop_assert!(said.insert(what.clone()), "twice: {what:?}");
        }
    }
    Ok(())
}

#[test]
fn whatever_is_done_nobody_administers_without_two_officers_and_two_who_confirmed_never_five_and_each_is_told_once()
 {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for app in runtime.block_on(TestApp::each()) {
        runtime.block_on(app.set_officer(Who::Xanthe, true));
        runtime.block_on(app.set_officer(Who::Zebedee, true));
        // Five ask one after the other, and there are four places.
        for number in 0..5 {
            runtime.block_on(take(&app, &Do::Approve(number)));
            runtime.block_on(take(&app, &Do::Hours(25)));
            runtime.block_on(holds(&app)).unwrap();
        }
        let given = "SELECT CAST(count(*) AS BIGINT) FROM certification WHERE state = 'active'";
        assert_eq!(runtime.block_on(app.count(Query::new(given))), 4);
        let mut runner = TestRunner::new(Config {
            cases: 6,
            failure_persistence: None,
            max_shrink_iters: 0,
            ..Config::default()
        });
        let sequence = prop::collection::vec(doing(), 10..25);
        runner
            .run(&sequence, |steps| {
                runtime.block_on(async {
                    for step in &steps {
                        take(&app, step).await;
                        holds(&app).await?;
                    }
                    Ok(())
                })
            })
            .unwrap();
    }
}
