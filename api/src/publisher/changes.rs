//! The content of an item: what a new one says, and what may change of one.

use domain::{
    channel::Channel,
    connection::{Connection, ServerLimits},
    network::{Complaint, check, rules},
    post::{Placement, PostKind, PostText},
    text,
};
use serde_json::Value;
use store::posts::Post;
use url::Url;
use wix::wire::{Item, ItemChanges, MediaType, StoryContent, Words};

use super::accounts;
use crate::fault::Fault;

/// The longest link.
const LINK: usize = 2_048;
/// The longest words that are looked at; each network's own limit is smaller.
const WORDS: usize = 70_000;

/// What a post says once it has changed as asked. What is sent as it stands is no change, so
/// that a whole item may be sent back. `told` is what the account's server said it takes.
pub fn read(
    post: &Post,
    told: Option<&ServerLimits>,
    item: &Item,
    sent: ItemChanges,
) -> Result<PostText, Fault> {
    let own = name(post.placement());
    let words = only(sent, &own, "Send the fields that change.")?;
    let field = |name: &str| format!("item.{own}.{name}");
    if post.kind == PostKind::Story {
        return unchanged(post, item, words, &own);
    }
    if words.media_wrapper.is_some() && words.media_wrapper != media(item, &own) {
        let said = "A picture cannot be changed here.";
        return Err(Fault::field(field("mediaWrapper"), "OTHER", said));
    }
    let text = said(post.placement(), &own, words, post.text.clone())?;
    let field = field(word(post.channel));
    match check(post.placement(), told, &text, true).first() {
        Some(complaint) => Err(Fault::field(field, "OTHER", complaint.to_string())),
        None => Ok(text),
    }
}

/// What a new item says and shows: a draft, which may still lack something. `told` is what the
/// account's server said it takes.
pub fn made(
    placement: Placement,
    sent: ItemChanges,
    connection: Option<&Connection>,
    told: Option<&ServerLimits>,
) -> Result<(PostText, Option<Shows>), Fault> {
    let own = name(placement);
    let mut words = only(sent, &own, "Send its content.")?;
    accounts::parts_are_of(&own, &words.rest, connection)?;
    let shows = shows(&own, &mut words)?;
    let text = match placement.kind {
        PostKind::Story => unsaid(&own, &words).map(|()| PostText::default())?,
        PostKind::Post => said(placement, &own, words, PostText::default())?,
    };
    let lacks = |complaint: &Complaint| {
        let lacking = [Complaint::NoCaption, Complaint::NoTitle, Complaint::NoPicture];
        lacking.iter().any(|lacking| *complaint == lacking(placement.channel))
    };
    match check(placement, told, &text, true).into_iter().find(|complaint| !lacks(complaint)) {
        Some(complaint) => {
            let field = format!("item.{own}.{}", word(placement.channel));
            Err(Fault::field(field, "OTHER", complaint.to_string()))
        }
        None => Ok((text, shows)),
    }
}

/// The one content that belongs to an item.
fn only(sent: ItemChanges, own: &str, missing: &str) -> Result<Words, Fault> {
    let mut words = None;
    for (content, fields) in contents(sent)? {
        if content != own {
            let said = format!("This is content of another item. Send {own}.");
            return Err(Fault::field(format!("item.{content}"), "OTHER", said));
        }
        words = Some(fields);
    }
    words.ok_or_else(|| Fault::field(format!("item.{own}"), "REQUIRED_FIELD", missing))
}

/// What the text of a channel's post is called.
const fn word(channel: Channel) -> &'static str {
    if is_captioned(channel) { "caption" } else { "description" }
}

/// A text with the words that were sent laid over it.
fn said(
    placement: Placement,
    own: &str,
    words: Words,
    mut text: PostText,
) -> Result<PostText, Fault> {
    let channel = placement.channel;
    let field = |name: &str| format!("item.{own}.{name}");
    let (said, other) = match is_captioned(channel) {
        true => (words.caption, words.description.map(|_| "description")),
        false => (words.description, words.caption.map(|_| "caption")),
    };
    let word = word(channel);
    if let Some(other) = other {
        let said = format!("{channel} has no {other}. Send {word}.");
        return Err(Fault::field(field(other), "OTHER", said));
    }
    if let Some(said) = said {
        let read = text::paragraphs("The text", &said, WORDS);
        text.caption = read.map_err(|error| Fault::text(field(word), &error))?;
    }
    if let Some(title) = words.title {
        if rules(placement).title_limit.is_none() {
            let said = format!("{channel} has no title.");
            return Err(Fault::field(field("title"), "OTHER", said));
        }
        let title = text::optional_line("The title", &title, WORDS);
        let title = title.map_err(|error| Fault::text(field("title"), &error))?;
        text.title = Some(title).filter(|title| !title.is_empty());
    }
    if let Some(address) = words.link {
        text.link = link(field("link"), &address)?;
    }
    Ok(text)
}

/// The address of a new item's picture, and the field that it stands in.
pub struct Shows {
    /// `item.instagramPost.mediaWrapper.media[0].url` and the like.
    pub field: String,
    /// The address.
    pub url: Url,
}

/// The one picture of a new item, in a media wrapper or by its address alone.
fn shows(own: &str, words: &mut Words) -> Result<Option<Shows>, Fault> {
    const NO_VIDEO: &str = "No video can be published here yet. Send a picture.";
    let field = |name: &str| format!("item.{own}.{name}");
    if words.rest.contains_key("videoUrl") {
        return Err(Fault::field(field("videoUrl"), "OTHER", NO_VIDEO));
    }
    let alone = match words.rest.remove("imageUrl") {
        None | Some(Value::Null) => None,
        Some(Value::String(address)) => Some((field("imageUrl"), address)),
        Some(_) => return Err(Fault::type_of(field("imageUrl"))),
    };
    let media = words.media_wrapper.take().unwrap_or_default().media;
    if media.len() + usize::from(alone.is_some()) > 1 {
        let said = "One picture can be published with a post here. Send one.";
        return Err(Fault::field(field("mediaWrapper.media"), "MAX_SIZE", said));
    }
    if media.first().is_some_and(|media| media.kind != MediaType::Image) {
        return Err(Fault::field(field("mediaWrapper.media[0].type"), "OTHER", NO_VIDEO));
    }
    let wrapped = media.into_iter().next();
    let wrapped = wrapped.map(|media| (field("mediaWrapper.media[0].url"), media.url));
    let Some((field, address)) = wrapped.or(alone) else { return Ok(None) };
    match Url::parse(address.trim()) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(Some(Shows { field, url })),
        _ => Err(Fault::field(field, "FORMAT", "This is not a web address.")),
    }
}

/// A story as it stands: it can be sent back whole, and nothing of it can be changed.
fn unchanged(post: &Post, item: &Item, words: Words, own: &str) -> Result<PostText, Fault> {
    unsaid(own, &words)?;
    if words.media_wrapper.is_some() && words.media_wrapper != media(item, own) {
        let said = "A picture cannot be changed here.";
        return Err(Fault::field(format!("item.{own}.mediaWrapper"), "OTHER", said));
    }
    Ok(post.text.clone())
}

/// A story says nothing beside its picture.
fn unsaid(own: &str, words: &Words) -> Result<(), Fault> {
    let said = [
        ("caption", &words.caption),
        ("description", &words.description),
        ("title", &words.title),
        ("link", &words.link),
    ];
    match said.iter().find(|(_, said)| said.is_some()) {
        Some((name, _)) => {
            let said = format!("A story has no {name}: its words are in its picture.");
            Err(Fault::field(format!("item.{own}.{name}"), "OTHER", said))
        }
        None => Ok(()),
    }
}

/// A story's content as if it were a post's: what does not belong there is in its rest.
fn as_words(story: StoryContent) -> Words {
    let StoryContent { media_wrapper, mut rest } = story;
    let mut text = |name| match rest.remove(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    let (title, caption) = (text("title"), text("caption"));
    let (description, link) = (text("description"), text("link"));
    Words { title, caption, description, link, media_wrapper, rest }
}

fn contents(sent: ItemChanges) -> Result<Vec<(String, Words)>, Fault> {
    let stories =
        [(Channel::Facebook, sent.facebook_story), (Channel::Instagram, sent.instagram_story)];
    let stories = stories
        .into_iter()
        .filter_map(|(channel, story)| Some((name(Placement::story(channel)), as_words(story?))));
    let known = [
        (Channel::Facebook, sent.facebook_post),
        (Channel::Instagram, sent.instagram_post),
        (Channel::LinkedIn, sent.linkedin_post),
        (Channel::Pinterest, sent.pinterest_post),
        (Channel::GoogleBusiness, sent.gbp_post),
        (Channel::TikTok, sent.tiktok_photo),
    ];
    let posts = known
        .into_iter()
        .filter_map(|(channel, words)| Some((name(Placement::post(channel)), words?)));
    let mut contents: Vec<(String, Words)> = posts.chain(stories).collect();
    let mut rest = sent.rest;
    for channel in [Channel::Threads, Channel::Bluesky, Channel::Mastodon, Channel::X] {
        let name = name(Placement::post(channel));
        if let Some(words) = rest.remove(&name) {
            let words = serde_json::from_value(words);
            let words = words.map_err(|_| Fault::type_of(format!("item.{name}")))?;
            contents.push((name, words));
        }
    }
    Ok(contents)
}

/// The field that holds the content of a placement.
fn name(placement: Placement) -> String {
    match (placement.channel, placement.kind) {
        (channel, PostKind::Story) => format!("{}Story", channel.code()),
        (Channel::GoogleBusiness, PostKind::Post) => "gbpPost".to_owned(),
        (Channel::TikTok, PostKind::Post) => "tiktokPhoto".to_owned(),
        (other, PostKind::Post) => format!("{}Post", other.code()),
    }
}

/// Whether a channel's text is called `caption`; else it is `description`.
const fn is_captioned(channel: Channel) -> bool {
    !matches!(channel, Channel::Pinterest | Channel::GoogleBusiness | Channel::TikTok)
}

fn media(item: &Item, own: &str) -> Option<wix::wire::MediaWrapper> {
    let shown = serde_json::to_value(item).ok()?;
    serde_json::from_value(shown.get(own)?.get("mediaWrapper")?.clone()).ok()
}

fn link(field: String, address: &str) -> Result<Option<String>, Fault> {
    let address = address.trim();
    if address.is_empty() {
        return Ok(None);
    }
    let long = address.len() > LINK;
    match Url::parse(address) {
        Ok(url) if !long && matches!(url.scheme(), "http" | "https") => Ok(Some(url.into())),
        _ => {
            let said = format!("This is not a web address of at most {LINK} characters.");
            Err(Fault::field(field, "FORMAT", said))
        }
    }
}
