//! The members of a practice, and what decides about naming an accountant for them.

use std::collections::BTreeMap;

use super::super::{model::Member, rules::Known};
use crate::{
    access::{Administers, Role, list},
    base::{
        error::AppError,
        ids::{OdsCode, UserId},
        text::{Email, full_name, shown_name},
    },
    database::{Failure, Query, Tx},
    practices,
};

#[derive(sqlx::FromRow)]
struct Row {
    id: UserId,
    first_name: String,
    last_name: String,
    email: String,
    role: Role,
}

/// The members of a practice by name: its GPs, and its partners who are none.
pub(in crate::accountants) async fn members(
    tx: &mut Tx,
    permit: &Administers,
) -> Result<Vec<Member>, Failure> {
    members_at(tx, permit.practice()).await
}

async fn members_at(tx: &mut Tx, practice: &OdsCode) -> Result<Vec<Member>, Failure> {
    let mut query = Query::new(
        "SELECT u.id, u.first_name, u.last_name, u.email, g.role
         FROM role_grant g JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods
         JOIN app_user u ON u.id = g.user_id
         WHERE g.ended_at IS NULL AND m.status <> 'deactivated' AND g.ods = ",
    );
    query
        .push_bind(practice)
        .push(" AND g.role IN ")
        .push_list(Role::all().filter(|role| role.is_of_members()))
        .push(" ORDER BY u.sort_name, u.id, g.role");
    let rows: Vec<Row> = tx.all(query).await?;
    let mut members: Vec<Member> = Vec::with_capacity(rows.len());
    for row in rows {
        match members.last_mut().filter(|last| last.id == row.id) {
            Some(last) => last.roles.extend([", ", row.role.name()]),
            None => members.push(Member {
                id: row.id,
                name: full_name(&row.first_name, &row.last_name),
                email: row.email,
                roles: row.role.name().to_owned(),
                accountants: String::new(),
            }),
        }
    }
    Ok(members)
}

/// The same with the accountants they have.
pub(in crate::accountants) async fn members_with_accountants(
    tx: &mut Tx,
    permit: &Administers,
) -> Result<Vec<Member>, Failure> {
    let mut members = members(tx, permit).await?;
    let query = "SELECT l.member_id, a.first_name, a.last_name
                 FROM accountant_link l JOIN app_user a ON a.id = l.accountant_id
                 WHERE l.ended_at IS NULL AND l.ods = $1 ORDER BY a.sort_name, a.id";
    let rows = tx.all(Query::new(query).bind(permit.practice())).await?;
    let rows: Vec<(UserId, String, String)> = rows;
    let mut accountants = BTreeMap::<UserId, Vec<String>>::new();
    for (member, first, last) in rows {
        let name = shown_name(&first, &last);
        accountants.entry(member).or_default().push(name);
    }
    for member in &mut members {
        let names = accountants.remove(&member.id).unwrap_or_default();
        if !names.is_empty() {
            member.accountants = list(&names);
        }
    }
    Ok(members)
}

/// What decides about naming the accountant with this address at a practice.
pub(in crate::accountants) async fn known(
    tx: &mut Tx,
    permit: &Administers,
    accountant: &Email,
) -> Result<Known, Failure> {
    let ods = permit.practice();
    let practice = practices::store::name_and_closed(tx, ods).await?;
    let (name, closed) = practice.ok_or(AppError::NotFound)?;
    let members = members(tx, permit).await?.into_iter();
    let account = "SELECT id, is_registration_officer FROM app_user WHERE email = $1";
    let account = Query::new(account).bind(accountant.as_ref());
    let accountant: Option<(UserId, bool)> = tx.optional(account).await?;
    let linked: Vec<(UserId,)> = match accountant {
        None => Vec::new(),
        Some((id, _)) => {
            let linked = "SELECT member_id FROM accountant_link WHERE ods = $1 AND accountant_id = $2 AND ended_at IS NULL";
            tx.all(Query::new(linked).bind(ods).bind(id)).await?
        }
    };
    Ok(Known {
        practice: [&name, " (", ods.as_ref(), ")"].concat(),
        closed,
        members: members.map(|member| (member.id, member.name)).collect(),
        accountant,
        linked: linked.into_iter().map(|(id,)| id).collect(),
    })
}
