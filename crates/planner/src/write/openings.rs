//! First lines: each network has its own way in, and no two channels of a post begin alike.
//!
//! Words: `t` title, `s` subject, `p` price, `r` role, `x` what the site says about it, `xs`
//! the same where it can stand first, `x1` where it is one sentence, `m` a sentence of the
//! site, `n` business, `town`, `l` place, `visit` where both place and hours are told below,
//! `e` event, `d` its day; the conditions `eaten` and `taste`.

use domain::{channel::Channel, network::rules, post::Placement};

use super::{
    facts::Facts,
    group::Group,
    memory::{Begins, Memory},
    tone_key,
    voice::{sentence, shuffled},
};
use crate::plan::phrase::{Words, capitalised, folded, sentences, shorten};

/// The first line for a channel: one that it has not had and with which no other post of the
/// day begins, where there is one. `leads` says whether a link stands below.
pub(super) fn opening(
    facts: &Facts,
    words: &Words,
    memory: &Memory,
    (channel, leads): (Channel, bool),
) -> Option<String> {
    let at = Placement::post(channel);
    let found = candidates(facts, words, channel, leads);
    // Where the line is all that the post says, the very words count, however few.
    let alone = facts.tells.is_empty() && facts.business.is_empty();
    let rank = |(place, line): &(usize, String)| {
        let times = memory.times(at, line);
        let named = memory.names_again(at, line);
        let begins = memory.begins(at, line);
        let again = begins == Begins::Here || (alone && times.labels > 0);
        (again, times.here, begins, named, times.labels, times.anywhere > 0, *place)
    };
    found.into_iter().enumerate().min_by_key(rank).map(|(_, line)| line)
}

/// A line that says it all by itself, for a picture: the title, or a short first line of a
/// network where those are short, without a full stop. `None` when there is nothing to say.
pub(super) fn short(facts: &Facts, memory: &Memory, at: Placement) -> Option<String> {
    let rules = rules(at);
    let fits = |text: &str| domain::network::count(rules.counting, text) <= rules.caption_limit;
    let title = facts.words.get("t").map(str::to_owned);
    let first =
        |channel, most| candidates(facts, &facts.words, channel, false).into_iter().take(most);
    let lines: Vec<String> = title
        .into_iter()
        .chain(first(Channel::Instagram, 3))
        .chain(first(Channel::Threads, 2))
        .collect();
    let single = lines.iter().filter(|line| fits(line) && sentences(line).len() < 2);
    let ways: Vec<&str> = single
        .map(|line| line.strip_suffix('.').filter(|bare| !bare.ends_with('.')).unwrap_or(line))
        .collect();
    let ways = shuffled(&ways, 37, facts);
    let best = ways.into_iter().min_by_key(|way| memory.times(at, way).here);
    let shortened = || lines.first().map(|line| shorten(line, fits));
    best.map(|way| (*way).to_owned()).or_else(shortened).filter(|line| !line.is_empty())
}

/// Every line that can begin this post on a channel, the wanted ones first.
fn candidates(facts: &Facts, words: &Words, channel: Channel, leads: bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (tier, pool) in tiers(facts, words, channel, leads).into_iter().enumerate() {
        let lines = shuffled(&pool, 100 + tier as u64, facts).into_iter();
        found.extend(lines.filter_map(|frame| words.fill(frame)));
    }
    let plain: &[&str] = match facts.group {
        group if group.is_event() => &["{e}, {d}", "{t}", "{e}"],
        // A person's own title is said as it is, or with the name where it was.
        Group::Own => &["{xs}", "{t}", "{s}", "{t} – {n}"],
        _ => &["{xs}", "{s}, {r}", "{s}, {p}", "{t}", "{s}", "{s} – {n}"],
    };
    found.extend(plain.iter().filter_map(|frame| words.fill(frame)));
    if found.is_empty() || facts.group == Group::Business {
        found.extend(words.fill("{n}"));
    }
    let mut found: Vec<String> =
        found.into_iter().map(|line| sentence(&capitalised(&line))).collect();
    found.retain(|line| !folded(line).is_empty());
    let cut = words.get("t").filter(|title| title.ends_with('…'));
    let whole = |line: &String| cut.is_none_or(|title| !line.contains(title));
    if found.iter().any(whole) {
        found.retain(whole);
    }
    found
}

/// The pools for a first line: one is used up before the next is looked at.
fn tiers(facts: &Facts, words: &Words, channel: Channel, leads: bool) -> Vec<Vec<&'static str>> {
    let pool = |key: &str| facts.phrases.pool(key).iter().map(String::as_str).collect::<Vec<_>>();
    let (group, tone) = (facts.group, tone_key(facts.tone));
    if group.is_event() && !reads_as_list(channel) {
        let key = format!("hook.{}", group.key());
        return vec![[pool(&format!("{key}.any")), pool(&format!("{key}.{tone}"))].concat()];
    }
    // Where nothing is left to be told, readers are asked.
    let silent = ["x", "xs", "p"].iter().all(|word| words.get(word).is_none());
    let about = match group {
        Group::Topic | Group::Offer if silent => Group::Ask.key(),
        _ if group.is_event() => "event",
        _ => group.key(),
    };
    let channel = channel_key(channel);
    let of = |tier: u8| {
        let toned = pool(&format!("opening.{about}.{channel}.{tone}.{tier}"));
        [toned, pool(&format!("opening.{about}.{channel}.{tier}"))].concat()
    };
    let any = pool(&format!("opening.{about}.any"));
    if channel == "bluesky" && !leads && !any.is_empty() {
        return vec![any];
    }
    let first = [of(0), any].concat();
    // Who somebody is says more than that there is somebody.
    if group == Group::Person && words.get("r").is_some() {
        let (with_role, without) = first.into_iter().partition(|it: &&str| it.contains("{r}"));
        return vec![with_role, without, of(1)];
    }
    vec![first, of(1)]
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
