//! An article: the answer first, then what is behind it, what there is to choose from, what
//! people ask, who does the work, where and when, and what to do next.

use domain::profile::FactKind;

use super::{Body, Material, list};
use crate::{
    plan::phrase::{folded, length, sentences},
    write::voice::sentence,
};

/// The most words; what comes later is left out then.
const MOST_WORDS: usize = 860;
/// The most offers, questions and people that are told of.
const MOST_OFFERS: usize = 8;
const MOST_QUESTIONS: usize = 6;
const MOST_PEOPLE: usize = 4;
/// The shortest sentence that tells enough to stand in a list of results, in characters.
const TELLING: usize = 50;

/// What stands below the title in a list of results: the site's own words where they fit.
pub(super) fn meta_description(material: &Material<'_>) -> String {
    let own = answer(material).and_then(|text| {
        let first = sentences(&text).first().map(|first| (*first).to_owned())?;
        (TELLING..=domain::draft::META_DESCRIPTION_LIMIT).contains(&length(&first)).then_some(first)
    });
    own.or_else(|| material.told("draft.blog.summary")).unwrap_or_default()
}

pub(super) fn body(material: &Material<'_>) -> String {
    let mut body = Body::default();
    let heading = |key: &str| material.told(&format!("draft.heading.{key}"));
    let lead = ["draft.blog.lead", "draft.blog.promise"].map(|key| material.told(key));
    let lead: Vec<String> = lead.into_iter().flatten().collect();
    body.section(None, vec![lead.join(" ")]);
    let short = answer(material).or_else(|| material.gap("answer", &material.words));
    body.section(heading("short"), short.into_iter().collect());
    body.section(heading("about"), behind(material));
    let mut sections = vec![
        (heading("offers"), list(&material.offers(MOST_OFFERS))),
        (heading("questions"), questions(material)),
        (heading("example"), material.gap("example", &material.words).into_iter().collect()),
        (heading("people"), people(material)),
        (heading("business"), business(material)),
        (heading("practical"), material.ways()),
    ];
    sections.retain(|(_, parts)| !parts.is_empty());
    for (heading, parts) in sections {
        let words: usize = parts.iter().map(|part| part.split_whitespace().count()).sum();
        if body.words + words <= MOST_WORDS {
            body.section(heading, parts);
        }
    }
    body.section(heading("next"), material.call().into_iter().collect());
    body.text()
}

/// The short answer: what belongs to the subject, what the site answers nearest to it, what it
/// says about it.
fn answer(material: &Material<'_>) -> Option<String> {
    let facts = &material.facts;
    let own = facts.main.clone().or_else(|| facts.tells.first().cloned());
    let answered = || {
        let first = material.near(FactKind::Question).next()?;
        material.may_say(first.detail.as_deref()?)
    };
    let passage = || material.theme?.passages.iter().find_map(|text| material.may_say(text));
    own.or_else(passage).or_else(answered).map(|text| sentence(&text))
}

/// What is behind it: the site's own sentences, and what only the business knows.
fn behind(material: &Material<'_>) -> Vec<String> {
    let facts = &material.facts;
    let passages = material.theme.into_iter().flat_map(|theme| &theme.passages);
    let passages = passages.filter_map(|text| material.may_say(text));
    let own = facts.tells.iter().cloned().chain(passages);
    let told = [FactKind::Topic, FactKind::Article]
        .into_iter()
        .flat_map(|kind| material.near(kind))
        .filter_map(|fact| fact.about.as_deref().and_then(|about| material.may_say(about)));
    let mut parts: Vec<String> = own.chain(told).map(|text| sentence(&text)).collect();
    parts.extend(material.gap("about", &material.words));
    parts
}

/// What people ask: nearest to the subject first, with the site's answers; a question without
/// one is a gap.
fn questions(material: &Material<'_>) -> Vec<String> {
    let subject = folded(material.brief.subject);
    let answered = material.nearest(FactKind::Question).into_iter().filter_map(|fact| {
        let question = material.may_say(&fact.value)?;
        let answer = material.may_say(fact.detail.as_deref()?)?;
        (folded(&question) != subject).then(|| format!("{question} {}", sentence(&answer)))
    });
    let mut parts: Vec<String> = answered.take(MOST_QUESTIONS).collect();
    let known = parts.join(" ");
    let open = material.theme.into_iter().flat_map(|theme| &theme.questions);
    let open = open
        .filter_map(|text| material.may_say(text))
        .filter(|text| !known.contains(text.as_str()) && folded(text) != subject);
    let open =
        open.filter_map(|text| material.gap("question", &material.words.clone().with("q", text)));
    parts.extend(open);
    parts
}

/// Who does the work, and a gap for their own words.
fn people(material: &Material<'_>) -> Vec<String> {
    let people = material.nearest(FactKind::Person);
    let items: Vec<String> = people.iter().take(MOST_PEOPLE).map(|it| material.item(it)).collect();
    let mut parts = list(&items);
    if let Some(name) = people.first().and_then(|it| material.may_say(&it.value)) {
        parts.extend(material.gap("quote", &material.words.clone().with("t", name)));
    }
    parts
}

/// What the business says about itself.
fn business(material: &Material<'_>) -> Vec<String> {
    if material.words.get("n").is_none() {
        return Vec::new();
    }
    let described = material.facts.business.iter().filter_map(|text| material.may_say(text));
    let proofs = material.nearest(FactKind::Proof).into_iter().take(2);
    let proofs = proofs.filter_map(|fact| material.may_say(&fact.value));
    let mut told = String::new();
    for text in described.chain(proofs).map(|text| sentence(&text)) {
        // What a site is proud of often stands in its description, too.
        if !told.contains(&text) {
            let space = if told.is_empty() { "" } else { " " };
            told = format!("{told}{space}{text}");
        }
    }
    if told.is_empty() { Vec::new() } else { vec![told] }
}
