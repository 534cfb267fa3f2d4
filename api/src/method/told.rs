//! What a method does, in the words of its handler's doc comment.

/// The doc comment above a function of a source text.
///
/// # Panics
/// There is no such function, or it has no doc comment; found when the product is compiled.
pub const fn above(source: &'static str, function: &str) -> &'static str {
    let text = source.as_bytes();
    let mut from = 0;
    let mut at = 0;
    let mut described = false;
    while at < text.len() {
        // At the start of a line.
        if begins(text, at, b"///") {
            if !described {
                from = at;
                described = true;
            }
        } else {
            let name = if begins(text, at, b"pub async fn ") { at + 13 } else { at + 9 };
            let declares = name == at + 13 || begins(text, at, b"async fn ");
            if declares
                && begins(text, name, function.as_bytes())
                && calls(text, name + function.len())
            {
                assert!(described, "a method without a doc comment");
                return source.split_at(at).0.split_at(from).1;
            }
            described = false;
        }
        while at < text.len() && text[at] != b'\n' {
            at += 1;
        }
        at += 1;
    }
    panic!("there is no such function")
}

const fn begins(text: &[u8], at: usize, with: &[u8]) -> bool {
    let mut n = 0;
    while n < with.len() {
        if at + n >= text.len() || text[at + n] != with[n] {
            return false;
        }
        n += 1;
    }
    true
}

const fn calls(text: &[u8], at: usize) -> bool {
    at < text.len() && text[at] == b'('
}

/// A doc comment, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub struct Told {
    /// Its first sentence, which a full stop ends.
    pub summary: String,
    /// The sentences after it.
    pub more: String,
}

impl Told {
    /// Reads a doc comment. It begins with the method's address, which the table has, too.
    pub fn read(comment: &str) -> Self {
        let lines = comment.lines().map(|line| line.trim_start_matches("///").trim());
        let text = lines.collect::<Vec<_>>().join("\n");
        let text = text.replace("\n\n", "\u{0}").replace('\n', " ").replace('\u{0}', "\n\n");
        let text = match text.strip_prefix('`').and_then(|text| text.split_once('`')) {
            Some((_, text)) => text.trim_start_matches([':', '.', ',']).trim().to_owned(),
            None => text.trim().to_owned(),
        };
        let (summary, more) = match text.split_once(". ") {
            Some((first, more)) => (format!("{first}."), more.to_owned()),
            None => (text, String::new()),
        };
        Told { summary: capital(&summary), more }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "//! Bread.\n\n/// `GET /bread`: what is in the oven. Safe to\n/// repeat.\npub async fn read(a: u8) {}\n\n/// `POST /bread`: bakes one.\nasync fn reads(\n";

    #[test]
    fn a_doc_comment_is_found_by_the_function_below_it() {
        const READ: &str = above(SOURCE, "read");
        assert_eq!(READ, "/// `GET /bread`: what is in the oven. Safe to\n/// repeat.\n");
        assert_eq!(above(SOURCE, "reads"), "/// `POST /bread`: bakes one.\n");
    }

    #[test]
    fn its_first_sentence_is_the_summary() {
        let told = Told::read(above(SOURCE, "read"));
        assert_eq!(told.summary, "What is in the oven.");
        assert_eq!(told.more, "Safe to repeat.");
        assert_eq!(Told::read("/// Bakes.").summary, "Bakes.");
    }
}
