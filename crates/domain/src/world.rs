//! Where time and chance come from.

use std::time::Duration;

use jiff::Timestamp;

/// The machine's clock and dice, handed in by `server` so that tests can hold both still.
pub trait World: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
    /// The time that has passed since some start, sleep included. Nobody can set it, unlike a
    /// clock.
    fn ticks(&self) -> Duration {
        Duration::from_millis(self.now().as_millisecond().unsigned_abs())
    }
    /// 128 bits that nobody can guess.
    fn random(&self) -> u128;
}
