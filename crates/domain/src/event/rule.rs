//! The rules by which an event comes again.

use jiff::{
    Span, ToSpan,
    civil::{Date, Weekday, date},
};
use serde::{Deserialize, Serialize};

use super::{Moment, When};
use crate::days::Days;

/// What the interval of a rule counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cycle {
    /// Weeks: on the weekday of the start.
    Weekly,
    /// Months: on the day of the start; months without that day have no occurrence.
    Monthly,
    /// Years: on month and day of the start; 29 February occurs in leap years only.
    Yearly,
}

/// An event comes again every so many weeks, months or years, counted from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    cycle: Cycle,
    start: Moment,
    interval: u16,
    end: Option<Moment>,
}

/// Why there is no such rule, in words for the person who asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// The interval is too small or too large.
    #[error("An event can repeat every 1 to {} weeks, months or years.", Rule::MOST)]
    Interval,
    /// It ends before it starts.
    #[error("This lies before the start. Choose a later day, or none to repeat for ever.")]
    EndsBeforeStart,
}

impl Rule {
    /// The largest interval.
    pub const MOST: u16 = 1_000;

    /// Every `interval` weeks, months or years from `start`; no later than the day of `end`.
    pub fn new(
        cycle: Cycle,
        start: Moment,
        interval: i64,
        end: Option<Moment>,
    ) -> Result<Self, RuleError> {
        let interval = u16::try_from(interval).ok().filter(|it| (1..=Rule::MOST).contains(it));
        let interval = interval.ok_or(RuleError::Interval)?;
        if end.is_some_and(|end| end.day < start.day) {
            return Err(RuleError::EndsBeforeStart);
        }
        Ok(Rule { cycle, start, interval, end })
    }

    /// Every week, month or year from a day on, for ever.
    pub const fn every(cycle: Cycle, start: Date) -> Self {
        Rule { cycle, start: Moment { day: start, at: None }, interval: 1, end: None }
    }

    /// What the interval counts.
    pub const fn cycle(&self) -> Cycle {
        self.cycle
    }

    /// The first occurrence.
    pub const fn start(&self) -> Moment {
        self.start
    }

    /// Every how many weeks, months or years.
    pub const fn interval(&self) -> u16 {
        self.interval
    }

    /// After its day there is no occurrence.
    pub const fn end(&self) -> Option<Moment> {
        self.end
    }

    /// The days inside `days` on which the rule falls, in order. A bound that lies far from
    /// the start costs nothing: the steps before it are counted, not taken.
    pub fn occurrences(self, days: Days) -> impl Iterator<Item = Date> + use<> {
        let first = days.first.max(self.start.day);
        let last = self.end.map_or(days.last, |end| end.day.min(days.last));
        (self.steps_to(first)..)
            .map_while(move |step| self.step(step))
            .take_while(move |step| *step <= last)
            .filter_map(move |step| self.in_step(step))
            .filter(move |day| first <= *day && *day <= last)
    }

    /// How many steps lie wholly before a day that is not before the start.
    fn steps_to(self, day: Date) -> i64 {
        match self.months() {
            Some(months) => (month_number(day) - month_number(self.start.day)).max(0) / months,
            None => {
                let days = i64::from((day - self.start.day).get_days()).max(0);
                days / (7 * i64::from(self.interval))
            }
        }
    }

    /// The first day that a step may fall on; none after the last day of all.
    fn step(self, number: i64) -> Option<Date> {
        match self.months() {
            Some(months) => month(month_number(self.start.day) + months * number),
            None => {
                let days = 7 * i64::from(self.interval) * number;
                self.start.day.checked_add(Span::new().try_days(days).ok()?).ok()
            }
        }
    }

    fn in_step(self, step: Date) -> Option<Date> {
        match self.months() {
            Some(_) => Date::new(step.year(), step.month(), self.start.day.day()).ok(),
            None => Some(step),
        }
    }

    /// The interval in months, of a rule that does not count in weeks.
    const fn months(self) -> Option<i64> {
        match self.cycle {
            Cycle::Weekly => None,
            Cycle::Monthly => Some(self.interval as i64),
            Cycle::Yearly => Some(12 * self.interval as i64),
        }
    }
}

/// Months counted through all years.
fn month_number(day: Date) -> i64 {
    12 * i64::from(day.year()) + i64::from(day.month()) - 1
}

/// The first day of a month counted through all years.
fn month(number: i64) -> Option<Date> {
    let year = i16::try_from(number.div_euclid(12)).ok()?;
    let month = i8::try_from(number.rem_euclid(12)).ok()? + 1;
    Date::new(year, month, 1).ok()
}

/// [`When`] as it is stored, under the word `rule`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "rule")]
pub(super) enum Stored {
    Once(Moment),
    Weekly(StoredRule),
    Monthly(StoredRule),
    Yearly(StoredRule),
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredRule {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    start: Option<Moment>,
    #[serde(default = "one")]
    interval: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end: Option<Moment>,
    /// Instead of a start, in rules stored before there was one.
    #[serde(default, skip_serializing)]
    weekday: Option<i8>,
    #[serde(default, skip_serializing)]
    month: Option<i8>,
    #[serde(default, skip_serializing)]
    day: Option<i8>,
}

const fn one() -> u16 {
    1
}

impl From<When> for Stored {
    fn from(when: When) -> Self {
        let rule = match when {
            When::Once(moment) => return Stored::Once(moment),
            When::Repeats(rule) => rule,
        };
        let stored = StoredRule {
            start: Some(rule.start),
            interval: rule.interval,
            end: rule.end,
            weekday: None,
            month: None,
            day: None,
        };
        match rule.cycle {
            Cycle::Weekly => Stored::Weekly(stored),
            Cycle::Monthly => Stored::Monthly(stored),
            Cycle::Yearly => Stored::Yearly(stored),
        }
    }
}

impl TryFrom<Stored> for When {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Self, String> {
        let (cycle, rule) = match stored {
            Stored::Once(moment) => return Ok(When::Once(moment)),
            Stored::Weekly(rule) => (Cycle::Weekly, rule),
            Stored::Monthly(rule) => (Cycle::Monthly, rule),
            Stored::Yearly(rule) => (Cycle::Yearly, rule),
        };
        let start = rule.start.or_else(|| Some(rule.long_ago()?.into()));
        let start = start.ok_or("a rule has neither a start nor a day")?;
        Rule::new(cycle, start, rule.interval.into(), rule.end)
            .map(When::Repeats)
            .map_err(|error| error.to_string())
    }
}

impl StoredRule {
    /// A start that such a rule could have had, before any site was kept.
    fn long_ago(&self) -> Option<Date> {
        const FIRST: Date = date(1970, 1, 1);
        match (self.weekday, self.month, self.day) {
            (Some(weekday), _, _) => {
                let ahead = Weekday::from_monday_one_offset(weekday).ok()?.since(FIRST.weekday());
                FIRST.checked_add(i64::from(ahead).days()).ok()
            }
            (None, month, Some(day)) => {
                let month = month.unwrap_or(1);
                let year = if (month, day) == (2, 29) { 1972 } else { 1970 };
                Date::new(year, month, day).ok()
            }
            (None, _, None) => None,
        }
    }
}
