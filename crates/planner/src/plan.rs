//! Facts to activities: what to say, on which day, from which side, and why.
//!
//! A pure function of its arguments. Days are chosen first (emails and articles, then what
//! speaks of events, then the rest). Then each gets what the plan lacks most: events first,
//! then the kinds of which there are fewest, so that what is scarce goes where it is needed.
//! No two say the same, and no subject comes twice before all have come once.

use domain::{
    activity::ActivityType, days::Days, event::Event, id::EventId, profile::SiteProfile,
    settings::Settings,
};
use jiff::civil::{Date, DateTime, Time};
use rand::{SeedableRng, rngs::StdRng};

use self::{desk::Desk, slots::slots};

pub(crate) mod again;
pub(crate) mod angle;
mod calendar;
pub(crate) mod describe;
mod desk;
mod frames;
mod hours;
mod ideas;
pub(crate) mod leadup;
pub(crate) mod phrase;
mod reason;
pub(crate) mod season;
mod slots;
pub(crate) mod subject;
mod themes;
mod title;
pub(crate) mod trade;

#[cfg(test)]
mod promises;
#[cfg(test)]
pub(crate) mod stories;

/// What a plan is made from.
#[derive(Debug, Clone, Copy)]
pub struct PlanInput<'a> {
    /// What is known about the business.
    pub profile: &'a SiteProfile,
    /// What the marketer wants.
    pub settings: &'a Settings,
    /// Own events and holidays.
    pub events: &'a [Event],
    /// Today through the end of next month, in the site's zone.
    pub days: Days,
    /// The site's wall clock. Nothing is planned before a quarter of an hour from it.
    pub now_local: DateTime,
    /// Activities that stay: edited, scheduled, published.
    pub kept: &'a [KeptActivity],
    /// Picks among equally good plans; the same seed gives the same plan.
    pub seed: u64,
}

/// An activity that stays when the plan is made again. It counts towards its kind's
/// frequency, and nothing like it is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptActivity {
    /// What kind of action.
    pub kind: ActivityType,
    /// Its day.
    pub day: Date,
    /// Its minute, which no other activity of the day takes.
    pub time: Time,
    /// Its title.
    pub title: String,
    /// What the action is.
    pub description: String,
    /// What it is about.
    pub subject: String,
    /// The event that it is about, with its day.
    pub event: Option<(String, Date)>,
}

/// One planned marketing action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedActivity {
    /// What kind of action.
    pub kind: ActivityType,
    /// Its day.
    pub day: Date,
    /// Its minute on the site's wall clock.
    pub time: Time,
    /// At most 60 visible characters.
    pub title: String,
    /// What the action is, in one or two sentences for the marketer.
    pub description: String,
    /// The setting, fact, event or gap behind it.
    pub reason: String,
    /// What it is about: a fact of the profile, a word of the settings, an event's name, or
    /// a day when there is nothing else to speak of.
    pub subject: String,
    /// The topic it counts for.
    pub topic: Option<String>,
    /// The event it leads up to, with the event's name and day.
    pub event: Option<(EventId, String, Date)>,
    /// Whether stories belong to it: to what leads up to an event or is an offer, and to one
    /// in three of the other social campaigns, where a network with stories is written for.
    pub stories: bool,
}

/// The activities of a period, sorted by day and time.
///
/// Each week (or month) holds as many of a kind as the settings say, kept ones included; a
/// part of a week holds its share. A year is cut into equal parts that hold one each. Fewer
/// only where the allowed weekdays are full (two activities a day) or every title would touch
/// an excluded topic; more only for an event that nothing else could speak of in time, which
/// its reason says. Every event is spoken of ([`domain::occasion`]) on or before its day, as
/// long as an allowed day up to it has a minute left.
pub fn plan(input: &PlanInput<'_>) -> Vec<PlannedActivity> {
    let mut rng = StdRng::seed_from_u64(input.seed);
    let desk = Desk::new(input);
    let slots = slots(input, desk.trade(), &mut rng);
    desk.fill(&slots, &mut rng)
}
