//! The machine's clock and dice. The only place that asks for either.

use domain::world::World;
use jiff::Timestamp;

/// The world as it is.
#[derive(Debug, Clone, Copy)]
pub struct Machine;

impl World for Machine {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dice_do_not_repeat() {
        assert_ne!(Machine.random(), Machine.random());
    }
}
