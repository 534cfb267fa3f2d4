//! Which sentences can be repeated without the ones around them.

use super::text::{fold, mentions, words};

/// So many digits are a telephone number, an address, or several things at once.
const DIGITS: usize = 7;

/// Whether a sentence is a part of the page rather than of its text: a notice, a line of contacts.
pub(super) fn is_clutter(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let signs =
        ["cookie", "http", "www.", "copyright", "rights reserved", "click", "lorem", "javascript"];
    sentence.contains(['{', '}', '©', '@', '|', '→', '“', '„', '"'])
        || sentence.chars().filter(char::is_ascii_digit).count() >= DIGITS
        || signs.iter().any(|sign| lower.contains(sign))
}

/// First words that point back to a sentence before.
#[rustfmt::skip]
const POINTING_BACK: &[&str] = &[
    "he", "she", "it", "it's", "it’s", "they", "this", "that", "these", "those", "his", "her",
    "its", "their", "them", "there", "here", "such", "both", "but", "and", "so", "or", "also",
    "however", "therefore", "then", "that's", "that’s", "because", "which", "who", "instead",
    "otherwise", "afterwards", "er", "sie", "es", "dies", "diese", "dieser", "dieses", "seine",
    "ihre", "aber", "und", "oder", "deshalb", "darum", "dann", "dort", "dabei", "dazu", "damit",
    "auch", "ele", "ela", "eles", "elas", "isto", "isso", "esse", "essa", "este", "esta", "mas",
    "él", "ella", "ellos", "ellas", "esto", "eso", "ese", "pero", "il", "elle", "ils", "elles",
    "ce", "cela", "c'est", "c’est", "cette", "mais", "et", "lui", "lei", "loro", "questo",
    "questa", "hij", "zij", "ze", "dit", "dat", "deze", "maar", "hun", "han", "hon", "den", "det",
    "men", "och", "og", "yes", "no", "ja", "nein", "doch", "oui", "non", "si", "sí", "sim", "não",
    "nee", "tak", "nie", "sì",
];

/// Words for somebody who has been named before.
const SOMEBODY: &[&str] = &["he", "him", "his", "she", "her", "hers", "himself", "herself"];

/// Whether a sentence says by itself what it is about.
pub(crate) fn stands_alone(sentence: &str) -> bool {
    let own = words(sentence);
    // *Il* is he in French, and in Italian a mere article.
    let article = own.first().is_some_and(|first| first == "il")
        && own.get(1).is_some_and(|second| !AFTER_HE.contains(&second.as_str()));
    article || own.first().is_some_and(|first| !POINTING_BACK.contains(&first.as_str()))
}

/// What follows *il* in French.
#[rustfmt::skip]
const AFTER_HE: &[&str] = &[
    "est", "a", "y", "était", "sera", "faut", "fait", "se", "peut", "vous", "nous", "n'est",
    "n’est", "s'agit", "s’agit", "répond", "travaille", "propose", "va", "plaide", "dirige",
];

/// Words inside a sentence for things that were named before.
#[rustfmt::skip]
const OF_THEM: &[&str] = &[
    "of them", "of these", "of those", "davon", "d'entre eux", "d’entre eux", "de ellos",
    "de ellas", "di loro", "deles", "delas", "ervan", "van hen",
];

/// Whether a sentence counts things that it does not name: *more than 1,200 of them*.
pub(crate) fn misses_a_thing(sentence: &str) -> bool {
    mentions(sentence, OF_THEM)
}

/// Whether a sentence speaks of somebody whom it does not name.
pub(super) fn misses_a_person(sentence: &str, people: &[String]) -> bool {
    let own = words(sentence);
    let speaks = own.iter().any(|word| SOMEBODY.contains(&word.as_str()));
    speaks && !people.iter().any(|person| names(&own, person))
}

/// Whether the words of a sentence hold a part of a person's name.
pub(super) fn names(words_of: &[String], person: &str) -> bool {
    let parts = words(person);
    parts.iter().filter(|part| fold(part).chars().count() > 2).any(|part| words_of.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_points_back_does_not_stand_alone() {
        assert!(!stands_alone("He has been with us since 2014."));
        assert!(!stands_alone("Dieses Rad ist von 1998."));
        assert!(stands_alone("João Neves shapes the dough."));
        assert!(!stands_alone("Il est le fils du fondateur."));
        assert!(stands_alone("Il podere è della nostra famiglia dal 1931."));
        assert!(misses_a_thing("We have fitted more than 1,200 of them."));
        assert!(!misses_a_thing("We have fitted more than 1,200 implants."));
        let people = ["Rosa Almeida".to_owned()];
        assert!(misses_a_person("Today the second generation kneads beside her.", &people));
        assert!(!misses_a_person("Rosa Almeida opened it with her mother.", &people));
    }
}
