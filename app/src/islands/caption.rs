//! The caption's editor: a counter in the network's own units, the fold, and the preview
//! kept in step.

use domain::{
    channel::Channel,
    network::{count, fold, hashtags, rules},
    post::Placement,
};
use leptos::prelude::*;

/// A caption to edit. Without script it is a plain field with the count as it was loaded.
#[island]
pub fn Caption(
    /// The network that counts.
    channel: Channel,
    /// The caption as it stands.
    caption: String,
    /// Whether it was refused.
    invalid: bool,
) -> impl IntoView {
    let (text, set_text) = signal(caption.clone());
    let typed = move |event: leptos::ev::Event| {
        let now = event_target_value(&event);
        preview::show(channel, &now);
        set_text.set(now);
    };
    let counter = move || text.with(|text| counter_words(channel, text));
    let class = move || text.with(|text| counter_class(channel, text));
    // A browser drops the first line break of a text area, and Leptos does not escape what
    // stands in one.
    let first = format!("\n{}", caption.replace('&', "&amp;").replace('<', "&lt;"));
    view! {
        <div class="field editor">
            <div class="field-head">
                <label for="caption">"Caption"</label>
                <span class=class aria-live="polite">{counter}</span>
            </div>
            <div class="editor-sheet">
                <div class="editor-mirror" aria-hidden="true">
                    <span class="shown">{move || text.with(|text| fold(channel, text).0.to_owned())}</span>
                    {move || text.with(|text| fold(channel, text).1.to_owned())}
                </div>
                <textarea
                    id="caption"
                    name="caption"
                    rows="8"
                    aria-invalid=invalid.then_some("true")
                    aria-describedby=invalid.then_some("caption-error")
                    on:input=typed
                >
                    {first}
                </textarea>
            </div>
        </div>
    }
}

/// The words that a network shows before *more*.
pub fn shown_words(channel: Channel, caption: &str) -> String {
    let (shown, rest) = fold(channel, caption);
    if rest.is_empty() {
        return shown.to_owned();
    }
    let words = shown.trim_end_matches(|c: char| c.is_whitespace() || ".…,;:-–—".contains(c));
    format!("{words}\u{a0}…")
}

/// `214 of 2,200 · 4 of 30 hashtags`
fn counter_words(channel: Channel, text: &str) -> String {
    let limits = rules(Placement::post(channel));
    let length = format!("{} of {}", count(limits.counting, text), thousands(limits.caption_limit));
    match limits.hashtag_limit {
        Some(limit) => format!("{length} · {} of {limit} hashtags", hashtags(text).count()),
        None => length,
    }
}

fn counter_class(channel: Channel, text: &str) -> &'static str {
    let limits = rules(Placement::post(channel));
    let length = count(limits.counting, text);
    if length > limits.caption_limit {
        "counter counter-over"
    } else if length * 10 > limits.caption_limit * 9 {
        "counter counter-near"
    } else {
        "counter"
    }
}

fn thousands(number: usize) -> String {
    if number < 1_000 {
        number.to_string()
    } else {
        format!("{},{:03}", number / 1_000, number % 1_000)
    }
}

#[cfg(target_arch = "wasm32")]
mod preview {
    use domain::channel::Channel;

    /// Keeps the preview beside the editor in step.
    pub fn show(channel: Channel, caption: &str) {
        let preview = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.query_selector("[data-preview=caption]").ok().flatten());
        if let Some(preview) = preview {
            preview.set_text_content(Some(&super::shown_words(channel, caption)));
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod preview {
    use domain::channel::Channel;

    /// Nothing moves on the server.
    pub fn show(_channel: Channel, _caption: &str) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preview_ends_where_the_network_folds() {
        let caption = format!("{} {}", "Bread, ".repeat(30), "and more of it");
        let words = shown_words(Channel::LinkedIn, &caption);
        assert!(words.ends_with("Bread\u{a0}…"), "{words}");
        assert_eq!(shown_words(Channel::LinkedIn, "Bread."), "Bread.");
    }

    #[test]
    fn the_counter_speaks_the_networks_units() {
        assert_eq!(
            counter_words(Channel::Instagram, "Rye #bread #rye"),
            "15 of 2,200 · 2 of 30 hashtags"
        );
        assert_eq!(counter_words(Channel::Bluesky, "👨‍👩‍👧"), "1 of 300");
        assert_eq!(counter_class(Channel::Bluesky, &"x".repeat(271)), "counter counter-near");
        assert_eq!(counter_class(Channel::Bluesky, &"x".repeat(301)), "counter counter-over");
    }
}
