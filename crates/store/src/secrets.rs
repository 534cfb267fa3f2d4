//! Secrets of sites, sealed with the data key of their workspace.
//!
//! Each workspace has a data key of its own, made when its first secret is sealed and kept
//! wrapped with the installation's secret key. A sealed text names its data key by number
//! and opens in its table, workspace, site and row only. A table that keeps secrets is named
//! in [`TABLES`], so that a rotation seals them anew.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{Scope, contract::Credentials, id::WorkspaceId};
use jiff::Timestamp;

use crate::{
    Store, StoreError, Tx, dialect,
    error::{Unsealable, word},
    seal::{DataKey, SealedWith, sealed_with},
    writers::KeyChange,
};

/// A table whose rows belong to a site and keep a sealed secret, or none, in the column
/// `sealed`.
pub(crate) struct SealedTable {
    pub(crate) name: &'static str,
    /// The column that tells the rows of a site apart.
    pub(crate) row: &'static str,
}

/// How channels are connected.
pub(crate) const CONNECTIONS: SealedTable = SealedTable { name: "connections", row: "channel" };

/// How sites are let into the source of their plan.
pub(crate) const SOURCES: SealedTable = SealedTable { name: "sources", row: "site_id" };

/// What a program knows us by when it is told what happens.
pub(crate) const SOCIAL_WEBHOOKS: SealedTable = SealedTable { name: "social_webhooks", row: "id" };

/// Where the notifications of sites are posted to.
pub(crate) const NOTIFICATION_WEBHOOKS: SealedTable =
    SealedTable { name: "notification_webhooks", row: "site_id" };

/// The keys of Post for Me that sites keep for their channels.
pub(crate) const POST_FOR_ME_KEYS: SealedTable =
    SealedTable { name: "post_for_me_keys", row: "site_id" };

/// The keys of the models that write for sites.
pub(crate) const WRITERS: SealedTable = SealedTable { name: "writers", row: "site_id" };

/// The keys of those who are asked how often phrases are searched for.
pub(crate) const VOLUME_PROVIDERS: SealedTable =
    SealedTable { name: "volume_providers", row: "site_id" };

/// The keys of the models that draw for sites.
pub(crate) const IMAGE_MODELS: SealedTable = SealedTable { name: "image_models", row: "site_id" };

/// Every table with a column `sealed`.
pub(crate) const TABLES: [SealedTable; 8] = [
    CONNECTIONS,
    SOURCES,
    NOTIFICATION_WEBHOOKS,
    SOCIAL_WEBHOOKS,
    POST_FOR_ME_KEYS,
    WRITERS,
    VOLUME_PROVIDERS,
    IMAGE_MODELS,
];

impl SealedTable {
    /// Where the secret of a row belongs.
    pub(crate) const fn place<'a>(&self, scope: Scope, row: &'a str) -> Place<'a> {
        Place { table: self.name, scope, row }
    }
}

/// Where a sealed secret belongs. It opens nowhere else.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    table: &'static str,
    scope: Scope,
    row: &'a str,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { table, scope, row } = self;
        write!(f, "{table}/{}/{}/{row}", scope.workspace, scope.site)
    }
}

/// Data keys that were unwrapped, so that a secret seldom costs a second query. A number is
/// never given to another key, so what is kept stays true.
#[derive(Clone, Default)]
pub(crate) struct KeyRing(Arc<Mutex<Ring>>);

type Ring = HashMap<(WorkspaceId, i64), Arc<DataKey>>;

/// How many are kept. Then all are let go, which costs each a query when it is next needed.
const KEPT: usize = 1_024;

impl KeyRing {
    fn find(&self, workspace: WorkspaceId, number: i64) -> Option<Arc<DataKey>> {
        let keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.get(&(workspace, number)).cloned()
    }

    fn keep(&self, workspace: WorkspaceId, key: &Arc<DataKey>) {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= KEPT {
            keys.clear();
        }
        keys.insert((workspace, key.number), Arc::clone(key));
    }
}

/// What was found about the data keys of an installation.
#[derive(Debug, Default)]
pub struct DataKeys {
    /// How many workspaces have one.
    pub workspaces: usize,
    /// The workspaces with one that does not open.
    pub closed: Vec<WorkspaceId>,
}

impl Store {
    /// Seals a secret for its place, in the change that stores it there.
    ///
    /// Refused with [`Unsealable::KeyReplaced`] when the installation's secret key was
    /// replaced since this process started. No rotation passes until the change ends.
    pub(crate) async fn seal_secret(
        &self,
        tx: &mut Tx,
        place: Place<'_>,
        secret: &Credentials,
        now: Timestamp,
    ) -> Result<String, StoreError> {
        let held = dialect::shared(tx);
        self.hold_secret_key(tx, held).await?;
        let key = self.newest_data_key(tx, place.scope.workspace, now).await?;
        Ok(key.seal(&place.to_string(), secret.reveal().as_bytes())?)
    }

    /// Opens a secret that was sealed for this place. Asks the database once when its data
    /// key was not needed before, else not at all.
    pub(crate) async fn open_secret(
        &self,
        place: Place<'_>,
        sealed: &str,
    ) -> Result<Credentials, StoreError> {
        let written = place.to_string();
        let opened = match sealed_with(sealed)? {
            SealedWith::DataKey { number, .. } => {
                self.data_key(place.scope.workspace, number).await?.open(&written, sealed)?
            }
            SealedWith::SecretKey => match self.key.open(&written, sealed) {
                Ok(opened) => opened,
                Err(_) => return Err(self.why_closed().await?.into()),
            },
        };
        match str::from_utf8(&opened) {
            Ok(secret) => Ok(Credentials::new(secret.to_owned())),
            Err(_) => Err(Unsealable::Damaged.into()),
        }
    }

    /// What is to be stored of the key of a table with one row for a site, in the change that
    /// stores it; none where the stored one stays or goes.
    pub(crate) async fn seal_change(
        &self,
        tx: &mut Tx,
        table: &SealedTable,
        scope: Scope,
        change: &KeyChange,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let KeyChange::Replace(key) = change else { return Ok(None) };
        let site = scope.site.to_string();
        Ok(Some(self.seal_secret(tx, table.place(scope, &site), key, now).await?))
    }

    /// The key in a table with one row for a site, opened from its seal.
    pub(crate) async fn secret_of_site(
        &self,
        table: &SealedTable,
        scope: Scope,
    ) -> Result<Option<Credentials>, StoreError> {
        let (site, name) = (scope.site.to_string(), table.name);
        let found: Option<(Option<String>,)> = row!(
            self.read;
            sqlx::AssertSqlSafe(format!("select sealed from {name} where workspace_id = $1 and site_id = $2")),
            scope.workspace.to_string(), &site
        )?;
        let Some((Some(sealed),)) = found else { return Ok(None) };
        Ok(Some(self.open_secret(table.place(scope, &site), &sealed).await?))
    }

    /// Looks whether every workspace's data keys open. For the operator's command line
    /// only, which works for all workspaces.
    pub async fn check_data_keys(&self) -> Result<DataKeys, StoreError> {
        let rows: Vec<(String, i64, String)> = rows!(
            self.read;
            "select workspace_id, number, wrapped from data_keys order by workspace_id, number"
        )?;
        let mut found = DataKeys::default();
        let mut last = None;
        for (workspace, number, wrapped) in rows {
            let workspace: WorkspaceId = word("data_keys", "workspace_id", &workspace)?;
            if last.replace(workspace) != Some(workspace) {
                found.workspaces += 1;
            }
            if self.key.unwrap(workspace, number, &wrapped).is_err()
                && found.closed.last() != Some(&workspace)
            {
                found.closed.push(workspace);
            }
        }
        Ok(found)
    }

    /// Makes sure that the database is still sealed with this process's secret key, and
    /// stays so until the change ends.
    pub(crate) async fn hold_secret_key(
        &self,
        tx: &mut Tx,
        held: &'static str,
    ) -> Result<(), StoreError> {
        let row: Option<(String,)> = row!(
            tx tx;
            sqlx::AssertSqlSafe(format!("select key_check from instance where one = 1 {held}"))
        )?;
        match row {
            Some((proof,)) if self.key.proves(&proof) => Ok(()),
            _ => Err(Unsealable::KeyReplaced.into()),
        }
    }

    /// The data key that a workspace seals with now, made if it has none. Of two that are
    /// made at the same time the first is stored, and both seal with it.
    async fn newest_data_key(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
        now: Timestamp,
    ) -> Result<DataKey, StoreError> {
        const NEWEST: &str = "select number, wrapped from data_keys
            where workspace_id = $1 order by number desc limit 1";
        let mut newest: Option<(i64, String)> = row!(tx tx; NEWEST, workspace.to_string())?;
        if newest.is_none() {
            let fresh = DataKey::random(1)?;
            exec!(
                tx tx;
                "insert into data_keys (workspace_id, number, wrapped, created_at)
                 values ($1, $2, $3, $4) on conflict (workspace_id, number) do nothing",
                workspace.to_string(), fresh.number, self.key.wrap(workspace, &fresh)?,
                now.as_millisecond()
            )?;
            newest = row!(tx tx; NEWEST, workspace.to_string())?;
        }
        let (number, wrapped) = newest.ok_or(StoreError::NotFound("workspace"))?;
        Ok(self.key.unwrap(workspace, number, &wrapped)?)
    }

    /// A data key that a sealed text names.
    async fn data_key(
        &self,
        workspace: WorkspaceId,
        number: i64,
    ) -> Result<Arc<DataKey>, StoreError> {
        if let Some(key) = self.keys.find(workspace, number) {
            return Ok(key);
        }
        let row: Option<(String,)> = row!(
            self.read;
            "select wrapped from data_keys where workspace_id = $1 and number = $2",
            workspace.to_string(), number
        )?;
        let unwrapped = row.map(|(wrapped,)| self.key.unwrap(workspace, number, &wrapped));
        let Some(Ok(key)) = unwrapped else { return Err(self.why_closed().await?.into()) };
        let key = Arc::new(key);
        self.keys.keep(workspace, &key);
        Ok(key)
    }

    /// Why something that was sealed or wrapped with the secret key does not open.
    async fn why_closed(&self) -> Result<Unsealable, StoreError> {
        let row: Option<(String,)> =
            row!(self.read; "select key_check from instance where one = 1")?;
        Ok(match row {
            Some((proof,)) if self.key.proves(&proof) => Unsealable::Damaged,
            _ => Unsealable::KeyReplaced,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    #[test]
    fn a_key_ring_keeps_so_many_keys_and_no_more() {
        let ring = KeyRing::default();
        let key = Arc::new(DataKey::random(1).unwrap());
        let workspace = |at: usize| WorkspaceId::named(&at.to_string());
        for at in 0..=KEPT {
            ring.keep(workspace(at), &key);
            assert!(ring.find(workspace(at), 1).is_some());
            assert!(ring.0.lock().unwrap().len() <= KEPT);
        }
        assert!(ring.find(workspace(0), 1).is_none());
    }

    #[test]
    fn every_table_with_sealed_values_is_rotated() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
        let mut found = BTreeSet::new();
        for file in fs::read_dir(folder).unwrap() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let mut table = String::new();
            for line in text.lines() {
                let words: Vec<&str> = line.split_whitespace().collect();
                match words[..] {
                    ["create", "table", name, ..] => table = name.to_owned(),
                    ["alter", "table", name, "add", "column", "sealed", ..] => {
                        found.insert(name.to_owned());
                    }
                    ["sealed", ..] => {
                        found.insert(table.clone());
                    }
                    _ => {}
                }
            }
        }
        let named: BTreeSet<String> = TABLES.iter().map(|table| table.name.to_owned()).collect();
        assert_eq!(found, named);
    }
}
