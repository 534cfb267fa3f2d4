//! The stages of a run. Each is committed before the next begins, and each may be begun
//! again after a crash: reading and profiling start over, planning replaces, writing and
//! drawing go on with what is missing.

use std::{sync::Arc, time::Duration};

use domain::{
    Scope,
    activity::ActivityType,
    days::{Days, Zone, near_term},
    draft::Parts,
    id::ActivityId,
    plan::Stage,
    profile::FactKind,
};
use jiff::{Timestamp, civil::Date};
use store::{
    StoreError,
    activities::Activity,
    posts::Which,
    runs::{Run, RunKind},
};
use url::Url;

use super::{
    EmbeddedPlanner, drafts,
    drawing::{self, Drawn},
    grounds::{Grounds, zone},
    keeper::{Keeper, LEASE},
    posts::{self, Known},
    volumes,
    words::Heard,
};
use crate::{
    holidays::holidays_of,
    profile::{keywords, profile},
    read::{ReadError, ReadLimits, ReadProgress, SitePages, read_site},
    sample,
};

/// A reading younger than this is not repeated for a plan.
const FRESH: Duration = Duration::from_secs(600);

/// Why a run stopped.
enum Stop {
    /// For a reason that the marketer is told; the run is over.
    Failed(String),
    /// The store failed or the run was lost; it goes on later.
    Interrupted(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Stop::Interrupted(error)
    }
}

pub(super) async fn work(planner: &EmbeddedPlanner, scope: Scope) -> Result<(), StoreError> {
    let Some(run) = planner.store.take_run(scope, planner.world.now(), LEASE).await? else {
        return Ok(());
    };
    let keeper = Keeper::new(planner, scope, run.number, run.stage);
    let ended = tokio::select! {
        ended = walk(planner, scope, &run, &keeper) => ended,
        lost = keeper.keep() => Err(Stop::Interrupted(lost)),
    };
    let outcome = match &ended {
        Ok(()) => "done",
        Err(Stop::Failed(_)) => "failed",
        Err(Stop::Interrupted(_)) => "interrupted",
    };
    let stage = keeper.stage().code();
    metrics::counter!("almanac_runs_total", "stage" => stage, "outcome" => outcome).increment(1);
    let failure = match ended {
        Ok(()) => None,
        Err(Stop::Failed(reason)) => Some(reason),
        Err(Stop::Interrupted(error)) => return Err(error),
    };
    planner.store.finish_run(scope, &run, failure.as_deref(), planner.world.now()).await
}

async fn walk(
    planner: &EmbeddedPlanner,
    scope: Scope,
    run: &Run,
    keeper: &Keeper<'_>,
) -> Result<(), Stop> {
    let from = run.stage;
    let walks = |stage| from <= stage && run.kind.stages().contains(&stage);
    if walks(Stage::Read) || walks(Stage::Profile) || walks(Stage::Research) {
        read_and_profile(planner, scope, run, keeper).await?;
    }
    if walks(Stage::Plan) {
        keeper.enter(Stage::Plan).await?;
        choose(planner, scope, run, keeper).await?;
    }
    if !run.kind.stages().contains(&Stage::Draw) {
        return Ok(());
    }
    let near = near_activities(planner, scope).await?;
    if from <= Stage::Write {
        keeper.enter(Stage::Write).await?;
        let known = Known::load(planner, scope).await?;
        let mut heard = Heard::of(planner, scope, &known, None).await?;
        for (n, activity) in near.iter().enumerate() {
            keeper.note(n, near.len(), activity.title.clone());
            let about = (&known, activity, run.seed);
            posts::write_beside(planner, scope, about, &mut heard).await.map_err(failed)?;
        }
        for activity in near_articles(planner, scope).await? {
            keeper.note(near.len(), near.len(), activity.title.clone());
            drafts::write(planner, scope, &activity, run.seed).await.map_err(failed)?;
        }
    }
    keeper.enter(Stage::Draw).await?;
    for (n, activity) in near.iter().enumerate() {
        keeper.note(n, near.len(), activity.title.clone());
        drawing::draw(planner, scope, activity, run.seed, Drawn::Missing).await.map_err(failed)?;
    }
    Ok(())
}

fn failed(error: posts::PostsError) -> Stop {
    match error {
        posts::PostsError::Store(error) => Stop::Interrupted(error),
        posts::PostsError::Writer(error) => {
            Stop::Failed(format!("The posts could not be written: {error}"))
        }
        posts::PostsError::Draw(error) => {
            tracing::error!(%error, "a picture could not be drawn");
            Stop::Failed("The pictures could not be drawn. Make the plan again; if it fails again, tell your operator.".into())
        }
    }
}

async fn read_and_profile(
    planner: &EmbeddedPlanner,
    scope: Scope,
    run: &Run,
    keeper: &Keeper<'_>,
) -> Result<(), Stop> {
    keeper.enter(Stage::Read).await?;
    let stored = planner.store.profile(scope).await?;
    let now = planner.world.now();
    let fresh =
        stored.read_at.is_some_and(|read_at| now.duration_since(read_at).unsigned_abs() < FRESH);
    if !(run.kind == RunKind::Plan && fresh && stored.pages > 0) {
        let site = planner.store.site(scope).await?;
        let address = Url::parse(&site.address).map_err(|_| {
            Stop::Failed(format!("{} is not an address that can be read.", site.address))
        })?;
        let pages = match pages(planner, &address, keeper).await {
            Ok(pages) => pages,
            Err(error) => {
                planner.store.keep_reading(scope, &stored.profile.read, 0, now).await?;
                return Err(Stop::Failed(error.to_string()));
            }
        };
        keeper.enter(Stage::Profile).await?;
        let count = i64::try_from(pages.pages.len()).unwrap_or(i64::MAX);
        let pages = Arc::new(pages);
        let mut facts = understood(&pages, &address, profile).await?;
        let found = stored.profile.read.get(&FactKind::Keyword).cloned();
        facts.extend(found.map(|keywords| (FactKind::Keyword, keywords)));
        planner.store.keep_reading(scope, &facts, count, planner.world.now()).await?;
        if run.kind.finds_keywords() {
            keeper.enter(Stage::Research).await?;
            let found = understood(&pages, &address, keywords).await?;
            keeper.note(found.len(), found.len(), format!("{} keywords", found.len()));
            facts.insert(FactKind::Keyword, found);
            volumes::add(planner, scope, &mut facts).await?;
            planner.store.keep_reading(scope, &facts, count, planner.world.now()).await?;
        }
    }
    keep_holidays(planner, scope).await
}

/// What thinking about the pages gives, where blocking is allowed.
async fn understood<T: Send + 'static>(
    pages: &Arc<SitePages>,
    address: &Url,
    think: fn(&SitePages, &Url) -> T,
) -> Result<T, Stop> {
    let (pages, address) = (Arc::clone(pages), address.clone());
    tokio::task::spawn_blocking(move || think(&pages, &address))
        .await
        .map_err(|_| Stop::Failed("The website could not be understood. Read it again.".into()))
}

async fn pages(
    planner: &EmbeddedPlanner,
    address: &Url,
    keeper: &Keeper<'_>,
) -> Result<SitePages, ReadError> {
    if let Some(pages) = sample::pages(address) {
        return Ok(pages);
    }
    let told = |progress: ReadProgress| {
        keeper.note(progress.read, progress.known, progress.latest.path().to_owned());
    };
    read_site(&planner.outbound, address, &ReadLimits::default(), told).await
}

/// The holidays of the site's country that concern its trade, for a year from today.
async fn keep_holidays(planner: &EmbeddedPlanner, scope: Scope) -> Result<(), Stop> {
    let site = planner.store.site(scope).await?;
    let today = zone(&site.time_zone).day(planner.world.now());
    let known = planner.store.profile(scope).await?.profile;
    let owner = format!("{}/{}", scope.site, site.country);
    let events = holidays_of(&known, &site.country, today, &owner);
    Ok(planner.store.replace_holidays(scope, &events).await?)
}

async fn choose(
    planner: &EmbeddedPlanner,
    scope: Scope,
    run: &Run,
    keeper: &Keeper<'_>,
) -> Result<(), Stop> {
    let store = &planner.store;
    let now = planner.world.now();
    let grounds = Grounds::of(store, scope, now).await?;
    let planned = grounds.planned(run.seed);
    keeper.note(planned.len(), planned.len(), format!("{} activities", planned.len()));
    let activities: Vec<Activity> = planned
        .into_iter()
        .map(|planned| grounds.activity(ActivityId::mint(planner.world.as_ref()), planned))
        .collect();
    let mut tx = store.begin().await?;
    let days = (grounds.days.first, grounds.days.last);
    store.replace_plan_in(&mut tx, scope, run.number, &activities, days, now).await?;
    store.note_plan_settings_in(&mut tx, scope, &grounds.settings).await?;
    Ok(tx.commit().await?)
}

/// The social activities of the next days that have posts to be written or drawn. None when
/// social marketing is switched off: their posts are written for those who ask for them.
async fn near_activities(planner: &EmbeddedPlanner, scope: Scope) -> Result<Vec<Activity>, Stop> {
    if planner.store.settings(scope).await?.social.is_none() {
        return Ok(Vec::new());
    }
    let mut near = near_term_activities(planner, scope).await?;
    near.retain(|activity| activity.kind == ActivityType::SocialMarketing);
    let mut unfinished = Vec::with_capacity(near.len());
    for activity in near {
        let posts = planner.store.posts(scope, Which::OfActivity(activity.id)).await?;
        if posts.is_empty() || posts.iter().any(|post| post.picture.is_none()) {
            unfinished.push(activity);
        }
    }
    Ok(unfinished)
}

/// The articles and e-mails of the next days, which have drafts.
async fn near_articles(planner: &EmbeddedPlanner, scope: Scope) -> Result<Vec<Activity>, Stop> {
    let mut near = near_term_activities(planner, scope).await?;
    near.retain(|activity| Parts::of(activity.kind).is_some());
    Ok(near)
}

async fn near_term_activities(
    planner: &EmbeddedPlanner,
    scope: Scope,
) -> Result<Vec<Activity>, StoreError> {
    let site = planner.store.site(scope).await?;
    let (zone, now) = (zone(&site.time_zone), planner.world.now());
    let until = end_of(near_term(zone.day(now)).last, &zone);
    planner.store.activities(scope, now, until).await
}

fn end_of(day: Date, zone: &Zone) -> Timestamp {
    zone.bounds(Days { first: day, last: day }).1
}
