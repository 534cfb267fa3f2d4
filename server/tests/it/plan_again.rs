//! A new plan is looked at before it is taken, and taken in parts.

use std::collections::BTreeMap;

use domain::{Scope, id::ActivityId};
use jiff::Timestamp;
use store::{Store, activities::Activity, posts::Which};

use crate::{
    almanac::{Sample, now, on_both},
    browser::{Answer, Browser},
    queue::until,
};

/// A new plan as a page shows it.
struct Seen {
    draw: String,
    fingerprint: String,
    /// What can be ticked, with its mark and title.
    rows: BTreeMap<ActivityId, String>,
}

impl Seen {
    fn on(page: &Answer) -> Self {
        let html = page.text();
        let value = |name: &str| between(html, &format!("name=\"{name}\" value=\""), "\"").unwrap();
        let (draw, fingerprint) = (value("draw"), value("seen"));
        let rows = html.split("<input type=\"checkbox\" name=\"take\" value=\"").skip(1);
        let rows = rows
            .map(|row| {
                let id = row.split('"').next().unwrap().parse().unwrap();
                (id, between(row, "aria-label=\"", "\"").unwrap())
            })
            .collect();
        Seen { draw, fingerprint, rows }
    }

    fn that(&self, becomes: &str) -> Vec<ActivityId> {
        let marked = self.rows.iter().filter(|(_, row)| row.contains(&format!(", {becomes}, ")));
        marked.map(|(id, _)| *id).collect()
    }

    async fn take(&self, rosa: &Browser, again: &str, chosen: &[ActivityId]) -> Answer {
        let ids: Vec<String> = chosen.iter().map(ToString::to_string).collect();
        let mut fields = vec![("draw", self.draw.as_str()), ("seen", self.fingerprint.as_str())];
        fields.extend(ids.iter().map(|id| ("take", id.as_str())));
        rosa.submits(again, &fields).await
    }
}

fn between(text: &str, start: &str, end: &str) -> Option<String> {
    Some(text.split_once(start)?.1.split_once(end)?.0.to_owned())
}

/// What is shown at an address that leads to where the plan stands still.
async fn looks(rosa: &Browser, again: &str) -> (String, Seen) {
    let led = rosa.opens(again).await;
    assert_eq!(led.status, 303);
    let address = led.header("location").to_owned();
    let page = rosa.opens(&address).await;
    assert_eq!(page.status, 200, "{}", page.text());
    (address, Seen::on(&page))
}

async fn to_come(store: &Store, scope: Scope) -> BTreeMap<ActivityId, Activity> {
    let activities = store.activities(scope, now(), Timestamp::MAX).await.unwrap();
    activities.into_iter().map(|activity| (activity.id, activity)).collect()
}

async fn written(store: &Store, scope: Scope) {
    until("the posts are written", async || {
        store.run(scope).await.unwrap().is_none_or(|run| run.finished_at.is_some())
    })
    .await;
}

#[test]
fn a_new_plan_is_seen_before_it_is_taken_and_taken_item_by_item() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let store = almanac.store().await;
        let scope = store.scope_of_site(sample.word("site_id").parse().unwrap()).await.unwrap();
        let rosa = sample.rosa().await;
        let again = format!("/sites/{}/plan/again", scope.site);
        let before = to_come(&store, scope).await;

        // Looking changes nothing, and the same address shows the same.
        let (address, seen) = loop {
            let (address, seen) = looks(&rosa, &again).await;
            // Another draw, should this one only move things.
            if !seen.that("comes").is_empty() && !seen.that("goes").is_empty() {
                break (address, seen);
            }
        };
        let reloaded = Seen::on(&rosa.opens(&address).await);
        assert_eq!(seen.fingerprint, reloaded.fingerprint);
        assert_eq!(seen.rows, reloaded.rows);
        assert_eq!(to_come(&store, scope).await, before);
        let (comes, goes) = (seen.that("comes"), seen.that("goes"));
        let kept = store.kept_activities(scope, now()).await.unwrap();
        assert!(kept.iter().all(|kept| !seen.rows.contains_key(&kept.id)), "is not offered");

        // With nothing ticked nothing happens, and it says so.
        let nothing = seen.take(&rosa, &again, &[]).await;
        assert_eq!(nothing.status, 422);
        assert!(nothing.text().contains("Nothing is ticked"), "{}", nothing.text());

        // One comes, one goes; the rest stays.
        let taken = seen.take(&rosa, &again, &[comes[0], goes[0]]).await;
        assert_eq!(taken.status, 303, "{}", taken.text());
        let calendar = rosa.opens(taken.header("location")).await;
        assert!(calendar.text().contains("Your plan is changed: 1 added, 1 dropped."));
        let after = to_come(&store, scope).await;
        assert!(after.contains_key(&comes[0]) && !after.contains_key(&goes[0]));
        assert_eq!(after.len(), before.len());
        let untouched = |id: &&ActivityId| **id != comes[0] && **id != goes[0];
        assert!(before.keys().filter(untouched).all(|id| after.get(id) == before.get(id)));
        written(&store, scope).await;

        // The same form sent twice adds nothing twice: what was seen is not what would be now.
        let twice = seen.take(&rosa, &again, &[comes[0], goes[0]]).await;
        assert_eq!(twice.status, 409);
        assert!(twice.text().contains("changed meanwhile"), "{}", twice.text());
        assert_eq!(to_come(&store, scope).await, after);
        let shown_anew = Seen::on(&twice);
        assert_ne!(shown_anew.fingerprint, seen.fingerprint, "with what would be now");

        // All of it.
        let (_, seen) = looks(&rosa, &again).await;
        let all: Vec<ActivityId> = seen.rows.keys().copied().collect();
        assert_eq!(seen.take(&rosa, &again, &all).await.status, 303);
        written(&store, scope).await;
        let whole = to_come(&store, scope).await;
        assert!(seen.that("goes").iter().all(|id| !whole.contains_key(id)));
        assert!(seen.that("comes").iter().all(|id| whole.contains_key(id)));
        let soon = now() + jiff::SignedDuration::from_hours(48);
        let social = domain::activity::ActivityType::SocialMarketing;
        let new = seen.that("comes");
        let new = whole.values().filter(|it| new.contains(&it.id) && it.kind == social);
        for activity in new.filter(|it| it.starts_at < soon) {
            let posts = store.posts(scope, Which::OfActivity(activity.id)).await.unwrap();
            assert!(!posts.is_empty(), "{} is to come soon and has no post", activity.title);
            assert!(posts.iter().all(|post| post.publish_at == activity.starts_at));
            assert!(posts.iter().all(|post| post.picture.is_some()));
        }
        store.close().await;
    });
}

#[test]
fn what_a_person_made_theirs_meanwhile_is_not_taken_away() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let store = almanac.store().await;
        let scope = store.scope_of_site(sample.word("site_id").parse().unwrap()).await.unwrap();
        let rosa = sample.rosa().await;
        let again = format!("/sites/{}/plan/again", scope.site);
        let (_, seen) = looks(&rosa, &again).await;
        let goes = seen.that("goes");
        store.change_activity(scope, goes[0], "Our oven is new", "").await.unwrap();
        let before = to_come(&store, scope).await;
        let all: Vec<ActivityId> = seen.rows.keys().copied().collect();
        let late = seen.take(&rosa, &again, &all).await;
        assert_eq!(late.status, 409, "{}", late.text());
        assert_eq!(to_come(&store, scope).await, before, "all of it or nothing");
        assert!(!Seen::on(&late).rows.contains_key(&goes[0]));

        // A plan that was looked at long ago is looked at anew.
        let (seed, as_of) = seen.draw.split_once('-').unwrap();
        let long_ago = as_of.parse::<i64>().unwrap() - 2 * 3_600_000;
        let old = Seen { draw: format!("{seed}-{long_ago}"), ..seen };
        assert_eq!(old.take(&rosa, &again, &all).await.status, 409);
        assert_eq!(to_come(&store, scope).await, before);
        store.close().await;
    });
}
