//! Small parts that many pages show.

use std::sync::OnceLock;

use domain::{channel::Channel, post::PostStatus};
use leptos::prelude::*;

use super::form::Form;

static SPRITE: OnceLock<String> = OnceLock::new();

/// Says once where the icon sprite is; the same for the whole life of the process.
pub fn icons_at(path: String) {
    SPRITE.get_or_init(|| path);
}

/// Where the icon sprite is.
pub fn sprite_path() -> &'static str {
    SPRITE.get().map_or("/icons.svg", String::as_str)
}

fn sprite(name: &str) -> String {
    format!("{}#{name}", sprite_path())
}

/// A line icon beside a word.
#[component]
pub fn Icon(
    /// `i-…` or `c-…` in `public/icons.svg`.
    name: &'static str,
) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=sprite(name)></use>
        </svg>
    }
}

/// An icon that stands alone and so has a name.
#[component]
pub fn NamedIcon(
    /// `i-…` or `c-…` in `public/icons.svg`.
    name: &'static str,
    /// What it says.
    says: &'static str,
    /// Its class.
    #[prop(default = "icon")]
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg class=class role="img" aria-label=says>
            <use href=sprite(name)></use>
        </svg>
    }
}

/// The glyph of a channel.
pub const fn glyph(channel: Channel) -> &'static str {
    match channel {
        Channel::Instagram => "c-instagram",
        Channel::Facebook => "c-facebook",
        Channel::LinkedIn => "c-linkedin",
        Channel::Pinterest => "c-pinterest",
        Channel::GoogleBusiness => "c-google_business",
        Channel::TikTok => "c-tiktok",
        Channel::Threads => "c-threads",
        Channel::Bluesky => "c-bluesky",
        Channel::Mastodon => "c-mastodon",
        Channel::X => "c-x",
    }
}

/// What a post is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Held back until a person has looked.
    Held,
    /// Its status.
    Status(PostStatus),
}

impl Shown {
    /// What a post with this status is shown as.
    pub const fn of(status: PostStatus, held: bool) -> Self {
        if held { Shown::Held } else { Shown::Status(status) }
    }

    /// As a word.
    pub fn word(self) -> &'static str {
        match self {
            Shown::Held => "Held back",
            Shown::Status(status) => status.word(),
        }
    }

    /// The icon of it.
    pub const fn icon(self) -> &'static str {
        match self {
            Shown::Held => "i-question",
            Shown::Status(status) => status_icon(status),
        }
    }

    /// The class that gives it its colour.
    pub const fn class(self) -> &'static str {
        match self {
            Shown::Held => "status-held",
            Shown::Status(status) => status_class(status),
        }
    }
}

/// The icon of a status.
pub const fn status_icon(status: PostStatus) -> &'static str {
    match status {
        PostStatus::Draft => "i-pencil",
        PostStatus::Scheduled => "i-clock",
        PostStatus::Processing => "i-moving",
        PostStatus::Published => "i-check",
        PostStatus::Failed => "i-cross",
        PostStatus::Canceled => "i-slash",
        PostStatus::Missed => "i-moon",
        PostStatus::Uncertain => "i-question",
    }
}

/// The class that gives a status its colour.
pub const fn status_class(status: PostStatus) -> &'static str {
    match status {
        PostStatus::Draft => "status-draft",
        PostStatus::Scheduled => "status-scheduled",
        PostStatus::Processing => "status-processing",
        PostStatus::Published => "status-published",
        PostStatus::Failed => "status-failed",
        PostStatus::Canceled => "status-canceled",
        PostStatus::Missed => "status-missed",
        PostStatus::Uncertain => "status-uncertain",
    }
}

/// What a post is shown as: a word, an icon and a colour.
#[component]
pub fn StatusChip(
    /// What it is shown as.
    shown: Shown,
) -> impl IntoView {
    view! {
        <span class=format!("status {}", shown.class())>
            <Icon name=shown.icon() />
            <span class="word">{shown.word()}</span>
        </span>
    }
}

/// One line to type into, with its label, hint and error.
#[component]
pub fn Line(
    /// The form it belongs to.
    form: Form,
    /// The field's name.
    name: &'static str,
    /// What it is called.
    label: &'static str,
    /// What is stored.
    #[prop(into)]
    stored: String,
    /// `text`, `email`, `password`, `date`, `time`, `url`.
    #[prop(default = "text")]
    kind: &'static str,
    /// A sentence below it.
    #[prop(default = String::new(), into)]
    hint: String,
    /// The browser's word for what belongs here.
    #[prop(default = "off")]
    autocomplete: &'static str,
) -> impl IntoView {
    let error = form.error(name);
    let value = if kind == "password" { String::new() } else { form.value(name, &stored) };
    let described = described_by(name, !hint.is_empty(), error.is_some());
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                r#type=kind
                value=value
                autocomplete=autocomplete
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=described
            />
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> })}
            <FieldError name error />
        </div>
    }
}

/// Several lines to type into, with their label, hint and error.
#[component]
pub fn Lines(
    /// The form it belongs to.
    form: Form,
    /// The field's name.
    name: &'static str,
    /// What it is called.
    label: &'static str,
    /// What is stored.
    #[prop(into)]
    stored: String,
    /// A sentence below it.
    #[prop(default = String::new(), into)]
    hint: String,
    /// Lines shown.
    #[prop(default = 4)]
    rows: u32,
) -> impl IntoView {
    let error = form.error(name);
    let value = form.value(name, &stored);
    let described = described_by(name, !hint.is_empty(), error.is_some());
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <textarea
                id=name
                name=name
                rows=rows.to_string()
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=described
            >
                {typed_text(&value)}
            </textarea>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> })}
            <FieldError name error />
        </div>
    }
}

/// A box to tick.
#[component]
pub fn Tick(
    /// The field's name.
    name: &'static str,
    /// What is agreed to by ticking it.
    label: &'static str,
    /// Whether it is ticked.
    #[prop(default = false)]
    checked: bool,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input r#type="checkbox" name=name value="yes" checked=checked />
            <span>{label}</span>
        </label>
    }
}

/// The sentence beside a field that was filled in wrongly.
#[component]
pub fn FieldError(
    /// The field's name.
    name: &'static str,
    /// The sentence.
    error: Option<String>,
) -> impl IntoView {
    error.map(|said| {
        view! {
            <p class="error" id=format!("{name}-error")>
                <Icon name="i-cross" />
                {said}
            </p>
        }
    })
}

/// A choice among a few, as radio buttons.
#[component]
pub fn Choice(
    /// The form it belongs to.
    form: Form,
    /// The field's name.
    name: &'static str,
    /// What it is called.
    label: &'static str,
    /// Codes with their words.
    options: Vec<(String, String)>,
    /// The stored code.
    #[prop(into)]
    stored: String,
) -> impl IntoView {
    let error = form.error(name);
    let options = options
        .into_iter()
        .map(|(code, words)| {
            let checked = form.ticked(name, &code, code == stored);
            view! {
                <label class="choice">
                    <input r#type="radio" name=name value=code checked=checked />
                    <span>{words}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>{label}</legend>
            <div class="choices">{options}</div>
            <FieldError name error />
        </fieldset>
    }
}

/// A form with nothing but a button.
#[component]
pub fn ButtonForm(
    /// Where it posts to.
    #[prop(into)]
    action: String,
    /// The button's class.
    #[prop(default = "button")]
    class: &'static str,
    /// Hidden fields.
    #[prop(default = Vec::new())]
    fields: Vec<(&'static str, String)>,
    /// What the button shows.
    children: Children,
) -> impl IntoView {
    let hidden = fields
        .into_iter()
        .map(|(name, value)| view! { <input r#type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <form method="post" action=action>
            {hidden}
            <button class=class>{children()}</button>
        </form>
    }
}

/// Text for a textarea, whose text leptos does not escape. The browser drops a line break at
/// its start, so there is always one.
pub fn typed_text(value: &str) -> String {
    format!("\n{}", value.replace('&', "&amp;").replace('<', "&lt;"))
}

fn described_by(name: &str, hint: bool, error: bool) -> Option<String> {
    match (hint, error) {
        (true, true) => Some(format!("{name}-hint {name}-error")),
        (true, false) => Some(format!("{name}-hint")),
        (false, true) => Some(format!("{name}-error")),
        (false, false) => None,
    }
}
