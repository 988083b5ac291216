//! The forms of a year that an accountant's links cover, of all their members at once.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    super::{
        calculation::year::SchemeYear,
        content::FormKind,
        rules::{Stage, years_over},
    },
    tables,
    years::{days_left, next, years_of_members},
};
use crate::{
    base::{
        clock::in_words,
        dates::Date,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
};

/// A form of a member, begun or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MemberForm {
    /// The kind and the practice.
    pub title: String,
    /// None as long as nobody has begun it.
    pub id: Option<Uuid>,
    pub stage: Option<Stage>,
    /// Whose turn it is, in a sentence.
    pub next: &'static str,
    pub due_on: Date,
    /// Until then; below zero once it has passed.
    pub days: i64,
    /// When it was submitted, in words; empty before.
    pub submitted: String,
}

/// The forms of a year, by the member and the practice of the link that covers them.
pub(crate) async fn forms_of_accountant(
    tx: &mut Tx,
    accountant: UserId,
    year: SchemeYear,
    today: Date,
) -> Result<BTreeMap<(UserId, OdsCode), Vec<MemberForm>>, Failure> {
    let query = "SELECT member_id, ods, type_1, type_2, taken_from IS NOT NULL FROM accountant_link
                 WHERE accountant_id = $1 AND state = 'active' AND starts_on <= $2 AND (ends_on IS NULL OR ends_on >= $2)
                 ORDER BY member_id, ods";
    let query = Query::new(query).bind(accountant).bind(today);
    let links: Vec<(UserId, OdsCode, bool, bool, bool)> = tx.all(query).await?;
    let mut members: Vec<_> = links.iter().map(|(member, ..)| *member).collect();
    members.dedup();
    let known = years_of_members(tx, &members, Some(year)).await?;
    let tables = tables(year)?;
    let mut all = BTreeMap::new();
    for (member, at, type_1, type_2, taken) in links {
        let Some(known) = known.get(&member) else {
            continue;
        };
        let mut forms = known.forms_of(year);
        forms.retain(|(of, _)| match of.kind {
            FormKind::Type1 => type_1 && (taken || of.ods.as_ref() == Some(&at)),
            FormKind::Type2 => type_2,
        });
        let forms = forms.into_iter().map(|(of, form)| {
            let mut title = of.kind.words().to_owned();
            if let Some(place) = known.place(&of, form) {
                title.extend([", ", &place]);
            }
            let online = match of.kind {
                FormKind::Type1 => tables.type_1.online,
                FormKind::Type2 => tables.type_2.online,
            };
            let stage = form.map(|form| form.state);
            let due_on = form.map_or(tables.deadline.day, |form| form.due_on);
            let submitted = form.filter(|form| form.state.is_submitted());
            let submitted = submitted.and_then(|form| form.declared_at);
            MemberForm {
                title,
                id: form.map(|form| form.id),
                stage,
                next: next(stage, false, online),
                due_on,
                days: days_left(today, due_on),
                submitted: submitted.map(in_words).unwrap_or_default(),
            }
        });
        all.insert((member, at), forms.collect());
    }
    Ok(all)
}

/// The year that is shown where none is asked for: the newest that is over.
pub(crate) fn newest_year(today: Date) -> Option<SchemeYear> {
    years_over(today).next()
}
