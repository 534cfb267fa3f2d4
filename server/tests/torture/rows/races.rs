//! People change their minds while a publisher takes the post up.

use std::time::{Duration, Instant};

use domain::{
    id::PostId,
    post::{PostStatus, PostText},
};
use store::{Store, StoreError};
use tokio::task::JoinSet;

use crate::{
    almanac::Almanac,
    dice::Dice,
    installation::{Carrier, Engine, Installation, machine_now},
    network::Network,
    verdict,
};

const RACES: usize = 1_000;
const CHANGED: &str = "A loaf begins while the city sleeps, and ends at nine.";

/// A thousand posts are due at once while half of them are edited and half are canceled:
/// either the change won, and holds, or the person was told that it was too late.
pub async fn edits_and_cancels(engine: Engine, seed: u64) {
    let Some(installation) = Installation::prepare(engine).await else { return };
    let start = Instant::now();
    let network = Network::open(Duration::ZERO).await;
    let carrier = Carrier::Webhook(network.clone());
    // All are laid out before somebody takes them up.
    let laid = installation.due_at(carrier, vec![machine_now(); RACES]).await;
    let mut almanac = Almanac::start(&installation);
    almanac.is_listening().await;
    let mut racers = JoinSet::new();
    let mut dice = Dice::of(seed);
    for (number, (id, _)) in laid.posts.iter().enumerate() {
        let (store, scope, id) = (installation.store.clone(), laid.scope, *id);
        let wait = dice.between(Duration::ZERO, Duration::from_secs(4));
        racers.spawn(async move {
            tokio::time::sleep(wait).await;
            let won = if number % 2 == 0 {
                edit(&store, scope, id).await
            } else {
                store.cancel_post(scope, id).await
            };
            (number % 2 == 0, id, won)
        });
    }
    let told = racers.join_all().await;
    installation.settled("races").await;
    almanac.kill();
    let (mut won, mut late) = (0, 0);
    let taken = network.taken();
    for (edited, id, answer) in told {
        let post = installation.store.post(laid.scope, id).await.unwrap();
        let out = taken.get(&id.to_string());
        assert!(out.is_none_or(|times| times.len() == 1), "sent twice: {post:?}");
        let caption = out.map(|times| times[0].caption.as_str());
        match answer {
            Ok(()) => {
                won += 1;
                let expected = edited.then_some(CHANGED);
                assert_eq!(caption, expected, "the change held: {post:?}");
                let status = if edited { PostStatus::Published } else { PostStatus::Canceled };
                assert_eq!(post.status, status);
            }
            Err(StoreError::TooLate(_)) => {
                late += 1;
                assert!(caption.is_some_and(|caption| caption != CHANGED), "{post:?}");
                assert_eq!(post.status, PostStatus::Published);
            }
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!(won + late, RACES);
    assert!(won > 0 && late > 0, "{won} won, {late} were too late: no race at all");
    let figures = verdict::Figures {
        posts: RACES,
        published: taken.len(),
        others: RACES - taken.len(),
        ..verdict::Figures::default()
    };
    println!("torture: {won} changes won and held, {late} were told too late, on {engine:?}");
    verdict::told("races of edit and cancel", engine, Some(seed), figures, start);
}

/// As a page does it: with the version that was seen.
async fn edit(store: &Store, scope: domain::Scope, id: PostId) -> Result<(), StoreError> {
    let post = store.post(scope, id).await?;
    let text = PostText { caption: CHANGED.to_owned(), ..post.text };
    store.change_text(scope, id, post.version, &text, true).await
}
