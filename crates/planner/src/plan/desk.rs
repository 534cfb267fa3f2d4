//! The editor's desk: takes the slots in order and decides what goes into each.

use domain::{
    activity::ActivityType, event::EventSource, names::language_name, network::has_stories,
    profile::FactKind, settings::Goal,
};
use jiff::{ToSpan, civil::Date};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::SliceRandom};

use super::{
    PlanInput, PlannedActivity,
    angle::{Angle, recognise},
    describe::{describe, spare},
    excluded::Excluded,
    frames,
    ideas::{Idea, Used, ideas},
    leadup::LeadUp,
    phrase::{clean, day_in_full, folded, length},
    reason,
    slots::Slot,
    subject::{Source, Subject, subjects, topics},
    themes,
    title::title,
    trade::Trade,
};
use crate::{
    holidays::called,
    phrases::{Address, Language, Phrases, Speaker},
};

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
    done: Vec<(Date, Option<String>)>,
    /// Decides on stories alone, so that a plan with them is the same plan.
    stories: StdRng,
}

/// One in so many social campaigns that are neither an offer nor of an event has stories.
const ONE_STORY_IN: u32 = 3;

impl<'a> Desk<'a> {
    /// Lays out the facts, and what stays of the plan before.
    pub(crate) fn new(input: &'a PlanInput<'a>) -> Self {
        let out = Excluded::new(&input.settings.excluded_topics);
        let topics = topics(input.profile, input.settings, &out);
        let subjects = subjects(input.profile, &topics, &out);
        let name = input.profile.one(FactKind::Name).map(clean);
        let name = name.filter(|name| !name.is_empty() && !out.in_text(name));
        let trade = Trade::of(input.profile);
        let (used, done) = (Used::default(), Vec::new());
        let stories = StdRng::seed_from_u64(input.seed.wrapping_mul(41));
        let (address, speaker) =
            (Address::of(input.settings.tone), Speaker::of(input.settings.point_of_view));
        let phrases = Phrases::of(Language::of(input.profile), address, speaker);
        let mut desk = Desk { input, out, phrases, trade, subjects, name, used, done, stories };
        for kept in input.kept {
            let word = folded(&kept.subject);
            let known = desk.subjects.iter().find(|subject| folded(&subject.text) == word);
            let topic = known.and_then(|subject| subject.topic.clone());
            let source = known.map(|subject| subject.source);
            let angle = recognise(&kept.title, phrases.language);
            desk.used.note(&kept.title, angle, &kept.subject, topic.as_deref());
            source.into_iter().for_each(|source| desk.used.note_source(source));
            desk.done.push((kept.day, topic));
        }
        desk
    }

    /// The trade that days and hours depend on.
    pub(crate) const fn trade(&self) -> Trade {
        self.trade
    }

    /// What must not be mentioned.
    pub(crate) const fn excluded(&self) -> &Excluded {
        &self.out
    }

    /// The activity for a slot. `None` only when every title would touch an excluded topic.
    pub(crate) fn fill(&mut self, slot: &Slot<'_>, rng: &mut StdRng) -> Option<PlannedActivity> {
        let led_up = slot.lead_up.as_ref().and_then(|lead_up| self.event(slot, lead_up, rng));
        let activity = led_up
            .or_else(|| self.month_letter(slot))
            .or_else(|| self.idea(slot, rng))
            .or_else(|| self.day(slot, rng))?;
        self.done.push((slot.day, activity.topic.clone()));
        Some(activity)
    }

    fn event(
        &mut self,
        slot: &Slot<'_>,
        lead_up: &LeadUp<'_>,
        rng: &mut StdRng,
    ) -> Option<PlannedActivity> {
        let ahead = (lead_up.on - slot.day).get_days();
        let name = clean(&lead_up.event.name);
        let about = clean(&lead_up.event.description);
        let about = Some(about).filter(|about| !about.is_empty() && length(about) <= 160);
        let country = self.input.profile.one(FactKind::Country).unwrap_or_default();
        let called = called(&name, country, self.phrases.language.code())
            .filter(|_| lead_up.event.source == EventSource::Holiday);
        let words = self
            .words(slot.day)
            .with("e", called.unwrap_or(&name))
            .with("d", self.phrases.day(lead_up.on))
            .with("w", self.phrases.weekday(lead_up.on))
            .with_some("about", about);
        let sells = self.input.settings.goal == Goal::BoostSales;
        let mut frames: Vec<&String> = Vec::new();
        for key in frames::leading_up(lead_up.angle, ahead, sells) {
            let mut pool: Vec<&String> = self.phrases.pool(key).iter().collect();
            pool.shuffle(rng);
            frames.extend(pool);
        }
        let made =
            frames.iter().find_map(|frame| title(frame, &words, "e").filter(|t| self.free(t)))?;
        let made = Made {
            angle: Some(lead_up.angle),
            title: made,
            description: describe(
                lead_up.angle,
                None,
                &words.clone().with("d", day_in_full(lead_up.on)).with("e", name),
            ),
            reason: reason::event(lead_up, slot.day),
            subject: lead_up.event.name.clone(),
            topic: None,
            source: None,
        };
        let event = (lead_up.event.id, lead_up.event.name.clone(), lead_up.on);
        let stories = self.may_have_stories(slot);
        Some(PlannedActivity { event: Some(event), stories, ..self.accept(slot, made)? })
    }

    /// The first email of a month is about the month.
    fn month_letter(&mut self, slot: &Slot<'_>) -> Option<PlannedActivity> {
        if slot.kind != ActivityType::EmailMarketing {
            return None;
        }
        let month = domain::days::month_name(slot.day.saturating_add(7.days()));
        if self.used.has_pair(Angle::Letter, month) {
            return None;
        }
        let words = self.words(slot.day).with_some("list", self.coming(slot.day));
        let named = words.clone().with("m", self.phrases.month(slot.day.saturating_add(7.days())));
        let mut frames = frames::special(self.phrases, Angle::Letter);
        let made = frames.find_map(|frame| title(frame, &named, "n").filter(|t| self.free(t)))?;
        let made = Made {
            angle: Some(Angle::Letter),
            title: made,
            description: describe(Angle::Letter, None, &words.with("m", month)),
            reason: reason::letter(self.input, month),
            subject: month.to_owned(),
            topic: None,
            source: None,
        };
        self.accept(slot, made)
    }

    fn idea(&mut self, slot: &Slot<'_>, rng: &mut StdRng) -> Option<PlannedActivity> {
        let goal = self.input.settings.goal;
        let pairs = self.trade.sells_to_choose();
        let ideas = ideas(slot.kind, &self.subjects, slot.day, pairs, self.phrases);
        let ideas = themes::best(slot.kind, ideas, &self.subjects, &self.used);
        let ranked = self.used.ranked(&ideas, &self.subjects, goal, rng);
        let open = ranked.into_iter().filter(|idea| !(slot.shut && idea.angle.assumes_open()));
        for idea in open.collect::<Vec<_>>() {
            if let Some(made) = self.make(slot, idea, rng)
                && let Some(activity) = self.accept(slot, made)
            {
                return Some(activity);
            }
        }
        None
    }

    fn make(&self, slot: &Slot<'_>, idea: Idea, rng: &mut StdRng) -> Option<Made> {
        let subject = self.subjects.get(idea.subject)?;
        let other = idea.other.and_then(|other| self.subjects.get(other));
        let words =
            self.about(subject, slot.day).with_some("other", other.map(|it| it.text.clone()));
        let told = subject.tells_on(slot.day);
        let frames: Vec<&str> = match idea.angle {
            Angle::Choice => frames::special(self.phrases, idea.angle).collect(),
            _ => frames::pool(self.phrases, subject.titled_as(), idea.angle, told).collect(),
        };
        let turn = rng.random_range(0..frames.len().max(1));
        let mut turned = frames.iter().skip(turn).chain(frames.iter().take(turn));
        let title =
            turned.find_map(|frame| title(frame, &words, "s").filter(|title| self.free(title)))?;
        let uses = self.used.of_topic(subject.topic.as_deref());
        let this_week = reason::in_week(&self.done, slot.day, subject.topic.as_deref());
        Some(Made {
            angle: Some(idea.angle),
            title,
            description: describe(idea.angle, Some(subject.source), &words),
            reason: reason::idea(self.input, subject, idea.angle, slot, this_week, uses),
            subject: subject.text.clone(),
            topic: subject.topic.clone(),
            source: Some(subject.source),
        })
    }

    /// When every idea is used: the day itself.
    fn day(&mut self, slot: &Slot<'_>, rng: &mut StdRng) -> Option<PlannedActivity> {
        let words = self.words(slot.day);
        let frames = frames::of_day(self.phrases, slot.shut);
        let turn = rng.random_range(0..frames.len().max(1));
        let turned = frames.iter().skip(turn).chain(frames.iter().take(turn));
        for frame in turned {
            let Some(title) = title(frame, &words, "n").filter(|title| self.free(title)) else {
                continue;
            };
            let made = Made {
                angle: None,
                title,
                description: spare(),
                reason: reason::day(self.input, slot),
                subject: day_in_full(slot.day),
                topic: None,
                source: None,
            };
            if let Some(activity) = self.accept(slot, made) {
                return Some(activity);
            }
        }
        None
    }

    /// Takes an activity into the plan, unless it touches an excluded topic.
    fn accept(&mut self, slot: &Slot<'_>, made: Made) -> Option<PlannedActivity> {
        if self.out.in_text(&made.description) || self.out.in_text(&made.subject) {
            return None;
        }
        self.used.note(&made.title, made.angle, &made.subject, made.topic.as_deref());
        made.source.into_iter().for_each(|source| self.used.note_source(source));
        let stories = self.may_have_stories(slot)
            && (made.source == Some(Source::Offer) || self.stories.random_ratio(1, ONE_STORY_IN));
        let Made { title, description, reason, subject, topic, .. } = made;
        let reason = self.with_language(reason);
        let Slot { kind, day, time, .. } = *slot;
        Some(PlannedActivity {
            kind,
            day,
            time,
            title,
            description,
            reason,
            subject,
            topic,
            event: None,
            stories,
        })
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

/// An activity before it has its slot.
struct Made {
    angle: Option<Angle>,
    title: String,
    description: String,
    reason: String,
    subject: String,
    topic: Option<String>,
    source: Option<Source>,
}
