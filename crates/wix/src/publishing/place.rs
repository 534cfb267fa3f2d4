//! Where on a network a channel's posts go, of what is connected at Wix: what a connection keeps.

use domain::{channel::Channel, contract::Credentials};
use serde::{Deserialize, Serialize};

/// An account at Wix, and the part of it that posts stand on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The account.
    account: String,
    /// A page, a board, a location, an author, or who may see a post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    part: Option<String>,
}

impl Place {
    /// An account and a part of it.
    pub const fn new(account: String, part: Option<String>) -> Self {
        Place { account, part }
    }

    /// To be sealed.
    pub fn credentials(&self) -> Credentials {
        // Texts alone: writing them as JSON cannot fail.
        Credentials::new(serde_json::to_string(self).unwrap_or_default())
    }

    /// From what a connection keeps; none of what holds no such thing.
    pub(super) fn opened(kept: Option<&Credentials>) -> Option<Self> {
        serde_json::from_str(kept?.reveal()).ok()
    }

    /// The account.
    pub(super) fn account(&self) -> &str {
        &self.account
    }

    /// The field of an item's content that names the part, and the part.
    pub(super) fn part(&self, channel: Channel) -> Option<(&'static str, &str)> {
        Some((part_of(channel)?, self.part.as_deref()?))
    }

    /// What a form calls it.
    pub(super) fn id(&self) -> String {
        match &self.part {
            Some(part) => format!("{}/{part}", self.account),
            None => self.account.clone(),
        }
    }
}

/// What the part of an account is called in the content of an item.
const fn part_of(channel: Channel) -> Option<&'static str> {
    match channel {
        Channel::Facebook => Some("pageId"),
        Channel::LinkedIn => Some("authorId"),
        Channel::Pinterest => Some("boardId"),
        Channel::GoogleBusiness => Some("locationId"),
        Channel::TikTok => Some("privacyLevel"),
        Channel::Instagram
        | Channel::Threads
        | Channel::Bluesky
        | Channel::Mastodon
        | Channel::X => None,
    }
}
