//! The network's own bad days.

use std::time::{Duration, Instant};

use domain::post::PostStatus;

use crate::{
    almanac::Almanac,
    installation::{Carrier, Engine, Installation},
    network::{Fault, Network},
    verdict,
};

/// Refusals with waits, connections that say nothing or a byte a second, answers that are
/// lost, posts that land late.
pub async fn of_the_network(engine: Engine, seed: u64) {
    let Some(installation) = Installation::prepare(engine).await else { return };
    let start = Instant::now();
    let case = format!("bad days of the network, seed {seed}");
    let network = Network::with_bad_days(seed).await;
    let carrier = Carrier::Webhook(network.clone());
    let laid = installation.due(carrier, 60, Duration::from_millis(50)).await;
    let almanac = Almanac::start(&installation);
    installation.settled(&case).await;
    almanac.kill();
    let figures = verdict::reach(&installation, &case).await;
    // Each kind of day leaves what it must.
    let ids: Vec<_> = laid.posts.iter().map(|(id, _)| *id).collect();
    for post in installation.store.posts_with(laid.scope, &ids).await.unwrap() {
        let fault = network.fault(&post.id.to_string()).unwrap_or(Fault::None);
        let certain =
            if fault.is_certain() { PostStatus::Published } else { PostStatus::Uncertain };
        assert_eq!(post.status, certain, "{case}: {fault:?} {post:?}");
    }
    verdict::told("bad days of the network", engine, Some(seed), figures, start);
}
