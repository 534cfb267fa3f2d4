//! Of several ways to say something, the one that is unlike everything else.

use rand::{RngExt, rngs::StdRng, seq::SliceRandom};

use super::Desk;
use crate::plan::{
    describe::{About, actions, manners, naming},
    phrase::Words,
    slots::Slot,
};

/// Below this cosine two activities are as different as readers expect.
pub(super) const COMFORT: f64 = 0.5;
/// How many ways are looked at before the least alike of them is taken.
const MOST_WAYS: usize = 12;

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
        for way in 0..MOST_WAYS.max(titles.len()) {
            let (Some(title), Some(action), Some(manner)) =
                (nth(&titles, way), nth(&actions, way), nth(manners, turn + way))
            else {
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
