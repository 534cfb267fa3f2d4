//! The decisions on what the vendor leaves open (reference, section 15), asked as JSON where
//! a typed client would hide it. Those that a row of the checklist shows stand with the rows.

use api::openapi::{WIX, document};
use serde_json::{Value, json};
use wix::wire::{ActivityFilter, FeatureType, Instant, ItemStatus};

use jiff::{Timestamp, ToSpan};

use super::{
    plan::{unwritten, written},
    side::{Side, ask, rule},
};
use crate::{
    events::{at, market},
    program::{Program, list},
};

const NOBODY: &str = "01a1fef3-5d4b-790a-8dba-000000000000";
const SETTINGS: &str = "/marketing-settings";

/// The names of an object's fields.
fn names(of: &Value) -> Vec<&str> {
    of.as_object().unwrap().keys().map(String::as_str).collect()
}

/// An activity to add, two days from now.
fn tour(now: Timestamp) -> Value {
    json!({
        "title": "Tour", "description": "A walk", "targetDate": Instant(now + 48.hours()),
        "marketingActivityType": "BLOG",
    })
}

async fn adds_tour(side: &Side, program: &Program) -> Value {
    let asked = json!({ "marketingActivity": tour(side.now()) });
    program.posts("/marketing-activities", &asked).await["marketingActivity"].clone()
}

/// Our client uses the first, and has no setting for another.
#[test]
fn decision_01_an_activity_is_added_at_any_of_three_paths() {
    ask(async |side| {
        let program = side.empty_site().await;
        for path in ["/marketing-activities", "/marketing-activity", "/items"] {
            let asked = json!({ "marketingActivity": tour(side.now()) });
            let made = program.posts(path, &asked).await["marketingActivity"].clone();
            let read = format!("/marketing-activity?id={}", made["id"].as_str().unwrap());
            assert_eq!(program.gets(&read).await["marketingActivity"], made, "{path}");
        }
    });
}

#[test]
fn decision_02_events_are_found_below_their_own_path() {
    ask(async |side| {
        let (from, until) = (side.now(), side.now() + (24 * 60).hours());
        let [first, last] = [from, until].map(|bound| Instant(bound).to_string());
        let found = side.program().finds(&first, &last).await;
        let typed = side.client.events(from, until).await.unwrap();
        assert_eq!(serde_json::to_value(typed).unwrap(), json!(found));
    });
}

#[test]
fn decision_03_answers_stand_under_the_names_that_the_client_reads() {
    ask(async |side| {
        let program = side.empty_site().await;
        let activity = adds_tour(side, &program).await;
        let id = activity["id"].as_str().unwrap();
        let one = json!({ "marketingActivity": activity });
        assert_eq!(program.gets(&format!("/marketing-activity?id={id}")).await, one);
        let changed = json!({ "marketingActivity": activity, "fieldMask": "title" });
        assert_eq!(program.asks("PATCH", &format!("/items/{id}"), &changed).await, (200, one));
        let all = program.posts("/marketing-activities/query", &json!({})).await;
        assert_eq!(all, json!({ "marketingActivities": [activity] }));
        for path in [SETTINGS, "/marketing-settings/defaults"] {
            assert_eq!(names(&program.gets(path).await), ["marketingSettings"], "{path}");
        }
        let sent = json!({ "marketingSettings": { "settings": { "toneOfVoice": "warm" } }, "fieldMask": "settings" });
        assert_eq!(names(&program.posts(SETTINGS, &sent).await), ["marketingSettings"]);

        let event = json!({ "name": "Sale", "date": "2090-12-11T00:00:00.000Z" });
        for key in ["calendarEvent", "event"] {
            let made = program.posts("/events", &json!({ key: event })).await;
            assert_eq!(names(&made), ["calendarEvent"], "sent as {key}");
            let path = at(&made["calendarEvent"]);
            let (status, changed) = program.asks("PUT", &path, &json!({ key: event })).await;
            assert_eq!((status, names(&changed)), (200, vec!["event"]), "sent as {key}");
        }
        let date = json!({ "$gte": "2090-12-11T00:00:00Z", "$lte": "2090-12-11T00:00:00Z" });
        let query = json!({ "query": { "filter": { "date": date } } });
        let found = program.posts("/events/query", &query).await;
        assert_eq!((names(&found), list(&found, "events").len()), (vec!["events"], 2));
    });
}

#[test]
fn decision_04_making_posts_anew_answers_with_the_activity_as_it_stood() {
    ask(async |side| {
        let (id, items) = written(side).await;
        let program = side.program();
        for path in ["posts-media", "posts", "stories"] {
            let path = format!("/marketing-plan/regenerate-marketing-activity-{path}");
            let said = program.posts(&path, &json!({ "marketingActivityId": id })).await;
            assert_eq!(names(&said), ["marketingActivity"], "{path}");
            let activity = &said["marketingActivity"];
            assert_eq!(activity["marketingActivityId"], json!(id), "{path}");
            assert_eq!(list(activity, "items").len(), items.len(), "{path}");
        }
    });
}

/// What a rule holds that is not known here is taken and not kept: nothing here could mean it.
/// Our client keeps it.
#[test]
fn decision_05_a_rule_is_read_in_both_spellings_and_told_in_one() {
    ask(async |side| {
        let program = side.empty_site().await;
        for (sent, told) in [
            ("WEEK", "WEEKLY"),
            ("WEEKLY", "WEEKLY"),
            ("MONTH", "MONTHLY"),
            ("MONTHLY", "MONTHLY"),
            ("YEAR", "YEARLY"),
            ("YEARLY", "YEARLY"),
        ] {
            let start = "2090-03-01T09:30:00.000Z";
            let rule = json!({ "frequency": sent, "startDate": start, "weekDays": ["MONDAY"] });
            let mut event = market(rule);
            event["date"] = json!("2090-01-01T00:00:00Z");
            let made = program.adds(event).await;
            let rule = json!({ "frequency": told, "startDate": start, "interval": 1 });
            assert_eq!(made["recurringRule"], rule);
            assert!(made.get("date").is_none(), "the rule wins: {made}");
            let [found] = &program.finds(start, start).await[..] else { panic!("one") };
            assert_eq!(found["recurringOccurrences"], json!([{ "date": start }]));
            assert_eq!(program.asks("DELETE", &at(&made), &Value::Null).await, (200, json!({})));
        }
        // Without a start a rule starts today, and says so, so that it can be sent back.
        let made = program.adds(market(json!({ "frequency": "WEEKLY" }))).await;
        assert!(made["recurringRule"]["startDate"].is_string(), "{made}");
        let (status, said) = program.asks("PUT", &at(&made), &json!({ "event": made })).await;
        assert_eq!((status, &said["event"]), (200, &made));
        let (start, end) = ("2090-12-01T10:00:00.000Z", "2090-12-29T10:00:00.000Z");
        let rule =
            json!({ "frequency": "WEEKLY", "startDate": start, "endDate": end, "interval": 2 });
        assert_eq!(program.adds(market(rule.clone())).await["recurringRule"], rule);
    });
}

#[test]
fn decision_06_an_occurrence_is_its_date() {
    ask(async |side| {
        let program = side.empty_site().await;
        let rule = json!({ "frequency": "WEEKLY", "startDate": "2090-12-01T10:00:00Z" });
        let made = program.adds(market(rule)).await;
        assert!(made.get("recurringOccurrences").is_none(), "only a query tells them: {made}");
        let found = program.finds("2090-12-08T10:00:00Z", "2090-12-15T10:00:00Z").await;
        let two =
            json!([{ "date": "2090-12-08T10:00:00.000Z" }, { "date": "2090-12-15T10:00:00.000Z" }]);
        assert_eq!(found[0]["recurringOccurrences"], two, "both bounds count");
        program.asks("DELETE", &at(&made), &Value::Null).await;
        program.adds(json!({ "name": "Sale", "date": "2090-12-08T10:00:00Z" })).await;
        let found = program.finds("2090-12-08T10:00:00Z", "2090-12-15T10:00:00Z").await;
        assert!(found[0].get("recurringOccurrences").is_none(), "{found:?}");
    });
}

#[test]
fn decision_07_no_activity_has_candidates_for_a_video() {
    ask(async |side| {
        let program = side.program();
        let plan = program.gets("/marketing-plan").await;
        let activities = list(&plan, "marketingActivities");
        assert!(activities.iter().all(|one| one["videoCandidates"] == json!([])), "{plan}");
        let asked = json!({ "marketingActivityIds": [activities[0]["marketingActivityId"]] });
        let posts = program.posts("/marketing-activity-posts", &asked).await;
        assert_eq!(posts["marketingActivities"][0]["videoCandidates"], json!([]));
    });
}

#[test]
fn decision_10_what_was_never_made_cannot_be_made_again() {
    ask(async |side| {
        let program = side.empty_site().await;
        for path in ["regenerate-marketing-plan", "regenerate-marketing-plan-with-keyword-research"]
        {
            let path = format!("/marketing-plan/{path}");
            let code = program.is_refused(428, "POST", &path, &json!({})).await;
            assert_eq!(code, "PLAN_NOT_FOUND_ERROR");
        }
        assert_eq!(program.gets("/marketing-plan").await["status"], "NEVER_CREATED");
    });
}

/// Nothing here is sold in tiers: every site has the feature, without a quota, so no draft is
/// ever refused with `INELIGIBLE_FOR_FEATURE`.
#[test]
fn decision_13_every_site_may_schedule() {
    ask(async |side| {
        let schedule = side.client.feature(&FeatureType::SchedulePost).await.unwrap();
        assert!(schedule.enabled && schedule.quota_info.is_none(), "{schedule:?}");
        let asked = [FeatureType::SchedulePost, FeatureType::Other("MIND_READING".into())];
        let told = side.client.features(&asked).await.unwrap();
        let enabled: Vec<bool> = told.features.iter().map(|feature| feature.enabled).collect();
        assert_eq!((enabled, told.monetization_enabled), (vec![true, false], false));
        let (_, items) = written(side).await;
        let ids = items.iter().map(|item| item.id.clone()).collect();
        let scheduled = side.client.schedule_drafts(ids).await.unwrap().items;
        assert!(!scheduled.is_empty());
        assert!(scheduled.iter().all(|item| item.status == Some(ItemStatus::Scheduled)));
    });
}

#[test]
fn decision_18_an_activity_that_is_not_there_is_not_found_and_an_event_a_failed_precondition() {
    ask(async |side| {
        let program = side.empty_site().await;
        // Of this workspace, and yet of another site.
        let plan = side.plan().await;
        let theirs = &plan.marketing_activities[0].marketing_activity_id;
        for id in [NOBODY, theirs] {
            for (verb, path) in [
                ("GET", format!("/marketing-activity?id={id}")),
                ("DELETE", format!("/marketing-plan/plan-marketing-activity?id={id}")),
            ] {
                let code = program.is_refused(404, verb, &path, &Value::Null).await;
                assert_eq!(code, "NOT_FOUND", "{verb} {path}");
            }
        }
        assert!(side.client.activity(theirs).await.is_ok(), "nothing was deleted");
        let event = json!({ "event": { "name": "Sale", "date": "2090-12-11T00:00:00Z" } });
        for (verb, body) in [("PUT", &event), ("DELETE", &Value::Null)] {
            let path = format!("/events/{NOBODY}");
            let code = program.is_refused(428, verb, &path, body).await;
            assert_eq!(code, "EVENT_NOT_FOUND_ERROR", "{verb}");
        }
    });
}

#[test]
fn decision_19_a_mask_that_names_what_is_not_there_is_refused() {
    ask(async |side| {
        let program = side.empty_site().await;
        for mask in ["toneOfVoice", "calendar,frequency.count", "*", "settings.calendar"] {
            let path = format!("/marketing-settings/defaults?fieldMask={mask}");
            assert_eq!(program.is_refused(400, "GET", &path, &Value::Null).await, "fieldMask");
        }
        let activity = adds_tour(side, &program).await;
        let path = format!("/items/{}", activity["id"].as_str().unwrap());
        let mut other = activity.clone();
        other["title"] = json!("Another");
        for mask in ["marketingActivityType", "title,id", "*", "title.x", "marketingActivity.title"]
        {
            let body = json!({ "marketingActivity": other, "fieldMask": mask });
            let code = program.is_refused(428, "PATCH", &path, &body).await;
            assert_eq!(code, "INVALID_FIELD_MASK_ERROR", "{mask}");
        }
        let all = program.posts("/marketing-activities/query", &json!({})).await;
        assert_eq!(all["marketingActivities"], json!([activity]), "nothing was changed");
    });
}

#[test]
fn decision_21_longer_texts_are_refused_and_the_longest_are_kept() {
    ask(async |side| {
        let program = side.empty_site().await;
        let long = |length: usize| json!("é".repeat(length));
        let activity = |field: &str, length| {
            let mut sent = tour(side.now());
            sent[field] = long(length);
            json!({ "marketingActivity": sent })
        };
        let event = |field: &str, length| {
            let mut sent = json!({ "name": "Sale", "date": "2090-12-11T00:00:00.000Z" });
            sent[field] = long(length);
            json!({ "calendarEvent": sent })
        };
        let settings = |field: &str, length| {
            json!({
                "marketingSettings": { "settings": { field: long(length) } },
                "fieldMask": format!("settings.{field}"),
            })
        };
        type Sent<'a> = &'a dyn Fn(&str, usize) -> Value;
        let cases: [(&str, Sent<'_>, &str, &str, usize); 7] = [
            ("/marketing-activities", &activity, "/marketingActivity", "title", 200),
            ("/marketing-activities", &activity, "/marketingActivity", "description", 3_000),
            ("/events", &event, "/calendarEvent", "name", 3_000),
            ("/events", &event, "/calendarEvent", "description", 3_000),
            (SETTINGS, &settings, "/marketingSettings/settings", "toneOfVoice", 3_000),
            (SETTINGS, &settings, "/marketingSettings/settings", "customContentGuidelines", 3_000),
            (SETTINGS, &settings, "/marketingSettings/settings", "imageGuidelines", 3_000),
        ];
        for (path, sent, within, field, most) in cases {
            let wrong = program.is_refused(400, "POST", path, &sent(field, most + 1)).await;
            assert_eq!(wrong, format!("{}.{field}", within[1..].replace('/', ".")));
            let kept = program.posts(path, &sent(field, most)).await;
            assert_eq!(kept.pointer(within).unwrap()[field], long(most), "{path} {field}");
        }
        let all = side.client.activities(ActivityFilter::default()).await.unwrap();
        assert!(!all.is_empty(), "the other site has its own");
        let all = program.posts("/marketing-activities/query", &json!({})).await;
        assert_eq!(list(&all, "marketingActivities").len(), 2, "what was refused added nothing");
    });
}

#[test]
fn decision_22_an_option_has_its_key_a_title_and_a_description() {
    ask(async |side| {
        let program = side.empty_site().await;
        for (path, key) in [
            ("plan-goal-options", "planGoalKey"),
            ("point-of-view-options", "pointOfView"),
            ("calendar-options", "id"),
        ] {
            let said = program.gets(&format!("{SETTINGS}/{path}")).await;
            let options = list(&said, "options");
            assert!(!options.is_empty(), "{path}");
            for option in options {
                let mut wanted = ["description", "title", key];
                wanted.sort_unstable();
                assert_eq!(names(option), wanted, "{path}");
                let filled = |text: &Value| text.as_str().is_some_and(|text| !text.is_empty());
                assert!(option.as_object().unwrap().values().all(filled), "{option}");
            }
        }
    });
}

#[test]
fn decision_23_a_field_set_that_is_not_known_changes_nothing() {
    ask(async |side| {
        let program = side.program();
        let all = program.gets(SETTINGS).await;
        for query in ["fieldSet=BASIC", "fieldSet=", "field_set=NONSENSE&fieldSet=A&fieldSet=B"] {
            assert_eq!(program.gets(&format!("{SETTINGS}?{query}")).await, all, "{query}");
        }
    });
}

/// Where an answer holds null or an empty text.
fn blanks(at: &str, of: &Value, found: &mut Vec<String>) {
    match of {
        Value::Null => found.push(at.to_owned()),
        Value::String(text) if text.is_empty() => found.push(at.to_owned()),
        Value::Array(all) => all.iter().for_each(|one| blanks(at, one, found)),
        Value::Object(fields) => {
            fields.iter().for_each(|(name, one)| blanks(&format!("{at}.{name}"), one, found));
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn decision_24_known_lists_are_there_when_empty_and_nothing_else_is() {
    ask(async |side| {
        let program = side.program();
        let plan = program.gets("/marketing-plan").await;
        assert!(list(&plan, "marketingActivities").iter().all(|one| one["items"].is_array()));
        let empty = side.empty_site().await;
        let never = json!({ "status": "NEVER_CREATED", "marketingActivities": [] });
        assert_eq!(empty.gets("/marketing-plan").await, never);
        let none = json!({ "marketingActivities": [] });
        assert_eq!(empty.posts("/marketing-activities/query", &json!({})).await, none);
        let nobodys = json!({ "draftIds": [NOBODY] });
        let nothing = empty.posts("/marketing-plan/schedule-drafts", &nobodys).await;
        assert_eq!(nothing, json!({ "items": [] }));
        assert_eq!(
            empty.finds("2090-01-01T00:00:00Z", "2090-01-02T00:00:00Z").await,
            [] as [Value; 0]
        );

        let mut found = Vec::new();
        for program in [&program, &empty] {
            for path in [
                "/marketing-plan",
                SETTINGS,
                "/marketing-settings/defaults",
                "/marketing-settings/calendar-options",
            ] {
                blanks(path, &program.gets(path).await, &mut found);
            }
            let all = program.posts("/marketing-activities/query", &json!({})).await;
            blanks("activities", &all, &mut found);
            let events = program.finds("2026-01-01T00:00:00Z", "2027-12-31T00:00:00Z").await;
            blanks("events", &json!(events), &mut found);
            let properties = "/site-properties/v4/properties";
            let (_, said) = program.asks_at("GET", properties, &Value::Null).await;
            blanks(properties, &said, &mut found);
        }
        assert_eq!(found, [] as [String; 0], "unset texts and messages are left out");
    });
}

/// What nobody sends cannot be seen arriving; but nobody could say where to send it either.
#[test]
fn decision_25_nothing_is_sent_by_itself_and_no_method_takes_an_address_to_send_it_to() {
    let document = document(WIX, &"https://almanac.example.com".parse().unwrap());
    assert!(document.get("webhooks").is_none());
    for (path, operations) in document["paths"].as_object().unwrap() {
        let callbacks =
            operations.as_object().unwrap().values().filter_map(|one| one.get("callbacks"));
        assert_eq!(callbacks.count(), 0, "{path}");
        let path = path.to_lowercase();
        assert!(!path.contains("webhook") && !path.contains("subscri"), "{path}");
    }
}

/// It is never written for, before 31 July 2026 or after.
#[test]
fn decision_26_x_is_a_word_that_is_known_and_no_channel_that_is_written_for() {
    ask(async |side| {
        let mut program = side.program();
        let sent = json!({
            "marketingSettings": { "settings": { "socialChannels": ["TWITTER", "INSTAGRAM"] } },
            "fieldMask": "settings.socialChannels",
        });
        let saved = program.posts(SETTINGS, &sent).await;
        let channels = list(&saved["marketingSettings"]["settings"], "socialChannels");
        assert!(channels.contains(&json!("TWITTER")), "{channels:?}");
        let publisher = "/social-publisher/v1/TWITTER";
        let status = format!("{publisher}/long-lived-token-status");
        let never = (200, json!({ "status": "NEVER_CREATED" }));
        assert_eq!(program.asks_at("GET", &status, &Value::Null).await, never);
        let connect = wix::wire::ChannelName::from("TWITTER");
        assert_eq!(rule(side.client.connect_url(&connect).await), "UNSUPPORTED_CHANNEL");

        let id = unwritten(side).await;
        side.client.generate_posts(vec![id.clone()]).await.unwrap();
        side.items(&id, |items| items.len() >= 6).await;
        program.networks = "all";
        let plan = program.gets("/marketing-plan").await;
        let items = list(&plan, "marketingActivities").iter().flat_map(|one| list(one, "items"));
        let channels: Vec<&Value> = items.map(|item| &item["channel"]["name"]).collect();
        assert!(!channels.is_empty() && channels.iter().all(|name| **name != "TWITTER"));
    });
}
