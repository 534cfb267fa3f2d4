//! An e-mail to people who asked for it: what it is about, what there is to see, where and
//! when, one thing to do.

use domain::profile::FactKind;

use super::{Body, Material, list};
use crate::{
    plan::phrase::{folded, length, sentences},
    write::voice::sentence,
};

/// The most offers and articles that are named.
const MOST_OFFERS: usize = 4;
const MOST_ARTICLES: usize = 2;
/// The most words of the preheader's list.
const MOST_NAMED: usize = 3;

/// What mail programs show beside the subject, which it does not repeat.
pub(super) fn preheader(material: &Material<'_>) -> String {
    let subject = folded(material.brief.title);
    let fits = |text: &String| {
        length(text) <= domain::draft::PREHEADER_LIMIT && !subject.contains(&folded(text))
    };
    let day = material.brief.event.map(|(_, on)| material.phrases().day(on));
    let day = day.filter(|day| !subject.contains(&folded(day)));
    let on_day =
        day.and_then(|day| material.say("draft.email.on", &material.words.clone().with("d", day)));
    let told = material.facts.tells.iter().flat_map(|text| sentences(text)).next();
    let named: Vec<String> =
        names(material).into_iter().filter(|name| !subject.contains(&folded(name))).collect();
    let named = (named.len() > 1).then(|| named.join(", "));
    let choices = [on_day, told.map(str::to_owned), named];
    choices
        .into_iter()
        .flatten()
        .find(fits)
        .or_else(|| material.told("draft.email.preheader"))
        .unwrap_or_default()
}

/// What can be named in a few words: offers, else topics.
fn names(material: &Material<'_>) -> Vec<String> {
    let of = |kind| {
        let facts = material.nearest(kind).into_iter().take(MOST_NAMED);
        facts.filter_map(|fact| material.may_say(&fact.value)).collect::<Vec<_>>()
    };
    let offers = of(FactKind::Offer);
    if offers.is_empty() { of(FactKind::Topic) } else { offers }
}

pub(super) fn body(material: &Material<'_>) -> String {
    let mut body = Body::default();
    body.section(None, material.told("draft.email.greeting").into_iter().collect());
    body.section(None, opening(material));
    let facts = &material.facts;
    let main = facts.main.iter().chain(&facts.tells).take(3);
    body.section(None, main.map(|text| sentence(text)).collect());
    let passages = material.theme.into_iter().flat_map(|theme| &theme.passages);
    let passages = passages.filter_map(|text| material.may_say(text)).take(2);
    body.section(None, passages.map(|text| sentence(&text)).collect());
    body.section(None, material.gap("news", &material.words).into_iter().collect());
    body.section(material.told("draft.heading.worth"), list(&material.offers(MOST_OFFERS)));
    let articles = material.nearest(FactKind::Article).into_iter().take(MOST_ARTICLES);
    let articles: Vec<String> = articles.filter_map(|fact| material.may_say(&fact.value)).collect();
    body.section(material.told("draft.heading.read"), list(&articles));
    body.section(None, material.ways());
    body.section(None, material.call().into_iter().collect());
    body.section(None, material.told("draft.email.closing").into_iter().collect());
    body.text()
}

/// The first lines: the event and its day, the month, or the one thing that it is about.
fn opening(material: &Material<'_>) -> Vec<String> {
    let group = material.facts.group;
    if group.is_event() {
        let hook = material.told(&format!("hook.{}.any", group.key()));
        return hook.map(|text| sentence(&text)).into_iter().collect();
    }
    let about = if material.facts.words.get("s").is_some() { "about" } else { "month" };
    let mut parts: Vec<String> =
        material.told(&format!("draft.email.{about}")).into_iter().collect();
    parts.extend(material.facts.business.first().and_then(|text| material.may_say(text)));
    vec![parts.iter().map(|part| sentence(part)).collect::<Vec<_>>().join(" ")]
}
