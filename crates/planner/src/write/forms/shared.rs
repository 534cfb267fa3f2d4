//! What several networks' forms are made of.

use domain::channel::Channel;

use super::Form;
use crate::plan::phrase::{capitalised, holds};
use crate::write::{
    fit::{
        Caption,
        Joint::{self, Space},
        KEPT,
    },
    group::Group,
    lines::{Line, kind_of},
    openings::opening,
    voice::sentence,
};

/// The two networks where a post may say what kind of business it comes from.
const fn introduces(channel: Channel) -> bool {
    matches!(channel, Channel::Facebook | Channel::LinkedIn)
}

impl Form<'_> {
    /// The first line.
    pub(super) fn opening(&self) -> Caption {
        let mut caption = Caption::default();
        caption.add(Space, KEPT + 1, opening(self.facts, self.channel));
        caption
    }

    /// What belongs to the subject itself: what is told of it, its price, answer or day.
    pub(super) fn matter(&self, caption: &mut Caption, joint: Joint) {
        let before = caption.text();
        let next = |caption: &Caption| if caption.text() == before { joint } else { Space };
        let dated = !matches!(self.facts.group, Group::Today | Group::After);
        let day = self.facts.words.get("d").filter(|_| dated);
        let day = day.filter(|day| !holds(&before, day));
        caption.add(joint, KEPT, day.and_then(|_| self.voice.line(Line::Day)));
        caption.add(next(caption), KEPT, self.told_after(&before));
        let price = self.facts.words.get("p").filter(|price| !before.contains(*price));
        caption.add(next(caption), 7, price.and_then(|_| self.voice.price()));
        let main = self.facts.main.as_deref().filter(|main| !before.contains(*main));
        caption.add(next(caption), KEPT, main.and_then(|main| self.voice.told(Line::Main, main)));
        if self.facts.group == Group::Business && main.is_none() {
            let place = self.voice.line(Line::Place).filter(|_| !self.says(&before, "l"));
            caption.add(next(caption), 5, place);
            let hours = self.voice.line(Line::Hours).filter(|_| !self.says(&before, "h"));
            caption.add(next(caption), 5, hours);
        }
        if self.facts.group.is_event() {
            let note =
                self.voice.note(introduces(self.channel)).filter(|_| !self.says(&before, "n"));
            caption.add(next(caption), 4, note);
        }
    }

    /// What is told of the subject; a person who has just been named in full goes on by
    /// first name.
    fn told_after(&self, before: &str) -> Option<String> {
        let told = sentence(self.facts.tell.as_deref()?);
        let name = self.facts.words.get("s").filter(|_| self.facts.group == Group::Person);
        let rest = name.filter(|name| before.contains(*name)).and_then(|name| {
            let rest = told.strip_prefix(name).filter(|rest| rest.starts_with(' '))?;
            Some(format!("{}{rest}", name.split(' ').next()?))
        });
        let said_already = before.contains(&told);
        rest.filter(|_| !said_already).or(Some(told))
    }

    /// What the site says about itself that concerns the subject, if wanted.
    pub(super) fn support(&self, caption: &mut Caption, joint: Joint, wanted: bool) {
        let support = self.facts.support.first().filter(|_| wanted);
        caption.add(joint, 4, support.and_then(|it| self.voice.told(Line::Support, it)));
    }

    /// A sentence about the business, on activities that have one.
    pub(super) fn business(&self, caption: &mut Caption, joint: Joint) {
        let silent = matches!(self.facts.group, Group::Own | Group::Answer | Group::Proof);
        if silent || !(self.facts.introduces || self.facts.group.is_event()) {
            return;
        }
        let first = self.facts.business.first();
        // Beside a day no other number may stand, and what the note says is said.
        let event = |text: &&String| {
            let plain = !text.contains(|c: char| c.is_ascii_digit())
                && kind_of(text, self.facts.phrases).is_none();
            plain || !self.facts.group.is_event()
        };
        let first = first.filter(event);
        caption.add(joint, 4, first.and_then(|it| self.voice.told(Line::About, it)));
    }

    /// What to do next, and the link to do it; a topic that was not named yet is named here.
    pub(super) fn linked(&self, caption: &mut Caption, joint: Joint) {
        let unnamed = self.facts.group == Group::Topic && !self.says(&caption.text(), "s");
        let named = || self.facts.words.fill(self.word("named")).filter(|_| unnamed);
        let call = self.facts.link.as_deref().and_then(|link| match named() {
            Some(named) => Some(format!("{} {link}", capitalised(&named))),
            None => self.voice.call_with(link),
        });
        caption.add(joint, 7, call.or_else(|| self.voice.call()));
    }

    fn word(&self, label: &str) -> &'static str {
        self.facts.phrases.word(&format!("label.{label}"))
    }

    /// A labelled fact as a line of its own.
    pub(super) fn label(&self, label: &str) -> Option<String> {
        self.facts.words.fill(self.word(label)).map(|line| sentence(&line))
    }

    /// The site's other topics, as words to be found by.
    pub(super) fn other_topics(&self) -> Option<String> {
        let subject = self.facts.words.get("s").unwrap_or_default();
        let others: Vec<&str> = self.facts.topics.iter().map(String::as_str).collect();
        let others: Vec<&str> =
            others.into_iter().filter(|topic| *topic != subject).take(3).collect();
        let key = if self.facts.group.is_event() { "also.event" } else { "also.other" };
        let words = self.facts.words.clone().with("list", others.join(", "));
        self.voice.of_pool(23, key, &words)
    }

    /// Whether a text has the word of that name in it.
    pub(super) fn says(&self, text: &str, name: &str) -> bool {
        self.facts.words.get(name).is_some_and(|word| holds(text, word))
    }
}
