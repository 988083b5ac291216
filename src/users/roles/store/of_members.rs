//! What a change of the role Accountant means for the members whom its holder acts for. The role alone shows nothing, and no link
//! outlives it.

use crate::{
    access::{Plan, Role},
    accountant_links::{Link, SELECT},
    base::text::shown_name,
    database::{Failure, Query, Tx},
};

/// How many members a sentence names.
const NAMED: usize = 10;

/// A sentence for each practice where the role comes, or goes together with links.
pub(crate) async fn of_members(tx: &mut Tx, plan: &Plan) -> Result<Vec<String>, Failure> {
    let mut sentences = Vec::new();
    for column in plan.columns() {
        let mut comes = column.add.iter();
        if comes.any(|given| given.role == Role::GppAccountant) {
            sentences.push(
                [
                    &column.name,
                    ": an accountant sees no pension form until you have chosen the members they act for. To choose them, save, and then follow \
                     \u{201c}Members this accountant covers\u{201d} on the page of this user.",
                ]
                .concat(),
            );
        }
        let mut goes = column.remove.iter();
        if goes.any(|grant| grant.role == Role::GppAccountant) {
            let mut query = Query::new(SELECT);
            query
                .push(" WHERE l.ended_at IS NULL AND l.accountant_id = ")
                .push_bind(plan.subject().user)
                .push(" AND l.ods = ")
                .push_bind(&column.practice)
                .push(" ORDER BY m.sort_name, l.id");
            let links: Vec<Link> = tx.all(query).await?;
            let name = |link: &Link| shown_name(&link.member_first, &link.member_last);
            let names: Vec<_> = links.iter().map(name).collect();
            sentences.extend(ends(&column.name, &names));
        }
    }
    Ok(sentences)
}

/// That links end, and of whom; none where there is no link.
fn ends(practice: &str, members: &[String]) -> Option<String> {
    let named = members.get(..NAMED).unwrap_or(members).join(", ");
    let more = match members.len() {
        0 => return None,
        count if count > NAMED => [" and ", &(count - NAMED).to_string(), " more"].concat(),
        _ => String::new(),
    };
    Some(
        [
            practice,
            ": they stop being the accountant of ",
            &named,
            &more,
            ". The members and the accountant are told by email.",
        ]
        .concat(),
    )
}
