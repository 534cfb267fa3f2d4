//! Chance that can be repeated: the seeds are printed, and taken from `TORTURE_SEEDS`.

use std::{
    hash::{BuildHasher, RandomState},
    time::Duration,
};

/// The seeds to go by: those of the environment, or one by chance.
pub fn seeds() -> Vec<u64> {
    let given = std::env::var("TORTURE_SEEDS").ok();
    match given.as_deref().map(str::trim).filter(|seeds| !seeds.is_empty()) {
        Some(seeds) => seeds.split(',').map(|seed| seed.trim().parse().unwrap()).collect(),
        None => vec![RandomState::new().hash_one("torture") % 1_000_000],
    }
}

#[derive(Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn of(seed: u64) -> Self {
        Dice(seed)
    }

    pub fn between(&mut self, least: Duration, most: Duration) -> Duration {
        let span = u64::try_from((most - least).as_micros()).unwrap();
        least + Duration::from_micros(self.next() % (span + 1))
    }

    pub fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(count).unwrap()).unwrap()
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
