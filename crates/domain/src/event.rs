//! Dated and recurring happenings that shape the plan.

mod rule;

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

pub use rule::{Cycle, Rule, RuleError};

use crate::{
    days::{Days, Zone},
    id::{CalendarId, EventId, SiteId},
};

/// When something is: a day on the site's calendar, and the instant on it if one was told.
///
/// A person chooses a day, a program sends an instant. Plan and pages go by the day, which
/// is that of the instant in the site's zone when it was sent; programs are told the instant
/// again as it came. A day without one begins, for them, at its first instant in the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The day.
    pub day: Date,
    /// The instant that was told, in whole milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

impl Moment {
    /// The instant, as a program sends it.
    pub fn at(instant: Timestamp, zone: &Zone) -> Self {
        let at = Timestamp::from_millisecond(instant.as_millisecond()).unwrap_or(instant);
        Moment { day: zone.day(at), at: Some(at) }
    }

    /// The instant that was told, else the first of the day.
    pub fn instant(self, zone: &Zone) -> Timestamp {
        self.at.unwrap_or_else(|| zone.instant(self.day.at(0, 0, 0, 0)))
    }
}

impl From<Date> for Moment {
    fn from(day: Date) -> Self {
        Moment { day, at: None }
    }
}

/// When an event happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "rule::Stored", into = "rule::Stored")]
pub enum When {
    /// Once.
    Once(Moment),
    /// By a rule.
    Repeats(Rule),
}

impl When {
    /// Once, on a day.
    pub fn once(day: Date) -> Self {
        When::Once(day.into())
    }

    /// When it first happens.
    pub const fn start(&self) -> Moment {
        match self {
            When::Once(moment) => *moment,
            When::Repeats(rule) => rule.start(),
        }
    }
}

/// Where an event came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventSource {
    /// A person typed it, or a program sent it.
    Own,
    /// A day that the site's country keeps.
    Holiday,
    /// A calendar that was brought in.
    Connected(CalendarId),
    /// Whoever makes the plan elsewhere holds it, in a calendar there.
    Hosted(CalendarId),
}

impl EventSource {
    /// The calendar that its events stand in. A site's own calendar and that of its holidays
    /// have the same ids wherever they are asked for.
    pub fn calendar(self, site: SiteId) -> CalendarId {
        match self {
            EventSource::Own => CalendarId::named(&format!("{site}/calendar/own")),
            EventSource::Holiday => CalendarId::named(&format!("{site}/calendar/holidays")),
            EventSource::Connected(calendar) | EventSource::Hosted(calendar) => calendar,
        }
    }
}

/// What came of bringing a calendar in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BroughtIn {
    /// Events that were not there before.
    pub added: usize,
    /// Events that were there and are now another way.
    pub changed: usize,
    /// Events that were there as they are.
    pub same: usize,
}

/// The calendars that whoever makes the plan elsewhere has for a site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HostedCalendars {
    /// Those that are told, by their titles.
    pub told: Vec<Calendar>,
    /// The one that events are added to, once one was.
    pub own: Option<CalendarId>,
    /// Those that refused a change: they are only read there.
    pub read_only: BTreeSet<CalendarId>,
}

impl HostedCalendars {
    /// Whether the events of a calendar may be changed, as far as is known.
    pub fn may_change(&self, calendar: CalendarId) -> bool {
        self.own.map_or_else(|| !self.read_only.contains(&calendar), |own| own == calendar)
    }

    /// What a calendar is called.
    pub fn title(&self, calendar: CalendarId) -> Option<&str> {
        self.told.iter().find(|told| told.id == calendar).map(|told| told.title.as_str())
    }
}

/// A calendar that was brought into a site. Its events can be left out, not changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Its identifier.
    pub id: CalendarId,
    /// What it is called.
    pub title: String,
}

/// A happening that the plan leads up to and never contradicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its identifier.
    pub id: EventId,
    /// Its name.
    pub name: String,
    /// What it is about; may be empty.
    pub description: String,
    /// When it happens.
    pub when: When,
    /// Where it came from.
    pub source: EventSource,
}

impl Event {
    /// Whether it comes every week or two: too often to be announced each time.
    pub const fn comes_often(&self) -> bool {
        match self.when {
            When::Once(_) => false,
            When::Repeats(rule) => matches!(rule.cycle(), Cycle::Weekly) && rule.interval() <= 2,
        }
    }

    /// The days on which it happens inside `days`: in order, none twice, found one by one.
    pub fn occurrences(&self, days: Days) -> impl Iterator<Item = Date> + use<> {
        let (once, rule) = match self.when {
            When::Once(moment) => (Some(moment.day), None),
            When::Repeats(rule) => (None, Some(rule)),
        };
        let once = once.filter(|day| days.contains(*day));
        once.into_iter().chain(rule.into_iter().flat_map(move |rule| rule.occurrences(days)))
    }

    /// The instants at which it happens from `first` to `last`, both included: in order, none
    /// twice, found one by one. What repeats does so at the same time of day in the zone.
    pub fn instants(
        &self,
        zone: &Zone,
        first: Timestamp,
        last: Timestamp,
    ) -> impl Iterator<Item = Timestamp> + use<> {
        let (start, zone) = (self.when.start(), zone.clone());
        // A day more on both sides: the site's zone may be another one by now.
        let days = Days {
            first: zone.day(first).saturating_sub(1.day()),
            last: zone.day(last).saturating_add(1.day()),
        };
        let time = zone.local(start.instant(&zone)).time();
        let once = matches!(self.when, When::Once(_)).then(|| start.instant(&zone));
        let rule = match self.when {
            When::Once(_) => None,
            When::Repeats(rule) => Some(rule),
        };
        let repeated = rule.into_iter().flat_map(move |rule| rule.occurrences(days));
        let repeated = repeated.map(move |day| match day == start.day {
            true => start.instant(&zone),
            false => zone.instant(day.to_datetime(time)),
        });
        once.into_iter().chain(repeated).filter(move |at| first <= *at && *at <= last)
    }
}

#[cfg(test)]
mod tests;
