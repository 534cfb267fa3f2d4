//! Tells the addresses of programs what happens.
//!
//! What a program itself changes is written down with the change. What the publisher did, and
//! which accounts were connected, is found by looking each second, so that publishing waits for
//! nobody. Whatever is written down is sent until it was taken, eight times within a day; a
//! process that dies in between loses nothing, and may tell something twice under one number.

use std::{sync::Arc, time::Duration};

use domain::{Scope, id::SocialDeliveryId, world::World};
use futures_util::future::join_all;
use jiff::Timestamp;
use outbound::{Body, Outbound, Verb, signature};
use serde::Serialize;
use store::{
    Store, StoreError,
    social::{Due, News, Told},
};
use url::Url;

use crate::{
    terms::{self, prefix},
    wire::{Event, EventType, PlatformData},
};

/// How long an address may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a delivery is held by the process that sends it.
const LEASE: Duration = Duration::from_secs(30);
/// How often it is looked whether there is something to tell.
const PAUSE: Duration = Duration::from_secs(1);
/// How much is taken up at a time.
const AT_ONCE: i64 = 32;
/// How long to wait after each try that failed; after the last it is given up.
const WAITS: [Duration; 7] = [
    Duration::from_secs(10),
    Duration::from_secs(60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(2 * 60 * 60),
    Duration::from_secs(6 * 60 * 60),
    Duration::from_secs(12 * 60 * 60),
];

/// Tells the addresses of programs what happens. Cheap to clone.
#[derive(Clone)]
pub struct Herald {
    store: Store,
    world: Arc<dyn World>,
    outbound: Outbound,
}

impl Herald {
    /// A herald that does nothing until [`Herald::run`] or [`Herald::step`].
    pub fn new(store: Store, world: Arc<dyn World>, outbound: Outbound) -> Self {
        Herald { store, world, outbound }
    }

    /// Looks and tells until `stop` is ready. Several may run on one database. A round that
    /// fails is logged and tried again.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        loop {
            if let Err(error) = self.step().await {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "telling programs what happened failed and goes on");
            }
            tokio::select! {
                biased;
                () = &mut stop => return,
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }

    /// One round: what happened is written down, and what is due is sent.
    ///
    /// # Errors
    /// The database did not do as asked; what was written down stays.
    pub async fn step(&self) -> Result<(), StoreError> {
        for (scope, told) in self.store.untold_ends(AT_ONCE).await? {
            match self.tell(scope, told).await {
                // Deleted meanwhile: there is nothing to tell any more.
                Ok(()) | Err(StoreError::NotFound(_)) => {}
                Err(error) => return Err(error),
            }
        }
        for (scope, account) in self.store.unseen_accounts(AT_ONCE).await? {
            let now = self.world.now();
            let news = self.news(EventType::AccountCreated, &terms::account(&account, now));
            self.store.name_social_account(scope, &account, &news, now).await?;
        }
        let due = self.store.claim_deliveries(self.world.now(), LEASE, AT_ONCE).await?;
        let settled = join_all(due.iter().map(|due| self.deliver(due))).await;
        settled.into_iter().collect()
    }

    async fn tell(&self, scope: Scope, told: Told) -> Result<(), StoreError> {
        let now = self.world.now();
        let news = match told {
            Told::Result(post) => {
                let mut result = terms::result(&self.store.social_result(scope, post).await?);
                // The vendor tells it so, of a failure too.
                result.platform_data.get_or_insert_with(PlatformData::default);
                result.media = None;
                self.news(EventType::ResultCreated, &result)
            }
            Told::Post(id) => {
                let mut post = self.store.social_post(scope, id, now).await?;
                post.updated_at = now;
                let accounts = self.store.social_accounts(scope).await?;
                self.news(EventType::PostUpdated, &terms::post(&post, &accounts, now))
            }
        };
        self.store.tell_end(scope, told, &news, now).await
    }

    fn news(&self, event: EventType, data: &impl Serialize) -> [News; 1] {
        [news(&*self.world, event, data)]
    }

    async fn deliver(&self, due: &Due) -> Result<(), StoreError> {
        let now = self.world.now();
        let taken = self.send(due, now).await;
        let wait = usize::try_from(due.tries - 1).ok().and_then(|at| WAITS.get(at));
        let again = match (taken, wait) {
            (true, _) => None,
            (false, Some(wait)) => now.checked_add(*wait).ok(),
            (false, None) => {
                tracing::warn!(webhook.id = %due.webhook, site.id = %due.scope.site, "an address did not take what it was told, and it was given up");
                None
            }
        };
        let outcome = if taken { "taken" } else { "not taken" };
        metrics::counter!("almanac_webhook_deliveries_total", "outcome" => outcome).increment(1);
        self.store.settle_delivery(due, again).await
    }

    /// Whether it was taken.
    async fn send(&self, due: &Due, now: Timestamp) -> bool {
        let Ok(url) = due.url.parse::<Url>() else { return false };
        let headers = headers(due, now);
        let body = due.body.clone().into_bytes();
        let body = Body { content_type: "application/json".to_owned(), bytes: body };
        let sent = self.outbound.send(Verb::Post, &url, &headers, Some(body), PATIENCE, 1024).await;
        sent.is_ok_and(|answer| (200..300).contains(&answer.status))
    }
}

/// Something to tell, of what it happened to.
pub fn news(world: &dyn World, event: EventType, data: &impl Serialize) -> News {
    let name = event.code().to_owned();
    // A shape of ours can always be written.
    let body = serde_json::to_string(&Event { event_type: event, data }).unwrap_or_default();
    News { id: SocialDeliveryId::mint(world), event: name, body }
}

/// The vendor's secret in clear, and ours: the number of the delivery, and a signature.
fn headers(due: &Due, now: Timestamp) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("Post-For-Me-Webhook-Secret", due.secret.reveal().to_owned()),
        ("Almanac-Delivery", terms::id(prefix::DELIVERY, due.id.number())),
    ];
    headers.extend(signature::headers(due.secret.reveal(), due.body.as_bytes(), now));
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_taken_is_tried_eight_times_within_a_day() {
        let day = Duration::from_secs(24 * 60 * 60);
        assert_eq!(WAITS.len() + 1, 8);
        assert!(WAITS.iter().sum::<Duration>() < day && WAITS.is_sorted());
    }
}
