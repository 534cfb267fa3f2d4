//! Dated and recurring happenings that shape the plan.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use serde::{Deserialize, Serialize};

use crate::{
    days::Days,
    id::{CalendarId, EventId, SiteId},
};

/// When an event happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "rule")]
pub enum When {
    /// On one day.
    Once {
        /// The day, in the site's zone.
        day: Date,
    },
    /// On a weekday of every week.
    Weekly {
        /// Monday = 1 to Sunday = 7.
        weekday: i8,
    },
    /// On a day of every month; months without it have no occurrence.
    Monthly {
        /// 1 to 31.
        day: i8,
    },
    /// On a day of every year; 29 February occurs in leap years only.
    Yearly {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
}

/// Where an event came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventSource {
    /// A person typed it.
    Own,
    /// A public holiday of the site's country.
    Holiday,
}

impl EventSource {
    /// The calendar of a site that holds the events of this source.
    pub fn calendar(self, site: SiteId) -> CalendarId {
        let name = match self {
            EventSource::Own => "own",
            EventSource::Holiday => "holidays",
        };
        CalendarId::named(&format!("{site}/calendar/{name}"))
    }
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
    /// The days on which it happens inside `days`, in order.
    pub fn occurrences(&self, days: Days) -> Vec<Date> {
        match self.when {
            When::Once { day } => days.contains(day).then_some(day).into_iter().collect(),
            When::Weekly { weekday } => {
                let Ok(wanted) = Weekday::from_monday_one_offset(weekday) else {
                    return Vec::new();
                };
                let ahead = wanted.since(days.first.weekday());
                let first = days.first.saturating_add(i64::from(ahead).days());
                first.series(7.days()).take_while(|day| *day <= days.last).collect()
            }
            When::Monthly { day } => days
                .first
                .first_of_month()
                .series(1.month())
                .take_while(|month| *month <= days.last)
                .filter_map(|month| Date::new(month.year(), month.month(), day).ok())
                .filter(|day| days.contains(*day))
                .collect(),
            When::Yearly { month, day } => (days.first.year()..=days.last.year())
                .filter_map(|year| Date::new(year, month, day).ok())
                .filter(|day| days.contains(*day))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn occurrences(when: When) -> Vec<String> {
        let event = Event {
            id: "018f0000-0000-7000-8000-000000000000".parse().unwrap_or_else(|_| unreachable!()),
            name: "Market".into(),
            description: String::new(),
            when,
            source: EventSource::Own,
        };
        let days = Days { first: date(2026, 11, 21), last: date(2027, 1, 31) };
        event.occurrences(days).iter().map(Date::to_string).collect()
    }

    #[test]
    fn rules_become_days() {
        assert_eq!(occurrences(When::Once { day: date(2026, 12, 24) }), ["2026-12-24"]);
        assert_eq!(occurrences(When::Once { day: date(2026, 11, 20) }), [""; 0]);
        assert_eq!(
            occurrences(When::Weekly { weekday: 7 }).first().map(String::as_str),
            Some("2026-11-22")
        );
        assert_eq!(occurrences(When::Weekly { weekday: 7 }).len(), 11);
        assert_eq!(occurrences(When::Monthly { day: 31 }), ["2026-12-31", "2027-01-31"]);
        assert_eq!(occurrences(When::Yearly { month: 1, day: 6 }), ["2027-01-06"]);
        assert_eq!(occurrences(When::Yearly { month: 2, day: 29 }), [""; 0]);
    }
}
