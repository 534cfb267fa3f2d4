//! Bytes to text, as a browser would.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// How far into a page its own word about its encoding is looked for.
const PROLOGUE: usize = 4_096;

/// The text of a page. Never fails: what cannot be decoded becomes U+FFFD.
///
/// A byte order mark wins, then the server's word, then the page's, then UTF-8 if it is
/// valid, else Windows-1252.
pub(super) fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    let encoding = content_type
        .and_then(|header| declared(header, "charset="))
        .or_else(|| in_prologue(bytes))
        .unwrap_or_else(|| guess(bytes));
    encoding.decode(bytes).0.into_owned()
}

fn in_prologue(bytes: &[u8]) -> Option<&'static Encoding> {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(PROLOGUE)]);
    let xml =
        text.trim_start().starts_with("<?xml").then(|| declared(&text, "encoding=")).flatten();
    let named = xml.or_else(|| declared(&text, "charset="))?;
    // A page that can be searched for ASCII is not UTF-16, whatever it says.
    Some(if named.is_ascii_compatible() { named } else { UTF_8 })
}

fn declared(text: &str, label: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let value = lower.split_once(label)?.1.trim_start_matches([' ', '"', '\'']);
    let end = value.find(|c: char| c.is_whitespace() || "\"';>/,?".contains(c));
    Encoding::for_label(&value.as_bytes()[..end.unwrap_or(value.len())])
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { WINDOWS_1252 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_found_wherever_it_is_declared() {
        let latin = b"<meta charset='iso-8859-1'>caf\xe9";
        assert!(decode(latin, None).ends_with("café"));
        assert!(decode(b"caf\xe9", Some("text/html; charset=\"ISO-8859-1\"")).ends_with("café"));
        assert!(decode(b"<?xml version='1.0' encoding='windows-1252'?>\x80", None).ends_with('€'));
        assert!(decode(b"caf\xe9", None).ends_with("café"));
        assert_eq!(decode("\u{feff}é".as_bytes(), Some("text/html; charset=latin1")), "é");
        assert_eq!(decode(b"\xff\xfeh\0i\0", None), "hi");
        assert_eq!(decode("<meta charset=utf-16>é".as_bytes(), None), "<meta charset=utf-16>é");
    }

    #[test]
    fn broken_bytes_become_replacement_characters() {
        assert_eq!(decode(b"a\xffb", Some("text/html; charset=utf-8")), "a\u{fffd}b");
        assert_eq!(decode(b"", Some("charset=")), "");
    }
}
