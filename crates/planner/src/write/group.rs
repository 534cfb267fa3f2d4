//! What sort of thing a post is about, which decides its opening and its middle.

use domain::{contract::Brief, days::month_name, profile::FactKind};
use jiff::civil::Date;

use crate::{
    phrases::Language,
    plan::{
        angle::{Angle, recognise},
        phrase::{day_in_full, folded},
    },
};

/// For how many days after an event a post may thank for it.
const MOST_DAYS_AFTER: i32 = 7;

/// The sort of thing that a post is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// A product or a service.
    Offer,
    /// A topic.
    Topic,
    /// A question to the readers.
    Ask,
    /// One thing or another.
    Choice,
    /// A person.
    Person,
    /// A question that the site answers.
    Answer,
    /// An article.
    Article,
    /// A sentence of the site about itself.
    Proof,
    /// The business itself.
    Business,
    /// What a person typed as an activity of their own.
    Own,
    /// An event some days ahead.
    Ahead,
    /// An event of the next day.
    Tomorrow,
    /// An event of the day.
    Today,
    /// An event that is over.
    After,
}

impl Group {
    /// What the language files call it.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Group::Offer => "offer",
            Group::Topic => "topic",
            Group::Ask => "ask",
            Group::Choice => "choice",
            Group::Person => "person",
            Group::Answer => "answer",
            Group::Article => "article",
            Group::Proof => "proof",
            Group::Business => "business",
            Group::Own => "own",
            Group::Ahead => "ahead",
            Group::Tomorrow => "tomorrow",
            Group::Today => "today",
            Group::After => "after",
        }
    }

    /// Whether an event is what it is about.
    pub(super) const fn is_event(self) -> bool {
        matches!(self, Group::Ahead | Group::Tomorrow | Group::Today | Group::After)
    }

    /// Whether it asks the readers for an answer.
    pub(super) const fn asks(self) -> bool {
        matches!(self, Group::Ask | Group::Choice)
    }

    /// The group of a brief whose subject is a fact of that kind.
    pub(super) fn of(brief: &Brief<'_>, kind: Option<FactKind>, by_hand: bool) -> Group {
        if let Some((_, on)) =
            brief.event.filter(|(name, on)| speaks_in_time(brief, *on) && !folded(name).is_empty())
        {
            return match (on - brief.day).get_days() {
                ..0 => Group::After,
                0 => Group::Today,
                1 => Group::Tomorrow,
                _ => Group::Ahead,
            };
        }
        let angle = recognise(brief.title, Language::of(brief.profile));
        match kind {
            Some(FactKind::Person) => Group::Person,
            Some(FactKind::Question) => Group::Answer,
            Some(FactKind::Article) => Group::Article,
            Some(FactKind::Proof) => Group::Proof,
            Some(FactKind::Offer) => of_angle(angle, Group::Offer),
            Some(FactKind::Topic) => of_angle(angle, Group::Topic),
            Some(_) => Group::Business,
            None if by_hand && angle.is_none() => Group::Own,
            None if spare(brief) => Group::Business,
            None => of_angle(angle, Group::Topic),
        }
    }
}

/// Whether an event lies ahead, or was just now and is thanked for.
fn speaks_in_time(brief: &Brief<'_>, on: Date) -> bool {
    let thanks = || recognise(brief.title, Language::of(brief.profile)) == Some(Angle::Thanks);
    on >= brief.day || (brief.day - on).get_days() <= MOST_DAYS_AFTER && thanks()
}

const fn of_angle(angle: Option<Angle>, other: Group) -> Group {
    match angle {
        Some(Angle::Ask | Angle::Question) => Group::Ask,
        Some(Angle::Choice) => Group::Choice,
        _ => other,
    }
}

/// Whether the subject is no more than a day or a month.
fn spare(brief: &Brief<'_>) -> bool {
    let subject = folded(brief.subject);
    let months = (1..=12).filter_map(|month| Date::new(brief.day.year(), month, 1).ok());
    subject.is_empty()
        || subject == folded(&day_in_full(brief.day))
        || months.into_iter().any(|month| folded(month_name(month)) == subject)
}
