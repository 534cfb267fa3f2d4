//! Sheets for what has a sign of its own: a day, a price, a quotation, a question.

use super::{
    super::{
        Content, DrawError,
        canvas::{Align, Room, room},
        letters::Style,
        palette::{LEGIBLE, legible},
        setting::{Wish, set},
    },
    Sheet, Shown, WITHOUT, photos, unquoted,
};

/// Every card.
#[cfg(test)]
pub(super) const ALL: [super::Layout; 4] = [day, price, quotation, question];

/// A leaf of a calendar: the day as large as can be, and what it is.
pub(super) fn day(sheet: &mut Sheet) -> Result<Shown, DrawError> {
    let Content::Day { number, month } = sheet.content else { return photos::band(sheet) };
    let Sheet { safe, s, palette, wide, w, h, .. } = *sheet;
    let rtl = sheet.letters.rtl(sheet.headline);
    let accent = legible(palette.mark.lch(), palette.ground, LEGIBLE + 0.2);
    let sign = sheet.sign_height();
    let leaf_width = if wide { safe.w * 0.34 } else { safe.w };
    let numeral_high = if wide { safe.h * 0.46 } else { (safe.h * 0.26).min(s * 0.34) };
    let x = if wide && rtl { safe.x + safe.w - leaf_width } else { safe.x };
    let mut shown = WITHOUT;
    // With a photograph the leaf stands below it; without, at the head of the sheet.
    let mut top = safe.y;
    if !wide && sheet.photo.is_some() {
        let at = room(0.0, 0.0, w, if h / w > 1.7 { safe.y + safe.h * 0.38 } else { h * 0.36 });
        if sheet.photo.is_some_and(|photo| photo.fills(at.w, at.h)) {
            shown = sheet.picture(at)?;
            top = at.y + at.h + s * 0.06;
        }
    }
    let numeral_high = if shown.photo { numeral_high * 0.52 } else { numeral_high };
    sheet.canvas.rule(x, top, leaf_width, s * 0.008, palette.ink);
    let month_size = s * if shown.photo { 0.05 } else { 0.058 };
    let month_at = room(x, top + s * 0.035, leaf_width, month_size * 1.4);
    let align = if wide { Align::Middle } else { Align::Start };
    let wish = Wish {
        style: Style::Display,
        width: leaf_width,
        height: month_size * 1.6,
        largest: month_size,
        comfortable: month_size * 0.4,
    };
    if let Some(block) = set(sheet.letters, month, wish) {
        sheet.canvas.words(&block, month_at, align, palette.ink);
    }
    let numeral_at = room(x, month_at.y + month_at.h + s * 0.02, leaf_width, numeral_high);
    let line = sheet.letters.line(number, Style::Display, false);
    sheet.canvas.giant(&line, numeral_at, align, accent);
    let under = numeral_at.y + numeral_high + s * 0.045;
    sheet.canvas.rule(x, under, leaf_width, s * 0.002, palette.ink);
    let text = if wide {
        let gap = s * 0.1;
        let x = if rtl { safe.x } else { safe.x + leaf_width + gap };
        room(x, safe.y, safe.w - leaf_width - gap, safe.h - sign - s * 0.06)
    } else {
        let y = under + s * 0.045;
        room(safe.x, y, safe.w, safe.y + safe.h - y - sign - s * 0.045)
    };
    sheet.text(text, Align::Start, 0.0, palette.ink, palette.soft);
    let signed = room(text.x, safe.y + safe.h - sign, text.w, sign);
    sheet.sign_at(signed, Align::Start, palette.ground, palette.ink);
    Ok(shown)
}

/// What is sold and its price, as the site writes it, on a ticket.
pub(super) fn price(sheet: &mut Sheet) -> Result<Shown, DrawError> {
    let Content::Price(price) = sheet.content else { return photos::band(sheet) };
    let Sheet { safe, s, palette, wide, w, h, .. } = *sheet;
    let rtl = sheet.letters.rtl(sheet.headline);
    let sign = sheet.sign_height();
    let at = if wide {
        room(0.0, 0.0, w * 0.46, h)
    } else if h / w > 1.7 {
        room(0.0, 0.0, w, safe.y + safe.h * 0.48)
    } else {
        room(0.0, 0.0, w, h * 0.54)
    };
    let shown = sheet.picture(at)?;
    // The ticket lies over the edge of the picture.
    let ink = legible(palette.ground.lch(), palette.deep, LEGIBLE + 0.8);
    let (high, pad) = (s * 0.15, s * 0.045);
    let wish = Wish {
        style: Style::Display,
        width: (if wide { w * 0.4 } else { safe.w }) - 2.0 * pad,
        height: high * 0.86,
        largest: high * 0.6,
        comfortable: high * 0.2,
    };
    let set_price = set(sheet.letters, price, wish).filter(|block| block.lines.len() == 1);
    let mut ticket = 0.0;
    if let Some(block) = set_price {
        let width = block.lines.iter().map(|line| line.width * block.size).fold(0.0, f32::max);
        let place = if wide {
            room(at.w - s * 0.06, safe.y, width + 2.0 * pad, high)
        } else {
            let width = width + 2.0 * pad;
            let x = if rtl { safe.x + safe.w - width } else { safe.x };
            room(x, at.h - high * 0.5, width, high)
        };
        sheet.canvas.rect(place, palette.deep);
        let y = place.y + place.h / 2.0 + block.size * 0.335 - block.rise();
        let words = room(place.x + pad, y, width + 1.0, block.height());
        sheet.canvas.words(&block, words, Align::Start, ink);
        ticket = if wide { high + s * 0.05 } else { high * 0.5 };
    }
    let text = if wide {
        let x = at.w + s * 0.085;
        let y = safe.y + ticket;
        room(x, y, w - x - s * 0.085, safe.y + safe.h - y - sign - s * 0.05)
    } else {
        let y = at.h + ticket + s * 0.05;
        room(safe.x, y, safe.w, safe.y + safe.h - y - sign - s * 0.045)
    };
    sheet.text(text, Align::Start, if wide { 0.25 } else { 0.0 }, palette.ink, palette.soft);
    let signed = room(text.x, safe.y + safe.h - sign, text.w, sign);
    sheet.sign_at(signed, Align::Start, palette.ground, palette.ink);
    Ok(shown)
}

/// Somebody's words, under a mark that says so.
pub(super) fn quotation(sheet: &mut Sheet) -> Result<Shown, DrawError> {
    sheet.headline = unquoted(sheet.headline);
    under_a_sign(sheet, "“", 0.16, 0.0)
}

/// A question, beside its mark.
pub(super) fn question(sheet: &mut Sheet) -> Result<Shown, DrawError> {
    let headline = sheet.headline;
    let sign = if headline.contains('؟') { "؟" } else { "?" };
    under_a_sign(sheet, sign, 0.34, 0.0)
}

/// Words under (or beside) one giant sign, `share` of the short side high.
fn under_a_sign(
    sheet: &mut Sheet,
    sign: &str,
    share: f32,
    anchor: f32,
) -> Result<Shown, DrawError> {
    let Sheet { safe, s, palette, wide, .. } = *sheet;
    let rtl = sheet.letters.rtl(sheet.headline);
    let accent = legible(palette.mark.lch(), palette.ground, LEGIBLE + 0.2);
    let foot = sheet.sign_height();
    let high = s * share * if wide { 1.3 } else { 1.0 };
    let line = sheet.letters.line(sign, Style::Display, rtl);
    let side = if wide { safe.w * 0.24 } else { safe.w };
    let x = if rtl { safe.x + safe.w - high * 0.6 } else { safe.x };
    sheet.canvas.giant(&line, room(x, safe.y, side.min(safe.w * 0.8), high), Align::Start, accent);
    let text: Room = if wide {
        let gap = s * 0.04;
        let x = if rtl { safe.x } else { safe.x + side + gap };
        room(x, safe.y, safe.w - side - gap, safe.h - foot - s * 0.06)
    } else {
        let y = safe.y + high + s * 0.07;
        room(safe.x, y, safe.w, safe.y + safe.h - y - foot - s * 0.06)
    };
    sheet.text(text, Align::Start, anchor, palette.ink, palette.soft);
    let signed = room(text.x, safe.y + safe.h - foot, text.w, foot);
    sheet.sign_at(signed, Align::Start, palette.ground, palette.ink);
    Ok(WITHOUT)
}
