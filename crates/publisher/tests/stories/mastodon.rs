//! Posts to a Mastodon server, on good days and bad ones.

use std::{sync::Arc, time::Duration};

use domain::{
    channel::Channel::Mastodon as OnMastodon,
    connection::{Connection, ProviderKind},
    connector::{Connector, Login},
    contract::Credentials,
    id::{ConnectionId, MediaId, PostId},
    post::PostStatus,
};
use jiff::ToSpan;
use publisher::{Publisher, connecting::Networks, mastodon::Mastodon};
use store::{connections::NewConnection, media::NewPicture};

use crate::{
    bakery::Bakery,
    bluesky::way_out,
    engines::on_both,
    server::{Server, TOKEN, Trouble},
};

const POST: &str = "POST /api/v1/statuses";

#[test]
fn a_post_goes_out_with_its_link_and_its_picture_described() {
    on_both(async |bakery| {
        let server = connected(&bakery).await;
        server.account().work = 2;
        let post =
            pictured(&bakery, "Rye & \"wheat\" at 4.", Some("https://rosas.example/rye")).await;
        publisher(&bakery).step(bakery.world.now()).await.unwrap();
        let published = bakery.post(post).await;
        assert_eq!(published.status, PostStatus::Published, "{:?}", published.failure);
        assert_eq!(published.live_link, Some(format!("{}/@rosa/1", server.url())));
        let account = server.account();
        assert_eq!(account.statuses[0].words, "Rye & \"wheat\" at 4.\n\nhttps://rosas.example/rye");
        assert_eq!(account.statuses[0].media, ["1"]);
        assert_eq!(account.media, [("image/jpeg".to_owned(), "A loaf.".to_owned(), 6)]);
    });
}

#[test]
fn a_lost_answer_is_settled_by_looking_through_the_statuses() {
    for trouble in [Trouble::DoneThenLost, Trouble::DoneThen500] {
        on_both(async |bakery| {
            let server = connected(&bakery).await;
            server.does([(POST, trouble.clone())]);
            let post = pictured(&bakery, "Rye <3", Some("https://rosas.example/rye")).await;
            let publisher = publisher(&bakery);
            publisher.step(bakery.world.now()).await.unwrap();
            assert_eq!(bakery.status(post).await, PostStatus::Uncertain);
            publisher.step(bakery.world.pass(3.seconds())).await.unwrap();
            assert_eq!(bakery.status(post).await, PostStatus::Published);
            assert_eq!((server.asked(POST), server.account().statuses.len()), (1, 1));
        });
    }
}

#[test]
fn what_never_arrived_is_sent_again_under_the_same_key() {
    on_both(async |bakery| {
        let server = connected(&bakery).await;
        server.does([(POST, Trouble::Lost)]);
        let post = bakery.scheduled(OnMastodon, bakery.world.now()).await;
        let publisher = publisher(&bakery);
        publisher.step(bakery.world.now()).await.unwrap();
        publisher.step(bakery.world.pass(90.seconds())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Uncertain, "it may still be written");
        publisher.step(bakery.world.pass(20.seconds())).await.unwrap();
        publisher.step(bakery.world.pass(1.second())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        assert_eq!((server.asked(POST), server.account().statuses.len()), (2, 1));
    });
}

#[test]
fn a_status_that_shows_late_is_not_made_twice() {
    on_both(async |bakery| {
        let server = connected(&bakery).await;
        server.does([(POST, Trouble::DoneThenLost)]);
        let post = bakery.scheduled(OnMastodon, bakery.world.now()).await;
        let publisher = publisher(&bakery);
        publisher.step(bakery.world.now()).await.unwrap();
        // Its database was slow: the status is not listed, but its key is known.
        let words = std::mem::take(&mut server.account().statuses[0].words);
        publisher.step(bakery.world.pass(2.minutes())).await.unwrap();
        publisher.step(bakery.world.pass(1.second())).await.unwrap();
        server.account().statuses[0].words = words;
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        assert_eq!((server.asked(POST), server.account().statuses.len()), (2, 1));
    });
}

#[test]
fn after_fifty_minutes_nothing_is_sent_again() {
    on_both(async |bakery| {
        let server = connected(&bakery).await;
        server.does([(POST, Trouble::Lost)]);
        let post = bakery.scheduled(OnMastodon, bakery.world.now()).await;
        let publisher = publisher(&bakery);
        publisher.step(bakery.world.now()).await.unwrap();
        publisher.step(bakery.world.pass(51.minutes())).await.unwrap();
        publisher.step(bakery.world.pass(1.hour())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Uncertain, "a person decides");
        assert_eq!(server.asked(POST), 1);
    });
}

#[test]
fn what_the_server_takes_is_asked_and_kept_to() {
    on_both(async |bakery| {
        let server = connected(&bakery).await;
        let long = pictured(&bakery, &"x".repeat(61), None).await;
        publisher(&bakery).step(bakery.world.now()).await.unwrap();
        let failed = bakery.post(long).await;
        assert_eq!(failed.status, PostStatus::Failed);
        let said = "Mastodon takes 60 characters and this caption has 61. Cut 1.";
        assert_eq!(failed.failure.as_deref(), Some(said));
        assert_eq!(server.asked("POST"), 0);

        let heavy = with_picture(&bakery, &[b'x'; 1_001], "image/jpeg").await;
        let odd = with_picture(&bakery, b"x", "image/avif").await;
        publisher(&bakery).step(bakery.world.now()).await.unwrap();
        let why = async |post| bakery.post(post).await.failure.unwrap_or_default();
        assert!(why(heavy).await.contains("takes pictures of 1000 bytes and this one has 1001"));
        assert!(why(odd).await.ends_with("takes no pictures of the type image/avif."));
        assert_eq!(server.asked("POST"), 0);
    });
}

#[test]
fn each_refusal_means_what_the_documentation_says() {
    on_both(async |bakery| {
        let server = connected(&bakery).await;
        let now = bakery.world.now();
        let date =
            jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now).unwrap();
        let limited = vec![
            ("date", date),
            ("x-ratelimit-reset", (now + 4.minutes()).to_string()),
            ("x-ratelimit-remaining", "0".to_owned()),
        ];
        let mut posts = Vec::new();
        for (status, headers, wanted) in [
            (422, vec![], PostStatus::Failed),
            (403, vec![], PostStatus::Failed),
            (429, limited, PostStatus::Scheduled),
            (503, vec![("retry-after", "90".to_owned())], PostStatus::Scheduled),
            (503, vec![], PostStatus::Uncertain),
        ] {
            server.does([(POST, Trouble::Refused(status, headers))]);
            let post = bakery.scheduled(OnMastodon, bakery.world.now()).await;
            publisher(&bakery).step(bakery.world.now()).await.unwrap();
            let found = bakery.post(post).await;
            assert_eq!(found.status, wanted, "{status}: {:?}", found.failure);
            assert!(!found.failure.unwrap().contains("secret words"));
            posts.push(post);
        }
        publisher(&bakery).step(bakery.world.pass(3.minutes())).await.unwrap();
        let [.., four_minutes, ninety_seconds, _] = posts[..] else { panic!("five posts") };
        assert_eq!(bakery.post(four_minutes).await.status, PostStatus::Scheduled);
        assert_eq!(bakery.post(ninety_seconds).await.status, PostStatus::Published);
    });
}

#[test]
fn a_revoked_token_is_told_once_until_a_test_finds_it_taken_again() {
    on_both(async |bakery| {
        let server = connected(&bakery).await;
        server.account().revoked = true;
        let first = bakery.scheduled(OnMastodon, bakery.world.now()).await;
        publisher(&bakery).step(bakery.world.now()).await.unwrap();
        let said = "127.0.0.1 does not take the access token any more. Make a new one there and connect Mastodon again on the Channels page.";
        assert_eq!(bakery.post(first).await.failure.as_deref(), Some(said));
        let second = bakery.scheduled(OnMastodon, bakery.world.now()).await;
        let before = server.account().requests.len();
        publisher(&bakery).step(bakery.world.now()).await.unwrap();
        assert_eq!(bakery.post(second).await.failure.as_deref(), Some(said));
        assert_eq!(server.account().requests.len(), before, "nothing was asked");

        let trial = networks(&bakery).test(bakery.scope, OnMastodon).await.unwrap();
        assert_eq!((trial.works, trial.said.as_str()), (false, said));
        server.account().revoked = false;
        let trial = networks(&bakery).test(bakery.scope, OnMastodon).await.unwrap();
        let said = "127.0.0.1 knows Almanac as rosa. It takes 60 characters.";
        assert_eq!((trial.works, trial.said.as_str()), (true, said));
        assert_eq!(bakery.store.standings(bakery.scope).await.unwrap()[0].trouble, None);
    });
}

#[test]
fn logging_in_says_who_it_is_or_what_is_wrong() {
    on_both(async |bakery| {
        let server = Server::open(bakery.world.clone()).await;
        server.account().old = true;
        let log_in = async |server: &str, token: &str| {
            let (server, token) = (server.to_owned(), Credentials::new(token.to_owned()));
            networks(&bakery).log_in(Login::Mastodon { server, token }).await
        };
        let found = log_in(&server.url(), TOKEN).await.unwrap();
        assert_eq!(found.account, "rosa@127.0.0.1");
        assert_eq!(found.limits.unwrap().characters, 60);
        assert!(!format!("{:?}", found.credentials).contains(TOKEN));
        for (address, token, field) in [
            (server.url().as_str(), "", "token"),
            (server.url().as_str(), "wrong", "token"),
            ("http://127.0.0.1:1", TOKEN, "server"),
            ("rosa@mastodon.example", TOKEN, "server"),
        ] {
            let wrong = log_in(address, token).await.unwrap_err();
            assert_eq!(wrong.field, field, "{}", wrong.said);
        }
    });
}

async fn connected(bakery: &Bakery) -> Server {
    let server = Server::open(bakery.world.clone()).await;
    let token = Credentials::new(TOKEN.to_owned());
    let login = Login::Mastodon { server: server.url(), token };
    let found = networks(bakery).log_in(login).await.unwrap();
    let connection = Connection {
        id: ConnectionId::mint(&*bakery.world),
        channel: OnMastodon,
        provider: ProviderKind::Mastodon,
        account: found.account,
        limits: found.limits,
    };
    let new = NewConnection {
        connection: &connection,
        credentials: Some(&found.credentials),
        by: None,
        ends_at: None,
    };
    bakery.store.connect_as(bakery.scope, new, bakery.world.now()).await.unwrap();
    server
}

fn publisher(bakery: &Bakery) -> Publisher {
    let provider = Mastodon::new(bakery.store.clone(), bakery.world.clone(), way_out());
    bakery.publisher(Arc::new(provider.answering_within(Duration::from_secs(1))))
}

fn networks(bakery: &Bakery) -> Networks {
    Networks::new(bakery.store.clone(), bakery.world.clone(), way_out())
}

async fn pictured(bakery: &Bakery, caption: &str, link: Option<&str>) -> PostId {
    let post = with_picture(bakery, b"a loaf", "image/jpeg").await;
    let mut text = bakery.post(post).await.text;
    caption.clone_into(&mut text.caption);
    text.link = link.map(str::to_owned);
    bakery.says(post, &text).await;
    post
}

async fn with_picture(bakery: &Bakery, bytes: &[u8], content_type: &str) -> PostId {
    let (store, scope, now) = (&bakery.store, bakery.scope, bakery.world.now());
    let id = MediaId::mint(&*bakery.world);
    let picture = NewPicture { id, content_type, width: 4, height: 3, bytes };
    store.keep_picture(scope, picture, now).await.unwrap();
    let post = bakery.scheduled(OnMastodon, now).await;
    store.change_picture(scope, post, id).await.unwrap();
    post
}
