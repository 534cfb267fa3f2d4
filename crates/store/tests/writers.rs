//! Who writes for a site: the key stays with its address.

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
