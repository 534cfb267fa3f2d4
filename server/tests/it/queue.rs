//! The queue page, as a person without script uses it.

use std::time::{Duration, Instant};

use domain::{
    days::Zone,
    id::PostId,
    post::PostStatus,
    writing::{Authorship, Finding, Rule},
};
use jiff::ToSpan;
use store::{Store, posts::Which};

use crate::almanac::{Sample, now, on_both};

/// The publisher looks once a second.
const PATIENCE: Duration = Duration::from_secs(30);

pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !holds().await {
        assert!(start.elapsed() < PATIENCE, "never came true: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn statuses(store: &Store, scope: domain::Scope, posts: &[PostId]) -> Vec<PostStatus> {
    let posts = store.posts_with(scope, posts).await.unwrap();
    posts.iter().map(|post| post.status).collect()
}

#[test]
fn what_was_missed_is_shown_together_and_made_drafts_together() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let store = almanac.store().await;
        let scope = store.scope_of_site(sample.word("site_id").parse().unwrap()).await.unwrap();
        let rosa = sample.rosa().await;
        let drafts = store.posts(scope, Which::Drafts).await.unwrap();
        let asleep: Vec<PostId> = drafts.iter().take(3).map(|post| post.id).collect();
        for post in &drafts[..3] {
            let then = now() - 6.hours();
            store.move_post(scope, post.id, post.version, then).await.unwrap();
            store.schedule_post(scope, post.id).await.unwrap();
        }
        until("all three are missed", async || {
            statuses(&store, scope, &asleep).await == [PostStatus::Missed; 3]
        })
        .await;

        let queue = format!("/sites/{}/queue", scope.site);
        let page = rosa.opens(&queue).await;
        assert!(page.text().contains("Make all 3 drafts again"), "{}", page.text());
        assert!(page.text().contains("The next seven days"));
        let answer = rosa.submits(&format!("{queue}/missed"), &[]).await;
        assert_eq!((answer.status, answer.header("location")), (303, queue.as_str()));
        assert_eq!(statuses(&store, scope, &asleep).await, [PostStatus::Draft; 3]);
        let page = rosa.opens(&queue).await;
        assert!(page.text().contains("3 missed posts are drafts again."), "{}", page.text());

        // Asked again it says so, and changes nothing.
        rosa.submits(&format!("{queue}/missed"), &[]).await;
        assert!(rosa.opens(&queue).await.text().contains("Nothing was missed."));
    });
}

#[test]
fn receipts_are_a_table_that_a_spreadsheet_opens() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let store = almanac.store().await;
        let scope = store.scope_of_site(sample.word("site_id").parse().unwrap()).await.unwrap();
        let rosa = sample.rosa().await;
        let answer = rosa.opens(&format!("/sites/{}/receipts.csv", scope.site)).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, "text/csv; charset=utf-8")
        );
        let lines: Vec<&str> = answer.text().lines().collect();
        let head = "post,channel,provider,attempt,claimed_at,sent_at,answered_at,latency_ms,outcome,http_status,link,reference,body_sha256,reason";
        assert_eq!(lines[0], head);
        let published = store.last_published(scope, 10).await.unwrap();
        assert_eq!(lines.len(), 1 + published.len(), "one attempt each: {lines:#?}");
        for post in published {
            let line = lines.iter().find(|line| line.starts_with(&post.id.to_string())).unwrap();
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!(cells[1..4], [post.channel.code(), "sandbox", "1"], "{line}");
            assert_eq!((cells[8], cells[10]), ("published", post.live_link.as_deref().unwrap()));
            let latency: i64 = cells[7].parse().unwrap();
            assert!((0..60_000).contains(&latency), "{line}");
            assert_eq!(cells[12].len(), 64, "SHA-256 in hexadecimal: {line}");
        }
    });
}

#[test]
fn what_is_stopped_stays_scheduled_until_it_goes_on() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let store = almanac.store().await;
        let scope = store.scope_of_site(sample.word("site_id").parse().unwrap()).await.unwrap();
        let (rosa, queue) = (sample.rosa().await, format!("/sites/{}/queue", scope.site));
        let fields = [("provider", "any"), ("why", "A word in it is wrong.")];
        let answer = rosa.submits(&format!("{queue}/freeze"), &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, queue.as_str()));
        let page = rosa.opens(&queue).await;
        assert!(page.text().contains("Publishing is stopped for this site"), "{}", page.text());
        assert!(page.text().contains("A word in it is wrong."));

        let connected = store.connections(scope).await.unwrap();
        let mut drafts = store.posts(scope, Which::Drafts).await.unwrap();
        drafts.retain(|post| connected.iter().any(|one| one.channel == post.channel));
        let post = drafts.remove(0);
        store.move_post(scope, post.id, post.version, now()).await.unwrap();
        store.schedule_post(scope, post.id).await.unwrap();
        // The publisher looks each second; three of its looks pass it by.
        let passed = now() + 3.seconds();
        until("three looks", async || now() > passed).await;
        assert_eq!(statuses(&store, scope, &[post.id]).await, [PostStatus::Scheduled]);

        let wrong = rosa.submits(&format!("{queue}/unfreeze"), &[("provider", "pigeon")]).await;
        assert_eq!(wrong.status, 422);
        rosa.submits(&format!("{queue}/unfreeze"), &[("provider", "any")]).await;
        until("it goes out", async || {
            statuses(&store, scope, &[post.id]).await == [PostStatus::Published]
        })
        .await;
        assert!(!rosa.opens(&queue).await.text().contains("is stopped for this site"));
    });
}

#[test]
fn a_post_that_is_held_back_is_seen_wherever_it_stands() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let store = almanac.store().await;
        let scope = store.scope_of_site(sample.word("site_id").parse().unwrap()).await.unwrap();
        let rosa = sample.rosa().await;
        let drafts = store.posts(scope, Which::Drafts).await.unwrap();
        let post = drafts.iter().find(|post| post.publish_at > now() + 1.hour()).unwrap();
        let then = now() + 24.hours();
        store.move_post(scope, post.id, post.version, then).await.unwrap();
        let finding = Finding {
            rule: Rule::Unknown,
            words: "1887".into(),
            said: "1887 stands nowhere. Remove it.".into(),
        };
        let authorship = Authorship { findings: vec![finding], ..Authorship::default() };
        let now_at = (post.id, post.version + 1);
        let words = (&post.text, None);
        store.change_written(scope, now_at, words, &authorship, false).await.unwrap();

        let site = format!("/sites/{}", scope.site);
        let day = Zone::named("Europe/Lisbon").unwrap().day(then);
        let month = day.strftime("%Y-%m");
        for page in [
            format!("{site}/calendar?month={month}"),
            format!("{site}/calendar?view=list&month={month}"),
            format!("{site}/activities/{}", post.activity),
            format!("{site}/posts/{}", post.id),
        ] {
            assert!(rosa.opens(&page).await.text().contains("Held back"), "{page}");
        }
        let queue = rosa.opens(&format!("{site}/queue")).await;
        let told = "It is held back until you have looked at its words.";
        assert!(queue.text().contains(told), "{}", queue.text());
    });
}
