//! The authority that a member gives a practice to submit their forms for them, and takes back.

use uuid::Uuid;

use super::tell::{self, About};
use crate::{
    access::{Actor, TakesAlong},
    base::{
        clock::{in_words, new_id},
        dates::{Date, Instant},
        ids::OdsCode,
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    mail::PensionNews,
    pensions::views::AuthorityLine,
    web::AuditContext,
};

/// Gives it or takes it back.
pub(in crate::pensions) struct Authorise<'a> {
    pub actor: &'a Actor,
    pub practice: OdsCode,
    /// The practice, by name.
    pub named: &'a str,
    /// The permit and the last day; none takes it back.
    pub until: Option<(&'a TakesAlong, Date)>,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for Authorise<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let revoke = "UPDATE pension_authority SET revoked_at = $3
                      WHERE member_id = $1 AND ods = $2 AND revoked_at IS NULL";
        let revoke = Query::new(revoke)
            .bind(self.actor.id)
            .bind(&self.practice)
            .bind(self.audit.at);
        let had = tx.execute(revoke).await? > 0;
        let (action, ends_on) = match self.until {
            None if !had => return Ok(()),
            None => (Action::PensionAuthorityEnded, None),
            Some((permit, last)) => {
                let insert = "INSERT INTO pension_authority (id, member_id, ods, given_at, ends_on) VALUES ($1, $2, $3, $4, $5)";
                let insert = Query::new(insert)
                    .bind(new_id())
                    .bind(permit.member())
                    .bind(permit.practice())
                    .bind(self.audit.at)
                    .bind(last);
                tx.execute(insert).await?;
                (Action::PensionAuthorityGiven, Some(last))
            }
        };
        let event = NewEvent {
            action,
            subject: Some((self.actor.id, &self.actor.name)),
            practice: Some(&self.practice),
            detail: Detail {
                starts_on: ends_on.map(|_| self.audit.today),
                ends_on,
                ..Detail::default()
            },
            reason: "",
        };
        append(tx, self.audit, event).await?;
        self.tell(tx, ends_on).await
    }
}

impl Authorise<'_> {
    /// Writes to those who could submit, and no longer can.
    async fn tell(&self, tx: &mut Tx, ends_on: Option<Date>) -> Result<(), Failure> {
        let news = match ends_on {
            Some(_) => PensionNews::Authorised,
            None => PensionNews::NotAuthorised,
        };
        let about = About {
            member: self.actor.name.clone(),
            form: self.named.to_owned(),
            due: ends_on.map(Date::in_words).unwrap_or_default(),
            link: ["/pensions/practice?practice=", self.practice.as_ref()].concat(),
        };
        let to = tell::administrators(tx, &self.practice).await?;
        let told = (news, self.actor.name.as_str(), "");
        tell::write(tx, self.audit, &about, to, told).await
    }
}

/// The practices of a member, and which of them may submit for them.
pub(in crate::pensions) async fn authorities(
    tx: &mut Tx,
    actor: &Actor,
    today: Date,
) -> Result<Vec<AuthorityLine>, Failure> {
    let query = "SELECT a.id, a.ods, p.name, a.given_at, a.ends_on FROM pension_authority a JOIN practice p ON p.ods = a.ods
                 WHERE a.member_id = $1 AND a.revoked_at IS NULL AND a.ends_on >= $2 ORDER BY p.name, a.ods";
    let query = Query::new(query).bind(actor.id).bind(today);
    let given: Vec<(Uuid, OdsCode, String, Instant, Date)> = tx.all(query).await?;
    let mut lines: Vec<_> = given
        .into_iter()
        .map(|(_, practice, named, at, until)| AuthorityLine {
            practice,
            named,
            given: in_words(at),
            until: until.in_words(),
        })
        .collect();
    for place in actor.working_places() {
        let there = lines.iter().any(|line| line.practice == place.practice);
        if !there && actor.take_along(&place.practice).is_ok() {
            lines.push(AuthorityLine {
                practice: place.practice.clone(),
                named: place.name.clone(),
                given: String::new(),
                until: String::new(),
            });
        }
    }
    Ok(lines)
}
