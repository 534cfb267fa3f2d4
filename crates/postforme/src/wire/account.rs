//! Accounts on platforms (reference, sections 4.2 and 6).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Instant;

/// Whether posts can be sent to an account.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// It takes posts, as far as is known.
    Connected,
    /// It takes none.
    Disconnected,
    /// A word that this version does not know.
    #[serde(untagged)]
    Other(String),
}

/// An account on a platform. Its tokens are empty here, and are dropped when they come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SocialAccount {
    /// Its id.
    pub id: String,
    /// The platform: `instagram` and the like.
    pub platform: String,
    /// Its name there.
    #[serde(default)]
    pub username: Option<String>,
    /// Its id there.
    #[serde(default)]
    pub user_id: String,
    /// Always empty.
    #[serde(default, deserialize_with = "dropped")]
    pub access_token: String,
    /// Always empty.
    #[serde(default, deserialize_with = "dropped")]
    pub refresh_token: String,
    /// When the platform's token ends; the present when that is not known.
    #[serde(default)]
    pub access_token_expires_at: Option<Instant>,
    /// When the token that renews it ends.
    #[serde(default)]
    pub refresh_token_expires_at: Option<Instant>,
    /// The caller's own id.
    #[serde(default)]
    pub external_id: Option<String>,
    /// Whether posts can be sent to it. Not told inside a post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<AccountStatus>,
    /// Its picture. Not told inside a post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile_photo_url: Option<Value>,
    /// What else is known of it. Not told inside a post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Takes a token in and lets it go.
fn dropped<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    serde::de::IgnoredAny::deserialize(from).map(|_| String::new())
}

/// What an account would be made of whose tokens the caller holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["platform", "user_id", "access_token", "access_token_expires_at"]))]
pub struct WriteSocialAccount {
    /// The platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    pub platform: Option<String>,
    /// Its id there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    pub user_id: Option<String>,
    /// What this version does not use, the tokens among it.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What changes of an account. What is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChangeSocialAccount {
    /// What the caller names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The caller's own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Which platform an account is to be connected on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["platform"]))]
pub struct AskAuthUrl {
    /// The platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required, example = &"instagram")]
    pub platform: Option<String>,
    /// The caller's own id for the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// What this version does not read.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Where an account is connected.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuthUrl {
    /// Send the user's browser there.
    pub url: String,
    /// The platform.
    #[serde(default)]
    pub platform: String,
}
