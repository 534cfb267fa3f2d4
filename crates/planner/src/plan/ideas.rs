//! Ideas: every subject from every side that suits it, and which of them the plan lacks most.

use std::collections::{BTreeMap, BTreeSet};

use domain::{activity::ActivityType, settings::Goal};
use rand::{RngExt, rngs::StdRng};

use super::{
    angle::Angle,
    frames,
    phrase::folded,
    subject::{Source, Subject},
};

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

/// Every idea for a kind of activity.
pub(crate) fn ideas(kind: ActivityType, subjects: &[Subject]) -> Vec<Idea> {
    let angles: &[Angle] = match kind {
        ActivityType::SocialMarketing => &Angle::SOCIAL,
        ActivityType::Blog => &[Angle::Guide, Angle::Explain],
        ActivityType::EmailMarketing => &[Angle::Letter],
    };
    let mut found = Vec::new();
    for (subject, it) in subjects.iter().enumerate() {
        let suit = angles.iter().filter(|angle| !frames::titles(it.source, **angle).is_empty());
        found.extend(suit.map(|angle| Idea { subject, angle: *angle, other: None }));
        let next = subject + 1;
        let pairs = matches!(it.source, Source::Offer | Source::Topic)
            && subjects.get(next).is_some_and(|next| next.source == it.source);
        if kind == ActivityType::SocialMarketing && pairs {
            found.push(Idea { subject, angle: Angle::Choice, other: Some(next) });
        }
    }
    found
}

/// What the plan holds already, counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Used {
    titles: BTreeSet<String>,
    pairs: BTreeSet<(Angle, String)>,
    topics: BTreeMap<Option<String>, f32>,
    angles: BTreeMap<Angle, f32>,
    subjects: BTreeMap<String, f32>,
    recent: Vec<(Option<String>, Option<Angle>, String)>,
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
        self.titles.insert(folded(title));
        if let Some(angle) = angle {
            self.pairs.insert((angle, subject.clone()));
            *self.angles.entry(angle).or_default() += 1.0;
        }
        *self.topics.entry(topic.clone()).or_default() += 1.0;
        *self.subjects.entry(subject.clone()).or_default() += 1.0;
        self.recent.push((topic, angle, subject));
    }

    /// Whether an activity has this title, whatever its case.
    pub(crate) fn has_title(&self, title: &str) -> bool {
        self.titles.contains(&folded(title))
    }

    /// Whether an activity shows this subject from this side.
    pub(crate) fn has_pair(&self, angle: Angle, subject: &str) -> bool {
        self.pairs.contains(&(angle, folded(subject)))
    }

    /// How often a topic has been used.
    pub(crate) fn of_topic(&self, topic: Option<&str>) -> f32 {
        self.topics.get(&topic.map(str::to_owned)).copied().unwrap_or_default()
    }

    /// The order in which ideas are tried: those that the plan lacks most come first.
    pub(crate) fn ranked(
        &self,
        ideas: &[Idea],
        subjects: &[Subject],
        goal: Goal,
        rng: &mut StdRng,
    ) -> Vec<Idea> {
        let mut priced: Vec<(f32, Idea)> = ideas
            .iter()
            .filter_map(|idea| {
                let subject = subjects.get(idea.subject)?;
                let fresh = !self.has_pair(idea.angle, &subject.text);
                fresh.then(|| (self.cost(*idea, subject, goal) + rng.random_range(0.0..1.2), *idea))
            })
            .collect();
        priced.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        priced.into_iter().map(|(_, idea)| idea).collect()
    }

    fn cost(&self, idea: Idea, subject: &Subject, goal: Goal) -> f32 {
        let word = folded(&subject.text);
        let uses = |map: &BTreeMap<String, f32>| map.get(&word).copied().unwrap_or_default();
        let angle = self.angles.get(&idea.angle).copied().unwrap_or_default();
        // Facts about the business itself have no topic and take turns as if they were one.
        let topic = self.of_topic(subject.topic.as_deref());
        let last = self.recent.last();
        let again = last.is_some_and(|(topic, ..)| *topic == subject.topic);
        let same_side = last.is_some_and(|(_, angle, _)| *angle == Some(idea.angle));
        let lately = self.recent.iter().rev().take(3).any(|(.., other)| *other == word);
        topic * 6.0
            + (angle + 0.5) / idea.angle.weight(goal) * 5.0
            + uses(&self.subjects) * 5.0
            + f32::from(u8::from(again)) * 3.0
            + f32::from(u8::from(same_side)) * 2.0
            + f32::from(u8::from(lately)) * 6.0
            + taste(subject, idea.angle)
    }
}

/// Some pairings read better than others.
const fn taste(subject: &Subject, angle: Angle) -> f32 {
    match (subject.source, angle) {
        (Source::Question, Angle::Guide | Angle::HowTo) => -3.0,
        (Source::Person, Angle::People) => -2.0,
        (Source::Offer | Source::Article, _) => -1.0,
        (Source::Name, _) => 4.0,
        (_, Angle::Choice) => 2.0,
        _ => 0.0,
    }
}
