//! Who is written to about a form. Letters say which form it is, never a figure.

use super::Form;
use crate::{
    access::Role,
    base::{
        dates::Date,
        ids::UserId,
        text::{full_name, greeting},
    },
    database::{Failure, Query, Tx},
    mail::{self, Letter, PensionLetter, PensionNews, Recipient},
    pensions::content::FormKind,
    web::AuditContext,
};

/// The accountants whose link covers a form today.
pub(super) async fn accountants(
    tx: &mut Tx,
    form: &Form,
    today: Date,
) -> Result<Vec<UserId>, Failure> {
    let query = "SELECT DISTINCT accountant_id FROM accountant_link
                 WHERE member_id = $1 AND state = 'active' AND starts_on <= $2 AND (ends_on IS NULL OR ends_on >= $2)
                   AND (($3 AND type_2) OR (NOT $3 AND type_1 AND (taken_from IS NOT NULL OR ods = $4)))
                 ORDER BY accountant_id";
    let query = Query::new(query)
        .bind(form.member_id)
        .bind(today)
        .bind(form.kind == FormKind::Type2)
        .bind(form.ods.as_ref());
    let found: Vec<(UserId,)> = tx.all(query).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The administrators who may submit a form for its member.
pub(super) async fn authorised(
    tx: &mut Tx,
    form: &Form,
    today: Date,
) -> Result<Vec<UserId>, Failure> {
    let query = "SELECT DISTINCT g.user_id FROM pension_authority a
                 JOIN role_grant g ON g.ods = a.ods AND g.role = $4 AND g.ended_at IS NULL
                 JOIN membership s ON s.user_id = g.user_id AND s.ods = g.ods AND s.status = 'active'
                 WHERE a.member_id = $1 AND a.revoked_at IS NULL AND a.ends_on >= $2 AND COALESCE($3, a.ods) = a.ods
                   AND g.user_id <> a.member_id ORDER BY g.user_id";
    let query = Query::new(query)
        .bind(form.member_id)
        .bind(today)
        .bind(form.ods.as_ref())
        .bind(Role::GppUserManagement);
    let found: Vec<(UserId,)> = tx.all(query).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Writes to these people, once to each, and not to whoever did it. The last of the three is a reason or a reference.
pub(super) async fn write(
    tx: &mut Tx,
    audit: &AuditContext,
    form: &Form,
    to: Vec<UserId>,
    told: (PensionNews, &str, &str),
) -> Result<(), Failure> {
    let link = ["/pensions/", &form.id.to_string()].concat();
    write_to(tx, audit, form, to, &link, told).await
}

/// The same with a link to another page.
pub(super) async fn write_to(
    tx: &mut Tx,
    audit: &AuditContext,
    form: &Form,
    mut to: Vec<UserId>,
    link: &str,
    (news, by, more): (PensionNews, &str, &str),
) -> Result<(), Failure> {
    to.sort_unstable();
    to.dedup();
    to.retain(|id| Some(*id) != audit.by);
    let mut query = Query::new("SELECT email, first_name, last_name FROM app_user WHERE id IN ");
    query.push_list(to.iter().copied()).push(" ORDER BY id");
    let people: Vec<(String, String, String)> = if to.is_empty() {
        Vec::new()
    } else {
        tx.all(query).await?
    };
    let letters = people.into_iter().map(|(address, first, last)| {
        let letter = Letter::Pension(PensionLetter {
            name: greeting(&first, &last).to_owned(),
            member: form.member(),
            form: form.title(),
            by: by.to_owned(),
            more: more.to_owned(),
            due: form.due_on.in_words(),
            link: link.to_owned(),
            news,
        });
        let name = full_name(&first, &last);
        (Recipient { address, name }, letter)
    });
    let letters: Vec<_> = letters.collect();
    mail::post_all(tx, &audit.by_itself(), &letters).await
}
