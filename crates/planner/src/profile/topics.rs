//! The subjects the site writes about.

use std::{
    collections::HashSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

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
    words::{COMMON_LABELS, LEGAL_PAGES, NEVER_IN_TOPICS, NOT_TOPICS},
};

const FEWEST: usize = 3;
const MOST: usize = 8;
/// Labels of menus taken before phrases of the text get their turn.
const MOST_LABELS: usize = 5;
/// Words of slogans, which name no subject.
#[rustfmt::skip]
const PRONOUNS: &[&str] = &[
    "we", "our", "you", "your", "us", "i", "my", "it", "they", "wir", "unser", "unsere",
    "unserer", "sie", "ihr", "ihre", "ihren", "ihrer", "dein", "deine", "nós", "nosso", "nossa",
    "nossos", "você", "seu", "sua", "nous", "notre", "nos", "vous", "votre", "vos", "nuestro",
    "nuestra", "tu", "su", "nostro", "nostra", "wij", "ons", "onze", "je", "jouw", "uw", "vår",
    "våra", "din",
];
/// Text given to the search for key phrases, in bytes; enough for what is typical.
const MOST_TEXT: usize = 60_000;

/// Finds topics: what menus lead to, what the text is about, and where both say little,
/// what headings say.
pub(super) fn find(site: &Site<'_>, findings: &mut Findings) {
    let mut topics = Topics { site, findings, chosen: Vec::new() };
    labels(site).into_iter().for_each(|(text, url)| topics.take(&text, url, MOST_LABELS));
    let (phrases, words): (Vec<_>, Vec<_>) =
        phrases(site, topics.findings).into_iter().partition(|(text, _)| tells_by_itself(text));
    phrases.into_iter().for_each(|(text, url)| topics.take(&text, url, MOST));
    headings(site).into_iter().for_each(|(text, url)| topics.take(&text, url, FEWEST));
    offers(topics.findings).into_iter().for_each(|(text, url)| topics.take(&text, &url, FEWEST));
    words.into_iter().for_each(|(text, url)| topics.take(&text, url, FEWEST));
}

/// A phrase of several words, or a compound noun as German writes it; single words such as
/// *flour* are subjects only where nothing better is found.
fn tells_by_itself(phrase: &str) -> bool {
    words(phrase).len() > 1
        || (phrase.chars().count() >= 10 && phrase.starts_with(char::is_uppercase))
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
        let within =
            |inner: &[String], outer: &[String]| inner.iter().all(|word| outer.contains(word));
        if self.chosen.iter().any(|known| within(&own, known) || within(known, &own)) {
            return;
        }
        self.findings.add(FactKind::Topic, text, None, source);
        self.chosen.push(own);
    }

    fn is_subject(&self, text: &str, own: &[String]) -> bool {
        let length = text.chars().count();
        let plain = !text.contains(['?', '!', '@', '/', '©', '"', '“', ':', ','])
            && price::find(text).is_none();
        let digits = text.contains(|c: char| c.is_ascii_digit());
        let speaks = own.iter().any(|word| {
            PRONOUNS.contains(&word.as_str()) || NEVER_IN_TOPICS.contains(&word.as_str())
        });
        let common = speaks
            || is_one_of(text, COMMON_LABELS)
            || own.iter().all(|word| NOT_TOPICS.contains(&word.as_str()));
        (4..=40).contains(&length)
            && (1..=4).contains(&own.len())
            && plain
            && !digits
            && !common
            && !self.names_something(text)
    }

    /// Whether it is the business, its host, one of its people, or its town.
    fn names_something(&self, text: &str) -> bool {
        let folded = fold(text);
        let host = fold(self.site.address.host_str().unwrap_or_default());
        let inside =
            |kind| self.findings.of(kind).iter().any(|fact| fold(&fact.value).contains(&folded));
        let around =
            |kind| self.findings.of(kind).iter().any(|fact| folded.contains(&fold(&fact.value)));
        host.contains(&folded)
            || [FactKind::Name, FactKind::Person, FactKind::Place].into_iter().any(inside)
            || [FactKind::Name, FactKind::Person].into_iter().any(around)
    }
}

/// Labels of menus, in the order of the pages.
fn labels<'a>(site: &Site<'a>) -> Vec<(String, &'a Url)> {
    let mut known = HashSet::new();
    let labels = site.docs.iter().flat_map(|doc| {
        let own = doc.labels.iter().filter(|label| label.to.host_str() == doc.url.host_str());
        own.map(|label| (label.text.clone(), &doc.url))
    });
    labels.filter(|(label, _)| known.insert(fold(label))).collect()
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
        .flat_map(|doc| {
            doc.content().filter(|block| is_prose(block)).map(|block| (block.text(), &doc.url))
        })
        .collect();
    let mut text = String::new();
    for (passage, _) in &passages {
        if text.len() + passage.len() > MOST_TEXT {
            break;
        }
        text += passage;
        text.push_str("\n\n");
    }
    let language = primary(findings.one(FactKind::Language).unwrap_or("en"));
    let counted: Vec<(String, Vec<&Url>)> = key_phrases(&text, &language)
        .into_iter()
        .map(|phrase| {
            let holds = |passage: &String| spells(passage, &phrase);
            let urls = passages.iter().filter(|(passage, _)| holds(passage));
            let urls = urls.map(|(_, url)| *url).collect();
            (phrase, urls)
        })
        .collect();
    let longest = counted.iter().map(|shorter| whole(shorter, &counted));
    longest
        .filter(|(phrase, urls)| urls.len() >= if words(phrase).len() > 1 { 2 } else { 3 })
        .filter_map(|(phrase, urls)| Some((phrase.clone(), *urls.first()?)))
        .collect()
}

/// The longer phrase that a phrase is nearly always part of, else the phrase itself.
fn whole<'c, T>(
    shorter: &'c (String, Vec<T>),
    all: &'c [(String, Vec<T>)],
) -> &'c (String, Vec<T>) {
    let longer = all.iter().filter(|(phrase, _)| phrase.len() > shorter.0.len());
    longer
        .filter(|(phrase, urls)| {
            spells(phrase, &shorter.0) && urls.len() >= 2 && 3 * urls.len() >= 2 * shorter.1.len()
        })
        .max_by_key(|(_, urls)| urls.len())
        .unwrap_or(shorter)
}

fn is_prose(block: &Block) -> bool {
    matches!(block.kind, Kind::Paragraph | Kind::Item | Kind::Heading(2 | 3))
        && block.link.is_none()
}

/// Whether a passage holds a phrase in this very spelling, as whole words.
fn spells(passage: &str, phrase: &str) -> bool {
    let is_rim = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    passage.match_indices(phrase).any(|(at, _)| {
        let (before, after) = (&passage[..at], &passage[at + phrase.len()..]);
        is_rim(before.chars().next_back()) && is_rim(after.chars().next())
    })
}

/// The library's key phrases, best first. It was written for clean prose and unwraps here
/// and there; of a text that trips it, nothing is taken.
fn key_phrases(text: &str, language: &str) -> Vec<String> {
    let Some(stop_words) = StopWords::predefined(stop_word_list(language)) else {
        return Vec::new();
    };
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
