//! Key phrases of the text, for sites whose headings say little.

use std::panic::{AssertUnwindSafe, catch_unwind};

use domain::profile::FactKind;
use url::Url;
use yake_rust::{Config, StopWords, get_n_best};

use super::{
    Site,
    blocks::{Block, Kind},
    doc::Doc,
    findings::Findings,
    language::primary,
    text::words,
    words::LEGAL_PAGES,
};

/// Text given to the search for key phrases, in bytes; enough for what is typical.
const MOST_TEXT: usize = 60_000;

/// The prose of a site, each piece with its page.
pub(super) fn passages<'a>(site: &Site<'a>) -> Vec<(String, &'a Url)> {
    let docs = site.docs.iter().filter(|doc| !doc.is_under(LEGAL_PAGES));
    docs.flat_map(|doc| prose(doc).map(|text| (text, &doc.url))).collect()
}

/// The prose of a page, piece by piece.
pub(super) fn prose(doc: &Doc) -> impl Iterator<Item = String> {
    doc.content().filter(|block| is_prose(block)).map(Block::text)
}

/// Key phrases that several passages use, as the site spells them.
pub(super) fn phrases<'a>(site: &Site<'a>, findings: &Findings) -> Vec<(String, &'a Url)> {
    let passages = passages(site);
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
pub(super) fn spells(passage: &str, phrase: &str) -> bool {
    let is_rim = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    passage.match_indices(phrase).any(|(at, _)| {
        let (before, after) = (&passage[..at], &passage[at + phrase.len()..]);
        is_rim(before.chars().next_back()) && is_rim(after.chars().next())
    })
}

/// The library's key phrases, best first. It was written for clean prose and unwraps here
/// and there; of a text that trips it, nothing is taken.
fn key_phrases(text: &str, language: &str) -> Vec<String> {
    let Some(stop_words) = small_words(language) else { return Vec::new() };
    let config = Config { ngrams: 3, only_alphanumeric_and_hyphen: true, ..Config::default() };
    let search = AssertUnwindSafe(|| get_n_best(40, text, &stop_words, &config));
    let found = catch_unwind(search).unwrap_or_default();
    found.into_iter().map(|item| item.raw).collect()
}

/// The words of a language that mean nothing by themselves.
pub(crate) fn small_words(language: &str) -> Option<StopWords> {
    StopWords::predefined(stop_word_list(language))
}

/// The library calls some languages by other names than BCP 47.
fn stop_word_list(language: &str) -> &str {
    match language {
        "nb" | "nn" => "no",
        "cs" => "cz",
        other => other,
    }
}
