//! What is frozen stays scheduled; who publishes takes turns; and a copy does not publish.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

#[expect(dead_code, reason = "what one story needs of the bakery is not what all need")]
mod fixture;

use std::{fs, time::Duration};

use domain::{
    Scope,
    channel::Channel,
    connection::{Connection, ProviderKind},
    freeze::Frozen,
    id::{ConnectionId, PostId},
    post::PostStatus,
};
use fixture::{Bakery, TestWorld, at_both, on_both};
use jiff::ToSpan;
use store::{
    Location, SecretKey, Store,
    publishing::{Claimed, Intent},
};

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn what_is_frozen_is_neither_claimed_nor_marked_and_stays_scheduled() {
    on_both(async |store, world| {
        let ours = Bakery::open(&store, world).await;
        let theirs = Bakery::open(&store, world).await;
        let everything = Frozen::EVERYTHING;
        let webhook = Frozen::provider(ProviderKind::Webhook);
        let site = Frozen::site(ours.scope);
        let both = Frozen { site: Some(ours.scope), provider: Some(ProviderKind::Webhook) };
        let sandbox = Frozen::provider(ProviderKind::Sandbox);
        let other = Frozen::site(theirs.scope);
        for (what, holds) in [
            (everything, true),
            (webhook, true),
            (site, true),
            (both, true),
            (sandbox, false),
            (other, false),
        ] {
            let now = world.now();
            let post = due(&store, world, &ours).await;
            // Frozen before the claim.
            store.freeze(what, "Rosa", "The oven is cold.", now).await.unwrap();
            let claimed = store.claim_due(now, MINUTE, 10, &[]).await.unwrap();
            assert_eq!(claimed.is_empty(), holds, "{what}");
            let missed = store.miss_overdue(now + 1.hour()).await.unwrap();
            assert_eq!(missed, 0, "{what}: nothing frozen is missed");
            assert!(store.unfreeze(what).await.unwrap());
            assert!(!store.unfreeze(what).await.unwrap(), "safe to repeat");
            // Frozen between the claim and the mark.
            let claimed = match claimed.as_slice() {
                [] => store.claim_due(now, MINUTE, 10, &[]).await.unwrap(),
                _ => claimed,
            };
            store.freeze(what, "Rosa", "", now).await.unwrap();
            let marked = store.mark_sending(vec![intent(&claimed[0])], MINUTE, now).await.unwrap();
            assert_eq!(marked.is_empty(), holds, "{what}");
            store.unfreeze(what).await.unwrap();
            store.release_expired(now + 2.minutes()).await.unwrap();
            let status = store.post(ours.scope, post).await.unwrap().status;
            let unsent = if holds { PostStatus::Scheduled } else { PostStatus::Uncertain };
            assert_eq!(status, unsent, "{what}");
            store.miss_overdue(now + 1.hour()).await.unwrap();
        }
    });
}

#[test]
fn a_site_is_told_of_the_freezes_that_hold_it_with_who_and_why_and_since_when() {
    on_both(async |store, world| {
        let (ours, theirs) = (Bakery::open(&store, world).await, Bakery::open(&store, world).await);
        let now = world.now();
        store.freeze(Frozen::site(ours.scope), "Rosa", "Holidays.", now).await.unwrap();
        store.freeze(Frozen::EVERYTHING, "operator", "", now).await.unwrap();
        store.freeze(Frozen::EVERYTHING, "somebody else", "", now + 1.hour()).await.unwrap();
        let told = store.freezes(ours.scope).await.unwrap();
        let words: Vec<_> = told.iter().map(|f| (f.what, f.by.as_str(), f.since)).collect();
        assert_eq!(
            words,
            [(Frozen::EVERYTHING, "operator", now), (Frozen::site(ours.scope), "Rosa", now),]
        );
        assert_eq!(told[1].why, "Holidays.");
        assert_eq!(store.freezes(theirs.scope).await.unwrap().len(), 1);
        assert_eq!(store.all_freezes().await.unwrap().len(), 2);
    });
}

#[test]
fn workspaces_take_turns_and_those_with_enough_under_way_are_passed_over() {
    on_both(async |store, world| {
        let (big, small) = (Bakery::open(&store, world).await, Bakery::open(&store, world).await);
        for _ in 0..12 {
            due(&store, world, &big).await;
        }
        due(&store, world, &small).await;
        let now = world.now();
        let workspaces = |claimed: Vec<Claimed>| -> Vec<_> {
            claimed.iter().map(|claimed| claimed.scope.workspace).collect()
        };
        let first = workspaces(store.claim_due(now, MINUTE, 4, &[]).await.unwrap());
        assert_eq!(first.len(), 4);
        assert!(first.contains(&small.scope.workspace), "the last to come waits for nobody");
        let busy = [big.scope.workspace];
        assert!(store.claim_due(now, MINUTE, 4, &busy).await.unwrap().is_empty());
        assert_eq!(store.claim_due(now, MINUTE, 100, &[]).await.unwrap().len(), 9);
    });
}

#[test]
fn an_installation_knows_its_home_and_whoever_opens_it_again_too() {
    at_both(async |location, world| {
        for _ in 0..2 {
            let store = open(&location).await;
            assert!(!store.settle_in(world.now()).await.unwrap());
            assert!(store.all_freezes().await.unwrap().is_empty());
            store.close().await;
        }
    });
}

#[test]
fn a_copied_folder_is_frozen_until_the_operator_says_go() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (ours, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let at = |folder: &tempfile::TempDir| Location {
            database_url: None,
            data: folder.path().to_owned(),
            bucket: None,
        };
        let world = fixture::a_world();
        let store = open(&at(&ours)).await;
        store.settle_in(world.now()).await.unwrap();
        store.close().await;
        for entry in fs::read_dir(ours.path()).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
            }
        }
        let restored = open(&at(&copy)).await;
        assert!(restored.settle_in(world.now()).await.unwrap());
        let freezes = restored.all_freezes().await.unwrap();
        assert_eq!((freezes.len(), freezes[0].what), (1, Frozen::EVERYTHING));
        assert!(freezes[0].why.contains("almanac unfreeze --all"), "{}", freezes[0].why);
        assert!(!restored.settle_in(world.now()).await.unwrap(), "told once");
        assert!(restored.unfreeze(Frozen::EVERYTHING).await.unwrap());
        assert!(!restored.settle_in(world.now()).await.unwrap());
        assert!(restored.all_freezes().await.unwrap().is_empty(), "the operator's word holds");
        restored.close().await;
        let store = open(&at(&ours)).await;
        assert!(!store.settle_in(world.now()).await.unwrap(), "the original is itself");
        store.close().await;
    });
}

async fn open(location: &Location) -> Store {
    Store::open(location, SecretKey::new([7; 32])).await.unwrap()
}

/// A scheduled post, through the webhook, whose minute is now.
async fn due(store: &Store, world: &TestWorld, bakery: &Bakery) -> PostId {
    connect(store, world, bakery.scope).await;
    let (_, post) = bakery.post(store, world, Channel::Threads, world.now()).await;
    store.schedule_post(bakery.scope, post).await.unwrap();
    post
}

async fn connect(store: &Store, world: &TestWorld, scope: Scope) {
    let connection = Connection {
        id: ConnectionId::mint(world),
        channel: Channel::Threads,
        provider: ProviderKind::Webhook,
        account: "hooks.bakery.example".into(),
        limits: None,
    };
    store.connect(scope, &connection, None, world.now()).await.unwrap();
}

fn intent(claimed: &Claimed) -> Intent {
    Intent {
        scope: claimed.scope,
        post: claimed.post.id,
        attempt: claimed.attempt,
        delivery_key: claimed.post.id.to_string(),
        channel: "threads",
        provider: "webhook",
        body_hash: "0".into(),
        claimed_at: claimed.post.publish_at,
        staged: None,
    }
}
