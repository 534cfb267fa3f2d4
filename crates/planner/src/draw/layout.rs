//! Where things stand on a sheet: which layout suits what there is to show.
//!
//! A day gets a leaf of a calendar, a price a price ticket, a quotation its marks, a question
//! its mark; a photograph fills the sheet, heads it, or stands on it like a print, by how
//! large it is; what has none of these is set in type beside a motif.

mod cards;
mod motifs;
mod photos;
mod sign;

use domain::network::Shape;

use super::{
    Content, DrawError, Poster,
    canvas::{Align, Canvas, Room, room},
    colour::Rgb,
    dice::Dice,
    letters::{Letters, Style},
    logo::Logo,
    motif,
    palette::Palette,
    photo::Photo,
    setting::{Block, Wish, set},
    words::Words,
};

/// A sheet and all that goes on it.
struct Sheet<'a> {
    canvas: &'a mut Canvas,
    letters: &'a Letters,
    words: &'a Words,
    /// The words in large type; empty without.
    headline: &'a str,
    palette: &'a Palette,
    dice: &'a mut Dice,
    photo: Option<&'a Photo>,
    logo: Option<&'a Logo>,
    content: Content<'a>,
    /// The safe part.
    safe: Room,
    w: f32,
    h: f32,
    /// The shorter side, which everything is measured by.
    s: f32,
    /// Whether words and picture stand side by side.
    wide: bool,
    /// Whether the headline has been set.
    said: bool,
}

/// What a sheet was laid out with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// Whether the photograph is in it.
    pub photo: bool,
    /// Whether the headline is in it.
    pub words: bool,
}

type Layout = fn(&mut Sheet) -> Result<Shown, DrawError>;

/// The parts of a tall picture that no word may stand in, of its height.
const OVER_HEAD: f32 = 0.14;
const OVER_FOOT: f32 = 0.2;

/// With and without a photograph.
const WITH: Shown = Shown { photo: true, words: false };
const WITHOUT: Shown = Shown { photo: false, words: false };

/// Lays a picture out.
pub fn compose(
    canvas: &mut Canvas,
    letters: &Letters,
    words: &Words,
    palette: &Palette,
    poster: &Poster,
    dice: &mut Dice,
) -> Result<Shown, DrawError> {
    let mut sheet = Sheet::new(canvas, letters, words, palette, poster, dice);
    if words.headline.is_none() {
        return wordless(&mut sheet);
    }
    let shown = choose(&mut sheet)(&mut sheet)?;
    Ok(Shown { words: sheet.said, ..shown })
}

/// The layout that suits what there is to show; of several, one by chance.
fn choose(sheet: &mut Sheet) -> Layout {
    let headline = sheet.headline;
    match sheet.content {
        Content::Day { .. } => return cards::day,
        Content::Price(_) => return cards::price,
        Content::Plain if is_quotation(headline) => return cards::quotation,
        Content::Plain => {}
    }
    let fitting = photos::fitting(sheet);
    if !fitting.is_empty() {
        let at = sheet.dice.below(fitting.len());
        return fitting.get(at).copied().unwrap_or(photos::band);
    }
    if is_question(headline) && sheet.dice.below(2) == 0 {
        return cards::question;
    }
    motifs::choose(sheet)
}

/// Whether the layouts for this have room for a photograph.
pub fn takes_photo(shape: Shape, headline: &str, content: Content<'_>) -> bool {
    let (width, height) = shape.size();
    match content {
        Content::Day { .. } => !is_wide(width as f32, height as f32),
        Content::Price(_) => true,
        Content::Plain => !is_quotation(headline),
    }
}

fn is_wide(w: f32, h: f32) -> bool {
    w > h * 1.15
}

/// Whether a text is somebody's words for the most part.
fn is_quotation(text: &str) -> bool {
    const OPENING: [char; 5] = ['“', '„', '«', '»', '「'];
    const CLOSING: [char; 6] = ['”', '“', '»', '«', '」', '"'];
    let (Some(from), Some(to)) = (text.find(OPENING), text.rfind(CLOSING)) else { return false };
    to > from && (to - from) * 3 >= text.len() * 2
}

/// Somebody's words without the marks around them.
fn unquoted(text: &str) -> &str {
    let inner = text.strip_prefix(['“', '„', '«', '»', '「', '"']);
    let inner = inner.and_then(|text| text.strip_suffix(['”', '“', '»', '«', '」', '"']));
    inner.map(str::trim).filter(|inner| !inner.is_empty()).unwrap_or(text)
}

fn is_question(text: &str) -> bool {
    text.trim_end_matches(['”', '"', '»', ' ']).ends_with(['?', '？', '؟', ';', '՞'])
}

/// The motif alone, as large as the sheet; or the photograph alone.
fn wordless(sheet: &mut Sheet) -> Result<Shown, DrawError> {
    let (w, h) = (sheet.w, sheet.h);
    let photo = sheet.photo.filter(|photo| photo.fills(w, h));
    if let Some(photo) = photo.and_then(|photo| photo.filling(w as u32, h as u32)) {
        sheet.canvas.paste(&photo, 0.0, 0.0);
        sheet.monogram();
        return Ok(WITH);
    }
    let motif = motif::draw(w, h, sheet.palette, sheet.dice)?;
    sheet.canvas.paste(&motif, 0.0, 0.0);
    sheet.monogram();
    Ok(WITHOUT)
}

impl<'a> Sheet<'a> {
    fn new(
        canvas: &'a mut Canvas,
        letters: &'a Letters,
        words: &'a Words,
        palette: &'a Palette,
        poster: &Poster<'a>,
        dice: &'a mut Dice,
    ) -> Self {
        let Room { w, h, .. } = canvas.room();
        let s = w.min(h);
        let m = s * 0.085;
        // Where pictures fill a telephone, the network's account row and its buttons lie over
        // the head and the foot.
        let (head, foot) = if h / w > 1.7 { (h * OVER_HEAD, h * OVER_FOOT) } else { (m, m) };
        let safe = room(m, head, w - 2.0 * m, h - head - foot);
        let wide = is_wide(w, h);
        let Poster { photo, logo, content, .. } = *poster;
        let said = false;
        let headline = words.headline.as_deref().unwrap_or_default();
        Self {
            canvas,
            letters,
            words,
            headline,
            palette,
            dice,
            photo,
            logo,
            content,
            safe,
            w,
            h,
            s,
            wide,
            said,
        }
    }

    /// The photograph in a room, or the motif where it would have to be blown up.
    fn picture(&mut self, at: Room) -> Result<Shown, DrawError> {
        let (w, h) = (at.w.ceil().max(1.0) as u32, at.h.ceil().max(1.0) as u32);
        let photo = self.photo.filter(|photo| photo.fills(at.w, at.h));
        let (picture, shown) = match photo.and_then(|photo| photo.filling(w, h)) {
            Some(photo) => (photo, WITH),
            None => (motif::draw(at.w, at.h, self.palette, self.dice)?, WITHOUT),
        };
        self.canvas.paste(&picture, at.x, at.y);
        Ok(shown)
    }

    /// Headline and second line, at a height in their room between its top (0) and its foot (1).
    fn text(&mut self, at: Room, align: Align, anchor: f32, ink: Rgb, soft: Rgb) -> Room {
        let copy = self.copy(at);
        self.set(&copy, at, align, anchor, ink, soft)
    }

    /// Headline and second line as they fit a room.
    fn copy(&self, at: Room) -> Copy {
        let headline = self.headline;
        let subline = self.words.subline.as_deref();
        let share = if subline.is_some() { 0.74 } else { 1.0 };
        let largest = self.s * if self.wide { 0.13 } else { 0.118 };
        let wish = Wish {
            style: Style::Display,
            width: at.w,
            height: at.h * share,
            largest,
            comfortable: largest * 0.4,
        };
        let head = set(self.letters, headline, wish);
        let second =
            subline.zip(head.as_ref()).and_then(|(line, head)| self.second(line, at, head));
        Copy { head, second }
    }

    /// Puts what was set into its room; gives where it stands.
    fn set(
        &mut self,
        copy: &Copy,
        at: Room,
        align: Align,
        anchor: f32,
        ink: Rgb,
        soft: Rgb,
    ) -> Room {
        let Some(head) = &copy.head else { return at };
        let y = at.y + (at.h - copy.height()).max(0.0) * anchor;
        self.said = true;
        self.canvas.words(head, Room { y, ..at }, align, ink);
        if let Some(second) = &copy.second {
            let y = y + head.height() + copy.gap();
            self.canvas.words(second, Room { y, ..at }, align, soft);
        }
        Room { y, h: copy.height(), ..at }
    }

    fn second(&self, line: &str, at: Room, head: &Block) -> Option<Block> {
        let largest = (head.size * 0.52).min(self.s * 0.054);
        let height = at.h - head.height() - head.size * 0.3;
        let comfortable = largest * 0.7;
        let wish = Wish { style: Style::Text, width: at.w, height, largest, comfortable };
        set(self.letters, line, wish).filter(|block| block.size >= self.s * 0.02)
    }

    /// One line of small words that is never broken; `None` when it does not fit.
    fn label(&self, text: &str, width: f32, largest: f32) -> Option<Block> {
        let style = Style::Label;
        let wish = Wish { style, width, height: largest * 1.7, largest, comfortable: SMALL };
        set(self.letters, text, wish).filter(|block| block.lines.len() == 1)
    }
}

/// Headline and second line, set.
struct Copy {
    head: Option<Block>,
    second: Option<Block>,
}

impl Copy {
    fn gap(&self) -> f32 {
        let size = self.head.as_ref().map_or(0.0, |head| head.size);
        if self.second.is_some() { size * 0.3 } else { 0.0 }
    }

    /// From the top of the headline to the foot of the last line.
    fn height(&self) -> f32 {
        let of = |block: &Option<Block>| block.as_ref().map_or(0.0, Block::height);
        of(&self.head) + self.gap() + of(&self.second)
    }
}

/// Names are never broken, only made smaller, and below this left out.
const SMALL: f32 = 14.0;

fn grow(at: Room, by: f32) -> Room {
    room(at.x - by, at.y - by, at.w + 2.0 * by, at.h + 2.0 * by)
}

/// Every layout, for tests and the contact sheet.
#[cfg(test)]
pub fn each(
    empty: &Canvas,
    letters: &Letters,
    words: &Words,
    palette: &Palette,
    poster: &Poster,
) -> Vec<Canvas> {
    let layouts = motifs::ALL.iter().chain(&photos::ALL).chain(&cards::ALL);
    let draw = |(seed, layout): (usize, &Layout)| {
        let mut canvas = empty.clone();
        let mut dice = Dice::new(seed as u64 + 3);
        let mut sheet = Sheet::new(&mut canvas, letters, words, palette, poster, &mut dice);
        layout(&mut sheet).expect("a layout");
        canvas
    };
    layouts.enumerate().map(draw).collect()
}
