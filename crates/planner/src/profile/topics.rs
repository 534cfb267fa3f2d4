//! The subjects the site writes about.

use std::panic::{AssertUnwindSafe, catch_unwind};

use domain::profile::FactKind;
use url::Url;
use yake_rust::{Config, StopWords, get_n_best};

use super::{
    Site,
    blocks::{Block, Kind},
    findings::Findings,
    language::primary,
    price,
    text::{fold, is_one_of, words},
    words::{COMMON_LABELS, LEGAL_PAGES, NOT_TOPICS},
};

const FEWEST: usize = 3;
const MOST: usize = 8;
/// Labels of menus taken before phrases of the text get their turn.
const MOST_LABELS: usize = 5;
/// Text given to the search for key phrases, in bytes; enough for what is typical.
const MOST_TEXT: usize = 60_000;

/// Finds topics: what menus lead to, what the text is about, and where both say little,
/// what headings say.
pub(super) fn find(site: &Site<'_>, findings: &mut Findings) {
    let mut topics = Topics { site, findings, chosen: Vec::new() };
    labels(site).into_iter().for_each(|(text, url)| topics.take(&text, url, MOST_LABELS));
    phrases(site, topics.findings).into_iter().for_each(|(text, url)| topics.take(&text, url, MOST));
    headings(site).into_iter().for_each(|(text, url)| topics.take(&text, url, FEWEST));
    offers(topics.findings).into_iter().for_each(|(text, url)| topics.take(&text, &url, FEWEST));
}

struct Topics<'a, 'f> {
    site: &'a Site<'a>,
    findings: &'f mut Findings,
    /// The words of those chosen so far.
    chosen: Vec<Vec<String>>,
}

impl Topics<'_, '_> {
    /// Takes a subject unless it is none, or enough are chosen, or one says it already.
    fn take(&mut self, text: &str, source: &Url, most: usize) {
        let own = words(text);
        if self.chosen.len() >= most || !self.is_subject(text, &own) {
            return;
        }
        let within = |inner: &[String], outer: &[String]| inner.iter().all(|word| outer.contains(word));
        if self.chosen.iter().any(|known| within(&own, known) || within(known, &own)) {
            return;
        }
        self.findings.add(FactKind::Topic, text, None, source);
        self.chosen.push(own);
    }

    fn is_subject(&self, text: &str, own: &[String]) -> bool {
        let length = text.chars().count();
        let plain = !text.contains(['?', '!', '@', '/', '©', '"', '“', ':']) && price::find(text).is_none();
        let digits = text.contains(|c: char| c.is_ascii_digit());
        let common = is_one_of(text, COMMON_LABELS) || own.iter().all(|word| NOT_TOPICS.contains(&word.as_str()));
        (4..=40).contains(&length) && (1..=4).contains(&own.len()) && plain && !digits && !common
            && !self.names_something(text)
    }

    /// Whether it is the business, its host, one of its people, or its town.
    fn names_something(&self, text: &str) -> bool {
        let folded = fold(text);
        let host = fold(self.site.address.host_str().unwrap_or_default());
        let inside = |kind| {
            self.findings.of(kind).iter().any(|fact| fold(&fact.value).contains(&folded))
        };
        host.contains(&folded)
            || [FactKind::Name, FactKind::Person, FactKind::Place].into_iter().any(inside)
            || self.findings.one(FactKind::Name).is_some_and(|name| folded.contains(&fold(name)))
    }
}

/// Labels of menus, those that most pages show first.
fn labels<'a>(site: &Site<'a>) -> Vec<(String, &'a Url)> {
    let mut labels: Vec<(String, &Url)> = Vec::new();
    for doc in site.docs {
        let own = doc.labels.iter().filter(|label| label.to.host_str() == doc.url.host_str());
        for label in own.filter(|label| !label.text.contains('@')) {
            if !labels.iter().any(|(known, _)| fold(known) == fold(&label.text)) {
                labels.push((label.text.clone(), &doc.url));
            }
        }
    }
    labels
}

fn headings<'a>(site: &Site<'a>) -> Vec<(String, &'a Url)> {
    let of = |level: u8| {
        site.docs.iter().filter(|doc| !doc.is_under(LEGAL_PAGES)).flat_map(move |doc| {
            let own = doc.content().filter(move |block| block.kind == Kind::Heading(level));
            own.map(|block| (block.text(), &doc.url))
        })
    };
    of(2).chain(of(1)).chain(of(3)).collect()
}

fn offers(findings: &Findings) -> Vec<(String, Url)> {
    let offers = findings.of(FactKind::Offer).iter();
    offers
        .filter_map(|offer| Some((offer.value.clone(), Url::parse(offer.source.as_deref()?).ok()?)))
        .collect()
}

/// Key phrases that several passages use, as the site spells them.
fn phrases<'a>(site: &Site<'a>, findings: &Findings) -> Vec<(String, &'a Url)> {
    let passages: Vec<(String, &Url)> = site
        .docs
        .iter()
        .filter(|doc| !doc.is_under(LEGAL_PAGES))
        .flat_map(|doc| doc.content().filter(|block| is_prose(block)).map(|block| (block.text(), &doc.url)))
        .collect();
    let mut text = String::new();
    for (passage, _) in passages.iter().take_while(|_| MOST_TEXT > 0) {
        if text.len() + passage.len() > MOST_TEXT {
            break;
        }
        text.push_str(passage);
        text.push_str("\n\n");
    }
    let language = primary(findings.one(FactKind::Language).unwrap_or("en"));
    key_phrases(&text, &language)
        .into_iter()
        .filter_map(|phrase| {
            let holding: Vec<_> = passages.iter().filter_map(|(passage, url)| Some((spelled(passage, &phrase)?, *url))).collect();
            (holding.len() >= 3).then(|| holding.into_iter().next()).flatten()
        })
        .collect()
}

fn is_prose(block: &Block) -> bool {
    matches!(block.kind, Kind::Paragraph | Kind::Item | Kind::Heading(2 | 3)) && block.link.is_none()
}

/// A phrase as a passage spells it, standing as whole words.
fn spelled(passage: &str, phrase: &str) -> Option<String> {
    let at = passage.find(phrase)?;
    let end = at + phrase.len();
    let open = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let whole = open(passage[..at].chars().next_back()) && open(passage[end..].chars().next());
    whole.then(|| phrase.to_owned())
}

/// The library's key phrases, best first. It was written for clean prose and unwraps here
/// and there; of a text that trips it, nothing is taken.
fn key_phrases(text: &str, language: &str) -> Vec<String> {
    let Some(stop_words) = StopWords::predefined(stop_word_list(language)) else { return Vec::new() };
    let config = Config { ngrams: 3, only_alphanumeric_and_hyphen: true, ..Config::default() };
    let search = AssertUnwindSafe(|| get_n_best(40, text, &stop_words, &config));
    let found = catch_unwind(search).unwrap_or_default();
    found.into_iter().map(|item| item.raw).collect()
}

/// The library calls some languages by other names than BCP 47.
fn stop_word_list(language: &str) -> &str {
    match language {
        "nb" | "nn" => "no",
        "cs" => "cz",
        other => other,
    }
}
