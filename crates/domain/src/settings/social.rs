//! The networks that the Marketing Plan API has words for.

use serde::{Deserialize, Serialize};

use crate::channel::Channel;

/// A network that the vendor's settings may name. Not the same as [`Channel`]: posts are
/// written for networks that the vendor does not know, and no longer for X.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SocialChannel {
    /// Facebook pages.
    Facebook,
    /// Instagram.
    Instagram,
    /// LinkedIn.
    #[serde(rename = "LINKEDIN")]
    LinkedIn,
    /// Pinterest.
    Pinterest,
    /// Google Business Profile.
    #[serde(rename = "GBP")]
    GoogleBusiness,
    /// TikTok.
    #[serde(rename = "TIKTOK")]
    TikTok,
    /// X. Nothing is written for it.
    #[serde(rename = "TWITTER")]
    X,
}

impl SocialChannel {
    /// Every network that can be named, with the vendor's word and the name people know.
    pub const ALL: [(SocialChannel, &'static str, &'static str); 7] = [
        (SocialChannel::Instagram, "INSTAGRAM", Channel::Instagram.name()),
        (SocialChannel::Facebook, "FACEBOOK", Channel::Facebook.name()),
        (SocialChannel::LinkedIn, "LINKEDIN", Channel::LinkedIn.name()),
        (SocialChannel::Pinterest, "PINTEREST", Channel::Pinterest.name()),
        (SocialChannel::GoogleBusiness, "GBP", Channel::GoogleBusiness.name()),
        (SocialChannel::TikTok, "TIKTOK", Channel::TikTok.name()),
        (SocialChannel::X, "TWITTER", "X"),
    ];

    /// Those that posts are written for.
    pub const LIVE: [SocialChannel; 6] = [
        SocialChannel::Instagram,
        SocialChannel::Facebook,
        SocialChannel::LinkedIn,
        SocialChannel::Pinterest,
        SocialChannel::GoogleBusiness,
        SocialChannel::TikTok,
    ];

    /// The channel that it is here.
    pub const fn channel(self) -> Option<Channel> {
        Some(match self {
            SocialChannel::Facebook => Channel::Facebook,
            SocialChannel::Instagram => Channel::Instagram,
            SocialChannel::LinkedIn => Channel::LinkedIn,
            SocialChannel::Pinterest => Channel::Pinterest,
            SocialChannel::GoogleBusiness => Channel::GoogleBusiness,
            SocialChannel::TikTok => Channel::TikTok,
            SocialChannel::X => return None,
        })
    }
}
