//! The machine's clock and dice. The only place that asks for either.

use std::time::Duration;

use domain::world::World;
use jiff::Timestamp;
use rustix::time::{ClockId, clock_gettime};

/// The world as it is.
#[derive(Debug, Clone, Copy)]
pub struct Machine;

impl World for Machine {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
    fn now(&self) -> Timestamp {
        off(Timestamp::now())
    }

    fn ticks(&self) -> Duration {
        let passed = clock_gettime(ClockId::Boottime);
        let nanos = u32::try_from(passed.tv_nsec).unwrap_or(0);
        Duration::new(u64::try_from(passed.tv_sec).unwrap_or(0), nanos)
    }

    /// # Panics
    /// The machine has no randomness to give. Every id and secret depends on it, so nothing
    /// can go on.
    fn random(&self) -> u128 {
        let mut bytes = [0; 16];
        if let Err(error) = getrandom::fill(&mut bytes) {
            panic!("this machine has no source of randomness: {error}");
        }
        u128::from_be_bytes(bytes)
    }
}

#[cfg(not(feature = "torture"))]
const fn off(time: Timestamp) -> Timestamp {
    time
}

/// A clock that somebody sets: as many milliseconds off as stand in the file that
/// `ALMANAC_TORTURE_CLOCK` names.
#[cfg(feature = "torture")]
fn off(time: Timestamp) -> Timestamp {
    let file = std::env::var_os("ALMANAC_TORTURE_CLOCK");
    let text = file.and_then(|file| std::fs::read_to_string(file).ok());
    let millis = text.and_then(|text| text.trim().parse().ok()).unwrap_or(0);
    time.saturating_add(jiff::SignedDuration::from_millis(millis)).unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_passes() {
        let before = Machine.ticks();
        std::thread::sleep(Duration::from_millis(2));
        assert!(Machine.ticks() >= before + Duration::from_millis(2));
    }

    #[test]
    fn the_dice_do_not_repeat() {
        assert_ne!(Machine.random(), Machine.random());
    }
}
