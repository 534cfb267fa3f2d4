//! Sheets with a photograph.

use super::{
    super::{
        DrawError,
        canvas::{Align, Room, room},
        colour::{Rgb, contrast, lch, mixed},
        palette::LEGIBLE,
    },
    Layout, Sheet, Shown, WITH, WITHOUT, motifs,
};

/// Every layout with a photograph.
#[cfg(test)]
pub(super) const ALL: [Layout; 3] = [cover, band, print];

/// The contrast that a veil is laid for.
const WANTED: f32 = LEGIBLE + 0.7;

/// The layouts that the photograph is large enough for.
pub(super) fn fitting(sheet: &Sheet) -> Vec<Layout> {
    let Some(photo) = sheet.photo else { return Vec::new() };
    let mut fitting: Vec<Layout> = Vec::new();
    // On a low sheet the words would take half of the photograph.
    if !sheet.wide && photo.fills(sheet.w, sheet.h) {
        fitting.push(cover);
    }
    for (layout, at) in [(band as Layout, head(sheet)), (print as Layout, plate(sheet))] {
        if photo.fills(at.w, at.h) {
            fitting.push(layout);
        }
    }
    fitting
}

/// The photograph to all edges, words in its calmer end on a veil as dense as they need.
pub(super) fn cover(sheet: &mut Sheet) -> Result<Shown, DrawError> {
    let Sheet { safe, w, h, s, .. } = *sheet;
    let photo = sheet.photo.and_then(|photo| photo.filling(w as u32, h as u32));
    let Some(photo) = photo else { return band(sheet) };
    sheet.canvas.paste(&photo, 0.0, 0.0);
    let hue = sheet.palette.deep.lch().h;
    let (veil, ink) = (lch(0.19, 0.03, hue).rgb(), lch(0.985, 0.008, hue).rgb());
    let sign = sheet.sign_height();
    let width = safe.w;
    let text = room(safe.x, safe.y, width, safe.h * 0.6);
    let copy = sheet.copy(text);
    let tall = copy.height();
    let foot = room(safe.x, safe.y + safe.h - sign - s * 0.045 - tall, width, tall);
    let top = room(safe.x, safe.y, width, tall);
    let at_top = sheet.canvas.unrest(top) < sheet.canvas.unrest(foot) * 0.55;
    let at = if at_top { top } else { foot };
    let signed = room(safe.x, safe.y + safe.h - sign, safe.w, sign);
    let end = if at_top { room(0.0, 0.0, w, at.y + at.h) } else { room(0.0, at.y, w, h - at.y) };
    darken(sheet, end, at_top, veil, ink, at);
    let foot_of_words = at.y + at.h;
    if at_top && sheet.canvas.contrast_in(signed, ink) < WANTED {
        let end = room(0.0, signed.y, w, h - signed.y);
        darken(sheet, end, false, veil, ink, signed);
    }
    sheet.set(&copy, room(at.x, at.y, at.w, foot_of_words - at.y), Align::Start, 0.0, ink, ink);
    sheet.sign_at(signed, Align::Start, veil, ink);
    Ok(WITH)
}

/// Lays a veil over an end of the sheet until an ink can be read on every pixel of a room.
fn darken(sheet: &mut Sheet, end: Room, at_top: bool, veil: Rgb, ink: Rgb, words: Room) {
    let ramp = (end.h * 0.75).min(sheet.h * 0.3);
    let (from, to) =
        if at_top { (end.y + end.h + ramp, end.y + end.h) } else { (end.y - ramp, end.y) };
    // As dense as the lightest pixel needs; a little at least, so that type sits in the
    // picture and does not lie on it.
    let lightest = sheet.canvas.lightest(words);
    let enough = |strength: f32| contrast(ink, mixed(lightest, veil, strength)) >= WANTED;
    let mut strength = 0.34;
    while strength < 1.0 && !enough(strength) {
        strength += 0.02;
    }
    sheet.canvas.veil(from, to, veil, strength.min(1.0));
    // Of two pixels as light, one may lose less under the veil.
    while sheet.canvas.contrast_in(words, ink) < LEGIBLE && strength < 2.0 {
        sheet.canvas.veil(from, to, veil, 0.1);
        strength += 0.1;
    }
}

/// Where the photograph stands that heads a sheet.
fn head(sheet: &Sheet) -> Room {
    let Sheet { w, h, safe, .. } = *sheet;
    if sheet.wide {
        room(0.0, 0.0, w * 0.5, h)
    } else if h / w > 1.7 {
        room(0.0, 0.0, w, safe.y + safe.h * 0.56)
    } else {
        room(0.0, 0.0, w, h * 0.6)
    }
}

/// The photograph to three edges, words on plain ground below (or beside) it.
pub(super) fn band(sheet: &mut Sheet) -> Result<Shown, DrawError> {
    let Sheet { safe, s, palette, wide, w, .. } = *sheet;
    let at = head(sheet);
    let shown = sheet.picture(at)?;
    let sign = sheet.sign_height();
    let text = if wide {
        let x = at.w + s * 0.085;
        room(x, safe.y, w - x - s * 0.085, safe.h - sign - s * 0.05)
    } else {
        let y = at.y + at.h + s * 0.06;
        room(safe.x, y, safe.w, safe.y + safe.h - y - sign - s * 0.045)
    };
    let anchor = if wide { 0.4 } else { 0.0 };
    sheet.text(text, Align::Start, anchor, palette.ink, palette.soft);
    let signed = room(text.x, safe.y + safe.h - sign, text.w, sign);
    sheet.sign_at(signed, Align::Start, palette.ground, palette.ink);
    Ok(shown)
}

/// Where the photograph stands that is put on the sheet like a print.
fn plate(sheet: &Sheet) -> Room {
    let Sheet { safe, .. } = *sheet;
    if sheet.wide {
        room(safe.x + safe.w * 0.56, safe.y, safe.w * 0.44, safe.h)
    } else {
        let high = safe.h * 0.56;
        room(safe.x, safe.y + safe.h - high, safe.w, high)
    }
}

/// A print on paper: name and words above (or before) the photograph, margins all around.
pub(super) fn print(sheet: &mut Sheet) -> Result<Shown, DrawError> {
    let Sheet { safe, s, palette, wide, .. } = *sheet;
    let at = plate(sheet);
    let Some(photo) = sheet.photo.filter(|photo| photo.fills(at.w, at.h)) else {
        return motifs::horizon(sheet);
    };
    let Some(photo) = photo.filling(at.w as u32, at.h as u32) else { return Ok(WITHOUT) };
    sheet.canvas.paste(&photo, at.x, at.y);
    let sign = sheet.sign_height();
    let head = room(safe.x, safe.y, if wide { safe.w * 0.5 } else { safe.w }, sign);
    sheet.sign_at(head, Align::Start, palette.ground, palette.ink);
    let y = head.y + head.h + s * 0.055;
    let foot = if wide { safe.y + safe.h } else { at.y - s * 0.055 };
    let text = room(safe.x, y, head.w, foot - y);
    sheet.text(text, Align::Start, if wide { 1.0 } else { 0.5 }, palette.ink, palette.soft);
    Ok(WITH)
}
