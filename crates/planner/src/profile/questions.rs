//! Questions the site answers.

use std::collections::HashSet;

use domain::profile::{Confidence, FactKind};
use url::Url;

use super::{
    Site,
    blocks::{Block, Kind},
    doc::Doc,
    findings::Findings,
    text::{is_one_of, length_in_words, words},
    words::{ARTICLE_PAGES, COMMON_LABELS, LEGAL_PAGES},
};

/// Length of two words that ask something by themselves, in bytes.
const LONG_ENOUGH: usize = 12;
/// Shortest answer that is one, in characters.
const SHORTEST_ANSWER: usize = 20;

/// Questions that ask for an order rather than answer anything begin so.
#[rustfmt::skip]
const CALLS: &[&str] = &[
    "ready", "hungry", "got", "have", "need", "want", "looking", "interested", "still", "any",
    "curious", "thirsty", "why not", "questions", "noch", "fragen", "haben", "bereit", "lust",
    "neugierig", "interesse", "sie", "pronto", "pronta", "tem", "quer", "ficou", "dúvidas",
    "listo", "quieres", "tienes", "prêt", "envie", "besoin", "une", "pronto", "vuoi", "klaar",
    "zin", "interested",
];

/// Finds questions with their answers, described ones before written ones.
pub(super) fn find(site: &Site<'_>, findings: &mut Findings) {
    let told = |doc: &&Doc| !doc.is_under(LEGAL_PAGES);
    for doc in site.docs.iter().filter(told) {
        for thing in doc.things.iter().filter(|thing| thing.is(&["Question"])) {
            let answer =
                thing.inner("acceptedAnswer").into_iter().chain(thing.inner("suggestedAnswer"));
            let answer = answer.filter_map(|answer| answer.text("text")).next();
            if let (Some(question), Some(answer)) = (thing.text("name"), answer) {
                findings.judge(Confidence::High);
                findings.add(FactKind::Question, &question, Some(&answer), &doc.url);
            }
        }
    }
    findings.judge(Confidence::Medium);
    for doc in site.docs.iter().filter(told).filter(|doc| !doc.is_under(ARTICLE_PAGES)) {
        for (question, answer) in written(doc) {
            findings.add(FactKind::Question, &question, Some(&answer), &doc.url);
        }
    }
}

fn written(doc: &Doc) -> Vec<(String, String)> {
    let blocks: Vec<&Block> = doc.content().collect();
    let mut asked = HashSet::new();
    // A link to the page itself unfolds the answer below it.
    let here = |to: &Url| to.path() == doc.url.path() && to.host_str() == doc.url.host_str();
    let unfolds = |block: &Block| block.link.as_ref().is_some_and(here);
    let asked_in = |block: &Block| is_question(block, unfolds(block));
    let questions = blocks.iter().enumerate().filter(|(_, block)| asked_in(block));
    questions
        .filter_map(|(at, question)| Some((question.text(), answer(&blocks[at + 1..])?)))
        .filter(|(question, _)| asked.insert(question.clone()))
        .collect()
}

fn is_question(block: &Block, unfolds: bool) -> bool {
    let text = block.text();
    let stands_out = block.is_heading() || block.kind == Kind::Term || block.strong || unfolds;
    let words = words(&text);
    stands_out
        && !is_one_of(&text, COMMON_LABELS)
        && asks(&text)
        && (length_in_words(&text) >= 3 || (words.len() == 2 && text.len() >= LONG_ENOUGH))
        && !calls(&text)
}

/// Whether a question asks for an order rather than for an answer.
pub(super) fn calls(text: &str) -> bool {
    words(text).first().is_some_and(|first| CALLS.contains(&first.as_str()))
}

/// Whether a text ends as a question does.
pub(super) fn asks(text: &str) -> bool {
    text.ends_with(['?', '？'])
}

/// The paragraphs up to the next heading or question.
fn answer(after: &[&Block]) -> Option<String> {
    let ends =
        |block: &&&Block| block.is_heading() || block.kind == Kind::Term || asks(&block.text());
    let own = after.iter().take_while(|block| !ends(block));
    let texts: Vec<String> =
        own.take(3).filter(|block| block.link.is_none()).map(|block| block.text()).collect();
    let text = texts.join(" ");
    let long = text.chars().count() >= SHORTEST_ANSWER || length_in_words(&text) >= 4;
    (long && !asks(&text)).then_some(text)
}
