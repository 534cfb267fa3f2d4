//! Single keys: each does what the page's links, buttons and fields say of themselves by
//! `aria-keyshortcuts`. A key that nothing on the page names does nothing.

use leptos::prelude::*;

/// The switch for single keys, which are on until somebody turns them off. Voice control and
/// some hands press them without meaning to (WCAG 2.2, 2.1.4), so the browser keeps the choice.
#[island]
pub fn SingleKeys() -> impl IntoView {
    let (on, turn) = signal(true);
    Effect::new(move || browser::listen(on, turn));
    let words = move || if on.get() { "Turn single keys off" } else { "Turn single keys on" };
    view! {
        <button type="button" class="button" on:click=move |_| turn.update(|on| *on = !*on)>
            {words}
        </button>
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use leptos::prelude::*;
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent, Storage};

    /// What the browser calls the choice.
    const KEPT: &str = "single-keys";

    /// Hears the keys of the page while they are on, and keeps the choice.
    pub fn listen(on: ReadSignal<bool>, turn: WriteSignal<bool>) {
        let kept = storage().and_then(|storage| storage.get_item(KEPT).ok().flatten());
        turn.set(kept.as_deref() != Some("off"));
        Effect::new(move || {
            let choice = if on.get() { "on" } else { "off" };
            if let Some(storage) = storage() {
                // A browser that keeps nothing has them on at the next page.
                drop(storage.set_item(KEPT, choice));
            }
        });
        let Some(page) = web_sys::window().and_then(|window| window.document()) else { return };
        let heard = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
            if on.get_untracked() && !modified && !event.default_prevented() && !typing(&event) {
                press(&event);
            }
        });
        drop(page.add_event_listener_with_callback("keydown", heard.as_ref().unchecked_ref()));
        heard.forget();
    }

    fn storage() -> Option<Storage> {
        web_sys::window()?.local_storage().ok().flatten()
    }

    /// Whether a key is text there.
    fn typing(event: &KeyboardEvent) -> bool {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let field = "input, textarea, select, [contenteditable]";
        target.is_some_and(|target| target.closest(field).is_ok_and(|found| found.is_some()))
    }

    fn press(event: &KeyboardEvent) {
        let Some(named) = named(&event.key()) else { return };
        event.prevent_default();
        match named.dyn_ref::<HtmlInputElement>() {
            Some(field) => drop(field.focus()),
            None => named.click(),
        }
    }

    /// What names a key.
    fn named(key: &str) -> Option<HtmlElement> {
        let page = web_sys::window()?.document()?;
        let all = page.query_selector_all("[aria-keyshortcuts]").ok()?;
        (0..all.length()).filter_map(|n| all.item(n)?.dyn_into::<HtmlElement>().ok()).find(|it| {
            it.get_attribute("aria-keyshortcuts").is_some_and(|of| of.eq_ignore_ascii_case(key))
        })
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod browser {
    use leptos::prelude::{ReadSignal, WriteSignal};

    /// No key is pressed while a page is made.
    pub fn listen(_on: ReadSignal<bool>, _turn: WriteSignal<bool>) {}
}
