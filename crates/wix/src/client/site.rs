//! Where the site is published, what is known of it, and what a token says.

use outbound::Verb;

use super::{Client, written};
use crate::{
    WixError,
    wire::{AskTokenInfo, PublishedSiteUrls, SitePropertiesAnswer, SiteUrl, TokenInfo, UrlType},
};

impl Client {
    /// The addresses that the site is published at, of a kind or of all; none while it is not
    /// published.
    pub async fn published_site_urls(
        &self,
        kind: Option<UrlType>,
    ) -> Result<Vec<SiteUrl>, WixError> {
        let kind = kind.map(|kind| ("filters.urlType", kind.code().to_owned()));
        let path = "urls-server/v2/published-site-urls";
        let found: PublishedSiteUrls = self.ask_at(Verb::Get, path, kind, None).await?;
        Ok(found.urls)
    }

    /// What is known of the site: the properties with these names, or all.
    pub async fn site_properties(&self, names: &[&str]) -> Result<SitePropertiesAnswer, WixError> {
        let mask = (!names.is_empty()).then(|| ("fields", names.join(",")));
        self.ask_at(Verb::Get, "site-properties/v4/properties", mask, None).await
    }

    /// What a token says, this client's or another.
    pub async fn token_info(&self, token: String) -> Result<TokenInfo, WixError> {
        let asked = written(&AskTokenInfo { token: Some(token) })?;
        self.ask_at(Verb::Post, "oauth2/token-info", None, Some(asked)).await
    }
}
