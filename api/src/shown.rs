//! Our activities and posts as the vendor shows them.

use std::collections::HashMap;

use domain::{
    activity::ActivityType,
    channel::Channel,
    connection::Connection,
    post::{PostKind, PostStatus},
};
use serde_json::{Map, Value};
use store::{StoreError, activities::Activity, posts::Post, whole_plan::WholePlan};
use wix::wire::{
    self, ChannelName, Instant, Item, ItemStatus, ItemType, MarketingActivity,
    MarketingActivityType, Media, MediaType, MediaWrapper, PlanActivity, PublicationError,
    SchedulingInfo, StoryContent, Words,
};

use crate::{Api, caller::Caller};

/// What showing needs to know of a site.
pub struct Shown<'a> {
    caller: &'a Caller,
    pictures: String,
    accounts: HashMap<Channel, String>,
}

impl<'a> Shown<'a> {
    /// For the site of a caller, with its connections.
    pub fn new(api: &Api, caller: &'a Caller, connections: &[Connection]) -> Self {
        Shown::at(api.public_url.as_str(), caller, connections)
    }

    /// The same for an installation at an address.
    pub fn at(public_url: &str, caller: &'a Caller, connections: &[Connection]) -> Self {
        let account = |connection: &Connection| (connection.channel, connection.id.to_string());
        let accounts = connections.iter().map(account).collect();
        Shown { caller, pictures: pictures(public_url, caller), accounts }
    }

    /// For the site of a caller, with the connections that were found with its plan.
    pub fn with(api: &Api, caller: &'a Caller, plan: &WholePlan) -> Result<Self, StoreError> {
        let connections = plan.connections()?;
        let accounts = connections.into_iter().map(|(channel, id)| (channel, id.to_owned()));
        let pictures = pictures(api.public_url.as_str(), caller);
        Ok(Shown { caller, pictures, accounts: accounts.collect() })
    }

    /// Whether the caller sees posts for a channel.
    pub fn sees(&self, channel: Channel) -> bool {
        self.caller.sees(channel)
    }

    /// The account that posts for a channel go to.
    pub fn account(&self, channel: Channel) -> Option<&str> {
        self.accounts.get(&channel).map(String::as_str)
    }

    /// The address that the pictures of the site have their ids below.
    pub fn pictures(&self) -> &str {
        &self.pictures
    }

    /// An activity of the plan, with those of its posts and stories that the caller sees, by
    /// channel.
    pub fn plan_activity(&self, activity: Activity, posts: &[Post]) -> PlanActivity {
        let mut seen: Vec<&Post> =
            posts.iter().filter(|post| self.caller.sees(post.channel)).collect();
        seen.sort_by_key(|post| (post.placement(), post.id));
        let mut rest = Map::new();
        rest.insert("videoCandidates".to_owned(), Value::Array(Vec::new()));
        PlanActivity {
            marketing_activity_id: activity.id.to_string(),
            date: Some(Instant(activity.starts_at)),
            title: activity.title,
            description: activity.description,
            marketing_activity_type: Some(kind(activity.kind)),
            items: seen.into_iter().map(|post| self.item(post)).collect(),
            rest,
        }
    }

    /// A post, or a story: a picture alone, with its words in it.
    pub fn item(&self, post: &Post) -> Item {
        let caption = Some(post.text.caption.clone());
        let picture = post.picture.map(|media| Media {
            kind: MediaType::Image,
            url: format!("{}/{media}", self.pictures),
            rest: Map::new(),
        });
        let words = Words {
            title: post.text.title.clone(),
            link: post.text.link.clone(),
            media_wrapper: picture
                .map(|picture| MediaWrapper { media: vec![picture], rest: Map::new() }),
            ..Words::default()
        };
        let mut item = Item {
            id: post.id.to_string(),
            channel: wire::Channel {
                name: name(post.channel),
                account_id: self.accounts.get(&post.channel).cloned(),
                rest: Map::new(),
            },
            kind: Some(item_type(post.kind)),
            status: Some(status(post.status)),
            scheduling_info: (post.status != PostStatus::Draft).then(|| SchedulingInfo {
                scheduled_date: Some(Instant(post.publish_at)),
                rest: Map::new(),
            }),
            external_item_url: post.live_link.clone(),
            reference_id: post.reference.clone(),
            publication_error: why(post.status, post.failure.as_deref())
                .map(|why| PublicationError { message: why.to_owned(), rest: Map::new() }),
            facebook_post: None,
            instagram_post: None,
            facebook_story: None,
            instagram_story: None,
            linkedin_post: None,
            pinterest_post: None,
            gbp_post: None,
            tiktok_photo: None,
            rest: Map::new(),
        };
        if let Some(own) = own_status(post.status) {
            item.rest.insert(OWN_STATUS.to_owned(), Value::from(own));
        }
        if post.kind == PostKind::Story {
            let story = StoryContent { media_wrapper: words.media_wrapper, rest: Map::new() };
            match post.channel {
                Channel::Facebook => item.facebook_story = Some(story),
                _ => item.instagram_story = Some(story),
            }
            return item;
        }
        let captioned = || Some(Words { caption: caption.clone(), ..words.clone() });
        let described = || Some(Words { description: caption.clone(), ..words.clone() });
        match post.channel {
            Channel::Facebook => item.facebook_post = captioned(),
            Channel::Instagram => item.instagram_post = captioned(),
            Channel::LinkedIn => item.linkedin_post = captioned(),
            Channel::Pinterest => item.pinterest_post = described(),
            Channel::GoogleBusiness => item.gbp_post = described(),
            Channel::TikTok => item.tiktok_photo = described(),
            channel @ (Channel::Threads | Channel::Bluesky | Channel::Mastodon | Channel::X) => {
                let content = captioned().map(serde_json::to_value).and_then(Result::ok);
                item.rest
                    .extend(content.map(|content| (format!("{}Post", channel.code()), content)));
            }
        }
        item
    }
}

fn pictures(public_url: &str, caller: &Caller) -> String {
    format!("{}/pictures/{}", public_url.trim_end_matches('/'), caller.scope.site)
}

/// An activity by itself.
pub fn marketing_activity(activity: Activity) -> MarketingActivity {
    MarketingActivity {
        id: Some(activity.id.to_string()),
        title: Some(activity.title),
        description: Some(activity.description).filter(|description| !description.is_empty()),
        target_date: Some(Instant(activity.starts_at)),
        marketing_activity_type: Some(kind(activity.kind)),
        rest: Map::new(),
    }
}

/// The vendor's word for a kind of activity.
pub const fn kind(kind: ActivityType) -> MarketingActivityType {
    match kind {
        ActivityType::SocialMarketing => MarketingActivityType::SocialMarketing,
        ActivityType::Blog => MarketingActivityType::Blog,
        ActivityType::EmailMarketing => MarketingActivityType::EmailMarketing,
    }
}

/// The vendor's word for a kind of post.
pub const fn item_type(kind: PostKind) -> ItemType {
    match kind {
        PostKind::Post => ItemType::Post,
        PostKind::Story => ItemType::Story,
    }
}

/// The vendor's word for a channel, or ours for one that the vendor does not know.
pub fn name(channel: Channel) -> ChannelName {
    match channel {
        Channel::Facebook => ChannelName::Facebook,
        Channel::Instagram => ChannelName::Instagram,
        Channel::LinkedIn => ChannelName::Linkedin,
        Channel::Pinterest => ChannelName::Pinterest,
        Channel::GoogleBusiness => ChannelName::Gbp,
        Channel::TikTok => ChannelName::Tiktok,
        Channel::Threads | Channel::Bluesky | Channel::Mastodon | Channel::X => {
            ChannelName::Other(channel.code().to_ascii_uppercase())
        }
    }
}

/// The vendor has no word for *missed* and *uncertain*. A missed post did not go out; of an
/// uncertain one it is not known, so it is still being processed.
pub const fn status(status: PostStatus) -> ItemStatus {
    match status {
        PostStatus::Draft => ItemStatus::Draft,
        PostStatus::Scheduled => ItemStatus::Scheduled,
        PostStatus::Processing | PostStatus::Uncertain => ItemStatus::Processing,
        PostStatus::Published => ItemStatus::Published,
        PostStatus::Failed | PostStatus::Missed => ItemStatus::Failed,
        PostStatus::Canceled => ItemStatus::Canceled,
    }
}

/// The field of an item that says what the vendor has no word for.
pub const OWN_STATUS: &str = "almanacStatus";

/// Our own word for where a post stands, where the vendor's [`status`] says less.
pub const fn own_status(status: PostStatus) -> Option<&'static str> {
    match status {
        PostStatus::Missed | PostStatus::Uncertain => Some(status.code()),
        _ => None,
    }
}

/// Why a post is not out, or may not be.
pub fn why(status: PostStatus, failure: Option<&str>) -> Option<&str> {
    let told = matches!(status, PostStatus::Failed | PostStatus::Missed | PostStatus::Uncertain);
    failure.filter(|_| told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_status_is_lost_in_the_words_of_wix() {
        for posts in PostStatus::ALL {
            let (word, own) = (status(posts), own_status(posts));
            let read_back: Vec<PostStatus> = PostStatus::ALL
                .into_iter()
                .filter(|other| (status(*other), own_status(*other)) == (word.clone(), own))
                .collect();
            assert_eq!(read_back, [posts]);
            assert!(own.is_none_or(|own| own.parse() == Ok(posts)));
            assert_eq!(word == ItemStatus::Published, posts == PostStatus::Published);
        }
    }
}
