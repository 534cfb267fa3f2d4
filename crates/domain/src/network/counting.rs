//! How long a text is: each network counts in units of its own.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

/// How a network counts the length of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Counting {
    /// UTF-16 code units.
    Utf16,
    /// Characters as people see them (grapheme clusters).
    Graphemes,
    /// Unicode scalar values.
    Scalars,
    /// Characters as people see them, with every web address counted alike and the domain of a
    /// mention not counted.
    Mastodon {
        /// What an address counts as.
        per_address: usize,
    },
    /// As X weighs them (twitter-text, configuration v3): letters of the alphabets of Europe,
    /// the Middle East and South Asia count one, all others and each emoji two, each web address
    /// 23. X composes letters with their marks before it counts; here they count apart.
    Weighted,
}

/// What X counts an address as.
const X_ADDRESS: usize = 23;
/// What X counts as one; all else counts as two.
const X_LIGHT: [std::ops::RangeInclusive<u32>; 4] =
    [0..=4351, 8192..=8205, 8208..=8223, 8242..=8247];

/// The length of a text as the network counts it.
pub fn count(counting: Counting, text: &str) -> usize {
    match counting {
        Counting::Utf16 => text.encode_utf16().count(),
        Counting::Graphemes => text.graphemes(true).count(),
        Counting::Scalars => text.chars().count(),
        Counting::Mastodon { per_address } => around_addresses(text, false, per_address, |rest| {
            rest.split_inclusive(char::is_whitespace).map(mastodon_word).sum()
        }),
        Counting::Weighted => {
            around_addresses(text, true, X_ADDRESS, |rest| rest.graphemes(true).map(weight).sum())
        }
    }
}

fn around_addresses(
    text: &str,
    bare_hosts: bool,
    per_address: usize,
    counted: impl Fn(&str) -> usize,
) -> usize {
    let (mut length, mut from) = (0, 0);
    for address in addresses(text, bare_hosts) {
        length += counted(&text[from..address.start]) + per_address;
        from = address.end;
    }
    length + counted(&text[from..])
}

/// Where web addresses stand in a text. Those that X makes links of may lack their scheme.
fn addresses(text: &str, bare_hosts: bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let start = word.find(|c: char| c.is_alphanumeric() || c == '@' || c == '#');
        let begins = ["https://", "http://"].iter().filter_map(|scheme| word.find(scheme)).min();
        let begins = begins.or(start.filter(|start| bare_hosts && is_host(&word[*start..])));
        if let Some(begins) = begins {
            let length = word[begins..].trim_end_matches(ends_no_address).len();
            found.push(at + begins..at + begins + length);
        }
        at += word.len();
    }
    found
}

fn ends_no_address(c: char) -> bool {
    c.is_whitespace() || ".,;:!?…)]}>\"'“”’»".contains(c)
}

/// Whether a word begins as `rosas.example` does: with a host whose last part could be a
/// top-level domain.
fn is_host(word: &str) -> bool {
    let host = word.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.trim_end_matches(ends_no_address);
    let Some((names, last)) = host.rsplit_once('.') else { return false };
    let named = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    names.split('.').all(named) && last.len() > 1 && last.chars().all(|c| c.is_ascii_lowercase())
}

fn mastodon_word(word: &str) -> usize {
    let bare = word.trim_end_matches(char::is_whitespace);
    let space = word.chars().count() - bare.chars().count();
    match bare.strip_prefix('@').and_then(|mention| mention.split_once('@')) {
        Some((name, _)) => space + 1 + name.chars().count(),
        None => space + bare.graphemes(true).count(),
    }
}

/// What X weighs a character as people see it.
fn weight(cluster: &str) -> usize {
    let light = |c: char| X_LIGHT.iter().any(|range| range.contains(&u32::from(c)));
    let scalars = cluster.chars().count();
    let drawn = |c: char| matches!(c, '\u{fe0f}' | '\u{20e3}');
    let symbol = !cluster.starts_with(|c: char| c.is_alphanumeric() || c.is_whitespace());
    if scalars > 1 && (symbol || cluster.contains(drawn)) {
        return 2;
    }
    cluster.chars().map(|c| if light(c) { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_network_counts_its_own_way() {
        let family = "👨‍👩‍👧";
        assert_eq!(count(Counting::Utf16, family), 8);
        assert_eq!(count(Counting::Graphemes, family), 1);
        assert_eq!(count(Counting::Scalars, family), 5);
        let mastodon = Counting::Mastodon { per_address: 23 };
        assert_eq!(count(mastodon, "see https://a.example/very/long/path now"), 4 + 23 + 4);
        assert_eq!(count(mastodon, "(https://a.example/b)."), 1 + 23 + 2);
        assert_eq!(count(mastodon, "a.example"), 9, "without a scheme it is no address");
        assert_eq!(count(mastodon, "@rosa@lisbon.example hi"), 5 + 3);
    }

    #[test]
    fn x_weighs_scripts_emoji_and_addresses() {
        let weighed = |text| count(Counting::Weighted, text);
        assert_eq!(weighed("Rye, fresh at 4 – “warm”…"), 25 + 1);
        assert_eq!(weighed("Größe ñandú Привет مرحبا नमस्ते"), 31);
        assert_eq!(weighed("パン 面包 빵"), 2 * 2 + 1 + 2 * 2 + 1 + 2);
        for emoji in ["🥖", "👨‍👩‍👧", "👍🏽", "🇵🇹", "1️⃣", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🅰️"]
        {
            assert_eq!(weighed(emoji), 2, "{emoji}");
        }
        assert_eq!(weighed("See https://rosas.example/a?b=c. Now"), 4 + 23 + 5);
        assert_eq!(weighed("See rosas.example/rye, now"), 4 + 23 + 5);
        assert_eq!(weighed("e.g. rye.Wheat v1.2"), 19, "no addresses");
        assert_eq!(weighed("@rosa rosa@bakery.example"), 25);
    }
}
