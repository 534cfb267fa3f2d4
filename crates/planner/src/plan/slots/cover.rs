//! One activity for each event, or another that names it.

use domain::{
    activity::ActivityType,
    occasion::{Occasion, occasions},
    settings::Excluded,
};
use jiff::{ToSpan, civil::Date};

use super::{Maker, Room, Slot};
use crate::plan::leadup::{FURTHEST, LeadUp, Sort, wishes};

/// How long before an occasion another event's activity may name it in passing, in days.
const IN_PASSING: i64 = 7;
/// The most that a post, and a letter, names beside what it is about.
const MOST_NAMED: usize = 2;
const MOST_IN_LETTER: usize = 5;

/// Occasions that one activity may speak of together.
struct Cluster<'a> {
    sort: Sort,
    all: Vec<Occasion<'a>>,
}

impl<'a> Maker<'a> {
    /// Sees to it that every occasion is spoken of: those first that claim most.
    pub(super) fn cover(&mut self, rooms: &mut [Room]) {
        let mut clusters = self.clusters();
        clusters.sort_by_key(|cluster| (cluster.sort, cluster.all.first().map(|it| it.on)));
        for cluster in clusters {
            let mut rest = cluster.all;
            // What cannot be spoken of in time is left, and the days after it are tried.
            while !rest.is_empty() && !self.speak_of(&rest, cluster.sort, rooms) {
                rest.remove(0);
            }
        }
    }

    /// The occasions that nothing kept speaks of, holidays that touch together.
    fn clusters(&self) -> Vec<Cluster<'a>> {
        let excluded = Excluded::new(&self.input.settings.excluded_topics);
        let mut open = occasions(self.input.events, self.input.days, &excluded);
        open.retain(|occasion| !self.kept_tells(occasion));
        let mut found: Vec<Cluster<'a>> = Vec::new();
        for occasion in open {
            let sort = Sort::of(occasion.event, self.language, self.trade);
            let touches = |cluster: &&mut Cluster<'a>| {
                let last = cluster.all.last().map_or(occasion.on, |last| last.on);
                let room = cluster.all.len() <= MOST_NAMED;
                cluster.sort.joins() && sort.joins() && room && touch(last, occasion.on)
            };
            match found.iter_mut().rev().find(touches) {
                Some(cluster) => {
                    cluster.sort = cluster.sort.min(sort);
                    cluster.all.push(occasion);
                }
                None => found.push(Cluster { sort, all: vec![occasion] }),
            }
        }
        found
    }

    /// Speaks of occasions that touch, by the first way that there is; false when there is
    /// none up to the first of them.
    fn speak_of(&mut self, all: &[Occasion<'a>], sort: Sort, rooms: &mut [Room]) -> bool {
        let Some(first) = all.first().copied() else { return true };
        let passing = |slot: &Slot<'_>, on: Date| {
            let near = slot.day >= on.saturating_sub(IN_PASSING.days());
            near && slot.names.len() < MOST_NAMED && slot.lead_up.is_some()
        };
        let letter = |slot: &Slot<'_>, _: Date| {
            slot.kind == ActivityType::EmailMarketing && slot.names.len() < MOST_IN_LETTER
        };
        let modest = matches!(sort, Sort::Small | Sort::Often) && !self.is_generous();
        modest && (self.name(all, passing) || self.name(all, letter))
            || self.own(first, all, sort, rooms, true)
            || self.name(all, passing)
            || self.name(all, letter)
            || self.own(first, all, sort, rooms, false)
            || self.name(all, |_, _| true)
            || self.one_more(first, all, sort)
    }

    /// Has the occasions named by the last place before them of those that suit.
    fn name(&mut self, all: &[Occasion<'a>], suits: impl Fn(&Slot<'_>, Date) -> bool) -> bool {
        let Some(on) = all.first().map(|it| it.on) else { return true };
        let earliest = on.saturating_sub(FURTHEST.days());
        let before = |slot: &&mut Slot<'a>| (earliest..=on).contains(&slot.day) && suits(slot, on);
        let Some(slot) = self.slots.iter_mut().filter(before).max_by_key(|slot| slot.day) else {
            return false;
        };
        slot.names.extend(all);
        slot.names.sort_by_key(|it| it.on);
        true
    }

    /// Gives the occasions a social campaign of their own within the cadence. With `calm` on
    /// a day without another event or a holiday, soon enough before the day to be news.
    fn own(
        &mut self,
        first: Occasion<'a>,
        all: &[Occasion<'a>],
        sort: Sort,
        rooms: &mut [Room],
        calm: bool,
    ) -> bool {
        for day in wishes(sort, first.on) {
            let far = (first.on - day).get_days() > 7;
            let loud = day != first.on && self.is_shut(day) || self.speaks_of_an_event(day);
            if calm && (far || loud) {
                continue;
            }
            let room = rooms.iter_mut().find(|room| room.stretch.days.contains(day));
            let Some(room) = room.filter(|room| room.stretch.open > 0) else { continue };
            if self.put(ActivityType::SocialMarketing, day, first, all, sort, false) {
                room.take();
                return true;
            }
        }
        false
    }

    /// One activity more than the settings say, of the first kind that is wanted at all.
    fn one_more(&mut self, first: Occasion<'a>, all: &[Occasion<'a>], sort: Sort) -> bool {
        const KINDS: [ActivityType; 3] =
            [ActivityType::SocialMarketing, ActivityType::EmailMarketing, ActivityType::Blog];
        let wanted = |kind: &ActivityType| self.input.settings.frequency(*kind).is_some();
        let Some(kind) = KINDS.into_iter().find(wanted) else { return false };
        wishes(sort, first.on).any(|day| self.put(kind, day, first, all, sort, true))
    }

    fn put(
        &mut self,
        kind: ActivityType,
        day: Date,
        first: Occasion<'a>,
        all: &[Occasion<'a>],
        sort: Sort,
        over: bool,
    ) -> bool {
        let Occasion { event, on } = first;
        let angle = sort.angle((on - day).get_days());
        let placed = self.place(kind, day, 0, Some(LeadUp { event, on, angle, over }));
        if placed && let Some(slot) = self.slots.last_mut() {
            slot.names.extend(all.iter().filter(|it| **it != first));
        }
        placed
    }
}

/// Whether two days are the same or follow one another.
pub(super) fn touch(one: Date, other: Date) -> bool {
    (one - other).get_days().abs() <= 1
}
