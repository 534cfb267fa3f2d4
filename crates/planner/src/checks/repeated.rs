//! What nearly stands in another post already.
//!
//! Two captions are compared by the cosine of their word counts, without addresses, hashtags
//! and the words that stand in any text. Only captions of the same network and kind: an
//! activity says the same on each network, and nobody reads two of them as a repetition.

use std::collections::HashMap;

use domain::{
    days::date_words,
    post::{Placement, PostKind},
    writing::Rule,
};
use jiff::civil::Date;

use super::Found;

/// From this cosine on, two captions say nearly the same.
pub const ALIKE: f64 = 0.6;

/// A caption with fewer telling words than this is no repetition, only short.
const FEWEST_WORDS: usize = 8;

/// What was said before, ready to be compared with.
#[derive(Debug, Clone, Default)]
pub struct Said(Vec<(Placement, Date, Words)>);

impl Said {
    /// Adds a caption of another activity and the day it is for.
    pub fn add(&mut self, placement: Placement, day: Date, caption: &str) {
        self.0.push((placement, day, Words::of(caption)));
    }
}

pub(super) fn find(placement: Placement, caption: &str, said: &Said, found: &mut Found) {
    let words = Words::of(caption);
    if placement.kind == PostKind::Story || words.count() < FEWEST_WORDS {
        return;
    }
    let same_place = said.0.iter().filter(|(other, ..)| *other == placement);
    let near = same_place
        .map(|(_, day, other)| (words.cosine(other), day))
        .filter(|(cosine, _)| *cosine > ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other));
    if let Some((_, day)) = near {
        let said = format!(
            "It says nearly what the post of {} says there. Say it from another side.",
            date_words(*day)
        );
        found.add(Rule::Repeated, "", said);
    }
}

/// How often each word stands in a text, and the length of that vector.
#[derive(Debug, Clone, Default)]
struct Words {
    counts: HashMap<String, f64>,
    length: f64,
}

impl Words {
    fn of(text: &str) -> Words {
        let mut counts: HashMap<String, f64> = HashMap::new();
        let parts = text
            .split_whitespace()
            .filter(|part| !part.starts_with(['#', '@']) && !part.contains("://"));
        for part in parts {
            let word: String = part.chars().filter(|c| c.is_alphanumeric()).collect();
            // Words of three letters and less stand in any text.
            if word.chars().count() > 3 {
                *counts.entry(word.to_lowercase()).or_default() += 1.0;
            }
        }
        let length = counts.values().map(|count| count * count).sum::<f64>().sqrt();
        Words { counts, length }
    }

    fn count(&self) -> usize {
        self.counts.len()
    }

    /// From 0, no word in common, to 1, the same words as often.
    fn cosine(&self, other: &Words) -> f64 {
        if self.length == 0.0 || other.length == 0.0 {
            return 0.0;
        }
        let shared =
            self.counts.iter().filter_map(|(word, count)| Some(count * other.counts.get(word)?));
        shared.sum::<f64>() / (self.length * other.length)
    }
}
