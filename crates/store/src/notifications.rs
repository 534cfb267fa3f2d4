//! What people are told: what there is to tell, what was told, and how they want to hear it.
//!
//! Telling looks after all workspaces, a named exception to the rule of scopes; everything it
//! is given and gives carries its scope. A post is told of once per version at most, and its
//! `subject` keeps anybody from being told of the same twice.

mod ways;

use domain::{
    Scope,
    channel::Channel,
    connection::ServerLimits,
    id::{AccountId, NotificationId},
    notification::Occasion,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use ways::{DueDigest, NotificationWebhook, Reader};

use crate::{
    Store, StoreError,
    connections::server_limits,
    error::{instant, word},
    jobs::Deliver,
    posts::{Post, PostRow},
};

/// A post that nobody was told of as it stands now.
#[derive(Debug, Clone)]
pub struct UntoldPost {
    /// Where it belongs.
    pub scope: Scope,
    /// The site's time zone.
    pub time_zone: String,
    /// Which attempt was the last.
    pub attempt: i64,
    /// The post.
    pub post: Post,
    /// What the server of its channel said it takes.
    pub limits: Option<ServerLimits>,
}

#[derive(sqlx::FromRow)]
struct UntoldPostRow {
    workspace_id: String,
    site_id: String,
    time_zone: String,
    attempt: i64,
    limits: Option<String>,
    #[sqlx(flatten)]
    post: PostRow,
}

/// A run that ended and nobody was told of.
#[derive(Debug, Clone)]
pub struct UntoldRun {
    /// Where it belongs.
    pub scope: Scope,
    /// Its number.
    pub number: i64,
    /// Whether it made a plan.
    pub makes_plan: bool,
    /// Why it failed.
    pub failure: Option<String>,
}

/// A plan that was made where a site takes it from, and nobody was told of.
#[derive(Debug, Clone)]
pub struct UntoldPlan {
    /// Where it belongs.
    pub scope: Scope,
    /// When it was seen.
    pub made_at: Timestamp,
    /// Why there is none.
    pub failure: Option<String>,
}

/// A connection that ends soon or is to be made anew, and nobody was told of it as it is.
#[derive(Debug, Clone)]
pub struct UntoldConnection {
    /// Where it belongs.
    pub scope: Scope,
    /// The site's time zone.
    pub time_zone: String,
    /// The network.
    pub channel: Channel,
    /// The account.
    pub account: String,
    /// When what it is connected with ends.
    pub ends_at: Option<Timestamp>,
    /// Why nothing can go out there.
    pub trouble: Option<String>,
    /// What tells this state from the next.
    pub state: String,
}

#[derive(sqlx::FromRow)]
struct UntoldConnectionRow {
    workspace_id: String,
    site_id: String,
    time_zone: String,
    channel: String,
    account: String,
    ends_at: Option<i64>,
    trouble: Option<String>,
    state: String,
}

/// Something to tell.
#[derive(Debug, Clone)]
pub struct News {
    /// Where it belongs.
    pub scope: Scope,
    /// What was looked at, so that it is not looked at again.
    pub told: Told,
    /// What is said of it; `None` when there is nothing to say.
    pub notification: Option<NewNotification>,
}

/// What was looked at.
#[derive(Debug, Clone)]
pub enum Told {
    /// A post, at this version.
    Post(domain::id::PostId, i64),
    /// A run, by its number.
    Run(i64),
    /// A plan that was made elsewhere, seen then.
    Plan(Timestamp),
    /// A connection, in that state.
    Connection(Channel, String),
}

/// What is said.
#[derive(Debug, Clone)]
pub struct NewNotification {
    /// Its identifier.
    pub id: NotificationId,
    /// What it is about.
    pub occasion: Occasion,
    /// The thing and its state; nobody is told of the same twice.
    pub subject: String,
    /// What happened.
    pub title: String,
    /// To which thing, and why.
    pub detail: String,
    /// The page of the site that mends it, such as `/queue`.
    pub path: String,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Its identifier.
    pub id: NotificationId,
    /// What it is about.
    pub occasion: Occasion,
    /// What happened.
    pub title: String,
    /// To which thing, and why.
    pub detail: String,
    /// The page of the site that mends it.
    pub path: String,
    /// When it was said.
    pub created_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct NotificationRow {
    id: String,
    occasion: String,
    title: String,
    detail: String,
    path: String,
    created_at: i64,
}

impl NotificationRow {
    fn notification(self) -> Result<Notification, StoreError> {
        Ok(Notification {
            id: word("notifications", "id", &self.id)?,
            occasion: word("notifications", "occasion", &self.occasion)?,
            title: self.title,
            detail: self.detail,
            path: self.path,
            created_at: instant(self.created_at),
        })
    }
}

/// A way that a notification goes outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// A letter to a member.
    Mail(AccountId),
    /// The site's webhook.
    Webhook,
}

const COLUMNS: &str = "id, occasion, title, detail, path, created_at";
const UNTOLD: &str = "p.workspace_id, p.site_id, s.time_zone, p.attempt, p.id, p.activity_id, p.channel, p.kind, p.title, p.caption, p.link, p.alt_text, p.media_id, p.publish_at, p.status, p.version, p.live_link, p.failure, p.mirrored, p.reference_id, p.authorship, p.held, c.limits
 from posts p join sites s on s.workspace_id = p.workspace_id and s.id = p.site_id
 left join connections c on c.workspace_id = p.workspace_id and c.site_id = p.site_id and c.channel = p.channel";

impl Store {
    /// Posts of all sites that failed, were missed, or are uncertain since before
    /// `patience_until` or until a person looks; nobody was told of them.
    pub async fn untold_posts(
        &self,
        patience_until: Timestamp,
        limit: i64,
    ) -> Result<Vec<UntoldPost>, StoreError> {
        self.untold(
            "p.told_version < p.version and p.status in ('failed', 'missed', 'uncertain')
             and (p.status <> 'uncertain' or p.next_check_at is null or p.sending_at <= $1)",
            patience_until,
            limit,
        )
        .await
    }

    /// Scheduled posts of all sites that are due before `until` and were not looked at yet as
    /// they stand now.
    pub async fn unforeseen_posts(
        &self,
        until: Timestamp,
        limit: i64,
    ) -> Result<Vec<UntoldPost>, StoreError> {
        self.untold(
            "p.told_version < p.version and p.status = 'scheduled' and p.publish_at <= $1",
            until,
            limit,
        )
        .await
    }

    async fn untold(
        &self,
        which: &str,
        at: Timestamp,
        limit: i64,
    ) -> Result<Vec<UntoldPost>, StoreError> {
        let rows: Vec<UntoldPostRow> = rows!(
            self.read;
            sqlx::AssertSqlSafe(format!("select {UNTOLD} where {which} order by p.publish_at limit $2")),
            at.as_millisecond(), limit
        )?;
        rows.into_iter()
            .map(|row| {
                Ok(UntoldPost {
                    scope: scope(&row.workspace_id, &row.site_id)?,
                    time_zone: row.time_zone,
                    attempt: row.attempt,
                    post: row.post.post()?,
                    limits: server_limits(row.limits),
                })
            })
            .collect()
    }

    /// Runs of all sites that ended and nobody was told of.
    pub async fn untold_runs(&self, limit: i64) -> Result<Vec<UntoldRun>, StoreError> {
        let rows: Vec<(String, String, i64, String, Option<String>)> = rows!(
            self.read;
            "select workspace_id, site_id, number, kind, failure from runs
             where told_number < number and finished_at is not null order by finished_at limit $1",
            limit
        )?;
        rows.into_iter()
            .map(|(workspace, site, number, kind, failure)| {
                let kind: crate::runs::RunKind = word("runs", "kind", &kind)?;
                let scope = scope(&workspace, &site)?;
                Ok(UntoldRun { scope, number, makes_plan: kind.makes_plan(), failure })
            })
            .collect()
    }

    /// Plans of all sites that were made where they are taken from, and nobody was told of.
    pub async fn untold_plans(&self, limit: i64) -> Result<Vec<UntoldPlan>, StoreError> {
        let rows: Vec<(String, String, i64, Option<String>)> = rows!(
            self.read;
            "select s.workspace_id, s.site_id, s.made_at, p.failure from sources s
             join plans p on p.workspace_id = s.workspace_id and p.site_id = s.site_id
             where s.made_at is not null order by s.made_at limit $1",
            limit
        )?;
        rows.into_iter()
            .map(|(workspace, site, made_at, failure)| {
                let scope = scope(&workspace, &site)?;
                Ok(UntoldPlan { scope, made_at: instant(made_at), failure })
            })
            .collect()
    }

    /// Connections of all sites that are to be made anew, or whose token ends before `until`;
    /// nobody was told of them as they are.
    pub async fn untold_connections(
        &self,
        until: Timestamp,
        limit: i64,
    ) -> Result<Vec<UntoldConnection>, StoreError> {
        let rows: Vec<UntoldConnectionRow> = rows!(
            self.read;
            "select c.workspace_id, c.site_id, s.time_zone, c.channel, c.account, c.ends_at, c.trouble,
               coalesce(c.trouble, cast(c.ends_at as text)) as state
             from connections c join sites s on s.workspace_id = c.workspace_id and s.id = c.site_id
             where (c.trouble is not null or c.ends_at is not null)
             and (c.trouble is not null or c.ends_at <= $1)
             and coalesce(c.told_of, '') <> coalesce(c.trouble, cast(c.ends_at as text))
             order by c.workspace_id, c.site_id, c.channel limit $2",
            until.as_millisecond(), limit
        )?;
        rows.into_iter()
            .map(|row| {
                Ok(UntoldConnection {
                    scope: scope(&row.workspace_id, &row.site_id)?,
                    time_zone: row.time_zone,
                    channel: word("connections", "channel", &row.channel)?,
                    account: row.account,
                    ends_at: row.ends_at.map(instant),
                    trouble: row.trouble,
                    state: row.state,
                })
            })
            .collect()
    }

    /// Tells news, each with what is to be delivered, in one change. With `mail`, members who
    /// want a letter for each are written to. Safe to repeat.
    pub async fn tell(&self, news: &[News], mail: bool, now: Timestamp) -> Result<(), StoreError> {
        if news.is_empty() {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        for News { scope, told, notification } in news {
            let (workspace, site) = (scope.workspace.to_string(), scope.site.to_string());
            match told {
                Told::Post(post, version) => exec!(
                    tx &mut tx;
                    "update posts set told_version = $4
                     where workspace_id = $1 and site_id = $2 and id = $3 and version = $4",
                    &workspace, &site, post.to_string(), version
                )?,
                Told::Run(number) => exec!(
                    tx &mut tx;
                    "update runs set told_number = $3
                     where workspace_id = $1 and site_id = $2 and number = $3",
                    &workspace, &site, number
                )?,
                Told::Plan(made_at) => exec!(
                    tx &mut tx;
                    "update sources set made_at = null
                     where workspace_id = $1 and site_id = $2 and made_at = $3",
                    &workspace, &site, made_at.as_millisecond()
                )?,
                Told::Connection(channel, state) => exec!(
                    tx &mut tx;
                    "update connections set told_of = $4
                     where workspace_id = $1 and site_id = $2 and channel = $3",
                    &workspace, &site, channel.code(), state
                )?,
            };
            let Some(said) = notification else { continue };
            let new = exec!(
                tx &mut tx;
                "insert into notifications (workspace_id, site_id, id, occasion, subject, title, detail, path, created_at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 on conflict (workspace_id, site_id, subject) do nothing",
                &workspace, &site, said.id.to_string(), said.occasion.code(), &said.subject,
                &said.title, &said.detail, &said.path, now.as_millisecond()
            )?;
            if new == 0 {
                continue;
            }
            let deliver = |way| Deliver { scope: *scope, notification: said.id, way };
            if mail {
                let readers: Vec<(String,)> = rows!(
                    tx &mut tx;
                    "select m.account_id from members m left join mail_choices c
                       on c.workspace_id = m.workspace_id and c.account_id = m.account_id
                     where m.workspace_id = $1 and coalesce(c.choice, 'each') = 'each'",
                    &workspace
                )?;
                for (account,) in readers {
                    let account = word("members", "account_id", &account)?;
                    self.jobs.deliver(&mut tx, deliver(Way::Mail(account))).await?;
                }
            }
            let webhook: Option<(i64,)> = row!(
                tx &mut tx;
                "select created_at from notification_webhooks where workspace_id = $1 and site_id = $2",
                &workspace, &site
            )?;
            if webhook.is_some() {
                self.jobs.deliver(&mut tx, deliver(Way::Webhook)).await?;
            }
        }
        tx.commit().await
    }

    /// What a site told last, newest first, at most `limit`.
    pub async fn notifications(
        &self,
        scope: Scope,
        limit: i64,
    ) -> Result<Vec<Notification>, StoreError> {
        let rows: Vec<NotificationRow> = rows!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select {COLUMNS} from notifications where workspace_id = $1 and site_id = $2
                 order by created_at desc, id desc limit $3"
            )),
            scope.workspace.to_string(), scope.site.to_string(), limit
        )?;
        rows.into_iter().map(NotificationRow::notification).collect()
    }

    /// One notification of a site.
    pub async fn notification(
        &self,
        scope: Scope,
        id: NotificationId,
    ) -> Result<Notification, StoreError> {
        let found: Option<NotificationRow> = row!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select {COLUMNS} from notifications where workspace_id = $1 and site_id = $2 and id = $3"
            )),
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        found.ok_or(StoreError::NotFound("notification"))?.notification()
    }

    /// Up to when a member has seen what a site told; the beginning of time when never.
    pub async fn seen_until(
        &self,
        scope: Scope,
        account: AccountId,
    ) -> Result<Timestamp, StoreError> {
        let found: Option<(i64,)> = row!(
            self.read;
            "select seen_at from notifications_seen where workspace_id = $1 and site_id = $2 and account_id = $3",
            scope.workspace.to_string(), scope.site.to_string(), account.to_string()
        )?;
        Ok(found.map_or(Timestamp::MIN, |(at,)| instant(at)))
    }

    /// A member has seen what a site told until then.
    pub async fn see(
        &self,
        scope: Scope,
        account: AccountId,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "insert into notifications_seen (workspace_id, site_id, account_id, seen_at) values ($1, $2, $3, $4)
             on conflict (workspace_id, site_id, account_id) do update set seen_at = excluded.seen_at",
            scope.workspace.to_string(), scope.site.to_string(), account.to_string(), until.as_millisecond()
        )?;
        Ok(())
    }
}

fn scope(workspace: &str, site: &str) -> Result<Scope, StoreError> {
    Ok(Scope {
        workspace: word("notifications", "workspace_id", workspace)?,
        site: word("notifications", "site_id", site)?,
    })
}
