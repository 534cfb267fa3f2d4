//! Campaign arcs: what is said before, on and after the day of an event, and which days that
//! may stand on.
//!
//! An arc is as long as its event deserves. The marketer's own event has a teaser, a last
//! call, its day and a word of thanks; a day that people buy for has the first three where the
//! trade sells; a holiday is planned around, and its day greeted; what comes every week is
//! mentioned now and then.

use domain::{
    event::{Event, EventSource},
    occasion::Occasion,
};
use jiff::{ToSpan, civil::Date};

use super::{angle::Angle, phrase::folded, trade::Trade};
use crate::phrases::{Language, Phrases};

/// What an activity says about an event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LeadUp<'a> {
    /// The event.
    pub event: &'a Event,
    /// The day it happens.
    pub on: Date,
    /// What the activity does.
    pub angle: Angle,
    /// Whether it is one more than the settings say, because nothing else could speak of the
    /// event in time.
    pub over: bool,
}

/// What sort of event it is, the one that claims most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    /// The marketer's own.
    Own,
    /// A closing of the business.
    Closing,
    /// A day that people buy for, in a trade that sells.
    Sale,
    /// A holiday that shapes where people are.
    Great,
    /// Any other holiday.
    Small,
    /// Own, every week or two.
    Often,
}

/// A further activity of an arc, wished for but not needed.
#[derive(Debug, Clone)]
pub(crate) struct Step<'a> {
    /// The occasion.
    pub occasion: Occasion<'a>,
    /// Its sort.
    pub sort: Sort,
    /// What the activity does.
    pub angle: Angle,
    /// Days it may stand on, the best first.
    pub wishes: Vec<Date>,
}

/// The furthest that an activity may stand before an event it speaks of, in days.
pub(crate) const FURTHEST: i64 = 31;
/// For how many days thanks are given.
pub(crate) const THANKS: i64 = 3;

impl Sort {
    /// The sort of an event for a business.
    pub(crate) fn of(event: &Event, language: Language, trade: Trade) -> Sort {
        if event.source == EventSource::Holiday {
            return match event.name.as_str() {
                name if is_bought_for(name) && trade.sells_to_choose() => Sort::Sale,
                name if is_one(name, &WIDELY_KEPT) => Sort::Great,
                _ => Sort::Small,
            };
        }
        match event {
            event if closes(event, language) => Sort::Closing,
            event if event.comes_often() => Sort::Often,
            _ => Sort::Own,
        }
    }

    /// Whether days of this sort that touch are spoken of together.
    pub(crate) const fn joins(self) -> bool {
        matches!(self, Sort::Great | Sort::Small)
    }

    /// How many days before the event its one activity stands best.
    const fn best(self) -> &'static [i64] {
        match self {
            Sort::Own | Sort::Often => &[1, 2, 3, 0, 4, 5, 6, 7],
            Sort::Sale => &[3, 2, 4, 1, 5, 6, 7, 0],
            Sort::Closing => &[4, 3, 5, 2, 6, 1, 7, 0],
            Sort::Great | Sort::Small => &[6, 5, 7, 4, 3, 2, 1, 0],
        }
    }

    /// What an activity does that stands so many days before the event.
    pub(crate) const fn angle(self, ahead: i32) -> Angle {
        match (self, ahead) {
            (_, ..=0) => Angle::OnDay,
            (Sort::Closing | Sort::Great | Sort::Small, _) => Angle::PlanAhead,
            (_, 1..=3) => Angle::LastCall,
            _ => Angle::Teaser,
        }
    }
}

/// The days for the one activity that an occasion needs, the best first: those that suit its
/// sort, then any before it.
pub(crate) fn wishes(sort: Sort, on: Date) -> impl Iterator<Item = Date> {
    let best = sort.best();
    let others = (8..=FURTHEST).filter(|days| !best.contains(days));
    best.iter().copied().chain(others).map(move |days| on.saturating_sub(days.days()))
}

/// What else an occasion deserves beside the one activity that it needs, in the order in
/// which it is given up last.
pub(crate) fn steps(occasion: Occasion<'_>, sort: Sort) -> Vec<Step<'_>> {
    let parts: &[(Angle, &[i64])] = match sort {
        Sort::Own => &[
            (Angle::OnDay, &[0]),
            (Angle::LastCall, &[1, 2, 3]),
            (Angle::Teaser, &[7, 6, 8, 5]),
            (Angle::Thanks, &[-1, -2, -THANKS]),
        ],
        Sort::Sale => {
            &[(Angle::OnDay, &[0]), (Angle::LastCall, &[1, 2]), (Angle::Teaser, &[7, 8, 6, 9])]
        }
        Sort::Great | Sort::Small => &[(Angle::OnDay, &[0])],
        Sort::Often => &[(Angle::LastCall, &[1, 2])],
        Sort::Closing => &[],
    };
    let step = |(angle, days): &(Angle, &[i64])| Step {
        occasion,
        sort,
        angle: *angle,
        wishes: days.iter().map(|days| occasion.on.saturating_sub(days.days())).collect(),
    };
    parts.iter().map(step).collect()
}

/// Whether the business is likely shut or elsewhere because of the event: nothing may
/// invite people in on that day.
pub(crate) fn shuts(event: &Event, language: Language) -> bool {
    event.source == EventSource::Holiday || closes(event, language)
}

/// Whether its name says so, in the site's language or in that of our pages.
fn closes(event: &Event, language: Language) -> bool {
    let says = |language| {
        let phrases = Phrases::plain(language);
        let name = folded(&event.name);
        name.split(' ').any(|word| phrases.has("vocabulary.closing", word))
    };
    says(language) || says(Language::English)
}

/// Days that shape where people are, in most countries that keep them.
const WIDELY_KEPT: [&str; 7] =
    ["Christmas", "Easter", "Thanksgiving", "New Year", "Eid al", "Diwali", "Lunar New Year"];
/// Days that people buy for.
const BOUGHT_FOR: [&str; 7] = [
    "Black Friday",
    "Cyber Monday",
    "Small Business Saturday",
    "Mother’s Day",
    "Father’s Day",
    "Valentine",
    "St Nicholas",
];

/// Days that are nothing but sales.
const SALES: [&str; 3] = ["Black Friday", "Cyber Monday", "Small Business Saturday"];

/// Whether a holiday is any business of a trade: nobody buys advice because it is cheaper
/// today.
pub(crate) fn concerns(name: &str, trade: Trade) -> bool {
    trade != Trade::Advice || !is_one(name, &SALES)
}

/// Whether a holiday is one that people buy for, and greet each other on less.
pub(crate) fn is_bought_for(name: &str) -> bool {
    is_one(name, &BOUGHT_FOR)
}

fn is_one(name: &str, list: &[&str]) -> bool {
    list.iter().any(|word| name.contains(word))
}
