//! Events of a plan source, as a calendar that is only read here.

use domain::{
    days::Zone,
    event::{Calendar, Cycle, Event, EventSource, Moment, Rule, When},
    id::{CalendarId, SiteId},
    text,
};

use crate::wire::{CalendarEvent, RecurringFrequency, RecurringRule};

/// The calendar that they stand in.
pub(super) fn calendar(site: SiteId) -> Calendar {
    Calendar { id: CalendarId::named(&format!("{site}/calendar/wix")), title: "Wix".to_owned() }
}

/// Those that can stand here: with an id, a name, and a date or a rule that we know.
pub(super) fn seen(told: Vec<CalendarEvent>, calendar: CalendarId, zone: &Zone) -> Vec<Event> {
    told.into_iter().filter_map(|event| self::event(event, calendar, zone)).collect()
}

fn event(event: CalendarEvent, calendar: CalendarId, zone: &Zone) -> Option<Event> {
    let once = |date| When::Once(Moment::at(date, zone));
    let first = event.recurring_occurrences.iter().flatten().next().map(|first| first.date.0);
    let when = match (&event.recurring_rule, event.date) {
        (Some(sent), _) => {
            rule(sent, first, zone).map(When::Repeats).or_else(|| first.map(once))?
        }
        (None, Some(date)) => once(date.0),
        (None, None) => return None,
    };
    let description = event.description.unwrap_or_default();
    Some(Event {
        id: event.id?.parse().ok()?,
        name: text::line("The name", &event.name?, 3_000).ok()?,
        description: text::paragraphs("The description", &description, 3_000).unwrap_or_default(),
        when,
        source: EventSource::Connected(calendar),
    })
}

/// A rule that does not say when it starts starts with its first occurrence.
fn rule(sent: &RecurringRule, first: Option<jiff::Timestamp>, zone: &Zone) -> Option<Rule> {
    let cycle = match sent.frequency.as_ref()? {
        RecurringFrequency::Weekly => Cycle::Weekly,
        RecurringFrequency::Monthly => Cycle::Monthly,
        RecurringFrequency::Yearly => Cycle::Yearly,
        RecurringFrequency::Other(_) => return None,
    };
    let start = Moment::at(sent.start_date.map(|date| date.0).or(first)?, zone);
    let end = sent.end_date.map(|end| Moment::at(end.0, zone));
    Rule::new(cycle, start, sent.interval.unwrap_or(1), end).ok()
}
