//! The Marketing Plan API, as a program sees it that holds a key of a site.

use std::{sync::Arc, time::Duration};

use domain::{Scope, contract::Credentials, world::World};
use jiff::Timestamp;
use outbound::{Outbound, Policy};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::{Value, json};
use store::Store;
use url::Url;
use wix::{
    Access, Client, Timeframe, WixError,
    wire::{
        ActivityFilter, CalendarEvent, Instant, ItemStatus, MarketingActivity, PlanStatus,
        RecurringFrequency, RecurringRule,
    },
};

use crate::{
    almanac::{Sample, on_both},
    program::{Program, code, key, list},
};

mod bodies;
mod odd;

/// The items of a plan that go to a network and are drafts, by id.
pub(crate) fn drafts(plan: &Value, network: &str) -> Vec<String> {
    let items =
        list(plan, "marketingActivities").iter().flat_map(|activity| list(activity, "items"));
    items
        .filter(|item| item["channel"]["name"] == network && item["status"] == "DRAFT")
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_method_opens_to_the_key_of_its_site_alone() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = |key: &str, site: &str| Program {
            key: key.to_owned(),
            site: site.to_owned(),
            ..Program::of(&sample)
        };
        let (key, site) = (sample.word("api_key"), sample.word("site_id"));
        let other = "01a1fef3-5d4b-790a-8dba-000000000000";
        let mut methods = api::methods();
        methods.sort_by_key(|method| method.name.contains("enerate"));
        for method in methods {
            let (verb, path) = (method.verb.as_str(), method.path.as_str());
            let ask = async |key: &str, site: &str| {
                let (status, said) = program(key, site).asks_at(verb, path, &json!({})).await;
                (status, code(&said))
            };
            let nobody = (401, "UNAUTHENTICATED".to_owned());
            assert_eq!(ask("", &site).await, nobody, "{}", method.name);
            assert_eq!(ask("alm_0", &site).await, nobody, "{}", method.name);
            let stranger = (403, "PERMISSION_DENIED".to_owned());
            assert_eq!(ask(&key, "").await, stranger, "{}", method.name);
            assert_eq!(ask(&key, other).await, stranger, "{}", method.name);
            for key in [key.clone(), format!("Bearer {key}")] {
                let (status, said) = ask(&key, &site).await;
                assert!(matches!(status, 200 | 400 | 428), "{}: {status} {said}", method.name);
            }
        }
    });
}

#[test]
fn a_program_reads_the_plan_and_schedules_its_drafts() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let mut program = Program::of(&sample);

        let plan = program.gets("/marketing-plan").await;
        assert_eq!(plan["status"], "ACTIVE");
        let activities = list(&plan, "marketingActivities");
        let dates: Vec<&str> = activities.iter().map(|one| one["date"].as_str().unwrap()).collect();
        assert!(dates.len() > 10 && dates.is_sorted(), "{dates:?}");
        assert!(dates[0].ends_with(":00.000Z"), "{dates:?}");
        let known = ["FACEBOOK", "INSTAGRAM", "LINKEDIN", "PINTEREST", "GBP", "TIKTOK"];
        for item in activities.iter().flat_map(|activity| list(activity, "items")) {
            assert!(known.contains(&item["channel"]["name"].as_str().unwrap()), "{item}");
        }
        let late = dates[dates.len() - 1];
        let timeframe = format!("?timeframe.startDate={late}&timeframe.endDate={late}");
        let last = program.gets(&format!("/marketing-plan{timeframe}")).await;
        let same: Vec<_> = dates.iter().filter(|date| **date == late).collect();
        assert_eq!(list(&last, "marketingActivities").len(), same.len(), "both bounds count");

        let instagram = drafts(&plan, "INSTAGRAM");
        let pinterest = drafts(&plan, "PINTEREST");
        let asked = json!({ "draftIds": [instagram[0], pinterest[0], program.site] });
        let path = "/marketing-plan/schedule-drafts";
        let scheduled = program.posts(path, &asked).await;
        let ids: Vec<&Value> = list(&scheduled, "items").iter().map(|item| &item["id"]).collect();
        assert_eq!(ids, [&json!(instagram[0])], "an unconnected channel's draft stays a draft");
        assert_eq!(scheduled["items"][0]["status"], "SCHEDULED");
        assert!(scheduled["items"][0]["schedulingInfo"]["scheduledDate"].is_string());
        assert_eq!(program.posts(path, &asked).await, json!({ "items": [] }));

        let id = activities
            .iter()
            .rev()
            .find(|activity| activity["items"][0]["instagramPost"].is_object())
            .map(|activity| activity["marketingActivityId"].clone())
            .unwrap();
        let asked = json!({ "marketingActivityIds": [id] });
        let posts = program.posts("/marketing-activity-posts", &asked).await;
        let items = list(&posts["marketingActivities"][0], "items").clone();
        let post = items.iter().find(|item| item["instagramPost"].is_object()).unwrap();
        assert!(post["channel"]["accountId"].is_string());
        let picture = post["instagramPost"]["mediaWrapper"]["media"][0]["url"].as_str().unwrap();
        let picture =
            program.browser.opens(picture.strip_prefix(&sample.server.address).unwrap()).await;
        assert_eq!((picture.status, picture.header("content-type")), (200, "image/jpeg"));
        program.networks = "all";
        let more = program.posts("/marketing-activity-posts", &asked).await;
        let more = list(&more["marketingActivities"][0], "items").clone();
        assert!(more.iter().any(|item| item["channel"]["name"] == "BLUESKY"), "{more:?}");

        let gone = format!("/marketing-plan/plan-marketing-activity?id={}", id.as_str().unwrap());
        assert_eq!(program.asks("DELETE", &gone, &Value::Null).await, (200, json!({})));
        assert_eq!(program.is_refused(404, "DELETE", &gone, &Value::Null).await, "NOT_FOUND");
    });
}

#[test]
fn activities_are_found_by_id_date_and_type() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        let query = async |filter: Value| {
            let asked =
                json!({ "query": { "filter": filter, "sort": 7, "paging": { "limit": 1 } } });
            program.posts("/marketing-activities/query", &asked).await["marketingActivities"]
                .clone()
        };
        let all = query(json!({})).await;
        let all = all.as_array().unwrap();
        assert_eq!(query(Value::Null).await.as_array().unwrap(), all);
        assert!(all.is_sorted_by_key(|one| one["targetDate"].as_str().unwrap()));
        let blogs = query(json!({ "marketingActivityType": "BLOG" })).await;
        assert!(!blogs.as_array().unwrap().is_empty());
        assert!(blogs.as_array().unwrap().iter().all(|one| one["marketingActivityType"] == "BLOG"));
        let two = json!([all[0]["id"], all[1]["id"]]);
        for ids in [two.clone(), json!({ "$in": two })] {
            assert_eq!(query(json!({ "ids": ids })).await, json!(all[..2]));
        }
        let day = &all[2]["targetDate"];
        let found = query(json!({ "startDate": day, "endDate": { "$eq": day } })).await;
        assert!(found.as_array().unwrap().contains(&all[2]), "both bounds count");
        let id = all[0]["id"].as_str().unwrap();
        let one = program.gets(&format!("/marketing-activity?id={id}")).await;
        assert_eq!(one["marketingActivity"], all[0]);
    });
}

#[test]
fn an_activity_is_added_changed_and_kept() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        let tour = json!({
            "title": "Studio tour", "description": "A short walk", "targetDate": "2099-12-03T10:00:00Z",
            "marketingActivityType": "SOCIAL_MARKETING", "colour": "red"
        });
        for name in ["title", "description", "targetDate", "marketingActivityType"] {
            let mut part = tour.clone();
            part.as_object_mut().unwrap().remove(name);
            let asked = json!({ "marketingActivity": part });
            let code = program.is_refused(428, "POST", "/marketing-activities", &asked).await;
            assert_eq!(code, "MISSING_REQUIRED_FIELD_ERROR", "{name}");
        }
        let with = |name: &str, value: Value| {
            let mut part = tour.clone();
            part[name] = value;
            json!({ "marketingActivity": part })
        };
        for (asked, status, named) in [
            (with("marketingActivityType", json!("UNKNOWN")), 428, "MISSING_REQUIRED_FIELD_ERROR"),
            (
                with("marketingActivityType", json!("FAX")),
                400,
                "marketingActivity.marketingActivityType",
            ),
            (with("title", json!("")), 400, "marketingActivity.title"),
            (with("title", json!("x".repeat(201))), 400, "marketingActivity.title"),
            (with("title", json!("\u{1e}")), 400, "marketingActivity.title"),
            (with("title", json!("\u{200b}\u{200b}")), 400, "marketingActivity.title"),
            (with("description", json!("x".repeat(3_001))), 400, "marketingActivity.description"),
            (with("targetDate", json!("soon")), 400, "marketingActivity.targetDate"),
        ] {
            let got = program.is_refused(status, "POST", "/marketing-activities", &asked).await;
            assert_eq!(got, named, "{asked}");
        }

        let asked = json!({ "marketingActivity": tour });
        let made =
            program.posts("/marketing-activities", &asked).await["marketingActivity"].clone();
        assert_eq!(made["targetDate"], "2099-12-03T10:00:00.000Z");
        let id = made["id"].as_str().unwrap();
        let path = format!("/items/{id}");
        for (body, status, named) in [
            (json!({ "marketingActivity": {} }), 400, "fieldMask"),
            (json!({ "marketingActivity": {}, "fieldMask": ["title"] }), 400, "fieldMask"),
            (json!({ "fieldMask": "title" }), 400, "marketingActivity"),
            (
                json!({ "marketingActivity": {}, "fieldMask": "title" }),
                428,
                "INVALID_FIELD_MASK_ERROR",
            ),
            (
                json!({ "marketingActivity": tour, "fieldMask": "id" }),
                428,
                "INVALID_FIELD_MASK_ERROR",
            ),
            (
                json!({ "marketingActivity": { "targetDate": "2020-01-01T00:00:00Z" }, "fieldMask": "targetDate" }),
                400,
                "marketingActivity.targetDate",
            ),
        ] {
            assert_eq!(program.is_refused(status, "PATCH", &path, &body).await, named, "{body}");
        }
        let read = format!("/marketing-activity?id={id}");
        assert_eq!(program.gets(&read).await["marketingActivity"], made, "nothing has changed");

        let later = json!({
            "marketingActivity": { "title": "Studio visit", "targetDate": "2099-12-04T10:00:00Z", "description": "no" },
            "fieldMask": "title,targetDate"
        });
        let (status, said) = program.asks("PATCH", &path, &later).await;
        assert_eq!(status, 200, "{said}");
        let changed = program.gets(&read).await["marketingActivity"].clone();
        assert_eq!(changed, said["marketingActivity"]);
        assert_eq!(changed["title"], "Studio visit");
        assert_eq!(changed["description"], "A short walk", "what the mask does not name stays");
        assert_eq!(changed["targetDate"], "2099-12-04T10:00:00.000Z");
        let emptied =
            json!({ "marketingActivity": { "description": "" }, "fieldMask": "description" });
        let (status, said) = program.asks("PATCH", &path, &emptied).await;
        let names = said["marketingActivity"].as_object().unwrap();
        assert!(status == 200 && !names.contains_key("description"), "{said}");
    });
}

#[test]
fn what_is_wrong_is_named_and_nothing_breaks() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        let site = program.site.clone();
        let drafts = "/marketing-plan/schedule-drafts";
        let posts = "/marketing-activity-posts";
        let query = "/marketing-activities/query";
        let filter = |filter: Value| json!({ "query": { "filter": filter } });
        for (status, verb, path, body, named) in [
            (400, "POST", drafts, json!({}), "draftIds"),
            (400, "POST", drafts, json!({ "draftIds": null }), "draftIds"),
            (400, "POST", drafts, json!({ "draftIds": [] }), "draftIds"),
            (400, "POST", drafts, json!({ "draftIds": vec![&site; 21] }), "draftIds"),
            (400, "POST", drafts, json!({ "draftIds": [&site, "x"] }), "draftIds[1]"),
            (400, "POST", drafts, json!({ "draftIds": [1] }), "draftIds[0]"),
            (400, "POST", drafts, json!({ "draftIds": "x" }), "draftIds"),
            (400, "POST", posts, json!({}), "marketingActivityIds"),
            (404, "POST", posts, json!({ "marketingActivityIds": [&site] }), "NOT_FOUND"),
            (400, "POST", query, filter(json!({ "ids": ["x"] })), "query.filter.ids[0]"),
            (400, "POST", query, filter(json!({ "ids": [], "startDate": "" })), "query.filter.ids"),
            (400, "POST", query, filter(json!({ "endDate": "soon" })), "query.filter.endDate"),
            (400, "POST", query, filter(json!({ "startDate": 7 })), "query.filter.startDate"),
            (400, "POST", query, filter(json!({ "startDate": [] })), "query.filter.startDate"),
            (
                400,
                "POST",
                query,
                filter(json!({ "endDate": ["2026-12-01T00:00:00Z", "2027-12-01T00:00:00Z"] })),
                "query.filter.endDate",
            ),
            (400, "POST", query, filter(json!(7)), "query.filter"),
            (400, "POST", query, filter(json!([])), "query.filter"),
            (
                400,
                "POST",
                query,
                filter(json!({ "marketingActivityType": "UNKNOWN" })),
                "query.filter.marketingActivityType",
            ),
            (400, "GET", "/marketing-activity", Value::Null, "id"),
            (400, "GET", "/marketing-activity?id=x", Value::Null, "id"),
            (400, "GET", "/marketing-activity?id=x&id=x", Value::Null, "query"),
            (400, "DELETE", "/marketing-plan/plan-marketing-activity", Value::Null, "id"),
            (
                400,
                "GET",
                "/marketing-plan?timeframe.endDate=2026-13-01",
                Value::Null,
                "timeframe.endDate",
            ),
        ] {
            assert_eq!(program.is_refused(status, verb, path, &body).await, named, "{path} {body}");
        }
        for body in ["{", "[]", "\u{0}", "{\"draftIds\":[]}}"] {
            let answer = program.sends("POST", drafts, body.to_owned()).await;
            let said: Value = serde_json::from_str(answer.text()).unwrap();
            assert_eq!(answer.status, 400);
            assert_eq!(said["message"], "Failed to parse request message", "{body}");
            assert!(!answer.header("x-wix-request-id").is_empty());
        }
        for (verb, path, status, named) in [
            ("GET", "/marketing-plans", 404, "NOT_FOUND"),
            ("POST", "/marketing-plan/generate", 404, "NOT_FOUND"),
            ("PUT", "/marketing-plan", 405, "METHOD_NOT_ALLOWED"),
            ("GET", drafts, 405, "METHOD_NOT_ALLOWED"),
        ] {
            let answer = program.sends(verb, path, "{}".to_owned()).await;
            let said: Value = serde_json::from_str(answer.text()).unwrap();
            assert_eq!((answer.status, code(&said).as_str()), (status, named), "{verb} {path}");
        }
        let answer = program.sends("POST", drafts, " ".repeat(2_000_000)).await;
        assert_eq!((answer.status, answer.header("connection")), (413, "close"));
    });
}

#[test]
fn a_write_that_is_sent_again_under_its_key_is_carried_out_once() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        let path = format!("{}/marketing-activities", api::BASE);
        let named = |title: &str| {
            json!({ "marketingActivity": {
                "title": title, "description": "x", "targetDate": "2099-12-03T10:00:00Z",
                "marketingActivityType": "BLOG"
            } })
        };
        let ask = async |key: &str, body: &Value| {
            let request = program.browser.asks("POST", &path).body(body.to_string());
            let request = request.header("authorization", &program.key);
            let request = request.header("wix-site-id", &program.site);
            let answer = program.browser.sends(request.header("idempotency-key", key)).await;
            let said: Value = serde_json::from_str(answer.text()).unwrap();
            (answer.status, answer.header("idempotency-replayed").to_owned(), said)
        };
        let count = async |title: &str| {
            let all = program.posts("/marketing-activities/query", &json!({})).await;
            list(&all, "marketingActivities").iter().filter(|one| one["title"] == title).count()
        };

        let (status, replayed, first) = ask("one", &named("Tour")).await;
        assert_eq!((status, replayed.as_str()), (200, ""));
        let (status, replayed, again) = ask("one", &named("Tour")).await;
        assert_eq!((status, replayed.as_str(), again), (200, "true", first));
        assert_eq!(count("Tour").await, 1);
        let (status, _, said) = ask("one", &named("Walk")).await;
        assert_eq!((status, code(&said).as_str()), (409, "IDEMPOTENCY_KEY_REUSED_ERROR"));
        let (status, _, said) = ask("a key", &named("Walk")).await;
        assert_eq!((status, code(&said).as_str()), (400, "idempotency-key"));

        let (status, ..) = ask("two", &json!({})).await;
        assert_eq!(status, 428);
        let (status, ..) = ask("two", &named("Walk")).await;
        assert_eq!(status, 200, "what was refused may be sent again, corrected");

        let party = named("Party");
        let many = (0..10).map(|_| ask("three", &party));
        for (status, _, said) in futures_util::future::join_all(many).await {
            let busy = code(&said) == "WRITE_IN_PROGRESS_ERROR";
            assert!(status == 200 || (status == 409 && busy), "{status} {said}");
        }
        assert_eq!(count("Party").await, 1);
    });
}

#[test]
fn our_own_client_understands_our_own_server() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let service: Url = sample.server.address.parse().unwrap();
        let allowed_private_hosts = vec![service.authority().to_owned()];
        let policy = Policy { allowed_private_hosts, ..Policy::default() };
        let access =
            |site: String| Access::Key { key: Credentials::new(sample.word("api_key")), site };
        let client = |site: String| {
            let outbound = Outbound::new(policy.clone()).unwrap();
            Client::new(outbound, Arc::new(Still), service.clone(), access(site))
        };
        let stranger = client("01a1fef3-5d4b-790a-8dba-000000000000".to_owned());
        let refused = stranger.plan(Timeframe::default()).await;
        assert!(matches!(refused, Err(WixError::Denied(_))), "{refused:?}");

        let client = client(sample.word("site_id"));
        let plan = client.plan(Timeframe::default()).await.unwrap();
        assert_eq!(plan.status, PlanStatus::Active);
        let written = plan.marketing_activities.iter().rev().find(|one| !one.items.is_empty());
        let written = written.unwrap();
        let id = written.marketing_activity_id.clone();
        let posts = client.activity_posts(vec![id.clone()]).await.unwrap();
        assert_eq!(posts.marketing_activities[0].items, written.items);
        let drafts: Vec<String> = written.items.iter().map(|item| item.id.clone()).collect();
        let scheduled = client.schedule_drafts(drafts).await.unwrap().items;
        assert!(!scheduled.is_empty());
        assert!(scheduled.iter().all(|item| item.status == Some(ItemStatus::Scheduled)));

        let mut activity = client.activity(&id).await.unwrap();
        activity.title = Some("A new title".to_owned());
        let changed = client.update_activity(&id, activity.clone(), "title").await.unwrap();
        assert_eq!(changed, activity);
        let filter = ActivityFilter { ids: Some(json!([id])), ..ActivityFilter::default() };
        assert_eq!(client.activities(filter).await.unwrap(), [activity.clone()]);
        let added =
            client.create_activity(MarketingActivity { id: None, ..activity }).await.unwrap();
        client.delete_plan_activity(added.id.as_deref().unwrap()).await.unwrap();
        let none = client.activity_posts(Vec::new()).await.unwrap_err();
        assert!(
            matches!(none, WixError::Invalid { fields, .. } if fields[0].field == "marketingActivityIds")
        );
        let market = CalendarEvent {
            name: Some("Market".to_owned()),
            date: Some(Instant("2098-12-11T09:30:00Z".parse().unwrap())),
            ..CalendarEvent::default()
        };
        let mut market = client.create_event(market).await.unwrap();
        let id = market.id.clone().unwrap();
        market.recurring_rule = Some(RecurringRule {
            frequency: Some(RecurringFrequency::Weekly),
            start_date: market.date.take(),
            interval: Some(2),
            ..RecurringRule::default()
        });
        let mut changed = client.update_event(&id, market.clone()).await.unwrap();
        assert_eq!(changed, market);
        let day = |text: &str| text.parse().unwrap();
        let found = client.events(day("2099-01-01T00:00:00Z"), day("2099-01-31T00:00:00Z")).await;
        let found: Vec<CalendarEvent> =
            found.unwrap().into_iter().filter(|found| found.id == market.id).collect();
        changed.recurring_occurrences = found[0].recurring_occurrences.clone();
        assert_eq!(found, [changed]);
        assert_eq!(found[0].recurring_occurrences.as_ref().unwrap().len(), 2);
        client.delete_event(&id).await.unwrap();
        let gone = client.delete_event(&id).await.unwrap_err();
        assert!(matches!(gone, WixError::Rule { code, .. } if code == "EVENT_NOT_FOUND_ERROR"));
        assert_eq!(client.calendar_options().await.unwrap().len(), 2);
        assert_eq!(client.goal_options().await.unwrap().len(), 4);
        assert_eq!(client.point_of_view_options().await.unwrap().len(), 3);
    });
}

/// A world in which nothing happens.
pub(crate) struct Still;

impl World for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn random(&self) -> u128 {
        0
    }
}

#[test]
fn no_body_breaks_a_method() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program { networks: "all", ..Program::of(&sample) };
        let plan = program.gets("/marketing-plan").await;
        let activities = plan["marketingActivities"].as_array().unwrap();
        let activity = activities.iter().find(|one| one["items"][0].is_object()).unwrap();
        let ids = [&activity["marketingActivityId"], &activity["items"][0]["id"]];
        let bodies = bodies::of(ids.map(|id| id.as_str().unwrap().to_owned()).into());
        let mut dice = TestRunner::deterministic();
        let mut methods = api::methods();
        methods.sort_by_key(|method| method.name == "DeleteMarketingPlan");
        for method in methods {
            // A run that is under way would refuse whatever comes after it.
            if method.path.contains("generate-marketing-plan") {
                continue;
            }
            for _ in 0..60 {
                let body = bodies.new_tree(&mut dice).unwrap().current();
                let id = body["id"].as_str().unwrap_or_default();
                let query: String = url::form_urlencoded::Serializer::new(String::new())
                    .extend_pairs([("id", id), ("timeframe.startDate", id)])
                    .finish();
                let path = format!("{}?{query}", method.path);
                let (status, said) = program.asks_at(method.verb.as_str(), &path, &body).await;
                assert!(matches!(status, 200 | 400 | 404 | 428), "{path} {body}: {status} {said}");
                assert!(said.is_object(), "{path} {body}: {said}");
            }
        }

        // What came of it can still be looked at.
        let rosa = sample.rosa().await;
        for date in ["-009999-01-03T00:00:00Z", "9999-12-30T21:59:59Z"] {
            let asked = json!({ "marketingActivity": {
                "title": "Far", "description": "x", "targetDate": date, "marketingActivityType": "BLOG"
            } });
            program.posts("/items", &asked).await;
        }
        let all = program.posts("/marketing-activities/query", &json!({})).await;
        let site = format!("/sites/{}", program.site);
        let paths = list(&all, "marketingActivities")
            .iter()
            .map(|one| format!("{site}/activities/{}", one["id"].as_str().unwrap()))
            .chain([format!("{site}/calendar"), format!("{site}/queue"), format!("{site}/plan")]);
        for path in paths {
            assert_eq!(rosa.opens(&path).await.status, 200, "{path}");
        }
    });
}

#[test]
fn a_plan_is_generated_once_and_then_made_again() {
    on_both(async |almanac| {
        let server = almanac.serve(&[]);
        let rosa = server.browser();
        rosa.signs_up().await;
        let added =
            rosa.submits("/sites/new", &[("address", "https://rosasbakery.example/")]).await;
        assert_eq!(added.status, 303, "{}", added.text());
        let site = added.header("location").split('/').nth(2).unwrap().to_owned();
        let store = almanac.store().await;
        let scope = store.scope_of_site(site.parse().unwrap()).await.unwrap();
        until_idle(&store, scope).await;
        let program =
            Program { browser: server.browser(), key: key(&almanac, &site), site, networks: "" };

        let nothing = json!({ "status": "NEVER_CREATED", "marketingActivities": [] });
        assert_eq!(program.gets("/marketing-plan").await, nothing);
        let regenerate = "/marketing-plan/regenerate-marketing-plan";
        let none = program.is_refused(428, "POST", regenerate, &json!({})).await;
        assert_eq!(none, "PLAN_NOT_FOUND_ERROR");

        let generating = json!({ "status": "GENERATING" });
        let generate = "/marketing-plan/generate-marketing-plan";
        assert_eq!(program.posts(generate, &json!({})).await, generating);
        assert_eq!(program.posts(generate, &json!({})).await, generating, "starts nothing more");
        let busy = program.is_refused(428, "POST", regenerate, &json!({})).await;
        assert_eq!(busy, "PLAN_ALREADY_GENERATING_ERROR");
        until_idle(&store, scope).await;
        let plan = program.gets("/marketing-plan").await;
        assert_eq!(plan["status"], "ACTIVE");
        assert!(!list(&plan, "marketingActivities").is_empty());
        assert_eq!(program.posts(regenerate, &json!({})).await, generating);
        until_idle(&store, scope).await;
        store.close().await;
    });
}

#[test]
fn a_key_is_shown_once_and_opens_nothing_once_it_is_revoked() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let rosa = sample.rosa().await;
        let path = format!("/sites/{}/keys", sample.word("site_id"));
        let unnamed = rosa.submits(&path, &[("name", " ")]).await;
        assert_eq!(unnamed.status, 422, "{}", unnamed.text());

        let made = rosa.submits(&path, &[("name", "Shop")]).await;
        let key = made.text().split("alm_").nth(1).unwrap().chars().take(64).collect::<String>();
        let shown = rosa.opens(&path).await;
        assert!(shown.text().contains("Shop") && !shown.text().contains("alm_"), "shown once");
        let program = Program { key: format!("alm_{key}"), ..Program::of(&sample) };
        assert_eq!(program.gets("/marketing-plan").await["status"], "ACTIVE");

        let store = almanac.store().await;
        let scope = store.scope_of_site(sample.word("site_id").parse().unwrap()).await.unwrap();
        let keys = store.api_keys(scope).await.unwrap();
        let shop = keys.iter().find(|key| key.name == "Shop").unwrap();
        for _ in 0..2 {
            let revoked = rosa.submits(&format!("{path}/{}/revoke", shop.id), &[]).await;
            assert_eq!(revoked.status, 303);
        }
        let gone = program.is_refused(401, "GET", "/marketing-plan", &Value::Null).await;
        assert_eq!(gone, "UNAUTHENTICATED");
        assert_eq!(store.api_keys(scope).await.unwrap().len(), keys.len() - 1);
        store.close().await;
    });
}

/// Waits until no run is under way.
pub(crate) async fn until_idle(store: &Store, scope: Scope) {
    while store.run(scope).await.unwrap().is_some_and(|run| run.finished_at.is_none()) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
