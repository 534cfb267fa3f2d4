//! What the marketer wants of a site's plans, and what the present plan was made with.

use domain::{
    Scope,
    settings::{SavedSettings, Settings},
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
}

impl Store {
    /// What the next plan is made with.
    pub async fn settings(&self, scope: Scope) -> Result<Settings, StoreError> {
        Ok(self.saved_settings(scope).await?.saved.resolved())
    }

    /// What was saved for the next plan.
    pub async fn saved_settings(&self, scope: Scope) -> Result<StoredSettings, StoreError> {
        let found: Option<(String, Option<i64>, i64)> = row!(
            self.read;
            "select settings, created_at, updated_at from settings where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let (settings, created_at, updated_at) = found.ok_or(StoreError::NotFound("site"))?;
        Ok(StoredSettings {
            saved: json("settings", "settings", &settings)?,
            times: created_at.map(|created_at| (instant(created_at), instant(updated_at))),
        })
    }

    /// Changes what is saved for the next plan; gives it as it stands then. Changes that come
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
        Ok(Ok(StoredSettings { saved, times: Some((created_at, updated_at)) }))
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
