//! The frames that titles are built from.
//!
//! Facts can be any phrase in any language, so a fact stands before or after a colon or a
//! comma, never inside the grammar of a sentence. The words are `s` subject, `p` price,
//! `r` role, `n` business, `e` event, `d` day, `w` weekday, `m` month; `it`, `yours`, `expert`,
//! `on` and `door` are words of the trade. A frame whose word is missing is not used.

use super::{angle::Angle, subject::Source};

/// Title frames for a subject from a side; those that promise to tell something only where
/// the site tells something.
pub(crate) fn pool(source: Source, angle: Angle, told: bool) -> impl Iterator<Item = &'static str> {
    let promising: &[&str] = if told { promises(source, angle) } else { &[] };
    promising.iter().chain(titles(source, angle)).copied()
}

/// Frames that promise to tell something about the subject.
const fn promises(source: Source, angle: Angle) -> &'static [&'static str] {
    match (source, angle) {
        (Source::Offer | Source::Topic, Angle::Story) => {
            &["{s}, up close", "The story behind it: {s}", "A closer look: {s}"]
        }
        (Source::Offer, Angle::Behind) => &["{s}: what goes in {it}", "What makes it: {s}"],
        (Source::Topic, Angle::Behind) => {
            &["Behind the {door} door: {s}", "Behind the scenes: {s}"]
        }
        (Source::Offer | Source::Topic, Angle::HowTo) => &["{s}: good to know", "New to you? {s}"],
        (Source::Topic, Angle::Reminder) => &["Worth knowing: {s}"],
        (Source::Person, Angle::Story) => &["A short portrait: {s}"],
        (Source::Person, Angle::Behind) => &["At work: {s}"],
        (Source::Article, Angle::HowTo) => &["In short: {s}"],
        _ => &[],
    }
}

/// Frames that promise nothing but the subject itself.
const fn titles(source: Source, angle: Angle) -> &'static [&'static str] {
    match source {
        Source::Offer => offer(angle),
        Source::Topic => topic(angle),
        Source::Keyword => match angle {
            Angle::Guide | Angle::Explain => topic(angle),
            _ => &[],
        },
        Source::Person => person(angle),
        Source::Name => business(angle),
        Source::Question => match angle {
            Angle::HowTo => &["{s}"],
            Angle::Question => &["Good question: {s}"],
            Angle::Ask => &["Asked and answered: {s}"],
            Angle::Guide => &["{s}"],
            Angle::Explain => &["Answered at length: {s}"],
            _ => &[],
        },
        Source::Article => match angle {
            Angle::Article => &["Worth reading: {s}", "To read: {s}"],
            Angle::Reminder => &["In case you missed it: {s}"],
            Angle::Explain => &["More about: {s}"],
            _ => &[],
        },
        Source::Proof => match angle {
            Angle::Proof => &["{s}"],
            Angle::Story => &["In our own words: {s}", "In a few words: {s}"],
            _ => &[],
        },
        Source::Place => match angle {
            Angle::Practical => &["Where to find us: {s}", "On the map: {s}"],
            Angle::Invitation => &["Come by: {s}"],
            _ => &[],
        },
        Source::Hours => match angle {
            Angle::Practical => &["When to find {n}", "Opening hours: {s}"],
            Angle::Reminder => &["Plan your visit: {s}"],
            _ => &[],
        },
    }
}

const fn offer(angle: Angle) -> &'static [&'static str] {
    match angle {
        Angle::Question => &["{s}: how do you like {yours}?", "{s}: what would you ask?"],
        Angle::Offer => &["{s}, {p}", "{on}: {s}", "What we offer: {s}"],
        Angle::Reminder => &["Not tried yet? {s}", "Have you seen it? {s}"],
        Angle::Article => &["On our website: {s}", "See for yourself: {s}"],
        Angle::Ask => &["Ask the {expert}: {s}"],
        Angle::Invitation => &["Come and ask: {s}", "Talk to us: {s}"],
        Angle::Guide => &["{s}, explained", "{s}: what to know first"],
        Angle::Explain => &["{s}: questions, answered"],
        Angle::Letter => &["This month: {s}", "A letter about one thing: {s}"],
        _ => &[],
    }
}

const fn topic(angle: Angle) -> &'static [&'static str] {
    match angle {
        Angle::Question => &["Your turn: {s}", "{s}: what would you ask?"],
        Angle::Offer => &["In the spotlight: {s}"],
        Angle::Article => &["To read on our website: {s}", "On the website: {s}"],
        Angle::Ask => &["Ask the {expert}: {s}"],
        Angle::Invitation => &["Come and ask: {s}", "Talk to us: {s}"],
        Angle::Guide => &["{s}, explained", "{s}: a first guide", "{s}: what to know first"],
        Angle::Explain => &["{s}: questions, answered"],
        Angle::Letter => &["This month: {s}", "A letter about one thing: {s}"],
        _ => &[],
    }
}

const fn person(angle: Angle) -> &'static [&'static str] {
    match angle {
        Angle::People => &["Meet {s}", "{s}, {r}"],
        Angle::Question => &["A question for {s}"],
        Angle::Ask => &["Ask {s}"],
        Angle::Invitation => &["Say hello to {s}"],
        Angle::Guide => &["A portrait: {s}"],
        _ => &[],
    }
}

const fn business(angle: Angle) -> &'static [&'static str] {
    match angle {
        Angle::Story => &["{s}, in a few words"],
        Angle::People => &["Who we are: {s}", "The people behind {s}"],
        Angle::Behind => &["Behind the scenes at {s}"],
        Angle::Question => &["What should {s} show you next?"],
        Angle::Offer => &["What {s} does"],
        Angle::Article => &["Find {s} online"],
        Angle::HowTo => &["New to {s}? Start here"],
        Angle::Ask => &["Anything you want to ask {s}?"],
        Angle::Invitation => &["Get in touch: {s}"],
        Angle::Guide => &["How {s} works"],
        Angle::Explain => &["What {s} does, and why"],
        _ => &[],
    }
}

/// Title frames that need no single subject: events, pairs, months.
pub(crate) const fn special(angle: Angle) -> &'static [&'static str] {
    match angle {
        Angle::Choice => &["{s} or {other}?"],
        Angle::Letter => &["{m} at {n}", "{n}: news of {m}", "The {m} letter"],
        Angle::Teaser => {
            &["One week to go: {e}", "Save the date: {e}", "{e}: mark {d}", "Soon: {e}, {d}"]
        }
        Angle::Before => &[
            "Tomorrow: {e}",
            "Last call: {e}",
            "On {w}: {e}",
            "Nearly here: {e}",
            "Coming up on {d}: {e}",
        ],
        Angle::OnDay => &["Today: {e}", "{e}: today, {d}"],
        Angle::PlanAhead => &["Plan ahead: {e}", "{e}: plan ahead", "Plan ahead for {d}: {e}"],
        _ => &[],
    }
}

/// Frames about nothing but the day, for when every idea has been used.
pub(crate) const DAYS: [&str; 10] = [
    "{d} at {n}",
    "{n} on {d}",
    "Behind the scenes on {d}",
    "Hello from {n}, {d}",
    "{n}: a note for {d}",
    "A question for {d}",
    "A short note for {d}",
    "A picture for {d}",
    "Your question for {d}",
    "{d}: your turn",
];

/// How many of [`DAYS`], from the front, assume that somebody is at work that day.
pub(crate) const AT_WORK: usize = 4;
