//! What a text claims in figures: prices, shares, times, days and plain numbers.
//!
//! Numbers in words (*twenty years*) and weekdays are not looked for.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    months::{self, Dated},
    numerals::{amounts, minute, numerals},
    overlap,
};

/// Something in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    /// Where it stands.
    pub at: Range<usize>,
    /// What it says.
    pub what: What,
}

/// What figures say; with every way to read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// Money, with the currency as a sign, where one stands beside it.
    Price(Vec<String>, Option<&'static str>),
    /// A share of a hundred.
    Percent(Vec<String>),
    /// Minutes of the day; the same as plain numbers.
    Time(Vec<u16>, Vec<String>),
    /// A day.
    Day(Vec<Dated>),
    /// Any other number.
    Number(Vec<String>, Option<u16>),
}

/// Currencies by their sign, with every way to write them beside an amount.
const CURRENCIES: [(&str, &str); 11] = [
    ("€", r"€|EUR\b|euros?\b"),
    ("$", r"US\$|\$|USD\b|dollars?\b|dólares\b"),
    ("£", r"£|GBP\b|pounds?\b"),
    ("CHF", r"CHF\b|Fr\.|Franken\b|SFr\.?"),
    ("R$", r"R\$|BRL\b|reais\b"),
    ("¥", r"¥|JPY\b"),
    ("₹", r"₹|INR\b"),
    ("zł", r"zł|PLN\b"),
    ("Kč", r"Kč|CZK\b"),
    ("kr", r"kr\b\.?|SEK\b|NOK\b|DKK\b"),
    ("A$", r"A\$|C\$|NZ\$|AUD\b|CAD\b|NZD\b"),
];

static BEFORE: LazyLock<Vec<(&str, Option<Regex>)>> = LazyLock::new(|| {
    let before = |names: &str| Regex::new(&format!(r"(?i)(?:{names})[ \u{{a0}}]?$")).ok();
    CURRENCIES.iter().map(|(sign, names)| (*sign, before(&names.replace(r"\b", "")))).collect()
});

static AFTER: LazyLock<Vec<(&str, Option<Regex>)>> = LazyLock::new(|| {
    let after = |names: &str| {
        Regex::new(&format!(r"(?i)^(?:[.,][-–—]+)?[ \u{{a0}}\u{{202f}}]?(?:{names})")).ok()
    };
    CURRENCIES.iter().map(|(sign, names)| (*sign, after(names))).collect()
});

/// What may stand between the two ends of a price: `80–120 EUR`.
static REST_OF_RANGE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^ ?[-–—] ?\d[\d.,]* ?").ok());

static PERCENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^[ \u{a0}\u{202f}]?(?:%|percent|prozent|pour cent|por ciento|por cento|per cento|procent)").ok()
});

static CLOCK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\b(?P<h>\d{1,2})(?:[:h](?P<m>\d{2})|\.(?P<n>\d{2}))?",
        r"(?:[ \u{a0}\u{202f}]?(?P<half>[ap])\.?m\b\.?|[ \u{a0}\u{202f}]?(?P<word>uhr|uur|heures?|horas|ore|h)\b)?"
    ))
    .ok()
});

/// A number that counts the lines or the parts of a thread: `1.`, `2)`, `1/4`.
static NUMBERING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*(?:\(?\d{1,2}/\d{1,2}\)?|\d{1,2}[.)])(?:\s|$)|\s\(?\d{1,2}/\d{1,2}\)?\s*$")
        .ok()
});

/// The claims of a text, outside of what `taken` names.
pub(super) fn claims(text: &str, taken: &[Range<usize>]) -> Vec<Claim> {
    let mut found: Vec<Claim> = Vec::new();
    let mut taken = taken.to_vec();
    let free = |taken: &[Range<usize>], at: &Range<usize>| !taken.iter().any(|it| overlap(it, at));
    for (at, days) in months::dates(text) {
        if free(&taken, &at) {
            taken.push(at.clone());
            found.push(Claim { at, what: What::Day(days) });
        }
    }
    taken.extend(NUMBERING.iter().flat_map(|it| it.find_iter(text)).map(|it| it.range()));
    for (at, times, plain) in times(text) {
        if free(&taken, &at) {
            taken.push(at.clone());
            found.push(Claim { at, what: What::Time(times, plain) });
        }
    }
    for (at, numeral) in numerals(text) {
        if free(&taken, &at)
            && stands_alone(text, &at)
            && let Some(claim) = number(text, at, numeral)
        {
            found.push(claim);
        }
    }
    found.sort_by_key(|claim| claim.at.start);
    found
}

/// Whether figures are a number of their own: not those of `A4` and `CO2`, but those of
/// `#Advent2026`; not those of a keycap emoji.
fn stands_alone(text: &str, at: &Range<usize>) -> bool {
    let before = &text[..at.start];
    let glued = before.ends_with(|c: char| c.is_alphabetic() || c == '_');
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let keycap = text[at.end..].starts_with(['\u{fe0f}', '\u{20e3}']);
    (!glued || word.starts_with('#')) && !keycap
}

fn number(text: &str, at: Range<usize>, numeral: &str) -> Option<Claim> {
    let (before, after) = (text.get(..at.start)?, text.get(at.end..)?);
    let readings = amounts(numeral);
    let rest = REST_OF_RANGE.as_ref().and_then(|rest| rest.find(after)).map(|rest| rest.end());
    let range_end = rest.and_then(|end| after.get(end..));
    let sign = currency(&BEFORE, before)
        .map(|(sign, length)| (sign, length, 0))
        .or_else(|| currency(&AFTER, after).map(|(sign, length)| (sign, 0, length)))
        .or_else(|| currency(&AFTER, range_end?).map(|(sign, _)| (sign, 0, 0)));
    if let Some((sign, ahead, behind)) = sign {
        let at = at.start - ahead..at.end + behind;
        return Some(Claim { at, what: What::Price(readings, Some(sign)) });
    }
    if let Some(percent) = PERCENT.as_ref().and_then(|percent| percent.find(after)) {
        return Some(Claim { at: at.start..at.end + percent.end(), what: What::Percent(readings) });
    }
    let clock = numeral.split_once('.').filter(|(_, minutes)| minutes.len() == 2);
    let clock = clock.and_then(|(hour, minutes)| minute(hour, minutes));
    Some(Claim { at, what: What::Number(readings, clock) })
}

/// The currency that stands at this side of an amount, and how many bytes it takes there.
fn currency(side: &[(&'static str, Option<Regex>)], text: &str) -> Option<(&'static str, usize)> {
    let matching = |(sign, names): &(&'static str, Option<Regex>)| {
        Some((*sign, names.as_ref()?.find(text)?.len()))
    };
    // `R$` ends in `$` too: the longest name is meant.
    side.iter().filter_map(matching).max_by_key(|(_, length)| *length)
}

/// Times of day: with a colon, with an `h`, or with a word of time behind them.
fn times(text: &str) -> Vec<(Range<usize>, Vec<u16>, Vec<String>)> {
    let mut found = Vec::new();
    for caught in CLOCK.iter().flat_map(|clock| clock.captures_iter(text)) {
        let (Some(all), Some(hour)) = (caught.get(0), caught.name("h")) else { continue };
        let minutes = caught.name("m").or_else(|| caught.name("n"));
        let told = caught.name("half").is_some() || caught.name("word").is_some();
        let glued =
            text[..all.start()].ends_with(|c: char| c.is_ascii_digit() || ".,:".contains(c));
        if (!told && caught.name("m").is_none()) || glued {
            continue;
        }
        let Some(at) = minute(hour.as_str(), minutes.map_or("0", |it| it.as_str())) else {
            continue;
        };
        let half = caught.name("half").map(|half| half.as_str().to_lowercase());
        let at = match half.as_deref() {
            Some("p") if at < 720 => at + 720,
            Some("a") if at >= 720 => at - 720,
            _ => at,
        };
        let mut plain = Vec::new();
        if at.is_multiple_of(60) {
            plain = vec![(at / 60).to_string(), amounts(hour.as_str()).concat()];
        }
        if all.as_str().ends_with("am") {
            // In German it may be no time: *nur 3.50 am Montag*.
            let end = minutes.map_or(hour.end(), |minutes| minutes.end());
            plain.extend(text.get(hour.start()..end).map(amounts).unwrap_or_default());
        }
        found.push((all.range(), vec![at], plain));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<(&str, What)> {
        claims(text, &[]).into_iter().map(|claim| (&text[claim.at], claim.what)).collect()
    }

    fn price(amount: &str, sign: &'static str) -> What {
        What::Price(vec![amount.to_owned()], Some(sign))
    }

    #[test]
    fn prices_are_read_in_every_notation() {
        for (text, words, amount, sign) in [
            ("Now €1,200.50 each", "€1,200.50", "1200.5", "€"),
            ("Jetzt 1.200,50 € das Stück", "1.200,50 €", "1200.5", "€"),
            ("pour 1 200,50 € net", "1 200,50 €", "1200.5", "€"),
            ("ab 49,- €", "49,- €", "49", "€"),
            ("R$ 12,00 hoje", "R$ 12,00", "12", "R$"),
            ("CHF 120", "CHF 120", "120", "CHF"),
            ("only 5 dollars", "5 dollars", "5", "$"),
        ] {
            assert_eq!(said(text), [(words, price(amount, sign))], "{text}");
        }
        let range = said("80–120 EUR");
        assert_eq!(range, [("80", price("80", "€")), ("120 EUR", price("120", "€"))]);
    }

    #[test]
    fn shares_times_and_numbers_are_told_apart() {
        assert_eq!(said("20 % off"), [("20 %", What::Percent(vec!["20".into()]))]);
        for text in ["7:30 pm", "7.30 p.m.", "19:30", "19h30", "19.30 Uhr"] {
            let found = said(text);
            assert!(
                matches!(&found[..], [(_, What::Time(at, _))] if at == &[1_170]),
                "{text} {found:?}"
            );
        }
        assert_eq!(said("A4, CO2, 1️⃣ and B2B"), []);
        assert_eq!(said("1. Flour\n2) Water\n(1/3)"), []);
        assert_eq!(said("#Advent2026"), [("2026", What::Number(vec!["2026".into()], None))]);
        let plain = said("since 1998 in 3 shops");
        assert_eq!(plain.len(), 2, "{plain:?}");
    }
}
