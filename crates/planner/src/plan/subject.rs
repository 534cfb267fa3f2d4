//! What activities can be about: the facts of the profile and the words of the settings.

use std::collections::BTreeSet;

use domain::{
    profile::{Fact, FactKind, SiteProfile},
    settings::Settings,
};

use super::{
    excluded::Excluded,
    phrase::{clean, folded, kinship},
};

/// Where a subject comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    /// A product or service.
    Offer,
    /// A topic of the settings or the profile.
    Topic,
    /// Somebody who works there.
    Person,
    /// A question that the site answers.
    Question,
    /// An article on the site.
    Article,
    /// Something the site says about itself.
    Proof,
    /// Where it is.
    Place,
    /// When it is open.
    Hours,
    /// The business itself.
    Name,
}

/// One thing to talk about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    /// Where it comes from.
    pub source: Source,
    /// The fact, as it stands in the profile or the settings, on one line.
    pub text: String,
    /// What belongs to it: a price, a role, an answer.
    pub detail: Option<String>,
    /// The page that names it.
    pub page: Option<String>,
    /// The topic it counts for.
    pub topic: Option<String>,
}

const KINDS: [(Source, FactKind); 9] = [
    (Source::Offer, FactKind::Offer),
    (Source::Topic, FactKind::Topic),
    (Source::Person, FactKind::Person),
    (Source::Question, FactKind::Question),
    (Source::Article, FactKind::Article),
    (Source::Proof, FactKind::Proof),
    (Source::Place, FactKind::Place),
    (Source::Hours, FactKind::OpeningHours),
    (Source::Name, FactKind::Name),
];
/// Facts of one kind beyond this many are left aside.
const MOST: usize = 40;

/// The topics to balance: those of the settings, else of the profile, else the offers.
pub(crate) fn topics(profile: &SiteProfile, settings: &Settings, out: &Excluded) -> Vec<String> {
    let values = |kind| profile.facts(kind).iter().map(|fact| fact.value.clone()).collect();
    let candidates: [Vec<String>; 3] =
        [settings.topics.clone(), values(FactKind::Topic), values(FactKind::Offer)];
    let usable = |list: Vec<String>| {
        let mut seen = BTreeSet::new();
        let mut kept: Vec<String> = list.iter().map(|topic| clean(topic)).collect();
        kept.retain(|topic| {
            let word = folded(topic);
            !word.is_empty() && !out.in_text(topic) && seen.insert(word)
        });
        kept.truncate(MOST);
        kept
    };
    candidates.into_iter().map(usable).find(|list| !list.is_empty()).unwrap_or_default()
}

/// Every subject, none of them excluded, none twice.
pub(crate) fn subjects(profile: &SiteProfile, topics: &[String], out: &Excluded) -> Vec<Subject> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (source, kind) in KINDS {
        let facts: Vec<Fact> = match source {
            Source::Topic => topics.iter().map(|topic| named(topic, profile)).collect(),
            _ => profile.facts(kind).to_vec(),
        };
        for fact in facts.iter().take(MOST) {
            let subject = subject(source, fact, topics);
            let word = folded(&subject.text);
            if !word.is_empty() && !out.in_text(&subject.text) && seen.insert(word) {
                found.push(subject);
            }
        }
    }
    found
}

/// A topic with the page that names it, if one does.
fn named(topic: &str, profile: &SiteProfile) -> Fact {
    let word = folded(topic);
    let kinds = [FactKind::Topic, FactKind::Offer, FactKind::Article];
    let mut facts = kinds.iter().flat_map(|kind| profile.facts(*kind));
    let page = facts.find(|fact| folded(&fact.value).contains(&word));
    Fact { value: topic.to_owned(), source: page.and_then(|f| f.source.clone()), ..Fact::default() }
}

/// The topic that shares most telling words with a text, the earlier of equals.
fn closest<'a>(topics: &'a [String], text: &str) -> Option<&'a String> {
    let best = topics.iter().rev().max_by_key(|topic| kinship(topic, text))?;
    (kinship(best, text) > 0).then_some(best)
}

fn subject(source: Source, fact: &Fact, topics: &[String]) -> Subject {
    let text = clean(&fact.value);
    let topic = match source {
        Source::Person | Source::Place | Source::Hours | Source::Name => None,
        _ => topics
            .iter()
            .find(|topic| folded(topic) == folded(&text))
            .or_else(|| closest(topics, &text))
            .cloned(),
    };
    let detail = fact.detail.as_deref().map(clean).filter(|detail| !detail.is_empty());
    Subject { source, text, detail, page: fact.source.clone(), topic }
}
