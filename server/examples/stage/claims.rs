//! What a claim costs, while few and while many posts wait for another day.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use domain::Scope;
use jiff::{SignedDuration, Timestamp, civil::date};
use store::{
    Store,
    publishing::{Outcome, Then},
};

use crate::bulk::{Database, Posts};

/// Due together, as many as fill ten claims.
const DUE: i64 = 500;
/// As many as the publisher takes.
const BATCH: i64 = 50;
const CLAIMS: usize = 200;
const LEASE: Duration = Duration::from_secs(60);
/// What waits is due this long after what is due, and then one each second.
const LATER: SignedDuration = SignedDuration::from_hours(24);

/// Milliseconds of the middle one of many claims, with `few` and with `many` posts waiting.
pub async fn measure(
    store: &Store,
    scope: Scope,
    database: &Database,
    few: i64,
    many: i64,
) -> Result<(f64, f64)> {
    // Far from what is due today: nobody else claims it.
    let due = date(2100, 1, 1).to_zoned(jiff::tz::TimeZone::UTC)?.timestamp();
    database.lay(&Posts { scope, count: DUE, first: due, pace: SignedDuration::ZERO }).await?;
    let pace = SignedDuration::from_secs(1);
    database.lay(&Posts { scope, count: few, first: due + LATER, pace }).await?;
    let of_few = median(store, due).await?;
    database.lay(&Posts { scope, count: many - few, first: due + LATER, pace }).await?;
    Ok((of_few, median(store, due).await?))
}

async fn median(store: &Store, due: Timestamp) -> Result<f64> {
    let mut took = Vec::with_capacity(CLAIMS);
    for _ in 0..CLAIMS {
        let start = Instant::now();
        let claimed = store.claim_due(due, LEASE, BATCH, &[]).await?;
        took.push(start.elapsed());
        ensure!(claimed.len() == usize::try_from(BATCH)?, "not all that is due can be claimed");
        // Given back as they were, so that each claim finds the same.
        let given_back = claimed.iter().map(|claimed| Outcome {
            scope: claimed.scope,
            post: claimed.post.id,
            attempt: claimed.attempt,
            then: Then::Waiting(due),
            http_status: None,
            reason: None,
        });
        store.record(&given_back.collect::<Vec<_>>(), due).await?;
    }
    took.sort_unstable();
    Ok(took.get(CLAIMS / 2).copied().unwrap_or_default().as_secs_f64() * 1000.0)
}
