//! A clock that stands still until it is moved, and dice that never fall alike.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use domain::world::World;
use jiff::{Span, Timestamp};

pub struct TestWorld {
    millis: AtomicI64,
    dice: AtomicU64,
    drift: AtomicI64,
}

impl TestWorld {
    /// 21 November 2026, 09:00 UTC.
    pub fn new() -> Self {
        let start: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        TestWorld {
            millis: AtomicI64::new(start.as_millisecond()),
            dice: AtomicU64::new(1),
            drift: AtomicI64::new(0),
        }
    }

    pub fn now(&self) -> Timestamp {
        World::now(self)
    }

    /// Moves the clock on by so many milliseconds each time somebody looks at it.
    pub fn drift(&self, millis: i64) {
        self.drift.store(millis, Ordering::SeqCst);
    }

    /// Moves the clock on; gives the new time.
    pub fn pass(&self, time: Span) -> Timestamp {
        let later = self.now() + time;
        self.millis.store(later.as_millisecond(), Ordering::SeqCst);
        later
    }
}

impl World for TestWorld {
    fn now(&self) -> Timestamp {
        let drift = self.drift.load(Ordering::SeqCst);
        Timestamp::from_millisecond(self.millis.fetch_add(drift, Ordering::SeqCst)).unwrap()
    }

    fn random(&self) -> u128 {
        u128::from(self.dice.fetch_add(1, Ordering::Relaxed)) << 64
    }
}
