//! How people are named: no name turns the words around it, and of two people of one name it can be told who is meant.

use practice_access::{
    base::clock::new_id,
    database::{Failure, Query, Tx, UnitOfWork},
    mail::Letter,
};
use scraper::{ElementRef, Html, Node, Selector};

use crate::support::{
    Answer, ELM, TestApp, Who, body,
    cast::{GINA, OAK, give},
};

/// What everybody is called here.
const NAME: &str = "\u{5e0}\u{5d5}\u{5e2}\u{5d4} \u{5dc}\u{5d5}\u{5d9}";

/// Everybody is called the same, and something waits about each.
struct Namesakes;

impl UnitOfWork for Namesakes {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let (first, last) = NAME.split_once(' ').unwrap();
        let call = "UPDATE app_user SET first_name = $1, last_name = $2";
        tx.execute(Query::new(call).bind(first).bind(last)).await?;
        give(tx, Who::Alice.id(), ELM, "pl-practice-manager").await?;
        give(tx, Who::Bashir.id(), OAK, "pl-practice-manager").await?;
        let invited = "UPDATE app_user SET password_hash = NULL WHERE id = $1";
        tx.execute(Query::new(invited).bind(Who::Nadia.id()))
            .await?;
        let dead = "INSERT INTO mail (id, to_address, to_name, kind, letter, created_at, request_id, state, attempts,
                                      next_try_at, taken_until, problem, urgent, ended_at)
                    VALUES ($1, 'nadia@cast.example', $2, 'invitation', '', 0, '', 'dead', 1, 0, 0, '', $3, 0)";
        let dead = Query::new(dead).bind(new_id()).bind(NAME).bind(false);
        tx.execute(dead).await?;
        let left = "INSERT INTO still_here (user_id, ods, asked_at) VALUES ($1, $2, 0)";
        tx.execute(Query::new(left).bind(Who::Peter.id()).bind(ELM))
            .await?;
        let app = "INSERT INTO authenticator_app (id, user_id, name, secret, last_step, added_at)
                   VALUES ($1, $2, 'Phone', $3, 0, 0)";
        let app = Query::new(app).bind(new_id()).bind(Who::Peter.id());
        tx.execute(app.bind(vec![7_u8; 20])).await?;
        Ok(())
    }
}

fn runs_leftwards(c: char) -> bool {
    ('\u{590}'..'\u{600}').contains(&c)
}

/// Whether each name in a text stands between isolates.
fn stands_apart(text: &str) -> bool {
    let mut depth = 0_usize;
    text.chars().all(|c| {
        match c {
            '\u{2068}' => depth += 1,
            '\u{2069}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > 0 || !runs_leftwards(c)
    })
}

/// Whether an element, or one around it, keeps what it holds apart.
fn isolates(element: ElementRef) -> bool {
    let around = element.ancestors().filter_map(ElementRef::wrap);
    std::iter::once(element)
        .chain(around)
        .any(|element| element.value().name() == "bdi" || element.attr("dir") == Some("auto"))
}

/// The texts of a page that a name in them turns.
fn turned(page: &str) -> Vec<String> {
    let page = Html::parse_document(page);
    let mut turned = Vec::new();
    for element in page.select(&Selector::parse("*").unwrap()) {
        if matches!(element.value().name(), "script" | "style") || isolates(element) {
            continue;
        }
        let texts = element.children().filter_map(|child| match child.value() {
            Node::Text(text) => Some(&**text),
            _ => None,
        });
        let told = ["aria-label", "title"].map(|name| element.attr(name));
        let told = texts.chain(told.into_iter().flatten());
        turned.extend(told.filter(|text| !stands_apart(text)).map(str::to_owned));
    }
    turned
}

fn check(address: &str, answer: &Answer) {
    let page = answer.text();
    assert!(answer.status.is_success(), "{address}: {}", answer.words());
    assert!(
        answer.select("body").contains(runs_leftwards),
        "nobody is named at {address}: {}",
        answer.words()
    );
    let turned = turned(&page);
    assert!(turned.is_empty(), "{address}: {turned:?}");
}

async fn newest(app: &TestApp, table: &str) -> String {
    let newest = ["SELECT id FROM ", table, " ORDER BY id DESC LIMIT 1"].concat();
    let found: Option<(uuid::Uuid,)> = app.db.optional(Query::new(newest.leak())).await.unwrap();
    found.unwrap().0.to_string()
}

/// Peter asks for a role, and so does Gina for a link; Alice answers Peter's first one.
async fn ask(app: &TestApp) -> (String, String) {
    let roles = |role| {
        [
            ("practice", "ZZ9001"),
            ("roles[]", role),
            ("reason", "I need it"),
        ]
    };
    let ask = "/ask?practice=ZZ9001";
    app.post_to(Who::Peter, ask, &body(&roles("gpp-statements")))
        .await
        .location();
    let request = ["/requests/", &newest(app, "role_request").await].concat();
    let id = request.rsplit('/').next().unwrap();
    let refuse = body(&[("id", id), ("step", "refuse"), ("reason", "Not now")]);
    app.post_to(Who::Alice, &request, &refuse).await.location();
    app.post_to(Who::Peter, ask, &body(&roles("gpp-statements")))
        .await
        .location();
    let join = "/performers/me/join?practice=ZZ9002&gp_type=salaried&sessions=2&day%5B%5D=1&day%5B%5D=12&day%5B%5D=2026";
    let sent = app
        .post(Who::Gina, &app.form(Who::Gina, join, join).await)
        .await;
    assert!(sent.location().contains("/performers/requests/"));
    let link = ["/performers/requests/", &newest(app, "link_request").await].concat();
    (request, link)
}

fn of(user: Who, rest: &str) -> String {
    ["/users/", &user.id().to_string(), rest].concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_runs_from_right_to_left_turns_nothing_on_any_page() {
    for app in TestApp::each().await {
        app.db.write(&Namesakes).await.unwrap();
        let (refused, link) = ask(&app).await;
        let open = ["/requests/", &newest(&app, "role_request").await].concat();
        let pages = [
            (Who::Alice, "/"),
            (Who::Peter, "/"),
            (Who::Gina, "/"),
            (Who::Olive, "/"),
            (Who::Alice, "/users"),
            (Who::Olive, "/users"),
            (Who::Alice, "/practices/ZZ9001/users"),
            (Who::Alice, "/practices/ZZ9001/users?view=roles"),
            (Who::Alice, "/practices/ZZ9001/history"),
            (Who::Olive, "/history"),
            (Who::Alice, "/practices/ZZ9001/review"),
            (Who::Alice, "/practices/ZZ9001/left"),
            (Who::Alice, &of(Who::Peter, "/details")),
            (Who::Bashir, "/practices/ZZ9002/performers"),
            (Who::Alice, "/practices/ZZ9001/performers"),
            (Who::Alice, "/tasks"),
            (Who::Bashir, "/tasks"),
            (Who::Alice, "/account"),
            (Who::Gina, "/account/details"),
            (Who::Gina, "/performers/me"),
            (Who::Peter, "/ask?practice=ZZ9001"),
            (Who::Olive, "/practices"),
            (Who::Alice, &of(Who::Peter, "")),
            (Who::Alice, &of(Who::Peter, "/history")),
            (Who::Alice, &of(Who::Peter, "/sign-in")),
            (Who::Alice, &of(Who::Peter, "/leave?practice=ZZ9001")),
            (
                Who::Alice,
                &of(Who::Peter, "/dates?practice=ZZ9001&role=gpp-view-claims"),
            ),
            (Who::Olive, &of(Who::Peter, "/second-factor")),
            (Who::Alice, &refused),
            (Who::Peter, &refused),
            (Who::Alice, &open),
            (Who::Bashir, &link),
            (Who::Gina, &link),
        ];
        for (who, address) in pages {
            check(address, &app.get(who, address).await);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_runs_from_right_to_left_turns_nothing_on_what_is_checked_before_a_save() {
    for app in TestApp::each().await {
        app.db.write(&Namesakes).await.unwrap();
        let (first, last) = NAME.split_once(' ').unwrap();
        let create = [
            ("email", "nora@cast.example"),
            ("first_name", first),
            ("last_name", last),
            ("seen[]", "ZZ9001:0:"),
            ("ticks[]", "ZZ9001:gpp-statements"),
            ("step", "check"),
            ("idempotency_key", "01900000-0000-7000-8000-0000000b0001"),
        ];
        let several = [
            ("practice", "ZZ9001"),
            ("people[]", &format!("{}:1", Who::Peter.id())),
            ("people[]", &format!("{}:1", Who::Mary.id())),
            ("change", "add"),
            ("which", "gpp-statements"),
            ("step", "check"),
            ("idempotency_key", "01900000-0000-7000-8000-0000000b0002"),
        ];
        let leave = [
            ("user", &*Who::Peter.id().to_string()),
            ("practice", "ZZ9001"),
            ("version", "1"),
            ("reason", "Left"),
            ("step", "check"),
            ("idempotency_key", "01900000-0000-7000-8000-0000000b0003"),
        ];
        for (address, fields) in [
            ("/users/new", body(&create)),
            ("/practices/ZZ9001/users", body(&several)),
            (&of(Who::Peter, "/leave?practice=ZZ9001"), body(&leave)),
        ] {
            check(address, &app.post_to(Who::Alice, address, &fields).await);
        }
        let shown = app
            .post_to(Who::Alice, "/practices/ZZ9001/users", &body(&several))
            .await;
        for username in ["(peter@cast.example)", "(mary@cast.example)"] {
            assert!(shown.words().contains(username), "{}", shown.words());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_manages_access_can_tell_people_of_one_name_apart_and_nobody_else_learns_a_username() {
    for app in TestApp::each().await {
        app.db.write(&Namesakes).await.unwrap();
        let (refused, link) = ask(&app).await;
        let open = ["/requests/", &newest(&app, "role_request").await].concat();
        for (who, address, account) in [
            (Who::Alice, "/tasks", "peter@cast.example"),
            (Who::Alice, &refused, "(peter@cast.example)"),
            (Who::Alice, &open, "(peter@cast.example)"),
            (Who::Bashir, "/tasks", &["GMC number ", GINA].concat()),
            (Who::Bashir, &link, &["(GMC ", GINA, ")"].concat()),
            (Who::Alice, "/practices/ZZ9001/review", "mary@cast.example"),
        ] {
            let words = app.get(who, address).await.words();
            assert!(words.contains(account), "{address}: {words}");
        }
        for (who, address) in [
            (Who::Peter, &refused),
            (Who::Peter, &open),
            (Who::Gina, &link),
        ] {
            let page = app.get(who, address).await.text();
            for username in ["alice@", "bashir@", "mary@"] {
                assert!(!page.contains(username), "{address}: {page}");
            }
        }
        letters(&app).await;
    }
}

/// Looks at every letter there is: those to who manages access say which account, others tell no username but the
/// reader's.
async fn letters(app: &TestApp) {
    let reset = body(&[
        ("user", &Who::Peter.id().to_string()),
        ("reason", "Lost the phone. I spoke to them."),
    ]);
    let reset = app.call(Who::Olive, "factor/reset", &reset).await;
    assert!(reset.text().contains("Done"), "{}", reset.text());
    let kept = "SELECT to_address, letter FROM mail WHERE letter <> '' ORDER BY id";
    let letters: Vec<(String, String)> = app.db.all(Query::new(kept)).await.unwrap();
    let mut kinds = Vec::new();
    for (to, letter) in letters {
        let letter: Letter = serde_json::from_str(&letter).unwrap();
        let body = letter.body();
        let text = body.text("https://access.example", "");
        assert!(stands_apart(&text), "{text}");
        assert!(stands_apart(&body.subject), "{}", body.subject);
        let account = match letter.kind() {
            "roles-asked" | "factor-reset-of" => "(peter@cast.example)",
            "link-asked" => "(GMC 7654321)",
            _ => "",
        };
        assert!(text.contains(account), "{text}");
        if account.is_empty() {
            assert!(!text.contains("@cast.example"), "to {to}: {text}");
        }
        kinds.push(letter.kind());
    }
    for kind in [
        "roles-asked",
        "roles-decided",
        "link-asked",
        "factor-reset",
        "factor-reset-of",
    ] {
        assert!(kinds.contains(&kind), "no {kind} among {kinds:?}");
    }
}
