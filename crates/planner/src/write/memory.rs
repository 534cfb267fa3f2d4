//! What each channel has said, so that it says something else.
//!
//! Remembered are sentences, and their frames: what is left of a sentence when the values are
//! taken out that the site, the settings and the calendar filled in. Both are read off the
//! captions themselves, whoever wrote them, so a later run knows what an earlier one said.

use std::collections::{HashMap, HashSet};

use domain::{
    contract::Brief,
    post::Placement,
    profile::{Fact, FactKind},
};

use super::facts::{Facts, parts::host};
use crate::{
    holidays::called,
    phrases::Phrases,
    plan::phrase::{folded, holds, sentences, untitled},
};

/// How far a post may be from another that says the same, in days: as long as a plan is.
const LONG_AGO: u32 = 62;
/// A frame of fewer words of its own is a label rather than a sentence.
const FEWEST_WORDS: usize = 2;
/// A sentence of so many words is one, whatever it is made of.
const LONG: usize = 6;
/// How many days a page is not linked again.
const LINK_RESTS: u32 = 14;
/// How many days the business is not called by its name again.
const NAME_RESTS: u32 = 4;
/// How many days where the business is, and when it is open, are not told again.
const PRACTICAL_REST: u32 = 28;
/// The words that tell it.
const PRACTICAL: [&str; 2] = ["l", "h"];
/// Stands for a value.
const VALUE: &str = "·";

/// How often something was said: on this channel as a sentence, there as a mere label, and on
/// all channels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Times {
    pub here: u32,
    pub labels: u32,
    pub anywhere: u32,
}

impl Times {
    /// Whether it was never said on this channel.
    pub(super) const fn is_new(self) -> bool {
        self.here == 0 && self.labels == 0
    }
}

/// Where else a post of the day begins so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Begins {
    Nowhere,
    Elsewhere,
    Here,
}

/// What was said within [`LONG_AGO`] of the day of a brief.
#[derive(Debug)]
pub(super) struct Memory {
    values: Values,
    /// How often each sentence and frame was said on a channel, and on all of them.
    here: HashMap<(Placement, String), u32>,
    anywhere: HashMap<String, u32>,
    /// First lines of the day.
    begun: HashSet<(Placement, String)>,
    /// How many days lie between the brief and the nearest post with a link.
    linked: HashMap<(Placement, String), u32>,
    /// Where a post of the days around calls the business by its name, and that name.
    named: HashSet<Placement>,
    name: Option<String>,
    /// Which of [`PRACTICAL`] the posts of the weeks around tell, in whatever words.
    practical: HashSet<(Placement, &'static str)>,
}

impl Memory {
    /// What the other posts say, beside the words of this one.
    pub(super) fn of(brief: &Brief<'_>, facts: &Facts) -> Memory {
        let mut memory = Memory {
            values: Values::of(brief, facts.phrases),
            here: HashMap::new(),
            anywhere: HashMap::new(),
            begun: HashSet::new(),
            linked: HashMap::new(),
            named: HashSet::new(),
            name: facts.words.get("n").map(str::to_owned),
            practical: HashSet::new(),
        };
        for said in brief.said {
            let days = (said.day - brief.day).get_days().unsigned_abs();
            if days <= LONG_AGO {
                memory.count(said.placement, &said.caption);
                for link in said.caption.split_whitespace().filter(|word| word.contains("://")) {
                    let nearest = memory.linked.entry((said.placement, link.to_owned()));
                    let nearest = nearest.or_insert(days);
                    *nearest = days.min(*nearest);
                }
                if days <= PRACTICAL_REST {
                    let told = |name: &&str| {
                        facts.words.get(name).is_some_and(|word| holds(&said.caption, word))
                    };
                    let told = PRACTICAL.into_iter().filter(told);
                    memory.practical.extend(told.map(|name| (said.placement, name)));
                }
                if days <= NAME_RESTS && memory.calls_by_name(&said.caption) {
                    memory.named.insert(said.placement);
                }
                if days == 0 {
                    memory.begun.insert((said.placement, beginning(&said.caption)));
                }
            }
        }
        memory
    }

    /// Remembers a caption of this very activity.
    pub(super) fn hear(&mut self, placement: Placement, caption: &str) {
        self.count(placement, caption);
        self.begun.insert((placement, beginning(caption)));
    }

    fn count(&mut self, placement: Placement, caption: &str) {
        for (key, _) in self.keys(caption) {
            *self.anywhere.entry(key.clone()).or_default() += 1;
            *self.here.entry((placement, key)).or_default() += 1;
        }
    }

    /// How often a text was said: that sentence of it which was said most.
    pub(super) fn times(&self, at: Placement, text: &str) -> Times {
        let mut times = Times::default();
        for (key, sentence) in self.keys(text) {
            times.anywhere = times.anywhere.max(self.anywhere.get(&key).copied().unwrap_or(0));
            let here = self.here.get(&(at, key)).copied().unwrap_or(0);
            let most = if sentence { &mut times.here } else { &mut times.labels };
            *most = here.max(*most);
        }
        times
    }

    /// Whether a post of the last or the next days leads to the same page.
    pub(super) fn leads_to(&self, at: Placement, link: &str) -> bool {
        self.linked.get(&(at, link.to_owned())).is_some_and(|days| *days <= LINK_RESTS)
    }

    /// Whether a post of the weeks around tells the word of that name, one of [`PRACTICAL`].
    pub(super) fn tells(&self, at: Placement, name: &'static str) -> bool {
        self.practical.contains(&(at, name))
    }

    /// Whether a text calls the business by its name where a post of the days around does so
    /// already: who reads a channel knows whose it is.
    pub(super) fn names_again(&self, at: Placement, text: &str) -> bool {
        self.named.contains(&at) && self.calls_by_name(text)
    }

    fn calls_by_name(&self, text: &str) -> bool {
        self.name.as_ref().is_some_and(|name| text.contains(name.as_str()))
    }

    /// Whether another post of the day begins so, and whether one here does: that is what is
    /// written anew.
    pub(super) fn begins(&self, at: Placement, text: &str) -> Begins {
        let beginning = beginning(text);
        let mut places = self.begun.iter().filter(|(_, begun)| *begun == beginning).map(|it| it.0);
        match (places.clone().any(|place| place == at), places.next()) {
            (true, _) => Begins::Here,
            (false, Some(_)) => Begins::Elsewhere,
            (false, None) => Begins::Nowhere,
        }
    }

    /// The sentences and frames of a text, each once, and whether it is more than a label;
    /// hashtags as they are, links left out.
    fn keys(&self, text: &str) -> Vec<(String, bool)> {
        let mut keys: Vec<(String, bool)> = Vec::new();
        let mut add = |key: String, sentence: bool| {
            if !key.is_empty() && keys.iter().all(|(other, _)| *other != key) {
                keys.push((key, sentence));
            }
        };
        for line in text.lines() {
            let (signs, words): (Vec<&str>, Vec<&str>) =
                line.split(' ').partition(|word| word.starts_with('#') || word.contains("://"));
            let tags = signs.into_iter().filter(|word| word.starts_with('#'));
            tags.for_each(|tag| add(tag.to_owned(), false));
            for sentence in parts(&words.join(" ")) {
                let words = self.values.by_first_name(folded(sentence));
                let frame = self.values.frame(&words);
                let long = words.split(' ').count() >= LONG;
                add(frame.unwrap_or_default(), true);
                add(words, long);
            }
        }
        keys
    }
}

/// What stands between end marks, whatever follows: the same of a sentence by itself and among
/// others.
fn parts(line: &str) -> impl Iterator<Item = &str> {
    let wide = |mark: &str| matches!(mark, "。" | "！" | "？");
    let ends = |(at, mark): &(usize, &str)| {
        wide(mark) || line[at + mark.len()..].starts_with([' ', '\u{a0}', '\u{202f}'])
    };
    let marks = line.match_indices(['.', '!', '?', '。', '！', '？']).filter(ends);
    let mut starts: Vec<usize> = marks.map(|(at, mark)| at + mark.len()).collect();
    starts.insert(0, 0);
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([line.len()]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| &line[start..end])
}

/// What a reader takes for the beginning.
fn beginning(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    folded(sentences(line).first().copied().unwrap_or_default())
}

/// Everything that is filled into frames.
#[derive(Debug, Default)]
struct Values {
    /// By the first word, the longest first.
    words: HashMap<String, Vec<Vec<String>>>,
    /// People by their full names, each with the first.
    people: Vec<(String, String)>,
}

impl Values {
    fn of(brief: &Brief<'_>, phrases: &'static Phrases) -> Values {
        let mut values = Values::default();
        for kind in FactKind::ALL {
            let silent = [FactKind::Colour, FactKind::Logo, FactKind::Picture, FactKind::TimeZone];
            if !silent.contains(&kind) {
                brief
                    .profile
                    .facts(kind)
                    .iter()
                    .for_each(|fact| values.learn_fact(kind, fact, phrases));
            }
        }
        let (settings, own) = (brief.settings, &brief.settings.business);
        settings.topics.iter().for_each(|topic| values.learn(topic));
        for text in [&own.value_proposition, &own.target_audience] {
            values.learn(text);
        }
        values.learn(brief.subject);
        values.learn(brief.description);
        values.add(&host(brief.address).unwrap_or_default());
        let country = brief.profile.one(FactKind::Country).unwrap_or_default();
        let others = brief.said.iter().filter_map(|said| said.event.as_deref());
        let own_event = brief.event.map(|(event, _)| event);
        for event in own_event.into_iter().chain(others).collect::<HashSet<&str>>() {
            values.add(event);
            values.add(called(event, country, phrases.language.code()).unwrap_or_default());
        }
        for pool in ["calendar.weekdays", "calendar.months"] {
            phrases.pool(pool).iter().for_each(|word| values.add(word));
        }
        for ways in values.words.values_mut() {
            ways.sort_by_key(|words| std::cmp::Reverse(words.len()));
            ways.dedup();
        }
        values
    }

    fn learn_fact(&mut self, kind: FactKind, fact: &Fact, phrases: &'static Phrases) {
        self.learn(&fact.value);
        for text in fact.detail.iter().chain(&fact.about) {
            self.learn(text);
        }
        match kind {
            FactKind::OpeningHours => self.add(&phrases.hours(&fact.value)),
            FactKind::Place => fact.value.split(',').for_each(|part| self.add(part)),
            FactKind::Person => {
                let first = untitled(&fact.value).split(' ').next().unwrap_or_default();
                self.add(first);
                self.people.push((format!("{} ", folded(&fact.value)), folded(first)));
            }
            _ => {}
        }
    }

    /// Adds a text, and each of its sentences.
    fn learn(&mut self, text: &str) {
        self.add(text);
        sentences(text).into_iter().for_each(|sentence| self.add(sentence));
    }

    fn add(&mut self, text: &str) {
        let words: Vec<String> = folded(text).split(' ').map(str::to_owned).collect();
        if let Some(first) = words.first().filter(|first| !first.is_empty()) {
            self.words.entry(first.clone()).or_default().push(words);
        }
    }

    /// A sentence that begins with somebody’s full name, as it is when it goes on from there.
    fn by_first_name(&self, sentence: String) -> String {
        let called = self.people.iter().find_map(|(full, first)| {
            sentence.strip_prefix(full.as_str()).map(|rest| format!("{first} {rest}"))
        });
        called.unwrap_or(sentence)
    }

    /// A sentence with its values taken out; `None` where little else is in it.
    fn frame(&self, sentence: &str) -> Option<String> {
        let words: Vec<&str> = sentence.split(' ').filter(|word| !word.is_empty()).collect();
        let (mut frame, mut own, mut at) = (Vec::new(), 0, 0);
        while let Some((word, rest)) = words.get(at..).and_then(<[&str]>::split_first) {
            let after = |value: &&Vec<String>| {
                let rest_of = value.iter().skip(1);
                value.len() <= rest.len() + 1 && rest_of.zip(rest).all(|(one, other)| one == other)
            };
            let known = self.words.get(*word).and_then(|ways| ways.iter().find(after));
            let number = word.starts_with(|c: char| c.is_ascii_digit()).then_some(1);
            match known.map(Vec::len).or(number) {
                Some(length) => {
                    at += length;
                    if frame.last() != Some(&VALUE) {
                        frame.push(VALUE);
                    }
                }
                None => {
                    (at, own) = (at + 1, own + 1);
                    frame.push(word);
                }
            }
        }
        (own >= FEWEST_WORDS).then(|| frame.join(" "))
    }
}
