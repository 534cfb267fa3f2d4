//! The database itself, past the store: what a thief, or a clumsy hand, gets hold of.

use std::fmt::Write;

use sqlx::{AssertSqlSafe, PgPool, SqlitePool, sqlite::SqliteConnectOptions};
use store::Location;

pub enum Database {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

macro_rules! on {
    ($database:expr, $pool:ident => $run:expr) => {
        match $database {
            Database::Sqlite($pool) => $run,
            Database::Postgres($pool) => $run,
        }
    };
}

impl Database {
    pub async fn of(location: &Location) -> Self {
        match &location.database_url {
            Some(url) => Database::Postgres(PgPool::connect(url).await.unwrap()),
            None => {
                let file = SqliteConnectOptions::new().filename(location.data.join("almanac.db"));
                Database::Sqlite(SqlitePool::connect_with(file).await.unwrap())
            }
        }
    }

    pub async fn run(&self, sql: String) {
        on!(self, pool => { sqlx::query(AssertSqlSafe(sql)).execute(pool).await.unwrap(); });
    }

    /// The texts of one column.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        on!(self, pool => sqlx::query_scalar(sql).fetch_all(pool).await.unwrap())
    }

    /// Every row of every table, as a copy of the database would hold it.
    pub async fn dump(&self) -> String {
        let tables = match self {
            Database::Sqlite(_) => "select name from sqlite_master where type = 'table' order by 1",
            Database::Postgres(_) => {
                "select table_name::text from information_schema.tables
                 where table_schema = 'public' and table_type = 'BASE TABLE' order by 1"
            }
        };
        let mut dump = String::new();
        for table in self.texts(tables).await {
            let columns = match self {
                Database::Sqlite(_) => {
                    let quoted = format!(
                        "select 'quote(\"' || name || '\")' from pragma_table_info('{table}')"
                    );
                    self.texts(&quoted).await.join(" || ' ' || ")
                }
                Database::Postgres(_) => "row_to_json(whole)::text".to_owned(),
            };
            for row in
                self.texts(&format!("select {columns} from {table} as whole order by 1")).await
            {
                writeln!(dump, "{table}: {row}").unwrap();
            }
        }
        dump
    }
}
