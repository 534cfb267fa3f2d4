//! Every state that a post can be in, against everything that the store can do to it: the
//! database does exactly what the state machine of `domain` says.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

#[expect(dead_code, reason = "what one story needs of the bakery is not what all need")]
mod fixture;

use std::time::Duration;

use domain::{
    channel::Channel,
    id::{ActivityId, MediaId, PostId},
    post::{Next, PostStatus, PostText, Verb},
};
use fixture::{Bakery, TestWorld, on_both};
use jiff::{Timestamp, ToSpan};
use store::{
    Store, StoreError,
    publishing::{Intent, Outcome, Then},
};

const MINUTE: Duration = Duration::from_secs(60);

/// What the store can do to a post, and the verb that it stands for.
const COMMANDS: [(&str, Verb); 24] = [
    ("change_text", Verb::Edit),
    ("change_picture", Verb::Edit),
    ("move_post", Verb::Edit),
    ("move_activity", Verb::Edit),
    ("delete_post", Verb::Delete),
    ("clear_posts", Verb::Delete),
    ("delete_activity", Verb::Delete),
    ("delete_plan", Verb::Delete),
    ("schedule_post", Verb::Schedule),
    ("schedule_posts", Verb::Schedule),
    ("schedule_post_at", Verb::Schedule),
    ("unschedule_post", Verb::Unschedule),
    ("cancel_post", Verb::Cancel),
    ("miss_overdue", Verb::Miss),
    ("claim_due", Verb::Claim),
    ("release_expired, unmarked", Verb::Free),
    ("release_expired, marked", Verb::Doubt),
    ("record waiting", Verb::Free),
    ("record published", Verb::Published),
    ("record retry", Verb::RefusedForNow),
    ("record failed", Verb::RefusedForGood),
    ("record uncertain", Verb::Unclear),
    ("record absent", Verb::Absent),
    ("settle_as_published", Verb::SettledAsPublished),
];

#[test]
fn the_database_does_what_the_state_machine_says() {
    on_both(async |store, world| {
        for status in PostStatus::ALL {
            for (command, verb) in
                COMMANDS.into_iter().chain([("settle_as_absent", Verb::SettledAsAbsent)])
            {
                let case = Case::bring(&store, world, status).await;
                let before = case.status().await;
                assert_eq!(before, Some(status));
                let refused = case.does(command).await.is_err();
                let (next, after) = (status.after(verb), case.status().await);
                let says = match next {
                    Ok(Next::Stands(next)) => Some(next),
                    Ok(Next::Gone) => None,
                    Err(_) => before,
                };
                assert_eq!(after, says, "{command} of a {status} post");
                // What a person asks is refused with a word; what a publisher writes too
                // late just changes nothing.
                assert!(!refused || next.is_err(), "{command} of a {status} post was refused");
                if next.is_err() && case.by_a_person(verb, command) {
                    assert!(refused, "{command} of a {status} post was not refused");
                }
            }
        }
    });
}

#[test]
fn every_verb_has_a_command() {
    for verb in Verb::ALL {
        let named = COMMANDS.iter().any(|(_, of)| *of == verb);
        assert!(named || verb == Verb::SettledAsAbsent, "{verb:?}");
    }
}

/// A post of a site of its own, in some state.
struct Case<'a> {
    store: &'a Store,
    world: &'a TestWorld,
    bakery: Bakery,
    activity: ActivityId,
    post: PostId,
}

impl<'a> Case<'a> {
    async fn bring(store: &'a Store, world: &'a TestWorld, status: PostStatus) -> Self {
        let bakery = Bakery::open(store, world).await;
        let (activity, post) = bakery.post(store, world, Channel::Threads, world.now()).await;
        let case = Case { store, world, bakery, activity, post };
        let path: &[&str] = match status {
            PostStatus::Draft => &[],
            PostStatus::Scheduled => &["schedule_post"],
            PostStatus::Processing => &["schedule_post", "claim_due"],
            PostStatus::Published => &["schedule_post", "claim_due", "record published"],
            PostStatus::Failed => &["schedule_post", "claim_due", "record failed"],
            PostStatus::Missed => &["schedule_post", "miss_overdue"],
            PostStatus::Canceled => &["schedule_post", "cancel_post"],
            PostStatus::Uncertain => &["schedule_post", "claim_due", "record uncertain"],
        };
        for command in path {
            case.does(command).await.unwrap();
        }
        case
    }

    async fn status(&self) -> Option<PostStatus> {
        self.store.post(self.bakery.scope, self.post).await.ok().map(|post| post.status)
    }

    /// Whether the command answers to somebody about this post alone.
    fn by_a_person(&self, verb: Verb, command: &str) -> bool {
        let alone = !matches!(command, "schedule_posts" | "clear_posts" | "delete_plan");
        let asked = matches!(
            verb,
            Verb::Edit
                | Verb::Delete
                | Verb::Schedule
                | Verb::Unschedule
                | Verb::Cancel
                | Verb::SettledAsPublished
                | Verb::SettledAsAbsent
        );
        alone && asked
    }

    async fn does(&self, command: &str) -> Result<(), StoreError> {
        let (store, scope, post) = (self.store, self.bakery.scope, self.post);
        let now = self.world.now();
        let later = now + 2.minutes();
        let version = store.post(scope, post).await.unwrap().version;
        match command {
            "change_text" => {
                let text = PostText { caption: "Bread.".into(), ..PostText::default() };
                store.change_text(scope, post, version, &text, true).await
            }
            "change_picture" => store.change_picture(scope, post, MediaId::mint(self.world)).await,
            "move_post" => store.move_post(scope, post, version, later).await,
            "move_activity" => {
                store.move_activity(scope, self.activity, now, later).await.map(drop)
            }
            "delete_post" => store.delete_post(scope, post).await,
            "clear_posts" => store.clear_posts(scope, self.activity).await.map(drop),
            "delete_activity" => store.delete_activity(scope, self.activity).await,
            "delete_plan" => store.delete_plan(scope, now).await,
            "schedule_post" => store.schedule_post(scope, post).await,
            "schedule_posts" => store.schedule_posts(scope, &[post]).await.map(drop),
            "schedule_post_at" => store.schedule_post_at(scope, post, version, now).await,
            "unschedule_post" => store.unschedule_post(scope, post).await,
            "cancel_post" => store.cancel_post(scope, post).await,
            "miss_overdue" => store.miss_overdue(later).await.map(drop),
            "claim_due" => store.claim_due(now, MINUTE, 1_000, &[]).await.map(drop),
            "release_expired, unmarked" => store.release_expired(later).await.map(drop),
            "release_expired, marked" => {
                store.mark_sending(vec![self.intent(now)], MINUTE, now).await?;
                store.release_expired(later).await.map(drop)
            }
            "record waiting" => self.record(Then::Waiting(now)).await,
            "record published" => {
                let then = Then::Published { reference: "1".into(), link: None };
                self.record(then).await
            }
            "record retry" => self.record(Then::Retry(now)).await,
            "record failed" => self.record(Then::Failed).await,
            "record uncertain" => self.record(Then::Uncertain(None)).await,
            "record absent" => self.record(Then::Absent(now)).await,
            "settle_as_published" => store.settle_as_published(scope, post).await,
            "settle_as_absent" => store.settle_as_absent(scope, post, later).await,
            other => panic!("there is no command {other}"),
        }
    }

    fn intent(&self, now: Timestamp) -> Intent {
        Intent {
            scope: self.bakery.scope,
            post: self.post,
            attempt: 1,
            delivery_key: self.post.to_string(),
            channel: "threads",
            provider: "sandbox",
            body_hash: "0".into(),
            claimed_at: now,
            staged: None,
        }
    }

    /// As the publisher would that has the attempt which the row has.
    async fn record(&self, then: Then) -> Result<(), StoreError> {
        let (scope, post) = (self.bakery.scope, self.post);
        for attempt in 0..2 {
            let outcome = Outcome {
                scope,
                post,
                attempt,
                then: then.clone(),
                http_status: None,
                reason: None,
            };
            self.store.record(&[outcome], self.world.now()).await?;
        }
        Ok(())
    }
}
