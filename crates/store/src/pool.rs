//! Two engines behind one face, and the macros that run one SQL text on either.

use std::{str::FromStr, time::Duration};

use deadpool::managed::{self, Metrics, PoolError, RecycleResult};
use sqlx::{
    ConnectOptions, Connection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool,
    Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{Location, StoreError, mark::Marker};

/// The file inside the data folder.
pub(crate) const SQLITE_FILE: &str = "almanac.db";

const READERS: usize = 4;
const POSTGRES_CONNECTIONS: u32 = 10;

/// Connections to one of the two engines, for everything that writes.
#[derive(Clone)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Connections to one of the two engines that only read.
#[derive(Clone)]
pub(crate) enum Reads {
    Sqlite(Readers),
    Postgres(PgPool),
}

/// What a query runs on.
pub(crate) enum Held<'a> {
    Reader(managed::Object<Opener>),
    Sqlite(&'a SqlitePool),
    Postgres(&'a PgPool),
}

/// Connections that only read a SQLite file. `sqlx`'s own pool asks a connection whether it
/// lives each time it comes back, which doubles what a short query costs; a file does not
/// hang up, and who only reads leaves nothing to roll back.
#[derive(Clone)]
pub(crate) struct Readers(managed::Pool<Opener>);

pub(crate) struct Opener(SqliteConnectOptions);

impl managed::Manager for Opener {
    type Type = SqliteConnection;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<SqliteConnection, sqlx::Error> {
        self.0.connect().await
    }

    async fn recycle(&self, _: &mut SqliteConnection, _: &Metrics) -> RecycleResult<sqlx::Error> {
        Ok(())
    }
}

impl Readers {
    fn new(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        let pool = managed::Pool::builder(Opener(options))
            .max_size(READERS)
            .wait_timeout(Some(Duration::from_secs(10)))
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .map_err(|error| sqlx::Error::Configuration(error.into()))?;
        Ok(Readers(pool))
    }

    /// A connection, which goes back when dropped.
    async fn take(&self) -> Result<managed::Object<Opener>, sqlx::Error> {
        self.0.get().await.map_err(|error| match error {
            PoolError::Backend(error) => error,
            PoolError::Closed => sqlx::Error::PoolClosed,
            PoolError::Timeout(_) | PoolError::NoRuntimeSpecified => sqlx::Error::PoolTimedOut,
            PoolError::PostCreateHook(error) => {
                sqlx::Error::Configuration(error.to_string().into())
            }
        })
    }

    async fn close(&self) {
        for _ in 0..self.0.status().size {
            if let Ok(reader) = self.take().await
                && let Err(error) = managed::Object::take(reader).close().await
            {
                tracing::warn!(%error, "a connection to the database was not closed in order");
            }
        }
        self.0.close();
    }
}

/// A change under way on one of the two engines.
pub enum Tx {
    /// On SQLite, begun with the write lock in hand.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    /// Makes the change hold.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Tx::Sqlite(tx) => Ok(tx.commit().await?),
            Tx::Postgres(tx) => Ok(tx.commit().await?),
        }
    }
}

impl Pool {
    pub(crate) async fn begin(&self) -> Result<Tx, StoreError> {
        match self {
            Pool::Sqlite(pool) => {
                Ok(Tx::Sqlite(riverqueue::database::begin_sqlite_write(pool).await?))
            }
            Pool::Postgres(pool) => {
                Ok(Tx::Postgres(riverqueue::database::begin_postgres(pool).await?))
            }
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }

    pub(crate) async fn held(&self) -> Result<Held<'_>, sqlx::Error> {
        Ok(match self {
            Pool::Sqlite(pool) => Held::Sqlite(pool),
            Pool::Postgres(pool) => Held::Postgres(pool),
        })
    }
}

impl Reads {
    pub(crate) async fn held(&self) -> Result<Held<'_>, sqlx::Error> {
        Ok(match self {
            Reads::Sqlite(readers) => Held::Reader(readers.take().await?),
            Reads::Postgres(pool) => Held::Postgres(pool),
        })
    }

    pub(crate) async fn close(&self) {
        match self {
            Reads::Sqlite(readers) => readers.close().await,
            Reads::Postgres(pool) => pool.close().await,
        }
    }
}

/// Opens what reads, what writes, and what tells whether anything changed.
pub(crate) async fn open(location: &Location) -> Result<(Reads, Pool, Marker), StoreError> {
    match &location.database_url {
        Some(url) => {
            let options = PgConnectOptions::from_str(url)?.application_name("almanac");
            let pool = PgPoolOptions::new()
                .max_connections(POSTGRES_CONNECTIONS)
                .acquire_timeout(Duration::from_secs(10))
                .connect_with(options)
                .await?;
            let reads = Reads::Postgres(pool.clone());
            Ok((reads, Pool::Postgres(pool.clone()), Marker::Postgres(pool)))
        }
        None => {
            let options = SqliteConnectOptions::new()
                .filename(location.data.join(SQLITE_FILE))
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // FULL: a power cut must not forget that a send was about to happen.
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(15))
                .statement_cache_capacity(256);
            let write = SqlitePoolOptions::new()
                .max_connections(1)
                .min_connections(1)
                .acquire_timeout(Duration::from_secs(30))
                .test_before_acquire(false)
                // A full disk ends a change behind the back of `sqlx`, which then believes for
                // ever that it goes on: such a connection begins no other.
                .after_release(|connection, _| {
                    Box::pin(async move {
                        if !connection.is_in_transaction() {
                            return Ok(true);
                        }
                        // What was left to roll back is rolled back before this is answered.
                        connection.ping().await?;
                        Ok(!connection.is_in_transaction())
                    })
                })
                .connect_with(options.clone())
                .await?;
            let reads = Reads::Sqlite(Readers::new(options.clone())?);
            Ok((reads, Pool::Sqlite(write), Marker::of_sqlite(options)))
        }
    }
}

/// Runs an expression on whichever engine a pool is.
macro_rules! on {
    ($pool:expr, $db:ident => $run:expr) => {
        match $pool.held().await {
            Ok(crate::pool::Held::Reader(mut reader)) => {
                let $db = &mut *reader;
                $run
            }
            Ok(crate::pool::Held::Sqlite($db)) => $run,
            Ok(crate::pool::Held::Postgres($db)) => $run,
            Err(error) => Err(error),
        }
    };
}

/// Runs an expression inside whichever engine's change this is.
macro_rules! on_tx {
    ($tx:expr, $db:ident => $run:expr) => {
        match $tx {
            crate::pool::Tx::Sqlite(tx) => {
                let $db = &mut **tx;
                $run
            }
            crate::pool::Tx::Postgres(tx) => {
                let $db = &mut **tx;
                $run
            }
        }
    };
}

/// All rows: `rows!(pool; "select …", bind, …)` or `rows!(tx tx; "select …", bind, …)`.
macro_rules! rows {
    (tx $tx:expr; $sql:expr $(, $bind:expr)* $(,)?) => {
        on_tx!($tx, db => sqlx::query_as($sql)$(.bind($bind))*.fetch_all(db).await)
            .map_err(crate::StoreError::from)
    };
    ($pool:expr; $sql:expr $(, $bind:expr)* $(,)?) => {
        on!($pool, db => sqlx::query_as($sql)$(.bind($bind))*.fetch_all(db).await)
            .map_err(crate::StoreError::from)
    };
}

/// The row, if there is one.
macro_rules! row {
    (tx $tx:expr; $sql:expr $(, $bind:expr)* $(,)?) => {
        on_tx!($tx, db => sqlx::query_as($sql)$(.bind($bind))*.fetch_optional(db).await)
            .map_err(crate::StoreError::from)
    };
    ($pool:expr; $sql:expr $(, $bind:expr)* $(,)?) => {
        on!($pool, db => sqlx::query_as($sql)$(.bind($bind))*.fetch_optional(db).await)
            .map_err(crate::StoreError::from)
    };
}

/// Runs a statement; gives the number of rows it touched.
macro_rules! exec {
    (tx $tx:expr; $sql:expr $(, $bind:expr)* $(,)?) => {
        on_tx!($tx, db => sqlx::query($sql)$(.bind($bind))*.execute(db).await.map(|done| done.rows_affected()))
            .map_err(crate::StoreError::from)
    };
    ($pool:expr; $sql:expr $(, $bind:expr)* $(,)?) => {
        on!($pool, db => sqlx::query($sql)$(.bind($bind))*.execute(db).await.map(|done| done.rows_affected()))
            .map_err(crate::StoreError::from)
    };
}
