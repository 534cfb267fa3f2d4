//! Which source a site's plan comes from. Pages and API ask here and never know.

use std::sync::Arc;

use domain::{
    Scope,
    contract::{
        BoxFuture, Change, Drafts, EventChange, Generation, NewActivity, PlanError, PlanSource,
        PostsWork, Scheduling,
    },
    draft::Draft,
    event::{BroughtIn, Calendar, Event, EventSource},
    id::{ActivityId, EventId, PostId},
    proposal::{Draw, Proposal, Taken},
    settings::Revision,
    source::SourceKind,
};
use planner::EmbeddedPlanner;
use store::{Store, StoreError};
use wix::WixSource;

/// Both sources. A command goes to the one that a site has chosen; a website is read by
/// the embedded planner, wherever the plan comes from.
pub struct Plans {
    store: Store,
    embedded: Arc<EmbeddedPlanner>,
    wix: WixSource,
}

impl Plans {
    /// Over the two.
    pub const fn new(store: Store, embedded: Arc<EmbeddedPlanner>, wix: WixSource) -> Self {
        Plans { store, embedded, wix }
    }

    async fn of(&self, scope: Scope) -> Result<SourceKind, PlanError> {
        self.store.source(scope).await.map(|source| source.kind).map_err(unknown)
    }

    /// Who holds a post. What the planner here made goes on being ours under another source.
    async fn of_post(&self, scope: Scope, id: PostId) -> Result<SourceKind, PlanError> {
        match self.of(scope).await? {
            SourceKind::Embedded => Ok(SourceKind::Embedded),
            hosted => {
                let post = self.store.post(scope, id).await.map_err(unknown)?;
                Ok(if post.mirrored { hosted } else { SourceKind::Embedded })
            }
        }
    }

    /// Who holds an activity.
    async fn of_activity(&self, scope: Scope, id: ActivityId) -> Result<SourceKind, PlanError> {
        match self.of(scope).await? {
            SourceKind::Embedded => Ok(SourceKind::Embedded),
            hosted => {
                let mirrored = self.store.is_mirrored(scope, id).await.map_err(unknown)?;
                Ok(if mirrored { hosted } else { SourceKind::Embedded })
            }
        }
    }

    /// Who holds an event. Holidays, what was brought in from files and what is left out are
    /// always ours: nobody else has such a thing.
    async fn of_event(&self, scope: Scope, id: EventId) -> Result<SourceKind, PlanError> {
        match self.store.event(scope, id).await.map_err(unknown)?.event.source {
            EventSource::Hosted(_) => self.of(scope).await,
            EventSource::Own | EventSource::Holiday | EventSource::Connected(_) => {
                Ok(SourceKind::Embedded)
            }
        }
    }
}

/// Why there is nothing to look at before a plan is made.
const SHOWN_AFTERWARDS: &str = "Wix makes the plan of this site, and shows a new one only when it has taken the place of the old. Make it, then look at it on the calendar.";

fn unknown(error: StoreError) -> PlanError {
    match error {
        StoreError::NotFound(what) => PlanError::NotFound(what),
        other => {
            tracing::error!(error = &other as &dyn std::error::Error, "a plan source is not known");
            PlanError::Unavailable
        }
    }
}

impl PlanSource for Plans {
    fn sample_address(&self) -> &str {
        self.embedded.sample_address()
    }

    fn holiday_source(&self) -> &str {
        self.embedded.holiday_source()
    }

    fn read_site(&self, scope: Scope) -> BoxFuture<'_, Result<(), PlanError>> {
        self.embedded.read_site(scope)
    }

    fn generate(&self, scope: Scope, how: Generation) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move {
            match self.of(scope).await? {
                SourceKind::Embedded => self.embedded.generate(scope, how).await,
                SourceKind::Wix => self.wix.generate(scope, how).await,
            }
        })
    }

    fn propose(&self, scope: Scope, draw: Draw) -> BoxFuture<'_, Result<Proposal, PlanError>> {
        Box::pin(async move {
            match self.of(scope).await? {
                SourceKind::Embedded => self.embedded.propose(scope, draw).await,
                SourceKind::Wix => Err(PlanError::Refused(SHOWN_AFTERWARDS.to_owned())),
            }
        })
    }

    fn take(
        &self,
        scope: Scope,
        draw: Draw,
        fingerprint: String,
        chosen: Vec<ActivityId>,
    ) -> BoxFuture<'_, Result<Taken, PlanError>> {
        Box::pin(async move {
            match self.of(scope).await? {
                SourceKind::Embedded => self.embedded.take(scope, draw, fingerprint, chosen).await,
                SourceKind::Wix => Err(PlanError::Refused(SHOWN_AFTERWARDS.to_owned())),
            }
        })
    }

    fn add_activity(
        &self,
        scope: Scope,
        activity: NewActivity,
    ) -> BoxFuture<'_, Result<ActivityId, PlanError>> {
        Box::pin(async move {
            match self.of(scope).await? {
                SourceKind::Embedded => self.embedded.add_activity(scope, activity).await,
                SourceKind::Wix => self.wix.add_activity(scope, activity).await,
            }
        })
    }

    fn change(&self, scope: Scope, change: Change) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move {
            let held_by = match &change {
                Change::Text { post, .. }
                | Change::MovePost { post, .. }
                | Change::Unschedule(post) => self.of_post(scope, *post).await?,
                Change::Words { activity, .. }
                | Change::MoveActivity { activity, .. }
                | Change::DeleteActivity(activity)
                | Change::ClearPosts(activity)
                | Change::ClearStories(activity) => self.of_activity(scope, *activity).await?,
                Change::DeletePlan => self.of(scope).await?,
            };
            match held_by {
                SourceKind::Embedded => self.embedded.change(scope, change).await,
                SourceKind::Wix => self.wix.change(scope, change).await,
            }
        })
    }

    fn change_settings(
        &self,
        scope: Scope,
        revision: Revision,
    ) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move {
            match self.of(scope).await? {
                SourceKind::Embedded => self.embedded.change_settings(scope, revision).await,
                SourceKind::Wix => self.wix.change_settings(scope, revision).await,
            }
        })
    }

    fn add_event(&self, scope: Scope, event: Event) -> BoxFuture<'_, Result<EventId, PlanError>> {
        Box::pin(async move {
            match self.of(scope).await? {
                SourceKind::Embedded => self.embedded.add_event(scope, event).await,
                SourceKind::Wix => self.wix.add_event(scope, event).await,
            }
        })
    }

    fn change_event(
        &self,
        scope: Scope,
        change: EventChange,
    ) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move {
            let held_by = match &change {
                EventChange::Replace(Event { id, .. }) | EventChange::Delete(id) => {
                    self.of_event(scope, *id).await?
                }
                EventChange::Leave { .. } | EventChange::RemoveCalendar(_) => SourceKind::Embedded,
            };
            match held_by {
                SourceKind::Embedded => self.embedded.change_event(scope, change).await,
                SourceKind::Wix => self.wix.change_event(scope, change).await,
            }
        })
    }

    fn bring_in(
        &self,
        scope: Scope,
        calendar: Calendar,
        events: Vec<Event>,
    ) -> BoxFuture<'_, Result<BroughtIn, PlanError>> {
        self.embedded.bring_in(scope, calendar, events)
    }

    fn make_posts(
        &self,
        scope: Scope,
        activities: Vec<ActivityId>,
        work: PostsWork,
    ) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move {
            if self.of(scope).await? == SourceKind::Embedded {
                return self.embedded.make_posts(scope, activities, work).await;
            }
            let (mut here, mut there) = (Vec::new(), Vec::new());
            for activity in activities {
                let mirrored = self.store.is_mirrored(scope, activity).await.map_err(unknown)?;
                if mirrored { there.push(activity) } else { here.push(activity) }
            }
            if !there.is_empty() {
                self.wix.make_posts(scope, there, work).await?;
            }
            if !here.is_empty() {
                self.embedded.make_posts(scope, here, work).await?;
            }
            Ok(())
        })
    }

    fn generate_posts(
        &self,
        scope: Scope,
        activity: ActivityId,
    ) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move {
            match self.of_activity(scope, activity).await? {
                SourceKind::Embedded => self.embedded.generate_posts(scope, activity).await,
                SourceKind::Wix => {
                    self.wix.make_posts(scope, vec![activity], PostsWork::Missing).await
                }
            }
        })
    }

    fn remake_stories(
        &self,
        scope: Scope,
        activity: ActivityId,
    ) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move {
            match self.of_activity(scope, activity).await? {
                SourceKind::Embedded => self.embedded.remake_stories(scope, activity).await,
                SourceKind::Wix => {
                    self.wix.make_posts(scope, vec![activity], PostsWork::Stories).await
                }
            }
        })
    }

    fn rewrite_post(&self, scope: Scope, post: PostId) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move {
            match self.of_post(scope, post).await? {
                SourceKind::Embedded => self.embedded.rewrite_post(scope, post).await,
                SourceKind::Wix => self.wix.make_anew(scope, post, PostsWork::Anew).await,
            }
        })
    }

    // No other source has drafts: they are ours wherever the plan comes from.
    fn write_draft(
        &self,
        scope: Scope,
        activity: ActivityId,
    ) -> BoxFuture<'_, Result<(), PlanError>> {
        self.embedded.write_draft(scope, activity)
    }

    fn change_draft(
        &self,
        scope: Scope,
        activity: ActivityId,
        version: i64,
        draft: Draft,
    ) -> BoxFuture<'_, Result<(), PlanError>> {
        self.embedded.change_draft(scope, activity, version, draft)
    }

    fn redraw_post(&self, scope: Scope, post: PostId) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move {
            match self.of_post(scope, post).await? {
                SourceKind::Embedded => self.embedded.redraw_post(scope, post).await,
                SourceKind::Wix => self.wix.make_anew(scope, post, PostsWork::Pictures).await,
            }
        })
    }

    fn schedule(
        &self,
        scope: Scope,
        drafts: Drafts,
    ) -> BoxFuture<'_, Result<Scheduling, PlanError>> {
        Box::pin(async move {
            let held_by = match drafts {
                Drafts::One(post) => self.of_post(scope, post).await?,
                Drafts::OfActivity(activity) => self.of_activity(scope, activity).await?,
                Drafts::All => self.of(scope).await?,
            };
            match held_by {
                SourceKind::Embedded => self.embedded.schedule(scope, drafts).await,
                SourceKind::Wix => self.wix.schedule(scope, drafts).await,
            }
        })
    }
}
