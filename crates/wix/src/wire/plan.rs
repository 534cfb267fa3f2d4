//! Marketing Plan V1 (reference, section 3).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{EXAMPLE_ID, Instant, Item, activity::MarketingActivityType, words::words};

words! {
    /// Where a site's plan stands.
    PlanStatus {
        /// The site has no plan.
        NeverCreated = "NEVER_CREATED",
        /// Being made.
        Generating = "GENERATING",
        /// Ready.
        Active = "ACTIVE",
        /// Switched off after some six idle weeks; shows no activities.
        Inactive = "INACTIVE",
        /// Making it failed.
        Failed = "FAILED",
    }
}

/// What generating and regenerating answer, at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlanStatusAnswer {
    /// `GENERATING`.
    pub status: PlanStatus,
}

/// What GetSocialMarketingPlan answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MarketingPlan {
    /// Where the plan stands.
    pub status: PlanStatus,
    /// The activities of the timeframe, by date.
    #[serde(default)]
    pub marketing_activities: Vec<PlanActivity>,
}

/// An activity as the plan shows it. Its id and date have other names than in
/// [`super::MarketingActivity`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanActivity {
    /// A GUID.
    pub marketing_activity_id: String,
    /// When it takes place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Instant>,
    /// Its title.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What kind of action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marketing_activity_type: Option<MarketingActivityType>,
    /// Its posts and stories; empty while there are none.
    #[serde(default)]
    pub items: Vec<Item>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Which activities: 1 to 20 GUIDs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(extend("required" = ["marketingActivityIds"]))]
pub struct ActivityIds {
    /// Their ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required, example = [EXAMPLE_ID])]
    pub marketing_activity_ids: Option<Vec<String>>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Which activity: a GUID.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(extend("required" = ["marketingActivityId"]))]
pub struct ActivityId {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required, example = EXAMPLE_ID)]
    pub marketing_activity_id: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// An activity as it stood when new posts were asked for; they are still to come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActivitySnapshot {
    /// With its posts.
    pub marketing_activity: PlanActivity,
}

/// Activities with their posts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActivityPosts {
    /// In the order that was asked for.
    #[serde(default)]
    pub marketing_activities: Vec<PlanActivity>,
}

/// Which drafts: 1 to 20 GUIDs of items.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(extend("required" = ["draftIds"]))]
pub struct DraftIds {
    /// Their ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required, example = [EXAMPLE_ID])]
    pub draft_ids: Option<Vec<String>>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// The items that were scheduled: compare with what was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScheduledDrafts {
    /// As they stand now.
    #[serde(default)]
    pub items: Vec<Item>,
}
