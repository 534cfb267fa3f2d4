//! The Publisher: which networks take posts of the site, and its posts as items.

use std::{sync::Arc, time::Duration};

use domain::{
    Scope,
    channel::Channel,
    contract::Credentials,
    id::PostId,
    post::{Placement, PostStatus},
};
use jiff::{Timestamp, ToSpan};
use outbound::{Outbound, Policy};
use serde_json::{Value, json};
use store::{
    Store,
    posts::{Post, Which},
};
use url::Url;
use wix::{
    Access, Client, WixError,
    wire::{
        ChannelName, CursorPaging, FeatureType, ItemChanges, ItemQuery, ItemStatus, TokenStatus,
        Words,
    },
};

use crate::{
    almanac::{Almanac, Sample, on_both},
    api::Still,
    program::{Program, code, list},
};

const BASE: &str = "/social-publisher/v1";
const NOBODY: &str = "01a1fef3-5d4b-790a-8dba-000000000000";

/// A program with the key of the sample site, and the store below it.
struct Stage {
    sample: Sample,
    program: Program,
    store: Store,
    scope: Scope,
}

impl Stage {
    async fn set(almanac: &Almanac) -> Self {
        let sample = Sample::of(almanac);
        let store = almanac.store().await;
        let scope = store.scope_of_site(sample.word("site_id").parse().unwrap()).await.unwrap();
        Stage { program: Program::of(&sample), sample, store, scope }
    }

    async fn asks(&self, verb: &str, path: &str, body: &Value) -> (u16, Value) {
        self.program.asks_at(verb, &format!("{BASE}{path}"), body).await
    }

    /// Is answered with 200.
    async fn does(&self, verb: &str, path: &str, body: &Value) -> Value {
        let (status, said) = self.asks(verb, path, body).await;
        assert_eq!(status, 200, "{path} {body}: {said}");
        said
    }

    /// Is refused; gives the status with the application code, or the field that is wrong.
    async fn is_refused(&self, verb: &str, path: &str, body: &Value) -> (u16, String) {
        let (status, said) = self.asks(verb, path, body).await;
        assert_ne!(status, 200, "{path} {body}: {said}");
        (status, code(&said))
    }

    async fn drafts(&self, channel: Channel) -> Vec<Post> {
        self.drafts_at(Placement::post(channel)).await
    }

    async fn drafts_at(&self, placement: Placement) -> Vec<Post> {
        let mut drafts = self.store.posts(self.scope, Which::Drafts).await.unwrap();
        drafts.retain(|post| post.placement() == placement && post.picture.is_some());
        drafts
    }

    /// A story; every plan has some, of what is near or is made for this.
    async fn story(&self) -> Post {
        let stories = Placement::story(Channel::Instagram);
        if let Some(story) = self.drafts_at(stories).await.pop() {
            return story;
        }
        let until = Timestamp::MAX;
        let activities = self.store.activities(self.scope, now(), until).await.unwrap();
        let planned = activities.iter().find(|one| one.stories).unwrap();
        let asked = json!({ "marketingActivityIds": [planned.id] });
        self.program.posts("/marketing-plan/generate-social-posts", &asked).await;
        for _ in 0..200 {
            if let Some(story) = self.drafts_at(stories).await.pop() {
                return story;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no story was made within 10 s");
    }

    async fn draft(&self, channel: Channel) -> Post {
        self.drafts(channel).await.swap_remove(0)
    }

    /// A post that another publisher holds for a day.
    async fn claimed(&self) -> PostId {
        let post = self.draft(Channel::Instagram).await;
        let later = now() + 1.hour();
        self.store.schedule_post_at(self.scope, post.id, post.version, later).await.unwrap();
        let lease = Duration::from_hours(24);
        let claimed = self.store.claim_due(later, lease, 10, &[]).await.unwrap();
        assert_eq!(claimed.iter().map(|one| one.post.id).collect::<Vec<_>>(), [post.id]);
        post.id
    }

    /// A post that has gone out.
    async fn published(&self) -> PostId {
        let post = self.draft(Channel::Instagram).await;
        self.does("POST", "/publish-by-id", &json!({ "id": post.id })).await;
        self.until(post.id, "PUBLISHED").await;
        post.id
    }

    async fn until(&self, id: PostId, status: &str) -> Value {
        for _ in 0..200 {
            let item =
                self.does("GET", &format!("/items/{id}"), &Value::Null).await["item"].clone();
            if item["status"] == status {
                return item;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the item is not {status} after 10 s");
    }

    /// How often a text stands in the sandbox of Instagram.
    async fn landed(&self, post: &Post) -> usize {
        let landed = self.store.sandbox_posts(self.scope, 1_000).await.unwrap();
        let same = |one: &&store::sandbox::SandboxPost| {
            (one.channel, one.kind) == (post.channel, post.kind)
                && one.text.caption == post.text.caption
        };
        landed.iter().filter(same).count()
    }
}

#[expect(clippy::disallowed_methods, reason = "the server under test asks the machine too")]
fn now() -> Timestamp {
    Timestamp::now()
}

#[test]
fn a_connected_network_has_an_account_and_another_has_the_way_to_one() {
    on_both(async |almanac| {
        let mut stage = Stage::set(&almanac).await;
        let connections = stage.store.connections(stage.scope).await.unwrap();
        let facebook = connections.iter().find(|one| one.channel == Channel::Facebook).unwrap();
        let id = facebook.id.to_string();
        let accounts = stage.does("GET", "/accounts?channelName=FACEBOOK", &Value::Null).await;
        let details = json!({
            "id": id, "displayName": facebook.account, "page": { "id": id },
            "settings": { "default": true },
        });
        let account = json!({ "channelName": "FACEBOOK", "facebook": details });
        assert_eq!(accounts, json!({ "accounts": [account] }));
        let status = async |stage: &Stage, channel: &str| {
            let path = format!("/{channel}/long-lived-token-status");
            stage.does("GET", &path, &Value::Null).await["status"].clone()
        };
        assert_eq!(status(&stage, "FACEBOOK").await, "VALID");
        for channel in ["PINTEREST", "YOUTUBE", "TWITTER"] {
            assert_eq!(status(&stage, channel).await, "NEVER_CREATED", "{channel}");
            let path = format!("/accounts?channelName={channel}");
            let none = (400, "USER_NOT_EXIST_FOR_CHANNEL".to_owned());
            assert_eq!(stage.is_refused("GET", &path, &Value::Null).await, none, "{channel}");
        }
        let page = stage.does("GET", "/PINTEREST/connect-url", &Value::Null).await;
        let page = page["connectUrl"].as_str().unwrap().to_owned();
        let rosa = stage.sample.rosa().await;
        let page = rosa.opens(page.strip_prefix(&stage.sample.server.address).unwrap()).await;
        assert!(page.status == 200 && page.text().contains("Pinterest"));
        let unsupported = (428, "UNSUPPORTED_CHANNEL".to_owned());
        let path = "/YOUTUBE/connect-url";
        assert_eq!(stage.is_refused("GET", path, &Value::Null).await, unsupported);
        for (path, field) in [
            ("/accounts", "channelName"),
            ("/accounts?channelName=MYSPACE", "channelName"),
            ("/accounts?channelName=BLUESKY", "channelName"),
            ("/BLUESKY/connect-url", "channelName"),
            ("/x/long-lived-token-status", "channelName"),
            ("/features", "featureTypes"),
            (&format!("/features?{}", "featureTypes=PUBLISH_POST&".repeat(21)), "featureTypes"),
        ] {
            let refused = stage.is_refused("GET", path, &Value::Null).await;
            assert_eq!(refused, (400, field.to_owned()), "{path}");
        }
        stage.program.networks = "all";
        assert_eq!(status(&stage, "BLUESKY").await, "VALID");

        let path =
            "/features?featureTypes=PUBLISH_POST&featureTypes=SCHEDULE_POST&featureTypes=FLY";
        let features = stage.does("GET", path, &Value::Null).await;
        let feature = |kind: &str, enabled: bool| json!({ "type": kind, "enabled": enabled });
        let three =
            [feature("PUBLISH_POST", true), feature("SCHEDULE_POST", true), feature("FLY", false)];
        assert_eq!(features, json!({ "features": three, "monetizationEnabled": false }));
        let one = stage.does("GET", "/features/SCHEDULE_POST", &Value::Null).await;
        assert_eq!(one["feature"], three[1]);
        stage.store.close().await;
    });
}

#[test]
fn what_is_published_at_once_lands_exactly_once() {
    on_both(async |almanac| {
        let stage = Stage::set(&almanac).await;
        let post = stage.draft(Channel::Instagram).await;
        let before = stage.landed(&post).await;
        let body = json!({ "id": post.id });
        let asked = (0..5).map(|_| stage.asks("POST", "/publish-by-id", &body));
        for (status, said) in futures_util::future::join_all(asked).await {
            let refused = matches!((status, code(&said).as_str()), (428, "ITEM_IS_PUBLISHED"));
            assert!(status == 200 || status == 409 || refused, "{status} {said}");
        }
        let item = stage.until(post.id, "PUBLISHED").await;
        assert!(item["externalItemUrl"].is_string(), "{item}");
        let published = (428, "ITEM_IS_PUBLISHED".to_owned());
        assert_eq!(stage.is_refused("POST", "/publish-by-id", &body).await, published);
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(stage.landed(&post).await, before + 1);
        stage.store.close().await;
    });
}

#[test]
fn a_story_is_an_item_of_its_own_type_and_goes_out_as_one() {
    on_both(async |almanac| {
        let stage = Stage::set(&almanac).await;
        let story = stage.story().await;
        let path = format!("/items/{}", story.id);
        let item = stage.does("GET", &path, &Value::Null).await["item"].clone();
        assert_eq!((&item["type"], &item["status"]), (&json!("STORY"), &json!("DRAFT")));
        let media = &item["instagramStory"]["mediaWrapper"]["media"][0];
        assert!(media["url"].as_str().unwrap().starts_with("http"), "{item}");
        assert_eq!(item["instagramPost"], Value::Null);
        assert_eq!(item["instagramStory"]["caption"], Value::Null, "its words are in its picture");

        let query = async |filter: Value| {
            let asked = json!({ "query": { "filter": filter, "paging": { "limit": 100 } } });
            stage.does("POST", "/items/query", &asked).await["items"].clone()
        };
        let stories = query(json!({ "type": "STORY" })).await;
        let stories = stories.as_array().unwrap();
        assert!(stories.contains(&item));
        assert!(stories.iter().all(|one| one["type"] == "STORY"), "{stories:?}");
        let mine = query(json!({ "type": "POST", "id": [story.id] })).await;
        assert_eq!(mine, json!([]));
        assert_eq!(query(json!({ "type": ["REEL", "VIDEO"] })).await, json!([]));
        let wrong = json!({ "query": { "filter": { "type": "SONG" } } });
        let refused = stage.is_refused("POST", "/items/query", &wrong).await;
        assert_eq!(refused, (400, "query.filter.type".to_owned()));

        let whole = json!({ "item": { "instagramStory": item["instagramStory"] } });
        let after = stage.does("PATCH", &path, &whole).await["item"].clone();
        assert_eq!(after, item, "sent back whole");
        for (content, field) in [
            (json!({ "instagramStory": { "caption": "x" } }), "item.instagramStory.caption"),
            (
                json!({ "instagramStory": { "mediaWrapper": { "media": [] } } }),
                "item.instagramStory.mediaWrapper",
            ),
            (json!({ "instagramPost": { "caption": "x" } }), "item.instagramPost"),
            (json!({ "facebookStory": {} }), "item.facebookStory"),
        ] {
            let body = json!({ "item": content });
            let refused = stage.is_refused("PATCH", &path, &body).await;
            assert_eq!(refused, (400, field.to_owned()), "{body}");
        }

        let before = stage.landed(&story).await;
        stage.does("POST", "/publish-by-id", &json!({ "id": story.id })).await;
        stage.until(story.id, "PUBLISHED").await;
        assert_eq!(stage.landed(&story).await, before + 1);
        stage.store.close().await;
    });
}

#[test]
fn a_draft_that_a_program_makes_goes_out_and_is_made_once() {
    on_both(async |almanac| {
        let stage = Stage::set(&almanac).await;
        let account = &stage.does("GET", "/accounts?channelName=FACEBOOK", &Value::Null).await["accounts"]
            [0]["facebook"];
        let seen = stage.draft(Channel::Facebook).await.picture.unwrap();
        let (address, site) = (&stage.sample.server.address, stage.scope.site);
        let picture = format!("{address}/pictures/{site}/{seen}");
        let draft = json!({ "item": {
            "channel": { "name": "FACEBOOK", "accountId": account["id"] },
            "type": "POST",
            "referenceId": "oven, 50% rye",
            "facebookPost": {
                "caption": "Rye from the oven\nEvery Friday.", "link": "https://rosa.example/rye",
                "pageId": account["page"]["id"],
                "mediaWrapper": { "media": [{ "type": "IMAGE", "url": picture }] },
            },
        } });
        let item = stage.does("POST", "/items", &draft).await["item"].clone();
        assert_eq!(
            (&item["status"], &item["referenceId"]),
            (&json!("DRAFT"), &"oven, 50% rye".into())
        );
        let content = &item["facebookPost"];
        assert_eq!(content["caption"], "Rye from the oven\nEvery Friday.");
        assert_eq!(content["link"], "https://rosa.example/rye");
        assert_eq!(content["mediaWrapper"]["media"][0]["url"], picture);

        // Made once, whoever asks again; and found by its name.
        let again = stage.is_refused("POST", "/items", &draft).await;
        assert_eq!(again, (409, "REFERENCE_ID_ALREADY_EXIST".to_owned()));
        for (names, count) in [
            (json!("oven, 50% rye"), 1),
            (json!({ "$in": ["oven, 50% rye", "oven"] }), 1),
            (json!({ "$in": ["oven", "%"] }), 0),
            (json!([]), 0),
        ] {
            let query = json!({ "query": { "filter": { "referenceId": names } } });
            let found = stage.does("POST", "/items/query", &query).await;
            assert_eq!(list(&found, "items").len(), count, "{query}");
        }

        // It is an item as any other, in an activity of its own.
        let id: PostId = item["id"].as_str().unwrap().parse().unwrap();
        let path = format!("/items/{id}");
        let words = json!({ "item": { "facebookPost": { "caption": "Rye and wheat" } } });
        stage.does("PATCH", &path, &words).await;
        let post = stage.store.post(stage.scope, id).await.unwrap();
        let activity = stage.store.activity(stage.scope, post.activity).await.unwrap();
        assert_eq!(activity.title, "Rye from the oven");
        stage.does("POST", "/publish-by-id", &json!({ "id": id })).await;
        let out = stage.until(id, "PUBLISHED").await;
        assert_eq!(out["referenceId"], "oven, 50% rye");
        assert_eq!(stage.landed(&post).await, 1);

        // Another goes, with the activity that held it, and its name may be given again.
        let story = json!({ "item": {
            "channel": { "name": "INSTAGRAM" }, "type": "STORY", "referenceId": "a story",
            "instagramStory": { "mediaWrapper": { "media": [{ "type": "IMAGE", "url": picture }] } },
        } });
        let made = stage.does("POST", "/items", &story).await["item"].clone();
        let id: PostId = made["id"].as_str().unwrap().parse().unwrap();
        let held = stage.store.post(stage.scope, id).await.unwrap().activity;
        stage.does("DELETE", &format!("/items/{id}"), &Value::Null).await;
        let gone = stage.store.activity(stage.scope, held).await;
        assert!(matches!(gone, Err(store::StoreError::NotFound(_))), "{gone:?}");
        stage.does("POST", "/items", &story).await;
        stage.store.close().await;
    });
}

#[test]
fn a_draft_that_cannot_be_one_names_what_is_wrong() {
    on_both(async |almanac| {
        let stage = Stage::set(&almanac).await;
        let item = |channel: &str, content: Value| {
            let mut item = json!({ "channel": { "name": channel } });
            item.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
            json!({ "item": item })
        };
        let post = |content: Value| item("FACEBOOK", json!({ "facebookPost": content }));
        let media = |media: Value| post(json!({ "mediaWrapper": { "media": media } }));
        let image = json!({ "type": "IMAGE", "url": "ftp://rosa.example/loaf.jpg" });
        let no_host = json!({ "type": "IMAGE", "url": "https://nowhere.invalid/loaf.jpg" });
        let video = json!({ "type": "VIDEO", "url": "https://rosa.example/oven.mp4" });
        let elsewhere = json!({ "channel": { "name": "FACEBOOK", "accountId": NOBODY } });
        for (asked, status, wrong) in [
            (json!({}), 400, "item"),
            (json!({ "item": {} }), 400, "item.channel"),
            (item("MYSPACE", json!({})), 400, "item.channel.name"),
            (item("TWITTER", json!({})), 428, "UNSUPPORTED_CHANNEL"),
            (item("FACEBOOK", json!({})), 400, "item.facebookPost"),
            (item("FACEBOOK", json!({ "instagramPost": {} })), 400, "item.instagramPost"),
            (item("FACEBOOK", json!({ "type": "REEL", "facebookReel": {} })), 400, "item.type"),
            (item("LINKEDIN", json!({ "type": "STORY" })), 400, "item.type"),
            (item("FACEBOOK", elsewhere), 400, "item.channel.accountId"),
            (post(json!({ "pageId": NOBODY })), 400, "item.facebookPost.pageId"),
            (post(json!({ "caption": "x".repeat(70_000) })), 400, "item.facebookPost.caption"),
            (post(json!({ "description": "Rye" })), 400, "item.facebookPost.description"),
            (post(json!({ "link": "rye" })), 400, "item.facebookPost.link"),
            (post(json!({ "videoUrl": "https://a.example/" })), 400, "item.facebookPost.videoUrl"),
            (post(json!({ "imageUrl": "loaf" })), 400, "item.facebookPost.imageUrl"),
            (media(json!([image])), 400, "item.facebookPost.mediaWrapper.media[0].url"),
            (media(json!([no_host])), 400, "item.facebookPost.mediaWrapper.media[0].url"),
            (media(json!([video])), 400, "item.facebookPost.mediaWrapper.media[0].type"),
            (media(json!([image, image])), 400, "item.facebookPost.mediaWrapper.media"),
            (
                item("FACEBOOK", json!({ "referenceId": "x".repeat(256), "facebookPost": {} })),
                400,
                "item.referenceId",
            ),
        ] {
            let refused = stage.is_refused("POST", "/items", &asked).await;
            assert_eq!(refused, (status, wrong.to_owned()), "{asked}");
        }

        // What only lacks something is a draft; it is refused when it is to go out.
        let lacking = stage.does("POST", "/items", &post(json!({}))).await["item"].clone();
        let publish = json!({ "id": lacking["id"] });
        let refused = stage.is_refused("POST", "/publish-by-id", &publish).await;
        assert_eq!(refused, (428, "ITEM_AGAINST_RULES".to_owned()));
        stage.store.close().await;
    });
}

#[test]
fn a_canceled_item_never_goes_out_and_may_be_published_again() {
    on_both(async |almanac| {
        let stage = Stage::set(&almanac).await;
        let post = stage.draft(Channel::Instagram).await;
        let before = stage.landed(&post).await;
        let soon = now() + 2.seconds();
        let body = json!({ "id": post.id, "scheduledDate": format!("{soon:.3}") });
        let item = stage.does("POST", "/publish-by-id", &body).await["item"].clone();
        assert_eq!(item["status"], "SCHEDULED");
        assert_eq!(item["schedulingInfo"]["scheduledDate"], format!("{soon:.3}"));
        let path = format!("/items/{}/cancel", post.id);
        let item = stage.does("PATCH", &path, &json!({})).await["item"].clone();
        assert_eq!(item["status"], "CANCELED");
        let again = (428, "ITEM_IS_NOT_SCHEDULED".to_owned());
        assert_eq!(stage.is_refused("PATCH", &path, &json!({})).await, again);
        tokio::time::sleep(Duration::from_secs(4)).await;
        assert_eq!(stage.landed(&post).await, before);
        stage.until(post.id, "CANCELED").await;

        stage.does("POST", "/publish-by-id", &json!({ "id": post.id })).await;
        stage.until(post.id, "PUBLISHED").await;
        assert_eq!(stage.landed(&post).await, before + 1);
        stage.store.close().await;
    });
}

#[test]
fn a_scheduled_item_moves_and_others_do_not() {
    on_both(async |almanac| {
        let stage = Stage::set(&almanac).await;
        let draft = stage.draft(Channel::Instagram).await;
        let path = format!("/items/{}/reschedule", draft.id);
        let to = json!({ "scheduledDate": "2099-12-03T10:00:00Z" });
        let not_yet = (428, "ITEM_IS_NOT_SCHEDULED".to_owned());
        assert_eq!(stage.is_refused("POST", &path, &to).await, not_yet);
        let body = json!({ "id": draft.id, "scheduledDate": "2098-12-03T10:00:00Z" });
        stage.does("POST", "/publish-by-id", &body).await;
        let item = stage.does("POST", &path, &to).await["item"].clone();
        assert_eq!(item["status"], "SCHEDULED");
        assert_eq!(item["schedulingInfo"]["scheduledDate"], "2099-12-03T10:00:00.000Z");

        let passed = (428, "SCHEDULED_TIME_ALREADY_PASSED".to_owned());
        let past = "2020-01-01T00:00:00Z";
        let body = json!({ "scheduledDate": past });
        assert_eq!(stage.is_refused("POST", &path, &body).await, passed);
        let body = json!({ "id": draft.id, "scheduledDate": past });
        assert_eq!(stage.is_refused("POST", "/publish-by-id", &body).await, passed);
        let field = (400, "scheduledDate".to_owned());
        for body in [json!({}), json!({ "scheduledDate": "soon" }), json!({ "scheduledDate": 7 })] {
            assert_eq!(stage.is_refused("POST", &path, &body).await, field, "{body}");
        }
        assert_eq!(
            stage.store.post(stage.scope, draft.id).await.unwrap().status,
            PostStatus::Scheduled
        );

        let pinterest = json!({ "id": stage.draft(Channel::Pinterest).await.id });
        let unconnected = (428, "UNSUPPORTED_CHANNEL".to_owned());
        assert_eq!(stage.is_refused("POST", "/publish-by-id", &pinterest).await, unconnected);
        stage.store.close().await;
    });
}

#[test]
fn what_goes_out_or_went_out_cannot_be_changed() {
    on_both(async |almanac| {
        let stage = Stage::set(&almanac).await;
        let (published, claimed) = (stage.published().await, stage.claimed().await);
        let is_published = (428, "ITEM_IS_PUBLISHED".to_owned());
        for id in [published, claimed] {
            let to = json!({ "scheduledDate": "2099-12-03T10:00:00Z" });
            let words = json!({ "item": { "instagramPost": { "caption": "New words" } } });
            for (verb, path, body) in [
                ("POST", "/publish-by-id".to_owned(), json!({ "id": id })),
                ("POST", format!("/items/{id}/reschedule"), to),
                ("PATCH", format!("/items/{id}"), words),
                ("DELETE", format!("/items/{id}"), Value::Null),
            ] {
                let refused = stage.is_refused(verb, &path, &body).await;
                assert_eq!(refused, is_published, "{verb} {path}");
            }
        }
        let cancel = async |id: PostId| {
            stage.is_refused("PATCH", &format!("/items/{id}/cancel"), &json!({})).await
        };
        assert_eq!(cancel(published).await, is_published);
        assert_eq!(cancel(claimed).await, (409, "ITEM_IS_BEING_PUBLISHED".to_owned()));
        let item = stage.does("GET", &format!("/items/{claimed}"), &Value::Null).await;
        assert_eq!(item["item"]["status"], "PROCESSING");
        stage.store.close().await;
    });
}

#[test]
fn an_item_of_another_site_or_network_does_not_exist() {
    on_both(async |almanac| {
        let mut stage = Stage::set(&almanac).await;
        let mallory = stage.sample.server.browser();
        mallory.signs_up().await;
        let added =
            mallory.submits("/sites/new", &[("address", "https://rosasbakery.example/")]).await;
        let site = added.header("location").split('/').nth(2).unwrap().to_owned();
        let made = almanac.run(&["key", "create", "--site", &site, "--name", "Test"]);
        let theirs =
            Program { key: made.out.trim().to_owned(), site, ..Program::of(&stage.sample) };
        let own = std::mem::replace(&mut stage.program, theirs);
        let post = stage.draft(Channel::Instagram).await;
        let bluesky = stage.drafts(Channel::Bluesky).await.first().map(|post| post.id);
        let check = async |stage: &Stage, id: &str| {
            let to = json!({ "scheduledDate": "2099-12-03T10:00:00Z" });
            let words = json!({ "item": { "instagramPost": { "caption": "Mine" } } });
            for (status, verb, path, body) in [
                (404, "GET", format!("/items/{id}"), Value::Null),
                (404, "PATCH", format!("/items/{id}"), words),
                (404, "DELETE", format!("/items/{id}"), Value::Null),
                (404, "POST", format!("/items/{id}/reschedule"), to),
                (428, "PATCH", format!("/items/{id}/cancel"), json!({})),
                (428, "POST", "/publish-by-id".to_owned(), json!({ "id": id })),
            ] {
                let refused = stage.is_refused(verb, &path, &body).await;
                assert_eq!(refused, (status, "ITEM_NOT_EXISTS".to_owned()), "{verb} {path}");
            }
        };
        check(&stage, &post.id.to_string()).await;
        let query = json!({ "query": { "filter": { "id": [post.id] } } });
        assert_eq!(stage.does("POST", "/items/query", &query).await["items"], json!([]));

        stage.program = own;
        check(&stage, NOBODY).await;
        let bluesky = bluesky.expect("the sample writes for Bluesky").to_string();
        check(&stage, &bluesky).await;
        stage.program.networks = "all";
        let item = stage.does("GET", &format!("/items/{bluesky}"), &Value::Null).await;
        assert_eq!(item["item"]["channel"]["name"], "BLUESKY");
        let words = json!({ "item": { "blueskyPost": { "caption": "Bread, now" } } });
        let item = stage.does("PATCH", &format!("/items/{bluesky}"), &words).await;
        assert_eq!(item["item"]["blueskyPost"]["caption"], "Bread, now");
        stage.store.close().await;
    });
}

#[test]
fn words_change_where_they_are_sent_and_stay_where_they_are_not() {
    on_both(async |almanac| {
        let stage = Stage::set(&almanac).await;
        let post = stage.draft(Channel::Facebook).await;
        let path = format!("/items/{}", post.id);
        let before = stage.does("GET", &path, &Value::Null).await["item"].clone();
        let send = async |words: Value| {
            let body = json!({ "item": { "facebookPost": words } });
            stage.does("PATCH", &path, &body).await["item"].clone()
        };
        let mut after = send(json!({ "caption": "Fresh at four" })).await;
        assert_eq!(after["facebookPost"]["caption"], "Fresh at four");
        after["facebookPost"]["caption"] = before["facebookPost"]["caption"].clone();
        assert_eq!(after, before, "nothing else has changed");
        let linked = send(json!({ "link": "https://rosasbakery.example/menu" })).await;
        assert_eq!(linked["facebookPost"]["link"], "https://rosasbakery.example/menu");
        assert_eq!(linked["facebookPost"]["caption"], "Fresh at four");
        assert_eq!(send(linked["facebookPost"].clone()).await, linked, "sent back whole");
        assert_eq!(send(json!({ "link": "" })).await["facebookPost"]["link"], Value::Null);
        assert_eq!(stage.does("GET", &path, &Value::Null).await["item"]["status"], "DRAFT");

        let pin = stage.draft(Channel::Pinterest).await;
        let body =
            json!({ "item": { "pinterestPost": { "title": "Rye", "description": "Slow." } } });
        let item = stage.does("PATCH", &format!("/items/{}", pin.id), &body).await;
        assert_eq!(item["item"]["pinterestPost"]["title"], "Rye");
        assert_eq!(item["item"]["pinterestPost"]["description"], "Slow.");

        let facebook = |words: Value| json!({ "item": { "facebookPost": words } });
        for (body, field) in [
            (json!({}), "item"),
            (json!({ "item": 7 }), "item"),
            (json!({ "item": {} }), "item.facebookPost"),
            (json!({ "item": { "instagramPost": {} } }), "item.instagramPost"),
            (facebook(json!({ "caption": 7 })), "item"),
            (facebook(json!({ "caption": " " })), "item.facebookPost.caption"),
            (facebook(json!({ "caption": "\u{0}" })), "item.facebookPost.caption"),
            (facebook(json!({ "caption": "x".repeat(63_207) })), "item.facebookPost.caption"),
            (facebook(json!({ "description": "x" })), "item.facebookPost.description"),
            (facebook(json!({ "title": "x" })), "item.facebookPost.title"),
            (facebook(json!({ "link": "javascript:alert(1)" })), "item.facebookPost.link"),
            (
                facebook(json!({ "mediaWrapper": { "media": [] } })),
                "item.facebookPost.mediaWrapper",
            ),
        ] {
            let (status, named) = stage.is_refused("PATCH", &path, &body).await;
            assert_eq!(status, 400, "{body}");
            assert!(named.starts_with(field), "{body}: {named}");
        }

        assert_eq!(stage.does("DELETE", &path, &Value::Null).await, json!({}));
        let gone = (404, "ITEM_NOT_EXISTS".to_owned());
        assert_eq!(stage.is_refused("DELETE", &path, &Value::Null).await, gone);
        stage.store.close().await;
    });
}

#[test]
fn items_are_found_page_by_page() {
    on_both(async |almanac| {
        let stage = Stage::set(&almanac).await;
        let ask = async |query: Value| {
            let body = json!({ "query": query });
            stage.does("POST", "/items/query", &body).await
        };
        let ids = |found: &Value| -> Vec<String> {
            list(found, "items").iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
        };
        let pages = async |query: Value| {
            let (mut found, mut answer) = (Vec::new(), ask(query).await);
            loop {
                let page = ids(&answer);
                assert_eq!(answer["pagingMetadata"]["count"], page.len());
                found.extend(page);
                let next = &answer["pagingMetadata"]["cursors"]["next"];
                assert_eq!(answer["pagingMetadata"]["hasNext"], next.is_string());
                if !next.is_string() {
                    return found;
                }
                answer = ask(json!({ "cursorPaging": { "limit": 7, "cursor": next } })).await;
            }
        };
        let all = pages(json!({ "cursorPaging": { "limit": 7 } })).await;
        assert!(all.len() > 20, "{}", all.len());
        let sort =
            |order: &str| json!([{ "fieldName": "schedulingInfo.scheduledDate", "order": order }]);
        let down = pages(json!({ "cursorPaging": { "limit": 100 }, "sort": sort("DESC") })).await;
        assert_eq!(down.iter().rev().collect::<Vec<_>>(), all.iter().collect::<Vec<_>>());
        assert_eq!(
            ids(&ask(json!({})).await),
            all[..all.len().min(50)],
            "50 unless told otherwise"
        );
        let second = json!({ "paging": { "limit": 10, "offset": 10 }, "sort": sort("ASC") });
        assert_eq!(ids(&ask(second).await), all[10..20]);

        let gbp =
            pages(json!({ "filter": { "channel.name": "GBP" }, "cursorPaging": { "limit": 7 } }))
                .await;
        assert!(!gbp.is_empty() && gbp.len() < all.len());
        let two = json!({ "id": { "$in": [all[0], all[1], NOBODY] } });
        assert_eq!(ids(&ask(json!({ "filter": two })).await), all[..2]);
        let out = ask(json!({ "filter": { "status": "PUBLISHED" } })).await;
        assert_eq!(list(&out, "items").len(), 1, "the sample has published one");
        let none = ask(json!({ "filter": { "status": ["DELETED", "IN_QUEUE"] } })).await;
        assert_eq!(none["items"], json!([]));

        let draft = stage.draft(Channel::Instagram).await;
        let body = json!({ "id": draft.id, "scheduledDate": "2099-12-03T10:00:00Z" });
        stage.does("POST", "/publish-by-id", &body).await;
        let date = "schedulingInfo.scheduledDate";
        let day =
            json!({ date: { "$gte": "2099-12-03T00:00:00Z", "$lt": "2099-12-04T00:00:00Z" } });
        let and = json!({ "$and": [{ "status": { "$eq": "SCHEDULED" } }, { date: { "$gt": "2099-12-03T09:59:59Z" } }] });
        for filter in [day, and, json!({ date: "2099-12-03T10:00:00Z" })] {
            let found = ids(&ask(json!({ "filter": filter })).await);
            assert_eq!(found, [draft.id.to_string()], "{filter}");
        }
        let later = json!({ date: { "$gt": "2099-12-03T10:00:00Z" } });
        assert_eq!(ask(json!({ "filter": later })).await["items"], json!([]));
        let dated = ask(json!({ "filter": { date: { "$gt": "2000-01-01T00:00:00Z" } } })).await;
        assert_eq!(list(&dated, "items").len(), 2, "drafts have no date");

        for (query, field) in [
            (json!({ "filter": 7 }), "query.filter"),
            (json!({ "filter": { "mood": "good" } }), "query.filter.mood"),
            (json!({ "filter": { "status": "SLEEPING" } }), "query.filter.status"),
            (json!({ "filter": { "channel.name": "BLUESKY" } }), "query.filter.channel.name"),
            (json!({ "filter": { "id": "x" } }), "query.filter.id"),
            (json!({ "filter": { "id": vec![NOBODY; 101] } }), "query.filter.id"),
            (
                json!({ "filter": { date: { "$near": "2099-12-03T10:00:00Z" } } }),
                "query.filter.schedulingInfo.scheduledDate",
            ),
            (json!({ "filter": { "$and": [{ "mood": 1 }] } }), "query.filter.$and[0].mood"),
            (json!({ "sort": [{ "fieldName": "id" }] }), "query.sort[0].fieldName"),
            (json!({ "sort": sort("UP") }), "query.sort[0].order"),
            (json!({ "cursorPaging": [] }), "query.cursorPaging"),
            (json!({ "paging": [null] }), "query.paging"),
            (json!({ "sort": [[]] }), "query.sort[0]"),
            (json!({ "cursorPaging": { "limit": 101 } }), "query.cursorPaging.limit"),
            (json!({ "cursorPaging": { "limit": 0 } }), "query.cursorPaging.limit"),
            (json!({ "cursorPaging": { "cursor": "x" } }), "query.cursorPaging.cursor"),
            (json!({ "paging": { "offset": -1 } }), "query.paging.offset"),
        ] {
            let refused =
                stage.is_refused("POST", "/items/query", &json!({ "query": query })).await;
            assert_eq!(refused, (400, field.to_owned()), "{query}");
        }
        stage.store.close().await;
    });
}

#[test]
fn our_own_client_publishes_through_our_own_server() {
    on_both(async |almanac| {
        let stage = Stage::set(&almanac).await;
        let service: Url = stage.sample.server.address.parse().unwrap();
        let allowed_private_hosts = vec![service.authority().to_owned()];
        let policy = Policy { allowed_private_hosts, ..Policy::default() };
        let key = Credentials::new(stage.program.key.clone());
        let access = Access::Key { key, site: stage.program.site.clone() };
        let client = Client::new(Outbound::new(policy).unwrap(), Arc::new(Still), service, access);

        assert_eq!(client.token_status(&ChannelName::Instagram).await, Ok(TokenStatus::Valid));
        let account = client.accounts(&ChannelName::Instagram).await.unwrap().remove(0);
        let account = account.instagram.unwrap().id;
        let none = client.accounts(&ChannelName::Pinterest).await;
        assert!(matches!(none, Err(WixError::Invalid { .. })), "{none:?}");
        let url = client.connect_url(&ChannelName::Pinterest).await.unwrap();
        assert!(url.ends_with("/channels"), "{url}");
        let kinds = [FeatureType::PublishPost, FeatureType::SchedulePost];
        let features = client.features(&kinds).await.unwrap();
        assert!(features.features.iter().all(|one| one.enabled && one.quota_info.is_none()));
        assert!(client.feature(&FeatureType::SchedulePost).await.unwrap().enabled);

        let filter = json!({ "status": "DRAFT", "channel.name": "INSTAGRAM", "type": "POST" });
        let cursor_paging = Some(CursorPaging { limit: Some(2), ..CursorPaging::default() });
        let query = ItemQuery { filter: Some(filter), cursor_paging, ..ItemQuery::default() };
        let first = client.items(query).await.unwrap();
        let cursor = first.paging_metadata.cursors.next;
        let cursor_paging =
            Some(CursorPaging { limit: Some(2), cursor, ..CursorPaging::default() });
        let query = ItemQuery { cursor_paging, ..ItemQuery::default() };
        let second = client.items(query).await.unwrap();
        assert!(first.items.iter().all(|item| !second.items.contains(item)));
        let draft = &first.items[0];
        assert_eq!(draft.channel.account_id.as_deref(), Some(account.as_str()));

        let words = Words { caption: Some("Fresh at four".into()), ..Words::default() };
        let changes = ItemChanges { instagram_post: Some(words), ..ItemChanges::default() };
        let changed = client.update_item(&draft.id, changes).await.unwrap();
        assert_eq!(client.item(&draft.id).await.unwrap(), changed);
        let at: Timestamp = "2099-12-03T10:00:00Z".parse().unwrap();
        let scheduled = client.publish_by_id(&draft.id, Some(at)).await.unwrap();
        assert_eq!(scheduled.status, Some(ItemStatus::Scheduled));
        client.reschedule(&draft.id, at + 1.hour()).await.unwrap();
        let canceled = client.cancel(&draft.id).await.unwrap();
        assert_eq!(canceled.status, Some(ItemStatus::Canceled));
        let again = client.cancel(&draft.id).await.unwrap_err();
        assert!(matches!(again, WixError::Rule { code, .. } if code == "ITEM_IS_NOT_SCHEDULED"));
        client.delete_item(&draft.id).await.unwrap();
        assert!(matches!(client.item(&draft.id).await, Err(WixError::NotFound(_))));
        let out = client.publish_by_id(&first.items[1].id, None).await.unwrap();
        stage.until(out.id.parse().unwrap(), "PUBLISHED").await;
        stage.store.close().await;
    });
}
