//! What of a text can be followed: links, hashtags and mentions, by bytes of UTF-8.

use std::ops::Range;

use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;
use url::Url;

/// A tag of the lexicon app.bsky.richtext.facet holds so many characters at most.
const LONGEST_TAG: usize = 64;
const LONGEST_HANDLE: usize = 253;
/// What ends a sentence, and so no address and no tag.
const CLOSING: [char; 16] =
    ['.', ',', ';', ':', '!', '?', '\'', '"', '»', '”', '’', '…', '。', '，', '！', '？'];
const OPENING: [char; 7] = ['(', '[', '"', '\'', '«', '“', '‘'];

/// Something in a text that can be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found<'a> {
    /// A web address.
    Link(Url),
    /// A hashtag, without its sign.
    Tag(&'a str),
    /// Somebody's handle, without its sign; who that is, the server knows.
    Mention(&'a str),
}

/// All that can be followed, with where it stands.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, Found<'_>)> {
    words(text).filter_map(|(start, word)| follow(start, word)).collect()
}

/// The facets of a text. A mention that `who` does not know stays plain text.
pub(super) fn facets(text: &str, who: impl Fn(&str) -> Option<String>) -> Vec<Value> {
    find(text)
        .into_iter()
        .filter_map(|(place, found)| {
            let feature = match found {
                Found::Link(url) => {
                    json!({ "$type": "app.bsky.richtext.facet#link", "uri": url.as_str() })
                }
                Found::Tag(tag) => json!({ "$type": "app.bsky.richtext.facet#tag", "tag": tag }),
                Found::Mention(handle) => {
                    json!({ "$type": "app.bsky.richtext.facet#mention", "did": who(handle)? })
                }
            };
            Some(json!({
                "index": { "byteStart": place.start, "byteEnd": place.end },
                "features": [feature],
            }))
        })
        .collect()
}

/// The words of a text, each with the byte it begins at.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive(char::is_whitespace).map(move |piece| {
        let start = at;
        at += piece.len();
        (start, piece.trim_end_matches(char::is_whitespace))
    })
}

fn follow(start: usize, word: &str) -> Option<(Range<usize>, Found<'_>)> {
    let bare = word.trim_start_matches(OPENING);
    let start = start + (word.len() - bare.len());
    let (found, length) = if bare.starts_with("https://") || bare.starts_with("http://") {
        let address = without_end(bare);
        (Found::Link(web(address)?), address.len())
    } else if let Some(rest) = bare.strip_prefix(['#', '＃']) {
        let tag = without_end(rest.split('#').next()?);
        let sign = bare.len() - rest.len();
        (Found::Tag(worth(tag)?), sign + tag.len())
    } else if let Some(rest) = bare.strip_prefix('@') {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-')));
        let handle = rest[..end.unwrap_or(rest.len())].trim_end_matches(['.', '-']);
        (Found::Mention(handle_of(handle)?), 1 + handle.len())
    } else {
        return None;
    };
    Some((start..start + length, found))
}

/// A bracket belongs to what it closes only when it was opened there.
fn without_end(mut text: &str) -> &str {
    let unopened = |text: &str, opens, closes| {
        text.matches::<char>(closes).count() > text.matches::<char>(opens).count()
    };
    while let Some(last) = text.chars().next_back() {
        let ends = match last {
            ')' => unopened(text, '(', ')'),
            ']' => unopened(text, '[', ']'),
            last => CLOSING.contains(&last),
        };
        if !ends {
            break;
        }
        text = &text[..text.len() - last.len_utf8()];
    }
    text
}

fn web(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    url.host_str().is_some_and(|host| !host.is_empty()).then_some(url)
}

/// Digits alone are no tag.
fn worth(tag: &str) -> Option<&str> {
    (tag.chars().any(char::is_alphabetic) && tag.graphemes(true).count() <= LONGEST_TAG)
        .then_some(tag)
}

/// A handle is a name of the domain name system.
fn handle_of(handle: &str) -> Option<&str> {
    let part = |part: &str| {
        (1..=63).contains(&part.len()) && !part.starts_with('-') && !part.ends_with('-')
    };
    let last = handle.rsplit('.').next()?;
    (handle.contains('.')
        && handle.len() <= LONGEST_HANDLE
        && handle.split('.').all(part)
        && last.starts_with(|c: char| c.is_ascii_alphabetic()))
    .then_some(handle)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seen(text: &str) -> Vec<(&str, String)> {
        let said = |found| match found {
            Found::Link(url) => format!("link {url}"),
            Found::Tag(tag) => format!("tag {tag}"),
            Found::Mention(handle) => format!("mention {handle}"),
        };
        find(text).into_iter().map(|(place, found)| (&text[place], said(found))).collect()
    }

    #[test]
    fn places_are_counted_in_bytes_and_end_with_the_thing() {
        let text = "🥖 Pão! See (https://rosas.example/pão_(café)), #Pão, #2026 and @rosa.example.";
        assert_eq!(
            seen(text),
            [
                (
                    "https://rosas.example/pão_(café)",
                    "link https://rosas.example/p%C3%A3o_(caf%C3%A9)".to_owned()
                ),
                ("#Pão", "tag Pão".to_owned()),
                ("@rosa.example", "mention rosa.example".to_owned()),
            ]
        );
        assert_eq!(facets("é #a", |_| None)[0]["index"], json!({ "byteStart": 3, "byteEnd": 5 }));
    }

    #[test]
    fn what_cannot_be_followed_stays_text() {
        for text in [
            "",
            "#",
            "# bread",
            "#2026",
            "@",
            "@rosa",
            "rosa@bakery.example",
            "@-.example",
            "@rosa.1",
            "https://",
            "ftp://rosas.example",
            "C#",
            "@a..b",
        ] {
            assert_eq!(seen(text), [], "{text}");
        }
        let handles = "@rosa.example @nobody.example";
        let known =
            facets(handles, |handle| (handle == "rosa.example").then(|| "did:x".to_owned()));
        assert_eq!(known.len(), 1);
        assert_eq!(known[0]["features"][0]["did"], "did:x");
    }

    proptest! {
        #[test]
        fn every_place_is_a_piece_of_the_text_and_none_overlaps(
            text in "([#@(]|https?://|[a-zé.]{1,4}|🥖|[ \n)!,])*"
        ) {
            let mut end = 0;
            for (place, _) in find(&text) {
                prop_assert!(place.start >= end && text.get(place.clone()).is_some_and(|piece| !piece.is_empty()));
                end = place.end;
            }
        }
    }
}
