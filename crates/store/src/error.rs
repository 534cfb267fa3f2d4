//! What can go wrong below the pages.

/// Why the store did not do as asked. The words are safe to log; causes are chained.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The row is not there, or not in this workspace and site.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Another row has it already.
    #[error("this {0} is taken")]
    Taken(&'static str),
    /// The row changed, or a publisher took it, before this change reached it.
    #[error("too late: the {0} has changed or is going out")]
    TooLate(&'static str),
    /// A row holds something that no version of this program writes.
    #[error("{table}: the {what} {value:?} cannot be read")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        what: &'static str,
        /// What stands there.
        value: String,
    },
    /// The secret key is not the one this database was made with.
    #[error("the secret key does not belong to this database")]
    WrongKey,
    /// A value could not be sealed, or does not open.
    #[error(transparent)]
    Unsealable(#[from] Unsealable),
    /// The database refused or did not answer.
    #[error("the database did not do as asked")]
    Database(#[from] sqlx::Error),
    /// The tables could not be brought up to date.
    #[error("the database's tables could not be brought up to date")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The job queue's tables could not be brought up to date.
    #[error("the job queue's tables could not be brought up to date")]
    MigrateQueue(#[from] riverqueue::migrate::Error),
    /// The job queue refused or did not answer.
    #[error("the job queue did not do as asked")]
    Queue(#[from] riverqueue::Error),
    /// The data folder could not be looked at.
    #[error("the data folder could not be looked at, so nobody knows whether it is a copy")]
    Home(#[source] std::io::Error),
    /// The place of the pictures cannot be used.
    #[error("the folder or bucket that pictures are kept in cannot be used")]
    MediaPlace(#[source] object_store::Error),
    /// A picture's file could not be written or read.
    #[error("the file of picture {0} could not be used")]
    Media(String, #[source] object_store::Error),
}

/// Why a value could not be sealed, or does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsealable {
    /// It does not open in its place, or its data key does not.
    #[error("a sealed value, or the data key it was sealed with, was moved or damaged")]
    Damaged,
    /// The installation has another secret key than this process.
    #[error(
        "the secret key was replaced since this process started, so it can neither seal nor open credentials. Restart it, with the secret.key of the machine that ran `almanac rotate-key`"
    )]
    KeyReplaced,
    /// Nothing can be sealed without chance.
    #[error("the machine gave no random bytes, so nothing can be sealed")]
    NoChance,
}

impl StoreError {
    /// Whether an insert broke a unique constraint.
    pub(crate) fn is_double(error: &sqlx::Error) -> bool {
        error.as_database_error().is_some_and(|e| e.is_unique_violation())
    }
}

/// Reads a word of a closed set from a column.
pub(crate) fn word<T: std::str::FromStr>(
    table: &'static str,
    what: &'static str,
    text: &str,
) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Corrupt {
        table,
        what,
        value: text.chars().take(80).collect(),
    })
}

/// Reads JSON from a column.
pub(crate) fn json<T: serde::de::DeserializeOwned>(
    table: &'static str,
    what: &'static str,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Corrupt {
        table,
        what,
        value: text.chars().take(80).collect(),
    })
}

/// Writes JSON for a column. Our own types always can be written.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Reads an instant from a column.
pub(crate) fn instant(millis: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::MAX)
}
