//! What must be true when the dust has settled.

use std::collections::BTreeMap;

use domain::Scope;

use crate::installation::Installation;

/// Every post is published, stands on the network exactly once, and was sent again only
/// after it was proved absent.
pub async fn reach(installation: &Installation, case: &str) {
    for (scope, count) in installation.sites() {
        let landed = landed(installation, scope).await;
        let twice: Vec<_> = landed.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "{case}: sent twice: {twice:?}");
        assert_eq!(landed.len(), count, "{case}: lost");
        let limit = i64::try_from(count + 1).unwrap();
        let published = installation.store.last_published(scope, limit).await.unwrap();
        assert_eq!(published.len(), count, "{case}: not all are published");
        for post in published {
            assert!(landed.contains_key(&post.id.to_string()), "{case}: {post:?} never landed");
            assert!(post.live_link.is_some(), "{case}: {post:?} leads nowhere");
            let receipts = installation.store.receipts(scope, post.id).await.unwrap();
            let outcomes: Vec<_> =
                receipts.iter().map(|receipt| receipt.outcome.as_deref()).collect();
            let Some((Some("published"), earlier)) = outcomes.split_first() else {
                panic!("{case}: {receipts:?}");
            };
            assert!(
                earlier.iter().all(|outcome| *outcome == Some("absent")),
                "{case}: {receipts:?}"
            );
        }
    }
}

/// How often each key stands on the network.
async fn landed(installation: &Installation, scope: Scope) -> BTreeMap<String, usize> {
    let mut landed = BTreeMap::new();
    for post in installation.store.sandbox_posts(scope, 10_000).await.unwrap() {
        *landed.entry(post.delivery_key).or_default() += 1;
    }
    landed
}
