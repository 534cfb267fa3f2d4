//! The facts that a post may use, cleaned, and nothing else.

use domain::{
    contract::Brief,
    days::Days,
    profile::{Fact, FactKind},
    settings::{Goal, PointOfView, Tone},
};

use super::group::Group;
use crate::{
    holidays::holidays,
    plan::{
        describe::is_ours,
        excluded::Excluded,
        phrase::{Words, clean, day_in_full, folded, kinship, length, sentences, shorten},
    },
};

/// The longest fact that goes into a post whole, in visible characters.
const LONGEST: usize = 420;

/// What a post may say.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    /// What it is about.
    pub group: Group,
    /// How to speak.
    pub tone: Tone,
    /// Who speaks. First person where a third would need a name that is not known.
    pub view: PointOfView,
    /// What for.
    pub goal: Goal,
    /// Picks among equally good words.
    pub seed: u64,
    /// The words that frames take.
    pub words: Words,
    /// What belongs to the subject: a typed description, an answer, the fact itself.
    pub main: Option<String>,
    /// Sentences about the business, the most fitting first.
    pub about: Vec<String>,
    /// What the site says that concerns the subject.
    pub support: Vec<String>,
    /// Subjects for hashtags, the most fitting first.
    pub tags: Vec<String>,
    /// The topics by name.
    pub topics: Vec<String>,
    /// Where the post leads.
    pub link: Option<String>,
}

impl Facts {
    /// The facts behind a brief.
    pub(super) fn of(brief: &Brief<'_>) -> Facts {
        Reader { brief, out: Excluded::new(&brief.settings.excluded_topics) }.read()
    }
}

struct Reader<'a> {
    brief: &'a Brief<'a>,
    out: Excluded,
}

impl Reader<'_> {
    fn read(&self) -> Facts {
        let brief = self.brief;
        let found = self.subject();
        let by_hand = !brief.description.trim().is_empty() && !is_ours(brief.description);
        let kind = found.as_ref().map(|(kind, _)| *kind);
        let group = Group::of(brief, kind, by_hand);
        let fact = found.map(|(_, fact)| fact);
        let typed = by_hand.then(|| whole(brief.description)).flatten();
        let answer = || match kind? {
            FactKind::Question => whole(fact.as_ref()?.detail.as_deref()?),
            FactKind::Proof => whole(&fact.as_ref()?.value),
            _ => None,
        };
        let main = typed.or_else(answer).filter(|main| !self.out.in_text(main));
        let name = self.one(FactKind::Name);
        let view = match brief.settings.point_of_view {
            PointOfView::ThirdPerson if name.is_none() => PointOfView::FirstPerson,
            view => view,
        };
        Facts {
            group,
            tone: brief.settings.tone,
            view,
            goal: brief.settings.goal,
            seed: brief.seed,
            words: self.words(group, kind, fact.as_ref(), name, view),
            main,
            about: self.about(),
            support: if group.is_event() || kind == Some(FactKind::Proof) {
                Vec::new()
            } else {
                self.support()
            },
            tags: self.tags(group),
            topics: self.topics(),
            link: link(brief.address, fact.as_ref().and_then(|fact| fact.source.as_deref())),
        }
    }

    /// The fact that the subject names.
    fn subject(&self) -> Option<(FactKind, Fact)> {
        const KINDS: [FactKind; 9] = [
            FactKind::Offer,
            FactKind::Person,
            FactKind::Question,
            FactKind::Article,
            FactKind::Proof,
            FactKind::Place,
            FactKind::OpeningHours,
            FactKind::Name,
            FactKind::Topic,
        ];
        let subject = folded(&clean(self.brief.subject));
        let is_it = |value: &str| !subject.is_empty() && folded(&clean(value)) == subject;
        let read = KINDS.iter().find_map(|kind| {
            let fact = self.brief.profile.facts(*kind).iter().find(|fact| is_it(&fact.value))?;
            Some((*kind, fact.clone()))
        });
        let set = || {
            let topic = self.brief.settings.topics.iter().find(|topic| is_it(topic))?;
            Some((FactKind::Topic, Fact { value: topic.clone(), ..Fact::default() }))
        };
        read.or_else(set)
    }

    fn words(
        &self,
        group: Group,
        kind: Option<FactKind>,
        fact: Option<&Fact>,
        name: Option<String>,
        view: PointOfView,
    ) -> Words {
        let title = said(self.brief.title);
        let detail = fact.and_then(|fact| fact.detail.as_deref()).map(said);
        let detail = detail.filter(|detail| length(detail) <= 60 && !self.out.in_text(detail));
        let choice = group == Group::Choice;
        let subject = match (group, &detail) {
            (Group::Business | Group::Own, _) => None,
            (Group::Person, Some(role)) => Some(format!("{}, {role}", said(self.brief.subject))),
            _ if choice => Some(title.clone()),
            _ => Some(said(self.brief.subject)).filter(|subject| !subject.is_empty()),
        };
        let (us, our) = match (view, &name) {
            (PointOfView::ThirdPerson, Some(name)) => (name.clone(), "the"),
            _ => ("us".into(), "our"),
        };
        let words = Words::default()
            .with("t", title)
            .with_some("s", subject)
            .with_some("n", name)
            .with("us", us)
            .with("our", our)
            .with_some("host", host(self.brief.address))
            .with_some("l", self.one(FactKind::Place))
            .with_some("h", self.hours());
        let words = match kind {
            Some(FactKind::Offer) if !choice => words
                .with_some("a", detail.clone().filter(|it| is_amount(it)))
                .with_some("p", detail),
            _ => words,
        };
        match self.brief.event.filter(|_| group.is_event()) {
            Some((event, on)) => words.with("e", said(event)).with("d", day_in_full(on)),
            None => words,
        }
    }

    fn one(&self, kind: FactKind) -> Option<String> {
        let value = said(self.brief.profile.one(kind)?);
        let value = shorten(&value, |part| length(part) <= 120);
        (!value.is_empty() && !self.out.in_text(&value)).then_some(value)
    }

    /// Opening hours, except where a holiday or an event may change them.
    fn hours(&self) -> Option<String> {
        let country = self.brief.profile.one(FactKind::Country).unwrap_or_default();
        let day = Days { first: self.brief.day, last: self.brief.day };
        if self.brief.event.is_some() || !holidays(country, day).is_empty() {
            return None;
        }
        let all = self.brief.profile.facts(FactKind::OpeningHours).iter().take(7);
        let hours: Vec<String> = all.map(|fact| said(&fact.value)).collect();
        let hours = hours.join("; ");
        (!hours.is_empty() && length(&hours) <= 160 && !self.out.in_text(&hours)).then_some(hours)
    }

    fn about(&self) -> Vec<String> {
        let description = said(self.brief.profile.one(FactKind::Description).unwrap_or_default());
        let mut found: Vec<String> =
            sentences(&description).iter().filter_map(|it| whole(it)).collect();
        found.retain(|sentence| !self.out.in_text(sentence));
        found.truncate(3);
        found
    }

    /// Proofs and answers that share a word with the subject.
    fn support(&self) -> Vec<String> {
        let proofs = self.brief.profile.facts(FactKind::Proof).iter().take(40);
        let proofs = proofs.filter_map(|fact| whole(&fact.value));
        let mut found: Vec<String> =
            proofs.filter(|proof| kinship(proof, self.brief.subject) > 0).collect();
        found.retain(|sentence| !self.out.in_text(sentence));
        found.truncate(1);
        found
    }

    fn topics(&self) -> Vec<String> {
        let set = self.brief.settings.topics.iter().map(|topic| said(topic));
        let read = self.brief.profile.facts(FactKind::Topic).iter().map(|fact| said(&fact.value));
        let mut found: Vec<String> = Vec::new();
        for topic in set.chain(read.take(40)) {
            let fits = !topic.is_empty() && length(&topic) <= 40;
            if fits && !found.contains(&topic) && !self.out.in_text(&topic) {
                found.push(topic);
            }
        }
        found.truncate(5);
        found
    }

    fn tags(&self, group: Group) -> Vec<String> {
        let subject = match group {
            Group::Thing | Group::Behind | Group::Ask | Group::Choice => {
                Some(said(self.brief.subject))
            }
            _ => self.brief.event.map(|(event, _)| said(event)).filter(|_| group.is_event()),
        };
        let topics = self.topics();
        // The topics nearest to the subject first, so that the tags belong to the post.
        let (near, far): (Vec<_>, Vec<_>) =
            topics.into_iter().partition(|topic| kinship(topic, self.brief.subject) > 0);
        let place = self.one(FactKind::Place).as_deref().and_then(town);
        let mut found: Vec<String> = subject.into_iter().chain(near.into_iter().take(1)).collect();
        found.extend(place);
        found.extend(self.one(FactKind::Name));
        found.extend(far);
        found.retain(|tag| !self.out.in_text(tag));
        found
    }
}

/// Whether a price is an amount and no more: `€6.50`, `12 EUR`; not `from €40 a day`.
fn is_amount(price: &str) -> bool {
    let letters = price.chars().filter(|c| c.is_alphabetic()).count();
    let digits = price.chars().filter(char::is_ascii_digit).count();
    let one = price.split(' ').filter(|word| word.contains(|c: char| c.is_ascii_digit())).count();
    digits > 0
        && one == 1
        && letters <= 3
        && length(price) <= 14
        && !price.contains(['-', '–', '+'])
}

/// A fact as a caption may hold it: on one line, and no word of it a hashtag of its own.
fn said(fact: &str) -> String {
    let bare = |word: &str| match word.strip_prefix('#') {
        Some(number) if number.starts_with(|c: char| c.is_ascii_digit()) => format!("No. {number}"),
        Some(_) => word.trim_start_matches('#').to_owned(),
        None => word.to_owned(),
    };
    let words: Vec<String> =
        clean(fact).split(' ').map(bare).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// As [`said`], shortened at a sentence where it is long.
fn whole(fact: &str) -> Option<String> {
    let fact = shorten(&said(fact), |part| length(part) <= LONGEST);
    (!folded(&fact).is_empty()).then_some(fact)
}

/// The town of an address as people write it: its last part, without a postal code.
fn town(place: &str) -> Option<String> {
    let mut parts = place.split(',').rev().map(|part| {
        let plain = |word: &&str| !word.is_empty() && !word.chars().any(char::is_numeric);
        part.split(' ').filter(plain).collect::<Vec<_>>()
    });
    let words = parts.find(|words| !words.is_empty()).filter(|words| words.len() <= 3)?;
    Some(words.join(" "))
}

/// The host that people would type: without `www.` and without a port of its own.
fn host(address: &str) -> Option<String> {
    let url = url::Url::parse(address.trim()).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned()).filter(|host| host.len() <= 80)
}

/// The page of the same site that a fact was read from, else the site's address; nothing
/// that is no web address or too long to show.
fn link(address: &str, page: Option<&str>) -> Option<String> {
    let site = url::Url::parse(address.trim()).ok();
    let site =
        site.filter(|site| matches!(site.scheme(), "http" | "https") && site.host().is_some())?;
    let page = page.and_then(|page| site.join(page.trim()).ok());
    let page = page.filter(|page| page.host() == site.host() && page.as_str().len() <= 140);
    let origin = || site.join("/").ok();
    let site = Some(site.clone()).filter(|site| site.as_str().len() <= 140).or_else(origin);
    page.or(site).map(String::from).filter(|link| link.len() <= 200)
}
