//! The database: SQLite or PostgreSQL, one SQL text for both.
//!
//! The only room that knows SQL. Functions take the [`Scope`](domain::Scope) they work in;
//! signing in, what shows a secret of its own, the publisher's due loop and the operator's
//! commands are the named exceptions.
//! Instants are stored as milliseconds since 1970 UTC.

#[macro_use]
mod pool;

pub mod accounts;
pub mod activities;
pub mod api_keys;
pub mod apps;
pub mod budgets;
pub mod calendar;
pub mod connections;
mod dialect;
pub mod drafts;
mod error;
pub mod events;
pub mod feeds;
pub mod frame;
pub mod freezes;
mod home;
pub mod idempotency;
pub mod image_models;
pub mod items;
pub mod jobs;
mod life;
mod lines;
pub mod mark;
pub mod media;
pub mod notifications;
mod plans;
pub mod post_for_me;
pub mod posts;
pub mod proposals;
pub mod publishing;
pub mod queue;
pub mod receipts;
pub mod rotation;
pub mod runs;
pub mod sandbox;
mod seal;
pub mod secrets;
pub mod sessions;
pub mod settings;
pub mod site_pictures;
pub mod sites;
pub mod social;
pub mod sources;
pub mod staging;
pub mod volumes;
pub mod whole_plan;
pub mod writers;

use std::{path::PathBuf, sync::Arc};

pub use error::{StoreError, Unsealable};
pub use pool::Tx;
pub use seal::SecretKey;

use pool::{Pool, Reads};

/// Where the database and the pictures are.
#[derive(Debug, Clone)]
pub struct Location {
    /// A PostgreSQL address; `None` means SQLite inside `data`.
    pub database_url: Option<String>,
    /// The data folder: `almanac.db` and `media/`.
    pub data: PathBuf,
    /// Where pictures are kept instead of `media/`, if they are.
    pub bucket: Option<media::Bucket>,
}

/// The database of an installation. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    read: Reads,
    write: Pool,
    marker: mark::Marker,
    jobs: jobs::Queue,
    key: SecretKey,
    keys: secrets::KeyRing,
    data: PathBuf,
    media: Arc<dyn object_store::ObjectStore>,
}

impl Store {
    /// Opens the database, brings its tables up to date, and checks that `key` is the one
    /// it was made with.
    ///
    /// Fails with [`StoreError::WrongKey`] when it is not, and with a database error when
    /// the database cannot be reached. Safe to repeat.
    pub async fn open(location: &Location, key: SecretKey) -> Result<Self, StoreError> {
        let (read, write, marker) = pool::open(location).await?;
        dialect::migrate(&write).await?;
        let jobs = jobs::Queue::new(&write);
        let (keys, data) = (secrets::KeyRing::default(), location.data.clone());
        let media = media::open(location)?;
        let store = Store { read, write, marker, jobs, key, keys, data, media };
        store.check_key().await?;
        Ok(store)
    }

    /// Whether the location holds data that was sealed with some key already.
    pub async fn holds_data(location: &Location) -> Result<bool, StoreError> {
        if location.database_url.is_none() && !location.data.join(pool::SQLITE_FILE).exists() {
            return Ok(false);
        }
        let (_, write, _) = pool::open(location).await?;
        dialect::migrate(&write).await?;
        let row: Option<(String,)> = row!(write; "select key_check from instance where one = 1")?;
        Ok(row.is_some())
    }

    /// Asks the database for an answer. Used by health checks.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let _: Option<(i64,)> = row!(self.read; "select cast(1 as bigint)")?;
        Ok(())
    }

    /// What time it is on the database's machine; `None` when it has no clock of its own.
    pub async fn clock(&self) -> Result<Option<jiff::Timestamp>, StoreError> {
        match &self.write {
            Pool::Sqlite(_) => Ok(None),
            Pool::Postgres(_) => {
                let row: Option<(i64,)> = row!(
                    self.write;
                    "select cast(floor(extract(epoch from clock_timestamp()) * 1000) as bigint)"
                )?;
                Ok(row.map(|(millis,)| error::instant(millis)))
            }
        }
    }

    /// `SQLite` or `PostgreSQL`.
    pub const fn engine(&self) -> &'static str {
        match self.write {
            Pool::Sqlite(_) => "SQLite",
            Pool::Postgres(_) => "PostgreSQL",
        }
    }

    /// Begins a change. Nothing of it holds until [`Tx::commit`].
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        self.write.begin().await
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.marker.close().await;
        self.read.close().await;
        self.write.close().await;
    }

    async fn check_key(&self) -> Result<(), StoreError> {
        exec!(
            self.write;
            "insert into instance (one, key_check) values (1, $1) on conflict (one) do nothing",
            self.key.proof()?
        )?;
        let row: Option<(String,)> =
            row!(self.write; "select key_check from instance where one = 1")?;
        match row {
            Some((proof,)) if self.key.proves(&proof) => Ok(()),
            _ => Err(StoreError::WrongKey),
        }
    }
}
