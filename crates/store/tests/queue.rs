//! What waits to go out, what waits for a person, and the receipts of a site.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod fixture;

use std::time::Duration;

use domain::{channel::Channel, id::PostId, post::PostStatus};
use fixture::{Bakery, on_both};
use jiff::ToSpan;
use store::{
    Store,
    publishing::{Claimed, Intent, Outcome, Then},
};

const MINUTE: Duration = Duration::from_secs(60);

fn intent(claimed: &Claimed) -> Intent {
    Intent {
        scope: claimed.scope,
        post: claimed.post.id,
        attempt: claimed.attempt,
        delivery_key: claimed.post.id.to_string(),
        channel: claimed.post.channel.code(),
        provider: "sandbox",
        body_hash: "00".into(),
        claimed_at: claimed.post.publish_at,
        staged: None,
    }
}

fn outcome(claimed: &Claimed, then: Then) -> Outcome {
    Outcome {
        scope: claimed.scope,
        post: claimed.post.id,
        attempt: claimed.attempt,
        then,
        http_status: None,
        reason: Some("The network said no.".into()),
    }
}

async fn shown(store: &Store, scope: domain::Scope, limit: i64) -> Vec<(PostId, PostStatus)> {
    let queue = store.queue(scope, limit).await.unwrap();
    queue.needs_person.iter().map(|queued| (queued.post.id, queued.post.status)).collect()
}

#[test]
fn the_queue_holds_what_needs_a_person_first_and_what_goes_out_next() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let mut posts = Vec::new();
        for (channel, at) in [
            (Channel::Bluesky, now),
            (Channel::Mastodon, now - 1.minute()),
            (Channel::Threads, now - 1.hour()),
            (Channel::LinkedIn, now + 1.hour()),
            (Channel::Facebook, now + 2.hours()),
        ] {
            let (_, post) = bakery.post(&store, world, channel, at).await;
            posts.push(post);
        }
        let [failed, uncertain, missed, next, later] = posts[..] else { panic!("{posts:?}") };
        for post in &posts[..4] {
            store.schedule_post(scope, *post).await.unwrap();
        }
        assert_eq!(store.miss_overdue(now - 15.minutes()).await.unwrap(), 1);
        for claimed in store.claim_due(now, MINUTE, 10, &[]).await.unwrap() {
            store.mark_sending(vec![intent(&claimed)], MINUTE, now).await.unwrap();
            let then = if claimed.post.id == failed {
                Then::Failed
            } else {
                Then::Uncertain(Some(now + 2.seconds()))
            };
            store.record(&[outcome(&claimed, then)], now).await.unwrap();
        }

        let all = [
            (uncertain, PostStatus::Uncertain),
            (failed, PostStatus::Failed),
            (missed, PostStatus::Missed),
        ];
        assert_eq!(shown(&store, scope, 10).await, all);
        assert_eq!(shown(&store, scope, 2).await, all[..2]);
        let queue = store.queue(scope, 2).await.unwrap();
        assert_eq!((queue.needs_person_count, queue.going_out_count), (3, 1));
        let waits = &queue.needs_person[0];
        let known = (waits.tries, waits.sending_at, waits.next_at);
        assert_eq!(known, (1, Some(now), Some(now + 2.seconds())));
        assert_eq!(queue.going_out[0].post.id, next);
        assert_eq!(store.missed(scope).await.unwrap(), [missed]);

        let ahead = store.posts_ahead(scope, (now, now + 2.hours())).await.unwrap();
        assert_eq!(
            ahead.iter().map(|post| post.id).collect::<Vec<_>>(),
            [next],
            "{later} is after"
        );

        // Nothing of it is another site's.
        let other = bakery.second_site(&store, world).await;
        assert_eq!(store.queue(other, 10).await.unwrap(), store::queue::Queue::default());
        assert_eq!(store.missed(other).await.unwrap(), []);
        assert_eq!(store.site_receipts(other, None, 10).await.unwrap(), []);
    });
}

#[test]
fn receipts_of_a_site_come_page_by_page_and_outlive_their_posts() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let (activity, post) = bakery.post(&store, world, Channel::Bluesky, now).await;
        store.schedule_post(scope, post).await.unwrap();
        for _ in 0..3 {
            let claimed = store.claim_due(now, MINUTE, 10, &[]).await.unwrap().pop().unwrap();
            store.mark_sending(vec![intent(&claimed)], MINUTE, now).await.unwrap();
            store.record(&[outcome(&claimed, Then::Retry(now))], now).await.unwrap();
        }
        store.unschedule_post(scope, post).await.unwrap();
        store.delete_activity(scope, activity).await.unwrap();
        assert!(store.post(scope, post).await.is_err());

        let first = store.site_receipts(scope, None, 2).await.unwrap();
        let rest = store.site_receipts(scope, Some((post, 2)), 2).await.unwrap();
        let attempts: Vec<i64> = first.iter().chain(&rest).map(|receipt| receipt.attempt).collect();
        assert_eq!(attempts, [1, 2, 3]);
        assert_eq!(first[0].post, post);
        assert_eq!(first[0].outcome.as_deref(), Some("refused"));
        assert_eq!(first[0].body_hash.as_deref(), Some("00"));
    });
}
