//! Days as they stand in large beside the words of a picture, in the languages that are
//! written in.

use jiff::civil::Date;

use crate::phrases::{Language, Phrases};

/// The month of a day; `None` in a language whose months are not known here.
pub(super) fn named(language: &str, day: Date) -> Option<&'static str> {
    Language::tagged(language).map(|language| Phrases::plain(language).month(day))
}

/// A text without the day that it begins with, as a sentence of its own.
pub(super) fn without_day(text: &str) -> &str {
    let Some((first, rest)) = text.split_once(". ") else { return text };
    let Some((number, month)) = first.split_once(' ') else { return text };
    let day = number.parse::<i8>().is_ok_and(|day| (1..=31).contains(&day));
    let names = |language: Language| Phrases::plain(language).has("calendar.months", month);
    if day && Language::ALL.into_iter().any(names) { rest } else { text }
}
