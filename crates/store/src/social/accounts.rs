//! Accounts on networks: the connections of a site, and those that were connected once.

use domain::{
    Scope,
    channel::Channel,
    contract::Credentials,
    id::{ConnectionId, SocialAccountId},
};
use jiff::Timestamp;

use super::News;
use crate::{
    Store, StoreError, Tx,
    connections::unschedule_channel,
    error::{instant, word},
    post_for_me::forget_unused_key,
};

/// An account on a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocialAccount {
    /// Its identifier, the same when it is connected again.
    pub id: SocialAccountId,
    /// The network.
    pub channel: Channel,
    /// As its connection calls it.
    pub account: String,
    /// As a program calls it, when one gave it a name.
    pub username: Option<String>,
    /// The program's own id of it.
    pub external_id: Option<String>,
    /// Whether it takes posts now.
    pub connected: bool,
    /// Since when it is known.
    pub created_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    id: String,
    channel: String,
    account: String,
    username: Option<String>,
    external_id: Option<String>,
    connected: bool,
    created_at: i64,
}

impl AccountRow {
    fn account(self) -> Result<SocialAccount, StoreError> {
        Ok(SocialAccount {
            id: word("social_accounts", "id", &self.id)?,
            channel: word("social_accounts", "channel", &self.channel)?,
            account: self.account,
            username: self.username,
            external_id: self.external_id,
            connected: self.connected,
            created_at: instant(self.created_at),
        })
    }
}

impl Store {
    /// The accounts of a site, the newest first: what is connected now, and what a program saw
    /// before it was disconnected.
    pub async fn social_accounts(&self, scope: Scope) -> Result<Vec<SocialAccount>, StoreError> {
        let (workspace, site) = (scope.workspace.to_string(), scope.site.to_string());
        let seen: Vec<AccountRow> = rows!(
            self.read;
            "select a.id, a.channel, a.account, a.username, a.external_id, a.created_at,
               exists (select 1 from connections c where c.workspace_id = a.workspace_id and c.site_id = a.site_id
                 and c.channel = a.channel and c.account = a.account) as connected
             from social_accounts a where a.workspace_id = $1 and a.site_id = $2",
            &workspace, &site
        )?;
        let mut accounts =
            seen.into_iter().map(AccountRow::account).collect::<Result<Vec<_>, _>>()?;
        let connections: Vec<(String, String, String, i64)> = rows!(
            self.read;
            "select id, channel, account, created_at from connections where workspace_id = $1 and site_id = $2",
            &workspace, &site
        )?;
        for (id, channel, account, since) in connections {
            let channel: Channel = word("connections", "channel", &channel)?;
            if accounts.iter().any(|one| one.channel == channel && one.account == account) {
                continue;
            }
            let id: ConnectionId = word("connections", "id", &id)?;
            accounts.push(SocialAccount {
                id: SocialAccountId::of_number(id.number()),
                channel,
                account,
                username: None,
                external_id: None,
                connected: true,
                created_at: instant(since),
            });
        }
        accounts.sort_by_key(|account| std::cmp::Reverse((account.created_at, account.id)));
        Ok(accounts)
    }

    /// Accounts that were connected at sites whose programs are told such, and that no program
    /// saw yet. A named exception to the rule of scopes: it looks for all sites.
    pub async fn unseen_accounts(
        &self,
        limit: i64,
    ) -> Result<Vec<(Scope, SocialAccount)>, StoreError> {
        let rows: Vec<(String, String, String, String, String, i64)> = rows!(
            self.read;
            "select c.workspace_id, c.site_id, c.id, c.channel, c.account, c.created_at from connections c
             where exists (select 1 from social_webhooks w where w.workspace_id = c.workspace_id and w.site_id = c.site_id)
             and not exists (select 1 from social_accounts a where a.workspace_id = c.workspace_id
               and a.site_id = c.site_id and a.channel = c.channel and a.account = c.account)
             order by c.created_at limit $1",
            limit
        )?;
        rows.into_iter()
            .map(|(workspace, site, id, channel, account, since)| {
                let id: ConnectionId = word("connections", "id", &id)?;
                let scope = Scope {
                    workspace: word("connections", "workspace_id", &workspace)?,
                    site: word("connections", "site_id", &site)?,
                };
                let account = SocialAccount {
                    id: SocialAccountId::of_number(id.number()),
                    channel: word("connections", "channel", &channel)?,
                    account,
                    username: None,
                    external_id: None,
                    connected: true,
                    created_at: instant(since),
                };
                Ok((scope, account))
            })
            .collect()
    }

    /// Gives an account a name and an id of a program's own.
    pub async fn name_social_account(
        &self,
        scope: Scope,
        account: &SocialAccount,
        news: &[News],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        keep(&mut tx, scope, account).await?;
        exec!(
            tx &mut tx;
            "update social_accounts set username = $4, external_id = $5
             where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), account.id.to_string(),
            account.username.as_deref(), account.external_id.as_deref()
        )?;
        self.tell_programs(&mut tx, scope, news, now).await?;
        tx.commit().await
    }

    /// Disconnects an account; what is known of it stays, and its scheduled posts become drafts.
    /// Gives the key of Post for Me, when this was the last account that needed it. Safe to repeat.
    pub async fn disconnect_social_account(
        &self,
        scope: Scope,
        account: &SocialAccount,
        news: &[News],
        now: Timestamp,
    ) -> Result<Option<Credentials>, StoreError> {
        let mut tx = self.begin().await?;
        keep(&mut tx, scope, account).await?;
        let mut forgotten = None;
        let gone = exec!(
            tx &mut tx;
            "delete from connections where workspace_id = $1 and site_id = $2 and channel = $3 and account = $4",
            scope.workspace.to_string(), scope.site.to_string(), account.channel.code(), &account.account
        )?;
        if gone > 0 {
            unschedule_channel(&mut tx, scope, account.channel).await?;
            forgotten = forget_unused_key(&mut tx, scope).await?;
            self.tell_programs(&mut tx, scope, news, now).await?;
        }
        tx.commit().await?;
        Ok(self.let_go_of(scope, forgotten).await)
    }

    /// Forgets an account that is not connected, with its results. Safe to repeat.
    pub async fn forget_social_account(
        &self,
        scope: Scope,
        id: SocialAccountId,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for statement in [
            "delete from social_post_accounts where workspace_id = $1 and site_id = $2 and account_id = $3",
            "delete from social_accounts where workspace_id = $1 and site_id = $2 and id = $3",
        ] {
            exec!(
                tx &mut tx;
                statement,
                scope.workspace.to_string(), scope.site.to_string(), id.to_string()
            )?;
        }
        tx.commit().await
    }
}

/// Writes an account down, so that its id stays.
pub(super) async fn keep(
    tx: &mut Tx,
    scope: Scope,
    account: &SocialAccount,
) -> Result<(), StoreError> {
    exec!(
        tx tx;
        "insert into social_accounts (workspace_id, site_id, id, channel, account, username, external_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
        scope.workspace.to_string(), scope.site.to_string(), account.id.to_string(),
        account.channel.code(), &account.account, account.username.as_deref(),
        account.external_id.as_deref(), account.created_at.as_millisecond()
    )?;
    Ok(())
}
