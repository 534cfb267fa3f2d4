//! One Almanac publishes through another, which is its Post for Me.

use std::time::{Duration, Instant};

use domain::{Scope, channel::Channel, post::PostStatus};
use serde_json::Value;
use store::{Store, posts::Which};

use super::{Program, UNLIMITED, data};
use crate::{
    almanac::{Almanac, Sample, now, on_both},
    browser::{Answer, Browser},
};

/// Both publishers look once a second, and results are asked for every few seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// The one that writes posts, and the one that publishes them.
struct Pair {
    ours: Sample,
    store: Store,
    scope: Scope,
    rosa: Browser,
    theirs: Program,
}

impl Pair {
    async fn of(almanac: &Almanac) -> Self {
        let other = Almanac::new();
        let theirs = Program::of(Sample::serving(&other, &UNLIMITED), other);
        let ours = Sample::serving(
            almanac,
            &[
                ("ALMANAC_ALLOW_PRIVATE_HOSTS", "127.0.0.1"),
                ("ALMANAC_PUBLIC_URL", "http://127.0.0.1:9"),
            ],
        );
        let store = almanac.store().await;
        let scope = store.scope_of_site(ours.word("site_id").parse().unwrap()).await.unwrap();
        let rosa = ours.rosa().await;
        Pair { ours, store, scope, rosa, theirs }
    }

    fn channels(&self) -> String {
        format!("/sites/{}/channels", self.scope.site)
    }

    async fn connects(&self, channel: Channel, key: &str, more: &[(&str, &str)]) -> Answer {
        let path = format!("{}/{}/connect", self.channels(), channel.code());
        let service = &self.theirs.sample.server.address;
        let mut fields =
            vec![("provider", "post_for_me"), ("service_key", key), ("service", service)];
        fields.extend_from_slice(more);
        self.rosa.submits(&path, &fields).await
    }
}

#[test]
fn a_channel_is_connected_by_a_key_that_is_asked_for_once() {
    on_both(async |almanac| {
        let pair = Pair::of(&almanac).await;
        let key = pair.theirs.sample.word("api_key");
        let page = pair.rosa.opens(&pair.channels()).await;
        assert!(page.text().contains("An account at Post for Me"), "{}", page.text());

        for (typed, said) in
            [("", "Enter a key."), ("pfm_live_none", "Post for Me does not know this key.")]
        {
            let refused = pair.connects(Channel::Threads, typed, &[]).await;
            assert_eq!(refused.status, 422);
            assert!(refused.text().contains(said), "{}", refused.text());
            assert!(!refused.text().contains("pfm_live_none"), "a key is not shown again");
        }

        // To test keeps nothing.
        let tested = pair.connects(Channel::Threads, &key, &[("try", "yes")]).await;
        assert_eq!(tested.status, 200, "{}", tested.text());
        assert!(tested.text().contains("and takes its posts"), "{}", tested.text());
        assert!(!pair.store.keeps_post_for_me_key(pair.scope).await.unwrap());

        assert_eq!(pair.connects(Channel::Threads, &key, &[]).await.status, 303);
        assert_eq!(pair.connects(Channel::Bluesky, "", &[]).await.status, 303, "it is kept");
        let page = pair.rosa.opens(&pair.channels()).await;
        assert_eq!(page.text().matches(", through Post for Me").count(), 3, "a notice and two");
        assert!(page.text().contains("This site keeps one, sealed"));

        // What nobody connected there is connected there first.
        let nothing = pair.connects(Channel::Pinterest, "", &[]).await;
        assert_eq!(nothing.status, 422);
        assert!(nothing.text().contains("Connect Pinterest at Post for Me"), "{}", nothing.text());
        assert!(nothing.text().contains("I have connected it"));
        let theirs = &pair.theirs.sample;
        let there = format!("{}/sites/{}/channels", theirs.server.address, theirs.word("site_id"));
        assert!(nothing.text().contains(&there));

        let test = format!("{}/threads/test", pair.channels());
        let tested = pair.rosa.submits(&test, &[]).await;
        assert!(tested.text().contains("as connected."), "{}", tested.text());
        let id = pair.theirs.account("threads").await;
        let off = format!("/v1/social-accounts/{}/disconnect", id.as_str().unwrap());
        pair.theirs.asks("POST", &off, &Value::Null).await;
        let tested = pair.rosa.submits(&test, &[]).await;
        assert!(tested.text().contains("does not work"), "{}", tested.text());

        let dump = almanac.dump().await;
        let found = dump.windows(key.len()).any(|window| window == key.as_bytes());
        assert!(!found, "a copy of the database holds no key");
        for channel in ["threads", "bluesky"] {
            assert!(pair.store.keeps_post_for_me_key(pair.scope).await.unwrap());
            let path = format!("{}/{channel}/disconnect", pair.channels());
            assert_eq!(pair.rosa.submits(&path, &[]).await.status, 303);
        }
        assert!(!pair.store.keeps_post_for_me_key(pair.scope).await.unwrap(), "it goes with them");
        pair.store.close().await;
        drop(pair.ours);
    });
}

/// The other has nobody to tell: what it would tell is asked for.
#[test]
fn decision_d19_a_post_goes_out_through_the_other_once_though_no_hint_arrives() {
    on_both(async |almanac| {
        let pair = Pair::of(&almanac).await;
        let key = pair.theirs.sample.word("api_key");
        assert_eq!(pair.connects(Channel::Instagram, &key, &[]).await.status, 303);
        let drafts = pair.store.posts(pair.scope, Which::Drafts).await.unwrap();
        let due = drafts
            .iter()
            .find(|post| post.channel == Channel::Instagram && post.picture.is_some())
            .unwrap();
        pair.store.move_post(pair.scope, due.id, due.version, now()).await.unwrap();
        pair.store.schedule_post(pair.scope, due.id).await.unwrap();
        let start = Instant::now();
        let out = loop {
            let post = pair.store.post(pair.scope, due.id).await.unwrap();
            if post.status == PostStatus::Published {
                break post;
            }
            assert!(start.elapsed() < PATIENCE, "never came out: {post:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        let link = out.live_link.unwrap();
        let there = &pair.theirs.sample.server.address;
        assert!(link.starts_with(&format!("{there}/sandbox/")), "{link}");
        let list = format!("/v1/social-posts?external_id={}", due.id);
        let posts = pair.theirs.gets(&list).await;
        assert_eq!(data(&posts).len(), 1, "{posts}");
        assert_eq!(data(&posts)[0]["status"], "processed");
        assert_eq!(data(&posts)[0]["media"].as_array().unwrap().len(), 1);
        let page = pair.theirs.sample.server.browser().opens(&link[there.len()..]).await;
        assert_eq!(page.status, 200);
        let receipts = pair.store.receipts(pair.scope, due.id).await.unwrap();
        assert_eq!(receipts.len(), 1, "{receipts:?}");
        pair.store.close().await;
    });
}
