//! Finding users: the list, its file, and the way there.

use practice_access::{
    database::{Failure, Query, Tx, UnitOfWork},
    sign_in::answer_requests,
};

use axum::http::header::LOCATION;

use crate::support::{
    ELM, TestApp, Who, body,
    cast::{NOW, PASSWORD},
};

/// Peter signs in, and his role ends.
struct Dated;

impl UnitOfWork for Dated {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let signed_in = "UPDATE app_user SET last_sign_in_at = 1795168800000000 WHERE id = $1";
        tx.execute(Query::new(signed_in).bind(Who::Peter.id()))
            .await?;
        let ends = "UPDATE role_grant SET ends_on = '2027-03-01' WHERE user_id = $1 AND ods = $2";
        tx.execute(Query::new(ends).bind(Who::Peter.id()).bind(ELM))
            .await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_is_written_alike_in_every_file() {
    for app in TestApp::each().await {
        app.db.write(&Dated).await.unwrap();
        for (file, cells) in [
            ("/users.csv", &[",2026-11-20\r\n", ",Never\r\n"][..]),
            (
                "/practices/ZZ9001/users.csv",
                &[",2026-11-20,", "Until 2027-03-01"],
            ),
            (
                "/practices/ZZ9001/users.csv?view=roles",
                &["Until 2027-03-01", ",2026-11-23,"],
            ),
        ] {
            let text = app.get(Who::Bashir, file).await.text();
            for cell in cells {
                assert!(text.contains(cell), "no {cell:?} in {file}: {text}");
            }
            for month in ["January", "November", "March"] {
                assert!(!text.contains(month), "{month} in {file}: {text}");
            }
        }
        // To read on a page it is said in words.
        let page = app.get(Who::Alice, "/users?q=peter").await.words();
        assert!(page.contains("20 November 2026"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_menu_leads_to_the_one_practice_or_to_all_of_them() {
    for app in TestApp::each().await {
        let (one, all) = ("/practices/ZZ9001/users", "/practices");
        for (who, leads) in [
            (Who::Alice, Some(one)),
            (Who::Mary, Some(one)),
            (Who::Bashir, Some(all)),
            (Who::Olive, Some(all)),
            (Who::Peter, None),
        ] {
            let page = app.get(who, "/").await.text();
            let menu = page.split("nhsuk-header__navigation-list").nth(1).unwrap();
            let menu = menu.split("</ul>").next().unwrap();
            for href in [one, all] {
                let link = ["href=\"", href, "\""].concat();
                assert_eq!(menu.contains(&link), leads == Some(href), "{who:?}: {menu}");
            }
        }
        let current = app.get(Who::Alice, one).await;
        assert_eq!(
            current.select(".nhsuk-header__navigation [aria-current=page]"),
            "Your practice"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sorted_column_says_so_and_addresses_break_between_their_parts() {
    for app in TestApp::each().await {
        for (address, order, head) in [
            ("/users", "ascending", "Name"),
            ("/users?sort=email", "ascending", "Email address"),
            ("/users?sort=latest", "descending", "Last logged in"),
            ("/users?sort=earliest", "ascending", "Last logged in"),
        ] {
            let page = app.get(Who::Alice, address).await;
            let sorted = ["th[aria-sort=", order, "] .app-sort"].concat();
            assert_eq!(page.select("th[aria-sort] .app-sort"), head, "{address}");
            assert_eq!(page.select(&sorted), head, "{address}");
        }
        let page = app.get(Who::Alice, "/users?q=peter").await;
        assert!(page.text().contains("peter@<wbr>"), "{}", page.text());
        assert!(
            page.words().contains("peter@cast.example"),
            "{}",
            page.words()
        );
    }
}

/// Half of the cast has not been seen for a long time.
struct LongAbsent;

impl UnitOfWork for LongAbsent {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        for (who, days) in [(Who::Peter, 91), (Who::Mary, 89)] {
            let seen = "UPDATE app_user SET last_sign_in_at = $2 WHERE id = $1";
            let at = NOW - days * 24 * 3_600_000_000;
            tx.execute(Query::new(seen).bind(who.id()).bind(at)).await?;
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_not_signed_in_for_90_days_or_never_is_found() {
    for app in TestApp::each().await {
        app.db.write(&LongAbsent).await.unwrap();
        let found = async |absent: &str| {
            let page = ["/users?absent=", absent].concat();
            app.get(Who::Bashir, &page).await.words()
        };
        let absent = found("90").await;
        assert!(absent.contains("Peter Plain"), "{absent}");
        assert!(absent.contains("Nadia Newcomer"), "{absent}");
        assert!(!absent.contains("Mary Contact"), "{absent}");
        let never = found("never").await;
        assert!(!never.contains("Peter Plain"), "{never}");
        assert!(never.contains("Nadia Newcomer"), "{never}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_stays_itself_through_its_address_the_way_in_and_the_page() {
    let app = TestApp::each().await.swap_remove(0);
    let printable: String = (' '..='~').collect();
    for text in [
        printable.trim(),
        "%41%2541",
        "50%25",
        "patel & jones",
        "a+b=c",
        "Núñez",
    ] {
        let mut address = "/users?".to_owned();
        address.push_str(
            &form_urlencoded::Serializer::new(String::new())
                .append_pair("q", text)
                .finish(),
        );
        let way_in = app.get(Who::Visitor, &address).await.header(LOCATION);
        let form = app.form(Who::Visitor, &way_in, "/sign-in").await;
        assert_eq!(form.value("next"), address, "{text}");
        let form = form
            .with("email", "peter@cast.example")
            .with("password", PASSWORD);
        let back = app.post(Who::Visitor, &form).await.location();
        assert_eq!(back, address, "{text}");
        let page = scraper::Html::parse_document(&app.get(Who::Bashir, &back).await.text());
        let field = scraper::Selector::parse("main input[name=q]").unwrap();
        let shown = page.select(&field).next().unwrap().value().attr("value");
        assert_eq!(shown, Some(text));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_found_by_its_address_however_that_is_written_or_copied() {
    for app in TestApp::each().await {
        let create = [
            ("email", "Nora@B\u{fc}cher.example"),
            ("first_name", "Nora"),
            ("last_name", "Newhouse"),
            ("seen[]", "ZZ9001:0:"),
            ("ticks[]", "ZZ9001:gpp-statements"),
            ("step", "save"),
            ("idempotency_key", "01900000-0000-7000-8000-0000000b0001"),
        ];
        let made = app.post_to(Who::Alice, "/users/new", &body(&create)).await;
        assert!(made.location().starts_with("/users/"));
        for typed in [
            "nora@xn--bcher-kva.example",
            "nora@b\u{fc}cher.example",
            "NORA@B\u{dc}CHER.EXAMPLE",
            "nora@bu\u{308}cher.example",
            "Nora Newhouse <nora@b\u{fc}cher.example>",
            "\"Newhouse, Nora\" <Nora@B\u{fc}cher.Example>;",
            "mailto:nora@b\u{fc}cher.example",
            " nora @b\u{fc}cher.example\u{200b},",
        ] {
            for (who, page, field) in [
                (Who::Alice, "/users", "q"),
                (Who::Olive, "/users", "q"),
                (Who::Alice, "/practices/ZZ9001/users", "q"),
                (Who::Alice, "/practices/ZZ9001/history", "person"),
                (Who::Olive, "/history", "person"),
            ] {
                let address = [page, "?", &body(&[(field, typed)])].concat();
                let words = app
                    .get(who, &address)
                    .await
                    .select("main table, .app-history__event");
                assert!(
                    words.contains("Nora Newhouse"),
                    "{who:?} {address}: {words}"
                );
                assert!(!words.contains("Peter Plain"), "{who:?} {address}: {words}");
            }
        }
        // A stranger of exactly this address is not named, but led to.
        let typed = body(&[("q", "Somebody <ZEBEDEE@cast.example>")]);
        let page = app.get(Who::Alice, &["/users?", &typed].concat()).await;
        assert!(
            page.words().contains("already has an account"),
            "{}",
            page.words()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_has_the_places_that_the_filters_ask_for_and_no_others() {
    for app in TestApp::each().await {
        for (filter, asked, others) in [
            ("practice=ZZ9002", ",ZZ9002,", ",ZZ9001,"),
            ("status=invited", "Invited", ",Active,"),
            ("role=gpp-statements", "Statements", ",None,"),
        ] {
            let text = app
                .get(Who::Bashir, &["/users.csv?", filter].concat())
                .await
                .text();
            let rows: Vec<_> = text.lines().skip(1).collect();
            let all = rows.iter().all(|row| row.contains(asked));
            assert!(all && !text.contains(others), "{filter}: {text}");
            let page = app.get(Who::Bashir, &["/users?", filter].concat()).await;
            for (words, path) in [
                ("Download as CSV", "/users.csv?"),
                ("Download for Excel", "/users.xlsx?"),
            ] {
                let link = [path, filter].concat();
                assert_eq!(page.link(words), link);
                assert_eq!(app.get(Who::Bashir, &link).await.status, 200);
            }
        }
        let excel = app.get(Who::Bashir, "/users.xlsx").await;
        assert!(excel.bytes.starts_with(b"PK"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_that_opens_later_says_so_and_is_not_told_that_it_has_no_administrator() {
    for app in TestApp::each().await {
        let lists = ["no-administrator", "one-administrator", "no-users"];
        let listed = async |list: &str| {
            let page = ["/practices?list=", list].concat();
            let words = app.get(Who::Olive, &page).await.words();
            !words.contains("No practice found")
        };
        let mut before = Vec::new();
        for list in lists {
            before.push(listed(list).await);
        }
        assert!(before.contains(&true));
        let opens = Query::new("UPDATE practice SET opened_on = '2026-12-31'");
        app.run(opens).await;
        for list in lists {
            assert!(!listed(list).await, "{list}");
        }
        for page in ["/practices", "/practices?q=elm"] {
            let words = app.get(Who::Olive, page).await.words();
            assert!(
                words.contains("Opens on 31 December 2026"),
                "{page}: {words}"
            );
        }
        let head = app.get(Who::Alice, "/practices/ZZ9001/users").await.words();
        assert!(head.contains("Opens on 31 December 2026"), "{head}");
        let file = app.get(Who::Olive, "/practices.csv").await.text();
        assert!(
            file.contains(",Opens on 2026-12-31,") && !file.contains(",Open,"),
            "{file}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_is_told_how_many_users_there_are_and_which_practice_they_are_narrowed_to() {
    for app in TestApp::each().await {
        for who in [Who::Olive, Who::Bashir] {
            let page = app.get(who, "/users").await;
            let count = page.select(".app-toolbar__text");
            assert!(count.ends_with(" users"), "{who:?}: {count}");
            let narrowed = app.get(who, "/users?practice=zz9001").await;
            let tag = narrowed.select(".app-chosen__chip");
            assert!(
                tag.ends_with("Practice: Elm Street Surgery (ZZ9001)"),
                "{who:?}: {tag}"
            );
        }
        // Of a practice that is not theirs an administrator reads the code that they typed.
        let other = app.get(Who::Alice, "/users?practice=ZZ9003").await;
        assert!(
            other
                .select(".app-chosen__chip")
                .ends_with("Practice: ZZ9003")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_of_users_has_one_green_button() {
    let app = TestApp::each().await.swap_remove(0);
    let page = app.get(Who::Alice, "/users").await.text();
    let main = page.split("<main").nth(1).unwrap();
    let buttons = main.matches("class=\"nhsuk-button").count();
    let others = main
        .matches("class=\"nhsuk-button nhsuk-button--secondary")
        .count();
    assert_eq!(buttons - others, 1, "{main}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn users_are_put_in_order_by_any_column_and_both_ways() {
    for app in TestApp::each().await {
        for &(_, sort, _) in practice_access::users::find::Sort::ALL {
            let address = ["/users?sort=", sort].concat();
            let page = app.get(Who::Bashir, &address).await;
            let order = if sort.starts_with('-') || sort == "latest" {
                "descending"
            } else {
                "ascending"
            };
            let head = page.select(&["th[aria-sort=", order, "] .app-sort"].concat());
            // The status has no column of its own.
            assert_eq!(head.is_empty(), sort.ends_with("status"), "{sort}: {head}");
            assert!(page.words().contains("Peter Plain"), "{sort}");
        }
    }
}

/// Somebody tries Peter's password until his account is locked.
async fn lock_peter(app: &TestApp) {
    for _ in 0..10 {
        let form = app.form(Who::Visitor, "/sign-in", "/sign-in").await;
        let form = form
            .with("email", "peter@cast.example")
            .with("password", "wrong");
        app.post(Who::Visitor, &form).await;
        app.move_clock(60_000_000);
    }
    answer_requests(&app.db, app.clock.now()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn locked_users_are_found_by_those_who_may_help_them() {
    for app in TestApp::each().await {
        let found = async |who, address: &str| app.get(who, address).await.words();
        let nobody = found(Who::Alice, "/users?status=locked").await;
        assert!(nobody.contains("No one found"), "{nobody}");
        lock_peter(&app).await;
        for address in [
            "/users?status=locked",
            "/practices/ZZ9001/users?status=locked",
        ] {
            for who in [Who::Alice, Who::Olive] {
                let locked = found(who, address).await;
                assert!(
                    locked.contains("Peter Plain"),
                    "{who:?} {address}: {locked}"
                );
                assert!(locked.contains("Status: Locked"), "{address}: {locked}");
                assert!(
                    !locked.contains("mary@cast.example"),
                    "{who:?} {address}: {locked}"
                );
            }
        }
        let all = found(Who::Alice, "/users?q=peter").await;
        assert!(all.contains("Peter Plain Locked"), "{all}");
        app.run(Query::new("DELETE FROM sign_in_throttle")).await;
        let over = found(Who::Alice, "/users?status=locked").await;
        assert!(over.contains("No one found"), "{over}");
    }
}
