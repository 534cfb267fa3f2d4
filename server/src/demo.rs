//! `almanac demo`: the sample site with an account that opens it, ready to look at.
//!
//! Safe to repeat, also beside a running server and after a crash in its middle: each step
//! looks whether it was done before. What it made up is kept in `demo.json`.

mod account;
mod keepsake;
mod sample;

use anyhow::{Context, Result};
use domain::{Scope, id::WorkspaceId};
use serde_json::json;
use store::{Store, StoreError, api_keys::Pass};

use crate::{almanac::Almanac, settings::Settings};
use keepsake::Keepsake;

/// Lays the sample out, unless it is there, and says how to open it.
///
/// # Errors
/// What could not be made, and why.
pub async fn lay_out(settings: &Settings, as_json: bool) -> Result<()> {
    let almanac = Almanac::open(settings).await?;
    let mut keepsake = Keepsake::of(&settings.data, &*almanac.world)?;
    let workspace = account::open(&almanac, &keepsake).await?;
    let scope = site(&almanac, &keepsake, workspace).await?;
    keepsake.api_key = Some(api_key(&almanac, &keepsake, scope).await?);
    keepsake.keep(&settings.data)?;
    let address = settings.public_url(settings.listen)?;
    if sample::make_plan(&almanac, scope).await? {
        sample::publish_one(&almanac, scope, &almanac.publisher(settings, &address)).await?;
    }
    say(address.as_str().trim_end_matches('/'), &keepsake, as_json);
    almanac.store.close().await;
    Ok(())
}

async fn site(almanac: &Almanac, keepsake: &Keepsake, workspace: WorkspaceId) -> Result<Scope> {
    match almanac.store.scope_of_site(keepsake.site_id).await {
        Ok(scope) => Ok(scope),
        Err(StoreError::NotFound(_)) => {
            sample::add_site(almanac, keepsake.site_id, workspace).await
        }
        Err(error) => Err(error).context("the sample site could not be looked up"),
    }
}

/// The key that was made before, or a new one when the database does not know that.
async fn api_key(almanac: &Almanac, keepsake: &Keepsake, scope: Scope) -> Result<String> {
    let store: &Store = &almanac.store;
    if let Some(key) = &keepsake.api_key
        && store.pass(key, almanac.world.now()).await? == Some(Pass::Key(scope))
    {
        return Ok(key.clone());
    }
    let key = store.create_api_key(scope, "Sample key", &*almanac.world).await;
    key.context("the sample site's API key could not be made")
}

fn say(address: &str, keepsake: &Keepsake, as_json: bool) {
    let Keepsake { email, password, site_id, api_key } = keepsake;
    if as_json {
        let answer = json!({
            "address": address, "email": email, "password": password,
            "site_id": site_id, "api_key": api_key,
        });
        println!("{answer}");
        return;
    }
    println!("The sample site is ready. Start Almanac with `almanac serve` and sign in.\n");
    println!("  address   {address}");
    println!("  email     {email}");
    println!("  password  {password}");
    println!("  site      {site_id}");
    println!("  API key   {}", api_key.as_deref().unwrap_or_default());
}
