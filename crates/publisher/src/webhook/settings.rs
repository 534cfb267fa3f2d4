//! Where a webhook leads and what signs it.

use domain::contract::Credentials;
use serde::{Deserialize, Serialize};
use url::Url;

const SHORTEST_SECRET: usize = 16;
const LONGEST: usize = 2_000;

/// A webhook's address and secret. Does not print its secret.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSettings {
    url: Url,
    secret: String,
}

/// Why an address or a secret cannot be used, in words for the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSettings {
    /// The address is none.
    #[error("This is not a web address. It begins with https:// and names a host.")]
    Address,
    /// The address is too long.
    #[error("The address is too long. 2,000 characters are taken.")]
    LongAddress,
    /// The secret is too short to be one.
    #[error("The secret needs 16 characters or more.")]
    ShortSecret,
    /// The secret is too long.
    #[error("The secret is too long. 2,000 characters are taken.")]
    LongSecret,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    url: String,
    secret: String,
}

impl WebhookSettings {
    /// Takes an address and a secret in. Whether the address may be reached is for
    /// `outbound` to say, at each send.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn new(url: &str, secret: &str) -> Result<Self, BadSettings> {
        if url.len() > LONGEST {
            return Err(BadSettings::LongAddress);
        }
        let url = Url::parse(url.trim()).map_err(|_| BadSettings::Address)?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(BadSettings::Address);
        }
        match secret.len() {
            ..SHORTEST_SECRET => Err(BadSettings::ShortSecret),
            SHORTEST_SECRET..=LONGEST => Ok(WebhookSettings { url, secret: secret.to_owned() }),
            _ => Err(BadSettings::LongSecret),
        }
    }

    /// What a connection keeps, sealed.
    pub fn credentials(&self) -> Credentials {
        let (url, secret) = (self.url.to_string(), self.secret.clone());
        // Two texts: writing them as JSON cannot fail.
        Credentials::new(serde_json::to_string(&Sealed { url, secret }).unwrap_or_default())
    }

    /// The address.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The account's name of the connection: the host.
    pub fn account(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    pub(super) fn secret(&self) -> &str {
        &self.secret
    }
}

impl std::fmt::Debug for WebhookSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookSettings").field("host", &self.account()).finish_non_exhaustive()
    }
}

/// The settings in a connection's credentials; `None` when there are none to be read.
pub(crate) fn opened(credentials: Option<&Credentials>) -> Option<WebhookSettings> {
    let sealed: Sealed = serde_json::from_str(credentials?.reveal()).ok()?;
    WebhookSettings::new(&sealed.url, &sealed.secret).ok()
}
