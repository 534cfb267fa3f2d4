//! The account that opens the sample.

use anyhow::{Context, Result, bail};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use domain::id::WorkspaceId;
use store::accounts::SignUp;

use super::keepsake::Keepsake;
use crate::almanac::Almanac;

/// The workspace of the account, which is made when it is not there.
///
/// # Errors
/// The account is there, but with another password than the one that was kept.
pub async fn open(almanac: &Almanac, keepsake: &Keepsake) -> Result<WorkspaceId> {
    let Keepsake { email, password, .. } = keepsake;
    let known = almanac.store.sign_in(email).await.context("the account could not be looked up")?;
    if let Some(known) = known {
        if !matches(password, &known.password_hash) {
            bail!(
                "the account {email} is there already, with a password that this data folder does not know. Restore demo.json from the backup, or lay the sample out in a new data folder"
            );
        }
        return Ok(known.workspace);
    }
    let password_hash = hash(password, &almanac.world.random().to_be_bytes())?;
    let new =
        SignUp { email, name: "Rosa", password_hash: &password_hash, workspace: "Rosa’s Bakery" };
    let (_, workspace) = almanac
        .store
        .sign_up(&*almanac.world, new)
        .await
        .context("the account could not be made")?;
    Ok(workspace)
}

/// As the sign-up page hashes it.
fn hash(password: &str, salt: &[u8]) -> Result<String> {
    let hash: Result<PasswordHash, _> =
        Argon2::default().hash_password_with_salt(password.as_bytes(), salt);
    hash.map(|hash| hash.to_string())
        .map_err(|error| anyhow::anyhow!("the password could not be hashed: {error}"))
}

fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}
