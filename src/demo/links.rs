//! What GPs of the small set have asked for and nobody has decided, made as they would make it.

use super::accounts::{ADMINISTRATOR, GP};
use crate::{
    access::{Actor, Membership, MembershipStatus, Role, SignedIn},
    base::{
        clock::{date_of, days_after, new_id},
        dates::{Date, Instant},
        ids::{GmcNumber, OdsCode, UserId},
        text::full_name,
    },
    database::{Failure, Query, Tx, UnitOfWork as _},
    performers::{
        GpType, Leaving, LinkRequest,
        store::{Ask, Nudge},
    },
    web::AuditContext,
};

/// Who asks, how many days ago, at which practice, for what from today on.
fn asked(today: Date) -> Result<[(&'static str, i64, &'static str, LinkRequest); 4], Failure> {
    let sessions = |text: &str| text.parse().map_err(|_| Failure::internal("not sessions"));
    let join = |text, days| {
        Ok::<_, Failure>(LinkRequest::Join {
            gp_type: GpType::Salaried,
            sessions: sessions(text)?,
            first: days_after(today, days),
        })
    };
    Ok([
        ("9000022", 5, "ZZ9001", join("2", 14)?),
        (
            "9000012",
            1,
            "ZZ9001",
            LinkRequest::Change {
                gp_type: GpType::Principal,
                sessions: sessions("7.5")?,
                first: today,
            },
        ),
        ("9000011", 1, "ZZ9002", join("1", 30)?),
        (
            "9000081",
            2,
            "ZZ9010",
            LinkRequest::Leave {
                last: days_after(today, 40),
                why: Leaving::Moves,
            },
        ),
    ])
}

/// Lets them ask, and a practice remind a GP of their entry.
pub(super) async fn ask(tx: &mut Tx, now: Instant) -> Result<(), Failure> {
    for (number, days, practice, wanted) in asked(date_of(now))? {
        let actor = somebody(tx, "gmc_number", number).await?;
        let ask = Ask {
            entry: &actor.own_entry()?,
            practice: &code(practice)?,
            wanted,
            audit: &audit(&actor, Instant(now.0 - days * Instant::DAY)),
        };
        ask.run(tx).await?;
    }
    let gp = somebody(tx, "email", GP).await?;
    let manager = somebody(tx, "email", ADMINISTRATOR).await?;
    let number = gp
        .gmc_number
        .clone()
        .ok_or(Failure::internal("a GP without a number"))?;
    let nudge = Nudge {
        permit: &manager.confirm_links(&code("ZZ9001")?)?,
        gmc_number: &number,
        last_name: "O'Neill",
        audit: &audit(&manager, Instant(now.0 - 2 * Instant::DAY)),
    };
    nudge.run(tx).await?;
    Ok(())
}

pub(super) fn code(text: &str) -> Result<OdsCode, Failure> {
    text.parse().map_err(|_| Failure::internal("not a code"))
}

/// What somebody does at a moment.
pub(super) fn audit(actor: &Actor, at: Instant) -> AuditContext {
    AuditContext {
        at,
        today: date_of(at),
        by: Some(actor.id),
        by_name: actor.name.clone(),
        request_id: new_id().to_string(),
        recent_factor: None,
    }
}

/// Somebody of the set, who confirms links at the first practice.
pub(super) async fn somebody(
    tx: &mut Tx,
    field: &'static str,
    value: &str,
) -> Result<Actor, Failure> {
    let mut query = Query::new(
        "SELECT id, first_name, last_name, email, gmc_number, is_registration_officer FROM app_user WHERE ",
    );
    query.push(field).push(" = ").push_bind(value);
    let (id, first, last, email, number, registration_officer): (
        UserId,
        String,
        String,
        String,
        Option<GmcNumber>,
        bool,
    ) = tx.one(query).await?;
    let place = Membership {
        practice: code("ZZ9001")?,
        name: String::new(),
        status: MembershipStatus::Active,
        roles: vec![Role::confirms_links()],
    };
    Ok(Actor::of_session(SignedIn {
        id,
        name: full_name(&first, &last),
        email,
        registration_officer,
        gmc_number: number,
        factor_at: None,
        places: vec![place],
        session_ends_at: Instant(0),
    }))
}
