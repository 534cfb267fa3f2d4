//! What programs are told of a plan, and whether it is still so, on both engines.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod fixture;

use domain::{
    activity::ActivityType,
    channel::Channel,
    connection::{Connection, ProviderKind},
    contract::Credentials,
    id::{ActivityId, ConnectionId, PostId},
    plan::PlanStatus,
    post::{PostKind, PostStatus, PostText},
    source::Handover,
};
use fixture::{Bakery, at_both, on_both};
use jiff::{SignedDuration, Timestamp, ToSpan};
use store::{
    SecretKey, Store,
    mark::Mark,
    sources::mirror::{Mirrored, MirroredActivity, MirroredPost},
    whole_plan::Part,
};

const ALL: Part<'_> = Part::Between(Timestamp::MIN, Timestamp::MAX);

#[test]
fn a_plan_is_read_whole_as_its_parts_are_read_one_by_one() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let empty = store.whole_plan(scope, ALL, now).await.unwrap();
        assert_eq!(empty.status, PlanStatus::NeverCreated);
        assert!(empty.activities().unwrap().is_empty() && empty.connections().unwrap().is_empty());

        let (first, post) = bakery.post(&store, world, Channel::TikTok, now + 2.hours()).await;
        let others = [Channel::Mastodon, Channel::Instagram]
            .map(|channel| fixture::new_post(world, channel, now + 3.hours()));
        store.add_posts(scope, first, &others, now).await.unwrap();
        let text = PostText {
            title: Some(String::new()),
            caption: "“Bread”\n\tat nine, 🥖".into(),
            link: Some("https://rosa.example/?a=\"".into()),
            alt_text: "Not told.".into(),
        };
        store.change_text(scope, post, 1, &text, true).await.unwrap();
        store.schedule_post(scope, post).await.unwrap();
        let id = ConnectionId::mint(world);
        let (channel, provider) = (Channel::TikTok, ProviderKind::Sandbox);
        let connection = Connection { id, channel, provider, account: "rosa".into(), limits: None };
        store.connect(scope, &connection, None, now).await.unwrap();

        let whole = store.whole_plan(scope, ALL, now).await.unwrap();
        assert_eq!((whole.status, whole.time_zone.as_str()), (PlanStatus::Active, "UTC"));
        assert_eq!(whole.connections().unwrap(), [(Channel::TikTok, id.to_string().as_str())]);
        let activities = whole.activities().unwrap();
        let activity = store.activity(scope, first).await.unwrap();
        assert_eq!(activities.len(), 1);
        assert_eq!(activities[0].id, first.to_string());
        assert_eq!(activities[0].title, activity.title);
        assert_eq!(
            (activities[0].description, activities[0].kind),
            (&*activity.description, activity.kind)
        );
        assert_eq!(activities[0].starts_at, activity.starts_at);
        let channels: Vec<Channel> =
            activities[0].posts.iter().map(|post| post.placement.channel).collect();
        assert_eq!(channels, [Channel::Instagram, Channel::TikTok, Channel::Mastodon]);
        for told in &activities[0].posts {
            let post = store.post(scope, told.id.parse().unwrap()).await.unwrap();
            assert_eq!(told.status, post.status);
            assert_eq!(told.publish_at, post.publish_at);
            assert_eq!(told.title, post.text.title.as_deref());
            assert_eq!(told.caption, post.text.caption);
            assert_eq!(told.link, post.text.link.as_deref());
            assert_eq!((told.picture, told.live_link, told.failure), (None, None, None));
        }
        assert_eq!(activities[0].posts[1].title, Some(""), "empty is not null");

        let ids = [first, ActivityId::mint(world)];
        let only = store.whole_plan(scope, Part::Only(&ids), now).await.unwrap();
        assert_eq!(only.activities().unwrap(), activities);
        let before = Part::Between(Timestamp::MIN, activity.starts_at);
        assert!(
            store.whole_plan(scope, before, now).await.unwrap().activities().unwrap().is_empty()
        );
        let second = bakery.second_site(&store, world).await;
        let other = store.whole_plan(second, Part::Only(&ids), now).await.unwrap();
        assert!(other.activities().unwrap().is_empty(), "another site's are not found");

        let posts = store.posts_with(scope, &[others[1].id, PostId::mint(world), post]).await;
        let found: Vec<PostId> = posts.unwrap().iter().map(|post| post.id).collect();
        assert_eq!(found, [others[1].id, post], "in the order asked for");
    });
}

#[test]
fn a_plan_says_until_when_it_stands_so_by_the_clock_alone() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let now = world.now();
        bakery.post(&store, world, Channel::TikTok, now + 2.hours()).await;
        let six_weeks = SignedDuration::from_hours(42 * 24);
        let found = store.whole_plan(bakery.scope, ALL, now).await.unwrap();
        assert_eq!(found.status, PlanStatus::Active);
        assert_eq!(found.stands_until, now + six_weeks + SignedDuration::from_millis(1));
        for (at, status) in
            [(now + six_weeks, PlanStatus::Active), (found.stands_until, PlanStatus::Inactive)]
        {
            assert_eq!(store.whole_plan(bakery.scope, ALL, at).await.unwrap().status, status);
            let (_, counts) = store.site_and_counts(bakery.scope, at).await.unwrap();
            assert_eq!(counts.plan, status, "pages say the same");
        }
    });
}

#[test]
fn a_text_of_another_source_cannot_tear_a_plan_apart() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let handover = Handover { keep_drafts: false, keep_scheduled: false };
        let key = Credentials::new("key".to_owned());
        store.take_plan_from_wix(scope, "rosa", &key, handover, now).await.unwrap();
        let odd = "Bread\u{1c}\u{1d}\u{1e}\u{1f}at nine";
        let text = PostText {
            title: Some(odd.into()),
            caption: odd.into(),
            link: Some(odd.into()),
            alt_text: String::new(),
        };
        let post = MirroredPost {
            id: PostId::mint(world),
            channel: Channel::TikTok,
            kind: PostKind::Post,
            text,
            picture: None,
            publish_at: now,
            status: PostStatus::Published,
            live_link: Some(odd.into()),
            failure: None,
        };
        let activity = MirroredActivity {
            id: ActivityId::mint(world),
            kind: ActivityType::SocialMarketing,
            title: odd.into(),
            description: odd.into(),
            starts_at: now,
            posts: vec![post],
        };
        let plan = Mirrored {
            status: PlanStatus::Active,
            from: now,
            activities: vec![activity],
            unshown: 0,
        };
        store.mirror(scope, &plan, now, now).await.unwrap();
        let whole = store.whole_plan(scope, ALL, now).await.unwrap();
        let told = whole.activities().unwrap();
        assert_eq!(told[0].title, "Bread    at nine");
        assert_eq!(told[0].posts[0].live_link, Some("Bread    at nine"));
    });
}

/// The mark that the database keeps while nobody does anything. Databases of other tests on
/// the same PostgreSQL count as somebody.
async fn settled(store: &Store) -> Option<Mark> {
    let mut last = store.mark().await.unwrap();
    for _ in 0..200 {
        let mark = store.mark().await.unwrap();
        if mark == last {
            return Some(mark);
        }
        last = mark;
    }
    None
}

#[test]
fn a_mark_stays_until_something_is_committed_wherever_that_was() {
    at_both(async |location, world| {
        let store = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
        let elsewhere = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
        let bakery = Bakery::open(&store, world).await;
        let (activity, post) =
            bakery.post(&store, world, Channel::TikTok, world.now() + 2.hours()).await;
        assert!(settled(&store).await.is_some(), "it never stays");
        // Each with words of its own: the same again are no change.
        for (process, words) in [(&store, "Rye"), (&elsewhere, "Spelt")] {
            let (scope, now) = (bakery.scope, world.now());
            let mut before = store.mark().await.unwrap();
            let mut changed = async |what: &str| {
                let after = store.mark().await.unwrap();
                assert_ne!(after, before, "{what}");
                before = after;
            };
            process.schedule_post(scope, post).await.unwrap();
            changed("scheduled").await;
            let claimed = process
                .claim_due(now + 3.hours(), std::time::Duration::from_secs(60), 9, &[])
                .await
                .unwrap();
            assert_eq!(claimed.len(), 1);
            changed("claimed").await;
            process.engage(scope, now + 2.hours()).await.unwrap();
            process.change_activity(scope, activity, words, "Dark").await.unwrap();
            changed("other words").await;
            let tx = process.begin().await.unwrap();
            tx.commit().await.unwrap();
            process
                .record(
                    &[store::publishing::Outcome {
                        scope,
                        post,
                        attempt: claimed[0].attempt,
                        then: store::publishing::Then::Failed,
                        http_status: None,
                        reason: Some("The network refused this.".into()),
                    }],
                    now,
                )
                .await
                .unwrap();
            changed("failed").await;
        }
        store.close().await;
        elsewhere.close().await;
    });
}
