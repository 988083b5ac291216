//! Exemptions from the second factor in the database. Every change is one transaction with its event.

use uuid::Uuid;

use super::rules::{Exemption, Facts, Refused};
use crate::{
    access::{BeginsExemption, ExemptsFromFactor, Registration},
    base::{
        clock::{date_of, new_id},
        dates::{Date, Instant},
        ids::UserId,
        text::{full_name, isolated, known_as},
    },
    database::{Db, Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter},
    people::name_and_username,
    sign_in::factor::{duty_on, end_exemption, exemption_on, has_factor},
    users::roles::store::use_idempotency_key,
    web::AuditContext,
};

/// The longest list that is shown: far more people than could be without a second factor at one time.
const MOST: i64 = 500;

/// Why nothing was done.
pub(super) type NotDone = crate::database::NotDone<Refused>;

/// What decides about somebody today.
pub(super) async fn facts(tx: &mut Tx, user: UserId, today: Date) -> Result<Facts, Failure> {
    let duty = duty_on(tx, user, today).await?;
    Ok(Facts {
        registration_officer: duty.registration_officer,
        has_factor: has_factor(tx, user).await?,
        needed: duty.needed,
    })
}

/// Lets somebody log in without a second factor until the end of a day. It takes the place of one that they have.
pub(super) struct Begin<'a> {
    pub permit: BeginsExemption,
    pub until: Date,
    pub reason: &'a str,
    pub audit: &'a AuditContext,
    pub idempotency_key: Uuid,
    pub location: &'a str,
}

impl UnitOfWork for Begin<'_> {
    type Done = ();
    type Error = NotDone;

    /// By the mark of its form.
    fn is_idempotent(&self) -> bool {
        true
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), NotDone> {
        let (user, today) = (self.permit.user(), self.audit.today);
        let content = (user, self.until, self.reason);
        let (key, to) = (self.idempotency_key, self.location);
        if use_idempotency_key(tx, key, &content, self.audit, to)
            .await?
            .is_some()
        {
            return Ok(());
        }
        let facts = facts(tx, user, today).await?;
        let exemption = Exemption::give(facts, self.until, today).map_err(NotDone::Refused)?;
        if exemption_on(tx, user, today).await?.is_none() {
            // They wait at the page where a factor is set up: they log in anew, and have logged in then.
            let waiting = "DELETE FROM session WHERE user_id = $1 AND factor_at IS NULL";
            tx.execute(Query::new(waiting).bind(user)).await?;
        }
        self.write(tx, exemption).await?;
        Ok(self.tell(tx, exemption).await?)
    }
}

impl Begin<'_> {
    async fn write(&self, tx: &mut Tx, exemption: Exemption) -> Result<(), Failure> {
        let before =
            "UPDATE factor_exemption SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL";
        let before = Query::new(before).bind(self.permit.user());
        tx.execute(before.bind(self.audit.at)).await?;
        tx.execute(
            Query::new(
                "INSERT INTO factor_exemption (id, user_id, reason, begins_on, ends_on, given_by, given_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(new_id())
            .bind(self.permit.user())
            .bind(self.reason)
            .bind(exemption.from())
            .bind(exemption.until())
            .bind(self.permit.by())
            .bind(self.audit.at),
        )
        .await?;
        Ok(())
    }

    /// Records it, and tells them. The practice's other administrators see it on the person's page.
    async fn tell(&self, tx: &mut Tx, exemption: Exemption) -> Result<(), Failure> {
        let user = self.permit.user();
        let (name, _) = name_and_username(tx, user).await?;
        let until = exemption.until().in_words();
        let event = NewEvent {
            action: Action::FactorExempted,
            subject: Some((user, &name)),
            practice: None,
            detail: Detail {
                note: ["Until the end of ", &until].concat(),
                ..Detail::default()
            },
            reason: self.reason,
        };
        append(tx, self.audit, event).await?;
        let reason = self.reason.to_owned();
        let letter = |name| Letter::FactorExempted {
            name,
            until,
            reason,
        };
        mail::tell(tx, self.audit, user, letter).await
    }
}

/// Ends somebody's exemption before its last day. They are asked for a second factor with their next request.
pub(super) struct EndEarly<'a> {
    pub permit: ExemptsFromFactor,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for EndEarly<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let user = self.permit.user();
        let runs = exemption_on(tx, user, self.audit.today).await?.is_some();
        if !runs || !end_exemption(tx, self.audit, user, "").await? {
            // It is over already: somebody else ended it, or its last day has passed.
            return Ok(());
        }
        let letter = |name| Letter::ExemptionEnded { name };
        mail::tell(tx, self.audit, user, letter).await
    }
}

/// An exemption that runs, as the registration team reads it.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Given {
    pub user: UserId,
    /// Their name and username.
    pub who: String,
    /// Its last day, in words.
    pub until: String,
    pub reason: String,
    /// The officer.
    pub by: String,
    /// The day it was given on, in words.
    pub on: String,
}

/// Every exemption that runs on a day, the one that ends first before the others.
pub(super) async fn running(
    db: &Db,
    _permit: Registration,
    today: Date,
) -> Result<Vec<Given>, Failure> {
    read(db, today, None).await
}

/// The one of somebody.
pub(super) async fn running_of(
    db: &Db,
    permit: ExemptsFromFactor,
    today: Date,
) -> Result<Option<Given>, Failure> {
    Ok(read(db, today, Some(permit.user())).await?.pop())
}

/// A row, with the person's name and username and the officer's name.
type Row = (
    UserId,
    String,
    String,
    String,
    Date,
    String,
    String,
    String,
    Instant,
);

async fn read(db: &Db, today: Date, user: Option<UserId>) -> Result<Vec<Given>, Failure> {
    let mut query = Query::new(
        "SELECT u.id, u.first_name, u.last_name, u.email, x.ends_on, x.reason, o.first_name, o.last_name, x.given_at
         FROM factor_exemption x JOIN app_user u ON u.id = x.user_id JOIN app_user o ON o.id = x.given_by
         WHERE x.ended_at IS NULL AND x.ends_on >= ",
    );
    query.push_bind(today);
    if let Some(user) = user {
        query.push(" AND x.user_id = ").push_bind(user);
    }
    query
        .push(" ORDER BY x.ends_on, u.sort_name, u.id LIMIT ")
        .push_bind(MOST);
    let rows: Vec<Row> = db.all(query).await?;
    let given = |(user, first, last, username, until, reason, by_first, by_last, at): Row| Given {
        user,
        who: known_as(&full_name(&first, &last), &username),
        until: until.in_words(),
        reason,
        by: isolated(&full_name(&by_first, &by_last)).into_owned(),
        on: date_of(at).in_words(),
    };
    Ok(rows.into_iter().map(given).collect())
}
