//! Choosing words: by seed, differently for each channel, and put together as sentences.

use domain::{channel::Channel, settings::PointOfView};
use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};

use super::{
    calls::{alone, before_link, prompt},
    facts::Facts,
    group::Group,
    lines::{self, Line, frames},
};
use crate::plan::phrase::{capitalised, folded};

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
        let pool = before_link(*group, *goal, *tone);
        let told = self.pick(2, &pool, |frame| self.facts.words.fill(frame));
        Some(told.map_or_else(|| link.to_owned(), |line| format!("{} {link}", capitalised(&line))))
    }

    /// The last line by itself, with the host or the street in it.
    pub(super) fn call(&self) -> Option<String> {
        let Facts { group, goal, tone, .. } = self.facts;
        let pool = alone(*group, *goal, *tone);
        self.pick(2, &pool, |frame| self.facts.words.fill(frame)).map(|line| capitalised(&line))
    }

    /// What invites answers.
    pub(super) fn prompt(&self) -> Option<String> {
        self.facts.group.asks().then_some(())?;
        let mut pool = prompt(self.facts.tone).to_vec();
        pool.retain(|frame| self.facts.group == Group::Ask || !frame.ends_with('?'));
        self.pick(3, &pool, |frame| self.facts.words.fill(frame))
    }

    /// A fact as a sentence.
    pub(super) fn line(&self, line: Line) -> Option<String> {
        let words = &self.facts.words;
        self.pick(4 + line as u64, frames(line, self.facts.view), |frame| words.fill(frame))
            .map(|line| sentence(&line))
    }

    /// Who tells of an event, with what kind of business it is or without.
    pub(super) fn note(&self, with_kind: bool) -> Option<String> {
        let first = self.facts.business.first().filter(|_| with_kind);
        let kind = first.and_then(|text| lines::kind_of(text));
        let pool = if kind.is_some() { &lines::NOTES[..4] } else { &lines::NOTES[4..] };
        let words = self.facts.words.clone().with_some("y", kind.map(|kind| sentence(&kind)));
        self.pick(21, pool, |frame| words.fill(frame))
    }

    /// What it costs.
    pub(super) fn price(&self) -> Option<String> {
        self.line(Line::Amount).or_else(|| self.line(Line::Price))
    }

    /// The site's own words, told.
    pub(super) fn told(&self, line: Line, text: &str) -> Option<String> {
        if let Some(kind) = lines::kind_of(text).filter(|_| line == Line::About) {
            let words = self.facts.words.clone().with("y", sentence(&kind));
            return self.pick(20, frames(Line::Kind, self.facts.view), |frame| words.fill(frame));
        }
        let words = self.facts.words.clone().with("y", sentence(text));
        let named = words.get("n").is_some_and(|name| folded(text).contains(&folded(name)));
        let typed = line == Line::Main && self.facts.group != Group::Answer;
        let by_name = self.facts.view == PointOfView::ThirdPerson;
        let own = by_name && speaks_itself(text);
        let itself = !by_name && line == Line::About && speaks_itself(text);
        if (typed || named || itself) && !own {
            return Some(sentence(text));
        }
        let pool: Vec<&str> = frames(line, self.facts.view)
            .iter()
            // Another's “we” stands in quotation marks.
            .filter(|frame| !own || frame.contains('“'))
            .copied()
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

    /// The frame that falls to this channel, filled. Channels take frames in an order that
    /// the seed decides, so that none repeats another while there are enough.
    fn pick(
        &self,
        role: u64,
        pool: &[&str],
        fill: impl Fn(&str) -> Option<String>,
    ) -> Option<String> {
        let mut filled: Vec<String> = pool.iter().filter_map(|frame| fill(frame)).collect();
        let mut rng = StdRng::seed_from_u64(self.facts.seed.wrapping_mul(31).wrapping_add(role));
        filled.shuffle(&mut rng);
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
    let closed = text.trim_end_matches(['”', '"', ')', '’', '»']);
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

/// Whether a text says *we*.
pub(super) fn speaks_itself(text: &str) -> bool {
    folded(text).split(' ').any(|word| matches!(word, "we" | "us" | "our" | "i" | "my"))
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
