//! A card: one activity at one minute, as the views with days and hours show it.

use domain::{days::clock_words, post::PostStatus};
use maud::{Markup, PreEscaped, html};
use store::calendar::Card;

use super::super::{
    here::AtSite,
    widgets::{Shown, glyph, sprite_path},
};

/// An activity at its minute, with its words where they were read. `activities` is the address
/// that ids of activities are put behind.
pub fn entry(at: &AtSite, activities: &str, card: &Card) -> Markup {
    let shown = standing(card);
    let movable = card.posts.iter().any(|post| post.status.editable()) || card.posts.is_empty();
    html! {
        li class=(PreEscaped(shown.class())) {
            a.entry href={ (PreEscaped(activities)) (PreEscaped(card.activity.to_string())) } data-move[movable]
                data-from=(card.at.as_millisecond())
            {
                span.entry-line {
                    time datetime=(PreEscaped(card.at.to_string())) {
                        (PreEscaped(clock_words(at.zone.local(card.at).time())))
                    }
                    span.glyphs {
                        @for channel in card.channels() {
                            svg.icon aria-hidden="true" { (picture(glyph(channel))) }
                        }
                    }
                    @if card.has_stories() {
                        svg.icon.story-mark role="img" aria-label="with stories" { (picture("i-story")) }
                    }
                    svg.icon.entry-mark role="img" aria-label=(PreEscaped(shown.word())) {
                        (picture(shown.icon()))
                    }
                }
                span.entry-title { (card.title) }
                @if !card.words.is_empty() {
                    span.entry-words { (card.words) }
                }
            }
        }
    }
}

/// What an icon shows.
fn picture(name: &str) -> Markup {
    html! { use href={ (PreEscaped(sprite_path())) "#" (PreEscaped(name)) } {} }
}

/// The one status that a card shows for all of its posts: the one that needs a person
/// most, else the one that is furthest behind.
pub fn standing(card: &Card) -> Shown {
    const ORDER: [Shown; 9] = [
        Shown::Status(PostStatus::Failed),
        Shown::Status(PostStatus::Uncertain),
        Shown::Status(PostStatus::Missed),
        Shown::Held,
        Shown::Status(PostStatus::Processing),
        Shown::Status(PostStatus::Scheduled),
        Shown::Status(PostStatus::Draft),
        Shown::Status(PostStatus::Published),
        Shown::Status(PostStatus::Canceled),
    ];
    ORDER
        .into_iter()
        .find(|shown| card.posts.iter().any(|post| Shown::of(post.status, post.held) == *shown))
        .unwrap_or(Shown::Status(PostStatus::Draft))
}
