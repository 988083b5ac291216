//! The start page of the people of the demonstration, on both databases.

use axum::{
    Router,
    body::Body,
    http::{Request as HttpRequest, StatusCode, header},
};
use http_body_util::BodyExt as _;
use indicatif::ProgressBar;
use tower::ServiceExt as _;

use super::{Signed, store};
use crate::{
    access::{Role, Service},
    base::{
        clock::{Clock, date_of},
        dates::Instant,
        ids::UserId,
    },
    boot::router::router,
    database::{
        Db, Query,
        databases::{Fresh, fresh},
    },
    demo::{Fill, Filling},
    sign_in,
    users::summary::Gap,
    web::{App, SESSION_COOKIE},
};

const NOON: Instant = Instant(1_795_435_200_000_000); // 2026-11-23T12:00:00Z

struct Scene {
    db: Db,
    router: Router,
    _fresh: Fresh,
}

async fn scenes() -> Vec<Scene> {
    let mut scenes = Vec::new();
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        let fill = Fill {
            filling: Filling::Small(NOON),
            progress: ProgressBar::hidden(),
        };
        db.write(&fill).await.unwrap();
        let app = App::new(db.clone(), Clock::fixed(NOON), "target/site");
        scenes.push(Scene {
            db,
            router: router(app),
            _fresh: fresh,
        });
    }
    scenes
}

impl Scene {
    async fn log_in(&self, email: &str) {
        let query = Query::new("SELECT id FROM app_user WHERE email = $1").bind(email);
        let row: Option<(UserId,)> = self.db.optional(query).await.unwrap();
        let user = row.unwrap().0;
        sign_in::store::signed_in(&self.db, user, email, NOON).await;
    }

    /// What waits for the person with this address.
    async fn home(&self, email: &str) -> Signed {
        self.log_in(email).await;
        let today = date_of(NOON);
        let session = crate::web::session::session(&self.db, email, NOON, today)
            .await
            .unwrap();
        let mut tx = self.db.read().await.unwrap();
        let actor = session.unwrap().user;
        store::read(&mut tx, &actor, today).await.unwrap()
    }

    /// The page as a browser gets it, signed in by the secret in `cookie`.
    async fn page(&self, cookie: &str) -> String {
        let request = HttpRequest::get("/")
            .header(header::HOST, "access.example")
            .header(header::COOKIE, [SESSION_COOKIE, "=", cookie].concat())
            .body(Body::empty())
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        String::from_utf8(body.to_vec()).unwrap()
    }
}

#[tokio::test]
async fn a_visitor_reads_what_this_is_and_can_log_in() {
    for scene in scenes().await {
        let page = scene.page("").await;
        assert!(page.contains("who may do what at your GP practice"));
        assert!(page.contains("href=\"/sign-in\""));
        assert!(!page.contains("Elmfield Surgery"));
    }
}

#[tokio::test]
async fn an_administrator_sees_who_else_administers_and_what_to_mend() {
    for scene in scenes().await {
        let home = scene.home("administrator@demo.example").await;
        assert_eq!(
            (home.manages, home.managed.len(), home.works.len()),
            (1, 1, 0)
        );
        let practice = &home.managed[0];
        assert_eq!(practice.mine, Service::ALL);
        let cover = &practice.covers[0];
        assert_eq!((cover.names().as_str(), cover.free), ("You", 3));
        assert_eq!(
            practice.gaps,
            [
                Gap::OneAdministrator(Service::Gpp),
                Gap::OneAdministrator(Service::Pl)
            ]
        );
        let page = scene.page("administrator@demo.example").await;
        assert!(page.contains("/practices/ZZ9001/users?give=gpp-user-management#change"));
        assert!(page.contains("3 of 4 places are free"));
    }
}

#[tokio::test]
async fn four_administrators_leave_no_free_place_and_nothing_to_mend() {
    for scene in scenes().await {
        let home = scene.home("david.hughes@demo.example").await;
        let practice = &home.managed[0];
        assert_eq!(
            practice.covers[0].names(),
            "You, Ngozi Eze, Rajesh Subramaniam and Helen Whitaker"
        );
        assert_eq!(practice.covers[0].free_places(), "All 4 places are taken");
        assert!(practice.gaps.is_empty(), "{:?}", practice.gaps);
    }
}

#[tokio::test]
async fn a_role_that_nobody_holds_is_pointed_out() {
    for scene in scenes().await {
        let home = scene.home("cordelia.nightingale@demo.example").await;
        let role = |code| Gap::Uncovered(Role::from_code(code).unwrap());
        let gaps = &home.managed[0].gaps;
        assert!(gaps.contains(&role("gpp-locum-applications")));
        assert!(gaps.contains(&role("pl-user-management")));
    }
}

#[tokio::test]
async fn a_place_that_is_promised_is_not_free_and_does_not_count_as_cover() {
    for scene in scenes().await {
        let home = scene.home("rosalind.peverell@demo.example").await;
        let practice = &home.managed[0];
        assert_eq!(
            (practice.covers[0].names().as_str(), practice.covers[0].free),
            ("You; from 21 December 2026 also Oluwaseun Adebayo", 2)
        );
        assert!(practice.gaps.contains(&Gap::OneAdministrator(Service::Gpp)));
    }
}

#[tokio::test]
async fn an_administrator_of_three_practices_sees_all_of_them() {
    for scene in scenes().await {
        let home = scene.home("practice.manager@demo.example").await;
        assert_eq!((home.manages, home.managed.len()), (3, 3));
    }
}

#[tokio::test]
async fn a_user_without_administration_sees_roles_in_words_and_whom_to_ask() {
    for scene in scenes().await {
        let home = scene.home("gp@demo.example").await;
        assert_eq!((home.manages, home.works.len()), (0, 2));
        let page = scene.page("gp@demo.example").await;
        assert!(page.contains("Look after your own pension as a salaried GP here."));
        assert!(!page.contains("their own"));
        assert!(page.contains("Margaret Okafor"));
        assert!(!page.contains("href=\"/practices/ZZ9001/users\""));
    }
}

#[tokio::test]
async fn a_registration_officer_sees_how_many_practices_need_attention() {
    for scene in scenes().await {
        let home = scene.home("registration@demo.example").await;
        let lists = home.lists.unwrap();
        assert_eq!((lists.no_users, lists.closed_with_users), (1, 1));
        // The Old Tannery Practice, and Saltmarsh Health Centre that has no users either.
        assert_eq!(lists.no_administrator, 2);
    }
}

#[tokio::test]
async fn a_user_who_left_their_only_practice_reads_why_and_whom_to_ask() {
    for scene in scenes().await {
        let home = scene.home("lukasz.wojcik@demo.example").await;
        assert!(home.has_no_access());
        let page = scene.page("lukasz.wojcik@demo.example").await;
        assert!(page.contains("Your access at Elmfield Surgery ended on 4 October 2026"));
    }
}

#[tokio::test]
async fn a_closed_practice_is_not_asked_to_find_people() {
    for scene in scenes().await {
        let home = scene.home("trevor.boscawen@demo.example").await;
        assert!(home.managed[0].closed && home.managed[0].gaps.is_empty());
    }
}
