//! The parts of an installation, opened in the order in which they need each other.

use std::sync::Arc;

use anyhow::{Context, Result};
use domain::{connector::Hub, world::World};
use notifier::Notifier;
use outbound::{Outbound, Policy};
use planner::{EmbeddedPlanner, write::Composer};
use postforme::{Accounts, Clients, Herald, Hints, Patience, PostForMe};
use publisher::{
    Providers, Publisher, PublisherSettings, bluesky::Bluesky, connecting::Networks,
    mastodon::Mastodon, sandbox::Sandbox, webhook::Webhook,
};
use store::{SecretKey, Store, StoreError};
use url::Url;
use wix::{ConnectedAccounts, WixPublisher, WixSource};

use crate::{
    plans::Plans,
    secret_key::{self, Held, KeyError},
    settings::Settings,
    world::Machine,
};

/// What every command works with.
pub struct Almanac {
    /// The database.
    pub store: Store,
    /// Time and chance.
    pub world: Arc<dyn World>,
    /// The way out of the machine.
    pub outbound: Outbound,
    /// Makes plans here.
    pub planner: Arc<EmbeddedPlanner>,
    /// Takes plans from the hosted service.
    pub wix: WixSource,
    /// Ask Post for Me.
    pub post_for_me: Clients,
    /// Where Post for Me tells us what happens and Wix fetches pictures, when we were told where
    /// we are reached.
    pub told_at: Option<Url>,
}

impl Almanac {
    /// Opens the way out, the key and the database, and brings its tables up to date.
    ///
    /// # Errors
    /// What is wrong and what to do, for the operator.
    pub async fn open(settings: &Settings) -> Result<Self> {
        let allowed_private_hosts = settings.allow_private_hosts.clone();
        let outbound = Outbound::new(Policy { allowed_private_hosts, ..Policy::default() })?;
        let store = open_store(settings).await?;
        let world: Arc<dyn World> = Arc::new(Machine);
        let (of_store, of_world, out) = (store.clone(), world.clone(), outbound.clone());
        let planner = EmbeddedPlanner::new(of_store, of_world, out, Arc::new(Composer))?;
        let (of_store, of_world, out) = (store.clone(), world.clone(), outbound.clone());
        let wix = WixSource::new(of_store, of_world, out, settings.wix_address.clone());
        let post_for_me = Clients::new(outbound.clone(), world.clone());
        let (planner, told_at) = (Arc::new(planner), settings.public_url.clone());
        Ok(Almanac { store, world, outbound, planner, wix, post_for_me, told_at })
    }

    /// Where plans come from.
    pub fn plans(&self) -> Arc<Plans> {
        let (embedded, wix) = (Arc::clone(&self.planner), self.wix.clone());
        Arc::new(Plans::new(self.store.clone(), embedded, wix))
    }

    /// Tells programs what happens.
    pub fn herald(&self) -> Herald {
        Herald::new(self.store.clone(), self.world.clone(), self.outbound.clone())
    }

    /// Who logs in to networks.
    pub fn connector(&self) -> Arc<Networks> {
        let (store, world) = (self.store.clone(), Arc::clone(&self.world));
        let networks = Networks::new(store, world, self.outbound.clone());
        Arc::new(networks.with_post_for_me(self.hub()).with_wix(self.wix_accounts()))
    }

    /// Who knows the accounts that Post for Me holds.
    pub fn hub(&self) -> Arc<dyn Hub> {
        let accounts = Accounts::new(self.store.clone(), self.post_for_me.clone());
        Arc::new(accounts.told_at(self.told_at.clone()))
    }

    /// Who knows the accounts that sites have connected at Wix.
    pub fn wix_accounts(&self) -> Arc<dyn Hub> {
        Arc::new(ConnectedAccounts::new(self.wix.clone(), self.told_at.clone()))
    }

    fn through_post_for_me(&self) -> PostForMe {
        let provider = PostForMe::new(self.store.clone(), self.post_for_me.clone());
        provider.with_patience(patience())
    }

    /// Takes what Post for Me tells us.
    pub fn hints(&self) -> Hints {
        Hints::new(self.store.clone(), Arc::clone(&self.world))
    }

    /// Who tells people of an installation that they reach at `public_url`.
    pub fn notifier(&self, settings: &Settings, public_url: &Url) -> Notifier {
        Notifier::new(
            self.store.clone(),
            self.world.clone(),
            self.outbound.clone(),
            settings.mailer.clone(),
            public_url.clone(),
        )
    }

    /// The publisher of an installation that people reach at `public_url`.
    pub fn publisher(&self, settings: &Settings, public_url: &Url) -> Publisher {
        let (store, world) = (|| self.store.clone(), || self.world.clone());
        let providers = Providers::new()
            .with(Arc::new(Sandbox::new(store(), world(), public_url.clone())))
            .with(Arc::new(Webhook::new(store(), self.outbound.clone())))
            .with(Arc::new(Bluesky::new(store(), world(), self.outbound.clone())))
            .with(Arc::new(Mastodon::new(store(), world(), self.outbound.clone())))
            .with(Arc::new(self.through_post_for_me()))
            .with(Arc::new(WixPublisher::new(self.wix.clone(), self.told_at.clone())));
        let pace = PublisherSettings {
            lease: settings.publisher_lease,
            grace: settings.publisher_grace,
            ..PublisherSettings::default()
        };
        Publisher::new(store(), world(), providers, pace)
    }
}

/// How long a send through Post for Me waits, and for what.
#[cfg(not(feature = "torture"))]
fn patience() -> Patience {
    Patience::default()
}

/// The same with less of it for results: two looks within the milliseconds that
/// `ALMANAC_TORTURE_RESULTS_WITHIN` says.
#[cfg(feature = "torture")]
fn patience() -> Patience {
    let within = std::env::var("ALMANAC_TORTURE_RESULTS_WITHIN").ok();
    let Some(millis) = within.and_then(|within| within.parse().ok()) else {
        return Patience::default();
    };
    let pause = std::time::Duration::from_millis(millis) / 3;
    Patience { pause, looks: 2, ..Patience::default() }
}

/// Opens the database with its key. The key is made when there is nothing yet.
async fn open_store(settings: &Settings) -> Result<Store> {
    secret_key::make_folder(&settings.data)?;
    match open_with_present_key(settings).await? {
        Some(store) => Ok(store),
        None => open_store_held(settings, &Held::take(&settings.data)?).await,
    }
}

/// Opens the database while nobody replaces its key. A rotation that was interrupted after
/// the database had changed is finished.
///
/// # Errors
/// What is wrong and what to do, for the operator.
pub async fn open_store_held(settings: &Settings, held: &Held) -> Result<Store> {
    if let Some(store) = open_with_present_key(settings).await? {
        return Ok(store);
    }
    if let Some(next) = held.next()?
        && let Some(store) = open_with(settings, next).await?
    {
        held.adopt()?;
        tracing::warn!(
            "a rotation of the secret key was interrupted and is finished now: {} became {}",
            secret_key::NEXT,
            secret_key::FILE
        );
        return Ok(store);
    }
    Err(KeyError::Another(settings.data.join(secret_key::FILE)).into())
}

/// `None` when the key in the data folder is not the database's.
async fn open_with_present_key(settings: &Settings) -> Result<Option<Store>> {
    let holds_data = Store::holds_data(&settings.location()).await;
    let holds_data = holds_data.with_context(|| where_it_is(settings))?;
    open_with(settings, secret_key::load(&settings.data, holds_data)?).await
}

async fn open_with(settings: &Settings, key: SecretKey) -> Result<Option<Store>> {
    match Store::open(&settings.location(), key).await {
        Ok(store) => Ok(Some(store)),
        Err(StoreError::WrongKey) => Ok(None),
        Err(error) => Err(error).with_context(|| where_it_is(settings)),
    }
}

/// Which database was meant, without its password, and what to look at.
fn where_it_is(settings: &Settings) -> String {
    match &settings.database_url {
        Some(_) => "the PostgreSQL database of ALMANAC_DATABASE_URL cannot be used (check that it runs, and the host, name, user and password in the address)".to_owned(),
        None => format!(
            "the database in {} cannot be used (check that the folder can be written and has space)",
            settings.data.display()
        ),
    }
}
