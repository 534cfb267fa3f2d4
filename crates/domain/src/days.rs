//! Calendar arithmetic: periods, months, weeks, and the one way to turn an
//! instant into the words a page shows.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime, Time, Weekday},
    tz::{AmbiguousOffset, TimeZone},
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

/// How often a clock time comes on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comes {
    /// As on almost every day.
    Once,
    /// The clocks are put forward over it.
    Never,
    /// The clocks are put back over it.
    Twice,
}

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

    /// How often a clock time comes: clocks that are put forward skip an hour, clocks that are put
    /// back repeat one.
    pub fn comes(&self, local: DateTime) -> Comes {
        match self.rules.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { .. } => Comes::Once,
            AmbiguousOffset::Gap { .. } => Comes::Never,
            AmbiguousOffset::Fold { .. } => Comes::Twice,
        }
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

/// A day in full, as sentences for the marketer write it: `Tuesday 24 November`.
pub fn day_in_full(day: Date) -> String {
    format!("{} {} {}", weekday_in_full(day.weekday()), day.day(), month_name(day))
}

/// A weekday in full: `Tuesday`.
pub const fn weekday_in_full(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
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

    /// Zones whose clocks change, by an hour or by half, in either hemisphere, at any time of
    /// the day, and some that do not change.
    const ZONES: [&str; 24] = [
        "Africa/Cairo",
        "Africa/Casablanca",
        "America/Asuncion",
        "America/Havana",
        "America/Los_Angeles",
        "America/New_York",
        "America/Nuuk",
        "America/Santiago",
        "America/Sao_Paulo",
        "America/St_Johns",
        "Asia/Beirut",
        "Asia/Jerusalem",
        "Asia/Kathmandu",
        "Asia/Tokyo",
        "Atlantic/Azores",
        "Australia/Adelaide",
        "Australia/Lord_Howe",
        "Australia/Sydney",
        "Europe/Dublin",
        "Europe/Lisbon",
        "Europe/Warsaw",
        "Pacific/Apia",
        "Pacific/Auckland",
        "Pacific/Chatham",
    ];

    proptest::proptest! {
        #[test]
        fn every_minute_on_the_wall_has_one_instant_in_every_zone_and_none_is_early(
            zone in 0_usize..24, year in 2024_i16..2032, day in 1_i16..=365, minute in 0_i64..1_440,
        ) {
            let zone = Zone::named(ZONES[zone])?;
            let date = date(year, 1, 1).saturating_add((i64::from(day) - 1).days());
            holds(&zone, date, minute)?;
        }
    }

    /// What is planned for a minute goes out when the clock on the wall shows it: for the
    /// first time where it shows it twice, and after the gap where it never does. Later
    /// minutes never go out before earlier ones of another hour.
    fn holds(
        zone: &Zone,
        date: Date,
        minute: i64,
    ) -> Result<(), proptest::test_runner::TestCaseError> {
        let wall = date.to_datetime(Time::midnight()).saturating_add(minute.minutes());
        let instant = zone.instant(wall);
        let shown = zone.local(instant);
        proptest::prop_assert!(shown >= wall, "{wall} goes out at {shown} on the wall");
        if shown == wall {
            // No earlier instant shows the same.
            for back in [30, 60, 120_i64] {
                let before = instant - jiff::SignedDuration::from_mins(back);
                proptest::prop_assert!(zone.local(before) != wall, "{wall} was shown before");
            }
        } else {
            let gap = shown.duration_since(wall).as_mins();
            proptest::prop_assert!(gap <= 24 * 60, "{wall} moved by {gap} minutes");
            let before = instant - jiff::SignedDuration::from_mins(gap);
            proptest::prop_assert!(zone.local(before) < wall, "{wall} does exist");
        }
        Ok(())
    }

    #[test]
    fn the_minutes_around_every_change_of_a_clock_hold_too() {
        let mut changes = 0;
        for name in ZONES {
            let (zone, rules) = (Zone::named(name).unwrap(), TimeZone::get(name).unwrap());
            let from = date(2024, 1, 1).to_zoned(TimeZone::UTC).unwrap().timestamp();
            let until = date(2032, 1, 1).to_zoned(TimeZone::UTC).unwrap().timestamp();
            for change in rules.following(from).take_while(|change| change.timestamp() < until) {
                let around = zone.local(change.timestamp());
                for minute in -180..180_i64 {
                    let wall = around.saturating_add(minute.minutes());
                    let of_day = i64::from(wall.hour()) * 60 + i64::from(wall.minute());
                    holds(&zone, wall.date(), of_day).unwrap();
                }
                changes += 1;
            }
        }
        assert!(changes > 200, "only {changes} changes were found");
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
