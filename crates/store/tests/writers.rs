//! Who writes for a site: the key stays with its address, and the budget holds.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[expect(dead_code, reason = "what one story needs of the bakery is not what all need")]
mod fixture;

use domain::{contract::Credentials, writing::WriterKind};
use store::{SecretKey, Store, writers::KeyChange};

use crate::fixture::{Bakery, at_both};

const OPEN_AI: &str = "https://api.example/";
const CANARY: &str = "canary-4711";

#[test]
fn a_key_is_sealed_goes_with_its_address_and_is_rotated() {
    at_both(async |location, world| {
        let store = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
        let scope = Bakery::open(&store, world).await.scope;
        let now = world.now();
        assert_eq!(store.writer(scope).await.unwrap(), None);
        let key = || KeyChange::Replace(Credentials::new(CANARY.into()));
        let open_ai = (WriterKind::OpenAi, OPEN_AI, "gpt");
        store.choose_writer(scope, open_ai, &key(), now).await.unwrap();
        let chosen = store.writer(scope).await.unwrap().unwrap();
        assert!(chosen.has_key && !format!("{chosen:?}").contains(CANARY));
        let kept = async |store: &Store| store.writer_key(scope).await.unwrap();
        assert_eq!(kept(&store).await.unwrap().reveal(), CANARY);

        let other_model = (WriterKind::OpenAi, OPEN_AI, "gpt-2");
        store.choose_writer(scope, other_model, &KeyChange::Keep, now).await.unwrap();
        assert_eq!(kept(&store).await.unwrap().reveal(), CANARY);

        let begun = store.begin_rotation().await.unwrap();
        let rotation = begun.replace_by(&SecretKey::new([8; 32]), now).await.unwrap();
        assert_eq!((rotation.values, rotation.left.len()), (1, 0));
        assert!(store.writer_key(scope).await.is_err(), "the old key opens nothing");
        let store = Store::open(&location, SecretKey::new([8; 32])).await.unwrap();
        assert_eq!(kept(&store).await.unwrap().reveal(), CANARY);

        let elsewhere = (WriterKind::OpenAi, "https://evil.example/", "gpt");
        store.choose_writer(scope, elsewhere, &KeyChange::Keep, now).await.unwrap();
        assert_eq!(kept(&store).await, None, "it was typed for another server");
        store.choose_writer(scope, open_ai, &key(), now).await.unwrap();
        store.choose_writer(scope, open_ai, &KeyChange::Forget, now).await.unwrap();
        assert_eq!(kept(&store).await, None);
        store.note_writer_trouble(scope, Some("It is away.")).await.unwrap();
        let trouble = store.writer(scope).await.unwrap().unwrap().trouble;
        assert_eq!(trouble.as_deref(), Some("It is away."));
        store.forget_writer(scope).await.unwrap();
        assert_eq!(store.writer(scope).await.unwrap(), None);
    });
}

#[test]
fn a_budget_is_for_a_workspace_and_a_month() {
    at_both(async |location, world| {
        let store = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
        let bakery = Bakery::open(&store, world).await;
        let (scope, beside) = (bakery.scope, bakery.second_site(&store, world).await);
        let other = Bakery::open(&store, world).await.scope;
        store.set_writer_budget(scope, 1_000).await.unwrap();
        let aside = async |scope, month, tokens| {
            store.set_tokens_aside(scope, month, tokens).await.unwrap()
        };
        assert!(!aside(scope, "2026-11", 1_001).await);
        assert!(aside(scope, "2026-11", 600).await);
        assert!(!aside(beside, "2026-11", 600).await, "the sites share it");
        assert!(aside(beside, "2026-12", 600).await, "another month");
        assert!(aside(other, "2026-11", 600).await, "another workspace");
        store.settle_tokens(scope, "2026-11", 600, 150).await.unwrap();
        let budget = store.writer_budget(beside, "2026-11").await.unwrap();
        assert_eq!((budget.tokens, budget.used), (1_000, 150));
        assert!(aside(beside, "2026-11", 850).await);
        assert!(!aside(scope, "2026-11", 1).await);
    });
}
