//! The networks that Almanac writes posts for.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A network. One post belongs to exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Instagram.
    Instagram,
    /// Facebook pages.
    Facebook,
    /// LinkedIn.
    #[serde(rename = "linkedin")]
    LinkedIn,
    /// Pinterest.
    Pinterest,
    /// Google Business Profile.
    GoogleBusiness,
    /// TikTok.
    #[serde(rename = "tiktok")]
    TikTok,
    /// Threads.
    Threads,
    /// Bluesky.
    Bluesky,
    /// Mastodon.
    Mastodon,
    /// X.
    X,
}

impl Channel {
    /// Every channel, in the order pages show them.
    pub const ALL: [Channel; 10] = [
        Channel::Instagram,
        Channel::Facebook,
        Channel::LinkedIn,
        Channel::Pinterest,
        Channel::GoogleBusiness,
        Channel::TikTok,
        Channel::Threads,
        Channel::Bluesky,
        Channel::Mastodon,
        Channel::X,
    ];

    /// The word for this channel in the database, in addresses and on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Channel::Instagram => "instagram",
            Channel::Facebook => "facebook",
            Channel::LinkedIn => "linkedin",
            Channel::Pinterest => "pinterest",
            Channel::GoogleBusiness => "google_business",
            Channel::TikTok => "tiktok",
            Channel::Threads => "threads",
            Channel::Bluesky => "bluesky",
            Channel::Mastodon => "mastodon",
            Channel::X => "x",
        }
    }

    /// The name people know it by.
    pub const fn name(self) -> &'static str {
        match self {
            Channel::Instagram => "Instagram",
            Channel::Facebook => "Facebook",
            Channel::LinkedIn => "LinkedIn",
            Channel::Pinterest => "Pinterest",
            Channel::GoogleBusiness => "Google Business Profile",
            Channel::TikTok => "TikTok",
            Channel::Threads => "Threads",
            Channel::Bluesky => "Bluesky",
            Channel::Mastodon => "Mastodon",
            Channel::X => "X",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text named no channel.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a channel")]
pub struct NotAChannel(pub String);

impl FromStr for Channel {
    type Err = NotAChannel;
    fn from_str(code: &str) -> Result<Self, NotAChannel> {
        Channel::ALL
            .into_iter()
            .find(|channel| channel.code() == code)
            .ok_or_else(|| NotAChannel(code.chars().take(64).collect()))
    }
}
