//! The facts that a post may use, cleaned, and nothing else.

use domain::{
    channel::Channel,
    contract::Brief,
    days::Days,
    profile::{Fact, FactKind},
    settings::{Excluded, Goal, PointOfView, Tone},
};
use jiff::civil::date;

use self::parts::{link, quoted, said, town, whole};
use super::group::Group;
use crate::{
    holidays::holidays,
    phrases::{Address, Language, Phrases, Speaker},
    plan::{
        describe::is_ours,
        phrase::{Words, capitalised, clean, folded, kinship, length, sentences, shorten},
        season,
    },
};

mod parts;
mod words;

/// The longest that is said about a subject, in visible characters.
const LONGEST_ABOUT: usize = 240;

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
    /// Picks the order of equally good words, for a whole plan.
    pub seed: u64,
    /// Decides what this activity alone does.
    pub luck: u64,
    /// Counts the days, so that each takes other words than the days around it.
    pub day_number: u64,
    /// The words that frames take.
    pub words: Words,
    /// What belongs to the subject: a typed description, an answer, the fact itself.
    pub main: Option<String>,
    /// What the site says about the subject, as it may be told on the day.
    pub tell: Option<String>,
    /// Sentences about the business, the most fitting first.
    pub business: Vec<String>,
    /// Whether this activity has a word to say about the business as a whole.
    pub introduces: bool,
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
        let out = Excluded::new(&brief.settings.excluded_topics);
        let name = brief.profile.one(FactKind::Name).map(said);
        let named = name.is_some_and(|name| !name.is_empty() && !out.in_text(&name));
        let view = match brief.settings.point_of_view {
            PointOfView::ThirdPerson if !named => PointOfView::FirstPerson,
            view => view,
        };
        let address = Address::of(brief.settings.tone);
        let phrases = Phrases::of(Language::of(brief.profile), address, Speaker::of(view));
        Reader { brief, out, phrases, luck: luck(brief) }.read(view)
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
        let tell = self.tell(group, fact.as_ref()).map(|text| quoted(text, view, self.phrases));
        Facts {
            group,
            tone: brief.settings.tone,
            view,
            goal: brief.settings.goal,
            first: brief.settings.social_channels.iter().filter_map(|it| it.channel()).collect(),
            phrases: self.phrases,
            seed: brief.seed,
            luck: self.luck,
            day_number: (brief.day - date(1970, 1, 1)).get_days().unsigned_abs().into(),
            words: self.words(group, fact.as_ref(), name, view, tell.as_deref()),
            introduces: (tell.is_none() && main.is_none() && !group.is_event())
                || self.luck.is_multiple_of(3),
            main,
            tell,
            business: self.business(),
            support: if group.is_event() || group == Group::Proof {
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

    /// What the site says about the subject, where that holds on the day.
    fn tell(&self, group: Group, fact: Option<&Fact>) -> Option<String> {
        let tells = matches!(
            group,
            Group::Offer | Group::Topic | Group::Ask | Group::Person | Group::Article
        );
        let about = said(fact.filter(|_| tells)?.about.as_deref()?);
        let about = shorten(&about, |part| length(part) <= LONGEST_ABOUT);
        self.may_say(&about).then_some(about)
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

    /// What the site says of the business, and what the marketer does: each in its turn.
    fn business(&self) -> Vec<String> {
        let own = &self.brief.settings.business;
        let proposition = whole(&own.value_proposition).map(|text| capitalised(&text));
        let mut sources = [self.described(), proposition.into_iter().collect(), self.audience()];
        sources.rotate_left((self.luck / 3 % 3) as usize);
        let mut found = sources.concat();
        found.retain(|sentence| self.may_say(sentence));
        found
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

    fn described(&self) -> Vec<String> {
        let description = said(self.brief.profile.one(FactKind::Description).unwrap_or_default());
        let mut found: Vec<String> =
            sentences(&description).iter().filter_map(|it| whole(it)).collect();
        found.retain(|sentence| self.may_say(sentence));
        found.truncate(3);
        found
    }

    /// Proofs that share a word with the subject.
    fn support(&self) -> Vec<String> {
        let proofs = self.brief.profile.facts(FactKind::Proof).iter().take(40);
        let proofs = proofs.filter_map(|fact| whole(&fact.value));
        let mut found: Vec<String> = proofs.filter(|proof| self.kin(proof)).collect();
        found.retain(|sentence| self.may_say(sentence));
        found.truncate(1);
        found
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

    fn tags(&self, group: Group) -> Vec<String> {
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
        let topics = self.topics();
        // The topics nearest to the subject first, so that the tags belong to the post.
        let (near, far): (Vec<_>, Vec<_>) = topics.into_iter().partition(|topic| self.kin(topic));
        let place = self.one(FactKind::Place).as_deref().and_then(town);
        let mut found: Vec<String> = subject.into_iter().chain(near.into_iter().take(1)).collect();
        found.extend(place);
        found.extend(self.one(FactKind::Name));
        found.extend(far.into_iter().filter(|topic| !topic.contains(' ')).take(1));
        found.retain(|tag| !self.out.in_text(tag));
        found
    }
}
