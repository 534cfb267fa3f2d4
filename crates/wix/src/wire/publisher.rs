//! The Publisher: accounts, features, and what is asked of items (reference, section 8).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    Instant, Item,
    item::{Channel, ChannelName, ItemType, SchedulingInfo, StoryContent, Words},
    words::words,
};

words! {
    /// Whether a network takes posts of a site.
    TokenStatus {
        /// It was never connected.
        NeverCreated = "NEVER_CREATED",
        /// It is connected.
        Valid = "VALID",
        /// The connection has ended by itself.
        Invalid = "INVALID",
        /// It was disconnected.
        Disconnected = "DISCONNECTED",
    }
    /// What a plan of the vendor's may include.
    FeatureType {
        /// Publishing at once.
        PublishPost = "PUBLISH_POST",
        /// Publishing later.
        SchedulePost = "SCHEDULE_POST",
    }
}

/// What GetLongLivedTokenStatus answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TokenStatusAnswer {
    /// Only `VALID` takes posts.
    pub status: TokenStatus,
}

/// Where a site's owner connects a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConnectUrl {
    /// The page to open in a browser.
    pub connect_url: String,
}

/// The accounts of a site on a network.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Accounts {
    /// Them.
    pub accounts: Vec<Account>,
}

/// An account on a network. What is known of it stands under the network's own name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// The network.
    pub channel_name: ChannelName,
    /// On Facebook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facebook: Option<AccountDetails>,
    /// On Instagram.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instagram: Option<AccountDetails>,
    /// On LinkedIn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkedin: Option<AccountDetails>,
    /// On Pinterest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinterest: Option<AccountDetails>,
    /// On Google Business Profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gbp: Option<AccountDetails>,
    /// On TikTok.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiktok: Option<AccountDetails>,
    /// What this version does not know, accounts on other networks among it.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What is known of an account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct AccountDetails {
    /// Its id: `channel.accountId` of an item.
    pub id: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The page of Facebook that posts stand on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<AccountPart>,
    /// The board of Pinterest that posts stand on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub board: Option<AccountPart>,
    /// The location of Google Business Profile that posts belong to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<AccountPart>,
    /// Who may see a post on TikTok, to choose from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub privacy_level_options: Vec<String>,
    /// What the owner chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<AccountSettings>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A part of an account that posts stand on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AccountPart {
    /// Its id.
    pub id: String,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What the owner chose of an account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AccountSettings {
    /// Whether posts go there when no account is named.
    pub default: bool,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What GetFeaturesData answers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Features {
    /// Those that were asked for.
    pub features: Vec<Feature>,
    /// Whether quotas hold at all.
    pub monetization_enabled: bool,
}

/// What GetFeatureData answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OneFeature {
    /// It.
    pub feature: Feature,
    /// Whether quotas hold at all.
    #[serde(default)]
    pub monetization_enabled: bool,
}

/// Whether a site may do something. Without a quota it may as often as it likes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Feature {
    /// What.
    #[serde(rename = "type")]
    pub kind: FeatureType,
    /// Whether it may.
    #[serde(default)]
    pub enabled: bool,
    /// How often; a limit of 0 counts as none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota_info: Option<QuotaInfo>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// How often a site may do something.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct QuotaInfo {
    /// How often in a period.
    pub limit: i64,
    /// How often it has.
    pub current_usage: i64,
    /// How often it still may.
    pub remaining_usage: i64,
    /// `MONTH` and the like.
    pub period: String,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OneItem {
    /// As it stands now.
    pub item: Item,
}

/// What QueryItems is asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct QueryItems {
    /// The query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<ItemQuery>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A query of items. One that holds a cursor holds nothing else.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ItemQuery {
    /// Which items, in the vendor's query language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<Value>,
    /// In what order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<Vec<Sort>>,
    /// How many, and behind which.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor_paging: Option<CursorPaging>,
    /// How many, and after how many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// An order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Sort {
    /// By which field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field_name: Option<String>,
    /// `ASC` or `DESC`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A page behind a cursor.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CursorPaging {
    /// The most to give.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// Where the page before ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A page after a number of items.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Paging {
    /// The most to give.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// How many to pass over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<i64>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A page of items.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Items {
    /// In the order that was asked for.
    pub items: Vec<Item>,
    /// Where the next page is.
    pub paging_metadata: PagingMetadata,
}

/// Where a page stands among the others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct PagingMetadata {
    /// How many are on this page.
    pub count: i64,
    /// Whether there are more.
    pub has_next: bool,
    /// The ways to other pages.
    pub cursors: Cursors,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// The ways to other pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Cursors {
    /// To the next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What CreateDraftItem is asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CreateItem {
    /// The draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<DraftItem>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A draft that is to be made: with the one content that belongs to its channel and its type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct DraftItem {
    /// Where it goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// What it is there; a post without it.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<ItemType>,
    /// What the program calls it: no other item of the site may be called so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_id: Option<String>,
    /// When it goes out, should it be scheduled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduling_info: Option<SchedulingInfo>,
    /// Its content, and what this version does not know.
    #[serde(flatten)]
    pub content: ItemChanges,
}

/// What UpdateItem is asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UpdateItem {
    /// What changes. What is absent stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemChanges>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What changes of an item: fields of the one content that belongs to its channel.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ItemChanges {
    /// Content for Facebook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facebook_post: Option<Words>,
    /// Content for Instagram.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instagram_post: Option<Words>,
    /// A story on Facebook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facebook_story: Option<StoryContent>,
    /// A story on Instagram.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instagram_story: Option<StoryContent>,
    /// Content for LinkedIn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linkedin_post: Option<Words>,
    /// Content for Pinterest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinterest_post: Option<Words>,
    /// Content for Google Business Profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gbp_post: Option<Words>,
    /// Content for TikTok.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tiktok_photo: Option<Words>,
    /// What this version does not know, the contents of other types among it.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What PublishItemById is asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct PublishItem {
    /// Which item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// When; at once without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled_date: Option<Instant>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What RescheduleItem is asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct RescheduleItem {
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled_date: Option<Instant>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}
