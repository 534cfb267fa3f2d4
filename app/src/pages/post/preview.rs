//! A post as its network shows it.

use domain::{
    channel::Channel,
    network::{fold, rules},
    post::PostKind,
    site::Site,
};
use leptos::prelude::*;
use store::posts::Post;

use super::super::{frame::short_address, widgets::Icon};
use crate::islands::caption::shown_words;

/// A post as its network shows it: names, shape and fold from the table of network rules.
#[component]
pub fn Preview(
    /// The post.
    post: Post,
    /// The site it speaks for.
    site: Site,
    /// Where its picture is, when that is not the site's own media address.
    #[prop(optional, into)]
    picture_path: Option<String>,
) -> impl IntoView {
    let channel = post.channel;
    let rules = rules(post.placement());
    let (width, height) = rules.shape.size();
    let picture_path = picture_path
        .or_else(|| post.picture.map(|picture| format!("/sites/{}/media/{picture}", site.id)));
    let picture = match picture_path {
        Some(path) => view! {
            <img
                class="preview-picture"
                alt=post.text.alt_text.clone()
                width=width.to_string()
                height=height.to_string()
                loading="lazy"
                src=path
            />
        }
        .into_any(),
        None => view! {
            <div class="preview-blank">
                <Icon name="i-picture" />
                "No picture yet"
            </div>
        }
        .into_any(),
    };
    let initial =
        site.name.chars().find(|c| c.is_alphanumeric()).unwrap_or('A').to_uppercase().to_string();
    if post.kind == PostKind::Story {
        return story(&site, channel, initial, picture).into_any();
    }
    let title = rules
        .title_limit
        .and(post.text.title.clone())
        .map(|title| view! { <p class="preview-title">{title}</p> });
    let marks = matches!(
        channel,
        Channel::Instagram
            | Channel::Threads
            | Channel::Facebook
            | Channel::TikTok
            | Channel::Bluesky
            | Channel::Mastodon
            | Channel::X
    )
    .then(|| {
        view! {
            <div class="preview-marks" aria-hidden="true">
                <Icon name="i-heart" />
                <Icon name="i-comment" />
                <Icon name="i-queue" />
            </div>
        }
    });
    let folded = !fold(channel, &post.text.caption).1.is_empty();
    let more = folded.then(|| view! { " " <span class="preview-more">"more"</span> });
    let shown = shown_words(channel, &post.text.caption);
    let link = post.text.link.clone().filter(|_| !rules.links_in_caption).map(|link| {
        view! {
            <p class="preview-link with-icon">
                <Icon name="i-link" />
                <span>{short_address(&link)}</span>
            </p>
        }
    });
    view! {
        <figure class=format!("preview preview-{}", channel.code())>
            <div class="preview-head">
                <span class="avatar" aria-hidden="true">{initial}</span>
                <p><strong>{site.name.clone()}</strong> " " <span>{channel.name()}</span></p>
            </div>
            {picture}
            {title}
            {marks}
            <p class="preview-caption">
                <span data-preview="caption">{shown}</span>
                {more}
            </p>
            {link}
        </figure>
    }
    .into_any()
}

/// A story as it fills a telephone: how far it has run and whose it is, over the picture.
fn story(
    site: &Site,
    channel: Channel,
    initial: String,
    picture: AnyView,
) -> impl IntoView + use<> {
    view! {
        <figure class="preview preview-story">
            {picture}
            <div class="story-over">
                <div class="story-run" aria-hidden="true"><span></span></div>
                <div class="preview-head">
                    <span class="avatar" aria-hidden="true">{initial}</span>
                    <p><strong>{site.name.clone()}</strong> " " <span>{channel.name()} " story"</span></p>
                </div>
            </div>
        </figure>
    }
}
