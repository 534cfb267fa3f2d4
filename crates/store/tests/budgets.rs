//! What models may be asked for in a month: what is set aside counts before it is asked for.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[expect(dead_code, reason = "what one story needs of the bakery is not what all need")]
mod fixture;

use store::{SecretKey, Store, budgets::Measure};

use crate::fixture::{Bakery, at_both};

const BOTH: [Measure; 2] = [Measure::Tokens, Measure::Pictures];

#[test]
fn a_budget_is_for_a_workspace_and_a_month() {
    at_both(async |location, world| {
        let store = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
        let bakery = Bakery::open(&store, world).await;
        let (scope, beside) = (bakery.scope, bakery.second_site(&store, world).await);
        let other = Bakery::open(&store, world).await.scope;
        for measure in BOTH {
            store.set_budget(scope, measure, 1_000).await.unwrap();
            let aside = async |scope, month, amount| {
                store.set_aside(scope, measure, month, amount).await.unwrap()
            };
            assert!(!aside(scope, "2026-11", 1_001).await);
            assert!(aside(scope, "2026-11", 600).await);
            assert!(!aside(beside, "2026-11", 600).await, "the sites share it");
            assert!(aside(beside, "2026-12", 600).await, "another month");
            let usual = store.budget(other, measure, "2026-11").await.unwrap();
            assert_eq!((usual.most, usual.used), (measure.usual(), 0), "another workspace");
            assert!(aside(other, "2026-11", 60).await);
            store.settle(scope, measure, "2026-11", (600, 150)).await.unwrap();
            let budget = store.budget(beside, measure, "2026-11").await.unwrap();
            assert_eq!((budget.most, budget.used), (1_000, 150));
            assert!(aside(beside, "2026-11", 850).await);
            assert!(!aside(scope, "2026-11", 1).await);
        }
    });
}

#[test]
fn what_one_kind_uses_leaves_the_other_alone() {
    at_both(async |location, world| {
        let store = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
        let scope = Bakery::open(&store, world).await.scope;
        store.set_budget(scope, Measure::Pictures, 0).await.unwrap();
        assert!(!store.set_aside(scope, Measure::Pictures, "2026-11", 1).await.unwrap());
        assert!(store.set_aside(scope, Measure::Tokens, "2026-11", 1).await.unwrap());
        let pictures = store.budget(scope, Measure::Pictures, "2026-11").await.unwrap();
        assert_eq!((pictures.most, pictures.used), (0, 0));
    });
}
