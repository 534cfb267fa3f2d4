//! Posts that wait through no fault of their own: frozen, or for a host that is away.

use std::{sync::Arc, time::Duration};

use domain::{
    channel::Channel::Bluesky, connection::ProviderKind, freeze::Frozen, post::PostStatus,
};
use jiff::ToSpan;
use outbound::{Outbound, Policy};
use publisher::{
    Publisher, PublisherSettings,
    webhook::{Webhook, WebhookSettings},
};

use crate::{
    bakery::Bakery,
    engines::{eventually, on_both},
    network::Network,
    receiver::Receiver,
};

const SECRET: &str = "flour-water-salt";

#[test]
fn what_is_frozen_waits_and_goes_out_after_unless_it_is_too_late_by_then() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([]));
        let publisher = bakery.publisher(network.clone());
        bakery.connect(Bluesky, ProviderKind::Sandbox).await;
        let site = Frozen::site(bakery.scope);
        bakery.store.freeze(site, "Rosa", "The oven is cold.", bakery.world.now()).await.unwrap();
        let post = bakery.scheduled(Bluesky, bakery.world.now()).await;
        publisher.step(bakery.world.pass(10.minutes())).await.unwrap();
        assert_eq!((bakery.status(post).await, network.sends(post)), (PostStatus::Scheduled, 0));
        bakery.store.unfreeze(site).await.unwrap();
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!((bakery.status(post).await, network.sends(post)), (PostStatus::Published, 1));

        bakery.store.freeze(site, "Rosa", "", bakery.world.now()).await.unwrap();
        let late = bakery.scheduled(Bluesky, bakery.world.now()).await;
        publisher.step(bakery.world.pass(1.hour())).await.unwrap();
        assert_eq!(bakery.status(late).await, PostStatus::Scheduled, "frozen, and not missed");
        bakery.store.unfreeze(site).await.unwrap();
        publisher.step(bakery.world.now()).await.unwrap();
        let late = bakery.post(late).await;
        assert_eq!((late.status, network.sends(late.id)), (PostStatus::Missed, 0));
        assert!(late.failure.unwrap().contains("frozen"));
    });
}

#[test]
fn a_freeze_stops_what_is_claimed_and_not_sent_and_gives_it_back_at_once() {
    on_both(async |bakery| {
        // One connection sends sixteen at a time; the rest is claimed and waits.
        let network = Network::holding(Bluesky);
        bakery.connect(Bluesky, ProviderKind::Sandbox).await;
        let posts = bakery.all_scheduled(20, Bluesky, bakery.world.now()).await;
        let publisher = bakery.publisher(network.clone());
        let now = bakery.world.now();
        let step = tokio::spawn(async move { publisher.step(now).await });
        let begun = async || posts.iter().filter(|post| network.sends(**post) == 1).count();
        let most = PublisherSettings::default().per_connection;
        eventually("as many as may are under way", async || begun().await == most).await;
        bakery.store.freeze(Frozen::EVERYTHING, "Rosa", "", now).await.unwrap();
        network.let_go();
        step.await.unwrap().unwrap();
        let mut stands = Vec::new();
        for post in &posts {
            stands.push(bakery.status(*post).await);
        }
        let count = |status| stands.iter().filter(|stands| **stands == status).count();
        assert_eq!(count(PostStatus::Published), most, "what was under way is finished");
        assert_eq!(count(PostStatus::Scheduled), posts.len() - most);
    });
}

#[test]
fn a_host_that_is_away_is_left_alone_and_its_posts_lose_no_try() {
    on_both(async |bakery| {
        // A port that nobody listens on any more.
        let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = gone.local_addr().unwrap();
        drop(gone);
        connect(&bakery, &format!("http://{address}/posts")).await;
        let posts = bakery.all_scheduled(12, Bluesky, bakery.world.now()).await;
        let one_by_one = PublisherSettings { per_connection: 1, ..PublisherSettings::default() };
        let publisher = webhook(&bakery, one_by_one);
        publisher.step(bakery.world.now()).await.unwrap();
        let mut tried = 0;
        for post in &posts {
            let receipts = bakery.store.receipts(bakery.scope, *post).await.unwrap();
            tried += receipts.len();
            let post = bakery.post(*post).await;
            assert_eq!(post.status, PostStatus::Scheduled);
            assert!(post.failure.is_some(), "it is told why it waits");
        }
        assert_eq!(tried, 5, "five failures in a row");

        // The host comes back. One is sent to see, and the others follow in the next round.
        let receiver = Receiver::open_at(address, SECRET).await;
        publisher.step(bakery.world.pass(10.seconds())).await.unwrap();
        assert_eq!(receiver.delivered().len(), 7, "those that were left alone");
        publisher.step(bakery.world.pass(2.minutes())).await.unwrap();
        for post in posts {
            assert_eq!(bakery.status(post).await, PostStatus::Published);
        }
        assert_eq!(receiver.delivered().len(), 12);
    });
}

#[test]
fn a_host_that_stays_away_beyond_the_grace_fails_its_posts_with_the_reason() {
    on_both(async |bakery| {
        let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = gone.local_addr().unwrap();
        drop(gone);
        connect(&bakery, &format!("http://{address}/posts")).await;
        let posts = bakery.all_scheduled(9, Bluesky, bakery.world.now()).await;
        let publisher = webhook(&bakery, PublisherSettings::default());
        for _ in 0..200 {
            publisher.step(bakery.world.now()).await.unwrap();
            bakery.world.pass(10.seconds());
        }
        for post in posts {
            let post = bakery.post(post).await;
            assert_eq!(post.status, PostStatus::Failed, "{post:?}");
            assert!(post.failure.unwrap().contains("127.0.0.1"));
        }
    });
}

#[test]
fn a_workspace_has_no_more_under_way_than_its_share() {
    on_both(async |bakery| {
        let network = Network::holding(Bluesky);
        bakery.connect(Bluesky, ProviderKind::Sandbox).await;
        let now = bakery.world.now();
        let posts = bakery.all_scheduled(20, Bluesky, now).await;
        let settings = PublisherSettings { per_workspace: 3, batch: 2, ..Default::default() };
        let publisher = bakery.publisher_with(network.clone(), settings);
        let stepping = publisher.clone();
        let step = tokio::spawn(async move { stepping.step(now).await });
        let claimed = async || {
            let mut count = 0;
            for post in &posts {
                count += usize::from(bakery.status(*post).await == PostStatus::Processing);
            }
            count
        };
        eventually("four times its share is claimed", async || claimed().await == 12).await;
        network.let_go();
        step.await.unwrap().unwrap();
        while publisher.step(now).await.unwrap().claimed > 0 {}
        assert!(posts.iter().all(|post| network.shows(*post) == 1));
        assert_eq!(network.most_at_once(), 3);
    });
}

fn webhook(bakery: &Bakery, settings: PublisherSettings) -> Publisher {
    let policy =
        Policy { allowed_private_hosts: vec!["127.0.0.1".to_owned()], ..Policy::default() };
    let outbound = Outbound::new(policy).unwrap();
    let provider =
        Webhook::new(bakery.store.clone(), outbound).answering_within(Duration::from_secs(6));
    bakery.publisher_with(Arc::new(provider), settings)
}

async fn connect(bakery: &Bakery, url: &str) {
    let credentials = WebhookSettings::new(url, SECRET).unwrap().credentials();
    bakery.connect_with(Bluesky, ProviderKind::Webhook, Some(credentials)).await;
}
