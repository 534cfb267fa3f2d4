//! What the store promises of apps and their tokens, on both engines.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[expect(dead_code, reason = "other stories use more of it")]
mod fixture;

use domain::{id::InstanceId, world::World};
use fixture::{Bakery, TestWorld, on_both};
use jiff::{Timestamp, ToSpan};
use store::{
    StoreError,
    api_keys::Pass,
    apps::{NewApp, TokenError},
};

/// The same dice at another instant.
struct At<'a>(&'a TestWorld, Timestamp);

impl World for At<'_> {
    fn now(&self) -> Timestamp {
        self.1
    }

    fn random(&self) -> u128 {
        self.0.random()
    }
}

#[test]
fn a_token_opens_its_site_for_four_hours_and_not_a_moment_longer() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let NewApp { id, instance, secret } =
            store.create_app(bakery.scope, "Shop", world).await.unwrap();
        let now = world.now();
        let token = store.issue_token(id, &secret, Some(instance), world).await.unwrap();
        let end = now + 4.hours();
        let last = end - 1.millisecond();
        let opens = Some(Pass::Token(bakery.scope));
        assert_eq!(store.pass(&token, now).await.unwrap(), opens);
        assert_eq!(store.pass(&token, last).await.unwrap(), opens);
        assert_eq!(store.pass(&token, end).await.unwrap(), None);
        let live = store.token(&token, last).await.unwrap().unwrap();
        assert_eq!((live.scope, live.app, live.instance), (bakery.scope, id, instance));
        assert_eq!(live.expires_at, end);
        assert_eq!(store.token(&token, end).await.unwrap(), None);
        assert_eq!(store.pass(&secret, now).await.unwrap(), None, "a secret is no token");

        // Whoever asks for a token after it has ended sweeps it away.
        let later = At(world, end);
        let next = store.issue_token(id, &secret, Some(instance), &later).await.unwrap();
        assert_eq!(store.pass(&token, now).await.unwrap(), None, "it is not even stored");
        assert_eq!(store.pass(&next, end).await.unwrap(), opens);
    });
}

#[test]
fn an_app_is_known_by_its_secret_and_its_installation() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let app = store.create_app(bakery.scope, "Shop", world).await.unwrap();
        let other = store.create_app(bakery.scope, "Till", world).await.unwrap();
        let ask = async |secret: &str, instance: Option<InstanceId>| {
            store.issue_token(app.id, secret, instance, world).await
        };
        for wrong in ["", "als_0", other.secret.as_str(), &app.secret[1..]] {
            let refused = ask(wrong, Some(app.instance)).await;
            assert!(matches!(refused, Err(TokenError::UnknownApp)), "{wrong}");
        }
        for wrong in [None, Some(other.instance)] {
            let refused = ask(&app.secret, wrong).await;
            assert!(matches!(refused, Err(TokenError::UnknownInstance)), "{refused:?}");
        }
        assert!(ask(&app.secret, Some(app.instance)).await.is_ok());
    });
}

#[test]
fn a_revoked_app_ends_with_its_tokens_at_once() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let stranger = Bakery::open(&store, world).await;
        let app = store.create_app(bakery.scope, "Shop", world).await.unwrap();
        let kept = store.create_app(bakery.scope, "Till", world).await.unwrap();
        let now = world.now();
        let token =
            store.issue_token(app.id, &app.secret, Some(app.instance), world).await.unwrap();
        let still =
            store.issue_token(kept.id, &kept.secret, Some(kept.instance), world).await.unwrap();

        let refused = store.revoke_app(stranger.scope, app.id, now).await;
        assert!(matches!(refused, Err(StoreError::NotFound("app"))), "another site's");
        assert!(store.apps(stranger.scope).await.unwrap().is_empty());
        for _ in 0..2 {
            store.revoke_app(bakery.scope, app.id, now).await.unwrap();
        }
        assert_eq!(store.pass(&token, now).await.unwrap(), None);
        assert_eq!(store.token(&token, now).await.unwrap(), None);
        let refused = store.issue_token(app.id, &app.secret, Some(app.instance), world).await;
        assert!(matches!(refused, Err(TokenError::UnknownApp)));
        assert_eq!(store.pass(&still, now).await.unwrap(), Some(Pass::Token(bakery.scope)));
        let left = store.apps(bakery.scope).await.unwrap();
        assert_eq!(left.iter().map(|app| app.id).collect::<Vec<_>>(), [kept.id]);
    });
}
