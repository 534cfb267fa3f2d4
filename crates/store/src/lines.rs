//! Many rows in one text.
//!
//! Handing a row from SQLite's thread to ours costs more than reading it, so the queries of
//! a calendar let the database join their rows. The separators are control characters, which
//! no text that is stored may hold.

/// Stands between the fields of a row.
pub(crate) const FIELD: &str = "\u{1f}";
/// Stands between rows.
pub(crate) const LINE: &str = "\u{1e}";

// The same as letters: a letter is found faster than a word of one letter.
const FIELD_MARK: char = '\u{1f}';
const LINE_MARK: char = '\u{1e}';

/// The rows of a text.
pub(crate) fn read(text: &str) -> impl Iterator<Item = Fields<'_>> {
    text.split(LINE_MARK).filter(|line| !line.is_empty()).map(|line| Fields(line.split(FIELD_MARK)))
}

/// The fields of a row, in the order of the query.
pub(crate) struct Fields<'a>(std::str::Split<'a, char>);

impl<'a> Fields<'a> {
    /// The next field.
    pub(crate) fn text(&mut self) -> &'a str {
        self.0.next().unwrap_or_default()
    }
}
