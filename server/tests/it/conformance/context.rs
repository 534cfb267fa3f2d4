//! Rows about what shapes a plan: settings, events, channels; and the four sample flows
//! (reference, sections 11, 14 and 15).

use jiff::ToSpan;
use serde_json::{Value, json};
use wix::{
    Timeframe, WixError,
    wire::{
        CalendarEvent, ChannelName, FeatureType, Instant, Item, ItemStatus, MarketingPlan,
        MarketingSettings, PlanStatus, TokenStatus,
    },
};

use super::side::{Side, ask, drafts, rule, social};

fn settings(of: Value) -> MarketingSettings {
    serde_json::from_value(of).unwrap()
}

/// How many activities of a kind a plan holds.
fn count(plan: &MarketingPlan, kind: &str) -> usize {
    let is = |code: &str| code == kind;
    let kinds =
        plan.marketing_activities.iter().filter_map(|one| one.marketing_activity_type.as_ref());
    kinds.filter(|word| is(word.code())).count()
}

async fn made_again(side: &Side) -> MarketingPlan {
    side.client.regenerate().await.unwrap();
    side.made(&side.client).await
}

#[test]
fn row_01_four_services_and_their_neighbours_answer_one_client() {
    ask(async |side| {
        let client = &side.client;
        assert_eq!(side.plan().await.status, PlanStatus::Active);
        assert!(!client.activities(wix::wire::ActivityFilter::default()).await.unwrap().is_empty());
        client.events(side.now(), side.now() + 24.hours()).await.unwrap();
        let id = client.settings().await.unwrap().id;
        assert_eq!(id, Some(side.scope.site.to_string()));
        assert_eq!(client.published_site_urls(None).await.unwrap().len(), 1);
        client.site_properties(&["language", "timeZone"]).await.unwrap();
        client.features(&[FeatureType::PublishPost, FeatureType::SchedulePost]).await.unwrap();
    });
}

#[test]
fn row_14_settings_are_optional_and_act_at_the_next_generation() {
    ask(async |side| {
        let before = side.plan().await;
        assert!(count(&before, "BLOG") > 0 && count(&before, "EMAIL_MARKETING") > 0);
        let sent = settings(json!({ "settings": {
            "marketingTools": ["SOCIAL_MARKETING", "BLOGS"], "toneOfVoice": "warm",
        }, "overrides": { "blogs": { "frequency": { "interval": "WEEK", "count": 1 } } } }));
        let mask = "settings.marketingTools,settings.toneOfVoice,overrides.blogs.frequency";
        let saved = side.client.upsert_settings(&sent, mask).await.unwrap();
        assert_eq!(saved.overrides, sent.overrides);
        assert_eq!(side.client.settings().await.unwrap(), saved);
        assert_eq!(side.plan().await, before, "the plan that is there stays as it is");
        let after = made_again(side).await;
        assert_eq!(count(&after, "EMAIL_MARKETING"), 0);
        assert!(count(&after, "BLOG") > count(&before, "BLOG"));
    });
}

#[test]
fn row_15_without_social_marketing_no_posts_come_by_themselves() {
    ask(async |side| {
        let sent = settings(json!({ "settings": { "marketingTools": ["BLOGS"] } }));
        side.client.upsert_settings(&sent, "settings.marketingTools").await.unwrap();
        let client = &side.client;
        client.delete_plan().await.unwrap();
        client.generate().await.unwrap();
        let plan = side.made(client).await;
        assert_eq!(collected(&plan), [] as [String; 0]);
        let tour = json!({
            "title": "Tour", "description": "A walk", "targetDate": Instant(side.now() + 48.hours()),
            "marketingActivityType": "SOCIAL_MARKETING"
        });
        let tour = client.create_activity(serde_json::from_value(tour).unwrap()).await.unwrap();
        let id = tour.id.unwrap();
        client.generate_posts(vec![id.clone()]).await.unwrap();
        let items = side.items(&id, |items| !items.is_empty()).await;
        assert!(!items.is_empty(), "who asks for posts gets them");
    });
}

#[test]
fn row_16_language_and_location_come_from_the_site() {
    ask(async |side| {
        let sent = settings(json!({ "settings": { "language": "fi", "toneOfVoice": "calm" } }));
        let mask = "settings.language,settings.toneOfVoice";
        let saved = side.client.upsert_settings(&sent, mask).await.unwrap().settings.unwrap();
        assert_eq!(saved.language.as_deref(), Some("en"), "what is sent has no effect");
        assert_eq!(saved.tone_of_voice.as_deref(), Some("calm"));
    });
}

#[test]
fn row_18_an_event_shapes_the_plan_when_it_is_made_again() {
    ask(async |side| {
        let client = &side.client;
        let nothing = CalendarEvent { name: Some("Fair".into()), ..CalendarEvent::default() };
        let refused = client.create_event(nothing.clone()).await;
        assert!(matches!(refused, Err(WixError::Invalid { .. })), "a date or a rule: {refused:?}");
        let ruled: CalendarEvent =
            serde_json::from_value(json!({ "name": "Fair", "recurringRule": {} })).unwrap();
        rule(client.create_event(ruled).await);

        let at = side.now() + (24 * 14).hours();
        let fair = CalendarEvent { date: Some(Instant(at)), ..nothing };
        let fair = client.create_event(fair).await.unwrap();
        let told = async || {
            let plan = side.plan().await;
            let about =
                plan.marketing_activities.into_iter().map(|one| one.title + &one.description);
            about.filter(|words| words.contains("Fair")).count()
        };
        assert_eq!(told().await, 0, "an event creates nothing by itself");
        made_again(side).await;
        assert!(told().await > 0, "the next plan leads up to it");

        let id = fair.id.clone().unwrap();
        let found = client.events(at - 1.hour(), at + 1.hour()).await.unwrap();
        assert!(found.iter().any(|event| event.id == fair.id && event.date == fair.date));
        client.delete_event(&id).await.unwrap();
        let _ = rule(client.delete_event(&id).await);
    });
}

#[test]
fn row_21_channels_are_connected_by_the_owner_and_told_by_the_publisher() {
    ask(async |side| {
        let client = &side.client;
        let valid = client.token_status(&ChannelName::Instagram).await.unwrap();
        assert_eq!(valid, TokenStatus::Valid);
        assert!(!client.accounts(&ChannelName::Instagram).await.unwrap().is_empty());
        let never = client.token_status(&ChannelName::Pinterest).await.unwrap();
        assert_ne!(never, TokenStatus::Valid);
        let page = client.connect_url(&ChannelName::Pinterest).await.unwrap();
        assert!(page.starts_with("http"), "{page}");
    });
}

/// The drafts of a plan that are collected for scheduling, by id.
fn collected(plan: &MarketingPlan) -> Vec<String> {
    let items = plan.marketing_activities.iter().flat_map(|one| &one.items);
    drafts(items).into_iter().map(|item| item.id.clone()).collect()
}

async fn scheduled(side: &Side, ids: &[String]) -> Vec<Item> {
    let mut all = Vec::new();
    for some in ids.chunks(20) {
        all.extend(side.client.schedule_drafts(some.to_vec()).await.unwrap().items);
    }
    all
}

#[test]
fn row_22_flow_1_generate_and_schedule() {
    ask(async |side| {
        let client = &side.client;
        assert!(!client.published_site_urls(None).await.unwrap().is_empty());
        client.delete_plan().await.unwrap();
        client.generate().await.unwrap();
        let plan = side.made(client).await;
        assert_eq!(plan.status, PlanStatus::Active);
        assert!(client.feature(&FeatureType::SchedulePost).await.unwrap().enabled);
        let ids = collected(&plan);
        let taken = scheduled(side, &ids).await;
        assert!(!taken.is_empty() && taken.len() < ids.len(), "compare with what was sent");
        assert!(taken.iter().all(|item| item.status == Some(ItemStatus::Scheduled)));
    });
}

#[test]
fn row_22_flow_2_tailor() {
    ask(async |side| {
        let goals = side.client.goal_options().await.unwrap();
        let goal = &goals[0].plan_goal_key;
        let sent = settings(json!({ "settings": {
            "marketingPlanGoal": { "goalKey": goal }, "topics": { "included": ["sourdough"] },
        } }));
        let mask = "settings.marketingPlanGoal,settings.topics";
        side.client.upsert_settings(&sent, mask).await.unwrap();
        side.client.regenerate_with_keyword_research().await.unwrap();
        let plan = side.made(&side.client).await;
        let about = plan.marketing_activities.iter().filter(|one| {
            format!("{} {}", one.title, one.description).to_lowercase().contains("sourdough")
        });
        assert!(about.count() > 0, "{plan:?}");
    });
}

#[test]
fn row_22_flow_3_around_an_event() {
    ask(async |side| {
        let sale: CalendarEvent = serde_json::from_value(json!({
            "name": "Winter sale", "description": "Three days", "date": Instant(side.now() + (24 * 10).hours()),
        }))
        .unwrap();
        let made = side.client.create_event(sale).await.unwrap();
        assert!(made.id.is_some() && made.calendar_id.is_some());
        let plan = made_again(side).await;
        assert!(plan.marketing_activities.iter().any(|one| one.title.contains("Winter sale")));
    });
}

#[test]
fn row_22_flow_4_more_posts() {
    ask(async |side| {
        let plan = side.plan().await;
        let (all, _) = social(&plan);
        let bare: Vec<String> = all
            .iter()
            .filter(|one| one.items.is_empty())
            .take(2)
            .map(|one| one.marketing_activity_id.clone())
            .collect();
        side.client.generate_posts(bare.clone()).await.unwrap();
        let mut ids = Vec::new();
        for id in &bare {
            let items = side.items(id, |items| !items.is_empty()).await;
            ids.extend(items.into_iter().map(|item| item.id));
        }
        assert!(!scheduled(side, &ids).await.is_empty());
    });
}

#[test]
fn decision_17_today_begins_in_the_zone_of_the_site() {
    ask(async |side| {
        let zone = side.zone().await;
        let today = zone.instant(zone.day(side.now()).at(0, 0, 0, 0));
        let explicit = Timeframe { start: Some(today), end: None };
        assert_eq!(side.client.plan(explicit).await.unwrap(), side.plan().await);
    });
}
