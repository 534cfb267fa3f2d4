//! What the marketer wants of a site's plans, and what the present plan was made with.

use domain::{
    Scope,
    settings::{SavedSettings, Settings},
    source::HostedSettings,
};
use jiff::Timestamp;

use crate::{
    Store, StoreError, Tx,
    error::{instant, json, to_json},
};

/// Settings as saved, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSettings {
    /// What was chosen.
    pub saved: SavedSettings,
    /// When they were first saved and last changed; `None` when they never were.
    pub times: Option<(Timestamp, Timestamp)>,
    /// When whoever makes the plan elsewhere holds them.
    pub hosted: Option<Hosted>,
}

/// What is known of settings that are held elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosted {
    /// When they were last seen; `None` when they never were.
    pub seen_at: Option<Timestamp>,
    /// What of them has no place here, by its name there.
    pub only_there: Vec<(String, String)>,
}

#[derive(sqlx::FromRow)]
struct SettingsRow {
    settings: String,
    created_at: Option<i64>,
    updated_at: i64,
    kind: Option<String>,
    hosted: Option<String>,
    hosted_at: Option<i64>,
}

impl Store {
    /// What the next plan is made with.
    pub async fn settings(&self, scope: Scope) -> Result<Settings, StoreError> {
        Ok(self.saved_settings(scope).await?.saved.resolved())
    }

    /// What was saved for the next plan, by whoever makes it. Networks and weekdays are always
    /// those of this program: nobody else has such settings.
    pub async fn saved_settings(&self, scope: Scope) -> Result<StoredSettings, StoreError> {
        let found: Option<SettingsRow> = row!(
            self.read;
            "select s.settings, s.created_at, s.updated_at, o.kind, o.settings as hosted, o.settings_at as hosted_at
             from settings s left join sources o on o.workspace_id = s.workspace_id and o.site_id = s.site_id
             where s.workspace_id = $1 and s.site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let row = found.ok_or(StoreError::NotFound("site"))?;
        let saved: SavedSettings = json("settings", "settings", &row.settings)?;
        if row.kind.is_none() {
            let times = row.created_at.map(|first| (instant(first), instant(row.updated_at)));
            return Ok(StoredSettings { saved, times, hosted: None });
        }
        let hosted = row.hosted.as_deref().map(|hosted| json("sources", "settings", hosted));
        let hosted: HostedSettings = hosted.transpose()?.unwrap_or_default();
        Ok(StoredSettings {
            saved: SavedSettings {
                channels: saved.channels,
                weekdays: saved.weekdays,
                ..hosted.saved
            },
            times: hosted.times,
            hosted: Some(Hosted {
                seen_at: row.hosted_at.map(instant),
                only_there: hosted.only_there,
            }),
        })
    }

    /// Keeps the settings of a site as whoever makes its plan elsewhere holds them. `began` is
    /// when the look at them began, or when a change of them had ended: a look that began
    /// before is too old, and changes nothing.
    pub async fn keep_hosted_settings(
        &self,
        scope: Scope,
        settings: &HostedSettings,
        began: Timestamp,
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "update sources set settings = $3, settings_at = $4
             where workspace_id = $1 and site_id = $2 and coalesce(settings_at, 0) <= $4",
            scope.workspace.to_string(), scope.site.to_string(), to_json(settings),
            began.as_millisecond()
        )?;
        Ok(())
    }

    /// Changes what this program holds for the next plan; gives it as it stands then. Changes that come
    /// at once are made one after another, each to what the one before left. What `change`
    /// refuses is given back, and nothing is changed.
    pub async fn change_settings<E>(
        &self,
        scope: Scope,
        now: Timestamp,
        change: impl FnOnce(SavedSettings) -> Result<SavedSettings, E>,
    ) -> Result<Result<StoredSettings, E>, StoreError> {
        let mut tx = self.begin().await?;
        // A write, so that the row is locked before it is read.
        let found: Option<(String, Option<i64>)> = row!(
            tx &mut tx;
            "update settings set updated_at = updated_at where workspace_id = $1 and site_id = $2
             returning settings, created_at",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let (settings, created_at) = found.ok_or(StoreError::NotFound("site"))?;
        let saved = match change(json("settings", "settings", &settings)?) {
            Ok(saved) => saved,
            Err(refused) => return Ok(Err(refused)),
        };
        let created_at = instant(created_at.unwrap_or(now.as_millisecond()));
        exec!(
            tx &mut tx;
            "update settings set settings = $3, created_at = $4, updated_at = $5
             where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string(), to_json(&saved),
            created_at.as_millisecond(), now.as_millisecond()
        )?;
        tx.commit().await?;
        let updated_at = instant(now.as_millisecond());
        Ok(Ok(StoredSettings { saved, times: Some((created_at, updated_at)), hosted: None }))
    }

    /// The settings that the present plan was made with; `None` when there is no plan, or
    /// when it is from before they were noted.
    pub async fn plan_settings(&self, scope: Scope) -> Result<Option<Settings>, StoreError> {
        let found: Option<(Option<String>,)> = row!(
            self.read;
            "select settings from plans where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let (settings,) = found.ok_or(StoreError::NotFound("site"))?;
        settings.map(|settings| json("plans", "settings", &settings)).transpose()
    }

    /// Notes the settings that the plan is made with, in the change that makes it.
    pub async fn note_plan_settings_in(
        &self,
        tx: &mut Tx,
        scope: Scope,
        settings: &Settings,
    ) -> Result<(), StoreError> {
        exec!(
            tx tx;
            "update plans set settings = $3 where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string(), to_json(settings)
        )?;
        Ok(())
    }
}
