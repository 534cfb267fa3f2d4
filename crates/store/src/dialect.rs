//! The few places where the two engines differ.

use riverqueue::migrate::{PostgresMigrator, SqliteMigrator};

use crate::{StoreError, pool::Pool};

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

/// SQLite has one writer and needs no row locks; on PostgreSQL several publishers claim
/// side by side and step over each other's rows.
pub(crate) const fn skip_locked(pool: &Pool) -> &'static str {
    match pool {
        Pool::Sqlite(_) => "",
        Pool::Postgres(_) => "for update skip locked",
    }
}
