//! Feeds: addresses that show a site's calendar to whoever has one. Only a hash of the secret
//! in an address is stored.

use domain::{Scope, channel::Channel, id::FeedId, world::World};
use jiff::{SignedDuration, Timestamp};

use crate::{
    Store, StoreError,
    calendar::{Card, Detail, Filter},
    error::{instant, word},
    seal::digest,
};

/// How often it is noted that a feed was read: programs read it all day, and each note is a
/// write.
const NOTED_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// A feed of a site; the secret in its address is not known any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its identifier.
    pub id: FeedId,
    /// The one channel that it shows; `None` shows all.
    pub channel: Option<Channel>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was read last, to the hour; `None` when it never was.
    pub last_read_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct FeedRow {
    workspace_id: String,
    site_id: String,
    id: String,
    channel: Option<String>,
    created_at: i64,
    last_read_at: Option<i64>,
}

impl FeedRow {
    fn scope(&self) -> Result<Scope, StoreError> {
        Ok(Scope {
            workspace: word("feeds", "workspace_id", &self.workspace_id)?,
            site: word("feeds", "site_id", &self.site_id)?,
        })
    }

    fn feed(self) -> Result<Feed, StoreError> {
        let channel = self.channel.map(|channel| word("feeds", "channel", &channel));
        Ok(Feed {
            id: word("feeds", "id", &self.id)?,
            channel: channel.transpose()?,
            created_at: instant(self.created_at),
            last_read_at: self.last_read_at.map(instant),
        })
    }
}

const COLUMNS: &str = "workspace_id, site_id, id, channel, created_at, last_read_at";

impl Store {
    /// Makes a feed of a site, of one channel or of all, and gives the secret of its address,
    /// the only time it can be seen.
    pub async fn create_feed(
        &self,
        scope: Scope,
        channel: Option<Channel>,
        world: &dyn World,
    ) -> Result<String, StoreError> {
        let secret = format!("{:032x}", world.random());
        exec!(
            self.write;
            "insert into feeds (workspace_id, site_id, id, channel, hash, created_at) values ($1, $2, $3, $4, $5, $6)",
            scope.workspace.to_string(), scope.site.to_string(), FeedId::mint(world).to_string(),
            channel.map(Channel::code), digest(&secret), world.now().as_millisecond()
        )?;
        Ok(secret)
    }

    /// The feeds of a site, the newest first.
    pub async fn feeds(&self, scope: Scope) -> Result<Vec<Feed>, StoreError> {
        let rows: Vec<FeedRow> = rows!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select {COLUMNS} from feeds where workspace_id = $1 and site_id = $2
                 order by created_at desc, id desc"
            )),
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        rows.into_iter().map(FeedRow::feed).collect()
    }

    /// Revokes a feed: from now on its address opens nothing.
    pub async fn revoke_feed(&self, scope: Scope, id: FeedId) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            "delete from feeds where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        if touched == 0 { Err(StoreError::NotFound("feed")) } else { Ok(()) }
    }

    /// The feed whose address holds that secret, unless it was revoked, and its site. A named
    /// exception to the rule of scopes: the secret is the permission.
    pub async fn feed_of(&self, secret: &str) -> Result<Option<(Scope, Feed)>, StoreError> {
        let found: Option<FeedRow> = row!(
            self.read;
            sqlx::AssertSqlSafe(format!("select {COLUMNS} from feeds where hash = $1")),
            digest(secret)
        )?;
        found.map(|row| Ok((row.scope()?, row.feed()?))).transpose()
    }

    /// Notes that a feed is being read, unless that was noted within the hour.
    pub async fn note_feed_read(
        &self,
        scope: Scope,
        feed: &Feed,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if feed.last_read_at.is_some_and(|last| now.duration_since(last) < NOTED_EVERY) {
            return Ok(());
        }
        exec!(
            self.write;
            "update feeds set last_read_at = $4 where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), feed.id.to_string(),
            now.as_millisecond()
        )?;
        Ok(())
    }

    /// The cards that a feed shows from `from` up to `until`, by time, with the beginning of
    /// their words. As many queries as the calendar's own page takes.
    pub async fn feed_cards(
        &self,
        scope: Scope,
        channel: Option<Channel>,
        (from, until): (Timestamp, Timestamp),
    ) -> Result<Vec<Card>, StoreError> {
        let filter = Filter { channel, ..Filter::default() };
        let (cards, _) = self.calendar(scope, (from, until), &filter, Detail::Beginning).await?;
        Ok(cards)
    }
}
