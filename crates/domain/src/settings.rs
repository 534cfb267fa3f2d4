//! What the marketer wants of the plan. Every field has a default that works.
//!
//! What a person or a program chose is [`SavedSettings`], where every field may be unset;
//! what a plan is made with is [`Settings`], where every field has its value.
//! [`SavedSettings::resolved`] is the only way from one to the other.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{activity::ActivityType, channel::Channel, id::CalendarId};

mod changes;
mod excluded;
mod first;
mod nearest;
mod revision;
mod saved;
mod social;

pub use changes::{Change, changes};
pub use excluded::Excluded;
pub use revision::Revision;
pub use saved::{BusinessProfile, ChosenGoal, Preferences, SavedSettings};
pub use social::SocialChannel;

/// The longest free text of the settings, in visible characters.
pub const LONGEST_TEXT: usize = 3_000;
/// The longest topic, in visible characters.
pub const LONGEST_TOPIC: usize = 200;
/// The most topics of one list.
pub const MOST_TOPICS: usize = 100;
/// The most activities of one kind in a week, a month or a year.
pub const MOST_OFTEN: u8 = 30;

/// What the plan is to achieve. The words are those of the Marketing Plan API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Goal {
    /// Visits to the website.
    DriveTraffic,
    /// Being known.
    BrandAwareness,
    /// Sales and orders.
    BoostSales,
    /// Enquiries and subscriptions.
    CollectLeads,
}

impl Goal {
    /// Every goal with its code and the words on a page.
    pub const ALL: [(Goal, &'static str, &'static str); 4] = [
        (Goal::BrandAwareness, "BRAND_AWARENESS", "Be known by more people"),
        (Goal::DriveTraffic, "DRIVE_TRAFFIC", "Bring people to the website"),
        (Goal::BoostSales, "BOOST_SALES", "Sell more"),
        (Goal::CollectLeads, "COLLECT_LEADS", "Get enquiries and subscribers"),
    ];

    /// The words on a page.
    pub fn words(self) -> &'static str {
        Goal::ALL.iter().find(|(option, ..)| *option == self).map_or("", |(.., words)| words)
    }
}

/// A voice of the built-in writer, and a suggestion to those who say how they sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Warm and personal.
    Friendly,
    /// Plain and exact.
    Matter,
    /// Light and quick.
    Playful,
    /// Calm and formal.
    Formal,
}

impl Tone {
    /// Every tone with its code and the words on a page.
    pub const ALL: [(Tone, &'static str, &'static str); 4] = [
        (Tone::Friendly, "friendly", "Warm and personal"),
        (Tone::Matter, "matter", "Plain and exact"),
        (Tone::Playful, "playful", "Light and quick"),
        (Tone::Formal, "formal", "Calm and formal"),
    ];

    /// The words on a page.
    pub fn words(self) -> &'static str {
        Tone::ALL.iter().find(|(option, ..)| *option == self).map_or("", |(.., words)| words)
    }
}

/// Who speaks. The words are those of the Marketing Plan API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PointOfView {
    /// *We bake.*
    FirstPerson,
    /// *You taste.*
    SecondPerson,
    /// *Rosa’s Bakery bakes.*
    ThirdPerson,
}

impl PointOfView {
    /// Every point of view with its code and the words on a page.
    pub const ALL: [(PointOfView, &'static str, &'static str); 3] = [
        (PointOfView::FirstPerson, "FIRST_PERSON", "We: “We bake at four.”"),
        (PointOfView::SecondPerson, "SECOND_PERSON", "You: “Your loaf is ready at nine.”"),
        (PointOfView::ThirdPerson, "THIRD_PERSON", "By name: “Rosa’s Bakery bakes at four.”"),
    ];

    /// The words on a page.
    pub fn words(self) -> &'static str {
        PointOfView::ALL.iter().find(|(option, ..)| *option == self).map_or("", |(.., words)| words)
    }
}

/// The length of time that a frequency counts in. The words are those of the Marketing Plan
/// API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Interval {
    /// Seven days.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

impl Interval {
    /// Every interval with its code and the word on a page.
    pub const ALL: [(Interval, &'static str, &'static str); 3] = [
        (Interval::Week, "WEEK", "week"),
        (Interval::Month, "MONTH", "month"),
        (Interval::Year, "YEAR", "year"),
    ];

    /// The word on a page.
    pub const fn word(self) -> &'static str {
        match self {
            Interval::Week => "week",
            Interval::Month => "month",
            Interval::Year => "year",
        }
    }
}

/// How often, for one kind of activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frequency {
    /// Per week, per month or per year.
    pub interval: Interval,
    /// Activities per interval, 1 to [`MOST_OFTEN`].
    pub count: u8,
}

/// Everything that a plan is made with: what was saved, and defaults where nothing was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// What the plan is to achieve; of the four goals the one nearest to a goal in the
    /// marketer's own words.
    pub goal: Goal,
    /// The goal in the marketer's own words.
    pub custom_goal: Option<String>,
    /// How the business speaks, in the marketer's own words.
    pub tone_of_voice: String,
    /// The voice of the built-in writer that is nearest to those words.
    pub tone: Tone,
    /// Who speaks.
    pub point_of_view: PointOfView,
    /// Channels that posts are written for.
    pub channels: BTreeSet<Channel>,
    /// Channels that matter most; empty means none more than others. A hint for writing: no
    /// channel is left out for it.
    pub social_channels: BTreeSet<SocialChannel>,
    /// How often social campaigns are planned, or never.
    pub social: Option<Frequency>,
    /// Blog articles, or none.
    pub blog: Option<Frequency>,
    /// Emails, or none.
    pub email: Option<Frequency>,
    /// Topics to talk about; empty means the topics of the profile.
    pub topics: Vec<String>,
    /// Topics never to touch.
    pub excluded_topics: Vec<String>,
    /// Weekdays that activities may fall on, Monday = 1 to Sunday = 7; empty means the
    /// planner chooses.
    pub weekdays: BTreeSet<i8>,
    /// What the business says of itself.
    pub business: BusinessProfile,
    /// The calendars whose events feed the plan; empty means all.
    pub calendars: BTreeSet<CalendarId>,
    /// Words to keep to, in the marketer's own language.
    pub guidelines: String,
    /// What pictures keep to, in the marketer's own language.
    pub image_guidelines: String,
}

impl Settings {
    /// How often a kind of activity is planned; `None` means never.
    pub const fn frequency(&self, kind: ActivityType) -> Option<Frequency> {
        match kind {
            ActivityType::SocialMarketing => self.social,
            ActivityType::Blog => self.blog,
            ActivityType::EmailMarketing => self.email,
        }
    }

    /// The goal as the marketer knows it.
    pub fn goal_words(&self) -> &str {
        self.custom_goal.as_deref().unwrap_or_else(|| self.goal.words())
    }

    /// Whether the events of a calendar feed the plan.
    pub fn hears(&self, calendar: CalendarId) -> bool {
        self.calendars.is_empty() || self.calendars.contains(&calendar)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            goal: Goal::BrandAwareness,
            custom_goal: None,
            tone_of_voice: Tone::Friendly.words().to_owned(),
            tone: Tone::Friendly,
            point_of_view: PointOfView::FirstPerson,
            channels: Channel::ALL.into_iter().collect(),
            social_channels: BTreeSet::new(),
            social: Some(Frequency { interval: Interval::Week, count: 3 }),
            blog: Some(Frequency { interval: Interval::Month, count: 2 }),
            email: Some(Frequency { interval: Interval::Month, count: 1 }),
            topics: Vec::new(),
            excluded_topics: Vec::new(),
            weekdays: BTreeSet::new(),
            business: BusinessProfile::default(),
            calendars: BTreeSet::new(),
            guidelines: String::new(),
            image_guidelines: String::new(),
        }
    }
}

#[cfg(test)]
mod tests;
