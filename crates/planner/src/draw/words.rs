//! What can be set of a poster's words: cleaned, and only if every letter is in some font.

use unicode_segmentation::UnicodeSegmentation;

use super::{
    Poster,
    letters::{Letters, joiner},
};

/// The longest headline we set; the rest is cut with an ellipsis.
const LONGEST: usize = 240;

/// The words of a picture.
#[derive(Debug)]
pub struct Words {
    /// The headline; `None` draws a picture without words.
    pub headline: Option<String>,
    /// The second line.
    pub subline: Option<String>,
    /// The name of the business.
    pub signature: Option<String>,
    /// The letter in the monogram.
    pub initial: Option<String>,
}

impl Words {
    /// What can be set of them.
    pub fn of(poster: &Poster, letters: &Letters) -> Self {
        let settable = |text: &str| {
            let clean = clean(text, letters);
            (!clean.is_empty() && letters.cover(&clean)).then_some(clean)
        };
        let headline = settable(poster.headline);
        let signature = settable(poster.signature);
        let subline = poster.subline.filter(|_| headline.is_some()).and_then(settable);
        let initial = signature.as_deref().and_then(initial).filter(|text| letters.cover(text));
        Self { headline, subline, signature, initial }
    }
}

fn initial(name: &str) -> Option<String> {
    let first = name.graphemes(true).find(|g| g.chars().any(char::is_alphanumeric))?;
    let upper = first.to_uppercase();
    // The capital of ß is two letters, too wide for a monogram.
    Some(if upper.graphemes(true).count() == 1 { upper } else { first.to_owned() })
}

/// One line of plain words: no control characters, no marks that turn the direction, no emoji.
fn clean(text: &str, letters: &Letters) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !silent(*c) && (!pictorial(*c) || letters.bundled(*c)))
        .collect();
    // What joined two emoji joins nothing now.
    let words = plain.split_whitespace().filter(|word| !word.chars().all(joiner));
    let line = words.collect::<Vec<_>>().join(" ");
    if line.graphemes(true).count() <= LONGEST {
        return line;
    }
    let cut: String = line.graphemes(true).take(LONGEST).collect();
    let end = cut.rfind(' ').filter(|at| *at > LONGEST / 2).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', ';', ':', ' ', '-', '–']))
}

fn silent(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffc}')
}

fn pictorial(c: char) -> bool {
    matches!(c, '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}')
        || matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{fe00}'..='\u{fe0f}' | '\u{20e3}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}
