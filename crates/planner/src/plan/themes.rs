//! Which themes of keyword research articles are about.

use std::collections::BTreeSet;

use domain::activity::ActivityType;

use super::{
    ideas::{Idea, Used},
    subject::Subject,
};

/// From so many of the best themes that no activity is about yet, one is picked.
const PICKED_FROM: usize = 3;

/// What keyword research found of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Themed {
    /// Its place among the themes, from 0.
    pub place: usize,
    /// Why it is a theme, as research says it; empty where a person named it.
    pub found: String,
}

/// The ideas for an activity: for an article those about the best themes that nothing in the
/// plan is about yet, as long as there are any; for everything else all of them.
pub(super) fn best(
    kind: ActivityType,
    ideas: Vec<Idea>,
    subjects: &[Subject],
    used: &Used,
) -> Vec<Idea> {
    if kind != ActivityType::Blog {
        return ideas;
    }
    let place = |idea: &Idea| {
        let subject = subjects.get(idea.subject)?;
        let place = subject.theme.as_ref()?.place;
        (!used.has_subject(&subject.text)).then_some(place)
    };
    let places: BTreeSet<usize> = ideas.iter().filter_map(place).collect();
    let Some(last) = places.iter().take(PICKED_FROM).next_back() else { return ideas };
    ideas.into_iter().filter(|idea| place(idea).is_some_and(|place| place <= *last)).collect()
}
