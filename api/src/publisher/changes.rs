//! What may change of an item: the words of its content.

use domain::{
    channel::Channel,
    connection::ServerLimits,
    network::{check, rules},
    post::{Placement, PostKind, PostText},
    text,
};
use store::posts::Post;
use url::Url;
use wix::wire::{Item, ItemChanges, StoryContent, Words};

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
    let mut words = None;
    for (content, fields) in contents(sent)? {
        if content != own {
            let said = format!("This is content of another item. Send {own}.");
            return Err(Fault::field(format!("item.{content}"), "OTHER", said));
        }
        words = Some(fields);
    }
    let Some(words) = words else {
        let said = "Send the fields that change.";
        return Err(Fault::field(format!("item.{own}"), "REQUIRED_FIELD", said));
    };
    let field = |name: &str| format!("item.{own}.{name}");
    if post.kind == PostKind::Story {
        return unchanged(post, item, words, &own);
    }
    let captioned = is_captioned(post.channel);
    let (said, other) = match captioned {
        true => (words.caption, words.description.map(|_| "description")),
        false => (words.description, words.caption.map(|_| "caption")),
    };
    let word = if captioned { "caption" } else { "description" };
    if let Some(other) = other {
        let said = format!("{} has no {other}. Send {word}.", post.channel);
        return Err(Fault::field(field(other), "OTHER", said));
    }
    if words.media_wrapper.is_some() && words.media_wrapper != media(item, &own) {
        let said = "A picture cannot be changed here.";
        return Err(Fault::field(field("mediaWrapper"), "OTHER", said));
    }
    let mut text = post.text.clone();
    if let Some(said) = said {
        let read = text::paragraphs("The text", &said, WORDS);
        text.caption = read.map_err(|error| Fault::text(field(word), &error))?;
    }
    if let Some(title) = words.title {
        if rules(post.placement()).title_limit.is_none() {
            let said = format!("{} has no title.", post.channel);
            return Err(Fault::field(field("title"), "OTHER", said));
        }
        let title = text::optional_line("The title", &title, WORDS);
        let title = title.map_err(|error| Fault::text(field("title"), &error))?;
        text.title = Some(title).filter(|title| !title.is_empty());
    }
    if let Some(address) = words.link {
        text.link = link(field("link"), &address)?;
    }
    match check(post.placement(), told, &text, true).first() {
        Some(complaint) => Err(Fault::field(field(word), "OTHER", complaint.to_string())),
        None => Ok(text),
    }
}

/// A story as it stands: it can be sent back whole, and nothing of it can be changed.
fn unchanged(post: &Post, item: &Item, words: Words, own: &str) -> Result<PostText, Fault> {
    let field = |name: &str| format!("item.{own}.{name}");
    let said = [
        ("caption", words.caption),
        ("description", words.description),
        ("title", words.title),
        ("link", words.link),
    ];
    if let Some((name, _)) = said.iter().find(|(_, said)| said.is_some()) {
        let said = format!("A story has no {name}: its words are in its picture.");
        return Err(Fault::field(field(name), "OTHER", said));
    }
    if words.media_wrapper.is_some() && words.media_wrapper != media(item, own) {
        let said = "A picture cannot be changed here.";
        return Err(Fault::field(field("mediaWrapper"), "OTHER", said));
    }
    Ok(post.text.clone())
}

/// A story's content as if it were a post's: what does not belong there is in its rest.
fn as_words(story: StoryContent) -> Words {
    let StoryContent { media_wrapper, mut rest } = story;
    let mut text = |name| match rest.remove(name) {
        Some(serde_json::Value::String(text)) => Some(text),
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
