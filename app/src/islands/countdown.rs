//! The time until a post goes out, second by second at the end.

use domain::days::span_words;
use leptos::prelude::*;

/// How long it still is. Without script it is what it was when the page was made.
#[island]
pub fn Countdown(
    /// Seconds to go when the page was made.
    seconds: i64,
) -> impl IntoView {
    let (left, set_left) = signal(seconds);
    Effect::new(move || clock::tick(seconds, set_left));
    view! { <span class="countdown">{move || words(left.get())}</span> }
}

/// `In 3 hours, 20 minutes`, `In 42 seconds`, `Due now`.
fn words(seconds: i64) -> String {
    match seconds {
        ..=0 => "Due now".to_owned(),
        1 => "In 1 second".to_owned(),
        2..=59 => format!("In {seconds} seconds"),
        _ => format!("In {}", span_words(seconds)),
    }
}

#[cfg(target_arch = "wasm32")]
mod clock {
    use std::time::Duration;

    use leptos::prelude::*;

    /// Counts down from where the server stood, by the browser's clock but not by its idea of
    /// the time of day.
    pub fn tick(seconds: i64, left: WriteSignal<i64>) {
        let began = js_sys::Date::now();
        let count = move || {
            let gone = ((js_sys::Date::now() - began) / 1_000.0) as i64;
            left.set(seconds - gone);
        };
        if let Ok(ticking) = set_interval_with_handle(count, Duration::from_secs(1)) {
            on_cleanup(move || ticking.clear());
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod clock {
    use leptos::prelude::WriteSignal;

    /// No time passes while a page is made.
    pub fn tick(_seconds: i64, _left: WriteSignal<i64>) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_minute_is_counted_in_seconds() {
        assert_eq!(words(12_000), "In 3 hours, 20 minutes");
        assert_eq!(words(60), "In 1 minute");
        assert_eq!(words(59), "In 59 seconds");
        assert_eq!(words(1), "In 1 second");
        assert_eq!(words(0), "Due now");
        assert_eq!(words(-5), "Due now");
    }
}
