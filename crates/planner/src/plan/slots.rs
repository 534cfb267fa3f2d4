//! The places of a plan: kind, day and minute, before anything is said in them.
//!
//! How often each kind comes is the marketer's to say, and every event is to be spoken of. So
//! the further steps of an arc give way first. Where the places are fewer than the events,
//! holidays that touch share one, and what has none of its own is named by the activity that
//! stands before it. Only where nothing stands before an event at all is one activity more
//! planned than the settings say.

use domain::{
    activity::ActivityType,
    days::Days,
    event::Event,
    occasion::{Occasion, Said},
    settings::Interval,
};
use jiff::{
    ToSpan,
    civil::{Date, Time},
};
use rand::{RngExt, rngs::StdRng};

use super::{
    KeptActivity, PlanInput,
    calendar::{Calendar, Stretch},
    leadup::{LeadUp, shuts},
    trade::Trade,
};
use crate::phrases::Language;

mod arcs;
mod cover;

/// From so many social campaigns a week on, small holidays have one of their own each.
const GENEROUS: usize = 5;

/// A place for one activity.
#[derive(Debug, Clone)]
pub(crate) struct Slot<'a> {
    /// What kind of action.
    pub kind: ActivityType,
    /// Its day.
    pub day: Date,
    /// Its minute.
    pub time: Time,
    /// What it says about an event.
    pub lead_up: Option<LeadUp<'a>>,
    /// Other occasions that it names, because they touch its own or have no activity.
    pub names: Vec<Occasion<'a>>,
    /// Whether a holiday or a closing falls on the day.
    pub shut: bool,
}

impl Slot<'_> {
    /// Those of `names` that follow its own occasion day by day, which the title may name
    /// with it.
    pub(crate) fn touching(&self) -> impl Iterator<Item = Occasion<'_>> {
        let mut last = self.lead_up.map(|lead_up| lead_up.on);
        self.names.iter().copied().filter(move |it| {
            let touches = last.is_some_and(|last| cover::touch(last, it.on));
            if touches {
                last = Some(it.on);
            }
            touches
        })
    }
}

/// The places of the period in order.
pub(crate) fn slots<'a>(input: &'a PlanInput<'a>, trade: Trade, rng: &mut StdRng) -> Vec<Slot<'a>> {
    let language = Language::of(input.profile);
    let calendar = Calendar::new(input, trade);
    let mut maker = Maker { input, language, trade, calendar, slots: Vec::new() };
    for kind in [ActivityType::EmailMarketing, ActivityType::Blog] {
        let stretches = maker.calendar.stretches(kind);
        maker.spread(kind, &stretches, rng);
    }
    let mut stretches: Vec<Room> =
        maker.calendar.stretches(ActivityType::SocialMarketing).into_iter().map(Room::of).collect();
    maker.cover(&mut stretches);
    maker.further(&mut stretches);
    let stretches: Vec<Stretch> = stretches.into_iter().map(|room| room.stretch).collect();
    maker.spread(ActivityType::SocialMarketing, &stretches, rng);
    maker.slots.sort_by_key(|slot| (slot.day, slot.time));
    maker.slots
}

/// A stretch with what events take of it.
#[derive(Debug, Clone, Copy)]
struct Room {
    stretch: Stretch,
    /// What it took before events did.
    all: usize,
    /// What events have taken.
    events: usize,
}

impl Room {
    const fn of(stretch: Stretch) -> Self {
        Room { stretch, all: stretch.open, events: 0 }
    }

    const fn take(&mut self) {
        self.stretch.open -= 1;
        self.events += 1;
    }

    /// Whether it takes one more step of an arc and still speaks of other things as often as
    /// of events.
    const fn spares(&self) -> bool {
        self.stretch.open >= 2 && self.events * 2 < self.all
    }
}

struct Maker<'a> {
    input: &'a PlanInput<'a>,
    language: Language,
    trade: Trade,
    calendar: Calendar<'a>,
    slots: Vec<Slot<'a>>,
}

impl<'a> Maker<'a> {
    /// Fills what the stretches still take of a kind, evenly.
    fn spread(&mut self, kind: ActivityType, stretches: &[Stretch], rng: &mut StdRng) {
        let spaced = self
            .input
            .settings
            .frequency(kind)
            .is_some_and(|frequency| frequency.interval != Interval::Week);
        for stretch in stretches {
            for turn in 0..stretch.open {
                let target = spaced.then(|| evenly(*stretch, turn));
                let Some(day) = self.calendar.best_day(*stretch, kind, target, rng) else { break };
                self.place(kind, day, rng.random_range(0..3), None);
            }
        }
    }

    fn place(
        &mut self,
        kind: ActivityType,
        day: Date,
        turn: usize,
        lead_up: Option<LeadUp<'a>>,
    ) -> bool {
        let Some(time) = self.calendar.take(day, kind, turn) else { return false };
        let shut = self.is_shut(day);
        self.slots.push(Slot { kind, day, time, lead_up, names: Vec::new(), shut });
        true
    }

    fn is_shut(&self, day: Date) -> bool {
        let on = Days { first: day, last: day };
        let shut =
            |event: &Event| shuts(event, self.language) && event.occurrences(on).next().is_some();
        self.input.events.iter().any(shut)
    }

    /// Whether there are so many social campaigns that small holidays have their own.
    fn is_generous(&self) -> bool {
        let weeks = |interval| match interval {
            Interval::Week => 1,
            Interval::Month => 4,
            Interval::Year => 52,
        };
        let social = self.input.settings.frequency(ActivityType::SocialMarketing);
        social.is_some_and(|often| usize::from(often.count) >= GENEROUS * weeks(often.interval))
    }

    /// Whether an activity about an event stands on a day.
    fn speaks_of_an_event(&self, day: Date) -> bool {
        self.slots.iter().any(|slot| slot.day == day && slot.lead_up.is_some())
    }

    /// Whether an activity that stays speaks of an occasion.
    fn kept_tells(&self, occasion: &Occasion<'_>) -> bool {
        self.input.kept.iter().any(|kept| occasion.is_told_by(&said(kept)))
    }
}

/// A kept activity, as far as it can speak of an occasion.
fn said(kept: &KeptActivity) -> Said<'_> {
    Said {
        day: kept.day,
        title: &kept.title,
        description: &kept.description,
        event: kept.event.as_ref().map(|(name, on)| (name.as_str(), *on)),
    }
}

/// Where the `turn`-th activity of a stretch stands when all are spread evenly.
fn evenly(stretch: Stretch, turn: usize) -> Date {
    let length = stretch.days.iter().count();
    let ahead = (turn * 2 + 1) * length / (stretch.open * 2).max(1);
    stretch.days.first.saturating_add((ahead as i64).days())
}
