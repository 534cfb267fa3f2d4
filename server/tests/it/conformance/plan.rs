//! Rows about the plan, its activities and their posts (reference, sections 14 and 15).

use std::collections::BTreeSet;

use domain::days::{near_term, plan_period};
use jiff::ToSpan;
use serde_json::json;
use wix::{
    Timeframe, WixError,
    wire::{
        ActivityFilter, Instant, Item, ItemStatus, ItemType, MarketingActivity, MediaWrapper,
        PlanStatus, Words,
    },
};

use super::side::{Side, ask, drafts, rule, social, until};

/// The content of a post, whatever its channel.
fn content(item: &Item) -> Option<&Words> {
    [
        &item.facebook_post,
        &item.instagram_post,
        &item.linkedin_post,
        &item.pinterest_post,
        &item.gbp_post,
        &item.tiktok_photo,
    ]
    .into_iter()
    .flatten()
    .next()
}

/// The text of a post; a story has none.
fn text(item: &Item) -> String {
    let text = |words: &Words| words.caption.clone().or(words.description.clone());
    content(item).and_then(text).unwrap_or_default()
}

fn media(item: &Item) -> Option<&MediaWrapper> {
    match item.kind {
        Some(ItemType::Story) => {
            let story = item.instagram_story.as_ref().or(item.facebook_story.as_ref());
            story.unwrap().media_wrapper.as_ref()
        }
        _ => content(item).unwrap().media_wrapper.as_ref(),
    }
}

fn picture(item: &Item) -> String {
    media(item).unwrap().media[0].url.clone()
}

/// The items of a type.
fn only(kind: &ItemType, items: &[Item]) -> Vec<Item> {
    items.iter().filter(|item| item.kind.as_ref() == Some(kind)).cloned().collect()
}

/// A social activity to come with stories, all that it has drafts, and its items.
async fn storied(side: &Side) -> (String, Vec<Item>) {
    let activities = side.store.activities(side.scope, side.now(), jiff::Timestamp::MAX);
    let activities = activities.await.unwrap();
    let id = activities.iter().rev().find(|one| one.stories).unwrap().id.to_string();
    side.client.generate_posts(vec![id.clone()]).await.unwrap();
    let ready = |items: &[Item]| {
        !only(&ItemType::Story, items).is_empty() && items.iter().all(|item| media(item).is_some())
    };
    let items = side.items(&id, ready).await;
    (id, items)
}

/// A social activity to come for which no stories are planned, because a program added it; with
/// its posts.
async fn storyless(side: &Side) -> (String, Vec<Item>) {
    let added = MarketingActivity {
        title: Some("A walk through the bakery".into()),
        description: Some("From the mill to the oven.".into()),
        target_date: Some(Instant(side.now() + 48.hours())),
        marketing_activity_type: Some(wix::wire::MarketingActivityType::SocialMarketing),
        ..MarketingActivity::default()
    };
    let id = side.client.create_activity(added).await.unwrap().id.unwrap();
    side.client.generate_posts(vec![id.clone()]).await.unwrap();
    let ready = |items: &[Item]| !items.is_empty() && items.iter().all(|one| media(one).is_some());
    let items = side.items(&id, ready).await;
    (id, items)
}

/// A social activity to come with posts, all of them drafts.
pub async fn written(side: &Side) -> (String, Vec<Item>) {
    let plan = side.plan().await;
    let (_, written) = social(&plan);
    let all_drafts = |items: &[Item]| drafts(items).len() == items.len();
    let found = written
        .iter()
        .rev()
        .find(|one| one.date.is_some_and(|date| date.0 > side.now()) && all_drafts(&one.items));
    let found = found.unwrap();
    (found.marketing_activity_id.clone(), found.items.clone())
}

/// A social activity to come without posts.
pub async fn unwritten(side: &Side) -> String {
    let plan = side.plan().await;
    let (social, _) = social(&plan);
    social.iter().find(|one| one.items.is_empty()).unwrap().marketing_activity_id.clone()
}

#[test]
fn row_02_a_site_has_one_plan_from_today_to_the_end_of_next_month() {
    ask(async |side| {
        let zone = side.zone().await;
        let days = plan_period(zone.day(side.now()));
        let plan = side.plan().await;
        assert!(plan.marketing_activities.len() > 10);
        for activity in &plan.marketing_activities {
            assert!(days.contains(zone.day(activity.date.unwrap().0)), "{activity:?}");
        }
        let ids: BTreeSet<_> =
            plan.marketing_activities.iter().map(|one| &one.marketing_activity_id).collect();
        assert_eq!(ids.len(), plan.marketing_activities.len());
    });
}

#[test]
fn rows_03_04_08_generating_answers_at_once_and_polling_finds_the_drafts() {
    ask(async |side| {
        let client = side.site_at("https://rosasbakery.example/").await;
        assert_eq!(
            client.plan(Timeframe::default()).await.unwrap().status,
            PlanStatus::NeverCreated
        );
        assert_eq!(client.generate().await.unwrap().status, PlanStatus::Generating);
        let during = client.plan(Timeframe::default()).await.unwrap();
        assert_eq!(during.status, PlanStatus::Generating);
        let plan = side.made(&client).await;
        assert_eq!(plan.status, PlanStatus::Active);
        let (_, written) = social(&plan);
        let ids = vec![written[0].marketing_activity_id.clone()];
        let posts = client.activity_posts(ids).await.unwrap();
        let items = &posts.marketing_activities[0].items;
        assert_eq!(drafts(items).len(), items.len(), "scheduling is a step of its own");
        for item in items {
            let story = item.kind == Some(ItemType::Story);
            assert_eq!(text(item).is_empty(), story, "{item:?}");
            assert!(picture(item).starts_with("http"), "{item:?}");
        }
    });
}

#[test]
fn rows_05_06_a_plan_walks_through_its_five_statuses() {
    ask(async |side| {
        assert_eq!(side.plan().await.status, PlanStatus::Active);
        side.idle_days(43).await;
        let asleep = side.plan().await;
        assert_eq!((asleep.status, asleep.marketing_activities.len()), (PlanStatus::Inactive, 0));
        side.client.clear_stories(&unknown_activity(side).await).await.unwrap();
        assert_eq!(side.plan().await.status, PlanStatus::Inactive, "only making it again wakes it");
        assert_eq!(side.client.regenerate().await.unwrap().status, PlanStatus::Generating);
        let awake = side.made(&side.client).await;
        assert_eq!(awake.status, PlanStatus::Active);
        assert!(!awake.marketing_activities.is_empty());
        side.client.delete_plan().await.unwrap();
        assert_eq!(side.plan().await.status, PlanStatus::NeverCreated);
    });
}

/// An activity of a plan that shows none.
async fn unknown_activity(side: &Side) -> String {
    let all = side.client.activities(ActivityFilter::default()).await.unwrap();
    all[0].id.clone().unwrap()
}

#[test]
fn row_06_decision_16_a_plan_sleeps_after_42_days_that_nobody_had_to_do_with_it() {
    ask(async |side| {
        side.idle_days(41).await;
        let activity = unknown_activity(side).await;
        side.client.clear_stories(&activity).await.unwrap();
        side.idle_days(41).await;
        assert_eq!(side.plan().await.status, PlanStatus::Active);
        side.idle_days(43).await;
        assert_eq!(side.plan().await.status, PlanStatus::Inactive);
    });
}

/// No plan of ours has tiers, so the reach is the same for every site.
#[test]
fn row_07_decision_15_posts_come_by_themselves_until_the_end_of_next_week_and_on_demand_for_the_rest()
 {
    ask(async |side| {
        let zone = side.zone().await;
        let near = near_term(zone.day(side.now()));
        let plan = side.plan().await;
        let (all, written) = social(&plan);
        assert!(!written.is_empty() && written.len() < all.len());
        for activity in &written {
            assert!(near.contains(zone.day(activity.date.unwrap().0)), "{activity:?}");
        }
        let id = unwritten(side).await;
        side.client.generate_posts(vec![id.clone()]).await.unwrap();
        let pictured = |item: &Item| media(item).is_some();
        let items = side.items(&id, |items| !items.is_empty() && items.iter().all(pictured)).await;
        assert_eq!(drafts(&items).len(), items.len());
        side.client.generate_posts(vec![id.clone()]).await.unwrap();
        let again = side.items(&id, |_| true).await;
        assert_eq!(again.len(), items.len(), "what has posts gets no second ones");
    });
}

#[test]
fn rows_09_10_posts_are_for_all_channels_and_only_connected_ones_are_scheduled() {
    ask(async |side| {
        let (_, items) = written(side).await;
        let networks: BTreeSet<&str> = items.iter().map(|item| item.channel.name.code()).collect();
        let six = ["FACEBOOK", "GBP", "INSTAGRAM", "LINKEDIN", "PINTEREST", "TIKTOK"];
        assert_eq!(networks, BTreeSet::from(six));
        let ids: Vec<String> = items.iter().map(|item| item.id.clone()).collect();
        let scheduled = side.client.schedule_drafts(ids).await.unwrap().items;
        let connected: Vec<&Item> =
            items.iter().filter(|item| item.channel.account_id.is_some()).collect();
        assert!(connected.len() < items.len() && !connected.is_empty());
        let ids =
            |items: Vec<&Item>| items.iter().map(|one| one.id.clone()).collect::<BTreeSet<_>>();
        assert_eq!(ids(scheduled.iter().collect()), ids(connected));
    });
}

#[test]
fn row_11_only_drafts_are_scheduled() {
    ask(async |side| {
        let (activity, items) = written(side).await;
        let item = items.iter().find(|item| item.channel.account_id.is_some()).unwrap();
        let asked = vec![item.id.clone()];
        let scheduled = side.client.schedule_drafts(asked.clone()).await.unwrap().items;
        assert_eq!(scheduled[0].status, Some(ItemStatus::Scheduled));
        let date = scheduled[0].scheduling_info.as_ref().unwrap().scheduled_date;
        let of_activity = side.client.activity(&activity).await.unwrap().target_date;
        assert_eq!(date, of_activity, "at the activity's date");
        assert_eq!(side.client.schedule_drafts(asked).await.unwrap().items, []);
        let nothing = vec!["01a1fef3-5d4b-790a-8dba-000000000000".to_owned()];
        assert_eq!(side.client.schedule_drafts(nothing).await.unwrap().items, []);
    });
}

#[test]
fn row_12_a_site_that_is_not_there_is_taken_and_ends_failed() {
    ask(async |side| {
        let client = side.site_at("https://nowhere.invalid/").await;
        assert_eq!(client.generate().await.unwrap().status, PlanStatus::Generating);
        assert_eq!(side.made(&client).await.status, PlanStatus::Failed);
    });
}

#[test]
fn row_13_two_generations_differ() {
    ask(async |side| {
        let titles = async || {
            let plan = side.made(&side.client).await;
            plan.marketing_activities
                .into_iter()
                .map(|one| (one.title, one.date))
                .collect::<Vec<_>>()
        };
        let first = titles().await;
        side.client.regenerate().await.unwrap();
        assert_ne!(titles().await, first);
    });
}

/// Of an activity that has something that left draft, the drafts stay beside it: it is kept
/// whole.
#[test]
fn row_17_decision_11_regenerating_replaces_what_is_to_come_and_keeps_what_left_draft() {
    ask(async |side| {
        let before = side.plan().await;
        let (_, items) = written(side).await;
        let ids = items.iter().map(|item| item.id.clone()).collect();
        let scheduled = side.client.schedule_drafts(ids).await.unwrap().items;
        side.client.regenerate().await.unwrap();
        let after = side.made(&side.client).await;
        let held: BTreeSet<&String> = after
            .marketing_activities
            .iter()
            .flat_map(|one| &one.items)
            .map(|item| &item.id)
            .collect();
        assert!(!scheduled.is_empty() && scheduled.iter().all(|item| held.contains(&item.id)));
        let now = side.now();
        let to_come = before
            .marketing_activities
            .iter()
            .filter(|one| !one.items.is_empty() && one.date.is_some_and(|date| date.0 > now));
        for activity in to_come {
            let left_draft = |item: &Item| {
                item.status != Some(ItemStatus::Draft)
                    || scheduled.iter().any(|taken| taken.id == item.id)
            };
            let kept = activity.items.iter().any(left_draft);
            assert!(
                activity.items.iter().all(|item| held.contains(&item.id) == kept),
                "{activity:?}"
            );
        }
        let ids = |plan: &wix::wire::MarketingPlan| {
            plan.marketing_activities
                .iter()
                .map(|one| one.marketing_activity_id.clone())
                .collect::<BTreeSet<_>>()
        };
        assert!(ids(&before).difference(&ids(&after)).count() > 5, "the rest is replaced");
    });
}

#[test]
fn row_17_keyword_research_feeds_the_articles() {
    ask(async |side| {
        let asked = side.client.regenerate_with_keyword_research().await.unwrap();
        assert_eq!(asked.status, PlanStatus::Generating);
        let stages = until(async || {
            let run = side.store.run(side.scope).await.unwrap().unwrap();
            if run.finished_at.is_none() {
                let plan = side.plan().await.status;
                assert!(matches!(plan, PlanStatus::Generating | PlanStatus::Active));
            }
            run.finished_at.map(|_| run.kind.stages().len())
        });
        assert_eq!(stages.await, 6);
        let plan = side.made(&side.client).await;
        assert_eq!(plan.status, PlanStatus::Active);
        let activities =
            side.store.activities(side.scope, side.now(), jiff::Timestamp::MAX).await.unwrap();
        let researched = activities.iter().filter(|one| one.reason.contains("Keyword research"));
        assert!(researched.count() > 0, "{activities:?}");
    });
}

#[test]
fn row_17_keyword_research_leaves_a_running_generation_alone() {
    ask(async |side| {
        side.client.regenerate().await.unwrap();
        let asked = side.client.regenerate_with_keyword_research().await.unwrap();
        assert_eq!(asked.status, PlanStatus::Generating);
        let plan = side.made(&side.client).await;
        let kind = until(async || {
            let run = side.store.run(side.scope).await.unwrap().unwrap();
            run.finished_at.map(|_| run.kind)
        });
        assert_eq!(kind.await, store::runs::RunKind::Keywords, "a run of its own, after it");
        assert_eq!(side.plan().await, plan, "which leaves the plan as it is");
    });
}

#[test]
fn row_19_goals_and_points_of_view_can_be_chosen_from() {
    ask(async |side| {
        let goals = side.client.goal_options().await.unwrap();
        let keys: BTreeSet<&str> = goals.iter().map(|goal| goal.plan_goal_key.as_str()).collect();
        let four = ["BOOST_SALES", "BRAND_AWARENESS", "COLLECT_LEADS", "DRIVE_TRAFFIC"];
        assert_eq!(keys, BTreeSet::from(four));
        let views = side.client.point_of_view_options().await.unwrap();
        let keys: Vec<&str> = views.iter().map(|view| view.point_of_view.as_str()).collect();
        assert_eq!(keys, ["FIRST_PERSON", "SECOND_PERSON", "THIRD_PERSON"]);
    });
}

#[test]
fn row_20_words_and_pictures_are_made_anew_and_cleared() {
    ask(async |side| {
        let (id, before) = storyless(side).await;
        side.client.regenerate_posts_media(&id).await.unwrap();
        let redrawn = side
            .items(&id, |items| {
                items.iter().zip(&before).all(|(new, old)| picture(new) != picture(old))
            })
            .await;
        let texts = |items: &[Item]| items.iter().map(text).collect::<Vec<_>>();
        assert_eq!(texts(&redrawn), texts(&before), "the words stay");

        let snapshot = side.client.regenerate_posts(&id).await.unwrap();
        assert_eq!(snapshot["marketingActivity"]["marketingActivityId"], json!(id));
        side.items(&id, |items| {
            items.iter().zip(&redrawn).all(|(new, old)| {
                text(new) != text(old) && picture(new) != picture(old) && new.id == old.id
            })
        })
        .await;

        let stories = side.client.regenerate_stories(&id).await.unwrap();
        assert_eq!(stories["marketingActivity"]["marketingActivityId"], json!(id));
        side.client.clear_stories(&id).await.unwrap();
        assert!(!side.items(&id, |_| true).await.is_empty(), "posts are no stories");
        for _ in 0..2 {
            side.client.clear_posts(&id).await.unwrap();
            assert_eq!(side.items(&id, |_| true).await, []);
        }
        assert!(side.client.activity(&id).await.is_ok(), "the activity stays");
    });
}

#[test]
fn row_20_stories_are_where_they_are_planned_and_nowhere_else() {
    ask(async |side| {
        let (id, items) = storied(side).await;
        let stories = only(&ItemType::Story, &items);
        let networks: Vec<&str> = stories.iter().map(|item| item.channel.name.code()).collect();
        assert_eq!(BTreeSet::from_iter(networks), BTreeSet::from(["FACEBOOK", "INSTAGRAM"]));
        let plan = side.plan().await;
        let shown = plan.marketing_activities.iter().find(|one| one.marketing_activity_id == id);
        assert_eq!(shown.unwrap().items, items);
        side.client.generate_posts(vec![id.clone()]).await.unwrap();
        assert_eq!(side.items(&id, |_| true).await, items, "what is there is not made twice");

        let (other, before) = storyless(side).await;
        assert_eq!(only(&ItemType::Story, &before), []);
        let snapshot = side.client.regenerate_stories(&other).await.unwrap();
        assert_eq!(snapshot["marketingActivity"]["marketingActivityId"], json!(other));
        // A later task of the same kind is done, so this one is too.
        remade(side, &id, &stories).await;
        assert_eq!(
            side.items(&other, |_| true).await,
            before,
            "none was made that was not planned"
        );
    });
}

/// Has the stories of an activity made anew, and waits for it.
async fn remade(side: &Side, id: &str, stories: &[Item]) -> Vec<Item> {
    side.client.regenerate_stories(id).await.unwrap();
    let new = |items: &[Item]| {
        let now = only(&ItemType::Story, items);
        now.len() == stories.len()
            && now.iter().zip(stories).all(|(new, old)| picture(new) != picture(old))
    };
    side.items(id, new).await
}

#[test]
fn row_20_stories_are_made_anew_and_cleared_by_themselves() {
    ask(async |side| {
        let (id, before) = storied(side).await;
        let (posts, stories) = (only(&ItemType::Post, &before), only(&ItemType::Story, &before));
        let after = remade(side, &id, &stories).await;
        assert_eq!(only(&ItemType::Post, &after), posts, "posts stay");
        let stories = only(&ItemType::Story, &after);

        side.client.regenerate_posts(&id).await.unwrap();
        let new_words = |items: &[Item]| {
            let now = only(&ItemType::Post, items);
            now.iter().zip(&posts).all(|(new, old)| {
                text(new) != text(old) && media(new).is_some() && picture(new) != picture(old)
            })
        };
        let anew = side.items(&id, new_words).await;
        assert_eq!(only(&ItemType::Story, &anew), stories, "stories stay");
        side.client.regenerate_posts_media(&id).await.unwrap();
        let old = only(&ItemType::Post, &anew);
        let redrawn = |items: &[Item]| {
            let now = only(&ItemType::Post, items);
            now.iter().zip(&old).all(|(new, old)| picture(new) != picture(old))
        };
        let redrawn = side.items(&id, redrawn).await;
        assert_eq!(only(&ItemType::Story, &redrawn), stories, "stories stay");

        let [first, second] = &stories[..] else { panic!("not two stories: {stories:?}") };
        let asked = vec![first.id.clone()];
        let scheduled = side.client.schedule_drafts(asked).await.unwrap().items;
        assert_eq!(scheduled[0].kind, Some(ItemType::Story));
        for _ in 0..2 {
            side.client.clear_stories(&id).await.unwrap();
            let left = side.items(&id, |_| true).await;
            assert_eq!(only(&ItemType::Story, &left), scheduled, "what is scheduled stays");
            assert_eq!(only(&ItemType::Post, &left).len(), posts.len(), "posts stay");
            assert!(left.iter().all(|item| item.id != second.id));
        }
        side.client.clear_posts(&id).await.unwrap();
        assert_eq!(side.items(&id, |_| true).await, scheduled, "stories are no posts");
    });
}

#[test]
fn row_20_activities_and_the_plan_can_be_deleted() {
    ask(async |side| {
        let (id, _) = written(side).await;
        side.client.delete_plan_activity(&id).await.unwrap();
        let gone = side.client.activity(&id).await;
        assert!(matches!(gone, Err(WixError::NotFound(_))), "{gone:?}");
        for _ in 0..2 {
            side.client.delete_plan().await.unwrap();
            let plan = side.plan().await;
            assert_eq!(
                (plan.status, plan.marketing_activities),
                (PlanStatus::NeverCreated, Vec::new())
            );
        }
        assert_eq!(rule(side.client.regenerate().await), "PLAN_NOT_FOUND_ERROR");
        side.client.generate().await.unwrap();
        assert_eq!(side.made(&side.client).await.status, PlanStatus::Active);
    });
}

#[test]
fn row_20_a_plan_that_is_deleted_while_it_is_made_stays_deleted() {
    ask(async |side| {
        side.client.regenerate().await.unwrap();
        side.client.delete_plan().await.unwrap();
        until(async || {
            let run = side.store.run(side.scope).await.unwrap().unwrap();
            run.finished_at.map(drop)
        })
        .await;
        assert_eq!(side.plan().await.status, PlanStatus::NeverCreated);
    });
}

#[test]
fn row_23_drafts_stay_and_scheduled_posts_go_out_and_stay_as_they_are() {
    ask(async |side| {
        let (id, items) = written(side).await;
        let soon = side.now() + 3.seconds();
        let sent = MarketingActivity {
            target_date: Some(Instant(soon)),
            ..side.client.activity(&id).await.unwrap()
        };
        side.client.update_activity(&id, sent, "targetDate").await.unwrap();
        let item = only(&ItemType::Post, &items)
            .into_iter()
            .find(|item| item.channel.account_id.is_some())
            .unwrap();
        let scheduled = side.client.schedule_drafts(vec![item.id.clone()]).await.unwrap().items;
        assert_eq!(scheduled.len(), 1);
        let out = side
            .items(&id, |items| {
                items
                    .iter()
                    .any(|one| one.id == item.id && one.status == Some(ItemStatus::Published))
            })
            .await;
        for other in out.iter().filter(|one| one.id != item.id) {
            assert_eq!(other.status, Some(ItemStatus::Draft), "a draft is never published");
        }
        let live = out.iter().find(|one| one.id == item.id).unwrap();
        assert!(live.external_item_url.is_some());
        side.client.regenerate_posts(&id).await.unwrap();
        side.items(&id, |items| {
            only(&ItemType::Post, items)
                .iter()
                .filter(|one| one.id != item.id)
                .all(|one| out.iter().any(|old| old.id == one.id && text(old) != text(one)))
        })
        .await;
        side.client.clear_posts(&id).await.unwrap();
        assert_eq!(
            only(&ItemType::Post, &side.items(&id, |_| true).await),
            std::slice::from_ref(live),
            "what is out stays as it is"
        );
        let kept = side.client.delete_plan_activity(&id).await;
        assert!(matches!(kept, Err(WixError::Rule { .. })), "{kept:?}");
    });
}

#[test]
fn decisions_08_09_generating_twice_is_one_and_regenerating_twice_is_refused() {
    ask(async |side| {
        assert_eq!(side.client.generate().await.unwrap().status, PlanStatus::Generating);
        assert_eq!(side.client.generate().await.unwrap().status, PlanStatus::Generating);
        assert_eq!(rule(side.client.regenerate().await), "PLAN_ALREADY_GENERATING_ERROR");
        assert_eq!(side.made(&side.client).await.status, PlanStatus::Active);
    });
}

#[test]
fn decision_14_posts_for_an_activity_that_is_not_there_are_refused_as_a_whole() {
    ask(async |side| {
        let id = unwritten(side).await;
        let foreign = "01a1fef3-5d4b-790a-8dba-000000000000".to_owned();
        let refused = side.client.generate_posts(vec![id.clone(), foreign]).await;
        assert!(matches!(refused, Err(WixError::NotFound(_))), "{refused:?}");
        let blog = ActivityFilter {
            marketing_activity_type: Some(json!("BLOG")),
            ..ActivityFilter::default()
        };
        let blog = side.client.activities(blog).await.unwrap()[0].id.clone().unwrap();
        let no_posts = side.client.generate_posts(vec![id.clone(), blog]).await;
        assert_eq!(rule(no_posts), "REFUSED_ERROR");
        assert_eq!(side.items(&id, |_| true).await, [], "nothing was begun");
    });
}

#[test]
fn decision_12_a_draft_whose_date_has_passed_stays_a_draft() {
    ask(async |side| {
        let (id, items) = written(side).await;
        let soon = side.now() + 500.milliseconds();
        let sent = MarketingActivity {
            target_date: Some(Instant(soon)),
            ..side.client.activity(&id).await.unwrap()
        };
        side.client.update_activity(&id, sent, "targetDate").await.unwrap();
        until(async || (side.now() > soon).then_some(())).await;
        let ids = items.iter().map(|item| item.id.clone()).collect();
        assert_eq!(side.client.schedule_drafts(ids).await.unwrap().items, []);
    });
}

#[test]
fn decision_20_one_to_twenty_ids() {
    ask(async |side| {
        let id = unwritten(side).await;
        for ids in [Vec::new(), vec![id.clone(); 21], vec!["x".to_owned()]] {
            for refused in [
                side.client.generate_posts(ids.clone()).await.map(drop),
                side.client.activity_posts(ids.clone()).await.map(drop),
            ] {
                let Err(WixError::Invalid { fields, .. }) = refused else { panic!("{refused:?}") };
                assert!(fields[0].field.starts_with("marketingActivityIds"), "{fields:?}");
            }
            let refused = side.client.schedule_drafts(ids).await;
            let Err(WixError::Invalid { fields, .. }) = refused else { panic!("{refused:?}") };
            assert!(fields[0].field.starts_with("draftIds"), "{fields:?}");
        }
    });
}
