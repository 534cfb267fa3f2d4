//! The subjects the site writes about.

use std::collections::HashSet;

use domain::profile::FactKind;
use url::Url;

use super::{
    Site,
    blocks::{Block, Kind},
    doc::Doc,
    findings::Findings,
    functional::{is_functional, without_article},
    language::primary,
    phrases::{passages, phrases, small_words, spells},
    price,
    repeated::repeated,
    text::{fold, is_one_of, words},
    words::{
        ARTICLE_PAGES, COMMON_LABELS, COMMON_PAGES, LEGAL_PAGES, NEVER_IN_TOPICS, NOT_TOPICS,
        TEAM_PAGES,
    },
};

/// Fewer topics than these are filled up with what else the site names.
const FEWEST: usize = 3;
/// Fewer than these with key phrases of the text.
const FEW: usize = 4;
const MOST: usize = 8;
/// Labels of menus taken before headings get their turn.
const MOST_LABELS: usize = 5;
/// Headings taken before single nouns get their turn.
const MOST_HEADINGS: usize = 6;
/// Shortest prose under a heading that is about something, in characters.
const SHORTEST_PROSE: usize = 30;
/// Words of slogans, which name no subject, by language: *du* is you in German and of in French.
#[rustfmt::skip]
const PRONOUNS: &[(&str, &[&str])] = &[
    ("en", &["we", "our", "you", "your", "us", "i", "my", "it", "they"]),
    ("de", &[
        "wir", "unser", "unsere", "unserer", "sie", "ihr", "ihre", "ihren", "ihrer", "dein",
        "deine", "du", "uns", "ich", "euch",
    ]),
    ("pt", &["nós", "nosso", "nossa", "nossos", "você", "seu", "sua"]),
    ("fr", &["nous", "notre", "nos", "vous", "votre", "vos", "je", "tu"]),
    ("es", &["nuestro", "nuestra", "tu", "su", "tus", "sus"]),
    ("it", &["nostro", "nostra", "noi", "tuo", "tua", "vostro", "vostra"]),
    ("nl", &["wij", "ons", "onze", "je", "jouw", "uw"]),
    ("sv", &["vår", "våra", "din", "du", "dig"]),
];

/// Finds topics: what menus lead to, what headings with prose under them are about, nouns
/// that come back, and where all that says little, offers and key phrases.
pub(super) fn find(site: &Site<'_>, findings: &mut Findings) {
    let texts = passages(site);
    let language = primary(findings.one(FactKind::Language).unwrap_or("en"));
    let small = small_words(&language);
    let is_small = |word: &str| small.as_ref().is_some_and(|list| list.contains(word));
    let prose: Vec<&str> = texts.iter().map(|(text, _)| text.as_str()).collect();
    let mut topics = Topics {
        site,
        findings,
        is_small: &is_small,
        prose: &prose,
        english: language == "en",
        pronouns: PRONOUNS
            .iter()
            .filter(|(tag, _)| *tag == language)
            .flat_map(|(_, words)| words.iter().copied())
            .collect(),
        chosen: Vec::new(),
    };
    for (text, url) in labels(site) {
        // *Our bread* in a menu leads to a page and names no subject.
        if without_article(&text) == text {
            topics.take(&text, url, MOST_LABELS);
        }
    }
    headings(site).into_iter().for_each(|(text, url)| topics.take_heading(&text, url));
    for (text, url) in repeated(site, topics.findings, &texts) {
        topics.take(&text, url, MOST);
    }
    offers(topics.findings).into_iter().for_each(|(text, url)| topics.take(&text, &url, FEWEST));
    if topics.chosen.len() < FEW {
        let named = |text: &str| language != "de" && is_name(text);
        for (text, url) in phrases(site, topics.findings) {
            if !named(&text) {
                topics.take_apart(&text, url, FEW);
            }
        }
    }
}

struct Topics<'a, 'f> {
    site: &'a Site<'a>,
    findings: &'f mut Findings,
    is_small: &'a dyn Fn(&str) -> bool,
    prose: &'a [&'a str],
    english: bool,
    /// Those of the site’s language.
    pronouns: Vec<&'static str>,
    /// The words of those chosen so far.
    chosen: Vec<Vec<String>>,
}

impl Topics<'_, '_> {
    /// Takes a subject unless it is none, or enough are chosen, or one says it already.
    fn take(&mut self, text: &str, source: &Url, most: usize) {
        let text = without_article(text);
        let own = words(text);
        if self.chosen.len() >= most || !self.is_subject(text, &own) {
            return;
        }
        if self.chosen.iter().any(|known| within(&own, known) || within(known, &own)) {
            return;
        }
        let shown = self.in_sentence_case(text);
        self.findings.add(FactKind::Topic, &shown, None, source);
        self.chosen.push(own);
    }

    /// Takes what a heading names, unless it is sold at a price or is an article: those are
    /// facts of their own.
    fn take_heading(&mut self, text: &str, source: &Url) {
        let bare = fold(text);
        // It goes on with the heading before.
        if text.starts_with(char::is_lowercase) && text.chars().any(char::is_whitespace) {
            return;
        }
        let sold = self.findings.of(FactKind::Offer).iter();
        let mut sold = sold.filter(|offer| offer.detail.is_some());
        let mut told = self.findings.of(FactKind::Article).iter();
        if !sold.any(|it| fold(&it.value) == bare) && !told.any(|it| fold(&it.value) == bare) {
            self.take(text, source, MOST_HEADINGS);
        }
    }

    /// Takes a key phrase that shares no word with what is chosen.
    fn take_apart(&mut self, text: &str, source: &Url, most: usize) {
        let shares = |known: &Vec<String>| words(text).iter().any(|word| known.contains(word));
        if !self.chosen.iter().any(shares) {
            self.take(text, source, most);
        }
    }

    fn is_subject(&self, text: &str, own: &[String]) -> bool {
        let length = text.chars().count();
        let plain = !text
            .contains(['?', '!', '@', '/', '©', '"', '“', ':', ',', '.', '…', '|', '+'])
            && price::find(text).is_none();
        let digits = text.contains(|c: char| c.is_ascii_digit());
        let speaks = own.iter().any(|word| {
            self.pronouns.contains(&word.as_str()) || NEVER_IN_TOPICS.contains(&word.as_str())
        });
        let small = |word: Option<&String>| word.is_some_and(|word| (self.is_small)(word));
        let common = speaks
            || is_one_of(text, COMMON_LABELS)
            || is_functional(own)
            || small(own.first())
            || small(own.last())
            || own.iter().all(|word| NOT_TOPICS.contains(&word.as_str()));
        (3..=40).contains(&length)
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
        let named = [FactKind::Person, FactKind::Place].into_iter().any(inside);
        let host = folded.chars().count() > 3 && host.contains(&folded);
        // A trade's own word may stand in its name: *Yoga* in *Yoga Studio Lotus*.
        let name = fold(self.findings.one(FactKind::Name).unwrap_or_default());
        host || named
            || name == folded
            || (words(text).len() > 1 && name.contains(&folded))
            || [FactKind::Name, FactKind::Person].into_iter().any(around)
    }

    /// First letter large, the others as the prose writes them: `Wedding cakes` of
    /// `Wedding Cakes`, where the text has `cakes`, or where English capitals are only those
    /// of a title.
    fn in_sentence_case(&self, text: &str) -> String {
        let shouts = text.chars().count() > 4 && !text.chars().any(char::is_lowercase);
        let titled = self.english && text.split(' ').filter(|it| it.len() > 3).all(is_titled);
        let cased = text.split(' ').enumerate().map(|(at, word)| {
            let lower = word.to_lowercase();
            let others = || self.prose.iter().filter(|passage| !passage.ends_with(text));
            let writes = |word: &str| others().any(|passage| spells(passage, word));
            match at {
                0 if shouts => capitalised(&lower),
                0 => capitalised(word),
                _ if shouts || writes(&lower) => lower,
                _ if titled && is_titled(word) && !writes(word) && !self.is_place(word) => lower,
                _ => word.to_owned(),
            }
        });
        cased.collect::<Vec<_>>().join(" ")
    }

    fn is_place(&self, word: &str) -> bool {
        self.findings.of(FactKind::Place).iter().any(|place| place.value.contains(word))
    }
}

/// Whether a word has a large letter at its beginning and nowhere else.
fn is_titled(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && !chars.any(char::is_uppercase)
}

/// The first letter made large, unless another of the word is: `iPhone` stays.
pub(super) fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) if !word.chars().any(char::is_uppercase) => {
            first.to_uppercase().chain(chars).collect()
        }
        _ => word.to_owned(),
    }
}

/// Whether all words of one subject, in the singular or not, are words of another.
fn within(inner: &[String], outer: &[String]) -> bool {
    let bare = |word: &String| word.trim_end_matches('s').to_owned();
    let outer: Vec<String> = outer.iter().map(bare).collect();
    inner.iter().all(|word| outer.contains(&bare(word)))
}

/// Whether every telling word is written large, as the names of places are.
fn is_name(text: &str) -> bool {
    let mut telling = text.split(' ').filter(|word| word.chars().count() > 3);
    telling.all(|word| word.starts_with(char::is_uppercase))
}

/// Labels of menus, in the order of the pages.
fn labels<'a>(site: &Site<'a>) -> Vec<(String, &'a Url)> {
    let mut known = HashSet::new();
    let labels = site.docs.iter().flat_map(|doc| {
        let own = doc.labels.iter().filter(|label| label.to.host_str() == doc.url.host_str());
        let own = own.filter(|label| !is_common(&label.to));
        own.map(|label| (label.text.clone(), &doc.url))
    });
    labels.filter(|(label, _)| known.insert(fold(label))).collect()
}

/// Whether an address, or the part of a page that it names, is one that every site has.
fn is_common(to: &Url) -> bool {
    let last = to.path_segments().into_iter().flatten().rfind(|part| !part.is_empty());
    let name = to.fragment().or(last).unwrap_or_default().to_lowercase();
    let name = name.split('.').next().unwrap_or_default();
    let lists = [ARTICLE_PAGES, TEAM_PAGES, LEGAL_PAGES];
    let known = |word: &str| lists.iter().any(|list| list.contains(&word));
    COMMON_PAGES.contains(&name) || name.split(['-', '_']).any(known)
}

/// Headings that have prose under them, those in the middle of pages first.
fn headings<'a>(site: &Site<'a>) -> Vec<(String, &'a Url)> {
    let told = |doc: &&Doc| !doc.is_under(LEGAL_PAGES) && !doc.is_under(ARTICLE_PAGES);
    let of = |level: u8| {
        site.docs.iter().filter(told).flat_map(move |doc| {
            let blocks: Vec<&Block> = doc.content().collect();
            let own = blocks.iter().enumerate().filter(|(at, block)| {
                block.kind == Kind::Heading(level) && heads_prose(&blocks[at + 1..], level)
            });
            own.map(|(_, block)| (block.text(), &doc.url)).collect::<Vec<_>>()
        })
    };
    of(2).chain(of(1)).chain(of(3)).collect()
}

/// Whether prose stands before the next heading of the same rank.
fn heads_prose(after: &[&Block], level: u8) -> bool {
    let ends = |block: &&&Block| !matches!(block.kind, Kind::Heading(next) if next <= level);
    after.iter().take_while(ends).any(|block| {
        !block.is_heading()
            && block.link.is_none()
            && block.text().chars().count() >= SHORTEST_PROSE
    })
}

fn offers(findings: &Findings) -> Vec<(String, Url)> {
    let offers = findings.of(FactKind::Offer).iter();
    offers
        .filter_map(|offer| Some((offer.value.clone(), Url::parse(offer.source.as_deref()?).ok()?)))
        .collect()
}
