//! Posts that a provider holds as drafts before their minute.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::{
    channel::Channel::Bluesky,
    connection::ProviderKind,
    contract::{
        Abilities, BoxFuture, Clock, Delivery, Landed, LookUp, Pictures, Provider, Refusal,
        SendOutcome, Staged,
    },
    post::{PostStatus, PostText},
};
use jiff::ToSpan;

use crate::{bakery::Bakery, engines::on_both};

/// A provider that keeps drafts, each with its words, and publishes what stands in one.
#[derive(Default)]
struct Shelf {
    drafts: Mutex<BTreeMap<String, String>>,
    published: Mutex<Vec<String>>,
    staged: Mutex<usize>,
    /// Refuses the next of what it is asked before the minute.
    closed: Mutex<bool>,
}

impl Shelf {
    fn drafts(&self) -> Vec<String> {
        self.drafts.lock().unwrap().values().cloned().collect()
    }

    fn published(&self) -> Vec<String> {
        self.published.lock().unwrap().clone()
    }

    fn put(&self, delivery: &Delivery) -> Result<Option<String>, Refusal> {
        if delivery.staged.is_some() {
            return Ok(delivery.staged.clone());
        }
        if std::mem::take(&mut *self.closed.lock().unwrap()) {
            let (reason, retry_after) = ("We are closed.".to_owned(), Some(Duration::ZERO));
            return Err(Refusal { reason, status: Some(503), retry_after });
        }
        let mut staged = self.staged.lock().unwrap();
        *staged += 1;
        let reference = format!("{} {staged}", delivery.key);
        let words = delivery.text.caption.clone();
        self.drafts.lock().unwrap().insert(reference.clone(), words);
        Ok(Some(reference))
    }

    fn release(&self, delivery: &Delivery) -> SendOutcome {
        let reference = delivery.staged.clone().unwrap();
        let words = self.drafts.lock().unwrap().remove(&reference).unwrap();
        assert_eq!(words, delivery.text.caption, "what goes out is what the post says");
        self.published.lock().unwrap().push(words);
        SendOutcome::Published(Landed { reference, link: None, status: Some(200) })
    }

    fn take_back(&self, staged: &Staged) -> Result<(), Refusal> {
        if std::mem::take(&mut *self.closed.lock().unwrap()) {
            let (reason, retry_after) = ("We are closed.".to_owned(), Some(Duration::ZERO));
            return Err(Refusal { reason, status: Some(503), retry_after });
        }
        self.drafts.lock().unwrap().remove(&staged.reference);
        Ok(())
    }
}

impl Provider for Shelf {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Sandbox
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            looks_up: true,
            recognizes_for: None,
            settles_after: Duration::from_secs(60),
            stages_ahead: Duration::from_secs(60 * 60),
            send_timeout: Duration::from_secs(30),
            clock: Clock::Ours,
            pictures: Pictures::Sent,
        }
    }

    fn stage<'a>(
        &'a self,
        delivery: &'a Delivery,
    ) -> BoxFuture<'a, Result<Option<String>, Refusal>> {
        Box::pin(std::future::ready(self.put(delivery)))
    }

    fn unstage<'a>(&'a self, staged: &'a Staged) -> BoxFuture<'a, Result<(), Refusal>> {
        Box::pin(std::future::ready(self.take_back(staged)))
    }

    fn send<'a>(&'a self, delivery: &'a Delivery) -> BoxFuture<'a, SendOutcome> {
        Box::pin(std::future::ready(self.release(delivery)))
    }

    fn look_up<'a>(&'a self, _: &'a Delivery) -> BoxFuture<'a, LookUp> {
        Box::pin(std::future::ready(LookUp::Absent))
    }
}

const WORDS: &str = "A loaf begins while the city sleeps.";

async fn with_shelf(bakery: &Bakery) -> Arc<Shelf> {
    bakery.connect(Bluesky, ProviderKind::Sandbox).await;
    Arc::new(Shelf::default())
}

fn other_words() -> PostText {
    let caption = "The rye is sold out.".to_owned();
    PostText { title: Some("Rye".into()), caption, link: None, alt_text: "A loaf.".into() }
}

#[test]
fn a_draft_is_made_within_the_hour_before_and_is_what_goes_out() {
    on_both(async |bakery| {
        let shelf = with_shelf(&bakery).await;
        let publisher = bakery.publisher(shelf.clone());
        let post = bakery.scheduled(Bluesky, bakery.world.now() + 2.hours()).await;
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(shelf.drafts(), Vec::<String>::new(), "two hours ahead is too early");

        publisher.step(bakery.world.pass(90.minutes())).await.unwrap();
        publisher.step(bakery.world.pass(1.minute())).await.unwrap();
        assert_eq!((shelf.drafts(), shelf.published()), (vec![WORDS.to_owned()], vec![]));
        assert_eq!(bakery.status(post).await, PostStatus::Scheduled);

        publisher.step(bakery.world.pass(30.minutes())).await.unwrap();
        assert_eq!((shelf.drafts(), shelf.published()), (vec![], vec![WORDS.to_owned()]));
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        assert_eq!(*shelf.staged.lock().unwrap(), 1, "once ahead, and not again at the minute");
    });
}

#[test]
fn words_that_change_after_the_draft_was_made_are_the_words_that_go_out() {
    on_both(async |bakery| {
        let shelf = with_shelf(&bakery).await;
        let publisher = bakery.publisher(shelf.clone());
        let [early, late] = [30, 10].map(|minutes| bakery.world.now() + minutes.minutes());
        let edited_early = bakery.scheduled(Bluesky, early).await;
        let edited_late = bakery.scheduled(Bluesky, late).await;
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(shelf.drafts(), [WORDS, WORDS]);

        bakery.says(edited_early, &other_words()).await;
        publisher.step(bakery.world.now()).await.unwrap();
        let mut drafts = shelf.drafts();
        drafts.sort();
        assert_eq!(drafts, [WORDS, &other_words().caption]);

        // Nobody looks between this change and the minute.
        bakery.says(edited_late, &other_words()).await;
        publisher.step(bakery.world.pass(10.minutes())).await.unwrap();
        publisher.step(bakery.world.pass(20.minutes())).await.unwrap();
        assert_eq!(shelf.published(), vec![other_words().caption; 2]);
        assert_eq!(shelf.drafts(), Vec::<String>::new());
    });
}

#[test]
fn drafts_of_posts_that_do_not_go_out_are_taken_back_however_often_that_takes() {
    on_both(async |bakery| {
        let shelf = with_shelf(&bakery).await;
        let publisher = bakery.publisher(shelf.clone());
        let soon = bakery.world.now() + 30.minutes();
        let posts = bakery.all_scheduled(3, Bluesky, soon).await;
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(shelf.drafts().len(), 3);

        bakery.store.unschedule_post(bakery.scope, posts[0]).await.unwrap();
        bakery.store.delete_post(bakery.scope, posts[1]).await.unwrap();
        *shelf.closed.lock().unwrap() = true;
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(shelf.drafts().len(), 2, "one was refused");
        publisher.step(bakery.world.pass(3.minutes())).await.unwrap();
        assert_eq!(shelf.drafts().len(), 1);

        publisher.step(bakery.world.pass(27.minutes())).await.unwrap();
        assert_eq!((shelf.drafts().len(), shelf.published().len()), (0, 1));
    });
}

#[test]
fn a_provider_that_takes_no_draft_ahead_is_given_it_later() {
    on_both(async |bakery| {
        let shelf = with_shelf(&bakery).await;
        let publisher = bakery.publisher(shelf.clone());
        bakery.scheduled(Bluesky, bakery.world.now() + 30.minutes()).await;
        *shelf.closed.lock().unwrap() = true;
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(shelf.drafts(), Vec::<String>::new());
        publisher.step(bakery.world.pass(1.minute())).await.unwrap();
        assert_eq!(shelf.drafts(), [WORDS]);
    });
}

#[test]
fn what_was_made_through_another_connection_is_not_released_through_this_one() {
    on_both(async |bakery| {
        let shelf = with_shelf(&bakery).await;
        let publisher = bakery.publisher(shelf.clone());
        let minute = bakery.world.now() + 30.minutes();
        bakery.scheduled(Bluesky, minute).await;
        publisher.step(bakery.world.now()).await.unwrap();
        bakery.world.pass(1.minute());
        bakery.connect(Bluesky, ProviderKind::Sandbox).await;
        publisher.step(minute).await.unwrap();
        assert_eq!((*shelf.staged.lock().unwrap(), shelf.published().len()), (2, 1));
    });
}
