//! The shapes on the wire: JSON in the manner of proto3, with names in lowerCamelCase.
//!
//! Whatever this version does not know is kept: an unknown word of an enum as
//! `Other`, an unknown field of a thing in its `rest`. Nothing here decides; who serves
//! checks what it was sent, who asks takes what it is given.

mod activity;
mod error;
mod instant;
mod item;
mod options;
mod plan;
mod publisher;
mod site;
mod token;
mod words;

pub use activity::{
    ActivityFilter, ActivityQuery, MarketingActivities, MarketingActivity, MarketingActivityType,
    OneMarketingActivity, QueryActivities, WriteMarketingActivity,
};
pub use error::{ApplicationError, ErrorBody, ErrorDetails, FieldViolation, ValidationError};
pub use instant::Instant;
pub use item::{
    Channel, ChannelName, Item, ItemStatus, ItemType, Media, MediaType, MediaWrapper,
    PublicationError, SchedulingInfo, Words,
};
pub use options::{GoalOption, Options, PointOfViewOption};
pub use plan::{
    ActivityIds, ActivityPosts, DraftIds, MarketingPlan, PlanActivity, PlanStatus,
    PlanStatusAnswer, ScheduledDrafts,
};
pub use publisher::{
    Account, AccountDetails, AccountPart, AccountSettings, Accounts, ConnectUrl, CursorPaging,
    Cursors, Feature, FeatureType, Features, ItemChanges, ItemQuery, Items, OneFeature, OneItem,
    Paging, PagingMetadata, PublishItem, QueryItems, QuotaInfo, RescheduleItem, Sort, TokenStatus,
    TokenStatusAnswer, UpdateItem,
};
pub use site::{
    Address, Locale, PublishedSiteUrls, SiteProperties, SitePropertiesAnswer, SiteUrl, UrlType,
};
pub use token::{AskToken, AskTokenInfo, IssuedToken, TokenInfo, TokenRefusal};
