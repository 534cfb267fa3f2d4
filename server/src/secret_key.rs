//! The installation's secret key: `secret.key` in the data folder, for its owner only.
//!
//! What is sealed in the database opens with nothing else, so a key is never made beside
//! data that was sealed with another.
//!
//! # How the key is replaced
//!
//! `almanac rotate-key` first has the database hold still
//! ([`begin_rotation`](store::Store::begin_rotation)), so that no key is written over which
//! a rotation that seemed dead is about to make the key. Then it takes three steps. Each is
//! durable before the next begins, and at every point one of the two files holds the key
//! that the database is sealed with:
//!
//! | step | what is durable afterwards | if the process dies here |
//! | --- | --- | --- |
//! | 1 [`Held::prepare`] | the next key in `secret.key.new`; the database knows nothing of it | the key is as before; the next rotation writes over the file |
//! | 2 [`replace_by`](store::rotation::BegunRotation::replace_by) | everything sealed anew and the proof of the next key, in one change | the next start finds that `secret.key` is not the key, that `secret.key.new` is, and does step 3 |
//! | 3 [`Held::adopt`] | `secret.key.new` renamed to `secret.key` | nothing to do |
//!
//! All of it, and the start that finishes it for another, happens with the folder locked:
//! nobody renames or writes over a file that another process has just looked at. The lock
//! ends with its process. Other machines of the same installation get `secret.key` copied,
//! or beforehand the same key as `secret.key.new`, which their next start adopts.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, chown},
    path::{Path, PathBuf},
};

use store::SecretKey;

/// The file in the data folder.
pub const FILE: &str = "secret.key";
/// The file beside it that holds the next key while the key is replaced.
pub const NEXT: &str = "secret.key.new";

type Bytes = [u8; 32];

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Others than its owner can read it.
    #[error(
        "the secret key {path} can be read by others than its owner (mode {mode:03o}). Run: chmod 600 {path}"
    )]
    TooOpen {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// It is gone, and what it sealed is not.
    #[error(
        "the secret key {0} is missing, but this database holds data that was sealed with it. Restore the file from the backup, or copy it from the installation that the data belongs to"
    )]
    Missing(PathBuf),
    /// It belongs to other data.
    #[error(
        "the secret key {0} is not the one that this database was made with. Restore the key that was backed up with the database, or copy it from the machine that ran `almanac rotate-key`"
    )]
    Another(PathBuf),
    /// It is no key.
    #[error(
        "the secret key {0} is damaged: it should hold 64 hexadecimal digits. Restore the file from the backup"
    )]
    Damaged(PathBuf),
    /// The next key is named and not there.
    #[error("there is no key in {0}. Name a file that holds 64 hexadecimal digits")]
    NotThere(PathBuf),
    /// The next key is the present one.
    #[error("the key in {0} is the secret key already. Name a file with another, or none")]
    InUse(PathBuf),
    /// The folder could not be made.
    #[error(
        "the data folder {0} (ALMANAC_DATA or --data) could not be made. Name one that can be written to"
    )]
    Folder(PathBuf, #[source] io::Error),
    /// The machine refused.
    #[error("{path} could not be {what}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What was tried.
        what: &'static str,
        /// What the machine said.
        source: io::Error,
    },
}

/// The key, made on the first start. `holds_data` says whether the database holds
/// anything that was sealed already.
///
/// # Errors
/// [`KeyError`], in words for the operator. Two processes that start at the same time on
/// an empty folder get the same key.
pub fn load(data: &Path, holds_data: bool) -> Result<SecretKey, KeyError> {
    let path = data.join(FILE);
    match read(&path)? {
        Some(key) => Ok(SecretKey::new(key)),
        None if holds_data => Err(KeyError::Missing(path)),
        None => {
            make(data, &path)?;
            read(&path)?.map(SecretKey::new).ok_or(KeyError::Missing(path))
        }
    }
}

/// The files of the key, which no other process on this machine replaces meanwhile.
pub struct Held {
    data: PathBuf,
    _lock: File,
}

impl Held {
    /// Waits until no other process replaces the key.
    ///
    /// # Errors
    /// [`KeyError::File`] when the folder is not there or cannot be locked.
    pub fn take(data: &Path) -> Result<Self, KeyError> {
        let lock = File::open(data).and_then(|folder| folder.lock().map(|()| folder));
        let failed = |source| KeyError::File { path: data.to_owned(), what: "locked", source };
        Ok(Held { data: data.to_owned(), _lock: lock.map_err(failed)? })
    }

    /// The next key, when there is one: the database says whether it is the key by now.
    ///
    /// # Errors
    /// [`KeyError`] when it cannot be read.
    pub fn next(&self) -> Result<Option<SecretKey>, KeyError> {
        Ok(read(&self.data.join(NEXT))?.map(SecretKey::new))
    }

    /// Lays the next key down beside the present one: a new one, or the one in a file. Only
    /// while a rotation that has begun keeps the database sealed with the present one, for
    /// what stands there is written over.
    ///
    /// # Errors
    /// [`KeyError`] when the file does not hold another key, or the machine refuses.
    pub fn prepare(&self, from: Option<&Path>) -> Result<SecretKey, KeyError> {
        let path = self.data.join(NEXT);
        let failed = |source| KeyError::File { path: path.clone(), what: "made", source };
        let next = match from {
            None => random().map_err(failed)?,
            Some(file) => read(file)?.ok_or_else(|| KeyError::NotThere(file.to_owned()))?,
        };
        if let Some(file) = from
            && read(&self.data.join(FILE))? == Some(next)
        {
            return Err(KeyError::InUse(file.to_owned()));
        }
        let draft = self.data.join(format!("{NEXT}.part"));
        write(&draft, &next)
            .and_then(|()| give_to_owner_of(&self.data.join(FILE), &draft))
            .and_then(|()| fs::rename(&draft, &path))
            .and_then(|()| sync(&self.data))
            .map_err(failed)?;
        Ok(SecretKey::new(next))
    }

    /// Makes the next key the present one. Only once the database is sealed with it.
    ///
    /// # Errors
    /// [`KeyError::File`] when the machine refuses; then the next start does it.
    pub fn adopt(&self) -> Result<(), KeyError> {
        let path = self.data.join(FILE);
        fs::rename(self.data.join(NEXT), &path)
            .and_then(|()| sync(&self.data))
            .map_err(|source| KeyError::File { path, what: "replaced", source })
    }
}

/// Makes the data folder, for its owner only, when it is missing.
///
/// # Errors
/// [`KeyError::Folder`] when the machine refuses.
pub fn make_folder(data: &Path) -> Result<(), KeyError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(data);
    made.map_err(|source| KeyError::Folder(data.to_owned(), source))
}

fn read(path: &Path) -> Result<Option<Bytes>, KeyError> {
    let failed = |source| KeyError::File { path: path.to_owned(), what: "read", source };
    let mode = match fs::metadata(path) {
        Ok(about) => about.mode() & 0o777,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    if mode & 0o077 != 0 {
        return Err(KeyError::TooOpen { path: path.to_owned(), mode });
    }
    let text = fs::read(path).map_err(failed)?;
    let bytes = unhex(&text).ok_or_else(|| KeyError::Damaged(path.to_owned()))?;
    Ok(Some(bytes))
}

/// Written beside and then linked, so that the file is there whole or not at all, and the
/// first of two makers wins.
fn make(data: &Path, path: &Path) -> Result<(), KeyError> {
    let failed = |source| KeyError::File { path: path.to_owned(), what: "made", source };
    let draft = data.join(format!("{FILE}.{}", std::process::id()));
    let linked =
        random().and_then(|key| write(&draft, &key)).and_then(|()| fs::hard_link(&draft, path));
    let removed = fs::remove_file(&draft);
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(failed(error)),
        Ok(()) | Err(_) => removed.map_err(failed)?,
    }
    sync(data).map_err(failed)
}

/// An administrator may replace the key of a server that runs as somebody else.
fn give_to_owner_of(present: &Path, next: &Path) -> io::Result<()> {
    let (owner, ours) = (fs::metadata(present)?, fs::metadata(next)?);
    if (owner.uid(), owner.gid()) == (ours.uid(), ours.gid()) {
        return Ok(());
    }
    chown(next, Some(owner.uid()), Some(owner.gid()))
}

/// What the folder lists now is what it lists after a power cut.
fn sync(data: &Path) -> io::Result<()> {
    File::open(data).and_then(|folder| folder.sync_all())
}

fn random() -> io::Result<Bytes> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

fn write(draft: &Path, key: &Bytes) -> io::Result<()> {
    let digits: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(draft)?;
    writeln!(file, "{digits}")?;
    file.sync_all()
}

fn unhex(text: &[u8]) -> Option<Bytes> {
    let digits = text.trim_ascii();
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let above = tempfile::tempdir().unwrap();
        let data = above.path().join("data");
        make_folder(&data).unwrap();
        (above, data)
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    #[test]
    fn the_first_start_makes_a_key_for_its_owner_only() {
        let (_above, data) = folder();
        load(&data, false).unwrap();
        assert_eq!(mode(&data), 0o700);
        assert_eq!(mode(&data.join(FILE)), 0o600);
        assert_eq!(fs::read_dir(&data).unwrap().count(), 1);
        let first = fs::read(data.join(FILE)).unwrap();
        load(&data, true).unwrap();
        assert_eq!(fs::read(data.join(FILE)).unwrap(), first);
    }

    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let (_above, data) = folder();
        load(&data, false).unwrap();
        for open in [0o640, 0o604, 0o620, 0o644] {
            fs::set_permissions(data.join(FILE), fs::Permissions::from_mode(open)).unwrap();
            let said = load(&data, true).unwrap_err().to_string();
            assert!(said.contains(&format!("(mode {open:03o})")), "{said}");
            assert!(said.ends_with(&format!("chmod 600 {}", data.join(FILE).display())), "{said}");
        }
    }

    #[test]
    fn a_key_is_never_made_beside_sealed_data() {
        let (_above, data) = folder();
        let said = load(&data, true).unwrap_err().to_string();
        assert!(said.contains("is missing") && said.contains("from the backup"), "{said}");
        assert!(!data.join(FILE).exists());
    }

    #[test]
    fn a_damaged_key_is_refused_and_left_alone() {
        let (_above, data) = folder();
        load(&data, false).unwrap();
        fs::write(data.join(FILE), "+1".repeat(32)).unwrap();
        let said = load(&data, true).unwrap_err().to_string();
        assert!(said.contains("is damaged") && said.contains("from the backup"), "{said}");
    }

    #[test]
    fn the_next_key_lies_beside_until_it_is_adopted_and_keeps_the_owner() {
        let (_above, data) = folder();
        load(&data, false).unwrap();
        // Only an administrator gives files away.
        let given = chown(data.join(FILE), Some(4711), Some(4711)).is_ok();
        let first = fs::read(data.join(FILE)).unwrap();
        let held = Held::take(&data).unwrap();
        assert!(held.next().unwrap().is_none());
        held.prepare(None).unwrap();
        assert!(held.next().unwrap().is_some());
        assert_eq!(fs::read(data.join(FILE)).unwrap(), first);
        let next = fs::read(data.join(NEXT)).unwrap();
        held.adopt().unwrap();
        assert!(held.next().unwrap().is_none() && next != first);
        assert_eq!(fs::read(data.join(FILE)).unwrap(), next);
        assert_eq!(mode(&data.join(FILE)), 0o600);
        assert_eq!(fs::metadata(data.join(FILE)).unwrap().uid() == 4711, given);
        assert_eq!(fs::read_dir(&data).unwrap().count(), 1);
    }

    #[test]
    fn two_makers_get_the_same_key() {
        let (_above, data) = folder();
        let path = data.join(FILE);
        make(&data, &path).unwrap();
        let first = fs::read(&path).unwrap();
        make(&data, &path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), first);
    }
}
