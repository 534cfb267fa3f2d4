//! Rotation: another secret key for the installation, another data key for each workspace,
//! and every secret sealed anew.

use std::collections::BTreeMap;

use domain::{Scope, id::WorkspaceId};
use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::{
    SecretKey, Store, StoreError, Tx, dialect,
    error::word,
    seal::{DataKey, SealedWith, sealed_with},
    secrets::{SealedTable, TABLES},
};

/// What a rotation did.
#[derive(Debug, Default)]
pub struct Rotation {
    /// How many workspaces have a new data key.
    pub workspaces: usize,
    /// How many secrets were sealed anew.
    pub values: usize,
    /// Where secrets stand that did not open before and were left as they were:
    /// table, workspace, site and row.
    pub left: Vec<String>,
}

/// A rotation that has begun: nothing is sealed and no other rotation begins until it ends.
/// Dropped, it changes nothing.
pub struct BegunRotation {
    tx: Tx,
    old: SecretKey,
}

impl Store {
    /// Begins to replace the installation's secret key, once nobody else does. From here to
    /// its end it is certain that the database is sealed with this store's key, and not
    /// about to be sealed with another that a rotation before laid down.
    ///
    /// Refused with [`Unsealable::KeyReplaced`](crate::Unsealable::KeyReplaced) when that key
    /// was replaced meanwhile. For the operator's command line only, which works for all
    /// workspaces.
    pub async fn begin_rotation(&self) -> Result<BegunRotation, StoreError> {
        let mut tx = self.begin().await?;
        let held = dialect::alone(&tx);
        self.hold_secret_key(&mut tx, held).await?;
        Ok(BegunRotation { tx, old: self.key.clone() })
    }
}

impl BegunRotation {
    /// Replaces the secret key by `new`, each workspace's data key by a new one, and seals
    /// every secret anew, in one change: it holds whole or not at all. What was sealed with
    /// the secret key itself gets its workspace's data key too. The data keys before are
    /// forgotten, except of a workspace where a secret did not open: it may yet be put back
    /// to where it belongs.
    ///
    /// The store it was begun on keeps the old key, as every running process does, so it
    /// seals and opens nothing any more; open another with `new`. When the database does not
    /// answer, only its next answer tells which key it is sealed with.
    pub async fn replace_by(
        mut self,
        new: &SecretKey,
        now: Timestamp,
    ) -> Result<Rotation, StoreError> {
        let mut done = Rotation::default();
        for workspace in workspaces(&mut self.tx).await? {
            let keys = Keys::of(&self.old, &mut self.tx, workspace).await?;
            keys.replace(new, &mut self.tx, now, &mut done).await?;
        }
        exec!(
            tx &mut self.tx;
            "update instance set key_check = $1 where one = 1", new.proof()?
        )?;
        self.tx.commit().await?;
        Ok(done)
    }
}

/// The workspaces that have a data key or a secret.
async fn workspaces(tx: &mut Tx) -> Result<Vec<WorkspaceId>, StoreError> {
    let with_secrets: String = TABLES
        .iter()
        .map(|table| {
            format!(" union select workspace_id from {} where sealed is not null", table.name)
        })
        .collect();
    let rows: Vec<(String,)> = rows!(
        tx tx;
        sqlx::AssertSqlSafe(format!("select workspace_id from data_keys{with_secrets}"))
    )?;
    rows.iter().map(|(workspace,)| word("data_keys", "workspace_id", workspace)).collect()
}

/// What opens the secrets of one workspace.
struct Keys<'a> {
    secret_key: &'a SecretKey,
    workspace: WorkspaceId,
    last_number: i64,
    data_keys: BTreeMap<i64, DataKey>,
}

impl<'a> Keys<'a> {
    /// A data key that does not open is left out: nothing can be opened with it.
    async fn of(
        secret_key: &'a SecretKey,
        tx: &mut Tx,
        workspace: WorkspaceId,
    ) -> Result<Self, StoreError> {
        let rows: Vec<(i64, String)> = rows!(
            tx tx;
            "select number, wrapped from data_keys where workspace_id = $1 order by number",
            workspace.to_string()
        )?;
        let last_number = rows.last().map_or(0, |(number, _)| *number);
        let data_keys = rows
            .into_iter()
            .filter_map(|(number, wrapped)| {
                Some((number, secret_key.unwrap(workspace, number, &wrapped).ok()?))
            })
            .collect();
        Ok(Keys { secret_key, workspace, last_number, data_keys })
    }

    async fn replace(
        &self,
        new: &SecretKey,
        tx: &mut Tx,
        now: Timestamp,
        done: &mut Rotation,
    ) -> Result<(), StoreError> {
        let fresh = DataKey::random(self.last_number + 1)?;
        let left_before = done.left.len();
        for table in &TABLES {
            self.seal_anew(table, &fresh, tx, done).await?;
        }
        exec!(tx tx; "delete from data_keys where workspace_id = $1", self.workspace.to_string())?;
        let some_left = done.left.len() > left_before;
        let kept = self.data_keys.values().filter(|_| some_left);
        for key in kept.chain([&fresh]) {
            exec!(
                tx tx;
                "insert into data_keys (workspace_id, number, wrapped, created_at) values ($1, $2, $3, $4)",
                self.workspace.to_string(), key.number, new.wrap(self.workspace, key)?,
                now.as_millisecond()
            )?;
        }
        done.workspaces += 1;
        Ok(())
    }

    /// Seals a table's secrets with the fresh key. One that a person removes at the same
    /// time stays removed.
    async fn seal_anew(
        &self,
        table: &SealedTable,
        fresh: &DataKey,
        tx: &mut Tx,
        done: &mut Rotation,
    ) -> Result<(), StoreError> {
        let SealedTable { name, row } = table;
        let secrets: Vec<(String, String, String)> = rows!(
            tx tx;
            sqlx::AssertSqlSafe(format!(
                "select site_id, {row}, sealed from {name} where workspace_id = $1 and sealed is not null"
            )),
            self.workspace.to_string()
        )?;
        for (site_id, row_key, sealed) in secrets {
            let site = word(name, "site_id", &site_id)?;
            let place =
                table.place(Scope { workspace: self.workspace, site }, &row_key).to_string();
            let Some(secret) = self.open(&place, &sealed) else {
                done.left.push(place);
                continue;
            };
            let touched = exec!(
                tx tx;
                sqlx::AssertSqlSafe(format!(
                    "update {name} set sealed = $1
                     where workspace_id = $2 and site_id = $3 and {row} = $4 and sealed = $5"
                )),
                fresh.seal(&place, &secret)?, self.workspace.to_string(), &site_id, &row_key, &sealed
            )?;
            done.values += usize::from(touched > 0);
        }
        Ok(())
    }

    fn open(&self, place: &str, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
        match sealed_with(sealed).ok()? {
            SealedWith::SecretKey => self.secret_key.open(place, sealed).ok(),
            SealedWith::DataKey { number, .. } => {
                self.data_keys.get(&number)?.open(place, sealed).ok()
            }
        }
    }
}
