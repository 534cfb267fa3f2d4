//! What several networks' forms are made of.

use super::Form;
use crate::{
    plan::phrase::length,
    write::{
        fit::{
            Caption,
            Joint::{self, Space},
            KEPT,
        },
        group::Group,
        lines::Line,
        voice::sentence,
    },
};

impl Form<'_> {
    /// The first line.
    pub(super) fn opening(&self) -> Caption {
        let mut caption = Caption::default();
        caption.add(Space, KEPT + 1, self.voice.hook());
        caption
    }

    /// What belongs to the subject itself: its price, role, answer or day.
    pub(super) fn matter(&self, caption: &mut Caption, joint: Joint) {
        let before = caption.text();
        let next = |caption: &Caption| if caption.text() == before { joint } else { Space };
        let day = self.facts.words.get("d").filter(|_| self.facts.group != Group::Today);
        let day = day.filter(|day| !before.contains(*day));
        caption.add(joint, KEPT, day.and_then(|_| self.voice.line(Line::Day)));
        let price = self.facts.words.get("p").filter(|price| !before.contains(*price));
        caption.add(next(caption), 7, price.and_then(|_| self.voice.price()));
        let main = self.facts.main.as_deref().filter(|main| !before.contains(*main));
        caption.add(next(caption), KEPT, main.and_then(|main| self.voice.told(Line::Main, main)));
        if self.facts.group == Group::Business && main.is_none() {
            caption.add(next(caption), 5, self.place().filter(|_| !self.says(&before, "l")));
            let hours = self.voice.line(Line::Hours).filter(|_| !self.says(&before, "h"));
            caption.add(next(caption), 5, hours);
        }
        let support = self.facts.support.first();
        caption.add(next(caption), 4, support.and_then(|it| self.voice.told(Line::Support, it)));
        if caption.text() == before && !self.facts.group.is_event() {
            self.about(caption, joint, 1);
        }
    }

    /// Sentences about the business; the first one told, the rest as they are.
    pub(super) fn about(&self, caption: &mut Caption, joint: Joint, most: usize) {
        match self.facts.group {
            Group::Own | Group::Answer => return,
            group if group.is_event() => {
                caption.add(joint, 4, self.voice.note());
                return;
            }
            _ => {}
        }
        let mut sentences = self.facts.about.iter().take(most);
        let first = sentences.next().and_then(|it| self.voice.told(Line::About, it));
        let quoted = first.as_ref().is_some_and(|first| first.ends_with('”'));
        caption.add(joint, 4, first);
        for (later, text) in sentences.enumerate() {
            let text = if quoted { format!("“{}”", sentence(text)) } else { sentence(text) };
            caption.add(Space, 2u8.saturating_sub(later as u8), Some(text));
        }
    }

    /// Where the business is, as a sentence.
    pub(super) fn place(&self) -> Option<String> {
        self.voice.line(Line::Place)
    }

    /// Whether a text has the word of that name in it.
    pub(super) fn says(&self, text: &str, name: &str) -> bool {
        self.facts.words.get(name).is_some_and(|word| text.contains(word))
    }

    /// Without a hook: the subject, or the event and its day, or the title; and whose it is,
    /// the business first or last.
    pub(super) fn plainly(&self, name_first: bool) -> Option<String> {
        let words = &self.facts.words;
        let event = words.fill("{e}, {d}");
        let subject = words.get("s").map(str::to_owned);
        let title = words.get("t").filter(|title| !title.is_empty()).map(str::to_owned);
        let what = event.or(subject).or(title);
        match (what, words.get("n")) {
            (_, Some(name)) if self.facts.group == Group::Business => {
                let place = words.get("l").filter(|_| !name_first);
                let whole = place.map(|place| format!("{name} – {place}"));
                Some(sentence(whole.as_deref().unwrap_or(name)))
            }
            (Some(what), Some(name)) if what.contains(name) || length(&what) > 90 => {
                Some(sentence(&what))
            }
            (Some(what), Some(name)) if name_first => Some(sentence(&format!("{name}: {what}"))),
            (Some(what), Some(name)) if what.ends_with(['?', '!', '.', '…']) => {
                Some(format!("{what} {}", sentence(name)))
            }
            (Some(what), Some(name)) => Some(sentence(&format!("{what} – {name}"))),
            (Some(what), None) => Some(sentence(&what)),
            (None, name) => name.map(sentence),
        }
    }
}
