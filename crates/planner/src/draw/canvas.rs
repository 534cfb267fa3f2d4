//! Flat shapes and set words on pixels.

use resvg::tiny_skia::{
    FillRule, FilterQuality, LineCap, Paint, Path, PathBuilder, Pattern, Pixmap, PixmapPaint, Rect,
    SpreadMode, Stroke, Transform,
};

use super::{DrawError, colour::Rgb, letters::Line, setting::Block};

/// A part of a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
}

/// Shorthand for [`Room`].
pub const fn room(x: f32, y: f32, w: f32, h: f32) -> Room {
    Room { x, y, w, h }
}

/// Where lines stand in their room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the side where reading begins.
    Start,
    /// In the middle.
    Middle,
}

/// A picture being drawn.
#[derive(Debug, Clone)]
pub struct Canvas(Pixmap);

impl Canvas {
    /// An empty picture of one colour.
    pub fn new(width: u32, height: u32, ground: Rgb) -> Result<Self, DrawError> {
        let mut pixels = Pixmap::new(width, height).ok_or(DrawError::Size(width, height))?;
        pixels.fill(colour(ground));
        Ok(Self(pixels))
    }

    /// All of it.
    pub fn room(&self) -> Room {
        room(0.0, 0.0, self.0.width() as f32, self.0.height() as f32)
    }

    /// Fills a rectangle.
    pub fn rect(&mut self, at: Room, fill: Rgb) {
        if let Some(rect) = Rect::from_xywh(at.x, at.y, at.w, at.h) {
            self.0.fill_rect(rect, &paint(fill), Transform::identity(), None);
        }
    }

    /// Fills a circle.
    pub fn circle(&mut self, x: f32, y: f32, radius: f32, fill: Rgb) {
        self.ellipse(x, y, radius, radius, fill);
    }

    /// Fills an ellipse.
    pub fn ellipse(&mut self, x: f32, y: f32, rx: f32, ry: f32, fill: Rgb) {
        let oval = Rect::from_xywh(x - rx, y - ry, rx * 2.0, ry * 2.0);
        self.fill(oval.and_then(PathBuilder::from_oval), fill);
    }

    /// Fills a shape.
    pub fn fill(&mut self, path: Option<Path>, fill: Rgb) {
        if let Some(path) = path {
            self.0.fill_path(&path, &paint(fill), FillRule::Winding, Transform::identity(), None);
        }
    }

    /// Draws along a shape.
    pub fn stroke(&mut self, path: Option<Path>, width: f32, line: Rgb) {
        if let Some(path) = path {
            let stroke = Stroke { width, line_cap: LineCap::Round, ..Stroke::default() };
            self.0.stroke_path(&path, &paint(line), &stroke, Transform::identity(), None);
        }
    }

    /// Draws the edge of a rectangle.
    pub fn frame(&mut self, at: Room, width: f32, line: Rgb) {
        let path = Rect::from_xywh(at.x, at.y, at.w, at.h).map(PathBuilder::from_rect);
        self.stroke(path, width, line);
    }

    /// Draws a level line.
    pub fn rule(&mut self, x: f32, y: f32, length: f32, width: f32, line: Rgb) {
        self.rect(room(x, y, length, width), line);
    }

    /// Sets words into a room, from its top.
    pub fn words(&mut self, block: &Block, at: Room, align: Align, ink: Rgb) {
        let mut baseline = at.y + block.rise();
        for line in &block.lines {
            let spare = at.w - line.width * block.size;
            let x = match align {
                Align::Middle => at.x + spare / 2.0,
                Align::Start if block.rtl => at.x + spare,
                Align::Start => at.x,
            };
            for glyph in line.outlines(block.size, x, baseline) {
                self.fill(Some(glyph), ink);
            }
            baseline += block.leading;
        }
    }

    /// Draws one line as large as its room allows, standing on the room's foot.
    pub fn giant(&mut self, line: &Line, at: Room, ink: Rgb) {
        let bounds = line.outlines(100.0, 0.0, 0.0).map(|path| path.bounds());
        let Some(all) = bounds.reduce(|a, b| a.join(&b).unwrap_or(a)) else { return };
        let scale = (at.w / all.width()).min(at.h / all.height());
        let x = at.x - all.left() * scale;
        let y = at.y + at.h - all.bottom() * scale;
        for glyph in line.outlines(100.0 * scale, x, y) {
            self.fill(Some(glyph), ink);
        }
    }

    /// Puts another picture here.
    pub fn paste(&mut self, other: &Canvas, x: f32, y: f32) {
        let paint = PixmapPaint::default();
        self.0.draw_pixmap(
            x as i32,
            y as i32,
            other.0.as_ref(),
            &paint,
            Transform::identity(),
            None,
        );
    }

    /// Puts another picture here, seen through a shape.
    pub fn paste_through(&mut self, other: &Canvas, x: f32, y: f32, shape: Option<Path>) {
        let Some(shape) = shape else { return };
        let place = Transform::from_translate(x, y);
        let pixels = other.0.as_ref();
        let shader = Pattern::new(pixels, SpreadMode::Pad, FilterQuality::Nearest, 1.0, place);
        let paint = Paint { shader, anti_alias: true, ..Paint::default() };
        self.0.fill_path(&shape, &paint, FillRule::Winding, Transform::identity(), None);
    }

    /// The bytes, three to a pixel.
    pub fn into_rgb(self) -> Vec<u8> {
        let (pixels, _) = self.0.data().as_chunks::<4>();
        pixels.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect()
    }
}

fn colour(rgb: Rgb) -> resvg::tiny_skia::Color {
    resvg::tiny_skia::Color::from_rgba8(rgb.0, rgb.1, rgb.2, 255)
}

fn paint(rgb: Rgb) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(colour(rgb));
    paint
}
