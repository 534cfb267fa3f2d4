//! Of several ways to say something, the one that is unlike everything else.

use domain::likeness::ALIKE;
use rand::{RngExt, rngs::StdRng, seq::SliceRandom};

use super::Desk;
use crate::plan::{
    describe::{About, actions, manners, naming},
    phrase::Words,
    slots::Slot,
};

/// Below this cosine two activities are as different as readers expect.
pub(super) const COMFORT: f64 = 0.5;
/// Above this cosine an activity is thought over again: less than what counts as alike, which
/// may be counted a little otherwise elsewhere.
pub(super) const TOO_NEAR: f64 = ALIKE - 0.02;
/// How many ways are looked at before one that is not alike is good enough.
const MOST_WAYS: usize = 12;
/// How many are looked at where all of those say what was said before.
const WAYS_AT_LAST: usize = 240;

/// A title and a description, with how near they are to the nearest of the others.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub title: String,
    pub description: String,
    pub near: f64,
}

impl Desk<'_> {
    /// The first way that is different enough, else the least alike: each of the titles, the
    /// wanted ones first, with something to do and how to go about it. `None` when none may
    /// be said.
    pub(super) fn choice(
        &self,
        slot: &Slot<'_>,
        titles: &[String],
        about: About,
        words: &Words,
        rng: &mut StdRng,
    ) -> Option<Choice> {
        let mut titles: Vec<&String> = titles.iter().filter(|title| self.free(title)).collect();
        // A title that breaks off is the last resort.
        titles.sort_by_key(|title| title.contains('…'));
        let mut actions = actions(about, words);
        actions.shuffle(rng);
        let manners = manners(about.kind);
        let turn = rng.random_range(0..manners.len().max(1));
        let names = naming(about.kind, &slot.names);
        let mut best: Option<Choice> = None;
        for way in 0..WAYS_AT_LAST {
            let enough = way >= MOST_WAYS.max(titles.len());
            if enough && best.as_ref().is_some_and(|best| best.near <= TOO_NEAR) {
                break;
            }
            // Every round through the titles meets other actions, and those other manners.
            let round = way.checked_div(titles.len()).unwrap_or_default();
            let (Some(title), Some(action), Some(manner)) = (
                nth(&titles, way),
                nth(&actions, way + round),
                nth(manners, turn + way + 2 * round),
            ) else {
                break;
            };
            let parts = [action.as_str(), manner, names.as_str()];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            let description = parts.join(" ");
            if self.out.in_text(&description) {
                continue;
            }
            let near = self.said.nearest(&format!("{title} {description}"));
            if best.as_ref().is_none_or(|best| near < best.near) {
                best = Some(Choice { title: (*title).clone(), description, near });
            }
            if near <= COMFORT {
                break;
            }
        }
        best
    }
}

/// The `n`-th of a list that begins again at its end.
fn nth<T>(list: &[T], n: usize) -> Option<&T> {
    list.get(n.checked_rem(list.len())?)
}
