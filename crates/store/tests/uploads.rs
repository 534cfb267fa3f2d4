//! Pictures that programs send: each token takes one, and what stands in no post goes.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

#[expect(dead_code, reason = "what one story needs of the bakery is not what all need")]
mod fixture;

use domain::{Scope, channel::Channel, id::MediaId};
use fixture::{Bakery, TestWorld, on_both};
use jiff::ToSpan;
use store::{Store, StoreError, media::NewPicture};

#[test]
fn what_was_sent_and_stands_in_no_post_goes_after_a_day() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let (_, post) = bakery.post(&store, world, Channel::Instagram, now + 1.hour()).await;
        let [unused, named, used] = [
            sent(&store, world, scope, "unused").await,
            sent(&store, world, scope, "named").await,
            sent(&store, world, scope, "used").await,
        ];
        store.open_upload(scope, MediaId::mint(world), "never sent", now).await.unwrap();
        store.change_picture(scope, post, used).await.unwrap();
        assert_eq!(store.forget_old_uploads(now + 29.minutes()).await.unwrap(), 0);
        assert_eq!(store.forget_old_uploads(now + 30.minutes()).await.unwrap(), 1, "the token");
        let day = now + 24.hours();
        store.hold_upload(scope, named, day - 1.second()).await.unwrap();
        assert_eq!(store.forget_old_uploads(day - 1.second()).await.unwrap(), 0);
        assert_eq!(store.forget_old_uploads(day).await.unwrap(), 1);
        let is_there = async |id| match store.picture(scope, id).await {
            Ok(_) => true,
            Err(StoreError::NotFound("picture")) => false,
            Err(error) => panic!("{error}"),
        };
        let there = [is_there(unused).await, is_there(named).await, is_there(used).await];
        assert_eq!(there, [false, true, true]);

        // A program named it, and made nothing of it after all.
        assert_eq!(store.forget_old_uploads(day + 24.hours()).await.unwrap(), 1);
        assert!(!is_there(named).await);
        // What its post shows no more goes, too.
        assert_eq!(store.forget_old_uploads(day + 48.hours()).await.unwrap(), 0);
        let other = sent(&store, world, scope, "another").await;
        store.change_picture(scope, post, other).await.unwrap();
        assert_eq!(store.forget_old_uploads(day + 48.hours()).await.unwrap(), 1);
        assert!(!is_there(used).await && is_there(other).await);
    });
}

#[test]
fn a_token_takes_one_picture_and_what_was_refused_may_be_sent_again() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let id = MediaId::mint(world);
        store.open_upload(scope, id, "token", now).await.unwrap();
        assert_eq!(store.upload("token", now).await.unwrap(), (scope, id));
        assert!(store.close_upload("token", now).await.unwrap());
        assert!(!store.close_upload("token", now).await.unwrap(), "once");
        let ended = Err(StoreError::NotFound("upload"));
        let is = |found: Result<(Scope, MediaId), StoreError>| format!("{found:?}");
        assert_eq!(is(store.upload("token", now).await), is(ended));
        store.open_upload(scope, id, "token", now).await.unwrap();
        assert_eq!(store.upload("token", now).await.unwrap(), (scope, id));
    });
}

#[test]
fn a_picture_of_the_site_that_is_fetched_again_takes_the_place_of_what_was_kept() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let address = "https://rosa.example/loaf.jpg";
        assert_eq!(store.site_picture(scope, address).await.unwrap(), None);
        let first = sent(&store, world, scope, "first").await;
        let second = sent(&store, world, scope, "second").await;
        store.note_site_picture(scope, address, Some(first), now).await.unwrap();
        store.note_site_picture(scope, address, Some(first), now).await.unwrap();
        assert!(store.picture(scope, first).await.is_ok());
        let later = now + 1.hour();
        store.note_site_picture(scope, address, Some(second), later).await.unwrap();
        let known = store.site_picture(scope, address).await.unwrap().unwrap();
        assert_eq!((known.kept, known.fetched_at), (Some(second), later));
        assert!(store.picture(scope, first).await.is_err());
        store.note_site_picture(scope, address, None, later).await.unwrap();
        assert_eq!(store.site_picture(scope, address).await.unwrap().unwrap().kept, None);
        assert!(store.picture(scope, second).await.is_err());
    });
}

/// A picture that a program sent.
async fn sent(store: &Store, world: &TestWorld, scope: Scope, token: &str) -> MediaId {
    let (id, now) = (MediaId::mint(world), world.now());
    store.open_upload(scope, id, token, now).await.unwrap();
    assert!(store.close_upload(token, now).await.unwrap());
    let bytes = b"a loaf";
    let picture = NewPicture { id, content_type: "image/jpeg", width: 1, height: 1, bytes };
    store.keep_picture(scope, picture, now).await.unwrap();
    id
}
