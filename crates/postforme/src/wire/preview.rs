//! What would go to accounts that need not exist (reference, section 4.6).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{AccountConfiguration, Media};

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(example = json!({
    "caption": "Fresh bread at nine.",
    "preview_social_accounts": [{ "id": "spc_1", "platform": "instagram" }],
}))]
pub struct AskPreviews {
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// The accounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview_social_accounts: Option<Vec<PreviewAccount>>,
    /// What is shown with it.
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

/// An account that need not exist.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PreviewAccount {
    /// Its id.
    pub id: String,
    /// The platform.
    pub platform: String,
    /// Its name there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What would go to an account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Preview {
    /// The platform.
    pub platform: String,
    /// The account.
    pub social_account_id: String,
    /// Its name.
    pub social_account_username: Option<String>,
    /// What it would say.
    pub caption: String,
    /// What would be shown with it.
    pub media: Vec<Media>,
    /// All that holds for it.
    pub configuration: Map<String, Value>,
}
