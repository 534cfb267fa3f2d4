//! The language of a text, by its trigrams (`whatlang`).
//!
//! Short texts and texts of mostly names say too little: nothing is found below
//! [`FEWEST_LETTERS`] letters of running text, nor where the library is not sure. It is sure of
//! too much in a sentence or two, so the small words are asked as well: those of the language
//! that it names must be more than those of the language that is wanted.

use domain::{names::language_name, writing::Rule};
use whatlang::{Detector, Lang};

use super::{Found, contacts::contacts, known::Known, words};
use crate::profile::phrases::small_words;

/// Fewer letters than this are too little to tell a language by.
const FEWEST_LETTERS: usize = 60;

/// How sure the library must be, of 1.
const SURE: f64 = 0.9;

/// The languages that are told apart, by the first letters of their tags. Others are not
/// checked.
const LANGUAGES: [(&str, Lang); 16] = [
    ("en", Lang::Eng),
    ("de", Lang::Deu),
    ("fr", Lang::Fra),
    ("es", Lang::Spa),
    ("it", Lang::Ita),
    ("pt", Lang::Por),
    ("nl", Lang::Nld),
    ("sv", Lang::Swe),
    ("da", Lang::Dan),
    ("nb", Lang::Nob),
    ("pl", Lang::Pol),
    ("cs", Lang::Ces),
    ("fi", Lang::Fin),
    ("el", Lang::Ell),
    ("ru", Lang::Rus),
    ("tr", Lang::Tur),
];

pub(super) fn find(caption: &str, language: &str, known: &Known, found: &mut Found) {
    let tag = language.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    let tag = if tag == "no" { "nb" } else { &tag };
    let Some((_, wanted)) = LANGUAGES.iter().find(|(code, _)| *code == tag) else { return };
    let text = running(caption, known);
    if text.chars().filter(|c| c.is_alphabetic()).count() < FEWEST_LETTERS {
        return;
    }
    let detector = Detector::with_allowlist(LANGUAGES.iter().map(|(_, lang)| *lang).collect());
    let Some(info) = detector.detect(&text).filter(|info| info.confidence() >= SURE) else {
        return;
    };
    let spoken = LANGUAGES.iter().find(|(_, lang)| *lang == info.lang()).map(|(code, _)| *code);
    let differs =
        |spoken: &&str| info.lang() != *wanted && small(&text, spoken) > small(&text, tag);
    if let Some(spoken) = spoken.filter(differs) {
        let said = format!(
            "This is in {}, and the website is in {}. Write it in {1}.",
            language_name(spoken),
            language_name(tag)
        );
        found.add(Rule::Language, "", said);
    }
}

/// How many of the words are small words of a language.
fn small(text: &str, language: &str) -> usize {
    let Some(list) = small_words(language) else { return 0 };
    text.split(' ').filter(|word| list.contains(&word.to_lowercase())).count()
}

/// The text without addresses and hashtags, and without large words that the profile knows:
/// names say nothing about a language.
fn running(caption: &str, known: &Known) -> String {
    let contacts = contacts(caption);
    let kept = words(caption).into_iter().filter(|(at, word)| {
        let address = contacts.iter().any(|(_, it)| super::overlap(it, at));
        let tag = caption[..at.start].ends_with('#');
        let name =
            word.starts_with(char::is_uppercase) && known.says(word) && known.language() != "de";
        !address && !tag && !name
    });
    kept.map(|(_, word)| word).collect::<Vec<_>>().join(" ")
}
