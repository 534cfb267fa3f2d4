//! Small work on words: cleaning facts, filling frames, shortening without breaking.

pub(crate) use domain::{days::day_in_full, text::folded};
use unicode_segmentation::UnicodeSegmentation;

use crate::phrases::{Language, Phrases};

/// The most code points of one visible character; more is an attack, not a script.
const LARGEST_CLUSTER: usize = 24;
/// The most visible characters of a fact that are looked at.
const LONGEST: usize = 1_500;

/// The words that may be put into a frame, by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words(Vec<(&'static str, String)>);

impl Words {
    /// With one more word, or with that word replaced. An empty word counts as missing.
    pub(crate) fn with(mut self, name: &'static str, word: impl Into<String>) -> Self {
        self.0.retain(|(other, _)| *other != name);
        self.0.push((name, word.into()));
        self
    }

    /// With one more word, if there is one.
    pub(crate) fn with_some(self, name: &'static str, word: Option<impl Into<String>>) -> Self {
        match word {
            Some(word) => self.with(name, word),
            None => self,
        }
    }

    /// The word of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(other, word)| *other == name && !word.is_empty());
        found.map(|(_, word)| word.as_str())
    }

    /// A frame filled with words: `{if eaten}` asks for the word named `eaten` and puts nothing
    /// there, `{s}` takes the word named `s`, inside a sentence the one
    /// named `s_low` where there is one; what begins a sentence begins large. `None` when a
    /// word is missing. What is put in is never read as a frame again.
    pub(crate) fn fill(&self, frame: &str) -> Option<String> {
        let mut filled = String::with_capacity(frame.len() + 32);
        let mut rest = frame;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            filled.push_str(before);
            if let Some(condition) = name.strip_prefix("if ") {
                self.get(condition)?;
                rest = after;
                continue;
            }
            let inside = filled.ends_with([' ', '('])
                && filled.trim_end().ends_with(|c: char| c.is_alphanumeric() || c == ',');
            let begins = filled.ends_with(". ") || filled.ends_with("? ") || filled.ends_with("! ");
            let small = self.get("s_low").filter(|_| name == "s" && inside);
            let word = small.map_or_else(|| self.get(name), Some)?;
            filled.push_str(&if begins { capitalised(word) } else { word.to_owned() });
            rest = after;
        }
        filled.push_str(rest);
        Some(filled)
    }
}

/// One line without control characters, directional overrides or doubled spaces.
pub(crate) fn clean(text: &str) -> String {
    let mut line = String::new();
    for cluster in text.graphemes(true).take(LONGEST) {
        let shown = cluster.chars().filter(|c| !hidden(*c)).take(LARGEST_CLUSTER);
        line.extend(shown.map(|c| if c.is_whitespace() && !holds_together(c) { ' ' } else { c }));
    }
    let words = line.split(' ').map(|word| word.trim_matches(holds_together));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Spaces at which no line may break, as French has them before a question mark.
const fn holds_together(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{202F}')
}

fn hidden(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{200B}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Visible characters.
pub(crate) fn length(text: &str) -> usize {
    text.graphemes(true).count()
}

/// The text, or as much of it as `fits` takes: cut after a sentence, else after a word
/// with “…”, else inside a word with “…”. Empty when nothing fits.
pub(crate) fn shorten(text: &str, fits: impl Fn(&str) -> bool) -> String {
    if fits(text) {
        return text.to_owned();
    }
    let whole: Vec<&str> = sentences(text);
    for count in (1..whole.len()).rev() {
        let kept = whole[..count].join(" ");
        if fits(&kept) {
            return kept;
        }
    }
    shorten_words(text, fits)
}

/// As [`shorten`], without looking for sentences. A cut after a word that keeps less than a
/// third of what fits is none: some names are one long word.
pub(crate) fn shorten_words(text: &str, fits: impl Fn(&str) -> bool) -> String {
    if fits(text) {
        return text.to_owned();
    }
    let cut =
        |at: usize| format!("{}…", text[..at].trim_end_matches(|c: char| !c.is_alphanumeric()));
    let longest = |places: Vec<usize>| {
        // Longer cuts hardly ever fit where shorter ones do not, so the search is short.
        let fitting = places.partition_point(|at| fits(&cut(*at)));
        let mut cuts = places[..fitting].iter().rev().map(|at| cut(*at));
        cuts.find(|kept| kept != "…" && fits(kept)).unwrap_or_default()
    };
    let by_word = longest(text.match_indices(' ').map(|(at, _)| at).collect());
    let by_letter = longest(text.grapheme_indices(true).map(|(at, _)| at).collect());
    if 3 * length(&by_word) >= length(&by_letter) { by_word } else { by_letter }
}

/// The sentences of a text, each with its end mark. A full stop ends one only behind a word of
/// some length or a sign (`15 €.`), before a space and a letter that is not small, so that
/// `Rua St. 4` and `3.50` stay whole.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, mark) in text.char_indices() {
        let end = at + mark.len_utf8();
        let rest = &text[end..];
        let next = rest.trim_start().chars().next();
        let opens = next.is_some_and(|c| !c.is_lowercase() && !c.is_numeric());
        let word = text[start..at].rsplit(' ').next().unwrap_or_default();
        let full_word = word.chars().filter(|c| c.is_alphanumeric()).count() > 2
            || word.ends_with(|c: char| !c.is_alphanumeric() && c != '.');
        let ends = match mark {
            '.' => rest.starts_with(' ') && opens && full_word,
            '!' | '?' | '…' => rest.starts_with(' ') && opens,
            '。' | '！' | '？' => !rest.is_empty(),
            _ => false,
        };
        if ends {
            found.push(text[start..end].trim());
            start = end;
        }
    }
    let last = text[start..].trim();
    if !last.is_empty() {
        found.push(last);
    }
    found
}

/// The first letter made large, unless the first word has a large letter of its own
/// (`iPhone`). Signs that open a sentence are passed over: `¿`, quotation marks.
pub(crate) fn capitalised(text: &str) -> String {
    let opens = |c: char| matches!(c, '¿' | '¡' | '“' | '„' | '«') || holds_together(c);
    let letters = text.trim_start_matches(opens);
    let first_word = letters.split(' ').next().unwrap_or_default();
    let mut chars = letters.chars();
    match chars.next() {
        Some(first) if !first_word.chars().any(char::is_uppercase) => {
            let signs = text.strip_suffix(letters).unwrap_or_default();
            signs.chars().chain(first.to_uppercase()).chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

/// The town of an address as people write it: its last part, without a postal code.
pub(crate) fn town(place: &str) -> Option<String> {
    let lettered = |word: &&str| word.chars().any(char::is_alphabetic);
    // `CO` of `Boulder, CO 80302`, `PR` of `Curitiba – PR`.
    let state = |word: &str| word.len() == 2 && word.chars().all(char::is_uppercase);
    let mut parts = place.split(',').rev().map(|part| {
        let plain = |word: &&str| lettered(word) && !word.chars().any(char::is_numeric);
        part.split(' ').filter(plain).filter(|word| !state(word)).collect::<Vec<_>>()
    });
    let words = parts.find(|words| !words.is_empty()).filter(|words| words.len() <= 3)?;
    Some(words.join(" "))
}

/// Whether a word stands in a text, also with a large first letter.
pub(crate) fn holds(text: &str, word: &str) -> bool {
    text.contains(word) || text.contains(&capitalised(word))
}

/// What stands before names in the languages that are written.
#[rustfmt::skip]
const TITLES: [&str; 20] = [
    "dr", "dra", "prof", "profa", "professor", "mr", "mrs", "ms", "mx", "herr", "frau", "me",
    "maître", "mme", "sr", "sra", "dott", "sig", "ing", "mag",
];

/// A name without the titles before it: `Silva` of `Dr. Silva`.
pub(crate) fn untitled(name: &str) -> &str {
    let mut name = name;
    while let Some((first, rest)) = name.split_once(' ') {
        let first = first.trim_end_matches('.').to_lowercase();
        if !TITLES.contains(&first.as_str()) {
            break;
        }
        name = rest;
    }
    name
}

/// How many telling words two texts share: the first five letters count, small words of
/// their language do not.
pub(crate) fn kinship(one: &str, other: &str, language: Language) -> usize {
    let phrases = Phrases::plain(language);
    let telling = |text: &str| -> Vec<String> {
        let words = folded(text);
        let long = words.split(' ').filter(|word| word.chars().count() > 3);
        long.filter(|word| !phrases.has("vocabulary.common", word))
            .map(|word| word.chars().take(5).collect())
            .collect()
    };
    let (one, other) = (telling(one), telling(other));
    one.iter().filter(|word| other.contains(word)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_put_in_and_never_read_as_frames() {
        let words = Words::default().with("s", "{n}").with("p", "");
        assert_eq!(words.fill("Meet {s}").as_deref(), Some("Meet {n}"));
        assert_eq!(words.fill("{s}, {p}"), None);
        let words = Words::default().with("s", "Baking mornings").with("s_low", "baking mornings");
        assert_eq!(words.fill("Ask us about {s}").as_deref(), Some("Ask us about baking mornings"));
        assert_eq!(words.fill("Ask away: {s}").as_deref(), Some("Ask away: Baking mornings"));
        let words = Words::default().with("s", "Rye").with("n", "chez Margaux");
        assert_eq!(words.fill("{s}? {n} answers").as_deref(), Some("Rye? Chez Margaux answers"));
    }

    #[test]
    fn long_facts_end_at_a_sentence_or_a_word() {
        let text = "We bake at 4.30 every day. Bread from St. Ana’s mill. And cake.";
        let within = |limit: usize| move |part: &str| length(part) <= limit;
        assert_eq!(
            shorten(text, within(55)),
            "We bake at 4.30 every day. Bread from St. Ana’s mill."
        );
        assert_eq!(shorten(text, within(12)), "We bake at…");
        assert_eq!(shorten("Donaudampfschiff", within(6)), "Donau…");
        let named = "A Donaudampfschifffahrtsgesellschaft";
        assert_eq!(shorten(named, within(16)), "A Donaudampfsch…", "one letter says nothing");
        assert_eq!(shorten("👨‍👩‍👧👨‍👩‍👧", within(0)), "");
    }

    #[test]
    fn first_letters() {
        assert_eq!(capitalised("seasonal bread"), "Seasonal bread");
        assert_eq!(capitalised("iPhone repair"), "iPhone repair");
        assert_eq!(capitalised("¿cuándo?"), "¿Cuándo?");
        assert!(holds("Mardi 3 mars : marché", "mardi 3 mars"));
    }

    #[test]
    fn spaces_that_hold_together_stay() {
        assert_eq!(clean(" 6,50\u{a0}€ \n  pièce\u{202f}!"), "6,50\u{a0}€ pièce\u{202f}!");
    }

    #[test]
    fn small_words_of_the_language_tell_nothing() {
        let shared = |language| kinship("Alles über unser Brot", "Über unser Team", language);
        assert_eq!((shared(Language::German), shared(Language::English)), (0, 2));
    }

    #[test]
    fn a_condition_is_asked_and_leaves_no_trace() {
        let words = Words::default().with("s", "Rye").with("eaten", "yes");
        assert_eq!(words.fill("{if eaten}Tasted yet? {s}").as_deref(), Some("Tasted yet? Rye"));
        assert_eq!(Words::default().with("s", "Rye").fill("{if eaten}{s}"), None);
    }
}
