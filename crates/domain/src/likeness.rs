//! How much short texts say the same: the cosine between their words.

use std::collections::HashMap;

/// Two texts of a greater cosine say the same.
pub const ALIKE: f64 = 0.6;

/// Texts that are compared with one another.
///
/// Words are runs of letters, digits and apostrophes in small letters. The cosine is taken
/// twice, with each word counted as often as it stands and with rare words weighed more (by
/// the logarithm of the share of texts that hold them), and the greater one counts: the first
/// sees two texts built alike, the second two texts about the same thing.
#[derive(Debug, Clone, Default)]
pub struct Likeness {
    numbers: HashMap<String, u32>,
    /// In how many texts each word stands, by the word's number.
    holding: Vec<u32>,
    texts: Vec<Vec<Counted>>,
}

/// The number of a word and how often it stands in a text.
type Counted = (u32, f64);

/// The number of words that no other text holds; each counts for itself.
const STRANGER: u32 = u32::MAX;

impl Likeness {
    /// One more text; its place among them.
    pub fn push(&mut self, text: &str) -> usize {
        self.texts.push(Vec::new());
        let at = self.texts.len() - 1;
        self.replace(at, text);
        at
    }

    /// Another text in a place. Nothing happens where there is no such place.
    pub fn replace(&mut self, at: usize, text: &str) {
        let mut words: Vec<u32> = words(text).map(|word| self.number(word)).collect();
        words.sort_unstable();
        let counted = runs(&words);
        let Some(place) = self.texts.get_mut(at) else { return };
        let before = std::mem::replace(place, counted);
        for (word, _) in before {
            if let Some(holding) = self.holding.get_mut(word as usize) {
                *holding -= 1;
            }
        }
        for (word, _) in self.texts.get(at).into_iter().flatten() {
            if let Some(holding) = self.holding.get_mut(*word as usize) {
                *holding += 1;
            }
        }
    }

    /// The greatest cosine between a text that is not among them and one that is; 0 when
    /// there are none.
    pub fn nearest(&self, text: &str) -> f64 {
        let known = |word: String| self.numbers.get(&word).copied().unwrap_or(STRANGER);
        let mut words: Vec<u32> = words(text).map(known).collect();
        words.sort_unstable();
        let own = runs(&words);
        let weights = self.weights(&own);
        let lengths = weights.lengths(&own);
        let cosine =
            |other: &Vec<Counted>| weights.cosine((&own, lengths), (other, weights.lengths(other)));
        self.texts.iter().filter(|other| !other.is_empty()).map(cosine).fold(0.0, f64::max)
    }

    /// The cosine between the texts in two places; 0 where one is missing.
    pub fn cosine(&self, one: usize, other: usize) -> f64 {
        let (Some(one), Some(other)) = (self.texts.get(one), self.texts.get(other)) else {
            return 0.0;
        };
        let weights = self.weights(&[]);
        weights.cosine((one, weights.lengths(one)), (other, weights.lengths(other)))
    }

    /// Every two places whose texts have a greater cosine than `most`, the most alike first.
    pub fn pairs_over(&self, most: f64) -> Vec<(usize, usize)> {
        let weights = self.weights(&[]);
        let measured: Vec<_> =
            self.texts.iter().map(|text| (text.as_slice(), weights.lengths(text))).collect();
        let mut found = Vec::new();
        for (at, one) in measured.iter().enumerate() {
            for (next, other) in measured.iter().enumerate().skip(at + 1) {
                let cosine = weights.cosine(*one, *other);
                if cosine > most {
                    found.push((cosine, (at, next)));
                }
            }
        }
        found.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        found.into_iter().map(|(_, pair)| pair).collect()
    }

    fn number(&mut self, word: String) -> u32 {
        let next = self.holding.len() as u32;
        let number = *self.numbers.entry(word).or_insert(next);
        if number == next {
            self.holding.push(0);
        }
        number
    }

    /// What words weigh, with one more text among them unless that is empty.
    fn weights(&self, added: &[Counted]) -> Weights {
        let all = self.texts.len() + usize::from(!added.is_empty());
        let mut holding = self.holding.clone();
        for (word, _) in added {
            if let Some(holding) = holding.get_mut(*word as usize) {
                *holding += 1;
            }
        }
        // Few numbers of texts are held against many words.
        let weigh = |texts: usize| ((1.0 + all as f64) / texts.max(1) as f64).ln().powi(2);
        let squares: Vec<f64> = (0..=all).map(weigh).collect();
        let alone = weigh(1);
        let square = |texts: u32| squares.get(texts as usize).copied().unwrap_or(alone);
        Weights { squares: holding.into_iter().map(square).collect(), alone }
    }
}

/// What words weigh, squared.
struct Weights {
    /// By the word's number.
    squares: Vec<f64>,
    /// Of a word that one text holds.
    alone: f64,
}

/// How long a text is, with its words as they are and weighed.
type Lengths = (f64, f64);

impl Weights {
    fn square(&self, word: u32) -> f64 {
        self.squares.get(word as usize).copied().unwrap_or(self.alone)
    }

    fn lengths(&self, text: &[Counted]) -> Lengths {
        let (mut plain, mut weighed) = (0.0, 0.0);
        for (word, count) in text {
            plain += count * count;
            weighed += count * count * self.square(*word);
        }
        (plain.sqrt(), weighed.sqrt())
    }

    /// The greater of the two cosines.
    fn cosine(
        &self,
        (one, of_one): (&[Counted], Lengths),
        (other, of_other): (&[Counted], Lengths),
    ) -> f64 {
        let (mut plain, mut weighed) = (0.0, 0.0);
        let mut rest = other.iter().peekable();
        for (word, count) in one.iter().filter(|(word, _)| *word != STRANGER) {
            while rest.next_if(|(other, _)| other < word).is_some() {}
            if let Some((_, times)) = rest.next_if(|(other, _)| other == word) {
                plain += count * times;
                weighed += count * times * self.square(*word);
            }
        }
        let share = |shared: f64, lengths: f64| if lengths > 0.0 { shared / lengths } else { 0.0 };
        share(plain, of_one.0 * of_other.0).max(share(weighed, of_one.1 * of_other.1))
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')));
    parts.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Sorted numbers, each with how often it stands; strangers stay apart.
fn runs(sorted: &[u32]) -> Vec<Counted> {
    let same = |one: &u32, other: &u32| one == other && *one != STRANGER;
    let run = |run: &[u32]| Some((*run.first()?, run.len() as f64));
    sorted.chunk_by(same).filter_map(run).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Likeness {
        let mut all = Likeness::default();
        texts.iter().for_each(|text| {
            all.push(text);
        });
        all
    }

    #[test]
    fn the_same_words_in_another_order_are_one_text_and_other_words_are_none_of_it() {
        let all = texts(&["Rye, up close", "UP close: rye", "Meet Amaro", ""]);
        assert!(all.cosine(0, 1) > 0.999);
        assert!(all.cosine(0, 2) < 0.001);
        assert!(all.cosine(0, 3) < 0.001);
        assert_eq!(all.pairs_over(ALIKE), [(0, 1)]);
    }

    #[test]
    fn texts_built_alike_are_seen_though_they_are_about_something_else() {
        let frame = |about: &str| format!("Show {about} and say where people find out more of it");
        let all = texts(&[&frame("rye"), &frame("tarts"), &frame("buns"), &frame("rolls")]);
        assert!(all.cosine(0, 1) > 0.8, "{}", all.cosine(0, 1));
    }

    #[test]
    fn texts_about_the_same_rare_thing_are_seen_though_they_are_built_otherwise() {
        let mut all = texts(&["Chestnut loaf: the one with the chestnuts", "The chestnut loaf"]);
        for n in 0..40 {
            all.push(&format!("The one with the number {n}"));
        }
        assert!(all.cosine(0, 1) > ALIKE, "{}", all.cosine(0, 1));
    }

    #[test]
    fn a_text_is_as_near_before_it_is_added_as_after() {
        let mut all = texts(&["Meet Amaro at the oven", "Rye, up close", "The oven at night"]);
        let text = "Amaro and the new oven";
        let before = all.nearest(text);
        let at = all.push(text);
        let after = (0..at).map(|other| all.cosine(at, other)).fold(0.0, f64::max);
        assert!((before - after).abs() < 1e-9, "{before} and {after}");
        all.replace(at, "");
        assert!((all.nearest(text) - before).abs() < 0.1);
    }
}
