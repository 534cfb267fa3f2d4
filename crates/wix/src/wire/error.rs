//! What a refusal says (reference, section 7.2).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The body of every refusal but those of the system, which have none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ErrorBody {
    /// In words, for a log.
    pub message: String,
    /// Which rule was broken, or which fields are wrong.
    pub details: ErrorDetails,
}

/// Either a rule or fields; neither when the body could not be parsed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ErrorDetails {
    /// The rule that forbids it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_error: Option<ApplicationError>,
    /// The fields that are wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation_error: Option<ValidationError>,
}

/// A rule that forbids something.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ApplicationError {
    /// `PLAN_ALREADY_GENERATING_ERROR` and the like.
    pub code: String,
    /// In words.
    pub description: String,
    /// More of it, in a shape of the code's own.
    pub data: Map<String, Value>,
}

/// Fields that are wrong.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ValidationError {
    /// One for each field and rule.
    pub field_violations: Vec<FieldViolation>,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct FieldViolation {
    /// Its path, such as `marketingActivityIds[2]`.
    pub field: String,
    /// In words.
    pub description: String,
    /// `FORMAT`, `REQUIRED_FIELD`, `MIN_SIZE`, `MAX_SIZE` and the like. Not to depend on.
    pub violated_rule: String,
}
