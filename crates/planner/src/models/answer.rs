//! The posts that a model wrote, read strictly.

use domain::{
    contract::Brief,
    network::rules,
    post::{Placement, PostKind, PostText},
    text,
};
use serde::{Deserialize, de::DeserializeOwned};

use super::prompt::{code, leads_apart, page};

/// The longest text that is taken, in visible characters. Networks have limits of their own.
const LONGEST: usize = 10_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    posts: Vec<WrittenPost>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPost {
    placement: String,
    title: Option<String>,
    caption: String,
    alt_text: String,
}

/// Why an answer cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is no JSON.
    NoJson,
    /// It is other JSON than was asked for.
    OtherJson,
}

/// The posts of an answer, one for each placement asked for at most; what nobody asked for is
/// left out, and so is what cannot be shown. JSON in a code fence or between other words is
/// taken as meant.
pub(super) fn read(
    said: &str,
    brief: &Brief<'_>,
    placements: &[Placement],
) -> Result<Vec<(Placement, PostText)>, Unread> {
    let Written { posts } = json_in(said)?;
    let mut texts: Vec<(Placement, PostText)> = Vec::new();
    for post in posts {
        let asked = placements.iter().find(|placement| code(**placement) == post.placement);
        let Some(placement) = asked else { continue };
        let known = texts.iter().any(|(other, _)| other == placement);
        if let Some(text) = taken(post, brief, *placement).filter(|_| !known) {
            texts.push((*placement, text));
        }
    }
    Ok(texts)
}

/// The JSON object in an answer.
pub(super) fn json_in<T: DeserializeOwned>(said: &str) -> Result<T, Unread> {
    let within = said.find('{').zip(said.rfind('}')).and_then(|(start, end)| said.get(start..=end));
    serde_json::from_str(within.ok_or(Unread::NoJson)?).map_err(|error| match error.is_data() {
        true => Unread::OtherJson,
        false => Unread::NoJson,
    })
}

fn taken(post: WrittenPost, brief: &Brief<'_>, placement: Placement) -> Option<PostText> {
    let one_line = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        text::optional_line("The text", &words.join(" "), LONGEST).ok()
    };
    let caption = match placement.kind {
        PostKind::Post => text::paragraphs("The caption", &post.caption, LONGEST).ok()?,
        PostKind::Story => one_line(&post.caption)?,
    };
    let titled = rules(placement).title_limit.is_some();
    let title = post.title.as_deref().filter(|_| titled).and_then(one_line);
    Some(PostText {
        title: title.filter(|title| !title.is_empty()),
        caption,
        link: leads_apart(placement).then(|| page(brief)).flatten(),
        alt_text: one_line(&post.alt_text)?,
    })
}
