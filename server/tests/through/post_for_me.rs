//! Posts that go out through Post for Me, on its good days and its bad ones.

use std::{sync::Arc, time::Duration};

use domain::{
    channel::Channel::{self, Instagram, Pinterest, Threads},
    connection::ProviderKind,
    connector::{Hub, Offer, Wanted},
    contract::{Credentials, Delivery, Provider},
    id::{MediaId, PostId},
    post::{PostKind, PostStatus, PostText},
};
use jiff::{Timestamp, ToSpan};
use outbound::{Outbound, Policy};
use postforme::{Access, Accounts, Clients, Patience, PostForMe};
use publisher::Publisher;
use store::media::NewPicture;

use crate::{
    bakery::Bakery,
    engines::on_both,
    vendor::{ACCOUNT, Fault, KEY, Vendor},
};

#[test]
fn a_draft_is_made_ahead_of_the_mark_and_released_once() {
    on_both(async |bakery| {
        let (vendor, publisher, post) = scheduled(&bakery).await;
        publisher.step(bakery.world.now()).await.unwrap();
        let out = bakery.post(post).await;
        assert_eq!((out.status, out.failure), (PostStatus::Published, None));
        assert_eq!(out.live_link.as_deref(), Some("https://x.example/42"));
        assert_eq!(bakery.outcomes(post).await, ["published"]);
        let held = vendor.held();
        assert_eq!((held.created, held.released.len(), held.out, held.pictures), (1, 1, 1, 1));
        assert_eq!(held.posts[0]["external_id"], post.to_string());
    });
}

#[test]
fn a_lost_answer_of_a_release_is_looked_up_and_not_repeated() {
    on_both(async |bakery| {
        // It was carried out: the result tells it within the send.
        let (vendor, publisher, post) = scheduled(&bakery).await;
        vendor.goes_wrong(Fault::ReleaseBreaks);
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        assert_eq!(vendor.held().out, 1);

        // It was not: that is believed once it can no longer arrive, and a new draft goes out.
        let (vendor, publisher, post) = scheduled(&bakery).await;
        vendor.goes_wrong(Fault::ReleaseHeld);
        publisher.step(bakery.world.now()).await.unwrap();
        let unclear = bakery.post(post).await;
        assert_eq!(unclear.status, PostStatus::Uncertain);
        assert!(unclear.failure.unwrap().contains("Almanac looks there"));
        publisher.step(bakery.world.pass(3.seconds())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Uncertain, "it may still arrive");
        assert_eq!(vendor.held().created, 1);
        settled(&bakery, &publisher).await;
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        assert_eq!(bakery.outcomes(post).await, ["absent", "published"]);
        // The first release arrives after all, and finds nothing to publish.
        assert_eq!(vendor.arrives(), 404);
        let held = vendor.held();
        assert_eq!((held.created, held.released.len(), held.out), (2, 2, 1));
    });
}

#[test]
fn what_is_processed_for_long_waits_and_is_never_released_again() {
    on_both(async |bakery| {
        let (vendor, publisher, post) = scheduled(&bakery).await;
        vendor.goes_wrong(Fault::Stuck);
        publisher.step(bakery.world.now()).await.unwrap();
        for _ in 0..4 {
            publisher.step(bakery.world.pass(70.seconds())).await.unwrap();
            assert_eq!(bakery.status(post).await, PostStatus::Uncertain);
        }
        vendor.held().moves_on();
        settled(&bakery, &publisher).await;
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        let held = vendor.held();
        assert_eq!((held.created, held.released.len(), held.out), (1, 1, 1));
    });
}

#[test]
fn a_service_that_takes_its_time_is_not_taken_for_one_that_is_away() {
    on_both(async |bakery| {
        let vendor = Vendor::open().await;
        connect(&bakery, &vendor).await;
        let publisher = bakery.publisher(Arc::new(provider(&bakery)));
        vendor.goes_wrong(Fault::Stuck);
        for _ in 0..6 {
            let post = pictured(&bakery).await;
            publisher.step(bakery.world.now()).await.unwrap();
            assert_eq!(bakery.status(post).await, PostStatus::Uncertain);
            bakery.world.pass(61.seconds());
        }
        vendor.goes_wrong(Fault::None);
        let post = pictured(&bakery).await;
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
    });
}

#[test]
fn what_ended_without_a_word_is_for_a_person_and_nothing_is_sent_beside_it() {
    on_both(async |bakery| {
        let (vendor, publisher, post) = scheduled(&bakery).await;
        vendor.goes_wrong(Fault::Untold);
        publisher.step(bakery.world.now()).await.unwrap();
        for _ in 0..12 {
            publisher.step(bakery.world.pass(70.seconds())).await.unwrap();
        }
        let asked = bakery.post(post).await;
        assert_eq!(asked.status, PostStatus::Uncertain);
        assert!(asked.failure.unwrap().contains("Look on Instagram"));
        // Whoever schedules it again is told, and it does not go out beside what may be there.
        let delivery = delivery(&bakery, &vendor, post).await;
        let refusal = provider(&bakery).stage(&delivery).await.unwrap_err();
        assert!(refusal.retry_after.is_none(), "{refusal:?}");
        assert!(refusal.reason.contains("make a new post of it"), "{refusal:?}");
        assert_eq!(vendor.held().out, 1);
    });
}

#[test]
fn a_result_that_comes_late_settles_what_ended_without_a_word() {
    on_both(async |bakery| {
        // While Almanac still looks.
        let (vendor, publisher, post) = scheduled(&bakery).await;
        vendor.goes_wrong(Fault::Untold);
        publisher.step(bakery.world.now()).await.unwrap();
        publisher.step(bakery.world.pass(70.seconds())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Uncertain);
        vendor.held().tells_result("sp_1", true);
        settled(&bakery, &publisher).await;
        let out = bakery.post(post).await;
        assert_eq!((out.status, out.failure), (PostStatus::Published, None));
        assert_eq!(out.live_link.as_deref(), Some("https://x.example/42"));
        assert_eq!(vendor.held().released.len(), 1);

        // After somebody was asked: a hint has it looked up once more, as often as it comes.
        let (vendor, publisher, post) = scheduled(&bakery).await;
        vendor.goes_wrong(Fault::Untold);
        publisher.step(bakery.world.now()).await.unwrap();
        for _ in 0..12 {
            publisher.step(bakery.world.pass(70.seconds())).await.unwrap();
        }
        let asked = bakery.post(post).await.failure;
        let hinted = async || {
            assert!(
                bakery.store.look_up_now(bakery.scope, post, bakery.world.now()).await.unwrap()
            );
            publisher.step(bakery.world.pass(1.second())).await.unwrap();
            bakery.post(post).await
        };
        for _ in 0..3 {
            let still = hinted().await;
            assert_eq!((still.status, &still.failure), (PostStatus::Uncertain, &asked));
        }
        vendor.held().tells_result("sp_1", false);
        let failed = hinted().await;
        assert_eq!(failed.status, PostStatus::Failed);
        assert!(failed.failure.unwrap().contains("Token revoked"));
        assert_eq!(vendor.held().released.len(), 1);
    });
}

#[test]
fn what_the_network_refused_has_failed_with_its_words_and_may_be_scheduled_anew() {
    on_both(async |bakery| {
        let (vendor, publisher, post) = scheduled(&bakery).await;
        vendor.goes_wrong(Fault::Refuses);
        publisher.step(bakery.world.now()).await.unwrap();
        let failed = bakery.post(post).await;
        assert_eq!(failed.status, PostStatus::Failed);
        assert_eq!(
            failed.failure.as_deref(),
            Some("Post for Me could not publish this: Token revoked"),
            "no JSON reaches a person"
        );
        vendor.goes_wrong(Fault::None);
        bakery.store.schedule_post(bakery.scope, post).await.unwrap();
        publisher.step(bakery.world.pass(1.second())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);

        // Learned by a look-up only, it has failed as well.
        let (vendor, publisher, post) = scheduled(&bakery).await;
        vendor.goes_wrong(Fault::Stuck);
        publisher.step(bakery.world.now()).await.unwrap();
        {
            let mut held = vendor.held();
            let id = held.posts[0]["id"].as_str().unwrap().to_owned();
            held.ends(&id, Fault::Refuses);
        }
        settled(&bakery, &publisher).await;
        assert_eq!(bakery.status(post).await, PostStatus::Failed);
        assert_eq!(bakery.outcomes(post).await, ["refused"]);
        assert_eq!(vendor.held().out, 0);
    });
}

#[test]
fn a_draft_that_somebody_deleted_is_made_anew() {
    on_both(async |bakery| {
        let (vendor, publisher, post) = scheduled(&bakery).await;
        vendor.goes_wrong(Fault::DraftGone);
        publisher.step(bakery.world.now()).await.unwrap();
        let waits = bakery.post(post).await;
        assert_eq!(waits.status, PostStatus::Scheduled);
        assert!(waits.failure.unwrap().contains("is gone, so nothing was sent"));
        publisher.step(bakery.world.pass(1.minute())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        let held = vendor.held();
        assert_eq!((held.created, held.out), (2, 1));
    });
}

#[test]
fn a_draft_that_was_stored_and_answered_with_500_is_deleted_before_another_is_made() {
    on_both(async |bakery| {
        let (vendor, publisher, post) = scheduled(&bakery).await;
        vendor.goes_wrong(Fault::CreateBreaks);
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Scheduled);
        assert_eq!(bakery.outcomes(post).await, [""; 0], "nothing was marked");
        publisher.step(bakery.world.pass(1.minute())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        let held = vendor.held();
        assert_eq!((held.created, held.out, held.posts.len()), (2, 1, 1), "no orphan is left");
    });
}

#[test]
fn a_service_that_wants_to_be_left_alone_is_until_its_time() {
    on_both(async |bakery| {
        let (vendor, publisher, post) = scheduled(&bakery).await;
        vendor.goes_wrong(Fault::TooMany);
        publisher.step(bakery.world.now()).await.unwrap();
        let waits = bakery.post(post).await;
        assert_eq!(waits.status, PostStatus::Scheduled);
        assert!(waits.failure.unwrap().contains("takes no more requests for now"));
        vendor.goes_wrong(Fault::None);
        publisher.step(bakery.world.pass(10.seconds())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Scheduled, "not before its 20 seconds");
        publisher.step(bakery.world.pass(50.seconds())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
    });
}

#[test]
fn a_key_that_is_not_valid_any_more_is_told_with_the_connection() {
    on_both(async |bakery| {
        let (vendor, publisher, post) = scheduled(&bakery).await;
        vendor.goes_wrong(Fault::KeyRevoked);
        publisher.step(bakery.world.now()).await.unwrap();
        let failed = bakery.post(post).await;
        assert_eq!(failed.status, PostStatus::Failed);
        assert!(failed.failure.unwrap().contains("Connect the channel again"));
        let standing = &bakery.store.standings(bakery.scope).await.unwrap()[0];
        assert!(standing.trouble.as_ref().unwrap().contains("does not take the key"));
    });
}

#[test]
fn no_more_is_asked_within_a_minute_than_the_service_takes() {
    on_both(async |bakery| {
        let vendor = Vendor::open().await;
        connect(&bakery, &vendor).await;
        let publisher = bakery.publisher(Arc::new(provider(&bakery)));
        for _ in 0..12 {
            pictured(&bakery).await;
        }
        // The clock of the story stands still, so that a minute never passes within a step.
        publisher.step(bakery.world.now()).await.unwrap();
        let first = vendor.held().asked;
        assert!((20..=40).contains(&first), "{first}");
        for _ in 0..8 {
            let before = vendor.held().asked;
            publisher.step(bakery.world.pass(61.seconds())).await.unwrap();
            assert!(vendor.held().asked - before <= 40);
        }
        assert_eq!(vendor.held().out, 12, "all of them go out, each once");
    });
}

#[test]
fn a_draft_waits_there_within_the_hour_and_holds_what_the_post_says_by_then() {
    on_both(async |bakery| {
        let vendor = Vendor::open().await;
        connect(&bakery, &vendor).await;
        let publisher = bakery.publisher(Arc::new(provider(&bakery)));
        let at = bakery.world.now() + 2.hours();
        let [post, other] = [due_at(&bakery, at).await, due_at(&bakery, at).await];
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(vendor.held().created, 0, "two hours are too early");
        publisher.step(bakery.world.pass(70.minutes())).await.unwrap();
        assert_eq!(vendor.held().posts.len(), 2);

        // One says something else now, the other does not go out.
        let words = PostText { caption: "Rye bread.".to_owned(), ..PostText::default() };
        bakery.says(post, &words).await;
        bakery.store.unschedule_post(bakery.scope, other).await.unwrap();
        for _ in 0..3 {
            publisher.step(bakery.world.pass(1.minute())).await.unwrap();
        }
        {
            let held = vendor.held();
            assert_eq!(held.posts.len(), 1, "{:?}", held.posts);
            assert_eq!((&held.posts[0]["caption"], held.out), (&"Rye bread.".into(), 0));
        }
        let created = vendor.held().created;
        publisher.step(bakery.world.pass(50.minutes())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        let held = vendor.held();
        assert_eq!((held.created, held.out), (created, 1));
    });
}

#[test]
fn a_hint_has_a_post_looked_up_now_and_is_never_believed() {
    on_both(async |bakery| {
        let (vendor, publisher, post) = scheduled(&bakery).await;
        vendor.goes_wrong(Fault::Stuck);
        publisher.step(bakery.world.now()).await.unwrap();
        publisher.step(bakery.world.pass(5.seconds())).await.unwrap();
        let (store, scope) = (&bakery.store, bakery.scope);
        publisher.step(bakery.world.pass(3.minutes())).await.unwrap();
        let asked = vendor.held().asked;
        // Twice, and before its time: it is looked up, and nothing is known yet.
        assert!(store.look_up_now(scope, post, bakery.world.now()).await.unwrap());
        assert!(!store.look_up_now(scope, post, bakery.world.now()).await.unwrap(), "it is due");
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Uncertain);
        assert!(vendor.held().asked > asked);
        vendor.held().moves_on();
        assert!(store.look_up_now(scope, post, bakery.world.now()).await.unwrap());
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        assert!(!store.look_up_now(scope, post, bakery.world.now()).await.unwrap());
        let held = vendor.held();
        assert_eq!((held.released.len(), held.out), (1, 1));
    });
}

#[test]
fn one_of_several_accounts_is_chosen_with_the_key_that_is_kept() {
    on_both(async |bakery| {
        let (vendor, other) = (Vendor::open().await, Vendor::open().await);
        let accounts = Accounts::new(bakery.store.clone(), clients(&bakery));
        let wanted = |key: Option<&str>, account: Option<&str>| Wanted {
            channel: Instagram,
            server: vendor.url(),
            key: key.map(|key| Credentials::new(key.to_owned())),
            account: account.map(str::to_owned),
            board: None,
            keep: true,
        };
        let scope = bakery.scope;
        let Ok(Offer::Several(several)) = accounts.offer(scope, wanted(Some(KEY), None)).await
        else {
            panic!("there are two")
        };
        let names: Vec<&str> = several.iter().map(|account| account.name.as_str()).collect();
        assert_eq!(names, ["rosas.bread", "rosas.cafe"]);

        // The key is not typed again, and goes nowhere but where it was typed for.
        let elsewhere = Wanted { server: other.url(), ..wanted(None, Some("spc_2")) };
        let Ok(Offer::Account(chosen)) = accounts.offer(scope, elsewhere).await else {
            panic!("it was chosen")
        };
        assert_eq!((chosen.account.as_str(), other.held().asked), ("rosas.cafe", 0));
        let gone = accounts.offer(scope, wanted(None, Some("spc_3"))).await.unwrap_err();
        assert_eq!(gone.field, "held_account");

        // Nothing is held there for another network, and a page that is none is not offered.
        let threads = Wanted { channel: Threads, ..wanted(None, None) };
        let nothing = accounts.offer(scope, threads).await;
        assert_eq!(nothing, Ok(Offer::Nothing { connect_at: None }));
        let refused = accounts.offer(scope, wanted(Some("another"), None)).await.unwrap_err();
        assert_eq!(refused.field, "service_key");
        assert!(!refused.said.contains("another"), "{refused:?}");
    });
}

#[test]
fn the_service_tells_us_what_happens_until_the_last_channel_goes() {
    on_both(async |bakery| {
        let vendor = Vendor::open().await;
        let public = "http://127.0.0.1:9/".parse().unwrap();
        let accounts = Accounts::new(bakery.store.clone(), clients(&bakery)).told_at(Some(public));
        let told_at = || -> Vec<String> {
            let webhooks = &vendor.held().webhooks;
            webhooks.iter().map(|one| one["url"].as_str().unwrap().to_owned()).collect()
        };
        let wanted = |keep| Wanted {
            channel: Instagram,
            server: vendor.url(),
            key: Some(Credentials::new(KEY.to_owned())),
            account: Some(ACCOUNT.to_owned()),
            board: None,
            keep,
        };
        let scope = bakery.scope;
        assert!(accounts.offer(scope, wanted(false)).await.is_ok());
        assert_eq!(told_at(), [""; 0], "a test leaves nothing there");
        for _ in 0..2 {
            let Ok(Offer::Account(found)) = accounts.offer(scope, wanted(true)).await else {
                panic!("it is held")
            };
            let credentials = Some(found.credentials);
            bakery.connect_with(Instagram, ProviderKind::PostForMe, credentials.clone()).await;
            bakery.connect_with(Threads, ProviderKind::PostForMe, credentials).await;
        }
        let told = told_at();
        assert_eq!(told.len(), 1, "once for a key: {told:?}");
        assert!(told[0].starts_with("http://127.0.0.1:9/hooks/post-for-me/"), "{told:?}");

        assert!(bakery.store.disconnect(scope, Instagram).await.unwrap().key.is_none());
        let left = bakery.store.disconnect(scope, Threads).await.unwrap().key.unwrap();
        assert!(!bakery.store.keeps_post_for_me_key(scope).await.unwrap());
        accounts.let_go(left.clone()).await;
        assert_eq!(told_at(), [""; 0]);
        // What is gone there already, or a key that is not valid any more, does no harm.
        accounts.let_go(left.clone()).await;
        vendor.goes_wrong(Fault::KeyRevoked);
        accounts.let_go(left).await;
        assert_eq!(vendor.held().webhooks_deleted, 2);
        vendor.goes_wrong(Fault::None);

        // A channel that is published to in another way from now on needs no key either.
        let Ok(Offer::Account(found)) = accounts.offer(scope, wanted(true)).await else {
            panic!("it is held")
        };
        let credentials = Some(found.credentials);
        bakery.connect_with(Instagram, ProviderKind::PostForMe, credentials).await;
        assert_eq!(told_at().len(), 1);
        bakery.connect_with(Instagram, ProviderKind::Sandbox, None).await;
        assert!(!bakery.store.keeps_post_for_me_key(scope).await.unwrap());
    });
}

#[test]
fn another_key_in_the_place_of_one_has_the_old_one_tell_no_more() {
    on_both(async |bakery| {
        let (old, new) = (Vendor::open().await, Vendor::open().await);
        let public = "http://127.0.0.1:9/".parse().unwrap();
        let accounts = Accounts::new(bakery.store.clone(), clients(&bakery)).told_at(Some(public));
        for vendor in [&old, &new] {
            let wanted = Wanted {
                channel: Instagram,
                server: vendor.url(),
                key: Some(Credentials::new(KEY.to_owned())),
                account: Some(ACCOUNT.to_owned()),
                board: None,
                keep: true,
            };
            assert!(accounts.offer(bakery.scope, wanted).await.is_ok());
        }
        assert_eq!((old.held().webhooks.len(), new.held().webhooks.len()), (0, 1));
    });
}

#[test]
fn a_pin_goes_to_the_board_that_was_chosen_and_nowhere_without_one() {
    on_both(async |bakery| {
        let vendor = Vendor::with_accounts_on("pinterest").await;
        let accounts = Accounts::new(bakery.store.clone(), clients(&bakery));
        let wanted = |board: &str| Wanted {
            channel: Pinterest,
            server: vendor.url(),
            key: Some(Credentials::new(KEY.to_owned())),
            account: Some(ACCOUNT.to_owned()),
            board: Some(board.to_owned()),
            keep: true,
        };
        let scope = bakery.scope;
        for (typed, said) in
            [("", "Enter the id of yours"), (" ", "Enter the id"), ("Bread", "not its name")]
        {
            let refused = accounts.offer(scope, wanted(typed)).await.unwrap_err();
            assert_eq!(refused.field, "board");
            assert!(refused.said.contains(said), "{typed}: {}", refused.said);
        }
        let Ok(Offer::Account(found)) = accounts.offer(scope, wanted(" 549755885175 ")).await
        else {
            panic!("it is held")
        };
        let credentials = Some(found.credentials);
        assert!(accounts.try_kept(scope, Pinterest, credentials.as_ref()).await.works);
        let publisher = bakery.publisher(Arc::new(provider(&bakery)));

        // A connection from before boards were asked for: told ahead of the minute.
        let before = Some(access(&vendor).credentials());
        assert!(
            accounts
                .try_kept(scope, Pinterest, before.as_ref())
                .await
                .said
                .contains("No board is chosen")
        );
        bakery.connect_with(Pinterest, ProviderKind::PostForMe, before).await;
        let post = pictured_on(&bakery, Pinterest, bakery.world.now() + 30.minutes()).await;
        publisher.step(bakery.world.now()).await.unwrap();
        let standing = &bakery.store.standings(scope).await.unwrap()[0];
        assert!(standing.trouble.as_ref().unwrap().contains("No board is chosen"));
        assert_eq!(standing.at_risk.len(), 1, "the board of the next days shows it");
        assert_eq!(vendor.held().created, 0);

        bakery.connect_with(Pinterest, ProviderKind::PostForMe, credentials).await;
        publisher.step(bakery.world.pass(40.minutes())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        let sent = vendor.held().posts[0]["account_configurations"][0].clone();
        assert_eq!(sent["social_account_id"], ACCOUNT);
        assert_eq!(sent["configuration"]["board_ids"], serde_json::json!(["549755885175"]));
    });
}

/// A story's own vendor and publisher, and a post with a picture that is due now.
async fn scheduled(bakery: &Bakery) -> (Vendor, Publisher, PostId) {
    let vendor = Vendor::open().await;
    connect(bakery, &vendor).await;
    let publisher = bakery.publisher(Arc::new(provider(bakery)));
    (vendor, publisher, pictured(bakery).await)
}

/// Lets the time pass in which a release may still arrive, and what follows happen.
async fn settled(bakery: &Bakery, publisher: &Publisher) {
    for _ in 0..4 {
        publisher.step(bakery.world.pass(90.seconds())).await.unwrap();
    }
}

fn provider(bakery: &Bakery) -> PostForMe {
    let patience = Patience { room: Duration::ZERO, pause: Duration::from_millis(5), looks: 4 };
    PostForMe::new(bakery.store.clone(), clients(bakery)).with_patience(patience)
}

fn clients(bakery: &Bakery) -> Clients {
    let allowed_private_hosts = vec!["127.0.0.1".to_owned()];
    let outbound = Outbound::new(Policy { allowed_private_hosts, ..Policy::default() }).unwrap();
    Clients::new(outbound, bakery.world.clone())
}

fn access(vendor: &Vendor) -> Access {
    Access::new(vendor.url().parse().unwrap(), KEY.to_owned(), ACCOUNT.to_owned())
}

async fn connect(bakery: &Bakery, vendor: &Vendor) {
    let credentials = Some(access(vendor).credentials());
    bakery.connect_with(Instagram, ProviderKind::PostForMe, credentials).await;
}

/// A scheduled Instagram post with a picture, due now.
async fn pictured(bakery: &Bakery) -> PostId {
    due_at(bakery, bakery.world.now()).await
}

/// The same, due then.
async fn due_at(bakery: &Bakery, at: Timestamp) -> PostId {
    pictured_on(bakery, Instagram, at).await
}

async fn pictured_on(bakery: &Bakery, channel: Channel, at: Timestamp) -> PostId {
    let (store, scope, now) = (&bakery.store, bakery.scope, bakery.world.now());
    let id = MediaId::mint(&*bakery.world);
    let picture =
        NewPicture { id, content_type: "image/jpeg", width: 1, height: 1, bytes: b"a loaf" };
    store.keep_picture(scope, picture, now).await.unwrap();
    let post = bakery.scheduled(channel, at).await;
    store.change_picture(scope, post, id).await.unwrap();
    post
}

async fn delivery(bakery: &Bakery, vendor: &Vendor, id: PostId) -> Delivery {
    let post = bakery.post(id).await;
    Delivery {
        scope: bakery.scope,
        post: id,
        attempt: 2,
        key: id.to_string(),
        channel: Instagram,
        kind: PostKind::Post,
        account: "rosa".to_owned(),
        text: PostText { caption: "Bread.".to_owned(), ..PostText::default() },
        picture: post.picture,
        publish_at: post.publish_at,
        now: bakery.world.now(),
        credentials: Some(access(vendor).credentials()),
        staged: None,
    }
}
