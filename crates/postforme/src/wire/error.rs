//! Refusals (reference, section 1.2).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a refusal says: one text, or one for each thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Message {
    /// One text.
    Text(String),
    /// One for each thing that is wrong.
    Texts(Vec<String>),
}

impl Default for Message {
    fn default() -> Self {
        Message::Text(String::new())
    }
}

/// Why a method did not do as asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ErrorBody {
    /// The HTTP status.
    #[serde(rename = "statusCode")]
    pub status_code: u16,
    /// What is wrong.
    pub message: Message,
    /// The name of the status; not on every refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What is wrong with the content of a post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<String>>,
}

impl ErrorBody {
    /// All that it says, in one text.
    pub fn said(&self) -> String {
        if let Some(errors) = self.errors.as_ref().filter(|errors| !errors.is_empty()) {
            return errors.join("; ");
        }
        match &self.message {
            Message::Text(text) => text.clone(),
            Message::Texts(texts) => texts.join("; "),
        }
    }
}
