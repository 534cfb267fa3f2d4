//! The job queue, for work that may safely run twice. The one module that knows the library.

use std::{future::Future, time::Duration};

use domain::{Scope, contract::PostsWork, id::ActivityId};
use riverqueue::{
    BoxError, Client, InsertOpts, JobArgs, MaintenanceConfig, QueueConfig, RunHandle, WorkOutcome,
    Workers,
};
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    pool::{Pool, Tx},
};

/// How long one wake-up may work before another process may take the run.
pub const JOB_TIMEOUT: Duration = Duration::from_secs(120);

/// How often an idle queue is asked. New work in the same process is noticed sooner.
const POLL: Duration = Duration::from_millis(500);

/// Work at once per process: reading waits for websites, writing and drawing use a core.
const WORKERS: usize = 4;

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

/// One piece of work from the queue.
#[derive(Debug, Clone)]
pub enum Job {
    /// Go on with the run of a site.
    Run(Scope),
    /// Make posts.
    Posts(MakePosts),
}

#[derive(Clone)]
pub(crate) struct Queue {
    client: Client,
}

impl Queue {
    pub(crate) fn new(pool: &Pool) -> Result<Self, StoreError> {
        Ok(Queue { client: builder(pool).build()? })
    }

    /// Adds a wake-up in the caller's change.
    pub(crate) async fn wake(&self, tx: &mut Tx, job: WakeRun) -> Result<(), StoreError> {
        self.add(tx, job).await
    }

    async fn add(&self, tx: &mut Tx, job: impl JobArgs) -> Result<(), StoreError> {
        let opts = InsertOpts::default().with_max_attempts(3);
        match tx {
            Tx::Sqlite(tx) => self.client.insert(job).opts(opts).tx(&mut *tx).await?,
            Tx::Postgres(tx) => self.client.insert(job).opts(opts).tx(&mut *tx).await?,
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
            self.jobs.add(&mut tx, MakePosts { scope, activity: *activity, work }).await?;
        }
        tx.commit().await
    }

    /// Works the queue: `run` is called with each job. An error is retried twice.
    pub fn work<F, Fut, E>(&self, run: F) -> Result<Working, StoreError>
    where
        F: Fn(Job) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<BoxError> + Send + 'static,
    {
        let mut workers = Workers::new();
        let make = run.clone();
        workers.add_fn(move |_context, job: riverqueue::Job<WakeRun>| {
            let run = run.clone();
            async move { run(Job::Run(job.args.scope)).await.map(|()| WorkOutcome::Complete) }
        })?;
        workers.add_fn(move |_context, job: riverqueue::Job<MakePosts>| {
            let make = make.clone();
            async move { make(Job::Posts(job.args)).await.map(|()| WorkOutcome::Complete) }
        })?;
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

fn builder(pool: &Pool) -> riverqueue::ClientBuilder {
    match pool {
        Pool::Sqlite(pool) => Client::builder(pool.clone()),
        Pool::Postgres(pool) => Client::builder(pool.clone()),
    }
}
