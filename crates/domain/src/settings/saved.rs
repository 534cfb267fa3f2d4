//! What a person or a program chose, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Frequency, Goal, PointOfView, Settings, SocialChannel, first::FirstShape, nearest};
use crate::{activity::ActivityType, channel::Channel, id::CalendarId};

/// What was chosen, for all kinds of activity and for single ones. What is empty was not
/// chosen, and has its default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub struct SavedSettings {
    /// For all kinds of activity.
    pub settings: Preferences,
    /// For one kind of activity; what is unset there is inherited. How often holds for each
    /// kind; voice and guidelines hold for social campaigns, which alone are written here;
    /// the rest is kept for whoever saved it.
    pub overrides: BTreeMap<ActivityType, Preferences>,
    /// Networks that posts are written for; the vendor knows no such setting.
    pub channels: BTreeSet<Channel>,
    /// Weekdays that activities may fall on, Monday = 1 to Sunday = 7; nor this one.
    pub weekdays: BTreeSet<i8>,
}

/// Choices in the order of the Marketing Plan API.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// What the plan is to achieve.
    pub goal: Option<ChosenGoal>,
    /// Channels that matter most: a hint for writing.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub social_channels: BTreeSet<SocialChannel>,
    /// Kinds of activity that are planned at all.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub tools: BTreeSet<ActivityType>,
    /// Topics to talk about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Topics never to touch.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excluded_topics: Vec<String>,
    /// JSON that is kept for whoever saved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub core_topic: Option<String>,
    /// How often.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frequency: Option<Frequency>,
    /// How the business speaks, in the marketer's own words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tone_of_voice: String,
    /// Who speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub point_of_view: Option<PointOfView>,
    /// What the business says of itself.
    #[serde(skip_serializing_if = "BusinessProfile::is_empty")]
    pub business: BusinessProfile,
    /// The calendars whose events feed the plan.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub calendars: BTreeSet<CalendarId>,
    /// Words to keep to.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub guidelines: String,
    /// What pictures keep to.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub image_guidelines: String,
    /// JSON that is kept for whoever saved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_generation: Option<String>,
}

/// What the plan is to achieve: one of four goals, or another in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChosenGoal {
    /// One of the four.
    Key(Goal),
    /// The marketer's own.
    Custom(String),
}

/// What the business says of itself: the marketer's own facts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BusinessProfile {
    /// Why people should come to it.
    pub value_proposition: String,
    /// Who should.
    pub target_audience: String,
    /// What it wants to achieve.
    pub business_goal: String,
}

impl BusinessProfile {
    /// Whether nothing is said.
    pub const fn is_empty(&self) -> bool {
        self.value_proposition.is_empty()
            && self.target_audience.is_empty()
            && self.business_goal.is_empty()
    }
}

impl Preferences {
    /// Whether nothing is chosen.
    pub fn is_empty(&self) -> bool {
        *self == Preferences::default()
    }
}

impl SavedSettings {
    /// What is chosen for one kind of activity.
    pub fn of(&self, tool: ActivityType) -> Option<&Preferences> {
        self.overrides.get(&tool)
    }

    /// What is chosen for one kind of activity, to be changed.
    pub fn of_mut(&mut self, tool: ActivityType) -> &mut Preferences {
        self.overrides.entry(tool).or_default()
    }

    /// What a plan is made with: what is chosen for a kind of activity, else what is chosen
    /// for all, else the default.
    ///
    /// A goal in words leans on the nearest of the four; where no goal is chosen, what the
    /// business wants to achieve says which. A voice in words is spoken with the nearest
    /// voice of the built-in writer.
    pub fn resolved(&self) -> Settings {
        let default = Settings::default();
        let all = &self.settings;
        let social = self.of(ActivityType::SocialMarketing);
        let voice = |field: fn(&Preferences) -> &String| {
            let own = social.map(field).filter(|text| !text.is_empty());
            own.unwrap_or_else(|| field(all)).clone()
        };
        let tone_of_voice = voice(|chosen| &chosen.tone_of_voice);
        let (goal, custom_goal) = match &all.goal {
            Some(ChosenGoal::Key(goal)) => (Some(*goal), None),
            Some(ChosenGoal::Custom(words)) => (nearest::goal(words), Some(words.clone())),
            None => (nearest::goal(&all.business.business_goal), None),
        };
        Settings {
            goal: goal.unwrap_or(default.goal),
            custom_goal,
            tone: nearest::tone(&tone_of_voice).unwrap_or(default.tone),
            tone_of_voice: or(tone_of_voice, default.tone_of_voice.clone(), String::is_empty),
            point_of_view: social
                .and_then(|chosen| chosen.point_of_view)
                .or(all.point_of_view)
                .unwrap_or(default.point_of_view),
            channels: or(self.channels.clone(), default.channels.clone(), BTreeSet::is_empty),
            social_channels: all.social_channels.clone(),
            social: self.frequency(ActivityType::SocialMarketing, &default),
            blog: self.frequency(ActivityType::Blog, &default),
            email: self.frequency(ActivityType::EmailMarketing, &default),
            topics: all.topics.clone(),
            excluded_topics: all.excluded_topics.clone(),
            weekdays: self.weekdays.clone(),
            business: all.business.clone(),
            calendars: all.calendars.clone(),
            guidelines: voice(|chosen| &chosen.guidelines),
            image_guidelines: voice(|chosen| &chosen.image_guidelines),
        }
    }

    /// How often a kind of activity is planned; `None` when it is switched off.
    fn frequency(&self, tool: ActivityType, default: &Settings) -> Option<Frequency> {
        let tools = &self.settings.tools;
        let on = tools.is_empty() || tools.contains(&tool);
        let own = self.of(tool).and_then(|chosen| chosen.frequency);
        on.then(|| own.or(self.settings.frequency).or(default.frequency(tool))).flatten()
    }
}

fn or<T>(chosen: T, default: T, empty: fn(&T) -> bool) -> T {
    if empty(&chosen) { default } else { chosen }
}

/// What may stand in a database.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    First(FirstShape),
    Now(Box<Now>),
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Now {
    settings: Preferences,
    overrides: BTreeMap<ActivityType, Preferences>,
    channels: BTreeSet<Channel>,
    weekdays: BTreeSet<i8>,
}

impl From<Stored> for SavedSettings {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::First(first) => first.saved(),
            Stored::Now(now) => {
                let Now { settings, mut overrides, channels, weekdays } = *now;
                overrides.retain(|_, chosen| !chosen.is_empty());
                SavedSettings { settings, overrides, channels, weekdays }
            }
        }
    }
}
