//! A post: one picture and caption for one channel, and the life it leads.

pub mod life;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{channel::Channel, plan::UnknownWord};

pub use life::{Next, TooLate, Verb};

/// What a post is on its network.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum PostKind {
    /// It stands among the posts, with a caption.
    #[default]
    Post,
    /// A tall picture that is shown for a day. It has no caption: its words are in the picture.
    Story,
}

impl PostKind {
    /// Every kind, in the order pages show them.
    pub const ALL: [PostKind; 2] = [PostKind::Post, PostKind::Story];

    /// The word in the database and on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            PostKind::Post => "post",
            PostKind::Story => "story",
        }
    }

    /// The word on a page.
    pub const fn word(self) -> &'static str {
        match self {
            PostKind::Post => "Post",
            PostKind::Story => "Story",
        }
    }
}

impl FromStr for PostKind {
    type Err = UnknownWord;
    fn from_str(code: &str) -> Result<Self, UnknownWord> {
        PostKind::ALL
            .into_iter()
            .find(|kind| kind.code() == code)
            .ok_or_else(|| UnknownWord::of(code))
    }
}

/// Where something stands on a network. An activity holds one post for each placement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Placement {
    /// The network.
    pub channel: Channel,
    /// Among its posts or its stories.
    pub kind: PostKind,
}

impl Placement {
    /// Among the posts of a network.
    pub const fn post(channel: Channel) -> Self {
        Placement { channel, kind: PostKind::Post }
    }

    /// Among the stories of a network.
    pub const fn story(channel: Channel) -> Self {
        Placement { channel, kind: PostKind::Story }
    }
}

impl fmt::Display for Placement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            PostKind::Post => write!(f, "{}", self.channel),
            PostKind::Story => write!(f, "{} story", self.channel),
        }
    }
}

/// Where a post stands. What can become of it is in [`life`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostStatus {
    /// Being written; goes nowhere by itself.
    Draft,
    /// Goes out at its minute.
    Scheduled,
    /// Taken by a publisher.
    Processing,
    /// Seen on the network.
    Published,
    /// Refused for certain; the receipt says why.
    Failed,
    /// Taken back by a person.
    Canceled,
    /// Its minute passed while no publisher ran.
    Missed,
    /// It may or may not have gone out.
    Uncertain,
}

impl PostStatus {
    /// Every status, in the order pages show them.
    pub const ALL: [PostStatus; 8] = [
        PostStatus::Draft,
        PostStatus::Scheduled,
        PostStatus::Processing,
        PostStatus::Published,
        PostStatus::Missed,
        PostStatus::Uncertain,
        PostStatus::Failed,
        PostStatus::Canceled,
    ];

    /// The word in the database, in addresses and on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            PostStatus::Draft => "draft",
            PostStatus::Scheduled => "scheduled",
            PostStatus::Processing => "processing",
            PostStatus::Published => "published",
            PostStatus::Failed => "failed",
            PostStatus::Canceled => "canceled",
            PostStatus::Missed => "missed",
            PostStatus::Uncertain => "uncertain",
        }
    }

    /// The word on a page.
    pub const fn word(self) -> &'static str {
        match self {
            PostStatus::Draft => "Draft",
            PostStatus::Scheduled => "Scheduled",
            PostStatus::Processing => "Processing",
            PostStatus::Published => "Published",
            PostStatus::Failed => "Failed",
            PostStatus::Canceled => "Canceled",
            PostStatus::Missed => "Missed",
            PostStatus::Uncertain => "Uncertain",
        }
    }
}

impl fmt::Display for PostStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The text named no status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a post status")]
pub struct NotAStatus(pub String);

impl FromStr for PostStatus {
    type Err = NotAStatus;
    fn from_str(code: &str) -> Result<Self, NotAStatus> {
        PostStatus::ALL
            .into_iter()
            .find(|status| status.code() == code)
            .ok_or_else(|| NotAStatus(code.chars().take(64).collect()))
    }
}

/// What a post says, in the parts that networks know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostText {
    /// The headline of networks that have one (Pinterest, TikTok photos).
    pub title: Option<String>,
    /// The words, hashtags included. Of a story: the words in its picture.
    pub caption: String,
    /// Where the post leads, when the network shows a link apart from the words.
    pub link: Option<String>,
    /// What the picture shows, for people who do not see it.
    pub alt_text: String,
}
