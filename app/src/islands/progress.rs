//! Progress of a run, live.

use leptos::prelude::*;

/// Replaces its children with what the server sends, until the run has ended; then goes
/// where the server says. The children are what script-less browsers see, refreshed by
/// the page itself.
#[island]
pub fn Follow(
    /// Where the events come from. Each is the HTML of the list, rendered and escaped by
    /// the same code as the page; the last one, `done`, is an address.
    address: String,
    children: Children,
) -> impl IntoView {
    let list = NodeRef::<leptos::html::Div>::new();
    Effect::new(move || {
        if let Some(list) = list.get() {
            browser::follow(&address, list);
        }
    });
    view! { <div node_ref=list aria-live="polite">{children()}</div> }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{EventSource, HtmlDivElement, MessageEvent};

    /// Keeps the list as the server says.
    pub fn follow(address: &str, list: HtmlDivElement) {
        let Ok(source) = EventSource::new(address) else { return };
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(html) = event.data().as_string() {
                list.set_inner_html(&html);
            }
        });
        source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget();
        let closing = source.clone();
        let on_done = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            closing.close();
            if let (Some(to), Some(window)) = (event.data().as_string(), web_sys::window()) {
                drop(window.location().replace(&to));
            }
        });
        drop(source.add_event_listener_with_callback("done", on_done.as_ref().unchecked_ref()));
        on_done.forget();
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod browser {
    /// Nothing moves on the server.
    pub fn follow(_address: &str, _list: leptos::web_sys::HtmlDivElement) {}
}
