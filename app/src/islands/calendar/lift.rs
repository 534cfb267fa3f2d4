//! A card that the keyboard holds. Space lifts it and lets it go, the arrows move it, Escape puts
//! it back; with nothing lifted the arrows go from card to card.

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::board::{
    Board, LAST, STEP, Target, cards, closest, days, document, hear, movable, title,
};

const DAYS_OF_WEEK: isize = 7;

struct Lift {
    card: HtmlElement,
    target: Target,
}

type Held = Rc<RefCell<Option<Lift>>>;

/// A way that an arrow points.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Left,
    Right,
    Up,
    Down,
}

impl Way {
    fn of(key: &str) -> Option<Way> {
        match key {
            "ArrowLeft" => Some(Way::Left),
            "ArrowRight" => Some(Way::Right),
            "ArrowUp" => Some(Way::Up),
            "ArrowDown" => Some(Way::Down),
            _ => None,
        }
    }

    /// How many days it goes.
    fn days(self) -> isize {
        match self {
            Way::Left => -1,
            Way::Right => 1,
            Way::Up => -DAYS_OF_WEEK,
            Way::Down => DAYS_OF_WEEK,
        }
    }
}

/// Listens for keys, and for the focus that leaves a lifted card.
pub fn listen(board: &Board) {
    let held = Held::default();
    let (pressed, shown) = (held.clone(), board.clone());
    hear("keydown", move |event: KeyboardEvent| {
        if press(&shown, &pressed, &event) {
            event.prevent_default();
        }
    });
    let left = board.clone();
    hear("focusout", move |_: web_sys::Event| put_back(&left, &held, ""));
}

/// Whether the key meant something here.
fn press(board: &Board, held: &Held, event: &KeyboardEvent) -> bool {
    let key = event.key();
    if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return false;
    }
    let way = Way::of(&key);
    let lifted = held.borrow().is_some();
    match (lifted, key.as_str(), way) {
        (false, " ", _) => lift(board, held, event),
        (false, _, Some(way)) if event.shift_key() => {
            lift(board, held, event) && carry(board, held, way, true)
        }
        (false, _, Some(way)) => step(event, way),
        (true, " " | "Enter", _) => {
            let lift = held.borrow_mut().take();
            if let Some(lift) = lift {
                drop_card(board, &lift);
            }
            true
        }
        (true, "Escape", _) => {
            put_back(board, held, "Put back.");
            true
        }
        (true, _, Some(way)) => carry(board, held, way, event.shift_key()),
        _ => false,
    }
}

fn lift(board: &Board, held: &Held, event: &KeyboardEvent) -> bool {
    let Some(card) = movable(event) else { return false };
    let Some(target) = Target::of(&card) else { return false };
    drop(card.class_list().add_1("lifted"));
    board.say(&format!(
        "“{}” is lifted. The arrows move it, Space lets it go, Escape puts it back.",
        title(&card)
    ));
    *held.borrow_mut() = Some(Lift { card, target });
    true
}

/// Takes the lifted card on: by days where there are no hours or where days are asked for, else up
/// and down by quarters of an hour.
fn carry(board: &Board, held: &Held, way: Way, by_days: bool) -> bool {
    let mut held = held.borrow_mut();
    let Some(lift) = held.as_mut() else { return false };
    let along = match (lift.target.minute, way) {
        (Some(minute), Way::Up | Way::Down) if !by_days => {
            let next = if way == Way::Up {
                (minute - 1) / STEP * STEP
            } else {
                (minute / STEP + 1) * STEP
            };
            let within = minute > 0 || way == Way::Down;
            (within && next <= LAST).then(|| Target { minute: Some(next), ..lift.target.clone() })
        }
        (minute, way) => beside(&lift.target.day, way.days()).map(|day| Target { day, minute }),
    };
    match along {
        Some(target) => {
            board.show(&lift.card, Some(&target));
            lift.target = target;
        }
        None => board.say("This is as far as the calendar shows. Its page moves it anywhere."),
    }
    true
}

/// The day so many days away, if it is shown.
fn beside(day: &Element, away: isize) -> Option<Element> {
    let days = days();
    let here = days.iter().position(|it| it == day)?;
    days.get(here.checked_add_signed(away)?).cloned()
}

fn drop_card(board: &Board, lift: &Lift) {
    drop(lift.card.class_list().remove_1("lifted"));
    if Target::of(&lift.card).as_ref() == Some(&lift.target) {
        board.clear();
        return board.say("Left where it was.");
    }
    board.put(&lift.card, &lift.target);
}

fn put_back(board: &Board, held: &Held, said: &str) {
    let lift = held.borrow_mut().take();
    if let Some(lift) = lift {
        drop(lift.card.class_list().remove_1("lifted"));
        board.clear();
        board.say(said);
    }
}

/// Goes from the card that has the focus to the next: up and down through all, left and right to
/// the nearest day that holds one.
fn step(event: &KeyboardEvent, way: Way) -> bool {
    let focused = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(card) = focused.and_then(|focused| closest(&focused, ".entry")) else { return false };
    let next = match way {
        Way::Up | Way::Down => {
            let all = document()
                .and_then(|page| page.body())
                .map(|body| cards(&body))
                .unwrap_or_default();
            let here = all.iter().position(|it| *it == card);
            here.and_then(|here| here.checked_add_signed(way.days().signum()))
                .and_then(|next| all.get(next).cloned())
        }
        Way::Left | Way::Right => {
            let mut day = closest(&card, "[data-day]");
            std::iter::from_fn(|| {
                day = day.as_ref().and_then(|day| beside(day, way.days()));
                day.clone()
            })
            .find_map(|day| cards(&day).into_iter().next())
        }
    };
    match next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        Some(next) => next.focus().is_ok(),
        None => false,
    }
}
