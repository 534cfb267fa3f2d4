//! Calendar Events V1.
//!
//! A date that is sent is an instant. It is kept, and told again as it came; pages and plan
//! go by its day in the site's zone. What repeats does so on the weekday, or the day of the
//! month or year, that its start has there, at the start's time of day.

use axum::{
    Json,
    extract::{Path, State},
};
use domain::{
    contract::{EventChange, PlanError},
    days::Zone,
    event::{Cycle, Event, EventSource, Moment, Rule, RuleError, When},
    id::EventId,
    text::{self, TextError},
};
use jiff::Timestamp;
use serde_json::{Map, Value};
use store::{StoreError, events::StoredEvent};
use wix::{terms, wire::{
    CalendarEvent, DateRange, Events, Instant, OneEvent, QueryEvents, RecurringEventOccurrence,
    RecurringFrequency, RecurringRule,
}};

use crate::{Api, caller::Caller, fault::Fault, ids, payload::Payload};

/// The most events that one query answers, and the most occurrences of each.
const MOST: usize = 100;
/// The most characters of a name and of a description.
const LONGEST: usize = 3_000;

/// `POST /events`: adds an event. Not idempotent.
pub async fn create(
    State(api): State<Api>,
    caller: Caller,
    Payload(asked): Payload<OneEvent>,
) -> Result<Json<OneEvent>, Fault> {
    let zone = zone(&api, &caller).await?;
    let sent = Sent::of(asked, "calendarEvent")?;
    let sent_at = sent.at;
    let event = sent.read(EventId::mint(api.world.as_ref()), &zone, api.world.now())?;
    let id = api.plans.add_event(caller.scope, event).await.map_err(|error| wrong(error, sent_at))?;
    let added = api.store.event(caller.scope, id).await?.event;
    let calendar_event = Some(shown(&caller, &added, &zone));
    Ok(Json(OneEvent { calendar_event, ..OneEvent::default() }))
}

/// `PUT /events/{id}`: replaces an event, whole. The id of the path counts, not that of the
/// body.
pub async fn update(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
    Payload(asked): Payload<OneEvent>,
) -> Result<Json<OneEvent>, Fault> {
    let id = changeable(&api, &caller, "event.id", &id).await?;
    let zone = zone(&api, &caller).await?;
    let sent = Sent::of(asked, "event")?;
    let sent_at = sent.at;
    let event = sent.read(id, &zone, api.world.now())?;
    let changed = api.plans.change_event(caller.scope, EventChange::Replace(event)).await;
    changed.map_err(|error| wrong(error, sent_at))?;
    let event = api.store.event(caller.scope, id).await.map_err(gone)?.event;
    Ok(Json(OneEvent { event: Some(shown(&caller, &event, &zone)), ..OneEvent::default() }))
}

/// `DELETE /events/{id}`: deletes an event.
pub async fn delete(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Map<String, Value>>, Fault> {
    let id = changeable(&api, &caller, "eventId", &id).await?;
    let deleted = api.plans.change_event(caller.scope, EventChange::Delete(id)).await;
    deleted.map_err(|error| wrong(error, "event"))?;
    Ok(Json(Map::new()))
}

/// `POST /events/query`: finds what happens between two instants. Events come by date. A recurring one
/// stands once, at its first occurrence there, with all of them. Days of another calendar
/// that the marketer left out are no events of the plan, and not told.
pub async fn query(
    State(api): State<Api>,
    caller: Caller,
    Payload(asked): Payload<QueryEvents>,
) -> Result<Json<Events>, Fault> {
    const DATE: &str = "query.filter.date";
    let filter = asked.query.and_then(|query| query.filter);
    let DateRange { from, until, .. } = filter.and_then(|filter| filter.date).unwrap_or_default();
    let bound = |name: &str, bound: Option<Instant>| {
        let said = "Send both bounds, $gte and $lte.";
        bound.ok_or_else(|| Fault::field(format!("{DATE}.{name}"), "REQUIRED_FIELD", said))
    };
    let (from, until) = (bound("$gte", from)?.0, bound("$lte", until)?.0);
    let zone = zone(&api, &caller).await?;
    let told = |stored: &StoredEvent| !stored.left_out || stored.event.source == EventSource::Own;
    let mut found: Vec<(Timestamp, Event)> = api
        .store
        .events(caller.scope)
        .await?
        .into_iter()
        .filter(told)
        .filter_map(|StoredEvent { event, .. }| {
            Some((event.instants(&zone, from, until).next()?, event))
        })
        .collect();
    found.sort_by_key(|(at, event)| (*at, event.id));
    found.truncate(MOST);
    let events = found.into_iter().map(|(_, event)| {
        let occurrences = matches!(event.when, When::Repeats(_)).then(|| {
            let instants = event.instants(&zone, from, until).take(MOST);
            let occurrence = |at| RecurringEventOccurrence { date: Instant(at), rest: Map::new() };
            instants.map(occurrence).collect()
        });
        CalendarEvent { recurring_occurrences: occurrences, ..shown(&caller, &event, &zone) }
    });
    Ok(Json(Events { events: events.collect(), ..Events::default() }))
}

async fn zone(api: &Api, caller: &Caller) -> Result<Zone, Fault> {
    let site = api.store.site(caller.scope).await?;
    Ok(Zone::named(&site.time_zone).unwrap_or_else(|_| Zone::utc()))
}

/// The id of an event that may be changed; any other is refused with 428, as the vendor does.
async fn changeable(api: &Api, caller: &Caller, field: &str, id: &str) -> Result<EventId, Fault> {
    let id: EventId = ids::one(field, id)?;
    match api.store.event(caller.scope, id).await.map_err(gone)?.event.source {
        EventSource::Own | EventSource::Hosted(_) => Ok(id),
        EventSource::Holiday | EventSource::Connected(_) => {
            let said = "The event stands in a calendar that is only read. Take it or leave it out on the events page.";
            Err(Fault::precondition("EVENT_IS_READ_ONLY_ERROR", said))
        }
    }
}

/// Of an event, *not found* is a precondition that failed.
fn gone(error: StoreError) -> Fault {
    match error {
        StoreError::NotFound(_) => {
            Fault::precondition("EVENT_NOT_FOUND_ERROR", "There is no such event in this site.")
        }
        other => other.into(),
    }
}

/// An event that is refused where it is held; one that is not there is a precondition too.
fn wrong(error: PlanError, sent_at: &str) -> Fault {
    match error {
        PlanError::NotFound(what) => gone(StoreError::NotFound(what)),
        PlanError::Wrong(fields) => Fault::fields(
            fields.into_iter().map(|it| (format!("{sent_at}.{}", path_of(it.field)), it.said)),
        ),
        other => other.into(),
    }
}

/// The path of a field by the name that forms give it.
fn path_of(name: &str) -> &str {
    match name {
        "day" => "date",
        "repeats" => "recurringRule.frequency",
        "every" => "recurringRule.interval",
        "until" => "recurringRule.endDate",
        same => same,
    }
}

/// An event as the wire shows it.
fn shown(caller: &Caller, event: &Event, zone: &Zone) -> CalendarEvent {
    terms::event::told(event, event.source.calendar(caller.scope.site), zone)
}

/// An event that was sent, and the name that it was sent under.
struct Sent {
    at: &'static str,
    event: CalendarEvent,
}

impl Sent {
    /// The event of a request, under the method's own name for it or the other method's.
    fn of(asked: OneEvent, wanted: &'static str) -> Result<Self, Fault> {
        let named = [("calendarEvent", asked.calendar_event), ("event", asked.event)];
        let mut sent: Vec<Sent> =
            named.into_iter().filter_map(|(at, event)| Some(Sent { at, event: event? })).collect();
        sent.sort_by_key(|sent| sent.at != wanted);
        let missing = || Fault::field(wanted, "REQUIRED_FIELD", "Send the event.");
        sent.into_iter().next().ok_or_else(missing)
    }

    fn read(self, id: EventId, zone: &Zone, now: Timestamp) -> Result<Event, Fault> {
        let name = text::line("The name", self.event.name.as_deref().unwrap_or_default(), LONGEST);
        let name = name.map_err(|error| self.wrong_text("name", &error))?;
        let description = self.event.description.as_deref().unwrap_or_default();
        let description = text::paragraphs("The description", description, LONGEST)
            .map_err(|error| self.wrong_text("description", &error))?;
        let when = match (&self.event.recurring_rule, self.event.date) {
            (Some(rule), _) => When::Repeats(self.rule(rule, zone, now)?),
            (None, Some(date)) => When::Once(Moment::at(date.0, zone)),
            (None, None) => {
                return Err(self.wrong("date", "REQUIRED_FIELD", "Send date or recurringRule."));
            }
        };
        Ok(Event { id, name, description, when, source: EventSource::Own })
    }

    /// A rule without a start starts today, and says so when it is shown.
    fn rule(&self, sent: &RecurringRule, zone: &Zone, now: Timestamp) -> Result<Rule, Fault> {
        let cycle = match &sent.frequency {
            Some(RecurringFrequency::Weekly) => Cycle::Weekly,
            Some(RecurringFrequency::Monthly) => Cycle::Monthly,
            Some(RecurringFrequency::Yearly) => Cycle::Yearly,
            Some(RecurringFrequency::Other(code)) if code != "UNKNOWN" && !code.is_empty() => {
                let said = format!("{code:?} is no frequency. Send WEEKLY, MONTHLY or YEARLY.");
                return Err(self.wrong("recurringRule.frequency", "INVALID_ENUM_VALUE", said));
            }
            Some(RecurringFrequency::Other(_)) | None => {
                let said = format!(
                    "{}.recurringRule.frequency is missing. Send WEEKLY, MONTHLY or YEARLY.",
                    self.at
                );
                return Err(Fault::precondition("MISSING_REQUIRED_FIELD_ERROR", said));
            }
        };
        let start = sent.start_date.map(|start| Moment::at(start.0, zone));
        let start = start.unwrap_or_else(|| zone.day(now).into());
        let end = sent.end_date.map(|end| Moment::at(end.0, zone));
        Rule::new(cycle, start, sent.interval.unwrap_or(1), end).map_err(|error| {
            let field = match error {
                RuleError::Interval => "recurringRule.interval",
                RuleError::EndsBeforeStart => "recurringRule.endDate",
            };
            self.wrong(field, "OTHER", error.to_string())
        })
    }

    fn wrong_text(&self, field: &str, error: &TextError) -> Fault {
        Fault::text(format!("{}.{field}", self.at), error)
    }

    fn wrong(&self, field: &str, rule: &str, said: impl Into<String>) -> Fault {
        Fault::field(format!("{}.{field}", self.at), rule, said)
    }
}
