//! The months as they stand after the number of a day, in the languages that are written in.

use jiff::civil::Date;

/// The months from January on, and the languages they are of.
#[rustfmt::skip]
const MONTHS: [(&str, [&str; 12]); 7] = [
    ("en", ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]),
    ("de", ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"]),
    ("fr", ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]),
    ("es", ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"]),
    ("it", ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"]),
    ("pt", ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"]),
    ("nl", ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"]),
];

/// The month of a day; `None` in a language whose months are not known here.
pub(super) fn named(language: &str, day: Date) -> Option<&'static str> {
    let spoken = language.split(['-', '_']).next()?.to_ascii_lowercase();
    let (_, months) = MONTHS.iter().find(|(known, _)| *known == spoken)?;
    let at = usize::try_from(day.month()).ok()?.checked_sub(1)?;
    months.get(at).copied()
}

/// A text without the day that it begins with, as a sentence of its own.
pub(super) fn without_day(text: &str) -> &str {
    let Some((first, rest)) = text.split_once(". ") else { return text };
    let Some((number, month)) = first.split_once(' ') else { return text };
    let day = number.parse::<i8>().is_ok_and(|day| (1..=31).contains(&day));
    let known = MONTHS.iter().any(|(_, months)| months.contains(&month));
    if day && known { rest } else { text }
}
