//! What can be counted of a plan and its words.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use domain::{
    activity::ActivityType,
    channel::Channel,
    days::Days,
    network::check,
    occasion::{Occasion, Said, occasions},
    post::PostKind,
    profile::Fact,
    settings::{Excluded, Frequency, Interval},
};
use jiff::{ToSpan, civil::Date};
use planner::{
    plan::PlannedActivity,
    whole::{WholePlan, WholePost},
};
use serde::Serialize;

/// The counts of one plan.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Quality {
    /// Activities of all kinds.
    pub activities: usize,
    /// Posts and stories.
    pub posts: usize,
    /// Posts that their network would refuse.
    pub over_limits: usize,
    /// Numbers and links that stand in no fact, event or setting.
    pub untraced: Vec<String>,
    /// Of the sentences that a network gets, the share whose frame it got before.
    pub repeated_frames: f64,
    /// The frames that come back most, with how often a network gets each again.
    pub worst_frames: Vec<(String, usize)>,
    /// Distinct pairs of neighbouring words among all, the mean of the networks.
    pub distinct_2: f64,
    /// The greatest cosine between two activities.
    pub most_alike: f64,
    /// The titles of those two.
    pub alike: (String, String),
    /// Full weeks and months that hold another number of activities than the settings say.
    pub off_cadence: usize,
    /// Events that no activity speaks of in time.
    pub uncovered: Vec<String>,
}

/// Counts a plan with all its posts.
pub fn of(plan: &WholePlan) -> Quality {
    let posts: Vec<(&PlannedActivity, &WholePost)> = plan.posts_of_all().collect();
    let over = |(_, post): &&(&PlannedActivity, &WholePost)| {
        !check(post.placement, None, &post.text, true).is_empty()
    };
    let (repeated_frames, worst_frames) = repeated_frames(plan, &posts);
    let (most_alike, alike) = most_alike(plan);
    Quality {
        activities: plan.activities.len(),
        posts: posts.len(),
        over_limits: posts.iter().filter(over).count(),
        untraced: untraced(plan, &posts),
        repeated_frames,
        worst_frames,
        distinct_2: distinct_2(&posts),
        most_alike,
        alike,
        off_cadence: off_cadence(plan),
        uncovered: uncovered(plan),
    }
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')));
    parts.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// The numbers of a text, separators left out.
fn numbers(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '\'')));
    let digits = parts.map(|part| part.chars().filter(char::is_ascii_digit).collect::<String>());
    digits.filter(|part| !part.is_empty()).collect()
}

/// Everything that may be repeated: facts, settings, events, days.
fn known_numbers(plan: &WholePlan) -> HashSet<String> {
    let facts = plan.profile.read.values().flatten();
    let told = facts.flat_map(|fact: &Fact| {
        [Some(&fact.value), fact.detail.as_ref(), fact.about.as_ref()].into_iter().flatten()
    });
    let mut known: HashSet<String> = told.flat_map(|text| numbers(text)).collect();
    known.extend(numbers(plan.address.as_str()));
    for event in &plan.events {
        known.extend(numbers(&event.name));
    }
    for day in plan.days.iter() {
        known.extend([day.day().to_string(), format!("{:02}", day.day()), day.year().to_string()]);
    }
    known
}

fn untraced(plan: &WholePlan, posts: &[(&PlannedActivity, &WholePost)]) -> Vec<String> {
    let known = known_numbers(plan);
    let host = plan.address.host_str().unwrap_or_default();
    let mut found = Vec::new();
    for (_, post) in posts {
        let caption = &post.text.caption;
        found.extend(numbers(caption).into_iter().filter(|number| !known.contains(number)));
        let links = caption.split_whitespace().filter(|word| word.contains("://"));
        let links = links.chain(post.text.link.as_deref());
        found.extend(links.filter(|link| !link.contains(host)).map(str::to_owned));
    }
    found
}

/// A sentence whose facts are masked, so that what is left is the writer's own; `None` for one
/// that says little beside them.
fn frame(sentence: &str) -> Option<String> {
    let own: Vec<String> = words(&sentence.replace(MASK, " xx "));
    let telling = own.iter().filter(|word| *word != "xx").count();
    (telling >= 3).then(|| own.join(" "))
}

/// Stands for a fact, the name of an event, or an address.
const MASK: &str = "\u{1}";

/// A caption without hashtags, with everything masked that it was told.
fn masked(caption: &str, masks: &[String]) -> String {
    let words_only = caption.split('#').next().unwrap_or_default().to_lowercase();
    let mut rest: String = words_only
        .split_inclusive(char::is_whitespace)
        .map(|word| if word.contains("://") { MASK.to_owned() } else { word.to_owned() })
        .collect();
    for mask in masks {
        rest = rest.replace(mask.as_str(), MASK);
    }
    rest
}

fn repeated_frames(
    plan: &WholePlan,
    posts: &[(&PlannedActivity, &WholePost)],
) -> (f64, Vec<(String, usize)>) {
    let facts =
        plan.profile.read.iter().flat_map(|(kind, facts)| facts.iter().map(move |it| (*kind, it)));
    let told = facts.flat_map(|(kind, fact)| {
        let about = fact.about.iter().flat_map(|about| sentences(about));
        let detail = fact.detail.iter().flat_map(|detail| sentences(detail));
        let value =
            sentences(&fact.value).into_iter().chain([fact.value.clone(), fact.value_words(kind)]);
        value.chain(about).chain(detail).collect::<Vec<_>>()
    });
    let named = plan.events.iter().map(|event| event.name.clone());
    let host = plan.address.host_str().map(str::to_owned);
    let mut masks: Vec<String> =
        told.chain(named).chain(host).map(|text| text.to_lowercase()).collect();
    masks.retain(|mask| mask.chars().count() > 2);
    masks.sort_by_key(|mask| (std::cmp::Reverse(mask.len()), mask.clone()));
    masks.dedup();
    let mut seen: HashMap<(Channel, PostKind, String), usize> = HashMap::new();
    for (_, post) in posts {
        let caption = masked(&post.text.caption, &masks);
        for frame in sentences(&caption).iter().filter_map(|text| frame(text)) {
            *seen.entry((post.placement.channel, post.placement.kind, frame)).or_default() += 1;
        }
    }
    let all: usize = seen.values().sum();
    let mut worst: BTreeMap<String, usize> = BTreeMap::new();
    for ((.., frame), times) in seen.iter().filter(|(_, times)| **times > 1) {
        *worst.entry(frame.clone()).or_default() += times - 1;
    }
    let mut worst: Vec<(String, usize)> = worst.into_iter().collect();
    worst.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    worst.truncate(MOST_NAMED);
    (share(all - seen.len(), all), worst)
}

/// How many of the most repeated frames are named.
const MOST_NAMED: usize = 8;

/// The sentences of a text without their last mark, which a space or the end follows.
fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(['.', '!', '?', '…', '。', '\n']) {
        let after = text[at + mark.len()..].chars().next();
        if mark == "\n" || mark == "。" || after.is_none_or(char::is_whitespace) {
            found.push(text[start..at].trim().to_owned());
            start = at + mark.len();
        }
    }
    found.push(text[start..].trim().to_owned());
    found.retain(|sentence| !sentence.is_empty());
    found
}

fn distinct_2(posts: &[(&PlannedActivity, &WholePost)]) -> f64 {
    let mut networks: BTreeMap<Channel, (HashSet<(String, String)>, usize)> = BTreeMap::new();
    for (_, post) in posts.iter().filter(|(_, post)| post.placement.kind == PostKind::Post) {
        let (distinct, all) = networks.entry(post.placement.channel).or_default();
        let words = words(&post.text.caption);
        for pair in words.windows(2) {
            *all += 1;
            distinct.insert((pair[0].clone(), pair[1].clone()));
        }
    }
    let shares = networks.values().map(|(distinct, all)| share(distinct.len(), *all));
    shares.sum::<f64>() / networks.len().max(1) as f64
}

/// Cosine between titles with descriptions: each word counted as often as it stands, and with
/// words weighed by how few activities hold them; the greater of the two.
fn most_alike(plan: &WholePlan) -> (f64, (String, String)) {
    let texts: Vec<Vec<String>> = plan
        .activities
        .iter()
        .map(|it| words(&format!("{} {}", it.planned.title, it.planned.description)))
        .collect();
    let mut holding: HashMap<&str, usize> = HashMap::new();
    for text in &texts {
        for word in text.iter().collect::<BTreeSet<_>>() {
            *holding.entry(word).or_default() += 1;
        }
    }
    let all = texts.len() as f64;
    let rare = |word: &str| (all / holding.get(word).copied().unwrap_or(1) as f64).ln();
    let title = |at: usize| plan.activities[at].planned.title.clone();
    let mut most = (0.0, (String::new(), String::new()));
    for weight in [&(|_: &str| 1.0) as &dyn Fn(&str) -> f64, &rare] {
        let (cosine, (one, other)) = nearest(&texts, weight);
        if cosine > most.0 {
            most = (cosine, (title(one), title(other)));
        }
    }
    most
}

/// The greatest cosine between two texts, and their places.
fn nearest(texts: &[Vec<String>], weight: &dyn Fn(&str) -> f64) -> (f64, (usize, usize)) {
    let vectors: Vec<HashMap<&str, f64>> = texts
        .iter()
        .map(|text| {
            let mut vector: HashMap<&str, f64> = HashMap::new();
            for word in text {
                *vector.entry(word.as_str()).or_default() += weight(word);
            }
            vector
        })
        .collect();
    let length =
        |it: &HashMap<&str, f64>| it.values().map(|weight| weight * weight).sum::<f64>().sqrt();
    let mut most = (0.0, (0, 0));
    for (at, one) in vectors.iter().enumerate() {
        for (next, other) in vectors.iter().enumerate().skip(at + 1) {
            let shared = one.iter().filter_map(|(word, weight)| Some(weight * other.get(word)?));
            let cosine = shared.sum::<f64>() / (length(one) * length(other)).max(1e-9);
            if cosine > most.0 {
                most = (cosine, (at, next));
            }
        }
    }
    most
}

fn off_cadence(plan: &WholePlan) -> usize {
    let kinds = ActivityType::ALL
        .into_iter()
        .filter_map(|kind| Some((kind, plan.settings.frequency(kind)?)));
    kinds
        .flat_map(|(kind, often)| {
            let days: Vec<Date> = plan
                .activities
                .iter()
                .filter(|it| it.planned.kind == kind)
                .map(|it| it.planned.day)
                .collect();
            let full = spans(plan.days, often);
            full.into_iter().filter(move |span| {
                days.iter().filter(|day| span.contains(**day)).count() != usize::from(often.count)
            })
        })
        .count()
}

/// The weeks or months that lie wholly inside the plan's days.
fn spans(days: Days, often: Frequency) -> Vec<Days> {
    let span = |first: Date| match often.interval {
        Interval::Week => Days { first, last: first.saturating_add(6.days()) },
        _ => Days { first, last: first.last_of_month() },
    };
    let begins = |day: &Date| match often.interval {
        Interval::Week => day.weekday().to_monday_zero_offset() == 0,
        Interval::Month => day.day() == 1,
        _ => false,
    };
    days.iter().filter(begins).map(span).filter(|span| days.contains(span.last)).collect()
}

fn uncovered(plan: &WholePlan) -> Vec<String> {
    let excluded = Excluded::new(&plan.settings.excluded_topics);
    let told = |occasion: &Occasion<'_>| {
        plan.activities.iter().map(|it| &it.planned).any(|it| {
            occasion.is_told_by(&Said {
                day: it.day,
                title: &it.title,
                description: &it.description,
                event: it.event.as_ref().map(|(_, name, on)| (name.as_str(), *on)),
            })
        })
    };
    let open = occasions(&plan.events, plan.days, &excluded).into_iter().filter(|it| !told(it));
    open.map(|it| format!("{}, {}", it.event.name, it.on)).collect()
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
