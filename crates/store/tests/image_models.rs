//! Who draws for a site: the key stays with its address, and a picture with its activity.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[expect(dead_code, reason = "what one story needs of the bakery is not what all need")]
mod fixture;

use domain::{
    Scope,
    activity::ActivityType,
    contract::Credentials,
    id::{ActivityId, MediaId},
};
use store::{
    SecretKey, Store, StoreError,
    activities::Activity,
    image_models::{ImageChoice, ImageModel},
    media::{Drawing, NewPicture},
    writers::KeyChange,
};

use crate::fixture::{Bakery, TestWorld, at_both};

const CANARY: &str = "canary-4713";

fn choice(address: &str) -> ImageChoice {
    ImageChoice { address: address.into(), model: "easel-1".into(), after_photos: true }
}

#[test]
fn a_key_is_sealed_goes_with_its_address_and_is_rotated() {
    at_both(async |location, world| {
        let store = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let here = choice("https://images.example/");
        assert_eq!(store.image_model(scope).await.unwrap(), None);
        let key = || KeyChange::Replace(Credentials::new(CANARY.into()));
        store.choose_image_model(scope, &here, &key(), now).await.unwrap();
        let chosen = store.image_model(scope).await.unwrap().unwrap();
        let expected = ImageModel { choice: here.clone(), has_key: true, trouble: None };
        assert_eq!(chosen, expected);
        assert!(!format!("{chosen:?}").contains(CANARY));
        let beside = bakery.second_site(&store, world).await;
        assert_eq!(store.image_model(beside).await.unwrap(), None);
        let kept = async |store: &Store| store.image_model_key(scope).await.unwrap();

        let begun = store.begin_rotation().await.unwrap();
        let rotation = begun.replace_by(&SecretKey::new([8; 32]), now).await.unwrap();
        assert_eq!((rotation.values, rotation.left.len()), (1, 0));
        let store = Store::open(&location, SecretKey::new([8; 32])).await.unwrap();
        let plainer = ImageChoice { after_photos: false, ..here.clone() };
        store.choose_image_model(scope, &plainer, &KeyChange::Keep, now).await.unwrap();
        assert_eq!(kept(&store).await.unwrap().reveal(), CANARY);
        assert_eq!(store.image_model(scope).await.unwrap().unwrap().choice, plainer);

        store.note_image_trouble(scope, Some("It is away.")).await.unwrap();
        let trouble = store.image_model(scope).await.unwrap().unwrap().trouble;
        assert_eq!(trouble.as_deref(), Some("It is away."));
        let elsewhere = choice("https://evil.example/");
        store.choose_image_model(scope, &elsewhere, &KeyChange::Keep, now).await.unwrap();
        assert_eq!(kept(&store).await, None, "it was typed for another server");
        store.choose_image_model(scope, &here, &key(), now).await.unwrap();
        store.choose_image_model(scope, &here, &KeyChange::Forget, now).await.unwrap();
        assert_eq!(kept(&store).await, None);
        store.forget_image_model(scope).await.unwrap();
        assert_eq!(store.image_model(scope).await.unwrap(), None);
    });
}

#[test]
fn an_activity_keeps_the_picture_that_was_drawn_for_it_last() {
    at_both(async |location, world| {
        let store = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
        let bakery = Bakery::open(&store, world).await;
        let scope = bakery.scope;
        let rye = activity(world);
        store.add_activity(scope, &rye, world.now()).await.unwrap();
        assert_eq!(store.ground(scope, rye.id).await.unwrap(), None);

        let by_model = Drawing { model: Some("easel-1".into()), instead: None };
        let first = keep(&store, world, scope, &by_model).await;
        store.note_ground(scope, rye.id, first).await.unwrap();
        store.note_ground(scope, rye.id, first).await.unwrap();
        assert_eq!(store.ground(scope, rye.id).await.unwrap(), Some(first));
        assert_eq!(store.drawing(scope, first).await.unwrap(), by_model);
        let beside = bakery.second_site(&store, world).await;
        assert_eq!(store.ground(beside, rye.id).await.unwrap(), None, "another site");
        assert!(matches!(store.drawing(beside, first).await, Err(StoreError::NotFound(_))));

        let second = keep(&store, world, scope, &by_model).await;
        store.note_ground(scope, rye.id, second).await.unwrap();
        assert_eq!(store.ground(scope, rye.id).await.unwrap(), Some(second));
        let forgotten = store.picture(scope, first).await;
        assert!(matches!(forgotten, Err(StoreError::NotFound("picture"))));

        let late = keep(&store, world, scope, &by_model).await;
        store.delete_activity(scope, rye.id).await.unwrap();
        store.note_ground(scope, rye.id, late).await.unwrap();
        assert!(store.picture(scope, late).await.is_err(), "nobody would ever find it");
    });
}

#[test]
fn a_picture_says_why_no_model_drew_it() {
    at_both(async |location, world| {
        let store = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
        let scope = Bakery::open(&store, world).await.scope;
        let instead = Drawing { model: None, instead: Some("It is away.".into()) };
        let drawn = keep(&store, world, scope, &instead).await;
        assert_eq!(store.drawing(scope, drawn).await.unwrap(), instead);
        let id = MediaId::mint(world);
        let plain = NewPicture { id, content_type: "image/jpeg", width: 1, height: 1, bytes: b"a" };
        store.keep_picture(scope, plain, world.now()).await.unwrap();
        assert_eq!(store.drawing(scope, id).await.unwrap(), Drawing::default());
    });
}

async fn keep(store: &Store, world: &TestWorld, scope: Scope, drawing: &Drawing) -> MediaId {
    let id = MediaId::mint(world);
    let new = NewPicture { id, content_type: "image/jpeg", width: 1, height: 1, bytes: b"a loaf" };
    store.keep_drawing(scope, new, drawing, world.now()).await.unwrap();
    id
}

fn activity(world: &TestWorld) -> Activity {
    Activity {
        id: ActivityId::mint(world),
        kind: ActivityType::SocialMarketing,
        title: "Rye sourdough".into(),
        description: String::new(),
        reason: "It was added by hand.".into(),
        subject: "Rye sourdough".into(),
        topic: None,
        event: None,
        starts_at: world.now(),
        stories: false,
        edited: false,
    }
}
