//! The cards and the places of a calendar, as they stand on the page.

use domain::health::APART;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    Document, Element, Event, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlParagraphElement,
};

/// Minutes that a move within hours goes by.
pub const STEP: i32 = 15;
/// The last step of a day.
pub const LAST: i32 = 24 * 60 - STEP;

/// What sends a move, and what says it.
#[derive(Clone)]
pub struct Board {
    pub form: HtmlFormElement,
    pub told: HtmlParagraphElement,
}

/// Where a card may be put: a day, and the minute of the day where days have hours.
#[derive(Clone, PartialEq)]
pub struct Target {
    pub day: Element,
    pub minute: Option<i32>,
}

impl Target {
    /// Where a card stands.
    pub fn of(card: &Element) -> Option<Target> {
        let day = closest(card, "[data-day]")?;
        let minute = closest(card, "[data-hour]").and_then(|_| clock(card));
        Some(Target { day, minute })
    }

    /// What is marked while a card is over it: the lane of the hour, or the day.
    pub fn place(&self) -> Element {
        let lane = self.minute.and_then(|minute| {
            let lane = format!("[data-hour=\"{}\"]", minute / 60);
            self.day.query_selector(&lane).ok().flatten()
        });
        lane.unwrap_or_else(|| self.day.clone())
    }

    /// The day's name with what it holds, the time, and what stands in the way.
    fn words(&self, card: &Element) -> String {
        let name = self.day.query_selector(".day-name").ok().flatten();
        let label = name.as_ref().and_then(|name| {
            let labelled = name.query_selector("[aria-label]").ok().flatten()?;
            labelled.get_attribute("aria-label")
        });
        let mut words = label.or_else(|| name?.text_content()).unwrap_or_default();
        if let Some(minute) = self.minute {
            words = format!("{} · {words}", written(minute));
        }
        if self.day.class_list().contains("past") {
            words.push_str(" · has passed");
        }
        if let Some((title, at)) = self.near(card) {
            words.push_str(&format!(" · less than an hour from “{title}” at {}", written(at)));
        }
        words
    }

    /// Another card of the day that is too near in time.
    fn near(&self, card: &Element) -> Option<(String, i32)> {
        let minute = self.minute.or_else(|| clock(card))?;
        cards(&self.day).into_iter().find_map(|other| {
            let at = clock(&other)?;
            let near = i64::from((at - minute).abs()) < APART.as_mins();
            (near && other != *card).then(|| (title(&other), at))
        })
    }
}

impl Board {
    /// Says where a card is held, and marks the place.
    pub fn show(&self, card: &Element, target: Option<&Target>) {
        self.unmark();
        let words = target.map(|target| {
            drop(target.place().class_list().add_1("drop"));
            target.words(card)
        });
        self.say(&words.unwrap_or_default());
    }

    /// Says a sentence, or none.
    pub fn say(&self, words: &str) {
        self.told.set_text_content(Some(words));
    }

    /// Nothing is held any more.
    pub fn clear(&self) {
        self.unmark();
        self.say("");
    }

    /// Sends the move of a card.
    pub fn put(&self, card: &Element, target: &Target) {
        let (Some(address), Some(from), Some(day)) = (
            card.get_attribute("href"),
            card.get_attribute("data-from"),
            target.day.get_attribute("data-day"),
        ) else {
            return;
        };
        self.form.set_action(&format!("{address}/move"));
        self.fill("day", &day);
        self.fill("time", &target.minute.map(written).unwrap_or_default());
        self.fill("from", &from);
        drop(self.form.submit());
    }

    fn fill(&self, name: &str, value: &str) {
        let field = self.form.query_selector(&format!("[name={name}]")).ok().flatten();
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
            field.set_value(value);
        }
    }

    fn unmark(&self) {
        let marked = document().and_then(|page| page.query_selector(".drop").ok().flatten());
        if let Some(marked) = marked {
            drop(marked.class_list().remove_1("drop"));
        }
    }
}

/// The page.
pub fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Hears an event of the whole page: no card carries a listener of its own.
pub fn hear<E: JsCast + 'static>(kind: &str, heard: impl FnMut(E) + 'static) {
    let Some(page) = document() else { return };
    let mut heard = heard;
    let heard = Closure::<dyn FnMut(Event)>::new(move |event: Event| heard(event.unchecked_into()));
    let options = web_sys::AddEventListenerOptions::new();
    // A touch that moves a card must be able to keep the page from scrolling.
    options.set_passive(false);
    drop(page.add_event_listener_with_callback_and_add_event_listener_options(
        kind,
        heard.as_ref().unchecked_ref(),
        &options,
    ));
    heard.forget();
}

/// What is around an element, itself included.
pub fn closest(element: &Element, selector: &str) -> Option<Element> {
    element.closest(selector).ok().flatten()
}

/// The card that an event happened to, if it may be moved.
pub fn movable(event: &Event) -> Option<HtmlElement> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    closest(&target, "[data-move]")?.dyn_into().ok()
}

/// The cards below an element, in order.
pub fn cards(below: &Element) -> Vec<Element> {
    all(below.query_selector_all(".entry").ok())
}

/// The days of the page, in order.
pub fn days() -> Vec<Element> {
    all(document().and_then(|page| page.query_selector_all("[data-day]").ok()))
}

fn all(found: Option<web_sys::NodeList>) -> Vec<Element> {
    let Some(found) = found else { return Vec::new() };
    (0..found.length())
        .filter_map(|n| found.item(n).and_then(|node| node.dyn_into().ok()))
        .collect()
}

/// What a card is called.
pub fn title(card: &Element) -> String {
    let title = card.query_selector(".entry-title").ok().flatten();
    title.and_then(|title| title.text_content()).unwrap_or_default()
}

/// The minute of the day that a card shows.
fn clock(card: &Element) -> Option<i32> {
    let shown = card.query_selector("time").ok().flatten()?.text_content()?;
    let (hour, minute) = shown.trim().split_once(':')?;
    Some(hour.parse::<i32>().ok()? * 60 + minute.parse::<i32>().ok()?)
}

/// `09:30`.
fn written(minute: i32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
