//! One font file: which letters it has, how it shapes them, and their outlines.

use std::sync::Arc;

use harfrust::{Direction, ShapeOptions, ShaperData, UnicodeBuffer};
use resvg::tiny_skia::{Path, PathBuilder, Transform};
use skrifa::{
    FontRef, GlyphId, MetadataProvider,
    instance::{LocationRef, Size},
    outline::{DrawSettings, OutlinePen},
};

/// The bytes of a font.
#[derive(Clone)]
pub enum Bytes {
    /// Compiled in.
    Ours(&'static [u8]),
    /// Found on this machine.
    Found(Arc<Vec<u8>>),
}

impl Bytes {
    fn get(&self) -> &[u8] {
        match self {
            Bytes::Ours(bytes) => bytes,
            Bytes::Found(bytes) => bytes,
        }
    }
}

/// A font that can be set.
pub struct Face {
    bytes: Bytes,
    index: u32,
    units: f32,
    shaper: ShaperData,
}

impl std::fmt::Debug for Face {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Face").field("index", &self.index).finish_non_exhaustive()
    }
}

impl Face {
    /// Reads a font; `None` when it cannot be read.
    pub fn new(bytes: Bytes, index: u32) -> Option<Self> {
        let font = FontRef::from_index(bytes.get(), index).ok()?;
        let units = f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        let shaper = ShaperData::new(&harfrust::FontRef::from_index(bytes.get(), index).ok()?);
        (units > 0.0).then_some(Self { bytes, index, units, shaper })
    }

    /// Whether it has an outline for this letter.
    pub fn has(&self, letter: char) -> bool {
        let Some(font) = self.font() else { return false };
        let Some(glyph) = font.charmap().map(letter) else { return false };
        glyph != GlyphId::NOTDEF && font.outline_glyphs().get(glyph).is_some()
    }

    /// Sets letters of one direction at one pixel per em, beginning at zero; returns the width.
    pub fn shape(&self, text: &str, rtl: bool, mut each: impl FnMut(u32, f32, f32)) -> f32 {
        let Ok(font) = harfrust::FontRef::from_index(self.bytes.get(), self.index) else {
            return 0.0;
        };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(if rtl { Direction::RightToLeft } else { Direction::LeftToRight });
        buffer.guess_segment_properties();
        let shaper = self.shaper.shaper(&font).build();
        let output = shaper.shape(buffer, ShapeOptions::new());
        let mut pen = 0.0;
        for (info, at) in output.glyph_infos().iter().zip(output.glyph_positions()) {
            let x = pen + at.x_offset as f32 / self.units;
            each(info.glyph_id, x, at.y_offset as f32 / self.units);
            pen += at.x_advance as f32 / self.units;
        }
        pen
    }

    /// The outline of a glyph, `size` pixels per em, with its origin at a point.
    pub fn outline(&self, glyph: u32, size: f32, x: f32, y: f32) -> Option<Path> {
        let font = self.font()?;
        let mut pen = Pen(PathBuilder::new());
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        font.outline_glyphs().get(GlyphId::new(glyph))?.draw(settings, &mut pen).ok()?;
        let scale = size / self.units;
        pen.0.finish()?.transform(Transform::from_row(scale, 0.0, 0.0, -scale, x, y))
    }

    fn font(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(self.bytes.get(), self.index).ok()
    }
}

struct Pen(PathBuilder);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.0.quad_to(cx, cy, x, y);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.0.cubic_to(ax, ay, bx, by, x, y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}
