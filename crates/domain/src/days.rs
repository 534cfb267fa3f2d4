//! Calendar arithmetic: periods, months, weeks, and the one way to turn an
//! instant into the words a page shows.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime, Time, Weekday},
    tz::TimeZone,
};

/// Days from `first` to `last`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub first: Date,
    /// The last day, not before `first`.
    pub last: Date,
}

impl Days {
    /// Every day in order.
    pub fn iter(self) -> impl Iterator<Item = Date> {
        self.first.series(1.day()).take_while(move |day| *day <= self.last)
    }

    /// Whether the day lies inside.
    pub fn contains(self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }
}

/// What a plan made today covers: today through the end of next month.
pub fn plan_period(today: Date) -> Days {
    let next_month = today.first_of_month().saturating_add(1.month());
    Days { first: today, last: next_month.last_of_month() }
}

/// How far posts are written without being asked for: the end of next week (a Sunday).
pub fn near_term(today: Date) -> Days {
    let to_sunday = i64::from(7 - today.weekday().to_monday_one_offset());
    Days { first: today, last: today.saturating_add((to_sunday + 7).days()) }
}

/// The weeks that a month's page shows: whole weeks, the first and last perhaps
/// beginning before and ending after the month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthGrid {
    /// The first day of the month shown.
    pub month: Date,
    /// Rows of seven days.
    pub weeks: Vec<[Date; 7]>,
}

impl MonthGrid {
    /// The grid of the month that holds `day`, its weeks beginning with `week_start`.
    pub fn of(day: Date, week_start: Weekday) -> Self {
        let month = day.first_of_month();
        let lead = i64::from(month.weekday().since(week_start));
        let mut from = month.saturating_sub(lead.days());
        let mut weeks = Vec::with_capacity(6);
        loop {
            weeks.push(std::array::from_fn(|n| from.saturating_add((n as i64).days())));
            match from.checked_add(7.days()) {
                Ok(next) if next <= month.last_of_month() => from = next,
                _ => break,
            }
        }
        MonthGrid { month, weeks }
    }

    /// All days shown.
    pub fn days(&self) -> Days {
        let first = self.weeks.first().map_or(self.month, |week| week[0]);
        let last = self.weeks.last().map_or(self.month, |week| week[6]);
        Days { first, last }
    }
}

/// The site's time zone was not found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a time zone. Choose one such as Europe/Lisbon.")]
pub struct NotAZone(pub String);

/// A site's time zone: the only way from instants to days and back.
#[derive(Debug, Clone)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

impl Zone {
    /// The zone of that IANA name.
    pub fn named(name: &str) -> Result<Self, NotAZone> {
        let not_a_zone = || NotAZone(name.chars().take(64).collect());
        let rules = TimeZone::get(name).map_err(|_| not_a_zone())?;
        let name = rules.iana_name().ok_or_else(not_a_zone)?.to_owned();
        Ok(Zone { name, rules })
    }

    /// The names of the zones that people live in, in order: `Africa/Abidjan` and so on.
    pub fn names() -> Vec<String> {
        const REGIONS: [&str; 9] = [
            "Africa/",
            "America/",
            "Antarctica/",
            "Asia/",
            "Atlantic/",
            "Australia/",
            "Europe/",
            "Indian/",
            "Pacific/",
        ];
        let mut names: Vec<String> = jiff::tz::db()
            .available()
            .map(|name| name.as_str().to_owned())
            .filter(|name| REGIONS.iter().any(|region| name.starts_with(region)))
            .collect();
        names.sort_unstable();
        names
    }

    /// Coordinated universal time.
    pub fn utc() -> Self {
        Zone { name: "UTC".into(), rules: TimeZone::UTC }
    }

    /// The IANA name, such as `Europe/Lisbon`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The place people know the zone by, such as `Lisbon` or `New York`.
    pub fn place(&self) -> String {
        self.name.rsplit('/').next().unwrap_or(&self.name).replace('_', " ")
    }

    /// The clock on the wall at that instant.
    pub fn local(&self, instant: Timestamp) -> DateTime {
        self.rules.to_datetime(instant)
    }

    /// The day on the wall at that instant.
    pub fn day(&self, instant: Timestamp) -> Date {
        self.local(instant).date()
    }

    /// The instant of a clock time. A time that the zone skips becomes the first
    /// that exists after it; one that happens twice means the first.
    pub fn instant(&self, local: DateTime) -> Timestamp {
        self.rules.to_ambiguous_timestamp(local).compatible().unwrap_or(Timestamp::MAX)
    }

    /// From the first instant of `days` to the first instant after them.
    pub fn bounds(&self, days: Days) -> (Timestamp, Timestamp) {
        let after = days.last.saturating_add(1.day());
        (
            self.instant(days.first.to_datetime(Time::midnight())),
            self.instant(after.to_datetime(Time::midnight())),
        )
    }

    /// The same clock time on another day.
    pub fn moved_to(&self, instant: Timestamp, day: Date) -> Timestamp {
        self.instant(day.to_datetime(self.local(instant).time()))
    }
}

/// The short name of a weekday: `Tue`.
pub const fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    }
}

/// The name of a month: `November`.
pub fn month_name(day: Date) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES.get(usize::from(day.month().unsigned_abs()).saturating_sub(1)).copied().unwrap_or("")
}

/// A day as pages write it: `Tue 24 Nov`.
pub fn day_words(day: Date) -> String {
    let month = month_name(day);
    format!("{} {} {}", weekday_name(day.weekday()), day.day(), month.get(..3).unwrap_or(month))
}

/// A day of any year as pages write it: `2 October 2026`.
pub fn date_words(day: Date) -> String {
    format!("{} {} {}", day.day(), month_name(day), day.year())
}

/// A clock time as pages write it: `09:05`.
pub fn clock_words(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// A length of time as people say it: `5 days, 22 hours`, `3 minutes`, `less than a minute`.
pub fn span_words(seconds: i64) -> String {
    let part =
        |count: i64, unit: &str| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    let minutes = seconds.max(0) / 60;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, rest) {
        (0, 0, 0) => "less than a minute".into(),
        (0, 0, m) => part(m, "minute"),
        (0, h, 0) => part(h, "hour"),
        (0, h, m) => format!("{}, {}", part(h, "hour"), part(m, "minute")),
        (d, 0, _) => part(d, "day"),
        (d, h, _) => format!("{}, {}", part(d, "day"), part(h, "hour")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_plan_made_on_21_november_ends_on_31_december() {
        let days = plan_period(date(2026, 11, 21));
        assert_eq!((days.first, days.last), (date(2026, 11, 21), date(2026, 12, 31)));
        assert_eq!(plan_period(date(2027, 1, 31)).last, date(2027, 2, 28));
    }

    #[test]
    fn near_term_ends_on_the_sunday_of_next_week() {
        assert_eq!(near_term(date(2026, 11, 21)).last, date(2026, 11, 29));
        assert_eq!(near_term(date(2026, 11, 22)).last, date(2026, 11, 29));
        assert_eq!(near_term(date(2026, 11, 23)).last, date(2026, 12, 6));
    }

    #[test]
    fn november_2026_from_monday_has_six_rows() {
        let grid = MonthGrid::of(date(2026, 11, 21), Weekday::Monday);
        assert_eq!(grid.weeks.len(), 6);
        assert_eq!(grid.days().first, date(2026, 10, 26));
        assert_eq!(grid.days().last, date(2026, 12, 6));
    }

    #[test]
    fn the_last_month_of_all_ends_too() {
        assert!(MonthGrid::of(Date::MAX, Weekday::Monday).weeks.len() <= 6);
    }

    #[test]
    fn a_skipped_hour_moves_on_and_a_doubled_hour_means_the_first() -> Result<(), NotAZone> {
        let lisbon = Zone::named("Europe/Lisbon")?;
        let skipped = lisbon.instant(date(2027, 3, 28).at(1, 30, 0, 0));
        assert_eq!(lisbon.local(skipped), date(2027, 3, 28).at(2, 30, 0, 0));
        let doubled = lisbon.instant(date(2026, 10, 25).at(1, 30, 0, 0));
        assert_eq!(doubled.to_string(), "2026-10-25T00:30:00Z");
        Ok(())
    }

    #[test]
    fn every_zone_that_is_offered_is_one() {
        let names = Zone::names();
        assert!(names.len() > 300 && names.iter().any(|name| name == "Europe/Lisbon"));
        assert!(names.iter().all(|name| Zone::named(name).is_ok()));
    }

    #[test]
    fn lengths_of_time_are_words() {
        assert_eq!(span_words(59), "less than a minute");
        assert_eq!(span_words(60), "1 minute");
        assert_eq!(span_words(3_660), "1 hour, 1 minute");
        assert_eq!(span_words(511_200), "5 days, 22 hours");
    }
}
