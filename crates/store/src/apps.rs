//! Apps: programs that change their credentials for tokens, each installed on one site. Only
//! hashes of secrets and tokens are stored.

use std::time::Duration;

use domain::{
    Scope,
    id::{AppId, InstanceId},
    world::World,
};
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    error::{instant, word},
    seal::digest,
};

/// How long a token lives.
pub const TOKEN_LIFE: Duration = Duration::from_hours(4);

/// An app that is installed on a site; its secret is not known any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstalledApp {
    /// Its client id.
    pub id: AppId,
    /// Its installation on the site.
    pub instance: InstanceId,
    /// What it is for, in the words of whoever made it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An app's credentials, the only time they can be seen together. They do not print.
pub struct NewApp {
    /// Its client id.
    pub id: AppId,
    /// Its installation on the site.
    pub instance: InstanceId,
    /// Its secret.
    pub secret: String,
}

/// What a token that is valid now says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveToken {
    /// The site it opens.
    pub scope: Scope,
    /// Whom it was issued to.
    pub app: AppId,
    /// The app's installation on the site.
    pub instance: InstanceId,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Why no token was issued.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// There is no such app, it was revoked, or this is not its secret.
    #[error("no app has this id and this secret")]
    UnknownApp,
    /// The app is not installed under this id.
    #[error("the app has no such installation")]
    UnknownInstance,
    /// The database did not do as asked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Makes an app for a site and gives its credentials, the only time its secret can be seen.
    pub async fn create_app(
        &self,
        scope: Scope,
        name: &str,
        world: &dyn World,
    ) -> Result<NewApp, StoreError> {
        let secret = format!("als_{:032x}{:032x}", world.random(), world.random());
        let new = NewApp { id: AppId::mint(world), instance: InstanceId::mint(world), secret };
        exec!(
            self.write;
            "insert into apps (workspace_id, site_id, id, instance_id, name, hash, created_at)
             values ($1, $2, $3, $4, $5, $6, $7)",
            scope.workspace.to_string(), scope.site.to_string(), new.id.to_string(),
            new.instance.to_string(), name, digest(&new.secret), world.now().as_millisecond()
        )?;
        Ok(new)
    }

    /// The apps that open a site, the newest first.
    pub async fn apps(&self, scope: Scope) -> Result<Vec<InstalledApp>, StoreError> {
        let rows: Vec<(String, String, String, i64)> = rows!(
            self.read;
            "select id, instance_id, name, created_at from apps
             where workspace_id = $1 and site_id = $2 and revoked_at is null order by created_at desc, id desc",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        rows.into_iter()
            .map(|(id, instance, name, created_at)| {
                Ok(InstalledApp {
                    id: word("apps", "id", &id)?,
                    instance: word("apps", "instance_id", &instance)?,
                    name,
                    created_at: instant(created_at),
                })
            })
            .collect()
    }

    /// Revokes an app for ever; its tokens end with it. Safe to repeat.
    pub async fn revoke_app(
        &self,
        scope: Scope,
        id: AppId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            "update apps set revoked_at = coalesce(revoked_at, $4)
             where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(), now.as_millisecond()
        )?;
        if touched == 0 { Err(StoreError::NotFound("app")) } else { Ok(()) }
    }

    /// Issues a token to an app that shows its credentials, and forgets tokens that have
    /// ended. A named exception to the rule of scopes: the secret is the permission.
    pub async fn issue_token(
        &self,
        id: AppId,
        secret: &str,
        instance: Option<InstanceId>,
        world: &dyn World,
    ) -> Result<String, TokenError> {
        let found = self.app(id, secret).await?;
        let (workspace, site, installed) = found.ok_or(TokenError::UnknownApp)?;
        if instance.is_none_or(|instance| installed != instance.to_string()) {
            return Err(TokenError::UnknownInstance);
        }
        let now = world.now();
        let token = format!("alt_{:032x}{:032x}", world.random(), world.random());
        let expires_at = now.checked_add(TOKEN_LIFE).unwrap_or(Timestamp::MAX);
        let mut tx = self.begin().await?;
        exec!(tx &mut tx; "delete from app_tokens where expires_at <= $1", now.as_millisecond())?;
        exec!(
            tx &mut tx;
            "insert into app_tokens (workspace_id, site_id, app_id, hash, expires_at) values ($1, $2, $3, $4, $5)",
            workspace, site, id.to_string(), digest(&token), expires_at.as_millisecond()
        )?;
        tx.commit().await?;
        Ok(token)
    }

    /// The workspace, the site and the installation of an app with that secret.
    async fn app(
        &self,
        id: AppId,
        secret: &str,
    ) -> Result<Option<(String, String, String)>, StoreError> {
        row!(
            self.read;
            "select workspace_id, site_id, instance_id from apps
             where id = $1 and hash = $2 and revoked_at is null",
            id.to_string(), digest(secret)
        )
    }

    /// What a token says, unless it has ended or its app was revoked. A named exception to the
    /// rule of scopes: the token is the permission.
    pub async fn token(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<LiveToken>, StoreError> {
        let found: Option<(String, String, String, String, i64)> = row!(
            self.read;
            "select t.workspace_id, t.site_id, t.app_id, a.instance_id, t.expires_at from app_tokens t
             join apps a on a.workspace_id = t.workspace_id and a.site_id = t.site_id and a.id = t.app_id
             where t.hash = $1 and t.expires_at > $2 and a.revoked_at is null",
            digest(token), now.as_millisecond()
        )?;
        found
            .map(|(workspace, site, app, instance, expires_at)| {
                Ok(LiveToken {
                    scope: Scope {
                        workspace: word("app_tokens", "workspace_id", &workspace)?,
                        site: word("app_tokens", "site_id", &site)?,
                    },
                    app: word("app_tokens", "app_id", &app)?,
                    instance: word("apps", "instance_id", &instance)?,
                    expires_at: instant(expires_at),
                })
            })
            .transpose()
    }
}
