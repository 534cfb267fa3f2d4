//! Tells people what they would otherwise have to look for.
//!
//! Each second a *round* ([`Notifier::round`]) looks at posts that failed, were missed or stay
//! uncertain, at posts that are due within a day and would be refused, at runs that ended, at
//! plans that were made elsewhere, and at connections that end; what it says of them, and the jobs that carry it outside, are one change. So nothing has to
//! remember to tell, nothing is told twice, and what died in between is told by the next round.
//!
//! | module | what it decides |
//! | --- | --- |
//! | `words` | what is said of what happened |
//! | `deliver` | letters and webhooks, by jobs that may run twice |

mod deliver;
mod words;

use std::{future::Future, pin::pin, sync::Arc, time::Duration};

use domain::{id::NotificationId, world::World};
use jiff::{Timestamp, ToSpan};
use outbound::{Outbound, mail::Mailer};
use store::{
    Store, StoreError,
    notifications::{NewNotification, News, Told, UntoldPost},
};
use url::Url;

use words::Words;

pub use deliver::{DeliveryError, EVENT_EXAMPLE};

/// The pause between two rounds.
const POLL: Duration = Duration::from_secs(1);
/// How much one change tells at most.
const BATCH: i64 = 200;
/// How long an uncertain post is looked up before a person is told.
const PATIENCE: Duration = Duration::from_secs(60);
/// How many hours before a connection's token ends people are warned: seven days.
const WARNING: i64 = 7 * 24;
/// How long before its minute a post is looked at once more.
const AHEAD: i64 = 24;

/// What a round looks at.
#[derive(Clone, Copy)]
enum Look {
    AtWhatHappened,
    Ahead,
    AtRuns,
    AtPlans,
    AtConnections,
}

impl Look {
    const ALL: [Look; 5] =
        [Look::AtWhatHappened, Look::Ahead, Look::AtRuns, Look::AtPlans, Look::AtConnections];
}

/// Tells people. Cheap to clone.
#[derive(Clone)]
pub struct Notifier {
    desk: Arc<Desk>,
}

pub(crate) struct Desk {
    pub(crate) store: Store,
    pub(crate) world: Arc<dyn World>,
    pub(crate) outbound: Outbound,
    pub(crate) mailer: Option<Mailer>,
    /// The address that people reach this installation at.
    pub(crate) public_url: Url,
}

impl Notifier {
    /// A notifier whose letters go through `mailer`; without one nobody is written to.
    pub fn new(
        store: Store,
        world: Arc<dyn World>,
        outbound: Outbound,
        mailer: Option<Mailer>,
        public_url: Url,
    ) -> Self {
        Notifier { desk: Arc::new(Desk { store, world, outbound, mailer, public_url }) }
    }

    /// Tells until `stop` is ready. Several may run on one database. A round that fails is
    /// logged and tried again.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        loop {
            if let Err(error) = self.round(self.desk.world.now()).await {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "a round of telling failed");
            }
            tokio::select! {
                biased;
                () = &mut stop => return,
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    /// One round as if it were `now`; gives how much was looked at.
    ///
    /// # Errors
    /// The database did not do as asked; what was told stays told.
    pub async fn round(&self, now: Timestamp) -> Result<usize, StoreError> {
        let Desk { store, mailer, .. } = &*self.desk;
        let mut looked_at = 0;
        for look in Look::ALL {
            loop {
                let news = self.news(look, now).await?;
                store.tell(&news, mailer.is_some(), now).await?;
                looked_at += news.len();
                if i64::try_from(news.len()).unwrap_or(BATCH) < BATCH {
                    break;
                }
            }
        }
        if mailer.is_some() {
            let next = now.checked_add(24.hours()).unwrap_or(Timestamp::MAX);
            looked_at += store.take_due_digests(now, next, BATCH).await?.len();
        }
        Ok(looked_at)
    }

    /// What one look finds that nobody was told of, a batch of it.
    async fn news(&self, look: Look, now: Timestamp) -> Result<Vec<News>, StoreError> {
        let store = &self.desk.store;
        let of_post = |untold: &UntoldPost, words: Option<Words>| News {
            scope: untold.scope,
            told: Told::Post(untold.post.id, untold.post.version),
            notification: words.map(|words| self.said(words)),
        };
        Ok(match look {
            Look::AtWhatHappened => {
                let patience = now.checked_sub(PATIENCE).unwrap_or(Timestamp::MIN);
                let untold = store.untold_posts(patience, BATCH).await?;
                untold.iter().map(|post| of_post(post, words::happened(post))).collect()
            }
            Look::Ahead => {
                let tomorrow = now.checked_add(AHEAD.hours()).unwrap_or(Timestamp::MAX);
                let ahead = store.unforeseen_posts(tomorrow, BATCH).await?;
                ahead.iter().map(|post| of_post(post, words::held(post))).collect()
            }
            Look::AtRuns => {
                let ended = store.untold_runs(BATCH).await?;
                let news = ended.iter().map(|run| News {
                    scope: run.scope,
                    told: Told::Run(run.number),
                    notification: words::ended(run).map(|words| self.said(words)),
                });
                news.collect()
            }
            Look::AtPlans => {
                let made = store.untold_plans(BATCH).await?;
                let news = made.iter().map(|plan| News {
                    scope: plan.scope,
                    told: Told::Plan(plan.made_at),
                    notification: Some(self.said(words::made(plan))),
                });
                news.collect()
            }
            Look::AtConnections => {
                let soon = now.checked_add(WARNING.hours()).unwrap_or(Timestamp::MAX);
                let ending = store.untold_connections(soon, BATCH).await?;
                let news = ending.iter().map(|connection| News {
                    scope: connection.scope,
                    told: Told::Connection(connection.channel, connection.state.clone()),
                    notification: Some(self.said(words::ends(connection, now))),
                });
                news.collect()
            }
        })
    }

    fn said(&self, words: Words) -> NewNotification {
        let Words { occasion, subject, title, detail, path } = words;
        let id = NotificationId::mint(&*self.desk.world);
        NewNotification { id, occasion, subject, title, detail, path }
    }
}
