//! The words that titles and descriptions take.

use jiff::{ToSpan, civil::Date};

use super::Desk;
use crate::plan::{
    phrase::{Words, clean, length},
    subject::{Source, Subject},
};

impl Desk<'_> {
    pub(super) fn words(&self, day: Date) -> Words {
        let short = self.name.clone().filter(|name| length(name) <= 32);
        let edible = if self.trade.edible() { "yes" } else { "" };
        Words::default()
            .with_some("n", short)
            .with("d", self.phrases.day(day))
            .with("expert", self.trade.word(self.phrases, "expert"))
            .with("on", self.trade.word(self.phrases, "display"))
            .with("door", self.trade.word(self.phrases, "workplace"))
            .with("edible", edible)
    }

    pub(super) fn about(&self, subject: &Subject, day: Date) -> Words {
        let short = subject.detail.clone().filter(|detail| length(detail) <= 24);
        let detail = if subject.source == Source::Person { "r" } else { "p" };
        let has_detail = matches!(subject.source, Source::Person | Source::Offer);
        self.words(day).with("s", subject.shown()).with_some(detail, short.filter(|_| has_detail))
    }

    /// What a letter of the coming weeks can name: own events, then topics.
    pub(super) fn coming(&self, from: Date) -> Option<String> {
        let days = domain::days::Days { first: from, last: from.saturating_add(31.days()) };
        let own = self.input.events.iter().filter(|event| {
            event.source != domain::event::EventSource::Holiday
                && event.occurrences(days).next().is_some()
                && !self.out.in_text(&event.name)
        });
        let events = own.map(|event| clean(&event.name));
        let topics = self.subjects.iter().filter_map(|subject| subject.topic.clone());
        let mut named: Vec<String> = Vec::new();
        for word in events.chain(topics) {
            if !named.contains(&word) && length(&word) <= 40 && named.len() < 3 {
                named.push(word);
            }
        }
        (!named.is_empty())
            .then(|| named.iter().map(|word| format!("“{word}”")).collect::<Vec<_>>().join(", "))
    }
}
