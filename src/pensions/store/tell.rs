//! Who is written to about a form. Letters say which form it is, never a figure.

use super::{Form, covers};
use crate::{
    access::Role,
    accountant_links::open_links,
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
        text::{full_name, greeting},
    },
    database::{Failure, Query, Tx},
    mail::{self, Letter, PensionLetter, PensionNews, Recipient},
    pensions::rules::FormOf,
    web::AuditContext,
};

/// What a letter is about.
pub(super) struct About {
    /// The member, by name.
    pub member: String,
    /// The form in words, or the practice.
    pub form: String,
    /// The last day, in words; may be empty.
    pub due: String,
    /// Where it goes on.
    pub link: String,
}

impl Form {
    /// As letters are about it.
    pub(super) fn about(&self) -> About {
        About {
            member: self.member(),
            form: self.title(),
            due: self.due_on.in_words(),
            link: ["/pensions/", &self.id.to_string()].concat(),
        }
    }
}

/// The accountants who act for a member on a form today.
pub(super) async fn accountants(
    tx: &mut Tx,
    member: UserId,
    of: &FormOf,
    today: Date,
) -> Result<Vec<UserId>, Failure> {
    let mut links = open_links(tx, Some(member), None).await?;
    links.retain(|link| link.is_in_force(today) && covers(link, of));
    Ok(links.into_iter().map(|link| link.accountant_id).collect())
}

/// The administrators who may submit a form for its member.
pub(super) async fn authorised(
    tx: &mut Tx,
    member: UserId,
    of: &FormOf,
    today: Date,
) -> Result<Vec<UserId>, Failure> {
    let query = "SELECT DISTINCT g.user_id FROM pension_authority a
                 JOIN role_grant g ON g.ods = a.ods AND g.role = $4 AND g.ended_at IS NULL
                 JOIN membership s ON s.user_id = g.user_id AND s.ods = g.ods AND s.status = 'active'
                 WHERE a.member_id = $1 AND a.revoked_at IS NULL AND a.ends_on >= $2 AND COALESCE($3, a.ods) = a.ods
                   AND g.user_id <> a.member_id ORDER BY g.user_id";
    let query = Query::new(query)
        .bind(member)
        .bind(today)
        .bind(of.ods.as_ref())
        .bind(Role::GppUserManagement);
    let found: Vec<(UserId,)> = tx.all(query).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Those who administer payments and pensions at a practice.
pub(super) async fn administrators(
    tx: &mut Tx,
    practice: &OdsCode,
) -> Result<Vec<UserId>, Failure> {
    let query = "SELECT g.user_id FROM role_grant g
                 JOIN membership s ON s.user_id = g.user_id AND s.ods = g.ods AND s.status = 'active'
                 WHERE g.ods = $1 AND g.role = $2 AND g.ended_at IS NULL ORDER BY g.user_id";
    let query = Query::new(query)
        .bind(practice)
        .bind(Role::GppUserManagement);
    let found: Vec<(UserId,)> = tx.all(query).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Writes to these people, once to each, and not to whoever did it. The last of the three is a reason or a reference.
pub(super) async fn write(
    tx: &mut Tx,
    audit: &AuditContext,
    about: &About,
    mut to: Vec<UserId>,
    (news, by, more): (PensionNews, &str, &str),
) -> Result<(), Failure> {
    to.sort_unstable();
    to.dedup();
    to.retain(|id| Some(*id) != audit.by);
    if to.is_empty() {
        return Ok(());
    }
    let mut query = Query::new("SELECT email, first_name, last_name FROM app_user WHERE id IN ");
    query.push_list(to).push(" ORDER BY id");
    let people: Vec<(String, String, String)> = tx.all(query).await?;
    let letters = people.into_iter().map(|(address, first, last)| {
        let letter = Letter::Pension(PensionLetter {
            name: greeting(&first, &last).to_owned(),
            member: about.member.clone(),
            form: about.form.clone(),
            by: by.to_owned(),
            more: more.to_owned(),
            due: about.due.clone(),
            link: about.link.clone(),
            news,
        });
        let name = full_name(&first, &last);
        (Recipient { address, name }, letter)
    });
    let letters: Vec<_> = letters.collect();
    mail::post_all(tx, &audit.by_itself(), &letters).await
}
