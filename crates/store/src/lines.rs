//! Many rows in one text.
//!
//! Handing a row from SQLite's thread to ours costs more than reading it, so the queries of
//! a calendar let the database join their rows. The separators are control characters, which
//! no text that is stored may hold.

use std::borrow::Cow;

/// Stands between the fields of a row.
pub(crate) const FIELD: &str = "\u{1f}";
/// Stands between rows.
pub(crate) const LINE: &str = "\u{1e}";
/// Stands between groups of rows.
pub(crate) const GROUP: &str = "\u{1d}";
/// Stands for a field that is null, where that is not the same as empty.
pub(crate) const NONE: &str = "\u{1c}";

/// A text that came from outside, without what would be taken for a separator.
pub(crate) fn storable(text: &str) -> Cow<'_, str> {
    const SEPARATORS: [char; 4] = ['\u{1c}', '\u{1d}', '\u{1e}', '\u{1f}'];
    if text.contains(SEPARATORS) { text.replace(SEPARATORS, " ").into() } else { text.into() }
}

/// The groups of a text.
pub(crate) fn groups(text: &str) -> impl Iterator<Item = &str> {
    Parts::of(text, GROUP).filter(|group| !group.is_empty())
}

/// The rows of a text.
pub(crate) fn read(text: &str) -> impl Iterator<Item = Fields<'_>> {
    Parts::of(text, LINE).filter(|line| !line.is_empty()).map(|line| Fields(Parts::of(line, FIELD)))
}

/// The lines of a column of its own; none when no row was found.
pub(crate) fn column(text: &Option<String>) -> impl Iterator<Item = &str> {
    text.iter().flat_map(|text| Parts::of(text, LINE))
}

/// The fields of a row, in the order of the query.
pub(crate) struct Fields<'a>(Parts<'a>);

impl<'a> Fields<'a> {
    /// The next field.
    pub(crate) fn text(&mut self) -> &'a str {
        self.0.next().unwrap_or_default()
    }

    /// The next field, which may be null.
    pub(crate) fn optional(&mut self) -> Option<&'a str> {
        Some(self.text()).filter(|text| *text != NONE)
    }

    /// Whether all fields were taken, no fewer and no more.
    pub(crate) fn ended(&self) -> bool {
        self.0.rest.is_none()
    }
}

/// The parts of a text between separators: `str::split`, with the faster search of
/// `memchr`, which a month of posts asks a few thousand times.
struct Parts<'a> {
    rest: Option<&'a str>,
    separator: u8,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str, separator: &str) -> Self {
        Parts {
            rest: Some(text),
            separator: separator.as_bytes().first().copied().unwrap_or_default(),
        }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest.take()?;
        let end = memchr::memchr(self.separator, text.as_bytes());
        match end.and_then(|end| Some((text.get(..end)?, text.get(end + 1..)?))) {
            Some((part, rest)) => {
                self.rest = Some(rest);
                Some(part)
            }
            None => Some(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_in_their_order_and_none_is_not_empty() {
        let text = format!("a{FIELD}{FIELD}{NONE}");
        let mut fields = read(&text).next().expect("a row");
        assert_eq!((fields.text(), fields.optional(), fields.ended()), ("a", Some(""), false));
        assert_eq!((fields.optional(), fields.ended()), (None, true));
        assert_eq!(groups(&format!("a{GROUP}{GROUP}b")).collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn no_text_from_outside_holds_a_separator() {
        let sent = format!("Fresh{LINE}bread{FIELD}{GROUP}{NONE}\nat nine");
        assert_eq!(storable(&sent), "Fresh bread   \nat nine");
        assert_eq!(storable("Plain"), "Plain");
    }
}
