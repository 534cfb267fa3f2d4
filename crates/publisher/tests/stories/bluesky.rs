//! Posts to Bluesky on bad days.

use std::{sync::Arc, time::Duration};

use domain::{
    channel::Channel::Bluesky as OnBluesky,
    connection::{Connection, ProviderKind},
    connector::{Connector, Login},
    contract::Credentials,
    id::{ConnectionId, MediaId, PostId},
    post::PostStatus,
};
use jiff::ToSpan;
use outbound::{Outbound, Policy};
use publisher::{Publisher, bluesky::Bluesky, connecting::Networks};
use serde_json::json;
use store::media::NewPicture;

use crate::{
    bakery::Bakery,
    engines::on_both,
    pds::{DID, HANDLE, PASSWORD, Pds, Trouble},
};

const CREATE: &str = "repo.createRecord";
const WORDS: &str =
    "🥖 Rye at 4 am, with @lisbon.example and @nobody.example: https://rosas.example/rye #bread";

#[test]
fn a_post_goes_out_with_its_picture_and_all_that_can_be_followed() {
    on_both(async |bakery| {
        let pds = connected(&bakery).await;
        let post = pictured(&bakery, b"a loaf").await;
        publisher(&bakery).step(bakery.world.now()).await.unwrap();

        let published = bakery.post(post).await;
        assert_eq!(published.status, PostStatus::Published, "{:?}", published.failure);
        let account = pds.account();
        let (key, record) = account.records.first_key_value().unwrap();
        let link = format!("https://bsky.app/profile/{DID}/post/{key}");
        assert_eq!(published.live_link, Some(link));
        let size = json!({ "width": 4, "height": 3 });
        let image = &record["embed"]["images"][0];
        assert_eq!((&image["alt"], &image["aspectRatio"]), (&json!("A loaf."), &size));
        assert_eq!((&record["text"], &record["langs"]), (&json!(WORDS), &json!(["en"])));
        let facets = record["facets"].as_array().unwrap();
        let said: Vec<_> = facets
            .iter()
            .map(|facet| {
                let at =
                    |name: &str| usize::try_from(facet["index"][name].as_u64().unwrap()).unwrap();
                let feature = &facet["features"][0];
                let kind = feature["$type"].as_str().unwrap().rsplit('#').next().unwrap();
                (kind, &WORDS[at("byteStart")..at("byteEnd")])
            })
            .collect();
        let wanted = [
            ("mention", "@lisbon.example"),
            ("link", "https://rosas.example/rye"),
            ("tag", "#bread"),
        ];
        assert_eq!(said, wanted);
        assert_eq!(facets[0]["features"][0]["did"], "did:plc:lisbon");
    });
}

#[test]
fn a_link_without_a_picture_goes_as_a_card() {
    on_both(async |bakery| {
        let pds = connected(&bakery).await;
        let post = bakery.scheduled(OnBluesky, bakery.world.now()).await;
        says(&bakery, post, "Rye.", Some("https://rosas.example/rye")).await;
        publisher(&bakery).step(bakery.world.now()).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        let embed = pds.account().records.first_key_value().unwrap().1["embed"].clone();
        let card = json!({ "uri": "https://rosas.example/rye", "title": "The 4 am starter", "description": "" });
        assert_eq!(embed, json!({ "$type": "app.bsky.embed.external", "external": card }));
    });
}

#[test]
fn what_was_stored_without_an_answer_is_found_and_not_sent_again() {
    for trouble in [Trouble::DoneThen500, Trouble::DoneThenLost, Trouble::DoneThenHangs] {
        on_both(async |bakery| {
            let pds = connected(&bakery).await;
            pds.does([(CREATE, trouble.clone())]);
            let post = bakery.scheduled(OnBluesky, bakery.world.now()).await;
            let publisher = publisher(&bakery);
            publisher.step(bakery.world.now()).await.unwrap();
            assert_eq!(bakery.status(post).await, PostStatus::Uncertain, "{trouble:?}");
            publisher.step(bakery.world.pass(3.seconds())).await.unwrap();
            assert_eq!(bakery.status(post).await, PostStatus::Published, "{trouble:?}");
            assert_eq!((pds.called(CREATE), pds.account().records.len()), (1, 1));
        });
    }
}

#[test]
fn what_never_arrived_is_sent_again_once_that_is_certain() {
    on_both(async |bakery| {
        let pds = connected(&bakery).await;
        pds.does([(CREATE, Trouble::Lost)]);
        let post = bakery.scheduled(OnBluesky, bakery.world.now()).await;
        let publisher = publisher(&bakery);
        publisher.step(bakery.world.now()).await.unwrap();
        publisher.step(bakery.world.pass(30.seconds())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Uncertain, "it may still arrive");
        publisher.step(bakery.world.pass(30.seconds())).await.unwrap();
        publisher.step(bakery.world.pass(1.second())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        assert_eq!((pds.called(CREATE), pds.account().records.len()), (2, 1));
    });
}

#[test]
fn a_post_that_landed_late_is_told_by_its_key_though_the_look_up_missed_it() {
    on_both(async |bakery| {
        let pds = connected(&bakery).await;
        let not_yet = Trouble::Refused(400, "RecordNotFound", vec![]);
        pds.does([(CREATE, Trouble::DoneThenLost), ("repo.getRecord", not_yet)]);
        let post = bakery.scheduled(OnBluesky, bakery.world.now()).await;
        let publisher = publisher(&bakery);
        publisher.step(bakery.world.now()).await.unwrap();
        publisher.step(bakery.world.pass(2.minutes())).await.unwrap();
        // The second attempt meets the first: a plain 500, and the look-up finds it.
        publisher.step(bakery.world.pass(1.second())).await.unwrap();
        publisher.step(bakery.world.pass(3.seconds())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        assert_eq!((pds.called(CREATE), pds.account().records.len()), (2, 1));
    });
}

#[test]
fn other_words_under_our_key_are_told_to_a_person() {
    on_both(async |bakery| {
        let pds = connected(&bakery).await;
        pds.does([(CREATE, Trouble::DoneThenLost)]);
        let post = bakery.scheduled(OnBluesky, bakery.world.now()).await;
        let publisher = publisher(&bakery);
        publisher.step(bakery.world.now()).await.unwrap();
        pds.account().records.values_mut().for_each(|record| record["text"] = json!("Wheat."));
        publisher.step(bakery.world.pass(3.seconds())).await.unwrap();
        let told = bakery.post(post).await;
        assert_eq!(told.status, PostStatus::Uncertain);
        assert!(told.failure.unwrap().starts_with("Bluesky shows this post, with other words"));
        publisher.step(bakery.world.pass(1.hour())).await.unwrap();
        assert_eq!(pds.called(CREATE), 1);
    });
}

#[test]
fn a_token_that_ends_in_the_middle_is_renewed_and_the_post_goes_out() {
    on_both(async |bakery| {
        let pds = connected(&bakery).await;
        pds.does([("repo.uploadBlob", Trouble::Expired), (CREATE, Trouble::Expired)]);
        let post = pictured(&bakery, b"a loaf").await;
        publisher(&bakery).step(bakery.world.now()).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        assert_eq!(bakery.outcomes(post).await.len(), 1);
        assert_eq!((pds.called("refreshSession"), pds.called("createSession")), (2, 1));
    });
}

#[test]
fn many_posts_with_an_ended_session_renew_it_once() {
    on_both(async |bakery| {
        let pds = connected(&bakery).await;
        let at = bakery.world.pass(3.hours());
        let posts = bakery.all_scheduled(12, OnBluesky, at).await;
        publisher(&bakery).step(at).await.unwrap();
        for post in posts {
            let post = bakery.post(post).await;
            assert_eq!(post.status, PostStatus::Published, "{:?}", post.failure);
        }
        assert_eq!(pds.called("refreshSession"), 1);
        assert_eq!(pds.account().records.len(), 12, "each has a key of its own");
    });
}

#[test]
fn a_lost_renewal_begins_anew_with_the_app_password() {
    on_both(async |bakery| {
        let pds = connected(&bakery).await;
        pds.does([("refreshSession", Trouble::DoneThenLost)]);
        let at = bakery.world.pass(3.hours());
        let post = bakery.scheduled(OnBluesky, at).await;
        let publisher = publisher(&bakery);
        publisher.step(at).await.unwrap();
        let waiting = bakery.post(post).await;
        assert_eq!(waiting.status, PostStatus::Scheduled);
        assert!(waiting.failure.unwrap().ends_with("Nothing was published."));
        publisher.step(bakery.world.pass(1.minute())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        assert_eq!(pds.called("createSession"), 2);
    });
}

#[test]
fn a_limit_is_waited_for_until_the_server_says_it_ends() {
    on_both(async |bakery| {
        let pds = connected(&bakery).await;
        let now = bakery.world.now();
        let ends = (now + 4.minutes()).as_second().to_string();
        let date =
            jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now).unwrap();
        let headers = vec![
            ("date", date),
            ("ratelimit-reset", ends),
            ("ratelimit-remaining", "0".to_owned()),
        ];
        pds.does([(CREATE, Trouble::Refused(429, "RateLimitExceeded", headers))]);
        let post = bakery.scheduled(OnBluesky, now).await;
        let publisher = publisher(&bakery);
        publisher.step(now).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Scheduled);
        publisher.step(bakery.world.pass(3.minutes())).await.unwrap();
        assert_eq!(pds.called(CREATE), 1, "not before");
        publisher.step(bakery.world.pass(2.minutes())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
    });
}

#[test]
fn a_revoked_app_password_is_told_once_and_nothing_is_asked_after_that() {
    on_both(async |bakery| {
        let pds = connected(&bakery).await;
        pds.account().revoke();
        let at = bakery.world.pass(3.hours());
        let first = bakery.scheduled(OnBluesky, at).await;
        let publisher = publisher(&bakery);
        publisher.step(at).await.unwrap();
        let said = format!(
            "Bluesky does not take the app password of {HANDLE} any more. Make a new one there and connect Bluesky again on the Channels page."
        );
        let failed = bakery.post(first).await;
        assert_eq!((failed.status, failed.failure.as_ref()), (PostStatus::Failed, Some(&said)));

        let second = bakery.scheduled(OnBluesky, at).await;
        let before = pds.account().calls.len();
        publisher.step(at).await.unwrap();
        assert_eq!(bakery.post(second).await.failure, Some(said.clone()));
        assert_eq!(pds.account().calls.len(), before, "nothing was asked");
        let standing = &bakery.store.standings(bakery.scope).await.unwrap()[0];
        assert_eq!(standing.trouble, Some(said));

        // A test finds out by itself that the password is taken again.
        let trial = networks(&bakery).test(bakery.scope, OnBluesky).await.unwrap();
        assert!(!trial.works && trial.said.contains("app password"), "{}", trial.said);
        pds.account().password = Some(PASSWORD.to_owned());
        let trial = networks(&bakery).test(bakery.scope, OnBluesky).await.unwrap();
        assert_eq!(
            (trial.works, trial.said.as_str()),
            (true, "127.0.0.1 knows Almanac as rosa.example.")
        );
        let standing = bakery.store.standings(bakery.scope).await.unwrap().remove(0);
        assert_eq!((standing.trouble, standing.tested), (None, Some((bakery.world.now(), trial))));
    });
}

#[test]
fn an_account_that_was_taken_down_needs_a_person() {
    on_both(async |bakery| {
        let pds = connected(&bakery).await;
        pds.account().taken_down = true;
        let post = bakery.scheduled(OnBluesky, bakery.world.now()).await;
        publisher(&bakery).step(bakery.world.now()).await.unwrap();
        let failed = bakery.post(post).await;
        assert_eq!(failed.status, PostStatus::Failed);
        assert!(failed.failure.unwrap().starts_with("Bluesky has closed rosa.example for now"));
        assert!(bakery.store.standings(bakery.scope).await.unwrap()[0].trouble.is_some());
    });
}

#[test]
fn what_bluesky_would_refuse_is_refused_before_it_is_sent() {
    on_both(async |bakery| {
        let pds = connected(&bakery).await;
        let heavy = pictured(&bakery, &vec![0; 1_000_001]).await;
        publisher(&bakery).step(bakery.world.now()).await.unwrap();
        let failed = bakery.post(heavy).await;
        assert_eq!(failed.status, PostStatus::Failed);
        assert!(failed.failure.unwrap().starts_with("Bluesky takes pictures of 1,000,000 bytes"));
        assert_eq!(pds.called(CREATE), 0);

        let invalid = Trouble::Refused(400, "InvalidRequest", vec![]);
        pds.does([(CREATE, invalid)]);
        let post = bakery.scheduled(OnBluesky, bakery.world.now()).await;
        publisher(&bakery).step(bakery.world.now()).await.unwrap();
        let failed = bakery.post(post).await;
        assert_eq!(failed.status, PostStatus::Failed);
        assert!(!failed.failure.unwrap().contains("secret words"));
    });
}

#[test]
fn logging_in_says_what_is_wrong_and_keeps_nothing() {
    on_both(async |bakery| {
        let pds = Pds::open(bakery.world.clone()).await;
        let networks = networks(&bakery);
        let log_in = async |server: &str, handle: &str, password: &str| {
            let app_password = Credentials::new(password.to_owned());
            let (server, handle) = (server.to_owned(), handle.to_owned());
            networks.log_in(Login::Bluesky { server, handle, app_password }).await
        };
        let here = pds.url();
        for (server, handle, password, field) in [
            ("", HANDLE, PASSWORD, "server"),
            ("http://192.168.0.1", HANDLE, PASSWORD, "server"),
            ("http://127.0.0.1:1", HANDLE, PASSWORD, "server"),
            (&here, " @ ", PASSWORD, "handle"),
            (&here, HANDLE, " ", "app_password"),
            (&here, HANDLE, "wrong", "app_password"),
        ] {
            let wrong = log_in(server, handle, password).await.unwrap_err();
            assert_eq!(wrong.field, field, "{}", wrong.said);
        }
        let found = log_in(&here, " @rosa.example", PASSWORD).await.unwrap();
        assert_eq!((found.account.as_str(), found.ends_at), (HANDLE, None));
        assert!(!format!("{found:?}").contains(PASSWORD));
        assert!(bakery.store.connections(bakery.scope).await.unwrap().is_empty());
        pds.account().taken_down = true;
        assert_eq!(log_in(&here, HANDLE, PASSWORD).await.unwrap_err().field, "handle");
    });
}

async fn connected(bakery: &Bakery) -> Pds {
    let pds = Pds::open(bakery.world.clone()).await;
    let login = Login::Bluesky {
        server: pds.url(),
        handle: HANDLE.to_owned(),
        app_password: Credentials::new(PASSWORD.to_owned()),
    };
    let found = networks(bakery).log_in(login).await.unwrap();
    let connection = Connection {
        id: ConnectionId::mint(&*bakery.world),
        channel: OnBluesky,
        provider: ProviderKind::Bluesky,
        account: found.account,
        limits: None,
    };
    let now = bakery.world.now();
    bakery.store.connect(bakery.scope, &connection, Some(&found.credentials), now).await.unwrap();
    pds
}

fn publisher(bakery: &Bakery) -> Publisher {
    let provider = Bluesky::new(bakery.store.clone(), bakery.world.clone(), way_out());
    bakery.publisher(Arc::new(provider.answering_within(Duration::from_secs(1))))
}

fn networks(bakery: &Bakery) -> Networks {
    Networks::new(bakery.store.clone(), bakery.world.clone(), way_out())
}

pub fn way_out() -> Outbound {
    let connect_timeout = Duration::from_millis(500);
    let allowed_private_hosts = vec!["127.0.0.1".to_owned()];
    Outbound::new(Policy { allowed_private_hosts, connect_timeout, ..Policy::default() }).unwrap()
}

/// A scheduled post with words that can be followed, and a picture.
async fn pictured(bakery: &Bakery, bytes: &[u8]) -> PostId {
    let (store, scope, now) = (&bakery.store, bakery.scope, bakery.world.now());
    let id = MediaId::mint(&*bakery.world);
    let picture = NewPicture { id, content_type: "image/jpeg", width: 4, height: 3, bytes };
    store.keep_picture(scope, picture, now).await.unwrap();
    let post = bakery.scheduled(OnBluesky, now).await;
    says(bakery, post, WORDS, None).await;
    store.change_picture(scope, post, id).await.unwrap();
    post
}

async fn says(bakery: &Bakery, post: PostId, caption: &str, link: Option<&str>) {
    let mut text = bakery.post(post).await.text;
    caption.clone_into(&mut text.caption);
    text.link = link.map(str::to_owned);
    bakery.says(post, &text).await;
}
