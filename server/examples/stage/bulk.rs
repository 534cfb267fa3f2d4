//! Posts by the hundred thousand, laid in by one statement each for activities and posts,
//! in one SQL text for both engines. The store adds what people and programs add, and none
//! of them adds so many.

use anyhow::{Context, Result};
use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    id::{ActivityId, PostId},
    world::World,
};
use jiff::{SignedDuration, Timestamp};
use sqlx::{PgPool, SqlitePool, sqlite::SqliteConnectOptions};
use store::Location;

use crate::{CAPTION, Machine};

/// Those that take words alone, so that a send costs no picture.
pub const CHANNELS: [Channel; 5] =
    [Channel::Facebook, Channel::LinkedIn, Channel::Threads, Channel::Bluesky, Channel::Mastodon];
/// The characters of an id before its last twelve, which are a number here.
const BEFORE_THE_NUMBER: usize = 24;

const ACTIVITIES: &str = "
    insert into activities (workspace_id, site_id, id, kind, title, description, reason, subject,
      starts_at, edited, created_at)
    with recursive number (n) as (
      select cast(0 as bigint) union all select n + 1 from number where n + 1 < $4)
    select $1, $2, $3 || substr(cast(1000000000000 + n as text), 2), $5, 'Sourdough', '', '', 'Sourdough',
      $6 + n * 5 * $7, false, $8 from number";

const POSTS: &str = "
    insert into posts (workspace_id, site_id, id, activity_id, channel, caption, alt_text, publish_at,
      status, version, edited, attempt, unclear, created_at)
    with recursive number (n) as (
      select cast(0 as bigint) union all select n + 1 from number where n + 1 < $4)
    select $1, $2, $3 || substr(cast(1000000000000 + n as text), 2),
      $5 || substr(cast(1000000000000 + n / 5 as text), 2),
      case n % 5 when 0 then $9 when 1 then $10 when 2 then $11 when 3 then $12 else $13 end,
      $14, '', $6 + n * $7, 'scheduled', 1, false, 0, 0, $8 from number";

const PUBLISHED: &str = "
    select r.sending_at - p.publish_at from posts p
    join receipts r on r.workspace_id = p.workspace_id and r.site_id = p.site_id and r.post_id = p.id
    where p.status = 'published' and r.outcome = 'published' and p.publish_at between $1 and $2";

/// An installation's database, reached beside its store.
pub enum Database {
    /// A file.
    Sqlite(SqlitePool),
    /// A server.
    Postgres(PgPool),
}

/// Scheduled posts of a site, five to an activity.
pub struct Posts {
    /// Where they belong.
    pub scope: Scope,
    /// How many.
    pub count: i64,
    /// When the first is due.
    pub first: Timestamp,
    /// How long after it the next one is, and so on.
    pub pace: SignedDuration,
}

impl Database {
    /// Opens the database of an installation whose store was opened before.
    pub async fn open(location: &Location) -> Result<Self> {
        let opened = match &location.database_url {
            Some(url) => PgPool::connect(url).await.map(Database::Postgres),
            None => {
                let file = SqliteConnectOptions::new().filename(location.data.join("almanac.db"));
                SqlitePool::connect_with(file).await.map(Database::Sqlite)
            }
        };
        opened.context("the database cannot be reached beside its store")
    }

    /// Lays posts in.
    pub async fn lay(&self, posts: &Posts) -> Result<()> {
        let Posts { scope, count, first, pace } = posts;
        let (activities, ids) =
            (numbered(&ActivityId::mint(&Machine)), numbered(&PostId::mint(&Machine)));
        let (first, pace) = (first.as_millisecond(), i64::try_from(pace.as_millis())?);
        let now = Machine.now().as_millisecond();
        let (workspace, site) = (scope.workspace.to_string(), scope.site.to_string());
        macro_rules! lay {
            ($pool:expr, $between:expr) => {{
                sqlx::query(ACTIVITIES)
                    .bind(&workspace)
                    .bind(&site)
                    .bind(&activities)
                    .bind((count + 4) / 5)
                    .bind(ActivityType::SocialMarketing.code())
                    .bind(first)
                    .bind(pace)
                    .bind(now)
                    .execute($pool)
                    .await?;
                sqlx::query($between).execute($pool).await?;
                let mut laid = sqlx::query(POSTS)
                    .bind(&workspace)
                    .bind(&site)
                    .bind(&ids)
                    .bind(count)
                    .bind(&activities)
                    .bind(first)
                    .bind(pace)
                    .bind(now);
                for channel in CHANNELS {
                    laid = laid.bind(channel.code());
                }
                laid.bind(CAPTION).execute($pool).await?;
            }};
        }
        match self {
            Database::Sqlite(pool) => lay!(pool, "select 1"),
            // Each post's activity is looked up, and by an index only once it is known how many
            // there are.
            Database::Postgres(pool) => lay!(pool, "analyze activities"),
        }
        Ok(())
    }

    /// How late each post was sent that was due between two instants and is told as
    /// published, in milliseconds, the earliest first.
    pub async fn lateness(&self, from: i64, to: i64) -> Result<Vec<i64>> {
        let rows: Vec<(i64,)> = match self {
            Database::Sqlite(pool) => {
                sqlx::query_as(PUBLISHED).bind(from).bind(to).fetch_all(pool).await
            }
            Database::Postgres(pool) => {
                sqlx::query_as(PUBLISHED).bind(from).bind(to).fetch_all(pool).await
            }
        }?;
        let mut lateness: Vec<i64> = rows.into_iter().map(|(late,)| late).collect();
        lateness.sort_unstable();
        Ok(lateness)
    }
}

/// What the ids of a bulk begin with: that of an id that nobody else has.
fn numbered(id: &impl ToString) -> String {
    let mut id = id.to_string();
    id.truncate(BEFORE_THE_NUMBER);
    id
}
