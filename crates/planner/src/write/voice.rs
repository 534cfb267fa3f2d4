//! Choosing words: by seed, differently for each channel, and put together as sentences.

use domain::{channel::Channel, settings::PointOfView};

use super::{
    calls::{alone, before_link},
    facts::Facts,
    group::Group,
    lines::{self, Line, frames},
    order::arranged,
    tone_key,
};
use crate::plan::phrase::{Words, capitalised, folded};

/// The voice of one post.
pub(super) struct Voice<'a> {
    facts: &'a Facts,
    channel: Channel,
}

impl<'a> Voice<'a> {
    /// The voice for a channel.
    pub(super) const fn new(facts: &'a Facts, channel: Channel) -> Self {
        Voice { facts, channel }
    }

    /// The last line where a link can be followed: what to do, and the link.
    pub(super) fn call_with(&self, link: &str) -> Option<String> {
        let Facts { group, goal, tone, .. } = self.facts;
        let own = *group == Group::Own && self.facts.main.is_some();
        if own || group.asks() {
            return Some(link.to_owned());
        }
        let pool = before_link(self.facts.phrases, *group, *goal, *tone);
        let told = self.pick(2, pool, |frame| self.facts.words.fill(frame));
        Some(told.map_or_else(|| link.to_owned(), |line| format!("{} {link}", capitalised(&line))))
    }

    /// The last line by itself, with the host or the street in it.
    pub(super) fn call(&self) -> Option<String> {
        let Facts { group, goal, tone, .. } = self.facts;
        let pool = alone(self.facts.phrases, *group, *goal, *tone);
        self.pick(3, pool, |frame| self.facts.words.fill(frame)).map(|line| capitalised(&line))
    }

    /// What invites answers.
    pub(super) fn prompt(&self) -> Option<String> {
        self.facts.group.asks().then_some(())?;
        let pool = self.facts.phrases.pool(&format!("prompt.{}", tone_key(self.facts.tone)));
        self.pick(22, pool, |frame| self.facts.words.fill(frame))
    }

    /// A fact as a sentence.
    pub(super) fn line(&self, line: Line) -> Option<String> {
        let words = &self.facts.words;
        let pool = frames(self.facts.phrases, line, self.facts.view);
        self.pick(4 + line as u64, pool, |frame| words.fill(frame)).map(|line| sentence(&line))
    }

    /// Who tells of an event, with what kind of business it is or without.
    pub(super) fn note(&self, with_kind: bool) -> Option<String> {
        let first = self.facts.business.first().filter(|_| with_kind);
        let kind = first.and_then(|text| lines::kind_of(text, self.facts.phrases));
        let pool = self.facts.phrases.pool(if kind.is_some() { "note.kind" } else { "note.bare" });
        let words = self.facts.words.clone().with_some("y", kind.map(|kind| sentence(&kind)));
        self.pick(21, pool, |frame| words.fill(frame))
    }

    /// What it costs.
    pub(super) fn price(&self) -> Option<String> {
        self.line(Line::Amount).or_else(|| self.line(Line::Price))
    }

    /// The site's own words, told.
    pub(super) fn told(&self, line: Line, text: &str) -> Option<String> {
        if let Some(kind) = lines::kind_of(text, self.facts.phrases).filter(|_| line == Line::About)
        {
            let words = self.facts.words.clone().with("y", sentence(&kind));
            let pool = frames(self.facts.phrases, Line::Kind, self.facts.view);
            return self.pick(20, pool, |frame| words.fill(frame));
        }
        let words = self.facts.words.clone().with("y", sentence(text));
        let named = words.get("n").is_some_and(|name| folded(text).contains(&folded(name)));
        let typed = line == Line::Main && self.facts.group != Group::Answer;
        let by_name = self.facts.view == PointOfView::ThirdPerson;
        let ours = self.facts.phrases.speaks_itself(text);
        let own = by_name && ours;
        let itself = !by_name && line == Line::About && ours;
        if (typed || named || itself) && !own {
            return Some(sentence(text));
        }
        let quote = self.facts.phrases.word("style.opening_quote").trim();
        let pool: Vec<String> = frames(self.facts.phrases, line, self.facts.view)
            .iter()
            // Another's “we” stands in quotation marks.
            .filter(|frame| !own || frame.contains(quote))
            .cloned()
            .collect();
        self.pick(4 + line as u64, &pool, |frame| words.fill(frame)).map(|line| capitalised(&line))
    }

    /// The place of the channel among those that take frames: channels that matter most to
    /// the marketer come first, so that they repeat another least.
    fn turn(&self) -> usize {
        let place = |channel: Channel| (!self.facts.first.contains(&channel), turn(channel));
        let own = place(self.channel);
        Channel::ALL.into_iter().filter(|other| place(*other) < own).count()
    }

    /// One of the frames under a key, filled and closed.
    pub(super) fn of_pool(&self, role: u64, key: &str, words: &Words) -> Option<String> {
        self.pick(role, self.facts.phrases.pool(key), |frame| words.fill(frame))
            .map(|line| sentence(&line))
    }

    /// The frame that falls to this channel, filled. Channels take frames one after another,
    /// so that none repeats another while there are enough.
    fn pick(
        &self,
        role: u64,
        pool: &[String],
        fill: impl Fn(&str) -> Option<String>,
    ) -> Option<String> {
        let frames: Vec<&String> = pool.iter().collect();
        let arranged = arranged(&frames, role, self.facts);
        let filled: Vec<String> = arranged.into_iter().filter_map(|frame| fill(frame)).collect();
        let turn = self.turn() % filled.len().max(1);
        filled.into_iter().nth(turn)
    }
}

/// The place of a channel among all; networks without a first line of
/// their own come last.
const fn turn(channel: Channel) -> usize {
    match channel {
        Channel::Instagram => 0,
        Channel::Facebook => 1,
        Channel::LinkedIn => 2,
        Channel::TikTok => 3,
        Channel::Threads => 4,
        Channel::Bluesky => 5,
        Channel::Mastodon => 6,
        Channel::Pinterest => 7,
        Channel::GoogleBusiness => 8,
        Channel::X => 9,
    }
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
