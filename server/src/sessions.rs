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
    let today = world.now().as_second() / 86_400;
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

#[async_trait]
impl SessionStore for Sessions {
    /// Ids are 128 random bits: two never meet.
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        self.save(record).await
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let expires = record.expiry_date.unix_timestamp();
        let kept = serde_json::to_string(&Kept { data: record.data.clone(), expires })
            .map_err(|error| session_store::Error::Encode(error.to_string()))?;
        let expires = Timestamp::from_second(expires)
            .map_err(|error| session_store::Error::Encode(error.to_string()))?;
        self.store.save_session(&record.id.to_string(), &kept, expires).await.map_err(broken)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let found = self.store.load_session(&id.to_string(), self.world.now()).await;
        let Some(kept) = found.map_err(broken)? else { return Ok(None) };
        let decode = |error: String| session_store::Error::Decode(error);
        let kept: Kept = serde_json::from_str(&kept).map_err(|error| decode(error.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(kept.expires)
            .map_err(|error| decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data: kept.data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.store.delete_session(&id.to_string()).await.map_err(broken)
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

    #[tokio::test]
    async fn a_session_comes_back_and_its_id_is_not_stored() {
        let folder = tempfile::tempdir().unwrap();
        let location = Location { database_url: None, data: folder.path().to_owned() };
        let store = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
        let sessions = Sessions { store: store.clone(), world: Arc::new(Machine) };
        let mut record = Record {
            id: Id::default(),
            data: HashMap::from([("who".to_owned(), Value::from("Rosa"))]),
            expiry_date: OffsetDateTime::from_unix_timestamp(4_000_000_000).unwrap(),
        };
        sessions.create(&mut record).await.unwrap();
        assert_eq!(sessions.load(&record.id).await.unwrap(), Some(record.clone()));
        let kept = store.load_session(&record.id.to_string(), Machine.now()).await.unwrap();
        let kept = kept.unwrap();
        assert!(!kept.contains(&record.id.to_string()) && !kept.contains(&record.id.0.to_string()));
        sessions.delete(&record.id).await.unwrap();
        assert_eq!(sessions.load(&record.id).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_session_ends() {
        let folder = tempfile::tempdir().unwrap();
        let location = Location { database_url: None, data: folder.path().to_owned() };
        let store = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
        let sessions = Sessions { store, world: Arc::new(Machine) };
        let past = OffsetDateTime::from_unix_timestamp(1_000_000_000).unwrap();
        let record = Record { id: Id::default(), data: HashMap::new(), expiry_date: past };
        sessions.save(&record).await.unwrap();
        assert_eq!(sessions.load(&record.id).await.unwrap(), None);
    }
}
