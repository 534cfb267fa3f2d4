//! Who is not asked for a while: a host that could not be reached again and again.
//!
//! Posts for it wait as scheduled and lose no try. Then one is sent to see; the rest follow
//! when it was reached. Known to this process alone: another finds out by itself.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::{connection::ProviderKind, contract::SendOutcome};
use jiff::Timestamp;

use crate::verdict::later;

/// So many failures in a row open the breaker.
const MOST_FAILURES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// The one that was sent to see is waited for so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A host, behind the provider that reaches it.
pub(crate) type Host = (ProviderKind, String);

/// Whether a send may go to a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pass {
    /// It may.
    Go,
    /// Not before that instant.
    Wait(Timestamp),
}

/// What a send told of its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// It answered for itself.
    Reached,
    /// It did not, or said that it is not able to.
    Unreachable,
    /// Nothing: the send did not come so far.
    Nothing,
}

impl Told {
    /// Of a refusal, before or after the send.
    pub(crate) const fn by_refusal(status: Option<u16>, may_help: bool) -> Self {
        match status {
            Some(500 | 502..=504) => Told::Unreachable,
            Some(_) => Told::Reached,
            None if may_help => Told::Unreachable,
            None => Told::Nothing,
        }
    }

    /// Of how a send ended.
    pub(crate) const fn by(outcome: &SendOutcome) -> Self {
        match outcome {
            SendOutcome::Published(_) => Told::Reached,
            SendOutcome::Refused(refusal) => {
                Told::by_refusal(refusal.status, refusal.retry_after.is_some())
            }
            SendOutcome::Unclear { status, .. } => Told::by_refusal(*status, true),
        }
    }
}

#[derive(Default)]
struct State {
    failures: u32,
    /// Left alone until then; `None` while it may be asked.
    until: Option<Timestamp>,
    pause: Duration,
    /// One is on its way to see.
    probing: bool,
}

#[derive(Default)]
pub(crate) struct Breaker(Mutex<HashMap<Host, State>>);

impl Breaker {
    /// Whether a send may go now. The first that may after a pause is the one that is sent to
    /// see: until it has told, the others wait on.
    pub(crate) fn pass(&self, host: &Host, now: Timestamp) -> Pass {
        let mut states = self.states();
        let Some(state) = states.get_mut(host) else { return Pass::Go };
        match state.until {
            None => Pass::Go,
            Some(until) if now < until => Pass::Wait(until),
            Some(_) => {
                state.until = Some(later(now, PATIENCE));
                state.probing = true;
                Pass::Go
            }
        }
    }

    /// Notes what a send told.
    pub(crate) fn told(&self, host: &Host, told: Told, now: Timestamp) {
        let mut states = self.states();
        match told {
            Told::Nothing => {
                if let Some(state) = states.get_mut(host).filter(|state| state.probing) {
                    state.until = Some(now);
                }
            }
            Told::Reached => {
                if states.remove(host).is_some_and(|state| state.until.is_some()) {
                    tracing::info!(provider = host.0.code(), host = host.1, "reached again");
                }
            }
            Told::Unreachable => {
                let state = states.entry(host.clone()).or_default();
                state.failures = state.failures.saturating_add(1);
                let opens = state.until.is_none() && state.failures >= MOST_FAILURES;
                if opens {
                    metrics::counter!("almanac_hosts_left_alone_total").increment(1);
                    tracing::warn!(
                        provider = host.0.code(),
                        host = host.1,
                        "left alone: not reached"
                    );
                }
                // Those that were under way when it opened tell nothing new.
                if opens || state.probing {
                    state.pause = (state.pause * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
                    state.until = Some(later(now, state.pause));
                    state.probing = false;
                }
            }
        }
    }

    fn states(&self) -> MutexGuard<'_, HashMap<Host, State>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn host(name: &str) -> Host {
        (ProviderKind::Webhook, name.to_owned())
    }

    #[test]
    fn after_five_failures_a_host_is_left_alone_and_then_one_is_sent_to_see() {
        let (breaker, bakery) = (Breaker::default(), host("bakery.example"));
        for _ in 0..4 {
            breaker.told(&bakery, Told::Unreachable, at(0));
            assert_eq!(breaker.pass(&bakery, at(0)), Pass::Go);
        }
        breaker.told(&bakery, Told::Unreachable, at(0));
        assert_eq!(breaker.pass(&bakery, at(9)), Pass::Wait(at(10)));
        assert_eq!(breaker.pass(&host("other.example"), at(9)), Pass::Go);
        assert_eq!(breaker.pass(&bakery, at(10)), Pass::Go, "the one that is sent to see");
        assert_eq!(breaker.pass(&bakery, at(10)), Pass::Wait(at(40)));
        breaker.told(&bakery, Told::Unreachable, at(11));
        breaker.told(&bakery, Told::Unreachable, at(12));
        assert_eq!(breaker.pass(&bakery, at(12)), Pass::Wait(at(31)), "longer each time");
        assert_eq!(breaker.pass(&bakery, at(31)), Pass::Go);
        breaker.told(&bakery, Told::Reached, at(32));
        assert_eq!(breaker.pass(&bakery, at(32)), Pass::Go);
        assert_eq!(breaker.pass(&bakery, at(32)), Pass::Go);
    }

    #[test]
    fn one_answer_in_between_begins_the_count_anew_and_what_never_left_does_not_count() {
        let (breaker, bakery) = (Breaker::default(), host("bakery.example"));
        for told in [Told::Unreachable, Told::Nothing, Told::Unreachable, Told::Reached] {
            for _ in 0..4 {
                breaker.told(&bakery, told, at(0));
            }
            breaker.told(&bakery, Told::Reached, at(0));
            assert_eq!(breaker.pass(&bakery, at(0)), Pass::Go);
        }
    }

    #[test]
    fn an_answer_that_refuses_is_an_answer() {
        for (status, may_help, told) in [
            (Some(422), false, Told::Reached),
            (Some(429), true, Told::Reached),
            (Some(503), true, Told::Unreachable),
            (None, true, Told::Unreachable),
            (None, false, Told::Nothing),
        ] {
            assert_eq!(Told::by_refusal(status, may_help), told, "{status:?}");
        }
    }
}
