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
/// Words stay whole while they are comfortable to read; only then are long ones broken. A word
/// alone on the last line is avoided where slightly smaller type does it.
pub fn set(letters: &Letters, text: &str, wish: Wish) -> Option<Block> {
    let rtl = letters.rtl(text);
    let factor = leading(letters, text, wish.style);
    let breaker = Breaker::new(letters, text, wish.style, rtl);
    let mut size = wish.largest;
    let mut whole = true;
    let mut lonely: Option<(f32, Vec<String>)> = None;
    while size >= SMALLEST {
        let most = ((wish.height / (size * factor)) + 0.001) as usize;
        let broken = breaker.lines(wish.width / size, whole);
        if let Some(lines) = broken.filter(|lines| lines.len() <= most && !lines.is_empty()) {
            if !ends_lonely(&lines) {
                return Some(shape(letters, &lines, wish, size, factor, rtl));
            }
            lonely.get_or_insert((size, lines));
        }
        if lonely.as_ref().is_some_and(|(first, _)| size < first * NOT_SMALLER) {
            break;
        }
        size *= STEP;
        if whole && size < wish.comfortable && lonely.is_none() {
            (whole, size) = (false, wish.largest * 0.7);
        }
    }
    let (size, lines) = lonely?;
    Some(shape(letters, &lines, wish, size, factor, rtl))
}

/// How much smaller type may get for a better last line.
const NOT_SMALLER: f32 = 0.86;

/// Whether the last of several lines is one short word.
fn ends_lonely(lines: &[String]) -> bool {
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or_default();
    let last = lines.last().map(String::as_str).unwrap_or_default();
    lines.len() > 1 && !last.contains(' ') && last.chars().count() * 5 < longest * 3
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

    /// As few lines as the measure allows, as even as can be: short last lines look like
    /// accidents. Of all ways to break, the one with the least sum of squares of what is left
    /// over, where ending on a short word costs and ending on a mark saves.
    fn balance(&self, words: &[Word], ems: f32) -> Vec<String> {
        let greedy = fill(words, self.space, ems);
        let count = greedy.len();
        if !(2..=MOST_BALANCED).contains(&count) || words.len() > MOST_WORDS {
            return greedy;
        }
        let mean = self.width_of(words) / count as f32;
        let cost = |from: usize, to: usize| -> Option<f32> {
            let line = words.get(from..to)?;
            let width = self.width_of(line);
            let off = (width - mean) / mean.max(0.01);
            let last = to == words.len();
            (width <= ems).then(|| off * off + ending(line, last))
        };
        // The least cost of the first words in so many lines, and where the last of them began.
        let mut best: Vec<Vec<Option<(f32, usize)>>> = vec![vec![None; words.len() + 1]; count + 1];
        if let Some(start) = best.first_mut().and_then(|row| row.first_mut()) {
            *start = Some((0.0, 0));
        }
        for line in 1..=count {
            for to in line..=words.len() {
                let found = (line - 1..to).filter_map(|from| {
                    let (so_far, _) = (*best.get(line - 1)?.get(from)?)?;
                    Some((so_far + cost(from, to)?, from))
                });
                let found = found.min_by(|a, b| a.0.total_cmp(&b.0));
                if let Some(place) = best.get_mut(line).and_then(|row| row.get_mut(to)) {
                    *place = found;
                }
            }
        }
        let mut ends = Vec::with_capacity(count);
        let mut to = words.len();
        for line in (1..=count).rev() {
            let Some(&Some((_, from))) = best.get(line).and_then(|row| row.get(to)) else {
                return greedy;
            };
            ends.push(from..to);
            to = from;
        }
        let lines = ends.into_iter().rev().filter_map(|range| words.get(range));
        lines.map(joined).collect()
    }

    /// How wide words are on one line.
    fn width_of(&self, line: &[Word]) -> f32 {
        let gaps = line.iter().skip(1).filter(|(_, _, glued)| !glued).count();
        line.iter().map(|(_, width, _)| width).sum::<f32>() + self.space * gaps as f32
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

/// Words on one line.
fn joined(line: &[Word]) -> String {
    let mut text = String::new();
    for (at, (word, _, glued)) in line.iter().enumerate() {
        if at > 0 && !glued {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

/// What it costs to end a line here.
fn ending(line: &[Word], last: bool) -> f32 {
    let word = line.last().map(|(word, ..)| word.as_str()).unwrap_or_default();
    match word.chars().last() {
        _ if last && line.len() == 1 => 0.35,
        _ if last => 0.0,
        Some(':' | ',' | ';' | '.' | '?' | '!' | '–' | '—' | '،' | '。') => -0.03,
        _ if word.chars().count() <= 3 && word.chars().all(char::is_alphabetic) => 0.08,
        _ => 0.0,
    }
}

/// More lines or words than are balanced: what is that long is read, not looked at.
const MOST_BALANCED: usize = 9;
const MOST_WORDS: usize = 60;

/// Whether a letter begins a syllable of a language that is written without spaces, whose
/// words nobody knows without a dictionary: the vowels of Thai and Lao that stand first.
fn begins_syllable(letter: char) -> bool {
    matches!(letter, '\u{e40}'..='\u{e44}' | '\u{ec0}'..='\u{ec4}')
}

/// Where lines may break, by the rules of Unicode (UAX 14) and between syllables of Thai:
/// pieces, each with whether it follows the one before without a space.
fn chunks(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut start = 0;
    let mut glued = false;
    let unspaced = text.char_indices().filter(|(at, c)| *at > 0 && begins_syllable(*c));
    let mut ends: Vec<usize> = unspaced.map(|(at, _)| at).collect();
    ends.extend(unicode_linebreak::linebreaks(text).map(|(end, _)| end));
    ends.sort_unstable();
    ends.dedup();
    ends.into_iter().filter_map(move |end| {
        let piece = text.get(start..end)?;
        start = end;
        let word = piece.trim_end_matches(' ');
        let told = (word, glued);
        glued = word.len() == piece.len();
        (!word.is_empty()).then_some(told)
    })
}
