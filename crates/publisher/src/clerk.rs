//! The clerk: makes marks and outcomes durable, all that are ready in one commit.
//!
//! A commit costs a flush of the disk, whether it holds one post or a hundred.

use std::{collections::HashSet, future::Future, sync::Arc, time::Duration};

use domain::id::PostId;
use jiff::Timestamp;
use store::{
    Store,
    publishing::{Intent, Outcome},
};
use tokio::sync::{mpsc, oneshot};

use crate::clock::Timekeeper;

/// How many entries share a commit at most.
const PAGE: usize = 256;
/// How often an outcome is written again when the database refuses; about a minute in all.
const TRIES: u32 = 15;

/// What became of an intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// It is durable since that instant: now it may be sent.
    Durable(Timestamp),
    /// The post is frozen, or not held any more.
    NotHeld,
    /// The database refused or did not answer; nobody knows whether it is durable.
    Unknown,
}

enum Entry {
    Mark(Intent, oneshot::Sender<Mark>),
    Outcome(Outcome, oneshot::Sender<()>),
}

/// The way to the clerk, who works until every way is dropped.
#[derive(Clone)]
pub(crate) struct Clerk(mpsc::Sender<Entry>);

impl Clerk {
    /// Makes an intent durable. Unless it is, the post must not be sent.
    pub(crate) async fn mark(&self, intent: Intent) -> Mark {
        let (reply, marked) = oneshot::channel();
        if self.0.send(Entry::Mark(intent, reply)).await.is_err() {
            return Mark::Unknown;
        }
        marked.await.unwrap_or(Mark::Unknown)
    }

    /// Makes an outcome durable; gives whether it is. When it cannot be, the lease ends and
    /// the post is looked up.
    pub(crate) async fn record(&self, outcome: Outcome) -> bool {
        let (reply, recorded) = oneshot::channel();
        self.0.send(Entry::Outcome(outcome, reply)).await.is_ok() && recorded.await.is_ok()
    }
}

/// A clerk, and the work that somebody has to run for them.
pub(crate) fn hire(
    store: Store,
    clock: Arc<Timekeeper>,
    lease: Duration,
) -> (Clerk, impl Future<Output = ()> + Send + 'static) {
    let (way, entries) = mpsc::channel(PAGE * 4);
    (Clerk(way), Ledger { store, clock, lease }.keep(entries))
}

type Asked<T, R> = Vec<(T, oneshot::Sender<R>)>;

struct Ledger {
    store: Store,
    clock: Arc<Timekeeper>,
    /// How long a marked post is held.
    lease: Duration,
}

impl Ledger {
    async fn keep(self, mut entries: mpsc::Receiver<Entry>) {
        let mut page = Vec::with_capacity(PAGE);
        while entries.recv_many(&mut page, PAGE).await > 0 {
            let (mut marks, mut outcomes) = (Vec::new(), Vec::new());
            for entry in page.drain(..) {
                match entry {
                    Entry::Mark(intent, reply) => marks.push((intent, reply)),
                    Entry::Outcome(outcome, reply) => outcomes.push((outcome, reply)),
                }
            }
            self.record(outcomes).await;
            self.mark(marks).await;
        }
    }

    async fn mark(&self, asked: Asked<Intent, Mark>) {
        if asked.is_empty() {
            return;
        }
        let now = self.clock.now();
        let (intents, replies): (Vec<Intent>, Vec<_>) = asked.into_iter().unzip();
        let posts: Vec<(PostId, i64)> =
            intents.iter().map(|intent| (intent.post, intent.attempt)).collect();
        let marked = self.store.mark_sending(intents, self.lease, now).await;
        let marked: HashSet<(PostId, i64)> = match marked {
            Ok(marked) => marked.iter().map(|intent| (intent.post, intent.attempt)).collect(),
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, posts = posts.len(), "intents could not be stored");
                return;
            }
        };
        for (post, reply) in posts.iter().zip(replies) {
            let mark = if marked.contains(post) { Mark::Durable(now) } else { Mark::NotHeld };
            // Whoever asked may have given up; then the lease ends and it is looked up.
            let _ = reply.send(mark);
        }
    }

    async fn record(&self, mut asked: Asked<Outcome, ()>) {
        for tries in 1..=TRIES {
            asked = self.record_once(asked, tries).await;
            if asked.is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_secs(u64::from(tries.min(5)))).await;
        }
        for (outcome, _) in &asked {
            tracing::error!(
                post.id = %outcome.post, site.id = %outcome.scope.site, attempt = outcome.attempt,
                "an outcome could not be stored; the post will be looked up"
            );
        }
    }

    /// All in one commit, else one by one, so that a single bad one holds up no other.
    /// Gives those that are not stored.
    async fn record_once(&self, asked: Asked<Outcome, ()>, tries: u32) -> Asked<Outcome, ()> {
        if asked.is_empty() {
            return asked;
        }
        let now = self.clock.now();
        let (outcomes, replies): (Vec<Outcome>, Vec<_>) = asked.into_iter().unzip();
        if self.store.record(&outcomes, now).await.is_ok() {
            for reply in replies {
                let _ = reply.send(());
            }
            return Vec::new();
        }
        let mut left = Vec::new();
        for (outcome, reply) in outcomes.into_iter().zip(replies) {
            match self.store.record(std::slice::from_ref(&outcome), now).await {
                Ok(()) => {
                    let _ = reply.send(());
                }
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, post.id = %outcome.post, tries, "an outcome is not stored yet");
                    left.push((outcome, reply));
                }
            }
        }
        left
    }
}
