//! Where things stand: six ways to put words, a motif and a monogram on a sheet.

use resvg::tiny_skia::{Path, PathBuilder};
use unicode_segmentation::UnicodeSegmentation;

use super::{
    DrawError,
    canvas::{Align, Canvas, Room, room},
    colour::Rgb,
    dice::Dice,
    letters::{Letters, Style},
    motif,
    palette::{LEGIBLE, Palette, legible},
    setting::{Block, Wish, set},
    words::Words,
};

/// A sheet and all that goes on it.
struct Sheet<'a> {
    canvas: &'a mut Canvas,
    letters: &'a Letters,
    words: &'a Words,
    palette: &'a Palette,
    dice: &'a mut Dice,
    /// The safe part.
    safe: Room,
    w: f32,
    h: f32,
    /// The shorter side, which everything is measured by.
    s: f32,
    /// Whether words and motif stand side by side.
    wide: bool,
}

type Layout = fn(&mut Sheet) -> Result<(), DrawError>;

const ALL: [Layout; 6] = [horizon, window, framed, panel, letter, page];

/// The parts of a tall picture that no word may stand in, of its height.
const OVER_HEAD: f32 = 0.14;
const OVER_FOOT: f32 = 0.2;

/// Lays a picture out.
pub fn compose(
    canvas: &mut Canvas,
    letters: &Letters,
    words: &Words,
    palette: &Palette,
    dice: &mut Dice,
) -> Result<(), DrawError> {
    let layout = dice.pick(ALL);
    let mut sheet = Sheet::new(canvas, letters, words, palette, dice);
    if words.headline.is_none() {
        return wordless(&mut sheet);
    }
    layout(&mut sheet)
}

/// The motif alone, as large as the sheet.
fn wordless(sheet: &mut Sheet) -> Result<(), DrawError> {
    let motif = motif::draw(sheet.w, sheet.h, sheet.palette, sheet.dice)?;
    sheet.canvas.paste(&motif, 0.0, 0.0);
    sheet.monogram();
    Ok(())
}

/// Words over (or beside) a motif that runs to the edges.
fn horizon(sheet: &mut Sheet) -> Result<(), DrawError> {
    let Sheet { safe, w, h, s, wide, .. } = *sheet;
    let text = if wide {
        room(safe.x, safe.y, w * 0.52 - safe.x - s * 0.06, safe.h)
    } else {
        room(safe.x, safe.y, safe.w, h * 0.43 - safe.y - s * 0.05)
    };
    let at = if wide { room(w * 0.52, 0.0, w * 0.48, h) } else { room(0.0, h * 0.43, w, h * 0.57) };
    let motif = motif::draw(at.w, at.h, sheet.palette, sheet.dice)?;
    sheet.canvas.paste(&motif, at.x, at.y);
    let anchor = if wide { 0.5 } else { 0.15 };
    sheet.text(text, Align::Start, anchor, sheet.palette.ink, sheet.palette.soft);
    sheet.monogram();
    Ok(())
}

/// A motif seen through an arch or a round window, words below or beside.
fn window(sheet: &mut Sheet) -> Result<(), DrawError> {
    let Sheet { safe, s, wide, .. } = *sheet;
    let (text, hole) = if wide {
        let side = safe.h.min(safe.w * 0.42);
        let hole = room(safe.x, safe.y + (safe.h - side) / 2.0, side, side);
        let x = hole.x + side + s * 0.1;
        (room(x, safe.y, safe.x + safe.w - x, safe.h - s * 0.1), hole)
    } else {
        let height = safe.h * 0.5;
        let width = safe.w.min(height * 0.96);
        let hole = room(safe.x + (safe.w - width) / 2.0, safe.y, width, height);
        (room(safe.x, safe.y + height + s * 0.06, safe.w, safe.h * 0.5 - s * 0.17), hole)
    };
    let motif = motif::draw(hole.w, hole.h, sheet.palette, sheet.dice)?;
    let shape = if sheet.dice.below(2) == 0 { arch(hole) } else { disc(hole) };
    sheet.canvas.paste_through(&motif, hole.x, hole.y, shape);
    let align = if wide { Align::Start } else { Align::Middle };
    sheet.text(text, align, if wide { 0.5 } else { 0.3 }, sheet.palette.ink, sheet.palette.soft);
    sheet.monogram();
    Ok(())
}

/// Words in the middle of a double frame, under a small sign.
fn framed(sheet: &mut Sheet) -> Result<(), DrawError> {
    let Sheet { safe, s, palette, wide, .. } = *sheet;
    sheet.canvas.frame(grow(safe, s * 0.028), s * 0.006, palette.ink);
    sheet.canvas.frame(grow(safe, s * 0.011), s * 0.002, palette.ink);
    let sign = if wide { s * 0.15 } else { s * 0.2 };
    let top = safe.y + s * 0.075;
    let emblem = motif::draw(sign, sign, palette, sheet.dice)?;
    let at = room(safe.x + (safe.w - sign) / 2.0, top, sign, sign);
    sheet.canvas.paste_through(&emblem, at.x, at.y, disc(at));
    let foot = s * 0.135;
    let text = room(
        safe.x + s * 0.06,
        top + sign + s * 0.04,
        safe.w - s * 0.12,
        safe.h - (top - safe.y) - sign - s * 0.08 - foot,
    );
    sheet.text(text, Align::Middle, 0.45, palette.ink, palette.soft);
    let y = safe.y + safe.h - foot;
    sheet.canvas.rule(safe.x + safe.w / 2.0 - s * 0.04, y, s * 0.08, s * 0.003, palette.ink);
    sheet.signature(
        room(safe.x + s * 0.06, y + s * 0.03, safe.w - s * 0.12, s * 0.05),
        Align::Middle,
    );
    Ok(())
}

/// Words on a panel of full colour, the motif on the other.
fn panel(sheet: &mut Sheet) -> Result<(), DrawError> {
    let Sheet { safe, w, h, s, palette, wide, .. } = *sheet;
    let share = sheet.dice.pick([0.44, 0.5]);
    let (text, colour, at) = if wide {
        let x = w * share;
        let text = room(x + s * 0.075, safe.y, w - x - s * 0.16, safe.h - s * 0.1);
        (text, room(x, 0.0, w - x, h), room(0.0, 0.0, x, h))
    } else {
        let y = h * share;
        let text = room(safe.x, y + s * 0.075, safe.w, safe.y + safe.h - y - s * 0.19);
        (text, room(0.0, y, w, h - y), room(0.0, 0.0, w, y))
    };
    let motif = motif::draw(at.w, at.h, palette, sheet.dice)?;
    sheet.canvas.paste(&motif, at.x, at.y);
    sheet.canvas.rect(colour, palette.deep);
    let ink = legible(palette.ground.lch(), palette.deep, LEGIBLE + 0.5);
    sheet.text(text, Align::Start, 0.2, ink, ink);
    sheet.monogram_on(palette.deep, ink);
    Ok(())
}

/// A first letter or a number, larger than anything else.
fn letter(sheet: &mut Sheet) -> Result<(), DrawError> {
    let Sheet { safe, w, h, s, palette, wide, .. } = *sheet;
    let headline = sheet.words.headline.as_deref().unwrap_or_default();
    let Some(sign) = striking(headline, sheet.dice) else { return window(sheet) };
    let (sign_at, text) = if wide {
        let x = w * 0.42;
        let text = room(x, safe.y, safe.x + safe.w - x, safe.h - s * 0.1);
        (room(safe.x, safe.y, x - safe.x - s * 0.08, safe.h), text)
    } else {
        let y = h * 0.5;
        let text = room(safe.x, y, safe.w, safe.y + safe.h - y - s * 0.12);
        (room(safe.x, safe.y, safe.w, y - safe.y - s * 0.05), text)
    };
    let line = sheet.letters.line(&sign, Style::Display, sheet.letters.rtl(&sign));
    sheet.canvas.giant(&line, sign_at, palette.mark);
    if !wide {
        sheet.canvas.rule(safe.x, text.y, safe.w, s * 0.003, palette.ink);
    }
    let text = room(text.x, text.y + s * 0.045, text.w, text.h - s * 0.045);
    sheet.text(text, Align::Start, if wide { 0.5 } else { 0.0 }, palette.ink, palette.soft);
    sheet.monogram();
    Ok(())
}

/// A page of an almanac: rules above and below, the name at the head, a sign at the foot.
fn page(sheet: &mut Sheet) -> Result<(), DrawError> {
    let Sheet { safe, s, palette, wide, .. } = *sheet;
    let Room { x, y, w, h } = safe;
    sheet.canvas.rule(x, y, w, s * 0.009, palette.ink);
    sheet.signature(room(x, y + s * 0.032, w, s * 0.045), Align::Start);
    sheet.canvas.rule(x, y + s * 0.1, w, s * 0.002, palette.ink);
    let strip = if wide { h * 0.24 } else { h * 0.3 };
    let at = room(x, y + h - strip, w, strip);
    let text = room(x, y + s * 0.145, w, h - strip - s * 0.2);
    let motif = motif::draw(at.w, at.h, palette, sheet.dice)?;
    sheet.canvas.paste(&motif, at.x, at.y);
    sheet.text(text, Align::Start, 0.0, palette.ink, palette.soft);
    Ok(())
}

impl<'a> Sheet<'a> {
    fn new(
        canvas: &'a mut Canvas,
        letters: &'a Letters,
        words: &'a Words,
        palette: &'a Palette,
        dice: &'a mut Dice,
    ) -> Self {
        let Room { w, h, .. } = canvas.room();
        let s = w.min(h);
        let m = s * 0.085;
        // Where pictures fill a telephone, the network's account row and its buttons lie over
        // the head and the foot.
        let (head, foot) = if h / w > 1.7 { (h * OVER_HEAD, h * OVER_FOOT) } else { (m, m) };
        let safe = room(m, head, w - 2.0 * m, h - head - foot);
        let wide = w > h * 1.15;
        Self { canvas, letters, words, palette, dice, safe, w, h, s, wide }
    }

    /// Headline and second line, at a height in their room between its top (0) and its foot (1).
    fn text(&mut self, at: Room, align: Align, anchor: f32, ink: Rgb, soft: Rgb) {
        let Some(headline) = self.words.headline.as_deref() else { return };
        let subline = self.words.subline.as_deref();
        let share = if subline.is_some() { 0.74 } else { 1.0 };
        let largest = self.s * if self.wide { 0.13 } else { 0.118 };
        let head = Wish {
            style: Style::Display,
            width: at.w,
            height: at.h * share,
            largest,
            comfortable: largest * 0.4,
        };
        let Some(head) = set(self.letters, headline, head) else { return };
        let second = subline.and_then(|line| self.second(line, at, &head));
        let gap = if second.is_some() { head.size * 0.3 } else { 0.0 };
        let all = head.height() + gap + second.as_ref().map_or(0.0, Block::height);
        let y = at.y + (at.h - all).max(0.0) * anchor;
        self.canvas.words(&head, Room { y, ..at }, align, ink);
        if let Some(second) = second {
            let y = y + head.height() + gap;
            self.canvas.words(&second, Room { y, ..at }, align, soft);
        }
    }

    fn second(&self, line: &str, at: Room, head: &Block) -> Option<Block> {
        let largest = (head.size * 0.52).min(self.s * 0.054);
        let height = at.h - head.height() - head.size * 0.3;
        let comfortable = largest * 0.7;
        let wish = Wish { style: Style::Text, width: at.w, height, largest, comfortable };
        set(self.letters, line, wish).filter(|block| block.size >= self.s * 0.02)
    }

    /// The name of the business, on one line.
    fn signature(&mut self, at: Room, align: Align) {
        let Some(name) = self.words.signature.as_deref() else { return };
        let largest = self.s * 0.03;
        let wish = Wish {
            style: Style::Label,
            width: at.w,
            height: largest * 1.7,
            largest,
            comfortable: SMALL,
        };
        if let Some(block) = set(self.letters, name, wish).filter(|block| block.lines.len() == 1) {
            self.canvas.words(&block, at, align, self.palette.soft);
        }
    }

    fn monogram(&mut self) {
        let Palette { ground, ink, .. } = *self.palette;
        self.monogram_on(ground, ink);
    }

    /// The round sign of the business, at the foot on the right.
    fn monogram_on(&mut self, ground: Rgb, ink: Rgb) {
        let r = self.s * 0.042;
        let Room { x, y, w, h } = self.safe;
        let (cx, cy) = (x + w - r, y + h - r);
        self.canvas.circle(cx, cy, r * 1.1, ground);
        self.canvas.circle(cx, cy, r, ink);
        let Some(initial) = self.words.initial.as_deref() else {
            return self.canvas.circle(cx, cy, r * 0.3, ground);
        };
        let size = r * 1.12;
        let wish = Wish {
            style: Style::Display,
            width: r * 1.4,
            height: size * 1.6,
            largest: size,
            comfortable: size * 0.2,
        };
        if let Some(block) = set(self.letters, initial, wish) {
            let y = cy + block.size * 0.335 - block.rise();
            self.canvas.words(
                &block,
                room(cx - r * 0.7, y, r * 1.4, r * 2.0),
                Align::Middle,
                ground,
            );
        }
    }
}

/// Names are never broken, only made smaller, and below this left out.
const SMALL: f32 = 14.0;

/// The number in a headline, or now and then its first letter.
fn striking(headline: &str, dice: &mut Dice) -> Option<String> {
    let number = headline.split(' ').find_map(|word| {
        let word =
            word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '%' | '€' | '$'));
        let short = word.chars().count() <= 3;
        (short && word.chars().any(|c| c.is_ascii_digit())).then(|| word.to_owned())
    });
    let letter = dice.below(2) == 0;
    let first = || headline.graphemes(true).find(|g| g.chars().any(char::is_alphanumeric));
    number.or_else(|| first().filter(|_| letter).map(str::to_uppercase))
}

fn grow(at: Room, by: f32) -> Room {
    room(at.x - by, at.y - by, at.w + 2.0 * by, at.h + 2.0 * by)
}

fn disc(at: Room) -> Option<Path> {
    let r = at.w.min(at.h) / 2.0;
    PathBuilder::from_circle(at.x + at.w / 2.0, at.y + at.h / 2.0, r)
}

fn arch(at: Room) -> Option<Path> {
    const K: f32 = 0.552_284_8;
    let Room { x, y, w, h } = at;
    let r = w / 2.0;
    let mut path = PathBuilder::new();
    path.move_to(x, y + h);
    path.line_to(x, y + r);
    path.cubic_to(x, y + r - r * K, x + r - r * K, y, x + r, y);
    path.cubic_to(x + r + r * K, y, x + w, y + r - r * K, x + w, y + r);
    path.line_to(x + w, y + h);
    path.close();
    path.finish()
}

/// One canvas in every layout.
#[cfg(test)]
pub fn each(empty: &Canvas, letters: &Letters, words: &Words, palette: &Palette) -> Vec<Canvas> {
    let draw = |(seed, layout): (usize, &Layout)| {
        let mut canvas = empty.clone();
        let mut dice = Dice::new(seed as u64 + 3);
        layout(&mut Sheet::new(&mut canvas, letters, words, palette, &mut dice)).expect("a layout");
        canvas
    };
    ALL.iter().enumerate().map(draw).collect()
}
