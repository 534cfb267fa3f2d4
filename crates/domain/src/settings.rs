//! What the marketer wants of the plan. Every field has a default that works.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{activity::ActivityType, channel::Channel};

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
}

/// How the business speaks.
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
}

/// The length of time that a frequency counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Interval {
    /// Seven days.
    Week,
    /// A calendar month.
    Month,
}

/// How often, for one kind of activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frequency {
    /// Per week or per month.
    pub interval: Interval,
    /// Activities per interval, 1 to 30.
    pub count: u8,
}

/// Everything the planner asks of the marketer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// What the plan is to achieve.
    pub goal: Goal,
    /// How the business speaks.
    pub tone: Tone,
    /// Who speaks.
    pub point_of_view: PointOfView,
    /// Channels that posts are written for.
    pub channels: BTreeSet<Channel>,
    /// Kinds of activity that the plan holds, each with its frequency.
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
    /// Words to keep to, in the marketer's own language.
    pub guidelines: String,
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
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            goal: Goal::BrandAwareness,
            tone: Tone::Friendly,
            point_of_view: PointOfView::FirstPerson,
            channels: Channel::ALL.into_iter().collect(),
            social: Some(Frequency { interval: Interval::Week, count: 3 }),
            blog: Some(Frequency { interval: Interval::Month, count: 2 }),
            email: Some(Frequency { interval: Interval::Month, count: 1 }),
            topics: Vec::new(),
            excluded_topics: Vec::new(),
            weekdays: BTreeSet::new(),
            guidelines: String::new(),
        }
    }
}
