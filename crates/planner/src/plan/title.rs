//! Titles: a frame, the facts, at most sixty characters.

use super::phrase::{Words, capitalised, length, shorten_words};

/// The most visible characters of a title.
pub(crate) const LONGEST: usize = 60;
/// A fact shortened below this says nothing.
const SHORTEST_FACT: usize = 12;

/// The frame with the words in it, the word named `main` shortened to fit. `None` when a
/// word is missing or too little of the fact would be left.
pub(crate) fn title(frame: &str, words: &Words, main: &'static str) -> Option<String> {
    let fact = words.get(main).unwrap_or_default();
    let own = length(&words.clone().with(main, "x").fill(frame)?) - 1;
    let room = LONGEST.checked_sub(own)?;
    let shown = shorten_words(fact, |part| length(part) <= room);
    if length(&shown) < SHORTEST_FACT.min(length(fact)) {
        return None;
    }
    // A full stop belongs to the sentence that the fact was, not to a title.
    let shown = match shown.strip_suffix('.') {
        Some(bare) if bare.contains(' ') => bare.to_owned(),
        _ => shown,
    };
    let title = words.clone().with(main, shown).fill(frame)?;
    Some(capitalised(&title))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_facts_are_cut_at_a_word_and_short_ones_are_not() {
        let words =
            Words::default().with("s", "bread that we bake with rye from the mill at the river");
        let made = title("A closer look: {s}", &words, "s").unwrap_or_default();
        assert_eq!(made, "A closer look: bread that we bake with rye from the mill at…");
        let words = Words::default().with("s", "seasonal bread");
        assert_eq!(
            title("{s}, up close", &words, "s").as_deref(),
            Some("Seasonal bread, up close")
        );
    }
}
