//! Days as pages write them, in the words of many languages.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

/// The months by the letters that their names begin with, accents left out; where one
/// language's beginning is another's month, the longer one stands first.
#[rustfmt::skip]
const MONTHS: &[(i8, &[&str])] = &[
    (1, &["jan", "janv", "ene", "gen", "sty"]),
    (2, &["feb", "fev", "lut", "unor"]),
    (3, &["mar", "marz", "maerz", "mart", "maa", "mrt", "brez"]),
    (4, &["apr", "avr", "abr", "kwi"]),
    (5, &["mai", "may", "mag", "mei", "maj", "kve"]),
    (6, &["juin", "jun", "giu", "cze"]),
    (7, &["juil", "jul", "lug", "lip"]),
    (8, &["aug", "aou", "ago", "sie", "srp"]),
    (9, &["sep", "set", "wrz", "zari"]),
    (10, &["oct", "okt", "out", "ott", "paz"]),
    (11, &["nov", "lis"]),
    (12, &["dec", "dez", "dic", "gru", "pros"]),
];

static WRITTEN: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let day = r"(?<day>\d{1,2})(?:st|nd|rd|th|er|º|°|ª|\.)?";
    let month = r"(?<month>\p{L}{3,12})\.?";
    let year = r"(?<year>(?:19|20)\d\d)\b";
    [
        r"\b(?<year>(?:19|20)\d\d)-(?<number>\d\d)-(?<day>\d\d)(?:\b|T)".to_owned(),
        format!(r"\b{day} (?:de |d’|d')?{month},? (?:de |del )?{year}"),
        format!(r"\b{month} {day},? {year}"),
        format!(r"\b(?<day>\d{{1,2}})\. ?(?<number>\d{{1,2}})\. ?{year}"),
        r"(?<year>(?:19|20)\d\d)年 ?(?<number>\d{1,2})月 ?(?<day>\d{1,2})日".to_owned(),
    ]
    .iter()
    .filter_map(|pattern| Regex::new(&format!("(?i){pattern}")).ok())
    .collect()
});

/// The first whole day (with its year) that a text names, in ISO 8601.
pub(super) fn find(text: &str) -> Option<String> {
    let found = WRITTEN.iter().filter_map(|pattern| {
        pattern.captures_iter(text).find_map(|found| {
            let at = found.get(0)?.start();
            Some((at, date(&found)?))
        })
    });
    found.min_by_key(|(at, _)| *at).map(|(_, day)| day.to_string())
}

fn date(found: &Captures<'_>) -> Option<Date> {
    let number = |name: &str| found.name(name)?.as_str().parse().ok();
    let month = match found.name("month") {
        Some(word) => of_word(word.as_str())?,
        None => number("number").and_then(|month: i16| i8::try_from(month).ok())?,
    };
    let day = number("day").and_then(|day: i16| i8::try_from(day).ok())?;
    Date::new(number("year")?, month, day).ok()
}

/// The month that a word is the name of, or the beginning of its name.
fn of_word(word: &str) -> Option<i8> {
    let plain = super::text::without_accents(&word.to_lowercase());
    let begins = |stem: &&&str| plain.starts_with(**stem);
    let longest = |stems: &[&str]| stems.iter().filter(begins).map(|stem| stem.len()).max();
    let fits = MONTHS.iter().filter_map(|(month, stems)| Some((longest(stems)?, *month)));
    fits.max_by_key(|(length, _)| *length).map(|(_, month)| month)
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn a_day_is_read_in_the_words_of_its_language() {
        for (text, day) in [
            ("Veröffentlicht am 2. Oktober 2026 von Johanna", "2026-10-02"),
            ("5. März 2026", "2026-03-05"),
            ("Publié le 1er avril 2026", "2026-04-01"),
            ("le 18 août 2026", "2026-08-18"),
            ("3 juillet 2026", "2026-07-03"),
            ("21 de octubre de 2026", "2026-10-21"),
            ("9 de out. de 2026 · 3 min", "2026-10-09"),
            ("10 ottobre 2026", "2026-10-10"),
            ("2 giugno 2026", "2026-06-02"),
            ("14 mei 2026", "2026-05-14"),
            ("18 września 2026", "2026-09-18"),
            ("8 października 2026", "2026-10-08"),
            ("November 3rd, 2026", "2026-11-03"),
            ("Thu, 19 Nov 2026", "2026-11-19"),
            ("02.10.2026", "2026-10-02"),
            ("2026年11月1日", "2026-11-01"),
            ("2026-10-27T08:00:00.000Z", "2026-10-27"),
        ] {
            assert_eq!(find(text).as_deref(), Some(day), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_day_is_none() {
        for text in ["since 1987", "31. Februar 2026", "10/11/2026", "12 eggs 2026", "Mar 2026"] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
