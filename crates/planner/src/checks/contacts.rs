//! Where a text sends people: web addresses, e-mail addresses, telephone numbers, accounts.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{months, overlap};

/// The ways to reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// With or without its scheme.
    Web,
    /// `name@host`.
    Mail,
    /// In any notation.
    Phone,
    /// `@name`.
    Account,
}

/// The ends of hosts that are known, and besides them everything that is written small like a
/// host: `studio54.kitchen`. An end of two letters must be known: a sentence may lack a space.
static WEB: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let ends = "com|net|org|de|at|ch|fr|be|lu|nl|es|it|pt|br|mx|ar|uk|ie|eu|us|ca|au|nz|pl|cz|se|dk|no|fi|io|co|me|app|dev|shop|store|online|site|info|biz|cafe|bar|restaurant|studio|club|blog|example|test|localhost";
    Regex::new(&format!(
        r#"(?i)\b(?:(?:https?://|www\.)[^\s<>"“”„»«]+|[\p{{L}}\d](?:[\p{{L}}\d-]*[\p{{L}}\d])?(?:\.[\p{{L}}\d-]+)*\.(?:{ends})\b(?:[:/][^\s<>"“”„»«]*)?|(?-i:\b[\p{{Ll}}\d][\p{{Ll}}\d.-]+\.\p{{Ll}}{{3,}}\b)(?:[:/][^\s<>"“”„»«]*)?)"#
    ))
    .ok()
});

static MAIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)[\w.+-]+@[\w-]+(?:\.[\w-]+)+").ok());

static ACCOUNT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"@[\w.]*\w(?:@[\w-]+(?:\.[\w-]+)+)?").ok());

static PHONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:\+\d|\(0\d|\b0\d)\d*\)?(?:(?: ?\(0\) ?|[ \u{a0}./–-]{1,3})?\d+)+",
        r"|\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b"
    ))
    .ok()
});

/// Times such as `09.30-18.00`, which look like a telephone number.
static HOURS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\d{1,2}\.\d{2} ?[-–] ?\d{1,2}\.\d{2}$").ok());

/// Every way to reach somebody in a text, and where it stands.
pub(super) fn contacts(text: &str) -> Vec<(Way, Range<usize>)> {
    let mut found: Vec<(Way, Range<usize>)> = Vec::new();
    let dates: Vec<Range<usize>> = months::dates(text).into_iter().map(|(at, _)| at).collect();
    for (way, pattern) in
        [(Way::Mail, &MAIL), (Way::Account, &ACCOUNT), (Way::Web, &WEB), (Way::Phone, &PHONE)]
    {
        for caught in pattern.iter().flat_map(|pattern| pattern.find_iter(text)) {
            let trimmed = caught
                .as_str()
                .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '…', '\'', '’', ' ', '-']);
            let at = caught.start()..caught.start() + trimmed.len();
            let taken = found.iter().any(|(_, other)| overlap(other, &at));
            let dated = || way == Way::Phone && dates.iter().any(|date| overlap(date, &at));
            if !taken && !dated() && (way != Way::Phone || is_phone(trimmed)) {
                found.push((way, at));
            }
        }
    }
    found
}

fn is_phone(text: &str) -> bool {
    let hours = HOURS.as_ref().is_some_and(|hours| hours.is_match(text));
    (7..=15).contains(&digits(text).len()) && !hours
}

/// The figures of a telephone number.
pub(super) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Where a text names a host by itself: not as a part of another host or of an e-mail address,
/// and not with a page of it. `host` is small.
pub(super) fn hosts_named(text: &str, host: &str) -> Vec<Range<usize>> {
    let small = text.to_ascii_lowercase();
    let alone = |at: &Range<usize>| {
        let before = text.get(..at.start).and_then(|before| before.chars().next_back());
        let mut after = text.get(at.end..).unwrap_or_default().chars();
        let joins = |it: char| it.is_alphanumeric() || matches!(it, '-' | '/' | '@' | '_');
        let goes_on = match after.next() {
            Some('.' | ':') => after.next().is_some_and(joins),
            Some(other) => joins(other),
            None => false,
        };
        !goes_on && !before.is_some_and(|it| joins(it) || it == '.')
    };
    let matches = small.match_indices(host).map(|(start, it)| start..start + it.len());
    matches.filter(alone).collect()
}

/// Host and path of a web address, small, without scheme, `www.`, query and last slash.
pub(super) fn host_and_path(address: &str) -> (String, String) {
    let small = address.to_lowercase();
    let bare = small.trim_start_matches("https://").trim_start_matches("http://");
    let bare = bare.trim_start_matches("www.");
    let bare = bare.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = bare.split_once('/').unwrap_or((bare, ""));
    (host.to_owned(), path.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_is_found_and_hours_are_none() {
        let text = "Order at https://rosa.example/bread?x=1. Or rosa.example, mail@rosa.example, \
                    @rosa_bakes, +351 21 345 67 89 (09.30-18.00, until 01.12.2026).";
        let found: Vec<_> = contacts(text).into_iter().map(|(way, at)| (way, &text[at])).collect();
        assert_eq!(
            found,
            [
                (Way::Mail, "mail@rosa.example"),
                (Way::Account, "@rosa_bakes"),
                (Way::Web, "https://rosa.example/bread?x=1"),
                (Way::Web, "rosa.example"),
                (Way::Phone, "+351 21 345 67 89"),
            ]
        );
        let (host, path) = host_and_path("https://www.Rosa.example/Bread/?x=1");
        assert_eq!((host.as_str(), path.as_str()), ("rosa.example", "bread"));
        assert_eq!(contacts("z. B. Brot, e.g. rye, 1.200,50 €, 0,5 l"), []);
    }
}
