//! The further steps of arcs, as long as the cadence allows.

use domain::{
    activity::ActivityType,
    days::Days,
    occasion::{Occasion, may_be_named},
    settings::Excluded,
};
use jiff::{ToSpan, civil::Date};

use super::{Maker, Room};
use crate::plan::{
    angle::{self, Angle},
    leadup::{LeadUp, Sort, Step, THANKS, steps},
    phrase::folded,
};

/// What comes often is spoken of again after so many days; where room is scarce, after twice
/// as many.
const AGAIN: i32 = 5;
/// How many days beyond the period an event may lie whose teaser stands in it.
const BEYOND: i64 = 8;

impl<'a> Maker<'a> {
    /// Places the further steps of all arcs, those first that are given up last.
    pub(super) fn further(&mut self, rooms: &mut [Room]) {
        let mut found: Vec<(Sort, usize, Step<'a>)> = Vec::new();
        for (occasion, sort) in self.around() {
            let steps = steps(occasion, sort).into_iter().enumerate();
            found.extend(steps.map(|(rank, step)| (sort, rank, step)));
        }
        found.sort_by_key(|(sort, rank, step)| (*sort, *rank, step.occasion.on));
        for (_, rank, step) in found {
            if !self.stands_already(&step) {
                self.try_days(&step, rank, rooms);
            }
        }
    }

    /// Every day of every event of the period and just around it.
    fn around(&self) -> Vec<(Occasion<'a>, Sort)> {
        let excluded = Excluded::new(&self.input.settings.excluded_topics);
        let Days { first, last } = self.input.days;
        let reach = Days {
            first: first.saturating_sub(THANKS.days()),
            last: last.saturating_add(BEYOND.days()),
        };
        let mut found = Vec::new();
        for event in self.input.events.iter().filter(|event| may_be_named(event, &excluded)) {
            let sort = Sort::of(event, self.language, self.trade);
            let days = event.occurrences(reach);
            found.extend(days.map(|on| (Occasion { event, on }, sort)));
        }
        found
    }

    fn try_days(&mut self, step: &Step<'a>, rank: usize, rooms: &mut [Room]) {
        let Occasion { event, on } = step.occasion;
        for day in &step.wishes {
            let room = rooms.iter_mut().find(|room| room.stretch.days.contains(*day));
            let Some(room) = room.filter(|room| self.has_room(step, rank, room, *day)) else {
                continue;
            };
            let lead_up = LeadUp { event, on, angle: step.angle, over: false };
            if self.place(ActivityType::SocialMarketing, *day, 0, Some(lead_up)) {
                room.take();
                return;
            }
        }
    }

    fn has_room(&self, step: &Step<'_>, rank: usize, room: &Room, day: Date) -> bool {
        let crowded = self.speaks_of_an_event(day);
        match step.sort {
            // The day itself and the last call of an own event come before other subjects.
            Sort::Own if rank < 2 => room.stretch.open > 0 && !self.speaks_of(step, day),
            Sort::Small => self.is_generous() && room.spares() && !crowded,
            Sort::Often => {
                let apart = if self.is_generous() { AGAIN } else { 2 * AGAIN };
                room.spares() && !crowded && !self.spoke_lately(step, day, apart)
            }
            Sort::Own | Sort::Closing | Sort::Sale | Sort::Great => room.spares() && !crowded,
        }
    }

    /// Whether an activity of the day is about the same event.
    fn speaks_of(&self, step: &Step<'_>, day: Date) -> bool {
        let same = |id| id == step.occasion.event.id;
        self.slots
            .iter()
            .filter(|slot| slot.day == day)
            .any(|slot| slot.lead_up.is_some_and(|it| same(it.event.id)))
    }

    fn spoke_lately(&self, step: &Step<'_>, day: Date, apart: i32) -> bool {
        self.slots
            .iter()
            .filter(|slot| slot.lead_up.is_some_and(|it| it.event.id == step.occasion.event.id))
            .any(|slot| (slot.day - day).get_days().abs() < apart)
    }

    /// Whether the step is taken: by the activity that covers the occasion, or by one that
    /// stays.
    fn stands_already(&self, step: &Step<'_>) -> bool {
        let Occasion { event, on } = step.occasion;
        let planned = self.slots.iter().filter_map(|slot| slot.lead_up);
        let mut same = planned.filter(|it| it.event.id == event.id && it.on == on);
        if same.any(|it| it.angle == step.angle) {
            return true;
        }
        let name = folded(&event.name);
        self.input.kept.iter().any(|kept| {
            let near = (on - kept.day).get_days();
            let about = match &kept.event {
                Some((name, day)) => *name == event.name && *day == on,
                None => folded(&kept.subject) == name && (0..=8).contains(&near),
            };
            let angle = angle::recognise(&kept.title, self.language);
            about && (angle == Some(step.angle) || angle.is_none() && at_step(step, near))
        })
    }
}

/// Whether `days` before the event is where this step would stand.
fn at_step(step: &Step<'_>, days: i32) -> bool {
    match step.angle {
        Angle::OnDay => days == 0,
        Angle::LastCall => (1..=3).contains(&days),
        Angle::Thanks => days < 0,
        _ => days >= 2,
    }
}
