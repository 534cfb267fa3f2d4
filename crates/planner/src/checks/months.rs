//! The months in the seven languages that posts are written in, and dates made of them.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

/// The names of each month, small and without the full stop of an abbreviation. Abbreviations
/// that are words of another language (*set*, *out*, *ago*) are left out.
const MONTHS: [&str; 12] = [
    "january|januar|jänner|janvier|enero|gennaio|janeiro|januari|jan|janv|ene|gen",
    "february|februar|feber|février|febrero|febbraio|fevereiro|februari|feb|févr|fev|fév",
    "march|märz|mars|marzo|março|maart|mar|mär|mrt|mrz",
    "april|avril|abril|aprile|apr|avr|abr",
    "may|mai|mayo|maggio|maio|mei",
    "june|juni|juin|junio|giugno|junho|jun|giu",
    "july|juli|juillet|julio|luglio|julho|jul|juil|lug",
    "august|août|agosto|augustus|aug",
    "september|septembre|septiembre|settembre|setembro|sept|sep",
    "october|oktober|octobre|octubre|ottobre|outubro|oct|okt|ott",
    "november|novembre|noviembre|novembro|nov",
    "december|dezember|décembre|diciembre|dicembre|dezembro|dec|dez|déc|dic",
];

/// A day of a year, or of any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Dated {
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// Where one is written.
    pub year: Option<i16>,
}

impl Dated {
    /// Whether both may mean the same day.
    pub(super) fn agrees(self, other: Dated) -> bool {
        let years = self.year.zip(other.year).is_none_or(|(one, other)| one == other);
        (self.month, self.day) == (other.month, other.day) && years
    }
}

static WRITTEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let months = MONTHS.join("|");
    let day = r"(?P<{d}>\d{1,2})(?:st|nd|rd|th|er|re|e|º|ª|\.|\.º)?";
    let year = r"(?P<{y}>\d{4})";
    let first = format!(
        r"{}\s*(?:(?:de|of|di|van)\s+|d['’])?(?P<m1>{months})\b\.?(?:,?\s+(?:de\s+|del\s+)?{})?",
        day.replace("{d}", "d1"),
        year.replace("{y}", "y1")
    );
    let second = format!(
        r"(?P<m2>{months})\b\.?\s+{}\b(?:,?\s+{})?",
        day.replace("{d}", "d2"),
        year.replace("{y}", "y2")
    );
    Regex::new(&format!(r"(?i)\b(?:{first}|{second})")).ok()
});

/// `2026-12-03`, `03.12.2026`, `3/12/26`, `3.12.`
static FIGURES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\b(?:(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b",
        r"|(?P<a>\d{1,2})(?:\.\s?|/|-)(?P<b>\d{1,2})(?:\.\s?|/|-)(?P<c>\d{4}|\d{2})\b",
        r"|(?P<e>\d{1,2})\.\s?(?P<f>\d{1,2})\.(?:\D|$))"
    ))
    .ok()
});

/// The dates of a text: where each stands, and the days that it may mean.
pub(super) fn dates(text: &str) -> Vec<(Range<usize>, Vec<Dated>)> {
    let mut found = Vec::new();
    for caught in WRITTEN.iter().flat_map(|written| written.captures_iter(text)) {
        let part = |one: &str, other: &str| caught.name(one).or_else(|| caught.name(other));
        let month = part("m1", "m2").and_then(|name| number(name.as_str()));
        let day = part("d1", "d2").and_then(|day| day.as_str().parse().ok());
        let year = part("y1", "y2").and_then(|year| year.as_str().parse().ok());
        let all = caught.get(0).map(|all| all.range());
        if let (Some(range), Some(month), Some(day @ 1..=31)) = (all, month, day) {
            found.push((range, vec![Dated { month, day, year }]));
        }
    }
    for caught in FIGURES.iter().flat_map(|figures| figures.captures_iter(text)) {
        let read =
            |name: &str| caught.name(name).and_then(|part| part.as_str().parse::<i16>().ok());
        let readings =
            if let (Some(year), Some(month), Some(day)) = (read("y"), read("m"), read("d")) {
                vec![(day, month, Some(year))]
            } else if let (Some(one), Some(other), Some(year)) = (read("a"), read("b"), read("c")) {
                let year = Some(if year < 100 { year + 2_000 } else { year });
                vec![(one, other, year), (other, one, year)]
            } else if let (Some(day), Some(month)) = (read("e"), read("f")) {
                vec![(day, month, None)]
            } else {
                Vec::new()
            };
        let days: Vec<Dated> = readings.into_iter().filter_map(possible).collect();
        let all = caught.get(0).map(|all| all.range());
        let priced = |range: &Range<usize>| {
            let before = text.get(..range.start).unwrap_or_default().trim_end();
            before.ends_with(['€', '$', '£']) || before.ends_with("CHF")
        };
        if let Some(mut range) = all.filter(|range| !days.is_empty() && !priced(range)) {
            if caught.name("f").is_some_and(|last| range.end > last.end() + 1) {
                range.end = caught.name("f").map_or(range.end, |last| last.end() + 1);
            }
            found.push((range, days));
        }
    }
    found
}

fn possible((day, month, year): (i16, i16, Option<i16>)) -> Option<Dated> {
    let in_year = (1..=12).contains(&month) && (1..=31).contains(&day);
    let dated = || Some(Dated { month: month.try_into().ok()?, day: day.try_into().ok()?, year });
    in_year.then(dated).flatten()
}

/// The number of a month by any of its names.
fn number(name: &str) -> Option<u8> {
    let name = name.to_lowercase();
    let at = MONTHS.iter().position(|names| names.split('|').any(|known| known == name))?;
    u8::try_from(at + 1).ok()
}

/// Whether a word is the name of a month.
pub(super) fn is_month(word: &str) -> bool {
    number(word.trim_end_matches('.')).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_same_in_seven_languages() {
        let third = Dated { month: 12, day: 3, year: None };
        for text in [
            "3. Dezember",
            "3 décembre",
            "December 3rd",
            "Dec. 3",
            "3 de diciembre",
            "3 dicembre",
            "3 de dezembro",
            "3 december",
            "the 3rd of December",
            "3.12.",
            "3. 12.",
        ] {
            let found = dates(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].1, [third], "{text}");
        }
        let dated = Dated { year: Some(2026), ..third };
        for text in [
            "2026-12-03",
            "03.12.2026",
            "3. Dezember 2026",
            "December 3, 2026",
            "3 de diciembre de 2026",
            "le 3 déc. 2026",
        ] {
            assert!(dates(text).iter().any(|(_, days)| days.contains(&dated)), "{text}");
        }
        let first = Dated { month: 1, day: 1, year: None };
        assert_eq!(dates("le 1er janvier")[0].1, [first]);
        assert!(dated.agrees(third) && !dated.agrees(Dated { year: Some(2025), ..third }));
    }

    #[test]
    fn other_figures_are_no_dates() {
        for text in ["€3.50", "24/7", "9.30–18.00", "1.200,50", "45 may 2", "Open 7:30"] {
            let found = dates(text);
            assert!(
                found.iter().all(|(range, _)| &text[range.clone()] == "may 2"),
                "{text} {found:?}"
            );
        }
    }
}
