//! Marketing Plan V1: the posts of activities.

use axum::{Json, extract::State};
use domain::{
    contract::{Change, Drafts, PostsWork},
    id::{ActivityId, PostId},
    post::PostStatus,
};
use serde_json::{Map, Value};
use store::{StoreError, posts::Which, whole_plan::Part};
use wix::wire::{
    ActivityId as OneActivity, ActivityIds, ActivityPosts, ActivitySnapshot, DraftIds, Item,
    ScheduledDrafts,
};

use crate::{
    Api,
    caller::Caller,
    fault::Fault,
    ids,
    payload::Payload,
    shown::Shown,
    written::{self, Written},
};

/// `POST /marketing-plan/generate-social-posts`: writes and draws posts for activities. Answers
/// at once; a job works for each channel that has no post yet, whatever the settings say of
/// social marketing, and makes the stories that are planned with an activity. An id that is not
/// there refuses all. Safe to repeat.
pub async fn generate(
    State(api): State<Api>,
    caller: Caller,
    Payload(asked): Payload<ActivityIds>,
) -> Result<Json<Map<String, Value>>, Fault> {
    let ids = ids::some("marketingActivityIds", asked.marketing_activity_ids)?;
    api.plans.make_posts(caller.scope, ids, PostsWork::Missing).await?;
    Ok(Json(Map::new()))
}

/// `POST /marketing-activity-posts`: reads 1 to 20 activities with their posts and stories. They
/// stand in the order asked for. An id of another site is not found.
pub async fn read(
    State(api): State<Api>,
    caller: Caller,
    Payload(asked): Payload<ActivityIds>,
) -> Result<Written<ActivityPosts>, Fault> {
    let ids: Vec<ActivityId> = ids::some("marketingActivityIds", asked.marketing_activity_ids)?;
    let found = api.store.whole_plan(caller.scope, Part::Only(&ids), api.world.now()).await?;
    let found_activities = found.activities()?;
    let activities = ids
        .iter()
        .map(|id| {
            let id = id.to_string();
            let found = found_activities.iter().find(|activity| activity.id == id);
            found.cloned().ok_or(StoreError::NotFound("activity"))
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(written::posts(&Shown::with(&api, &caller, &found)?, &activities))
}

/// `POST /marketing-plan/schedule-drafts`: schedules 1 to 20 drafts. Those that are no
/// drafts, go to no connected channel or have their minute behind them are left alone.
/// Answers with the scheduled ones. Safe to repeat: what is scheduled is no draft.
pub async fn schedule_drafts(
    State(api): State<Api>,
    caller: Caller,
    Payload(asked): Payload<DraftIds>,
) -> Result<Json<ScheduledDrafts>, Fault> {
    let ids: Vec<PostId> = ids::some("draftIds", asked.draft_ids)?;
    let connections = api.store.connections(caller.scope).await?;
    let shown = Shown::new(&api, &caller, &connections);
    let mut scheduled = Vec::new();
    for post in api.store.posts_with(caller.scope, &ids).await? {
        if post.status == PostStatus::Draft {
            let one = Drafts::One(post.id);
            scheduled.extend(api.plans.schedule(caller.scope, one).await?.scheduled);
        }
    }
    let posts = api.store.posts_with(caller.scope, &scheduled).await?;
    let items: Vec<Item> = posts.iter().map(|post| shown.item(post)).collect();
    if !items.is_empty() {
        (api.wake_publisher)();
    }
    Ok(Json(ScheduledDrafts { items }))
}

/// `POST /marketing-plan/regenerate-marketing-activity-posts`: makes new words and pictures
/// for the post drafts of an activity. Its stories stay. A job makes them; answers with the
/// activity as it stands.
pub async fn regenerate(
    State(api): State<Api>,
    caller: Caller,
    Payload(asked): Payload<OneActivity>,
) -> Result<Json<ActivitySnapshot>, Fault> {
    make_anew(&api, &caller, asked, PostsWork::Anew).await
}

/// `POST /marketing-plan/regenerate-marketing-activity-posts-media`: makes new pictures for the
/// post drafts of an activity. Their words stay, and so do its stories.
pub async fn regenerate_media(
    State(api): State<Api>,
    caller: Caller,
    Payload(asked): Payload<OneActivity>,
) -> Result<Json<ActivitySnapshot>, Fault> {
    make_anew(&api, &caller, asked, PostsWork::Pictures).await
}

async fn make_anew(
    api: &Api,
    caller: &Caller,
    asked: OneActivity,
    work: PostsWork,
) -> Result<Json<ActivitySnapshot>, Fault> {
    let id = named(&asked)?;
    api.plans.make_posts(caller.scope, vec![id], work).await?;
    snapshot(api, caller, id).await
}

/// `POST /marketing-plan/regenerate-marketing-activity-stories`: makes the story drafts of an
/// activity anew, words and pictures. Its posts stay. A job makes them; answers with the
/// activity as it stands. An activity without a story draft gets none: then nothing happens, and
/// the answer is final.
pub async fn regenerate_stories(
    State(api): State<Api>,
    caller: Caller,
    Payload(asked): Payload<OneActivity>,
) -> Result<Json<ActivitySnapshot>, Fault> {
    make_anew(&api, &caller, asked, PostsWork::Stories).await
}

/// `PATCH /marketing-plan/clear-marketing-activity-posts`: deletes the posts of an activity that
/// may still change. What is going out, went out or may have stays, and so do its stories. Safe
/// to repeat.
pub async fn clear(
    State(api): State<Api>,
    caller: Caller,
    Payload(asked): Payload<OneActivity>,
) -> Result<Json<Map<String, Value>>, Fault> {
    api.plans.change(caller.scope, Change::ClearPosts(named(&asked)?)).await?;
    Ok(Json(Map::new()))
}

/// `PATCH /marketing-plan/clear-marketing-activity-stories`: deletes the story drafts of an
/// activity. Stories that are scheduled, went out or may have stay, and so do its posts. Safe to
/// repeat.
pub async fn clear_stories(
    State(api): State<Api>,
    caller: Caller,
    Payload(asked): Payload<OneActivity>,
) -> Result<Json<Map<String, Value>>, Fault> {
    api.plans.change(caller.scope, Change::ClearStories(named(&asked)?)).await?;
    Ok(Json(Map::new()))
}

fn named(asked: &OneActivity) -> Result<ActivityId, Fault> {
    ids::wanted("marketingActivityId", asked.marketing_activity_id.as_deref())
}

async fn snapshot(
    api: &Api,
    caller: &Caller,
    id: ActivityId,
) -> Result<Json<ActivitySnapshot>, Fault> {
    let connections = api.store.connections(caller.scope).await?;
    let activity = api.store.activity(caller.scope, id).await?;
    let posts = api.store.posts(caller.scope, Which::OfActivity(id)).await?;
    let shown = Shown::new(api, caller, &connections);
    Ok(Json(ActivitySnapshot { marketing_activity: shown.plan_activity(activity, &posts) }))
}
