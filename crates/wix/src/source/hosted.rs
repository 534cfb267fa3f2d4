//! Choosing Wix, trying it, and leaving it.

use domain::{
    Scope,
    contract::{BoxFuture, PlanError},
    post::PostStatus,
    source::{Access, Finding, Handover, HostedPlans, Leaving},
};
use store::posts::Which;

use super::{
    WixSource, refused, store_failed,
    told::{self, trouble},
};
use crate::{
    Client, Timeframe, WixError, access,
    wire::{ChannelName, FeatureType, TokenStatus},
};

impl HostedPlans for WixSource {
    fn examine(&self, access: Access) -> BoxFuture<'_, Vec<Finding>> {
        Box::pin(async move { findings(&self.client_with(access)).await })
    }

    fn examine_kept(&self, scope: Scope) -> BoxFuture<'_, Result<Vec<Finding>, PlanError>> {
        Box::pin(async move { Ok(findings(&self.client(scope).await?).await) })
    }

    fn take_over(
        &self,
        scope: Scope,
        access: Access,
        handover: Handover,
    ) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move {
            let client = self.client_with(access.clone());
            if let Err(error) = client.plan(Timeframe::default()).await {
                return Err(PlanError::Refused(trouble(&error)));
            }
            let (store, now) = (&self.0.store, self.0.world.now());
            let (account, sealed) = (access.account(), access::to_seal(&access));
            store
                .take_plan_from_wix(scope, account, &sealed, handover, now)
                .await
                .map_err(store_failed)?;
            self.sync(scope).await.map_err(store_failed)
        })
    }

    fn leave(&self, scope: Scope, leaving: Leaving) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move {
            let store = &self.0.store;
            if leaving.cancel_scheduled {
                self.cancel_scheduled(scope).await?;
            }
            if leaving.keep_drafts || leaving.cancel_scheduled {
                // What is kept must be known to be a draft there at this moment.
                self.sync(scope).await.map_err(store_failed)?;
                let source = store.source(scope).await.map_err(store_failed)?;
                if let Some(trouble) = source.trouble {
                    let said = format!("{trouble} {}", told::LEAVE_ALL);
                    return Err(PlanError::Refused(said));
                }
            }
            let here = store.make_plan_here(scope, leaving, self.0.world.now()).await;
            here.map_err(store_failed)
        })
    }

    fn look(&self, scope: Scope) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(async move {
            if let Ok(client) = self.client(scope).await {
                self.look_at_context(scope, &client).await.map_err(store_failed)?;
            }
            self.sync(scope).await.map_err(store_failed)
        })
    }
}

impl WixSource {
    /// Cancels at Wix what is scheduled there. Stops at the first that cannot be.
    async fn cancel_scheduled(&self, scope: Scope) -> Result<(), PlanError> {
        let client = self.client(scope).await?;
        self.sync(scope).await.map_err(store_failed)?;
        let posts = self.0.store.posts(scope, Which::Queue).await.map_err(store_failed)?;
        let there = posts.iter().filter(|post| post.mirrored);
        for post in there.filter(|post| post.status == PostStatus::Scheduled) {
            if let Err(error) = client.cancel(&post.id.to_string()).await {
                return Err(refused(&error));
            }
        }
        Ok(())
    }
}

async fn findings(client: &Client) -> Vec<Finding> {
    let plan = client.plan(Timeframe::default()).await;
    let permission = match &plan {
        Ok(plan) => format!(
            "The plan can be read. It is {}.",
            plan.status.code().to_lowercase().replace('_', " ")
        ),
        Err(error) => trouble(error),
    };
    let mut found = vec![Finding { what: "Permission", works: plan.is_ok(), said: permission }];
    if plan.is_err() {
        return found;
    }
    found.push(published(client).await);
    found.push(channels(client).await);
    found.push(quota(client).await);
    found
}

async fn published(client: &Client) -> Finding {
    let (works, said) = match client.published_site_urls(None).await {
        Ok(urls) => match urls.first() {
            Some(site) => (true, format!("The site is published at {}.", site.url)),
            None => (
                false,
                "The site is not published, so a plan would have no posts. Publish it at Wix."
                    .into(),
            ),
        },
        Err(error) => (false, cannot_tell(&error, "Read Site URLs")),
    };
    Finding { what: "Published", works, said }
}

async fn channels(client: &Client) -> Finding {
    const ASKED: [(ChannelName, &str); 6] = [
        (ChannelName::Instagram, "Instagram"),
        (ChannelName::Facebook, "Facebook"),
        (ChannelName::Linkedin, "LinkedIn"),
        (ChannelName::Pinterest, "Pinterest"),
        (ChannelName::Gbp, "Google Business Profile"),
        (ChannelName::Tiktok, "TikTok"),
    ];
    let (mut connected, mut expired) = (Vec::new(), Vec::new());
    for (channel, name) in ASKED {
        match client.token_status(&channel).await {
            Ok(TokenStatus::Valid) => connected.push(name),
            Ok(TokenStatus::Invalid) => expired.push(name),
            Ok(_) => {}
            Err(error) => {
                let said = cannot_tell(&error, "Manage Social Posts");
                return Finding { what: "Channels", works: false, said };
            }
        }
    }
    let mut said = match connected.as_slice() {
        [] => "No channel is connected, so nothing can be scheduled. Connect one at Wix.".into(),
        some => format!("Connected: {}.", some.join(", ")),
    };
    if !expired.is_empty() {
        said = format!("{said} Expired: {}. Connect them again at Wix.", expired.join(", "));
    }
    Finding { what: "Channels", works: !connected.is_empty() && expired.is_empty(), said }
}

async fn quota(client: &Client) -> Finding {
    let (works, said) = match client.feature(&FeatureType::SchedulePost).await {
        Ok(feature) if !feature.enabled => (
            false,
            "The Wix plan of this site does not include scheduling. Upgrade it at Wix.".into(),
        ),
        Ok(feature) => match feature.quota_info.filter(|quota| quota.limit > 0) {
            None => (true, "Posts can be scheduled, without a limit.".into()),
            Some(quota) if quota.remaining_usage > 0 => (
                true,
                format!(
                    "{} of {} posts can still be scheduled.",
                    quota.remaining_usage, quota.limit
                ),
            ),
            Some(quota) => {
                (false, format!("All {} posts of this period are used up.", quota.limit))
            }
        },
        Err(error) => (false, cannot_tell(&error, "Manage Social Posts")),
    };
    Finding { what: "Scheduling", works, said }
}

fn cannot_tell(error: &WixError, permission: &str) -> String {
    match error {
        WixError::Denied(_) | WixError::Unauthorized => {
            format!("The credentials lack the permission “{permission}”. Add it at Wix.")
        }
        other => trouble(other),
    }
}
