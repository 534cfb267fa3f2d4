//! Terms that tell the pages of a website apart, by tf-idf: how often a page says a term, times
//! the logarithm of how few pages do.

use std::collections::BTreeMap;

use url::Url;
use yake_rust::StopWords;

use crate::profile::{Site, phrases::prose, words::LEGAL_PAGES};

/// The most words of a term.
const LONGEST: usize = 3;
/// The fewest letters of a term that is a single word: German writes *Sauerteigbrot*.
const SHORTEST_WORD: usize = 9;
/// The fewest pieces of text that say a term.
const FEWEST: usize = 2;
/// The most terms.
const MOST: usize = 24;

/// A term, and the page that says it most.
#[derive(Debug, Clone)]
pub(super) struct Term<'a> {
    /// As it was spelt first.
    pub(super) text: String,
    /// The page.
    pub(super) url: &'a Url,
    /// From 0 to 1, of the most telling one.
    pub(super) weight: f32,
}

/// What is known of a term.
#[derive(Default)]
struct Count<'a> {
    spelt: String,
    passages: usize,
    /// How often each page says it.
    pages: BTreeMap<&'a str, (usize, Option<&'a Url>)>,
}

/// The most telling terms first.
pub(super) fn telling<'a>(site: &Site<'a>, small: &StopWords) -> Vec<Term<'a>> {
    let docs = site.docs.iter().filter(|doc| !doc.is_under(LEGAL_PAGES));
    let mut counts: BTreeMap<String, Count<'a>> = BTreeMap::new();
    let mut read = 0_u16;
    for doc in docs {
        read = read.saturating_add(1);
        for passage in prose(doc) {
            count(&passage, &doc.url, small, &mut counts);
        }
    }
    let scored =
        counts.iter().filter(|(_, count)| count.passages >= FEWEST).filter_map(|(term, count)| {
            let said_in = f32::from(u16::try_from(count.pages.len()).ok()?);
            let (times, url) = count.pages.values().max_by_key(|(times, _)| *times)?;
            let times = f32::from(u16::try_from(*times).ok()?);
            Some((times * (1.0 + f32::from(read) / said_in).ln(), term, count, (*url)?))
        });
    let mut scored: Vec<_> = scored.collect();
    // A part of a longer term says nothing that the longer one does not.
    let whole: Vec<(String, usize)> =
        scored.iter().map(|(_, term, count, _)| (format!(" {term} "), count.passages)).collect();
    scored.retain(|(_, term, count, _)| {
        let part = format!(" {term} ");
        !whole.iter().any(|(longer, passages)| {
            longer.len() > part.len()
                && longer.contains(&part)
                && 3 * passages >= 2 * count.passages
        })
    });
    scored.sort_by(|one, other| other.0.total_cmp(&one.0));
    let best = scored.first().map_or(1.0, |(score, ..)| *score);
    let term = |(score, _, count, url): (f32, &String, &Count<'a>, &'a Url)| Term {
        text: count.spelt.clone(),
        url,
        weight: score / best,
    };
    scored.into_iter().take(MOST).map(term).collect()
}

/// Counts the terms of a piece of text.
fn count<'a>(
    passage: &str,
    url: &'a Url,
    small: &StopWords,
    counts: &mut BTreeMap<String, Count<'a>>,
) {
    let mut here: BTreeMap<String, (String, usize)> = BTreeMap::new();
    let breaks = |c: char| !(c.is_alphanumeric() || matches!(c, ' ' | '\'' | '’' | '-'));
    for clause in passage.split(breaks) {
        let words: Vec<&str> = clause.split(' ').filter(|word| !word.is_empty()).collect();
        for length in 1..=LONGEST {
            for run in words.windows(length).filter(|run| is_term(run, small)) {
                let spelt = run.join(" ");
                here.entry(spelt.to_lowercase()).or_insert((spelt, 0)).1 += 1;
            }
        }
    }
    for (term, (spelt, times)) in here {
        let known = counts.entry(term).or_insert_with(|| Count { spelt, ..Count::default() });
        known.passages += 1;
        let page = known.pages.entry(url.as_str()).or_insert((0, Some(url)));
        page.0 += times;
    }
}

/// Whether words that follow each other can be a term: no small word at its rims, no number.
fn is_term(run: &[&str], small: &StopWords) -> bool {
    let is_small = |word: &&str| {
        let lower = word.to_lowercase();
        small.contains(&lower) || lower.chars().count() < 3
    };
    let long = run.len() > 1 || run.iter().all(|word| word.chars().count() >= SHORTEST_WORD);
    long && !run.first().is_some_and(is_small)
        && !run.last().is_some_and(is_small)
        && run.iter().all(|word| word.chars().all(|c| !c.is_numeric()))
}
