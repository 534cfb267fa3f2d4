//! The job queue, for work that may safely run twice. The one module that knows the library.

use std::{
    future::Future,
    sync::{Arc, OnceLock},
    time::Duration,
};

use domain::{
    Scope,
    contract::PostsWork,
    id::{AccountId, ActivityId, NotificationId, WorkspaceId},
};
use jiff::Timestamp;
use riverqueue::{
    BoxError, Client, InsertOpts, JobArgs, MaintenanceConfig, QueueConfig, RunHandle, WorkOutcome,
    Workers,
};
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    notifications::{DueDigest, Way},
    pool::{Pool, Tx},
};

/// How long one wake-up may work before another process may take the run.
pub const JOB_TIMEOUT: Duration = Duration::from_secs(120);

/// How often an idle queue is asked. New work in the same process is noticed sooner.
const POLL: Duration = Duration::from_millis(500);

/// Work at once per process: reading waits for websites, writing and drawing use a core.
const WORKERS: usize = 4;

/// How often work is tried that fails at once or not at all.
const TRIES: i32 = 3;
/// How often a delivery is tried; the pauses grow, and are about an hour in all.
const DELIVERIES: i32 = 8;

/// Wakes the run of a site.
#[derive(Debug, Clone, Serialize, Deserialize, JobArgs)]
#[river(kind = "wake_run")]
pub struct WakeRun {
    scope: Scope,
}

impl WakeRun {
    pub(crate) const fn new(scope: Scope) -> Self {
        WakeRun { scope }
    }
}

/// Makes the posts of an activity.
#[derive(Debug, Clone, Serialize, Deserialize, JobArgs)]
#[river(kind = "make_posts")]
pub struct MakePosts {
    /// Its site.
    pub scope: Scope,
    /// The activity.
    pub activity: ActivityId,
    /// What to make.
    pub work: PostsWork,
}

/// Delivers a notification outside.
#[derive(Debug, Clone, Serialize, Deserialize, JobArgs)]
#[river(kind = "deliver_notification")]
pub struct Deliver {
    /// Its site.
    pub scope: Scope,
    /// The notification.
    pub notification: NotificationId,
    /// How.
    pub way: Way,
}

/// Writes a member what the sites of a workspace told in a span of time.
#[derive(Debug, Clone, Serialize, Deserialize, JobArgs)]
#[river(kind = "send_digest")]
pub struct SendDigest {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The member.
    pub account: AccountId,
    /// What was said after this.
    pub from: Timestamp,
    /// And until this.
    pub until: Timestamp,
}

/// One piece of work from the queue.
#[derive(Debug, Clone)]
pub enum Job {
    /// For who makes plans.
    Planning(Planning),
    /// For who tells people.
    Telling(Telling),
}

/// Work on a plan.
#[derive(Debug, Clone)]
pub enum Planning {
    /// Go on with the run of a site.
    Run(Scope),
    /// Make posts.
    Posts(MakePosts),
}

/// Work on what people are told.
#[derive(Debug, Clone)]
pub enum Telling {
    /// Deliver a notification.
    Deliver(Deliver),
    /// Write a digest.
    Digest(SendDigest),
}

#[derive(Clone)]
pub(crate) struct Queue {
    pool: Pool,
    /// Made with the first job: the library keeps 6 MB for the events of each client.
    client: Arc<OnceLock<Client>>,
}

impl Queue {
    pub(crate) fn new(pool: &Pool) -> Self {
        Queue { pool: pool.clone(), client: Arc::default() }
    }

    fn client(&self) -> Result<&Client, StoreError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = builder(&self.pool).build()?;
        Ok(self.client.get_or_init(|| client))
    }

    /// Adds a wake-up in the caller's change.
    pub(crate) async fn wake(&self, tx: &mut Tx, job: WakeRun) -> Result<(), StoreError> {
        self.add(tx, job, TRIES).await
    }

    /// Adds a delivery in the caller's change.
    pub(crate) async fn deliver(&self, tx: &mut Tx, job: Deliver) -> Result<(), StoreError> {
        self.add(tx, job, DELIVERIES).await
    }

    /// Adds a digest of what was said until `until` in the caller's change.
    pub(crate) async fn send_digest(
        &self,
        tx: &mut Tx,
        DueDigest { workspace, account, from }: DueDigest,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        self.add(tx, SendDigest { workspace, account, from, until }, DELIVERIES).await
    }

    async fn add(&self, tx: &mut Tx, job: impl JobArgs, tries: i32) -> Result<(), StoreError> {
        let (client, opts) = (self.client()?, InsertOpts::default().with_max_attempts(tries));
        match tx {
            Tx::Sqlite(tx) => client.insert(job).opts(opts).tx(&mut *tx).await?,
            Tx::Postgres(tx) => client.insert(job).opts(opts).tx(&mut *tx).await?,
        };
        Ok(())
    }
}

/// Works the queue until told to stop.
pub struct Working {
    handle: RunHandle,
}

impl Working {
    /// Waits until it ends by itself, which it does when the queue cannot be worked any more.
    pub async fn ended(&mut self) -> Result<(), StoreError> {
        Ok(self.handle.wait().await?)
    }

    /// Takes no new work and waits for what is under way.
    pub async fn stop(mut self) -> Result<(), StoreError> {
        Ok(self.handle.stop().await?)
    }
}

impl Store {
    /// Asks for the posts of activities, all in one change.
    pub async fn ask_for_posts(
        &self,
        scope: Scope,
        activities: &[ActivityId],
        work: PostsWork,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for activity in activities {
            let job = MakePosts { scope, activity: *activity, work };
            self.jobs.add(&mut tx, job, TRIES).await?;
        }
        tx.commit().await
    }

    /// Works the queue: `run` is called with each job. An error is tried again, more often for
    /// a delivery than for other work.
    pub fn work<F, Fut, E>(&self, run: F) -> Result<Working, StoreError>
    where
        F: Fn(Job) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<BoxError> + Send + 'static,
    {
        let mut workers = Workers::new();
        add(&mut workers, &run, |job: WakeRun| Job::Planning(Planning::Run(job.scope)))?;
        add(&mut workers, &run, |job: MakePosts| Job::Planning(Planning::Posts(job)))?;
        add(&mut workers, &run, |job: Deliver| Job::Telling(Telling::Deliver(job)))?;
        add(&mut workers, &run, |job: SendDigest| Job::Telling(Telling::Digest(job)))?;
        let client = builder(&self.write)
            .workers(workers)
            .job_timeout(JOB_TIMEOUT)
            .queue("default", QueueConfig::new(WORKERS).with_fetch_poll_interval(POLL))
            .maintenance(
                MaintenanceConfig::default()
                    .with_rescue_after(JOB_TIMEOUT)
                    .with_rescuer_interval(Duration::from_secs(10)),
            )
            .build()?;
        Ok(Working { handle: client.start()? })
    }
}

/// Hands the jobs of one kind to `run`, as what they are.
fn add<A, F, Fut, E>(workers: &mut Workers, run: &F, job: fn(A) -> Job) -> Result<(), StoreError>
where
    A: JobArgs + Send + Sync + 'static,
    F: Fn(Job) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<(), E>> + Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    let run = run.clone();
    workers.add_fn(move |_context, asked: riverqueue::Job<A>| {
        let run = run.clone();
        async move { run(job(asked.args)).await.map(|()| WorkOutcome::Complete) }
    })?;
    Ok(())
}

fn builder(pool: &Pool) -> riverqueue::ClientBuilder {
    match pool {
        Pool::Sqlite(pool) => Client::builder(pool.clone()),
        Pool::Postgres(pool) => Client::builder(pool.clone()),
    }
}
