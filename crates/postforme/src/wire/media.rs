//! Pictures and videos (reference, section 4.1).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A picture or a video, by its address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Media {
    /// Where its bytes are.
    pub url: String,
    /// What this version does not carry: thumbnails, tags and the like.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

impl Media {
    /// What is at an address.
    pub fn at(url: impl Into<String>) -> Self {
        Media { url: url.into(), rest: Map::new() }
    }
}

/// Where to send a picture, and where it can be seen then.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UploadUrl {
    /// Send the bytes here with PUT and their content type, without a key.
    pub upload_url: String,
    /// Use this in a post, once they are sent.
    pub media_url: String,
}
