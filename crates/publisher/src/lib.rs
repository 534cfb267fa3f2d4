//! How a post goes out, and never twice.
//!
//! Each second a *round* ([`Publisher::step`]) gives back what dead publishers held, looks
//! up what is uncertain and claims what is due. A claimed post then walks alone: it waits
//! for a free slot of its connection, its intent is made durable, it is sent, and its
//! outcome is made durable. Commits are shared by all that are ready at the same time.
//!
//! | module | what it decides |
//! | --- | --- |
//! | `round` | what is taken up now |
//! | `ahead` | what providers are given before the minute, and what is taken back |
//! | `clock` | what time it is |
//! | `slots`, `tally` | how many may be under way, of whom |
//! | `breaker` | which hosts are left alone for a while |
//! | `prepare` | whether a post can be sent at all, and what exactly is sent |
//! | `attempt` | one send, from mark to outcome |
//! | `verdict` | what becomes of a post after a send |
//! | `lookup` | what becomes of an uncertain post after a look-up |
//! | `clerk` | which marks and outcomes share a commit |
//! | [`sandbox`], [`webhook`], [`bluesky`], [`mastodon`] | the providers |
//! | [`connecting`] | logging in to networks, and trying connections |

mod ahead;
mod attempt;
pub mod bluesky;
mod breaker;
mod clerk;
mod clock;
pub mod connecting;
mod digest;
mod fault;
mod lookup;
pub mod mastodon;
mod prepare;
mod providers;
mod reach;
mod round;
pub mod sandbox;
mod session;
mod settings;
mod slots;
mod tally;
mod verdict;
pub mod webhook;

use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use domain::world::World;
use jiff::Timestamp;
use store::{Store, StoreError};
use tokio::sync::Notify;

pub use providers::Providers;
pub use round::Step;
pub use settings::PublisherSettings;

use breaker::Breaker;
use clock::Timekeeper;
use session::Session;

/// Sends posts at their minute. Cheap to clone; all clones are one publisher.
#[derive(Clone)]
pub struct Publisher {
    office: Arc<Office>,
}

/// What every part of the publisher works with.
pub(crate) struct Office {
    pub(crate) store: Store,
    pub(crate) world: Arc<dyn World>,
    pub(crate) providers: Providers,
    pub(crate) settings: PublisherSettings,
    pub(crate) clock: Arc<Timekeeper>,
    pub(crate) breaker: Breaker,
    wake: Notify,
    /// Milliseconds since 1970 UTC; `i64::MIN` before the first round.
    beat: AtomicI64,
}

impl Publisher {
    /// A publisher that does nothing until [`Publisher::run`] or [`Publisher::step`].
    pub fn new(
        store: Store,
        world: Arc<dyn World>,
        providers: Providers,
        settings: PublisherSettings,
    ) -> Self {
        // A clock that was set is believed while what waited for it can still go out.
        let clock = Timekeeper::new(Arc::clone(&world), settings.by_database, settings.grace / 2);
        let office = Office {
            store,
            world,
            providers,
            settings,
            clock: Arc::new(clock),
            breaker: Breaker::default(),
            wake: Notify::new(),
            beat: AtomicI64::new(i64::MIN),
        };
        Publisher { office: Arc::new(office) }
    }

    /// Publishes until `stop` is ready, then finishes what is being sent and gives back
    /// what was claimed but not begun.
    ///
    /// Several may run on one database, in one process or many. A round that fails is
    /// logged and tried again after [`PublisherSettings::poll`].
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        let mut session = Session::open(&self.office);
        loop {
            if let Err(error) = self.timely_round(&mut session).await {
                tracing::error!(error = &error as &dyn std::error::Error, "a round failed");
            }
            tokio::select! {
                biased;
                () = &mut stop => break,
                () = self.office.wake.notified() => {}
                () = tokio::time::sleep(self.office.settings.poll) => {}
            }
        }
        session.close().await;
    }

    /// One round as if it were `now`, finished: nothing is under way when it returns.
    ///
    /// # Errors
    /// The database did not do as asked. What the round had begun is finished.
    pub async fn step(&self, now: Timestamp) -> Result<Step, StoreError> {
        let mut session = Session::open(&self.office);
        let step = self.round(&mut session, now).await;
        session.finish().await;
        step
    }

    /// Begins the next round at once instead of at the next second. Safe to repeat.
    pub fn wake(&self) {
        self.office.wake.notify_one();
    }

    /// When a round last succeeded; `None` before the first. For status pages.
    pub fn last_beat(&self) -> Option<Timestamp> {
        Timestamp::from_millisecond(self.office.beat.load(Ordering::Relaxed)).ok()
    }

    async fn timely_round(&self, session: &mut Session) -> Result<Step, StoreError> {
        let now = self.office.clock.look(&self.office.store).await?;
        self.round(session, now).await
    }

    async fn round(&self, session: &mut Session, now: Timestamp) -> Result<Step, StoreError> {
        let step = session.round(now).await?;
        self.office.beat.store(now.as_millisecond(), Ordering::Relaxed);
        Ok(step)
    }
}
