//! Who is asked how often phrases are searched for: the key stays with its address.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[expect(dead_code, reason = "what one story needs of the bakery is not what all need")]
mod fixture;

use domain::contract::Credentials;
use store::{SecretKey, Store, writers::KeyChange};

use crate::fixture::{Bakery, at_both};

const ADDRESS: &str = "https://volumes.example/";
const CANARY: &str = "canary-4712";

#[test]
fn a_key_is_sealed_goes_with_its_address_and_is_rotated() {
    at_both(async |location, world| {
        let store = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        assert_eq!(store.volume_provider(scope).await.unwrap(), None);
        let key = || KeyChange::Replace(Credentials::new(CANARY.into()));
        store.choose_volume_provider(scope, ADDRESS, &key(), now).await.unwrap();
        let chosen = store.volume_provider(scope).await.unwrap().unwrap();
        assert!(chosen.has_key && !format!("{chosen:?}").contains(CANARY));
        let kept = async |store: &Store| store.volume_provider_key(scope).await.unwrap();
        assert_eq!(kept(&store).await.unwrap().reveal(), CANARY);
        let beside = bakery.second_site(&store, world).await;
        assert_eq!(store.volume_provider(beside).await.unwrap(), None);

        let begun = store.begin_rotation().await.unwrap();
        let rotation = begun.replace_by(&SecretKey::new([8; 32]), now).await.unwrap();
        assert_eq!((rotation.values, rotation.left.len()), (1, 0));
        let store = Store::open(&location, SecretKey::new([8; 32])).await.unwrap();
        assert_eq!(kept(&store).await.unwrap().reveal(), CANARY);
        store.choose_volume_provider(scope, ADDRESS, &KeyChange::Keep, now).await.unwrap();
        assert_eq!(kept(&store).await.unwrap().reveal(), CANARY);

        store.note_volume_trouble(scope, Some("It is away.")).await.unwrap();
        let trouble = store.volume_provider(scope).await.unwrap().unwrap().trouble;
        assert_eq!(trouble.as_deref(), Some("It is away."));
        let elsewhere = "https://evil.example/";
        store.choose_volume_provider(scope, elsewhere, &KeyChange::Keep, now).await.unwrap();
        assert_eq!(kept(&store).await, None, "it was typed for another server");
        store.forget_volume_provider(scope).await.unwrap();
        assert_eq!(store.volume_provider(scope).await.unwrap(), None);
    });
}
