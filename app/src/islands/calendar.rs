//! Moving a card to another day, and where there are hours to another time, by dragging it.

use leptos::prelude::*;

/// Makes the cards of its children movable. A drop fills the one form and sends it, so a
/// move is the same request as the one from the activity's page. The clock time stays where
/// days have no hours, else it is the quarter of an hour that the card was let go over.
#[island]
pub fn MoveCards(
    /// The calendar's own address, to come back to.
    back: String,
    children: Children,
) -> impl IntoView {
    let form = NodeRef::<leptos::html::Form>::new();
    Effect::new(move || {
        if let Some(form) = form.get() {
            browser::listen(form);
        }
    });
    view! {
        <form method="post" hidden node_ref=form>
            <input r#type="hidden" name="back" value=back />
            <input r#type="hidden" name="from" />
            <input r#type="hidden" name="day" />
            <input r#type="hidden" name="time" />
        </form>
        {children()}
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::{cell::RefCell, rc::Rc};

    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{
        Document, Element, Event, HtmlElement, HtmlFormElement, HtmlInputElement, PointerEvent,
    };

    /// What a card can be let go over: an hour, or a day that shows none.
    const PLACES: &str = "[data-hour], [data-day]:not(:has([data-hour]))";
    /// Pixels that a pointer travels before it drags rather than clicks.
    const SLOP: i32 = 6;

    struct Drag {
        card: HtmlElement,
        from: (i32, i32),
        moving: bool,
        over: Option<Element>,
        /// How far down in what it is over.
        depth: f64,
    }

    impl Drag {
        /// The day it is over, and the quarter of an hour where there are hours.
        fn target(&self) -> Option<(String, String)> {
            let over = self.over.as_ref()?;
            let day = over.closest("[data-day]").ok()??.get_attribute("data-day")?;
            let hour = over.get_attribute("data-hour");
            let quarter = (self.depth * 4.0) as u32 * 15;
            let time = hour.map(|hour| format!("{hour:0>2}:{:02}", quarter.min(45)));
            Some((day, time.unwrap_or_default()))
        }
    }

    /// Listens once on the document: no card carries a listener of its own.
    pub fn listen(form: HtmlFormElement) {
        let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
        let drag: Rc<RefCell<Option<Drag>>> = Rc::default();

        let started = drag.clone();
        on(&document, "pointerdown", move |event| *started.borrow_mut() = begin(&event));

        let moved = drag.clone();
        let page = document.clone();
        on(&document, "pointermove", move |event| {
            if let Some(drag) = moved.borrow_mut().as_mut() {
                follow(&page, drag, &event);
            }
        });

        let dropped = drag.clone();
        on(&document, "pointerup", move |_| {
            if let Some(drag) = dropped.borrow_mut().take() {
                finish(&drag, &form);
            }
        });

        let ended = drag.clone();
        on(&document, "pointercancel", move |_| {
            if let Some(drag) = ended.borrow_mut().take() {
                let_go(&drag);
            }
        });

        // The browser's own dragging of links would swallow ours.
        let native = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if card_of(&event).is_some() {
                event.prevent_default();
            }
        });
        drop(
            document.add_event_listener_with_callback("dragstart", native.as_ref().unchecked_ref()),
        );
        native.forget();
    }

    fn on(document: &Document, kind: &str, heard: impl FnMut(PointerEvent) + 'static) {
        let heard = Closure::<dyn FnMut(PointerEvent)>::new(heard);
        drop(document.add_event_listener_with_callback(kind, heard.as_ref().unchecked_ref()));
        heard.forget();
    }

    fn card_of(event: &Event) -> Option<HtmlElement> {
        let target = event.target()?.dyn_into::<Element>().ok()?;
        target.closest("[data-move]").ok()??.dyn_into().ok()
    }

    fn begin(event: &PointerEvent) -> Option<Drag> {
        if event.button() != 0 || event.pointer_type() == "touch" {
            return None;
        }
        let card = card_of(event)?;
        let from = (event.client_x(), event.client_y());
        Some(Drag { card, from, moving: false, over: None, depth: 0.0 })
    }

    fn follow(document: &Document, drag: &mut Drag, event: &PointerEvent) {
        let (x, y) = (event.client_x() - drag.from.0, event.client_y() - drag.from.1);
        if !drag.moving && x.abs().max(y.abs()) < SLOP {
            return;
        }
        drag.moving = true;
        drop(drag.card.class_list().add_1("dragging"));
        drop(drag.card.style().set_property("translate", &format!("{x}px {y}px")));
        drop(drag.card.style().set_property("pointer-events", "none"));
        let under = document
            .element_from_point(event.client_x() as f32, event.client_y() as f32)
            .and_then(|element| element.closest(PLACES).ok().flatten());
        drag.depth = under.as_ref().map_or(0.0, |under| {
            let place = under.get_bounding_client_rect();
            (f64::from(event.client_y()) - place.top()) / place.height().max(1.0)
        });
        if drag.over != under {
            mark(&drag.over, false);
            mark(&under, true);
            drag.over = under;
        }
    }

    fn mark(day: &Option<Element>, over: bool) {
        if let Some(day) = day {
            drop(day.class_list().toggle_with_force("drop", over));
        }
    }

    fn let_go(drag: &Drag) {
        mark(&drag.over, false);
        drop(drag.card.class_list().remove_1("dragging"));
        drop(drag.card.style().remove_property("translate"));
        drop(drag.card.style().remove_property("pointer-events"));
    }

    fn finish(drag: &Drag, form: &HtmlFormElement) {
        let home = drag.card.closest(PLACES).ok().flatten();
        let lane = drag.over.as_ref().is_some_and(|over| over.has_attribute("data-hour"));
        let elsewhere = drag.over.is_some() && (lane || drag.over != home);
        let target = drag.target().filter(|_| drag.moving && elsewhere);
        let Some((day, time)) = target else {
            swallow_click(drag);
            return let_go(drag);
        };
        let (Some(card), Some(from)) =
            (drag.card.get_attribute("href"), drag.card.get_attribute("data-from"))
        else {
            return let_go(drag);
        };
        mark(&drag.over, false);
        form.set_action(&format!("{card}/move"));
        fill(form, "day", &day);
        fill(form, "time", &time);
        fill(form, "from", &from);
        drop(form.submit());
    }

    /// A drag that ends where it began is no click.
    fn swallow_click(drag: &Drag) {
        if !drag.moving {
            return;
        }
        let swallow = Closure::once_into_js(|event: Event| event.prevent_default());
        let options = web_sys::AddEventListenerOptions::new();
        options.set_once(true);
        drop(drag.card.add_event_listener_with_callback_and_add_event_listener_options(
            "click",
            swallow.unchecked_ref(),
            &options,
        ));
    }

    fn fill(form: &HtmlFormElement, name: &str, value: &str) {
        let field = form
            .query_selector(&format!("[name={name}]"))
            .ok()
            .flatten()
            .and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
        if let Some(field) = field {
            field.set_value(value);
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod browser {
    /// Nothing moves on the server.
    pub fn listen(_form: leptos::web_sys::HtmlFormElement) {}
}
