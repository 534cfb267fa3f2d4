//! Who speaks: the logo where it can be made out, else the first letter, and the name.

use super::{
    super::{
        canvas::{Align, Room, room},
        colour::Rgb,
        letters::Style,
        logo::Behind,
        setting::{Wish, set},
    },
    Sheet,
};

/// A logo that is so much wider than high has the name in it.
const WORDMARK: f32 = 2.0;

impl Sheet<'_> {
    /// How high the sign at the foot of a sheet is.
    pub(super) fn sign_height(&self) -> f32 {
        self.s * 0.066
    }

    /// Logo or monogram, and the name beside it, on one line.
    pub(super) fn sign_at(&mut self, at: Room, align: Align, ground: Rgb, ink: Rgb) {
        let mark = self.mark_width(at.h, ground);
        let wordmark = mark.is_some_and(|width| width > at.h * WORDMARK);
        let mark = mark.unwrap_or(at.h);
        let gap = at.h * 0.32;
        let name = self.words.signature.as_deref().filter(|_| !wordmark);
        let name = name.and_then(|name| self.label(name, at.w - mark - gap, at.h * 0.46));
        let words = name.as_ref().map_or(0.0, |name| {
            let width = name.lines.iter().map(|line| line.width * name.size).fold(0.0, f32::max);
            gap + width
        });
        // What reads from the right begins there, its mark first.
        let rtl = name.as_ref().is_some_and(|name| name.rtl);
        let left = match align {
            Align::Middle => at.x + (at.w - mark - words) / 2.0,
            Align::Start if rtl => at.x + at.w - mark - words,
            Align::Start => at.x,
        };
        let x = if rtl { left + words } else { left };
        self.mark(room(x, at.y, mark, at.h), ground, ink);
        if let Some(name) = name {
            let x = if rtl { left } else { left + mark + gap };
            let y = at.y + (at.h - name.height()) / 2.0;
            let width = words - gap;
            self.canvas.words(&name, room(x, y, width + 1.0, name.height()), Align::Start, ink);
        }
    }

    /// How wide the logo is at a height; `None` when it cannot be used there.
    fn mark_width(&self, height: f32, ground: Rgb) -> Option<f32> {
        let logo = self.logo?;
        logo.behind(ground)?;
        // A wide word is as tall as the letters beside it would be; a badge is taller.
        let width = (height * logo.aspect()).min(self.safe.w * 0.42);
        (logo.fills(width / logo.aspect()) && width >= height * 0.5).then_some(width)
    }

    /// The mark of the business: its logo, or the first letter of its name in a disc.
    fn mark(&mut self, at: Room, ground: Rgb, ink: Rgb) {
        let logo = self.logo.filter(|_| self.mark_width(at.h, ground).is_some());
        let drawn = logo.and_then(|logo| Some((logo, logo.behind(ground)?)));
        let Some((logo, behind)) = drawn else { return self.letter(at, ground, ink) };
        let (mut w, mut h) = (at.w, at.w / logo.aspect());
        if let Behind::Plate(plate) = behind {
            self.canvas.plate(at, at.h * 0.24, plate);
            let fit = (at.h * 0.76 / h).min((at.w - at.h * 0.24) / w);
            (w, h) = (w * fit, h * fit);
        }
        if let Some(pixels) = logo.sized(w.max(1.0) as u32, h.max(1.0) as u32) {
            self.canvas.overlay(&pixels, at.x + (at.w - w) / 2.0, at.y + (at.h - h) / 2.0);
        }
    }

    /// The monogram alone, at the foot on the right.
    pub(super) fn monogram(&mut self) {
        let side = self.sign_height() * 1.25;
        let Room { x, y, w, h } = self.safe;
        let at = room(x + w - side, y + h - side, side, side);
        self.letter(at, self.palette.ground, self.palette.ink);
    }

    /// The round sign of the business in a square room.
    fn letter(&mut self, at: Room, ground: Rgb, ink: Rgb) {
        let r = at.h / 2.0;
        let (cx, cy) = (at.x + r, at.y + r);
        self.canvas.circle(cx, cy, r, ink);
        let Some(initial) = self.words.initial.as_deref() else {
            return self.canvas.circle(cx, cy, r * 0.3, ground);
        };
        let size = r * 1.12;
        let wish = Wish {
            style: Style::Display,
            width: r * 1.4,
            height: size * 1.8,
            largest: size,
            comfortable: size * 0.2,
        };
        if let Some(block) = set(self.letters, initial, wish) {
            let y = cy + block.size * 0.335 - block.rise();
            let place = room(cx - r * 0.7, y, r * 1.4, r * 2.0);
            self.canvas.words(&block, place, Align::Middle, ground);
        }
    }
}
