//! Numerals in the notations of several languages: `1.200,50`, `1,200.50`, `1 200`, `1’200`.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

static NUMERAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\d{1,3}(?:[ \u{a0}\u{202f}'’]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)*").ok()
});

/// The numerals of a text and where they stand.
pub(super) fn numerals(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let found = NUMERAL.as_ref().map(|numeral| numeral.find_iter(text));
    found.into_iter().flatten().map(|found| (found.range(), found.as_str()))
}

/// The numbers that a numeral may stand for, as plain decimals: `1.200` is `1200` in German and
/// `1.2` in English.
pub(super) fn amounts(numeral: &str) -> Vec<String> {
    let bare: String =
        numeral.chars().filter(|c| c.is_ascii_digit() || ".,".contains(*c)).collect();
    let Some(last) = bare.rfind(['.', ',']) else { return vec![plain(&bare, "")] };
    let (before, after) = (digits(&bare[..last]), &bare[last + 1..]);
    let signs: Vec<char> = bare.chars().filter(|c| !c.is_ascii_digit()).collect();
    let mixed = signs.iter().any(|sign| Some(sign) != signs.last());
    let grouped = || plain(&digits(&bare), "");
    match signs.len() {
        _ if mixed => vec![plain(&before, after)],
        1 if after.len() == 3 => vec![grouped(), plain(&before, after)],
        1 => vec![plain(&before, after)],
        _ => vec![grouped()],
    }
}

/// Whether a numeral has two decimals, as prices on menus do.
pub(super) fn has_cents(numeral: &str) -> bool {
    let tail = numeral.rsplit(['.', ',']).next().unwrap_or_default();
    tail.len() == 2 && tail.len() < numeral.len()
}

/// The minute of the day that `7.30`, `7:30` or `7h30` may stand for.
pub(super) fn minute(hour: &str, minute: &str) -> Option<u16> {
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 24 && minute < 60).then_some(hour * 60 + minute)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn plain(whole: &str, decimals: &str) -> String {
    let whole = whole.trim_start_matches('0');
    let decimals = decimals.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_in_every_notation() {
        for numeral in ["1.200,50", "1,200.50", "1 200,50", "1’200.50", "1200,5", "1200.50"] {
            let found: Vec<_> = numerals(numeral).collect();
            assert_eq!(found, [(0..numeral.len(), numeral)]);
            assert_eq!(amounts(numeral), ["1200.5"], "{numeral}");
        }
        assert_eq!(amounts("1.200"), ["1200", "1.2"]);
        assert_eq!(amounts("1,000,000"), ["1000000"]);
        assert_eq!(amounts("07"), ["7"]);
        assert_eq!(amounts("6.00"), ["6"]);
        assert_eq!(amounts("0,5"), ["0.5"]);
        assert!(has_cents("3.50") && !has_cents("350") && !has_cents("50") && !has_cents("1.200"));
        assert_eq!((minute("19", "30"), minute("25", "00")), (Some(1_170), None));
    }
}
