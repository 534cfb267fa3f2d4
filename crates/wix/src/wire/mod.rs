//! The shapes on the wire: JSON in the manner of proto3, with names in lowerCamelCase.
//!
//! Whatever this version does not know is kept: an unknown word of an enum as
//! `Other`, an unknown field of a thing in its `rest`. Nothing here decides; who serves
//! checks what it was sent, who asks takes what it is given.

mod activity;
mod error;
mod event;
mod instant;
mod item;
mod options;
mod plan;
mod publisher;
mod settings;
mod site;
mod token;
mod words;

pub use activity::{
    ActivityFilter, ActivityQuery, MarketingActivities, MarketingActivity, MarketingActivityType,
    OneMarketingActivity, QueryActivities, WriteMarketingActivity,
};
pub use error::{ApplicationError, ErrorBody, ErrorDetails, FieldViolation, ValidationError};
pub use event::{
    CalendarEvent, DateRange, EventFilter, EventQuery, Events, OneEvent, QueryEvents,
    RecurringEventOccurrence, RecurringFrequency, RecurringRule,
};
pub use instant::Instant;
pub use item::{
    Channel, ChannelName, Item, ItemStatus, ItemType, Media, MediaType, MediaWrapper,
    PublicationError, SchedulingInfo, StoryContent, Words,
};
pub use options::{CalendarOption, GoalOption, Options, PointOfViewOption};
pub use plan::{
    ActivityId, ActivityIds, ActivityPosts, ActivitySnapshot, DraftIds, MarketingPlan,
    PlanActivity, PlanStatus, PlanStatusAnswer, ScheduledDrafts,
};
pub use publisher::{
    Account, AccountDetails, AccountPart, AccountSettings, Accounts, ConnectUrl, CreateItem,
    CursorPaging, Cursors, DraftItem, Feature, FeatureType, Features, ItemChanges, ItemQuery,
    Items, OneFeature, OneItem, Paging, PagingMetadata, PublishItem, QueryItems, QuotaInfo,
    RescheduleItem, Sort, TokenStatus, TokenStatusAnswer, UpdateItem,
};
pub use settings::{
    BusinessProfile, CalendarChoice, Frequency, FrequencyInterval, MarketingPlanGoal,
    MarketingSettings, MarketingTool, OneMarketingSettings, PlanGoal, PointOfView, Settings,
    SettingsOverrides, Topics, UpsertMarketingSettings,
};
pub use site::{
    Address, Locale, PublishedSiteUrls, SiteProperties, SitePropertiesAnswer, SiteUrl, UrlType,
};
pub use token::{AskToken, AskTokenInfo, IssuedToken, TokenInfo, TokenRefusal};

/// A GUID that stands for any in the examples of the schemas.
const EXAMPLE_ID: &str = "01a1fef3-5d4b-790a-8dba-0123456789ab";
