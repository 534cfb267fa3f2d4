//! Small work on words: cleaning facts, filling frames, shortening without breaking.

use domain::days::month_name;
use jiff::civil::{Date, Weekday};
use unicode_segmentation::UnicodeSegmentation;

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

    /// A frame filled with words: `{s}` takes the word named `s`, inside a sentence the one
    /// named `s_low` where there is one; what begins a sentence begins large. `None` when a
    /// word is missing. What is put in is never read as a frame again.
    pub(crate) fn fill(&self, frame: &str) -> Option<String> {
        let mut filled = String::with_capacity(frame.len() + 32);
        let mut rest = frame;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            filled.push_str(before);
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
        line.extend(shown.map(|c| if c.is_whitespace() { ' ' } else { c }));
    }
    line.split_whitespace().collect::<Vec<_>>().join(" ")
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

/// As [`shorten`], without looking for sentences.
pub(crate) fn shorten_words(text: &str, fits: impl Fn(&str) -> bool) -> String {
    if fits(text) {
        return text.to_owned();
    }
    let cut =
        |at: usize| format!("{}…", text[..at].trim_end_matches(|c: char| !c.is_alphanumeric()));
    let spaces: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
    let letters: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
    for places in [spaces, letters] {
        // Longer cuts hardly ever fit where shorter ones do not, so the search is short.
        let fitting = places.partition_point(|at| fits(&cut(*at)));
        let mut cuts = places[..fitting].iter().rev().map(|at| cut(*at));
        if let Some(kept) = cuts.find(|kept| kept != "…" && fits(kept)) {
            return kept;
        }
    }
    String::new()
}

/// The sentences of a text, each with its end mark. A full stop ends one only before a
/// space and a letter that is not small, so that `Rua St. 4` and `3.50` stay whole.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, mark) in text.char_indices() {
        let end = at + mark.len_utf8();
        let rest = &text[end..];
        let next = rest.trim_start().chars().next();
        let opens = next.is_some_and(|c| !c.is_lowercase() && !c.is_numeric());
        let word = text[start..at].rsplit(' ').next().unwrap_or_default();
        let full_word = word.chars().filter(|c| c.is_alphanumeric()).count() > 2;
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

/// The first letter made large, unless the first word has a large letter of its own (`iPhone`).
pub(crate) fn capitalised(text: &str) -> String {
    let first_word = text.split(' ').next().unwrap_or_default();
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if !first_word.chars().any(char::is_uppercase) => {
            first.to_uppercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

/// The text with small letters and single spaces between its words, for comparing.
pub(crate) fn folded(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// A day as sentences write it: `Saturday 12 December`.
pub(crate) fn day_in_full(day: Date) -> String {
    format!("{} {} {}", weekday_in_full(day), day.day(), month_name(day))
}

/// The name of a day's weekday.
pub(crate) fn weekday_in_full(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// How many telling words two texts share: the first five letters count, small words do not.
pub(crate) fn kinship(one: &str, other: &str) -> usize {
    let telling = |text: &str| -> Vec<String> {
        let words = folded(text);
        let long = words.split(' ').filter(|word| word.chars().count() > 3);
        long.filter(|word| !COMMON.contains(word))
            .map(|word| word.chars().take(5).collect())
            .collect()
    };
    let (one, other) = (telling(one), telling(other));
    one.iter().filter(|word| other.contains(word)).count()
}

/// Words that say nothing about what a text is about.
const COMMON: [&str; 24] = [
    "about", "with", "from", "your", "that", "this", "what", "when", "where", "have", "does",
    "long", "make", "made", "more", "they", "them", "there", "will", "into", "every", "been",
    "which", "their",
];

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
        assert_eq!(shorten("👨‍👩‍👧👨‍👩‍👧", within(0)), "");
    }

    #[test]
    fn first_letters() {
        assert_eq!(capitalised("seasonal bread"), "Seasonal bread");
        assert_eq!(capitalised("iPhone repair"), "iPhone repair");
    }
}
