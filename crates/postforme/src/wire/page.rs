//! Pages of lists (reference, section 1.5).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Some of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Page<T> {
    /// Them.
    pub data: Vec<T>,
    /// Where they stand in the list.
    #[serde(default)]
    pub meta: Meta,
}

/// Where a page stands in its list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Meta {
    /// How many there are in all. The vendor estimates it.
    pub total: i64,
    /// How many were passed over.
    pub offset: i64,
    /// The most that were asked for.
    pub limit: i64,
    /// The address of the next page; null on the last.
    pub next: Option<String>,
}
