//! Numbers for Prometheus, on an address of their own: how much is asked, how it is answered, how long it takes. They
//! tell of nobody.

use std::{net::SocketAddr, time::Duration};

use axum::{Router, http::Method, middleware, routing::get};
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use tokio::time::timeout;

use crate::{
    mail,
    web::{App, headers, jobs::round_done, log},
};

/// How long the database is asked for numbers.
const LONGEST_LOOK: Duration = Duration::from_secs(1);

/// The bounds that answers are sorted by, in seconds.
const SECONDS: [f64; 9] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0, 10.0];

/// Begins to count.
pub(super) fn begin() -> Result<PrometheusHandle, String> {
    PrometheusBuilder::new()
        .set_buckets(&SECONDS)
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|error| error.to_string())
}

/// The work without which the numbers grow while nobody reads them, for ever.
pub(super) async fn keep_small(prometheus: PrometheusHandle) {
    let mut rounds = tokio::time::interval(Duration::from_secs(5));
    loop {
        rounds.tick().await;
        prometheus.run_upkeep();
        round_done();
    }
}

/// The page of the numbers.
pub(super) fn page(prometheus: PrometheusHandle, app: App) -> Router {
    let read = async move || {
        app.jobs.count();
        count_mail(&app).await;
        counter!("log_lines_lost_total").absolute(log::lost());
        prometheus.render()
    };
    Router::new()
        .route("/metrics", get(read))
        .layer(middleware::from_fn(headers::guard))
}

/// Writes down how the outbox stands. Nothing can be said of it while the database does not answer; the other numbers
/// are wanted then more than ever.
async fn count_mail(app: &App) {
    let backlog = match timeout(LONGEST_LOOK, mail::backlog(&app.db)).await {
        Ok(Ok(backlog)) => Some(backlog),
        Ok(Err(_)) | Err(_) => None,
    };
    let count = |count: Option<i64>| count.map_or(f64::NAN, exact);
    gauge!("mail_waiting").set(count(backlog.map(|backlog| backlog.waiting)));
    gauge!("mail_given_up").set(count(backlog.map(|backlog| backlog.given_up)));
    gauge!("mail_on_hold").set(count(backlog.map(|backlog| backlog.on_hold.into())));
    let micros = backlog.map(|backlog| {
        let now = app.clock.now().0;
        backlog
            .oldest
            .map_or(0, |oldest| now.saturating_sub(oldest.0).max(0))
    });
    gauge!("mail_oldest_waiting_seconds").set(count(micros.map(|micros| micros / 1_000_000)));
}

fn exact(count: i64) -> f64 {
    f64::from(i32::try_from(count).unwrap_or(i32::MAX))
}

/// Why the numbers can't be had at an address. They are encrypted like everything else, or stay on this machine.
pub(super) fn check(address: SocketAddr, encrypted: bool) -> Result<(), String> {
    if encrypted || address.ip().to_canonical().is_loopback() {
        return Ok(());
    }
    Err(format!(
        "the numbers at {address} can be read from other machines, and nothing would be encrypted: give a certificate \
         with --tls-certificate and --tls-key, or let --metrics-listen be a loopback address"
    ))
}

/// Counts an answer. `route` is an address of the program with placeholders, never what was asked for: that would name
/// people, and there would be a number for each.
pub(super) fn count(method: &Method, route: &str, status: u16, took: Duration) {
    let method = match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    };
    let route = route.to_owned();
    counter!("http_requests_total", "method" => method, "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    histogram!("http_request_seconds", "method" => method, "route" => route).record(took);
}

/// A connection, counted for as long as it is held.
pub(super) struct Counted;

impl Counted {
    /// One more.
    pub(super) fn new() -> Self {
        gauge!("http_connections").increment(1);
        Self
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        gauge!("http_connections").decrement(1);
    }
}
