//! The record on both databases.

mod reading;
mod tampering;

use uuid::Uuid;

use super::*;
use crate::{
    access::Role,
    base::{
        clock::date_of,
        dates::Instant,
        ids::{OdsCode, UserId},
    },
    database::{Db, Failure, Tx, UnitOfWork, databases::fresh},
    history::{Action, Detail},
    web::AuditContext,
};

pub(super) const CLAIRE: UserId = UserId(Uuid::from_u128(1));
pub(super) const TOM: UserId = UserId(Uuid::from_u128(2));

/// What Claire Ng does at `at`.
pub(super) fn audit(at: i64) -> AuditContext {
    let at = Instant(at);
    AuditContext {
        at,
        today: date_of(at),
        by: Some(CLAIRE),
        by_name: "Claire Ng".to_owned(),
        request_id: ["request-", &at.0.to_string()].concat(),
        recent_factor: None,
    }
}

pub(super) fn practice(code: &str) -> OdsCode {
    code.parse().unwrap()
}

/// One recorded change of roles, as the rooms that change something record it.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub at: i64,
    pub subject: Option<(UserId, &'static str)>,
    pub practice: Option<OdsCode>,
    pub detail: Detail,
    pub reason: String,
}

impl UnitOfWork for Change {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let event = NewEvent {
            action: Action::RolesChanged,
            subject: self.subject,
            practice: self.practice.as_ref(),
            detail: self.detail.clone(),
            reason: &self.reason,
        };
        append(tx, &audit(self.at), event).await
    }
}

fn given(role: &str, version: i64) -> Change {
    Change {
        at: 1_800_000_000_000_000 + version * 1_000_000,
        subject: Some((TOM, "Tom Bright")),
        practice: Some(practice("A81001")),
        detail: Detail {
            after: vec![Role::from_code(role).unwrap()],
            version,
            ..Detail::default()
        },
        reason: "Covers the summer".to_owned(),
    }
}

#[tokio::test]
async fn whoever_saves_too_late_is_told_what_happened_since_the_version_they_saw() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        for change in [
            given("gpp-avcs", 1),
            given("gpp-view-claims", 2),
            given("gpp-statements", 3),
            Change {
                subject: Some((CLAIRE, "Claire Ng")),
                ..given("gpp-avcs", 9)
            },
            Change {
                practice: Some(practice("B82002")),
                ..given("gpp-avcs", 9)
            },
        ] {
            db.write(&change).await.unwrap();
        }
        let mut tx = db.read().await.unwrap();
        let at = practice("A81001");
        let lines = since(&mut tx, TOM, &at, 1).await.unwrap();
        let words: Vec<_> = lines.iter().map(crate::history::Line::in_words).collect();
        assert_eq!(
            words,
            [
                "15 January 2027 at 08:00: Claire Ng changed Tom Bright's roles. Added View Claims. Covers the summer",
                "15 January 2027 at 08:00: Claire Ng changed Tom Bright's roles. Added Statements. Covers the summer",
            ]
        );
        assert!(since(&mut tx, TOM, &at, 3).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_refused_attempt_is_recorded_at_the_practice_it_was_aimed_at() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        let at = practice("A81001");
        let what = "é".repeat(2_000);
        refuse(&db, &audit(5), Some((TOM, "Tom Bright")), Some(&at), &what)
            .await
            .unwrap();
        let mut tx = db.read().await.unwrap();
        let (action, detail): (String, String) = tx
            .one(crate::database::Query::new(
                "SELECT action, detail FROM history_event WHERE chain = 'A81001' AND seq = 1",
            ))
            .await
            .unwrap();
        assert_eq!(action, "refused");
        let detail: Detail = serde_json::from_str(&detail).unwrap();
        assert_eq!(detail.note, "é".repeat(500));
    }
}
