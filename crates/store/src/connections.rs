//! Channels of a site that can publish now.

use domain::{
    Scope,
    channel::Channel,
    connection::{Connection, ProviderKind},
    contract::Credentials,
};
use jiff::Timestamp;

use crate::{
    Store, StoreError, Tx,
    error::{instant, word},
    secrets::CONNECTIONS,
};

/// A connection as the publisher uses it.
#[derive(Debug, Clone)]
pub struct OpenConnection {
    /// Who carries the posts.
    pub provider: ProviderKind,
    /// The account's name.
    pub account: String,
    /// What the provider needs, opened from its seal.
    pub credentials: Option<Credentials>,
    /// When the channel was connected so.
    pub since: Timestamp,
}

#[derive(sqlx::FromRow)]
struct ConnectionRow {
    id: String,
    channel: String,
    provider: String,
    account: String,
}

impl ConnectionRow {
    fn connection(self) -> Result<Connection, StoreError> {
        Ok(Connection {
            id: word("connections", "id", &self.id)?,
            channel: word("connections", "channel", &self.channel)?,
            provider: word("connections", "provider", &self.provider)?,
            account: self.account,
        })
    }
}

impl Store {
    /// The connections of a site.
    pub async fn connections(&self, scope: Scope) -> Result<Vec<Connection>, StoreError> {
        let rows: Vec<ConnectionRow> = rows!(
            self.read;
            "select id, channel, provider, account from connections where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let mut connections =
            rows.into_iter().map(ConnectionRow::connection).collect::<Result<Vec<_>, _>>()?;
        connections.sort_by_key(|connection| connection.channel);
        Ok(connections)
    }

    /// Connects a channel, or replaces how it is connected. Credentials are sealed.
    pub async fn connect(
        &self,
        scope: Scope,
        connection: &Connection,
        credentials: Option<&Credentials>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let place = CONNECTIONS.place(scope, connection.channel.code());
        let sealed = match credentials {
            Some(secret) => Some(self.seal_secret(&mut tx, place, secret, now).await?),
            None => None,
        };
        exec!(
            tx &mut tx;
            "insert into connections (workspace_id, site_id, id, channel, provider, account, sealed, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (workspace_id, site_id, channel) do update set
               id = excluded.id, provider = excluded.provider, account = excluded.account,
               sealed = excluded.sealed, created_at = excluded.created_at",
            scope.workspace.to_string(), scope.site.to_string(), connection.id.to_string(),
            connection.channel.code(), connection.provider.code(), &connection.account, sealed,
            now.as_millisecond()
        )?;
        tx.commit().await
    }

    /// Disconnects a channel and makes its scheduled posts drafts again; gives their number.
    pub async fn disconnect(&self, scope: Scope, channel: Channel) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let touched = exec!(
            tx &mut tx;
            "delete from connections where workspace_id = $1 and site_id = $2 and channel = $3",
            scope.workspace.to_string(), scope.site.to_string(), channel.code()
        )?;
        if touched == 0 {
            return Err(StoreError::NotFound("connection"));
        }
        let drafts = unschedule_channel(&mut tx, scope, channel).await?;
        tx.commit().await?;
        Ok(drafts)
    }

    /// How a channel is connected, since when, and with its credentials opened. For
    /// publishing only.
    pub async fn connection_with_credentials(
        &self,
        scope: Scope,
        channel: Channel,
    ) -> Result<Option<OpenConnection>, StoreError> {
        let found: Option<(String, String, Option<String>, i64)> = row!(
            self.read;
            "select provider, account, sealed, created_at from connections
             where workspace_id = $1 and site_id = $2 and channel = $3",
            scope.workspace.to_string(), scope.site.to_string(), channel.code()
        )?;
        let Some((provider, account, sealed, since)) = found else { return Ok(None) };
        let place = CONNECTIONS.place(scope, channel.code());
        let credentials = match sealed {
            Some(sealed) => Some(self.open_secret(place, &sealed).await?),
            None => None,
        };
        Ok(Some(OpenConnection {
            provider: word("connections", "provider", &provider)?,
            account,
            credentials,
            since: instant(since),
        }))
    }
}

/// Makes the scheduled posts of a channel drafts; gives their number.
pub(crate) async fn unschedule_channel(
    tx: &mut Tx,
    scope: Scope,
    channel: Channel,
) -> Result<u64, StoreError> {
    exec!(
        tx tx;
        "update posts set status = 'draft', version = version + 1, next_check_at = null
         where workspace_id = $1 and site_id = $2 and channel = $3 and status = 'scheduled'",
        scope.workspace.to_string(), scope.site.to_string(), channel.code()
    )
}
