//! A practice's GPs.

use std::collections::HashMap;

use uuid::Uuid;

use super::{
    super::{
        entry::{ASSIGNMENT, AssignmentRow},
        nudge::again_on,
        request::{REQUEST, StoredLinkRequest},
    },
    stands,
    tasks::{queue, waiting},
};
use crate::{
    access::{Actor, Period, SeesPerformers},
    base::{
        clock::{date_of, in_words},
        dates::{Date, Instant},
        error::AppError,
        ids::{GmcNumber, UserId},
    },
    database::{Failure, Query, Tx},
    performers::{
        GpHere, LinkLine, PracticeView,
        rules::{Assignment, shown},
        store::people::People,
    },
    practices,
    web::Request,
};

/// Of those who left, how many are shown.
const PAST: usize = 200;
/// For how long a retirement is shown, in microseconds.
const TOLD: i64 = 365 * Instant::DAY;

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    assignment: AssignmentRow,
    user_id: UserId,
    first_name: String,
    last_name: String,
    confirmed: bool,
    open: Option<Uuid>,
    nudged_at: Option<i64>,
    /// Whether the GP asked for something since.
    answered: bool,
}

/// A practice's GPs and what waits about them, as far as `permit` says.
pub(in crate::performers) async fn practice_view(
    request: &Request,
    actor: &Actor,
    permit: &SeesPerformers,
) -> Result<PracticeView, Failure> {
    let today = request.app.clock.today();
    let practice = permit.practice();
    let mut tx = request.app.db.read().await?;
    let about = practices::store::find_in(&mut tx, practice, today).await?;
    let about = about.ok_or(AppError::NotFound)?;
    let mut view = PracticeView {
        confirms: actor.confirm_links(practice).is_ok(),
        all: permit.all(),
        alone: actor.see_practice(practice).is_err(),
        queue: queue(&mut tx, actor, practice, &about.name, today).await?,
        open: Vec::new(),
        told: Vec::new(),
        now: Vec::new(),
        to_come: Vec::new(),
        before: Vec::new(),
        about,
    };
    if !permit.all() {
        return Ok(view);
    }
    view.open = waiting(&mut tx, std::slice::from_ref(practice), today).await?;
    view.told = told(&mut tx, &view, request.app.clock.now()).await?;
    for gp in gps(&mut tx, permit, today).await? {
        if gp.first > today {
            view.to_come.push(gp);
        } else if gp.last.is_some_and(|last| last < today) {
            view.before.push(gp);
        } else {
            view.now.push(gp);
        }
    }
    view.before.sort_by_key(|gp| std::cmp::Reverse(gp.last));
    view.before.truncate(PAST);
    Ok(view)
}

async fn gps(tx: &mut Tx, permit: &SeesPerformers, today: Date) -> Result<Vec<GpHere>, Failure> {
    let mut query = Query::new("SELECT ");
    query
        .push(ASSIGNMENT)
        .push(
            ", u.id AS user_id, u.first_name, u.last_name, a.request IS NOT NULL AS confirmed,
               (SELECT r.id FROM link_request r
                WHERE r.gmc_number = a.gmc_number AND r.ods = a.ods AND r.state = 'open') AS open,
               (SELECT n.asked_at FROM nudge n WHERE n.gmc_number = a.gmc_number AND n.ods = a.ods) AS nudged_at,
               EXISTS (SELECT 1 FROM nudge n JOIN link_request r
                       ON r.gmc_number = n.gmc_number AND r.ods = n.ods AND r.asked_at >= n.asked_at
                       WHERE n.gmc_number = a.gmc_number AND n.ods = a.ods) AS answered
             FROM assignment a JOIN performer f ON f.gmc_number = a.gmc_number JOIN app_user u ON u.id = f.user_id
             WHERE a.stage <> 'cancelled' AND a.ods = ",
        )
        .push_bind(permit.practice())
        .push(" ORDER BY u.sort_name, u.id, a.starts_on");
    let rows: Vec<Row> = tx.all(query).await?;
    let known = rows.iter().map(|row| row.assignment.clone().assignment());
    let known: Vec<Assignment> = known.collect::<Result<_, _>>()?;
    let mut gps = Vec::new();
    let of_one =
        |one: &(Row, &Assignment), next: &(Row, &Assignment)| one.0.user_id == next.0.user_id;
    let rows: Vec<_> = rows.into_iter().zip(&known).collect();
    for rows in rows.chunk_by(of_one) {
        let here: Vec<_> = rows.iter().map(|(_, known)| *known).collect();
        for (row, known) in rows {
            if let Some(period) = shown(known, &here, today) {
                gps.push(gp_here(row, known, period, today));
            }
        }
    }
    Ok(gps)
}

fn gp_here(row: &Row, known: &Assignment, period: Period, today: Date) -> GpHere {
    let nudged = row.nudged_at.map(Instant);
    let waits = nudged.filter(|_| !row.answered);
    GpHere {
        user: row.user_id,
        name: crate::base::text::shown_name(&row.first_name, &row.last_name),
        last_name: row.last_name.clone(),
        gmc_number: row.assignment.gmc_number.clone(),
        gp_type: known.gp_type,
        sessions: known.sessions,
        first: period.first,
        last: period.last,
        confirmed: row.confirmed,
        open: row.open,
        may_nudge: nudged.is_none_or(|at| again_on(at) <= today),
        nudged: waits.map(|at| date_of(at).in_words()).unwrap_or_default(),
    }
}

/// Retirements and resignations of the last year.
async fn told(tx: &mut Tx, view: &PracticeView, now: Instant) -> Result<Vec<LinkLine>, Failure> {
    let mut query = Query::new("SELECT ");
    query
        .push(REQUEST)
        .push(" FROM link_request r WHERE r.state = 'told' AND r.ods = ")
        .push_bind(&view.about.ods)
        .push(" AND r.asked_at > ")
        .push_bind(now.0 - TOLD)
        .push(" ORDER BY r.asked_at DESC");
    let rows: Vec<StoredLinkRequest> = tx.all(query).await?;
    let names = names(tx, &rows).await?;
    rows.iter()
        .map(|request| {
            let gp = names.get(&request.gmc_number).cloned().unwrap_or_default();
            let asks = request.wanted()?.sentence(&view.about.name);
            Ok(LinkLine {
                id: request.id,
                reference: request.reference.clone(),
                asks: [gp.as_str(), "will", &asks].join(" "),
                asked: in_words(request.asked_at),
                stands: stands(request, &People::default()),
            })
        })
        .collect()
}

/// The names of the GPs of requests.
async fn names(
    tx: &mut Tx,
    requests: &[StoredLinkRequest],
) -> Result<HashMap<GmcNumber, String>, Failure> {
    let mut query = Query::new(
        "SELECT f.gmc_number, u.first_name, u.last_name FROM performer f JOIN app_user u ON u.id = f.user_id
         WHERE f.gmc_number IN ",
    );
    query.push_list(requests.iter().map(|request| &request.gmc_number));
    let rows: Vec<(GmcNumber, String, String)> = tx.all(query).await?;
    Ok(rows
        .into_iter()
        .map(|(number, first, last)| (number, crate::base::text::shown_name(&first, &last)))
        .collect())
}
