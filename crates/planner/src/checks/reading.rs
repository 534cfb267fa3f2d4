//! How easy a text is to read, by the measure that is usual for its language.
//!
//! | language | measure | source |
//! | --- | --- | --- |
//! | English | 206.835 − 1.015 w − 84.6 s | Flesch 1948 |
//! | German | 180 − w − 58.5 s | Amstad 1978 |
//! | French | 207 − 1.015 w − 73.6 s | Kandel and Moles 1958 |
//! | Spanish | 206.84 − 1.02 w − 60 s | Fernández Huerta 1959 |
//! | Portuguese | 248.835 − 1.015 w − 84.6 s | Martins and others 1996 |
//! | Dutch | 206.84 − 0.93 w − 77 s | Douma 1960 |
//! | Italian | 89 − 10 l + 300 ÷ w | Gulpease, Lucisano and Piemontese 1988 |
//!
//! w: words per sentence, s: syllables per word, l: letters per word. All give 100 for what a
//! child reads and 0 for what hardly anybody does. Syllables are counted as runs of vowels,
//! which is near enough for an average. Other languages: w alone, at most [`LONGEST`].

use domain::writing::Rule;

use super::{Found, words};
use crate::plan::phrase::sentences;

/// Below this the scales say *very difficult*: for people with a degree. Gulpease says it of
/// those who left school at about eighteen below 40.
const HARDEST: f64 = 30.0;

/// The most words per sentence of a language without a measure.
const LONGEST: f64 = 30.0;

/// Fewer words than this give no stable average.
const FEWEST_WORDS: usize = 40;

pub(super) fn find(caption: &str, language: &str, found: &mut Found) {
    let lines =
        caption.lines().filter(|line| !line.contains("://") && !line.trim_start().starts_with('#'));
    let whole: Vec<&str> = lines.flat_map(sentences).collect();
    let said: Vec<&str> =
        whole.iter().flat_map(|sentence| words(sentence)).map(|(_, word)| word).collect();
    if said.len() < FEWEST_WORDS {
        return;
    }
    let per = |count: usize, of: usize| {
        f64::from(u32::try_from(count).unwrap_or(u32::MAX))
            / f64::from(u32::try_from(of.max(1)).unwrap_or(u32::MAX))
    };
    let length = per(said.len(), whole.len());
    let syllables = per(said.iter().map(|word| syllables(word)).sum(), said.len());
    let letters = per(said.iter().map(|word| word.chars().count()).sum(), said.len());
    let score = match language.split(['-', '_']).next().unwrap_or_default() {
        "en" => 206.835 - 1.015 * length - 84.6 * syllables,
        "de" => 180.0 - length - 58.5 * syllables,
        "fr" => 207.0 - 1.015 * length - 73.6 * syllables,
        "es" => 206.84 - 1.02 * length - 60.0 * syllables,
        "pt" => 248.835 - 1.015 * length - 84.6 * syllables,
        "nl" => 206.84 - 0.93 * length - 77.0 * syllables,
        "it" => 89.0 - 10.0 * letters + 300.0 / length,
        _ if length > LONGEST => 0.0,
        _ => 100.0,
    };
    if score < HARDEST {
        let longest =
            whole.iter().max_by_key(|sentence| sentence.len()).copied().unwrap_or_default();
        let said = "It is hard to read: long sentences or long words. Break the longest sentence in two, and choose shorter words.";
        found.add(Rule::Reading, longest, said.to_owned());
    }
}

/// Runs of vowels; at least one.
fn syllables(word: &str) -> usize {
    let vowel = |c: char| "aeiouyäöüáàâãåéèêëíìîïóòôõúùûœæ".contains(c);
    let mut count = 0;
    let mut inside = false;
    for c in word.to_lowercase().chars() {
        count += usize::from(vowel(c) && !inside);
        inside = vowel(c);
    }
    count.max(1)
}
