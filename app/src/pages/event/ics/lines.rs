//! The content lines of a calendar file: `NAME;PARAMETER=value:value`.

/// One line.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Its name, in capitals.
    pub name: String,
    /// What stands behind the colon.
    pub value: String,
    parameters: Vec<(String, String)>,
}

impl Line {
    /// A parameter, by its name in capitals.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The same line with another value.
    pub(super) fn with(&self, value: &str) -> Self {
        Line { value: value.to_owned(), ..self.clone() }
    }

    /// The value as text: `\n`, `\,`, `\;` and `\\` stand for themselves.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut rest = self.value.chars();
        while let Some(c) = rest.next() {
            match (c, c == '\\') {
                (_, true) => match rest.next() {
                    Some('n' | 'N') => text.push('\n'),
                    Some(other) => text.push(other),
                    None => {}
                },
                (c, false) => text.push(c),
            }
        }
        text
    }

    fn read(line: &str) -> Option<Self> {
        let mut quoted = false;
        let colon = line.find(|c| {
            quoted ^= c == '"';
            c == ':' && !quoted
        })?;
        let (head, value) = (line.get(..colon)?, line.get(colon + 1..)?);
        let mut quoted = false;
        let mut parts = head.split(|c| {
            quoted ^= c == '"';
            c == ';' && !quoted
        });
        let name = parts.next()?.trim().to_ascii_uppercase();
        let parameter = |part: &str| {
            let (name, value) = part.split_once('=')?;
            Some((name.to_ascii_uppercase(), value.trim_matches('"').to_owned()))
        };
        let parameters = parts.filter_map(parameter).collect();
        Some(Line { name, value: value.to_owned(), parameters })
    }
}

/// The lines of a file; one that begins with a space goes on with the line before.
pub(super) fn lines(file: &str) -> impl Iterator<Item = Line> {
    let mut rest = file.trim_start_matches('\u{feff}').split('\n').peekable();
    std::iter::from_fn(move || {
        let mut line = rest.next()?.trim_end_matches('\r').to_owned();
        while let Some(more) = rest.next_if(|next| next.starts_with([' ', '\t'])) {
            line.push_str(more.get(1..).unwrap_or_default().trim_end_matches('\r'));
        }
        Some(Line::read(&line))
    })
    .flatten()
}
