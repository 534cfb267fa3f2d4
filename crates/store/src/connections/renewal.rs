//! Sessions that are kept with a connection, and renewed by one process at a time.
//!
//! A network gives a new session for the old one, and takes the old one once. Who renews it
//! holds a lease in the row (`renewing_until`), not a lock: no change is open while the network
//! is asked, on either engine. What came of it is written only if the session is still the one
//! that was read, told by the connection's id and the number of its session.

use std::{future::Future, time::Duration};

use domain::{
    Scope,
    channel::Channel,
    connection::{ProviderKind, ServerLimits},
    contract::Credentials,
    id::ConnectionId,
    world::World,
};
use jiff::Timestamp;

use super::server_limits;
use crate::{Store, StoreError, error::word, secrets::CONNECTIONS};

/// How often the row is looked at while another process renews the session.
const PAUSE: Duration = Duration::from_millis(100);

/// What a connection keeps for its provider.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The connection.
    pub id: ConnectionId,
    /// Who carries the posts.
    pub provider: ProviderKind,
    /// How often its session was renewed.
    pub session: i64,
    /// What the provider needs, opened from its seal.
    pub credentials: Option<Credentials>,
    /// What its server says it takes.
    pub limits: Option<ServerLimits>,
    /// Why nothing can go out until a person connects it anew.
    pub trouble: Option<String>,
}

/// What asking a network for a new session came to.
#[derive(Debug, Clone)]
pub enum Renewal<E> {
    /// A new one.
    Given(Credentials),
    /// None, for certain and for good, until a person does something: what, in words.
    Refused(String),
    /// It is not known, or not now.
    Failed(E),
}

/// What became of a session.
#[derive(Debug, Clone)]
pub enum Renewed<E> {
    /// It is another now, whoever renewed it.
    Session(Box<Kept>),
    /// A person is needed.
    Refused(String),
    /// This process could not renew it.
    Failed(E),
    /// Another process has been renewing it for the whole of its lease.
    Busy,
    /// The channel is not connected any more.
    Gone,
}

#[derive(sqlx::FromRow)]
struct KeptRow {
    id: String,
    provider: String,
    session: i64,
    sealed: Option<String>,
    limits: Option<String>,
    trouble: Option<String>,
}

impl Store {
    /// What a connection keeps for its provider. For publishing only.
    pub async fn kept(&self, scope: Scope, channel: Channel) -> Result<Option<Kept>, StoreError> {
        let row: Option<KeptRow> = row!(
            self.read;
            "select id, provider, session, sealed, limits, trouble from connections
             where workspace_id = $1 and site_id = $2 and channel = $3",
            scope.workspace.to_string(), scope.site.to_string(), channel.code()
        )?;
        let Some(row) = row else { return Ok(None) };
        let credentials = match row.sealed {
            Some(sealed) => {
                Some(self.open_secret(CONNECTIONS.place(scope, channel.code()), &sealed).await?)
            }
            None => None,
        };
        Ok(Some(Kept {
            id: word("connections", "id", &row.id)?,
            provider: word("connections", "provider", &row.provider)?,
            session: row.session,
            credentials,
            limits: server_limits(row.limits),
            trouble: row.trouble,
        }))
    }

    /// Has `renew` give a new session for the one that was seen, unless another process has
    /// done so meanwhile; while it does, waits for it. `lease` is longer than `renew` takes:
    /// who holds it longer is taken for dead.
    pub async fn renew_session<E, F: Future<Output = Renewal<E>>>(
        &self,
        scope: Scope,
        channel: Channel,
        seen: &Kept,
        world: &dyn World,
        lease: Duration,
        renew: impl FnOnce(Kept) -> F,
    ) -> Result<Renewed<E>, StoreError> {
        let mut waited = Duration::ZERO;
        let (held, until) = loop {
            let Some(kept) = self.kept(scope, channel).await? else { return Ok(Renewed::Gone) };
            if let Some(said) = kept.trouble {
                return Ok(Renewed::Refused(said));
            }
            if (kept.id, kept.session) != (seen.id, seen.session) {
                return Ok(Renewed::Session(Box::new(kept)));
            }
            if let Some(until) = self.take_renewal(scope, channel, &kept, world, lease).await? {
                break (kept, until);
            }
            if waited > lease {
                return Ok(Renewed::Busy);
            }
            tokio::time::sleep(PAUSE).await;
            waited += PAUSE;
        };
        let (id, session) = (held.id, held.session);
        let mark = Mark { scope, channel, id, session, until };
        match renew(held).await {
            Renewal::Given(credentials) => {
                self.keep_session(&mark, &credentials, world.now()).await?;
                // Ours, or that of somebody who took over when our lease had ended.
                let kept = self.kept(scope, channel).await?;
                Ok(kept.map_or(Renewed::Gone, |kept| Renewed::Session(Box::new(kept))))
            }
            Renewal::Refused(said) => {
                self.end_renewal(&mark, Some(&said)).await?;
                Ok(Renewed::Refused(said))
            }
            Renewal::Failed(error) => {
                self.end_renewal(&mark, None).await?;
                Ok(Renewed::Failed(error))
            }
        }
    }

    /// Notes that nothing can go out over a connection until a person connects it anew, or
    /// with `None` that it can again. Another connection of the channel is left alone.
    pub async fn note_connection_trouble(
        &self,
        scope: Scope,
        channel: Channel,
        id: ConnectionId,
        said: Option<&str>,
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "update connections set trouble = $5
             where workspace_id = $1 and site_id = $2 and channel = $3 and id = $4",
            scope.workspace.to_string(), scope.site.to_string(), channel.code(), id.to_string(), said
        )?;
        Ok(())
    }

    /// Keeps what a server takes, as it says by now.
    pub async fn note_limits(
        &self,
        scope: Scope,
        channel: Channel,
        id: ConnectionId,
        limits: &ServerLimits,
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "update connections set limits = $5
             where workspace_id = $1 and site_id = $2 and channel = $3 and id = $4",
            scope.workspace.to_string(), scope.site.to_string(), channel.code(), id.to_string(),
            serde_json::to_string(limits).ok()
        )?;
        Ok(())
    }

    /// Takes the lease, if it is free; gives its end.
    async fn take_renewal(
        &self,
        scope: Scope,
        channel: Channel,
        kept: &Kept,
        world: &dyn World,
        lease: Duration,
    ) -> Result<Option<Timestamp>, StoreError> {
        let now = world.now();
        let until = now.checked_add(lease).unwrap_or(Timestamp::MAX);
        let taken = exec!(
            self.write;
            "update connections set renewing_until = $6
             where workspace_id = $1 and site_id = $2 and channel = $3 and id = $4 and session = $5
               and renewing_until <= $7 and trouble is null",
            scope.workspace.to_string(), scope.site.to_string(), channel.code(),
            kept.id.to_string(), kept.session, until.as_millisecond(), now.as_millisecond()
        )?;
        Ok((taken == 1).then_some(until))
    }

    async fn keep_session(
        &self,
        mark: &Mark,
        credentials: &Credentials,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let place = CONNECTIONS.place(mark.scope, mark.channel.code());
        let sealed = self.seal_secret(&mut tx, place, credentials, now).await?;
        exec!(
            tx &mut tx;
            "update connections set sealed = $6, session = session + 1, renewing_until = 0
             where workspace_id = $1 and site_id = $2 and channel = $3 and id = $4 and session = $5",
            mark.scope.workspace.to_string(), mark.scope.site.to_string(), mark.channel.code(),
            mark.id.to_string(), mark.session, sealed
        )?;
        tx.commit().await
    }

    /// Gives the lease back, if it is still the one that was taken.
    async fn end_renewal(&self, mark: &Mark, trouble: Option<&str>) -> Result<(), StoreError> {
        exec!(
            self.write;
            "update connections set renewing_until = 0, trouble = $7
             where workspace_id = $1 and site_id = $2 and channel = $3 and id = $4 and session = $5
               and renewing_until = $6",
            mark.scope.workspace.to_string(), mark.scope.site.to_string(), mark.channel.code(),
            mark.id.to_string(), mark.session, mark.until.as_millisecond(), trouble
        )?;
        Ok(())
    }
}

/// Which session is being renewed, and until when by us.
struct Mark {
    scope: Scope,
    channel: Channel,
    id: ConnectionId,
    session: i64,
    until: Timestamp,
}
