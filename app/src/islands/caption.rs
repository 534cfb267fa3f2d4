//! The caption's editor: a counter in the network's own units, the fold, and the preview
//! kept in step.

use domain::{
    channel::Channel,
    connection::ServerLimits,
    network::{Rules, count, fold, hashtags, words},
    post::{Placement, PostText},
};
use leptos::prelude::*;

/// A caption to edit. Without script it is a plain field with the count as it was loaded.
#[island]
pub fn Caption(
    /// The network that counts.
    channel: Channel,
    /// What the account's server said it takes.
    told: Option<ServerLimits>,
    /// The post's link, which some networks are given with the words.
    link: Option<String>,
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
    let rules = Rules::of(Placement::post(channel), told.as_ref());
    let counted = Memo::new(move |_| Counted::of(&rules, &text.read(), link.as_deref()));
    let counter = move || counted.read().words();
    let class = move || counted.read().class();
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

/// A caption as its network counts it.
#[derive(Debug, Clone, PartialEq)]
struct Counted {
    length: usize,
    limit: usize,
    /// How many there are, and how many it takes.
    hashtags: Option<(usize, usize)>,
}

impl Counted {
    fn of(rules: &Rules, caption: &str, link: Option<&str>) -> Self {
        let text = PostText {
            caption: caption.to_owned(),
            link: link.map(str::to_owned),
            ..PostText::default()
        };
        Counted {
            length: count(rules.counting, &words(rules.channel, &text)),
            limit: rules.caption_limit,
            hashtags: rules.hashtag_limit.map(|limit| (hashtags(caption).count(), limit)),
        }
    }

    /// `214 of 2,200 · 4 of 30 hashtags`
    fn words(&self) -> String {
        let length = format!("{} of {}", self.length, thousands(self.limit));
        match self.hashtags {
            Some((found, limit)) => format!("{length} · {found} of {limit} hashtags"),
            None => length,
        }
    }

    fn class(&self) -> &'static str {
        if self.length > self.limit {
            "counter counter-over"
        } else if self.length * 10 > self.limit * 9 {
            "counter counter-near"
        } else {
            "counter"
        }
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
        let counted = |channel, text: &str, link| {
            Counted::of(&Rules::of(Placement::post(channel), None), text, link)
        };
        let instagram = counted(Channel::Instagram, "Rye #bread #rye", None);
        assert_eq!(instagram.words(), "15 of 2,200 · 2 of 30 hashtags");
        let bluesky = |text: &str| counted(Channel::Bluesky, text, None);
        assert_eq!(bluesky("👨‍👩‍👧").words(), "1 of 300");
        assert_eq!(bluesky(&"x".repeat(271)).class(), "counter counter-near");
        assert_eq!(bluesky(&"x".repeat(301)).class(), "counter counter-over");
        let link = Some("https://rosas.example/a/long/way/to/the/rye");
        assert_eq!(counted(Channel::X, "Rye.", link).words(), "29 of 280");
        assert_eq!(
            counted(Channel::Instagram, "Rye.", link).words(),
            "4 of 2,200 · 0 of 30 hashtags"
        );
    }
}
