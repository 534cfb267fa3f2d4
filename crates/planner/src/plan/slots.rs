//! The places of a plan: kind, day and minute, before anything is said in them.

use domain::{activity::ActivityType, settings::Interval};
use jiff::{
    ToSpan,
    civil::{Date, Time},
};
use rand::{RngExt, rngs::StdRng};

use super::{
    PlanInput,
    angle::{self, Angle},
    calendar::{Calendar, Stretch},
    excluded::Excluded,
    leadup::{LeadUp, lead_ups, shuts},
    phrase::folded,
    trade::Trade,
};
use crate::phrases::Language;

/// A place for one activity.
#[derive(Debug, Clone)]
pub(crate) struct Slot<'a> {
    /// What kind of action.
    pub kind: ActivityType,
    /// Its day.
    pub day: Date,
    /// Its minute.
    pub time: Time,
    /// The event it leads up to.
    pub lead_up: Option<LeadUp<'a>>,
    /// Whether a holiday or a closing falls on the day.
    pub shut: bool,
}

/// The places of the period in order.
pub(crate) fn slots<'a>(
    input: &'a PlanInput<'a>,
    trade: Trade,
    out: &Excluded,
    rng: &mut StdRng,
) -> Vec<Slot<'a>> {
    let language = Language::of(input.profile);
    let calendar = Calendar::new(input, trade);
    let mut maker = Maker { input, language, calendar, slots: Vec::new() };
    for kind in [ActivityType::EmailMarketing, ActivityType::Blog] {
        let stretches = maker.calendar.stretches(kind);
        maker.spread(kind, &stretches, rng);
    }
    let mut stretches = maker.calendar.stretches(ActivityType::SocialMarketing);
    maker.lead_up(&mut stretches, out);
    maker.spread(ActivityType::SocialMarketing, &stretches, rng);
    maker.slots.sort_by_key(|slot| (slot.day, slot.time));
    maker.slots
}

struct Maker<'a> {
    input: &'a PlanInput<'a>,
    language: Language,
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

    /// Places what leads up to events, within the social activities that the stretches take.
    fn lead_up(&mut self, stretches: &mut [Stretch], out: &Excluded) {
        for lead_up in lead_ups(self.input.events, self.input.days, out, self.language) {
            if self.kept_already(&lead_up) {
                continue;
            }
            for day in lead_up.wishes.clone() {
                let stretch = stretches.iter_mut().find(|stretch| stretch.days.contains(day));
                let Some(stretch) = stretch.filter(|stretch| self.room(stretch, &lead_up, day))
                else {
                    continue;
                };
                if self.place(ActivityType::SocialMarketing, day, 0, Some(lead_up.clone())) {
                    stretch.open -= 1;
                    break;
                }
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
        let shut = self.input.events.iter().any(|event| {
            let on = domain::days::Days { first: day, last: day };
            shuts(event, self.language) && event.occurrences(on).next().is_some()
        });
        self.slots.push(Slot { kind, day, time, lead_up, shut });
        true
    }

    fn room(&self, stretch: &Stretch, lead_up: &LeadUp<'_>, day: Date) -> bool {
        let others =
            || self.slots.iter().filter_map(|slot| Some((slot.day, slot.lead_up.as_ref()?)));
        let twice = others().any(|(on, other)| on == day && other.event.id == lead_up.event.id);
        let apart = if stretch.open > 3 { 5 } else { 10 };
        let near = |on: Date| (on - day).get_days().abs() < apart;
        let yielded = || others().any(|(on, other)| other.yields && near(on));
        match lead_up.yields {
            true => stretch.open >= 2 && !twice && !yielded(),
            false => stretch.open >= 1 && !twice,
        }
    }

    /// Whether an activity that stays says the same about the same event.
    fn kept_already(&self, lead_up: &LeadUp<'_>) -> bool {
        let name = folded(&lead_up.event.name);
        self.input.kept.iter().any(|kept| {
            let near = (lead_up.on - kept.day).get_days();
            let step = angle::recognise(&kept.title, self.language);
            folded(&kept.subject) == name
                && (0..=8).contains(&near)
                && (step == Some(lead_up.angle) || step.is_none() && at_step(lead_up, near))
        })
    }
}

/// Whether `days` before the event is where this lead-up would stand.
fn at_step(lead_up: &LeadUp<'_>, days: i32) -> bool {
    match lead_up.angle {
        Angle::OnDay => days == 0,
        Angle::Before => (1..=3).contains(&days),
        _ => days >= 2,
    }
}

/// Where the `turn`-th activity of a stretch stands when all are spread evenly.
fn evenly(stretch: Stretch, turn: usize) -> Date {
    let length = stretch.days.iter().count();
    let ahead = (turn * 2 + 1) * length / (stretch.open * 2).max(1);
    stretch.days.first.saturating_add((ahead as i64).days())
}
