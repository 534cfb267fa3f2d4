//! Passwords: Argon2id, 19 MiB, two passes, one lane (the OWASP minimum).

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

use super::super::{app::App, refusal::Refusal};

const SHORTEST: usize = 10;
const LONGEST: usize = 200;

/// A password that may be set.
pub fn accepted(typed: &str) -> Result<String, Refusal> {
    let length = typed.chars().count();
    if length < SHORTEST {
        return Err(Refusal::field(
            "password",
            format!(
                "This password has {length} characters and needs at least {SHORTEST}. Make it longer."
            ),
        ));
    }
    if length > LONGEST {
        return Err(Refusal::field(
            "password",
            format!(
                "This password has {length} characters and at most {LONGEST} fit. Make it shorter."
            ),
        ));
    }
    Ok(typed.to_owned())
}

/// The password's hash with a salt of its own.
pub async fn hash(app: &App, password: String) -> Result<String, Refusal> {
    let salt = app.world.random().to_be_bytes();
    costly(app, move || {
        let hash: Result<PasswordHash, _> =
            Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|error| error.to_string())
    })
    .await?
    .map_err(Refusal::broken)
}

/// Whether a password belongs to a hash. Without a hash it takes as long and says no.
pub async fn matches(app: &App, password: String, hash: Option<String>) -> Result<bool, Refusal> {
    let salt = app.world.random().to_be_bytes();
    costly(app, move || match hash.as_deref().map(PasswordHash::new) {
        Some(Ok(hash)) => Argon2::default().verify_password(password.as_bytes(), &hash).is_ok(),
        Some(Err(_)) | None => {
            // The work is the point: its result says nothing.
            let hash: Result<PasswordHash, _> =
                Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
            drop(hash);
            false
        }
    })
    .await
}

async fn costly<T: Send + 'static>(
    app: &App,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refusal> {
    let _turn = app.hashing.acquire().await.map_err(Refusal::broken)?;
    tokio::task::spawn_blocking(work).await.map_err(Refusal::broken)
}
