//! Choosing words: those that a channel has not had, and put together as sentences.

use domain::{
    post::Placement,
    settings::{Goal, PointOfView},
};
use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};

use super::{
    calls::{alone, before_link},
    facts::Facts,
    group::Group,
    lines::{self, Line, frames},
    memory::Memory,
    tone_key,
};
use crate::plan::phrase::{Words, capitalised};

/// The voice of one post.
pub(super) struct Voice<'a> {
    facts: &'a Facts,
    memory: &'a Memory,
    at: Placement,
}

impl<'a> Voice<'a> {
    /// The voice for a placement.
    pub(super) const fn new(facts: &'a Facts, memory: &'a Memory, at: Placement) -> Self {
        Voice { facts, memory, at }
    }

    /// The last line where a link can be followed: what to do, and the link; the link alone
    /// where every such line was said.
    pub(super) fn call_with(&self, link: &str) -> String {
        let Facts { group, goal, tone, .. } = self.facts;
        let own = *group == Group::Own && self.facts.main.is_some();
        if own || group.asks() {
            return link.to_owned();
        }
        let pool = before_link(self.facts.phrases, *group, *goal, *tone);
        let told = self.pick(2, pool, &self.facts.words);
        told.map_or_else(|| link.to_owned(), |line| format!("{} {link}", capitalised(&line)))
    }

    /// The last line by itself, with the host or the street in it.
    pub(super) fn call(&self) -> Option<String> {
        let Facts { group, goal, tone, .. } = self.facts;
        // Somebody who is introduced is not passed on.
        if *group == Group::Person && *goal == Goal::BrandAwareness {
            return None;
        }
        let words = &self.facts.words;
        // A street behind a label is read again as a sentence would be.
        let heard = |line: &String| self.memory.times(self.at, line).labels > 0;
        let pool = alone(self.facts.phrases, *group, *goal, *tone).iter();
        let pool = pool.filter(|frame| !words.fill(frame).is_some_and(|line| heard(&line)));
        let pool: Vec<String> = pool.cloned().collect();
        self.pick(3, &pool, words).map(|line| capitalised(&line))
    }

    /// What invites answers.
    pub(super) fn prompt(&self) -> Option<String> {
        self.facts.group.asks().then_some(())?;
        let pool = self.facts.phrases.pool(&format!("prompt.{}", tone_key(self.facts.tone)));
        self.pick(22, pool, &self.facts.words)
    }

    /// A fact as a sentence.
    pub(super) fn line(&self, line: Line) -> Option<String> {
        let pool = frames(self.facts.phrases, line, self.facts.view);
        self.pick(4 + line as u64, pool, &self.facts.words).map(|line| sentence(&line))
    }

    /// Who tells of an event, with what kind of business it is.
    pub(super) fn note(&self) -> Option<String> {
        let kind = lines::kind_of(self.facts.business.first()?, self.facts.phrases)?;
        let words = self.facts.words.clone().with("y", sentence(&kind));
        self.pick(21, self.facts.phrases.pool("told_by.event"), &words)
    }

    /// What it costs: in a sentence, else the price by itself.
    pub(super) fn price(&self) -> Option<String> {
        let price = self.facts.words.get("p")?;
        let told = self.line(Line::Amount).or_else(|| self.line(Line::Price));
        told.or_else(|| Some(sentence(&capitalised(price))))
    }

    /// The site's own words, told.
    pub(super) fn told(&self, line: Line, text: &str) -> Option<String> {
        if let Some(kind) = lines::kind_of(text, self.facts.phrases).filter(|_| line == Line::About)
        {
            let words = self.facts.words.clone().with("y", sentence(&kind));
            let pool = frames(self.facts.phrases, Line::Kind, self.facts.view);
            return self.pick(20, pool, &words);
        }
        let by_name = self.facts.view == PointOfView::ThirdPerson;
        let own = by_name && self.facts.phrases.speaks_itself(text);
        let typed = line == Line::Main && self.facts.group != Group::Answer;
        if !own && (typed || line == Line::About) {
            return Some(sentence(text));
        }
        let words = self.facts.words.clone().with("y", sentence(text));
        let quote = self.facts.phrases.word("style.opening_quote").trim();
        let pool: Vec<String> = frames(self.facts.phrases, line, self.facts.view)
            .iter()
            // Another's “we” stands in quotation marks.
            .filter(|frame| !own || frame.contains(quote))
            .cloned()
            .collect();
        let fresh = self.pick(4 + line as u64, &pool, &words).map(|line| capitalised(&line));
        fresh.or_else(|| {
            let quoted = own.then(|| self.facts.phrases.quoted(text));
            Some(sentence(&quoted.unwrap_or_else(|| text.to_owned())))
        })
    }

    /// The passages that this channel did not have, those first that others had least.
    pub(super) fn fresh<'p>(&self, passages: &'p [String], most: usize) -> Vec<&'p String> {
        let timed = passages.iter().map(|text| (self.memory.times(self.at, text), text));
        let mut found: Vec<_> = timed.filter(|(times, _)| times.is_new()).collect();
        found.sort_by_key(|(times, _)| times.anywhere);
        found.into_iter().map(|(_, text)| text).take(most).collect()
    }

    /// Of a list that can be taken in parts, those parts that were said least, these first.
    pub(super) fn least_said(&self, parts: &[String], most: usize) -> Vec<String> {
        let mut found: Vec<&String> = parts.iter().collect();
        found.sort_by_key(|part| self.memory.times(self.at, part));
        found.into_iter().take(most).cloned().collect()
    }

    /// One of the frames under a key, filled and closed.
    pub(super) fn of_pool(&self, role: u64, key: &str, words: &Words) -> Option<String> {
        self.pick(role, self.facts.phrases.pool(key), words).map(|line| sentence(&line))
    }

    /// A frame that this channel has not had, filled: the one that others had least. `None`
    /// when it had them all, for there is no need to say such a thing again.
    pub(super) fn pick(&self, role: u64, pool: &[String], words: &Words) -> Option<String> {
        let filled = shuffled(pool, role, self.facts).into_iter();
        let filled = filled.filter_map(|frame| words.fill(frame));
        let timed = filled.map(|text: String| (self.memory.times(self.at, &text), text));
        let fresh = timed
            .filter(|(times, text)| times.here == 0 && !self.memory.names_again(self.at, text));
        fresh.min_by_key(|(times, _)| *times).map(|(_, text)| text)
    }
}

/// The frames of a pool in the order of this activity. `role` tells apart the pools of a post.
pub(super) fn shuffled<'p, T>(pool: &'p [T], role: u64, facts: &Facts) -> Vec<&'p T> {
    let mut order: Vec<&T> = pool.iter().collect();
    order.shuffle(&mut StdRng::seed_from_u64(facts.luck.wrapping_mul(31).wrapping_add(role)));
    order
}

/// The text with an end mark, and only one.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    let closed = text.trim_end_matches(['”', '“', '"', ')', '’', '»', '\u{a0}', '\u{202f}']);
    if text.ends_with("..") && !text.ends_with("...") {
        return text.trim_end_matches('.').to_owned() + ".";
    }
    for (doubled, one) in [("?.", "?"), ("!.", "!"), ("….", "…")] {
        if let Some(bare) = text.strip_suffix(doubled) {
            return format!("{bare}{one}");
        }
    }
    if closed.is_empty() || closed.ends_with(['.', '!', '?', '…', '。', '！', '？', ':']) {
        return text.to_owned();
    }
    format!("{text}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_end_mark_is_enough() {
        assert_eq!(sentence("Chestnut loaf"), "Chestnut loaf.");
        assert_eq!(sentence("Price: from 4 p.m.."), "Price: from 4 p.m.");
        assert_eq!(sentence("Why rye?."), "Why rye?");
        assert_eq!(sentence("“Why rye?”"), "“Why rye?”");
        assert_eq!(sentence("“Rye”"), "“Rye”.");
    }
}
