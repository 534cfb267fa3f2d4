//! Where plans come from: who makes the plan of a site, and what becomes of it when another does.

pub mod mirror;

use domain::{
    Scope,
    contract::Credentials,
    plan::PlanStatus,
    settings::SavedSettings,
    source::{Handover, HostedSettings, Leaving, SourceKind},
};
use jiff::Timestamp;

use crate::{
    Store, StoreError, Tx,
    error::{instant, json, to_json, word},
    events,
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
