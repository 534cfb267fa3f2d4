//! Which days a kind of activity falls on: how many an interval takes, and where they lie.

use std::collections::BTreeMap;

use domain::{
    activity::ActivityType,
    days::Days,
    settings::{Frequency, Interval},
};
use jiff::{
    ToSpan,
    civil::{Date, Time},
};
use rand::{RngExt, rngs::StdRng};

use super::{PlanInput, hours::free_time, trade::Trade};

/// The most activities of one day.
const MOST_A_DAY: usize = 2;

/// The days of the period and what stands on each already.
pub(crate) struct Calendar<'a> {
    input: &'a PlanInput<'a>,
    /// The trade, which days and hours depend on.
    pub trade: Trade,
    taken: BTreeMap<Date, Vec<(ActivityType, Time)>>,
}

/// A week, a month or a part of a year as far as it lies in the period, and how many activities it still takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stretch {
    /// Its days inside the period.
    pub days: Days,
    /// Activities wanted there that are not on the calendar yet.
    pub open: usize,
}

impl<'a> Calendar<'a> {
    /// The period with the activities that stay.
    pub(crate) fn new(input: &'a PlanInput<'a>, trade: Trade) -> Self {
        let mut taken: BTreeMap<Date, Vec<_>> = BTreeMap::new();
        for kept in input.kept {
            taken.entry(kept.day).or_default().push((kept.kind, kept.time));
        }
        Calendar { input, trade, taken }
    }

    /// The weeks, months or parts of a year of the period with what each still takes of a
    /// kind. A year is cut into as many parts as it takes activities, and each part takes
    /// one, so that a plan of two months knows whether one is due.
    pub(crate) fn stretches(&self, kind: ActivityType) -> Vec<Stretch> {
        let Some(frequency) = self.input.settings.frequency(kind) else { return Vec::new() };
        let mut found = Vec::new();
        let mut first = self.input.days.first;
        while first <= self.input.days.last {
            let (whole, days) = stretch(frequency, first, self.input.days.last);
            let (wanted, counted) = match frequency.interval {
                Interval::Year => (1, whole),
                _ => (share(frequency, days, whole.iter().count()), days),
            };
            let there = counted.iter().map(|day| self.count(day, kind)).sum();
            found.push(Stretch { days, open: wanted.saturating_sub(there) });
            first = days.last.saturating_add(1.day());
        }
        found
    }

    /// A free minute on a day that the settings allow, which is taken from then on.
    pub(crate) fn take(&mut self, day: Date, kind: ActivityType, turn: usize) -> Option<Time> {
        let time = self.free(day, kind, turn)?;
        self.taken.entry(day).or_default().push((kind, time));
        Some(time)
    }

    /// The best day of a stretch for one more activity of a kind; `target` is where an even
    /// spread would put it. `None` when no day is free.
    pub(crate) fn best_day(
        &self,
        stretch: Stretch,
        kind: ActivityType,
        target: Option<Date>,
        rng: &mut StdRng,
    ) -> Option<Date> {
        let mut best: Option<(f32, Date)> = None;
        for day in stretch.days.iter() {
            let cost = self.cost(day, kind, target) + rng.random_range(0.0..1.6);
            let better = best.is_none_or(|(least, _)| cost < least);
            if better && self.free(day, kind, 0).is_some() {
                best = Some((cost, day));
            }
        }
        best.map(|(_, day)| day)
    }

    fn free(&self, day: Date, kind: ActivityType, turn: usize) -> Option<Time> {
        let weekdays = &self.input.settings.weekdays;
        let allowed = !weekdays.iter().any(|weekday| (1..=7).contains(weekday))
            || weekdays.contains(&day.weekday().to_monday_one_offset());
        if !allowed || !self.input.days.contains(day) {
            return None;
        }
        let times: Vec<Time> = self.on(day).iter().map(|(_, time)| *time).collect();
        if times.len() >= MOST_A_DAY {
            return None;
        }
        free_time(kind, self.trade, day, self.input.now_local, &times, turn)
    }

    fn on(&self, day: Date) -> &[(ActivityType, Time)] {
        self.taken.get(&day).map_or(&[], Vec::as_slice)
    }

    fn count(&self, day: Date, kind: ActivityType) -> usize {
        self.on(day).iter().filter(|(other, _)| *other == kind).count()
    }

    /// How little a day suits: full days, days beside one of the same kind and unloved
    /// weekdays cost.
    fn cost(&self, day: Date, kind: ActivityType, target: Option<Date>) -> f32 {
        let beside = [-1, 1].map(|step: i64| self.count(day.saturating_add(step.days()), kind));
        let distance = target.map_or(0, |target| (day - target).get_days().abs());
        self.on(day).len() as f32 * 8.0
            + self.count(day, kind) as f32 * 8.0
            + (beside[0] + beside[1]) as f32 * 4.0
            + rank(kind, self.trade, day) as f32
            + distance as f32
    }
}

/// The place of a day's weekday among those that suit the kind and the trade; 0 is best.
fn rank(kind: ActivityType, trade: Trade, day: Date) -> usize {
    let order: [i8; 7] = match (kind, trade) {
        (ActivityType::SocialMarketing, Trade::Bakery | Trade::Kitchen) => [5, 3, 6, 2, 4, 7, 1],
        (ActivityType::SocialMarketing, Trade::Shop) => [6, 4, 2, 5, 3, 7, 1],
        (ActivityType::SocialMarketing, _) => [2, 4, 3, 1, 5, 6, 7],
        (ActivityType::Blog, _) => [2, 3, 4, 1, 5, 7, 6],
        (ActivityType::EmailMarketing, _) => [4, 2, 3, 5, 1, 6, 7],
    };
    let weekday = day.weekday().to_monday_one_offset();
    order.iter().position(|other| *other == weekday).unwrap_or_default()
}

/// The whole stretch that holds `first`, and its days from there up to `last`.
fn stretch(frequency: Frequency, first: Date, last: Date) -> (Days, Days) {
    let whole = match frequency.interval {
        Interval::Week => {
            let before = first.weekday().to_monday_zero_offset();
            let monday = first.saturating_sub(i64::from(before).days());
            Days { first: monday, last: monday.saturating_add(6.days()) }
        }
        Interval::Month => Days { first: first.first_of_month(), last: first.last_of_month() },
        Interval::Year => part_of_year(usize::from(frequency.count), first),
    };
    (whole, Days { first, last: whole.last.min(last) })
}

/// The part that holds a day when its year is cut into `parts` of about the same length.
fn part_of_year(parts: usize, day: Date) -> Days {
    let parts = parts.max(1);
    let length = usize::from(day.days_in_year().unsigned_abs());
    let before = usize::from((day.day_of_year() - 1).unsigned_abs());
    let part = before * parts / length;
    let begin = |part: usize| {
        let days = (part * length).div_ceil(parts);
        day.first_of_year().saturating_add((days as i64).days())
    };
    Days { first: begin(part), last: begin(part + 1).saturating_sub(1.day()) }
}

/// The part of a frequency that falls into `days` of an interval of `whole` days, rounded.
pub(crate) fn share(frequency: Frequency, days: Days, whole: usize) -> usize {
    let length = days.iter().count();
    (usize::from(frequency.count) * length * 2 + whole) / (2 * whole)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_parts_of_a_year_follow_one_another() {
        for parts in 1..=30 {
            for year in [2027, 2028] {
                let mut day = date(year, 1, 1);
                for _ in 0..parts {
                    let part = part_of_year(parts, day);
                    assert_eq!(part.first, day, "{parts} in {year}");
                    assert!(part.iter().all(|day| part_of_year(parts, day) == part));
                    day = part.last.saturating_add(1.day());
                }
                assert_eq!(day, date(year + 1, 1, 1), "{parts} in {year}");
            }
        }
    }
}
