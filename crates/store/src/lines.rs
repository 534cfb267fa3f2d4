//! Many rows in one text.
//!
//! Handing a row from SQLite's thread to ours costs more than reading it, so the queries of
//! a calendar let the database join their rows. The separators are control characters, which
//! no text that is stored may hold.

/// Stands between the fields of a row.
pub(crate) const FIELD: &str = "\u{1f}";
/// Stands between rows.
pub(crate) const LINE: &str = "\u{1e}";

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
