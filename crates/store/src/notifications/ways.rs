//! How people want to hear what they are told: letters, digests, webhooks.

use domain::{
    Scope,
    contract::Credentials,
    id::{AccountId, WorkspaceId},
    notification::MailChoice,
};
use jiff::Timestamp;

use super::{Notification, NotificationRow};
use crate::{
    Store, StoreError,
    error::{instant, word},
    secrets::NOTIFICATION_WEBHOOKS,
};

/// Whom a letter goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// The member's address.
    pub email: String,
    /// The member's name.
    pub name: String,
}

/// A digest that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueDigest {
    /// The workspace it tells of.
    pub workspace: WorkspaceId,
    /// Whom it goes to.
    pub account: AccountId,
    /// It tells what was said from then on.
    pub from: Timestamp,
}

/// Where a site's notifications are posted to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationWebhook {
    /// The address.
    pub address: String,
    /// When something was last posted there.
    pub told_at: Option<Timestamp>,
    /// Why that did not arrive.
    pub trouble: Option<String>,
}

impl Store {
    /// How a member wants to be written to.
    pub async fn mail_choice(
        &self,
        workspace: WorkspaceId,
        account: AccountId,
    ) -> Result<MailChoice, StoreError> {
        let found: Option<(String,)> = row!(
            self.read;
            "select choice from mail_choices where workspace_id = $1 and account_id = $2",
            workspace.to_string(), account.to_string()
        )?;
        found.map_or(Ok(MailChoice::default()), |(it,)| word("mail_choices", "choice", &it))
    }

    /// A member chooses. The first digest comes at `digest_at` and tells what is said from
    /// `now` on.
    pub async fn choose_mail(
        &self,
        workspace: WorkspaceId,
        account: AccountId,
        choice: MailChoice,
        (now, digest_at): (Timestamp, Timestamp),
    ) -> Result<(), StoreError> {
        let digest = (choice == MailChoice::Digest).then_some((now, digest_at));
        exec!(
            self.write;
            "insert into mail_choices (workspace_id, account_id, choice, digest_at, digest_from)
             values ($1, $2, $3, $4, $5)
             on conflict (workspace_id, account_id) do update set choice = excluded.choice,
               digest_at = case when excluded.digest_at is null then null
                 else coalesce(mail_choices.digest_at, excluded.digest_at) end,
               digest_from = case when excluded.digest_from is null then null
                 else coalesce(mail_choices.digest_from, excluded.digest_from) end",
            workspace.to_string(), account.to_string(), choice.code(),
            digest.map(|(_, at)| at.as_millisecond()), digest.map(|(from, _)| from.as_millisecond())
        )?;
        Ok(())
    }

    /// Takes the digests that are due, each for one process alone, and says when the next one
    /// is. What they tell is what was said until `now`.
    pub async fn take_due_digests(
        &self,
        now: Timestamp,
        next: Timestamp,
        limit: i64,
    ) -> Result<Vec<DueDigest>, StoreError> {
        let due: Vec<(String, String, i64, i64)> = rows!(
            self.read;
            "select workspace_id, account_id, digest_at, digest_from from mail_choices
             where digest_at <= $1 order by digest_at limit $2",
            now.as_millisecond(), limit
        )?;
        let mut taken = Vec::with_capacity(due.len());
        // Asked each second: nothing is locked while there is nothing to take.
        if due.is_empty() {
            return Ok(taken);
        }
        let mut tx = self.begin().await?;
        for (workspace, account, at, from) in due {
            let mine = exec!(
                tx &mut tx;
                "update mail_choices set digest_at = $4, digest_from = $5
                 where workspace_id = $1 and account_id = $2 and digest_at = $3",
                &workspace, &account, at, next.as_millisecond(), now.as_millisecond()
            )?;
            if mine > 0 {
                let workspace = word("mail_choices", "workspace_id", &workspace)?;
                let account = word("mail_choices", "account_id", &account)?;
                let digest = DueDigest { workspace, account, from: instant(from) };
                self.jobs.send_digest(&mut tx, digest, now).await?;
                taken.push(digest);
            }
        }
        tx.commit().await?;
        Ok(taken)
    }

    /// What all sites of a workspace told from then until then, by site and time, each with its
    /// site and the site's name.
    pub async fn told_between(
        &self,
        workspace: WorkspaceId,
        (from, until): (Timestamp, Timestamp),
    ) -> Result<Vec<(Scope, String, Notification)>, StoreError> {
        #[derive(sqlx::FromRow)]
        struct Row {
            site_id: String,
            site_name: String,
            #[sqlx(flatten)]
            notification: NotificationRow,
        }
        let rows: Vec<Row> = rows!(
            self.read;
            "select n.site_id, s.name as site_name, n.id, n.occasion, n.title, n.detail, n.path, n.created_at
             from notifications n join sites s on s.workspace_id = n.workspace_id and s.id = n.site_id
             where n.workspace_id = $1 and n.created_at > $2 and n.created_at <= $3
             order by s.name, n.site_id, n.created_at, n.id",
            workspace.to_string(), from.as_millisecond(), until.as_millisecond()
        )?;
        rows.into_iter()
            .map(|row| {
                let site = word("notifications", "site_id", &row.site_id)?;
                Ok((Scope { workspace, site }, row.site_name, row.notification.notification()?))
            })
            .collect()
    }

    /// Whom a letter goes to, when the account still is a member.
    pub async fn reader(
        &self,
        workspace: WorkspaceId,
        account: AccountId,
    ) -> Result<Option<Reader>, StoreError> {
        let found: Option<(String, String)> = row!(
            self.read;
            "select a.email, a.name from members m join accounts a on a.id = m.account_id
             where m.workspace_id = $1 and m.account_id = $2",
            workspace.to_string(), account.to_string()
        )?;
        Ok(found.map(|(email, name)| Reader { email, name }))
    }

    /// Where a site's notifications are posted to.
    pub async fn notification_webhook(
        &self,
        scope: Scope,
    ) -> Result<Option<NotificationWebhook>, StoreError> {
        let found: Option<(String, Option<i64>, Option<String>)> = row!(
            self.read;
            "select address, told_at, trouble from notification_webhooks where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        Ok(found.map(|(address, told_at, trouble)| NotificationWebhook {
            address,
            told_at: told_at.map(instant),
            trouble,
        }))
    }

    /// Posts a site's notifications to an address from now on, signed with a secret.
    pub async fn set_notification_webhook(
        &self,
        scope: Scope,
        address: &str,
        secret: &Credentials,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let row = scope.site.to_string();
        let place = NOTIFICATION_WEBHOOKS.place(scope, &row);
        let sealed = self.seal_secret(&mut tx, place, secret, now).await?;
        exec!(
            tx &mut tx;
            "insert into notification_webhooks (workspace_id, site_id, address, sealed, created_at)
             values ($1, $2, $3, $4, $5)
             on conflict (workspace_id, site_id) do update set address = excluded.address,
               sealed = excluded.sealed, created_at = excluded.created_at, told_at = null, trouble = null",
            scope.workspace.to_string(), &row, address, sealed, now.as_millisecond()
        )?;
        tx.commit().await
    }

    /// Posts a site's notifications nowhere. Safe to repeat.
    pub async fn remove_notification_webhook(&self, scope: Scope) -> Result<(), StoreError> {
        exec!(
            self.write;
            "delete from notification_webhooks where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        Ok(())
    }

    /// The address and the secret of a site's webhook. For delivering only.
    pub async fn notification_webhook_with_secret(
        &self,
        scope: Scope,
    ) -> Result<Option<(String, Credentials)>, StoreError> {
        let found: Option<(String, String)> = row!(
            self.read;
            "select address, sealed from notification_webhooks where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let Some((address, sealed)) = found else { return Ok(None) };
        let row = scope.site.to_string();
        let secret = self.open_secret(NOTIFICATION_WEBHOOKS.place(scope, &row), &sealed).await?;
        Ok(Some((address, secret)))
    }

    /// How the last delivery to a site's webhook ended.
    pub async fn note_delivery(
        &self,
        scope: Scope,
        trouble: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "update notification_webhooks set told_at = $3, trouble = $4 where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string(), now.as_millisecond(), trouble
        )?;
        Ok(())
    }
}
