//! What is told to the addresses of programs, and what is still to be told.
//!
//! News that a change causes is written down in that change. What the publisher does is found
//! by looking (`told` marks what was found), so that publishing never waits for it. The look
//! and the deliveries work for all sites, a named exception to the rule of scopes.

use std::time::Duration;

use domain::{
    Scope,
    contract::Credentials,
    id::{PostId, SocialDeliveryId, SocialPostId, SocialWebhookId},
};
use jiff::Timestamp;

use super::ENDED;
use crate::{Store, StoreError, Tx, dialect, error::word, secrets::SOCIAL_WEBHOOKS};

/// Something to tell.
#[derive(Debug, Clone)]
pub struct News {
    /// Its identifier, the same for every address.
    pub id: SocialDeliveryId,
    /// Which event it is.
    pub event: String,
    /// What is sent, as JSON.
    pub body: String,
}

/// What ended and was not told yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The result that our post names.
    Result(PostId),
    /// A post for several accounts, with all its accounts.
    Post(SocialPostId),
}

/// A delivery that this process holds until its lease ends.
#[derive(Debug, Clone)]
pub struct Due {
    /// Where it belongs.
    pub scope: Scope,
    /// The address it goes to.
    pub webhook: SocialWebhookId,
    /// Its identifier.
    pub id: SocialDeliveryId,
    /// What is sent, as JSON.
    pub body: String,
    /// Which try this is, from 1.
    pub tries: i64,
    /// The address.
    pub url: String,
    /// What the receiver knows us by.
    pub secret: Credentials,
}

impl Store {
    /// Writes news down for each address of the site that is told such, in the caller's change.
    pub(super) async fn tell_programs(
        &self,
        tx: &mut Tx,
        scope: Scope,
        news: &[News],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        for News { id, event, body } in news {
            exec!(
                tx tx;
                "insert into social_deliveries (workspace_id, site_id, id, webhook_id, body, tries, next_at, created_at)
                 select w.workspace_id, w.site_id, cast($3 as text), w.id, cast($5 as text), cast(0 as bigint),
                   cast($6 as bigint), cast($6 as bigint)
                 from social_webhooks w where w.workspace_id = $1 and w.site_id = $2
                 and ',' || w.events || ',' like '%,' || $4 || ',%'",
                scope.workspace.to_string(), scope.site.to_string(), id.to_string(), event, body,
                now.as_millisecond()
            )?;
        }
        Ok(())
    }

    /// What ended and was not told yet, at most `limit` of each kind.
    pub async fn untold_ends(&self, limit: i64) -> Result<Vec<(Scope, Told)>, StoreError> {
        let results: Vec<(String, String, String)> = rows!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select a.workspace_id, a.site_id, a.post_id from social_post_accounts a
                 join posts p on p.workspace_id = a.workspace_id and p.site_id = a.site_id and p.id = a.post_id
                 where not a.told and {ENDED} order by p.publish_at limit $1"
            )),
            limit
        )?;
        let posts: Vec<(String, String, String)> = rows!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select s.workspace_id, s.site_id, s.id from social_posts s
                 where not s.told and exists (select 1 from posts p where p.workspace_id = s.workspace_id
                   and p.site_id = s.site_id and p.activity_id = s.activity_id and {ENDED})
                 and not exists (select 1 from posts p where p.workspace_id = s.workspace_id
                   and p.site_id = s.site_id and p.activity_id = s.activity_id and p.status <> 'draft' and not {ENDED})
                 order by s.created_at limit $1"
            )),
            limit
        )?;
        let scope = |workspace: &str, site: &str| -> Result<Scope, StoreError> {
            Ok(Scope {
                workspace: word("social_posts", "workspace_id", workspace)?,
                site: word("social_posts", "site_id", site)?,
            })
        };
        let mut untold = Vec::with_capacity(results.len() + posts.len());
        for (workspace, site, id) in results {
            let id = word("social_post_accounts", "post_id", &id)?;
            untold.push((scope(&workspace, &site)?, Told::Result(id)));
        }
        for (workspace, site, id) in posts {
            let id = word("social_posts", "id", &id)?;
            untold.push((scope(&workspace, &site)?, Told::Post(id)));
        }
        Ok(untold)
    }

    /// Marks as told what ended, and writes the news down. What was told before is not told
    /// again.
    pub async fn tell_end(
        &self,
        scope: Scope,
        told: Told,
        news: &[News],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let first = match told {
            Told::Result(post) => exec!(
                tx &mut tx;
                "update social_post_accounts set told = $4
                 where workspace_id = $1 and site_id = $2 and post_id = $3 and not told",
                scope.workspace.to_string(), scope.site.to_string(), post.to_string(), true
            )?,
            Told::Post(post) => exec!(
                tx &mut tx;
                "update social_posts set told = $4, updated_at = $5
                 where workspace_id = $1 and site_id = $2 and id = $3 and not told",
                scope.workspace.to_string(), scope.site.to_string(), post.to_string(), true,
                now.as_millisecond()
            )?,
        };
        if first > 0 {
            self.tell_programs(&mut tx, scope, news, now).await?;
        }
        tx.commit().await
    }

    /// Takes up to `limit` deliveries that are due, for `lease`.
    pub async fn claim_deliveries(
        &self,
        now: Timestamp,
        lease: Duration,
        limit: i64,
    ) -> Result<Vec<Due>, StoreError> {
        let until = now.checked_add(lease).unwrap_or(Timestamp::MAX).as_millisecond();
        let rows: Vec<(String, String, String, String, String, i64)> = rows!(
            self.write;
            sqlx::AssertSqlSafe(format!(
                "update social_deliveries set next_at = $2, tries = tries + 1
                 where (workspace_id, site_id, webhook_id, id) in (
                   select workspace_id, site_id, webhook_id, id from social_deliveries
                   where next_at <= $1 order by next_at, id limit $3 {})
                 returning workspace_id, site_id, webhook_id, id, body, tries",
                dialect::skip_locked(&self.write)
            )),
            now.as_millisecond(), until, limit
        )?;
        let mut due = Vec::with_capacity(rows.len());
        for (workspace, site, webhook, id, body, tries) in rows {
            let scope = Scope {
                workspace: word("social_deliveries", "workspace_id", &workspace)?,
                site: word("social_deliveries", "site_id", &site)?,
            };
            let found: Option<(String, Option<String>)> = row!(
                self.read;
                "select url, sealed from social_webhooks where workspace_id = $1 and site_id = $2 and id = $3",
                &workspace, &site, &webhook
            )?;
            // Removed meanwhile, with all that it was still to be told.
            let Some((url, Some(sealed))) = found else { continue };
            let secret = self.open_secret(SOCIAL_WEBHOOKS.place(scope, &webhook), &sealed).await?;
            let (webhook, id) = (
                word("social_deliveries", "webhook_id", &webhook)?,
                word("social_deliveries", "id", &id)?,
            );
            due.push(Due { scope, webhook, id, body, tries, url, secret });
        }
        Ok(due)
    }

    /// Notes what became of a delivery: it is tried again at an instant, or it is done with.
    pub async fn settle_delivery(
        &self,
        due: &Due,
        again: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let (workspace, site) = (due.scope.workspace.to_string(), due.scope.site.to_string());
        let (webhook, id) = (due.webhook.to_string(), due.id.to_string());
        match again {
            Some(at) => exec!(
                self.write;
                "update social_deliveries set next_at = $5
                 where workspace_id = $1 and site_id = $2 and webhook_id = $3 and id = $4 and tries = $6",
                workspace, site, webhook, id, at.as_millisecond(), due.tries
            )?,
            None => exec!(
                self.write;
                "delete from social_deliveries
                 where workspace_id = $1 and site_id = $2 and webhook_id = $3 and id = $4",
                workspace, site, webhook, id
            )?,
        };
        Ok(())
    }
}
