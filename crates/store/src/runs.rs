//! Runs of the planner: one at a time per site, in stages, surviving a restart.
//!
//! A run's row is the truth; its job is only the wake-up. `number` grows each time a
//! process takes the run, and every write of that process names it, so that one which
//! lost its lease and wakes up late changes nothing.

use std::{collections::BTreeMap, str::FromStr, time::Duration};

use domain::{
    Scope,
    id::{SiteId, WorkspaceId},
    plan::{Stage, UnknownWord},
};
use jiff::Timestamp;

use crate::{
    Store, StoreError, Tx,
    error::{instant, word},
    jobs::WakeRun,
};

/// What a run is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// Read the site and profile it.
    Read,
    /// From the site's pages to a plan with drawn posts.
    Plan,
    /// The same, from pages read anew and with keywords found in them.
    PlanWithKeywords,
    /// Read the site and find keywords in it; the plan stays as it is.
    Keywords,
    /// Write and draw what is missing of the posts to come soon; the plan stays as it is.
    Posts,
}

impl RunKind {
    /// The word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            RunKind::Read => "read",
            RunKind::Plan => "plan",
            RunKind::PlanWithKeywords => "plan_with_keywords",
            RunKind::Keywords => "keywords",
            RunKind::Posts => "posts",
        }
    }

    /// Whether a plan comes of it.
    pub const fn makes_plan(self) -> bool {
        matches!(self, RunKind::Plan | RunKind::PlanWithKeywords)
    }

    /// Whether it finds keywords.
    pub const fn finds_keywords(self) -> bool {
        matches!(self, RunKind::PlanWithKeywords | RunKind::Keywords)
    }

    /// The stages it walks, in order.
    pub const fn stages(self) -> &'static [Stage] {
        match self {
            RunKind::Read => &[Stage::Read, Stage::Profile],
            RunKind::Plan => &[Stage::Read, Stage::Profile, Stage::Plan, Stage::Write, Stage::Draw],
            RunKind::PlanWithKeywords => &Stage::ALL,
            RunKind::Keywords => &[Stage::Read, Stage::Profile, Stage::Research],
            RunKind::Posts => &[Stage::Write, Stage::Draw],
        }
    }
}

impl FromStr for RunKind {
    type Err = UnknownWord;
    fn from_str(code: &str) -> Result<Self, UnknownWord> {
        [RunKind::Read, RunKind::Plan, RunKind::PlanWithKeywords, RunKind::Keywords, RunKind::Posts]
            .into_iter()
            .find(|kind| kind.code() == code)
            .ok_or_else(|| UnknownWord::of(code))
    }
}

/// A run as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Grows each time a process takes it.
    pub number: i64,
    /// What it is to do.
    pub kind: RunKind,
    /// The stage it is in; stages before it are committed.
    pub stage: Stage,
    /// How much of the stage is done.
    pub done: i64,
    /// How much the stage has; 0 when that is not known yet.
    pub total: i64,
    /// What the stage found so far, for a person.
    pub note: String,
    /// Picks among equally good words and pictures.
    pub seed: u64,
    /// Why it ended without success.
    pub failure: Option<String>,
    /// When it was asked for.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct RunRow {
    number: i64,
    kind: String,
    stage: String,
    done: i64,
    total: i64,
    note: String,
    seed: i64,
    failure: Option<String>,
    started_at: i64,
    finished_at: Option<i64>,
}

impl RunRow {
    fn run(self) -> Result<Run, StoreError> {
        Ok(Run {
            number: self.number,
            kind: word("runs", "kind", &self.kind)?,
            stage: word("runs", "stage", &self.stage)?,
            done: self.done,
            total: self.total,
            note: self.note,
            seed: self.seed.cast_unsigned(),
            failure: self.failure,
            started_at: instant(self.started_at),
            finished_at: self.finished_at.map(instant),
        })
    }
}

/// How far a stage has come.
#[derive(Debug, Clone)]
pub struct Progress<'a> {
    /// The stage.
    pub stage: Stage,
    /// How much of it is done.
    pub done: i64,
    /// How much it has; 0 when that is not known yet.
    pub total: i64,
    /// What it found so far, for a person.
    pub note: &'a str,
}

impl Store {
    /// Asks for a run, and for the job that wakes it, in one change. A plan run makes the
    /// plan `GENERATING`. [`StoreError::TooLate`] while another run is under way.
    pub async fn begin_run(
        &self,
        scope: Scope,
        kind: RunKind,
        seed: u64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        self.begin_run_in(&mut tx, scope, kind, seed, now).await?;
        tx.commit().await
    }

    /// As [`Store::begin_run`], in the caller's change.
    pub async fn begin_run_in(
        &self,
        tx: &mut Tx,
        scope: Scope,
        kind: RunKind,
        seed: u64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            tx tx;
            "insert into runs (workspace_id, site_id, number, kind, stage, done, total, note, seed, lease_until, started_at,
               keywords_after)
             values ($1, $2, 1, $3, $7, 0, 0, '', $4, 0, $5, $6)
             on conflict (workspace_id, site_id) do update set
               number = runs.number + 1, kind = excluded.kind, stage = excluded.stage, done = 0, total = 0,
               note = '', seed = excluded.seed, failure = null, lease_until = 0,
               started_at = excluded.started_at, finished_at = null, keywords_after = excluded.keywords_after
             where runs.finished_at is not null",
            scope.workspace.to_string(), scope.site.to_string(), kind.code(),
            seed.cast_signed(), now.as_millisecond(), false,
            kind.stages().first().map_or(Stage::Read, |stage| *stage).code()
        )?;
        if touched == 0 {
            return Err(StoreError::TooLate("run"));
        }
        if kind.makes_plan() {
            exec!(
                tx tx;
                "update plans set status = 'GENERATING', failure = null, engaged_at = $3
                 where workspace_id = $1 and site_id = $2",
                scope.workspace.to_string(), scope.site.to_string(), now.as_millisecond()
            )?;
        }
        self.jobs.wake(tx, WakeRun::new(scope)).await
    }

    /// Asks that keywords be found once the run that makes the plan has ended; gives whether
    /// one is under way. Safe to repeat.
    pub async fn find_keywords_after(&self, scope: Scope) -> Result<bool, StoreError> {
        let touched = exec!(
            self.write;
            "update runs set keywords_after = $3 where workspace_id = $1 and site_id = $2
             and finished_at is null and kind in ('plan', 'plan_with_keywords')",
            scope.workspace.to_string(), scope.site.to_string(), true
        )?;
        Ok(touched > 0)
    }

    /// The present or last run of a site.
    pub async fn run(&self, scope: Scope) -> Result<Option<Run>, StoreError> {
        let found: Option<RunRow> = row!(
            self.read;
            "select number, kind, stage, done, total, note, seed, failure, started_at, finished_at
             from runs where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        found.map(RunRow::run).transpose()
    }

    /// The present or last run of every site of a workspace.
    pub async fn runs(&self, workspace: WorkspaceId) -> Result<BTreeMap<SiteId, Run>, StoreError> {
        #[derive(sqlx::FromRow)]
        struct Found {
            site_id: String,
            #[sqlx(flatten)]
            run: RunRow,
        }
        let found: Vec<Found> = rows!(
            self.read;
            "select site_id, number, kind, stage, done, total, note, seed, failure, started_at, finished_at
             from runs where workspace_id = $1",
            workspace.to_string()
        )?;
        found
            .into_iter()
            .map(|found| Ok((word("runs", "site_id", &found.site_id)?, found.run.run()?)))
            .collect()
    }

    /// Takes a run that nobody holds; `None` when there is nothing to take.
    pub async fn take_run(
        &self,
        scope: Scope,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Option<Run>, StoreError> {
        let found: Option<RunRow> = row!(
            self.write;
            "update runs set number = number + 1, lease_until = $4
             where workspace_id = $1 and site_id = $2 and finished_at is null and lease_until <= $3
             returning number, kind, stage, done, total, note, seed, failure, started_at, finished_at",
            scope.workspace.to_string(), scope.site.to_string(), now.as_millisecond(), until(now, lease)
        )?;
        found.map(RunRow::run).transpose()
    }

    /// Notes how far a run has come and keeps its lease. [`StoreError::TooLate`] when
    /// another process took the run meanwhile: stop working on it.
    pub async fn note_progress(
        &self,
        scope: Scope,
        number: i64,
        progress: Progress<'_>,
        now: Timestamp,
        lease: Duration,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            "update runs set stage = $4, done = $5, total = $6, note = $7, lease_until = $8
             where workspace_id = $1 and site_id = $2 and number = $3 and finished_at is null",
            scope.workspace.to_string(), scope.site.to_string(), number, progress.stage.code(),
            progress.done, progress.total, progress.note, until(now, lease)
        )?;
        if touched == 0 { Err(StoreError::TooLate("run")) } else { Ok(()) }
    }

    /// Ends a run. One that makes a plan leaves it `ACTIVE` or, with a reason, `FAILED`.
    /// Keywords that were asked for meanwhile are found by a run of their own, which begins
    /// in the same change.
    pub async fn finish_run(
        &self,
        scope: Scope,
        run: &Run,
        failure: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let touched = exec!(
            tx &mut tx;
            "update runs set finished_at = $4, failure = $5
             where workspace_id = $1 and site_id = $2 and number = $3 and finished_at is null",
            scope.workspace.to_string(), scope.site.to_string(), run.number, now.as_millisecond(), failure
        )?;
        if touched == 0 {
            return Err(StoreError::TooLate("run"));
        }
        if run.kind.makes_plan() {
            let status = if failure.is_some() { "FAILED" } else { "ACTIVE" };
            exec!(
                tx &mut tx;
                "update plans set status = $3, failure = $4 where workspace_id = $1 and site_id = $2",
                scope.workspace.to_string(), scope.site.to_string(), status, failure
            )?;
        }
        let after: Option<(bool,)> = row!(
            tx &mut tx;
            "select keywords_after from runs where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        if after == Some((true,)) {
            self.begin_run_in(&mut tx, scope, RunKind::Keywords, run.seed, now).await?;
        }
        tx.commit().await
    }

    /// Wakes every run whose process died; gives their number. A named exception to the
    /// rule of scopes: it looks after all of them.
    pub async fn wake_orphaned_runs(&self, now: Timestamp) -> Result<usize, StoreError> {
        let mut tx = self.begin().await?;
        let orphans: Vec<(String, String)> = rows!(
            tx &mut tx;
            "select workspace_id, site_id from runs where finished_at is null and lease_until <= $1 and started_at <= $2",
            now.as_millisecond(), now.as_millisecond() - ORPHAN_AFTER.as_millis() as i64
        )?;
        for (workspace, site) in &orphans {
            let scope = Scope {
                workspace: word("runs", "workspace_id", workspace)?,
                site: word("runs", "site_id", site)?,
            };
            self.jobs.wake(&mut tx, WakeRun::new(scope)).await?;
        }
        tx.commit().await?;
        Ok(orphans.len())
    }
}

/// A run younger than this still has its first wake-up on the way.
const ORPHAN_AFTER: Duration = Duration::from_secs(5);

fn until(now: Timestamp, lease: Duration) -> i64 {
    now.as_millisecond().saturating_add(i64::try_from(lease.as_millis()).unwrap_or(i64::MAX))
}
