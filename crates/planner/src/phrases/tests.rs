//! What every language file keeps to.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::plan::phrase::folded;

const ADDRESSES: [Address; 2] = [Address::Informal, Address::Formal];
const SPEAKERS: [Speaker; 2] = [Speaker::Ourselves, Speaker::ByName];

/// Every way in which a language is spoken.
fn voices(language: Language) -> impl Iterator<Item = (Address, Speaker, &'static Phrases)> {
    ADDRESSES.into_iter().flat_map(move |address| {
        SPEAKERS.map(|speaker| (address, speaker, Phrases::of(language, address, speaker)))
    })
}

/// The frames that go out to readers, with their keys.
fn spoken(phrases: &'static Phrases) -> impl Iterator<Item = (&'static str, &'static str)> {
    const SILENT: [&str; 4] = ["vocabulary.", "style.", "calendar.", "hours."];
    let pools =
        phrases.pools.iter().filter(|(key, _)| !SILENT.iter().any(|it| key.starts_with(it)));
    pools.flat_map(|(key, pool)| pool.iter().map(move |frame| (key.as_str(), frame.as_str())))
}

/// The words between braces.
fn placeholders(frame: &str) -> Vec<&str> {
    frame.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default()).collect()
}

#[test]
fn every_file_is_read_and_has_the_same_keys() {
    let keys = |language: Language| -> BTreeSet<String> {
        let table: Table = language.file().parse().unwrap_or_else(|error| {
            panic!("phrases/{}.toml cannot be read: {error}", language.code())
        });
        let read = Phrases::read(language, table, Address::Formal, Speaker::Ourselves);
        read.pools.into_keys().collect()
    };
    let english = keys(Language::English);
    assert!(english.len() > 300, "{}", english.len());
    for language in Language::ALL {
        let own = keys(language);
        let missing: Vec<_> = english.difference(&own).collect();
        let unknown: Vec<_> = own.difference(&english).collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "{language:?}: missing {missing:?}, unknown {unknown:?}"
        );
    }
}

#[test]
fn what_is_asked_for_is_there_for_every_voice() {
    for language in Language::ALL {
        for (address, speaker, phrases) in voices(language) {
            for key in crate::write::keys::keys() {
                // Empty: what only the other speaker says.
                assert!(
                    !phrases.pool(&key).is_empty(),
                    "{language:?} {address:?} {speaker:?}: {key}"
                );
            }
            assert_eq!(phrases.pool("calendar.weekdays").len(), 7, "{language:?}");
            assert_eq!(phrases.pool("calendar.months").len(), 12, "{language:?}");
        }
    }
}

/// The words that frames under a key may take.
fn legal(key: &str) -> &'static [&'static str] {
    let section = key.split('.').next().unwrap_or_default();
    match section {
        "title" if key == "title.letter" => &["m", "n"],
        "title" if key == "title.choice" => &["s", "other"],
        "title" | "told" => &["s", "p", "r", "n", "expert", "on", "door", "if edible"],
        "event" => &["e", "d", "w"],
        "day" => &["d", "n"],
        "hook" => &["t", "e", "d", "n", "if holiday"],
        "holiday" => &["n"],
        "opening" if key.starts_with("opening.event") => &["e", "d", "n"],
        "opening" if key.starts_with("opening.article") => &["s", "xs", "n"],
        "opening" if key.starts_with("opening.proof") => &["m", "n", "town"],
        "opening" if key.starts_with("opening.business") => &["n", "t", "town", "l", "visit"],
        "opening" => &["t", "s", "p", "r", "x", "xs", "x1", "n", "town", "if eaten", "if taste"],
        "line" if key.starts_with("line.price") => &["p", "n"],
        "line" if key.starts_with("line.amount") => &["a", "n"],
        "line" if key.starts_with("line.place") => &["l", "n"],
        "line" if key.starts_with("line.hours") => &["h", "n"],
        "line" if key.starts_with("line.day") => &["d", "n"],
        "line" => &["y", "n"],
        "call" => &["act", "act_low", "host", "street", "n"],
        "prompt" => &["n"],
        "told_by" => &["n", "y"],
        "also" => &["n", "list"],
        "label" => &["p", "l", "h", "y", "s", "n"],
        "alt" => &["t", "n"],
        "draft" => &["s", "n", "d", "q", "t"],
        _ => &[],
    }
}

#[test]
fn frames_take_only_words_that_are_there() {
    for language in Language::ALL {
        for (.., phrases) in voices(language) {
            for (key, frame) in spoken(phrases) {
                for word in placeholders(frame) {
                    assert!(
                        legal(key).contains(&word),
                        "{language:?} {key}: {{{word}}} in {frame:?}"
                    );
                }
                let guards = frame.matches("{if ").count();
                assert!(guards == 0 || guards == 1 && frame.starts_with("{if "), "{frame:?}");
                let bare = frame.replace("{if ", "");
                assert!(!bare.contains(['[', ']', '<', '>', '|']), "{language:?} {key}: {frame:?}");
                assert_eq!(bare.matches('(').count(), bare.matches(')').count(), "{frame:?}");
                assert!(
                    !frame.contains("  ") && frame.trim() == frame || key.starts_with("act."),
                    "{language:?} {key}: {frame:?}"
                );
            }
        }
    }
}

#[test]
fn lines_before_a_link_lead_to_it() {
    for language in Language::ALL {
        for (.., phrases) in voices(language) {
            let before = spoken(phrases)
                .filter(|(key, _)| key.starts_with("call.link") || *key == "label.named");
            for (key, frame) in before {
                assert!(frame.ends_with(':'), "{language:?} {key}: {frame:?}");
            }
            let alone = spoken(phrases)
                .filter(|(key, _)| key.starts_with("call.alone") || key.starts_with("prompt"));
            for (key, frame) in alone {
                assert!(frame.ends_with(['.', '!', '?']), "{language:?} {key}: {frame:?}");
            }
        }
    }
}

#[test]
fn pools_are_as_large_as_the_english_ones() {
    let english = Phrases::plain(Language::English);
    for language in Language::ALL {
        let own = Phrases::plain(language);
        for (key, pool) in &english.pools {
            if legal(key).is_empty() {
                continue;
            }
            let (have, wanted) = (own.pool(key).len(), pool.len());
            // A language may lack what only English can say; half of it must be there.
            assert!(have * 2 >= wanted.min(12), "{language:?} {key}: {have} of {wanted}");
        }
        for key in crate::write::keys::keys().iter().filter(|key| key.starts_with("call.link")) {
            let fewest =
                if [".known.", ".read.", ".sell.", ".ask."].iter().any(|goal| key.contains(goal)) {
                    8
                } else {
                    4
                };
            assert!(own.pool(key).len() >= fewest, "{language:?} {key}: {:?}", own.pool(key));
        }
    }
}

/// Words that are written alike in English.
const ALIKE: &[&str] = &[
    "Website:",
    "Details:",
    "Online:",
    "Website: {host}.",
    "Details: {host}.",
    "Online: {host}.",
    "Info: {host}.",
    "Psst: {s}",
    "Psst: {s}. {x}",
    "Info online: {host}.",
    "{act} online:",
    "{act} online: {host}.",
    "{n} is {y}",
    "Contact:",
    "Contact: {host}.",
];

#[test]
fn nothing_is_left_in_english() {
    let english = Phrases::plain(Language::English);
    let frames: BTreeSet<&str> = spoken(english).map(|(_, frame)| frame).collect();
    for language in Language::ALL.into_iter().skip(1) {
        for (key, frame) in spoken(Phrases::plain(language)) {
            let bare = placeholders(frame)
                .iter()
                .fold(frame.to_owned(), |text, word| text.replace(&format!("{{{word}}}"), ""));
            let worded = bare.chars().any(char::is_alphabetic);
            assert!(
                !worded || !frames.contains(frame) || ALIKE.contains(&frame),
                "{language:?} {key}: {frame:?}"
            );
            let words = folded(&bare);
            let foreign = ["the", "with", "and", "your", "our", "here", "read", "look"];
            let left = words.split(' ').find(|word| foreign.contains(word));
            assert_eq!(left, None, "{language:?} {key}: {frame:?}");
        }
    }
}

#[test]
fn readers_are_addressed_in_one_way() {
    for language in Language::ALL {
        let vocabulary = Phrases::plain(language);
        for (address, _, phrases) in voices(language) {
            let wrong = match address {
                Address::Informal => vocabulary.pool("vocabulary.formal"),
                Address::Formal => vocabulary.pool("vocabulary.informal"),
            };
            for (key, frame) in spoken(phrases) {
                // What a tone of the other address says is never asked for.
                let tones = match address {
                    Address::Informal => [".matter", ".formal"],
                    Address::Formal => [".friendly", ".playful"],
                };
                if tones.iter().any(|tone| key.contains(tone)) {
                    continue;
                }
                let words = || frame.split(|c: char| !c.is_alphanumeric());
                let found = words().find(|word| wrong.iter().any(|it| it == word));
                assert_eq!(found, None, "{language:?} {address:?} {key}: {frame:?}");
            }
        }
    }
}

#[test]
fn titles_address_nobody_so_that_a_change_of_tone_does_not_matter() {
    for language in Language::ALL.into_iter().skip(1) {
        let vocabulary = Phrases::plain(language);
        for (.., phrases) in voices(language) {
            let titles = spoken(phrases).filter(|(key, _)| {
                ["title.", "told.", "event.", "day."].iter().any(|section| key.starts_with(section))
            });
            for (key, frame) in titles {
                for list in ["vocabulary.formal", "vocabulary.informal"] {
                    let words = || frame.split(|c: char| !c.is_alphanumeric());
                    let found = words().find(|word| vocabulary.has(list, word));
                    assert_eq!(found, None, "{language:?} {key}: {frame:?}");
                }
            }
        }
    }
}

#[test]
fn who_is_called_by_name_does_not_say_we() {
    for language in Language::ALL {
        for address in ADDRESSES {
            let phrases = Phrases::of(language, address, Speaker::ByName);
            for (key, frame) in spoken(phrases) {
                if key.ends_with(".we") || key.ends_with(".you") {
                    continue;
                }
                let bare = placeholders(frame)
                    .iter()
                    .fold(frame.to_owned(), |text, word| text.replace(&format!("{{{word}}}"), ""));
                let said = folded(&bare);
                let own = said.split(' ').find(|word| phrases.has("vocabulary.we", word));
                assert_eq!(own, None, "{language:?} {key}: {frame:?}");
            }
        }
    }
}

#[test]
fn no_frame_stands_twice_in_a_pool_or_in_two_titles() {
    for language in Language::ALL {
        let mut angles: BTreeMap<&str, &str> = BTreeMap::new();
        for (key, frame) in spoken(Phrases::plain(language)) {
            let Some((_, angle)) = key
                .strip_prefix("told.")
                .or(key.strip_prefix("title."))
                .and_then(|rest| rest.split_once('.'))
            else {
                continue;
            };
            if frame == "{s}" || frame.starts_with("{s}, {") {
                continue;
            }
            let other = angles.insert(frame, angle);
            assert!(
                other.is_none_or(|other| other == angle),
                "{language:?} {frame:?}: {angle} and {other:?}"
            );
        }
    }
}

#[test]
fn days_are_written_as_each_language_writes_them() {
    use jiff::civil::date;
    let days = |language| {
        [date(2026, 12, 1), date(2026, 12, 3)].map(|day| Phrases::plain(language).day(day))
    };
    assert_eq!(days(Language::English), ["Tuesday 1 December", "Thursday 3 December"]);
    assert_eq!(days(Language::German), ["Dienstag, 1. Dezember", "Donnerstag, 3. Dezember"]);
    assert_eq!(days(Language::French), ["mardi 1er décembre", "jeudi 3 décembre"]);
    assert_eq!(days(Language::Spanish), ["martes, 1 de diciembre", "jueves, 3 de diciembre"]);
    assert_eq!(days(Language::Italian), ["martedì 1º dicembre", "giovedì 3 dicembre"]);
    assert_eq!(
        days(Language::Portuguese),
        ["terça-feira, 1 de dezembro", "quinta-feira, 3 de dezembro"]
    );
    assert_eq!(days(Language::Dutch), ["dinsdag 1 december", "donderdag 3 december"]);
}

#[test]
fn hours_are_told_in_the_language() {
    let hours = |language| Phrases::plain(language).hours("Tu-Sa 07:30-19:00");
    assert_eq!(hours(Language::German), "Dienstag bis Samstag 07:30–19:00 Uhr");
    assert_eq!(hours(Language::French), "mardi au samedi 07h30–19h00");
    assert_eq!(hours(Language::Dutch), "dinsdag tot en met zaterdag 07:30–19:00 uur");
}

#[test]
fn a_site_says_which_language_it_speaks() {
    assert_eq!(Language::tagged("de-AT"), Some(Language::German));
    assert_eq!(Language::tagged("pt_BR"), Some(Language::Portuguese));
    assert_eq!(Language::tagged("sv"), None);
    let phrases = Phrases::plain(Language::German);
    assert!(phrases.speaks_itself("Wir backen jede Nacht."));
    assert!(!phrases.speaks_itself("Gebacken wird jede Nacht."));
    assert!(Phrases::plain(Language::Italian).speaks_itself("Sforniamo ogni mattina."));
}
