//! Where a site is published, and what is known of it (reference, section 9).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::words::words;

words! {
    /// What an address of a site is.
    UrlType {
        /// On a domain of the site's own.
        Premium = "PREMIUM",
        /// On a domain of the host's.
        Free = "FREE",
    }
}

/// Where a site is published: nowhere when there are no addresses.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PublishedSiteUrls {
    /// Its addresses.
    pub urls: Vec<SiteUrl>,
}

/// An address of a published site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SiteUrl {
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url_type: Option<UrlType>,
    /// Whether the others lead here.
    #[serde(default)]
    pub primary: bool,
    /// It.
    pub url: String,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What GetSiteProperties answers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SitePropertiesAnswer {
    /// Grows with each change; a decimal number.
    pub version: String,
    /// Those that were asked for and are known.
    pub properties: SiteProperties,
}

/// What is known of a site. Whatever is not known is absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct SiteProperties {
    /// Its language, as two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Its language and its country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// Its time zone, such as `Europe/Lisbon`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Where to write to the business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Where to call the business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where the business is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// What the site is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_display_name: Option<String>,
    /// What the business is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_name: Option<String>,
    /// What the business does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The address of a website that is not the vendor's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_site_url: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A language and a country.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Locale {
    /// The language, as two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_code: Option<String>,
    /// The country, as two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Where a business is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Address {
    /// The street.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// The town.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The part of the country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The code for letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip: Option<String>,
    /// The country, as two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// All of it in one line.
    #[serde(rename = "googleFormattedAddress", skip_serializing_if = "Option::is_none")]
    pub in_one_line: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}
