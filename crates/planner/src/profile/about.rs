//! What the site says about an offer, a topic, an article, a person: one or two sentences,
//! word for word.

use domain::profile::FactKind;

use super::{
    Site,
    blocks::{Block, Kind},
    doc::Doc,
    findings::Findings,
    functional::without_article,
    price,
    standing::{is_clutter, names, stands_alone},
    structured::Thing,
    text::{fold, sentences, words},
    words::LEGAL_PAGES,
};

const KINDS: [FactKind; 4] =
    [FactKind::Offer, FactKind::Topic, FactKind::Article, FactKind::Person];
/// Shortest text that tells something, in characters.
const SHORTEST: usize = 15;
/// Longest sentence that a post can hold.
const LONGEST: usize = 220;
/// How many paragraphs after a heading are looked at.
const NEAR: usize = 3;
/// How long two of them are together at most, in characters, where two headings say the same.
const LONGEST_TOGETHER: usize = 240;
/// A first line of more words is no name of what the lines below it tell.
const LONGEST_NAME: usize = 8;

/// Tells about each fact what its description, its paragraph or a sentence says.
pub(super) fn find(site: &Site<'_>, findings: &mut Findings) {
    let docs: Vec<&Doc> = site.docs.iter().filter(|doc| !doc.is_under(LEGAL_PAGES)).collect();
    let mut teller = Teller::new(&docs);
    for question in findings.of(FactKind::Question) {
        teller.hear(question.detail.as_deref().unwrap_or_default());
    }
    for kind in KINDS {
        let values: Vec<String> = findings.of(kind).iter().map(|fact| fact.value.clone()).collect();
        for value in &values {
            if let Some(about) = teller.about(kind, value) {
                findings.tell(kind, value, &about);
            }
        }
    }
}

/// The texts of a site, taken apart once.
struct Teller<'a> {
    things: Vec<(String, &'a Thing)>,
    /// Folded headings, each with the paragraphs under it.
    headed: Vec<(String, Vec<String>)>,
    /// Every sentence of the prose, with the one after it.
    told: Vec<(String, Option<String>)>,
}

impl<'a> Teller<'a> {
    fn new(docs: &[&'a Doc]) -> Self {
        let mut teller = Teller { things: Vec::new(), headed: Vec::new(), told: Vec::new() };
        for doc in docs {
            for thing in &doc.things {
                let name = thing.text("name").or_else(|| thing.text("headline"));
                teller.things.extend(name.map(|name| (fold(&name), thing)));
            }
            let blocks: Vec<&Block> = doc.content().collect();
            for (at, block) in blocks.iter().enumerate() {
                if block.is_heading() || block.kind == Kind::Term {
                    let title = fold(without_article(&block.text()));
                    teller.headed.push((title, paragraphs(&blocks[at + 1..])));
                    continue;
                }
                teller.headed.extend(under_first_line(block));
                if is_prose(block) {
                    teller.hear(&block.text());
                }
            }
        }
        teller
    }

    fn hear(&mut self, text: &str) {
        let all = sentences(text);
        for (at, sentence) in all.iter().enumerate() {
            self.told
                .push(((*sentence).to_owned(), all.get(at + 1).map(|next| (*next).to_owned())));
        }
    }

    fn about(&self, kind: FactKind, value: &str) -> Option<String> {
        let described = || self.described(value);
        let headed = || self.headed_twice(value);
        match kind {
            FactKind::Person => self.life(value).or_else(|| self.of_person(value)),
            FactKind::Topic => headed().or_else(described).or_else(|| self.mentioned(value)),
            FactKind::Article => self.headed(value).or_else(described),
            _ => described().or_else(headed).or_else(|| self.mentioned(value)),
        }
    }

    fn described(&self, value: &str) -> Option<String> {
        let name = fold(value);
        let mut own = self.things.iter().filter(|(known, _)| *known == name);
        own.find_map(|(_, thing)| first_sentences(&thing.text("description")?, value))
    }

    fn headed(&self, value: &str) -> Option<String> {
        self.under(value).flatten().find_map(|text| first_sentences(text, value))
    }

    /// What stands under a thing's name, and under its name elsewhere where that is in sentences and
    /// tells more.
    fn headed_twice(&self, value: &str) -> Option<String> {
        let first_of = |texts: &Vec<String>| texts.iter().find_map(|it| first_sentences(it, value));
        let mut texts = self.under(value).filter_map(first_of);
        let first = texts.next()?;
        let more = texts.find(|text| {
            let both = first.chars().count() + 1 + text.chars().count();
            text.ends_with(['.', '!']) && both <= LONGEST_TOGETHER && fold(text) != fold(&first)
        });
        Some(match more {
            Some(more) if first.ends_with(['.', '!', '?']) => format!("{first} {more}"),
            _ => first,
        })
    }

    /// What stands under somebody's name, in sentences: a role is none.
    fn life(&self, name: &str) -> Option<String> {
        let whole = |text: &&String| text.ends_with(['.', '!']);
        self.under(name).flatten().filter(whole).find_map(|text| first_sentences(text, name))
    }

    /// The texts under each of the headings that say the same.
    fn under(&self, value: &str) -> impl Iterator<Item = &Vec<String>> {
        let title = fold(without_article(value));
        self.headed.iter().filter(move |(known, _)| *known == title).map(|(_, texts)| texts)
    }

    /// The sentence that speaks of a thing soonest.
    fn mentioned(&self, value: &str) -> Option<String> {
        let phrase = spaced(value);
        let found = self.told.iter().filter(|(sentence, _)| is_telling(sentence));
        found
            .filter_map(|(sentence, _)| Some((spaced(sentence).find(&phrase)?, sentence)))
            .min_by_key(|(at, _)| *at)
            .map(|(_, sentence)| sentence.clone())
    }

    /// The sentence that names a person, and the next where that goes on about them.
    fn of_person(&self, name: &str) -> Option<String> {
        let full = spaced(name);
        let whole = |sentence: &String| spaced(sentence).contains(&full);
        let part = |sentence: &String| names(&words(sentence), name);
        let find = |named: &dyn Fn(&String) -> bool| {
            self.told.iter().find(|(sentence, _)| is_telling(sentence) && named(sentence))
        };
        let (sentence, next) = find(&whole).or_else(|| find(&part))?;
        let goes_on = |next: &&String| {
            let first = words(next).into_iter().next();
            first.is_some_and(|first| ["he", "she"].contains(&first.as_str()))
                && next.ends_with(['.', '!'])
        };
        Some(match next.as_ref().filter(goes_on) {
            Some(next) => format!("{sentence} {next}"),
            None => sentence.clone(),
        })
    }
}

/// The lines of a block under its first, where that is a name rather than a sentence.
fn under_first_line(block: &Block) -> Option<(String, Vec<String>)> {
    let (first, rest) = block.lines.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let name = words(first).len() <= LONGEST_NAME && !first.ends_with(['.', '!', '?', ',']);
    (name && block.link.is_none()).then(|| (fold(without_article(first)), rest.to_vec()))
}

/// The paragraphs under a heading.
fn paragraphs(after: &[&Block]) -> Vec<String> {
    let own = after.iter().take_while(|block| !block.is_heading() && block.kind != Kind::Term);
    own.take(NEAR).filter(|block| is_prose(block)).map(|block| block.text()).collect()
}

fn is_prose(block: &Block) -> bool {
    let kind = matches!(block.kind, Kind::Paragraph | Kind::Item | Kind::Other);
    kind && block.link.is_none()
}

/// The first two sentences of a text, if they tell more than the thing's name and price.
fn first_sentences(text: &str, value: &str) -> Option<String> {
    let kept: Vec<&str> = sentences(text).into_iter().take(2).collect();
    let usable = |sentence: &&str| !is_clutter(sentence) && price::find(sentence).is_none();
    let kept: Vec<&str> = kept.into_iter().take_while(usable).collect();
    let told = kept.join(" ");
    let long_enough = told.chars().count() >= SHORTEST && words(&told).len() >= 3;
    (long_enough && fold(&told) != fold(value)).then_some(told)
}

/// Whether a sentence can be repeated by itself.
fn is_telling(sentence: &str) -> bool {
    let length = sentence.chars().count();
    (2 * SHORTEST..=LONGEST).contains(&length)
        && sentence.ends_with(['.', '!'])
        && stands_alone(sentence)
        && !is_clutter(sentence)
        && price::find(sentence).is_none()
}

/// The words of a text between single spaces, for finding whole words.
fn spaced(text: &str) -> String {
    format!(" {} ", words(text).join(" "))
}
