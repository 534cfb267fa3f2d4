//! Marketing Settings V1 (reference, sections 2.6 and 6).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{ChannelName, Instant, words::words};

words! {
    /// What a plan is to achieve.
    PlanGoal {
        /// Visits to the website.
        DriveTraffic = "DRIVE_TRAFFIC",
        /// Being known.
        BrandAwareness = "BRAND_AWARENESS",
        /// Sales and orders.
        BoostSales = "BOOST_SALES",
        /// Enquiries and subscriptions.
        CollectLeads = "COLLECT_LEADS",
    }
    /// A kind of activity. The activities' word for a blog is another one: `BLOG`.
    MarketingTool {
        /// Social campaigns; without it no posts are written automatically.
        SocialMarketing = "SOCIAL_MARKETING",
        /// Blog articles.
        Blogs = "BLOGS",
        /// Emails.
        EmailMarketing = "EMAIL_MARKETING",
    }
    /// Who speaks in the posts.
    PointOfView {
        /// *We*.
        FirstPerson = "FIRST_PERSON",
        /// *You*.
        SecondPerson = "SECOND_PERSON",
        /// By name.
        ThirdPerson = "THIRD_PERSON",
    }
    /// The length of time that a frequency counts in.
    FrequencyInterval {
        /// A week.
        Week = "WEEK",
        /// A month.
        Month = "MONTH",
        /// A year.
        Year = "YEAR",
    }
}

/// The settings of a site. What is absent is not set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct MarketingSettings {
    /// The site's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// For all tools.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<Settings>,
    /// For single tools; what is unset there is inherited from `settings`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overrides: Option<SettingsOverrides>,
    /// When they were first saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Instant>,
    /// When they were last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Instant>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Preferences.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// What the plan is to achieve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marketing_plan_goal: Option<MarketingPlanGoal>,
    /// A hint for writing captions; leaves no channel out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub social_channels: Option<Vec<ChannelName>>,
    /// Which kinds of activity there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marketing_tools: Option<Vec<MarketingTool>>,
    /// What to talk about, and what not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topics: Option<Topics>,
    /// How often.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frequency: Option<Frequency>,
    /// How the business speaks, in free words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tone_of_voice: Option<String>,
    /// Who speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub point_of_view: Option<PointOfView>,
    /// What the business says of itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_profile: Option<BusinessProfile>,
    /// Which calendars feed the plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarChoice>,
    /// What words keep to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_content_guidelines: Option<String>,
    /// What pictures keep to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_guidelines: Option<String>,
    /// Kept, and ignored when a plan is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_generation_settings: Option<Map<String, Value>>,
    /// Of the site; never set here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Of the site; never set here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_location: Option<Value>,
    /// Of the site; never set here. An older name for the business's location.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_locations: Option<Value>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A goal by its key or in words; one of the two.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct MarketingPlanGoal {
    /// One of the goals of GetPlanGoalOptions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal_key: Option<PlanGoal>,
    /// Another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_goal: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What to talk about, and what not.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Topics {
    /// To talk about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub included: Option<Vec<String>>,
    /// Never to touch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excluded: Option<Vec<String>>,
    /// Kept, and ignored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub core_topic: Option<Value>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// How often.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Frequency {
    /// Per what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<FrequencyInterval>,
    /// How many, 1 to 30.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What the business says of itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct BusinessProfile {
    /// Why people should come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_proposition: Option<String>,
    /// Who should.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_audience: Option<String>,
    /// What it wants to achieve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_goal: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Which calendars feed the plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct CalendarChoice {
    /// Their ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<String>>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Preferences of single tools.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct SettingsOverrides {
    /// Of social campaigns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub social_marketing: Option<Settings>,
    /// Of emails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_marketing: Option<Settings>,
    /// Of blog articles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blogs: Option<Settings>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// The settings of one site: what every method answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OneMarketingSettings {
    /// Them.
    pub marketing_settings: MarketingSettings,
}

/// What UpsertMarketingSettings is asked. The settings stand as they were sent, because a
/// field that is null is not the same as one that is absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(example = json!({
    "marketingSettings": { "settings": { "topics": { "included": ["Bread"] } } },
    "fieldMask": "settings.topics.included",
}))]
#[schemars(extend("required" = ["marketingSettings", "fieldMask"]))]
pub struct UpsertMarketingSettings {
    /// A part of [`MarketingSettings`].
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "MarketingSettings")]
    pub marketing_settings: Option<Map<String, Value>>,
    /// What is set: paths such as `settings.topics.included`, with commas between them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    pub field_mask: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}
