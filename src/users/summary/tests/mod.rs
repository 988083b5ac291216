//! The summary and its changes, through the real router on both databases.

mod changing;
mod reading;
mod rules;

use axum::{
    Router,
    body::Body,
    http::{Request as HttpRequest, StatusCode, header},
};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::{
    access::{MembershipStatus, Role},
    base::{
        clock::{Clock, new_id},
        dates::Instant,
        ids::{OdsCode, UserId},
    },
    boot::router::router,
    database::{
        Db, Failure, Query, Tx, UnitOfWork,
        databases::{Fresh, fresh},
    },
    sign_in,
    web::{App, SESSION_COOKIE},
};

const NOON: Instant = Instant(1_795_435_200_000_000); // 2026-11-23T12:00:00Z
const ELM: &str = "ZZ9001";
const OAK: &str = "ZZ9002";

/// Someone at Elm Street, and the roles they hold there.
struct Someone {
    id: UserId,
    first: &'static str,
    last: &'static str,
    status: MembershipStatus,
    roles: &'static [&'static str],
}

/// Elm Street with one administrator of GPP, a stranger who administers Oak Lane, and a registration officer.
struct Given {
    people: Vec<Someone>,
    stranger: UserId,
    officer: UserId,
}

fn people() -> Vec<Someone> {
    use MembershipStatus::{Active, Deactivated, Invited};
    [
        (
            "Ann",
            "Archer",
            Active,
            &["gpp-user-management", "gpp-statements"][..],
        ),
        (
            "Zoë",
            "O'Brien",
            Active,
            &["gpp-statements", "pl-practice-manager"],
        ),
        ("=Cmd", "Formula", Invited, &[]),
        ("Don", "Departed", Deactivated, &[]),
        ("Eve", "Early", Active, &["gpp-avcs"]),
        ("Fay", "Field", Active, &[]),
        ("Guy", "Grant", Active, &[]),
    ]
    .into_iter()
    .map(|(first, last, status, roles)| Someone {
        id: UserId(new_id()),
        first,
        last,
        status,
        roles,
    })
    .collect()
}

impl Given {
    async fn account(&self, tx: &mut Tx, id: UserId, first: &str, last: &str) -> sqlx::Result<()> {
        let name = [last, first].join(" ").to_lowercase();
        tx.execute(
            Query::new(
                "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone,
                                       is_registration_officer, created_at, last_sign_in_at)
                 VALUES ($1, $2, '', $3, $4, $5, '', $6, 0, $7)",
            )
            .bind(id)
            .bind(format!("{}@example.test", id.0.simple()))
            .bind(first)
            .bind(last)
            .bind(name)
            .bind(id == self.officer)
            .bind((first == "Ann").then_some(NOON.0)),
        )
        .await?;
        Ok(())
    }

    async fn place(
        &self,
        tx: &mut Tx,
        id: UserId,
        ods: &str,
        status: MembershipStatus,
    ) -> sqlx::Result<()> {
        tx.execute(
            Query::new(
                "INSERT INTO membership (user_id, ods, status, since, reason, version) VALUES ($1, $2, $3, $4, '', 1)",
            )
            .bind(id)
            .bind(ods)
            .bind(status.code())
            .bind(NOON),
        )
        .await?;
        Ok(())
    }

    async fn grant(&self, tx: &mut Tx, id: UserId, ods: &str, role: &str) -> sqlx::Result<()> {
        let role = Role::from_code(role).unwrap();
        tx.execute(
            Query::new(
                "INSERT INTO role_grant (id, user_id, ods, role, holder_limit, slot, origin, granted_by, granted_at,
                                         reason, starts_on)
                 VALUES ($1, $2, $3, $4, $5, $6, 'administrator', $7, $8, $9, '2026-01-01')",
            )
            .bind(new_id())
            .bind(id)
            .bind(ods)
            .bind(role)
            .bind(i64::from(role.facts().limit))
            .bind(role.limit().map(|_| 1))
            .bind(self.people[0].id)
            .bind(NOON)
            .bind("covers\u{1f}for Ann"),
        )
        .await?;
        Ok(())
    }
}

impl UnitOfWork for Given {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        for (ods, name) in [(ELM, "Elm Street"), (OAK, "Oak Lane")] {
            tx.execute(
                Query::new(
                    "INSERT INTO practice (ods, name, status, address, town, postcode, region, icb, sub_icb, telephone)
                     VALUES ($1, $2, 'active', '', '', '', '', '', '', '')",
                )
                .bind(ods)
                .bind(name),
            )
            .await?;
        }
        for person in &self.people {
            self.account(tx, person.id, person.first, person.last)
                .await?;
            self.place(tx, person.id, ELM, person.status).await?;
            for role in person.roles {
                self.grant(tx, person.id, ELM, role).await?;
            }
        }
        self.account(tx, self.stranger, "Sam", "Stranger").await?;
        self.place(tx, self.stranger, OAK, MembershipStatus::Active)
            .await?;
        self.grant(tx, self.stranger, OAK, "gpp-user-management")
            .await?;
        self.account(tx, self.officer, "Olga", "Officer").await?;
        Ok(())
    }
}

struct Scene {
    db: Db,
    router: Router,
    given: Given,
    _fresh: Fresh,
}

/// An answer, read to its end.
struct Answer {
    status: StatusCode,
    location: String,
    body: Vec<u8>,
}

async fn scenes() -> Vec<Scene> {
    let mut scenes = Vec::new();
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        let given = Given {
            people: people(),
            stranger: UserId(new_id()),
            officer: UserId(new_id()),
        };
        db.write(&given).await.unwrap();
        let app = App::new(db.clone(), Clock::fixed(NOON), "target/site");
        let scene = Scene {
            db,
            router: router(app),
            given,
            _fresh: fresh,
        };
        for user in [scene.ann(), scene.given.stranger, scene.given.officer] {
            let secret = user.to_string();
            sign_in::store::signed_in(&scene.db, user, &secret, NOON).await;
        }
        scenes.push(scene);
    }
    scenes
}

impl Scene {
    fn ann(&self) -> UserId {
        self.given.people[0].id
    }

    fn id(&self, first: &str) -> UserId {
        self.given
            .people
            .iter()
            .find(|person| person.first == first)
            .unwrap()
            .id
    }

    async fn get(&self, user: UserId, address: &str) -> Answer {
        let request = HttpRequest::get(address);
        self.send(user, request, Body::empty()).await
    }

    async fn post(&self, user: UserId, address: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        let request = HttpRequest::post(address)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = self.send(user, request, Body::from(body.finish())).await;
        // A form that is not done is shown from its draft.
        if answer.location.contains("kept=") {
            return self.get(user, &answer.location).await;
        }
        answer
    }

    async fn send(
        &self,
        user: UserId,
        request: axum::http::request::Builder,
        body: Body,
    ) -> Answer {
        let cookie = format!("{SESSION_COOKIE}={user}");
        let request = request
            .header(header::HOST, "access.example")
            .header(header::COOKIE, cookie)
            .body(body)
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get(header::LOCATION);
        let location = location
            .map(|value| value.to_str().unwrap().to_owned())
            .unwrap_or_default();
        let body = response
            .into_body()
            .collect()
            .await
            .unwrap()
            .to_bytes()
            .to_vec();
        Answer {
            status,
            location,
            body,
        }
    }

    async fn held(&self, role: &str) -> Vec<UserId> {
        let ods: OdsCode = ELM.parse().unwrap();
        let rows: Vec<(UserId,)> = self
            .db
            .all(
                Query::new(
                    "SELECT user_id FROM role_grant WHERE ods = $1 AND role = $2 AND ended_at IS NULL ORDER BY user_id",
                )
                .bind(&ods)
                .bind(role),
            )
            .await
            .unwrap();
        rows.into_iter().map(|(id,)| id).collect()
    }

    async fn events(&self) -> i64 {
        let count = Query::new(
            "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'roles-changed'",
        );
        let rows: Vec<(i64,)> = self.db.all(count).await.unwrap();
        rows[0].0
    }
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    fn page(&self) -> scraper::Html {
        scraper::Html::parse_document(&self.text())
    }
}

/// The words of every element that `selector` finds.
fn words(page: &scraper::Html, selector: &str) -> Vec<String> {
    let selector = scraper::Selector::parse(selector).unwrap();
    page.select(&selector)
        .map(|element| {
            element
                .text()
                .collect::<String>()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}
