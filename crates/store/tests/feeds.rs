//! What the store promises of feeds, on both engines.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod fixture;

use domain::{Scope, channel::Channel, post::Placement};
use fixture::{Bakery, new_post, on_both};
use jiff::{Timestamp, ToSpan};
use store::{Store, StoreError, calendar::BEGINNING, feeds::Feed, posts::NewPost};

#[test]
fn an_address_opens_its_site_until_it_is_revoked() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let stranger = Bakery::open(&store, world).await;
        let (scope, sister) = (bakery.scope, bakery.second_site(&store, world).await);
        let all = store.create_feed(scope, None, world).await.unwrap();
        let one = store.create_feed(scope, Some(Channel::Bluesky), world).await.unwrap();
        assert_ne!(all, one);
        let feeds = store.feeds(scope).await.unwrap();
        let channels: Vec<_> = feeds.iter().map(|feed| feed.channel).collect();
        assert_eq!(channels, [Some(Channel::Bluesky), None], "the newest first");
        assert!(feeds.iter().all(|feed| feed.created_at == world.now()));
        assert_eq!(opened(&store, &all).await, Some((scope, feeds[1].clone())));
        assert_eq!(opened(&store, &one).await, Some((scope, feeds[0].clone())));
        for wrong in ["", "0", &all[1..], &feeds[0].id.to_string(), "\0"] {
            assert_eq!(opened(&store, wrong).await, None, "{wrong:?}");
        }

        for other in [stranger.scope, sister] {
            assert_eq!(store.feeds(other).await.unwrap(), []);
            let refused = store.revoke_feed(other, feeds[0].id).await;
            assert!(matches!(refused, Err(StoreError::NotFound("feed"))), "another site's");
        }
        store.revoke_feed(scope, feeds[0].id).await.unwrap();
        assert_eq!(opened(&store, &one).await, None);
        assert!(opened(&store, &all).await.is_some());
        let again = store.revoke_feed(scope, feeds[0].id).await;
        assert!(matches!(again, Err(StoreError::NotFound("feed"))));
    });
}

#[test]
fn that_a_feed_was_read_is_noted_once_an_hour() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let secret = store.create_feed(scope, None, world).await.unwrap();
        let reads = async |at: Timestamp| {
            let (scope, feed) = opened(&store, &secret).await.unwrap();
            store.note_feed_read(scope, &feed, at).await.unwrap();
            store.feeds(scope).await.unwrap()[0].last_read_at
        };
        assert_eq!(store.feeds(scope).await.unwrap()[0].last_read_at, None);
        assert_eq!(reads(now).await, Some(now));
        assert_eq!(reads(now + 59.minutes()).await, Some(now));
        assert_eq!(reads(now + 1.hour()).await, Some(now + 1.hour()));
    });
}

#[test]
fn a_feed_shows_the_cards_of_its_site_and_channel() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let sister = Bakery { scope: bakery.second_site(&store, world).await };
        let at = now + 1.hour();
        let (activity, _) = bakery.post(&store, world, Channel::Instagram, at).await;
        sister.post(&store, world, Channel::Instagram, at).await;
        let later = NewPost {
            placement: Placement::story(Channel::Bluesky),
            ..new_post(world, Channel::Bluesky, at + 30.minutes())
        };
        store.add_posts(scope, activity, std::slice::from_ref(&later), now).await.unwrap();

        let day = (now, now + 24.hours());
        let all = store.feed_cards(scope, None, day).await.unwrap();
        let minutes: Vec<_> = all.iter().map(|card| (card.activity, card.at)).collect();
        assert_eq!(minutes, [(activity, at), (activity, at + 30.minutes())]);
        let [card] = &store.feed_cards(scope, Some(Channel::Bluesky), day).await.unwrap()[..]
        else {
            panic!("one")
        };
        assert_eq!((card.at, card.posts.len()), (at + 30.minutes(), 1));
        assert!(card.has_stories() && card.picture.is_none());
        assert_eq!(store.feed_cards(scope, Some(Channel::X), day).await.unwrap(), []);
        assert_eq!(store.feed_cards(scope, None, (now, at)).await.unwrap(), []);
    });
}

#[test]
fn a_feed_reads_how_the_words_begin() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, at) = (bakery.scope, world.now() + 1.hour());
        let (_, post) = bakery.post(&store, world, Channel::Facebook, at).await;
        let mut text = new_post(world, Channel::Facebook, at).text;
        text.caption = "é🥖".repeat(BEGINNING);
        store.change_text(scope, post, 1, &text, true).await.unwrap();
        let cards = store.feed_cards(scope, None, (at, at + 1.hour())).await.unwrap();
        assert_eq!(cards[0].words, "é🥖".repeat(BEGINNING / 2));
    });
}

async fn opened(store: &Store, secret: &str) -> Option<(Scope, Feed)> {
    store.feed_of(secret).await.unwrap()
}
