//! A card in the hand: dragged with a mouse or a pen, or with a finger that rested on it first, so
//! that a finger that moves at once scrolls the page as everywhere.

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, HtmlElement, PointerEvent};

use super::board::{Board, STEP, Target, closest, document, hear, movable};

/// Pixels that a pointer travels before it drags rather than clicks.
const SLOP: i32 = 6;
/// Milliseconds that a finger rests before it holds the card.
const REST: i32 = 350;

struct Drag {
    card: HtmlElement,
    from: (i32, i32),
    /// Whether it could be dragged away at once, or waits for a finger to have rested.
    held: bool,
    moving: bool,
    over: Option<Target>,
}

type Hand = Rc<RefCell<Option<Drag>>>;

/// Listens for pointers.
pub fn listen(board: &Board) {
    let hand = Hand::default();

    let begun = hand.clone();
    hear("pointerdown", move |event: PointerEvent| begin(&begun, &event));

    let (moved, shown) = (hand.clone(), board.clone());
    hear("pointermove", move |event: PointerEvent| {
        let mut hand = moved.borrow_mut();
        let Some(drag) = hand.as_mut() else { return };
        if drag.held {
            follow(&shown, drag, &event);
        } else if far(drag, &event) {
            // It scrolls.
            *hand = None;
        }
    });

    let (ended, sent) = (hand.clone(), board.clone());
    hear("pointerup", move |_: PointerEvent| {
        if let Some(drag) = ended.borrow_mut().take() {
            finish(&sent, &drag);
        }
    });

    let (broken, cleared) = (hand.clone(), board.clone());
    hear("pointercancel", move |_: PointerEvent| {
        if let Some(drag) = broken.borrow_mut().take() {
            let_go(&cleared, &drag);
        }
    });

    // What the browser does by itself with a link that is dragged or pressed for long, and with a
    // finger that moves.
    let held = hand.clone();
    hear("touchmove", move |event: Event| {
        if held.borrow().as_ref().is_some_and(|drag| drag.held) {
            event.prevent_default();
        }
    });
    hear("contextmenu", move |event: Event| {
        if hand.borrow().as_ref().is_some_and(|drag| drag.held && drag.moving) {
            event.prevent_default();
        }
    });
    hear("dragstart", |event: Event| {
        if movable(&event).is_some() {
            event.prevent_default();
        }
    });
}

fn begin(hand: &Hand, event: &PointerEvent) {
    *hand.borrow_mut() = None;
    let Some(card) = movable(event).filter(|_| event.button() == 0) else { return };
    let touch = event.pointer_type() == "touch";
    let from = (event.client_x(), event.client_y());
    let drag = Drag { card, from, held: !touch, moving: false, over: None };
    *hand.borrow_mut() = Some(drag);
    if touch {
        rest(hand);
    }
}

/// A finger that is still there when it has rested holds the card.
fn rest(hand: &Hand) {
    let waiting = hand.borrow().as_ref().map(|drag| drag.card.clone());
    let hand = hand.clone();
    let rested = Closure::once_into_js(move || {
        if let Some(drag) =
            hand.borrow_mut().as_mut().filter(|it| Some(&it.card) == waiting.as_ref())
        {
            drag.held = true;
            drag.moving = true;
            drop(drag.card.class_list().add_1("dragging"));
        }
    });
    if let Some(window) = web_sys::window() {
        drop(
            window.set_timeout_with_callback_and_timeout_and_arguments_0(
                rested.unchecked_ref(),
                REST,
            ),
        );
    }
}

fn far(drag: &Drag, event: &PointerEvent) -> bool {
    let (x, y) = (event.client_x() - drag.from.0, event.client_y() - drag.from.1);
    x.abs().max(y.abs()) >= SLOP
}

fn follow(board: &Board, drag: &mut Drag, event: &PointerEvent) {
    if !drag.moving && !far(drag, event) {
        return;
    }
    drag.moving = true;
    let (x, y) = (event.client_x() - drag.from.0, event.client_y() - drag.from.1);
    drop(drag.card.class_list().add_1("dragging"));
    drop(drag.card.style().set_property("translate", &format!("{x}px {y}px")));
    drop(drag.card.style().set_property("pointer-events", "none"));
    let over = under(event);
    if drag.over != over {
        board.show(&drag.card, over.as_ref());
        drag.over = over;
    }
}

/// What the pointer is over: a day, and the quarter of an hour where there are hours.
fn under(event: &PointerEvent) -> Option<Target> {
    let (x, y) = (event.client_x(), event.client_y());
    let under = document()?.element_from_point(x as f32, y as f32)?;
    let day = closest(&under, "[data-day]")?;
    let lane = closest(&under, "[data-hour]");
    if lane.is_none() && day.query_selector("[data-hour]").ok()?.is_some() {
        return None;
    }
    let minute = lane.and_then(|lane| {
        let hour: i32 = lane.get_attribute("data-hour")?.parse().ok()?;
        let place = lane.get_bounding_client_rect();
        let depth = (f64::from(y) - place.top()) / place.height().max(1.0);
        let quarter = (depth * 60.0) as i32 / STEP * STEP;
        Some(hour * 60 + quarter.clamp(0, 60 - STEP))
    });
    Some(Target { day, minute })
}

fn let_go(board: &Board, drag: &Drag) {
    board.clear();
    drop(drag.card.class_list().remove_1("dragging"));
    drop(drag.card.style().remove_property("translate"));
    drop(drag.card.style().remove_property("pointer-events"));
}

fn finish(board: &Board, drag: &Drag) {
    let target = drag.over.as_ref().filter(|over| Target::of(&drag.card).as_ref() != Some(over));
    match target.filter(|_| drag.moving) {
        Some(target) => {
            board.clear();
            board.put(&drag.card, target);
        }
        None => {
            swallow_click(drag);
            let_go(board, drag);
        }
    }
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
