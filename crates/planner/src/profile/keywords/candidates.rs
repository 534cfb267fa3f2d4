//! What could be searched for: phrases from every part of the website, each once.

use std::collections::BTreeSet;

use domain::{
    profile::{Fact, FactKind},
    theme::Origin,
};

use super::terms;
use crate::phrases::{Language, Phrases};
use crate::profile::{
    Site,
    findings::Findings,
    functional::is_functional,
    language::primary,
    phrases::{passages, phrases, small_words},
    price,
    questions::{asks, calls},
    text::{fold, is_one_of, length_in_words, sentences, words},
    topics::capitalised,
    words::{COMMON_LABELS, NEVER_IN_TOPICS, NOT_TOPICS},
};

/// The longest phrase that anybody types, in characters.
const LONGEST: usize = 60;
/// The longest question, in characters.
const LONGEST_QUESTION: usize = 120;
/// The shortest word that a phrase of the text begins or ends with, in letters.
const SHORTEST_RIM: usize = 4;
/// The shortest question, in words.
const SHORTEST_QUESTION: usize = 4;

/// Something that could be searched for.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// As the website spells it.
    pub(super) text: String,
    /// Where it was found.
    pub(super) origins: BTreeSet<Origin>,
    /// The page that it was first found on.
    pub(super) source: Option<String>,
    /// How telling it is of the website; only to be compared.
    pub(super) weight: f32,
    /// Whether it is sold at a price.
    pub(super) priced: bool,
    /// Whether the website gives the answer, for a question.
    pub(super) answered: bool,
}

impl Candidate {
    /// Whether it is a question.
    pub(super) fn asks(&self) -> bool {
        self.origins.contains(&Origin::Question)
    }
}

/// Every candidate, the most telling first.
pub(super) fn find(site: &Site<'_>, findings: &Findings) -> Vec<Candidate> {
    let mut all = Vec::new();
    let clauses = clauses(site);
    let plain = |text: &str, origin, source: &str, weight| {
        let found = Candidate {
            text: text.to_owned(),
            origins: BTreeSet::from([origin]),
            source: Some(source.to_owned()),
            weight,
            priced: false,
            answered: false,
        };
        let names = is_part_of(findings, FactKind::Person, text)
            || is_part_of(findings, FactKind::Place, text);
        let whole = |it: &Candidate| !is_of_calendar(&it.text) && !is_piece(&it.text, &clauses);
        Some(found).filter(|it| is_phrase(&it.text) && !names && whole(it))
    };
    // The library orders its phrases and gives no measure that compares with another text's.
    for (place, (phrase, url)) in phrases(site, findings).into_iter().enumerate() {
        let weight = 1.0 / (1.0 + f32::from(u16::try_from(place).unwrap_or(u16::MAX)) / 8.0);
        add(&mut all, plain(&capitalised(&phrase), Origin::Text, url.as_str(), weight));
    }
    let language = primary(findings.one(FactKind::Language).unwrap_or("en"));
    if let Some(small) = small_words(&language) {
        for term in terms::telling(site, &small) {
            let text = capitalised(&term.text);
            add(&mut all, plain(&text, Origin::Text, term.url.as_str(), term.weight));
        }
    }
    for topic in findings.of(FactKind::Topic) {
        add(&mut all, Some(of_fact(topic, Origin::Topic, 1.0)));
    }
    for offer in findings.of(FactKind::Offer) {
        let priced = offer.detail.is_some();
        let sold = Candidate { priced, ..of_fact(offer, Origin::Offer, 0.4) };
        add(&mut all, Some(sold).filter(|it| it.text.chars().count() <= LONGEST));
    }
    for question in findings.of(FactKind::Question) {
        add(
            &mut all,
            Some(Candidate { answered: true, ..of_fact(question, Origin::Question, 0.8) }),
        );
    }
    for (passage, url) in passages(site) {
        for asked in sentences(&passage).into_iter().filter(|it| is_question(it)) {
            let open = Candidate {
                text: asked.to_owned(),
                origins: BTreeSet::from([Origin::Question]),
                source: Some(url.to_string()),
                weight: 0.6,
                priced: false,
                answered: false,
            };
            add(&mut all, Some(open));
        }
    }
    if let Some(name) = findings.of(FactKind::Name).first() {
        add(&mut all, Some(of_fact(name, Origin::Name, 0.1)));
    }
    all.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    all
}

fn of_fact(fact: &Fact, origin: Origin, weight: f32) -> Candidate {
    Candidate {
        text: fact.value.clone(),
        origins: BTreeSet::from([origin]),
        source: fact.source.clone(),
        weight,
        priced: false,
        answered: false,
    }
}

/// Adds a candidate; one that is there in another spelling weighs the more.
fn add(all: &mut Vec<Candidate>, found: Option<Candidate>) {
    let Some(found) = found.filter(|it| !fold(&it.text).is_empty()) else { return };
    let bare = fold(&found.text);
    match all.iter_mut().find(|it| fold(&it.text) == bare) {
        Some(known) => {
            known.weight += found.weight;
            known.priced |= found.priced;
            known.answered |= found.answered;
            known.origins.extend(found.origins);
        }
        None => all.push(found),
    }
}

/// Whether a phrase is the name, or a part of the name, of somebody or of some place.
fn is_part_of(findings: &Findings, kind: FactKind, text: &str) -> bool {
    let named = |value: &str| {
        let (value, own) = (words(value), words(text));
        !own.is_empty() && own.iter().all(|word| value.contains(word))
    };
    findings.of(kind).iter().any(|fact| named(&fact.value))
}

/// Whether a phrase of the text can stand for what somebody looks for. Short words at its rims
/// are small words more often than not, in the lists of the language or not.
fn is_phrase(text: &str) -> bool {
    let own = words(text);
    let short = |word: Option<&String>| word.is_none_or(|word| word.chars().count() < SHORTEST_RIM);
    let empty = |word: &String| {
        NEVER_IN_TOPICS.contains(&word.as_str()) || NOT_TOPICS.contains(&word.as_str())
    };
    text.chars().count() <= LONGEST
        && !text.contains(|c: char| c.is_ascii_digit() || matches!(c, '@' | '/' | ':' | '?' | '!'))
        && price::find(text).is_none()
        && !short(own.first())
        && !short(own.last())
        && !own.iter().any(empty)
        && !is_functional(&own)
        && !is_one_of(text, COMMON_LABELS)
}

/// Whether a phrase is nothing but months and weekdays.
fn is_of_calendar(text: &str) -> bool {
    let named = |word: &String| {
        Language::ALL.into_iter().map(Phrases::plain).any(|phrases| {
            let names = ["calendar.months", "calendar.weekdays"];
            names
                .iter()
                .any(|key| phrases.pool(key).iter().any(|name| name.to_lowercase() == *word))
        })
    };
    bare(text).iter().all(named)
}

/// What stands between marks in the text, in words.
fn clauses(site: &Site<'_>) -> Vec<Vec<String>> {
    let marks = |c: char| !(c.is_alphanumeric() || matches!(c, ' ' | '\'' | '’' | '-'));
    let all = passages(site);
    let told = all.iter().flat_map(|(text, _)| text.split(marks));
    told.map(bare).filter(|words| !words.is_empty()).collect()
}

/// The words of a text without what is elided before them: `aide` of `l’aide`.
fn bare(text: &str) -> Vec<String> {
    let elided = |before: &str| before.chars().count() <= 2;
    let bare = |word: String| match word.split_once(['\'', '’']) {
        Some((before, rest)) if elided(before) && !rest.is_empty() => rest.to_owned(),
        _ => word,
    };
    words(text).into_iter().map(bare).collect()
}

/// Whether a phrase is a piece of a longer one: where the text says it more than once, each
/// time behind or before the same long word. *Juridictionnelle* of *aide juridictionnelle*.
fn is_piece(text: &str, clauses: &[Vec<String>]) -> bool {
    let own = bare(text);
    let (mut before, mut behind): (Vec<Option<&String>>, Vec<Option<&String>>) = Default::default();
    for clause in clauses {
        for (at, run) in clause.windows(own.len().max(1)).enumerate() {
            if run == own {
                before.push(at.checked_sub(1).and_then(|at| clause.get(at)));
                behind.push(clause.get(at + own.len()));
            }
        }
    }
    let same = |rim: &[Option<&String>]| {
        let first = rim.first().copied().flatten();
        first.is_some_and(|word| word.chars().count() >= SHORTEST_RIM)
            && rim.iter().all(|word| *word == first)
    };
    before.len() > 1 && (same(&before) || same(&behind))
}

/// Whether a sentence asks something that others could ask, too.
fn is_question(text: &str) -> bool {
    asks(text)
        && length_in_words(text) >= SHORTEST_QUESTION
        && text.chars().count() <= LONGEST_QUESTION
        && !calls(text)
}
