//! What time it is for publishing.
//!
//! Several nodes over one PostgreSQL go by the database's clock, whatever their own say: it
//! is asked in each round, and in between time is counted on from there. On SQLite there is
//! the machine's clock alone. It can be set, so it is held against the time that has passed
//! ([`World::ticks`]): when the two part, publishing goes by the later to come, and nothing
//! goes out early. A difference that stays is believed after a while, because then it was
//! the clock that was wrong before.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::world::World;
use jiff::{SignedDuration, Timestamp};
use store::{Store, StoreError};

use crate::verdict::later;

/// Clocks differ by so much without anybody having set one.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(2);
/// A machine whose clock is so far off is told of in the log.
const FAR_OFF: SignedDuration = SignedDuration::from_secs(5);

pub(crate) struct Timekeeper {
    world: Arc<dyn World>,
    by_database: bool,
    /// How long a set clock must have stood before it is believed.
    patience: Duration,
    known: Mutex<Option<Known>>,
}

/// An instant that was known for certain, and how long ago.
#[derive(Clone, Copy)]
struct Known {
    time: Timestamp,
    ticks: Duration,
    by: By,
    /// Since when the machine's clock has said something else.
    doubted: Option<Duration>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Database,
    Machine,
}

impl Known {
    fn counted_on(&self, ticks: Duration) -> Timestamp {
        later(self.time, ticks.saturating_sub(self.ticks))
    }
}

impl Timekeeper {
    pub(crate) fn new(world: Arc<dyn World>, by_database: bool, patience: Duration) -> Self {
        Timekeeper { world, by_database, patience, known: Mutex::default() }
    }

    /// The present instant, as far as it is known since the last [`Timekeeper::look`].
    pub(crate) fn now(&self) -> Timestamp {
        let Some(known) = *self.known() else { return self.world.now() };
        let counted = known.counted_on(self.world.ticks());
        match known.by {
            By::Database => counted,
            By::Machine => counted.min(self.world.now()),
        }
    }

    /// Looks at the clocks; gives the present instant.
    ///
    /// # Errors
    /// The database did not answer, so nobody knows what time it is there.
    pub(crate) async fn look(&self, store: &Store) -> Result<Timestamp, StoreError> {
        if !self.by_database {
            return Ok(self.by_machine());
        }
        match store.clock().await? {
            Some(time) => Ok(self.by_database(time)),
            None => Ok(self.by_machine()),
        }
    }

    fn by_database(&self, time: Timestamp) -> Timestamp {
        // Looked at after the answer: counting on from here is late by the way back, never early.
        let (ticks, machine) = (self.world.ticks(), self.world.now());
        let off = machine.duration_since(time);
        let mut known = self.known();
        let mut doubted = known.and_then(|known| known.doubted);
        if off.abs() <= FAR_OFF {
            doubted = None;
        } else if doubted.is_none() {
            doubted = Some(ticks);
            tracing::warn!(
                seconds = off.as_secs(),
                "this machine's clock is ahead of the database's by so much; publishing goes by the database's"
            );
        }
        *known = Some(Known { time, ticks, by: By::Database, doubted });
        time
    }

    fn by_machine(&self) -> Timestamp {
        let (ticks, machine) = (self.world.ticks(), self.world.now());
        let mut known = self.known();
        let agreed = Known { time: machine, ticks, by: By::Machine, doubted: None };
        let Some(before) = *known else {
            *known = Some(agreed);
            return machine;
        };
        let counted = before.counted_on(ticks);
        let off = machine.duration_since(counted);
        if off.abs() <= TOLERANCE {
            *known = Some(agreed);
            return machine;
        }
        let since = before.doubted.unwrap_or(ticks);
        if ticks.saturating_sub(since) >= self.patience {
            tracing::warn!(seconds = off.as_secs(), "the clock that was set is believed now");
            *known = Some(agreed);
            return machine;
        }
        if before.doubted.is_none() {
            tracing::warn!(
                seconds = off.as_secs(),
                "this machine's clock was set by so much; until it is believed, posts wait for the later of both times"
            );
        }
        *known = Some(Known { doubted: Some(since), ..before });
        counted.min(machine)
    }

    fn known(&self) -> MutexGuard<'_, Option<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    /// A machine whose clock can be set while time passes.
    #[derive(Default)]
    struct Set {
        passed: AtomicI64,
        ahead: AtomicI64,
    }

    impl World for Set {
        fn now(&self) -> Timestamp {
            let millis = self.passed.load(Ordering::SeqCst) + self.ahead.load(Ordering::SeqCst);
            Timestamp::from_millisecond(millis).unwrap()
        }

        fn random(&self) -> u128 {
            0
        }

        fn ticks(&self) -> Duration {
            Duration::from_millis(self.passed.load(Ordering::SeqCst).unsigned_abs())
        }
    }

    const HOUR: i64 = 3_600_000;
    const PATIENCE: i64 = 450_000;

    fn keeper() -> (Arc<Set>, Timekeeper) {
        let world = Arc::new(Set::default());
        let patience = Duration::from_millis(PATIENCE.unsigned_abs());
        (world.clone(), Timekeeper::new(world, true, patience))
    }

    fn millis(time: Timestamp) -> i64 {
        time.as_millisecond()
    }

    #[test]
    fn a_clock_that_is_set_ahead_makes_nothing_early_and_one_that_stays_so_is_believed() {
        let (world, keeper) = keeper();
        assert_eq!(millis(keeper.by_machine()), 0);
        world.ahead.store(2 * HOUR, Ordering::SeqCst);
        for passed in [1_000, 2_000, PATIENCE] {
            world.passed.store(passed, Ordering::SeqCst);
            assert_eq!(millis(keeper.now()), passed);
            assert_eq!(millis(keeper.by_machine()), passed);
        }
        world.passed.store(PATIENCE + 1_000, Ordering::SeqCst);
        assert_eq!(millis(keeper.by_machine()), 2 * HOUR + PATIENCE + 1_000);
        assert_eq!(millis(keeper.now()), 2 * HOUR + PATIENCE + 1_000);
    }

    #[test]
    fn a_clock_that_is_set_back_makes_nothing_early_either() {
        let (world, keeper) = keeper();
        world.passed.store(4 * HOUR, Ordering::SeqCst);
        keeper.by_machine();
        world.ahead.store(-2 * HOUR, Ordering::SeqCst);
        assert_eq!(millis(keeper.now()), 2 * HOUR);
        assert_eq!(millis(keeper.by_machine()), 2 * HOUR);
        world.ahead.store(0, Ordering::SeqCst);
        assert_eq!(millis(keeper.by_machine()), 4 * HOUR);
    }

    #[test]
    fn a_clock_that_is_put_right_a_little_at_a_time_is_followed() {
        let (world, keeper) = keeper();
        for step in 1..=100 {
            world.passed.store(step * 1_000, Ordering::SeqCst);
            world.ahead.store(step * 500, Ordering::SeqCst);
            assert_eq!(millis(keeper.by_machine()), step * 1_500);
        }
    }

    #[test]
    fn with_a_database_the_machines_clock_does_not_count() {
        let (world, keeper) = keeper();
        world.ahead.store(-3 * HOUR, Ordering::SeqCst);
        let time = Timestamp::from_millisecond(9 * HOUR).unwrap();
        assert_eq!(keeper.by_database(time), time);
        world.passed.store(700, Ordering::SeqCst);
        world.ahead.store(5 * HOUR, Ordering::SeqCst);
        assert_eq!(millis(keeper.now()), 9 * HOUR + 700);
    }
}
