//! Words in a box: broken by measured widths, made as large as fits, and balanced.

use unicode_segmentation::UnicodeSegmentation;

use super::letters::{Letters, Line, Style};

/// How words shall be set.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// Which letters.
    pub style: Style,
    /// The room there is.
    pub width: f32,
    /// The room there is.
    pub height: f32,
    /// The largest size, in pixels per em.
    pub largest: f32,
    /// The size below which long words are broken rather than all words made smaller still.
    pub comfortable: f32,
}

/// Words that fit.
#[derive(Debug)]
pub struct Block {
    /// The lines, shaped.
    pub lines: Vec<Line>,
    /// Pixels per em.
    pub size: f32,
    /// From baseline to baseline.
    pub leading: f32,
    /// Whether the words begin from the right.
    pub rtl: bool,
}

impl Block {
    /// From the top of the first line to the foot of the last.
    pub fn height(&self) -> f32 {
        self.lines.len() as f32 * self.leading
    }

    /// The distance from the top of the block to its first baseline.
    pub fn rise(&self) -> f32 {
        self.leading * 0.5 + self.size * 0.31
    }
}

/// The smallest type, in pixels per em.
const SMALLEST: f32 = 14.0;

/// How much smaller type gets between two tries.
const STEP: f32 = 0.965;

/// Sets words as large as the wish allows. `None` when there are none, or no room at all.
/// Words stay whole while they are comfortable to read; only then are long ones broken.
pub fn set(letters: &Letters, text: &str, wish: Wish) -> Option<Block> {
    let rtl = letters.rtl(text);
    let factor = leading(letters, text, wish.style);
    let breaker = Breaker::new(letters, text, wish.style, rtl);
    let mut size = wish.largest;
    let mut whole = true;
    while size >= SMALLEST {
        let most = ((wish.height / (size * factor)) + 0.001) as usize;
        let broken = breaker.lines(wish.width / size, whole);
        if let Some(lines) = broken.filter(|lines| lines.len() <= most && !lines.is_empty()) {
            return Some(shape(letters, &lines, wish, size, factor, rtl));
        }
        size *= STEP;
        if whole && size < wish.comfortable {
            (whole, size) = (false, wish.largest * 0.7);
        }
    }
    None
}

fn leading(letters: &Letters, text: &str, style: Style) -> f32 {
    let tight = if style == Style::Display { 1.08 } else { 1.32 };
    if letters.tall(text) { tight + 0.26 } else { tight }
}

fn shape(
    letters: &Letters,
    lines: &[String],
    wish: Wish,
    size: f32,
    factor: f32,
    rtl: bool,
) -> Block {
    let lines: Vec<Line> = lines.iter().map(|line| letters.line(line, wish.style, rtl)).collect();
    let widest = lines.iter().map(|line| line.width).fold(0.0, f32::max);
    // A shaped line may be a hair wider than the sum of its words.
    let size = if widest * size > wish.width { wish.width / widest } else { size };
    Block { lines, size, leading: size * factor, rtl }
}

struct Breaker<'a> {
    letters: &'a Letters,
    style: Style,
    rtl: bool,
    words: Vec<Word>,
    space: f32,
}

impl<'a> Breaker<'a> {
    fn new(letters: &'a Letters, text: &str, style: Style, rtl: bool) -> Self {
        let mut breaker = Self { letters, style, rtl, words: Vec::new(), space: 0.0 };
        breaker.space = breaker.width("n n") - breaker.width("nn");
        breaker.words = chunks(text)
            .map(|(word, glued)| (word.to_owned(), breaker.width(word), glued))
            .collect();
        breaker
    }

    /// Lines at most so wide, or `None` when a word would have to be broken and must not be.
    fn lines(&self, ems: f32, whole: bool) -> Option<Vec<String>> {
        if self.words.iter().all(|(_, width, _)| *width <= ems) {
            return Some(self.balance(&self.words, ems));
        }
        if whole {
            return None;
        }
        let mut words = Vec::new();
        for word in &self.words {
            if word.1 <= ems {
                words.push(word.clone());
            } else {
                self.split(&word.0, ems, word.2, &mut words)?;
            }
        }
        Some(self.balance(&words, ems))
    }

    /// The narrowest measure that needs no more lines: short last lines look like accidents.
    fn balance(&self, words: &[Word], ems: f32) -> Vec<String> {
        let space = self.space;
        let lines = fill(words, space, ems);
        if !(2..=7).contains(&lines.len()) {
            return lines;
        }
        let (mut low, mut high) = (ems * 0.5, ems);
        let mut best = lines;
        for _ in 0..7 {
            let middle = (low + high) / 2.0;
            let fits = words.iter().all(|(_, width, _)| *width <= middle);
            let tried = fill(words, space, middle);
            if fits && tried.len() <= best.len() {
                best = tried;
                high = middle;
            } else {
                low = middle;
            }
        }
        best
    }

    fn split(&self, word: &str, ems: f32, glued: bool, into: &mut Vec<Word>) -> Option<()> {
        let hyphen =
            if word.chars().all(|c| c.is_alphabetic() && c < '\u{590}') { "-" } else { "" };
        let mut part = String::new();
        let mut first = glued;
        for cluster in word.graphemes(true) {
            if !part.is_empty() && self.width(&format!("{part}{cluster}{hyphen}")) > ems {
                part.push_str(hyphen);
                let width = self.width(&part);
                into.push((std::mem::take(&mut part), width, first));
                first = true;
            }
            part.push_str(cluster);
        }
        let width = self.width(&part);
        into.push((part, width, first));
        (width <= ems).then_some(())
    }

    fn width(&self, text: &str) -> f32 {
        self.letters.line(text, self.style, self.rtl).width
    }
}

/// A word, its width in ems, and whether it follows the one before without a space.
type Word = (String, f32, bool);

fn fill(words: &[Word], space: f32, ems: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0.0;
    for (word, width, glued) in words {
        let gap = if *glued { 0.0 } else { space };
        match lines.last_mut() {
            Some(line) if used + gap + width <= ems => {
                if !glued {
                    line.push(' ');
                }
                line.push_str(word);
                used += gap + width;
            }
            _ => {
                lines.push(word.clone());
                used = *width;
            }
        }
    }
    lines
}

/// Where lines may break: at spaces, after hyphens and slashes, between ideographs.
fn chunks(text: &str) -> impl Iterator<Item = (&str, bool)> {
    text.split(' ').filter(|word| !word.is_empty()).flat_map(|word| {
        let mut rest = word;
        let mut glued = false;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let (head, tail) = rest.split_at(break_after(rest));
            rest = tail;
            Some((head, std::mem::replace(&mut glued, true)))
        })
    })
}

fn break_after(word: &str) -> usize {
    for (before, (at, cluster)) in word.grapheme_indices(true).enumerate() {
        let end = at + cluster.len();
        let next = word[end..].chars().next();
        let here = cluster.chars().next().unwrap_or(' ');
        let hyphen = matches!(here, '-' | '–' | '—' | '/' | '‐') && before >= 2;
        let wide = ideograph(here) && next.is_some_and(|c| c.is_alphanumeric());
        if end < word.len() && (hyphen || wide) {
            return end;
        }
    }
    word.len()
}

fn ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}
