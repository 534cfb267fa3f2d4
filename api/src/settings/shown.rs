//! Our settings in the vendor's shapes.

use super::*;
use domain::{
    activity::ActivityType,
    settings::{
        BusinessProfile, Frequency, Goal, Interval, PointOfView, Preferences, SavedSettings,
    },
};
use wix::wire::{CalendarChoice, MarketingPlanGoal, SettingsOverrides, Topics};

/// The vendor's word for a kind of activity in settings.
pub const fn tool(kind: ActivityType) -> &'static str {
    match kind {
        ActivityType::SocialMarketing => "SOCIAL_MARKETING",
        ActivityType::Blog => "BLOGS",
        ActivityType::EmailMarketing => "EMAIL_MARKETING",
    }
}

/// Everything that was chosen.
pub fn settings(saved: &SavedSettings) -> MarketingSettings {
    let of = |kind| saved.of(kind).map(preferences);
    let overrides = SettingsOverrides {
        social_marketing: of(ActivityType::SocialMarketing),
        email_marketing: of(ActivityType::EmailMarketing),
        blogs: of(ActivityType::Blog),
        ..SettingsOverrides::default()
    };
    MarketingSettings {
        settings: Some(preferences(&saved.settings)),
        overrides: Some(overrides).filter(|_| !saved.overrides.is_empty()),
        ..MarketingSettings::default()
    }
}

/// The fields that were chosen, for a mask to be laid over.
pub fn fields(settings: &MarketingSettings) -> Map<String, Value> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

fn preferences(chosen: &Preferences) -> wire::Settings {
    let topics = Topics {
        included: list(chosen.topics.clone()),
        excluded: list(chosen.excluded_topics.clone()),
        core_topic: chosen.core_topic.as_deref().and_then(json_of),
        ..Topics::default()
    };
    let ids = list(chosen.calendars.iter().map(ToString::to_string).collect());
    wire::Settings {
        marketing_plan_goal: chosen.goal.as_ref().map(goal),
        social_channels: list(
            chosen.social_channels.iter().map(|it| code(&SocialChannel::ALL, *it).into()).collect(),
        ),
        marketing_tools: list(chosen.tools.iter().map(|kind| tool(*kind).into()).collect()),
        topics: Some(topics).filter(|topics| *topics != Topics::default()),
        frequency: chosen.frequency.map(frequency),
        tone_of_voice: text(&chosen.tone_of_voice),
        point_of_view: chosen.point_of_view.map(|it| code(&PointOfView::ALL, it).into()),
        business_profile: Some(&chosen.business).filter(|it| !it.is_empty()).map(business),
        calendar: ids.map(calendars),
        custom_content_guidelines: text(&chosen.guidelines),
        image_guidelines: text(&chosen.image_guidelines),
        image_generation_settings: chosen.image_generation.as_deref().and_then(json_of),
        ..wire::Settings::default()
    }
}

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

fn goal(chosen: &ChosenGoal) -> MarketingPlanGoal {
    match chosen {
        ChosenGoal::Key(key) => {
            let goal_key = Some(code(&Goal::ALL, *key).into());
            MarketingPlanGoal { goal_key, ..MarketingPlanGoal::default() }
        }
        ChosenGoal::Custom(words) => {
            MarketingPlanGoal { custom_goal: Some(words.clone()), ..MarketingPlanGoal::default() }
        }
    }
}

fn frequency(Frequency { interval, count }: Frequency) -> wire::Frequency {
    wire::Frequency {
        interval: Some(code(&Interval::ALL, interval).into()),
        count: Some(count.into()),
        ..wire::Frequency::default()
    }
}

fn business(said: &BusinessProfile) -> wire::BusinessProfile {
    wire::BusinessProfile {
        value_proposition: text(&said.value_proposition),
        target_audience: text(&said.target_audience),
        business_goal: text(&said.business_goal),
        ..wire::BusinessProfile::default()
    }
}

fn calendars(ids: Vec<String>) -> CalendarChoice {
    CalendarChoice { ids: Some(ids), ..CalendarChoice::default() }
}

/// The vendor's word for a choice.
fn code<T: PartialEq>(options: &[(T, &'static str, &'static str)], value: T) -> &'static str {
    options.iter().find(|(option, ..)| *option == value).map_or("", |(_, code, _)| code)
}

fn list<T>(values: Vec<T>) -> Option<Vec<T>> {
    Some(values).filter(|values| !values.is_empty())
}

fn text(words: &str) -> Option<String> {
    Some(words).filter(|words| !words.is_empty()).map(str::to_owned)
}

/// JSON that was kept as a text.
fn json_of<T: serde::de::DeserializeOwned>(kept: &str) -> Option<T> {
    serde_json::from_str(kept).ok()
}
