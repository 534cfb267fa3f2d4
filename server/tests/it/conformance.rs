//! The reference's checklist of the Marketing Plan API, row by row, asked by our own client:
//! of the embedded source in this process, and of the real binary over HTTP. What a client
//! makes of a service that fails is told in the tests of the package `wix`.

use std::collections::BTreeSet;

mod context;
mod decisions;
mod plan;
mod side;

/// The numbers that the names of tests hold after a word: `decisions_08_09_…` stands for two.
fn numbers(of: &str) -> BTreeSet<u32> {
    let sources = [
        include_str!("conformance/context.rs"),
        include_str!("conformance/decisions.rs"),
        include_str!("conformance/plan.rs"),
    ];
    let tests = sources.into_iter().flat_map(|source| source.split("#[test]\nfn ").skip(1));
    let mut found = BTreeSet::new();
    for test in tests {
        let name = test.split('(').next().unwrap_or_default();
        let mut counts = false;
        for word in name.split('_') {
            match word.parse() {
                Ok(number) if counts => drop(found.insert(number)),
                _ => counts = word.trim_end_matches('s') == of,
            }
        }
    }
    found
}

#[test]
fn every_row_and_every_decision_of_the_reference_has_a_test() {
    assert_eq!(numbers("row"), (1..=23).collect());
    assert_eq!(numbers("decision"), (1..=26).collect());
}
