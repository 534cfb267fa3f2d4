//! Sheets without a photograph: words and a simple picture of nothing in particular.

use resvg::tiny_skia::{Path, PathBuilder};

use super::{
    super::{
        DrawError,
        canvas::{Align, Room, room},
        letters::Style,
        motif,
        palette::{LEGIBLE, legible},
    },
    Layout, Sheet, Shown, WITHOUT, grow,
};

/// Every layout with a motif.
#[cfg(test)]
pub(super) const ALL: [Layout; 6] = [horizon, window, framed, panel, page, number];

/// One by chance, of those that suit the sheet.
pub(super) fn choose(sheet: &mut Sheet) -> Layout {
    let headline = sheet.headline;
    if striking(headline).is_some() && sheet.dice.below(3) > 0 {
        return number;
    }
    // A strip at the foot of a low sheet is no picture.
    if sheet.wide {
        sheet.dice.pick([horizon as Layout, window, framed, panel])
    } else {
        sheet.dice.pick([horizon as Layout, window, framed, panel, page])
    }
}

/// Words over (or beside) a motif that runs to the edges.
pub(super) fn horizon(sheet: &mut Sheet) -> Result<Shown, DrawError> {
    let Sheet { safe, w, h, s, wide, palette, .. } = *sheet;
    let sign = sheet.sign_height();
    let text = if wide {
        room(safe.x, safe.y, w * 0.54 - safe.x - s * 0.06, safe.h - sign - s * 0.05)
    } else {
        let top = safe.y + sign + s * 0.05;
        room(safe.x, top, safe.w, h * 0.47 - top - s * 0.05)
    };
    let at = if wide { room(w * 0.54, 0.0, w * 0.46, h) } else { room(0.0, h * 0.47, w, h * 0.53) };
    let motif = motif::draw(at.w, at.h, palette, sheet.dice)?;
    sheet.canvas.paste(&motif, at.x, at.y);
    let anchor = if wide { 0.35 } else { 0.25 };
    sheet.text(text, Align::Start, anchor, palette.ink, palette.soft);
    let y = if wide { safe.y + safe.h - sign } else { safe.y };
    sheet.sign_at(room(safe.x, y, text.w, sign), Align::Start, palette.ground, palette.ink);
    Ok(WITHOUT)
}

/// A motif seen through an arch or a round window, words below or beside.
fn window(sheet: &mut Sheet) -> Result<Shown, DrawError> {
    let Sheet { safe, s, palette, wide, .. } = *sheet;
    let sign = sheet.sign_height();
    let (text, hole) = if wide {
        let side = safe.h.min(safe.w * 0.42);
        let hole = room(safe.x, safe.y + (safe.h - side) / 2.0, side, side);
        let x = hole.x + side + s * 0.1;
        (room(x, safe.y, safe.x + safe.w - x, safe.h - sign - s * 0.05), hole)
    } else {
        let height = safe.h * 0.48;
        let width = safe.w.min(height * 0.96);
        let hole = room(safe.x + (safe.w - width) / 2.0, safe.y, width, height);
        let y = safe.y + height + s * 0.05;
        (room(safe.x, y, safe.w, safe.y + safe.h - y - sign - s * 0.04), hole)
    };
    let motif = motif::draw(hole.w, hole.h, palette, sheet.dice)?;
    let shape = if sheet.dice.below(2) == 0 { arch(hole) } else { disc(hole) };
    sheet.canvas.paste_through(&motif, hole.x, hole.y, shape);
    let align = if wide { Align::Start } else { Align::Middle };
    sheet.text(text, align, if wide { 0.4 } else { 0.3 }, palette.ink, palette.soft);
    let signed = room(text.x, safe.y + safe.h - sign, text.w, sign);
    sheet.sign_at(signed, align, palette.ground, palette.ink);
    Ok(WITHOUT)
}

/// Words in the middle of a double frame, under a small sign.
fn framed(sheet: &mut Sheet) -> Result<Shown, DrawError> {
    let Sheet { safe, s, palette, wide, .. } = *sheet;
    sheet.canvas.frame(grow(safe, s * 0.028), s * 0.006, palette.ink);
    sheet.canvas.frame(grow(safe, s * 0.011), s * 0.002, palette.ink);
    let emblem_side = if wide { s * 0.15 } else { s * 0.22 };
    let top = safe.y + s * 0.075;
    let emblem = motif::draw(emblem_side, emblem_side, palette, sheet.dice)?;
    let at = room(safe.x + (safe.w - emblem_side) / 2.0, top, emblem_side, emblem_side);
    sheet.canvas.paste_through(&emblem, at.x, at.y, disc(at));
    let foot = s * 0.15;
    let text = room(
        safe.x + s * 0.06,
        top + emblem_side + s * 0.04,
        safe.w - s * 0.12,
        safe.h - (top - safe.y) - emblem_side - s * 0.06 - foot,
    );
    sheet.text(text, Align::Middle, 0.45, palette.ink, palette.soft);
    let y = safe.y + safe.h - foot;
    sheet.canvas.rule(safe.x + safe.w / 2.0 - s * 0.04, y, s * 0.08, s * 0.003, palette.ink);
    let signed = room(safe.x + s * 0.06, y + s * 0.04, safe.w - s * 0.12, sheet.sign_height());
    sheet.sign_at(signed, Align::Middle, palette.ground, palette.ink);
    Ok(WITHOUT)
}

/// Words on a panel of full colour, the motif on the other.
fn panel(sheet: &mut Sheet) -> Result<Shown, DrawError> {
    let Sheet { safe, w, h, s, palette, wide, .. } = *sheet;
    let share = sheet.dice.pick([0.44, 0.5]);
    let sign = sheet.sign_height();
    let (text, colour, at) = if wide {
        let x = w * share;
        let text = room(x + s * 0.075, safe.y, w - x - s * 0.16, safe.h - sign - s * 0.05);
        (text, room(x, 0.0, w - x, h), room(0.0, 0.0, x, h))
    } else {
        let y = h * share;
        let top = y + s * 0.07;
        let text = room(safe.x, top, safe.w, safe.y + safe.h - top - sign - s * 0.05);
        (text, room(0.0, y, w, h - y), room(0.0, 0.0, w, y))
    };
    let motif = motif::draw(at.w, at.h, palette, sheet.dice)?;
    sheet.canvas.paste(&motif, at.x, at.y);
    sheet.canvas.rect(colour, palette.deep);
    let ink = legible(palette.ground.lch(), palette.deep, LEGIBLE + 0.5);
    sheet.text(text, Align::Start, if wide { 0.35 } else { 0.0 }, ink, ink);
    let signed = room(text.x, safe.y + safe.h - sign, text.w, sign);
    sheet.sign_at(signed, Align::Start, palette.deep, ink);
    Ok(WITHOUT)
}

/// The number of a headline, larger than anything else.
fn number(sheet: &mut Sheet) -> Result<Shown, DrawError> {
    let Sheet { safe, w, s, palette, wide, .. } = *sheet;
    let headline = sheet.headline;
    let Some(sign) = striking(headline) else { return window(sheet) };
    let foot = sheet.sign_height();
    let (sign_at, text) = if wide {
        let x = w * 0.42;
        let text = room(x, safe.y, safe.x + safe.w - x, safe.h - foot - s * 0.05);
        (room(safe.x, safe.y, x - safe.x - s * 0.08, safe.h), text)
    } else {
        let y = safe.y + safe.h * 0.46;
        let text = room(safe.x, y, safe.w, safe.y + safe.h - y - foot - s * 0.045);
        (room(safe.x, safe.y, safe.w, y - safe.y - s * 0.05), text)
    };
    let line = sheet.letters.line(&sign, Style::Display, sheet.letters.rtl(&sign));
    let ink = legible(palette.mark.lch(), palette.ground, LEGIBLE + 0.2);
    sheet.canvas.giant(&line, sign_at, Align::Start, ink);
    if !wide {
        sheet.canvas.rule(safe.x, text.y, safe.w, s * 0.003, palette.ink);
    }
    let text = room(text.x, text.y + s * 0.045, text.w, text.h - s * 0.045);
    sheet.text(text, Align::Start, if wide { 0.4 } else { 0.0 }, palette.ink, palette.soft);
    let signed = room(text.x, safe.y + safe.h - foot, text.w, foot);
    sheet.sign_at(signed, Align::Start, palette.ground, palette.ink);
    Ok(WITHOUT)
}

/// A page of an almanac: rules above and below, the name at the head, a sign at the foot.
fn page(sheet: &mut Sheet) -> Result<Shown, DrawError> {
    let Sheet { safe, s, palette, .. } = *sheet;
    let Room { x, y, w, h } = safe;
    let sign = sheet.sign_height();
    sheet.canvas.rule(x, y, w, s * 0.009, palette.ink);
    let head = room(x, y + s * 0.034, w, sign);
    sheet.sign_at(head, Align::Start, palette.ground, palette.ink);
    let under = head.y + sign + s * 0.025;
    sheet.canvas.rule(x, under, w, s * 0.002, palette.ink);
    let strip = h * 0.36;
    let at = room(x, y + h - strip, w, strip);
    let text = room(x, under + s * 0.045, w, at.y - under - s * 0.09);
    let motif = motif::draw(at.w, at.h, palette, sheet.dice)?;
    sheet.canvas.paste(&motif, at.x, at.y);
    sheet.text(text, Align::Start, 0.0, palette.ink, palette.soft);
    Ok(WITHOUT)
}

/// The number in a headline, where it counts something.
fn striking(headline: &str) -> Option<String> {
    headline.split(' ').find_map(|word| {
        let word = word
            .trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '%' | '€' | '$' | '£'));
        let short = word.chars().count() <= 3;
        let counts = word.chars().all(|c| c.is_ascii_digit() || matches!(c, '%' | '€' | '$' | '£'));
        (short && counts && word.chars().any(|c| c.is_ascii_digit())).then(|| word.to_owned())
    })
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
