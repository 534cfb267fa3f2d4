//! What became of a post, account by account (reference, section 4.3).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Media;

/// What became of a post for one account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SocialPostResult {
    /// Its id.
    pub id: String,
    /// The post.
    pub post_id: String,
    /// The account.
    pub social_account_id: String,
    /// Whether it is there.
    pub success: bool,
    /// Why it is not, in words.
    pub error: Option<String>,
    /// Whatever else is known. Of others: untrusted.
    pub details: Value,
    /// Where it is; null when it is not.
    pub platform_data: Option<PlatformData>,
    /// What was shown with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<Vec<Media>>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Where a post is on its platform.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PlatformData {
    /// Its id there.
    pub id: Option<String>,
    /// Its address there.
    pub url: Option<String>,
}
