//! `almanac freeze` and `almanac unfreeze`: the operator stops publishing and lets it go on.

use anyhow::{Result, bail};
use clap::Args;
use domain::{
    connection::ProviderKind,
    freeze::{Freeze, Frozen},
    id::SiteId,
};
use store::{Store, StoreError};

use crate::{almanac::Almanac, settings::Settings};

/// Who froze it, when it was the operator.
const OPERATOR: &str = "The operator";

/// What is frozen, as the command line has it.
#[derive(Debug, Clone, Args)]
pub struct What {
    /// Everything
    #[arg(long, conflicts_with_all = ["site", "provider"])]
    all: bool,
    /// The posts of this site
    #[arg(long, value_name = "ID")]
    site: Option<SiteId>,
    /// What goes out through this provider, such as webhook
    #[arg(long, value_name = "WORD")]
    provider: Option<ProviderKind>,
}

impl What {
    /// `None` when nothing was chosen.
    async fn chosen(&self, store: &Store) -> Result<Option<Frozen>> {
        if !self.all && self.site.is_none() && self.provider.is_none() {
            return Ok(None);
        }
        let site = match self.site {
            Some(id) => Some(store.scope_of_site(id).await.map_err(|error| match error {
                StoreError::NotFound(_) => anyhow::anyhow!(
                    "there is no site {id}. Copy the id from the address of one of its pages: /sites/ID/calendar"
                ),
                other => anyhow::Error::from(other).context("the site could not be looked up"),
            })?),
            None => None,
        };
        Ok(Some(Frozen { site, provider: self.provider }))
    }
}

/// Freezes, or says what is frozen.
///
/// # Errors
/// The site is not there, or the database did not answer. Nothing was frozen.
pub async fn freeze(settings: &Settings, what: &What, why: &str) -> Result<()> {
    let almanac = Almanac::open(settings).await?;
    let store = &almanac.store;
    match what.chosen(store).await? {
        Some(frozen) => {
            if store.freeze(frozen, OPERATOR, why, almanac.world.now()).await? {
                println!("{frozen} is frozen: nothing is published until it is unfrozen");
            } else {
                println!("{frozen} was frozen already, and stays so as it was");
            }
        }
        None => say_all(&store.all_freezes().await?),
    }
    store.close().await;
    Ok(())
}

/// Ends a freeze.
///
/// # Errors
/// Nothing was chosen, the site is not there, or the database did not answer.
pub async fn unfreeze(settings: &Settings, what: &What) -> Result<()> {
    let almanac = Almanac::open(settings).await?;
    let store = &almanac.store;
    let Some(frozen) = what.chosen(store).await? else {
        bail!(
            "say what to unfreeze: --all, --provider WORD or --site ID. `almanac freeze` tells what is frozen"
        );
    };
    if store.unfreeze(frozen).await? {
        println!("{frozen} is not frozen any more");
    } else {
        println!("{frozen} was not frozen");
    }
    let left = store.all_freezes().await?;
    if !left.is_empty() {
        say_all(&left);
    }
    store.close().await;
    Ok(())
}

fn say_all(freezes: &[Freeze]) {
    if freezes.is_empty() {
        println!("nothing is frozen");
    }
    for Freeze { what, by, why, since } in freezes {
        let line = format!("frozen: {what}, by {by} since {since}. {why}");
        println!("{}", line.trim_end());
    }
}
