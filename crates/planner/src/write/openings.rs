//! First lines: each network has its own way in, and no two channels of a post begin alike.

use domain::channel::Channel;
use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};

use super::{facts::Facts, group::Group, hooks, voice::sentence};
use crate::plan::phrase::{capitalised, folded, sentences, shorten};

mod others;
mod things;

/// Ways to begin: the first that can be filled are taken before the second.
#[derive(Debug, Clone, Copy)]
struct Ways(&'static [&'static str], &'static [&'static str]);

/// The first line for a channel.
pub(super) fn opening(facts: &Facts, channel: Channel) -> Option<String> {
    let mut taken: Vec<String> = Vec::new();
    for other in Channel::ALL {
        let found = candidates(facts, other);
        let fresh = found.iter().find(|line| !taken.contains(&beginning(line)));
        let line = fresh.or_else(|| found.first()).cloned();
        if other == channel {
            return line;
        }
        taken.extend(line.as_deref().map(beginning));
    }
    None
}

/// A line that says it all by itself, for a picture: the title, or a short first line of a
/// network where those are short, without a full stop. `None` when there is nothing to say.
pub(super) fn short(facts: &Facts, fits: impl Fn(&str) -> bool) -> Option<String> {
    let title = facts.words.get("t").map(str::to_owned);
    let first = |channel, most| candidates(facts, channel).into_iter().take(most);
    let lines: Vec<String> = title
        .into_iter()
        .chain(first(Channel::Instagram, 3))
        .chain(first(Channel::Threads, 2))
        .collect();
    let mut ways: Vec<String> = Vec::new();
    for line in lines.iter().filter(|line| fits(line) && sentences(line).len() < 2) {
        let line = line.strip_suffix('.').filter(|bare| !bare.ends_with('.')).unwrap_or(line);
        if !ways.iter().any(|way| folded(way) == folded(line)) {
            ways.push(line.to_owned());
        }
    }
    ways.shuffle(&mut StdRng::seed_from_u64(facts.seed.wrapping_mul(37)));
    let shortened = || lines.first().map(|line| shorten(line, &fits));
    ways.into_iter().next().or_else(shortened).filter(|line| !line.is_empty())
}

/// What a reader takes for the beginning.
fn beginning(line: &str) -> String {
    folded(sentences(line).first().copied().unwrap_or_default())
}

/// Every line that can begin this post on a channel, the wanted ones first.
fn candidates(facts: &Facts, channel: Channel) -> Vec<String> {
    let group = facts.group;
    let mut found = Vec::new();
    let ways = match group {
        Group::Offer | Group::Topic => things::ways(group, channel, facts.tone),
        _ if group.is_event() => event(channel),
        _ => others::ways(group, channel, facts.tone),
    };
    let hooks = if group.is_event() && !reads_as_list(channel) {
        [hooks::common(group), hooks::toned(group, facts.tone)].concat()
    } else {
        Vec::new()
    };
    for (tier, frames) in
        [hooks.as_slice(), ways.0, ways.1, &["{t}", "{e}", "{n}"]].into_iter().enumerate()
    {
        let mut lines: Vec<String> = frames
            .iter()
            .filter_map(|frame| facts.words.fill(frame))
            .map(|line| sentence(&capitalised(&line)))
            .collect();
        let luck = facts.seed.wrapping_mul(31).wrapping_add(tier as u64);
        if tier < 3 {
            lines.shuffle(&mut StdRng::seed_from_u64(luck));
        }
        found.extend(lines);
    }
    found.retain(|line| !folded(line).is_empty());
    found
}

/// Networks whose posts are looked up rather than read.
const fn reads_as_list(channel: Channel) -> bool {
    matches!(channel, Channel::Pinterest | Channel::GoogleBusiness)
}

const fn event(channel: Channel) -> Ways {
    match channel {
        Channel::Pinterest => Ways(&["{e}, {d} – {n}"], &["{e}, {d}"]),
        Channel::GoogleBusiness => Ways(&["{n}: {e}, {d}"], &["{d}: {e}"]),
        _ => Ways(&[], &[]),
    }
}
