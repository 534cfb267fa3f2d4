//! The words that frames take, out of a brief's facts.

use domain::{
    days::Days,
    profile::{Fact, FactKind},
    settings::PointOfView,
};
use jiff::civil::Date;

use super::{
    Reader,
    parts::{act, host, is_amount, lowered, price, quoted, said, street, town, whole},
};
use crate::{
    holidays::{called, holidays},
    phrases::Language,
    plan::{
        angle::{Angle, recognised},
        leadup::is_bought_for,
        phrase::{Words, folded, length},
        trade::Trade,
    },
    write::group::Group,
};

impl Reader<'_> {
    pub(super) fn words(
        &self,
        group: Group,
        fact: Option<&Fact>,
        name: Option<String>,
        view: PointOfView,
    ) -> Words {
        let detail = fact.and_then(|fact| fact.detail.as_deref()).map(said);
        let detail = detail.filter(|detail| length(detail) <= 60 && !self.out.in_text(detail));
        let title = said(self.brief.title);
        let subject = match group {
            Group::Business | Group::Own => None,
            Group::Choice => Some(title.clone()),
            _ => Some(said(self.brief.subject)).filter(|subject| !subject.is_empty()),
        };
        let edible = Trade::of(self.brief.profile).edible();
        let taste = edible && group == Group::Ask && self.asks_for_taste();
        let proof = (group == Group::Proof).then_some(self.brief.subject).and_then(whole);
        let small = subject.as_deref().and_then(|subject| self.small(group, subject));
        let words = Words::default()
            .with("t", title)
            .with_some("s_low", small)
            .with_some("s", subject)
            .with_some("n", name)
            .with_some("m", proof.map(|proof| quoted(proof, view, self.phrases)))
            .with("taste", if taste { "yes" } else { "" })
            .with("eaten", if edible && group == Group::Offer { "yes" } else { "" });
        let words = self.with_detail(words, group, detail);
        let words = self.with_ways(words, group);
        match self.brief.event.filter(|_| group.is_event()) {
            Some((event, on)) => {
                let told = if self.is_holiday(event, on) { "yes" } else { "" };
                let feast = if is_bought_for(event) { "" } else { told };
                let words = words.with("holiday", told).with("feast", feast);
                words.with("e", self.event_name(event)).with("d", self.phrases.day(on))
            }
            None => words,
        }
    }

    /// Whether the country of the site keeps that day, so that its name can stand in a sentence.
    fn is_holiday(&self, event: &str, on: Date) -> bool {
        let country = self.brief.profile.one(FactKind::Country).unwrap_or_default();
        let kept = holidays(country, Days { first: on, last: on });
        kept.iter().any(|holiday| holiday.name == event)
    }

    /// Whether the title asks how people like something.
    fn asks_for_taste(&self) -> bool {
        let found = recognised(self.brief.title, self.phrases.language);
        found.is_some_and(|(frame, angle)| {
            angle == Angle::Question && frame.starts_with("{if edible}")
        })
    }

    /// Whether nouns are written small in the site's language, as far as that is known.
    fn small_nouns(&self) -> bool {
        let tag = self.brief.profile.one(FactKind::Language);
        let known = tag.is_none_or(|tag| Language::tagged(tag).is_some());
        known && self.phrases.is("small_nouns")
    }

    /// The subject as it stands inside a sentence: `baking mornings` of `Baking mornings`,
    /// where nouns are small and the site itself writes that word small.
    fn small(&self, group: Group, subject: &str) -> Option<String> {
        if !self.small_nouns() || !matches!(group, Group::Offer | Group::Topic | Group::Ask) {
            return None;
        }
        let (first, rest) = subject.split_once(' ').unwrap_or((subject, ""));
        // A word by itself may be what the business calls its product.
        if rest.is_empty() && group == Group::Offer {
            return None;
        }
        let low = first.to_lowercase();
        let large = |c: char| c.is_uppercase();
        if rest.contains(large) || first.chars().skip(1).any(large) || low == first {
            return None;
        }
        // The words of an address are no text.
        let said = FactKind::ALL.into_iter().filter(|kind| *kind != FactKind::Picture);
        let facts = said.flat_map(|kind| self.brief.profile.facts(kind));
        let mut texts =
            facts.flat_map(|fact| [Some(&fact.value), fact.detail.as_ref(), fact.about.as_ref()]);
        let written =
            |text: &String| text.split(|c: char| !c.is_alphanumeric()).any(|it| it == low);
        texts
            .any(|text| text.is_some_and(written))
            .then(|| if rest.is_empty() { low.clone() } else { format!("{low} {rest}") })
    }

    /// What readers call an event: holidays have a name in their language.
    pub(super) fn event_name(&self, event: &str) -> String {
        let country = self.brief.profile.one(FactKind::Country).unwrap_or_default();
        let called = called(event, country, self.phrases.language.code());
        called.filter(|name| !self.out.in_text(name)).map_or_else(|| said(event), str::to_owned)
    }

    /// The price of an offer, the role of a person.
    fn with_detail(&self, words: Words, group: Group, detail: Option<String>) -> Words {
        let small = self.small_nouns();
        match group {
            Group::Person => {
                words.with_some("r", detail.map(|role| if small { lowered(&role) } else { role }))
            }
            Group::Offer | Group::Ask => {
                let detail = detail.map(price);
                let amount = detail.clone().filter(|it| is_amount(it));
                words.with_some("a", amount).with_some("p", detail)
            }
            _ => words,
        }
    }

    /// Whether the business has that word in its name.
    fn names(&self, town: &str) -> bool {
        let name = folded(&self.one(FactKind::Name).unwrap_or_default());
        format!(" {name} ").contains(&format!(" {} ", folded(town)))
    }

    /// Where to go and what to do there.
    fn with_ways(&self, words: Words, group: Group) -> Words {
        let place = self.one(FactKind::Place);
        let hours = self.hours();
        // Nobody is sent to a door that a holiday may keep shut.
        let sent = hours.is_some() && group != Group::Business;
        let street = place.as_deref().and_then(street).filter(|_| sent);
        let sells = matches!(group, Group::Offer | Group::Topic | Group::Ask | Group::Choice);
        let act = act(self.brief.profile).filter(|_| sells);
        let told = place.is_some() && hours.is_some();
        let visit = if told { self.phrases.word("label.visit") } else { "" };
        let act = |form: &str| Some(self.phrases.word(&format!("act.{}{form}", act?)));
        words
            .with("visit", visit)
            .with_some("host", host(self.brief.address))
            .with_some("town", place.as_deref().and_then(town).filter(|town| !self.names(town)))
            .with_some("street", street)
            .with_some("act", act(""))
            .with_some("act_low", act("_low"))
            .with_some("l", place)
            .with_some("h", hours)
    }
}
