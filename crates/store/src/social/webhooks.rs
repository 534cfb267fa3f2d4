//! Addresses of programs that are told what happens.

use domain::{Scope, contract::Credentials, id::SocialWebhookId};
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    error::{instant, word},
    secrets::SOCIAL_WEBHOOKS,
};

/// What a receiver knows us by.
pub type WebhookSecret = Credentials;

/// An address that is told what happens.
#[derive(Debug, Clone)]
pub struct SocialWebhook {
    /// Its identifier.
    pub id: SocialWebhookId,
    /// The address.
    pub url: String,
    /// Which events it is told.
    pub events: Vec<String>,
    /// What it knows us by.
    pub secret: WebhookSecret,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Store {
    /// The addresses of a site, in the order in which they were made. Shows their secrets.
    pub async fn social_webhooks(&self, scope: Scope) -> Result<Vec<SocialWebhook>, StoreError> {
        let rows: Vec<(String, String, String, String, i64)> = rows!(
            self.read;
            "select id, url, events, coalesce(sealed, ''), created_at from social_webhooks
             where workspace_id = $1 and site_id = $2 order by created_at, id",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let mut webhooks = Vec::with_capacity(rows.len());
        for (id, url, events, sealed, created_at) in rows {
            let secret = self.open_secret(SOCIAL_WEBHOOKS.place(scope, &id), &sealed).await?;
            webhooks.push(SocialWebhook {
                id: word("social_webhooks", "id", &id)?,
                url,
                events: events.split(',').map(str::to_owned).collect(),
                secret,
                created_at: instant(created_at),
            });
        }
        Ok(webhooks)
    }

    /// Adds an address; its secret is sealed. [`StoreError::Taken`] when the site has it.
    pub async fn add_social_webhook(
        &self,
        scope: Scope,
        webhook: &SocialWebhook,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let id = webhook.id.to_string();
        let place = SOCIAL_WEBHOOKS.place(scope, &id);
        let sealed = self.seal_secret(&mut tx, place, &webhook.secret, now).await?;
        let added = exec!(
            tx &mut tx;
            "insert into social_webhooks (workspace_id, site_id, id, url, events, sealed, created_at)
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (workspace_id, site_id, url) do nothing",
            scope.workspace.to_string(), scope.site.to_string(), &id, &webhook.url,
            webhook.events.join(","), sealed, now.as_millisecond()
        )?;
        if added == 0 {
            return Err(StoreError::Taken("address"));
        }
        // What is connected already is no news.
        exec!(
            tx &mut tx;
            "insert into social_accounts (workspace_id, site_id, id, channel, account, username, external_id, created_at)
             select workspace_id, site_id, id, channel, account, null, null, created_at from connections
             where workspace_id = $1 and site_id = $2 on conflict do nothing",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        tx.commit().await
    }

    /// Changes an address and which events it is told. [`StoreError::Taken`] when the site has
    /// another with that address.
    pub async fn change_social_webhook(
        &self,
        scope: Scope,
        id: SocialWebhookId,
        url: &str,
        events: &[String],
    ) -> Result<(), StoreError> {
        let changed = exec!(
            self.write;
            "update social_webhooks set url = $4, events = $5 where workspace_id = $1 and site_id = $2 and id = $3
             and not exists (select 1 from social_webhooks o where o.workspace_id = $1 and o.site_id = $2
               and o.url = $4 and o.id <> $3)",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(), url, events.join(",")
        );
        match changed {
            Ok(0) => Err(StoreError::Taken("address")),
            Ok(_) => Ok(()),
            Err(StoreError::Database(error)) if StoreError::is_double(&error) => {
                Err(StoreError::Taken("address"))
            }
            Err(error) => Err(error),
        }
    }

    /// Removes an address; what it was still to be told goes, too.
    pub async fn remove_social_webhook(
        &self,
        scope: Scope,
        id: SocialWebhookId,
    ) -> Result<(), StoreError> {
        let gone = exec!(
            self.write;
            "delete from social_webhooks where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        if gone == 0 { Err(StoreError::NotFound("webhook")) } else { Ok(()) }
    }
}
