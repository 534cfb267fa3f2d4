//! What holds where nothing was chosen, and what follows from the site.

use domain::{
    activity::ActivityType,
    event::EventSource,
    id::SiteId,
    profile::FactKind,
    settings::{ChosenGoal, Settings, SocialChannel},
    site::Site,
};
use serde_json::{Map, json};
use store::sites::StoredProfile;
use wix::{
    terms::settings::{calendars, code, frequency, goal, text},
    wire::{self, SettingsOverrides},
};

/// The site's own defaults.
pub fn defaults(site: SiteId, default: &Settings) -> wire::Settings {
    // In the order in which they are saved and given again.
    let mut all = [EventSource::Own, EventSource::Holiday].map(|it| it.calendar(site).to_string());
    all.sort();
    wire::Settings {
        marketing_plan_goal: Some(goal(&ChosenGoal::Key(default.goal))),
        social_channels: Some(
            SocialChannel::LIVE.map(|it| code(&SocialChannel::ALL, it).into()).into(),
        ),
        frequency: default.social.map(frequency),
        calendar: Some(calendars(all.into())),
        ..wire::Settings::default()
    }
}

/// How often each kind of activity is planned where nothing was chosen.
pub fn default_overrides(default: &Settings) -> SettingsOverrides {
    let often = |kind| {
        let frequency = default.frequency(kind).map(frequency);
        Some(wire::Settings { frequency, ..wire::Settings::default() })
    };
    SettingsOverrides {
        social_marketing: often(ActivityType::SocialMarketing),
        email_marketing: often(ActivityType::EmailMarketing),
        blogs: often(ActivityType::Blog),
        ..SettingsOverrides::default()
    }
}

/// Adds what follows from the site and is set by nobody.
pub fn derive(settings: &mut wire::Settings, site: &Site, profile: &StoredProfile) {
    let mut location = Map::new();
    if !site.country.is_empty() {
        location.insert("country".into(), site.country.clone().into());
    }
    if let Some(place) = profile.profile.one(FactKind::Place) {
        location.insert("formattedAddress".into(), place.into());
    }
    settings.language = text(&site.language);
    settings.target_locations = Some(match location.is_empty() {
        true => json!([]),
        false => json!([location]),
    });
    settings.business_location = Some(location.into());
}
