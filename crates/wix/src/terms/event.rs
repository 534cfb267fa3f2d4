//! Events in the vendor's shapes, and back.

use domain::{
    days::Zone,
    event::{Cycle, Event, EventSource, Moment, Rule, When},
    id::CalendarId,
    text,
};
use jiff::Timestamp;

use crate::wire::{CalendarEvent, Instant, RecurringFrequency, RecurringRule};

/// An event as it is told, in a calendar.
pub fn told(event: &Event, calendar: CalendarId, zone: &Zone) -> CalendarEvent {
    CalendarEvent {
        id: Some(event.id.to_string()),
        calendar_id: Some(calendar.to_string()),
        ..sent(event, zone)
    }
}

fn text_of(words: &str) -> Option<String> {
    Some(words).filter(|words| !words.is_empty()).map(str::to_owned)
}

fn told_rule(rule: &Rule, zone: &Zone) -> RecurringRule {
    let frequency = match rule.cycle() {
        Cycle::Weekly => RecurringFrequency::Weekly,
        Cycle::Monthly => RecurringFrequency::Monthly,
        Cycle::Yearly => RecurringFrequency::Yearly,
    };
    RecurringRule {
        frequency: Some(frequency),
        start_date: Some(Instant(rule.start().instant(zone))),
        end_date: rule.end().map(|end| Instant(end.instant(zone))),
        interval: Some(rule.interval().into()),
        ..RecurringRule::default()
    }
}

/// What to send so that an event that was told becomes another. What has no place here goes
/// along unchanged, because the whole event is replaced.
pub fn changed(told: CalendarEvent, event: &Event, zone: &Zone) -> CalendarEvent {
    let now = self::sent(event, zone);
    let kept_rule = told.recurring_rule.map(|rule| rule.rest).unwrap_or_default();
    CalendarEvent {
        id: told.id,
        calendar_id: told.calendar_id,
        recurring_rule: now
            .recurring_rule
            .map(|rule| RecurringRule { rest: kept_rule, ..rule }),
        recurring_occurrences: None,
        rest: told.rest,
        ..now
    }
}

/// What to send so that an event is added: ids are for the other side to give.
pub fn sent(event: &Event, zone: &Zone) -> CalendarEvent {
    let (date, recurring_rule) = match event.when {
        When::Once(moment) => (Some(Instant(moment.instant(zone))), None),
        When::Repeats(rule) => (None, Some(told_rule(&rule, zone))),
    };
    CalendarEvent {
        name: Some(event.name.clone()),
        description: text_of(&event.description),
        date,
        recurring_rule,
        ..CalendarEvent::default()
    }
}

/// An event that was told, if it can stand here: with an id, a name, and a date or a rule that
/// we know. Its calendar is the one that it names, or `calendar`.
pub fn read(told: &CalendarEvent, calendar: CalendarId, zone: &Zone) -> Option<Event> {
    let once = |date| When::Once(Moment::at(date, zone));
    let first = told.recurring_occurrences.iter().flatten().next().map(|first| first.date.0);
    let when = match (&told.recurring_rule, told.date) {
        (Some(sent), _) => {
            rule(sent, first, zone).map(When::Repeats).or_else(|| first.map(once))?
        }
        (None, Some(date)) => once(date.0),
        (None, None) => return None,
    };
    let description = told.description.as_deref().unwrap_or_default();
    let named = told.calendar_id.as_ref().and_then(|id| id.parse().ok());
    Some(Event {
        id: told.id.as_ref()?.parse().ok()?,
        name: text::line("The name", told.name.as_ref()?, 3_000).ok()?,
        description: text::paragraphs("The description", description, 3_000).unwrap_or_default(),
        when,
        source: EventSource::Hosted(named.unwrap_or(calendar)),
    })
}

/// A rule that does not say when it starts starts with its first occurrence.
fn rule(sent: &RecurringRule, first: Option<Timestamp>, zone: &Zone) -> Option<Rule> {
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
