//! Channels of a site that can publish now.

mod renewal;

use domain::{
    Scope,
    channel::Channel,
    connection::{Connection, ProviderKind, ServerLimits},
    connector::Trial,
    contract::Credentials,
    id::{AccountId, PostId},
};
use jiff::Timestamp;

pub use renewal::{Kept, Renewal, Renewed};

use crate::{
    Store, StoreError, Tx,
    error::{instant, word},
    post_for_me::forget_unused_key,
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
    /// What its server said it takes.
    pub limits: Option<ServerLimits>,
}

/// A channel that somebody connects.
pub struct NewConnection<'a> {
    /// How it is connected.
    pub connection: &'a Connection,
    /// What its provider needs; it is sealed.
    pub credentials: Option<&'a Credentials>,
    /// Who connects it, when that is a person.
    pub by: Option<AccountId>,
    /// When its token ends.
    pub ends_at: Option<Timestamp>,
}

/// What disconnecting a channel led to.
#[derive(Debug)]
pub struct Disconnected {
    /// How many scheduled posts became drafts again.
    pub drafts: u64,
    /// The key of Post for Me, when this was the last channel that needed it.
    pub key: Option<Credentials>,
}

/// How a connection stands, for the channels page.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The connection.
    pub connection: Connection,
    /// Since when.
    pub since: Timestamp,
    /// The name of the person who connected it.
    pub by: Option<String>,
    /// When its token ends; `None` when it does not end by itself.
    pub ends_at: Option<Timestamp>,
    /// Why nothing can go out until a person connects it anew.
    pub trouble: Option<String>,
    /// When it was tested last, and what was found.
    pub tested: Option<(Timestamp, Trial)>,
    /// How many posts of ours are scheduled on it.
    pub scheduled: u64,
    /// Those of them that cannot go out as the connection is, the first ones first.
    pub at_risk: Vec<(PostId, Timestamp)>,
}

#[derive(sqlx::FromRow)]
struct StandingRow {
    #[sqlx(flatten)]
    row: ConnectionRow,
    created_at: i64,
    connected_by: Option<String>,
    ends_at: Option<i64>,
    trouble: Option<String>,
    tested_at: Option<i64>,
    tested_works: Option<bool>,
    tested_said: Option<String>,
}

impl StandingRow {
    fn standing(self) -> Result<Standing, StoreError> {
        let tested = match (self.tested_at, self.tested_works, self.tested_said) {
            (Some(at), Some(works), Some(said)) => Some((instant(at), Trial { works, said })),
            _ => None,
        };
        Ok(Standing {
            connection: self.row.connection()?,
            since: instant(self.created_at),
            by: self.connected_by,
            ends_at: self.ends_at.map(instant),
            trouble: self.trouble,
            tested,
            scheduled: 0,
            at_risk: Vec::new(),
        })
    }
}

impl Standing {
    /// Whether a post of that minute cannot go out as the connection is.
    fn fails_at(&self, minute: Timestamp) -> bool {
        self.trouble.is_some() || self.ends_at.is_some_and(|end| end <= minute)
    }
}

#[derive(sqlx::FromRow)]
struct ConnectionRow {
    id: String,
    channel: String,
    provider: String,
    account: String,
    limits: Option<String>,
}

impl ConnectionRow {
    fn connection(self) -> Result<Connection, StoreError> {
        Ok(Connection {
            id: word("connections", "id", &self.id)?,
            channel: word("connections", "channel", &self.channel)?,
            provider: word("connections", "provider", &self.provider)?,
            account: self.account,
            limits: server_limits(self.limits),
        })
    }
}

#[derive(sqlx::FromRow)]
struct OpenRow {
    provider: String,
    account: String,
    sealed: Option<String>,
    created_at: i64,
    limits: Option<String>,
}

impl Store {
    /// The connections of a site.
    pub async fn connections(&self, scope: Scope) -> Result<Vec<Connection>, StoreError> {
        let rows: Vec<ConnectionRow> = rows!(
            self.read;
            "select id, channel, provider, account, limits from connections where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let mut connections =
            rows.into_iter().map(ConnectionRow::connection).collect::<Result<Vec<_>, _>>()?;
        connections.sort_by_key(|connection| connection.channel);
        Ok(connections)
    }

    /// The connections of a site with all that their page shows of them: two queries.
    pub async fn standings(&self, scope: Scope) -> Result<Vec<Standing>, StoreError> {
        let rows: Vec<StandingRow> = rows!(
            self.read;
            "select c.id, c.channel, c.provider, c.account, c.limits, c.created_at, a.name as connected_by,
               c.ends_at, c.trouble, c.tested_at, c.tested_works, c.tested_said
             from connections c left join accounts a on a.id = c.connected_by
             where c.workspace_id = $1 and c.site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let mut standings =
            rows.into_iter().map(StandingRow::standing).collect::<Result<Vec<_>, _>>()?;
        standings.sort_by_key(|standing| standing.connection.channel);
        let posts: Vec<(String, String, i64)> = rows!(
            self.read;
            "select channel, id, publish_at from posts
             where workspace_id = $1 and site_id = $2 and status = 'scheduled' and not mirrored
             order by publish_at, id",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        for (channel, id, publish_at) in posts {
            let channel: Channel = word("posts", "channel", &channel)?;
            let standing = standings.iter_mut().find(|one| one.connection.channel == channel);
            if let Some(standing) = standing {
                standing.scheduled += 1;
                let minute = instant(publish_at);
                if standing.fails_at(minute) {
                    standing.at_risk.push((word("posts", "id", &id)?, minute));
                }
            }
        }
        Ok(standings)
    }

    /// Connects a channel, or replaces how it is connected, with nothing known but this.
    pub async fn connect(
        &self,
        scope: Scope,
        connection: &Connection,
        credentials: Option<&Credentials>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let new = NewConnection { connection, credentials, by: None, ends_at: None };
        self.connect_as(scope, new, now).await.map(drop)
    }

    /// Connects a channel, or replaces how it is connected. Credentials are sealed; what was
    /// known of the connection before is forgotten. Gives the key of Post for Me, when this was
    /// the last channel that needed it and does so no more.
    pub async fn connect_as(
        &self,
        scope: Scope,
        new: NewConnection<'_>,
        now: Timestamp,
    ) -> Result<Option<Credentials>, StoreError> {
        let NewConnection { connection, credentials, by, ends_at } = new;
        // Numbers and words: writing them as JSON cannot fail.
        let limits =
            connection.limits.as_ref().and_then(|limits| serde_json::to_string(limits).ok());
        let mut tx = self.begin().await?;
        let before: Option<(String,)> = row!(
            tx &mut tx;
            "select provider from connections where workspace_id = $1 and site_id = $2 and channel = $3",
            scope.workspace.to_string(), scope.site.to_string(), connection.channel.code()
        )?;
        let place = CONNECTIONS.place(scope, connection.channel.code());
        let sealed = match credentials {
            Some(secret) => Some(self.seal_secret(&mut tx, place, secret, now).await?),
            None => None,
        };
        exec!(
            tx &mut tx;
            "insert into connections (workspace_id, site_id, id, channel, provider, account, sealed, created_at,
               connected_by, ends_at, limits)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             on conflict (workspace_id, site_id, channel) do update set
               id = excluded.id, provider = excluded.provider, account = excluded.account,
               sealed = excluded.sealed, created_at = excluded.created_at,
               connected_by = excluded.connected_by, ends_at = excluded.ends_at, limits = excluded.limits,
               trouble = null, tested_at = null, tested_works = null, tested_said = null,
               session = 0, renewing_until = 0, told_of = null",
            scope.workspace.to_string(), scope.site.to_string(), connection.id.to_string(),
            connection.channel.code(), connection.provider.code(), &connection.account, sealed,
            now.as_millisecond(), by.map(|account| account.to_string()),
            ends_at.map(Timestamp::as_millisecond), limits
        )?;
        // A key that was typed and led to no channel yet is for the next one.
        let forgotten = match before {
            Some((provider,)) if provider == ProviderKind::PostForMe.code() => {
                forget_unused_key(&mut tx, scope).await?
            }
            _ => None,
        };
        tx.commit().await?;
        Ok(self.let_go_of(scope, forgotten).await)
    }

    /// Notes what a test of a connection found.
    pub async fn note_test(
        &self,
        scope: Scope,
        channel: Channel,
        trial: &Trial,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            "update connections set tested_at = $4, tested_works = $5, tested_said = $6
             where workspace_id = $1 and site_id = $2 and channel = $3",
            scope.workspace.to_string(), scope.site.to_string(), channel.code(),
            now.as_millisecond(), trial.works, &trial.said
        )?;
        if touched == 0 { Err(StoreError::NotFound("connection")) } else { Ok(()) }
    }

    /// Disconnects a channel and makes its scheduled posts drafts again. With the last channel
    /// through Post for Me goes the key that the site kept of it.
    pub async fn disconnect(
        &self,
        scope: Scope,
        channel: Channel,
    ) -> Result<Disconnected, StoreError> {
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
        let forgotten = forget_unused_key(&mut tx, scope).await?;
        tx.commit().await?;
        Ok(Disconnected { drafts, key: self.let_go_of(scope, forgotten).await })
    }

    /// How a channel is connected, since when, and with its credentials opened. For
    /// publishing only.
    pub async fn connection_with_credentials(
        &self,
        scope: Scope,
        channel: Channel,
    ) -> Result<Option<OpenConnection>, StoreError> {
        let found: Option<OpenRow> = row!(
            self.read;
            "select provider, account, sealed, created_at, limits from connections
             where workspace_id = $1 and site_id = $2 and channel = $3",
            scope.workspace.to_string(), scope.site.to_string(), channel.code()
        )?;
        let Some(OpenRow { provider, account, sealed, created_at, limits }) = found else {
            return Ok(None);
        };
        let place = CONNECTIONS.place(scope, channel.code());
        let credentials = match sealed {
            Some(sealed) => Some(self.open_secret(place, &sealed).await?),
            None => None,
        };
        Ok(Some(OpenConnection {
            provider: word("connections", "provider", &provider)?,
            account,
            credentials,
            since: instant(created_at),
            limits: server_limits(limits),
        }))
    }
}

/// What a server told of itself. Written by another version, it is asked again when the channel
/// is connected.
pub(crate) fn server_limits(kept: Option<String>) -> Option<ServerLimits> {
    serde_json::from_str(&kept?).ok()
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
         where workspace_id = $1 and site_id = $2 and channel = $3 and status = 'scheduled' and not mirrored",
        scope.workspace.to_string(), scope.site.to_string(), channel.code()
    )
}
