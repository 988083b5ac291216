//! A GP's request as it is stored, and its timeline.

use uuid::Uuid;

use super::{
    entry::Gp,
    people::{People, officers},
};
use crate::{
    base::{
        clock::date_of,
        dates::{Date, Instant},
        ids::{GmcNumber, OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter, LinkAsked, LinkNews},
    performers::{
        GpType, Leaving, LinkKind, LinkRequest, Sessions, WaitsFor, escalation::EscalationLevel,
    },
    ui::addresses,
    web::AuditContext,
};

/// A request.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct StoredLinkRequest {
    pub id: Uuid,
    pub reference: String,
    pub gmc_number: GmcNumber,
    pub ods: OdsCode,
    kind: LinkKind,
    gp_type: Option<GpType>,
    half_sessions: Option<i64>,
    leaving: Option<Leaving>,
    on_day: Date,
    pub asked_at: Instant,
    pub waits_for: WaitsFor,
    #[sqlx(rename = "step")]
    pub level: EscalationLevel,
    pub state: String,
    pub decided_at: Option<i64>,
    pub decided_by: String,
}

/// What [`StoredLinkRequest`] is read from, of the table `r`.
pub(super) const REQUEST: &str = "r.id, r.reference, r.gmc_number, r.ods, r.kind, r.gp_type, r.half_sessions, r.leaving, \
     r.on_day, r.asked_at, r.waits_for, r.step, r.state, r.decided_at, r.decided_by";

impl StoredLinkRequest {
    pub(super) async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<Self>, Failure> {
        let mut query = Query::new("SELECT ");
        query
            .push(REQUEST)
            .push(" FROM link_request r WHERE r.id = ");
        query.push_bind(id);
        Ok(tx.optional(query).await?)
    }

    /// The open request of a GP about a practice.
    pub(super) async fn open(
        tx: &mut Tx,
        gmc_number: &GmcNumber,
        practice: &OdsCode,
    ) -> Result<Option<Self>, Failure> {
        let mut query = Query::new("SELECT ");
        query
            .push(REQUEST)
            .push(" FROM link_request r WHERE r.state = 'open' AND r.gmc_number = ")
            .push_bind(gmc_number)
            .push(" AND r.ods = ")
            .push_bind(practice);
        Ok(tx.optional(query).await?)
    }

    pub(super) fn is_open(&self) -> bool {
        self.state == "open"
    }

    /// The day in England on which it was made.
    pub(super) fn asked_on(&self) -> Date {
        date_of(self.asked_at)
    }

    /// As the record says it.
    pub(super) fn in_history(&self, practice: &str) -> Result<String, Failure> {
        let what = self.wanted()?.sentence(practice);
        Ok(["Case ", &self.reference, ": ", &what].concat())
    }

    /// What is asked for.
    pub(super) fn wanted(&self) -> Result<LinkRequest, Failure> {
        let day = self.on_day;
        let what = || {
            let sessions = self.half_sessions.and_then(Sessions::from_halves);
            self.gp_type.zip(sessions).ok_or_else(unreadable)
        };
        Ok(match self.kind {
            LinkKind::Join => {
                let (gp_type, sessions) = what()?;
                LinkRequest::Join {
                    gp_type,
                    sessions,
                    first: day,
                }
            }
            LinkKind::Change => {
                let (gp_type, sessions) = what()?;
                LinkRequest::Change {
                    gp_type,
                    sessions,
                    first: day,
                }
            }
            LinkKind::Leave => LinkRequest::Leave {
                last: day,
                why: self.leaving.ok_or_else(unreadable)?,
            },
        })
    }
}

fn unreadable() -> Failure {
    Failure::internal(
        "gp_type, half_sessions and leaving of a link_request do not go with its kind",
    )
}

/// Adds to a request's timeline.
pub(super) async fn note(
    tx: &mut Tx,
    audit: &AuditContext,
    request: Uuid,
    what: &'static str,
    note: &str,
) -> Result<(), Failure> {
    tx.execute(
        Query::new(
            "INSERT INTO link_event (request, seq, at, what, by_name, note)
             SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3, $4, $5 FROM link_event WHERE request = $1",
        )
        .bind(request)
        .bind(audit.at)
        .bind(what)
        .bind(&audit.by_name)
        .bind(note),
    )
    .await?;
    Ok(())
}

/// Records what became of a request, at its practice.
pub(super) async fn record(
    tx: &mut Tx,
    audit: &AuditContext,
    request: &StoredLinkRequest,
    gp: &Gp,
    practice: &str,
    action: Action,
    why: &str,
) -> Result<(), Failure> {
    let event = NewEvent {
        action,
        subject: Some((gp.user, &gp.name)),
        practice: Some(&request.ods),
        detail: Detail {
            note: request.in_history(practice)?,
            ..Detail::default()
        },
        reason: why,
    };
    append(tx, audit, event).await
}

/// Tells these people of a request by mail.
pub(super) async fn tell(
    tx: &mut Tx,
    audit: &AuditContext,
    request: &StoredLinkRequest,
    gp: &Gp,
    practice: &str,
    news: LinkNews,
    people: &[(UserId, String)],
) -> Result<(), Failure> {
    let asks = request.wanted()?.sentence(practice);
    for (user, _) in people {
        let write = |name| {
            Letter::LinkAsked(LinkAsked {
                name,
                gp: gp.name.clone(),
                gmc_number: gp.number.to_string(),
                practice: practice.to_owned(),
                asks: asks.clone(),
                case: request.reference.clone(),
                asked: request.asked_on().in_words(),
                link: addresses::link_request(request.id),
                news,
            })
        };
        mail::tell(tx, audit, *user, write).await?;
    }
    Ok(())
}

/// Tells those whose turn has begun, by mail and in the timeline.
pub(super) async fn notify_level(
    tx: &mut Tx,
    audit: &AuditContext,
    request: &StoredLinkRequest,
    gp: &Gp,
    practice: &str,
    level: EscalationLevel,
    people: &People,
) -> Result<(), Failure> {
    let nobody_confirms = people.reviewers.is_empty();
    let (told, what, news) = match level {
        EscalationLevel::Reviewers => (people.reviewers.clone(), "told", LinkNews::New),
        EscalationLevel::Reminded | EscalationLevel::RemindedAgain => {
            (people.reviewers.clone(), "reminded", LinkNews::Reminder)
        }
        EscalationLevel::Administrators if nobody_confirms => (
            people.administrators.clone(),
            "told-administrators",
            LinkNews::NobodyConfirms,
        ),
        EscalationLevel::Administrators => (
            people.administrators.clone(),
            "told-administrators",
            LinkNews::ToAdministrators,
        ),
        EscalationLevel::Registration => (
            officers(tx).await?,
            "told-registration",
            LinkNews::ToRegistration,
        ),
    };
    tell(tx, audit, request, gp, practice, news, &told).await?;
    // Officers are a team: their names are nobody's business.
    let names: Vec<_> = match level {
        EscalationLevel::Registration => Vec::new(),
        _ => told.iter().map(|(_, name)| name).collect(),
    };
    note(tx, audit, request.id, what, &crate::access::list(&names)).await
}
