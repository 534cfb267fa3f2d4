//! What goes on beside the pages: publishing, planning, telling people, tidying up. No part dies silently:
//! one that fails is logged and goes on.

use std::{future::Future, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::FutureExt;
use notifier::Notifier;
use planner::EmbeddedPlanner;
use postforme::Herald;
use publisher::Publisher;
use store::{
    Store, StoreError,
    jobs::{Job, Working},
};
use tokio::task::JoinSet;
use wix::WixSource;

use crate::{almanac::Almanac, stop::Stop};

/// How many plans of other sources are looked at at a time.
const MIRRORS: usize = 16;
/// How soon a run is woken whose process died.
const WAKE: Duration = Duration::from_secs(5);
/// How often expired sessions and old answers are forgotten.
const TIDY: Duration = Duration::from_secs(60 * 60);
/// How long a part that broke is left alone.
const PAUSE: Duration = Duration::from_secs(1);
/// How long runs that are under way may go on after the end was asked for. What is not
/// finished is taken up at the next start.
const LAST_CALL: Duration = Duration::from_secs(10);

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The background work of one process.
pub struct Work {
    loops: JoinSet<()>,
}

impl Work {
    /// Begins it.
    pub fn begin(
        almanac: &Almanac,
        publisher: &Publisher,
        notifier: &Notifier,
        stop: &Stop,
    ) -> Self {
        let mut loops = JoinSet::new();
        let (store, planner) = (almanac.store.clone(), Arc::clone(&almanac.planner));
        loops.spawn(work(store, planner, notifier.clone(), stop.clone()));
        loops.spawn(tell_people(notifier.clone(), stop.clone()));
        loops.spawn(publish(publisher.clone(), stop.clone()));
        loops.spawn(mirror(almanac.wix.clone(), stop.clone()));
        loops.spawn(tell_programs(almanac.herald(), stop.clone()));
        let (store, world) = (almanac.store.clone(), Arc::clone(&almanac.world));
        loops.spawn(every(WAKE, "waking runs", stop.clone(), move || {
            let (store, now) = (store.clone(), world.now());
            async move { store.wake_orphaned_runs(now).await.map(drop) }
        }));
        let (store, world) = (almanac.store.clone(), Arc::clone(&almanac.world));
        loops.spawn(every(
            TIDY,
            "forgetting sessions, answers and uploads",
            stop.clone(),
            move || {
                let (store, now) = (store.clone(), world.now());
                async move {
                    store.forget_expired_sessions(now).await?;
                    store.forget_old_uploads(now).await?;
                    store.forget_old_writes(now).await.map(drop)
                }
            },
        ));
        Work { loops }
    }

    /// Waits for what is under way, after the end was asked for.
    pub async fn finish(self) {
        self.loops.join_all().await;
    }
}

/// Works the job queue until the end is asked for, also after it stopped by itself.
async fn work(store: Store, planner: Arc<EmbeddedPlanner>, notifier: Notifier, stop: Stop) {
    let mut asked = Box::pin(stop.asked());
    loop {
        let (planner, notifier) = (Arc::clone(&planner), notifier.clone());
        let run = move |job| {
            let (planner, notifier) = (Arc::clone(&planner), notifier.clone());
            async move {
                match job {
                    Job::Planning(job) => planner.work(job).await.map_err(BoxError::from),
                    Job::Telling(job) => notifier.work(job).await.map_err(BoxError::from),
                }
            }
        };
        match store.work(run) {
            Ok(mut queue) => tokio::select! {
                () = &mut asked => return stop_queue(queue).await,
                Err(error) = queue.ended() => tell("working the job queue", &error),
                else => {}
            },
            Err(error) => tell("starting the job queue", &error),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn stop_queue(queue: Working) {
    match tokio::time::timeout(LAST_CALL, queue.stop()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tell("stopping the job queue", &error),
        Err(_) => tracing::warn!("runs were still under way; the next start takes them up"),
    }
}

/// Publishes until the end is asked for, also after something in it broke.
async fn publish(publisher: Publisher, stop: Stop) {
    while AssertUnwindSafe(publisher.run(stop.asked())).catch_unwind().await.is_err() {
        tracing::error!("the publisher broke and begins again");
        tokio::time::sleep(PAUSE).await;
    }
}

/// Tells people until the end is asked for, also after something in it broke.
async fn tell_people(notifier: Notifier, stop: Stop) {
    while AssertUnwindSafe(notifier.run(stop.asked())).catch_unwind().await.is_err() {
        tracing::error!("telling people broke and begins again");
        tokio::time::sleep(PAUSE).await;
    }
}

/// Mirrors plans until the end is asked for, also after something in it broke.
async fn mirror(wix: WixSource, stop: Stop) {
    while AssertUnwindSafe(wix.run(MIRRORS, stop.asked())).catch_unwind().await.is_err() {
        tracing::error!("mirroring broke and begins again");
        tokio::time::sleep(PAUSE).await;
    }
}

/// Tells programs what happens until the end is asked for, also after something in it broke.
async fn tell_programs(herald: Herald, stop: Stop) {
    while AssertUnwindSafe(herald.run(stop.asked())).catch_unwind().await.is_err() {
        tracing::error!("telling programs what happens broke and begins again");
        tokio::time::sleep(PAUSE).await;
    }
}

/// Does something at once and then again and again, whatever comes of it.
async fn every<F>(period: Duration, what: &'static str, stop: Stop, mut work: impl FnMut() -> F)
where
    F: Future<Output = Result<(), StoreError>>,
{
    let mut stop = Box::pin(stop.asked());
    loop {
        match AssertUnwindSafe(work()).catch_unwind().await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tell(what, &error),
            Err(_) => tracing::error!(what, "background work broke and goes on"),
        }
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(period) => {}
        }
    }
}

fn tell(what: &'static str, error: &StoreError) {
    tracing::error!(
        what,
        error = error as &dyn std::error::Error,
        "background work failed and goes on"
    );
}
