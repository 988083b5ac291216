//! Numbers for Prometheus, on an address of their own: how much is asked, how it is answered, how long it takes. They
//! tell of nobody.

use std::{net::SocketAddr, time::Duration};

use axum::{Router, http::Method, routing::get};
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::PrometheusBuilder;

/// The bounds that answers are sorted by, in seconds.
const SECONDS: [f64; 9] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0, 10.0];

/// Begins to count. Gives the page of the numbers, and the work without which they grow while nobody reads them.
pub(super) fn begin() -> Result<(Router, impl Future<Output = ()> + Send), String> {
    let numbers = PrometheusBuilder::new()
        .set_buckets(&SECONDS)
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|error| error.to_string())?;
    let kept = numbers.clone();
    let upkeep = async move {
        let mut rounds = tokio::time::interval(Duration::from_secs(5));
        loop {
            rounds.tick().await;
            kept.run_upkeep();
        }
    };
    let page = Router::new().route("/metrics", get(async move || numbers.render()));
    Ok((page, upkeep))
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
