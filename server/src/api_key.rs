//! `almanac key create`: a credential for the API, made by the operator.

use anyhow::{Context, Result};
use domain::{id::SiteId, text};
use store::StoreError;

use crate::{almanac::Almanac, settings::Settings};

/// Makes a key for a site and prints it, alone on standard output.
///
/// # Errors
/// There is no such site, or its name is too long.
pub async fn create(settings: &Settings, site: SiteId, name: &str) -> Result<()> {
    let name = text::line("The key's name", name, 80)?;
    let almanac = Almanac::open(settings).await?;
    let scope = almanac.store.scope_of_site(site).await.map_err(|error| match error {
        StoreError::NotFound(_) => anyhow::anyhow!(
            "there is no site {site}. Copy the id from the address of one of its pages: /sites/ID/calendar"
        ),
        other => anyhow::Error::from(other).context("the site could not be looked up"),
    })?;
    let key = almanac.store.create_api_key(scope, &name, &*almanac.world).await;
    let key = key.context("the key could not be made")?;
    println!("{key}");
    eprintln!("Keep this key now: only its hash is stored, and it cannot be shown again.");
    almanac.store.close().await;
    Ok(())
}
