//! Posts of our own that go out through Wix, on its good days and its bad ones.

use std::{sync::Arc, time::Duration};

use domain::{
    channel::Channel::{self, Facebook, GoogleBusiness, Pinterest, Threads, TikTok},
    connection::ProviderKind,
    connector::{HeldAccount, Hub, LoggedIn, Offer, Trial, Wanted},
    contract::Credentials,
    id::{MediaId, PostId},
    post::{PostStatus, PostText},
    source::{Handover, Leaving},
};
use jiff::{Timestamp, ToSpan};
use outbound::{Outbound, Policy};
use publisher::Publisher;
use serde_json::json;
use store::media::NewPicture;
use url::Url;
use wix::{ConnectedAccounts, Patience, Place, WixPublisher, WixSource};

use crate::{
    bakery::Bakery,
    engines::on_both,
    wix_vendor::{ACCOUNT, Fault, KEY, PAGE, SITE, Vendor},
};

/// Where the bakery's pictures can be fetched from, as far as anybody here asks.
const PUBLIC: &str = "http://127.0.0.1:9/";

#[test]
fn a_draft_is_made_ahead_of_the_mark_and_released_once() {
    on_both(async |bakery| {
        let (vendor, publisher, post) = scheduled(&bakery).await;
        publisher.step(bakery.world.now()).await.unwrap();
        let out = bakery.post(post).await;
        assert_eq!((out.status, out.failure), (PostStatus::Published, None));
        assert_eq!(out.live_link.as_deref(), Some("https://facebook.example/item-1"));
        assert_eq!(bakery.outcomes(post).await, ["published"]);
        let held = vendor.held();
        assert_eq!((held.named.len(), held.released.len(), held.out), (1, 1, 1));
        let item = &held.items[0];
        assert_eq!(item["referenceId"], format!("almanac-{post}-1"));
        let picture = out.picture.unwrap();
        let content = json!({
            "caption": out.text.caption, "pageId": PAGE, "mediaWrapper": { "media": [
                { "type": "IMAGE", "url": format!("{PUBLIC}pictures/{}/{picture}", bakery.scope.site) },
            ] },
        });
        let mut said = item["facebookPost"].clone();
        said.as_object_mut().unwrap().remove("link");
        assert_eq!(said, content);
    });
}

#[test]
fn a_lost_answer_of_a_release_is_looked_up_and_not_repeated() {
    on_both(async |bakery| {
        // It was carried out: the item tells it within the send.
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
        assert_eq!(vendor.held().named.len(), 1);
        settled(&bakery, &publisher).await;
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        assert_eq!(bakery.outcomes(post).await, ["absent", "published"]);
        // The first release arrives after all, and finds nothing to publish.
        assert_eq!(vendor.arrives(), 428);
        let held = vendor.held();
        assert_eq!((held.named.len(), held.released.len(), held.out), (2, 2, 1));
        assert_eq!(held.items.len(), 1, "one item is there");
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
        assert_eq!((held.named.len(), held.released.len(), held.out), (1, 1, 1));
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
        assert_eq!((held.named.len(), held.out, held.items.len()), (2, 1, 1), "no orphan is left");
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
        // Its name is remembered there, so that the next one has another.
        let held = vendor.held();
        assert_eq!((held.named.len(), held.out), (2, 1));
        assert_eq!(held.items[0]["referenceId"], format!("almanac-{post}-2"));
    });
}

#[test]
fn what_wix_refuses_has_failed_in_words_for_the_marketer() {
    on_both(async |bakery| {
        for (fault, said) in [
            (Fault::Refuses, "Wix could not publish this. Look there why"),
            (Fault::UsedUp, "allows no more posts for now"),
            (Fault::Disconnected, "Facebook is not connected at Wix any more"),
            (Fault::KeyRevoked, "does not know the credentials of this site"),
        ] {
            let (vendor, publisher, post) = scheduled(&bakery).await;
            vendor.goes_wrong(fault);
            publisher.step(bakery.world.now()).await.unwrap();
            let failed = bakery.post(post).await;
            let why = failed.failure.unwrap();
            assert_eq!(failed.status, PostStatus::Failed, "{fault:?}: {why}");
            assert!(why.contains(said) && !why.contains("s3cret"), "{fault:?}: {why}");
            assert_eq!(vendor.held().out, 0);

            // Once it is mended, it goes out.
            vendor.goes_wrong(Fault::None);
            bakery.store.schedule_post(bakery.scope, post).await.unwrap();
            publisher.step(bakery.world.pass(1.second())).await.unwrap();
            assert_eq!(bakery.status(post).await, PostStatus::Published, "{fault:?}");
            assert_eq!(vendor.held().out, 1);
        }
    });
}

#[test]
fn a_service_that_wants_to_be_left_alone_costs_no_try() {
    on_both(async |bakery| {
        let (vendor, publisher, post) = scheduled(&bakery).await;
        vendor.goes_wrong(Fault::TooMany);
        for _ in 0..7 {
            publisher.step(bakery.world.pass(21.seconds())).await.unwrap();
            let waits = bakery.post(post).await;
            assert_eq!(waits.status, PostStatus::Scheduled, "{:?}", waits.failure);
            assert!(waits.failure.unwrap().contains("takes no more requests for now"));
        }
        vendor.goes_wrong(Fault::None);
        publisher.step(bakery.world.pass(10.seconds())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Scheduled, "not before its 20 seconds");
        publisher.step(bakery.world.pass(20.seconds())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        assert_eq!(bakery.outcomes(post).await, ["published"]);
    });
}

#[test]
fn a_draft_waits_there_within_the_hour_and_holds_what_the_post_says_by_then() {
    on_both(async |bakery| {
        let vendor = Vendor::open().await;
        connect(&bakery).await;
        let publisher = bakery.publisher(Arc::new(provider(&bakery, &vendor)));
        let at = bakery.world.now() + 2.hours();
        let [post, other] = [due_at(&bakery, at).await, due_at(&bakery, at).await];
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(vendor.held().named.len(), 0, "two hours are too early");
        publisher.step(bakery.world.pass(70.minutes())).await.unwrap();
        assert_eq!(vendor.held().items.len(), 2);

        // One says something else now, the other does not go out.
        let words = PostText { caption: "Rye bread.".to_owned(), ..PostText::default() };
        bakery.says(post, &words).await;
        bakery.store.unschedule_post(bakery.scope, other).await.unwrap();
        for _ in 0..3 {
            publisher.step(bakery.world.pass(1.minute())).await.unwrap();
        }
        {
            let held = vendor.held();
            assert_eq!(held.items.len(), 1, "{:?}", held.items);
            let said = &held.items[0]["facebookPost"]["caption"];
            assert_eq!((said, held.out), (&"Rye bread.".into(), 0));
        }
        let made = vendor.held().named.len();
        publisher.step(bakery.world.pass(50.minutes())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        let held = vendor.held();
        assert_eq!((held.named.len(), held.out), (made, 1));
    });
}

#[test]
fn a_site_that_left_wix_is_told_so_and_nothing_goes_there() {
    on_both(async |bakery| {
        let (vendor, publisher, post) = scheduled(&bakery).await;
        let leaving = Leaving { keep_drafts: true, cancel_scheduled: false, take_settings: false };
        bakery.store.make_plan_here(bakery.scope, leaving, bakery.world.now()).await.unwrap();
        publisher.step(bakery.world.now()).await.unwrap();
        let failed = bakery.post(post).await;
        assert_eq!(failed.status, PostStatus::Failed);
        assert!(failed.failure.unwrap().contains("does not come from Wix, so"));
        assert_eq!(bakery.outcomes(post).await, [""; 0], "it failed ahead of the mark");
        assert_eq!(vendor.held().asked, 0);
        let standing = &bakery.store.standings(bakery.scope).await.unwrap()[0];
        assert!(standing.trouble.as_ref().unwrap().contains("Connect the channel in another way"));
    });
}

#[test]
fn without_a_public_address_nothing_is_connected_and_no_picture_is_sent() {
    on_both(async |bakery| {
        let vendor = Vendor::open().await;
        connect(&bakery).await;
        let source = source(&bakery, &vendor);
        let accounts = ConnectedAccounts::new(source.clone(), None);
        let refused = accounts.offer(bakery.scope, wanted(GoogleBusiness, None)).await.unwrap_err();
        assert_eq!(refused.field, "wix_account");
        assert!(refused.said.contains("no public address"), "{refused:?}");

        let publisher = bakery.publisher(Arc::new(WixPublisher::new(source, None)));
        let post = due_at(&bakery, bakery.world.now()).await;
        publisher.step(bakery.world.now()).await.unwrap();
        let failed = bakery.post(post).await;
        assert_eq!(failed.status, PostStatus::Failed);
        assert!(failed.failure.unwrap().contains("no public address"));
        assert_eq!(vendor.held().named.len(), 0);
    });
}

#[test]
fn an_account_that_is_connected_there_is_offered_with_what_posts_stand_on() {
    on_both(async |bakery| {
        let vendor = Vendor::open().await;
        connect(&bakery).await;
        let accounts = ConnectedAccounts::new(source(&bakery, &vendor), Some(public()));
        let scope = bakery.scope;
        let several = |held: &[(&str, &str)]| {
            let held = held
                .iter()
                .map(|(id, name)| HeldAccount { id: (*id).to_owned(), name: (*name).to_owned() });
            Ok(Offer::Several(held.collect()))
        };
        let pages = [("acc-1/page-1", "Rosa’s Bread"), ("acc-1/page-2", "Rosa’s Café")];
        assert_eq!(accounts.offer(scope, wanted(Facebook, None)).await, several(&pages));
        let levels = [
            ("acc-t/PUBLIC_TO_EVERYONE", "rosa, seen by everyone"),
            ("acc-t/SELF_ONLY", "rosa, seen by nobody else"),
        ];
        assert_eq!(accounts.offer(scope, wanted(TikTok, None)).await, several(&levels));
        let account = |place: Place, name: &str| {
            Ok(Offer::Account(LoggedIn {
                account: name.to_owned(),
                credentials: place.credentials(),
                ends_at: None,
                limits: None,
            }))
        };
        let chosen = accounts.offer(scope, wanted(Facebook, Some("acc-1/page-2"))).await;
        let page = Place::new(ACCOUNT.to_owned(), Some("page-2".to_owned()));
        assert_eq!(chosen, account(page, "Rosa’s Café"));
        let location = Place::new("acc-g".to_owned(), Some("loc-1".to_owned()));
        let only = accounts.offer(scope, wanted(GoogleBusiness, None)).await;
        assert_eq!(only, account(location, "acc-g"));
        let nothing = accounts.offer(scope, wanted(Pinterest, None)).await;
        let connect_at = Some("https://manage.wix.example/connect".to_owned());
        assert_eq!(nothing, Ok(Offer::Nothing { connect_at }));
        let gone = accounts.offer(scope, wanted(Facebook, Some("acc-9"))).await.unwrap_err();
        assert!(gone.said.contains("Choose another"), "{gone:?}");
        let unknown = accounts.offer(scope, wanted(Threads, None)).await.unwrap_err();
        assert!(unknown.said.contains("does not publish to Threads"), "{unknown:?}");

        // What is kept is tried without posting anything.
        let kept = place().credentials();
        let tried = accounts.try_kept(scope, Facebook, Some(&kept)).await;
        let said = "Wix has Rosa’s Bread connected and takes its posts.".to_owned();
        assert_eq!(tried, Trial { works: true, said });
        for (fault, said) in [
            (Fault::UsedUp, "they are used up"),
            (Fault::Disconnected, "not connected to Facebook at Wix any more"),
            (Fault::KeyRevoked, "does not know the credentials"),
        ] {
            vendor.goes_wrong(fault);
            let tried = accounts.try_kept(scope, Facebook, Some(&kept)).await;
            assert!(!tried.works && tried.said.contains(said), "{tried:?}");
        }
        assert_eq!(vendor.held().items.len(), 0);
    });
}

/// A story's own vendor and publisher, and a post with a picture that is due now.
async fn scheduled(bakery: &Bakery) -> (Vendor, Publisher, PostId) {
    let vendor = Vendor::open().await;
    connect(bakery).await;
    let publisher = bakery.publisher(Arc::new(provider(bakery, &vendor)));
    let post = due_at(bakery, bakery.world.now()).await;
    (vendor, publisher, post)
}

/// Lets the time pass in which a release may still arrive, and what follows happen.
async fn settled(bakery: &Bakery, publisher: &Publisher) {
    for _ in 0..4 {
        publisher.step(bakery.world.pass(90.seconds())).await.unwrap();
    }
}

fn provider(bakery: &Bakery, vendor: &Vendor) -> WixPublisher {
    let patience = Patience { pause: Duration::from_millis(5), looks: 4 };
    WixPublisher::new(source(bakery, vendor), Some(public())).with_patience(patience)
}

fn source(bakery: &Bakery, vendor: &Vendor) -> WixSource {
    let allowed_private_hosts = vec!["127.0.0.1".to_owned()];
    let outbound = Outbound::new(Policy { allowed_private_hosts, ..Policy::default() }).unwrap();
    let address = vendor.url().parse().unwrap();
    WixSource::new(bakery.store.clone(), bakery.world.clone(), outbound, address)
}

fn public() -> Url {
    PUBLIC.parse().unwrap()
}

fn place() -> Place {
    Place::new(ACCOUNT.to_owned(), Some(PAGE.to_owned()))
}

fn wanted(channel: Channel, account: Option<&str>) -> Wanted {
    let account = account.map(str::to_owned);
    Wanted { channel, server: String::new(), key: None, account, board: None, keep: true }
}

/// The bakery's plan comes from Wix, and its Facebook page is connected there.
async fn connect(bakery: &Bakery) {
    let (store, scope, now) = (&bakery.store, bakery.scope, bakery.world.now());
    let access = Credentials::new(json!({ "key": KEY, "site": SITE }).to_string());
    let handover = Handover { keep_drafts: true, keep_scheduled: true };
    store.take_plan_from_wix(scope, SITE, &access, handover, now).await.unwrap();
    bakery.connect_with(Facebook, ProviderKind::Wix, Some(place().credentials())).await;
}

/// A scheduled post with a picture, due then.
async fn due_at(bakery: &Bakery, at: Timestamp) -> PostId {
    let (store, scope, now) = (&bakery.store, bakery.scope, bakery.world.now());
    let id = MediaId::mint(&*bakery.world);
    let picture =
        NewPicture { id, content_type: "image/jpeg", width: 1, height: 1, bytes: b"a loaf" };
    store.keep_picture(scope, picture, now).await.unwrap();
    let post = bakery.scheduled(Facebook, at).await;
    store.change_picture(scope, post, id).await.unwrap();
    post
}
