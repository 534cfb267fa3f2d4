//! Many posts at once, and the publisher as it runs in the server.

use std::{collections::HashMap, sync::Arc};

use domain::{
    channel::Channel::{Bluesky, Mastodon, Threads},
    connection::ProviderKind,
    id::PostId,
    post::PostStatus,
};
use publisher::{Publisher, PublisherSettings, sandbox::Sandbox};
use store::sandbox::SandboxMode;
use tokio::{sync::oneshot, task::JoinHandle};

use crate::{
    bakery::Bakery,
    engines::{eventually, on_both},
    network::Network,
};

#[test]
fn two_hundred_posts_due_at_once_all_land_exactly_once_with_two_publishers() {
    on_both(async |bakery| {
        let posts = due_in_sandbox(&bakery, 200).await;
        let first = running(&bakery.publisher(sandbox(&bakery)));
        let second = running(&bakery.publisher(sandbox(&bakery)));
        let all = Some(posts.len());
        eventually("all are published", async || published(&bakery).await == all).await;
        first.stop().await;
        second.stop().await;
        let landed = landed(&bakery).await;
        assert_eq!(landed.len(), posts.len());
        assert!(posts.iter().all(|post| landed.get(&post.to_string()) == Some(&1)));
    });
}

#[test]
fn a_slow_network_delays_no_other_and_is_waited_for_when_told_to_stop() {
    on_both(async |bakery| {
        let network = Network::holding(Mastodon);
        for channel in [Mastodon, Bluesky] {
            bakery.connect(channel, ProviderKind::Sandbox).await;
        }
        let now = bakery.world.now();
        let slow = bakery.all_scheduled(30, Mastodon, now).await;
        let quick = bakery.all_scheduled(30, Bluesky, now).await;
        let running = running(&bakery.publisher(network.clone()));
        eventually("the quick ones are published", async || {
            published(&bakery).await == Some(quick.len())
        })
        .await;
        assert!(all_are(&bakery, &slow, PostStatus::Processing).await);

        let most = PublisherSettings::default().per_connection;
        let sent = async || slow.iter().filter(|post| network.sends(**post) == 1).count();
        eventually("as many as may are under way", async || sent().await == most).await;

        // Told to stop, it gives back at once what it has not begun, and finishes the rest.
        let (begun, waiting): (Vec<PostId>, Vec<PostId>) =
            slow.iter().partition(|post| network.sends(**post) == 1);
        let stopping = tokio::spawn(running.stop());
        eventually("what waited is given back", async || {
            all_are(&bakery, &waiting, PostStatus::Scheduled).await
        })
        .await;
        assert!(all_are(&bakery, &begun, PostStatus::Processing).await);
        network.let_go();
        stopping.await.unwrap();
        assert!(all_are(&bakery, &begun, PostStatus::Published).await);
        bakery.publisher(network.clone()).step(now).await.unwrap();
        assert!(all_are(&bakery, &waiting, PostStatus::Published).await);
        assert!(slow.iter().chain(&quick).all(|post| network.shows(*post) == 1));
    });
}

#[test]
fn a_wake_begins_the_next_round_at_once() {
    on_both(async |bakery| {
        let hour = std::time::Duration::from_secs(3_600);
        let settings = PublisherSettings { poll: hour, ..PublisherSettings::default() };
        let publisher = bakery.publisher_with(sandbox(&bakery), settings);
        let running = running(&publisher);
        eventually("the first round is over", async || publisher.last_beat().is_some()).await;
        due_in_sandbox(&bakery, 1).await;
        publisher.wake();
        eventually("it is published", async || published(&bakery).await == Some(1)).await;
        running.stop().await;
    });
}

#[test]
fn the_sandbox_behaves_as_it_is_told() {
    on_both(async |bakery| {
        let publisher = bakery.publisher(sandbox(&bakery));
        let now = bakery.world.now();
        let step = async |mode| {
            bakery.store.set_sandbox_mode(bakery.scope, mode).await.unwrap();
            let post = due_in_sandbox(&bakery, 1).await[0];
            publisher.step(now).await.unwrap();
            bakery.post(post).await
        };
        let accepted = step(SandboxMode::Accepting).await;
        let id = &bakery.store.sandbox_posts(bakery.scope, 1).await.unwrap()[0].id;
        let link = format!("https://almanac.example/here/sandbox/rosas-loaf#{id}");
        assert_eq!(accepted.live_link, Some(link));
        let refused = step(SandboxMode::Refusing).await;
        assert_eq!(refused.status, PostStatus::Failed);
        assert_eq!(
            refused.failure.as_deref(),
            Some("The sandbox is set to refuse posts. Change it on the Channels page.")
        );
        let lost = step(SandboxMode::LosingAnswers).await;
        assert_eq!(lost.status, PostStatus::Uncertain);
        assert_eq!(lost.failure.as_deref(), Some("The sandbox did not answer."));
        publisher.step(bakery.world.pass(jiff::Span::new().seconds(2))).await.unwrap();
        assert_eq!(bakery.status(lost.id).await, PostStatus::Published);
        assert_eq!(landed(&bakery).await.values().max(), Some(&1));
    });
}

/// A publisher at work until it is stopped.
struct Running {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

fn running(publisher: &Publisher) -> Running {
    let (stop, stopped) = oneshot::channel::<()>();
    let publisher = publisher.clone();
    let task = tokio::spawn(async move {
        publisher.run(async { stopped.await.unwrap() }).await;
    });
    Running { stop, task }
}

impl Running {
    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap();
    }
}

fn sandbox(bakery: &Bakery) -> Arc<Sandbox> {
    let public = "https://almanac.example/here".parse().unwrap();
    Arc::new(Sandbox::new(bakery.store.clone(), bakery.world.clone(), public))
}

async fn due_in_sandbox(bakery: &Bakery, count: usize) -> Vec<PostId> {
    bakery.connect(Threads, ProviderKind::Sandbox).await;
    bakery.all_scheduled(count, Threads, bakery.world.now()).await
}

async fn all_are(bakery: &Bakery, posts: &[PostId], status: PostStatus) -> bool {
    for post in posts {
        if bakery.status(*post).await != status {
            return false;
        }
    }
    true
}

/// How many are published; `None` when more than a page of them is.
async fn published(bakery: &Bakery) -> Option<usize> {
    let posts = bakery.store.last_published(bakery.scope, 2_000).await.unwrap();
    (posts.len() < 2_000).then_some(posts.len())
}

/// How often each key landed in the sandbox.
async fn landed(bakery: &Bakery) -> HashMap<String, usize> {
    let mut landed = HashMap::new();
    for post in bakery.store.sandbox_posts(bakery.scope, 2_000).await.unwrap() {
        *landed.entry(post.delivery_key).or_default() += 1;
    }
    landed
}
