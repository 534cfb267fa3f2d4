//! Where plans come from, and the mirror of those that are held elsewhere.
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
    contract::Credentials,
    id::{ActivityId, MediaId, PostId},
    plan::PlanStatus,
    post::{PostKind, PostStatus, PostText},
    settings::SavedSettings,
    source::{Handover, HostedSettings, Leaving, SourceKind},
};
use jiff::Timestamp;

use crate::{
    Store, StoreError, Tx,
    error::{instant, json, to_json, word},
    events, lines,
    secrets::SOURCES,
};

/// Where a site's plan comes from, and how that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Who makes it.
    pub kind: SourceKind,
    /// Whom the credentials name; empty for the embedded planner.
    pub account: String,
    /// When it was last mirrored whole.
    pub synced_at: Option<Timestamp>,
    /// When it is asked next.
    pub next_sync_at: Option<Timestamp>,
    /// Since when it has been making a plan.
    pub generating_since: Option<Timestamp>,
    /// Until when it is asked often, because something was begun there.
    pub watch_until: Option<Timestamp>,
    /// How often in a row it could not be mirrored.
    pub failures: i64,
    /// Why not, in the marketer's words.
    pub trouble: Option<String>,
    /// How many of its items have no place here.
    pub unshown: i64,
    /// When settings and events were last seen or changed there; `None` when one never was.
    pub context_at: Option<Timestamp>,
}

impl Source {
    const EMBEDDED: Source = Source {
        kind: SourceKind::Embedded,
        account: String::new(),
        synced_at: None,
        next_sync_at: None,
        generating_since: None,
        watch_until: None,
        failures: 0,
        trouble: None,
        unshown: 0,
        context_at: None,
    };
}

#[derive(sqlx::FromRow)]
struct SourceRow {
    kind: String,
    account: String,
    synced_at: Option<i64>,
    next_sync_at: i64,
    generating_since: Option<i64>,
    watch_until: Option<i64>,
    failures: i64,
    trouble: Option<String>,
    unshown: i64,
    settings_at: Option<i64>,
    events_at: Option<i64>,
}

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
    /// Where the plan of a site comes from.
    pub async fn source(&self, scope: Scope) -> Result<Source, StoreError> {
        let found: Option<SourceRow> = row!(
            self.read;
            "select kind, account, synced_at, next_sync_at, generating_since, watch_until, failures, trouble, unshown,
               settings_at, events_at from sources where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let Some(row) = found else { return Ok(Source::EMBEDDED) };
        Ok(Source {
            kind: word("sources", "kind", &row.kind)?,
            account: row.account,
            synced_at: row.synced_at.map(instant),
            next_sync_at: Some(instant(row.next_sync_at)),
            generating_since: row.generating_since.map(instant),
            watch_until: row.watch_until.map(instant),
            failures: row.failures,
            trouble: row.trouble,
            unshown: row.unshown,
            context_at: row.settings_at.zip(row.events_at).map(|(a, b)| instant(a.min(b))),
        })
    }

    /// The credentials of a site's source, opened from their seal. For asking it only.
    pub async fn source_credentials(
        &self,
        scope: Scope,
    ) -> Result<Option<Credentials>, StoreError> {
        let found: Option<(Option<String>,)> = row!(
            self.read;
            "select sealed from sources where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let Some((Some(sealed),)) = found else { return Ok(None) };
        self.open_secret(SOURCES.place(scope, &scope.site.to_string()), &sealed).await.map(Some)
    }

    /// Takes the plan of a site from Wix from now on, with sealed credentials. What the
    /// embedded planner made becomes of the handover; what is going out, went out or may have
    /// stays. The same source again replaces the credentials alone.
    pub async fn take_plan_from_wix(
        &self,
        scope: Scope,
        account: &str,
        credentials: &Credentials,
        handover: Handover,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let row = scope.site.to_string();
        let sealed =
            self.seal_secret(&mut tx, SOURCES.place(scope, &row), credentials, now).await?;
        let before: Option<(String,)> = row!(
            tx &mut tx;
            "select kind from sources where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        exec!(
            tx &mut tx;
            "insert into sources (workspace_id, site_id, kind, account, sealed, chosen_at, next_sync_at, lease_until,
               failures, unshown)
             values ($1, $2, 'wix', $3, $4, $5, $5, 0, 0, 0)
             on conflict (workspace_id, site_id) do update set
               account = excluded.account, sealed = excluded.sealed, chosen_at = excluded.chosen_at,
               next_sync_at = excluded.next_sync_at, failures = 0, trouble = null",
            scope.workspace.to_string(), scope.site.to_string(), account, sealed, now.as_millisecond()
        )?;
        if before.is_none() {
            self.end_plan_run(&mut tx, scope, now).await?;
            hand_over_own(&mut tx, scope, handover).await?;
            set_plan(&mut tx, scope, PlanStatus::NeverCreated, now).await?;
            note_plan_settings(&mut tx, scope, None).await?;
        }
        tx.commit().await
    }

    /// Makes the plan of a site here again. Mirrored drafts, and what was canceled there,
    /// become drafts of ours or go; what the source has scheduled, published or lost is its
    /// own, and its copies go. Its settings and the events that may be changed become ours as
    /// they were last seen, or go. Safe to repeat.
    pub async fn make_plan_here(
        &self,
        scope: Scope,
        leaving: Leaving,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let keep_drafts = leaving.keep_drafts;
        let mut tx = self.begin().await?;
        if leaving.take_settings {
            take_settings(&mut tx, scope, now).await?;
        }
        exec!(
            tx &mut tx;
            "delete from events where workspace_id = $1 and site_id = $2 and source like 'hosted:%'",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let was = exec!(
            tx &mut tx;
            "delete from sources where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        if was == 0 {
            return Ok(());
        }
        exec!(
            tx &mut tx;
            "delete from posts where workspace_id = $1 and site_id = $2 and mirrored and (status not in ('draft', 'canceled') or $3)",
            scope.workspace.to_string(), scope.site.to_string(), !keep_drafts
        )?;
        exec!(
            tx &mut tx;
            "delete from activities where workspace_id = $1 and site_id = $2 and mirrored and not exists (
               select 1 from posts p where p.workspace_id = activities.workspace_id
                 and p.site_id = activities.site_id and p.activity_id = activities.id)",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        for statement in [
            "update posts set mirrored = $3, edited = $4, status = 'draft', picture_from = null, version = version + 1
             where workspace_id = $1 and site_id = $2 and mirrored",
            "update activities set mirrored = $3, edited = $4
             where workspace_id = $1 and site_id = $2 and mirrored",
        ] {
            exec!(
                tx &mut tx;
                statement, scope.workspace.to_string(), scope.site.to_string(), false, true
            )?;
        }
        let left: Option<(i64,)> = row!(
            tx &mut tx;
            "select count(*) from activities where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let status = match left {
            Some((1..,)) => PlanStatus::Active,
            _ => PlanStatus::NeverCreated,
        };
        set_plan(&mut tx, scope, status, now).await?;
        note_plan_settings(&mut tx, scope, None).await?;
        tx.commit().await
    }

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

/// What becomes of our own drafts and scheduled posts when Wix takes over.
async fn hand_over_own(tx: &mut Tx, scope: Scope, handover: Handover) -> Result<(), StoreError> {
    if !handover.keep_scheduled {
        exec!(
            tx tx;
            "update posts set status = 'draft', version = version + 1, next_check_at = null
             where workspace_id = $1 and site_id = $2 and not mirrored and status = 'scheduled'",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
    }
    if !handover.keep_drafts {
        exec!(
            tx tx;
            "delete from posts where workspace_id = $1 and site_id = $2 and not mirrored and status = 'draft'",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        exec!(
            tx tx;
            "delete from activities where workspace_id = $1 and site_id = $2 and not mirrored and not exists (
               select 1 from posts p where p.workspace_id = activities.workspace_id
                 and p.site_id = activities.site_id and p.activity_id = activities.id)",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
    }
    Ok(())
}

/// Being mirrored is an engagement: whether the plan is asleep is for its source to say.
async fn set_plan(
    tx: &mut Tx,
    scope: Scope,
    status: PlanStatus,
    now: Timestamp,
) -> Result<(), StoreError> {
    let failure = (status == PlanStatus::Failed).then_some(
        "Wix could not make the plan. Check that the site is published there, and make it again.",
    );
    exec!(
        tx tx;
        "update plans set status = $3, failure = $4, engaged_at = $5 where workspace_id = $1 and site_id = $2",
        scope.workspace.to_string(), scope.site.to_string(), status.code(), failure,
        now.as_millisecond()
    )?;
    Ok(())
}

/// Notes the settings that a source makes the present plan with; `None` when they are not
/// known.
async fn note_plan_settings(
    tx: &mut Tx,
    scope: Scope,
    settings: Option<&SavedSettings>,
) -> Result<(), StoreError> {
    exec!(
        tx tx;
        "update plans set settings = $3 where workspace_id = $1 and site_id = $2",
        scope.workspace.to_string(), scope.site.to_string(),
        settings.map(|settings| to_json(&settings.resolved()))
    )?;
    Ok(())
}

/// The settings of a source as they were last seen, if they ever were.
async fn hosted_settings_in(
    tx: &mut Tx,
    scope: Scope,
) -> Result<Option<HostedSettings>, StoreError> {
    let found: Option<(Option<String>,)> = row!(
        tx tx;
        "select settings from sources where workspace_id = $1 and site_id = $2",
        scope.workspace.to_string(), scope.site.to_string()
    )?;
    let settings = found.and_then(|(settings,)| settings);
    settings.map(|settings| json("sources", "settings", &settings)).transpose()
}

/// Makes the settings of a source, and those of its events that may be changed, the site's own.
/// Calendars are chosen there and here among others, so all feed the plan again.
async fn take_settings(tx: &mut Tx, scope: Scope, now: Timestamp) -> Result<(), StoreError> {
    let calendars = events::hosted_calendars_in(tx, scope).await?;
    let rows: Vec<(String,)> = rows!(
        tx tx;
        "select distinct source from events where workspace_id = $1 and site_id = $2 and source like 'hosted:%'",
        scope.workspace.to_string(), scope.site.to_string()
    )?;
    for (source,) in rows {
        let id = source.strip_prefix("hosted:").unwrap_or_default();
        if calendars.may_change(word("events", "source", id)?) {
            exec!(
                tx tx;
                "update events set source = 'own' where workspace_id = $1 and site_id = $2 and source = $3",
                scope.workspace.to_string(), scope.site.to_string(), &source
            )?;
        }
    }
    let Some(hosted) = hosted_settings_in(tx, scope).await? else { return Ok(()) };
    let own: Option<(String, Option<i64>)> = row!(
        tx tx;
        "update settings set updated_at = updated_at where workspace_id = $1 and site_id = $2
         returning settings, created_at",
        scope.workspace.to_string(), scope.site.to_string()
    )?;
    let (own, created_at) = own.ok_or(StoreError::NotFound("site"))?;
    let own: SavedSettings = json("settings", "settings", &own)?;
    let mut taken =
        SavedSettings { channels: own.channels, weekdays: own.weekdays, ..hosted.saved };
    taken.settings.calendars.clear();
    exec!(
        tx tx;
        "update settings set settings = $3, created_at = $4, updated_at = $5
         where workspace_id = $1 and site_id = $2",
        scope.workspace.to_string(), scope.site.to_string(), to_json(&taken),
        created_at.unwrap_or(now.as_millisecond()), now.as_millisecond()
    )?;
    Ok(())
}
