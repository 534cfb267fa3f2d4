//! The vendor's shapes as our settings, each field checked.

use domain::{
    activity::ActivityType,
    settings::{
        BusinessProfile, ChosenGoal, Frequency, Goal, Interval, LONGEST_TEXT, LONGEST_TOPIC,
        MOST_OFTEN, MOST_TOPICS, PointOfView, Preferences, SavedSettings, SocialChannel,
    },
    text::{self, TextError},
};
use serde_json::{Map, Value};
use wix::{
    terms::settings::tool,
    wire::{self, MarketingSettings},
};

use super::AT;
use crate::{fault::Fault, ids};

/// The most calendars that can be chosen.
const MOST_CALENDARS: usize = 50;

/// Settings with these fields. What the vendor has no fields for stays as it was saved.
pub fn settings(fields: Map<String, Value>, saved: SavedSettings) -> Result<SavedSettings, Fault> {
    let read: MarketingSettings = serde_path_to_error::deserialize(Value::Object(fields))
        .map_err(|error| Fault::type_of(format!("{AT}.{}", error.path())))?;
    let settings = preferences(&format!("{AT}.settings"), read.settings)?;
    let overrides = read.overrides.unwrap_or_default();
    let overrides = [
        (ActivityType::SocialMarketing, "socialMarketing", overrides.social_marketing),
        (ActivityType::EmailMarketing, "emailMarketing", overrides.email_marketing),
        (ActivityType::Blog, "blogs", overrides.blogs),
    ];
    let mut read = SavedSettings { settings, overrides: Default::default(), ..saved };
    for (kind, name, sent) in overrides {
        let chosen = preferences(&format!("{AT}.overrides.{name}"), sent)?;
        if !chosen.is_empty() {
            read.overrides.insert(kind, chosen);
        }
    }
    Ok(read)
}

fn preferences(at: &str, sent: Option<wire::Settings>) -> Result<Preferences, Fault> {
    let sent = sent.unwrap_or_default();
    let topics = sent.topics.unwrap_or_default();
    let channels = sent.social_channels.unwrap_or_default();
    let channels: Vec<&str> = channels.iter().map(wire::ChannelName::code).collect();
    let tools = sent.marketing_tools.unwrap_or_default();
    let tools: Vec<&str> = tools.iter().map(wire::MarketingTool::code).collect();
    let kinds = ActivityType::ALL.map(|kind| (kind, tool(kind), ""));
    let calendars = sent.calendar.unwrap_or_default().ids.unwrap_or_default();
    let calendars = match calendars.len() {
        0 => Vec::new(),
        1..=MOST_CALENDARS => each(&format!("{at}.calendar.ids"), &calendars, ids::one)?,
        many => {
            let said = format!("Send at most {MOST_CALENDARS} ids; these are {many}.");
            return Err(Fault::field(format!("{at}.calendar.ids"), "MAX_SIZE", said));
        }
    };
    let field = |name: &str| format!("{at}.{name}");
    Ok(Preferences {
        goal: goal(&field("marketingPlanGoal"), sent.marketing_plan_goal)?,
        social_channels: each(&field("socialChannels"), &channels, |at, code| {
            one_of(at, code, &SocialChannel::ALL)
        })?
        .into_iter()
        .collect(),
        tools: each(&field("marketingTools"), &tools, |at, code| one_of(at, code, &kinds))?
            .into_iter()
            .collect(),
        topics: topic_list(&field("topics.included"), topics.included)?,
        excluded_topics: topic_list(&field("topics.excluded"), topics.excluded)?,
        core_topic: kept(&field("topics.coreTopic"), topics.core_topic)?,
        frequency: frequency(&field("frequency"), sent.frequency)?,
        tone_of_voice: words(&field("toneOfVoice"), sent.tone_of_voice)?,
        point_of_view: sent
            .point_of_view
            .map(|view| one_of(&field("pointOfView"), view.code(), &PointOfView::ALL))
            .transpose()?,
        business: business(&field("businessProfile"), sent.business_profile)?,
        calendars: calendars.into_iter().collect(),
        guidelines: words(&field("customContentGuidelines"), sent.custom_content_guidelines)?,
        image_guidelines: words(&field("imageGuidelines"), sent.image_guidelines)?,
        image_generation: kept(
            &field("imageGenerationSettings"),
            sent.image_generation_settings.filter(|it| !it.is_empty()).map(Value::Object),
        )?,
    })
}

fn goal(at: &str, sent: Option<wire::MarketingPlanGoal>) -> Result<Option<ChosenGoal>, Fault> {
    let sent = sent.unwrap_or_default();
    let custom = words(&format!("{at}.customGoal"), sent.custom_goal)?;
    match sent.goal_key.filter(|key| !key.code().is_empty()) {
        Some(_) if !custom.is_empty() => {
            Err(Fault::field(at, "OTHER", "Send goalKey or customGoal, not both."))
        }
        Some(key) => {
            let key = one_of(&format!("{at}.goalKey"), key.code(), &Goal::ALL)?;
            Ok(Some(ChosenGoal::Key(key)))
        }
        None => {
            Ok(Some(ChosenGoal::Custom(custom))
                .filter(|it| *it != ChosenGoal::Custom(String::new())))
        }
    }
}

fn frequency(at: &str, sent: Option<wire::Frequency>) -> Result<Option<Frequency>, Fault> {
    let sent = sent.unwrap_or_default();
    let missing = |name: &str| {
        Fault::field(format!("{at}.{name}"), "REQUIRED_FIELD", "A frequency has both, or neither.")
    };
    let (interval, count) = match (sent.interval, sent.count) {
        (None, None) => return Ok(None),
        (None, Some(_)) => return Err(missing("interval")),
        (Some(_), None) => return Err(missing("count")),
        (Some(interval), Some(count)) => (interval, count),
    };
    let interval = one_of(&format!("{at}.interval"), interval.code(), &Interval::ALL)?;
    let count = u8::try_from(count).ok().filter(|count| (1..=MOST_OFTEN).contains(count));
    let said = format!("Send a number from 1 to {MOST_OFTEN}.");
    let count = count.ok_or_else(|| Fault::field(format!("{at}.count"), "OTHER", said))?;
    Ok(Some(Frequency { interval, count }))
}

fn business(at: &str, sent: Option<wire::BusinessProfile>) -> Result<BusinessProfile, Fault> {
    let sent = sent.unwrap_or_default();
    Ok(BusinessProfile {
        value_proposition: words(&format!("{at}.valueProposition"), sent.value_proposition)?,
        target_audience: words(&format!("{at}.targetAudience"), sent.target_audience)?,
        business_goal: words(&format!("{at}.businessGoal"), sent.business_goal)?,
    })
}

/// Topics, none twice.
fn topic_list(at: &str, sent: Option<Vec<String>>) -> Result<Vec<String>, Fault> {
    let sent = sent.unwrap_or_default();
    if sent.len() > MOST_TOPICS {
        let said = format!("Send at most {MOST_TOPICS} topics; these are {}.", sent.len());
        return Err(Fault::field(at, "MAX_SIZE", said));
    }
    let mut topics = Vec::with_capacity(sent.len());
    for topic in each(at, &sent, |at, topic| {
        text::line("This topic", topic, LONGEST_TOPIC).map_err(|error| wrong_text(at, &error))
    })? {
        if !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    Ok(topics)
}

/// Free text; none and empty are the same.
fn words(at: &str, sent: Option<String>) -> Result<String, Fault> {
    let sent = sent.unwrap_or_default();
    text::paragraphs("This text", &sent, LONGEST_TEXT).map_err(|error| wrong_text(at, &error))
}

fn wrong_text(at: &str, error: &TextError) -> Fault {
    let rule = match error {
        TextError::Empty { .. } => "MIN_LENGTH",
        TextError::TooLong { .. } => "MAX_LENGTH",
        _ => "FORMAT",
    };
    Fault::field(at, rule, error.to_string())
}

/// JSON that is kept as it came, within the bounds of a text.
fn kept(at: &str, sent: Option<Value>) -> Result<Option<String>, Fault> {
    let empty = |value: &Value| value.is_null() || value.as_str() == Some("");
    let Some(sent) = sent.filter(|value| !empty(value)) else { return Ok(None) };
    let text = sent.to_string();
    if text.len() > LONGEST_TEXT {
        let said = format!("This has {} bytes and the limit is {LONGEST_TEXT}.", text.len());
        return Err(Fault::field(at, "MAX_LENGTH", said));
    }
    Ok(Some(text))
}

fn one_of<T: Copy>(
    at: &str,
    code: &str,
    options: &[(T, &'static str, &'static str)],
) -> Result<T, Fault> {
    let found = options.iter().find(|(_, known, _)| *known == code);
    found.map(|(option, ..)| *option).ok_or_else(|| {
        let known: Vec<&str> = options.iter().map(|(_, known, _)| *known).collect();
        let said = format!("{code:?} is none of {}.", known.join(", "));
        Fault::field(at, "INVALID_ENUM_VALUE", said)
    })
}

/// Reads the values of a list, each under its own path.
fn each<V: AsRef<str>, T>(
    at: &str,
    values: &[V],
    read: impl Fn(&str, &str) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let numbered = values.iter().enumerate();
    numbered.map(|(n, value)| read(&format!("{at}[{n}]"), value.as_ref())).collect()
}
