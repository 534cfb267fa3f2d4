//! Settings in the vendor's shapes, and back.
//!
//! Reading refuses nothing: what has no place here is left aside, and [`only_there`] says what
//! that is.

use domain::{
    activity::ActivityType,
    settings::{
        BusinessProfile, ChosenGoal, Frequency, Goal, Interval, MOST_OFTEN, PointOfView,
        Preferences, SavedSettings, SocialChannel,
    },
};
use serde_json::{Map, Value};

use crate::wire::{
    self, CalendarChoice, ChannelName, MarketingPlanGoal, MarketingSettings, MarketingTool,
    SettingsOverrides, Topics,
};

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

/// A goal.
pub fn goal(chosen: &ChosenGoal) -> MarketingPlanGoal {
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

/// How often.
pub fn frequency(Frequency { interval, count }: Frequency) -> wire::Frequency {
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

/// A choice of calendars.
pub fn calendars(ids: Vec<String>) -> CalendarChoice {
    CalendarChoice { ids: Some(ids), ..CalendarChoice::default() }
}

/// The vendor's word for a choice.
pub fn code<T: PartialEq>(options: &[(T, &'static str, &'static str)], value: T) -> &'static str {
    options.iter().find(|(option, ..)| *option == value).map_or("", |(_, code, _)| code)
}

fn list<T>(values: Vec<T>) -> Option<Vec<T>> {
    Some(values).filter(|values| !values.is_empty())
}

/// A text, if it says something.
pub fn text(words: &str) -> Option<String> {
    Some(words).filter(|words| !words.is_empty()).map(str::to_owned)
}

/// JSON that was kept as a text.
fn json_of<T: serde::de::DeserializeOwned>(kept: &str) -> Option<T> {
    serde_json::from_str(kept).ok()
}

/// What of settings has a place here.
pub fn read(told: &MarketingSettings) -> SavedSettings {
    let settings = told.settings.as_ref().map(read_preferences).unwrap_or_default();
    let mut read = SavedSettings { settings, ..SavedSettings::default() };
    let overrides = told.overrides.as_ref();
    for (kind, told) in [
        (ActivityType::SocialMarketing, overrides.and_then(|it| it.social_marketing.as_ref())),
        (ActivityType::EmailMarketing, overrides.and_then(|it| it.email_marketing.as_ref())),
        (ActivityType::Blog, overrides.and_then(|it| it.blogs.as_ref())),
    ] {
        let chosen = told.map(read_preferences).filter(|chosen| !chosen.is_empty());
        if let Some(chosen) = chosen {
            read.overrides.insert(kind, chosen);
        }
    }
    read
}

fn read_preferences(told: &wire::Settings) -> Preferences {
    let topics = told.topics.clone().unwrap_or_default();
    let business = told.business_profile.clone().unwrap_or_default();
    let kinds = ActivityType::ALL.map(|kind| (kind, tool(kind), ""));
    let calendars = told.calendar.as_ref().and_then(|choice| choice.ids.as_ref());
    let often = told.frequency.as_ref();
    Preferences {
        goal: told.marketing_plan_goal.as_ref().and_then(|told| {
            let custom = || told.custom_goal.clone().filter(|words| !words.is_empty());
            let key = told.goal_key.as_ref().and_then(|key| of(&Goal::ALL, key.code()));
            key.map(ChosenGoal::Key).or_else(|| custom().map(ChosenGoal::Custom))
        }),
        social_channels: each(&told.social_channels)
            .filter_map(|name| of(&SocialChannel::ALL, ChannelName::code(name)))
            .collect(),
        tools: each(&told.marketing_tools)
            .filter_map(|name| of(&kinds, MarketingTool::code(name)))
            .collect(),
        topics: topics.included.unwrap_or_default(),
        excluded_topics: topics.excluded.unwrap_or_default(),
        core_topic: topics.core_topic.map(|it| it.to_string()),
        frequency: often.and_then(|told| {
            let count = u8::try_from(told.count?).ok().filter(|it| (1..=MOST_OFTEN).contains(it))?;
            Some(Frequency { interval: of(&Interval::ALL, told.interval.as_ref()?.code())?, count })
        }),
        tone_of_voice: told.tone_of_voice.clone().unwrap_or_default(),
        point_of_view: told
            .point_of_view
            .as_ref()
            .and_then(|view| of(&PointOfView::ALL, view.code())),
        business: BusinessProfile {
            value_proposition: business.value_proposition.unwrap_or_default(),
            target_audience: business.target_audience.unwrap_or_default(),
            business_goal: business.business_goal.unwrap_or_default(),
        },
        calendars: each_of(calendars).filter_map(|id| id.parse().ok()).collect(),
        guidelines: told.custom_content_guidelines.clone().unwrap_or_default(),
        image_guidelines: told.image_guidelines.clone().unwrap_or_default(),
        image_generation: told
            .image_generation_settings
            .as_ref()
            .filter(|it| !it.is_empty())
            .map(|it| Value::Object(it.clone()).to_string()),
    }
}

fn each<T>(list: &Option<Vec<T>>) -> impl Iterator<Item = &T> {
    each_of(list.as_ref())
}

fn each_of<T>(list: Option<&Vec<T>>) -> impl Iterator<Item = &T> {
    list.into_iter().flatten()
}

fn of<T: Copy>(options: &[(T, &'static str, &'static str)], code: &str) -> Option<T> {
    options.iter().find(|(_, known, _)| *known == code).map(|(option, ..)| *option)
}

/// What follows from the site or is told of the settings, and is chosen by nobody.
const DERIVED: [&str; 3] = ["language", "businessLocation", "targetLocations"];

/// What settings hold that has no place here: each with its name, such as
/// `settings.holidayMode`, and what it is, as JSON or as the text that it is.
pub fn only_there(told: &MarketingSettings) -> Vec<(String, String)> {
    let known = fields(&settings(&read(told)));
    let mut found = Vec::new();
    for part in ["settings", "overrides"] {
        if let Some(told) = fields(told).get(part) {
            differs(part, told, known.get(part).unwrap_or(&Value::Null), &mut found);
        }
    }
    found
}

fn differs(at: &str, told: &Value, known: &Value, found: &mut Vec<(String, String)>) {
    let derived = at.rsplit('.').next().is_some_and(|name| DERIVED.contains(&name));
    if told == known || is_empty(told) || derived {
        return;
    }
    match told {
        Value::Object(told) => {
            for (name, told) in told {
                let known = known.get(name).unwrap_or(&Value::Null);
                differs(&format!("{at}.{name}"), told, known, found);
            }
        }
        Value::Array(values) => {
            let strange = strangers(values, known).map(worded).collect::<Vec<_>>();
            if !strange.is_empty() {
                found.push((at.to_owned(), strange.join(", ")));
            }
        }
        other => found.push((at.to_owned(), worded(other))),
    }
}

fn worded(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The values of a list that another does not have.
fn strangers<'a>(values: &'a [Value], known: &'a Value) -> impl Iterator<Item = &'a Value> {
    values.iter().filter(|value| known.as_array().is_none_or(|known| !known.contains(value)))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(fields) => fields.values().all(is_empty),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Fields that belong together: they are sent whole.
const WHOLE: [&str; 5] =
    ["marketingPlanGoal", "frequency", "imageGenerationSettings", "coreTopic", "language"];

/// What to send so that settings that were told become others, and the mask of it. What has no
/// place here goes along unchanged. Nothing when nothing of theirs differs.
pub fn changes(told: &MarketingSettings, wanted: &SavedSettings) -> (Map<String, Value>, String) {
    let (told, known) = (fields(told), fields(&settings(&read(told))));
    let wanted = fields(&settings(wanted));
    let mut sent = Map::new();
    let mut mask = Vec::new();
    let tools = ["socialMarketing", "emailMarketing", "blogs"].map(|tool| ["overrides", tool]);
    let parts = [vec!["settings"]].into_iter().chain(tools.map(Vec::from));
    for part in parts {
        let [told, known, wanted] =
            [&told, &known, &wanted].map(|fields| below(fields, &part).cloned().unwrap_or_default());
        changed(&part.join("."), &[&told, &known, &wanted], &mut sent, &mut mask);
    }
    (sent, mask.join(","))
}

/// Three of a kind: what was told, what of it is known, and what is wanted.
type Three<'a> = [&'a Map<String, Value>; 3];

fn changed(
    at: &str,
    [told, known, wanted]: &Three<'_>,
    sent: &mut Map<String, Value>,
    mask: &mut Vec<String>,
) {
    let mut names: Vec<&String> = known.keys().chain(wanted.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        let (is, was) = (wanted.get(name), known.get(name));
        if is == was {
            continue;
        }
        let path = format!("{at}.{name}");
        let inner = |value: Option<&Value>| value.and_then(Value::as_object).cloned();
        let message = inner(is).is_some() || inner(was).is_some();
        let [told_in, was_in, is_in] =
            [told.get(name), was, is].map(|value| inner(value).unwrap_or_default());
        if message && !WHOLE.contains(&name.as_str()) {
            changed(&path, &[&told_in, &was_in, &is_in], sent, mask);
            continue;
        }
        let value = if message && name != "imageGenerationSettings" && name != "coreTopic" {
            let mut whole = told_in;
            whole.retain(|field, _| !was_in.contains_key(field) && !is_in.contains_key(field));
            // Of a goal, the key and the words end each other.
            if name == "marketingPlanGoal" {
                whole.retain(|field, _| field != "goalKey" && field != "customGoal");
            }
            whole.extend(is_in);
            if whole.is_empty() { Value::Null } else { Value::Object(whole) }
        } else {
            match (is, told.get(name)) {
                (Some(Value::Array(is)), Some(Value::Array(told))) => {
                    let was = was.unwrap_or(&Value::Null);
                    let strange = strangers(told, was).filter(|value| !is.contains(value));
                    Value::Array(is.iter().chain(strange).cloned().collect())
                }
                (is, _) => is.cloned().unwrap_or_default(),
            }
        };
        put(sent, &path, value);
        mask.push(path);
    }
}

fn below<'a>(fields: &'a Map<String, Value>, path: &[&str]) -> Option<&'a Map<String, Value>> {
    path.iter().try_fold(fields, |fields, name| fields.get(*name)?.as_object())
}

fn put(fields: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => drop(fields.insert(path.to_owned(), value)),
        Some((name, rest)) => {
            let below = fields.entry(name).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(below) = below {
                put(below, rest, value);
            }
        }
    }
}

/// Where fields stand in the vendor's settings, below `settings` or a tool, and their names in
/// forms.
const NAMES: [(&str, &str); 13] = [
    ("marketingPlanGoal", "goal"),
    ("socialChannels", "social_channels"),
    ("marketingTools", "social"),
    ("topics.excluded", "excluded_topics"),
    ("topics", "topics"),
    ("toneOfVoice", "tone"),
    ("pointOfView", "point_of_view"),
    ("businessProfile.valueProposition", "value_proposition"),
    ("businessProfile.targetAudience", "target_audience"),
    ("businessProfile.businessGoal", "business_goal"),
    ("calendar", "calendars"),
    ("customContentGuidelines", "guidelines"),
    ("imageGuidelines", "image_guidelines"),
];

/// The name that forms give a field of the vendor's, by its path: `topics` for
/// `marketingSettings.settings.topics.included[3]`.
pub fn name_of(path: &str) -> Option<&'static str> {
    let path = path.strip_prefix("marketingSettings.").unwrap_or(path);
    if path.contains("frequency") {
        let tools =
            [("socialMarketing", "social"), ("emailMarketing", "email"), ("blogs", "blog")];
        let tool = tools.iter().find(|(tool, _)| path.contains(tool));
        return Some(tool.map_or("often", |(_, name)| *name));
    }
    NAMES.iter().find(|(known, _)| path.contains(known)).map(|(_, name)| *name)
}

/// The path of a field of the vendor's by the name that forms give it.
pub fn path_of(name: &str) -> Option<String> {
    let path = match name {
        "often" => "settings.frequency",
        "social" => "overrides.socialMarketing.frequency",
        "email" => "overrides.emailMarketing.frequency",
        "blog" => "overrides.blogs.frequency",
        "topics" => "settings.topics.included",
        name => {
            let known = NAMES.iter().find(|(_, known)| *known == name);
            return known.map(|(path, _)| format!("marketingSettings.settings.{path}"));
        }
    };
    Some(format!("marketingSettings.{path}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told() -> MarketingSettings {
        serde_json::from_value(json!({
            "id": "site", "createdAt": "2026-11-01T00:00:00.000Z",
            "settings": {
                "marketingPlanGoal": { "goalKey": "BOOST_SALES", "deadline": "soon" },
                "socialChannels": ["INSTAGRAM", "HOLOGRAM"],
                "marketingTools": ["SOCIAL_MARKETING", "SMS"],
                "topics": { "included": ["bread"], "excluded": [], "weights": [1] },
                "frequency": { "interval": "WEEK", "count": 3, "jitter": 2 },
                "toneOfVoice": "warm",
                "calendar": { "ids": ["not-a-guid"] },
                "holidayMode": { "on": true },
                "language": "en", "businessLocation": { "country": "PT" }
            },
            "overrides": { "blogs": { "frequency": { "interval": "DECADE", "count": 1 } }, "sms": { "x": 1 } }
        }))
        .unwrap_or_default()
    }

    #[test]
    fn what_has_no_place_here_is_told() {
        let found: Vec<String> =
            only_there(&told()).into_iter().map(|(name, is)| format!("{name}: {is}")).collect();
        assert_eq!(
            found,
            [
                "settings.calendar.ids: not-a-guid",
                "settings.frequency.jitter: 2",
                "settings.holidayMode.on: true",
                "settings.marketingPlanGoal.deadline: soon",
                "settings.marketingTools: SMS",
                "settings.socialChannels: HOLOGRAM",
                "settings.topics.weights: 1",
                "overrides.blogs.frequency.count: 1",
                "overrides.blogs.frequency.interval: DECADE",
                "overrides.sms.x: 1",
            ]
        );
    }

    #[test]
    fn only_what_differs_is_sent_and_strangers_go_along() {
        let told = told();
        let mut wanted = read(&told);
        assert_eq!(changes(&told, &wanted), (Map::new(), String::new()));
        wanted.settings.goal = Some(ChosenGoal::Custom("Fill the classes".into()));
        wanted.settings.social_channels.insert(SocialChannel::Facebook);
        wanted.settings.topics.push("cake".into());
        wanted.settings.frequency = Some(Frequency { interval: Interval::Month, count: 9 });
        wanted.settings.tone_of_voice.clear();
        let email = wanted.of_mut(ActivityType::EmailMarketing);
        email.frequency = Some(Frequency { interval: Interval::Year, count: 6 });
        let (sent, mask) = changes(&told, &wanted);
        assert_eq!(
            mask,
            "settings.frequency,settings.marketingPlanGoal,settings.socialChannels,\
             settings.toneOfVoice,settings.topics.included,overrides.emailMarketing.frequency"
        );
        assert_eq!(
            Value::Object(sent),
            json!({
                "settings": {
                    "frequency": { "interval": "MONTH", "count": 9, "jitter": 2 },
                    "marketingPlanGoal": { "customGoal": "Fill the classes", "deadline": "soon" },
                    "socialChannels": ["FACEBOOK", "INSTAGRAM", "HOLOGRAM"],
                    "toneOfVoice": null,
                    "topics": { "included": ["bread", "cake"] }
                },
                "overrides": { "emailMarketing": { "frequency": { "interval": "YEAR", "count": 6 } } }
            })
        );
    }

    #[test]
    fn fields_have_a_name_in_forms_and_back() {
        for (path, name) in [
            ("marketingSettings.settings.topics.included[3]", "topics"),
            ("settings.topics.excluded", "excluded_topics"),
            ("marketingSettings.overrides.blogs.frequency.count", "blog"),
            ("settings.frequency", "often"),
            ("settings.businessProfile.businessGoal", "business_goal"),
            ("settings.toneOfVoice", "tone"),
        ] {
            assert_eq!(name_of(path), Some(name), "{path}");
            assert_eq!(path_of(name).as_deref().and_then(name_of), Some(name), "{name}");
        }
        assert_eq!(name_of("settings.mood"), None);
    }
}
