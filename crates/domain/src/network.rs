//! One table of network rules: composing, scheduling and publishing all ask it.
//!
//! Limits change; each row names where it was read and when. Where sources differ the
//! looser limit refuses and the stricter one is left to advice.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    channel::Channel,
    connection::ServerLimits,
    post::{Placement, PostKind, PostText},
};

mod counting;
mod table;

pub use counting::{Counting, count};
pub use table::rules;

/// The shape of picture that a network shows without cutting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// 1080 × 1080 pixels, 1:1.
    Square,
    /// 1080 × 1350 pixels, 4:5.
    Portrait,
    /// 1000 × 1500 pixels, 2:3.
    Pin,
    /// 1080 × 1920 pixels, 9:16.
    Tall,
    /// 1200 × 900 pixels, 4:3.
    Card,
    /// 1200 × 628 pixels, 1.91:1.
    Wide,
}

impl Shape {
    /// Width and height in pixels.
    pub const fn size(self) -> (u32, u32) {
        match self {
            Shape::Square => (1080, 1080),
            Shape::Portrait => (1080, 1350),
            Shape::Pin => (1000, 1500),
            Shape::Tall => (1080, 1920),
            Shape::Card => (1200, 900),
            Shape::Wide => (1200, 628),
        }
    }

    /// The word in the database and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Shape::Square => "square",
            Shape::Portrait => "portrait",
            Shape::Pin => "pin",
            Shape::Tall => "tall",
            Shape::Card => "card",
            Shape::Wide => "wide",
        }
    }
}

/// What one network takes in one placement.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// The network.
    pub channel: Channel,
    /// The longest caption, in the network's own units. Of a story: the longest words that we
    /// draw into its picture.
    pub caption_limit: usize,
    /// How those units are counted.
    pub counting: Counting,
    /// How much of a caption is shown before *more*, in characters; `None` when all of it is.
    pub fold: Option<usize>,
    /// The longest title, in UTF-16 units; `None` when the network has no title.
    pub title_limit: Option<usize>,
    /// The most hashtags.
    pub hashtag_limit: Option<usize>,
    /// Whether a web address in the caption can be followed.
    pub links_in_caption: bool,
    /// Whether a post without a picture is refused.
    pub picture_required: bool,
    /// The largest picture in bytes.
    pub picture_bytes: usize,
    /// The shape of picture we draw.
    pub shape: Shape,
    /// The longest picture description.
    pub alt_text_limit: usize,
    /// How that is counted.
    pub alt_text_counting: Counting,
    /// Where the row was read.
    pub source: &'static str,
}

/// When the rows below were last compared with their sources.
pub const CHECKED_ON: &str = "2026-11-21";

/// The longest words in the picture of a story, in visible characters. Ours, no network's: what
/// is longer is too small to be read in the five seconds for which a picture is shown.
const STORY_WORDS: usize = 80;

impl Rules {
    /// The rules of a placement at an account whose server told what it takes.
    pub fn of(placement: Placement, told: Option<&ServerLimits>) -> Rules {
        let rules = rules(placement);
        let Some(told) = told.filter(|_| placement.channel == Channel::Mastodon) else {
            return rules;
        };
        Rules {
            caption_limit: told.characters,
            counting: Counting::Mastodon { per_address: told.characters_per_address },
            alt_text_limit: told.description,
            picture_bytes: told.picture_bytes,
            ..rules
        }
    }
}

/// Whether a network shows stories.
pub const fn has_stories(channel: Channel) -> bool {
    matches!(channel, Channel::Instagram | Channel::Facebook)
}

/// The largest picture in bytes that every network takes.
pub fn picture_bytes_everywhere() -> usize {
    let bytes = Channel::ALL.map(|channel| rules(Placement::post(channel)).picture_bytes);
    bytes.into_iter().fold(usize::MAX, usize::min)
}

/// Whether each post of a network goes to a board, which is chosen when it is connected.
pub const fn has_boards(channel: Channel) -> bool {
    matches!(channel, Channel::Pinterest)
}

/// How many bytes of UTF-8 a caption may take, where a network bounds that too.
pub const fn caption_bytes(channel: Channel) -> Option<usize> {
    match channel {
        // AT Protocol lexicon app.bsky.feed.post, maxLength of text.
        Channel::Bluesky => Some(3_000),
        _ => None,
    }
}

/// The hashtags of a caption, without their sign.
pub fn hashtags(caption: &str) -> impl Iterator<Item = &str> {
    caption.split_whitespace().filter_map(|word| {
        let tag = word.strip_prefix('#')?.trim_end_matches(|c: char| !c.is_alphanumeric());
        (!tag.is_empty()).then_some(tag)
    })
}

/// What a network would refuse, in words for the person who can mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Complaint {
    /// No words at all.
    #[error("{0} needs words. Write a caption.")]
    NoCaption(Channel),
    /// The caption is too long.
    #[error("{channel} takes {limit} characters and this caption has {count}. Cut {}.", count - limit)]
    CaptionTooLong {
        /// The network.
        channel: Channel,
        /// Its limit.
        limit: usize,
        /// The caption's length, as it counts.
        count: usize,
    },
    /// The caption takes more bytes than the network stores.
    #[error(
        "{channel} stores {limit} bytes and this caption takes {count}. Use fewer emoji, or cut words."
    )]
    CaptionTooHeavy {
        /// The network.
        channel: Channel,
        /// Its limit in bytes of UTF-8.
        limit: usize,
        /// What the caption takes.
        count: usize,
    },
    /// The title is missing.
    #[error("{0} needs a title.")]
    NoTitle(Channel),
    /// The title is too long.
    #[error("{channel} takes a title of {limit} characters and this one has {count}. Cut {}.", count - limit)]
    TitleTooLong {
        /// The network.
        channel: Channel,
        /// Its limit.
        limit: usize,
        /// The title's length.
        count: usize,
    },
    /// The words in a story's picture are too long.
    #[error("The picture of a story holds {limit} characters and these words have {count}. Cut {}.", count - limit)]
    StoryWordsTooLong {
        /// The limit.
        limit: usize,
        /// The length of the words.
        count: usize,
    },
    /// The network has no stories.
    #[error("{0} has no stories. Delete this one.")]
    NoStories(Channel),
    /// Too many hashtags.
    #[error("{channel} takes {limit} hashtags and this caption has {count}. Remove {}.", count - limit)]
    TooManyHashtags {
        /// The network.
        channel: Channel,
        /// Its limit.
        limit: usize,
        /// Hashtags found.
        count: usize,
    },
    /// The picture is missing.
    #[error("{0} needs a picture. Draw one.")]
    NoPicture(Channel),
    /// The picture description is too long.
    #[error("{channel} takes a picture text of {limit} characters and this one has {count}. Cut {}.", count - limit)]
    AltTextTooLong {
        /// The network.
        channel: Channel,
        /// Its limit.
        limit: usize,
        /// The description's length.
        count: usize,
    },
}

/// The words of a post as its network is given them: with its link below, where a network has no
/// other place for one, unless it stands in them.
pub fn words(channel: Channel, text: &PostText) -> Cow<'_, str> {
    let below = matches!(channel, Channel::Mastodon | Channel::X);
    match &text.link {
        Some(link) if below && !text.caption.contains(link.as_str()) => {
            Cow::Owned(format!("{}\n\n{link}", text.caption))
        }
        _ => Cow::Borrowed(&text.caption),
    }
}

/// Everything the network would refuse about a post or a story. Empty means it would take it.
/// `told` is what the account's server said it takes.
pub fn check(
    placement: Placement,
    told: Option<&ServerLimits>,
    text: &PostText,
    has_picture: bool,
) -> Vec<Complaint> {
    let Placement { channel, kind } = placement;
    let rules = Rules::of(placement, told);
    let mut complaints = Vec::new();
    let words = words(channel, text);
    let (limit, length) = (rules.caption_limit, count(rules.counting, &words));
    match kind {
        PostKind::Story => {
            if !has_stories(channel) {
                return vec![Complaint::NoStories(channel)];
            }
            // A picture without words is a story all the same.
            if length > limit {
                complaints.push(Complaint::StoryWordsTooLong { limit, count: length });
            }
        }
        PostKind::Post => {
            if text.caption.trim().is_empty() {
                complaints.push(Complaint::NoCaption(channel));
            }
            if length > limit {
                complaints.push(Complaint::CaptionTooLong { channel, limit, count: length });
            }
            let bytes = words.len();
            if let Some(limit) = caption_bytes(channel).filter(|limit| bytes > *limit) {
                complaints.push(Complaint::CaptionTooHeavy { channel, limit, count: bytes });
            }
        }
    }
    if let Some(limit) = rules.title_limit {
        let length = count(Counting::Utf16, text.title.as_deref().unwrap_or_default());
        if length == 0 {
            complaints.push(Complaint::NoTitle(channel));
        } else if length > limit {
            complaints.push(Complaint::TitleTooLong { channel, limit, count: length });
        }
    }
    if let Some(limit) = rules.hashtag_limit {
        let found = hashtags(&text.caption).count();
        if found > limit {
            complaints.push(Complaint::TooManyHashtags { channel, limit, count: found });
        }
    }
    if rules.picture_required && !has_picture {
        complaints.push(Complaint::NoPicture(channel));
    }
    let alt = count(rules.alt_text_counting, &text.alt_text);
    if alt > rules.alt_text_limit {
        complaints.push(Complaint::AltTextTooLong {
            channel,
            limit: rules.alt_text_limit,
            count: alt,
        });
    }
    complaints
}

/// The part of a caption that shows before *more*, and the rest. Never splits a character;
/// prefers the space before the fold.
pub fn fold(channel: Channel, caption: &str) -> (&str, &str) {
    let Some(limit) = table::post(channel).fold else { return (caption, "") };
    let mut last_space = None;
    for (shown, (at, cluster)) in caption.grapheme_indices(true).enumerate() {
        if shown == limit {
            return caption.split_at(last_space.unwrap_or(at));
        }
        if cluster.chars().all(char::is_whitespace) {
            last_space = Some(at);
        }
    }
    (caption, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caption(text: &str) -> PostText {
        PostText { caption: text.into(), title: Some("Title".into()), ..PostText::default() }
    }

    #[test]
    fn the_limit_itself_is_allowed_and_one_more_is_named() {
        for channel in Channel::ALL {
            let posts = Placement::post(channel);
            let limit = rules(posts).caption_limit;
            assert_eq!(check(posts, None, &caption(&"x".repeat(limit)), true), []);
            let complaints = check(posts, None, &caption(&"x".repeat(limit + 1)), true);
            assert_eq!(
                complaints,
                [Complaint::CaptionTooLong { channel, limit, count: limit + 1 }]
            );
        }
    }

    #[test]
    fn a_caption_that_is_short_enough_may_be_too_heavy() {
        let bluesky = Placement::post(Channel::Bluesky);
        let family = "👨‍👩‍👧".repeat(200);
        let complaints = check(bluesky, None, &caption(&family), true);
        let (limit, count) = (3_000, 3_600);
        let channel = Channel::Bluesky;
        assert_eq!(complaints, [Complaint::CaptionTooHeavy { channel, limit, count }]);
    }

    #[test]
    fn a_complaint_says_what_to_do() {
        let threads = Placement::post(Channel::Threads);
        let complaints = check(threads, None, &caption("#one #two"), true);
        assert_eq!(
            complaints.iter().map(Complaint::to_string).collect::<Vec<_>>(),
            ["Threads takes 1 hashtags and this caption has 2. Remove 1."]
        );
        let instagram = Placement::post(Channel::Instagram);
        let complaints = check(instagram, None, &caption("words"), false);
        assert_eq!(complaints, [Complaint::NoPicture(Channel::Instagram)]);
    }

    #[test]
    fn a_story_is_a_tall_picture_with_few_words_in_it_on_the_networks_that_have_stories() {
        let with: Vec<Channel> = Channel::ALL.into_iter().filter(|one| has_stories(*one)).collect();
        assert_eq!(with, [Channel::Instagram, Channel::Facebook]);
        for channel in with {
            let stories = Placement::story(channel);
            let rules = rules(stories);
            assert_eq!(rules.shape.size(), (1080, 1920));
            assert!(!rules.source.is_empty());
            let limit = rules.caption_limit;
            assert_eq!(check(stories, None, &PostText::default(), true), [], "no words are needed");
            assert_eq!(check(stories, None, &caption(&"ä".repeat(limit)), true), []);
            let complaints = check(stories, None, &caption(&"ä".repeat(limit + 1)), true);
            assert_eq!(complaints, [Complaint::StoryWordsTooLong { limit, count: limit + 1 }]);
            let complaints = check(stories, None, &caption("Rye"), false);
            assert_eq!(complaints, [Complaint::NoPicture(channel)]);
        }
        let nowhere = check(Placement::story(Channel::LinkedIn), None, &caption("Rye"), true);
        assert_eq!(nowhere, [Complaint::NoStories(Channel::LinkedIn)]);
    }

    #[test]
    fn the_fold_breaks_at_a_space() {
        let words = "word ".repeat(40);
        let (shown, rest) = fold(Channel::Instagram, &words);
        assert_eq!(shown.len(), 124);
        assert!(rest.starts_with(' '));
        assert_eq!(fold(Channel::Bluesky, &words), (words.as_str(), ""));
    }

    #[test]
    fn a_server_that_told_what_it_takes_is_believed() {
        let mastodon = Placement::post(Channel::Mastodon);
        let told = ServerLimits {
            characters: 40,
            characters_per_address: 30,
            description: 5,
            picture_bytes: 1_000_000,
            picture_types: Vec::new(),
        };
        let short = PostText { caption: "Rye on Fridays.".into(), ..PostText::default() };
        assert_eq!(check(mastodon, Some(&told), &short, false), []);

        let linked = PostText { link: Some("https://rosas.example/".into()), ..short.clone() };
        let complaints = check(mastodon, Some(&told), &linked, false);
        let (channel, limit) = (Channel::Mastodon, 40);
        assert_eq!(complaints, [Complaint::CaptionTooLong { channel, limit, count: 15 + 2 + 30 }]);
        assert_eq!(check(mastodon, None, &linked, false), []);

        let described = PostText { alt_text: "👨‍👩‍👧!".into(), ..short };
        let complaints = check(mastodon, Some(&told), &described, true);
        assert_eq!(complaints, [Complaint::AltTextTooLong { channel, limit: 5, count: 6 }]);
        assert_eq!(Rules::of(Placement::post(Channel::Bluesky), Some(&told)).caption_limit, 300);
    }
}
