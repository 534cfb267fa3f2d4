//! Where an installation is at home. A copy of it (a backup that was restored, a folder that
//! was copied) believes to be the original and would publish everything a second time. It
//! finds that it is elsewhere, and freezes.
//!
//! SQLite: the data folder holds an empty file, `almanac.home`. Its inode and the instant at
//! which its inode last changed, and the inode of the database, are noted in the database: no
//! copy has the same. PostgreSQL: the cluster's identifier, and the numbers that the database
//! and a table of it have there: a dump that is read back in gets others.
//!
//! What cannot be told apart: a snapshot of a whole disk or machine, and a cluster that was
//! copied byte by byte. Those are frozen by `almanac freeze --all` before they are copied.

use std::{fs, io, os::unix::fs::MetadataExt, path::Path};

use domain::freeze::Frozen;
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    freezes::columns,
    pool::{Pool, SQLITE_FILE},
};

const HOME_FILE: &str = "almanac.home";
const BY: &str = "Almanac";
const WHY: &str = "This installation is a copy, or was moved or restored: what is due here may have gone out already. \
    Look at the posts that are due. If this is the installation that is to publish, run: almanac unfreeze --all";

impl Store {
    /// Makes sure that this is where the installation is at home, before anything is
    /// published. A copy is frozen as a whole, once, until the operator unfreezes it; gives
    /// whether it was one. Safe to repeat.
    pub async fn settle_in(&self, now: Timestamp) -> Result<bool, StoreError> {
        let here = self.home().await?;
        let mut tx = self.begin().await?;
        let row: Option<(Option<String>,)> =
            row!(tx &mut tx; "select home from instance where one = 1")?;
        let noted = row.and_then(|(home,)| home);
        if noted.as_ref() == Some(&here) {
            return Ok(false);
        }
        if noted.is_some() {
            let (workspace, site, provider) = columns(Frozen::EVERYTHING);
            exec!(
                tx &mut tx;
                "insert into freezes (workspace_id, site_id, provider, reason, frozen_by, frozen_at)
                 values ($1, $2, $3, $4, $5, $6) on conflict (workspace_id, site_id, provider) do nothing",
                workspace, site, provider, WHY, BY, now.as_millisecond()
            )?;
        }
        exec!(tx &mut tx; "update instance set home = $1 where one = 1", here)?;
        tx.commit().await?;
        Ok(noted.is_some())
    }

    async fn home(&self) -> Result<String, StoreError> {
        match &self.write {
            Pool::Sqlite(_) => {
                let data = self.data.clone();
                let read = tokio::task::spawn_blocking(move || folder(&data)).await;
                read.map_err(io::Error::other).flatten().map_err(StoreError::Home)
            }
            Pool::Postgres(_) => {
                let row: Option<(String,)> = row!(
                    self.write;
                    "select concat_ws(' ', (select system_identifier from pg_control_system()),
                       (select oid from pg_database where datname = current_database()), 'instance'::regclass::oid)"
                )?;
                Ok(row.map(|(home,)| home).unwrap_or_default())
            }
        }
    }
}

/// What no copy of a data folder has.
fn folder(data: &Path) -> io::Result<String> {
    let path = data.join(HOME_FILE);
    // Created by whoever comes first, and never written to.
    let file = fs::OpenOptions::new().create(true).append(true).open(path)?;
    let (home, database) = (file.metadata()?, fs::metadata(data.join(SQLITE_FILE))?);
    let changed = (home.ctime(), home.ctime_nsec());
    Ok(format!("{} {}.{:09} {}", home.ino(), changed.0, changed.1, database.ino()))
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_folder_stays_itself_and_a_copy_is_another() {
        let (ours, theirs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(ours.path().join(SQLITE_FILE), "posts").unwrap();
        let home = folder(ours.path()).unwrap();
        fs::write(ours.path().join(SQLITE_FILE), "more posts").unwrap();
        assert_eq!(folder(ours.path()).unwrap(), home);
        for name in [HOME_FILE, SQLITE_FILE] {
            fs::copy(ours.path().join(name), theirs.path().join(name)).unwrap();
        }
        let copy = folder(theirs.path()).unwrap();
        assert_ne!(copy, home);
        // Back over the original, as a restore does it.
        for name in [HOME_FILE, SQLITE_FILE] {
            fs::remove_file(ours.path().join(name)).unwrap();
            fs::copy(theirs.path().join(name), ours.path().join(name)).unwrap();
        }
        assert_ne!(folder(ours.path()).unwrap(), home);
    }
}
