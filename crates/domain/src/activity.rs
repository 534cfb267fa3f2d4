//! An activity: one planned marketing action, and why it is in the plan.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::plan::UnknownWord;

/// What kind of action. The words are those of the Marketing Plan API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ActivityType {
    /// A social campaign: posts on the site's channels.
    SocialMarketing,
    /// A blog article.
    Blog,
    /// An email to customers.
    EmailMarketing,
}

impl ActivityType {
    /// Every kind, in the order pages show them.
    pub const ALL: [ActivityType; 3] =
        [ActivityType::SocialMarketing, ActivityType::Blog, ActivityType::EmailMarketing];

    /// The word in the database and on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            ActivityType::SocialMarketing => "SOCIAL_MARKETING",
            ActivityType::Blog => "BLOG",
            ActivityType::EmailMarketing => "EMAIL_MARKETING",
        }
    }

    /// The word on a page.
    pub const fn word(self) -> &'static str {
        match self {
            ActivityType::SocialMarketing => "Social campaign",
            ActivityType::Blog => "Blog post",
            ActivityType::EmailMarketing => "Email",
        }
    }
}

impl FromStr for ActivityType {
    type Err = UnknownWord;
    fn from_str(code: &str) -> Result<Self, UnknownWord> {
        ActivityType::ALL
            .into_iter()
            .find(|kind| kind.code() == code)
            .ok_or_else(|| UnknownWord::of(code))
    }
}
