//! Free words to the choice that is nearest to them.
//!
//! Each choice has words that speak for it. A word of the text counts for the choice that it
//! begins as, unless the word before it takes it back (*not formal*); most words win, and of
//! equals the first. Only words count, so the same text always leads to the same choice.

use super::{Goal, Tone};

/// Words that take back the next one.
const NOT: [&str; 7] = ["not", "never", "no", "without", "nor", "less", "hardly"];
/// Words between a denial and what it denies: *not too formal*.
const BETWEEN: [&str; 6] = ["too", "very", "so", "overly", "at", "all"];
/// A word that is shorter stands for itself alone; a longer one for all that begin with it.
const SHORTEST_STEM: usize = 4;

const TONES: [(Tone, &[&str]); 4] = [
    (
        Tone::Friendly,
        &[
            "warm",
            "personal",
            "friend",
            "kind",
            "welcom",
            "caring",
            "cosy",
            "cozy",
            "human",
            "heart",
            "gentle",
            "approachab",
            "neighbo",
            "empath",
            "informal",
            "convers",
        ],
    ),
    (
        Tone::Matter,
        &[
            "plain",
            "exact",
            "fact",
            "sober",
            "neutral",
            "clear",
            "direct",
            "precise",
            "simpl",
            "informati",
            "concise",
            "straight",
            "techn",
            "matter",
            "brief",
            "objective",
        ],
    ),
    (
        Tone::Playful,
        &[
            "light", "quick", "play", "fun", "funny", "witty", "humor", "humour", "cheek", "bold",
            "livel", "young", "youth", "joy", "joyful", "energ", "cheer", "casual", "quirk",
        ],
    ),
    (
        Tone::Formal,
        &[
            "calm", "formal", "profess", "serious", "polite", "elegan", "corporat", "refine",
            "authorit", "luxur", "respect", "expert", "dignif", "business",
        ],
    ),
];

const GOALS: [(Goal, &[&str]); 4] = [
    (
        Goal::BrandAwareness,
        &["aware", "known", "brand", "follow", "reach", "reput", "trust", "recogni", "visib"],
    ),
    (Goal::DriveTraffic, &["traffic", "visit", "website", "click", "reader", "page", "blog"]),
    (
        Goal::BoostSales,
        &[
            "sale", "sell", "sold", "revenue", "order", "booking", "buy", "profit", "turnover",
            "purchase", "customer", "shop",
        ],
    ),
    (
        Goal::CollectLeads,
        &[
            "lead",
            "leads",
            "enquir",
            "inquir",
            "subscri",
            "newsletter",
            "contact",
            "signup",
            "appointment",
            "quote",
            "quotes",
            "prospect",
            "member",
        ],
    ),
];

/// The voice that a description of one is nearest to.
pub(super) fn tone(text: &str) -> Option<Tone> {
    let text = text.trim();
    let named = Tone::ALL.iter().find(|(_, code, words)| {
        text.eq_ignore_ascii_case(code) || text.eq_ignore_ascii_case(words)
    });
    named.map(|(tone, ..)| *tone).or_else(|| nearest(text, &TONES))
}

/// The goal that a description of one is nearest to.
pub(super) fn goal(text: &str) -> Option<Goal> {
    nearest(text, &GOALS)
}

fn nearest<T: Copy>(text: &str, choices: &[(T, &[&str])]) -> Option<T> {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let denied = |at: usize| {
        let before = words.get(..at).unwrap_or_default().iter().rev();
        before.into_iter().find(|word| !BETWEEN.contains(word)).is_some_and(|it| NOT.contains(it))
    };
    let said: Vec<&str> =
        words.iter().enumerate().filter_map(|(at, word)| (!denied(at)).then_some(*word)).collect();
    let speaks = |stem: &&str, word: &str| match stem.len() < SHORTEST_STEM {
        true => word == *stem,
        false => word.starts_with(stem),
    };
    let mut best: Option<(usize, T)> = None;
    for (choice, stems) in choices {
        let count = said.iter().filter(|word| stems.iter().any(|stem| speaks(stem, word))).count();
        if count > best.map_or(0, |(most, _)| most) {
            best = Some((count, *choice));
        }
    }
    best.map(|(_, choice)| choice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_in_words_is_the_nearest_of_the_writers_voices() {
        for (text, wanted) in [
            ("warm", Some(Tone::Friendly)),
            ("Light and quick", Some(Tone::Playful)),
            ("matter", Some(Tone::Matter)),
            ("Professional, yet warm and human", Some(Tone::Friendly)),
            ("Professional and polite, never playful", Some(Tone::Formal)),
            ("not too formal: clear and direct", Some(Tone::Matter)),
            ("informal", Some(Tone::Friendly)),
            ("FUN!", Some(Tone::Playful)),
            ("fundamental", None),
            ("", None),
            ("テスト", None),
        ] {
            assert_eq!(tone(text), wanted, "{text}");
        }
        for (one, code, words) in Tone::ALL {
            assert_eq!((tone(code), tone(words)), (Some(one), Some(one)), "{code}");
        }
    }

    #[test]
    fn a_goal_in_words_is_the_nearest_of_the_four() {
        assert_eq!(goal("Double our Christmas orders"), Some(Goal::BoostSales));
        assert_eq!(goal("more newsletter subscribers"), Some(Goal::CollectLeads));
        assert_eq!(goal("become known beyond Alfama"), Some(Goal::BrandAwareness));
        assert_eq!(goal("readers for our recipes"), Some(Goal::DriveTraffic));
        assert_eq!(goal("World peace"), None);
    }
}
