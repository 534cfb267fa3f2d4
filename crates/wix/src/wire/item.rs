//! Items of the Publisher: a post for one channel (reference, section 2.3).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Instant, words::words};

words! {
    /// A network.
    ChannelName {
        /// Facebook pages.
        Facebook = "FACEBOOK",
        /// Instagram.
        Instagram = "INSTAGRAM",
        /// LinkedIn.
        Linkedin = "LINKEDIN",
        /// Pinterest.
        Pinterest = "PINTEREST",
        /// Google Business Profile.
        Gbp = "GBP",
        /// TikTok.
        Tiktok = "TIKTOK",
        /// X; nothing dated after 31 July 2026 is published there.
        Twitter = "TWITTER",
        /// YouTube; the Publisher knows it, a plan does not write for it.
        Youtube = "YOUTUBE",
    }
    /// What an item is on its network.
    ItemType {
        /// A post.
        Post = "POST",
        /// A story.
        Story = "STORY",
        /// A reel.
        Reel = "REEL",
        /// A video.
        Video = "VIDEO",
        /// A short.
        Short = "SHORT",
    }
    /// Where an item stands.
    ItemStatus {
        /// Being written.
        Draft = "DRAFT",
        /// Goes out at its date.
        Scheduled = "SCHEDULED",
        /// Going out.
        Processing = "PROCESSING",
        /// Waits for its turn.
        InQueue = "IN_QUEUE",
        /// On the network.
        Published = "PUBLISHED",
        /// Taken back.
        Canceled = "CANCELED",
        /// Refused; see `publicationError`.
        Failed = "FAILED",
        /// Gone.
        Deleted = "DELETED",
    }
    /// What a medium is.
    MediaType {
        /// A picture.
        Image = "IMAGE",
        /// A film.
        Video = "VIDEO",
    }
}

/// A post for one channel. Exactly one of the contents stands, the one that belongs to the
/// channel and the type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// A GUID; the *draft id* of ScheduleDrafts.
    pub id: String,
    /// Where it goes.
    pub channel: Channel,
    /// What it is there.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ItemType>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ItemStatus>,
    /// When it goes out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduling_info: Option<SchedulingInfo>,
    /// Its public address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_item_url: Option<String>,
    /// What the program that made it calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_id: Option<String>,
    /// Why it did not go out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication_error: Option<PublicationError>,
    /// Content for Facebook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facebook_post: Option<Words>,
    /// Content for Instagram.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instagram_post: Option<Words>,
    /// A story on Facebook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facebook_story: Option<StoryContent>,
    /// A story on Instagram.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instagram_story: Option<StoryContent>,
    /// Content for LinkedIn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkedin_post: Option<Words>,
    /// Content for Pinterest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinterest_post: Option<Words>,
    /// Content for Google Business Profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gbp_post: Option<Words>,
    /// Content for TikTok.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiktok_photo: Option<Words>,
    /// What this version does not know, the contents of other types among it.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Where an item goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    /// The network.
    pub name: ChannelName,
    /// The account there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// When an item goes out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SchedulingInfo {
    /// The instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled_date: Option<Instant>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Why an item did not go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PublicationError {
    /// In words.
    #[serde(default)]
    pub message: String,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// The content of an item. Instagram, Facebook and LinkedIn call the text `caption`, the
/// others `description`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Words {
    /// The title, where the network has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The text of a post with a caption.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// The text of a post with a description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The page that the post leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Its pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_wrapper: Option<MediaWrapper>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// The content of a story: a picture for a day, which has neither title nor text beside it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct StoryContent {
    /// Its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_wrapper: Option<MediaWrapper>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// The pictures of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MediaWrapper {
    /// In their order.
    pub media: Vec<Media>,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A picture or a film.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Media {
    /// Which of the two.
    #[serde(rename = "type")]
    pub kind: MediaType,
    /// Its address.
    pub url: String,
    /// What this version does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}
