//! What Post for Me tells us by itself. Anybody may send anything to a public address, and a
//! true telling may come late, twice or out of turn. So what is said is never believed: all that
//! it can do is to have a post looked up now that would be looked up later anyway.

use std::sync::Arc;

use domain::world::World;
use serde_json::Value;
use store::{Store, StoreError};

use crate::{access::Key, wire::Event};

/// The header that holds the secret.
pub const SECRET: &str = "post-for-me-webhook-secret";

/// Takes what Post for Me tells us.
#[derive(Clone)]
pub struct Hints {
    store: Store,
    world: Arc<dyn World>,
}

/// What became of a telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// No site is told at that address.
    Nobody,
    /// It does not hold the secret of that address.
    Forged,
    /// It holds the secret.
    Taken {
        /// Whether a post is to be looked up now.
        looks: bool,
    },
}

impl Hints {
    /// For the sites of this database.
    pub const fn new(store: Store, world: Arc<dyn World>) -> Self {
        Hints { store, world }
    }

    /// Takes what was told at the address with that unguessable part.
    ///
    /// # Errors
    /// The database did not do as asked.
    pub async fn take(&self, hook: &str, secret: &str, told: &[u8]) -> Result<Hint, StoreError> {
        let Some(scope) = self.store.site_of_post_for_me_hook(hook).await? else {
            return Ok(Hint::Nobody);
        };
        let kept = self.store.post_for_me_key(scope).await?;
        let told_by = kept.and_then(|kept| Key::opened(&kept.credentials)?.told_by);
        let Some(told_by) = told_by else { return Ok(Hint::Nobody) };
        if !same(told_by.secret.as_bytes(), secret.as_bytes()) {
            return Ok(Hint::Forged);
        }
        let event: Option<Event<Value>> = serde_json::from_slice(told).ok();
        let post = event.and_then(|event| event.data.get("external_id")?.as_str()?.parse().ok());
        let looks = match post {
            Some(post) => self.store.look_up_now(scope, post, self.world.now()).await?,
            None => false,
        };
        Ok(Hint::Taken { looks })
    }
}

/// Whether two texts are the same, in a time that does not tell where they differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    let differs = one.iter().zip(other).fold(0, |differs, (one, other)| differs | (one ^ other));
    one.len() == other.len() && std::hint::black_box(differs) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_the_same_or_it_is_not() {
        assert!(same(b"whsec_1", b"whsec_1") && same(b"", b""));
        for other in ["", "whsec_", "whsec_2", "whsec_11", "xhsec_1"] {
            assert!(!same(b"whsec_1", other.as_bytes()), "{other}");
        }
    }
}
