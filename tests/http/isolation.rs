//! What an administrator is answered never tells of people who work only elsewhere.

use practice_access::database::Query;

use crate::support::{TestApp, Who, body, db_snapshot::data};

/// What belongs to the far practice alone. (Its name and code are public.)
const SECRETS: [&str; 8] = [
    "Zebedee",
    "Quillfeather",
    "zebedee@",
    "Xanthe",
    "Yellowhammer",
    "xanthe@",
    // Where Bashir and Nadia work is Oak Lane's business as long as Alice asks.
    "Nadia",
    "newcomer",
];

fn assert_kept(text: &str, what: &str) {
    let small = text.to_lowercase();
    for secret in SECRETS {
        assert!(
            !small.contains(&secret.to_lowercase()),
            "{what} tells of {secret}: {text}"
        );
    }
}

/// Everything that can be read at an address, with what may be asked for.
pub fn addresses() -> Vec<String> {
    let mut addresses: Vec<String> = [
        "/",
        "/users",
        "/users?q=zebedee",
        "/users?q=z",
        "/users?q=ZZ9009",
        "/users?practice=ZZ9009",
        "/users?practice=ZZ9002",
        "/users?sort=latest",
        "/users?administrators=yes",
        "/users?role=mrs-order-entry",
        "/users?after=a~00000000-0000-0000-0000-000000000000",
        "/users.csv",
        "/users.csv?q=xanthe",
        "/users.csv?practice=ZZ9009",
        "/users/new",
        "/users/new?practices=ZZ9009",
        "/practices",
        "/practices?q=far",
        "/practices.csv",
        "/practices.csv?q=ZZ9009",
        "/history",
        "/history?person=zebedee",
        "/history.csv",
        "/tasks",
        "/performers/me",
        "/performers/me/join?find=far",
        "/performers/me/leave?practice=ZZ9009",
    ]
    .map(str::to_owned)
    .into();
    for code in ["ZZ9001", "ZZ9002", "ZZ9009"] {
        for end in [
            "users",
            "users?view=roles",
            "users?q=z",
            "users?status=all",
            "users.csv",
            "users.xlsx",
            "history",
            "history?person=zebedee",
            "history.csv",
            "performers",
            "people/new",
            "role-sets",
        ] {
            addresses.push(["/practices/", code, "/", end].concat());
        }
    }
    for who in [
        Who::Zebedee,
        Who::Xanthe,
        Who::Nadia,
        Who::Bashir,
        Who::Peter,
    ] {
        for end in [
            "",
            "?practices=ZZ9009",
            "/dates?practice=ZZ9009&role=gpp-avcs",
            "/dates?practice=ZZ9002&role=gpp-user-management",
            "/dates?practice=ZZ9001&role=gpp-user-management",
            "/history",
            "/history.csv",
        ] {
            addresses.push(["/users/", &who.id().to_string(), end].concat());
        }
    }
    addresses
}

/// A workbook is compressed, so its words can't be looked for; it is made from the same sheet as the CSV beside it.
fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_and_no_file_tells_an_administrator_of_people_elsewhere() {
    for app in TestApp::each().await {
        for address in addresses() {
            for who in [Who::Alice, Who::Mary, Who::Peter, Who::Dora, Who::Visitor] {
                let answer = app.get(who, &address).await;
                let what = format!("{address} for {who:?}");
                assert!(answer.status.as_u16() < 500, "{what}: {}", answer.text());
                if is_workbook(&answer.bytes) {
                    assert!(address.starts_with("/practices/ZZ9001/"), "{what}");
                    continue;
                }
                // What was typed is said again, and a title may do so.
                let text = answer.text();
                if address.contains("zebedee") || address.contains("xanthe") {
                    for secret in ["Quillfeather", "zebedee@", "Yellowhammer", "xanthe@"] {
                        assert!(!text.contains(secret), "{what} tells of {secret}");
                    }
                } else {
                    assert_kept(&text, &what);
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_is_found_by_the_complete_address_only_and_stays_nameless() {
    for app in TestApp::each().await {
        let page = app.get(Who::Alice, "/users?q=zebedee%40cast.example").await;
        let account = ["/users/", &Who::Zebedee.id().to_string()].concat();
        assert!(page.text().contains(&account), "{}", page.words());
        assert!(!page.text().contains("Quillfeather"));
        let account = app.get(Who::Alice, &account).await;
        for secret in ["Quillfeather", "Zebedee", "zebedee@cast.example"] {
            assert!(
                !account.text().contains(secret),
                "{secret}: {}",
                account.text()
            );
        }
        // Typed whole it is suggested too, and no more is said of it than that.
        let typed = body(&[("text", "zebedee@cast.example")]);
        let told = app.call(Who::Alice, "users/suggest", &typed).await.text();
        assert!(told.contains("Give roles to the account"), "{told}");
        assert!(!told.contains("Quillfeather"), "{told}");
        let typed = body(&[("text", "zebedee@cast")]);
        let told = app.call(Who::Alice, "users/suggest", &typed).await.text();
        assert!(!told.contains("account"), "{told}");
        let part = app.get(Who::Alice, "/users?q=zebedee%40cast").await;
        assert!(
            !part.text().contains(&Who::Zebedee.id().to_string()),
            "{}",
            part.words()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_number_of_a_gp_elsewhere_is_not_in_what_the_page_is_sent() {
    for app in TestApp::each().await {
        // Zebedee's administrator-to-be asks about Gina, whose number only Elm Street sees.
        let form = body(&[("user", &Who::Gina.id().to_string())]);
        let answer = app.call(Who::Zebedee, "users/open", &form).await;
        assert_eq!(answer.status, 200);
        let mut sent = answer.json();
        // Which roles are kept apart is the same for everybody.
        for column in sent["table"]["columns"].as_array_mut().unwrap() {
            column.as_object_mut().unwrap().remove("apart");
        }
        let sent = sent.to_string();
        for secret in ["7654321", "Gina", "O'Brien", "gina@", "gpp-gp-principal"] {
            assert!(!sent.contains(secret), "{secret}: {sent}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_table_is_answered_alike_whatever_is_held_at_the_others_practice() {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        let mut answers = std::collections::BTreeSet::new();
        // Held and right version, held and wrong version, not held, no place at all.
        for (user, version, role) in [
            (Who::Zebedee, "1", "gpp-avcs"),
            (Who::Zebedee, "2", "gpp-avcs"),
            (Who::Zebedee, "1", "gpp-statements"),
            (Who::Zebedee, "1", "gpp-user-management"),
            (Who::Peter, "0", "gpp-avcs"),
            (Who::Xanthe, "0", "mrs-order-entry"),
        ] {
            for seen in ["", role] {
                for ticks in [vec![], vec![role]] {
                    for step in ["check", "save"] {
                        let (user, seen) = (
                            user.id().to_string(),
                            ["ZZ9009:", version, ":", seen].concat(),
                        );
                        let ticks: Vec<_> = ticks
                            .iter()
                            .map(|role| ["ZZ9009:", role].concat())
                            .collect();
                        let mut fields = vec![
                            ("user", user.as_str()),
                            ("seen[]", &seen),
                            ("step", step),
                            ("idempotency_key", "01900000-0000-7000-8000-0000000a0002"),
                        ];
                        fields.extend(ticks.iter().map(|tick| ("ticks[]", tick.as_str())));
                        let answer = app.call(Who::Alice, "users/update", &body(&fields)).await;
                        answers.insert(answer.text());
                    }
                }
            }
        }
        assert_eq!(answers.len(), 1, "{answers:#?}");
        assert_eq!(data(&app.db).await, before);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_function_tells_an_administrator_of_people_elsewhere() {
    for app in TestApp::each().await {
        let (zebedee, nadia) = (Who::Zebedee.id().to_string(), Who::Nadia.id().to_string());
        let several = [&zebedee, ":1"].concat();
        for (function, fields) in [
            ("users/search", vec![("search[q]", "")]),
            (
                "users/search",
                vec![("search[q]", "z"), ("search[sort]", "email")],
            ),
            ("users/search", vec![("search[practice]", "ZZ9009")]),
            ("users/search", vec![("search[q]", "zz9009")]),
            ("users/suggest", vec![("text", "ze")]),
            ("users/suggest", vec![("text", "n")]),
            ("users/blank", vec![("practices", "ZZ9009")]),
            (
                "users/open",
                vec![("user", &zebedee), ("practices", "ZZ9009")],
            ),
            (
                "users/open",
                vec![("user", &nadia), ("practices", "ZZ9002")],
            ),
            (
                "users/dates",
                vec![
                    ("user", &zebedee),
                    ("practice", "ZZ9009"),
                    ("role", "gpp-avcs"),
                ],
            ),
            (
                "users/dates",
                vec![
                    ("user", &zebedee),
                    ("practice", "ZZ9001"),
                    ("role", "gpp-avcs"),
                ],
            ),
            (
                "users/redate",
                vec![
                    ("user", &zebedee),
                    ("practice", "ZZ9009"),
                    ("role", "gpp-avcs"),
                    ("version", "1"),
                    ("step", "check"),
                    ("idempotency_key", "01900000-0000-7000-8000-0000000a0005"),
                ],
            ),
            ("summary/read", vec![("practice", "ZZ9009")]),
            ("summary/read", vec![("practice", "ZZ9002")]),
            ("history/practice", vec![("ods", "ZZ9009")]),
            ("history/user", vec![("id", &zebedee)]),
            ("history/user", vec![("id", &nadia)]),
            ("history/everything", vec![("asked[person]", "z")]),
            ("practices/search", vec![("search[q]", "far")]),
            (
                "users/update",
                vec![
                    ("user", &zebedee),
                    ("seen[]", "ZZ9009:1:"),
                    ("ticks[]", "ZZ9009:gpp-user-management"),
                    ("step", "check"),
                    ("idempotency_key", "01900000-0000-7000-8000-0000000a0003"),
                ],
            ),
            (
                "users/create",
                vec![
                    ("email", "new@cast.example"),
                    ("first_name", "N"),
                    ("last_name", "N"),
                    ("seen[]", "ZZ9009:0:"),
                    ("ticks[]", "ZZ9009:mrs-main-contact"),
                    ("step", "check"),
                    ("idempotency_key", "01900000-0000-7000-8000-0000000a0004"),
                ],
            ),
            (
                "summary/change",
                vec![
                    ("practice", "ZZ9001"),
                    ("people[]", &several),
                    ("change", "add"),
                    ("which", "gpp-avcs"),
                    ("step", "check"),
                    ("idempotency_key", "01900000-0000-7000-8000-0000000a0005"),
                ],
            ),
        ] {
            for who in [Who::Alice, Who::Mary] {
                let answer = app.call(who, function, &body(&fields)).await;
                assert_kept(
                    &answer.text(),
                    &format!("{function} {fields:?} for {who:?}"),
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happened_to_a_shared_user_elsewhere_stays_there() {
    for app in TestApp::each().await {
        // Bashir changes Peter's roles at Oak Lane, with a reason that is Oak Lane's business.
        let address = ["/users/", &Who::Peter.id().to_string()].concat();
        let form = app
            .form(Who::Bashir, &address, &address)
            .await
            .tick("ZZ9002:gpp-avcs")
            .with("reason", "Quillfeather is leaving");
        let listed = app.post(Who::Bashir, &form.press("check")).await;
        app.post(Who::Bashir, &listed.form(&address).press("save"))
            .await
            .location();
        let history = [&address, "/history"].concat();
        let file = [&history, ".csv"].concat();
        for address in [
            address.as_str(),
            &history,
            &file,
            "/practices/ZZ9001/users",
            "/practices/ZZ9001/history",
            "/users",
            "/users.csv",
        ] {
            let answer = app.get(Who::Alice, address).await;
            assert_eq!(answer.status, 200, "{address}");
            let text = answer.text();
            assert!(
                !text.contains("Quillfeather") && !text.contains("Oak Lane"),
                "{address}: {text}"
            );
            let own = app.get(Who::Bashir, address).await;
            assert_eq!(own.status, 200, "{address}");
        }
        assert!(
            app.get(Who::Bashir, &history)
                .await
                .text()
                .contains("Quillfeather")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_that_somebody_has_left_learns_neither_their_address_nor_when_they_log_in() {
    for app in TestApp::each().await {
        // Dora has left Elm Street. She works elsewhere now, and logged in there on 20 November.
        let elsewhere =
            "UPDATE app_user SET email = 'zuleika@newplace.example', phone = '01632 960 777',
                                last_sign_in_at = 1795176000000000 WHERE id = $1";
        app.run(Query::new(elsewhere).bind(Who::Dora.id())).await;
        let place = "INSERT INTO membership (user_id, ods, status, since, reason, version)
                     VALUES ($1, 'ZZ9009', 'active', 0, '', 1)";
        app.run(Query::new(place).bind(Who::Dora.id())).await;
        for word in ["zuleika", "zuleika@newplace.example"] {
            let token = "INSERT INTO user_token (token, sort_name, user_id)
                         SELECT $1, sort_name, id FROM app_user WHERE id = $2";
            app.run(Query::new(token).bind(word).bind(Who::Dora.id()))
                .await;
        }
        let dora = Who::Dora.id().to_string();
        let addresses = [
            "/users?q=dora".to_owned(),
            "/users.csv?q=dora".to_owned(),
            "/practices/ZZ9001/users?status=deactivated".to_owned(),
            "/practices/ZZ9001/users.csv?status=deactivated".to_owned(),
            ["/users/", &dora].concat(),
            ["/users/", &dora, "/sign-in"].concat(),
            ["/users/", &dora, "/history"].concat(),
            "/practices/ZZ9001/history".to_owned(),
            "/practices/ZZ9001/history.csv".to_owned(),
        ];
        for address in &addresses {
            let answer = app.get(Who::Alice, address).await;
            assert_eq!(answer.status, 200, "{address}");
            let text = answer.text();
            for secret in [
                "zuleika",
                "960 777",
                "20 November 2026",
                "20 Nov 2026",
                "20/11/2026",
            ] {
                assert!(!text.contains(secret), "{address} tells {secret}");
            }
        }
        for address in &addresses[..5] {
            assert!(
                app.get(Who::Alice, address).await.text().contains("zu•••@"),
                "{address}"
            );
        }
        let page = app.get(Who::Alice, &addresses[4]).await.words();
        assert!(page.contains("Phone Not shown"), "{page}");
        let found = app.call(Who::Alice, "users/suggest", "q=dora").await.text();
        assert!(!found.contains("zuleika"), "{found}");
        // Nor do they find her by what they are not shown, or see it from an order.
        for search in [
            "q=zuleika",
            "q=dora+zuleika",
            "q=zuleika%40newplace.example",
            "q=dora&absent=90",
            "q=dora&absent=never",
        ] {
            let found = app.get(Who::Alice, &["/users.csv?", search].concat()).await;
            assert!(!found.text().contains("Dora"), "{search}");
        }
        let found = app
            .get(
                Who::Alice,
                "/practices/ZZ9001/users.csv?status=all&q=zuleika",
            )
            .await;
        assert!(!found.text().contains("Dora"));
        for sort in ["email", "earliest"] {
            let sorted = app
                .get(Who::Alice, &["/users.csv?sort=", sort].concat())
                .await
                .text();
            let first = sorted.lines().nth(1).unwrap_or_default();
            assert!(first.contains("Dora"), "by {sort}: {sorted}");
        }
        // Those who look after her see it all, and find her by it.
        let found = app.get(Who::Zebedee, "/users.csv?q=zuleika").await;
        assert!(found.text().contains("Dora"));
        let seen = app
            .get(Who::Zebedee, &["/users/", &dora].concat())
            .await
            .text();
        assert!(seen.contains("zuleika@newplace.example") && seen.contains("20 November 2026"));
    }
}
