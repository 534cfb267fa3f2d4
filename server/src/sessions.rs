//! Sessions of the pages: a cookie whose secret only the browser knows, and a row under
//! that secret's hash.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use domain::world::World;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Store, StoreError};
use time::OffsetDateTime;
use tower_sessions::{
    Expiry, Session, SessionManagerLayer, SessionStore,
    cookie::SameSite,
    session::{Id, Record},
    session_store,
};

use crate::chain::chain;

/// How long a session lives that nobody uses.
const IDLE: time::Duration = time::Duration::days(14);
/// A session's end may lag behind by this, in seconds.
const A_DAY: i64 = 86_400;
/// Where a session remembers the day that it was last prolonged.
const DAY: &str = "day";

/// The layer that gives every request its session.
pub fn layer(store: Store, world: Arc<dyn World>, https: bool) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions { store, world })
        // Browsers take this prefix only from the host itself, over https, for all paths.
        .with_name(if https { "__Host-almanac" } else { "almanac" })
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(IDLE))
        .with_always_save(false)
}

/// Prolongs a session once a day: writing it at every request would make every page a
/// write.
pub async fn prolong(
    State(world): State<Arc<dyn World>>,
    session: Session,
    request: Request,
    next: Next,
) -> Response {
    let today = world.now().as_second() / A_DAY;
    // A session that cannot be read is told by the page that needs it.
    if session.id().is_some()
        && let Ok(seen) = session.get::<i64>(DAY).await
        && session.id().is_some()
        && seen != Some(today)
        && let Err(error) = session.insert(DAY, today).await
    {
        tracing::error!(error = &error as &dyn std::error::Error, "a session was not prolonged");
    }
    next.run(request).await
}

/// Where sessions are kept.
#[derive(Clone)]
pub struct Sessions {
    store: Store,
    world: Arc<dyn World>,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sessions")
    }
}

/// What is stored of a session: everything but its id, which is the secret.
#[derive(Serialize, Deserialize)]
struct Kept {
    data: HashMap<String, Value>,
    expires: i64,
}

impl Sessions {
    async fn kept(&self, id: &Id) -> session_store::Result<Option<Kept>> {
        let found = self.store.load_session(&id.to_string(), self.world.now()).await;
        let kept = found.map_err(broken)?.map(|kept| serde_json::from_str(&kept));
        kept.transpose().map_err(|error| session_store::Error::Decode(error.to_string()))
    }

    async fn keep(&self, id: &Id, kept: &Kept) -> session_store::Result<()> {
        let encode = |error: String| session_store::Error::Encode(error);
        let text = serde_json::to_string(kept).map_err(|error| encode(error.to_string()))?;
        let expires =
            Timestamp::from_second(kept.expires).map_err(|error| encode(error.to_string()))?;
        self.store.save_session(&id.to_string(), &text, expires).await.map_err(broken)
    }
}

#[async_trait]
impl SessionStore for Sessions {
    /// Ids are 128 random bits: two never meet.
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        self.keep(&record.id, &Kept::of(record)).await
    }

    /// Writes only what changed, because the library counts looking for a value to take as
    /// a change. A session that was ended meanwhile stays ended.
    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let kept = Kept::of(record);
        match self.kept(&record.id).await? {
            None => Ok(()),
            Some(before) if before.data == kept.data && kept.expires - before.expires < A_DAY => {
                Ok(())
            }
            Some(_) => self.keep(&record.id, &kept).await,
        }
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let Some(kept) = self.kept(id).await? else { return Ok(None) };
        let expiry_date = OffsetDateTime::from_unix_timestamp(kept.expires)
            .map_err(|error| session_store::Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data: kept.data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.store.delete_session(&id.to_string()).await.map_err(broken)
    }
}

impl Kept {
    fn of(record: &Record) -> Self {
        Kept { data: record.data.clone(), expires: record.expiry_date.unix_timestamp() }
    }
}

/// The whole chain, because the library keeps nothing but a text.
fn broken(error: StoreError) -> session_store::Error {
    session_store::Error::Backend(chain(&error))
}

#[cfg(test)]
mod tests {
    use store::{Location, SecretKey};

    use super::*;
    use crate::world::Machine;

    async fn sessions() -> (tempfile::TempDir, Sessions) {
        let folder = tempfile::tempdir().unwrap();
        let location =
            Location { database_url: None, data: folder.path().to_owned(), bucket: None };
        let store = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
        (folder, Sessions { store, world: Arc::new(Machine) })
    }

    fn record(expires: i64) -> Record {
        Record {
            id: Id::default(),
            data: HashMap::from([("who".to_owned(), Value::from("Rosa"))]),
            expiry_date: OffsetDateTime::from_unix_timestamp(expires).unwrap(),
        }
    }

    #[tokio::test]
    async fn a_session_comes_back_and_its_id_is_not_stored() {
        let (_folder, sessions) = sessions().await;
        let mut record = record(4_000_000_000);
        sessions.create(&mut record).await.unwrap();
        assert_eq!(sessions.load(&record.id).await.unwrap(), Some(record.clone()));
        let id = record.id.to_string();
        let kept = sessions.store.load_session(&id, Machine.now()).await.unwrap().unwrap();
        assert!(!kept.contains(&id) && !kept.contains(&record.id.0.to_string()));
        sessions.delete(&record.id).await.unwrap();
        assert_eq!(sessions.load(&record.id).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_session_ends() {
        let (_folder, sessions) = sessions().await;
        let mut past = record(1_000_000_000);
        sessions.create(&mut past).await.unwrap();
        assert_eq!(sessions.load(&past.id).await.unwrap(), None);
        let mut left = record(4_000_000_000);
        sessions.create(&mut left).await.unwrap();
        sessions.delete(&left.id).await.unwrap();
        sessions.save(&left).await.unwrap();
        assert_eq!(sessions.load(&left.id).await.unwrap(), None, "signing out is final");
    }

    #[tokio::test]
    async fn a_session_that_did_not_change_is_written_once_a_day() {
        let (_folder, sessions) = sessions().await;
        let first = 4_000_000_000;
        let mut record = record(first);
        sessions.create(&mut record).await.unwrap();
        let mut kept_until = async |later: i64| {
            record.expiry_date = OffsetDateTime::from_unix_timestamp(first + later).unwrap();
            sessions.save(&record).await.unwrap();
            sessions.load(&record.id).await.unwrap().unwrap().expiry_date.unix_timestamp() - first
        };
        assert_eq!(kept_until(60).await, 0);
        assert_eq!(kept_until(A_DAY).await, A_DAY);
        record.data.clear();
        sessions.save(&record).await.unwrap();
        assert!(sessions.load(&record.id).await.unwrap().unwrap().data.is_empty());
    }
}
