//! Settings as they were stored before a field could be unset.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{ChosenGoal, Frequency, Goal, PointOfView, Preferences, SavedSettings, Settings, Tone};
use crate::{activity::ActivityType, channel::Channel};

/// Every network there was then.
const CHANNELS: [Channel; 9] = [
    Channel::Instagram,
    Channel::Facebook,
    Channel::LinkedIn,
    Channel::Pinterest,
    Channel::GoogleBusiness,
    Channel::TikTok,
    Channel::Threads,
    Channel::Bluesky,
    Channel::Mastodon,
];

/// Every field had a value then, chosen or not.
#[derive(Deserialize)]
pub(super) struct FirstShape {
    goal: Goal,
    tone: Tone,
    point_of_view: PointOfView,
    channels: BTreeSet<Channel>,
    social: Option<Frequency>,
    blog: Option<Frequency>,
    email: Option<Frequency>,
    topics: Vec<String>,
    excluded_topics: Vec<String>,
    weekdays: BTreeSet<i8>,
    guidelines: String,
}

impl FirstShape {
    /// What differs from the defaults was chosen; the rest cannot be told from what was not.
    pub(super) fn saved(self) -> SavedSettings {
        let default = Settings::default();
        let tools = [
            (ActivityType::SocialMarketing, self.social),
            (ActivityType::Blog, self.blog),
            (ActivityType::EmailMarketing, self.email),
        ];
        let on: BTreeSet<_> =
            tools.iter().filter(|(_, often)| often.is_some()).map(|(tool, _)| *tool).collect();
        let overrides: BTreeMap<_, _> = tools
            .into_iter()
            .filter(|(tool, often)| often.is_some() && *often != default.frequency(*tool))
            .map(|(tool, frequency)| (tool, Preferences { frequency, ..Preferences::default() }))
            .collect();
        let chosen = |differs: bool| differs.then_some(());
        SavedSettings {
            settings: Preferences {
                goal: chosen(self.goal != default.goal).map(|()| ChosenGoal::Key(self.goal)),
                tools: if on.len() == tools.len() { BTreeSet::new() } else { on },
                topics: self.topics,
                excluded_topics: self.excluded_topics,
                tone_of_voice: chosen(self.tone != default.tone)
                    .map(|()| self.tone.words().to_owned())
                    .unwrap_or_default(),
                point_of_view: chosen(self.point_of_view != default.point_of_view)
                    .map(|()| self.point_of_view),
                guidelines: self.guidelines,
                ..Preferences::default()
            },
            overrides,
            channels: if self.channels == BTreeSet::from(CHANNELS) {
                BTreeSet::new()
            } else {
                self.channels
            },
            weekdays: self.weekdays,
        }
    }
}
