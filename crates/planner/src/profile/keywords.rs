//! Keyword research: what people search for that the business could answer, and what of it
//! the website does not answer yet.
//!
//! Everything is read off the website: its key phrases, the terms that tell its pages apart,
//! its topics, its offers, the questions that it asks. Nobody here knows how often something
//! is searched for, so nothing is said of it; a provider may add that (`crate::volumes`).

mod candidates;
mod intent;
mod terms;
mod themes;

use domain::profile::{Confidence, Fact};

use super::{Site, findings::Findings, text::capped};

/// The longest sentence of the website that is told of a theme, in characters.
const LONGEST_PASSAGE: usize = 240;

/// The themes as facts, best first: the phrase that names each, why it stands where it
/// stands, and what the website says about it.
pub(super) fn find(site: &Site<'_>, findings: &Findings) -> Vec<Fact> {
    let found = themes::group(site, findings, candidates::find(site, findings));
    let fact = |(theme, source): (domain::theme::Theme, Option<String>)| {
        let value = theme.phrases.first()?.text.clone();
        let about = theme.passages.first().map(|passage| capped(passage, LONGEST_PASSAGE));
        let (detail, confidence) = (Some(theme.to_string()), Some(Confidence::Low));
        Some(Fact { value, detail, about, source, confidence, theme: Some(theme) })
    };
    found.into_iter().filter_map(fact).collect()
}
