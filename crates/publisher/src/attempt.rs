//! One attempt: slot, stage, mark, send, outcome.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use domain::contract::{Refusal, SendOutcome};
use futures_util::FutureExt;
use jiff::Timestamp;
use store::publishing::{Claimed, Intent, Outcome, Then};

use crate::{
    breaker::{Host, Pass, Told},
    clerk::Mark,
    digest,
    fault::{self, Step},
    prepare::{Prepared, Ready},
    session::Desk,
    verdict::{Verdict, after_refusal, after_send, later},
};

/// A send begins this soon after its mark or not at all: a process that was held up in
/// between may have been given up by others.
const FRESH: Duration = Duration::from_secs(5);

/// Who is asked to wait waits at least so long.
const LEAST_WAIT: Duration = Duration::from_secs(1);

/// What could not be staged is tried again after this at the soonest.
const PAUSE: Duration = Duration::from_secs(15);

/// Sends one claimed post, or records why not.
pub(crate) async fn attempt(
    desk: Arc<Desk>,
    claimed: Claimed,
    claimed_at: Timestamp,
    prepared: Prepared,
) {
    let verdict = match prepared {
        Prepared::Unreadable => return,
        Prepared::Closed(sentence) => Verdict::new(Then::Failed, sentence),
        Prepared::Ready(mut ready) => {
            let Some(_slot) = desk.slots.take(ready.lane(), ready.provider.kind()).await else {
                return give_back(&desk, &claimed).await;
            };
            let host = ready.host();
            match stopped_by_breaker(&desk, host.as_ref(), &claimed) {
                Some(verdict) => verdict,
                None => match stage_at_last(&desk, &mut ready, &claimed).await {
                    Ok(()) => {
                        let intent = intent(&ready, &claimed, claimed_at);
                        match desk.clerk.mark(intent).await {
                            Mark::Durable(marked_at) => {
                                send(&desk, &ready, host.as_ref(), &claimed, marked_at).await
                            }
                            Mark::NotHeld => return give_back(&desk, &claimed).await,
                            Mark::Unknown => Verdict::new(
                                Then::Retry(desk.clock.now()),
                                "Almanac could not note that it was about to send this, and sent nothing. It tries again.",
                            ),
                        }
                    }
                    Err(refusal) => {
                        let told = Told::by_refusal(refusal.status, refusal.retry_after.is_some());
                        told_of(&desk, host.as_ref(), told);
                        unstaged(&desk, refusal, &claimed)
                    }
                },
            }
        }
    };
    let Verdict { then, http_status, reason } = verdict;
    let (scope, post, attempt) = (claimed.scope, claimed.post.id, claimed.attempt);
    recorded(&desk, Outcome { scope, post, attempt, then, http_status, reason }).await;
}

/// Records an outcome and tells of it.
pub(crate) async fn recorded(desk: &Desk, outcome: Outcome) {
    let Outcome { scope, post, attempt, .. } = outcome;
    let (then, word) = (format!("{:?}", outcome.then), word(&outcome.then));
    if desk.clerk.record(outcome).await {
        metrics::counter!("almanac_posts_total", "outcome" => word).increment(1);
        fault::point(Step::Outcome);
        tracing::info!(post.id = %post, site.id = %scope.site, attempt, then, "an attempt ended");
    }
}

const fn word(then: &Then) -> &'static str {
    match then {
        Then::Published { .. } => "published",
        Then::Retry(_) => "retried",
        Then::Waiting(_) => "waiting",
        Then::Absent(_) => "absent",
        Then::Failed => "failed",
        Then::Uncertain(_) => "uncertain",
    }
}

/// Stages a post that goes out now, or takes what was staged of it ahead: the claim itself
/// made a version of it.
async fn stage_at_last(desk: &Desk, ready: &mut Ready, claimed: &Claimed) -> Result<(), Refusal> {
    if !ready.provider.abilities().stages_ahead.is_zero() {
        let (scope, post, version) = (claimed.scope, claimed.post.id, claimed.post.version - 1);
        let found = desk.store.take_staged(scope, post, version, ready.since).await;
        ready.delivery.staged = found.unwrap_or_else(|error| {
            let cause = &error as &dyn std::error::Error;
            tracing::warn!(error = cause, post.id = %post, "what was staged ahead cannot be read; it is staged anew");
            None
        });
    }
    ready.delivery.staged = stage(ready).await?;
    Ok(())
}

/// What can be done before the mark. It may be repeated, so whatever goes wrong is a refusal.
pub(crate) async fn stage(ready: &Ready) -> Result<Option<String>, Refusal> {
    let Ready { delivery, provider, .. } = ready;
    let staging = AssertUnwindSafe(provider.stage(delivery)).catch_unwind();
    let reason = match tokio::time::timeout(provider.abilities().send_timeout, staging).await {
        Ok(Ok(staged)) => return staged,
        Ok(Err(_)) => {
            tracing::error!(
                post.id = %delivery.post, site.id = %delivery.scope.site, provider = provider.kind().code(),
                "a provider broke down before a send"
            );
            "Almanac broke down before this was sent.".to_owned()
        }
        Err(_) => format!("{} did not answer in time. Nothing was sent.", delivery.channel),
    };
    Err(Refusal { reason, status: None, retry_after: Some(PAUSE) })
}

/// What becomes of a post that could not be staged. Who is only asked to wait loses no try.
fn unstaged(desk: &Desk, refusal: Refusal, claimed: &Claimed) -> Verdict {
    let now = desk.clock.now();
    match refusal {
        Refusal { status: Some(429), retry_after: Some(wait), reason } => {
            let too_late = format!("{reason} It would have been too late by then.");
            waits(desk, claimed, later(now, wait.max(LEAST_WAIT)), reason, too_late)
        }
        refusal => after_refusal(refusal, claimed.tries, now, desk.world.random()),
    }
}

/// A post waits for what is not its own fault. One that would be too late by then has failed.
fn waits(
    desk: &Desk,
    claimed: &Claimed,
    until: Timestamp,
    said: String,
    too_late: String,
) -> Verdict {
    if until > later(claimed.post.publish_at, desk.settings.grace) {
        return Verdict::new(Then::Failed, too_late);
    }
    Verdict::new(Then::Waiting(until), said)
}

/// A host that could not be reached is left alone for a while.
fn stopped_by_breaker(desk: &Desk, host: Option<&Host>, claimed: &Claimed) -> Option<Verdict> {
    let host = host?;
    let Pass::Wait(until) = desk.breaker.pass(host, desk.clock.now()) else { return None };
    let said = format!("{} cannot be reached just now. Nothing was sent; this waits.", host.1);
    let too_late = format!(
        "{} could not be reached from its minute on. Nothing was sent. Look whether it works again, and schedule this anew.",
        host.1
    );
    Some(waits(desk, claimed, until, said, too_late))
}

fn told_of(desk: &Desk, host: Option<&Host>, told: Told) {
    if let Some(host) = host {
        desk.breaker.told(host, told, desk.clock.now());
    }
}

async fn send(
    desk: &Desk,
    ready: &Ready,
    host: Option<&Host>,
    claimed: &Claimed,
    marked_at: Timestamp,
) -> Verdict {
    fault::point(Step::Mark);
    let late = marked_at.duration_since(claimed.post.publish_at);
    metrics::histogram!("almanac_post_lateness_seconds").record(late.as_secs_f64());
    let now = desk.clock.now();
    if now > later(marked_at, FRESH) {
        return Verdict::new(
            Then::Retry(now),
            "Almanac was held up and sent nothing. It tries again.",
        );
    }
    let abilities = ready.provider.abilities();
    let sending = AssertUnwindSafe(ready.provider.send(&ready.delivery)).catch_unwind();
    let outcome = match tokio::time::timeout(abilities.send_timeout, sending).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => broke_down(ready),
        Err(_) => SendOutcome::Unclear {
            reason: format!("{} did not answer in time.", ready.delivery.channel),
            status: None,
        },
    };
    fault::point(Step::Answer);
    told_of(desk, host, Told::by(&outcome));
    after_send(outcome, claimed.tries, abilities, desk.clock.now(), desk.world.random())
}

fn broke_down(ready: &Ready) -> SendOutcome {
    let Ready { delivery, provider, .. } = ready;
    tracing::error!(
        post.id = %delivery.post, site.id = %delivery.scope.site, provider = provider.kind().code(),
        "a provider broke down in the middle of a send"
    );
    let reason = "Almanac broke down while this was being sent.".to_owned();
    SendOutcome::Unclear { reason, status: None }
}

/// A post that was claimed and not begun: the publisher was told to stop, or it was frozen.
async fn give_back(desk: &Desk, claimed: &Claimed) {
    let (scope, post, attempt) = (claimed.scope, claimed.post.id, claimed.attempt);
    let then = Then::Waiting(desk.clock.now());
    recorded(desk, Outcome { scope, post, attempt, then, http_status: None, reason: None }).await;
}

fn intent(ready: &Ready, claimed: &Claimed, claimed_at: Timestamp) -> Intent {
    Intent {
        scope: claimed.scope,
        post: claimed.post.id,
        attempt: claimed.attempt,
        delivery_key: ready.delivery.key.clone(),
        channel: ready.delivery.channel.code(),
        provider: ready.provider.kind().code(),
        body_hash: digest::of(&ready.delivery),
        claimed_at,
        staged: ready.delivery.staged.clone(),
    }
}
