//! Addresses that are told what happens (reference, section 4.4).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum EventType {
    /// A post was made.
    #[serde(rename = "social.post.created")]
    PostCreated,
    /// A post was replaced, or all its accounts were tried.
    #[serde(rename = "social.post.updated")]
    PostUpdated,
    /// A post was deleted; it is told as it was.
    #[serde(rename = "social.post.deleted")]
    PostDeleted,
    /// A post was tried for an account.
    #[serde(rename = "social.post.result.created")]
    ResultCreated,
    /// An account was connected.
    #[serde(rename = "social.account.created")]
    AccountCreated,
    /// An account was changed or disconnected.
    #[serde(rename = "social.account.updated")]
    AccountUpdated,
    /// A word that this version does not know.
    #[serde(untagged)]
    Other(String),
}

impl EventType {
    /// Every event that is known.
    pub const ALL: [EventType; 6] = [
        EventType::PostCreated,
        EventType::PostUpdated,
        EventType::PostDeleted,
        EventType::ResultCreated,
        EventType::AccountCreated,
        EventType::AccountUpdated,
    ];

    /// The word on the wire.
    pub fn code(&self) -> &str {
        match self {
            EventType::PostCreated => "social.post.created",
            EventType::PostUpdated => "social.post.updated",
            EventType::PostDeleted => "social.post.deleted",
            EventType::ResultCreated => "social.post.result.created",
            EventType::AccountCreated => "social.account.created",
            EventType::AccountUpdated => "social.account.updated",
            EventType::Other(code) => code,
        }
    }
}

/// What an address is made of, or changed to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(example = json!({
    "url": "https://bakery.example/hooks/posts",
    "event_types": ["social.post.result.created"],
}))]
pub struct WriteWebhook {
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Which events it is told. A change adds some and removes none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_types: Option<Vec<String>>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// An address that is told what happens.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Webhook {
    /// Its id.
    pub id: String,
    /// The address.
    pub url: String,
    /// What comes with every delivery in `Post-For-Me-Webhook-Secret`.
    pub secret: String,
    /// Which events it is told.
    pub event_types: Vec<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What is sent to an address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event<T> {
    /// What happened.
    pub event_type: EventType,
    /// What it happened to.
    pub data: T,
}
