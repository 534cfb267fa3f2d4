//! What a plan of a site is made from, as it stands in the store.

use domain::{
    Scope,
    days::{Days, Zone, plan_period},
    event::Event,
    id::ActivityId,
    profile::SiteProfile,
    settings::Settings,
};
use jiff::{Timestamp, civil::DateTime};
use store::{Store, StoreError, activities::Activity};

use crate::plan::{KeptActivity, PlanInput, PlannedActivity, plan};

/// What a plan is made from.
pub(super) struct Grounds {
    /// The site's zone.
    pub zone: Zone,
    /// The days that it covers.
    pub days: Days,
    /// What the marketer wants.
    pub settings: Settings,
    profile: SiteProfile,
    events: Vec<Event>,
    now_local: DateTime,
    kept: Vec<KeptActivity>,
}

impl Grounds {
    /// As things stand, for a plan from `now` on.
    pub async fn of(store: &Store, scope: Scope, now: Timestamp) -> Result<Self, StoreError> {
        let zone = zone(&store.site(scope).await?.time_zone);
        let settings = store.settings(scope).await?;
        let events = store
            .events(scope)
            .await?
            .into_iter()
            .filter(|event| !event.left_out)
            .map(|event| event.event)
            .filter(|event| settings.hears(event.source.calendar(scope.site)))
            .collect();
        let kept = store.kept_activities(scope, now).await?;
        Ok(Grounds {
            days: plan_period(zone.day(now)),
            profile: store.profile(scope).await?.profile,
            now_local: zone.local(now),
            kept: kept.into_iter().map(|kept| kept_activity(kept, &zone)).collect(),
            zone,
            settings,
            events,
        })
    }

    /// The activities that are planned beside what is kept.
    pub fn planned(&self, seed: u64) -> Vec<PlannedActivity> {
        plan(&PlanInput {
            profile: &self.profile,
            settings: &self.settings,
            events: &self.events,
            days: self.days,
            now_local: self.now_local,
            kept: &self.kept,
            seed,
        })
    }

    /// A planned activity as it is stored.
    pub fn activity(&self, id: ActivityId, planned: PlannedActivity) -> Activity {
        Activity {
            id,
            kind: planned.kind,
            title: planned.title,
            description: planned.description,
            reason: planned.reason,
            subject: planned.subject,
            topic: planned.topic,
            event: planned.event.map(|(_, name, day)| (name, day)),
            starts_at: self.zone.instant(planned.day.to_datetime(planned.time)),
            stories: planned.stories,
            edited: false,
        }
    }
}

fn kept_activity(kept: Activity, zone: &Zone) -> KeptActivity {
    let local = zone.local(kept.starts_at);
    KeptActivity {
        kind: kept.kind,
        day: local.date(),
        time: local.time(),
        title: kept.title,
        description: kept.description,
        subject: kept.subject,
        event: kept.event,
    }
}

/// The zone of a site; UTC when its name is not known to this installation.
pub(super) fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap_or_else(|_| Zone::utc())
}
