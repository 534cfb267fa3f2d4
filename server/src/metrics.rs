//! What whoever watches this process may count: numbers in the text form of Prometheus, on a
//! listener of their own.
//!
//! Each room reports through the facade `metrics` where something happens; this is the only
//! recorder, and without it a report is a look at an empty place. Labels are words of closed
//! sets: never an id, an address or a text of somebody else.

use std::time::Duration;

use anyhow::{Context, Result};
use axum::{Router, http::header, routing::get};
use metrics::{Unit, describe_counter, describe_histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;

use crate::{settings::Settings, stop::Stop};

/// Where the numbers are, on their listener.
pub const PATH: &str = "/metrics";

/// Seconds that a request or a call to a service may take.
const QUICK: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];
/// Seconds that a post may be late, or a copy old.
const PATIENT: [f64; 10] = [1.0, 2.0, 5.0, 15.0, 60.0, 180.0, 360.0, 420.0, 900.0, 3600.0];
/// What was measured goes from where it is noted to where it is told this often.
const TIDY: Duration = Duration::from_secs(5);

/// Counts from now on, and answers at `metrics_address` until the end is asked for. Nothing
/// is counted without that setting.
///
/// # Errors
/// The address is taken, or something counts already.
pub async fn serve(settings: &Settings, stop: &Stop) -> Result<()> {
    let Some(address) = settings.metrics_address else { return Ok(()) };
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!(
            "cannot listen on {address} (ALMANAC_METRICS_ADDRESS). Choose another port, or end what uses this one"
        )
    })?;
    let bound = listener.local_addr()?;
    let numbers = record()?;
    tracing::info!("metrics on http://{bound}{PATH}");
    let tidied = numbers.clone();
    let ended = stop.clone();
    tokio::spawn(async move {
        let tidy = async {
            loop {
                tokio::time::sleep(TIDY).await;
                tidied.run_upkeep();
            }
        };
        tokio::select! {
            () = ended.asked() => {}
            () = tidy => {}
        }
    });
    let answer = move || async move {
        ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], numbers.render())
    };
    let served = axum::serve(listener, Router::new().route(PATH, get(answer)))
        .with_graceful_shutdown(stop.asked());
    tokio::spawn(async move {
        if let Err(error) = served.await {
            tracing::error!(%error, "the metrics are not told any more");
        }
    });
    Ok(())
}

/// Makes this process count.
fn record() -> Result<PrometheusHandle> {
    let late = Matcher::Full("almanac_post_lateness_seconds".to_owned());
    let stale = Matcher::Full("almanac_mirror_staleness_seconds".to_owned());
    let numbers = PrometheusBuilder::new()
        .set_buckets(&QUICK)
        .and_then(|builder| builder.set_buckets_for_metric(late, &PATIENT))
        .and_then(|builder| builder.set_buckets_for_metric(stale, &PATIENT))
        .and_then(PrometheusBuilder::install_recorder)
        .context("the metrics could not be set up")?;
    describe_counter!("almanac_requests_total", "Requests, by route, method and status");
    describe_histogram!(
        "almanac_request_seconds",
        Unit::Seconds,
        "How long answers took, by route"
    );
    describe_counter!(
        "almanac_plans_told_total",
        "Plans that programs were told, from memory or from the database"
    );
    describe_counter!("almanac_posts_total", "Attempts to publish, by how they ended");
    describe_counter!(
        "almanac_hosts_left_alone_total",
        "How often a host was left alone for a while because it could not be reached"
    );
    describe_histogram!(
        "almanac_post_lateness_seconds",
        Unit::Seconds,
        "How long after its minute a send of a post began"
    );
    describe_counter!("almanac_mirror_looks_total", "Looks at plans of other sources, by outcome");
    describe_histogram!(
        "almanac_mirror_staleness_seconds",
        Unit::Seconds,
        "How old a copy was when a look replaced it, or failed to"
    );
    describe_counter!("almanac_wix_calls_total", "Calls to Wix, by method and outcome");
    describe_histogram!("almanac_wix_call_seconds", Unit::Seconds, "How long calls to Wix took");
    describe_counter!(
        "almanac_post_for_me_calls_total",
        "Calls to Post for Me, by method and outcome"
    );
    describe_histogram!(
        "almanac_post_for_me_call_seconds",
        Unit::Seconds,
        "How long calls to Post for Me took"
    );
    describe_counter!(
        "almanac_webhook_deliveries_total",
        "What the addresses of programs were told, by outcome"
    );
    describe_counter!("almanac_runs_total", "Work on plans that ended, by stage and outcome");
    Ok(numbers)
}
