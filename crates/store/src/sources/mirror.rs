//! The mirrors of plans that are held elsewhere, and when they are looked at again.
//!
//! A mirrored activity or post is a copy: its source publishes it, no publisher of ours
//! takes it. The loop that keeps mirrors fresh works across all workspaces, a named
//! exception to the rule of scopes.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    time::Duration,
};

use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    id::{ActivityId, MediaId, PostId},
    plan::PlanStatus,
    post::{PostKind, PostStatus, PostText},
};
use jiff::Timestamp;

use super::{hosted_settings_in, note_plan_settings, set_plan};
use crate::{Store, StoreError, Tx, error::word, lines};

/// A plan as its source holds it.
#[derive(Debug, Clone)]
pub struct Mirrored {
    /// Where it stands.
    pub status: PlanStatus,
    /// The first instant that its activities were asked from: those before it stay.
    pub from: Timestamp,
    /// Its activities.
    pub activities: Vec<MirroredActivity>,
    /// How many of its items have no place here.
    pub unshown: i64,
}

/// An activity as its source holds it.
#[derive(Debug, Clone)]
pub struct MirroredActivity {
    /// Its id there, and here.
    pub id: ActivityId,
    /// What kind of action.
    pub kind: ActivityType,
    /// Its title.
    pub title: String,
    /// What it is.
    pub description: String,
    /// When it takes place.
    pub starts_at: Timestamp,
    /// Its posts, at most one of each kind for each channel.
    pub posts: Vec<MirroredPost>,
}

/// A post as its source holds it.
#[derive(Debug, Clone)]
pub struct MirroredPost {
    /// Its id there, and here.
    pub id: PostId,
    /// The network.
    pub channel: Channel,
    /// A post there, or a story.
    pub kind: PostKind,
    /// What it says.
    pub text: PostText,
    /// Its picture: the copy here, and the address that it was fetched from.
    pub picture: Option<(MediaId, String)>,
    /// Its minute.
    pub publish_at: Timestamp,
    /// Where it stands.
    pub status: PostStatus,
    /// Where it can be seen, once published.
    pub live_link: Option<String>,
    /// Why it failed.
    pub failure: Option<String>,
}

impl Store {
    /// Takes up to `limit` sources that should be asked now, for `lease`, those first that
    /// have waited longest.
    pub async fn take_due_sources(
        &self,
        now: Timestamp,
        lease: Duration,
        limit: i64,
    ) -> Result<Vec<Scope>, StoreError> {
        let due: Option<(i64,)> = row!(
            self.read;
            "select count(*) from sources where next_sync_at <= $1 and lease_until <= $1",
            now.as_millisecond()
        )?;
        if due.is_none_or(|(count,)| count == 0) {
            return Ok(Vec::new());
        }
        let lease = now + jiff::SignedDuration::try_from(lease).unwrap_or_default();
        let rows: Vec<(String, String)> = rows!(
            self.write;
            sqlx::AssertSqlSafe(format!(
                "update sources set lease_until = $2 where (workspace_id, site_id) in (
                   select workspace_id, site_id from sources
                   where next_sync_at <= $1 and lease_until <= $1 order by next_sync_at limit $3 {})
                 returning workspace_id, site_id",
                crate::dialect::skip_locked(&self.write)
            )),
            now.as_millisecond(), lease.as_millisecond(), limit
        )?;
        rows.iter()
            .map(|(workspace, site)| {
                Ok(Scope {
                    workspace: word("sources", "workspace_id", workspace)?,
                    site: word("sources", "site_id", site)?,
                })
            })
            .collect()
    }

    /// The addresses of the pictures that mirrored posts of a site have already.
    pub async fn mirrored_pictures(
        &self,
        scope: Scope,
    ) -> Result<HashMap<String, MediaId>, StoreError> {
        let rows: Vec<(String, String)> = rows!(
            self.read;
            "select distinct picture_from, media_id from posts
             where workspace_id = $1 and site_id = $2 and picture_from is not null and media_id is not null",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        rows.into_iter().map(|(from, id)| Ok((from, word("posts", "media_id", &id)?))).collect()
    }

    /// Makes the copy of a plan what its source holds, all of it or nothing, and notes when
    /// to ask again. `now` is when the look began: one that began before the last is too old.
    /// Nothing happens then, nor when the site has another source by now.
    pub async fn mirror(
        &self,
        scope: Scope,
        plan: &Mirrored,
        next: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let generating = plan.status == PlanStatus::Generating;
        let before: Option<(Option<i64>,)> = row!(
            tx &mut tx;
            "select generating_since from sources where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let was_generating = before.is_some_and(|(since,)| since.is_some());
        let ended = matches!(plan.status, PlanStatus::Active | PlanStatus::Failed);
        let made = was_generating && ended;
        let held = exec!(
            tx &mut tx;
            "update sources set synced_at = $3, next_sync_at = $4, lease_until = 0, failures = 0, trouble = null,
               unshown = $5, generating_since = case when $6 then coalesce(generating_since, $3) else null end,
               made_at = case when $7 then $3 else made_at end
             where workspace_id = $1 and site_id = $2 and coalesce(synced_at, 0) <= $3",
            scope.workspace.to_string(), scope.site.to_string(), now.as_millisecond(),
            next.as_millisecond(), plan.unshown, generating, made
        )?;
        if held == 0 {
            return Ok(());
        }
        set_plan(&mut tx, scope, plan.status, now).await?;
        // While a plan is made, or asleep, its source shows nothing: what is known stays.
        let shows = matches!(plan.status, PlanStatus::Active | PlanStatus::NeverCreated);
        let remade =
            (shows || !plan.activities.is_empty()) && copy(&mut tx, scope, plan, now).await?;
        if generating && !was_generating {
            let settings = hosted_settings_in(&mut tx, scope).await?;
            note_plan_settings(&mut tx, scope, settings.as_ref().map(|it| &it.saved)).await?;
        } else if remade && !was_generating {
            // Made again between two looks: nobody here saw with which settings.
            note_plan_settings(&mut tx, scope, None).await?;
        }
        tx.commit().await
    }

    /// Has a source asked at once, and often until an instant: something was begun there.
    pub async fn watch_source(
        &self,
        scope: Scope,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "update sources set next_sync_at = $3, watch_until = $4 where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string(), now.as_millisecond(),
            until.as_millisecond()
        )?;
        Ok(())
    }

    /// Whether another source holds an activity.
    pub async fn is_mirrored(&self, scope: Scope, id: ActivityId) -> Result<bool, StoreError> {
        let found: Option<(bool,)> = row!(
            self.read;
            "select mirrored from activities where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        found.map(|(mirrored,)| mirrored).ok_or(StoreError::NotFound("activity"))
    }

    /// Notes why a plan could not be mirrored and when to ask again.
    pub async fn note_trouble(
        &self,
        scope: Scope,
        trouble: &str,
        next: Timestamp,
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "update sources set trouble = $3, next_sync_at = $4, lease_until = 0, failures = failures + 1
             where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string(), trouble, next.as_millisecond()
        )?;
        Ok(())
    }
}

/// Makes the rows what the plan is. Tells whether the plan seems to have been made again: more
/// of its coming activities are gone than are still there.
async fn copy(
    tx: &mut Tx,
    scope: Scope,
    plan: &Mirrored,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let rows: Vec<(String, i64, Option<String>)> = rows!(
        tx tx;
        "select a.id, a.starts_at, p.id from activities a
         left join posts p on p.workspace_id = a.workspace_id and p.site_id = a.site_id and p.activity_id = a.id
         where a.workspace_id = $1 and a.site_id = $2 and a.mirrored",
        scope.workspace.to_string(), scope.site.to_string()
    )?;
    let activities: HashSet<String> =
        plan.activities.iter().map(|one| one.id.to_string()).collect();
    let posts: HashSet<String> =
        plan.activities.iter().flat_map(|one| &one.posts).map(|post| post.id.to_string()).collect();
    let coming: HashSet<&String> = rows
        .iter()
        .filter(|(_, starts_at, _)| *starts_at >= now.as_millisecond())
        .map(|(activity, ..)| activity)
        .collect();
    let kept = coming.iter().filter(|activity| activities.contains(**activity)).count();
    let remade = coming.len() - kept > kept;
    for (activity, starts_at, post) in &rows {
        let listed = activities.contains(activity);
        if !listed && *starts_at < plan.from.as_millisecond() {
            continue;
        }
        // Before the new ones come: an activity holds one post for each placement.
        if let Some(post) = post.as_ref().filter(|post| !posts.contains(*post)) {
            exec!(
                tx tx;
                "delete from posts where workspace_id = $1 and site_id = $2 and id = $3 and mirrored",
                scope.workspace.to_string(), scope.site.to_string(), post
            )?;
        }
        if !listed {
            exec!(
                tx tx;
                "delete from activities where workspace_id = $1 and site_id = $2 and id = $3 and mirrored",
                scope.workspace.to_string(), scope.site.to_string(), activity
            )?;
        }
    }
    for activity in &plan.activities {
        exec!(
            tx tx;
            "insert into activities (workspace_id, site_id, id, kind, title, description, reason, subject, starts_at,
               edited, created_at, mirrored, stories)
             values ($1, $2, $3, $4, $5, $6, $7, $5, $8, $9, $10, $11, $12)
             on conflict (workspace_id, site_id, id) do update set
               kind = excluded.kind, stories = excluded.stories, title = excluded.title, description = excluded.description,
               subject = excluded.subject, starts_at = excluded.starts_at
             where activities.mirrored",
            scope.workspace.to_string(), scope.site.to_string(), activity.id.to_string(),
            activity.kind.code(), &*lines::storable(&activity.title),
            &*lines::storable(&activity.description),
            "It comes from the plan at Wix.", activity.starts_at.as_millisecond(), false,
            now.as_millisecond(), true,
            activity.posts.iter().any(|post| post.kind == PostKind::Story)
        )?;
        for post in &activity.posts {
            copy_post(tx, scope, activity.id, post, now).await?;
        }
    }
    Ok(remade)
}

/// A post whose copy is the same keeps its version, so that an open page stays valid.
async fn copy_post(
    tx: &mut Tx,
    scope: Scope,
    activity: ActivityId,
    post: &MirroredPost,
    now: Timestamp,
) -> Result<(), StoreError> {
    let picture = post.picture.as_ref();
    exec!(
        tx tx;
        "insert into posts (workspace_id, site_id, id, activity_id, channel, title, caption, link, alt_text, media_id,
           picture_from, publish_at, status, version, edited, attempt, unclear, live_link, failure, created_at, mirrored, kind)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $17, 0, 0, $14, $15, $16, $18, $19)
         on conflict (workspace_id, site_id, id) do update set
           title = excluded.title, caption = excluded.caption, link = excluded.link,
           media_id = excluded.media_id, picture_from = excluded.picture_from,
           publish_at = excluded.publish_at, status = excluded.status,
           live_link = excluded.live_link, failure = excluded.failure,
           version = posts.version + (case when posts.caption = excluded.caption
             and coalesce(posts.title, '') = coalesce(excluded.title, '')
             and posts.publish_at = excluded.publish_at and posts.status = excluded.status
             and coalesce(posts.picture_from, '') = coalesce(excluded.picture_from, '') then 0 else 1 end)
         where posts.mirrored",
        scope.workspace.to_string(), scope.site.to_string(), post.id.to_string(),
        activity.to_string(), post.channel.code(), storable(&post.text.title),
        &*lines::storable(&post.text.caption), storable(&post.text.link), &post.text.alt_text,
        picture.map(|(id, _)| id.to_string()), picture.map(|(_, from)| from.as_str()),
        post.publish_at.as_millisecond(), post.status.code(), storable(&post.live_link),
        post.failure.as_deref(), now.as_millisecond(), false, true, post.kind.code()
    )?;
    Ok(())
}

fn storable(text: &Option<String>) -> Option<Cow<'_, str>> {
    text.as_deref().map(lines::storable)
}
