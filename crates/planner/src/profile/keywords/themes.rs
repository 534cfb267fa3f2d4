//! Candidates to themes: what shares telling words and intent is one theme.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    profile::FactKind,
    theme::{Intent, Lack, Origin, Phrase, Theme},
};
use yake_rust::StopWords;

use super::{candidates::Candidate, intent};
use crate::{
    phrases::Language,
    plan::phrase::town,
    profile::{
        Site,
        findings::Findings,
        language::primary,
        phrases::{passages, small_words},
        standing::stands_alone,
        text::{fold, sentences, words},
        words::LEGAL_PAGES,
    },
};

/// The most phrases of a theme.
const MOST_PHRASES: usize = 6;
/// The most questions of a theme, and the most sentences that are told about it.
const MOST_TOLD: usize = 4;
/// A word of so many letters is telling by itself, as compounds are.
const TELLING_WORD: usize = 10;
/// Letters by which words of the same stem are known.
const STEM: usize = 5;
/// The shortest and longest sentence that is told about a theme, in characters.
const TELLING: std::ops::RangeInclusive<usize> = 30..=240;

/// The most themes of an intent. Articles are written for those who want to know first.
const fn most(intent: Intent) -> usize {
    match intent {
        Intent::Informational => 10,
        Intent::Commercial | Intent::Transactional => 5,
        Intent::Navigational => 1,
    }
}

/// The themes with the page of each, best first: those that no article names, by how telling
/// they are; then the others; then words too broad to write about; what leads to the business
/// itself comes last.
pub(super) fn group(
    site: &Site<'_>,
    findings: &Findings,
    candidates: Vec<Candidate>,
) -> Vec<(Theme, Option<String>)> {
    let grounds = Grounds::of(site, findings);
    let common = grounds.common(&candidates);
    let (asked, told): (Vec<Candidate>, Vec<Candidate>) =
        candidates.into_iter().partition(Candidate::asks);
    let mut groups: Vec<Group> = Vec::new();
    for candidate in told {
        let intent = intent::of(&candidate, &grounds.name, grounds.language);
        let stems = grounds.stems(&candidate.text);
        let kin = |group: &&mut Group| group.intent == intent && group.is_kin(&stems, &common);
        match groups.iter_mut().find(kin) {
            Some(group) => group.members.push(candidate),
            None => groups.push(Group::new(intent, stems, candidate)),
        }
    }
    for question in asked {
        let stems = grounds.stems(&question.text);
        let kin = |group: &&mut Group| {
            group.intent != Intent::Navigational && group.is_asked(&stems, &common)
        };
        match groups.iter_mut().find(kin) {
            Some(group) => group.questions.push(question),
            None => {
                let intent = intent::of(&question, &grounds.name, grounds.language);
                groups.push(Group::new(intent, stems, question));
            }
        }
    }
    let mut themes: Vec<_> = groups.iter().map(|group| grounds.theme(group)).collect();
    let place = |(score, theme, _): &(f32, Theme, Option<String>)| {
        let last = theme.intent == Intent::Navigational;
        (last, is_broad(theme), !theme.lacks(Lack::Article), -score)
    };
    themes.sort_by(|one, other| {
        let (one, other) = (place(one), place(other));
        let by_kind = (one.0, one.1, one.2).cmp(&(other.0, other.1, other.2));
        by_kind.then(one.3.total_cmp(&other.3))
    });
    let mut taken: BTreeMap<Intent, usize> = BTreeMap::new();
    themes.retain(|(_, theme, _)| {
        let count = taken.entry(theme.intent).or_default();
        *count += 1;
        *count <= most(theme.intent)
    });
    themes.into_iter().map(|(_, theme, source)| (theme, source)).collect()
}

/// Whether a theme is one short word that stands in texts and nowhere else: *Class* of a yoga
/// studio.
fn is_broad(theme: &Theme) -> bool {
    let mentioned = theme.origins == [Origin::Text] && theme.questions.is_empty();
    let first = theme.phrases.first().map(|phrase| phrase.text.as_str()).unwrap_or_default();
    let one = first.chars().all(|c| c.is_lowercase() || c.is_uppercase());
    mentioned && theme.phrases.len() == 1 && one && first.chars().count() < TELLING_WORD
}

/// Candidates that belong together, the most telling first.
struct Group {
    intent: Intent,
    stems: BTreeSet<String>,
    members: Vec<Candidate>,
    questions: Vec<Candidate>,
}

impl Group {
    fn new(intent: Intent, stems: BTreeSet<String>, first: Candidate) -> Self {
        Group { intent, stems, members: vec![first], questions: Vec::new() }
    }

    /// Whether half of the shorter one's telling words are the other's, and one of them tells
    /// more than that they are of the same trade.
    fn is_kin(&self, stems: &BTreeSet<String>, common: &BTreeSet<String>) -> bool {
        let shared: Vec<&String> = self.stems.intersection(stems).collect();
        2 * shared.len() >= self.stems.len().min(stems.len())
            && shared.iter().any(|stem| !common.contains(*stem))
    }

    /// Whether a question with these stems is about it.
    fn is_asked(&self, stems: &BTreeSet<String>, common: &BTreeSet<String>) -> bool {
        let all = !self.stems.is_empty() && self.stems.is_subset(stems);
        all || self.stems.intersection(stems).any(|stem| !common.contains(stem))
    }
}

/// What candidates are held against.
struct Grounds {
    small: Option<StopWords>,
    language: Option<Language>,
    /// The business, folded.
    name: String,
    town: Option<String>,
    /// Pieces of text: as written, as words between spaces, and their page.
    passages: Vec<(String, String, String)>,
    headings: Vec<BTreeSet<String>>,
    articles: Vec<BTreeSet<String>>,
}

impl Grounds {
    fn of(site: &Site<'_>, findings: &Findings) -> Self {
        let tag = primary(findings.one(FactKind::Language).unwrap_or("en"));
        let mut grounds = Grounds {
            small: small_words(&tag),
            language: Language::tagged(&tag),
            name: findings.one(FactKind::Name).map(fold).unwrap_or_default(),
            town: findings.one(FactKind::Place).and_then(town),
            passages: Vec::new(),
            headings: Vec::new(),
            articles: Vec::new(),
        };
        let passages = passages(site).into_iter();
        grounds.passages =
            passages.map(|(text, url)| (text.clone(), spaced(&text), url.to_string())).collect();
        let docs = site.docs.iter().filter(|doc| !doc.is_under(LEGAL_PAGES));
        let headings = docs.flat_map(|doc| doc.content().filter(|block| block.is_heading()));
        let headings: Vec<_> = headings.map(|block| grounds.stems(&block.text())).collect();
        let articles = findings.of(FactKind::Article).iter();
        let articles: Vec<_> = articles.map(|fact| grounds.stems(&fact.value)).collect();
        Grounds { headings, articles, ..grounds }
    }

    /// The telling words of a text, by their first letters.
    fn stems(&self, text: &str) -> BTreeSet<String> {
        let small = |word: &String| {
            word.chars().count() < 3 || self.small.as_ref().is_some_and(|it| it.contains(word))
        };
        let telling = words(text).into_iter().filter(|word| !small(word));
        telling.map(|word| word.chars().take(STEM).collect()).collect()
    }

    /// Stems of so many candidates that they tell no more than the trade.
    fn common(&self, candidates: &[Candidate]) -> BTreeSet<String> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for stem in candidates.iter().flat_map(|candidate| self.stems(&candidate.text)) {
            *counts.entry(stem).or_default() += 1;
        }
        let many = (candidates.len() / 6).max(4);
        counts.into_iter().filter(|(_, count)| *count >= many).map(|(stem, _)| stem).collect()
    }

    fn theme(&self, group: &Group) -> (f32, Theme, Option<String>) {
        let members = || group.members.iter().take(MOST_PHRASES);
        let asked = || group.questions.iter().chain(group.members.iter().filter(|it| it.asks()));
        let phrases: Vec<String> = members().map(|it| spaced(&it.text)).collect();
        let held: Vec<_> = self
            .passages
            .iter()
            .filter(|(_, words, _)| phrases.iter().any(|phrase| words.contains(phrase.as_str())))
            .collect();
        let pages: BTreeSet<&str> = held.iter().map(|(.., page)| page.as_str()).collect();
        let origins: BTreeSet<Origin> =
            members().chain(asked()).flat_map(|it| it.origins.clone()).collect();
        let mut passages: Vec<String> = Vec::new();
        for (text, ..) in &held {
            for sentence in sentences(text) {
                let told = spaced(sentence);
                let about = phrases.iter().any(|phrase| told.contains(phrase.as_str()));
                let fits = TELLING.contains(&sentence.chars().count())
                    && sentence.ends_with(['.', '!', '…', '。']);
                if about
                    && fits
                    && stands_alone(sentence)
                    && !passages.iter().any(|it| it == sentence)
                {
                    passages.push(sentence.to_owned());
                }
            }
        }
        passages.truncate(MOST_TOLD);
        let near = |town: &&String| {
            let town = spaced(town);
            phrases.iter().any(|phrase| phrase.contains(&town))
                || held.iter().any(|(_, words, _)| words.contains(&town))
        };
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let theme = Theme {
            intent: group.intent,
            place: self.town.as_ref().filter(near).cloned(),
            phrases: members().map(|it| Phrase { text: it.text.clone(), searches: None }).collect(),
            questions: asked().take(MOST_TOLD).map(|it| it.text.clone()).collect(),
            passages,
            origins: origins.into_iter().collect(),
            found: (count(held.len()), count(pages.len())),
            lacks: self.lacks(group),
        };
        let first = group.members.first();
        let rest: f32 = group.members.iter().skip(1).map(|it| it.weight).sum();
        let said = f32::from(u16::try_from(held.len()).unwrap_or(u16::MAX));
        let asks = f32::from(u16::try_from(theme.questions.len()).unwrap_or(u16::MAX));
        let score =
            first.map_or(0.0, |it| it.weight) + rest * 0.4 + said.ln_1p() * 0.6 + asks * 0.5;
        (score, theme, first.and_then(|it| it.source.clone()))
    }

    fn lacks(&self, group: &Group) -> Vec<Lack> {
        let named = |titles: &[BTreeSet<String>]| {
            titles.iter().any(|title| !group.stems.is_empty() && group.stems.is_subset(title))
        };
        let mut asked = group.questions.iter().chain(&group.members).filter(|it| it.asks());
        let lacks = [
            (Lack::Article, !named(&self.articles)),
            (Lack::Heading, !named(&self.headings)),
            (Lack::Answer, asked.any(|question| !question.answered)),
        ];
        lacks.into_iter().filter(|(_, lacks)| *lacks).map(|(lack, _)| lack).collect()
    }
}

/// The words of a text, each between spaces.
fn spaced(text: &str) -> String {
    format!(" {} ", words(text).join(" "))
}
