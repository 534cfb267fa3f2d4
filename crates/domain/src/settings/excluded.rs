//! Topics that the marketer wants kept out.

use crate::text::folded;

/// What must not be mentioned, ready to be looked for.
#[derive(Debug, Clone, Default)]
pub struct Excluded(Vec<String>);

impl Excluded {
    /// The topics as the settings hold them.
    pub fn new(topics: &[String]) -> Self {
        Excluded(
            topics.iter().map(|topic| spaced(topic)).filter(|t| !t.trim().is_empty()).collect(),
        )
    }

    /// Whether one of them stands in the text, whatever its case: as whole words where
    /// words are parted by spaces, of a longer one also several, anywhere in scripts that do
    /// not part them.
    pub fn in_text(&self, text: &str) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let text = spaced(text);
        self.0.iter().any(|topic| {
            if topic.chars().any(unspaced) {
                text.contains(topic.trim())
            } else {
                text.contains(topic) || PLURALS.iter().any(|end| holds_plural(&text, topic, end))
            }
        })
    }
}

/// How most words of the languages that are written say that there are several.
const PLURALS: [&str; 2] = ["s ", "es "];
/// A word of so many letters has a plural here; *new* and *news* are two things.
const PLURAL_FROM: usize = 4;

fn holds_plural(text: &str, topic: &str, end: &str) -> bool {
    let one = topic.trim_end();
    let last = one.rsplit(' ').next().unwrap_or_default();
    last.chars().count() >= PLURAL_FROM && text.contains(&format!("{one}{end}"))
}

/// Folded, with a space at both ends; signs alone stay as they are.
fn spaced(text: &str) -> String {
    let words = folded(text);
    if words.is_empty() { text.trim().to_lowercase() } else { format!(" {words} ") }
}

/// Letters of scripts that write words without spaces between them.
fn unspaced(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_only_in_any_case() {
        let excluded = Excluded::new(&["Palm oil".into(), "ham".into(), " ".into(), "豚".into()]);
        assert!(excluded.in_text("No palm-oil here"));
        assert!(excluded.in_text("HAM"));
        assert!(excluded.in_text("豚肉"));
        assert!(!excluded.in_text("Champagne and shampoo"));
    }

    #[test]
    fn who_excludes_a_thing_excludes_several_of_it() {
        let excluded = Excluded::new(&["chestnut".into(), "Peach".into(), "new".into()]);
        assert!(excluded.in_text("Chestnuts from Trás-os-Montes"));
        assert!(excluded.in_text("Two peaches"));
        assert!(!excluded.in_text("News"));
    }
}
