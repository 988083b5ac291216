//! The desk's cases as a file.

use axum::{
    Router,
    extract::{Query as Address, State},
    http::request::Parts,
    response::Response,
    routing::get,
};

use super::{store::queue, views::QueueFilter};
use crate::web::{
    App, Request,
    csv::{Csv, download},
};

/// Downloads.
pub fn routes() -> Router<App> {
    Router::new().route("/certifications.csv", get(csv))
}

/// Exactly the cases that the page lists.
async fn csv(
    State(app): State<App>,
    parts: Parts,
    Address(filter): Address<QueueFilter>,
) -> Response {
    let request = Request::new(app, parts);
    let work = async {
        let actor = request.actor().await?;
        actor.registration()?;
        let mut tx = request.app.db.read().await?;
        let queue = queue(&mut tx, &actor, filter, request.app.clock.now()).await?;
        let mut csv = Csv::default();
        csv.row([
            "Case",
            "Practice code",
            "Practice",
            "Nominee",
            "Roles",
            "State",
            "Asked",
            "Days",
            "Due",
            "Overdue",
            "Taken by",
            "Signals",
            "Weightiest",
        ])?;
        for line in queue.lines {
            let (days, signals) = (line.days.to_string(), line.signals.to_string());
            let overdue = if line.overdue { "yes" } else { "no" };
            csv.row([
                line.reference.as_str(),
                line.practice.as_ref(),
                &line.practice_name,
                &line.nominee,
                &line.roles,
                &line.state,
                &line.asked,
                &days,
                &line.due,
                overdue,
                &line.taken_by,
                &signals,
                &line.weight,
            ])?;
        }
        csv.download("certifications.csv".to_owned())
    };
    download(&request, work).await
}
