//! People who can sign in, the workspaces they belong to, and how often signing in failed.

use domain::{
    id::{AccountId, WorkspaceId},
    world::World,
};
use jiff::Timestamp;

use crate::{Store, StoreError, error::word, seal::digest};

/// What signing in needs to know of an account.
pub struct SignIn {
    /// The account.
    pub account: AccountId,
    /// The workspace it opens.
    pub workspace: WorkspaceId,
    /// The password's Argon2id hash.
    pub password_hash: String,
}

/// A new person with a workspace of their own.
pub struct SignUp<'a> {
    /// Their address, in lower case.
    pub email: &'a str,
    /// Their name.
    pub name: &'a str,
    /// The password's Argon2id hash.
    pub password_hash: &'a str,
    /// The name of the workspace.
    pub workspace: &'a str,
}

impl Store {
    /// Makes an account and a workspace that it owns. [`StoreError::Taken`] when the
    /// address has an account already.
    pub async fn sign_up(
        &self,
        world: &dyn World,
        new: SignUp<'_>,
    ) -> Result<(AccountId, WorkspaceId), StoreError> {
        let (account, workspace) = (AccountId::mint(world), WorkspaceId::mint(world));
        let now = world.now().as_millisecond();
        let mut tx = self.begin().await?;
        exec!(
            tx &mut tx;
            "insert into accounts (id, email, name, password_hash, created_at) values ($1, $2, $3, $4, $5)",
            account.to_string(), new.email, new.name, new.password_hash, now
        )
        .map_err(|error| match error {
            StoreError::Database(cause) if StoreError::is_double(&cause) => StoreError::Taken("address"),
            other => other,
        })?;
        exec!(
            tx &mut tx;
            "insert into workspaces (id, name, created_at) values ($1, $2, $3)",
            workspace.to_string(), new.workspace, now
        )?;
        exec!(
            tx &mut tx;
            "insert into members (workspace_id, account_id, role, created_at) values ($1, $2, 'owner', $3)",
            workspace.to_string(), account.to_string(), now
        )?;
        tx.commit().await?;
        Ok((account, workspace))
    }

    /// The account of an address (in lower case) with the workspace it joined first.
    pub async fn sign_in(&self, email: &str) -> Result<Option<SignIn>, StoreError> {
        let found: Option<(String, String, String)> = row!(
            self.read;
            "select a.id, m.workspace_id, a.password_hash
             from accounts a join members m on m.account_id = a.id
             where a.email = $1 order by m.created_at limit 1",
            email
        )?;
        found
            .map(|(account, workspace, password_hash)| {
                Ok(SignIn {
                    account: word("accounts", "id", &account)?,
                    workspace: word("members", "workspace_id", &workspace)?,
                    password_hash,
                })
            })
            .transpose()
    }

    /// How many times signing in failed for a subject (an address or a network address)
    /// since an instant.
    pub async fn sign_in_failures(
        &self,
        subject: &str,
        since: Timestamp,
    ) -> Result<i64, StoreError> {
        let count: Option<(i64,)> = row!(
            self.read;
            "select count(*) from sign_in_failures where subject = $1 and failed_at >= $2",
            digest(subject), since.as_millisecond()
        )?;
        Ok(count.map_or(0, |(count,)| count))
    }

    /// Notes that signing in failed for these subjects, and forgets failures before `forget`.
    pub async fn note_sign_in_failure(
        &self,
        subjects: &[&str],
        now: Timestamp,
        forget: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        exec!(tx &mut tx; "delete from sign_in_failures where failed_at < $1", forget.as_millisecond())?;
        for subject in subjects {
            exec!(
                tx &mut tx;
                "insert into sign_in_failures (subject, failed_at) values ($1, $2)",
                digest(subject), now.as_millisecond()
            )?;
        }
        tx.commit().await
    }
}
