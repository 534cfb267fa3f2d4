//! The built-in rehearsal network, with a public page for each site.

use std::{sync::Arc, time::Duration};

use domain::{
    connection::ProviderKind,
    contract::{
        Abilities, BoxFuture, Clock, Delivery, Landed, LookUp, Pictures, Provider, Refusal,
        SendOutcome,
    },
    world::World,
};
use store::{Store, StoreError, sandbox::SandboxMode};
use url::Url;

use crate::fault::{self, Step};

/// How long a slow sandbox takes to answer.
const SLOWNESS: Duration = Duration::from_secs(3);
const ABILITIES: Abilities = Abilities {
    looks_up: true,
    recognizes_for: None,
    settles_after: Duration::from_secs(5),
    stages_ahead: Duration::ZERO,
    send_timeout: Duration::from_secs(10),
    clock: Clock::Ours,
    pictures: Pictures::Sent,
};

/// Posts to the sandbox of the post's site, as that site's sandbox is set to behave.
pub struct Sandbox {
    store: Store,
    world: Arc<dyn World>,
    public: Url,
}

impl Sandbox {
    /// A sandbox whose pages are under `public`, the address people reach Almanac at.
    pub fn new(store: Store, world: Arc<dyn World>, public: Url) -> Self {
        Sandbox { store, world, public }
    }

    async fn put(&self, delivery: &Delivery) -> SendOutcome {
        let (mode, word) = match self.store.sandbox_mode(delivery.scope).await {
            Ok(found) => found,
            Err(error) => {
                tell(delivery, &error);
                return refused("The sandbox could not be reached.", Some(Duration::from_secs(5)));
            }
        };
        fault::point(Step::Connect);
        if mode == SandboxMode::Refusing {
            let reason = "The sandbox is set to refuse posts. Change it on the Channels page.";
            return refused(reason, None);
        }
        let id = match self.store.land_in_sandbox(delivery, &*self.world).await {
            Ok(id) => id,
            Err(error) => {
                tell(delivery, &error);
                return unclear();
            }
        };
        fault::point(Step::Write);
        match mode {
            SandboxMode::LosingAnswers => return unclear(),
            SandboxMode::Slow => tokio::time::sleep(SLOWNESS).await,
            SandboxMode::Accepting | SandboxMode::Refusing => {}
        }
        SendOutcome::Published(self.landed(&word, id))
    }

    async fn find(&self, delivery: &Delivery) -> Result<LookUp, StoreError> {
        let Some(id) = self.store.find_in_sandbox(delivery.scope, &delivery.key).await? else {
            return Ok(LookUp::Absent);
        };
        let (_, word) = self.store.sandbox_mode(delivery.scope).await?;
        Ok(LookUp::Found(self.landed(&word, id)))
    }

    fn landed(&self, word: &str, id: String) -> Landed {
        let mut link = self.public.clone();
        link.set_path(&format!("{}/sandbox/{word}", self.public.path().trim_end_matches('/')));
        link.set_fragment(Some(&id));
        Landed { reference: id, link: Some(link.into()), status: None }
    }
}

impl Provider for Sandbox {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Sandbox
    }

    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn send<'a>(&'a self, delivery: &'a Delivery) -> BoxFuture<'a, SendOutcome> {
        Box::pin(self.put(delivery))
    }

    fn look_up<'a>(&'a self, delivery: &'a Delivery) -> BoxFuture<'a, LookUp> {
        Box::pin(async {
            self.find(delivery).await.unwrap_or_else(|error| {
                tell(delivery, &error);
                LookUp::Unknown
            })
        })
    }
}

fn refused(reason: &str, retry_after: Option<Duration>) -> SendOutcome {
    SendOutcome::Refused(Refusal { reason: reason.to_owned(), status: None, retry_after })
}

fn unclear() -> SendOutcome {
    SendOutcome::Unclear { reason: "The sandbox did not answer.".to_owned(), status: None }
}

fn tell(delivery: &Delivery, error: &StoreError) {
    let error = error as &dyn std::error::Error;
    tracing::error!(error, post.id = %delivery.post, site.id = %delivery.scope.site, "the sandbox failed");
}
