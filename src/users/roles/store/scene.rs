//! Two practices and some people on each database, for tests of what is done to role tables.

use crate::{
    access::{Actor, Permissions, RecentFactor, Refusal, Role, Service, SignedIn, Terms},
    base::{
        clock::{Clock, new_id},
        dates::Instant,
        ids::{OdsCode, UserId},
    },
    database::{Db, Failure, Query, Row, Tx, UnitOfWork, databases::fresh},
    users::{
        confirmed::{Acting, ConfirmedChange, NotMade, Saving},
        roles::{
            SentTable,
            store::{Save, read_columns},
        },
    },
    web::AuditContext,
};

pub(crate) const NOON: Instant = Instant(1_795_435_200_000_000); // 2026-11-23T12:00:00Z

/// Two practices, an administrator of GPP at the first, and some users without a place.
struct Given {
    practices: Vec<OdsCode>,
    people: Vec<UserId>,
}

impl UnitOfWork for Given {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        for practice in &self.practices {
            tx.execute(
                Query::new(
                    "INSERT INTO practice (ods, name, status, address, town, postcode, region, icb, sub_icb, telephone)
                     VALUES ($1, $1, 'active', '', '', '', '', '', '', '')",
                )
                .bind(practice),
            )
            .await?;
        }
        for (number, user) in self.people.iter().enumerate() {
            tx.execute(
                Query::new(
                    "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone,
                                           is_registration_officer, created_at)
                     VALUES ($1, $2, '', 'User', $2, $2, '', $3, 0)",
                )
                .bind(*user)
                .bind(format!("user{number}@example.test"))
                .bind(false),
            )
            .await?;
        }
        Ok(())
    }
}

pub(crate) struct Scene {
    pub(crate) db: Db,
    pub(crate) guard: crate::database::databases::Fresh,
    pub(crate) practices: Vec<OdsCode>,
    pub(crate) people: Vec<UserId>,
    pub(crate) permissions: Permissions,
    pub(crate) audit: AuditContext,
}

pub(crate) async fn scenes() -> Vec<Scene> {
    let mut scenes = Vec::new();
    for guard in fresh().await {
        let db = Db::open(&guard.url).await.unwrap();
        let given = Given {
            practices: vec!["ZZ9001".parse().unwrap(), "ZZ9002".parse().unwrap()],
            people: (0..60).map(|_| UserId(new_id())).collect(),
        };
        db.write(&given).await.unwrap();
        let clock = Clock::fixed(NOON);
        let audit = AuditContext {
            at: clock.now(),
            today: clock.today(),
            by: Some(given.people[0]),
            by_name: "Ann Archer".into(),
            request_id: "r".into(),
            recent_factor: just_shown(),
        };
        let administers = given
            .practices
            .iter()
            .map(|practice| (practice.clone(), Service::Gpp))
            .collect();
        let permissions = Permissions::invented(given.people[0], administers);
        scenes.push(Scene {
            db,
            guard,
            practices: given.practices,
            people: given.people,
            permissions,
            audit,
        });
    }
    scenes
}

/// Proof of a second factor.
fn just_shown() -> Option<RecentFactor> {
    let actor = Actor::of_session(SignedIn {
        id: UserId(new_id()),
        name: String::new(),
        email: String::new(),
        registration_officer: false,
        gmc_number: None,
        factor_at: Some(NOON),
        places: Vec::new(),
        session_ends_at: NOON,
    });
    actor.recent_factor(NOON)
}

pub(crate) fn role(code: &str) -> Role {
    Role::from_code(code).unwrap()
}

impl Scene {
    /// What a page opened now would send with these boxes ticked.
    pub(crate) async fn sent(&self, user: UserId, ticks: &[(usize, &str)]) -> SentTable {
        let mut tx = self.db.read().await.unwrap();
        let columns = read_columns(&mut tx, user, &self.practices, self.audit.today)
            .await
            .unwrap();
        let seen: Vec<_> = columns.iter().map(crate::users::roles::seen).collect();
        let ticks: Vec<_> = ticks
            .iter()
            .map(|(practice, code)| format!("{}:{code}", self.practices[*practice]))
            .collect();
        SentTable::read(&seen, &ticks).unwrap()
    }

    pub(crate) async fn save(
        &self,
        user: UserId,
        sent: &SentTable,
        terms: &Terms,
    ) -> Result<(), Failure> {
        self.save_as(user, sent, terms, new_id()).await
    }

    pub(crate) async fn save_as(
        &self,
        user: UserId,
        sent: &SentTable,
        terms: &Terms,
        idempotency_key: uuid::Uuid,
    ) -> Result<(), Failure> {
        let save = Save {
            user,
            sent,
            terms: terms.clone(),
        };
        self.make(&save, idempotency_key).await
    }

    /// Makes a change that was confirmed.
    pub(crate) async fn make<C: ConfirmedChange<WhyNot = Refusal>>(
        &self,
        change: &C,
        idempotency_key: uuid::Uuid,
    ) -> Result<(), Failure> {
        let saving = self.saving(change, idempotency_key);
        match self.db.write(&saving).await {
            Ok(_) => Ok(()),
            Err(NotMade::Refused(refusals)) => Err(Failure::Refused(refusals)),
            Err(NotMade::Failed(failure)) => Err(failure),
            Err(NotMade::Instead(outcome)) => panic!("{outcome:?}"),
        }
    }

    /// A save of a change, for any of the servers of a database.
    pub(crate) fn saving<'a, C>(
        &'a self,
        change: &'a C,
        idempotency_key: uuid::Uuid,
    ) -> Saving<'a, C> {
        Saving {
            change,
            by: Acting {
                permissions: &self.permissions,
                audit: &self.audit,
            },
            idempotency_key: Some(idempotency_key),
            location: "/",
        }
    }

    pub(crate) async fn held(&self, user: UserId) -> Vec<(String, String)> {
        self.all(
            Query::new(
                "SELECT ods, role FROM role_grant WHERE user_id = $1 AND ended_at IS NULL ORDER BY ods, role",
            )
            .bind(user),
        )
        .await
    }

    pub(crate) async fn all<T: Row>(&self, query: Query) -> Vec<T> {
        self.db.all(query).await.unwrap()
    }

    pub(crate) async fn events(&self) -> i64 {
        let rows: Vec<(i64,)> = self
            .all(Query::new(
                "SELECT CAST(count(*) AS BIGINT) FROM history_event",
            ))
            .await;
        rows[0].0
    }
}

/// Why it was refused.
pub(crate) fn refusals(result: Result<(), Failure>) -> Vec<Refusal> {
    match result {
        Err(Failure::Refused(refusals)) => refusals,
        other => panic!("not refused: {other:?}"),
    }
}
