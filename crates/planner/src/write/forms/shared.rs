//! What several networks' forms are made of.

use domain::channel::Channel;

use super::Form;
use crate::plan::phrase::{capitalised, holds, untitled};
use crate::write::{
    fit::{
        Caption,
        Joint::{self, Space},
        KEPT,
    },
    group::Group,
    lines::{Line, kind_of},
    openings::opening,
    voice::{sentence, shuffled},
};

impl Form<'_> {
    /// The first line.
    pub(super) fn opening(&self) -> Caption {
        let mut caption = Caption::default();
        let about = (self.channel, self.link.is_some());
        let line = opening(self.facts, &self.words, self.memory, about);
        caption.add(Space, KEPT + 1, line);
        caption
    }

    /// What belongs to the subject itself: what is told of it, its price, answer or day.
    pub(super) fn matter(&self, caption: &mut Caption, joint: Joint) {
        let before = caption.text();
        let next = |caption: &Caption| if caption.text() == before { joint } else { Space };
        let dated = !matches!(self.facts.group, Group::Today | Group::After);
        let day = self.facts.words.get("d").filter(|_| dated);
        let day = day.filter(|day| !holds(&before, day));
        let when =
            |day: &str| self.voice.line(Line::Day).or_else(|| Some(sentence(&capitalised(day))));
        caption.add(joint, KEPT, day.and_then(when));
        caption.add(next(caption), KEPT, self.role(&before));
        for (place, told) in self.told.iter().enumerate() {
            let weight = if place == 0 { KEPT } else { 6 };
            caption.add(next(caption), weight, self.told_after(told, &before));
        }
        let price = self.facts.words.get("p").filter(|price| !before.contains(*price));
        caption.add(next(caption), 7, price.and_then(|_| self.voice.price()));
        let main = self.facts.main.as_deref().filter(|main| !before.contains(*main));
        caption.add(next(caption), KEPT, main.and_then(|main| self.voice.told(Line::Main, main)));
        if self.facts.group == Group::Business && main.is_none() {
            for (name, line) in [("l", Line::Place), ("h", Line::Hours)] {
                let rests = self.facts.practical != Some(name) && self.memory.tells(self.at, name);
                let told = rests || self.says(&before, name);
                caption.add(next(caption), 5, self.voice.line(line).filter(|_| !told));
            }
        }
        caption.add(next(caption), 6, self.of_holiday());
        if self.facts.group.is_event() && self.is_long() && !self.greets() {
            let note = self.voice.note().filter(|_| !self.says(&before, "n"));
            caption.add(next(caption), 4, note);
        }
    }

    /// Who somebody is, where the first line did not say.
    pub(super) fn role(&self, before: &str) -> Option<String> {
        let role = self.facts.words.get("r").filter(|role| !holds(before, role))?;
        let role = sentence(&capitalised(role));
        self.memory.times(self.at, &role).is_new().then_some(role)
    }

    /// What people say of a day that everybody keeps and nobody shops for: a greeting on the day
    /// of a feast, else a question, where readers talk.
    pub(super) fn of_holiday(&self) -> Option<String> {
        let words = &self.facts.words;
        words.get("feast")?;
        let key = match self.facts.group {
            _ if self.greets() => "holiday.greeting",
            _ if !self.converses() => return None,
            Group::Today => "holiday.today",
            Group::Ahead | Group::Tomorrow => "holiday.ahead",
            _ => return None,
        };
        self.voice.of_pool(25, key, words)
    }

    /// Whether readers of this network answer.
    fn converses(&self) -> bool {
        !matches!(self.channel, Channel::LinkedIn | Channel::Pinterest | Channel::GoogleBusiness)
    }

    /// A passage about the subject; a person who has just been named in full goes on by first
    /// name, unless a title stands before it.
    fn told_after(&self, told: &str, before: &str) -> Option<String> {
        let told = sentence(told);
        let person = self.facts.group == Group::Person;
        let name = self.facts.words.get("s").filter(|name| person && untitled(name) == *name);
        let rest = name.filter(|name| before.contains(*name)).and_then(|name| {
            let rest = told.strip_prefix(name).filter(|rest| rest.starts_with(' '))?;
            Some(format!("{}{rest}", name.split(' ').next()?))
        });
        let said_already = before.contains(&told);
        rest.filter(|_| !said_already).or(Some(told))
    }

    /// A sentence about the business, on activities that have room for one: about the business
    /// itself or a day everywhere, beside another subject where posts are long.
    pub(super) fn business(&self, caption: &mut Caption, joint: Joint) {
        if !self.introduces(self.is_long()) {
            return;
        }
        caption.add(joint, 4, self.introduction().or_else(|| self.list_of_event()));
    }

    /// A passage about the business that this channel did not have.
    fn introduction(&self) -> Option<String> {
        // What the note says of an event is said.
        let known = self.facts.group.is_event()
            && self
                .facts
                .business
                .first()
                .is_some_and(|it| kind_of(it, self.facts.phrases).is_some());
        let passages = self.facts.business.get(usize::from(known)..).unwrap_or_default();
        let first = self.voice.fresh(passages, 1).pop();
        first.and_then(|text| self.voice.told(Line::About, text))
    }

    /// What the business stands for, beside an event that has nothing else told of it.
    pub(super) fn list_of_event(&self) -> Option<String> {
        self.other_topics().filter(|_| self.facts.group.is_event() && !self.greets())
    }

    /// Whether it is the day of a feast, which is for greetings.
    pub(super) fn greets(&self) -> bool {
        self.facts.group == Group::Today && self.facts.words.get("feast").is_some()
    }

    /// Whether this post says something of the business as a whole.
    pub(super) fn introduces(&self, long: bool) -> bool {
        match self.facts.group {
            Group::Business => true,
            // On a feast a greeting is enough.
            Group::Today if self.greets() => false,
            Group::Ahead | Group::Tomorrow | Group::Today => long,
            Group::Offer | Group::Topic if self.told.is_empty() => true,
            Group::Offer | Group::Topic => {
                let two = matches!(self.channel, Channel::Facebook | Channel::LinkedIn);
                two && self.facts.introduces
            }
            Group::Own
            | Group::After
            | Group::Person
            | Group::Answer
            | Group::Article
            | Group::Proof
            | Group::Ask
            | Group::Choice => false,
        }
    }

    /// Whether posts of this network tell more than one thing.
    fn is_long(&self) -> bool {
        matches!(
            self.channel,
            Channel::Instagram | Channel::Facebook | Channel::LinkedIn | Channel::Mastodon
        )
    }

    /// What to do next, and the link to do it; a topic that was not named yet is named here.
    pub(super) fn linked(&self, caption: &mut Caption, joint: Joint) {
        let Some(link) = self.link else {
            let call = self.voice.call().filter(|_| self.facts.link.is_none());
            caption.add(joint, 7, call);
            return;
        };
        let unnamed = self.facts.group == Group::Topic && !self.says(&caption.text(), "s");
        let named = || self.voice.of_pool(24, "label.named", &self.facts.words);
        let call = match named().filter(|_| unnamed) {
            Some(named) => format!("{} {link}", capitalised(&named)),
            None => self.voice.call_with(link),
        };
        caption.add(joint, 7, Some(call));
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
        let others = shuffled(&self.facts.topics, 26, self.facts).into_iter();
        let others: Vec<String> = others.filter(|topic| *topic != subject).cloned().collect();
        let others = self.voice.least_said(&others, 3);
        if others.is_empty() {
            return None;
        }
        let key = if self.facts.group.is_event() { "also.event" } else { "also.other" };
        let words = self.facts.words.clone().with("list", others.join(", "));
        self.voice.of_pool(23, key, &words)
    }

    /// Whether a text has the word of that name in it.
    pub(super) fn says(&self, text: &str, name: &str) -> bool {
        self.facts.words.get(name).is_some_and(|word| holds(text, word))
    }
}
