//! Prices as sites write them.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

const AMOUNT: &str = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{2})?|\d+(?:[.,](?:\d{2}|[-–—]+))?";
const BEFORE: &str = r"R\$|US\$|A\$|C\$|NZ\$|[€£$¥₹₽₺₴₪₩฿]|\b(?:EUR|USD|GBP|CHF|Fr\.|SEK|NOK|DKK|kr\.?|BRL|PLN|AUD|CAD|NZD|INR|ZAR)";
const AFTER: &str = r"[€£$¥₹₽₺₴₪₩฿円]|(?:EUR|Euros?|USD|GBP|CHF|Fr\.|SEK|NOK|DKK|kr|PLN|zł|CZK|Kč|HUF|Ft|RON|lei|BRL|AUD|CAD|NZD|INR|ZAR)\b";
const FROM: &str = r"\b(?:starting (?:at|from)|from|ab|desde|a partir de|a partire da|à partir de|dès|vanaf|från|fra|od) ";
const UNIT: &str =
    r" ?/ ?\p{L}+\.?| (?:per|pro|por|par|je|od|al|alla|à la|a la|an?) \p{L}+| each\b| p\.? ?P\.?\b";

/// A price with what belongs to it: *from* before, a range, *per hour* after.
static PRICE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let one = format!(
        "(?:(?:{BEFORE}) ?(?:{AMOUNT})(?: (?:USD|CAD|AUD|NZD|EUR|GBP)\\b)?|(?:{AMOUNT}) ?(?:{AFTER}))"
    );
    let range = format!("(?:{AMOUNT}) ?[-–—] ?{one}|{one}(?: ?[-–—] ?(?:{one}|(?:{AMOUNT})))?");
    Regex::new(&format!("(?i)(?:{FROM})?(?:{range})(?:{UNIT})?")).ok()
});

static AT_END: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!("(?i)(?:{UNIT})$")).ok());

/// A bare amount at the end of a line, as menus write it.
static BARE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[^\d.,:])(\d{1,3}[.,]\d{2})$").ok());

/// Longest text that is a price alone, in characters, and the most that may stand around.
const LONGEST_ALONE: usize = 30;
const MOST_AROUND: usize = 14;

/// Where the first price of a text stands. Nothing that costs nothing.
pub(super) fn find(text: &str) -> Option<Range<usize>> {
    let found = PRICE.as_ref()?.find(text)?;
    let costs = found.as_str().contains(|c: char| ('1'..='9').contains(&c));
    costs.then(|| found.range())
}

/// Where an amount without a currency ends the text.
pub(super) fn find_bare(text: &str) -> Option<Range<usize>> {
    Some(BARE.as_ref()?.captures(text)?.get(1)?.range())
}

/// Whether a text is a price and next to nothing else, as a cell of a table is.
pub(super) fn is_alone(text: &str) -> bool {
    let told = |range: Range<usize>| text.len().saturating_sub(range.len()) <= MOST_AROUND;
    text.chars().count() <= LONGEST_ALONE && find(text).is_some_and(told)
}

/// Whether the price in a text says what it is for: one person, one night.
pub(super) fn has_unit(price: &str) -> bool {
    AT_END.as_ref().is_some_and(|unit| unit.is_match(price))
}

/// Whether there are two prices or more.
pub(super) fn is_list(text: &str) -> bool {
    PRICE.as_ref().is_some_and(|price| price.find_iter(text).nth(1).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_found_as_they_are_written() {
        for (text, price) in [
            ("Sourdough loaf — €4.50", "€4.50"),
            ("Pão de centeio 3,20 €", "3,20 €"),
            ("Inspektion ab 49,- € inkl. Probefahrt", "ab 49,- €"),
            ("Cakes from $250 each, to order", "from $250 each"),
            ("Massage CHF 120 pro Stunde", "CHF 120 pro Stunde"),
            ("Room: 80–120 EUR / night", "80–120 EUR / night"),
            ("£3 – £4.50", "£3 – £4.50"),
            ("Pelle 1 250,00 kr", "1 250,00 kr"),
            ("Tour R$ 1.200,00", "R$ 1.200,00"),
        ] {
            assert_eq!(find(text).map(|range| &text[range]), Some(price), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_no_prices() {
        for text in ["Since 1987", "0,00 €", "Call 21 345 67 89", "9.30–18.00", "", "$", "100%"]
        {
            assert_eq!(find(text), None, "{text}");
        }
        let flat_white = "Flat white 3.50";
        assert_eq!(find_bare(flat_white).map(|range| &flat_white[range]), Some("3.50"));
        assert_eq!(find_bare("Open 8:00-18.30.50"), None);
        assert!(is_list("€3 / €4") && !is_list("€3"));
    }
}
