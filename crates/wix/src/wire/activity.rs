//! Marketing Activities V1 (reference, section 4).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Instant, words::words};

words! {
    /// What kind of action. The settings' word for a blog is another one: `BLOGS`.
    MarketingActivityType {
        /// A social campaign.
        SocialMarketing = "SOCIAL_MARKETING",
        /// An email to customers.
        EmailMarketing = "EMAIL_MARKETING",
        /// A blog article.
        Blog = "BLOG",
    }
}

/// A planned action.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MarketingActivity {
    /// A GUID, given by the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it takes place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_date: Option<Instant>,
    /// What kind of action; never changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marketing_activity_type: Option<MarketingActivityType>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// One activity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OneMarketingActivity {
    /// It.
    pub marketing_activity: MarketingActivity,
}

/// What CreateMarketingActivity and UpdateMarketingActivity are asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(example = json!({
    "marketingActivity": {
        "title": "Ask the baker",
        "description": "Joana answers what people ask at the counter.",
        "targetDate": "2050-12-03T10:00:00.000Z",
        "marketingActivityType": "SOCIAL_MARKETING",
    },
    "fieldMask": "title,description,targetDate",
}))]
#[schemars(extend("required" = ["marketingActivity"]))]
pub struct WriteMarketingActivity {
    /// The activity, or what changes of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "MarketingActivity")]
    pub marketing_activity: Option<MarketingActivity>,
    /// What changes: names of fields, with commas between them. CreateMarketingActivity needs
    /// none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field_mask: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Activities, by target date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MarketingActivities {
    /// Them.
    #[serde(default)]
    pub marketing_activities: Vec<MarketingActivity>,
}

/// What QueryMarketingActivities is asked. Sorting and paging are ignored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(example = json!({
    "query": { "filter": {
        "startDate": "2050-12-01T00:00:00.000Z",
        "endDate": "2050-12-31T23:59:59.999Z",
        "marketingActivityType": { "$in": ["SOCIAL_MARKETING"] },
    } },
}))]
pub struct QueryActivities {
    /// The query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<ActivityQuery>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A query of activities.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ActivityQuery {
    /// Which activities.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<ActivityFilter>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Which activities. `ids` goes with none of the others. Values stand plain or under an
/// operator (`$eq`, `$in`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ActivityFilter {
    /// Not before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<Value>,
    /// Not after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<Value>,
    /// These.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ids: Option<Value>,
    /// Of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marketing_activity_type: Option<Value>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}
