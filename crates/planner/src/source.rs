//! The embedded planner as a plan source: commands answer at once, a run does the work.

mod again;
mod drafts;
mod drawing;
mod grounds;
mod images;
mod keeper;
mod meter;
mod pictures;
mod posts;
mod resting;
mod stages;
mod volumes;
mod words;

use std::sync::Arc;

use domain::{
    Scope,
    activity::ActivityType,
    contract::{
        BoxFuture, Change, Drafts, EventChange, Generation, NewActivity, PlanError, PlanSource,
        PostsWork, Scheduling, Writer, WriterError, Writers,
    },
    draft::Draft,
    event::{BroughtIn, Calendar, Event},
    id::{ActivityId, EventId, PostId},
    proposal::{Draw, Proposal, Taken},
    settings::Revision,
    world::World,
};
use outbound::Outbound;
use store::{Store, StoreError, activities::Activity, jobs::Planning, runs::RunKind};

use self::resting::Resting;
use crate::{
    draw::{DrawError, Press},
    holidays,
    models::Patience,
    sample,
};

/// The embedded planner.
#[derive(Clone)]
pub struct EmbeddedPlanner {
    store: Store,
    world: Arc<dyn World>,
    outbound: Outbound,
    writer: Arc<dyn Writer>,
    patience: Patience,
    /// Models that write.
    resting: Resting,
    /// Models that draw.
    resting_images: Resting,
    press: Arc<Press>,
}

impl EmbeddedPlanner {
    /// Reads its fonts; fails when they cannot be read.
    pub fn new(
        store: Store,
        world: Arc<dyn World>,
        outbound: Outbound,
        writer: Arc<dyn Writer>,
    ) -> Result<Self, DrawError> {
        let press = Arc::new(Press::new()?);
        let (patience, resting) = (Patience::default(), Resting::default());
        let resting_images = Resting::default();
        Ok(EmbeddedPlanner {
            store,
            world,
            outbound,
            writer,
            patience,
            resting,
            resting_images,
            press,
        })
    }

    /// The same, which waits for models as long as told.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        EmbeddedPlanner { patience, ..self }
    }

    /// Works a job of the queue. May be called as often as one likes: a run that somebody
    /// holds is left alone, and goes on once its lease has ended; posts are made where they
    /// are missing. An error means that the job may be worked again.
    pub async fn work(&self, job: Planning) -> Result<(), StoreError> {
        match job {
            Planning::Run(scope) => stages::work(self, scope).await,
            Planning::Posts(asked) => {
                let worked = posts::work(self, asked).await;
                let outcome = if worked.is_ok() { "done" } else { "interrupted" };
                metrics::counter!("almanac_runs_total", "stage" => "posts", "outcome" => outcome)
                    .increment(1);
                worked
            }
        }
    }

    fn seed(&self) -> u64 {
        u64::try_from(self.world.random() >> 64).unwrap_or_default()
    }

    async fn begin(&self, scope: Scope, kind: RunKind) -> Result<(), PlanError> {
        let begun = self.store.begin_run(scope, kind, self.seed(), self.world.now()).await;
        begun.map_err(plan_error)
    }
}

impl PlanSource for EmbeddedPlanner {
    fn sample_address(&self) -> &str {
        sample::ADDRESS
    }

    fn holiday_source(&self) -> &str {
        holidays::source()
    }

    fn read_site(&self, scope: Scope) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(self.begin(scope, RunKind::Read))
    }

    fn generate(&self, scope: Scope, how: Generation) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move {
            match how {
                Generation::Plain => self.begin(scope, RunKind::Plan).await,
                Generation::WithKeywordResearch => {
                    if self.store.find_keywords_after(scope).await.map_err(plan_error)? {
                        return Ok(());
                    }
                    self.begin(scope, RunKind::PlanWithKeywords).await
                }
            }
        })
    }

    fn propose(&self, scope: Scope, draw: Draw) -> BoxFuture<'_, Result<Proposal, PlanError>> {
        Box::pin(again::propose(self, scope, draw))
    }

    fn take(
        &self,
        scope: Scope,
        draw: Draw,
        fingerprint: String,
        chosen: Vec<ActivityId>,
    ) -> BoxFuture<'_, Result<Taken, PlanError>> {
        Box::pin(async move { again::take(self, scope, draw, &fingerprint, &chosen).await })
    }

    fn add_activity(
        &self,
        scope: Scope,
        activity: NewActivity,
    ) -> BoxFuture<'_, Result<ActivityId, PlanError>> {
        Box::pin(async move {
            let added = Activity {
                id: ActivityId::mint(self.world.as_ref()),
                kind: activity.kind,
                description: activity.description,
                reason: "It was added by hand.".to_owned(),
                subject: activity.title.clone(),
                title: activity.title,
                topic: None,
                event: None,
                starts_at: activity.starts_at,
                stories: false,
                edited: true,
            };
            let stored = self.store.add_activity(scope, &added, self.world.now()).await;
            stored.map(|()| added.id).map_err(plan_error)
        })
    }

    fn change(&self, scope: Scope, change: Change) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move {
            let store = &self.store;
            match change {
                Change::Text { post, version, text } => {
                    return posts::say(self, scope, post, version, text).await;
                }
                Change::MovePost { post, version, to } => {
                    store.move_post(scope, post, version, to).await
                }
                Change::Unschedule(post) => store.unschedule_post(scope, post).await,
                Change::Words { activity, title, description } => {
                    store.change_activity(scope, activity, &title, &description).await
                }
                Change::MoveActivity { activity, from, to } => {
                    store.move_activity(scope, activity, from, to).await.map(drop)
                }
                Change::DeleteActivity(activity) => store.delete_activity(scope, activity).await,
                Change::ClearPosts(activity) => store.clear_posts(scope, activity).await.map(drop),
                Change::ClearStories(activity) => {
                    store.clear_stories(scope, activity).await.map(drop)
                }
                Change::DeletePlan => store.delete_plan(scope, self.world.now()).await,
            }
            .map_err(plan_error)
        })
    }

    fn change_settings(
        &self,
        scope: Scope,
        revision: Revision,
    ) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move {
            let change = |saved| Ok::<_, PlanError>(revision.over(saved));
            let changed = self.store.change_settings(scope, self.world.now(), change).await;
            changed.map_err(plan_error)?.map(drop)
        })
    }

    fn add_event(&self, scope: Scope, event: Event) -> BoxFuture<'_, Result<EventId, PlanError>> {
        Box::pin(async move {
            let added = self.store.add_events(scope, std::slice::from_ref(&event)).await;
            added.map(|()| event.id).map_err(plan_error)
        })
    }

    fn change_event(
        &self,
        scope: Scope,
        change: EventChange,
    ) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move {
            let store = &self.store;
            match change {
                EventChange::Replace(event) => store.change_event(scope, &event).await,
                EventChange::Delete(event) => store.delete_event(scope, event).await,
                EventChange::Leave { event, left_out } => {
                    store.leave_event(scope, event, left_out).await
                }
                EventChange::RemoveCalendar(calendar) => {
                    store.remove_calendar(scope, calendar).await
                }
            }
            .map_err(plan_error)
        })
    }

    fn bring_in(
        &self,
        scope: Scope,
        calendar: Calendar,
        events: Vec<Event>,
    ) -> BoxFuture<'_, Result<BroughtIn, PlanError>> {
        Box::pin(
            async move { self.store.bring_in(scope, &calendar, &events).await.map_err(plan_error) },
        )
    }

    fn make_posts(
        &self,
        scope: Scope,
        activities: Vec<ActivityId>,
        work: PostsWork,
    ) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move {
            for id in &activities {
                let activity = self.store.activity(scope, *id).await.map_err(plan_error)?;
                // What has no posts has no stories to make anew either, which is no mistake.
                let social = activity.kind == ActivityType::SocialMarketing;
                if !social && work != PostsWork::Stories {
                    return Err(posts::only_social());
                }
            }
            self.store.ask_for_posts(scope, &activities, work).await.map_err(plan_error)
        })
    }

    fn generate_posts(
        &self,
        scope: Scope,
        activity: ActivityId,
    ) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(posts::generate(self, scope, activity))
    }

    fn remake_stories(
        &self,
        scope: Scope,
        activity: ActivityId,
    ) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(posts::remake_stories(self, scope, activity))
    }

    fn rewrite_post(&self, scope: Scope, post: PostId) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(posts::rewrite(self, scope, post))
    }

    fn write_draft(
        &self,
        scope: Scope,
        activity: ActivityId,
    ) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(drafts::anew(self, scope, activity))
    }

    fn change_draft(
        &self,
        scope: Scope,
        activity: ActivityId,
        version: i64,
        draft: Draft,
    ) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move { drafts::change(self, scope, (activity, version), &draft).await })
    }

    fn redraw_post(&self, scope: Scope, post: PostId) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(drawing::redraw(self, scope, post))
    }

    fn schedule(
        &self,
        scope: Scope,
        drafts: Drafts,
    ) -> BoxFuture<'_, Result<Scheduling, PlanError>> {
        Box::pin(posts::schedule(self, scope, drafts))
    }
}

impl Writers for EmbeddedPlanner {
    fn try_writer(&self, scope: Scope) -> BoxFuture<'_, Result<(), WriterError>> {
        Box::pin(async move {
            let tried = words::try_out(self, scope).await;
            tried.unwrap_or_else(|error| {
                let said = plan_error(error).to_string();
                Err(WriterError::Unavailable(said))
            })
        })
    }

    fn try_image_model(&self, scope: Scope) -> BoxFuture<'_, Result<(), WriterError>> {
        Box::pin(async move {
            let tried = images::try_out(self, scope).await;
            tried.unwrap_or_else(|error| {
                let said = plan_error(error).to_string();
                Err(WriterError::Unavailable(said))
            })
        })
    }
}

/// What a caller can do about an error of the store.
fn plan_error(error: StoreError) -> PlanError {
    match error {
        StoreError::NotFound(what) => PlanError::NotFound(what),
        StoreError::TooLate("run") => PlanError::AlreadyGenerating,
        StoreError::TooLate(what) => PlanError::TooLate(what),
        StoreError::Taken(_) => PlanError::Refused(error.to_string()),
        other => {
            let cause = std::error::Error::source(&other).map(ToString::to_string);
            tracing::error!(error = %other, cause, "the planner could not use the store");
            PlanError::Unavailable
        }
    }
}
