//! Ahead of the minute: what providers are given early, and what is taken back.
//!
//! A post may change until it is claimed. So what was staged counts only for the version that
//! it was staged of; anything later is staged again, at the minute if need be.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use domain::contract::{Provider, Refusal, Staged};
use futures_util::FutureExt;
use jiff::Timestamp;
use store::{StoreError, publishing::Claimed, staging::Withdrawal};

use crate::{
    attempt::stage,
    prepare::{Prepared, Preparing, Ready},
    session::{Desk, Session},
    verdict::later,
};

/// How often there is a look at what could be staged.
const EVERY: Duration = Duration::from_secs(15);
/// How many posts one look takes for a provider, so that the due ones find it free.
const BATCH: i64 = 16;
/// When a provider that did not take a post ahead is asked again, unless it says so.
const AGAIN: Duration = Duration::from_secs(5 * 60);

impl Session {
    /// Begins to stage what is due soon, and to take back what does not go out. Gives how many
    /// of both.
    pub(crate) async fn look_ahead(&mut self, now: Timestamp) -> Result<usize, StoreError> {
        let desk = Arc::clone(&self.desk);
        let providers = desk.providers.that_stage_ahead();
        let looked = self.looked_ahead.is_some_and(|last| last <= now && now < later(last, EVERY));
        if providers.is_empty() || looked {
            return Ok(0);
        }
        self.looked_ahead = Some(now);
        let lease = desk.settings.lease;
        let mut begun = 0;
        for provider in providers {
            let soon = later(now, provider.abilities().stages_ahead);
            let posts =
                desk.store.claim_stageable(provider.kind(), (now, soon), lease, BATCH).await?;
            let mut preparing = Preparing::new(&desk);
            begun += posts.len();
            for post in posts {
                let prepared = preparing.for_sending(&post).await;
                let workspace = post.scope.workspace;
                self.spawn(workspace, stage_ahead(Arc::clone(&desk), post, prepared));
            }
        }
        let unwanted = desk.store.claim_withdrawals(now, lease, BATCH).await?;
        begun += unwanted.len();
        for withdrawal in unwanted {
            let workspace = withdrawal.scope.workspace;
            self.spawn(workspace, withdraw(Arc::clone(&desk), withdrawal));
        }
        Ok(begun)
    }
}

async fn stage_ahead(desk: Arc<Desk>, claimed: Claimed, prepared: Prepared) {
    if let Err(error) = staged_ahead(&desk, &claimed, prepared).await {
        let cause = &error as &dyn std::error::Error;
        tracing::error!(error = cause, post.id = %claimed.post.id, "what was staged could not be noted");
    }
}

async fn staged_ahead(
    desk: &Desk,
    claimed: &Claimed,
    prepared: Prepared,
) -> Result<(), StoreError> {
    let (scope, post, version) = (claimed.scope, claimed.post.id, claimed.post.version);
    let refusal = match prepared {
        Prepared::Unreadable => return Ok(()),
        Prepared::Closed(reason) => Refusal { reason, status: None, retry_after: None },
        Prepared::Ready(ready) => match stage(&ready).await {
            // It has nothing to keep for this post: the minute will do.
            Ok(None) => return Ok(()),
            Ok(Some(reference)) => {
                let of_use = desk.store.note_staged(scope, post, version, &reference).await?;
                if !of_use {
                    take_back(&*ready.provider, &staged_of(&ready, reference)).await.ok();
                }
                return Ok(());
            }
            Err(refusal) => refusal,
        },
    };
    tracing::info!(post.id = %post, site.id = %scope.site, reason = refusal.reason, "a post was not staged ahead");
    let again = later(desk.clock.now(), refusal.retry_after.unwrap_or(AGAIN).max(EVERY));
    desk.store.note_unstaged(scope, post, version, again).await
}

fn staged_of(ready: &Ready, reference: String) -> Staged {
    let delivery = &ready.delivery;
    Staged {
        scope: delivery.scope,
        channel: delivery.channel,
        credentials: delivery.credentials.clone(),
        reference,
    }
}

async fn withdraw(desk: Arc<Desk>, withdrawal: Withdrawal) {
    let Withdrawal { scope, post, channel, reference } = withdrawal;
    let done = async {
        let open = desk.store.connection_with_credentials(scope, channel).await?;
        // Without the connection there is no way to it, and nobody releases it either.
        if let Some(open) = open
            && let Some(provider) = desk.providers.of(open.provider)
        {
            let credentials = open.credentials;
            let staged = Staged { scope, channel, credentials, reference: reference.clone() };
            if take_back(&*provider, &staged)
                .await
                .is_err_and(|refusal| refusal.retry_after.is_some())
            {
                return Ok(());
            }
        }
        desk.store.forget_staged(scope, post, &reference).await
    };
    if let Err(error) = done.await {
        let cause: &dyn std::error::Error = &error;
        tracing::error!(error = cause, post.id = %post, "what was staged could not be taken back");
    }
}

async fn take_back(provider: &dyn Provider, staged: &Staged) -> Result<(), Refusal> {
    let longest = provider.abilities().send_timeout;
    let taking = AssertUnwindSafe(provider.unstage(staged)).catch_unwind();
    let refusal = match tokio::time::timeout(longest, taking).await {
        Ok(Ok(Ok(()))) => return Ok(()),
        Ok(Ok(Err(refusal))) => refusal,
        Ok(Err(_)) => still_there("Almanac broke down", None),
        Err(_) => still_there("There was no answer in time", Some(EVERY)),
    };
    let (site, reason) = (staged.scope.site, &refusal.reason);
    tracing::warn!(site.id = %site, provider = provider.kind().code(), reason, "a draft was not taken back");
    Err(refusal)
}

fn still_there(reason: &str, retry_after: Option<Duration>) -> Refusal {
    Refusal { reason: reason.to_owned(), status: None, retry_after }
}
