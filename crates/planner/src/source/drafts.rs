//! Drafts of articles and e-mails: written once ahead of their day, anew when asked for, and
//! kept as a person left them.

use std::sync::Arc;

use domain::{
    Scope,
    contract::{Brief, PlanError, Writer},
    draft::{Draft, Parts},
    id::ActivityId,
    writing::{Authorship, Finding, WriterKind},
};
use store::{StoreError, activities::Activity};

use super::{
    EmbeddedPlanner, plan_error,
    posts::{Known, PostsError},
    words::{Heard, by_chosen_model, language},
};
use crate::checks::{Checks, repeated::Said};

/// Writes the draft of an activity that has none yet. Safe to repeat; activities with posts
/// have none.
pub(super) async fn write(
    planner: &EmbeddedPlanner,
    scope: Scope,
    activity: &Activity,
    seed: u64,
) -> Result<(), PostsError> {
    let wanted = Parts::of(activity.kind).is_some();
    if !wanted || planner.store.draft(scope, activity.id).await?.is_some() {
        return Ok(());
    }
    make(planner, scope, activity, seed, false).await
}

/// Writes the draft of an activity, in the place of the one that is there.
pub(super) async fn anew(
    planner: &EmbeddedPlanner,
    scope: Scope,
    id: ActivityId,
) -> Result<(), PlanError> {
    let activity = planner.store.activity(scope, id).await.map_err(plan_error)?;
    if Parts::of(activity.kind).is_none() {
        let said = "A social campaign has posts, and no draft of its own.";
        return Err(PlanError::Refused(said.to_owned()));
    }
    let made = make(planner, scope, &activity, planner.seed(), true).await;
    made.map_err(|error| match error {
        PostsError::Writer(why) => {
            PlanError::Refused(format!("The draft could not be written: {why}"))
        }
        other => other.told(),
    })
}

/// What a person has a draft say, held against what is known once more.
pub(super) async fn change(
    planner: &EmbeddedPlanner,
    scope: Scope,
    (id, version): (ActivityId, i64),
    draft: &Draft,
) -> Result<(), PlanError> {
    let changed = async {
        let activity = planner.store.activity(scope, id).await?;
        let kept = planner.store.draft(scope, id).await?.ok_or(StoreError::NotFound("draft"))?;
        let known = Known::load(planner, scope).await?;
        let unheard = Heard::default();
        let brief = known.brief(&activity, 0, &unheard);
        let findings = found(&brief, draft, kept.authorship.writer);
        let authorship = Authorship { findings, ..kept.authorship };
        planner.store.change_draft(scope, (id, version), draft, &authorship).await
    };
    changed.await.map_err(plan_error)
}

async fn make(
    planner: &EmbeddedPlanner,
    scope: Scope,
    activity: &Activity,
    seed: u64,
    anew: bool,
) -> Result<(), PostsError> {
    let known = Known::load(planner, scope).await?;
    let unheard = Heard::default();
    let brief = known.brief(activity, seed, &unheard);
    let asked = brief.clone();
    let by_model = by_chosen_model(planner, scope, Arc::default(), |model| {
        Box::pin(async move { model.draft(asked).await })
    })
    .await?;
    let (draft, by, instead) = match by_model {
        Some((chosen, Ok(draft))) => {
            let by = Authorship {
                writer: chosen.kind,
                model: Some(chosen.model),
                ..Authorship::default()
            };
            (draft, by, None)
        }
        Some((_, Err(why))) => (
            planner.writer.draft(brief.clone()).await?,
            Authorship::default(),
            Some(why.to_string()),
        ),
        None => (planner.writer.draft(brief.clone()).await?, Authorship::default(), None),
    };
    let findings = found(&brief, &draft, by.writer);
    let authorship = Authorship { findings, instead, ..by };
    let now = planner.world.now();
    Ok(planner.store.keep_draft(scope, activity.id, (&draft, &authorship), anew, now).await?)
}

/// What is found in a draft.
fn found(brief: &Brief<'_>, draft: &Draft, writer: WriterKind) -> Vec<Finding> {
    Checks::new(brief, language(brief, writer), &Said::default()).of_draft(brief.kind, draft)
}
