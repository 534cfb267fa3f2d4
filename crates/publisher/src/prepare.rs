//! Before a send: the connection, the rules, and what exactly is sent.

use std::{collections::HashMap, sync::Arc};

use domain::{
    connection::{ProviderKind, ServerLimits},
    contract::{Credentials, Delivery, Provider},
    network,
};
use jiff::Timestamp;
use store::{StoreError, Unsealable, connections::OpenConnection, publishing::Claimed};

use crate::{Office, breaker::Host, slots::Lane};

/// A post that can be sent or looked up.
pub(crate) struct Ready {
    pub(crate) delivery: Delivery,
    pub(crate) provider: Arc<dyn Provider>,
    /// Since when the channel is connected so.
    pub(crate) since: Timestamp,
}

impl Ready {
    pub(crate) fn lane(&self) -> Lane {
        (self.delivery.scope, self.delivery.channel)
    }

    /// The host that a send goes to, where the provider reaches many.
    pub(crate) fn host(&self) -> Option<Host> {
        let host = self.provider.host(&self.delivery)?;
        Some((self.provider.kind(), host))
    }
}

/// What preparing a post came to.
pub(crate) enum Prepared {
    /// It can go.
    Ready(Box<Ready>),
    /// It certainly cannot, with a sentence for the marketer.
    Closed(String),
    /// The database did not answer. The lease gives the post back.
    Unreadable,
}

/// Prepares the posts of one batch, reading each connection once.
pub(crate) struct Preparing<'a> {
    office: &'a Office,
    ways: HashMap<Lane, Way>,
}

#[derive(Clone)]
enum Way {
    Open {
        provider: Arc<dyn Provider>,
        account: String,
        credentials: Option<Credentials>,
        since: Timestamp,
        limits: Option<ServerLimits>,
    },
    Closed(String),
    Unreadable,
}

impl<'a> Preparing<'a> {
    pub(crate) fn new(office: &'a Office) -> Self {
        Preparing { office, ways: HashMap::new() }
    }

    /// Prepares a post for a send. What its network would refuse is closed here.
    pub(crate) async fn for_sending(&mut self, claimed: &Claimed) -> Prepared {
        let post = &claimed.post;
        let limits = match self.way((claimed.scope, post.channel)).await {
            Way::Open { limits, .. } => limits,
            Way::Closed(_) | Way::Unreadable => None,
        };
        let (placement, has_picture) = (post.placement(), post.picture.is_some());
        let complaints = network::check(placement, limits.as_ref(), &post.text, has_picture);
        if complaints.is_empty() {
            return self.ready(claimed).await;
        }
        let sentences: Vec<String> = complaints.iter().map(ToString::to_string).collect();
        Prepared::Closed(sentences.join(" "))
    }

    /// Prepares a post for a look-up. A channel that was connected anew since the send leads
    /// elsewhere: what is not there may still be where it was sent.
    pub(crate) async fn for_look_up(&mut self, claimed: &Claimed) -> Prepared {
        let channel = claimed.post.channel;
        match self.way((claimed.scope, channel)).await {
            Way::Open { since, .. } if claimed.sending_at.is_some_and(|sent| sent < since) => {
                Prepared::Closed(format!("{channel} was connected anew since it was sent."))
            }
            _ => match self.ready(claimed).await {
                Prepared::Ready(ready) => self.as_sent(ready, claimed).await,
                closed => closed,
            },
        }
    }

    /// With what was staged for the attempt, where its provider stages ahead.
    async fn as_sent(&self, mut ready: Box<Ready>, claimed: &Claimed) -> Prepared {
        if ready.provider.abilities().stages_ahead.is_zero() {
            return Prepared::Ready(ready);
        }
        let (scope, post, attempt) = (claimed.scope, claimed.post.id, claimed.attempt);
        match self.office.store.staged_for(scope, post, attempt).await {
            Ok(staged) => {
                ready.delivery.staged = staged;
                Prepared::Ready(ready)
            }
            Err(error) => {
                let cause = &error as &dyn std::error::Error;
                tracing::error!(error = cause, post.id = %post, "a receipt could not be read");
                Prepared::Unreadable
            }
        }
    }

    async fn ready(&mut self, claimed: &Claimed) -> Prepared {
        match self.way((claimed.scope, claimed.post.channel)).await {
            Way::Open { provider, account, credentials, since, .. } => {
                let now = self.office.clock.now();
                let delivery = delivery(claimed, account, credentials, now);
                Prepared::Ready(Box::new(Ready { delivery, provider, since }))
            }
            Way::Closed(sentence) => Prepared::Closed(sentence),
            Way::Unreadable => Prepared::Unreadable,
        }
    }

    async fn way(&mut self, lane: Lane) -> Way {
        if let Some(way) = self.ways.get(&lane) {
            return way.clone();
        }
        let way = self.read(lane).await;
        self.ways.insert(lane, way.clone());
        way
    }

    async fn read(&self, (scope, channel): Lane) -> Way {
        match self.office.store.connection_with_credentials(scope, channel).await {
            Ok(Some(OpenConnection { provider: kind, account, credentials, since, limits })) => {
                match self.office.providers.of(kind) {
                    Some(provider) => Way::Open { provider, account, credentials, since, limits },
                    None => Way::Closed(not_offered(kind)),
                }
            }
            Ok(None) => Way::Closed(format!(
                "{channel} is not connected any more. Connect it on the Channels page and schedule again."
            )),
            Err(error) => {
                let cause = &error as &dyn std::error::Error;
                tracing::error!(error = cause, site.id = %scope.site, %channel, "a connection could not be read");
                match error {
                    StoreError::Unsealable(Unsealable::Damaged) | StoreError::Corrupt { .. } => {
                        Way::Closed(format!(
                            "How {channel} is connected cannot be read any more. Connect it again on the Channels page and schedule again."
                        ))
                    }
                    _ => Way::Unreadable,
                }
            }
        }
    }
}

fn not_offered(kind: ProviderKind) -> String {
    format!(
        "This installation does not publish through {} any more. Connect the channel in another way on the Channels page and schedule again.",
        kind.word()
    )
}

fn delivery(
    claimed: &Claimed,
    account: String,
    credentials: Option<Credentials>,
    now: Timestamp,
) -> Delivery {
    let post = &claimed.post;
    Delivery {
        scope: claimed.scope,
        post: post.id,
        attempt: u32::try_from(claimed.attempt).unwrap_or(u32::MAX),
        key: post.id.to_string(),
        channel: post.channel,
        kind: post.kind,
        account,
        text: post.text.clone(),
        picture: post.picture,
        publish_at: post.publish_at,
        now,
        credentials,
        staged: None,
    }
}
