//! A website that is marketed.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::id::SiteId;

/// What every page about a site needs to know of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Its identifier.
    pub id: SiteId,
    /// Its name, as the marketer corrected it or the site says it.
    pub name: String,
    /// The address of its first page.
    pub address: String,
    /// Language as a BCP 47 tag, such as `en` or `pt-PT`.
    pub language: String,
    /// Country as two letters (ISO 3166), or empty when unknown.
    pub country: String,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// The unguessable word in the address of its public sandbox page.
    pub sandbox: String,
    /// Whether the last reading found pages.
    pub published: bool,
}

/// Why an address was refused, in words for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing was typed.
    #[error("The address is empty. Type your website's address, such as example.com.")]
    Empty,
    /// It cannot be an address.
    #[error("{0:?} is not a web address. Type one such as example.com.")]
    Malformed(String),
    /// Neither http nor https.
    #[error("The address begins with {0}: and only http and https can be read.")]
    Scheme(String),
    /// It is where mail goes.
    #[error("{0:?} is an e-mail address. Type your website's address, such as example.com.")]
    Mail(String),
    /// It carries a name or password.
    #[error("The address holds a user name or a password. Leave them out.")]
    Credentials,
}

/// The address that a person typed, made whole: `rosasbakery.example` becomes
/// `https://rosasbakery.example/`. The fragment is dropped.
pub fn address(typed: &str) -> Result<Url, AddressError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(AddressError::Empty);
    }
    let malformed = || AddressError::Malformed(typed.chars().take(80).collect());
    if typed.len() > 2_000 || typed.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(malformed());
    }
    let whole = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let mut url = Url::parse(&whole).map_err(|_| malformed())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(AddressError::Scheme(url.scheme().to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        if !typed.contains("://") && url.path() == "/" {
            return Err(AddressError::Mail(typed.chars().take(80).collect()));
        }
        return Err(AddressError::Credentials);
    }
    match url.host_str() {
        Some(host) if host.contains('.') || host.contains(':') || host == "localhost" => {}
        _ => return Err(malformed()),
    }
    url.set_fragment(None);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_becomes_an_address() {
        let whole = |typed: &str| address(typed).map(String::from);
        assert_eq!(whole(" rosasbakery.example "), Ok("https://rosasbakery.example/".into()));
        assert_eq!(whole("http://x.example/de/#top"), Ok("http://x.example/de/".into()));
        assert_eq!(whole(""), Err(AddressError::Empty));
        assert_eq!(whole("bakery"), Err(AddressError::Malformed("bakery".into())));
        assert_eq!(
            whole("javascript:alert(1)"),
            Err(AddressError::Malformed("javascript:alert(1)".into()))
        );
        assert_eq!(whole("ftp://x.example"), Err(AddressError::Scheme("ftp".into())));
        assert_eq!(whole("https://me:pw@x.example"), Err(AddressError::Credentials));
        assert_eq!(whole("rosa@x.example"), Err(AddressError::Mail("rosa@x.example".into())));
        assert_eq!(whole("mailto:a@b.c"), Err(AddressError::Mail("mailto:a@b.c".into())));
    }
}
