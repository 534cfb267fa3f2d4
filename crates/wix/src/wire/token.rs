//! Tokens of apps, in the words of the IETF's OAuth 2 (reference, section 10).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::EXAMPLE_ID;

/// What `POST /oauth2/token` is asked.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(example = json!({
    "grant_type": "client_credentials",
    "client_id": EXAMPLE_ID,
    "client_secret": "als_your-secret",
    "instance_id": EXAMPLE_ID,
}))]
#[schemars(extend("required" = ["grant_type", "client_id", "client_secret", "instance_id"]))]
pub struct AskToken {
    /// `client_credentials`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    pub grant_type: Option<String>,
    /// The app.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    pub client_id: Option<String>,
    /// Its secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    pub client_secret: Option<String>,
    /// Its installation on the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    pub instance_id: Option<String>,
    /// What a visitor of a site asks instead of `grant_type`.
    #[serde(rename = "grantType", skip_serializing_if = "Option::is_none")]
    pub visitor_grant_type: Option<String>,
}

/// A token. It is shown in `Authorization`, raw or after `Bearer`.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IssuedToken {
    /// It.
    pub access_token: String,
    /// `Bearer`.
    #[serde(default)]
    pub token_type: String,
    /// How many seconds it lives.
    pub expires_in: u32,
}

/// Why no token was issued.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TokenRefusal {
    /// `invalid_client`, `invalid_grant`, `invalid_request`, `unsupported_grant_type` and the like.
    pub error: String,
    /// In words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub error_description: String,
}

/// What `POST /oauth2/token-info` is asked.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["token"]))]
pub struct AskTokenInfo {
    /// The token.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required, example = "alt_your-token")]
    pub token: Option<String>,
}

/// What a token says. Of one that is not valid nothing but that is told.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct TokenInfo {
    /// Whether it opens anything now.
    pub active: bool,
    /// `APP`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_type: Option<String>,
    /// Whom it was issued to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_id: Option<String>,
    /// When it ends, in seconds since 1970 UTC, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp: Option<String>,
    /// When it was issued, in seconds since 1970 UTC, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iat: Option<String>,
    /// The app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The site that it opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_id: Option<String>,
    /// The app's installation on the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}
