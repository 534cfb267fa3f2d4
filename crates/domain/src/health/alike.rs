//! Is nothing said twice?

use std::collections::BTreeMap;

use super::{Finding, Look, Mend, Part, Planned, Question, may_move, part};
use crate::days::day_words;

/// Titles of a nearer likeness say the same: the cosine of their words, each counted.
const ALIKE: f64 = 0.6;
/// Titles of the same words, whatever the order.
const ONE: f64 = 0.999;
/// Shorter words bind rather than say something.
const SHORTEST_WORD: usize = 3;

pub(super) fn ask(look: &Look<'_>) -> Option<Part> {
    let to_come = look.ahead();
    let words: Vec<BTreeMap<String, f64>> = to_come.iter().map(|it| counted(it)).collect();
    let mut findings = Vec::new();
    for (n, (activity, said)) in to_come.iter().zip(&words).enumerate() {
        let before = to_come.iter().zip(&words).take(n);
        let twin = before.into_iter().find(|(other, its)| {
            // What leads up to an event names it each time.
            let least = if other.event.is_some() { ONE } else { ALIKE };
            other.kind == activity.kind
                && other.event == activity.event
                && cosine(said, its) > least
        });
        if let Some((other, _)) = twin {
            findings.push(Finding {
                said: format!(
                    "“{}” on {} says what “{}” on {} says.",
                    activity.title,
                    day_words(look.day(activity)),
                    other.title,
                    day_words(look.day(other))
                ),
                mend: may_move(look, activity).then_some(Mend::Drop(activity.id)),
            });
        }
    }
    (!to_come.is_empty()).then(|| {
        let bad = findings.len();
        part(Question::Repetition, bad, to_come.len(), findings)
    })
}

fn counted(activity: &Planned) -> BTreeMap<String, f64> {
    let mut counts = BTreeMap::new();
    let text = activity.title.to_lowercase();
    for word in text.split(|letter: char| !letter.is_alphanumeric()) {
        if word.chars().count() >= SHORTEST_WORD {
            *counts.entry(word.to_owned()).or_insert(0.0) += 1.0;
        }
    }
    counts
}

fn cosine(one: &BTreeMap<String, f64>, other: &BTreeMap<String, f64>) -> f64 {
    let dot: f64 = one.iter().filter_map(|(word, n)| Some(n * other.get(word)?)).sum();
    let length = |it: &BTreeMap<String, f64>| it.values().map(|n| n * n).sum::<f64>().sqrt();
    let lengths = length(one) * length(other);
    if lengths > 0.0 { dot / lengths } else { 0.0 }
}
