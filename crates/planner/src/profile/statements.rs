//! Sentences of the pages that can be said by themselves, for posts to repeat.

use std::{collections::HashSet, ops::RangeInclusive};

use domain::profile::{Fact, FactKind};

use super::{
    Site,
    blocks::{Block, Kind},
    dates,
    doc::Doc,
    findings::Findings,
    price,
    standing::{is_clutter, misses_a_person, stands_alone},
    text::{fold, mentions, sentences, words},
    words::{ARTICLE_PAGES, LEGAL_PAGES},
};
use crate::phrases::{Language, Phrases};

/// In characters.
const LENGTHS: RangeInclusive<usize> = 30..=180;
/// A sentence of fewer words tells little.
const FEWEST_WORDS: usize = 5;

/// Words of one person who speaks for himself, by language: a guest, or an owner beside whose
/// *I* the *we* of a post would be odd. In German also *his*, whose owner was named before.
#[rustfmt::skip]
const ONE_PERSON: [(&str, &[&str]); 7] = [
    ("en", &["i", "i'm", "i’m", "my", "me", "mine"]),
    (
        "de",
        &[
            "ich", "mein", "meine", "meinem", "meinen", "meiner", "mir", "mich", "seine",
            "seinem", "seinen", "seiner", "seines",
        ],
    ),
    ("fr", &["je", "j'ai", "j’ai", "mon", "ma", "mes", "moi"]),
    ("es", &["yo", "mi", "mis", "me"]),
    ("it", &["io", "mio", "mia", "miei", "mie"]),
    ("pt", &["eu", "meu", "minha", "meus", "minhas"]),
    ("nl", &["ik", "mijn", "mij"]),
];

/// Finds them, in the order of the pages; news go stale and are left out.
pub(super) fn find(site: &Site<'_>, findings: &mut Findings) {
    let people: Vec<String> =
        findings.of(FactKind::Person).iter().map(|fact| fact.value.clone()).collect();
    let mut told = told(findings);
    let tag = findings.one(FactKind::Language).unwrap_or_default();
    let one_person = ONE_PERSON.iter().find(|(language, _)| tag.starts_with(language));
    let one_person = one_person.map_or(&[][..], |(_, words)| words);
    let lasting = |doc: &&Doc| !doc.is_under(LEGAL_PAGES) && !doc.is_under(ARTICLE_PAGES);
    for doc in site.docs.iter().filter(lasting) {
        for block in doc.content().filter(|block| is_prose(block)) {
            for sentence in sentences(&block.text()) {
                let sayable = is_whole(sentence)
                    && !mentions(sentence, one_person)
                    && !misses_a_person(sentence, &people);
                if sayable && told.insert(fold(sentence)) {
                    findings.add(FactKind::Statement, sentence, None, &doc.url);
                }
            }
        }
    }
}

/// The sentences that other facts tell already.
fn told(findings: &Findings) -> HashSet<String> {
    const KINDS: [FactKind; 7] = [
        FactKind::Description,
        FactKind::Offer,
        FactKind::Topic,
        FactKind::Person,
        FactKind::Article,
        FactKind::Question,
        FactKind::Proof,
    ];
    let texts = |fact: &Fact| {
        let texts = [Some(fact.value.clone()), fact.detail.clone(), fact.about.clone()];
        texts.into_iter().flatten().collect::<Vec<_>>()
    };
    let facts = KINDS.into_iter().flat_map(|kind| findings.of(kind)).flat_map(texts);
    facts.flat_map(|text| sentences(&text).into_iter().map(fold).collect::<Vec<_>>()).collect()
}

fn is_prose(block: &Block) -> bool {
    let kind = matches!(block.kind, Kind::Paragraph | Kind::Item | Kind::Other);
    kind && block.link.is_none()
}

/// Whether a sentence is whole, nobody's quotation, and true on any day.
fn is_whole(sentence: &str) -> bool {
    let begins = sentence.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    let foreign = ['”', '«', '»', '?', '*', ':'];
    LENGTHS.contains(&sentence.chars().count())
        && words(sentence).len() >= FEWEST_WORDS
        && begins
        && sentence.ends_with(['.', '!'])
        && stands_alone(sentence)
        && !sentence.contains(foreign)
        && !is_clutter(sentence)
        && price::find(sentence).is_none()
        && dates::find(sentence).is_none()
        && !names_a_day(sentence)
}

/// Whether a sentence holds a number and the name of a month.
fn names_a_day(sentence: &str) -> bool {
    let named = |language: Language| {
        let months = Phrases::plain(language).pool("calendar.months").iter();
        months.map(|month| month.to_lowercase()).any(|month| mentions(sentence, &[month.as_str()]))
    };
    sentence.contains(|c: char| c.is_ascii_digit()) && Language::ALL.into_iter().any(named)
}

#[cfg(test)]
mod tests {
    use super::is_whole;

    #[test]
    fn only_what_is_true_on_any_day_and_stands_alone_is_a_statement() {
        assert!(is_whole("Every loaf rests for two nights before it is baked."));
        assert!(is_whole("Der Sauerteig wird seit 1962 jeden Abend gefüttert."));
        assert!(!is_whole("It rests for two nights before it is baked."));
        assert!(!is_whole("On 12 December we light the big oven at noon."));
        assert!(!is_whole("A loaf of rye costs €6.50 at the counter."));
        assert!(!is_whole("Every loaf rests"));
        assert!(!is_whole("Moreau & Vasseur - 12 rue Crébillon, 44000 Nantes - Tél."));
    }
}
