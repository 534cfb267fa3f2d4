//! First lines: each network has its own way in, and no two channels of a post begin alike.
//!
//! Words: `t` title, `s` subject, `p` price, `r` role, `x` what the site says about it, `xs`
//! the same where it can stand first, `x1` where it is one sentence, `m` a sentence of the
//! site, `n` business, `town`, `l` place, `visit` where both place and hours are told below,
//! `e` event, `d` its day; the conditions `eaten` and `taste`.

use domain::channel::Channel;
use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};

use super::{facts::Facts, order::arranged, tone_key, voice::sentence};
use crate::plan::phrase::{capitalised, folded, sentences, shorten};

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
    ways.shuffle(&mut StdRng::seed_from_u64(facts.luck.wrapping_mul(37)));
    let shortened = || lines.first().map(|line| shorten(line, &fits));
    ways.into_iter().next().or_else(shortened).filter(|line| !line.is_empty())
}

/// What a reader takes for the beginning.
fn beginning(line: &str) -> String {
    folded(sentences(line).first().copied().unwrap_or_default())
}

/// Every line that can begin this post on a channel, the wanted ones first.
fn candidates(facts: &Facts, channel: Channel) -> Vec<String> {
    let mut found = Vec::new();
    for (tier, pool) in tiers(facts, channel).into_iter().enumerate() {
        let lines = arranged(&pool, 100 + tier as u64, facts).into_iter();
        let filled = lines.filter_map(|frame| facts.words.fill(frame));
        found.extend(filled.map(|line| sentence(&capitalised(&line))));
    }
    let last = ["{t}", "{e}", "{n}"].iter().filter_map(|frame| facts.words.fill(frame));
    found.extend(last.map(|line| sentence(&capitalised(&line))));
    found.retain(|line| !folded(line).is_empty());
    found
}

/// The pools for a first line: one is used up before the next is looked at.
fn tiers(facts: &Facts, channel: Channel) -> Vec<Vec<&'static str>> {
    let pool = |key: &str| facts.phrases.pool(key).iter().map(String::as_str).collect::<Vec<_>>();
    let (group, tone) = (facts.group, tone_key(facts.tone));
    if group.is_event() && !reads_as_list(channel) {
        let key = format!("hook.{}", group.key());
        return vec![[pool(&format!("{key}.any")), pool(&format!("{key}.{tone}"))].concat()];
    }
    let about = if group.is_event() { "event" } else { group.key() };
    let channel = channel_key(channel);
    let of = |tier: u8| {
        let toned = pool(&format!("opening.{about}.{channel}.{tone}.{tier}"));
        [toned, pool(&format!("opening.{about}.{channel}.{tier}"))].concat()
    };
    vec![of(0), of(1)]
}

/// What the language files call a network.
pub(super) const fn channel_key(channel: Channel) -> &'static str {
    match channel {
        Channel::Instagram => "instagram",
        Channel::Facebook => "facebook",
        Channel::LinkedIn => "linkedin",
        Channel::Pinterest => "pinterest",
        Channel::GoogleBusiness => "google",
        Channel::TikTok => "tiktok",
        Channel::Threads => "threads",
        Channel::Bluesky => "bluesky",
        Channel::Mastodon => "mastodon",
        Channel::X => "x",
    }
}

/// Networks whose posts are looked up rather than read.
const fn reads_as_list(channel: Channel) -> bool {
    matches!(channel, Channel::Pinterest | Channel::GoogleBusiness)
}
