//! Our posts as the content of items.

use domain::{
    channel::Channel,
    network::rules,
    post::{Placement, PostKind, PostText},
};
use serde_json::Map;

use crate::wire::{ChannelName, ItemChanges, Media, MediaType, MediaWrapper, StoryContent, Words};

/// What the vendor calls a network; none that it does not know.
pub(crate) const fn name(channel: Channel) -> Option<ChannelName> {
    match channel {
        Channel::Facebook => Some(ChannelName::Facebook),
        Channel::Instagram => Some(ChannelName::Instagram),
        Channel::LinkedIn => Some(ChannelName::Linkedin),
        Channel::Pinterest => Some(ChannelName::Pinterest),
        Channel::GoogleBusiness => Some(ChannelName::Gbp),
        Channel::TikTok => Some(ChannelName::Tiktok),
        Channel::Threads | Channel::Bluesky | Channel::Mastodon | Channel::X => None,
    }
}

/// A text in the vendor's fields: a caption on some networks, a description on the others, and a
/// title where there is one.
pub(crate) fn said(channel: Channel, text: &PostText) -> Words {
    let titled = rules(Placement::post(channel)).title_limit.is_some();
    let title = text.title.clone().filter(|_| titled);
    let words = Words { title, link: text.link.clone(), ..Words::default() };
    match channel {
        Channel::Pinterest | Channel::GoogleBusiness | Channel::TikTok => {
            Words { description: Some(text.caption.clone()), ..words }
        }
        _ => Words { caption: Some(text.caption.clone()), ..words },
    }
}

/// The one picture of a content, at its address.
pub(crate) fn showing(address: String) -> MediaWrapper {
    let picture = Media { kind: MediaType::Image, url: address, rest: Map::new() };
    MediaWrapper { media: vec![picture], rest: Map::new() }
}

/// Words as the content that belongs to a placement. A story has none beside its picture.
pub(crate) fn content(placement: Placement, words: Words) -> ItemChanges {
    let none = ItemChanges::default();
    let words = Some(words);
    let story = |words: Option<Words>| {
        words.map(|words| StoryContent { media_wrapper: words.media_wrapper, rest: words.rest })
    };
    match (placement.kind, placement.channel) {
        (PostKind::Story, Channel::Facebook) => {
            ItemChanges { facebook_story: story(words), ..none }
        }
        (PostKind::Story, _) => ItemChanges { instagram_story: story(words), ..none },
        (PostKind::Post, Channel::Facebook) => ItemChanges { facebook_post: words, ..none },
        (PostKind::Post, Channel::Instagram) => ItemChanges { instagram_post: words, ..none },
        (PostKind::Post, Channel::LinkedIn) => ItemChanges { linkedin_post: words, ..none },
        (PostKind::Post, Channel::Pinterest) => ItemChanges { pinterest_post: words, ..none },
        (PostKind::Post, Channel::GoogleBusiness) => ItemChanges { gbp_post: words, ..none },
        (PostKind::Post, Channel::TikTok) => ItemChanges { tiktok_photo: words, ..none },
        (PostKind::Post, Channel::Threads | Channel::Bluesky | Channel::Mastodon | Channel::X) => {
            none
        }
    }
}
