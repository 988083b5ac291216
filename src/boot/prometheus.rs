//! Numbers for Prometheus, on an address of their own: how much is asked, how it is answered, how long it takes. They
//! tell of nobody.

mod looks;
mod process;

use std::{net::SocketAddr, time::Duration};

use axum::{Router, http::Method, middleware, routing::get};
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::{
    database::newest_schema,
    mail, sign_in,
    web::{App, headers, jobs::round_done, log, rest},
};

/// The bounds that answers are sorted by, in seconds.
const SECONDS: [f64; 9] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0, 10.0];

/// How often what was counted is put together.
const UPKEEP: Duration = Duration::from_secs(5);

/// Begins to count.
pub(super) fn begin() -> Result<PrometheusHandle, String> {
    let prometheus = PrometheusBuilder::new()
        .set_buckets(&SECONDS)
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|error| error.to_string())?;
    gauge!("build_info", "version" => env!("CARGO_PKG_VERSION")).set(1);
    gauge!("program_schema_version").set(looks::exact(newest_schema()));
    // What was never counted is seen at nothing, so that the first is seen as one more.
    for counter in ["clock_jumps_total", "database_transaction_retries_total"] {
        counter!(counter).absolute(0);
    }
    mail::begin_to_count();
    sign_in::numbers::begin();
    Ok(prometheus)
}

/// The work without which the numbers grow while nobody reads them, for ever.
pub(super) async fn keep_small(prometheus: PrometheusHandle) {
    loop {
        prometheus.run_upkeep();
        round_done();
        rest(UPKEEP).await;
    }
}

/// The page of the numbers.
pub(super) fn page(prometheus: PrometheusHandle, app: App) -> Router {
    let read = async move || {
        app.jobs.count(app.clock.now());
        process::count();
        Box::pin(looks::count(&app)).await;
        counter!("log_lines_lost_total").absolute(log::lost());
        prometheus.render()
    };
    Router::new()
        .route("/metrics", get(read))
        .layer(middleware::from_fn(headers::guard))
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
