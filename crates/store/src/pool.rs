//! Two engines behind one face, and the macros that run one SQL text on either.

use std::{str::FromStr, time::Duration};

use sqlx::{
    PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{Location, StoreError};

/// The file inside the data folder.
pub(crate) const SQLITE_FILE: &str = "almanac.db";

const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 10;

/// Connections to one of the two engines.
#[derive(Clone)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
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
}

/// Opens the pool that reads and the pool that writes.
pub(crate) async fn open(location: &Location) -> Result<(Pool, Pool), StoreError> {
    match &location.database_url {
        Some(url) => {
            let options = PgConnectOptions::from_str(url)?.application_name("almanac");
            let pool = PgPoolOptions::new()
                .max_connections(POSTGRES_CONNECTIONS)
                .acquire_timeout(Duration::from_secs(10))
                .connect_with(options)
                .await?;
            Ok((Pool::Postgres(pool.clone()), Pool::Postgres(pool)))
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
                .connect_with(options.clone())
                .await?;
            let read = SqlitePoolOptions::new()
                .max_connections(READERS)
                .acquire_timeout(Duration::from_secs(10))
                // A file does not hang up. Asking first would double what each query costs.
                .test_before_acquire(false)
                .connect_lazy_with(options);
            Ok((Pool::Sqlite(read), Pool::Sqlite(write)))
        }
    }
}

/// Runs an expression on whichever engine a pool is.
macro_rules! on {
    ($pool:expr, $db:ident => $run:expr) => {
        match &$pool {
            crate::pool::Pool::Sqlite($db) => $run,
            crate::pool::Pool::Postgres($db) => $run,
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
