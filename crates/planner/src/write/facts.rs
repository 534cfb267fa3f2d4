//! The facts that a post may use, cleaned, and nothing else.

use domain::{
    channel::Channel,
    contract::Brief,
    days::Days,
    profile::{Fact, FactKind},
    settings::{Excluded, Goal, PointOfView, Tone},
};

use self::parts::{begins_with, link, quoted, said, town, whole};
use super::{group::Group, tags::hashtag, voice::sentence};
use crate::{
    holidays::holidays,
    phrases::{Address, Language, Phrases, Speaker},
    plan::{
        describe::is_ours,
        phrase::{Words, clean, folded, kinship, length, sentences, shorten},
        season,
    },
    profile::standing::stands_alone,
};

pub(super) mod parts;
mod tells;
mod words;

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
    /// Channels that take their words first.
    pub first: Vec<Channel>,
    /// The words of the site's language, for this speaker and these readers.
    pub phrases: &'static Phrases,
    /// Picks among equally good words of this activity.
    pub luck: u64,
    /// The words that frames take.
    pub words: Words,
    /// What belongs to the subject: a typed description, an answer, the fact itself.
    pub main: Option<String>,
    /// The word of the place or of the opening hours, where that is what the post is about.
    pub practical: Option<&'static str>,
    /// What the site says about the subject, as it may be told on the day: passages that can
    /// be told one without the other, the nearest to the subject first.
    pub tells: Vec<String>,
    /// Passages about the business, the most fitting first.
    pub business: Vec<String>,
    /// Whether this activity has a word to say about the business beside its subject.
    pub introduces: bool,
    /// Subjects for hashtags, the most fitting first.
    pub tags: Vec<String>,
    /// Whether the first of these is the subject itself.
    pub has_own_tag: bool,
    /// The topics by name.
    pub topics: Vec<String>,
    /// Where the post leads.
    pub link: Option<String>,
}

impl Facts {
    /// The facts behind a brief.
    pub(super) fn of(brief: &Brief<'_>) -> Facts {
        let out = Excluded::new(&brief.settings.excluded_topics);
        let name = brief.profile.one(FactKind::Name).map(said);
        let named = name.is_some_and(|name| !name.is_empty() && !out.in_text(&name));
        let view = match brief.settings.point_of_view {
            PointOfView::ThirdPerson if !named => PointOfView::FirstPerson,
            view => view,
        };
        let language = Language::of(brief.profile);
        // Who is *vous* on the website is not *tu* in its posts.
        let tone = match brief.settings.tone {
            Tone::Friendly | Tone::Playful if Phrases::plain(language).is_polite(brief.profile) => {
                Tone::Matter
            }
            tone => tone,
        };
        let address = Address::towards(tone, brief.profile);
        let phrases = Phrases::of(language, address, Speaker::of(view));
        Reader { brief, out, phrases, tone, luck: luck(brief) }.read(view)
    }
}

impl Facts {
    /// The words of frames, with those about what is told: `x`, `xs` where it can stand first,
    /// `x1` where it is one sentence.
    pub(super) fn words_with(&self, told: Option<&str>) -> Words {
        let subject = self.words.get("s").unwrap_or_default();
        let named = told.filter(|text| !begins_with(text, subject));
        let first = told.filter(|text| stands_alone(text)).map(sentence);
        let single = named.filter(|text| sentences(text).len() == 1);
        self.words.clone().with_some("x", named).with_some("xs", first).with_some("x1", single)
    }
}

/// Luck that each activity of a plan has for itself.
fn luck(brief: &Brief<'_>) -> u64 {
    let about = format!("{} {} {}", brief.day, brief.title, brief.subject);
    about
        .bytes()
        .fold(brief.seed, |mixed, byte| (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
        >> 8
}

struct Reader<'a> {
    brief: &'a Brief<'a>,
    out: Excluded,
    phrases: &'static Phrases,
    tone: Tone,
    luck: u64,
}

impl Reader<'_> {
    fn read(&self, view: PointOfView) -> Facts {
        let brief = self.brief;
        let found = self.subject();
        let by_hand = !brief.description.trim().is_empty() && !is_ours(brief.description);
        let kind = found.as_ref().map(|(kind, _)| *kind);
        let group = Group::of(brief, kind, by_hand);
        let fact = found.map(|(_, fact)| fact);
        let typed = by_hand.then(|| whole(brief.description)).flatten();
        let answer = || {
            let answered = kind == Some(FactKind::Question);
            whole(fact.as_ref().filter(|_| answered)?.detail.as_deref()?)
        };
        let main = typed.or_else(answer).filter(|main| !self.out.in_text(main));
        let name = self.one(FactKind::Name);
        let own_tag = self.own_tag(group);
        let tells = self.tells(group, fact.as_ref());
        let tells = tells.into_iter().map(|text| quoted(text, view, self.phrases)).collect();
        Facts {
            group,
            tone: self.tone,
            view,
            goal: brief.settings.goal,
            first: brief.settings.social_channels.iter().filter_map(|it| it.channel()).collect(),
            phrases: self.phrases,
            luck: self.luck,
            words: self.words(group, fact.as_ref(), name, view),
            introduces: self.luck.is_multiple_of(3),
            main,
            practical: match kind {
                Some(FactKind::Place) => Some("l"),
                Some(FactKind::OpeningHours) => Some("h"),
                _ => None,
            },
            tells,
            business: self.business(group),
            has_own_tag: own_tag.is_some(),
            tags: self.tags(own_tag),
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

    /// Whether a sentence of the site touches nothing excluded and holds on the day.
    fn may_say(&self, text: &str) -> bool {
        !folded(text).is_empty()
            && !self.out.in_text(text)
            && season::suits(text, self.brief.day, self.phrases.language)
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
        let hours: Vec<String> = all.map(|fact| self.phrases.hours(&said(&fact.value))).collect();
        let hours = hours.join(self.phrases.word("hours.between"));
        (!hours.is_empty() && length(&hours) <= 160 && !self.out.in_text(&hours)).then_some(hours)
    }

    /// Whether a text shares a telling word with the subject.
    fn kin(&self, text: &str) -> bool {
        kinship(text, self.brief.subject, self.phrases.language) > 0
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

    /// What the post is about, as a hashtag could name it.
    fn own_tag(&self, group: Group) -> Option<String> {
        let subject = match group {
            Group::Offer | Group::Topic | Group::Ask | Group::Choice => {
                Some(said(self.brief.subject))
            }
            _ => self
                .brief
                .event
                .map(|(event, _)| self.event_name(event))
                .filter(|_| group.is_event()),
        };
        subject.filter(|tag| {
            !self.out.in_text(tag) && hashtag(tag, self.phrases.is("elides")).is_some()
        })
    }

    fn tags(&self, own: Option<String>) -> Vec<String> {
        let topics = self.topics();
        // The topics nearest to the subject first, so that the tags belong to the post.
        let (near, far): (Vec<_>, Vec<_>) = topics.into_iter().partition(|topic| self.kin(topic));
        let place = self.one(FactKind::Place).as_deref().and_then(town);
        let name = self.one(FactKind::Name);
        let mut found: Vec<String> = own.into_iter().chain(near.into_iter().take(1)).collect();
        // The town and the business take turns: both under every post are for nobody.
        let town_first = self.luck.is_multiple_of(2);
        found.extend(if town_first { place.or(name) } else { name.or(place) });
        // A topic that is not the post's own stands in only where nothing else is known.
        let few = if found.len() < 2 { far } else { Vec::new() };
        found.extend(few.into_iter().filter(|topic| !topic.contains(' ')));
        found.retain(|tag| !self.out.in_text(tag));
        found
    }
}
