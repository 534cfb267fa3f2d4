//! Hashtags and emoji as screen readers meet them: each word of a tag begins with a large
//! letter, emoji are few, apart from words, and not in rows.

use domain::{network::hashtags, writing::Rule};
use unicode_segmentation::UnicodeSegmentation;

use super::{Found, known::Known, words};

/// The most emoji of a caption. Each is read aloud by its name.
const MOST_EMOJI: usize = 6;

/// The most emoji beside each other.
const LONGEST_ROW: usize = 2;

/// A tag of small letters that is longer holds several words.
const LONGEST_WORD: usize = 22;

pub(super) fn find(caption: &str, known: &Known, found: &mut Found) {
    for tag in hashtags(caption).filter(|tag| is_run_together(tag, caption, known)) {
        let said = format!(
            "A screen reader reads #{tag} as one word. Begin each of its words with a large letter."
        );
        found.add(Rule::Hashtags, &format!("#{tag}"), said);
    }
    emoji(caption, found);
}

/// Whether a tag is several words in letters of one size. A word of the profile is one word.
fn is_run_together(tag: &str, caption: &str, known: &Known) -> bool {
    let small = tag.to_lowercase();
    let inner = tag.chars().skip(1);
    let one_size = !inner.clone().any(char::is_uppercase) || !tag.chars().any(char::is_lowercase);
    let cased =
        tag.chars().all(|c| c.is_ascii_alphabetic() || c.is_lowercase() || c.is_uppercase());
    if !one_size || !cased || tag.contains('_') || known.says(&small) {
        return false;
    }
    let said: Vec<String> = words(caption).iter().map(|(_, word)| word.to_lowercase()).collect();
    let is_word = |part: &str| {
        part.chars().count() > 2 && (known.says(part) || said.iter().any(|word| word == part))
    };
    let ends = small.char_indices().map(|(at, _)| at);
    let two = ends.skip(1).any(|at| is_word(&small[..at]) && is_word(&small[at..]));
    two || tag.chars().count() > LONGEST_WORD
}

fn emoji(caption: &str, found: &mut Found) {
    let clusters: Vec<(usize, &str)> = caption.grapheme_indices(true).collect();
    let mut all = 0;
    let mut row: Option<(usize, usize, usize)> = None;
    for (place, (at, cluster)) in clusters.iter().enumerate() {
        if !is_emoji(cluster) {
            if *cluster != " " {
                row = None;
            }
            continue;
        }
        all += 1;
        let end = at + cluster.len();
        let (start, _, count) = row.unwrap_or((*at, end, 0));
        row = Some((start, end, count + 1));
        if count == LONGEST_ROW {
            let said = "A row of emoji is read aloud one by one. Keep one of them.";
            found.add(Rule::Emoji, &caption[start..end], said.to_owned());
        }
        let letter = |place: Option<usize>| {
            let cluster = place.and_then(|place| clusters.get(place));
            cluster.is_some_and(|(_, cluster)| cluster.chars().all(char::is_alphanumeric))
        };
        if letter(place.checked_sub(1)) && letter(Some(place + 1)) {
            let said = "An emoji in the middle of a word breaks it in two when it is read aloud. Move it behind the word.";
            found.add(Rule::Emoji, cluster, said.to_owned());
        }
    }
    if all > MOST_EMOJI {
        let said = format!(
            "There are {all} emoji, and each is read aloud by its name. Keep {MOST_EMOJI} at most."
        );
        found.add(Rule::Emoji, "", said);
    }
}

/// Whether a visible character is shown as an emoji.
fn is_emoji(cluster: &str) -> bool {
    cluster.chars().any(|c| {
        matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{231A}' | '\u{231B}' | '\u{23E9}'..='\u{23F3}'
            | '\u{2614}' | '\u{2615}' | '\u{2648}'..='\u{2653}' | '\u{26A1}' | '\u{26BD}' | '\u{26C4}'
            | '\u{2705}' | '\u{2728}' | '\u{274C}' | '\u{2753}'..='\u{2757}' | '\u{2795}'..='\u{2797}'
            | '\u{27B0}' | '\u{2B50}' | '\u{2B55}' | '\u{FE0F}' | '\u{20E3}')
    })
}
