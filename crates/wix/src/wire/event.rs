//! Calendar Events V1 (reference, section 5).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Instant, words::words};

words! {
    /// What the interval of a rule counts. `WEEK`, `MONTH` and `YEAR` are read as well.
    RecurringFrequency {
        /// Weeks.
        Weekly = "WEEKLY" | "WEEK",
        /// Months.
        Monthly = "MONTHLY" | "MONTH",
        /// Years.
        Yearly = "YEARLY" | "YEAR",
    }
}

/// A rule by which an event comes again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct RecurringRule {
    /// What the interval counts; a rule must have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frequency: Option<RecurringFrequency>,
    /// The first occurrence, which the others are counted from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<Instant>,
    /// After it there is no occurrence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<Instant>,
    /// Every how many weeks, months or years; 1 when it is not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<i64>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// One time at which a recurring event happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RecurringEventOccurrence {
    /// When.
    pub date: Instant,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A happening that shapes the plan, once or by a rule.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct CalendarEvent {
    /// A GUID, given by the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The GUID of the calendar that it stands in, given by the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar_id: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When a one-time event happens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Instant>,
    /// How a recurring event comes again; with it, `date` is ignored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurring_rule: Option<RecurringRule>,
    /// When a recurring event happens inside the range of a query; at most 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurring_occurrences: Option<Vec<RecurringEventOccurrence>>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What CreateEvent and UpdateEvent are asked and answer. The first says `calendarEvent`,
/// the second `event`; both read either.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(example = json!({
    "event": {
        "name": "Market day",
        "description": "We sell at stall nine.",
        "recurringRule": { "frequency": "WEEKLY", "startDate": "2050-12-03T08:00:00.000Z" },
    },
}))]
pub struct OneEvent {
    /// The event, as CreateEvent names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar_event: Option<CalendarEvent>,
    /// The event, as UpdateEvent names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<CalendarEvent>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What QueryEvents is asked. Sorting and paging are ignored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(example = json!({
    "query": { "filter": { "date": {
        "$gte": "2050-12-01T00:00:00.000Z",
        "$lte": "2050-12-31T23:59:59.999Z",
    } } },
}))]
#[schemars(extend("required" = ["query"]))]
pub struct QueryEvents {
    /// The query.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "EventQuery")]
    pub query: Option<EventQuery>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A query of events.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["filter"]))]
pub struct EventQuery {
    /// Which events.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "EventFilter")]
    pub filter: Option<EventFilter>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Which events.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["date"]))]
pub struct EventFilter {
    /// Between which instants.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DateRange")]
    pub date: Option<DateRange>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// From one instant to another, both included; a query must have both.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["$gte", "$lte"]))]
pub struct DateRange {
    /// Not before.
    #[serde(rename = "$gte", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Instant")]
    pub from: Option<Instant>,
    /// Not after.
    #[serde(rename = "$lte", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Instant")]
    pub until: Option<Instant>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Events by date; at most 100.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Events {
    /// Them.
    pub events: Vec<CalendarEvent>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}
