//! The few places where the two engines differ.

use riverqueue::migrate::{PostgresMigrator, SqliteMigrator};

use crate::{
    StoreError,
    pool::{Pool, Tx},
};

/// Brings the tables up to date, the job queue's among them. Safe to repeat.
pub(crate) async fn migrate(pool: &Pool) -> Result<(), StoreError> {
    match pool {
        Pool::Sqlite(pool) => {
            sqlx::migrate!("migrations/sqlite").run(pool).await?;
            SqliteMigrator::new(pool.clone()).migrate_up().await?;
        }
        Pool::Postgres(pool) => {
            sqlx::migrate!("migrations/postgres").run(pool).await?;
            PostgresMigrator::new(pool.clone()).migrate_up().await?;
        }
    }
    Ok(())
}

/// Begins a change whose statements go by the indexes they were written for. PostgreSQL goes by
/// what it believes of a table instead; where many posts were due once and many wait, it believes
/// that many are due, and would read every post each second.
pub(crate) async fn begin_by_index(pool: &Pool) -> Result<Tx, StoreError> {
    let mut tx = pool.begin().await?;
    if let Tx::Postgres(tx) = &mut tx {
        sqlx::query("set local enable_seqscan = off").execute(&mut **tx).await?;
    }
    Ok(tx)
}

/// Whose turn has come, until `$1`, has come by its minute too. PostgreSQL must be told: it knows
/// how many posts have which minute, but of turns it takes a third of all for due, whatever it
/// counted. SQLite would leave the better index for it.
pub(crate) const fn due_by_minute(pool: &Pool) -> &'static str {
    match pool {
        Pool::Sqlite(_) => "",
        Pool::Postgres(_) => "and publish_at <= $1",
    }
}

/// SQLite has one writer and needs no row locks; on PostgreSQL several publishers claim
/// side by side and step over each other's rows.
pub(crate) const fn skip_locked(pool: &Pool) -> &'static str {
    match pool {
        Pool::Sqlite(_) => "",
        Pool::Postgres(_) => "for update skip locked",
    }
}

/// Keeps a row as it is read until the change ends, while others may keep it too. On SQLite
/// a change has the database for itself.
pub(crate) const fn shared(tx: &Tx) -> &'static str {
    match tx {
        Tx::Sqlite(_) => "",
        Tx::Postgres(_) => "for share",
    }
}

/// Keeps a row as it is read until the change ends, and waits until nobody else does.
pub(crate) const fn alone(tx: &Tx) -> &'static str {
    match tx {
        Tx::Sqlite(_) => "",
        Tx::Postgres(_) => "for update",
    }
}
