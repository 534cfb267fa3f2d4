//! Posts for several accounts (reference, section 3).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Instant, Media, SocialAccount, Truth, When};

/// Where a post stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PostStatus {
    /// Stored, and published by nobody.
    Draft,
    /// Waits for its time.
    Scheduled,
    /// Its time has come, and it is handed to the platforms.
    Processing,
    /// Every account was tried; whether it worked, the results tell.
    Processed,
    /// A word that this version does not know.
    #[serde(untagged)]
    Other(String),
}

/// What a post is made of, or replaced with as a whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["caption", "social_accounts"]))]
#[schemars(example = json!({
    "caption": "Fresh bread at nine.",
    "social_accounts": ["spc_1"],
    "scheduled_at": "2030-01-01T09:00:00.000Z",
}))]
pub struct WriteSocialPost {
    /// What it says, for every account that has no caption of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    pub caption: Option<String>,
    /// The ids of the accounts it goes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    pub social_accounts: Option<Vec<String>>,
    /// When to publish it; at once when null or absent, unless it is a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled_at: Option<When>,
    /// Whether it is stored and published by nobody.
    #[serde(rename = "isDraft", skip_serializing_if = "Option::is_none")]
    pub is_draft: Option<Truth>,
    /// An id of the caller's own. It need not be unique.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// What is shown with it, for every account that has no media of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<Vec<Media>>,
    /// What differs on a platform, by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform_configurations: Option<Map<String, Value>>,
    /// What differs for an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_configurations: Option<Vec<AccountConfiguration>>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What differs for an account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AccountConfiguration {
    /// The account.
    pub social_account_id: String,
    /// What differs: `caption`, `media`, and what the platform has.
    pub configuration: Map<String, Value>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// The part of a configuration that this version reads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Configuration {
    /// What it says instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// What is shown instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<Vec<Media>>,
    /// `timeline`, `stories` or `reels`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placement: Option<String>,
    /// Its title, where the platform has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it leads, where the platform has that apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// What this version does not read.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A post for several accounts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SocialPost {
    /// Its id.
    pub id: String,
    /// The caller's own id.
    #[serde(default)]
    pub external_id: Option<String>,
    /// What it says.
    #[serde(default)]
    pub caption: String,
    /// Where it stands.
    pub status: PostStatus,
    /// When it is published. Of one that was to be published at once, and of a draft without a
    /// time: when it was made.
    #[serde(default)]
    pub scheduled_at: Option<Instant>,
    /// What differs on a platform, as it was sent.
    #[serde(default)]
    pub platform_configurations: Option<Map<String, Value>>,
    /// What differs for an account, as it was sent.
    #[serde(default)]
    pub account_configurations: Option<Vec<AccountConfiguration>>,
    /// What is shown with it, as it was sent.
    #[serde(default)]
    pub media: Option<Vec<Media>>,
    /// The accounts it goes to.
    #[serde(default)]
    pub social_accounts: Vec<SocialAccount>,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Whether something was deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Done {
    /// The vendor answers `false` when its database failed.
    pub success: bool,
}
