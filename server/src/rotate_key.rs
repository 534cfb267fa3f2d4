//! `almanac rotate-key`: another secret key, and everything sealed anew.

use std::path::Path;

use anyhow::{Context, Result};
use domain::world::World;

use crate::{
    almanac::open_store_held,
    secret_key::{self, FILE, Held},
    settings::Settings,
    world::Machine,
};

/// Replaces the secret key by a new one, or by the one in a file, and says what was done.
/// Why it may be interrupted at any point stands in [`secret_key`].
///
/// # Errors
/// What is wrong and what to do. Nothing is lost: the database is sealed with one of the
/// two keys, both are in the data folder, and the next start uses the right one.
pub async fn rotate(settings: &Settings, key: Option<&Path>) -> Result<()> {
    secret_key::make_folder(&settings.data)?;
    let held = Held::take(&settings.data)?;
    let store = open_store_held(settings, &held).await?;
    let rotation = store.begin_rotation().await.context("the rotation did not begin")?;
    let next = held.prepare(key)?;
    let done = rotation.replace_by(&next, Machine.now()).await.context(
        "the rotation did not finish. Nothing is lost: the next start uses the key that the database was left with",
    )?;
    held.adopt()?;
    store.close().await;
    println!("{} holds a new secret key", settings.data.join(FILE).display());
    println!("workspaces with a new data key: {}", done.workspaces);
    println!("credentials sealed anew: {}", done.values);
    println!("Restart every server and worker now, and back up the data folder.");
    for place in &done.left {
        eprintln!("{place} could not be opened before, and was left as it was. Connect it again.");
    }
    Ok(())
}
