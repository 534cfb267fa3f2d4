//! Where time and chance come from.

use jiff::Timestamp;

/// The machine's clock and dice, handed in by `server` so that tests can hold both still.
pub trait World: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
    /// 128 bits that nobody can guess.
    fn random(&self) -> u128;
}
