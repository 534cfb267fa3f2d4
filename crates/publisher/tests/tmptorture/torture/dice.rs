//! Chance that can be repeated: the seed is printed, and taken from `TORTURE_SEED`.

use std::{
    hash::{BuildHasher, RandomState},
    time::Duration,
};

pub struct Dice {
    seed: u64,
    state: u64,
}

impl Dice {
    pub fn thrown() -> Self {
        let given = std::env::var("TORTURE_SEED").ok().map(|seed| seed.parse().unwrap());
        let seed = given.unwrap_or_else(|| RandomState::new().hash_one("torture"));
        eprintln!("TORTURE_SEED={seed}");
        Dice { seed, state: seed }
    }

    pub fn seed(&self) -> u64 {
        self.seed
    }

    pub fn between(&mut self, least: Duration, most: Duration) -> Duration {
        let span = u64::try_from((most - least).as_micros()).unwrap();
        least + Duration::from_micros(self.next() % (span + 1))
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
