//! The keyboard shortcuts of the calendar, and the list of them.

use leptos::prelude::*;

use super::{super::widgets::Icon, period::View};
use crate::islands::shortcuts::SingleKeys;

/// The period before.
pub const BEFORE: &str = "K";
/// The period after.
pub const AFTER: &str = "J";
/// The period of today.
pub const TODAY: &str = "T";
/// A new activity.
pub const NEW: &str = "N";
/// The field that finds.
pub const FIND: &str = "/";
/// The list itself.
const LIST: &str = "?";

/// The button for the list, and the list. The browser opens and closes it; the keys
/// themselves need the script.
pub fn list() -> impl IntoView {
    let single = View::ALL
        .into_iter()
        .map(|view| (view.key(), view.word()))
        .chain([
            (TODAY, "Today"),
            (BEFORE, "Earlier"),
            (AFTER, "Later"),
            (NEW, "New activity"),
            (FIND, "Find"),
            (LIST, "Keyboard shortcuts"),
        ])
        .map(row)
        .collect_view();
    let held = [
        ("Arrows", "From card to card"),
        ("Enter", "Open the card"),
        ("Space", "Lift the card, and let it go"),
        ("Arrows, lifted", "Move it by a day, a week, or a quarter of an hour"),
        ("Shift and arrows", "Lift it and move it by days and weeks"),
        ("Escape", "Put it back"),
    ]
    .map(row)
    .collect_view();
    view! {
        <button
            type="button"
            class="button button-quiet button-icon shortcuts-button"
            aria-label="Keyboard shortcuts"
            aria-keyshortcuts=LIST
            popovertarget="shortcuts"
        >
            <Icon name="i-keyboard" />
        </button>
        <div id="shortcuts" class="shortcuts" popover="auto" role="dialog" aria-labelledby="shortcuts-title">
            <h2 id="shortcuts-title">"Keyboard shortcuts"</h2>
            <dl>{single}</dl>
            <h3>"With a card in focus"</h3>
            <dl>{held}</dl>
            <SingleKeys />
        </div>
    }
}

fn row((key, what): (&'static str, &'static str)) -> impl IntoView {
    view! {
        <div>
            <dt><kbd>{key}</kbd></dt>
            <dd>{what}</dd>
        </div>
    }
}
