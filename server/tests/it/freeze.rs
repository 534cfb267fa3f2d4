//! The operator stops publishing at the command line, and lets it go on.

use std::{
    fmt::Debug,
    str::FromStr,
    time::{Duration, Instant},
};

use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    connection::{Connection, ProviderKind},
    id::{ConnectionId, PostId},
    post::PostStatus::{self, Published, Scheduled},
    post::{Placement, PostText},
};
use jiff::{SignedDuration, Timestamp, ToSpan};
use store::{Store, activities::Activity, posts::NewPost};

use crate::almanac::{Almanac, Said, Sample, laid_out, now, on_both};

const PATIENCE: Duration = Duration::from_secs(30);
/// The publisher looks once a second; the rest is for a machine that has more to do.
const NEXT_LOOK: SignedDuration = SignedDuration::from_secs(5);
const NOBODY: &str = "01a1fef3-5d4b-790a-8dba-000000000001";

fn done(said: &Said) -> &str {
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{said:?}");
    &said.out
}

fn refused<'a>(said: &'a Said, code: i32, words: &str) -> &'a str {
    assert_eq!((said.code, said.out.as_str()), (code, ""), "{said:?}");
    assert!(said.err.contains(words), "{said:?}");
    &said.err
}

#[test]
fn what_is_frozen_is_told_with_who_and_why_and_what_is_not_there_is_refused() {
    on_both(async |almanac| {
        let laid = laid_out(&almanac);
        let site = laid["site_id"].as_str().unwrap();
        assert_eq!(done(&almanac.run(&["freeze"])), "nothing is frozen\n");

        let why = "A word is wrong.";
        let said = almanac.run(&["freeze", "--site", site, "--why", why]);
        let frozen = format!("site {site} is frozen: nothing is published until it is unfrozen\n");
        assert_eq!(done(&said), frozen);
        let said = almanac.run(&["freeze", "--provider", "webhook", "--site", site]);
        assert!(done(&said).starts_with("what goes out through Webhook of site "), "{said:?}");
        let said = almanac.run(&["freeze", "--all"]);
        let all = "everything is frozen: nothing is published until it is unfrozen\n";
        assert_eq!(done(&said), all);

        let said = almanac.run(&["freeze"]);
        let told: Vec<&str> = done(&said).lines().collect();
        assert_eq!(told.len(), 3, "{told:#?}");
        assert!(told[0].starts_with("frozen: everything, by The operator since "), "{told:#?}");
        assert!(told[1].starts_with(&format!("frozen: site {site}, by The operator since ")));
        assert!(told[1].ends_with(". A word is wrong."), "{told:#?}");
        assert!(told[2].contains("through Webhook of site"), "{told:#?}");

        // Twice is once: who froze it first, and why, stays.
        let said = almanac.run(&["freeze", "--site", site, "--why", "Another word."]);
        let already = format!("site {site} was frozen already, and stays so as it was\n");
        assert_eq!(done(&said), already);
        assert!(done(&almanac.run(&["freeze"])).contains(why));

        let said = almanac.run(&["unfreeze", "--all"]);
        assert!(done(&said).starts_with("everything is not frozen any more\nfrozen: site "));
        let said = almanac.run(&["unfreeze", "--site", site]);
        assert!(done(&said).starts_with(&format!("site {site} is not frozen any more\nfrozen: ")));
        let said = almanac.run(&["unfreeze", "--site", site, "--provider", "webhook"]);
        assert!(done(&said).ends_with(" is not frozen any more\n"), "{said:?}");
        assert_eq!(done(&almanac.run(&["unfreeze", "--all"])), "everything was not frozen\n");

        // One of a kind that is not there freezes nothing.
        for verb in ["freeze", "unfreeze"] {
            refused(&almanac.run(&[verb, "--site", NOBODY]), 1, "there is no site");
            refused(&almanac.run(&[verb, "--site", "bakery"]), 2, "--site");
            refused(&almanac.run(&[verb, "--provider", "pigeon"]), 2, "--provider");
            refused(&almanac.run(&[verb, "--all", "--site", site]), 2, "--site");
        }
        refused(&almanac.run(&["unfreeze"]), 1, "say what to unfreeze");
        assert_eq!(done(&almanac.run(&["freeze"])), "nothing is frozen\n");
    });
}

#[test]
fn a_running_server_obeys_at_once() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let store = almanac.store().await;
        let site = sample.word("site_id");
        let scope = store.scope_of_site(site.parse().unwrap()).await.unwrap();
        let id = id::<ConnectionId>(0);
        let (provider, account) = (ProviderKind::Sandbox, "Rosa".to_owned());
        let threads = Connection { id, channel: Channel::Threads, provider, account, limits: None };
        store.connect(scope, &threads, None, now()).await.unwrap();
        let ways = [&["--all"][..], &["--site", &site], &["--provider", "sandbox"]];
        for (what, round) in ways.into_iter().zip(1..) {
            freeze_in_the_middle(&almanac, &store, scope, what, round * 100).await;
        }
    });
}

fn id<T: FromStr<Err: Debug>>(number: i64) -> T {
    format!("01a1fef3-5d4b-790a-8dba-{number:012}").parse().unwrap()
}

/// A post for Threads, scheduled.
async fn schedule(store: &Store, scope: Scope, number: i64, due: Timestamp) -> PostId {
    let activity = Activity {
        id: id(number),
        kind: ActivityType::SocialMarketing,
        title: "The 4 am starter".into(),
        description: String::new(),
        reason: String::new(),
        subject: "Bread".into(),
        topic: None,
        event: None,
        starts_at: due,
        stories: false,
        edited: false,
    };
    store.add_activity(scope, &activity, now()).await.unwrap();
    let text = PostText { caption: "A loaf begins.".into(), ..PostText::default() };
    let (placement, id) = (Placement::post(Channel::Threads), id(number));
    let post = NewPost { id, placement, text, publish_at: due };
    store.add_posts(scope, activity.id, &[post], now()).await.unwrap();
    store.schedule_post(scope, id).await.unwrap();
    id
}

/// Posts are due, one each moment; some are out when it is frozen, and the rest when it is not
/// any more.
async fn freeze_in_the_middle(
    almanac: &Almanac,
    store: &Store,
    scope: Scope,
    what: &[&str],
    number: i64,
) {
    let (first, mut posts) = (now(), Vec::new());
    for next in 0..8 {
        let due = first + (next * 500).milliseconds();
        posts.push(schedule(store, scope, number + next, due).await);
    }
    until("the first is out", async || with(store, scope, &posts, Published).await > 0).await;

    done(&almanac.run(&[&["freeze"], what].concat()));
    let frozen = now();
    let all_due = first + 5.seconds();
    until("all are due", async || now() > all_due).await;
    let waiting = with(store, scope, &posts, Scheduled).await;
    assert!(waiting > 0, "{what:?}: some came too late");
    for sent in sent(store, scope, &posts).await {
        assert!(sent <= frozen, "{what:?}: sent at {sent}, and frozen since {frozen}");
    }

    done(&almanac.run(&[&["unfreeze"], what].concat()));
    let unfrozen = now();
    until("all are out", async || with(store, scope, &posts, Published).await == posts.len()).await;
    let mut after = sent(store, scope, &posts).await;
    after.retain(|sent| *sent > frozen);
    assert_eq!(after.len(), waiting, "{what:?}");
    let last = after.into_iter().max().unwrap();
    assert!(last < unfrozen + NEXT_LOOK, "{what:?}: unfrozen {unfrozen}, sent {last}");
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !holds().await {
        assert!(start.elapsed() < PATIENCE, "never came true: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// How many of the posts have a status.
async fn with(store: &Store, scope: Scope, posts: &[PostId], status: PostStatus) -> usize {
    let posts = store.posts_with(scope, posts).await.unwrap();
    posts.iter().filter(|post| post.status == status).count()
}

/// When each of the posts was sent that was.
async fn sent(store: &Store, scope: Scope, posts: &[PostId]) -> Vec<Timestamp> {
    let mut sent = Vec::new();
    for post in posts {
        let receipts = store.receipts(scope, *post).await.unwrap();
        sent.extend(receipts.iter().filter_map(|receipt| receipt.sending_at));
    }
    sent
}
