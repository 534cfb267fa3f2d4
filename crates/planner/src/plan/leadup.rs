//! Events: which days before them an activity should fall on.

use domain::{
    days::Days,
    event::{Cycle, Event, EventSource, When},
};
use jiff::{ToSpan, civil::Date};

use super::{angle::Angle, excluded::Excluded, phrase::folded};
use crate::phrases::{Language, Phrases};

/// A wish for one activity that leads up to an event.
#[derive(Debug, Clone)]
pub(crate) struct LeadUp<'a> {
    /// The event.
    pub event: &'a Event,
    /// The day it happens.
    pub on: Date,
    /// What the activity does.
    pub angle: Angle,
    /// Days it may fall on, the best first.
    pub wishes: Vec<Date>,
    /// Whether it gives way: when an interval has room for one activity only, and when
    /// another of its sort stands near.
    pub yields: bool,
}

/// Every lead-up of the period, the most important first.
pub(crate) fn lead_ups<'a>(
    events: &'a [Event],
    period: Days,
    out: &Excluded,
    language: Language,
) -> Vec<LeadUp<'a>> {
    let reach = Days { first: period.first, last: period.last.saturating_add(8.days()) };
    let mut found: Vec<(u8, Date, LeadUp<'a>)> = Vec::new();
    for event in events.iter().filter(|event| speakable(event, out)) {
        for on in event.occurrences(reach) {
            for (order, lead_up) in of_occurrence(event, on, language) {
                found.push((order, on, lead_up));
            }
        }
    }
    found.sort_by_key(|(order, on, _)| (*order, *on));
    let mut chosen: Vec<LeadUp<'a>> = Vec::new();
    for (_, _, lead_up) in found {
        if !crowded(&chosen, &lead_up) {
            chosen.push(lead_up);
        }
    }
    chosen
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

fn speakable(event: &Event, out: &Excluded) -> bool {
    !folded(&event.name).is_empty() && !out.in_text(&event.name) && !out.in_text(&event.description)
}

fn of_occurrence(event: &Event, on: Date, language: Language) -> Vec<(u8, LeadUp<'_>)> {
    let lead_up = |angle, days_before: &[i64], yields| LeadUp {
        event,
        on,
        angle,
        wishes: days_before.iter().map(|days| on.saturating_sub(days.days())).collect(),
        yields,
    };
    if event.source == EventSource::Holiday {
        let order = if widely_kept(&event.name) { 3 } else { 5 };
        return vec![(order, lead_up(Angle::PlanAhead, &[6, 5, 7, 4, 3, 2], true))];
    }
    if closes(event, language) {
        return vec![(1, lead_up(Angle::PlanAhead, &[4, 3, 5, 2, 6, 1], false))];
    }
    if often(event.when) {
        return vec![(4, lead_up(Angle::Before, &[1, 2], true))];
    }
    vec![
        (0, lead_up(Angle::OnDay, &[0], false)),
        (1, lead_up(Angle::Before, &[1, 2, 3], false)),
        (2, lead_up(Angle::Teaser, &[7, 6, 8, 5], false)),
    ]
}

/// Whether it comes too often to be announced for a week each time.
fn often(when: When) -> bool {
    match when {
        When::Once(_) => false,
        When::Repeats(rule) => rule.cycle() == Cycle::Weekly && rule.interval() <= 2,
    }
}

/// Days that shape what people buy and where they are, in most countries that keep them.
fn widely_kept(name: &str) -> bool {
    const LARGE: [&str; 10] = [
        "Christmas",
        "Easter",
        "Thanksgiving",
        "Black Friday",
        "Mother",
        "Father",
        "Valentine",
        "Eid al",
        "Diwali",
        "Lunar New Year",
    ];
    LARGE.iter().any(|word| name.contains(word))
}

/// Holidays close together share one lead-up; own events on or beside a holiday have it.
fn crowded(chosen: &[LeadUp<'_>], lead_up: &LeadUp<'_>) -> bool {
    lead_up.event.source == EventSource::Holiday
        && chosen.iter().any(|other| (other.on - lead_up.on).get_days().abs() <= 2)
}
