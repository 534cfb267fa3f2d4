//! Where the database stood, so that an answer can be kept until something changes.
//!
//! Both engines can say cheaply that nothing was committed since a moment: SQLite by a number
//! that a connection sees grow with every change of another, PostgreSQL by its snapshot, which
//! names the changes that can be seen. Whatever changed, in whichever process, and by whatever
//! way, changes the mark; a change that has nothing to do with an answer does so too.

use std::sync::Arc;

use sqlx::{ConnectOptions, PgPool, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::sync::Mutex;

use crate::{Store, StoreError};

/// Where the database stood. Of two that are equal nothing was committed in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark(Stood);

impl Mark {
    /// One of many marks, for tests of what keeps answers.
    #[doc(hidden)]
    pub fn sample(number: i64) -> Self {
        Mark(Stood::Sqlite { connection: 0, version: number })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Stood {
    /// A number means something on its own connection only.
    Sqlite {
        connection: u64,
        version: i64,
    },
    Postgres(String),
}

/// Asks for marks.
#[derive(Clone)]
pub(crate) enum Marker {
    Sqlite(Box<SqliteConnectOptions>, Arc<Mutex<Watching>>),
    Postgres(PgPool),
}

/// The one connection that marks of SQLite come from. It changes nothing itself.
#[derive(Default)]
pub(crate) struct Watching {
    connection: Option<SqliteConnection>,
    /// How many there were, this one included.
    number: u64,
}

impl Marker {
    pub(crate) fn of_sqlite(options: SqliteConnectOptions) -> Self {
        Marker::Sqlite(Box::new(options), Arc::default())
    }

    async fn mark(&self) -> Result<Mark, sqlx::Error> {
        match self {
            Marker::Sqlite(options, watching) => {
                let mut watching = watching.lock().await;
                let version = watching.version(options).await;
                if version.is_err() {
                    // What a broken connection says next is compared with nothing before.
                    watching.connection = None;
                }
                Ok(Mark(Stood::Sqlite { connection: watching.number, version: version? }))
            }
            Marker::Postgres(pool) => {
                let (snapshot,) = sqlx::query_as("select cast(pg_current_snapshot() as text)")
                    .fetch_one(pool)
                    .await?;
                Ok(Mark(Stood::Postgres(snapshot)))
            }
        }
    }

    pub(crate) async fn close(&self) {
        if let Marker::Sqlite(_, watching) = self
            && let Some(connection) = watching.lock().await.connection.take()
            && let Err(error) = sqlx::Connection::close(connection).await
        {
            tracing::warn!(%error, "a connection to the database was not closed in order");
        }
    }
}

impl Watching {
    async fn version(&mut self, options: &SqliteConnectOptions) -> Result<i64, sqlx::Error> {
        if self.connection.is_none() {
            self.number += 1;
        }
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => none.insert(options.connect().await?),
        };
        let (version,) = sqlx::query_as("pragma data_version").fetch_one(connection).await?;
        Ok(version)
    }
}

impl Store {
    /// Where the database stands. What is read after this, and kept with it, is what would be
    /// read now as long as the mark is the same.
    pub async fn mark(&self) -> Result<Mark, StoreError> {
        Ok(self.marker.mark().await?)
    }
}
