//! A post as a record of the lexicon app.bsky.feed.post, and the key it has there.

use std::collections::BTreeMap;

use domain::contract::Delivery;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::facets::{self, Found};

/// Where posts stand in an account's repository.
pub(super) const COLLECTION: &str = "app.bsky.feed.post";

const DAY: u64 = 24 * 60 * 60 * 1_000_000;
/// 2023-11-14, before this program was written.
const BEFORE_US: u64 = 1_700_000_000_000_000;
const LETTERS: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";

/// The key of a post's record: the same for every attempt, another for every post.
///
/// Keys of posts are instants in microseconds with ten bits of chance (TIDs), and the server
/// refuses others. This one is an instant in the day before the post's id was made; which one,
/// and the ten bits, come from the digest of the id. So 10¹⁴ keys share a day.
pub(super) fn record_key(key: &str) -> String {
    let digest = Sha256::digest(key.as_bytes());
    let number = |bytes: &[u8]| bytes.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
    let end = made_at(key).unwrap_or(BEFORE_US);
    let micros = end - number(&digest[..8]) % DAY;
    let mut rest = (micros << 10) | (number(&digest[8..10]) & 0x3ff);
    let mut letters = [b'2'; 13];
    for letter in letters.iter_mut().rev() {
        *letter = LETTERS[usize::try_from(rest & 31).unwrap_or_default()];
        rest >>= 5;
    }
    letters.into_iter().map(char::from).collect()
}

/// When an id was made, in microseconds, if it says so: version 7 begins with milliseconds.
fn made_at(key: &str) -> Option<u64> {
    let digits: String = key.chars().filter(|c| *c != '-').collect();
    let id = u128::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 32)?;
    let millis = u64::try_from(id >> 80).ok()?;
    let sensible = (id >> 76) & 0xf == 7 && (BEFORE_US / 1_000..1 << 43).contains(&millis);
    sensible.then_some(millis * 1_000)
}

/// What a record is made of, besides the post.
pub(super) struct Parts<'a> {
    /// The language of the site.
    pub language: Option<&'a str>,
    /// Whom the handles in it mean.
    pub mentions: &'a BTreeMap<String, String>,
    /// Its picture, uploaded: the server's own word for it, and its width and height.
    pub picture: Option<(Value, (u32, u32))>,
}

/// Where a post leads: its link, else the first address in its words.
pub(super) fn leads_to(delivery: &Delivery) -> Option<String> {
    let in_words = || {
        facets::find(&delivery.text.caption).into_iter().find_map(|(_, found)| match found {
            Found::Link(url) => Some(url.to_string()),
            Found::Tag(_) | Found::Mention(_) => None,
        })
    };
    delivery.text.link.clone().or_else(in_words)
}

/// The record. A link that does not stand in the words goes as a card with the picture in it;
/// else the picture goes as a picture; without one, an address in the words goes as a card too.
pub(super) fn record(delivery: &Delivery, parts: Parts<'_>) -> Value {
    let text = &delivery.text;
    let mut record = json!({
        "$type": COLLECTION,
        "text": text.caption,
        "createdAt": delivery.now.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string(),
    });
    let facets = facets::facets(&text.caption, |handle| parts.mentions.get(handle).cloned());
    if !facets.is_empty() {
        record["facets"] = facets.into();
    }
    if let Some(language) = parts.language {
        record["langs"] = json!([language]);
    }
    let hidden = text.link.as_ref().is_some_and(|link| !text.caption.contains(link.as_str()));
    match (parts.picture, leads_to(delivery)) {
        (Some((blob, (width, height))), link) if !(hidden && link.is_some()) => {
            let mut image = json!({ "alt": text.alt_text, "image": blob });
            if width > 0 && height > 0 {
                image["aspectRatio"] = json!({ "width": width, "height": height });
            }
            record["embed"] = json!({ "$type": "app.bsky.embed.images", "images": [image] });
        }
        (picture, Some(link)) => {
            let host =
                url::Url::parse(&link).ok().and_then(|url| url.host_str().map(str::to_owned));
            let title = text.title.clone().filter(|title| !title.is_empty()).or(host);
            let mut card =
                json!({ "uri": link, "title": title.unwrap_or_default(), "description": "" });
            if let Some((blob, _)) = picture {
                card["thumb"] = blob;
            }
            record["embed"] = json!({ "$type": "app.bsky.embed.external", "external": card });
        }
        (_, None) => {}
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_an_instant_of_the_day_before_the_post_was_made() {
        let id = "019aa9f2-2c00-7abc-8def-0123456789ab";
        let key = record_key(id);
        assert_eq!(key, record_key(id), "the same for every attempt");
        assert_eq!(key.len(), 13);
        assert!(key.bytes().all(|letter| LETTERS.contains(&letter)) && key.as_bytes()[0] < b'k');
        let number = key.bytes().fold(0_u64, |sum, letter| {
            sum * 32 + LETTERS.iter().position(|one| *one == letter).unwrap() as u64
        });
        let made = made_at(id).unwrap();
        assert!((made - DAY..=made).contains(&(number >> 10)));
        for other in ["019aa9f2-2c00-7abc-8def-0123456789ac", "not an id", ""] {
            assert_ne!(record_key(other), key);
            assert_eq!(record_key(other).len(), 13);
        }
    }
}
