//! One line of what the doctor says.

use std::fmt;

/// What was found about one thing.
pub struct Finding {
    word: &'static str,
    what: &'static str,
    said: String,
}

impl Finding {
    /// It is as it should be.
    pub fn ok(what: &'static str, said: impl Into<String>) -> Self {
        Finding { word: "ok", what, said: said.into() }
    }

    /// It may be as intended, and the operator should know.
    pub fn note(what: &'static str, said: impl Into<String>) -> Self {
        Finding { word: "note", what, said: said.into() }
    }

    /// It keeps Almanac from working; the text says what to do.
    pub fn problem(what: &'static str, said: impl fmt::Display) -> Self {
        Finding { word: "problem", what, said: said.to_string() }
    }

    /// Whether something must be done.
    pub fn is_problem(&self) -> bool {
        self.word == "problem"
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = self.said.replace('\n', "\n                       ");
        write!(f, "{:<8} {:<13} {said}", self.word, self.what)
    }
}
