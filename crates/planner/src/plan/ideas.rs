//! Ideas: every subject from every side that suits it, and which of them the plan lacks most.

use std::collections::{BTreeMap, BTreeSet};

use domain::{activity::ActivityType, settings::Goal};
use jiff::civil::Date;
use rand::{RngExt, rngs::StdRng};

use super::{
    angle::Angle,
    frames,
    phrase::{folded, length},
    subject::{Source, Subject},
    title::LONGEST,
};
use crate::phrases::Phrases;

/// A subject seen from a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Idea {
    /// The place of the subject in the list.
    pub subject: usize,
    /// The side.
    pub angle: Angle,
    /// The second subject of a choice between two.
    pub other: Option<usize>,
}

/// Every idea for a kind of activity on a day that there are frames for; of pairs to choose
/// from, if wanted.
pub(crate) fn ideas(
    kind: ActivityType,
    subjects: &[Subject],
    day: Date,
    pairs: bool,
    phrases: &'static Phrases,
) -> Vec<Idea> {
    let angles: &[Angle] = match kind {
        ActivityType::SocialMarketing => &Angle::SOCIAL,
        ActivityType::Blog => &[Angle::Guide, Angle::Explain],
        ActivityType::EmailMarketing => &[Angle::Letter],
    };
    let mut found = Vec::new();
    for (subject, it) in subjects.iter().enumerate().filter(|(_, it)| it.in_season(day)) {
        let told = it.tells_on(day);
        let framed =
            |angle: &&Angle| frames::pool(phrases, it.source, **angle, told).next().is_some();
        let suit = angles.iter().filter(framed);
        found.extend(suit.map(|angle| Idea { subject, angle: *angle, other: None }));
        let next = subject + 1;
        let beside =
            subjects.get(next).is_some_and(|it| it.source == Source::Offer && it.in_season(day));
        if kind == ActivityType::SocialMarketing && pairs && it.source == Source::Offer && beside {
            found.push(Idea { subject, angle: Angle::Choice, other: Some(next) });
        }
    }
    found
}

/// How many rounds of the other subjects lie between two posts about place, hours or name.
const PRACTICAL_ROUNDS: f32 = 3.0;

/// What the plan holds already, counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Used {
    titles: BTreeSet<String>,
    pairs: BTreeSet<(Angle, String)>,
    topics: BTreeMap<Option<String>, f32>,
    angles: BTreeMap<Angle, f32>,
    subjects: BTreeMap<String, f32>,
    sources: BTreeMap<Source, f32>,
    recent: Vec<(Option<String>, Option<Angle>, String)>,
    last_source: Option<Source>,
}

impl Used {
    /// Counts an activity.
    pub(crate) fn note(
        &mut self,
        title: &str,
        angle: Option<Angle>,
        subject: &str,
        topic: Option<&str>,
    ) {
        let (subject, topic) = (folded(subject), topic.map(str::to_owned));
        self.take(title);
        if let Some(angle) = angle {
            self.pairs.insert((angle, subject.clone()));
            *self.angles.entry(angle).or_default() += 1.0;
        }
        *self.topics.entry(topic.clone()).or_default() += 1.0;
        *self.subjects.entry(subject.clone()).or_default() += 1.0;
        self.recent.push((topic, angle, subject));
    }

    /// Keeps a title for one activity.
    pub(crate) fn take(&mut self, title: &str) {
        self.titles.insert(folded(title));
    }

    /// Lets another activity have a title, or the same one again.
    pub(crate) fn give_back(&mut self, title: &str) {
        self.titles.remove(&folded(title));
    }

    /// Counts where a subject comes from.
    pub(crate) fn note_source(&mut self, source: Source) {
        *self.sources.entry(source).or_default() += 1.0;
        self.last_source = Some(source);
    }

    /// Whether an activity has this title, whatever its case.
    pub(crate) fn has_title(&self, title: &str) -> bool {
        self.titles.contains(&folded(title))
    }

    /// Whether an activity shows this subject from this side.
    pub(crate) fn has_pair(&self, angle: Angle, subject: &str) -> bool {
        self.pairs.contains(&(angle, folded(subject)))
    }

    /// Whether an activity is about this subject, from whichever side.
    pub(crate) fn has_subject(&self, subject: &str) -> bool {
        self.subjects.contains_key(&folded(subject))
    }

    /// How often a topic has been used.
    fn of_topic(&self, topic: Option<&str>) -> f32 {
        self.topics.get(&topic.map(str::to_owned)).copied().unwrap_or_default()
    }

    /// The order in which ideas are tried: those whose subject came least, and among them
    /// those that the plan lacks most.
    pub(crate) fn ranked(
        &self,
        ideas: &[Idea],
        subjects: &[Subject],
        goal: Goal,
        rng: &mut StdRng,
    ) -> Vec<Idea> {
        let mut priced: Vec<(f32, f32, Idea)> = ideas
            .iter()
            .filter_map(|idea| {
                let subject = subjects.get(idea.subject)?;
                let fresh = !self.has_pair(idea.angle, &subject.text);
                let uses = self.uses(subject);
                let cost = self.cost(*idea, subject, goal) + rng.random_range(0.0..1.2);
                fresh.then_some((uses, cost, *idea))
            })
            .collect();
        priced.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
        priced.into_iter().map(|(.., idea)| idea).collect()
    }

    /// How often the plan has a subject. Where a business is, when it is open and what it is
    /// called come round less often than what it does, however many lines tell of it.
    fn uses(&self, subject: &Subject) -> f32 {
        let known = match subject.source {
            Source::Place | Source::Hours | Source::Name => {
                self.sources.get(&subject.source).map(|uses| uses * PRACTICAL_ROUNDS)
            }
            _ => self.subjects.get(&folded(&subject.text)).copied(),
        };
        known.unwrap_or_default()
    }

    fn cost(&self, idea: Idea, subject: &Subject, goal: Goal) -> f32 {
        let word = folded(&subject.text);
        let angle = self.angles.get(&idea.angle).copied().unwrap_or_default();
        // Facts without a topic take turns by their source alone.
        let topic = subject.topic.as_deref().map_or(0.0, |topic| self.of_topic(Some(topic)));
        let source = self.sources.get(&subject.source).copied().unwrap_or_default();
        let same_source = self.last_source == Some(subject.source);
        let last = self.recent.last();
        let again = last.is_some_and(|(topic, ..)| topic.is_some() && *topic == subject.topic);
        let same_side = last.is_some_and(|(_, angle, _)| *angle == Some(idea.angle));
        let lately = self.recent.iter().rev().take(3).any(|(.., other)| *other == word);
        topic * 4.0
            + (source + 0.5) / share(subject.source, goal) * 14.0
            + (angle + 0.5) / idea.angle.weight(goal) * 6.0
            + f32::from(u8::from(same_source)) * 4.0
            + f32::from(u8::from(again)) * 3.0
            + f32::from(u8::from(same_side)) * 2.0
            + f32::from(u8::from(lately)) * 6.0
            + taste(subject, idea.angle)
    }
}

/// How much of a plan each source gets; larger is more.
const fn share(source: Source, goal: Goal) -> f32 {
    match (source, goal) {
        (Source::Offer, Goal::BoostSales) => 9.0,
        (Source::Article, Goal::DriveTraffic)
        | (Source::Person, Goal::BrandAwareness)
        | (Source::Question, Goal::CollectLeads) => 4.0,
        (Source::Offer, _) => 6.0,
        (Source::Topic, _) => 5.0,
        (Source::Question, _) => 3.0,
        // Only articles are about keywords, and keywords are sought for them.
        (Source::Keyword, _) => 12.0,
        (Source::Person | Source::Article, _) => 2.0,
        (Source::Proof, _) => 1.5,
        (Source::Place | Source::Hours, _) => 0.8,
        (Source::Name, _) => 0.5,
    }
}

/// Some pairings read better than others.
fn taste(subject: &Subject, angle: Angle) -> f32 {
    let untold = if subject.about.is_none() && subject.detail.is_none() { 2.0 } else { 0.0 };
    match (subject.source, angle) {
        (Source::Question, Angle::Guide | Angle::HowTo) => -3.0,
        (Source::Person, Angle::People) => -2.0,
        // A long sentence makes a title that breaks off.
        (Source::Proof, _) if length(&subject.text) > LONGEST + 1 => 6.0,
        (Source::Name, _) => 4.0,
        (Source::Offer | Source::Topic, Angle::Choice) => 3.0,
        (Source::Offer | Source::Topic, _) => untold,
        _ => 0.0,
    }
}
