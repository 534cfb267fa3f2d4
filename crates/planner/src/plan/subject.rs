//! What activities can be about: the facts of the profile and the words of the settings.

use std::collections::BTreeSet;

use domain::{
    profile::{Fact, FactKind, SiteProfile},
    settings::{Excluded, Settings},
    theme::Intent,
};
use jiff::civil::Date;

use super::{
    phrase::{clean, folded, kinship},
    season,
    themes::Themed,
};
use crate::{
    phrases::{Language, Phrases},
    profile::standing::misses_a_thing,
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
    /// A keyword that articles should answer.
    Keyword,
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

impl Source {
    /// What the language files call it. Keywords are titled as topics are.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Source::Offer => "offer",
            Source::Topic | Source::Keyword => "topic",
            Source::Person => "person",
            Source::Question => "question",
            Source::Article => "article",
            Source::Proof => "proof",
            Source::Place => "place",
            Source::Hours => "hours",
            Source::Name => "business",
        }
    }
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
    /// What the site says about it.
    pub about: Option<String>,
    /// The page that names it.
    pub page: Option<String>,
    /// The topic it counts for.
    pub topic: Option<String>,
    /// The language that it is in.
    pub language: Language,
    /// What keyword research found of it.
    pub theme: Option<Themed>,
}

const KINDS: [(Source, FactKind); 10] = [
    (Source::Offer, FactKind::Offer),
    (Source::Topic, FactKind::Topic),
    (Source::Person, FactKind::Person),
    (Source::Question, FactKind::Question),
    (Source::Keyword, FactKind::Keyword),
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
    let language = Language::of(profile);
    let mut seen = BTreeSet::new();
    let mut found: Vec<Subject> = Vec::new();
    for (source, kind) in KINDS {
        let facts: Vec<Fact> = match source {
            Source::Topic => topics.iter().map(|topic| named(topic, profile)).collect(),
            _ => profile.facts(kind).to_vec(),
        };
        let same = |fact: &Fact| {
            source == Source::Person
                && facts.iter().any(|it| is_short_for(&folded(&fact.value), &folded(&it.value)))
        };
        // Each row of the opening hours is a part of them; they are spoken of as a whole.
        let most = if source == Source::Hours { 1 } else { MOST };
        for (place, fact) in facts.iter().filter(|fact| !same(fact)).take(most).enumerate() {
            let theme = (source == Source::Keyword).then(|| themed(place, fact));
            let subject = Subject { theme, ..subject(source, fact, topics, language) };
            let word = folded(&subject.text);
            let unclear = source == Source::Proof && misses_a_thing(&subject.text);
            if word.is_empty() || unclear || out.in_text(&subject.text) || leads_to_business(fact) {
                continue;
            }
            if seen.insert(word.clone()) {
                found.push(subject);
            } else if let Some(known) = found.iter_mut().find(|it| folded(&it.text) == word) {
                known.theme = known.theme.take().or(subject.theme);
            }
        }
    }
    found
}

fn themed(place: usize, fact: &Fact) -> Themed {
    Themed { place, found: fact.detail.as_deref().map(clean).unwrap_or_default() }
}

/// Whether a fact is a theme of those who look for the business itself.
fn leads_to_business(fact: &Fact) -> bool {
    fact.theme.as_ref().is_some_and(|theme| theme.intent == Intent::Navigational)
}

/// A topic with the page that names it, if one does.
fn named(topic: &str, profile: &SiteProfile) -> Fact {
    let word = folded(topic);
    let kinds = [FactKind::Topic, FactKind::Offer, FactKind::Article];
    let mut facts = kinds.iter().flat_map(|kind| profile.facts(*kind));
    let same = |fact: &&Fact| folded(&fact.value) == word;
    let own = profile.facts(FactKind::Topic).iter().find(same);
    let page = own.or_else(|| facts.find(|fact| folded(&fact.value).contains(&word)));
    Fact {
        value: topic.to_owned(),
        about: own.and_then(|own| own.about.clone()),
        source: page.and_then(|page| page.source.clone()),
        ..Fact::default()
    }
}

/// The topic that shares most telling words with a text, the earlier of equals.
fn closest<'a>(topics: &'a [String], text: &str, language: Language) -> Option<&'a String> {
    let best = topics.iter().rev().max_by_key(|topic| kinship(topic, text, language))?;
    (kinship(best, text, language) > 0).then_some(best)
}

fn subject(source: Source, fact: &Fact, topics: &[String], language: Language) -> Subject {
    let text = clean(&fact.value);
    let topic = match source {
        Source::Person | Source::Place | Source::Hours | Source::Name => None,
        _ => topics
            .iter()
            .find(|topic| folded(topic) == folded(&text))
            .or_else(|| closest(topics, &text, language))
            .cloned(),
    };
    let detail = fact.detail.as_deref().map(clean).filter(|detail| !detail.is_empty());
    let about = fact.about.as_deref().map(clean).filter(|about| !about.is_empty());
    let page = fact.source.clone();
    Subject { source, text, detail, about, page, topic, language, theme: None }
}

impl Subject {
    /// The fact as a title shows it.
    pub(crate) fn shown(&self) -> String {
        match self.source {
            Source::Hours => Phrases::plain(self.language).hours(&self.text),
            _ => self.text.clone(),
        }
    }

    /// As what it is titled: a theme that is a question as questions are.
    pub(crate) fn titled_as(&self) -> Source {
        let asks = self.source == Source::Keyword && self.text.ends_with('?');
        if asks { Source::Question } else { self.source }
    }

    /// Whether its own words allow that it is spoken of on a day.
    pub(crate) fn in_season(&self, day: Date) -> bool {
        let texts = [Some(&self.text), self.detail.as_ref()];
        let sold = self.source == Source::Offer;
        texts.into_iter().flatten().all(|text| season::suits(text, day, self.language))
            && (!sold || self.tells_on(day) || self.about.is_none())
    }

    /// Whether the site says something about it that holds on a day.
    pub(crate) fn tells_on(&self, day: Date) -> bool {
        self.about.as_ref().is_some_and(|about| season::suits(about, day, self.language))
    }
}

/// Whether a person's name is the beginning of another's: `João` of `João Neves`.
fn is_short_for(short: &str, full: &str) -> bool {
    full.strip_prefix(short).is_some_and(|rest| rest.starts_with(' '))
}
