//! What the store promises, on both engines. PostgreSQL is reached through
//! `ALMANAC_TEST_POSTGRES`, which `cargo xtask test` sets.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod fixture;
mod secrets;

use std::time::Duration;

use domain::{
    Scope,
    channel::Channel,
    connection::{Connection, ProviderKind},
    contract::Credentials,
    id::{ActivityId, ConnectionId, PostId},
    post::{PostStatus, PostText},
    profile::{Fact, FactKind},
    settings::SavedSettings,
};
use fixture::{Bakery, TestWorld, on_both};
use jiff::{Timestamp, ToSpan};
use store::{
    StoreError,
    accounts::SignUp,
    calendar::{Detail, Filter},
    posts::NewPost,
    publishing::{Intent, Outcome, Then},
    runs::RunKind,
};

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn an_address_has_one_account_and_a_session_ends_when_told() {
    on_both(async |store, world| {
        let ada = SignUp {
            email: "ada@bakery.example",
            name: "Ada",
            password_hash: "$x",
            workspace: "Bakery",
        };
        let (account, workspace) = store.sign_up(world, ada).await.unwrap();
        let again = SignUp {
            email: "ada@bakery.example",
            name: "Eve",
            password_hash: "$y",
            workspace: "Evil",
        };
        assert!(matches!(store.sign_up(world, again).await, Err(StoreError::Taken("address"))));
        assert_eq!(store.sign_in("ada@bakery.example").await.unwrap().unwrap().account, account);
        assert_eq!(store.member(account, workspace).await.unwrap().unwrap().name, "Ada");

        let now = world.now();
        store.save_session("secret", "{}", now + 1.hour()).await.unwrap();
        assert_eq!(store.load_session("secret", now).await.unwrap().as_deref(), Some("{}"));
        assert_eq!(store.load_session("secret", now + 2.hours()).await.unwrap(), None);
        store.delete_session("secret").await.unwrap();
        assert_eq!(store.load_session("secret", now).await.unwrap(), None);
    });
}

#[test]
fn failed_sign_ins_are_counted_and_forgotten() {
    on_both(async |store, world| {
        let now = world.now();
        for _ in 0..3 {
            store.note_sign_in_failure(&["ada", "10.0.0.1"], now, now - 1.hour()).await.unwrap();
        }
        assert_eq!(store.sign_in_failures("ada", now - 1.minute()).await.unwrap(), 3);
        assert_eq!(store.sign_in_failures("ben", now - 1.minute()).await.unwrap(), 0);
        store.note_sign_in_failure(&["ada"], now + 2.hours(), now + 1.hour()).await.unwrap();
        assert_eq!(store.sign_in_failures("ada", now - 1.minute()).await.unwrap(), 1);
    });
}

#[test]
fn a_corrected_fact_stays_corrected_when_the_site_is_read_again() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let fact = |value: &str| Fact { value: value.into(), ..Fact::default() };
        let mut facts = std::collections::BTreeMap::new();
        facts.insert(FactKind::Name, vec![fact("Rosas")]);
        facts.insert(FactKind::TimeZone, vec![fact("Europe/Lisbon")]);
        store.keep_reading(bakery.scope, &facts, 3, world.now()).await.unwrap();
        store
            .correct_fact(bakery.scope, FactKind::Name, Some(vec![fact("Rosa’s Bakery")]))
            .await
            .unwrap();
        store.keep_reading(bakery.scope, &facts, 3, world.now()).await.unwrap();
        let site = store.site(bakery.scope).await.unwrap();
        assert_eq!(
            (site.name.as_str(), site.time_zone.as_str()),
            ("Rosa’s Bakery", "Europe/Lisbon")
        );
        store.correct_fact(bakery.scope, FactKind::Name, None).await.unwrap();
        assert_eq!(store.site(bakery.scope).await.unwrap().name, "Rosas");
    });
}

#[test]
fn a_time_zone_chosen_with_the_site_survives_its_reading() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let zone = |name: &str| vec![Fact { value: name.into(), ..Fact::default() }];
        let chosen = Some(zone("Asia/Tokyo"));
        let mut tx = store.begin().await.unwrap();
        store.correct_fact_in(&mut tx, bakery.scope, FactKind::TimeZone, chosen).await.unwrap();
        tx.commit().await.unwrap();
        let read = [(FactKind::TimeZone, zone("Europe/Lisbon"))].into();
        store.keep_reading(bakery.scope, &read, 3, world.now()).await.unwrap();
        assert_eq!(store.site(bakery.scope).await.unwrap().time_zone, "Asia/Tokyo");

        let mut tx = store.begin().await.unwrap();
        store.correct_fact_in(&mut tx, bakery.scope, FactKind::TimeZone, None).await.unwrap();
        drop(tx);
        assert_eq!(store.site(bakery.scope).await.unwrap().time_zone, "Asia/Tokyo");
    });
}

#[test]
fn a_workspace_sees_the_last_run_of_each_of_its_sites_and_of_no_other() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let cafe = bakery.second_site(&store, world).await;
        let stranger = Bakery::open(&store, world).await;
        let now = world.now();
        for scope in [bakery.scope, stranger.scope] {
            store.begin_run(scope, RunKind::Read, 7, now).await.unwrap();
        }
        let run = store.take_run(bakery.scope, now, MINUTE).await.unwrap().unwrap();
        store.finish_run(bakery.scope, &run, Some("It did not answer."), now).await.unwrap();
        store.begin_run(cafe, RunKind::Plan, 7, now).await.unwrap();

        let runs = store.runs(bakery.scope.workspace).await.unwrap();
        let seen: Vec<_> = runs
            .iter()
            .map(|(site, run)| (*site, run.kind, run.failure.as_deref(), run.finished_at))
            .collect();
        let mut wanted = [
            (bakery.scope.site, RunKind::Read, Some("It did not answer."), Some(now)),
            (cafe.site, RunKind::Plan, None, None),
        ];
        wanted.sort_by_key(|wanted| wanted.0);
        assert_eq!(seen, wanted);
    });
}

#[test]
fn another_workspace_finds_nothing() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (activity, post) = bakery.post(&store, world, Channel::Bluesky, world.now()).await;
        let stranger = Bakery::open(&store, world).await;
        let wrong = Scope { workspace: stranger.scope.workspace, site: bakery.scope.site };
        for scope in [wrong, stranger.scope] {
            assert!(matches!(store.post(scope, post).await, Err(StoreError::NotFound(_))));
            assert!(matches!(store.activity(scope, activity).await, Err(StoreError::NotFound(_))));
            assert!(matches!(store.schedule_post(scope, post).await, Err(StoreError::NotFound(_))));
            assert!(matches!(
                store.delete_activity(scope, activity).await,
                Err(StoreError::NotFound(_))
            ));
        }
        assert!(store.site(wrong).await.is_err());
    });
}

#[test]
fn one_run_at_a_time_and_a_late_process_changes_nothing() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        store.begin_run(scope, RunKind::Plan, 7, now).await.unwrap();
        assert!(matches!(
            store.begin_run(scope, RunKind::Read, 7, now).await,
            Err(StoreError::TooLate(_))
        ));

        let first = store.take_run(scope, now, MINUTE).await.unwrap().unwrap();
        assert!(store.take_run(scope, now, MINUTE).await.unwrap().is_none());
        let later = now + 2.minutes();
        let second = store.take_run(scope, later, MINUTE).await.unwrap().unwrap();
        assert!(store.finish_run(scope, &first, None, later).await.is_err());
        store.finish_run(scope, &second, Some("The website did not answer."), later).await.unwrap();
        let (_, counts) = store.site_and_counts(scope, later).await.unwrap();
        assert_eq!(counts.plan.code(), "FAILED");
        assert_eq!(counts.failure.as_deref(), Some("The website did not answer."));
        store.begin_run(scope, RunKind::Plan, 8, later).await.unwrap();
        assert_eq!(store.wake_orphaned_runs(later + 1.minute()).await.unwrap(), 1);
    });
}

#[test]
fn a_post_is_claimed_once_marked_and_recorded() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let (_, post) = bakery.post(&store, world, Channel::Bluesky, now + 1.minute()).await;
        store.schedule_post(scope, post).await.unwrap();
        assert!(store.claim_due(now, MINUTE, 10, &[]).await.unwrap().is_empty(), "none early");

        let due = now + 1.minute();
        let claimed = store.claim_due(due, MINUTE, 10, &[]).await.unwrap();
        assert_eq!(claimed.len(), 1);
        assert!(store.claim_due(due, MINUTE, 10, &[]).await.unwrap().is_empty(), "none twice");
        let text = PostText { caption: "too late".into(), ..PostText::default() };
        let version = store.post(scope, post).await.unwrap().version;
        assert!(matches!(
            store.change_text(scope, post, version, &text, true).await,
            Err(StoreError::TooLate(_))
        ));

        let marked =
            store.mark_sending(vec![intent(scope, post, 1, due)], MINUTE, due).await.unwrap();
        assert_eq!(marked.len(), 1);
        assert!(
            store
                .mark_sending(vec![intent(scope, post, 1, due)], MINUTE, due)
                .await
                .unwrap()
                .is_empty()
        );
        let then = Then::Published {
            reference: "r1".into(),
            link: Some("https://sand.example/r1".into()),
        };
        store.record(&[outcome(scope, post, 1, then)], due).await.unwrap();
        let published = store.post(scope, post).await.unwrap();
        assert_eq!(published.status, PostStatus::Published);
        assert_eq!(published.live_link.as_deref(), Some("https://sand.example/r1"));
        let receipts = store.receipts(scope, post).await.unwrap();
        assert_eq!(receipts.len(), 1);
        assert_eq!(receipts[0].outcome.as_deref(), Some("published"));
    });
}

#[test]
fn a_dead_publisher_frees_what_was_not_sent_and_doubts_what_may_have_been() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let (_, unsent) = bakery.post(&store, world, Channel::Bluesky, now).await;
        let (_, sent) = bakery.post(&store, world, Channel::Mastodon, now).await;
        for post in [unsent, sent] {
            store.schedule_post(scope, post).await.unwrap();
        }
        assert_eq!(store.claim_due(now, MINUTE, 10, &[]).await.unwrap().len(), 2);
        store.mark_sending(vec![intent(scope, sent, 1, now)], MINUTE, now).await.unwrap();
        assert_eq!(store.release_expired(now).await.unwrap(), (0, 0));

        let later = now + 2.minutes();
        assert_eq!(store.release_expired(later).await.unwrap(), (1, 1));
        assert_eq!(store.post(scope, unsent).await.unwrap().status, PostStatus::Scheduled);
        assert_eq!(store.post(scope, sent).await.unwrap().status, PostStatus::Uncertain);
        let unsettled = store.claim_unsettled(later, MINUTE, 10).await.unwrap();
        assert_eq!(unsettled.iter().map(|claimed| claimed.post.id).collect::<Vec<_>>(), [sent]);

        // The late publisher wakes up: its outcome belongs to an attempt that was overtaken.
        assert_eq!(store.claim_due(later, MINUTE, 10, &[]).await.unwrap()[0].attempt, 2);
        store.record(&[outcome(scope, unsent, 1, Then::Failed)], later).await.unwrap();
        assert_eq!(store.post(scope, unsent).await.unwrap().status, PostStatus::Processing);
    });
}

#[test]
fn what_slept_past_its_minute_is_missed_and_not_sent() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let now = world.now();
        let (_, post) = bakery.post(&store, world, Channel::Bluesky, now - 1.hour()).await;
        store.schedule_post(bakery.scope, post).await.unwrap();
        assert_eq!(store.miss_overdue(now - 15.minutes()).await.unwrap(), 1);
        assert!(store.claim_due(now, MINUTE, 10, &[]).await.unwrap().is_empty());
        assert_eq!(store.post(bakery.scope, post).await.unwrap().status, PostStatus::Missed);
    });
}

#[test]
fn a_calendar_has_one_card_for_each_activity_and_minute() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let (activity, _) = bakery.post(&store, world, Channel::Bluesky, now + 1.hour()).await;
        let more: Vec<NewPost> = [Channel::Instagram, Channel::Threads]
            .map(|channel| new_post(world, channel, now + 1.hour()))
            .into();
        store.add_posts(scope, activity, &more, now).await.unwrap();
        let day = (now, now + 24.hours());
        let cards = store.calendar(scope, day, &Filter::default(), Detail::Words).await.unwrap().0;
        assert_eq!(cards.len(), 1);
        let channels: Vec<Channel> = cards[0].posts.iter().map(|post| post.channel).collect();
        assert_eq!(channels, [Channel::Instagram, Channel::Threads, Channel::Bluesky]);

        let one = Filter { channel: Some(Channel::Threads), ..Filter::default() };
        assert_eq!(
            store.calendar(scope, day, &one, Detail::Line).await.unwrap().0[0].posts.len(),
            1
        );
        let none = Filter { text: "100%_!".into(), ..Filter::default() };
        assert!(store.calendar(scope, day, &none, Detail::Line).await.unwrap().0.is_empty());
        let found = Filter { text: "STARTER".into(), ..Filter::default() };
        assert_eq!(store.calendar(scope, day, &found, Detail::Line).await.unwrap().0.len(), 1);

        assert_eq!(
            store.move_activity(scope, activity, now + 1.hour(), now + 25.hours()).await.unwrap(),
            3
        );
        assert!(
            store
                .calendar(scope, day, &Filter::default(), Detail::Line)
                .await
                .unwrap()
                .0
                .is_empty()
        );
    });
}

#[test]
fn regenerating_keeps_the_past_the_edited_and_the_scheduled() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let (past, _) = bakery.post(&store, world, Channel::Bluesky, now - 1.hour()).await;
        let (scheduled, post) = bakery.post(&store, world, Channel::Bluesky, now + 1.hour()).await;
        let (edited, draft) = bakery.post(&store, world, Channel::Bluesky, now + 2.hours()).await;
        let (loose, _) = bakery.post(&store, world, Channel::Bluesky, now + 3.hours()).await;
        store.schedule_post(scope, post).await.unwrap();
        let text = PostText { caption: "my words".into(), ..PostText::default() };
        store.change_text(scope, draft, 1, &text, true).await.unwrap();

        let kept: Vec<ActivityId> =
            store.kept_activities(scope, now).await.unwrap().iter().map(|kept| kept.id).collect();
        assert_eq!(kept, [past, scheduled, edited]);
        store.begin_run(scope, RunKind::Plan, 1, now).await.unwrap();
        let run = store.take_run(scope, now, MINUTE).await.unwrap().unwrap();
        let days = (world.today(), world.today());
        store.replace_plan(scope, run.number, &[], days, now).await.unwrap();
        assert!(store.activity(scope, loose).await.is_err());
        assert!(store.activity(scope, edited).await.is_ok());
        assert!(store.replace_plan(scope, run.number - 1, &[], days, now).await.is_err());
    });
}

#[test]
fn credentials_are_sealed_and_open_only_for_their_site() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let connection = Connection {
            id: ConnectionId::mint(world),
            channel: Channel::Facebook,
            provider: ProviderKind::Webhook,
            account: "hooks.bakery.example".into(),
            limits: None,
        };
        let secret = Credentials::new("{\"secret\":\"canary\"}".into());
        store.connect(bakery.scope, &connection, Some(&secret), world.now()).await.unwrap();
        let opened = store
            .connection_with_credentials(bakery.scope, Channel::Facebook)
            .await
            .unwrap()
            .unwrap();
        assert_eq!((opened.credentials, opened.since), (Some(secret), world.now()));
        let (_, post) = bakery.post(&store, world, Channel::Facebook, world.now()).await;
        store.schedule_post(bakery.scope, post).await.unwrap();
        assert_eq!(store.disconnect(bakery.scope, Channel::Facebook).await.unwrap().drafts, 1);
        assert_eq!(store.post(bakery.scope, post).await.unwrap().status, PostStatus::Draft);
    });
}

fn new_post(world: &TestWorld, channel: Channel, publish_at: Timestamp) -> NewPost {
    fixture::new_post(world, channel, publish_at)
}

fn intent(scope: Scope, post: PostId, attempt: i64, claimed_at: Timestamp) -> Intent {
    Intent {
        scope,
        post,
        attempt,
        delivery_key: post.to_string(),
        channel: "bluesky",
        provider: "sandbox",
        body_hash: "00".into(),
        claimed_at,
        staged: None,
    }
}

fn outcome(scope: Scope, post: PostId, attempt: i64, then: Then) -> Outcome {
    Outcome { scope, post, attempt, then, http_status: Some(200), reason: None }
}

#[test]
fn settings_change_one_after_another_and_a_plan_keeps_those_it_was_made_with() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let never = store.saved_settings(scope).await.unwrap();
        assert_eq!((never.saved, never.times), (SavedSettings::default(), None));
        assert_eq!(store.plan_settings(scope).await.unwrap(), None);

        let add = |topic: String| {
            let store = store.clone();
            tokio::spawn(async move {
                let change = |mut saved: SavedSettings| {
                    saved.settings.topics.push(topic);
                    Ok::<_, ()>(saved)
                };
                store.change_settings(scope, now, change).await.unwrap().unwrap();
            })
        };
        let adding: Vec<_> = (0..20).map(|n| add(format!("topic {n}"))).collect();
        for added in adding {
            added.await.unwrap();
        }
        let saved = store.saved_settings(scope).await.unwrap();
        assert_eq!(saved.saved.settings.topics.len(), 20, "none is lost");
        assert_eq!(saved.times, Some((now, now)));

        let refused = store.change_settings(scope, now + 1.hour(), |_| Err("no")).await.unwrap();
        assert_eq!(refused.unwrap_err(), "no");
        assert_eq!(store.saved_settings(scope).await.unwrap(), saved);
        let cleared = |_| Ok::<_, ()>(SavedSettings::default());
        let then = store.change_settings(scope, now + 2.hours(), cleared).await.unwrap().unwrap();
        assert_eq!(then.times, Some((now, now + 2.hours())), "once saved, always saved");

        let mut tx = store.begin().await.unwrap();
        let made_with = saved.saved.resolved();
        store.note_plan_settings_in(&mut tx, scope, &made_with).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.plan_settings(scope).await.unwrap(), Some(made_with));
        let other = bakery.second_site(&store, world).await;
        assert_eq!(store.plan_settings(other).await.unwrap(), None);
    });
}
