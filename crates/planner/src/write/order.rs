//! The order in which frames are taken, so that a plan repeats them as late as it can.
//!
//! The seed of a run decides one order for the whole plan. Each day begins at another place
//! of it, as far from the days around as the pool allows, and the channels of a day follow one
//! another from there.

use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};

use super::facts::Facts;

/// The frames of a pool in the order in which this activity takes them. `role` tells apart
/// the pools of one post.
pub(super) fn arranged<T: Copy>(pool: &[T], role: u64, facts: &Facts) -> Vec<T> {
    let mut order = pool.to_vec();
    order.shuffle(&mut StdRng::seed_from_u64(facts.seed.wrapping_mul(31).wrapping_add(role)));
    let length = order.len().max(1);
    order.rotate_left(place(facts.day_number, length));
    order
}

/// Where a day begins in a pool: days one after another lie far apart, and none meets another
/// before the whole pool was begun at.
fn place(day: u64, length: usize) -> usize {
    let length = length as u64;
    let mut step = (length * 618 / 1000).max(1);
    while divisor(step, length) > 1 {
        step += 1;
    }
    usize::try_from(day % length * step % length).unwrap_or_default()
}

/// The greatest common divisor.
const fn divisor(one: u64, other: u64) -> u64 {
    if other == 0 { one } else { divisor(other, one % other) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::place;

    #[test]
    fn no_two_days_begin_alike_before_the_pool_is_used_up() {
        for length in 1..40 {
            for first in [0, 739_000] {
                let days = first..first + length as u64;
                let places: BTreeSet<usize> = days.map(|day| place(day, length)).collect();
                assert_eq!(places.len(), length);
            }
        }
    }
}
