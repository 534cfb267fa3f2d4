//! A new plan that is looked at before it is taken, whole or in parts.
//!
//! Nothing is kept between the look and the taking: the same draw gives the same plan, so it
//! is made again, and its fingerprint says whether it still is what was seen.

use std::collections::{BTreeMap, HashSet};

use domain::{
    Scope,
    contract::PlanError,
    id::ActivityId,
    proposal::{Becomes, Difference, Draw, Proposal, Taken},
};
use jiff::SignedDuration;
use store::{StoreError, activities::Activity, proposals::PartOfPlan};

use super::{EmbeddedPlanner, grounds::Grounds, plan_error};
use crate::plan::again::{Step, steps};

/// How long a proposal may be looked at.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(1);

pub(super) async fn propose(
    planner: &EmbeddedPlanner,
    scope: Scope,
    draw: Draw,
) -> Result<Proposal, PlanError> {
    let (_, steps) = drawn(planner, scope, draw).await.map_err(plan_error)?;
    Ok(proposal(draw, &steps))
}

pub(super) async fn take(
    planner: &EmbeddedPlanner,
    scope: Scope,
    draw: Draw,
    fingerprint: &str,
    chosen: &[ActivityId],
) -> Result<Taken, PlanError> {
    let now = planner.world.now();
    let age = now.duration_since(draw.as_of);
    if age.is_negative() || age > GOOD_FOR {
        return Err(PlanError::TooLate("plan"));
    }
    let (grounds, steps) = drawn(planner, scope, draw).await.map_err(plan_error)?;
    if proposal(draw, &steps).fingerprint != fingerprint {
        return Err(PlanError::TooLate("plan"));
    }
    let chosen: HashSet<&ActivityId> = chosen.iter().collect();
    let mut part = PartOfPlan {
        added: Vec::new(),
        moved: Vec::new(),
        dropped: Vec::new(),
        days: grounds.days,
        settings: grounds.settings,
    };
    for Step { activity, becomes } in steps {
        let to_come = becomes.at() > now;
        match becomes {
            _ if !chosen.contains(&activity.id) => {}
            Becomes::Added(_) if to_come => part.added.push(activity),
            Becomes::Moved(_, to) if to_come => part.moved.push((activity.id, to)),
            Becomes::Dropped(_) => part.dropped.push(activity.id),
            Becomes::Added(_) | Becomes::Moved(..) | Becomes::Kept(_) => {}
        }
    }
    let taken =
        Taken { added: part.added.len(), moved: part.moved.len(), dropped: part.dropped.len() };
    planner.store.take_part(scope, &part, draw.seed, now).await.map_err(plan_error)?;
    Ok(taken)
}

/// The plan of a draw beside the one that stands.
async fn drawn(
    planner: &EmbeddedPlanner,
    scope: Scope,
    draw: Draw,
) -> Result<(Grounds, Vec<Step>), StoreError> {
    let store = &planner.store;
    let grounds = Grounds::of(store, scope, draw.as_of).await?;
    // An activity is called by what it is, so that a proposal taken twice adds nothing twice.
    let mut alike: BTreeMap<String, u32> = BTreeMap::new();
    let planned: Vec<Activity> = grounds
        .planned(draw.seed)
        .into_iter()
        .map(|planned| {
            let what = format!(
                "{}/{}/{}/{}/{}",
                scope.site, draw.seed, draw.as_of, planned.day, planned.title
            );
            let count = alike.entry(what.clone()).or_default();
            *count += 1;
            grounds.activity(ActivityId::named(&format!("{what}/{count}")), planned)
        })
        .collect();
    let standing = store.replaceable_activities(scope, draw.as_of).await?;
    let mut steps = steps(standing, planned, &grounds.zone);
    let kept = store.kept_activities(scope, draw.as_of).await?;
    let to_come = kept.into_iter().filter(|activity| activity.starts_at >= draw.as_of);
    steps.extend(to_come.map(|activity| {
        let becomes = Becomes::Kept(activity.starts_at);
        Step { activity, becomes }
    }));
    steps.sort_by_key(|step| (step.becomes.at(), step.activity.id));
    Ok((grounds, steps))
}

fn proposal(draw: Draw, steps: &[Step]) -> Proposal {
    let seen: Vec<String> =
        steps.iter().map(|step| format!("{} {:?}", step.activity.id, step.becomes)).collect();
    Proposal {
        draw,
        fingerprint: ActivityId::named(&seen.join("\n")).to_string(),
        differences: steps
            .iter()
            .map(|Step { activity, becomes }| Difference {
                activity: activity.id,
                kind: activity.kind,
                title: activity.title.clone(),
                reason: activity.reason.clone(),
                becomes: *becomes,
            })
            .collect(),
    }
}
