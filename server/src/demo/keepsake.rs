//! What `demo` made up, kept beside the database so that it can be said again.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use anyhow::{Context, Result};
use domain::{id::SiteId, world::World};
use serde::{Deserialize, Serialize};

const FILE: &str = "demo.json";
const EMAIL: &str = "demo@almanac.example";
/// Letters and digits that nobody mistakes for another; 32 of them, five bits each.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// How to open the sample.
#[derive(Serialize, Deserialize)]
pub struct Keepsake {
    /// The account's address.
    pub email: String,
    /// Its password.
    pub password: String,
    /// The sample site.
    pub site_id: SiteId,
    /// The site's API key, once it was made.
    pub api_key: Option<String>,
}

impl Keepsake {
    /// What was kept, or a new one that is kept before anything is made with it.
    ///
    /// # Errors
    /// The file is damaged or cannot be used.
    pub fn of(data: &Path, world: &dyn World) -> Result<Self> {
        let path = data.join(FILE);
        match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text).with_context(|| {
                format!("{} is damaged. Restore it from the backup", path.display())
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let (email, password) = (EMAIL.to_owned(), password(world.random()));
                let site_id = SiteId::mint(world);
                let keepsake = Keepsake { email, password, site_id, api_key: None };
                keepsake.keep(data)?;
                Ok(keepsake)
            }
            Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
        }
    }

    /// Keeps it, for the owner of the folder only.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep(&self, data: &Path) -> Result<()> {
        let (path, draft) = (data.join(FILE), data.join(format!("{FILE}.{}", std::process::id())));
        let text = serde_json::to_vec_pretty(self)?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        options
            .open(&draft)
            .and_then(|mut file| file.write_all(&text))
            .and_then(|()| fs::rename(&draft, &path))
            .with_context(|| format!("{} cannot be written", path.display()))
    }
}

/// Twenty letters, which is a hundred bits.
fn password(random: u128) -> String {
    let letter = |at: u32| char::from(LETTERS[((random >> (5 * at)) & 31) as usize]);
    let groups: Vec<String> =
        (0..5).map(|group| (0..4).map(|at| letter(4 * group + at)).collect()).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt;

    use super::*;
    use crate::world::Machine;

    #[test]
    fn it_is_made_once_and_for_the_owner_only() {
        let data = tempfile::tempdir().unwrap();
        let first = Keepsake::of(data.path(), &Machine).unwrap();
        let second = Keepsake::of(data.path(), &Machine).unwrap();
        assert_eq!(first.password, second.password);
        assert_eq!(first.site_id, second.site_id);
        assert_eq!(fs::metadata(data.path().join(FILE)).unwrap().mode() & 0o777, 0o600);
        fs::write(data.path().join(FILE), "{").unwrap();
        let said = format!("{:#}", Keepsake::of(data.path(), &Machine).err().unwrap());
        assert!(said.contains("demo.json is damaged. Restore it"), "{said}");
    }

    #[test]
    fn passwords_are_long_and_differ() {
        assert_eq!(password(0), "aaaa-aaaa-aaaa-aaaa-aaaa");
        assert_ne!(password(Machine.random()), password(Machine.random()));
    }
}
