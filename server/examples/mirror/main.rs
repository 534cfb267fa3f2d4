//! Simulates what one process does for a thousand sites that take their plan from Wix, for
//! `cargo xtask bench mirror`: `mirror SECONDS`, of which the first tenth is for connecting.
//!
//! The loop, the client, the store and the connections are the real ones; the service is a
//! small server in this process ([`vendor`]). Only the clock is simulated: time is an argument
//! everywhere ([`World`]), and here it runs [`FASTER`] times as fast as the machine's. The
//! service answers so much faster, too. What is not scaled makes the outcome worse than it
//! would be, never better: reading, writing and the pause of a second between two looks at
//! what is due count for ten times what they take.
//!
//! *Staleness* is how long ago the look began that a site's copy is made of, asked for all
//! sites once a second after the first slow beat. The fifteen sites whose service always fails and
//! the five whose never answers have no copy to be fresh; they are there to be in the way.
//!
//! Prints JSON.

mod vendor;

use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use domain::{
    Scope,
    contract::Credentials,
    id::SiteId,
    site::Site,
    source::{Access, Handover, HostedPlans},
    world::World,
};
use jiff::{SignedDuration, Timestamp};
use outbound::{Outbound, Policy};
use serde_json::json;
use store::{Location, SecretKey, Store, accounts::SignUp};
use tokio::{sync::oneshot, task::JoinSet};
use vendor::{SITES, Temper, Vendor};
use wix::WixSource;

/// How many times as fast time goes by.
pub const FASTER: u32 = 10;
/// As the server does.
const AT_ONCE: usize = 16;
/// Longer than any slow beat: from then on every copy was made by the loop.
const FIRST_BEAT: SignedDuration = SignedDuration::from_mins(6);
const LOOK_EVERY: Duration = Duration::from_secs(1);

#[tokio::main]
async fn main() -> Result<()> {
    let seconds = std::env::args().nth(1).context("usage: mirror SECONDS")?.parse()?;
    let world = Arc::new(Hurried::begin());
    let vendor = Vendor::start(world.clone(), Duration::from_secs(seconds) * FASTER).await?;
    let folder = tempfile::tempdir()?;
    let location = Location { database_url: None, data: folder.path().to_owned(), bucket: None };
    let store = Store::open(&location, SecretKey::new([7; 32])).await?;
    let allowed_private_hosts = vec!["127.0.0.1".to_owned()];
    let outbound = Outbound::new(Policy { allowed_private_hosts, ..Policy::default() })?;
    let wix = WixSource::new(store.clone(), world.clone(), outbound, vendor.address.clone());
    let scopes = connect(&store, &wix, &*world).await?;
    vendor.show_tempers();
    let begun = world.now();
    let (stop, stopped) = oneshot::channel::<()>();
    let running = wix.clone();
    let looks = tokio::spawn(async move {
        // An end that nobody asks for is no end.
        running.run(AT_ONCE, async { stopped.await.unwrap_or(()) }).await;
    });
    let sites = watch(&store, &scopes, &world, begun + FIRST_BEAT, seconds).await?;
    // Whoever does not listen any more has ended.
    stop.send(()).ok();
    looks.await?;
    println!("{}", outcome(&sites, &vendor));
    store.close().await;
    Ok(())
}

/// A workspace of sites that all take their plan from the service. While they connect, it
/// answers all of them well.
async fn connect(store: &Store, wix: &WixSource, world: &dyn World) -> Result<Vec<Scope>> {
    let new =
        SignUp { email: "rosa@example.com", name: "Rosa", password_hash: "", workspace: "Rosa" };
    let (_, workspace) = store.sign_up(world, new).await?;
    let mut scopes = Vec::with_capacity(SITES);
    let mut tx = store.begin().await?;
    for number in 0..SITES {
        let site = Site {
            id: SiteId::mint(world),
            address: format!("https://{number}.example/"),
            name: format!("Site {number}"),
            language: "en".into(),
            country: "PT".into(),
            time_zone: "Europe/Lisbon".into(),
            sandbox: format!("{:032x}", world.random()),
            published: true,
        };
        scopes.push(store.add_site(&mut tx, workspace, &site, world).await?);
    }
    tx.commit().await?;
    let mut connecting = JoinSet::new();
    for (number, scope) in scopes.iter().copied().enumerate() {
        if connecting.len() >= AT_ONCE {
            connecting.join_next().await.transpose()?.transpose()?;
        }
        let wix = wix.clone();
        connecting.spawn(async move {
            let key = Credentials::new("IST.sample".to_owned());
            let access = Access::Key { key, site: number.to_string() };
            let handover = Handover { keep_drafts: false, keep_scheduled: false };
            wix.take_over(scope, access, handover).await
        });
    }
    while let Some(connected) = connecting.join_next().await {
        connected??;
    }
    Ok(scopes)
}

/// The staleness of one site, each time it was asked for, in milliseconds.
struct Seen {
    temper: Temper,
    ages: Vec<i64>,
}

async fn watch(
    store: &Store,
    scopes: &[Scope],
    world: &Hurried,
    from: Timestamp,
    seconds: u64,
) -> Result<Vec<Seen>> {
    let mut sites: Vec<Seen> = (0..scopes.len())
        .map(|number| Seen { temper: Temper::of(number), ages: Vec::new() })
        .collect();
    let end = world.start + Duration::from_secs(seconds);
    while Instant::now() < end {
        tokio::time::sleep(LOOK_EVERY).await;
        if world.now() < from {
            continue;
        }
        for (site, scope) in sites.iter_mut().zip(scopes) {
            let synced_at = store.source(*scope).await?.synced_at.context("a site has no copy")?;
            site.ages.push(world.now().duration_since(synced_at).as_millis().try_into()?);
        }
    }
    Ok(sites)
}

fn outcome(sites: &[Seen], vendor: &Vendor) -> serde_json::Value {
    let answering = || sites.iter().filter(|site| site.temper.answers());
    let mut ages: Vec<i64> = answering().flat_map(|site| site.ages.iter().copied()).collect();
    ages.sort_unstable();
    let ordinary = sites.iter().filter(|site| site.temper == Temper::Ordinary);
    let mut means: Vec<f64> = ordinary.map(Seen::mean).collect();
    means.sort_unstable_by(f64::total_cmp);
    let seconds = |share: f64| at(&ages, share).map(|age| *age as f64 / 1000.0);
    let unfair = match (at(&means, 0.5), means.last()) {
        (Some(median), Some(worst)) if *median > 0.0 => Some(worst / median),
        _ => None,
    };
    let count = |count: &std::sync::atomic::AtomicUsize| count.load(Ordering::Relaxed);
    json!({
        "p50_seconds": seconds(0.5),
        "p99_seconds": seconds(0.99),
        "worst_seconds": seconds(1.0),
        "unfair": unfair,
        "most_connections": count(&vendor.seen.most_connections),
        "most_at_once": count(&vendor.seen.most_requests),
        "requests": count(&vendor.seen.requests),
        "refused": count(&vendor.seen.refused),
    })
}

impl Seen {
    fn mean(&self) -> f64 {
        self.ages.iter().sum::<i64>() as f64 / self.ages.len().max(1) as f64
    }
}

/// The value that a share of the sorted values does not pass.
fn at<T>(sorted: &[T], share: f64) -> Option<&T> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get((share * last as f64).round() as usize)
}

/// A world whose clock is fast.
pub struct Hurried {
    start: Instant,
    from: Timestamp,
}

impl Hurried {
    fn begin() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "the simulation begins at the present instant"
        )]
        let from = Timestamp::now();
        Hurried { start: Instant::now(), from }
    }
}

impl World for Hurried {
    fn now(&self) -> Timestamp {
        let gone = self.start.elapsed() * FASTER;
        SignedDuration::try_from(gone).map_or(self.from, |gone| self.from + gone)
    }

    fn random(&self) -> u128 {
        let mut bytes = [0; 16];
        // Without chance the ids repeat, and the database refuses the second.
        getrandom::fill(&mut bytes).ok();
        u128::from_be_bytes(bytes)
    }
}
