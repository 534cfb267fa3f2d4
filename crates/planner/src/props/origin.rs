//! What the text of a picture says of a ground that an image model drew, in the languages that
//! are written in.

use std::{collections::BTreeMap, sync::OnceLock};

use crate::phrases::Language;

static READ: OnceLock<BTreeMap<String, String>> = OnceLock::new();

fn sentences() -> &'static BTreeMap<String, String> {
    // A file that cannot be read fails a test, so there is always something in it.
    READ.get_or_init(|| toml::from_str(include_str!("../../pictures.toml")).unwrap_or_default())
}

/// The sentence in a language.
pub(super) fn told(language: Language) -> &'static str {
    sentences().get(language.code()).map_or("", String::as_str)
}

/// The sentence in each language.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    sentences().values().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_its_own_sentence() {
        for language in Language::ALL {
            assert!(told(language).ends_with('.'), "{language:?}");
        }
        assert_eq!(all().count(), Language::ALL.len());
    }
}
