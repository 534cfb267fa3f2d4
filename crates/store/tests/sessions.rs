//! Sessions of connections, renewed by many at once. On both engines.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

#[expect(dead_code, reason = "other stories use more of it")]
mod fixture;

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
    time::Duration,
};

use domain::{
    Scope,
    channel::Channel,
    connection::{Connection, ProviderKind, ServerLimits},
    connector::Trial,
    contract::Credentials,
    id::ConnectionId,
    post::PostStatus,
    world::World,
};
use fixture::{Bakery, TestWorld, on_both};
use jiff::{Timestamp, ToSpan};
use store::{
    Store,
    connections::{Kept, NewConnection, Renewal, Renewed},
};

const LEASE: Duration = Duration::from_secs(5);

/// A clock that goes on when it is told to.
struct Clock(AtomicI64);

impl World for Clock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap()
    }

    fn random(&self) -> u128 {
        0
    }
}

fn clock(world: &TestWorld) -> Arc<Clock> {
    Arc::new(Clock(AtomicI64::new(world.now().as_millisecond())))
}

#[test]
fn ten_publishers_with_an_ended_session_renew_it_once() {
    on_both(async |store, world| {
        let scope = connected(&store, world, "first").await;
        let (seen, clock) = (kept(&store, scope).await, clock(world));
        let asked = Arc::new(AtomicU32::new(0));
        let publishers = (0..10).map(|_| {
            let (store, seen, clock, asked) =
                (store.clone(), seen.clone(), clock.clone(), asked.clone());
            tokio::spawn(async move {
                let renew = async |kept: Kept| -> Renewal<()> {
                    assert_eq!(kept.credentials.unwrap().reveal(), "first");
                    asked.fetch_add(1, Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(300)).await;
                    Renewal::Given(Credentials::new("second".into()))
                };
                store.renew_session(scope, Channel::Bluesky, &seen, &*clock, LEASE, renew).await
            })
        });
        for publisher in publishers.collect::<Vec<_>>() {
            let Renewed::Session(kept) = publisher.await.unwrap().unwrap() else { panic!() };
            assert_eq!((kept.session, kept.credentials.unwrap().reveal()), (1, "second"));
        }
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn a_publisher_that_died_renewing_holds_up_the_others_for_its_lease_and_no_longer() {
    on_both(async |store, world| {
        let scope = connected(&store, world, "first").await;
        let (seen, clock) = (kept(&store, scope).await, clock(world));
        // It asks and is never heard of again, until everybody else is done.
        let (wake, woken) = tokio::sync::oneshot::channel();
        let late = tokio::spawn({
            let (store, seen, clock) = (store.clone(), seen.clone(), clock.clone());
            async move {
                let renew = async |_| -> Renewal<()> {
                    woken.await.unwrap();
                    Renewal::Given(Credentials::new("too late".into()))
                };
                store.renew_session(scope, Channel::Bluesky, &seen, &*clock, LEASE, renew).await
            }
        });
        tokio::time::sleep(Duration::from_millis(200)).await;
        let short = Duration::from_millis(300);
        let nobody = async |_| -> Renewal<()> { panic!("it is being renewed") };
        let busy =
            store.renew_session(scope, Channel::Bluesky, &seen, &*clock, short, nobody).await;
        assert!(matches!(busy.unwrap(), Renewed::Busy));

        clock.0.fetch_add(6_000, Ordering::SeqCst);
        let renew = async |_| -> Renewal<()> { Renewal::Given(Credentials::new("second".into())) };
        let renewed =
            store.renew_session(scope, Channel::Bluesky, &seen, &*clock, LEASE, renew).await;
        assert!(matches!(renewed.unwrap(), Renewed::Session(_)));
        wake.send(()).unwrap();
        let Renewed::Session(found) = late.await.unwrap().unwrap() else { panic!() };
        assert_eq!((found.session, found.credentials.unwrap().reveal()), (1, "second"));
    });
}

#[test]
fn a_refused_session_needs_a_person_and_connecting_anew_is_what_helps() {
    on_both(async |store, world| {
        let scope = connected(&store, world, "first").await;
        let (seen, clock) = (kept(&store, scope).await, clock(world));
        let try_it = async |renewal: Renewal<&'static str>| {
            let renew = async |_| renewal;
            let tried =
                store.renew_session(scope, Channel::Bluesky, &seen, &*clock, LEASE, renew).await;
            tried.unwrap()
        };
        assert!(matches!(try_it(Renewal::Failed("busy")).await, Renewed::Failed("busy")));
        assert_eq!(kept(&store, scope).await.trouble, None, "that passes");
        let said = || "Make a new app password.".to_owned();
        assert!(matches!(try_it(Renewal::Refused(said())).await, Renewed::Refused(_)));
        let given = Renewal::Given(Credentials::new("never asked for".into()));
        let Renewed::Refused(again) = try_it(given).await else { panic!() };
        assert_eq!(again, said());

        let post = bakery_post(&store, world, scope, world.now() + 3.hours()).await;
        let standing = &store.standings(scope).await.unwrap()[0];
        assert_eq!(standing.trouble, Some(said()));
        assert_eq!(standing.at_risk, [(post, world.now() + 3.hours())]);

        connect(&store, world, scope, "new", None).await;
        let anew = kept(&store, scope).await;
        assert_eq!((anew.trouble, anew.credentials.unwrap().reveal()), (None, "new"));
        // Who saw the old session learns of the new one, and nobody writes over it.
        let Renewed::Session(found) = try_it(Renewal::Failed("old")).await else { panic!() };
        assert_eq!(found.credentials.unwrap().reveal(), "new");
        store.disconnect(scope, Channel::Bluesky).await.unwrap();
        assert!(matches!(try_it(Renewal::Failed("old")).await, Renewed::Gone));
    });
}

#[test]
fn posts_after_the_end_of_a_token_are_at_risk() {
    on_both(async |store, world| {
        let scope = connected(&store, world, "first").await;
        let end = world.now() + 5.hours();
        connect(&store, world, scope, "first", Some(end)).await;
        let before = bakery_post(&store, world, scope, end - 1.minute()).await;
        let after = bakery_post(&store, world, scope, end + 1.minute()).await;
        let trial = Trial { works: true, said: "Knows Almanac as rosa.".into() };
        store.note_test(scope, Channel::Bluesky, &trial, end).await.unwrap();
        let standing = store.standings(scope).await.unwrap().remove(0);
        assert_eq!((standing.scheduled, standing.ends_at), (2, Some(end)));
        assert_eq!(standing.at_risk, [(after, end + 1.minute())]);
        assert_eq!(standing.tested, Some((end, trial.clone())));
        assert_eq!(standing.by.as_deref(), None);
        assert!(store.note_test(scope, Channel::Threads, &trial, end).await.is_err());
        assert_eq!(store.disconnect(scope, Channel::Bluesky).await.unwrap().drafts, 2);
        assert_eq!(store.post(scope, before).await.unwrap().status, PostStatus::Draft);
    });
}

#[test]
fn what_a_server_takes_is_kept_with_its_connection() {
    on_both(async |store, world| {
        let scope = connected(&store, world, "first").await;
        let found = kept(&store, scope).await;
        assert_eq!(found.limits, Some(limits(500)));
        store.note_limits(scope, Channel::Bluesky, found.id, &limits(5_000)).await.unwrap();
        assert_eq!(kept(&store, scope).await.limits, Some(limits(5_000)));
        let another = ConnectionId::mint(world);
        store.note_limits(scope, Channel::Bluesky, another, &limits(1)).await.unwrap();
        assert_eq!(kept(&store, scope).await.limits, Some(limits(5_000)));
    });
}

async fn connected(store: &Store, world: &TestWorld, secret: &str) -> Scope {
    let scope = Bakery::open(store, world).await.scope;
    connect(store, world, scope, secret, None).await;
    scope
}

async fn connect(
    store: &Store,
    world: &TestWorld,
    scope: Scope,
    secret: &str,
    ends_at: Option<Timestamp>,
) {
    let connection = Connection {
        id: ConnectionId::mint(world),
        channel: Channel::Bluesky,
        provider: ProviderKind::Bluesky,
        account: "rosa.example".into(),
        limits: Some(limits(500)),
    };
    let credentials = Credentials::new(secret.into());
    let new = NewConnection {
        connection: &connection,
        credentials: Some(&credentials),
        by: None,
        ends_at,
    };
    store.connect_as(scope, new, world.now()).await.unwrap();
}

async fn kept(store: &Store, scope: Scope) -> Kept {
    store.kept(scope, Channel::Bluesky).await.unwrap().unwrap()
}

fn limits(characters: usize) -> ServerLimits {
    ServerLimits {
        characters,
        characters_per_address: 23,
        description: 1_500,
        picture_bytes: 1_000_000,
        picture_types: vec!["image/jpeg".into()],
    }
}

async fn bakery_post(
    store: &Store,
    world: &TestWorld,
    scope: Scope,
    at: Timestamp,
) -> domain::id::PostId {
    let (_, post) = Bakery { scope }.post(store, world, Channel::Bluesky, at).await;
    store.schedule_post(scope, post).await.unwrap();
    post
}
