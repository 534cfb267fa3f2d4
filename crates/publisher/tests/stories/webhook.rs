//! Posts to a customer's own server.

use std::{sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{
    channel::Channel::{Bluesky, Instagram},
    connection::ProviderKind,
    id::{MediaId, PostId},
    post::PostStatus,
};
use jiff::ToSpan;
use outbound::{Outbound, Policy};
use publisher::{
    Publisher,
    webhook::{BadSettings, Webhook, WebhookSettings},
};
use serde_json::json;
use store::media::NewPicture;

use crate::{
    bakery::Bakery,
    engines::on_both,
    receiver::{Answers, Receiver},
};

const SECRET: &str = "flour-water-salt";

#[test]
fn a_receiver_that_follows_the_recipe_gets_the_post_with_its_picture() {
    on_both(async |bakery| {
        let answer = Answers::Ok(r#"{"id": 17, "url": "https://bakery.example/17"}"#);
        let receiver = Receiver::open(SECRET, [answer]).await;
        connect(&bakery, &receiver).await;
        let post = pictured(&bakery).await;
        publisher(&bakery).step(bakery.world.now()).await.unwrap();

        let published = bakery.post(post).await;
        assert_eq!(published.status, PostStatus::Published);
        assert_eq!(published.live_link.as_deref(), Some("https://bakery.example/17"));
        let delivered = &receiver.delivered()[0];
        assert_eq!(delivered.key, post.to_string());
        assert_eq!(delivered.delivery, format!("{post}-1"));
        assert_eq!(delivered.timestamp, bakery.world.now().as_second());
        assert_eq!(
            delivered.body,
            json!({
                "id": format!("{post}-1"),
                "event": "post.publish",
                "key": post.to_string(),
                "channel": "instagram",
                "kind": "post",
                "account": "Rosa's Bakery",
                "title": "The 4 am starter",
                "caption": "A loaf begins while the city sleeps.",
                "link": null,
                "alt_text": "A loaf.",
                "publish_at": "2026-11-21T09:00:00Z",
                "picture": { "content_type": "image/jpeg", "base64": STANDARD.encode(b"a loaf") },
            })
        );
    });
}

#[test]
fn another_secret_is_refused_and_the_reason_repeats_no_words_of_the_receiver() {
    on_both(async |bakery| {
        let receiver = Receiver::open("another-secret-of-theirs", []).await;
        connect(&bakery, &receiver).await;
        let post = bakery.scheduled(Bluesky, bakery.world.now()).await;
        publisher(&bakery).step(bakery.world.now()).await.unwrap();
        let refused = bakery.post(post).await;
        assert_eq!(refused.status, PostStatus::Failed);
        assert_eq!(refused.failure.as_deref(), Some("127.0.0.1 refused the post with status 403."));
        assert!(receiver.delivered().is_empty());
    });
}

#[test]
fn each_answer_means_what_the_documentation_says() {
    use PostStatus::{Failed, Published, Scheduled, Uncertain};
    on_both(async |bakery| {
        let answers = [
            (Answers::Ok("no JSON at all"), Published),
            (Answers::Status(204), Published),
            (Answers::Status(301), Failed),
            (Answers::Status(302), Uncertain),
            (Answers::Status(400), Failed),
            (Answers::Status(429), Scheduled),
            (Answers::StatusAndWait(429, "90"), Scheduled),
            (Answers::StatusAndWait(503, "90"), Scheduled),
            (Answers::StatusAndWait(429, "9999999999999"), Failed),
            (Answers::Status(500), Uncertain),
            (Answers::Status(503), Uncertain),
            (Answers::Nothing, Uncertain),
        ];
        let script = answers.clone().map(|(answer, _)| answer);
        let receiver = Receiver::open(SECRET, script).await;
        connect(&bakery, &receiver).await;
        let publisher = publisher(&bakery);
        for (number, (_, wanted)) in answers.into_iter().enumerate() {
            let post = bakery.scheduled(Bluesky, bakery.world.now()).await;
            publisher.step(bakery.world.now()).await.unwrap();
            let found = bakery.post(post).await;
            assert_eq!(found.status, wanted, "answer {number}: {:?}", found.failure);
            assert!(found.failure.is_none_or(|reason| !reason.contains("secret words")));
        }
        // Nobody can be asked about the uncertain ones, so none is sent again.
        let before = receiver.delivered().len();
        publisher.step(bakery.world.pass(10.minutes())).await.unwrap();
        let again = receiver.delivered().split_off(before);
        assert_eq!(again.len(), 3, "those that were asked to wait");
        assert!(again.iter().all(|sent| sent.delivery == format!("{}-2", sent.key)));
    });
}

#[test]
fn a_receiver_that_takes_too_long_may_have_the_post() {
    on_both(async |bakery| {
        let receiver = Receiver::open(SECRET, [Answers::Never]).await;
        connect(&bakery, &receiver).await;
        let post = bakery.scheduled(Bluesky, bakery.world.now()).await;
        let webhook = webhook(&bakery, allowed()).answering_within(Duration::from_secs(1));
        bakery.publisher(Arc::new(webhook)).step(bakery.world.now()).await.unwrap();
        let uncertain = bakery.post(post).await;
        assert_eq!(uncertain.status, PostStatus::Uncertain);
        assert_eq!(
            uncertain.failure.as_deref(),
            Some(
                "127.0.0.1 did not answer within 1 second, so it is not known whether the message arrived. Look there before sending it again."
            )
        );
        assert_eq!(receiver.delivered().len(), 1);
    });
}

#[test]
fn a_receiver_that_is_away_is_tried_again_and_a_private_one_is_not() {
    on_both(async |bakery| {
        connect_to(&bakery, "http://127.0.0.1:1/posts").await;
        let post = bakery.scheduled(Bluesky, bakery.world.now()).await;
        publisher(&bakery).step(bakery.world.now()).await.unwrap();
        let waiting = bakery.post(post).await;
        assert_eq!(waiting.status, PostStatus::Scheduled);
        assert!(waiting.failure.unwrap().starts_with("Nothing was sent. 127.0.0.1 did not accept"));

        bakery.world.pass(1.minute());
        let nowhere_private = bakery.publisher(Arc::new(webhook(&bakery, vec![])));
        nowhere_private.step(bakery.world.now()).await.unwrap();
        let private = bakery.post(post).await;
        assert_eq!(private.status, PostStatus::Failed);
        assert!(private.failure.unwrap().starts_with("Nothing was sent. 127.0.0.1 leads into"));
    });
}

#[test]
fn settings_are_checked_and_never_print_their_secret() {
    let ok = WebhookSettings::new("https://hooks.bakery.example/in", SECRET).unwrap();
    assert_eq!(ok.account(), "hooks.bakery.example");
    assert!(!format!("{ok:?}{:?}", ok.credentials()).contains(SECRET));
    for address in ["", "bakery", "ftp://bakery.example", "javascript:alert(1)", "https://"] {
        assert_eq!(WebhookSettings::new(address, SECRET).unwrap_err(), BadSettings::Address);
    }
    let short = WebhookSettings::new("https://bakery.example", "salt");
    assert_eq!(short.unwrap_err(), BadSettings::ShortSecret);
}

fn publisher(bakery: &Bakery) -> Publisher {
    bakery.publisher(Arc::new(webhook(bakery, allowed())))
}

fn webhook(bakery: &Bakery, allowed_private_hosts: Vec<String>) -> Webhook {
    let connect_timeout = Duration::from_millis(500);
    let policy = Policy { allowed_private_hosts, connect_timeout, ..Policy::default() };
    let outbound = Outbound::new(policy).unwrap();
    Webhook::new(bakery.store.clone(), outbound)
}

fn allowed() -> Vec<String> {
    vec!["127.0.0.1".to_owned()]
}

async fn connect(bakery: &Bakery, receiver: &Receiver) {
    connect_to(bakery, &receiver.url()).await;
}

async fn connect_to(bakery: &Bakery, url: &str) {
    let settings = WebhookSettings::new(url, SECRET).unwrap();
    for channel in [Bluesky, Instagram] {
        let credentials = Some(settings.credentials());
        bakery.connect_with(channel, ProviderKind::Webhook, credentials).await;
    }
}

/// A scheduled Instagram post with a picture.
async fn pictured(bakery: &Bakery) -> PostId {
    let (store, scope, now) = (&bakery.store, bakery.scope, bakery.world.now());
    let id = MediaId::mint(&*bakery.world);
    let picture =
        NewPicture { id, content_type: "image/jpeg", width: 1, height: 1, bytes: b"a loaf" };
    store.keep_picture(scope, picture, now).await.unwrap();
    let post = bakery.scheduled(Instagram, now).await;
    store.change_picture(scope, post, id).await.unwrap();
    post
}
