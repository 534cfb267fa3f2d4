//! Nouns that a site comes back to: in the names of what it sells, in headings, in
//! questions, and in its prose.

use std::collections::{BTreeMap, HashSet};

use domain::profile::FactKind;
use url::Url;

use super::{
    Site,
    blocks::Kind,
    findings::Findings,
    functional::leads_around,
    text::{fold, words},
    words::LEGAL_PAGES,
};

/// How many names and headings a noun stands in at least.
const FEWEST_TITLES: usize = 2;
/// In how many pieces of prose.
const FEWEST_PASSAGES: usize = 2;

#[derive(Default)]
struct Count {
    titles: usize,
    passages: usize,
    /// Whether it stands where names have their noun: at the beginning or at the end.
    bears: bool,
}

/// Nouns in several names and headings and in the prose, the most used first, in the
/// spelling of the text.
pub(super) fn repeated<'a>(
    site: &Site<'a>,
    findings: &Findings,
    passages: &[(String, &'a Url)],
) -> Vec<(String, &'a Url)> {
    let german = findings.one(FactKind::Language).is_some_and(|tag| tag.starts_with("de"));
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for title in titles(site, findings) {
        let own = words(&title);
        let ends = [own.first(), own.last()].map(Option::<&String>::cloned);
        let name = !title.ends_with('?') && !leads_around(&title);
        for word in own.iter().collect::<HashSet<_>>() {
            let count = counts.entry(word.clone()).or_default();
            count.titles += 1;
            count.bears |= name && own.len() > 1 && ends.contains(&Some(word.clone()));
            count.bears |= german && title.split(' ').skip(1).any(|it| is_noun(it, word));
        }
    }
    for (passage, _) in passages {
        for word in words(passage).into_iter().collect::<HashSet<_>>() {
            if let Some(count) = counts.get_mut(&word) {
                count.passages += 1;
            }
        }
    }
    let mut found: Vec<(usize, String)> = counts
        .into_iter()
        .filter(|(_, it)| it.bears && it.titles >= FEWEST_TITLES && it.passages >= FEWEST_PASSAGES)
        .map(|(word, count)| (2 * count.titles + count.passages, word))
        .collect();
    found.sort_by(|(one, word), (other, another)| other.cmp(one).then_with(|| word.cmp(another)));
    found.into_iter().filter_map(|(_, word)| spelled(&word, passages)).collect()
}

/// Whether a word of a German title is this word, written large as nouns are.
fn is_noun(written: &str, word: &str) -> bool {
    written.starts_with(char::is_uppercase) && words(written).first().is_some_and(|own| own == word)
}

/// The names of what is sold and written, and the headings, each once.
fn titles(site: &Site<'_>, findings: &Findings) -> Vec<String> {
    let kinds = [FactKind::Offer, FactKind::Article, FactKind::Question];
    let named = kinds.into_iter().flat_map(|kind| findings.of(kind));
    let named = named.map(|fact| fact.value.clone());
    let docs = site.docs.iter().filter(|doc| !doc.is_under(LEGAL_PAGES));
    let headings = docs.flat_map(|doc| {
        let own = doc.content().filter(|block| matches!(block.kind, Kind::Heading(1..=3)));
        own.map(|block| block.text())
    });
    let mut known = HashSet::new();
    named.chain(headings).filter(|title| known.insert(fold(title))).collect()
}

/// The word as the prose spells it first, with its page.
fn spelled<'a>(word: &str, passages: &[(String, &'a Url)]) -> Option<(String, &'a Url)> {
    passages.iter().find_map(|(passage, url)| {
        let is_rim = |c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-'));
        let found = passage.split(is_rim).find(|own| own.to_lowercase() == word)?;
        Some((found.to_owned(), *url))
    })
}
