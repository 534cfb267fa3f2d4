//! The life of one post.

use std::{sync::Arc, time::Duration};

use domain::{
    channel::Channel::{self, Bluesky, Instagram, Mastodon},
    connection::ProviderKind::{Sandbox, Webhook},
    contract::{Credentials, LookUp, Refusal},
    post::{PostStatus, PostText},
};
use jiff::ToSpan;
use store::{
    SecretKey, StoreError,
    publishing::{Claimed, Intent},
};

use crate::{
    bakery::Bakery,
    engines::on_both,
    network::{Does, Network},
};

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn a_post_goes_out_at_its_minute_and_not_before() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([]));
        let publisher = bakery.publisher(network.clone());
        bakery.connect(Bluesky, Sandbox).await;
        let post = bakery.scheduled(Bluesky, bakery.world.now() + 1.minute()).await;
        assert_eq!(publisher.last_beat(), None);
        assert_eq!(publisher.step(bakery.world.pass(59.seconds())).await.unwrap().claimed, 0);
        assert_eq!(network.sends(post), 0);

        let due = bakery.world.pass(1.second());
        assert_eq!(publisher.step(due).await.unwrap().claimed, 1);
        assert_eq!(publisher.step(due).await.unwrap().claimed, 0);
        assert_eq!((network.sends(post), network.shows(post)), (1, 1));
        assert_eq!(publisher.last_beat(), Some(due));
        let published = bakery.post(post).await;
        assert_eq!(published.status, PostStatus::Published);
        assert_eq!(published.live_link, Some(format!("https://net.example/{post}")));
        let receipt = &bakery.store.receipts(bakery.scope, post).await.unwrap()[0];
        assert_eq!(receipt.outcome.as_deref(), Some("published"));
        assert_eq!((receipt.provider.as_str(), receipt.http_status), ("sandbox", Some(201)));
        assert_eq!(receipt.sending_at, Some(due));
    });
}

#[test]
fn a_refused_post_has_failed_with_its_reason_and_receipt() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([Does::Refuse]));
        let post = due(&bakery, Bluesky).await;
        bakery.publisher(network.clone()).step(bakery.world.now()).await.unwrap();
        let failed = bakery.post(post).await;
        assert_eq!(failed.status, PostStatus::Failed);
        assert_eq!(failed.failure.as_deref(), Some("The picture is too wide for us."));
        let receipt = &bakery.store.receipts(bakery.scope, post).await.unwrap()[0];
        assert_eq!(receipt.outcome.as_deref(), Some("refused"));
        assert_eq!(receipt.reason.as_deref(), Some("The picture is too wide for us."));
        assert_eq!(receipt.http_status, Some(422));
    });
}

#[test]
fn a_busy_network_is_tried_again_but_never_before_it_allows_and_five_times_at_most() {
    on_both(async |bakery| {
        let wait = Duration::from_secs(600);
        let network = Arc::new(Network::that([(); 5].map(|()| Does::Busy(wait))));
        let publisher = bakery.publisher(network.clone());
        let post = due(&bakery, Bluesky).await;
        for attempt in 1..=5 {
            publisher.step(bakery.world.now()).await.unwrap();
            assert_eq!(network.sends(post), attempt);
            publisher.step(bakery.world.pass(599.seconds())).await.unwrap();
            assert_eq!(network.sends(post), attempt, "not before it allows");
            bakery.world.pass(1.second());
        }
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(network.sends(post), 5);
        assert_eq!(bakery.status(post).await, PostStatus::Failed);
        assert_eq!(bakery.outcomes(post).await, ["refused"; 5]);
    });
}

#[test]
fn a_lost_answer_is_looked_up_and_settled_without_a_second_send() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([Does::LoseAnswer]));
        let publisher = bakery.publisher(network.clone());
        let post = due(&bakery, Bluesky).await;
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Uncertain);
        assert_eq!(bakery.outcomes(post).await, ["unclear"]);

        assert_eq!(publisher.step(bakery.world.pass(2.seconds())).await.unwrap().looked_up, 1);
        let settled = bakery.post(post).await;
        assert_eq!((settled.status, settled.failure), (PostStatus::Published, None));
        assert_eq!(bakery.outcomes(post).await, ["published"]);
        publisher.step(bakery.world.pass(1.hour())).await.unwrap();
        assert_eq!((network.sends(post), network.shows(post)), (1, 1));
    });
}

#[test]
fn a_post_proved_absent_is_sent_once_more_and_not_before_absence_can_be_believed() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([Does::LosePost]));
        let publisher = bakery.publisher(network.clone());
        let post = due(&bakery, Bluesky).await;
        publisher.step(bakery.world.now()).await.unwrap();

        // The longest send takes 30 seconds and the network settles for 60 more.
        publisher.step(bakery.world.pass(2.seconds())).await.unwrap();
        publisher.step(bakery.world.pass(87.seconds())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Uncertain);
        assert_eq!(*network.looked_up.lock().unwrap(), 1, "too early to ask again");
        // The look-up of one round makes it due for that round or the next.
        publisher.step(bakery.world.pass(1.second())).await.unwrap();
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        assert_eq!((network.sends(post), network.shows(post)), (2, 1));
        assert_eq!(bakery.outcomes(post).await, ["absent", "published"]);
    });
}

#[test]
fn a_network_that_has_forgotten_our_id_is_not_sent_it_again() {
    on_both(async |bakery| {
        let knows_for = Duration::from_secs(100);
        let script = [Does::LosePost, Does::Accept, Does::LosePost];
        let network = Arc::new(Network::that(script).recognizing_for(knows_for));
        let publisher = bakery.publisher(network.clone());
        // Absence is believed after 90 seconds, and the network knows our id for ten more.
        for (channel, wait, sends) in [(Bluesky, 92.seconds(), 2), (Mastodon, 101.seconds(), 1)] {
            let post = due(&bakery, channel).await;
            publisher.step(bakery.world.now()).await.unwrap();
            publisher.step(bakery.world.pass(wait)).await.unwrap();
            publisher.step(bakery.world.now()).await.unwrap();
            assert_eq!(network.sends(post), sends, "{channel}");
            let asked = bakery.post(post).await.failure.is_some_and(|failure| {
                failure.contains("was sent this, gave no answer, and does not show it")
            });
            assert_eq!(asked, sends == 1, "{channel}");
        }
    });
}

#[test]
fn what_cannot_be_staged_was_not_sent_and_is_tried_again() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([]));
        let publisher = bakery.publisher(network.clone());
        let refusal = |retry_after| Refusal {
            reason: "The session has ended.".into(),
            status: Some(401),
            retry_after,
        };
        *network.unstaged.lock().unwrap() = [refusal(Some(Duration::from_secs(20)))].into();
        let post = due(&bakery, Bluesky).await;
        publisher.step(bakery.world.now()).await.unwrap();
        let waiting = bakery.post(post).await;
        assert_eq!(waiting.status, PostStatus::Scheduled);
        assert_eq!(waiting.failure.as_deref(), Some("The session has ended."));
        publisher.step(bakery.world.pass(30.seconds())).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        assert_eq!(bakery.outcomes(post).await, ["published"], "staging leaves no receipt");

        *network.unstaged.lock().unwrap() = [refusal(None)].into();
        let post = due(&bakery, Mastodon).await;
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Failed);
        assert_eq!(network.sends(post), 0);
    });
}

#[test]
fn who_is_asked_to_wait_before_the_send_loses_no_try_until_it_would_be_too_late() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([]));
        let publisher = bakery.publisher(network.clone());
        let full = || Refusal {
            reason: "It takes no more for now.".into(),
            status: Some(429),
            retry_after: Some(MINUTE),
        };
        *network.unstaged.lock().unwrap() = (0..9).map(|_| full()).collect();
        let post = due(&bakery, Bluesky).await;
        for _ in 0..9 {
            publisher.step(bakery.world.now()).await.unwrap();
            assert_eq!(bakery.status(post).await, PostStatus::Scheduled);
            bakery.world.pass(1.minute());
        }
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(bakery.outcomes(post).await, ["published"]);

        *network.unstaged.lock().unwrap() = (0..16).map(|_| full()).collect();
        let post = due(&bakery, Mastodon).await;
        for _ in 0..16 {
            publisher.step(bakery.world.now()).await.unwrap();
            bakery.world.pass(1.minute());
        }
        let late = bakery.post(post).await;
        assert_eq!((late.status, network.sends(post)), (PostStatus::Failed, 0));
        assert!(late.failure.unwrap().contains("too late"));
    });
}

#[test]
fn after_two_unclear_attempts_a_person_is_asked() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([Does::LosePost, Does::LosePost]));
        let publisher = bakery.publisher(network.clone());
        let post = due(&bakery, Bluesky).await;
        for _ in 0..40 {
            publisher.step(bakery.world.now()).await.unwrap();
            bakery.world.pass(30.seconds());
        }
        let asked = bakery.post(post).await;
        assert_eq!(asked.status, PostStatus::Uncertain);
        assert_eq!(
            asked.failure.as_deref(),
            Some(
                "Bluesky was sent this twice, gave no answer, and does not show it. Look there before sending it again."
            )
        );
        assert_eq!(network.sends(post), 2);

        // The person looked: it is not there. It starts afresh.
        bakery.store.settle_as_absent(bakery.scope, post, bakery.world.now()).await.unwrap();
        bakery.store.schedule_post(bakery.scope, post).await.unwrap();
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        assert_eq!(network.shows(post), 1);
    });
}

#[test]
fn a_network_that_cannot_say_is_asked_ten_minutes_and_then_a_person() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([Does::LoseAnswer]));
        *network.look_ups.lock().unwrap() = [(); 50].map(|()| LookUp::Unknown).into();
        let publisher = bakery.publisher(network.clone());
        let post = due(&bakery, Bluesky).await;
        for _ in 0..1_200 {
            publisher.step(bakery.world.now()).await.unwrap();
            bakery.world.pass(1.second());
        }
        assert_eq!(*network.looked_up.lock().unwrap(), 10, "at 2, 4, 8 … 512 and 600 seconds");
        let asked = bakery.post(post).await;
        assert_eq!(asked.status, PostStatus::Uncertain);
        assert_eq!(
            asked.failure.as_deref(),
            Some(
                "The network did not answer. Look on Bluesky whether it is there before sending it again."
            )
        );
        assert_eq!(network.sends(post), 1);
        bakery.store.settle_as_published(bakery.scope, post).await.unwrap();
        assert_eq!(bakery.status(post).await, PostStatus::Published);
    });
}

#[test]
fn a_network_without_look_up_leaves_it_to_a_person_at_once() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([Does::LoseAnswer]).without_look_up());
        let publisher = bakery.publisher(network.clone());
        let lost = due(&bakery, Bluesky).await;
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(bakery.status(lost).await, PostStatus::Uncertain);

        // So does one whose publisher died in the middle of the send.
        let (dead, _) = died_after_mark(&bakery).await;
        let step = publisher.step(bakery.world.pass(2.minutes())).await.unwrap();
        assert_eq!((step.doubted, step.looked_up), (1, 1));
        assert_eq!(
            bakery.post(dead).await.failure.as_deref(),
            Some(
                "Almanac stopped while this was being sent. Look on Mastodon whether it is there before sending it again."
            )
        );
        assert_eq!(publisher.step(bakery.world.pass(1.hour())).await.unwrap().looked_up, 0);
        assert_eq!((network.sends(dead), *network.looked_up.lock().unwrap()), (0, 0));
    });
}

#[test]
fn a_publisher_that_died_after_its_mark_leaves_a_post_that_is_looked_up_and_sent_once() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([]));
        let publisher = bakery.publisher(network.clone());
        let (post, claimed) = died_after_mark(&bakery).await;
        publisher.step(bakery.world.pass(2.minutes())).await.unwrap();
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!((bakery.status(post).await, network.shows(post)), (PostStatus::Published, 1));

        // The dead one was only held up. Its late mark is refused.
        let late = intent(&claimed);
        let marked =
            bakery.store.mark_sending(vec![late], MINUTE, bakery.world.now()).await.unwrap();
        assert!(marked.is_empty());
    });
}

#[test]
fn a_publisher_that_was_held_up_after_its_mark_sends_nothing() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([]));
        let publisher = bakery.publisher(network.clone());
        let post = due(&bakery, Bluesky).await;
        // As a machine that sleeps would: six seconds between the mark and the send.
        bakery.world.drift(6_000);
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!((bakery.status(post).await, network.sends(post)), (PostStatus::Scheduled, 0));
        bakery.world.drift(0);
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!((bakery.status(post).await, network.sends(post)), (PostStatus::Published, 1));
        assert_eq!(bakery.outcomes(post).await, ["refused", "published"]);
    });
}

#[test]
fn a_provider_that_breaks_down_leaves_an_uncertain_post_and_no_other_harm() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([Does::Panic]));
        let publisher = bakery.publisher(network.clone());
        let post = due(&bakery, Bluesky).await;
        publisher.step(bakery.world.now()).await.unwrap();
        let broken = bakery.post(post).await;
        assert_eq!(broken.status, PostStatus::Uncertain);
        assert_eq!(
            broken.failure.as_deref(),
            Some("Almanac broke down while this was being sent.")
        );
    });
}

#[test]
fn an_edit_after_the_claim_is_refused() {
    on_both(async |bakery| {
        let post = due(&bakery, Bluesky).await;
        let version = bakery.post(post).await.version;
        let lease = MINUTE;
        bakery.store.claim_due(bakery.world.now(), lease, 1, &[]).await.unwrap();
        let text = PostText { caption: "Closed today!".into(), ..PostText::default() };
        for version in [version, version + 1] {
            let edit = bakery.store.change_text(bakery.scope, post, version, &text, true).await;
            assert!(matches!(edit, Err(StoreError::TooLate("post"))));
        }
        let canceled = bakery.store.unschedule_post(bakery.scope, post).await;
        assert!(matches!(canceled, Err(StoreError::TooLate("post"))));
    });
}

#[test]
fn a_post_whose_channel_was_disconnected_is_not_sent() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([]));
        let publisher = bakery.publisher(network.clone());
        let draft = due(&bakery, Bluesky).await;
        assert_eq!(bakery.store.disconnect(bakery.scope, Bluesky).await.unwrap().drafts, 1);
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(bakery.status(draft).await, PostStatus::Draft);

        // One that was scheduled though there is no connection, or one nobody serves.
        bakery.store.schedule_post(bakery.scope, draft).await.unwrap();
        publisher.step(bakery.world.now()).await.unwrap();
        let failed = bakery.post(draft).await;
        assert_eq!(failed.status, PostStatus::Failed);
        assert_eq!(
            failed.failure.as_deref(),
            Some(
                "Bluesky is not connected any more. Connect it on the Channels page and schedule again."
            )
        );
        bakery.connect(Mastodon, Webhook).await;
        let unserved = bakery.scheduled(Mastodon, bakery.world.now()).await;
        publisher.step(bakery.world.now()).await.unwrap();
        assert_eq!(bakery.status(unserved).await, PostStatus::Failed);
        assert_eq!((network.sends(draft), network.sends(unserved)), (0, 0));
        assert!(bakery.outcomes(draft).await.is_empty(), "nothing was attempted");
    });
}

#[test]
fn a_post_waits_when_the_secret_key_was_replaced_under_its_publisher() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([]));
        let publisher = bakery.publisher(network.clone());
        let secret = Credentials::new("canary".to_owned());
        bakery.connect_with(Bluesky, Sandbox, Some(secret)).await;
        let now = bakery.world.now();
        let before = bakery.scheduled(Bluesky, now).await;
        publisher.step(now).await.unwrap();
        assert_eq!(bakery.status(before).await, PostStatus::Published);

        let after = bakery.scheduled(Bluesky, now).await;
        let rotation = bakery.store.begin_rotation().await.unwrap();
        rotation.replace_by(&SecretKey::new([8; 32]), now).await.unwrap();
        publisher.step(now).await.unwrap();
        // Whoever has the new key takes it up when this claim has ended.
        assert_eq!(bakery.status(after).await, PostStatus::Processing);
        assert_eq!(network.sends(after), 0);
        assert!(bakery.outcomes(after).await.is_empty(), "nothing was attempted");
    });
}

#[test]
fn what_the_network_would_refuse_is_not_sent() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([]));
        let post = due(&bakery, Instagram).await;
        bakery.publisher(network.clone()).step(bakery.world.now()).await.unwrap();
        let failed = bakery.post(post).await;
        assert_eq!(failed.status, PostStatus::Failed);
        assert_eq!(failed.failure.as_deref(), Some("Instagram needs a picture. Draw one."));
        assert_eq!(network.sends(post), 0);
    });
}

#[test]
fn what_slept_past_its_minute_is_missed() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([Does::Busy(MINUTE)]));
        let publisher = bakery.publisher(network.clone());
        let slept = due(&bakery, Bluesky).await;
        publisher.step(bakery.world.now()).await.unwrap();
        let other = bakery.scheduled(Bluesky, bakery.world.now()).await;
        // Six hours later: neither the post nor the pending retry of another goes out stale.
        let step = publisher.step(bakery.world.pass(6.hours())).await.unwrap();
        assert_eq!((step.missed, step.claimed), (2, 0));
        assert_eq!(bakery.status(slept).await, PostStatus::Missed);
        assert_eq!(bakery.status(other).await, PostStatus::Missed);
    });
}

/// A post on a connected channel whose minute is now.
async fn due(bakery: &Bakery, channel: Channel) -> domain::id::PostId {
    bakery.connect(channel, Sandbox).await;
    bakery.scheduled(channel, bakery.world.now()).await
}

/// A post for Mastodon that a publisher marked before it died.
async fn died_after_mark(bakery: &Bakery) -> (domain::id::PostId, Claimed) {
    let post = due(bakery, Mastodon).await;
    let (now, lease) = (bakery.world.now(), MINUTE);
    let claimed = bakery.store.claim_due(now, lease, 1, &[]).await.unwrap().remove(0);
    assert_eq!(claimed.post.id, post);
    bakery.store.mark_sending(vec![intent(&claimed)], MINUTE, now).await.unwrap();
    (post, claimed)
}

fn intent(claimed: &Claimed) -> Intent {
    Intent {
        scope: claimed.scope,
        post: claimed.post.id,
        attempt: claimed.attempt,
        delivery_key: claimed.post.id.to_string(),
        channel: claimed.post.channel.code(),
        provider: Sandbox.code(),
        body_hash: "…".into(),
        claimed_at: claimed.post.publish_at,
        staged: None,
    }
}

#[test]
fn a_post_that_a_person_schedules_again_has_five_tries_anew() {
    on_both(async |bakery| {
        let wait = MINUTE;
        let network = Arc::new(Network::that([(); 9].map(|()| Does::Busy(wait))));
        let publisher = bakery.publisher(network.clone());
        let post = due(&bakery, Bluesky).await;
        for _ in 0..5 {
            publisher.step(bakery.world.now()).await.unwrap();
            bakery.world.pass(5.minutes());
        }
        assert_eq!(bakery.status(post).await, PostStatus::Failed);
        bakery.store.schedule_posts(bakery.scope, &[post]).await.unwrap();
        let version = bakery.post(post).await.version;
        let now = bakery.world.now();
        bakery.store.move_post(bakery.scope, post, version, now).await.unwrap();
        for _ in 0..5 {
            publisher.step(bakery.world.now()).await.unwrap();
            bakery.world.pass(5.minutes());
        }
        assert_eq!(bakery.status(post).await, PostStatus::Published);
        assert_eq!((network.sends(post), network.shows(post)), (10, 1));
        let receipts = bakery.store.receipts(bakery.scope, post).await.unwrap();
        assert_eq!(receipts[0].attempt, 10, "the numbers that fence go on");
    });
}

#[test]
fn a_channel_connected_anew_is_not_asked_for_what_was_sent_before() {
    on_both(async |bakery| {
        let network = Arc::new(Network::that([Does::LoseAnswer]));
        *network.look_ups.lock().unwrap() = [(); 9].map(|()| LookUp::Absent).into();
        let publisher = bakery.publisher(network.clone());
        let post = due(&bakery, Bluesky).await;
        publisher.step(bakery.world.now()).await.unwrap();
        bakery.world.pass(1.second());
        bakery.store.disconnect(bakery.scope, Bluesky).await.unwrap();
        bakery.connect(Bluesky, Sandbox).await;
        for _ in 0..20 {
            publisher.step(bakery.world.pass(30.seconds())).await.unwrap();
        }
        let asked = bakery.post(post).await;
        assert_eq!((asked.status, network.sends(post)), (PostStatus::Uncertain, 1));
        assert!(asked.failure.unwrap().contains("was connected anew since it was sent"));
    });
}
