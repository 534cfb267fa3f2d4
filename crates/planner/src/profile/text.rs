//! Text as people see it, and as it is compared.

/// One line as a browser shows it: whitespace collapsed, nothing invisible.
pub(super) fn clean(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if !is_invisible(c) {
            line.push(c);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Control characters, soft hyphens, zero-width and direction marks, private use.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffd}' | '\u{e000}'..='\u{f8ff}')
}

/// What two spellings of a name have in common: letters and digits, in lower case.
pub(super) fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The letters without their accents, as hosts write them; `ß` and `ł` become `ss` and `l`.
pub(super) fn without_accents(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'à'..='å' | 'ą' => plain.push('a'),
            'ç' | 'ć' | 'č' => plain.push('c'),
            'è'..='ë' | 'ę' | 'ě' => plain.push('e'),
            'ì'..='ï' => plain.push('i'),
            'ñ' | 'ń' => plain.push('n'),
            'ò'..='ö' | 'ø' => plain.push('o'),
            'ù'..='ü' | 'ů' => plain.push('u'),
            'ý' | 'ÿ' => plain.push('y'),
            'ś' | 'š' => plain.push('s'),
            'ź' | 'ż' | 'ž' => plain.push('z'),
            'ł' => plain.push('l'),
            'ß' => plain.push_str("ss"),
            other => plain.push(other),
        }
    }
    plain
}

/// How many words a text is as long as: scripts without spaces take two letters for one.
pub(super) fn length_in_words(text: &str) -> usize {
    let unspaced = text.chars().filter(|c| is_unspaced(*c)).count();
    words(text).len() + unspaced / 2
}

/// Letters of scripts that set no space between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

/// The words of a text in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    let is_inside = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-');
    text.split(|c| !is_inside(c))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(str::to_lowercase)
        .collect()
}

/// Whether one of the phrases of a list occurs in a text as whole words.
pub(super) fn mentions(text: &str, phrases: &[&str]) -> bool {
    let spaced = format!(" {} ", words(text).join(" "));
    phrases.iter().any(|phrase| spaced.contains(&format!(" {phrase} ")))
}

/// Whether a text as a whole is one of the phrases of a list.
pub(super) fn is_one_of(text: &str, phrases: &[&str]) -> bool {
    phrases.contains(&words(text).join(" ").as_str())
}

/// Short forms whose full stop ends no sentence.
#[rustfmt::skip]
const SHORT_FORMS: &[&str] = &[
    "dr", "mr", "mrs", "ms", "st", "sr", "sra", "nr", "no", "ca", "bzw", "inkl", "tel", "str",
    "approx", "est", "av", "vs", "jr", "prof", "hl", "e.g", "i.e", "z.b", "d.h",
];

/// The sentences of a text, each with its closing mark.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(['.', '!', '?', '…', '。', '！', '？']) {
        let (before, after) = (&text[start..at], &text[at + mark.len()..]);
        let next = after.trim_start().chars().next();
        let stands_alone = after.is_empty()
            || after.starts_with(char::is_whitespace)
            || matches!(mark, "。" | "！" | "？");
        let goes_on = next.is_some_and(char::is_lowercase) || (mark == "." && is_short(before));
        if stands_alone && !goes_on {
            sentences.push(text[start..at + mark.len()].trim());
            start = at + mark.len();
        }
    }
    sentences.push(text[start..].trim());
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

/// Whether a text ends in a short form, an initial or the number of a day.
fn is_short(before: &str) -> bool {
    let word = before.rsplit([' ', '(']).next().unwrap_or_default().to_lowercase();
    let day = word.len() <= 2 && word.chars().all(|c| c.is_ascii_digit());
    day || word.chars().count() == 1 || SHORT_FORMS.contains(&word.as_str())
}

/// The beginning of a text, whole sentences if one fits, else whole words.
pub(super) fn capped(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    let mut end = 0;
    for sentence in sentences(text) {
        let after = sentence.as_ptr() as usize - text.as_ptr() as usize + sentence.len();
        if after > cut {
            break;
        }
        end = after;
    }
    if end == 0 {
        end = text[..cut].rfind(' ').unwrap_or(cut);
    }
    text[..end].trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cleaned_of_what_nobody_sees() {
        assert_eq!(clean("  Rosa\u{a0}’s \n\t Ba\u{ad}kery\u{202e}\u{0} "), "Rosa ’s Bakery");
        assert_eq!(clean("\u{feff}"), "");
    }

    #[test]
    fn sentences_end_where_a_reader_would_end_them() {
        let text = "Since 1987. We bake at 9.30 daily! Dr. J. Silva (est. 1990) agrees? Yes";
        let expected =
            ["Since 1987.", "We bake at 9.30 daily!", "Dr. J. Silva (est. 1990) agrees?", "Yes"];
        assert_eq!(sentences(text), expected);
        assert_eq!(sentences("Wir backen. Jeden Tag."), ["Wir backen.", "Jeden Tag."]);
        assert_eq!(sentences("Am 9. Mai geöffnet."), ["Am 9. Mai geöffnet."]);
    }

    #[test]
    fn a_text_is_cut_at_a_sentence_else_at_a_word() {
        assert_eq!(capped("Fresh bread. Every day from six.", 20), "Fresh bread.");
        assert_eq!(capped("Fresh bread every day", 14), "Fresh bread");
        assert_eq!(capped("äääää", 3), "äää");
    }

    #[test]
    fn phrases_are_found_as_whole_words() {
        assert!(mentions("Free delivery over €50", &["delivery"]));
        assert!(!mentions("Totally fresh", &["total"]));
        assert!(is_one_of("Über uns!", &["über uns"]));
    }
}
