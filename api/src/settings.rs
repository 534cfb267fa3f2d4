//! Marketing Settings V1: what was chosen, and what holds where nothing was.

use axum::{Json, extract::State};
use domain::{
    contract::PlanError,
    settings::{Revision, Settings},
};
use schemars::JsonSchema;
use serde::Deserialize;
use wix::{
    terms,
    wire::{self, Instant, MarketingSettings, OneMarketingSettings, UpsertMarketingSettings},
};

use crate::{
    Api,
    caller::Caller,
    fault::Fault,
    payload::{Asked, Payload},
};

mod mask;
mod read;
mod shown;

/// What settings are sent under.
const AT: &str = "marketingSettings";

/// `GET /marketing-settings`: reads what was saved, and what is derived from the site. A `fieldSet`
/// is taken and changes nothing.
pub async fn read(
    State(api): State<Api>,
    caller: Caller,
) -> Result<Json<OneMarketingSettings>, Fault> {
    answer(&api, &caller).await
}

/// `POST /marketing-settings`: sets what `fieldMask` names and nothing else; null and empty
/// clear. Safe to repeat. The present plan stays as it is.
pub async fn upsert(
    State(api): State<Api>,
    caller: Caller,
    Payload(asked): Payload<UpsertMarketingSettings>,
) -> Result<Json<OneMarketingSettings>, Fault> {
    let required = |field: &str| Fault::field(field, "REQUIRED_FIELD", "Send it.");
    let sent = asked.marketing_settings.ok_or_else(|| required(AT))?;
    let mask = asked.field_mask.filter(|mask| !mask.trim().is_empty());
    let mask = mask.ok_or_else(|| required("fieldMask"))?;
    let paths = mask::paths(&mask, &sent)?;
    let seen = api.store.saved_settings(caller.scope).await?.saved;
    let mut fields = terms::settings::fields(&terms::settings::settings(&seen));
    for (path, value) in &paths {
        mask::set(&mut fields, path, (*value).clone());
    }
    let wanted = read::settings(fields, seen.clone())?;
    let changed = api.plans.change_settings(caller.scope, Revision { seen, wanted }).await;
    changed.map_err(wrong)?;
    answer(&api, &caller).await
}

/// A field that is refused where the settings are held has its path here.
fn wrong(error: PlanError) -> Fault {
    let PlanError::Wrong(fields) = error else { return error.into() };
    let path = |name: &str| terms::settings::path_of(name).unwrap_or_else(|| AT.to_owned());
    Fault::fields(fields.into_iter().map(|wrong| (path(wrong.field), wrong.said)))
}

/// Which defaults a caller wants.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WantedDefaults {
    /// Some of `socialChannels`, `calendar`, `marketingPlanGoal` and `frequency`, with commas
    /// between them. All of them when it is not sent.
    #[serde(alias = "field_mask")]
    field_mask: Option<String>,
}

/// `GET /marketing-settings/defaults`: tells goal, channels, frequency and calendars as they
/// are where nothing was chosen.
pub async fn defaults(
    caller: Caller,
    Asked(wanted): Asked<WantedDefaults>,
) -> Result<Json<OneMarketingSettings>, Fault> {
    let mask = wanted.field_mask.unwrap_or_default();
    let names: Vec<&str> = mask.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
    if let Some(other) = names.iter().find(|name| !DEFAULTS.contains(name)) {
        let said = format!("{other:?} has no default. Name {}.", DEFAULTS.join(", "));
        return Err(Fault::field("fieldMask", "OTHER", said));
    }
    let wanted = |name: &str| names.is_empty() || names.contains(&name);
    let site = caller.scope.site;
    let settings = shown::defaults(site, &Settings::default());
    let often = wanted("frequency");
    let marketing_settings = MarketingSettings {
        id: Some(site.to_string()),
        overrides: often.then(|| shown::default_overrides(&Settings::default())),
        settings: Some(wire::Settings {
            social_channels: settings.social_channels.filter(|_| wanted("socialChannels")),
            calendar: settings.calendar.filter(|_| wanted("calendar")),
            marketing_plan_goal: settings
                .marketing_plan_goal
                .filter(|_| wanted("marketingPlanGoal")),
            frequency: settings.frequency.filter(|_| often),
            ..wire::Settings::default()
        }),
        ..MarketingSettings::default()
    };
    Ok(Json(OneMarketingSettings { marketing_settings }))
}

/// What has a default that can be asked for.
const DEFAULTS: [&str; 4] = ["socialChannels", "calendar", "marketingPlanGoal", "frequency"];

async fn answer(
    api: &Api,
    caller: &Caller,
) -> Result<Json<OneMarketingSettings>, Fault> {
    let stored = api.store.saved_settings(caller.scope).await?;
    let site = api.store.site(caller.scope).await?;
    let profile = api.store.profile(caller.scope).await?;
    let mut shown = terms::settings::settings(&stored.saved);
    shown.id = Some(site.id.to_string());
    shown.created_at = stored.times.map(|(created_at, _)| Instant(created_at));
    shown.updated_at = stored.times.map(|(_, updated_at)| Instant(updated_at));
    shown::derive(shown.settings.get_or_insert_default(), &site, &profile);
    Ok(Json(OneMarketingSettings { marketing_settings: shown }))
}
