//! The calendar's events, as a program sees them: each rule of the reference by name.

use std::time::{Duration, Instant};

use domain::{
    event::{Calendar, Event, EventSource, When},
    id::{CalendarId, EventId},
};
use serde_json::{Value, json};

use crate::{
    almanac::{Sample, on_both},
    program::{Program, key, list},
};

const EVENTS: &str = "/events";
const NOBODYS: &str = "/events/01a1fef3-5d4b-790a-8dba-000000000000";

impl Program {
    /// Adds an event; gives what is answered.
    pub async fn adds(&self, event: Value) -> Value {
        let made = self.posts(EVENTS, &json!({ "calendarEvent": event })).await;
        made["calendarEvent"].clone()
    }

    /// What happens between two instants.
    pub async fn finds(&self, from: &str, until: &str) -> Vec<Value> {
        let date = json!({ "$gte": from, "$lte": until });
        let asked = json!({ "query": { "filter": { "date": date } } });
        list(&self.posts("/events/query", &asked).await, "events").clone()
    }

    /// When one event comes again between two instants.
    pub async fn times(&self, id: &Value, from: &str, until: &str) -> Vec<String> {
        let found = self.finds(from, until).await;
        let of = |found: &Value| found["id"] == *id;
        let Some(event) = found.into_iter().find(of) else { return Vec::new() };
        let text = |one: &Value| one["date"].as_str().unwrap().to_owned();
        list(&event, "recurringOccurrences").iter().map(text).collect()
    }
}

/// A program whose site has no events of its own.
async fn clean(sample: &Sample) -> Program {
    let program = Program::of(sample);
    for event in program.finds("2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z").await {
        let (status, _) = program.asks("DELETE", &at(&event), &Value::Null).await;
        assert!(matches!(status, 200 | 428), "holidays stay");
    }
    program
}

pub fn at(event: &Value) -> String {
    format!("/events/{}", event["id"].as_str().unwrap())
}

pub fn market(rule: Value) -> Value {
    json!({ "name": "Market", "recurringRule": rule })
}

#[test]
fn an_event_comes_back_at_the_instant_that_was_sent() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = clean(&sample).await;
        for (sent, told) in [
            ("2090-12-11T00:00:00.000Z", "2090-12-11T00:00:00.000Z"),
            ("2090-12-11T23:59:59.999+05:30", "2090-12-11T18:29:59.999Z"),
            ("2090-07-01T12:34:56.789123Z", "2090-07-01T12:34:56.789Z"),
            // Half past one comes twice in Lisbon on that night: the first, and the second.
            ("2026-10-25T00:30:00Z", "2026-10-25T00:30:00.000Z"),
            ("2026-10-25T01:30:00Z", "2026-10-25T01:30:00.000Z"),
        ] {
            let sale = json!({ "name": "Sale", "description": "Three days", "date": sent, "x": 1 });
            let made = program.adds(sale).await;
            assert_eq!(made["date"], told);
            assert_eq!(
                (&made["name"], &made["description"]),
                (&json!("Sale"), &json!("Three days"))
            );
            assert!(made.get("recurringRule").is_none() && made.get("x").is_none(), "{made}");
            let found = program.finds(told, told).await;
            assert_eq!(found, [made], "both bounds count");
        }
        let bare = json!({ "event": { "name": "B", "date": "2091-01-01T00:00:00Z" } });
        let bare = program.posts(EVENTS, &bare).await["calendarEvent"].clone();
        assert!(bare.get("description").is_none(), "either key is read: {bare}");
    });
}

#[test]
fn an_event_needs_a_name_and_a_date_or_a_rule() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = clean(&sample).await;
        let date = "2090-12-11T00:00:00Z";
        let weekly = |with: Value| {
            let mut rule = json!({ "frequency": "WEEKLY", "startDate": date });
            rule.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
            json!({ "name": "M", "recurringRule": rule })
        };
        for (event, wrong) in [
            (json!({ "name": "Sale" }), ".date"),
            (json!({ "name": "Sale", "date": null, "recurringRule": null }), ".date"),
            (json!({ "name": "Sale", "date": "soon" }), ".date"),
            (json!({ "name": "Sale", "date": 7 }), ".date"),
            (json!({ "name": "Sale", "date": "2090-02-30T00:00:00Z" }), ".date"),
            (json!({ "date": date }), ".name"),
            (json!({ "name": " ", "date": date }), ".name"),
            (json!({ "name": "a\u{0}b", "date": date }), ".name"),
            (json!({ "name": 7, "date": date }), ".name"),
            (json!({ "name": "x".repeat(3_001), "date": date }), ".name"),
            (
                json!({ "name": "x", "date": date, "description": "x".repeat(3_001) }),
                ".description",
            ),
            (json!({ "name": "x", "recurringRule": "WEEKLY" }), ".recurringRule"),
            (weekly(json!({ "interval": 0 })), ".recurringRule.interval"),
            (weekly(json!({ "interval": -1 })), ".recurringRule.interval"),
            (weekly(json!({ "interval": 1_001 })), ".recurringRule.interval"),
            (weekly(json!({ "interval": i64::MAX })), ".recurringRule.interval"),
            (weekly(json!({ "interval": 1e99 })), ".recurringRule.interval"),
            (weekly(json!({ "interval": "2" })), ".recurringRule.interval"),
            (weekly(json!({ "endDate": "2090-12-10T00:00:00Z" })), ".recurringRule.endDate"),
            (weekly(json!({ "endDate": "never" })), ".recurringRule.endDate"),
            (weekly(json!({ "startDate": [] })), ".recurringRule.startDate"),
            (weekly(json!({ "frequency": "DAILY" })), ".recurringRule.frequency"),
            (weekly(json!({ "frequency": 1 })), ".recurringRule.frequency"),
        ] {
            for key in ["calendarEvent", "event"] {
                let got = program.is_refused(400, "POST", EVENTS, &json!({ key: event })).await;
                assert_eq!(got, format!("{key}{wrong}"), "{event}");
            }
        }
        let nothing = program.is_refused(400, "POST", EVENTS, &json!({})).await;
        assert_eq!(nothing, "calendarEvent");
        assert_eq!(
            program.finds("2090-01-01T00:00:00Z", "2091-01-01T00:00:00Z").await,
            [] as [Value; 0]
        );

        let longest = "é".repeat(3_000);
        let made =
            program.adds(json!({ "name": longest, "description": longest, "date": date })).await;
        assert_eq!(
            (made["name"].as_str(), made["description"].as_str()),
            (Some(&*longest), Some(&*longest))
        );
    });
}

#[test]
fn a_rule_without_a_frequency_is_a_precondition_that_failed() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = clean(&sample).await;
        let kept = program.adds(json!({ "name": "Sale", "date": "2090-12-11T00:00:00Z" })).await;
        for frequency in [Value::Null, json!("UNKNOWN"), json!("")] {
            let event =
                market(json!({ "frequency": frequency, "startDate": "2090-12-11T00:00:00Z" }));
            for (verb, path) in [("POST", EVENTS.to_owned()), ("PUT", at(&kept))] {
                let asked = json!({ "event": event });
                let code = program.is_refused(428, verb, &path, &asked).await;
                assert_eq!(code, "MISSING_REQUIRED_FIELD_ERROR", "{frequency}");
            }
        }
        let empty = json!({ "calendarEvent": market(json!({})) });
        program.is_refused(428, "POST", EVENTS, &empty).await;
    });
}

#[test]
fn an_update_replaces_the_whole_event() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = clean(&sample).await;
        let sale =
            json!({ "name": "Sale", "description": "Three days", "date": "2090-12-11T00:00:00Z" });
        let made = program.adds(sale).await;
        let other = program.adds(json!({ "name": "Other", "date": "2090-12-12T00:00:00Z" })).await;

        // The path says which event, whatever the body says; what is not sent is gone.
        let weekly = json!({ "frequency": "WEEKLY", "startDate": "2090-12-01T10:00:00Z", "endDate": "2090-12-15T10:00:00Z" });
        let mut event = market(weekly);
        event["id"] = other["id"].clone();
        event["calendarId"] = json!("x");
        let (status, said) = program.asks("PUT", &at(&made), &json!({ "event": event })).await;
        assert_eq!(status, 200, "{said}");
        let changed = &said["event"];
        assert_eq!((&changed["id"], &changed["name"]), (&made["id"], &json!("Market")));
        assert_eq!(changed["calendarId"], made["calendarId"]);
        assert!(changed.get("description").is_none() && changed.get("date").is_none());
        let times =
            program.times(&made["id"], "2090-01-01T00:00:00Z", "2091-01-01T00:00:00Z").await;
        assert_eq!(
            times,
            ["2090-12-01T10:00:00.000Z", "2090-12-08T10:00:00.000Z", "2090-12-15T10:00:00.000Z"]
        );
        let found = program.finds("2090-12-12T00:00:00Z", "2090-12-12T00:00:00Z").await;
        assert_eq!(found, [other], "the other one is as it was");

        let once = json!({ "calendarEvent": { "name": "Once", "date": "2090-12-24T00:00:00Z" } });
        let (status, said) = program.asks("PUT", &at(&made), &once).await;
        assert_eq!((status, &said["event"]["name"]), (200, &json!("Once")));
        let found = program.finds("2090-12-24T00:00:00Z", "2090-12-24T00:00:00Z").await;
        assert_eq!(found, [said["event"].clone()]);
        let wrong =
            program.is_refused(400, "PUT", &at(&made), &json!({ "event": { "name": "x" } })).await;
        assert_eq!(wrong, "event.date");
        assert_eq!(program.is_refused(400, "PUT", &at(&made), &json!({})).await, "event");
    });
}

#[test]
fn what_is_not_there_or_only_read_cannot_be_changed() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = clean(&sample).await;
        let store = almanac.store().await;
        let scope = store.scope_of_site(program.site.parse().unwrap()).await.unwrap();
        let calendar = Calendar { id: CalendarId::named("team"), title: "Team".to_owned() };
        let event = |name: &str, source| Event {
            id: EventId::named(name),
            name: name.to_owned(),
            description: String::new(),
            when: When::once("2090-05-01".parse().unwrap()),
            source,
        };
        let team = [event("Offsite", EventSource::Connected(calendar.id))];
        store.bring_in(scope, &calendar, &team).await.unwrap();
        let holiday = [event("Labour Day", EventSource::Holiday)];
        store.add_events(scope, &holiday).await.unwrap();
        // In Lisbon the day begins an hour before that of UTC.
        let found = program.finds("2090-04-30T23:00:00Z", "2090-05-01T22:59:59Z").await;
        assert_eq!(found.len(), 2, "{found:?}");

        // Somebody else's event, in another workspace.
        let eve = sample.server.browser();
        eve.signs_up().await;
        let added = eve.submits("/sites/new", &[("address", "https://evesbakery.example/")]).await;
        let site = added.header("location").split('/').nth(2).unwrap().to_owned();
        let other = Program { key: key(&almanac, &site), site, ..Program::of(&sample) };
        let hers = other.adds(json!({ "name": "Hers", "date": "2090-05-01T00:00:00Z" })).await;

        let asked = json!({ "event": { "name": "Mine", "date": "2090-05-01T00:00:00Z" } });
        let not_found = "EVENT_NOT_FOUND_ERROR";
        let read_only = "EVENT_IS_READ_ONLY_ERROR";
        for (path, code) in [
            (NOBODYS.to_owned(), not_found),
            (at(&hers), not_found),
            (at(&found[0]), read_only),
            (at(&found[1]), read_only),
        ] {
            assert_eq!(program.is_refused(428, "PUT", &path, &asked).await, code, "{path}");
            assert_eq!(
                program.is_refused(428, "DELETE", &path, &Value::Null).await,
                code,
                "{path}"
            );
        }
        assert_eq!(program.is_refused(400, "PUT", "/events/x", &asked).await, "event.id");
        assert_eq!(program.is_refused(400, "DELETE", "/events/x", &Value::Null).await, "eventId");
        assert_eq!(program.finds("2090-04-30T23:00:00Z", "2090-05-01T22:59:59Z").await, found);
        assert_eq!(other.finds("2090-05-01T00:00:00Z", "2090-05-01T00:00:00Z").await, [hers]);

        // Both calendars have a name by which settings can choose them.
        let options = program.gets("/marketing-settings/calendar-options").await;
        let options: Vec<(&str, &str)> = list(&options, "options")
            .iter()
            .map(|option| (option["id"].as_str().unwrap(), option["title"].as_str().unwrap()))
            .collect();
        let titles: Vec<&str> = options.iter().map(|(_, title)| *title).collect();
        assert_eq!(titles, ["Own events", "Holidays", "Team"]);
        for event in &found {
            let id = event["calendarId"].as_str().unwrap();
            let (_, title) = options.iter().find(|(option, _)| *option == id).unwrap();
            assert_eq!(*title, if event["name"] == "Offsite" { "Team" } else { "Holidays" });
        }

        // What the marketer leaves out of another calendar is no event of the plan.
        store.leave_event(scope, team[0].id, true).await.unwrap();
        let found = program.finds("2090-04-30T23:00:00Z", "2090-05-01T22:59:59Z").await;
        assert_eq!(found.len(), 1, "{found:?}");
        store.close().await;
    });
}

#[test]
fn a_query_needs_both_bounds_and_ignores_the_rest() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = clean(&sample).await;
        let (from, until) = ("2090-12-01T00:00:00Z", "2090-12-31T23:59:59.999Z");
        let date = "query.filter.date";
        for (query, wrong) in [
            (json!({}), format!("{date}.$gte")),
            (json!({ "query": null }), format!("{date}.$gte")),
            (json!({ "query": { "filter": {} } }), format!("{date}.$gte")),
            (
                json!({ "query": { "filter": { "date": { "$gte": from } } } }),
                format!("{date}.$lte"),
            ),
            (
                json!({ "query": { "filter": { "date": { "$lte": until } } } }),
                format!("{date}.$gte"),
            ),
            (
                json!({ "query": { "filter": { "date": { "$gte": "", "$lte": until } } } }),
                format!("{date}.$gte"),
            ),
            (
                json!({ "query": { "filter": { "date": { "$gte": from, "$lte": 7 } } } }),
                format!("{date}.$lte"),
            ),
            (json!({ "query": { "filter": { "date": from } } }), date.to_owned()),
            (json!({ "query": { "filter": 7 } }), "query.filter".to_owned()),
        ] {
            let got = program.is_refused(400, "POST", "/events/query", &query).await;
            assert_eq!(got, wrong, "{query}");
        }
        let first = program.adds(json!({ "name": "First", "date": from })).await;
        let last = program.adds(json!({ "name": "Last", "date": until })).await;
        for (name, date) in
            [("Before", "2090-11-30T23:59:59.999Z"), ("After", "2091-01-01T00:00:00Z")]
        {
            program.adds(json!({ "name": name, "date": date })).await;
        }
        let rest = json!({ "query": {
            "filter": { "date": { "$gte": from, "$lte": until, "$ne": 1 }, "name": "Last" },
            "sort": [{ "fieldName": "date", "order": "DESC" }], "paging": { "limit": 1, "offset": 5 },
            "cursorPaging": { "limit": 1 }, "fields": ["name"], "fieldsets": 7
        } });
        let found = program.posts("/events/query", &rest).await;
        assert_eq!(found["events"], json!([first, last]));
        assert_eq!(program.finds(until, from).await, [] as [Value; 0], "nothing lies between");
    });
}

#[test]
fn a_query_answers_the_first_hundred_by_date() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = clean(&sample).await;
        for number in (0..105).rev() {
            let date = format!("2090-01-01T{:02}:{:02}:00.000Z", number / 60, number % 60);
            program.adds(json!({ "name": format!("Event {number}"), "date": date })).await;
        }
        let monthly = json!({ "frequency": "MONTHLY", "startDate": "2089-12-01T00:30:30Z" });
        let rule = program.adds(market(monthly)).await;
        let found = program.finds("2090-01-01T00:00:00Z", "2100-01-01T00:00:00Z").await;
        assert_eq!(found.len(), 100);
        let names: Vec<&str> = found.iter().map(|event| event["name"].as_str().unwrap()).collect();
        assert_eq!((names[0], names[30], names[99]), ("Event 0", "Event 30", "Event 98"));
        assert_eq!((names[31], &found[31]["id"]), ("Market", &rule["id"]), "by its first time");
        let found = program.finds("2089-12-01T00:00:00Z", "2100-01-01T00:00:00Z").await;
        assert_eq!((found.len(), &found[0]["id"]), (100, &rule["id"]));
        assert_eq!(list(&found[0], "recurringOccurrences").len(), 100, "of 121");
    });
}

#[test]
fn a_rule_for_ever_is_answered_at_once() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = clean(&sample).await;
        for rule in [
            json!({ "frequency": "WEEKLY", "startDate": "-009999-01-03T00:00:00Z" }),
            json!({ "frequency": "MONTHLY", "startDate": "1600-12-31T00:00:00Z" }),
            json!({ "frequency": "YEARLY", "startDate": "0004-02-29T00:00:00Z", "interval": 1_000 }),
            json!({ "frequency": "YEARLY", "startDate": "9999-12-30T21:59:59Z" }),
        ] {
            program.adds(market(rule)).await;
        }
        let begun = Instant::now();
        for (from, until, least) in [
            ("2000-01-01T00:00:00Z", "3000-01-01T00:00:00Z", 2),
            ("-009999-01-02T01:59:59Z", "9999-12-30T22:00:00.999Z", 4),
        ] {
            let found = program.finds(from, until).await;
            let rules: Vec<&Value> = found.iter().filter(|one| one["name"] == "Market").collect();
            assert!(rules.len() >= least, "{rules:?}");
            for event in rules {
                let times: Vec<&str> = list(event, "recurringOccurrences")
                    .iter()
                    .map(|one| one["date"].as_str().unwrap())
                    .collect();
                assert!((1..=100).contains(&times.len()), "{times:?}");
                let distinct: std::collections::BTreeSet<&&str> = times.iter().collect();
                assert_eq!(distinct.len(), times.len(), "none twice");
            }
        }
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    });
}

#[test]
fn days_that_are_not_in_every_month_or_year_come_where_they_are() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = clean(&sample).await;
        let leap = json!({ "frequency": "YEARLY", "startDate": "2088-02-29T12:00:00Z" });
        let leap = program.adds(market(leap)).await;
        let times =
            program.times(&leap["id"], "2088-03-01T00:00:00Z", "2105-01-01T00:00:00Z").await;
        // 2100 is no leap year.
        assert_eq!(
            times,
            ["2092-02-29T12:00:00.000Z", "2096-02-29T12:00:00.000Z", "2104-02-29T12:00:00.000Z"]
        );
        let ends = json!({ "frequency": "MONTHLY", "startDate": "2090-01-31T12:00:00Z" });
        let ends = program.adds(market(ends)).await;
        let times =
            program.times(&ends["id"], "2090-02-01T00:00:00Z", "2090-06-01T00:00:00Z").await;
        assert_eq!(times, ["2090-03-31T11:00:00.000Z", "2090-05-31T11:00:00.000Z"], "summer time");
        let third =
            json!({ "frequency": "WEEKLY", "startDate": "2090-01-01T12:00:00Z", "interval": 3 });
        let third = program.adds(market(third)).await;
        let times =
            program.times(&third["id"], "2090-01-02T00:00:00Z", "2090-02-28T00:00:00Z").await;
        assert_eq!(
            times,
            ["2090-01-22T12:00:00.000Z", "2090-02-12T12:00:00.000Z"],
            "from the start"
        );
    });
}

#[test]
fn what_repeats_keeps_its_time_on_the_wall() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = clean(&sample).await;
        // Lisbon: half past one is skipped on 28 March 2027, and comes twice on 31 October.
        let start = "2027-03-21T01:30:00Z";
        let night =
            program.adds(market(json!({ "frequency": "WEEKLY", "startDate": start }))).await;
        let times = program.times(&night["id"], start, "2027-04-04T12:00:00Z").await;
        assert_eq!(
            times,
            ["2027-03-21T01:30:00.000Z", "2027-03-28T01:30:00.000Z", "2027-04-04T00:30:00.000Z"]
        );
        let times =
            program.times(&night["id"], "2027-10-24T00:00:00Z", "2027-11-07T12:00:00Z").await;
        assert_eq!(
            times,
            ["2027-10-24T00:30:00.000Z", "2027-10-31T00:30:00.000Z", "2027-11-07T01:30:00.000Z"]
        );
    });
}
