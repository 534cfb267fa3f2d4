//! Flat shapes and set words on pixels.

use resvg::tiny_skia::{
    FillRule, FilterQuality, LineCap, Paint, Path, PathBuilder, Pattern, Pixmap, PixmapPaint, Rect,
    SpreadMode, Stroke, Transform,
};

use super::{
    DrawError,
    colour::{Rgb, contrast, luminance, mixed},
    letters::Line,
    palette::LEGIBLE,
    setting::Block,
};

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
pub struct Canvas {
    pixels: Pixmap,
    /// The least contrast of any word so far.
    least: f32,
    /// Where each line of words is.
    #[cfg(test)]
    pub lines: Vec<Room>,
}

impl Canvas {
    /// An empty picture of one colour.
    pub fn new(width: u32, height: u32, ground: Rgb) -> Result<Self, DrawError> {
        let mut pixels = Pixmap::new(width, height).ok_or(DrawError::Size(width, height))?;
        pixels.fill(colour(ground));
        Ok(Self::bare(pixels))
    }

    /// A picture of bytes, three to a pixel.
    pub fn of_rgb(width: u32, height: u32, rgb: &[u8]) -> Option<Self> {
        let mut pixels = Pixmap::new(width, height)?;
        let (to, _) = pixels.data_mut().as_chunks_mut::<4>();
        for (to, &[r, g, b]) in to.iter_mut().zip(rgb.as_chunks::<3>().0) {
            *to = [r, g, b, 255];
        }
        Some(Self::bare(pixels))
    }

    fn bare(pixels: Pixmap) -> Self {
        Self {
            pixels,
            least: f32::INFINITY,
            #[cfg(test)]
            lines: Vec::new(),
        }
    }

    /// The least contrast between the words on it and the pixels behind them: infinite
    /// without words.
    pub fn least_contrast(&self) -> f32 {
        self.least
    }

    /// All of it.
    pub fn room(&self) -> Room {
        room(0.0, 0.0, self.pixels.width() as f32, self.pixels.height() as f32)
    }

    /// Fills a rectangle.
    pub fn rect(&mut self, at: Room, fill: Rgb) {
        if let Some(rect) = Rect::from_xywh(at.x, at.y, at.w, at.h) {
            self.pixels.fill_rect(rect, &paint(fill), Transform::identity(), None);
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
            self.pixels.fill_path(
                &path,
                &paint(fill),
                FillRule::Winding,
                Transform::identity(),
                None,
            );
        }
    }

    /// Draws along a shape.
    pub fn stroke(&mut self, path: Option<Path>, width: f32, line: Rgb) {
        if let Some(path) = path {
            let stroke = Stroke { width, line_cap: LineCap::Round, ..Stroke::default() };
            self.pixels.stroke_path(&path, &paint(line), &stroke, Transform::identity(), None);
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
            self.ink(line.outlines(block.size, x, baseline).collect(), ink);
            baseline += block.leading;
        }
    }

    /// Draws one line as large as its room allows, standing on the room's foot.
    pub fn giant(&mut self, line: &Line, at: Room, align: Align, ink: Rgb) {
        let Some(all) = bounds(&line.outlines(100.0, 0.0, 0.0).collect::<Vec<_>>()) else { return };
        let scale = (at.w / all.w).min(at.h / all.h);
        let spare = at.w - all.w * scale;
        let x = at.x - all.x * scale + if align == Align::Middle { spare / 2.0 } else { 0.0 };
        let y = at.y + at.h - (all.y + all.h) * scale;
        self.ink(line.outlines(100.0 * scale, x, y).collect(), ink);
    }

    /// Paints letters so that they can be read on whatever is there: in another ink if theirs
    /// does not stand out from every pixel behind them, and on a plate if none does.
    fn ink(&mut self, letters: Vec<Path>, ink: Rgb) {
        let Some(at) = bounds(&letters) else { return };
        let mut chosen = (ink, self.contrast_in(at, ink));
        if chosen.1 < LEGIBLE {
            let others = [WHITE, BLACK].map(|ink| (ink, self.contrast_in(at, ink)));
            chosen = others.into_iter().fold(chosen, |a, b| if b.1 > a.1 { b } else { a });
        }
        if chosen.1 < LEGIBLE {
            let plate = if chosen.0 == WHITE { BLACK } else { WHITE };
            let edge = at.h * 0.2;
            self.rect(room(at.x - edge, at.y - edge, at.w + 2.0 * edge, at.h + 2.0 * edge), plate);
            chosen = (if plate == WHITE { BLACK } else { WHITE }, contrast(WHITE, BLACK));
        }
        self.least = self.least.min(chosen.1);
        #[cfg(test)]
        self.lines.push(at);
        for letter in letters {
            self.fill(Some(letter), chosen.0);
        }
    }

    /// The least contrast of an ink with any pixel of a room.
    pub fn contrast_in(&self, at: Room, ink: Rgb) -> f32 {
        let light = luminance(ink);
        let mut least = f32::INFINITY;
        let mut known = (ink, f32::INFINITY);
        for row in self.rows(at) {
            for &[r, g, b, _] in row {
                let pixel = Rgb(r, g, b);
                if pixel != known.0 || known.1.is_infinite() {
                    let behind = luminance(pixel);
                    known = (pixel, (light.max(behind) + 0.05) / (light.min(behind) + 0.05));
                    least = least.min(known.1);
                }
            }
        }
        least
    }

    /// How much there is to see in a room: the mean difference between neighbours in a row.
    pub fn unrest(&self, at: Room) -> f32 {
        let (mut sum, mut count) = (0u64, 1u64);
        for row in self.rows(at).step_by(3) {
            for pair in row.windows(2) {
                let [a, b] = pair else { continue };
                sum += u64::from(a[1].abs_diff(b[1]));
                count += 1;
            }
        }
        sum as f32 / count as f32
    }

    /// The pixels of a room, row by row.
    fn rows(&self, at: Room) -> impl Iterator<Item = &[[u8; 4]]> {
        let (width, height) = (self.pixels.width() as usize, self.pixels.height() as usize);
        let bound = |place: f32, most: usize| (place.max(0.0) as usize).min(most);
        let (left, right) = (bound(at.x.floor(), width), bound((at.x + at.w).ceil(), width));
        let (top, foot) = (bound(at.y.floor(), height), bound((at.y + at.h).ceil(), height));
        let (pixels, _) = self.pixels.data().as_chunks::<4>();
        let rows = pixels.chunks_exact(width.max(1)).take(foot).skip(top);
        rows.filter_map(move |row| row.get(left..right.max(left)))
    }

    /// Lays a colour over the picture, from nothing at one height to its full strength (0 to
    /// 1) at another and on to the edge beyond.
    pub fn veil(&mut self, from: f32, to: f32, fill: Rgb, strength: f32) {
        let width = self.pixels.width().max(1) as usize;
        let (pixels, _) = self.pixels.data_mut().as_chunks_mut::<4>();
        for (y, row) in pixels.chunks_exact_mut(width).enumerate() {
            let way = ((y as f32 - from) / (to - from)).clamp(0.0, 1.0);
            let part = strength * way * way * (3.0 - 2.0 * way);
            if part > 0.0 {
                for pixel in row {
                    let [r, g, b, a] = *pixel;
                    let Rgb(r, g, b) = mixed(Rgb(r, g, b), fill, part);
                    *pixel = [r, g, b, a];
                }
            }
        }
    }

    /// The lightest pixel of a room; black where there is none.
    pub fn lightest(&self, at: Room) -> Rgb {
        let pixels = self.rows(at).flatten().map(|&[r, g, b, _]| Rgb(r, g, b));
        let lighter = |one: (f32, Rgb), other: Rgb| {
            let light = luminance(other);
            if light > one.0 { (light, other) } else { one }
        };
        pixels.fold((0.0, BLACK), lighter).1
    }

    /// Lays pixels that may be seen through over the picture.
    pub fn overlay(&mut self, other: &Pixmap, x: f32, y: f32) {
        let paint = PixmapPaint::default();
        let place = (x.round() as i32, y.round() as i32);
        self.pixels.draw_pixmap(
            place.0,
            place.1,
            other.as_ref(),
            &paint,
            Transform::identity(),
            None,
        );
    }

    /// Fills a rectangle with round corners.
    pub fn plate(&mut self, at: Room, radius: f32, fill: Rgb) {
        const K: f32 = 0.447_715_2;
        let Room { x, y, w, h } = at;
        let (r, k) = (radius, radius * K);
        let mut path = PathBuilder::new();
        path.move_to(x + r, y);
        path.line_to(x + w - r, y);
        path.cubic_to(x + w - k, y, x + w, y + k, x + w, y + r);
        path.line_to(x + w, y + h - r);
        path.cubic_to(x + w, y + h - k, x + w - k, y + h, x + w - r, y + h);
        path.line_to(x + r, y + h);
        path.cubic_to(x + k, y + h, x, y + h - k, x, y + h - r);
        path.line_to(x, y + r);
        path.cubic_to(x, y + k, x + k, y, x + r, y);
        path.close();
        self.fill(path.finish(), fill);
    }

    /// Puts another picture here.
    pub fn paste(&mut self, other: &Canvas, x: f32, y: f32) {
        let paint = PixmapPaint::default();
        self.pixels.draw_pixmap(
            x as i32,
            y as i32,
            other.pixels.as_ref(),
            &paint,
            Transform::identity(),
            None,
        );
    }

    /// Puts another picture here, seen through a shape.
    pub fn paste_through(&mut self, other: &Canvas, x: f32, y: f32, shape: Option<Path>) {
        let Some(shape) = shape else { return };
        let place = Transform::from_translate(x, y);
        let pixels = other.pixels.as_ref();
        let shader = Pattern::new(pixels, SpreadMode::Pad, FilterQuality::Nearest, 1.0, place);
        let paint = Paint { shader, anti_alias: true, ..Paint::default() };
        self.pixels.fill_path(&shape, &paint, FillRule::Winding, Transform::identity(), None);
    }

    /// The bytes, three to a pixel.
    pub fn into_rgb(self) -> Vec<u8> {
        let (pixels, _) = self.pixels.data().as_chunks::<4>();
        pixels.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect()
    }
}

/// Around all of some shapes; `None` when there are none.
fn bounds(shapes: &[Path]) -> Option<Room> {
    let all = shapes.iter().map(Path::bounds);
    let all = all.reduce(|a, b| a.join(&b).unwrap_or(a))?;
    Some(room(all.left(), all.top(), all.width(), all.height()))
}

const WHITE: Rgb = Rgb(255, 255, 255);
const BLACK: Rgb = Rgb(0, 0, 0);

fn colour(rgb: Rgb) -> resvg::tiny_skia::Color {
    resvg::tiny_skia::Color::from_rgba8(rgb.0, rgb.1, rgb.2, 255)
}

fn paint(rgb: Rgb) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(colour(rgb));
    paint
}
