//! How much a key may ask: so many requests in a second, and so many in a minute.
//!
//! Each process counts by itself, the instants of the last minute of each key.

use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher, RandomState},
    sync::{Mutex, PoisonError},
};

use axum::http::{HeaderName, header};
use jiff::Timestamp;

/// How much a key may ask. Zero is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// In a second.
    pub per_second: u32,
    /// In a minute.
    pub per_minute: u32,
}

/// Counts what keys ask.
pub struct Pace {
    limits: Limits,
    hasher: RandomState,
    asked: Mutex<HashMap<u64, VecDeque<i64>>>,
}

/// A limit that is reached.
#[derive(Debug, PartialEq, Eq)]
pub struct Over {
    name: &'static str,
    limit: u32,
    /// In milliseconds.
    window: i64,
    /// In milliseconds.
    wait: i64,
}

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
/// How many keys are remembered before those are let go that ask nothing.
const MANY: usize = 1_000;

impl Pace {
    /// Nothing was asked yet.
    pub fn new(limits: Limits) -> Self {
        Pace { limits, hasher: RandomState::new(), asked: Mutex::default() }
    }

    /// Counts a request of a key, or says which limit it would pass. What is refused is not
    /// counted.
    pub fn count(&self, key: &str, now: Timestamp) -> Result<(), Over> {
        let (key, now) = (self.hasher.hash_one(key), now.as_millisecond());
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.len() >= MANY {
            asked.retain(|_, instants| instants.back().is_some_and(|last| *last > now - MINUTE));
        }
        let instants = asked.entry(key).or_default();
        while instants.front().is_some_and(|first| *first <= now - MINUTE) {
            instants.pop_front();
        }
        let Limits { per_second, per_minute } = self.limits;
        for (name, limit, window) in
            [("per_second_use", per_second, SECOND), ("per_minute_use", per_minute, MINUTE)]
        {
            let most = usize::try_from(limit).unwrap_or(usize::MAX);
            if most == 0 || instants.len() < most {
                continue;
            }
            // The one that must leave the window before another may come.
            let first = instants.get(instants.len() - most).copied().unwrap_or(now);
            if first > now - window {
                return Err(Over { name, limit, window, wait: first + window - now });
            }
        }
        if (per_second, per_minute) != (0, 0) {
            instants.push_back(now);
        }
        Ok(())
    }
}

impl Over {
    /// What the vendor tells of it.
    pub fn headers(&self) -> Vec<(HeaderName, String)> {
        let seconds =
            |millis: i64| millis.div_euclid(SECOND) + i64::from(millis.rem_euclid(SECOND) > 0);
        let wait = seconds(self.wait).max(1).to_string();
        vec![
            (header::RETRY_AFTER, wait.clone()),
            (HeaderName::from_static("x-rate-limit-limit"), self.limit.to_string()),
            (HeaderName::from_static("x-rate-limit-remaining"), "0".to_owned()),
            (HeaderName::from_static("x-rate-limit-reset"), wait),
            (HeaderName::from_static("x-rate-limit-name"), self.name.to_owned()),
            (HeaderName::from_static("x-rate-limit-duration"), seconds(self.window).to_string()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_000 + millis).unwrap_or_default()
    }

    #[test]
    fn a_key_may_ask_so_much_in_a_second_and_so_much_in_a_minute() {
        let pace = Pace::new(Limits { per_second: 2, per_minute: 3 });
        assert_eq!(pace.count("a", at(0)), Ok(()));
        assert_eq!(pace.count("a", at(100)), Ok(()));
        let over = pace.count("a", at(200)).map_err(|over| (over.name, over.wait));
        assert_eq!(over, Err(("per_second_use", 800)), "the first leaves the window then");
        assert_eq!(pace.count("b", at(200)), Ok(()), "another key");
        assert_eq!(pace.count("a", at(1_000)), Ok(()));
        let over = pace.count("a", at(5_000)).map_err(|over| (over.name, over.wait));
        assert_eq!(over, Err(("per_minute_use", 55_000)));
        assert_eq!(pace.count("a", at(60_000)), Ok(()));
    }

    #[test]
    fn no_limit_counts_nothing() {
        let pace = Pace::new(Limits { per_second: 0, per_minute: 0 });
        for _ in 0..1_000 {
            assert_eq!(pace.count("a", at(0)), Ok(()));
        }
    }
}
