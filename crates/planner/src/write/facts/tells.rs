//! What the site tells, in passages: each can be said without the others.

use domain::profile::{Fact, FactKind};

use super::{
    Reader,
    parts::{said, street, whole},
};
use crate::{
    plan::phrase::{Words, capitalised, folded, kinship, length, sentences, shorten, untitled},
    profile::standing::{misses_a_thing, stands_alone},
    write::{forms::has_phone, group::Group},
};

/// The longest passage, in visible characters.
const LONGEST: usize = 240;
/// How many things of a topic are named together, and how long each may be.
const MOST_NAMED: usize = 3;
const LONGEST_NAMED: usize = 40;
/// A statement is about a subject when they share so many telling words, or all that the
/// subject has.
const NEAR: usize = 2;

impl Reader<'_> {
    /// What the site says about the subject: what was read with it, then whatever else names
    /// it.
    pub(super) fn tells(&self, group: Group, fact: Option<&Fact>) -> Vec<String> {
        let tells = matches!(
            group,
            Group::Offer | Group::Topic | Group::Ask | Group::Person | Group::Article
        );
        if !tells {
            return Vec::new();
        }
        let about = fact.and_then(|fact| fact.about.as_deref()).map(said).unwrap_or_default();
        // A thing may be described in a phrase, a person or an article is in sentences.
        let phrased = matches!(group, Group::Offer | Group::Topic | Group::Ask);
        let role = fact.and_then(|fact| fact.detail.as_deref()).map(folded).unwrap_or_default();
        let mut found = self.passages(&about);
        found.retain(|text| phrased || (text.ends_with(['.', '!', '?']) && folded(text) != role));
        let others = self.statements(&[FactKind::Proof, FactKind::Statement]);
        found.extend(others.filter(|text| self.names_subject(text)));
        found.retain(|text| !self.is_contact(text));
        found.retain(|text| group != Group::Person || !self.is_of_another(text));
        if found.is_empty() {
            found.extend(self.sold_under());
        }
        if found.is_empty() && group == Group::Offer {
            found.extend(fact.into_iter().flat_map(|fact| self.beside(fact)));
        }
        distinct(found)
    }

    /// What the page of an offer says about all that is on it: sentences that name nothing else
    /// that there is. The first page tells of everything, so of nothing in particular.
    fn beside(&self, offer: &Fact) -> Vec<String> {
        let Some(page) = offer.source.as_deref().filter(|page| !last_segment(page).is_empty())
        else {
            return Vec::new();
        };
        let language = self.phrases.language;
        let others = [FactKind::Offer, FactKind::Topic].map(|kind| self.brief.profile.facts(kind));
        let names_other = |text: &String| {
            let mut others = others.into_iter().flatten().filter(|it| it.value != offer.value);
            others.any(|other| {
                format!(" {} ", folded(text)).contains(&format!(" {} ", folded(&other.value)))
                    || kinship(text, &other.value, language) >= NEAR
            })
        };
        let on_page = |fact: &&Fact| fact.source.as_deref() == Some(page);
        let stated = self.brief.profile.facts(FactKind::Statement).iter().filter(on_page);
        let texts = stated.filter_map(|fact| whole(&fact.value));
        texts.filter(|text| self.may_repeat(text) && !names_other(text)).collect()
    }

    /// Some of what there is of the topic that a post is about: things that stand on its page or
    /// are called after it.
    fn sold_under(&self) -> Option<String> {
        let subject = folded(self.brief.subject);
        let is_it = |fact: &Fact| folded(&fact.value) == subject;
        if !self.brief.profile.facts(FactKind::Topic).iter().any(is_it) {
            return None;
        }
        let page = |fact: &Fact| fact.source.as_deref().map(last_segment).unwrap_or_default();
        let offers = self.brief.profile.facts(FactKind::Offer).iter();
        let under = offers.filter(|it| !is_it(it) && (self.kin(&it.value) || self.kin(&page(it))));
        let named = under.map(|it| said(&it.value));
        let mut named: Vec<String> =
            named.filter(|it| length(it) <= LONGEST_NAMED && self.may_say(it)).collect();
        if named.len() < 2 {
            return None;
        }
        let turn = (self.luck % named.len() as u64) as usize;
        named.rotate_left(turn);
        named.truncate(MOST_NAMED);
        Some(format!("{}.", named.join(", ")))
    }

    /// Whether a passage names somebody of the business, and not who the post is about.
    fn is_of_another(&self, text: &str) -> bool {
        let text = format!(" {} ", folded(text));
        let named = |name: &str| {
            let name = folded(untitled(name));
            let first = name.split(' ').next().unwrap_or_default();
            !first.is_empty() && text.contains(&format!(" {first} "))
        };
        let mut people = self.brief.profile.facts(FactKind::Person).iter();
        !named(self.brief.subject) && people.any(|person| named(&person.value))
    }

    /// What the site says of the business, and what the marketer does: each in its turn.
    pub(super) fn business(&self, group: Group) -> Vec<String> {
        let own = &self.brief.settings.business;
        let proposition = whole(&own.value_proposition).map(|text| capitalised(&text));
        let described = said(self.brief.profile.one(FactKind::Description).unwrap_or_default());
        let described: Vec<String> =
            sentences(&described).into_iter().take(3).filter_map(whole).collect();
        let mut sources = [described, proposition.into_iter().collect(), self.audience()];
        sources.rotate_left((self.luck / 3 % 3) as usize);
        let mut found = sources.concat();
        found.retain(|sentence| self.may_say(sentence));
        // Beside a day or a thing, what the pages say elsewhere would be beside the point.
        match group {
            Group::Business => {
                let all = self.statements(&[FactKind::Proof, FactKind::Statement]);
                found.extend(all.filter(|text| self.is_about_us(text)));
            }
            Group::Offer | Group::Topic => found.extend(self.statements(&[FactKind::Proof])),
            _ if group.is_event() => {
                found.retain(|text| !text.contains(|c: char| c.is_ascii_digit()));
            }
            _ => {}
        }
        distinct(found)
    }

    /// The sentences of the pages that may be said on the day.
    fn statements(&self, kinds: &[FactKind]) -> impl Iterator<Item = String> {
        let facts = kinds.iter().flat_map(|kind| self.brief.profile.facts(*kind)).take(80);
        facts.filter_map(|fact| whole(&fact.value)).filter(|text| self.may_repeat(text))
    }

    /// Whether a sentence of the pages can be said by itself on the day. What is told of somebody
    /// cannot: it names nobody.
    fn may_repeat(&self, text: &str) -> bool {
        let mut people = self.brief.profile.facts(FactKind::Person).iter();
        let personal =
            people.any(|person| person.about.as_deref().is_some_and(|about| about.contains(text)));
        self.may_say(text) && !personal && !misses_a_thing(text)
    }

    /// Whether a passage is the line at the foot of a page: an address, a telephone number.
    fn is_contact(&self, text: &str) -> bool {
        let street = self.one(FactKind::Place).as_deref().and_then(street);
        text.contains('@') || has_phone(text) || street.is_some_and(|street| text.contains(&street))
    }

    /// Whether a sentence of some page is about the business as a whole: it names it, or says
    /// *we*.
    fn is_about_us(&self, text: &str) -> bool {
        let name = self.one(FactKind::Name).map(|name| folded(&name)).unwrap_or_default();
        self.phrases.speaks_itself(text) || !name.is_empty() && folded(text).contains(&name)
    }

    /// Whether a sentence is about the subject.
    fn names_subject(&self, text: &str) -> bool {
        let subject = self.brief.subject;
        let whole = format!(" {} ", folded(text)).contains(&format!(" {} ", folded(subject)));
        whole || kinship(text, subject, self.phrases.language) >= NEAR
    }

    /// A text in passages: a sentence that points back stays with the one before it.
    fn passages(&self, text: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for sentence in sentences(text) {
            match found.last_mut().filter(|_| !stands_alone(sentence)) {
                Some(passage) => {
                    passage.push(' ');
                    passage.push_str(sentence);
                }
                None => found.push(sentence.to_owned()),
            }
        }
        let short = |text: &String| shorten(text, |part| length(part) <= LONGEST);
        found.iter().map(short).filter(|text| self.may_say(text)).collect()
    }

    /// For whom the business is, where the marketer said so in a few words without numbers.
    fn audience(&self) -> Vec<String> {
        let audience = said(&self.brief.settings.business.target_audience);
        let audience = audience.trim_end_matches('.');
        let words: Vec<&str> = audience.split(' ').filter(|word| !word.is_empty()).collect();
        let odd = |c: char| c.is_ascii_digit() || matches!(c, '.' | ';' | ':' | '?' | '!');
        let plain = (1..=5).contains(&words.len()) && length(audience) <= 60;
        let sentence = self.phrases.speaks_itself(audience) || audience.contains(odd);
        let told = Words::default().with("y", audience).fill(self.phrases.word("label.audience"));
        told.filter(|_| plain && !sentence).into_iter().collect()
    }
}

/// The words at the end of an address: `baking-classes` of `/baking-classes.html` as words.
fn last_segment(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    last.split('.').next().unwrap_or_default().replace(['-', '_'], " ")
}

/// Each passage once, also where another holds it.
fn distinct(passages: Vec<String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for passage in passages {
        let own = folded(&passage);
        let known = found.iter().any(|other| {
            let other = folded(other);
            other.contains(&own) || own.contains(&other)
        });
        if !known {
            found.push(passage);
        }
    }
    found
}
