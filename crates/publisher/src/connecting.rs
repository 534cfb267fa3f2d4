//! Logging in to networks, and trying connections: what the channels page asks for.

use std::{sync::Arc, time::Duration};

use domain::{
    Scope,
    channel::Channel,
    connection::ProviderKind,
    connector::{Connector, Hub, LoggedIn, Login, Trial},
    contract::{BoxFuture, PlanError, WrongField},
    world::World,
};
use outbound::{Outbound, Verb};
use store::{Store, StoreError, connections::Kept, sandbox::SandboxMode};

use crate::{bluesky::Bluesky, mastodon::Mastodon, reach::why, webhook};

const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Logs in to the networks that we speak, and tries connections of every kind.
pub struct Networks {
    store: Store,
    world: Arc<dyn World>,
    outbound: Outbound,
    bluesky: Bluesky,
    mastodon: Mastodon,
    post_for_me: Option<Arc<dyn Hub>>,
    wix: Option<Arc<dyn Hub>>,
}

impl Networks {
    /// Those that are reached through `outbound`.
    pub fn new(store: Store, world: Arc<dyn World>, outbound: Outbound) -> Self {
        let parts = || (store.clone(), Arc::clone(&world), outbound.clone());
        let (of_store, of_world, out) = parts();
        let bluesky = Bluesky::new(of_store, of_world, out);
        let (of_store, of_world, out) = parts();
        let mastodon = Mastodon::new(of_store, of_world, out);
        Networks { store, world, outbound, bluesky, mastodon, post_for_me: None, wix: None }
    }

    /// The same, which has connections through Post for Me tried by its hub.
    #[must_use]
    pub fn with_post_for_me(self, hub: Arc<dyn Hub>) -> Self {
        Networks { post_for_me: Some(hub), ..self }
    }

    /// The same, which has connections through Wix tried by its hub.
    #[must_use]
    pub fn with_wix(self, hub: Arc<dyn Hub>) -> Self {
        Networks { wix: Some(hub), ..self }
    }

    async fn try_kept(&self, scope: Scope, channel: Channel) -> Result<Trial, PlanError> {
        let kept = self.store.kept(scope, channel).await.map_err(unavailable)?;
        let kept = kept.ok_or(PlanError::NotFound("connection"))?;
        let trial = match kept.provider {
            ProviderKind::Sandbox => self.try_sandbox(scope).await?,
            ProviderKind::Webhook => self.try_webhook(&kept).await,
            ProviderKind::Bluesky => self.bluesky.try_connection(scope, channel).await,
            ProviderKind::Mastodon => self.mastodon.try_connection(scope, channel).await,
            ProviderKind::PostForMe => {
                self.try_hub(self.post_for_me.as_deref(), scope, channel, &kept).await?
            }
            ProviderKind::Wix => self.try_hub(self.wix.as_deref(), scope, channel, &kept).await?,
        };
        let now = self.world.now();
        self.store.note_test(scope, channel, &trial, now).await.map_err(unavailable)?;
        Ok(trial)
    }

    async fn try_hub(
        &self,
        hub: Option<&dyn Hub>,
        scope: Scope,
        channel: Channel,
        kept: &Kept,
    ) -> Result<Trial, PlanError> {
        let Some(hub) = hub else {
            let said = format!(
                "This installation does not publish through {}. Connect the channel in another way.",
                kept.provider.word()
            );
            return Ok(Trial { works: false, said });
        };
        let trial = hub.try_kept(scope, channel, kept.credentials.as_ref()).await;
        if trial.works && kept.trouble.is_some() {
            let mended = self.store.note_connection_trouble(scope, channel, kept.id, None).await;
            mended.map_err(unavailable)?;
        }
        Ok(trial)
    }

    async fn try_sandbox(&self, scope: Scope) -> Result<Trial, PlanError> {
        let (mode, _) = self.store.sandbox_mode(scope).await.map_err(unavailable)?;
        let works = mode != SandboxMode::Refusing;
        let said = if works {
            "The sandbox takes posts."
        } else {
            "The sandbox is set to refuse posts. Change it below."
        };
        Ok(Trial { works, said: said.to_owned() })
    }

    /// Reads the address: whatever it answers, something is there. Whether it takes a signed
    /// post, only a post shows.
    async fn try_webhook(&self, kept: &Kept) -> Trial {
        let Some(settings) = webhook::opened(kept.credentials.as_ref()) else {
            let said = "The webhook’s address or secret is missing. Connect it again.";
            return Trial { works: false, said: said.to_owned() };
        };
        let url = settings.url();
        let answer = self.outbound.send(Verb::Get, url, &[], None, ANSWER_WITHIN, 1_024).await;
        let host = settings.account();
        match answer {
            Ok(answer) if answer.status >= 500 => Trial {
                works: false,
                said: format!(
                    "{host} answered with status {}. See what is wrong there.",
                    answer.status
                ),
            },
            Ok(_) => Trial {
                works: true,
                said: format!(
                    "{host} answers. Whether it takes a signed post, the first one shows."
                ),
            },
            Err(error) => Trial { works: false, said: why(&error) },
        }
    }
}

impl Connector for Networks {
    fn log_in(&self, login: Login) -> BoxFuture<'_, Result<LoggedIn, WrongField>> {
        Box::pin(async move {
            match &login {
                Login::Bluesky { server, handle, app_password } => {
                    self.bluesky.log_in(server, handle, app_password).await
                }
                Login::Mastodon { server, token } => self.mastodon.log_in(server, token).await,
            }
        })
    }

    fn test(&self, scope: Scope, channel: Channel) -> BoxFuture<'_, Result<Trial, PlanError>> {
        Box::pin(self.try_kept(scope, channel))
    }
}

fn unavailable(error: StoreError) -> PlanError {
    match error {
        StoreError::NotFound(what) => PlanError::NotFound(what),
        error => {
            let cause = &error as &dyn std::error::Error;
            tracing::error!(error = cause, "a connection could not be tried");
            PlanError::Unavailable
        }
    }
}
