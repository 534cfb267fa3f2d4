//! What the store promises of posts that programs command, on both engines.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod fixture;

use std::{collections::HashSet, time::Duration};

use domain::{
    channel::Channel,
    id::{ActivityId, PostId},
    post::{PostKind, PostStatus},
};
use fixture::{Bakery, TestWorld, new_post, on_both};
use jiff::{Timestamp, ToSpan};
use store::{Store, StoreError, items::Sought};

const MINUTE: Duration = Duration::from_secs(60);

/// A post for each channel, all of one activity and one minute, and all scheduled.
async fn scheduled(
    store: &Store,
    world: &TestWorld,
    bakery: &Bakery,
    at: Timestamp,
) -> Vec<PostId> {
    let (activity, first): (ActivityId, PostId) =
        bakery.post(store, world, Channel::ALL[0], at).await;
    let posts: Vec<_> =
        Channel::ALL[1..].iter().map(|channel| new_post(world, *channel, at)).collect();
    store.add_posts(bakery.scope, activity, &posts, world.now()).await.unwrap();
    let ids: Vec<PostId> = [first].into_iter().chain(posts.iter().map(|post| post.id)).collect();
    assert_eq!(store.schedule_posts(bakery.scope, &ids).await.unwrap(), ids);
    ids
}

#[test]
fn a_canceled_post_is_never_claimed_and_a_claimed_one_is_never_canceled() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let ids = scheduled(&store, world, &bakery, world.now()).await;
        let canceling: Vec<_> = ids
            .iter()
            .map(|id| {
                let (store, id) = (store.clone(), *id);
                tokio::spawn(async move { (id, store.cancel_post(bakery.scope, id).await) })
            })
            .collect();
        let now = world.now();
        let claiming: Vec<_> = (0..ids.len())
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { store.claim_due(now, MINUTE, 2, &[]).await.unwrap() })
            })
            .collect();
        let mut claimed: HashSet<PostId> = HashSet::new();
        for claims in claiming {
            claimed.extend(claims.await.unwrap().iter().map(|claim| claim.post.id));
        }
        let mut canceled = Vec::new();
        for cancel in canceling {
            canceled.push(cancel.await.unwrap());
        }
        for (id, canceled) in canceled {
            let status = store.post(bakery.scope, id).await.unwrap().status;
            match canceled {
                Ok(()) => {
                    assert!(!claimed.contains(&id), "canceled, and claimed all the same");
                    assert_eq!(status, PostStatus::Canceled);
                }
                Err(StoreError::TooLate(_)) => {
                    assert!(claimed.contains(&id), "neither canceled nor claimed");
                    assert_eq!(status, PostStatus::Processing);
                }
                Err(error) => panic!("{error}"),
            }
        }
        let later = world.now() + 1.hour();
        let expired = store.release_expired(later).await.unwrap();
        assert_eq!(expired, (u64::try_from(claimed.len()).unwrap(), 0), "a canceled post stays");
    });
}

#[test]
fn a_post_is_scheduled_at_a_minute_in_one_step_or_not_at_all() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (_, id) = bakery.post(&store, world, Channel::Instagram, world.now()).await;
        let at = world.now() + 2.hours();
        let post = store.post(bakery.scope, id).await.unwrap();
        let stale = store.schedule_post_at(bakery.scope, id, post.version + 1, at).await;
        assert!(matches!(stale, Err(StoreError::TooLate("post"))));
        assert_eq!(store.post(bakery.scope, id).await.unwrap(), post);
        store.schedule_post_at(bakery.scope, id, post.version, at).await.unwrap();
        let post = store.post(bakery.scope, id).await.unwrap();
        assert_eq!((post.status, post.publish_at), (PostStatus::Scheduled, at));
        assert!(store.claim_due(world.now(), MINUTE, 9, &[]).await.unwrap().is_empty());
        assert_eq!(store.claim_due(at, MINUTE, 9, &[]).await.unwrap().len(), 1);
        for refused in [
            store.schedule_post_at(bakery.scope, id, post.version + 1, at).await,
            store.cancel_post(bakery.scope, id).await,
            store.delete_post(bakery.scope, id).await,
        ] {
            assert!(matches!(refused, Err(StoreError::TooLate("post"))), "{refused:?}");
        }
        let other = bakery.second_site(&store, world).await;
        for refused in [store.cancel_post(other, id).await, store.delete_post(other, id).await] {
            assert!(matches!(refused, Err(StoreError::NotFound("post"))), "{refused:?}");
        }
    });
}

#[test]
fn posts_are_sought_behind_one_another() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let at = world.now();
        let mut ids = scheduled(&store, world, &bakery, at).await;
        let channels = Channel::ALL;
        let all = Sought {
            kinds: &PostKind::ALL,
            ids: None,
            references: None,
            channels: &channels,
            statuses: &[PostStatus::Scheduled],
            from: Timestamp::MIN,
            until: Timestamp::MAX,
            descending: false,
            behind: None,
            skip: 0,
            limit: 2,
        };
        ids.sort();
        for descending in [false, true] {
            let (mut found, mut behind) = (Vec::new(), None);
            loop {
                let sought = Sought { behind, descending, ..all.clone() };
                let page = store.seek_posts(bakery.scope, &sought).await.unwrap();
                let Some(last) = page.last() else { break };
                behind = Some((last.publish_at, last.id));
                found.extend(page.iter().map(|post| post.id));
            }
            assert_eq!(found, ids, "one minute, so by id");
            ids.reverse();
        }
        let count = async |sought: Sought<'_>| {
            store.seek_posts(bakery.scope, &Sought { limit: 100, ..sought }).await.unwrap().len()
        };
        assert_eq!(count(all.clone()).await, ids.len());
        assert_eq!(count(Sought { skip: 4, ..all.clone() }).await, ids.len() - 4);
        assert_eq!(count(Sought { ids: Some(&ids[..2]), ..all.clone() }).await, 2);
        assert_eq!(count(Sought { ids: Some(&[]), ..all.clone() }).await, 0);
        assert_eq!(count(Sought { channels: &[Channel::GoogleBusiness], ..all.clone() }).await, 1);
        assert_eq!(count(Sought { channels: &[], ..all.clone() }).await, 0);
        assert_eq!(count(Sought { statuses: &[PostStatus::Draft], ..all.clone() }).await, 0);
        assert_eq!(count(Sought { until: at, ..all.clone() }).await, 0);
        let behind = Sought { from: at + 1.millisecond(), ..all.clone() };
        assert_eq!(count(behind).await, 0);
        let other = bakery.second_site(&store, world).await;
        assert!(store.seek_posts(other, &all).await.unwrap().is_empty());
    });
}
