//! What somebody wants who types a phrase: told by its words and by where it was found.

use domain::theme::{Intent, Origin};

use super::candidates::Candidate;
use crate::{
    phrases::{Language, Phrases},
    profile::text::{fold, words},
};

/// The intent of a candidate. Words of a language decide first; what is sold at a price is
/// looked for to be bought, what is sold otherwise to be compared.
pub(super) fn of(candidate: &Candidate, name: &str, language: Option<Language>) -> Intent {
    let bare = fold(&candidate.text);
    let named = !name.is_empty() && (bare.contains(name) || name.contains(&bare));
    if candidate.origins.contains(&Origin::Name) || (named && !candidate.asks()) {
        return Intent::Navigational;
    }
    let own = words(&candidate.text);
    let says = |key: &str| {
        let told = language.map(Phrases::plain);
        told.is_some_and(|phrases| own.iter().any(|word| phrases.has(key, word)))
    };
    if says("vocabulary.intent.transactional") {
        Intent::Transactional
    } else if says("vocabulary.intent.commercial") {
        Intent::Commercial
    } else if candidate.asks() {
        Intent::Informational
    } else if candidate.priced {
        Intent::Transactional
    } else if candidate.origins.contains(&Origin::Offer) {
        Intent::Commercial
    } else {
        Intent::Informational
    }
}
