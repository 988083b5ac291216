//! Writing to those whom a case concerns.

use super::{
    case::Case,
    links::{self, CaseLink},
};
use crate::{
    access::{MembershipStatus, Role},
    base::{
        dates::Date,
        ids::UserId,
        text::{full_name, greeting},
    },
    database::{Failure, Query, Tx},
    mail::{self, CertificationLetter, CertificationNews, Letter, Recipient},
    registration::model::Party,
    web::{AuditContext, session::new_secret},
};

/// Somebody who is written to.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    pub party: Party,
    /// First and last name.
    pub name: String,
    /// How they are greeted.
    greeted: String,
    pub email: String,
}

impl Case {
    fn letter(&self, name: &str, news: CertificationNews, words: &str, link: String) -> Letter {
        Letter::Certification(CertificationLetter {
            name: name.to_owned(),
            case: self.reference.clone(),
            practice: self.at(),
            asker: self.form.asker().name(),
            nominee: self.form.nominee.name(),
            roles: self
                .roles
                .iter()
                .map(|role| role.name().to_owned())
                .collect(),
            link,
            words: words.to_owned(),
            news,
        })
    }

    /// One of the parties, as they are written to.
    pub(super) fn reader(&self, party: Party) -> Option<Reader> {
        let stored = self.party(party)?;
        let form = &self.form;
        let named = [&form.requester, &form.authoriser, &form.outgoing]
            .into_iter()
            .flatten();
        let mut named = named.chain([&form.nominee]);
        let person = named.find(|person| person.email == stored.email);
        let greeted = person.map(|person| greeting(&person.first_name, &person.last_name));
        Some(Reader {
            party,
            greeted: greeted.unwrap_or(&stored.name).to_owned(),
            name: stored.name.clone(),
            email: stored.email.clone(),
        })
    }

    /// The requester, who is the nominee where nobody else is named.
    pub(super) fn asker(&self) -> Option<Reader> {
        self.reader(self.form.asks_as())
    }

    /// Writes to somebody, with a link of their own.
    pub(super) async fn tell(
        &self,
        tx: &mut Tx,
        audit: &AuditContext,
        to: Option<Reader>,
        news: CertificationNews,
        words: &str,
    ) -> Result<(), Failure> {
        let Some(to) = to else {
            return Ok(());
        };
        let link = CaseLink {
            certification: self.id,
            party: to.party,
            email: to.email.clone(),
        };
        let link = links::issue(tx, &link, &new_secret(), audit.at).await?;
        let letter = self.letter(&to.greeted, news, words, link);
        let to = Recipient {
            address: to.email,
            name: to.name,
        };
        mail::post(tx, audit, &to, &letter).await
    }

    /// Writes to several, each with a link of their own.
    pub(super) async fn tell_all(
        &self,
        tx: &mut Tx,
        audit: &AuditContext,
        readers: Vec<Reader>,
        news: CertificationNews,
        words: &str,
    ) -> Result<(), Failure> {
        for reader in readers {
            self.tell(tx, audit, Some(reader), news, words).await?;
        }
        Ok(())
    }

    /// All whom it concerns.
    pub(super) fn readers(&self) -> Vec<Reader> {
        let parties = [
            Party::Requester,
            Party::Nominee,
            Party::Authoriser,
            Party::Outgoing,
        ]
        .into_iter();
        parties.filter_map(|party| self.reader(party)).collect()
    }

    /// The same, and everybody at the practice who may object.
    pub(super) async fn everybody(&self, tx: &mut Tx, today: Date) -> Result<Vec<Reader>, Failure> {
        let mut readers = self.readers();
        readers.extend(witnesses(tx, self, today).await?);
        Ok(readers)
    }

    /// Writes to users, who see it at the desk or among their tasks.
    pub(super) async fn tell_users(
        &self,
        tx: &mut Tx,
        audit: &AuditContext,
        users: &[UserId],
        news: CertificationNews,
        words: &str,
    ) -> Result<(), Failure> {
        let link = ["/certifications/", &self.id.to_string()].concat();
        for user in users {
            let letter = |name: String| self.letter(&name, news, words, link.clone());
            mail::tell(tx, audit, *user, letter).await?;
        }
        Ok(())
    }
}

#[derive(sqlx::FromRow)]
struct Witness {
    first_name: String,
    last_name: String,
    email: String,
}

/// Everybody at the practice who is told before access is given: its administrators, the Main Contact among them, and the
/// partners with accounts.
async fn witnesses(tx: &mut Tx, case: &Case, today: Date) -> Result<Vec<Reader>, Failure> {
    let mut query = Query::new(
        "SELECT u.first_name, u.last_name, u.email FROM app_user u WHERE u.id IN (
             SELECT g.user_id FROM role_grant g JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods
             WHERE g.ended_at IS NULL AND m.status <> ",
    );
    query
        .push_bind(MembershipStatus::Deactivated.code())
        .push(" AND ");
    in_force(
        &mut query,
        case,
        today,
        Role::all().filter(|role| role.administers() || *role == Role::GppGpPrincipal),
    );
    query.push(") ORDER BY u.sort_name, u.id");
    let found: Vec<Witness> = tx.all(query).await?;
    let told = |email: &str| case.parties.iter().any(|party| party.email == email);
    Ok(found
        .into_iter()
        .filter(|witness| !told(&witness.email))
        .map(|witness| Reader {
            party: Party::Witness,
            name: full_name(&witness.first_name, &witness.last_name),
            greeted: greeting(&witness.first_name, &witness.last_name).to_owned(),
            email: witness.email,
        })
        .collect())
}

/// The live administrators who could give what is asked for themselves.
pub(super) async fn administrators(
    tx: &mut Tx,
    case: &Case,
    today: Date,
) -> Result<Vec<UserId>, Failure> {
    let services: Vec<_> = case.roles.iter().map(|role| role.service()).collect();
    let roles = Role::all().filter(|role| {
        role.administers() && *role != Role::MrsMainContact && services.contains(&role.service())
    });
    let mut query = Query::new(
        "SELECT DISTINCT g.user_id FROM role_grant g
         JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods
         WHERE g.ended_at IS NULL AND m.status = ",
    );
    query
        .push_bind(MembershipStatus::Active.code())
        .push(" AND ");
    in_force(&mut query, case, today, roles);
    let found: Vec<(UserId,)> = tx.all(query).await?;
    Ok(found.into_iter().map(|(user,)| user).collect())
}

/// Adds that the grant `g` is in force at the practice, and of one of these roles.
fn in_force(query: &mut Query, case: &Case, today: Date, roles: impl Iterator<Item = Role>) {
    query
        .push("g.ods = ")
        .push_bind(&case.practice)
        .push(" AND g.starts_on <= ")
        .push_bind(today)
        .push(" AND (g.ends_on IS NULL OR g.ends_on >= ")
        .push_bind(today)
        .push(") AND g.role IN ")
        .push_list(roles);
}

/// All officers.
pub(super) async fn officers(tx: &mut Tx) -> Result<Vec<UserId>, Failure> {
    let query =
        "SELECT id FROM app_user WHERE is_registration_officer = $1 AND password_hash IS NOT NULL";
    let found: Vec<(UserId,)> = tx.all(Query::new(query).bind(true)).await?;
    Ok(found.into_iter().map(|(user,)| user).collect())
}
