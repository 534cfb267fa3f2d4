//! Facts on their way into a profile: clean, once each, not too many, not too long.

use std::collections::BTreeMap;

use domain::profile::{Confidence, Fact, FactKind};
use url::Url;

use super::text::{capped, clean, fold};

/// Collects facts; the first ones win.
#[derive(Debug)]
pub(super) struct Findings {
    facts: BTreeMap<FactKind, Vec<Fact>>,
    confidence: Confidence,
}

impl Default for Findings {
    fn default() -> Self {
        Findings { facts: BTreeMap::new(), confidence: Confidence::Medium }
    }
}

impl Findings {
    /// How sure is what is added from now on.
    pub(super) fn judge(&mut self, confidence: Confidence) -> &mut Self {
        self.confidence = confidence;
        self
    }

    /// Adds a fact, unless it is empty, known, or one too many.
    pub(super) fn add(&mut self, kind: FactKind, value: &str, detail: Option<&str>, source: &Url) {
        let (longest, most) = bounds(kind);
        let value = clean(value);
        if value.is_empty() || (cut_is_false(kind) && value.chars().count() > longest) {
            return;
        }
        let value = capped(&value, longest);
        let detail = detail.map(clean).filter(|detail| !detail.is_empty());
        let detail = detail.map(|detail| capped(&detail, LONGEST_DETAIL));
        let facts = self.facts.entry(kind).or_default();
        let same = |fact: &&mut Fact| {
            fact.value.eq_ignore_ascii_case(&value)
                || (kind != FactKind::Colour && fold(&fact.value) == fold(&value))
        };
        if let Some(known) = facts.iter_mut().find(same) {
            if known.detail.is_none() {
                known.detail = detail;
            }
            known.confidence = known.confidence.max(Some(self.confidence));
        } else if facts.len() < most {
            let (source, confidence) = (Some(source.to_string()), Some(self.confidence));
            facts.push(Fact { value, detail, source, confidence, ..Fact::default() });
        }
    }

    /// Adds what the site says about a fact, unless that is known.
    pub(super) fn tell(&mut self, kind: FactKind, value: &str, about: &str) {
        let about = capped(&clean(about), LONGEST_ABOUT);
        let mut facts = self.facts.get_mut(&kind).into_iter().flatten();
        let fact = facts.find(|fact| fact.value == value && fact.about.is_none());
        if let Some(fact) = fact.filter(|_| !about.is_empty()) {
            fact.about = Some(about);
        }
    }

    /// The facts of a kind so far.
    pub(super) fn of(&self, kind: FactKind) -> &[Fact] {
        self.facts.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// The first fact of a kind.
    pub(super) fn one(&self, kind: FactKind) -> Option<&str> {
        self.of(kind).first().map(|fact| fact.value.as_str())
    }

    /// All facts, kinds without any left out.
    pub(super) fn into_facts(mut self) -> BTreeMap<FactKind, Vec<Fact>> {
        self.facts.retain(|_, facts| !facts.is_empty());
        self.facts
    }
}

const LONGEST_DETAIL: usize = 400;
const LONGEST_ABOUT: usize = 240;

/// The longest value in characters and the most values of a kind.
fn bounds(kind: FactKind) -> (usize, usize) {
    match kind {
        FactKind::Name => (80, 1),
        FactKind::Description => (300, 1),
        FactKind::Language | FactKind::Country | FactKind::TimeZone => (40, 1),
        FactKind::Place => (160, 1),
        FactKind::Offer => (100, 30),
        FactKind::Topic => (60, 8),
        FactKind::Person => (60, 12),
        FactKind::OpeningHours => (120, 14),
        FactKind::Article => (160, 30),
        FactKind::Question => (200, 20),
        FactKind::Keyword => (60, 20),
        FactKind::Proof => (160, 8),
        FactKind::Statement => (200, 60),
        FactKind::Colour => (7, 5),
        FactKind::Logo => (2_000, 1),
        FactKind::Picture => (600, 24),
    }
}

/// Kinds of which a beginning would say something else than the whole.
fn cut_is_false(kind: FactKind) -> bool {
    !matches!(kind, FactKind::Description | FactKind::Place | FactKind::OpeningHours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_fact_in_two_spellings_is_one_and_keeps_its_price() {
        let url = Url::parse("https://x.example/menu").unwrap();
        let mut findings = Findings::default();
        findings.add(FactKind::Offer, "Rye  bread", None, &url);
        findings.judge(Confidence::High);
        findings.add(FactKind::Offer, "Rye Bread!", Some("€4"), &url);
        findings.judge(Confidence::Low);
        findings.add(FactKind::Offer, "Rye bread", Some("€5"), &url);
        findings.add(FactKind::Offer, &"x".repeat(101), None, &url);
        findings.add(FactKind::Name, "\u{200b}", None, &url);
        let facts = findings.into_facts();
        assert_eq!(facts.len(), 1);
        let offer = &facts[&FactKind::Offer][0];
        assert_eq!((offer.value.as_str(), offer.detail.as_deref()), ("Rye bread", Some("€4")));
        assert_eq!(offer.source.as_deref(), Some("https://x.example/menu"));
        assert_eq!(offer.confidence, Some(Confidence::High), "what confirms it counts");
    }
}
