//! What must be true when the dust has settled.

use std::{collections::BTreeMap, time::Instant};

use domain::{id::PostId, post::PostStatus};
use jiff::Timestamp;

use crate::{
    installation::{Carrier, Engine, Installation, Laid, machine_now},
    network::Taken,
};

/// The figures of a row.
#[derive(Debug, Default, Clone, Copy)]
pub struct Figures {
    pub posts: usize,
    pub published: usize,
    pub uncertain: usize,
    pub others: usize,
}

/// One line for whoever runs the torture.
pub fn told(row: &str, engine: Engine, seed: Option<u64>, figures: Figures, since: Instant) {
    let seed = seed.map(|seed| format!(", seed {seed}")).unwrap_or_default();
    let Figures { posts, published, uncertain, others } = figures;
    println!(
        "torture: {row} on {engine:?}{seed}: {posts} posts, sent twice 0, lost 0, early 0, published {published}, uncertain and shown {uncertain}, told otherwise {others}, after {:.1} s",
        since.elapsed().as_secs_f64()
    );
}

/// No post was sent twice, none is lost, none was early, and what is told of each is true.
pub async fn reach(installation: &Installation, case: &str) -> Figures {
    let mut figures = Figures::default();
    for laid in installation.sites() {
        let of_site = of_site(installation, &laid, case).await;
        figures.posts += of_site.posts;
        figures.published += of_site.published;
        figures.uncertain += of_site.uncertain;
        figures.others += of_site.others;
    }
    figures
}

async fn of_site(installation: &Installation, laid: &Laid, case: &str) -> Figures {
    let landed = landed(installation, laid).await;
    let ids: Vec<PostId> = laid.posts.iter().map(|(id, _)| *id).collect();
    let mut posts = Vec::new();
    for some in ids.chunks(500) {
        posts.extend(installation.store.posts_with(laid.scope, some).await.unwrap());
    }
    assert_eq!(posts.len(), laid.posts.len(), "{case}: rows are gone");
    let mut figures = Figures { posts: posts.len(), ..Figures::default() };
    for post in posts {
        let at = landed.get(&post.id.to_string()).map_or(&[][..], Vec::as_slice);
        let receipts = installation.store.receipts(laid.scope, post.id).await.unwrap();
        let told = format!("{case}: {post:?}, landed at {at:?}, {receipts:#?}");
        assert!(at.len() < 2, "sent twice: {told}");
        assert!(at.iter().all(|at| *at >= post.publish_at), "sent early: {told}");
        match post.status {
            PostStatus::Published => {
                figures.published += 1;
                assert_eq!(at.len(), 1, "told as published and nowhere: {told}");
                assert!(post.live_link.is_some(), "leads nowhere: {told}");
                assert_eq!(receipts[0].outcome.as_deref(), Some("published"), "{told}");
            }
            PostStatus::Uncertain => {
                figures.uncertain += 1;
                assert!(post.failure.is_some(), "nobody is told why: {told}");
            }
            _ => {
                figures.others += 1;
                assert!(at.is_empty(), "out, and told as not: {told}");
            }
        }
    }
    figures
}

/// When each key landed on its network.
async fn landed(installation: &Installation, laid: &Laid) -> BTreeMap<String, Vec<Timestamp>> {
    match &laid.carrier {
        Carrier::Webhook(network) => {
            let at = |taken: Vec<Taken>| {
                assert!(taken.iter().all(|taken| taken.at >= taken.publish_at), "{taken:?}");
                taken.iter().map(|taken| taken.at).collect()
            };
            network.taken().into_iter().map(|(key, taken)| (key, at(taken))).collect()
        }
        Carrier::PostForMe { vendor, .. } => {
            let mut landed: BTreeMap<String, Vec<Timestamp>> = BTreeMap::new();
            for (key, asked) in &vendor.held().went {
                landed.entry(key.clone()).or_default().push(machine_now() - asked.elapsed());
            }
            landed
        }
        Carrier::Sandbox(_) => {
            let mut landed: BTreeMap<String, Vec<Timestamp>> = BTreeMap::new();
            for post in installation.store.sandbox_posts(laid.scope, 10_000).await.unwrap() {
                landed.entry(post.delivery_key).or_default().push(post.landed_at);
            }
            landed
        }
    }
}
