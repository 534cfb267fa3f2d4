//! What becomes of a post after a send. No input or output: a table, as a function.

use std::time::Duration;

use domain::contract::{Abilities, Landed, Refusal, SendOutcome};
use jiff::Timestamp;
use store::publishing::Then;

/// After so many tries a refusal is final.
const MOST_TRIES: i64 = 5;
/// A post that may go out no sooner than this is no longer about its minute.
const LONGEST_WAIT: Duration = Duration::from_secs(6 * 60 * 60);
/// The pause before the first look-up.
const FIRST_LOOK: Duration = Duration::from_secs(2);
const FIRST_BACKOFF: Duration = Duration::from_secs(15);
const LONGEST_TEXT: usize = 600;
const LONGEST_REFERENCE: usize = 2_000;

/// What is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) then: Then,
    pub(crate) http_status: Option<u16>,
    pub(crate) reason: Option<String>,
}

impl Verdict {
    pub(crate) fn new(then: Then, reason: impl Into<String>) -> Self {
        Verdict { then, http_status: None, reason: Some(reason.into()) }
    }

    pub(crate) fn published(landed: Landed) -> Self {
        let reference = printable(&landed.reference, LONGEST_REFERENCE);
        let link = landed.link.filter(|link| is_web_address(link));
        let then = Then::Published { reference, link };
        Verdict { then, http_status: landed.status, reason: None }
    }
}

/// What becomes of a post whose send ended so, at that try since a person scheduled it.
/// `dice` spreads the retries of posts that were refused together.
pub(crate) fn after_send(
    outcome: SendOutcome,
    tries: i64,
    abilities: Abilities,
    now: Timestamp,
    dice: u128,
) -> Verdict {
    match outcome {
        SendOutcome::Published(landed) => Verdict::published(landed),
        SendOutcome::Refused(refusal) => after_refusal(refusal, tries, now, dice),
        SendOutcome::Unclear { reason, status } => {
            let then = Then::Uncertain(abilities.looks_up.then(|| later(now, FIRST_LOOK)));
            let reason = Some(printable(&reason, LONGEST_TEXT));
            Verdict { then, http_status: status, reason }
        }
    }
}

/// What becomes of a post that was certainly not sent.
pub(crate) fn after_refusal(refusal: Refusal, tries: i64, now: Timestamp, dice: u128) -> Verdict {
    let again = refusal
        .retry_after
        .filter(|wait| tries < MOST_TRIES && *wait <= LONGEST_WAIT)
        .map(|wait| later(now, wait.max(backoff(tries, dice))));
    Verdict {
        then: again.map_or(Then::Failed, Then::Retry),
        http_status: refusal.status,
        reason: Some(printable(&refusal.reason, LONGEST_TEXT)),
    }
}

/// Doubles with each try; between half and all of it, by chance.
fn backoff(tries: i64, dice: u128) -> Duration {
    let doublings = u32::try_from(tries.clamp(1, 8) - 1).unwrap_or(0);
    let half = FIRST_BACKOFF * 2_u32.pow(doublings) / 2;
    let chance = u64::try_from(dice % (half.as_millis() + 1)).unwrap_or(0);
    half + Duration::from_millis(chance)
}

/// An instant after another; the end of time when there is none.
pub(crate) fn later(now: Timestamp, wait: Duration) -> Timestamp {
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}

/// A text from outside, without control characters (PostgreSQL stores no NUL) and bounded.
fn printable(text: &str, longest: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(longest).collect()
}

fn is_web_address(link: &str) -> bool {
    link.len() <= LONGEST_REFERENCE
        && url::Url::parse(link).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
        && !link.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use domain::contract::{Clock, Pictures};
    use proptest::prelude::*;

    use super::*;

    fn abilities(looks_up: bool) -> Abilities {
        let (settles_after, send_timeout) = (Duration::from_secs(5), Duration::from_secs(10));
        Abilities {
            looks_up,
            recognizes_for: None,
            settles_after,
            stages_ahead: Duration::ZERO,
            send_timeout,
            clock: Clock::Ours,
            pictures: Pictures::Sent,
        }
    }

    fn any_outcome() -> impl Strategy<Value = SendOutcome> {
        let status = || proptest::option::of(100_u16..600);
        let link = proptest::option::of("(https://[a-z]{1,9}\\.example/|javascript:|\\x00)[a-z]*");
        prop_oneof![
            (".*", link, status()).prop_map(|(reference, link, status)| {
                SendOutcome::Published(Landed { reference, link, status })
            }),
            (".*", status(), proptest::option::of(any::<Duration>())).prop_map(
                |(reason, status, retry_after)| SendOutcome::Refused(Refusal {
                    reason,
                    status,
                    retry_after
                })
            ),
            (".*", status()).prop_map(|(reason, status)| SendOutcome::Unclear { reason, status }),
        ]
    }

    proptest! {
        #[test]
        fn only_a_certain_refusal_is_sent_again_and_never_before_it_is_allowed(
            outcome in any_outcome(), tries in 1_i64..9, looks_up: bool, dice: u128,
        ) {
            let now = Timestamp::UNIX_EPOCH;
            let verdict = after_send(outcome.clone(), tries, abilities(looks_up), now, dice);
            match (outcome, verdict.then) {
                (SendOutcome::Published(_), Then::Published { reference, link }) => {
                    prop_assert!(!reference.contains('\0'));
                    prop_assert!(link.is_none_or(|link| link.starts_with("https://")));
                }
                (SendOutcome::Refused(Refusal { retry_after: Some(wait), .. }), Then::Retry(at)) => {
                    prop_assert!(tries < MOST_TRIES);
                    prop_assert!(at >= later(now, wait));
                }
                (SendOutcome::Refused(Refusal { retry_after, .. }), Then::Failed) => {
                    let hopeless = retry_after.is_none_or(|wait| wait > LONGEST_WAIT);
                    prop_assert!(hopeless || tries >= MOST_TRIES);
                }
                (SendOutcome::Unclear { .. }, Then::Uncertain(look)) => {
                    prop_assert_eq!(look.is_some(), looks_up);
                }
                (outcome, then) => prop_assert!(false, "{outcome:?} became {then:?}"),
            }
        }
    }
}
