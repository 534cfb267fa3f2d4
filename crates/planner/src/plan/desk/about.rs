//! What is said about the business: the letter of a month, a subject from a side, or a day.

use domain::{activity::ActivityType, days::month_name};
use jiff::ToSpan;
use rand::{RngExt, rngs::StdRng};

use super::{COMFORT, Desk, Made, Why};
use crate::plan::{
    angle::Angle,
    describe::About,
    frames,
    ideas::{Idea, ideas},
    phrase::day_in_full,
    slots::Slot,
    title::title,
};

/// How many ideas are looked at before the least alike of them is taken.
const MOST_IDEAS: usize = 24;

impl Desk<'_> {
    /// The first email of a month is about the month.
    pub(super) fn month_letter(&self, slot: &Slot<'_>, rng: &mut StdRng) -> Option<Made> {
        if slot.kind != ActivityType::EmailMarketing {
            return None;
        }
        let ahead = slot.day.saturating_add(7.days());
        let month = month_name(ahead);
        if self.used.has_pair(Angle::Letter, month) {
            return None;
        }
        let words = self.words(slot.day).with_some("list", self.coming(slot.day));
        let named = words.clone().with("m", self.phrases.month(ahead));
        let titles: Vec<String> = frames::special(self.phrases, Angle::Letter)
            .filter_map(|frame| title(frame, &named, "n"))
            .collect();
        let about =
            About { angle: Some(Angle::Letter), source: None, kind: slot.kind, holiday: false };
        let choice = self.choice(slot, &titles, about, &words.with("m", month), rng)?;
        Some(Made {
            angle: Some(Angle::Letter),
            title: choice.title,
            description: choice.description,
            subject: month.to_owned(),
            topic: None,
            source: None,
            why: Why::Letter(month),
            near: choice.near,
        })
    }

    /// The idea that the plan lacks most and that is unlike everything in it.
    pub(super) fn idea(&self, slot: &Slot<'_>, rng: &mut StdRng) -> Option<Made> {
        let goal = self.input.settings.goal;
        let pairs = self.trade.sells_to_choose();
        let ideas = ideas(slot.kind, &self.subjects, slot.day, pairs, self.phrases);
        let ranked = self.used.ranked(&ideas, &self.subjects, goal, rng);
        let open = ranked.into_iter().filter(|idea| !(slot.shut && idea.angle.assumes_open()));
        let mut best: Option<Made> = None;
        for idea in open.take(MOST_IDEAS) {
            let Some(made) = self.seen(slot, idea, rng) else { continue };
            let enough = made.near <= COMFORT;
            if best.as_ref().is_none_or(|best| made.near < best.near) {
                best = Some(made);
            }
            if enough {
                break;
            }
        }
        best
    }

    /// A subject seen from a side.
    fn seen(&self, slot: &Slot<'_>, idea: Idea, rng: &mut StdRng) -> Option<Made> {
        let subject = self.subjects.get(idea.subject)?;
        let other = idea.other.and_then(|other| self.subjects.get(other));
        let words =
            self.about(subject, slot.day).with_some("other", other.map(|it| it.text.clone()));
        let told = subject.tells_on(slot.day);
        let frames: Vec<&str> = match idea.angle {
            Angle::Choice => frames::special(self.phrases, idea.angle).collect(),
            _ => frames::pool(self.phrases, subject.source, idea.angle, told).collect(),
        };
        let turn = rng.random_range(0..frames.len().max(1));
        let turned = frames.iter().skip(turn).chain(frames.iter().take(turn));
        let titles: Vec<String> = turned.filter_map(|frame| title(frame, &words, "s")).collect();
        let about = About {
            angle: Some(idea.angle),
            source: Some(subject.source),
            kind: slot.kind,
            holiday: false,
        };
        let choice = self.choice(slot, &titles, about, &words, rng)?;
        if self.out.in_text(&subject.text) {
            return None;
        }
        Some(Made {
            angle: Some(idea.angle),
            title: choice.title,
            description: choice.description,
            subject: subject.text.clone(),
            topic: subject.topic.clone(),
            source: Some(subject.source),
            why: Why::Subject(idea.subject),
            near: choice.near,
        })
    }

    /// When every idea is used: the day itself.
    pub(super) fn day(&self, slot: &Slot<'_>, rng: &mut StdRng) -> Option<Made> {
        let words = self.words(slot.day);
        let frames = frames::of_day(self.phrases, slot.shut);
        let turn = rng.random_range(0..frames.len().max(1));
        let turned = frames.iter().skip(turn).chain(frames.iter().take(turn));
        let titles: Vec<String> = turned.filter_map(|frame| title(frame, &words, "n")).collect();
        let about = About { angle: None, source: None, kind: slot.kind, holiday: false };
        let choice = self.choice(slot, &titles, about, &words, rng)?;
        Some(Made {
            angle: None,
            title: choice.title,
            description: choice.description,
            subject: day_in_full(slot.day),
            topic: None,
            source: None,
            why: Why::Day,
            near: choice.near,
        })
    }
}
