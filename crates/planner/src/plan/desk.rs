//! The editor's desk: decides what goes into each place of the plan.

use std::collections::BTreeMap;

use domain::{
    activity::ActivityType, likeness::Likeness, names::language_name, network::has_stories,
    profile::FactKind, settings::Excluded,
};
use jiff::civil::Date;
use rand::{RngExt, SeedableRng, rngs::StdRng};

use self::choice::{COMFORT, TOO_NEAR};
use super::{
    PlanInput, PlannedActivity,
    angle::{Angle, recognise},
    ideas::Used,
    phrase::{clean, folded},
    reason,
    slots::Slot,
    subject::{Source, Subject, subjects, topics},
    trade::Trade,
};
use crate::phrases::{Address, Language, Phrases, Speaker};

mod about;
mod choice;
mod events;
mod words;

/// What is on the desk while a plan is made.
pub(crate) struct Desk<'a> {
    input: &'a PlanInput<'a>,
    out: Excluded,
    phrases: &'static Phrases,
    trade: Trade,
    subjects: Vec<Subject>,
    name: Option<String>,
    used: Used,
    /// What every activity says, those that stay first.
    said: Likeness,
    /// Decides on stories alone, so that a plan with them is the same plan.
    stories: StdRng,
}

/// What an activity says, before its place tells when.
#[derive(Debug, Clone)]
struct Made {
    angle: Option<Angle>,
    title: String,
    description: String,
    subject: String,
    topic: Option<String>,
    source: Option<Source>,
    why: Why,
    /// How near it is to the nearest of the others.
    near: f64,
}

/// What is behind an activity, for its reason.
#[derive(Debug, Clone, Copy)]
enum Why {
    /// The event of its place.
    Event,
    /// The letter of a month.
    Letter(&'static str),
    /// A subject, by its number.
    Subject(usize),
    /// Nothing but the day.
    Day,
}

/// An activity in its place.
struct Placed {
    /// Its place in what is said.
    at: usize,
    made: Made,
}

/// One in so many social campaigns that are neither an offer nor of an event has stories.
const ONE_STORY_IN: u32 = 3;
/// How often the plan is gone through for activities that say the same.
const MOST_ROUNDS: usize = 8;

impl<'a> Desk<'a> {
    /// Lays out the facts, and what stays of the plan before.
    pub(crate) fn new(input: &'a PlanInput<'a>) -> Self {
        let out = Excluded::new(&input.settings.excluded_topics);
        let topics = topics(input.profile, input.settings, &out);
        let subjects = subjects(input.profile, &topics, &out);
        let name = input.profile.one(FactKind::Name).map(clean);
        let name = name.filter(|name| !name.is_empty() && !out.in_text(name));
        let trade = Trade::of(input.profile);
        let (used, said) = (Used::default(), Likeness::default());
        let stories = StdRng::seed_from_u64(input.seed.wrapping_mul(41));
        let (address, speaker) =
            (Address::of(input.settings.tone), Speaker::of(input.settings.point_of_view));
        let phrases = Phrases::of(Language::of(input.profile), address, speaker);
        let mut desk = Desk { input, out, phrases, trade, subjects, name, used, said, stories };
        for kept in input.kept {
            let known = desk.subject_named(&kept.subject);
            let topic = known.and_then(|subject| subject.topic.clone());
            let source = known.map(|subject| subject.source);
            let angle = recognise(&kept.title, phrases.language);
            desk.used.note(&kept.title, angle, &kept.subject, topic.as_deref());
            source.into_iter().for_each(|source| desk.used.note_source(source));
            desk.said.push(&format!("{} {}", kept.title, kept.description));
        }
        desk
    }

    /// The trade that days and hours depend on.
    pub(crate) const fn trade(&self) -> Trade {
        self.trade
    }

    /// The activities for the places: events first, then the kinds of which there are fewest.
    /// A place stays empty only when every title would touch an excluded topic.
    pub(crate) fn fill(mut self, slots: &[Slot<'_>], rng: &mut StdRng) -> Vec<PlannedActivity> {
        let mut many: BTreeMap<&str, usize> = BTreeMap::new();
        slots.iter().for_each(|slot| *many.entry(slot.kind.code()).or_default() += 1);
        let mut order: Vec<(usize, &Slot<'_>)> = slots.iter().enumerate().collect();
        order.sort_by_key(|(at, slot)| (slot.lead_up.is_none(), many.get(slot.kind.code()), *at));
        let mut placed: Vec<Option<Placed>> = slots.iter().map(|_| None).collect();
        for (number, slot) in order {
            let made = self.make(slot, rng).map(|made| {
                let at = self.said.push(&made.text());
                self.note(&made);
                Placed { at, made }
            });
            if let Some(place) = placed.get_mut(number) {
                *place = made;
            }
        }
        self.think_over(slots, &mut placed, rng);
        self.told(slots, placed)
    }

    /// What a place says, looking at everything that is said by now.
    fn make(&self, slot: &Slot<'_>, rng: &mut StdRng) -> Option<Made> {
        let about_event = slot.lead_up.and_then(|lead_up| self.event(slot, &lead_up, rng));
        let letter = || self.month_letter(slot, rng);
        let first = about_event.or_else(letter);
        if first.is_some() {
            return first;
        }
        let idea = self.idea(slot, rng);
        if idea.as_ref().is_some_and(|made| made.near <= TOO_NEAR) {
            return idea;
        }
        let day = self.day(slot, rng);
        [idea, day].into_iter().flatten().min_by(|one, other| one.near.total_cmp(&other.near))
    }

    fn note(&mut self, made: &Made) {
        self.used.note(&made.title, made.angle, &made.subject, made.topic.as_deref());
        made.source.into_iter().for_each(|source| self.used.note_source(source));
    }

    /// Where two say the same, one of them says something else: what is about no event first,
    /// the later of two.
    fn think_over(&mut self, slots: &[Slot<'_>], placed: &mut [Option<Placed>], rng: &mut StdRng) {
        for _ in 0..MOST_ROUNDS {
            let mut changed = false;
            for (one, other) in self.said.pairs_over(TOO_NEAR) {
                // An earlier change may have parted them.
                if self.said.cosine(one, other) <= TOO_NEAR {
                    continue;
                }
                let number = |at: usize| {
                    placed.iter().position(|it| it.as_ref().is_some_and(|it| it.at == at))
                };
                let mut pair: Vec<usize> = [other, one].into_iter().filter_map(number).collect();
                pair.sort_by_key(|number| {
                    slots.get(*number).is_some_and(|it| it.lead_up.is_some())
                });
                changed |= pair.into_iter().any(|number| {
                    let (slot, place) = (slots.get(number), placed.get_mut(number));
                    let place = place.and_then(Option::as_mut);
                    slot.zip(place).is_some_and(|(slot, place)| self.again(slot, place, rng))
                });
            }
            if !changed {
                return;
            }
        }
    }

    /// Finds something else for a place; whether that is farther from the others.
    fn again(&mut self, slot: &Slot<'_>, place: &mut Placed, rng: &mut StdRng) -> bool {
        self.said.replace(place.at, "");
        let near = self.said.nearest(&place.made.text());
        // Its own title is free for it: the same may be told in another way.
        self.used.give_back(&place.made.title);
        let other = self.make(slot, rng).filter(|made| made.near < near.min(TOO_NEAR));
        let better = other.is_some();
        match other {
            Some(other) => {
                self.note(&other);
                place.made = other;
            }
            None => self.used.take(&place.made.title),
        }
        self.said.replace(place.at, &place.made.text());
        better
    }

    /// The activities with their reasons, which look at the plan as it is.
    fn told(mut self, slots: &[Slot<'_>], placed: Vec<Option<Placed>>) -> Vec<PlannedActivity> {
        let kept = self.input.kept.iter().map(|kept| {
            let known = self.subject_named(&kept.subject);
            Done::new(kept.day, known.and_then(|it| it.topic.clone()), &kept.subject)
        });
        let made = slots.iter().zip(&placed).filter_map(|(slot, place)| {
            let made = &place.as_ref()?.made;
            Some(Done::new(slot.day, made.topic.clone(), &made.subject))
        });
        let done: Vec<Done> = kept.chain(made).collect();
        let activities = slots.iter().zip(placed);
        activities
            .filter_map(|(slot, place)| Some(self.activity(slot, place?.made, &done)))
            .collect()
    }

    fn activity(&mut self, slot: &Slot<'_>, made: Made, done: &[Done]) -> PlannedActivity {
        let reason = match (made.why, &slot.lead_up) {
            (Why::Event, Some(lead_up)) => reason::event(self.input, lead_up, slot),
            (Why::Letter(month), _) => reason::letter(self.input, month),
            (Why::Subject(number), _) => match (self.subjects.get(number), made.angle) {
                (Some(subject), Some(angle)) => {
                    reason::idea(self.input, subject, angle, slot, Gap::of(slot.day, subject, done))
                }
                _ => reason::day(self.input, slot),
            },
            _ => reason::day(self.input, slot),
        };
        let reason = self.with_language(format!("{reason}{}", reason::named(self.input, slot)));
        let of_event = matches!(made.why, Why::Event);
        let event = slot.lead_up.filter(|_| of_event);
        let stories = self.may_have_stories(slot)
            && (of_event
                || made.source == Some(Source::Offer)
                || self.stories.random_ratio(1, ONE_STORY_IN));
        let Made { title, description, subject, topic, .. } = made;
        let Slot { kind, day, time, .. } = *slot;
        PlannedActivity {
            kind,
            day,
            time,
            title,
            description,
            reason,
            subject,
            topic,
            event: event.map(|it| (it.event.id, it.event.name.clone(), it.on)),
            stories,
        }
    }

    fn subject_named(&self, name: &str) -> Option<&Subject> {
        let word = folded(name);
        self.subjects.iter().find(|subject| folded(&subject.text) == word)
    }

    /// Whether there is a network with stories to make them for.
    fn may_have_stories(&self, slot: &Slot<'_>) -> bool {
        slot.kind == ActivityType::SocialMarketing
            && self.input.settings.channels.iter().any(|channel| has_stories(*channel))
    }

    /// The reason, with a word on the language where the titles are in another than the site.
    fn with_language(&self, reason: String) -> String {
        let tag = self.input.profile.one(FactKind::Language);
        match tag.filter(|tag| Language::tagged(tag).is_none()) {
            Some(tag) => format!(
                "{reason} The words are English: Almanac does not write {} yet.",
                language_name(&clean(tag))
            ),
            None => reason,
        }
    }

    fn free(&self, title: &str) -> bool {
        !self.used.has_title(title) && !self.out.in_text(title)
    }
}

impl Made {
    /// What is compared with other activities.
    fn text(&self) -> String {
        format!("{} {}", self.title, self.description)
    }
}

/// What stands on a day of the plan.
pub(super) struct Done {
    day: Date,
    topic: Option<String>,
    subject: String,
}

impl Done {
    fn new(day: Date, topic: Option<String>, subject: &str) -> Self {
        Done { day, topic, subject: folded(subject) }
    }
}

/// What the plan lacks of a subject's topic, or of the subject where it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing was said of it before.
    New,
    /// Nothing else is said of it this week.
    ThisWeek,
    /// It is its turn.
    Turn,
}

impl Gap {
    fn of(day: Date, subject: &Subject, done: &[Done]) -> Gap {
        let word = folded(&subject.text);
        let same = |it: &&Done| match &subject.topic {
            Some(topic) => it.topic.as_ref() == Some(topic),
            None => it.subject == word,
        };
        let same: Vec<&Done> = done.iter().filter(same).collect();
        let this_week = same.iter().filter(|it| reason::same_week(it.day, day)).count();
        // The activity itself is one of them.
        if !same.iter().any(|it| it.day < day) && this_week < 2 {
            Gap::New
        } else if this_week < 2 {
            Gap::ThisWeek
        } else {
            Gap::Turn
        }
    }
}
