//! What people type, checked once at the edge.

use unicode_segmentation::UnicodeSegmentation;

/// Why a typed text was refused, in words for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing, or only spaces.
    #[error("{what} is empty. Type something first.")]
    Empty {
        /// The field, as the page names it.
        what: &'static str,
    },
    /// More characters than fit.
    #[error("{what} has {count} characters and the limit is {limit}. Make it shorter.")]
    TooLong {
        /// The field, as the page names it.
        what: &'static str,
        /// Characters as people count them (grapheme clusters).
        count: usize,
        /// The most that fit.
        limit: usize,
    },
    /// A character that cannot be shown or stored.
    #[error("{what} holds a character that cannot be shown (U+{code:04X}). Remove it.")]
    Unshowable {
        /// The field, as the page names it.
        what: &'static str,
        /// The character's number.
        code: u32,
    },
    /// More marks on one letter than any language has.
    #[error("{what} stacks more than {limit} marks on one letter. Remove some of them.")]
    Stacked {
        /// The field, as the page names it.
        what: &'static str,
        /// The most marks that one letter may carry.
        limit: usize,
    },
}

/// The text with small letters and single spaces between its words, for comparing.
pub fn folded(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// The most code points that one visible character may be made of. The longest emoji
/// in Unicode 16 has ten; real scripts stay below that.
const LARGEST_CLUSTER: usize = 24;

/// One line: trimmed, not empty, at most `limit` visible characters, no control characters.
pub fn line(what: &'static str, typed: &str, limit: usize) -> Result<String, TextError> {
    let text = optional_line(what, typed, limit)?;
    if text.chars().all(unseen) { Err(TextError::Empty { what }) } else { Ok(text) }
}

/// Whether a character leaves nothing on the page by itself. Within a text it may mean something.
const fn unseen(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
            | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// As [`line`], but it may be empty.
pub fn optional_line(what: &'static str, typed: &str, limit: usize) -> Result<String, TextError> {
    check(what, typed.trim(), limit, |c| c.is_control())
}

/// Several lines: trimmed, line ends made `\n`, may be empty, at most `limit` visible characters.
pub fn paragraphs(what: &'static str, typed: &str, limit: usize) -> Result<String, TextError> {
    let unix = typed.replace("\r\n", "\n").replace('\r', "\n");
    check(what, unix.trim(), limit, |c| c.is_control() && c != '\n' && c != '\t')
}

/// A list typed as lines or separated by commas: each entry a [`line`], empty ones dropped,
/// doubles dropped.
pub fn list(
    what: &'static str,
    typed: &str,
    each: usize,
    most: usize,
) -> Result<Vec<String>, TextError> {
    let mut entries: Vec<String> = Vec::new();
    for part in typed.split(['\n', ',']).map(str::trim).filter(|part| !part.is_empty()) {
        let entry = line(what, part, each)?;
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    if entries.len() > most {
        return Err(TextError::TooLong { what, count: entries.len(), limit: most });
    }
    Ok(entries)
}

fn check(
    what: &'static str,
    text: &str,
    limit: usize,
    refused: impl Fn(char) -> bool,
) -> Result<String, TextError> {
    // Right-to-left marks and overrides reorder the text around them; isolates do not escape.
    let hostile = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{FFFE}' | '\u{FFFF}');
    if let Some(c) = text.chars().find(|&c| refused(c) || hostile(c)) {
        return Err(TextError::Unshowable { what, code: c.into() });
    }
    let mut count = 0;
    for cluster in text.graphemes(true) {
        count += 1;
        if cluster.chars().count() > LARGEST_CLUSTER {
            return Err(TextError::Stacked { what, limit: LARGEST_CLUSTER });
        }
    }
    if count > limit {
        return Err(TextError::TooLong { what, count, limit });
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_which_nothing_is_seen_is_empty() {
        let empty = Err(TextError::Empty { what: "Name" });
        for typed in
            ["", " \u{a0}", "\u{200b}\u{200b}", "\u{feff}", "\u{3164}", "\u{2060} \u{200d}"]
        {
            assert_eq!(line("Name", typed, 80), empty, "{typed:?}");
        }
        for seen in ["می\u{200c}خواهم", "👩\u{200d}🌾", "❤\u{fe0f}"] {
            assert_eq!(line("Name", seen, 80).as_deref(), Ok(seen));
        }
        assert_eq!(optional_line("Name", " ", 80).as_deref(), Ok(""));
    }

    #[test]
    fn a_name_is_trimmed_and_kept() {
        assert_eq!(line("Name", "  Rosa’s Bakery ", 80).as_deref(), Ok("Rosa’s Bakery"));
        assert_eq!(line("Name", "مخبز روزا", 80).as_deref(), Ok("مخبز روزا"));
    }

    #[test]
    fn hostile_text_is_refused_by_name() {
        assert_eq!(line("Name", " \t ", 80), Err(TextError::Empty { what: "Name" }));
        assert_eq!(line("Name", "a\0b", 80), Err(TextError::Unshowable { what: "Name", code: 0 }));
        assert_eq!(
            line("Name", "a\u{202E}b", 80),
            Err(TextError::Unshowable { what: "Name", code: 0x202E })
        );
        let zalgo = format!("a{}", "\u{301}".repeat(10_000));
        assert!(matches!(line("Name", &zalgo, 80), Err(TextError::Stacked { .. })));
        assert!(matches!(
            line("Name", &"x".repeat(81), 80),
            Err(TextError::TooLong { count: 81, .. })
        ));
    }

    #[test]
    fn script_is_only_text() {
        assert!(line("Name", "<script>alert(1)</script>", 80).is_ok());
    }
}
