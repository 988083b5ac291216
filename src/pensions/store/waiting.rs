//! What waits for somebody.

use super::{super::rules::Stage, Form, SELECT_IN_SHORT, desk::desk_waiting};
use crate::{
    access::{Actor, Service},
    base::dates::Date,
    database::{Failure, Query, Tx},
};

/// Where it is the actor's turn: the address, and what to do there.
pub(crate) async fn waiting(
    tx: &mut Tx,
    actor: &Actor,
    today: Date,
) -> Result<Vec<(String, String)>, Failure> {
    let mut all = Vec::new();
    if let Some(count) = desk_waiting(tx, actor).await?.filter(|count| *count > 0) {
        let what = match count {
            1 => "1 form is waiting for the pensions desk".to_owned(),
            count => [
                &count.to_string(),
                " forms are waiting for the pensions desk",
            ]
            .concat(),
        };
        all.push(("/pensions/desk".to_owned(), what));
    }
    let mut query = Query::new(SELECT_IN_SHORT);
    query
        .push(" WHERE f.member_id = ")
        .push_bind(actor.id)
        .push(" AND f.state IN ('ready', 'rejected') ORDER BY f.due_on, f.id");
    let own: Vec<Form> = tx.all(query).await?;
    all.extend(own.iter().map(|form| task(form, "your ")));
    all.extend(for_members(tx, actor, today).await?);
    Ok(all)
}

fn task(form: &Form, whose: &str) -> (String, String) {
    let does = match form.state {
        Stage::Rejected => "Change ",
        _ => "Submit ",
    };
    let link = ["/pensions/", &form.id.to_string()].concat();
    (link, [does, whose, &form.title()].concat())
}

/// The same of members: what a practice submits for them, and what an accountant has to mend.
async fn for_members(
    tx: &mut Tx,
    actor: &Actor,
    today: Date,
) -> Result<Vec<(String, String)>, Failure> {
    let administered = actor.administered_for(Service::Gpp);
    let mut query = Query::new(SELECT_IN_SHORT);
    query
        .push(
            " WHERE f.id IN (SELECT o.id FROM accountant_link l JOIN pension_form o ON o.member_id = l.member_id
                             WHERE o.state = 'rejected' AND l.state = 'active' AND l.accountant_id = ",
        )
        .push_bind(actor.id);
    if !administered.is_empty() {
        query
            .push(
                " UNION SELECT o.id FROM pension_authority a JOIN pension_form o ON o.member_id = a.member_id
                  WHERE o.state = 'ready' AND a.revoked_at IS NULL AND a.ods IN ",
            )
            .push_list(administered.iter().map(|(ods, _)| ods));
    }
    query.push(") AND f.member_id <> ").push_bind(actor.id);
    query.push(" ORDER BY f.due_on, f.id LIMIT 200");
    let forms: Vec<Form> = tx.all(query).await?;
    let mut all = Vec::new();
    for form in forms {
        let ties = form.ties(tx, actor, today).await?;
        let mine = match form.state {
            Stage::Ready => actor.submit_form(&ties).is_ok(),
            _ => actor.complete_form(&ties).is_ok(),
        };
        if mine {
            let whose = [&form.member(), "\u{2019}s "].concat();
            all.push(task(&form, &whose));
        }
    }
    Ok(all)
}
