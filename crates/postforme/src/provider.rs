//! Posts through Post for Me: a draft there ahead of the mark, released once it is durable.
//!
//! Post for Me knows no key that would make a write safe to repeat, so nothing that publishes is
//! ever sent blindly. Our key of a delivery is the `external_id` of its drafts: before another is
//! made, what stands under it is looked at. What is out is not sent again; a draft that an
//! earlier attempt left is deleted, so that a release of it that arrives late finds nothing. A
//! release replaces a draft as a whole and is sent once for each draft. What became of it only
//! the results tell, which are asked for until a send must end, and then by look-ups.

mod draft;
mod release;
mod seen;

use std::time::Duration;

use domain::{
    connection::ProviderKind,
    contract::{
        Abilities, BoxFuture, Clock, Credentials, Delivery, LookUp, Pictures, Provider, Refusal,
        SendOutcome, Staged,
    },
};
use serde::{Deserialize, Serialize};
use store::Store;

use crate::{
    Client, PostForMeError,
    access::{Access, Clients},
    words::{refusal, sentence},
};

/// The longest that one send may take, and the longest that staging may.
const SEND_TIMEOUT: Duration = Duration::from_secs(45);
/// A release that was sent is carried out by then, or never.
const SETTLES_AFTER: Duration = Duration::from_secs(2 * 60);
/// When to try again what certainly did not happen.
const LATER: Duration = Duration::from_secs(30);
/// How long before its minute a draft is made.
const STAGES_AHEAD: Duration = Duration::from_secs(60 * 60);
/// So often from its release on.
const RELEASE_CALLS: usize = 3;

/// Publishes through Post for Me.
pub struct PostForMe {
    store: Store,
    clients: Clients,
    patience: Patience,
}

/// How long a send waits for what.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For room in what the service takes in a minute.
    pub room: Duration,
    /// Before a result is asked for, once a post was released; each time longer by as much.
    pub pause: Duration,
    /// How often a result is asked for before the send ends without one.
    pub looks: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { room: Duration::from_secs(15), pause: Duration::from_secs(2), looks: 4 }
    }
}

/// What staging leaves for the send.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Prepared {
    /// A draft waits to be released.
    Draft {
        /// Its id.
        id: String,
        /// Where its picture is.
        picture: Option<String>,
    },
    /// An earlier attempt turned out to be on the network.
    Out {
        /// The network's own id of it.
        reference: String,
        /// Its public address.
        link: Option<String>,
    },
}

impl PostForMe {
    /// A provider that asks with these clients.
    pub fn new(store: Store, clients: Clients) -> Self {
        PostForMe { store, clients, patience: Patience::default() }
    }

    /// The same with another patience.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        PostForMe { patience, ..self }
    }

    fn opened(&self, kept: Option<&Credentials>) -> Result<(Client, Access), Refusal> {
        let access = Access::opened(kept).ok_or_else(|| {
            refused(
                "The key of Post for Me cannot be read any more. Connect the channel again on the Channels page.",
                None,
            )
        })?;
        Ok((self.clients.of(&access), access))
    }

    /// What an answer ahead of the release means. A key that is not valid any more is noted with
    /// the connection, for who looks at the channels.
    async fn turned_down(&self, delivery: &Delivery, error: &PostForMeError) -> Refusal {
        let refusal = refusal(error);
        if matches!(error, PostForMeError::Unauthorized) {
            self.note_trouble(delivery, &refusal.reason).await;
        }
        refusal
    }

    /// Notes with the connection why nothing goes out until a person connects it anew, unless
    /// somebody did meanwhile.
    async fn note_trouble(&self, delivery: &Delivery, said: &str) {
        let (scope, channel) = (delivery.scope, delivery.channel);
        let noted = async {
            match self.store.kept(scope, channel).await? {
                Some(kept) if kept.credentials == delivery.credentials => {
                    self.store.note_connection_trouble(scope, channel, kept.id, Some(said)).await
                }
                _ => Ok(()),
            }
        };
        if let Err(error) = noted.await {
            let cause = &error as &dyn std::error::Error;
            tracing::error!(error = cause, site.id = %scope.site, %channel, "trouble with a connection could not be noted");
        }
    }
}

impl Provider for PostForMe {
    fn kind(&self) -> ProviderKind {
        ProviderKind::PostForMe
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            looks_up: true,
            recognizes_for: None,
            settles_after: SETTLES_AFTER,
            stages_ahead: STAGES_AHEAD,
            send_timeout: SEND_TIMEOUT,
            clock: Clock::Ours,
            pictures: Pictures::Sent,
        }
    }

    fn host(&self, delivery: &Delivery) -> Option<String> {
        Access::opened(delivery.credentials.as_ref())?.host()
    }

    fn stage<'a>(
        &'a self,
        delivery: &'a Delivery,
    ) -> BoxFuture<'a, Result<Option<String>, Refusal>> {
        Box::pin(self.prepare(delivery))
    }

    fn unstage<'a>(&'a self, staged: &'a Staged) -> BoxFuture<'a, Result<(), Refusal>> {
        Box::pin(self.take_back(staged))
    }

    fn send<'a>(&'a self, delivery: &'a Delivery) -> BoxFuture<'a, SendOutcome> {
        Box::pin(self.put(delivery))
    }

    fn look_up<'a>(&'a self, delivery: &'a Delivery) -> BoxFuture<'a, LookUp> {
        Box::pin(self.find(delivery))
    }
}

/// Waits for room in what the service takes in a minute, but not for longer.
async fn set_aside(client: &Client, calls: usize, longest: Duration) -> Result<(), Refusal> {
    let mut left = longest;
    loop {
        let Err(wait) = client.set_aside(calls) else { return Ok(()) };
        if wait > left {
            return Err(refusal(&PostForMeError::TooMany { wait }));
        }
        tokio::time::sleep(wait).await;
        left -= wait;
    }
}

/// A post that the service could not publish.
fn failed(said: &str) -> Refusal {
    let said = sentence(said);
    let said = if said.is_empty() { "It gave no reason.".to_owned() } else { said };
    let reason = format!("Post for Me could not publish this: {said}");
    Refusal { reason, status: None, retry_after: None }
}

/// Why a post does not go out now, though the service was reached.
fn refused(reason: impl Into<String>, retry_after: Option<Duration>) -> Refusal {
    Refusal { reason: reason.into(), status: retry_after.map(|_| 200), retry_after }
}
