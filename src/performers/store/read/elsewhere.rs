//! What other rooms show of GPs' links.

use std::collections::HashMap;

use crate::{
    access::{Period, Scope, SeesPractice},
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Fields, Query, Tx},
    performers::{
        GpType,
        store::entry::{ASSIGNMENT, AssignmentRow},
    },
};

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    assignment: AssignmentRow,
    user_id: UserId,
    practice: String,
    reference: Option<String>,
}

/// The links of these GPs that are not over, at the practices in scope: of each a sentence.
pub(crate) async fn gp_links(
    tx: &mut Tx,
    users: &[UserId],
    scope: &Scope,
    today: Date,
) -> Result<HashMap<UserId, Vec<String>>, Failure> {
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query = Query::new("SELECT ");
    query
        .push(ASSIGNMENT)
        .push(
            ", f.user_id, p.name AS practice, r.reference
             FROM performer f JOIN assignment a ON a.gmc_number = f.gmc_number JOIN practice p ON p.ods = a.ods
             LEFT JOIN link_request r ON r.id = a.request
             WHERE a.stage <> 'cancelled' AND (a.ends_on IS NULL OR a.ends_on >= ",
        )
        .push_bind(today)
        .push(") AND f.user_id IN ")
        .push_list(users.iter().copied());
    if let Scope::Practices(practices) = scope {
        query.push(" AND a.ods IN ").push_list(practices);
    }
    query.push(" ORDER BY p.name, a.starts_on");
    let rows: Vec<Row> = tx.all(query).await?;
    let mut links: HashMap<UserId, Vec<String>> = HashMap::new();
    for row in rows {
        let known = row.assignment.assignment()?;
        let case = row.reference.unwrap_or_default();
        let sentence = sentence(&row.practice, known.gp_type, known.period, &case, today);
        links.entry(row.user_id).or_default().push(sentence);
    }
    Ok(links)
}

/// The fields of the links that are not over of the GP in a row of the table `r`, all in one text: the practice's name,
/// the type, the first and the last day, the case. `$1` is what ends a field, `$2` today. A scope may be added before
/// [`LINKS_END`], about the assignment `a`.
pub(crate) const LINKS: &str = "CASE WHEN r.gmc_number IS NOT NULL THEN (
     SELECT string_agg(replace(h.name, $1, ' ') || $1 || a.gp_type || $1 || a.starts_on || $1
                       || COALESCE(a.ends_on, '') || $1 || COALESCE(q.reference, '') || $1, '')
     FROM assignment a JOIN practice h ON h.ods = a.ods LEFT JOIN link_request q ON q.id = a.request
     WHERE a.gmc_number = r.gmc_number AND a.stage <> 'cancelled' AND (a.ends_on IS NULL OR a.ends_on >= $2)";

/// The end of [`LINKS`].
pub(crate) const LINKS_END: &str = ") END";

/// The links in such a text, of each a sentence.
pub(crate) fn links_in(text: &str, today: Date) -> Result<Vec<String>, Failure> {
    let mut fields = Fields::of("links of assignment", text);
    let mut links = Vec::new();
    while fields.more() {
        let (practice, gp_type) = (fields.text()?, fields.read::<GpType>()?);
        let period = Period {
            first: fields.read()?,
            last: fields.optional()?,
        };
        links.push(sentence(practice, gp_type, period, fields.text()?, today));
    }
    links.sort_unstable();
    Ok(links)
}

fn sentence(practice: &str, gp_type: GpType, period: Period, case: &str, today: Date) -> String {
    let from = if period.first > today {
        " from "
    } else {
        " since "
    };
    let until = period
        .last
        .map(|last| [" until ", &last.in_words()].concat())
        .unwrap_or_default();
    let case = if case.is_empty() {
        String::new()
    } else {
        [", case ", case].concat()
    };
    [
        practice,
        ": ",
        gp_type.label(),
        from,
        &period.first.in_words(),
        &until,
        &case,
    ]
    .concat()
}

/// How a GP's link with a practice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LinkHere {
    /// Whether there is a link that is not over.
    pub linked: bool,
    /// Whether a request was confirmed for it.
    pub confirmed: bool,
    /// Whether a request waits.
    pub waits: bool,
}

impl LinkHere {
    /// What should be known of it, and what somebody should do about it; each empty if nothing.
    pub(crate) fn in_words(self) -> (&'static str, &'static str) {
        const UNLINKED: &str = "GP without a link";
        let link = match (self.linked, self.confirmed) {
            (false, _) => UNLINKED,
            (true, false) => "Link not confirmed here",
            (true, true) => "",
        };
        match (self.linked, self.waits) {
            (_, true) => (link, "Request waits"),
            (false, false) => ("", UNLINKED),
            (true, false) => (link, ""),
        }
    }
}

/// How the links of everybody with an account who is on the list stand at a practice. Whoever is not in it is no GP.
pub(crate) async fn links_here(
    tx: &mut Tx,
    permit: &SeesPractice,
    today: Date,
) -> Result<HashMap<UserId, LinkHere>, Failure> {
    let practice: &OdsCode = permit.practice();
    let rows: Vec<(UserId, bool, bool, bool)> = tx
        .all(
            Query::new(
                "SELECT f.user_id,
                        EXISTS (SELECT 1 FROM assignment a
                                WHERE a.gmc_number = f.gmc_number AND a.ods = $1 AND a.stage <> 'cancelled'
                                  AND (a.ends_on IS NULL OR a.ends_on >= $2)),
                        EXISTS (SELECT 1 FROM assignment a
                                WHERE a.gmc_number = f.gmc_number AND a.ods = $1 AND a.stage <> 'cancelled'
                                  AND (a.ends_on IS NULL OR a.ends_on >= $2) AND a.request IS NOT NULL),
                        EXISTS (SELECT 1 FROM link_request r
                                WHERE r.gmc_number = f.gmc_number AND r.ods = $1 AND r.state = 'open')
                 FROM membership m JOIN performer f ON f.user_id = m.user_id WHERE m.ods = $1",
            )
            .bind(practice)
            .bind(today),
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(user, linked, confirmed, waits)| {
            let link = LinkHere {
                linked,
                confirmed,
                waits,
            };
            (user, link)
        })
        .collect())
}

/// How many requests about links with a practice wait, also of GPs who have no place there yet.
pub(crate) async fn requests_waiting(tx: &mut Tx, permit: &SeesPractice) -> Result<usize, Failure> {
    let (waiting,): (i64,) = tx
        .one(
            Query::new(
                "SELECT CAST(count(*) AS BIGINT) FROM link_request WHERE ods = $1 AND state = 'open'",
            )
            .bind(permit.practice()),
        )
        .await?;
    Ok(usize::try_from(waiting).unwrap_or_default())
}
