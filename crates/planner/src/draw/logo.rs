//! The sign of a business as it may stand on a picture: legible there, or not at all.

use std::io::Cursor;

use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgba, RgbaImage,
    imageops::crop_imm,
};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{ImageHrefResolver, Options, Tree},
};

use super::{
    DrawError,
    colour::{Rgb, contrast},
    hues,
};

/// The most pixels of a file that is decoded.
const MOST_PIXELS: u64 = 16_000_000;
/// The most memory that decoding takes, in bytes.
const MEMORY: u64 = 96 * 1024 * 1024;
/// The longer side that is kept, in pixels.
const KEPT: f32 = 640.0;
/// The shorter side of a sign that can be made out, in pixels.
const SMALLEST: u32 = 32;
/// How much larger than it is a sign may be shown.
const STRETCH: f32 = 1.2;
/// The longest file of shapes that is read, in bytes.
const LONGEST_SVG: usize = 300_000;
/// The most references to shapes: more make a small file a day's work.
const MOST_USES: usize = 60;
/// Less than this is seen through, of 255.
const SOLID: u8 = 100;

/// A logo, without an empty margin.
#[derive(Debug, Clone)]
pub struct Logo(RgbaImage);

/// What a logo needs behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behind {
    /// Nothing: it stands out by itself.
    Nothing,
    /// A plate of this colour.
    Plate(Rgb),
}

impl Logo {
    /// Reads a JPEG, PNG, WebP or SVG file. `None` when it is none of these, too large, too
    /// small to be made out, or an SVG that needs more than shapes of its own: fonts, pictures
    /// or filters.
    pub fn read(file: &[u8]) -> Option<Self> {
        let drawn = if is_svg(file) { shapes(file)? } else { pixels(file)? };
        trimmed(&drawn).filter(|logo| logo.0.width().min(logo.0.height()) >= SMALLEST)
    }

    /// The logo as a file of ours.
    ///
    /// # Errors
    /// [`DrawError::Encode`] when the encoder refuses.
    pub fn png(&self) -> Result<Vec<u8>, DrawError> {
        let mut file = Cursor::new(Vec::new());
        self.0.write_to(&mut file, ImageFormat::Png)?;
        Ok(file.into_inner())
    }

    /// The colours that it shows most of.
    pub(super) fn colours(&self) -> Vec<String> {
        let solid = self.0.pixels().step_by(5).filter(|pixel| pixel.0[3] >= SOLID);
        hues::strongest(solid.map(|pixel| Rgb(pixel.0[0], pixel.0[1], pixel.0[2])))
    }

    /// How much wider than high it is.
    pub(super) fn aspect(&self) -> f32 {
        self.0.width() as f32 / self.0.height() as f32
    }

    /// Whether it holds so many pixels of height.
    pub(super) fn fills(&self, height: f32) -> bool {
        height <= self.0.height() as f32 * STRETCH
    }

    /// What it needs behind it on a ground, or `None` when it stands out on nothing.
    pub(super) fn behind(&self, ground: Rgb) -> Option<Behind> {
        /// Pixels that can be told from what is behind them, of all: the words in a coloured
        /// badge may have the ground's colour.
        const ENOUGH: f32 = 0.6;
        if self.stands_out(ground) >= ENOUGH {
            return Some(Behind::Nothing);
        }
        // Signs are mostly drawn for paper.
        let plates = [Rgb(255, 255, 255), Rgb(24, 22, 20)];
        plates.into_iter().find(|plate| self.stands_out(*plate) >= ENOUGH).map(Behind::Plate)
    }

    /// The share of its pixels that stand out from a ground.
    fn stands_out(&self, ground: Rgb) -> f32 {
        const APART: f32 = 2.2;
        let (mut solid, mut apart) = (0u32, 0u32);
        for pixel in self.0.pixels().step_by(7) {
            let [r, g, b, a] = pixel.0;
            if a >= SOLID {
                solid += 1;
                apart += u32::from(contrast(Rgb(r, g, b), ground) >= APART);
            }
        }
        if solid == 0 { 0.0 } else { apart as f32 / solid as f32 }
    }

    /// The logo in a size, as pixels to lay over others.
    pub(super) fn sized(&self, width: u32, height: u32) -> Option<Pixmap> {
        let (w, h) = self.0.dimensions();
        let from = ImageRef::new(w, h, self.0.as_raw(), PixelType::U8x4).ok()?;
        let mut to = Image::new(width, height, PixelType::U8x4);
        let options =
            ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
        Resizer::new().resize(&from, &mut to, &options).ok()?;
        let mut pixels = Pixmap::new(width, height)?;
        let (from, _) = to.buffer().as_chunks::<4>();
        for (pixel, &[r, g, b, a]) in pixels.pixels_mut().iter_mut().zip(from) {
            *pixel = resvg::tiny_skia::ColorU8::from_rgba(r, g, b, a).premultiply();
        }
        Some(pixels)
    }
}

fn pixels(file: &[u8]) -> Option<RgbaImage> {
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return None;
    }
    let picture = DynamicImage::from_decoder(decoder).ok()?;
    let most = KEPT as u32;
    let large = picture.width().max(picture.height()) > most;
    Some(if large { picture.thumbnail(most, most) } else { picture }.into_rgba8())
}

fn is_svg(file: &[u8]) -> bool {
    let head: Vec<u8> = file.iter().copied().take(1_000).collect();
    String::from_utf8_lossy(&head).contains("<svg")
}

fn shapes(file: &[u8]) -> Option<RgbaImage> {
    let text = std::str::from_utf8(file).ok().filter(|text| text.len() <= LONGEST_SVG)?;
    let foreign = ["<text", "<image", "<filter", "<!ENTITY", "<foreignObject", "<feImage"];
    if foreign.iter().any(|part| text.contains(part)) || text.matches("<use").count() > MOST_USES {
        return None;
    }
    let options = Options {
        resources_dir: None,
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_str(text, &options).ok()?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let scale = KEPT / width.max(height);
    let side = |length: f32| (length * scale).ceil().clamp(1.0, KEPT) as u32;
    let mut drawn = Pixmap::new(side(width), side(height))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut drawn.as_mut());
    let plain = drawn.pixels().iter().map(|pixel| pixel.demultiply());
    let plain = plain.flat_map(|it| [it.red(), it.green(), it.blue(), it.alpha()]).collect();
    RgbaImage::from_raw(drawn.width(), drawn.height(), plain)
}

/// The part of a picture that is more than an empty margin: one that is seen through, or the
/// white paper that a drawing was scanned or saved on.
fn trimmed(picture: &RgbaImage) -> Option<Logo> {
    let (width, height) = picture.dimensions();
    if width == 0 || height == 0 {
        return None;
    }
    let corners = [(0, 0), (0, height - 1), (width - 1, 0), (width - 1, height - 1)];
    let paper = |pixel: &Rgba<u8>| pixel.0.iter().all(|part| *part > 242);
    let on_paper = corners.iter().all(|(x, y)| paper(picture.get_pixel(*x, *y)));
    let empty = |pixel: &Rgba<u8>| pixel.0[3] < 12 || (on_paper && paper(pixel));
    let mut bounds: Option<(u32, u32, u32, u32)> = None;
    for (x, y, _) in picture.enumerate_pixels().filter(|(_, _, pixel)| !empty(pixel)) {
        let (left, top, right, foot) = bounds.unwrap_or((x, y, x, y));
        bounds = Some((left.min(x), top.min(y), right.max(x), foot.max(y)));
    }
    let (left, top, right, foot) = bounds?;
    let mut part = crop_imm(picture, left, top, right - left + 1, foot - top + 1).to_image();
    if on_paper {
        clear_paper(&mut part);
    }
    Some(Logo(part))
}

/// Has the white around a drawing seen through.
fn clear_paper(picture: &mut RgbaImage) {
    let (width, height) = picture.dimensions();
    let white = |pixel: &[u8; 4]| pixel[..3].iter().all(|part| *part > 242);
    // Only from the edges inwards: white inside a drawing belongs to it.
    let mut open: Vec<(u32, u32)> = (0..width)
        .flat_map(|x| [(x, 0), (x, height - 1)])
        .chain((0..height).flat_map(|y| [(0, y), (width - 1, y)]))
        .collect();
    while let Some((x, y)) = open.pop() {
        let Some(pixel) = picture.get_pixel_mut_checked(x, y) else { continue };
        if pixel.0[3] == 0 || !white(&pixel.0) {
            continue;
        }
        pixel.0[3] = 0;
        let beside = [(x + 1, y), (x, y + 1), (x.wrapping_sub(1), y), (x, y.wrapping_sub(1))];
        open.extend(beside.into_iter().filter(|(x, y)| *x < width && *y < height));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 100'>\
        <rect x='50' y='20' width='100' height='50' fill='#0a3060'/></svg>";

    #[test]
    fn shapes_are_drawn_without_their_margin() {
        let logo = Logo::read(MARK.as_bytes()).unwrap();
        assert!((logo.aspect() - 2.0).abs() < 0.05, "{}", logo.aspect());
        assert_eq!(logo.behind(Rgb(250, 246, 238)), Some(Behind::Nothing));
        assert_eq!(logo.behind(Rgb(10, 40, 90)), Some(Behind::Plate(Rgb(255, 255, 255))));
    }

    #[test]
    fn shapes_that_need_something_from_elsewhere_are_not_drawn() {
        for inner in [
            "<image href='http://internal.example/x.png' width='9' height='9'/>",
            "<text>Rosa</text>",
            "<filter id='f'/>",
        ] {
            let file = MARK.replace("</svg>", &format!("{inner}</svg>"));
            assert!(Logo::read(file.as_bytes()).is_none(), "{inner}");
        }
        let bomb = MARK.replace("</svg>", &format!("{}</svg>", "<use href='#a'/>".repeat(100)));
        assert!(Logo::read(bomb.as_bytes()).is_none());
    }

    #[test]
    fn white_paper_around_a_drawing_goes_and_white_in_it_stays() {
        let drawing = RgbaImage::from_fn(200, 120, |x, y| {
            let ring = (40..160).contains(&x) && (30..90).contains(&y);
            let hole = (80..120).contains(&x) && (50..70).contains(&y);
            Rgba(if ring && !hole { [150, 20, 20, 255] } else { [255; 4] })
        });
        let mut file = Cursor::new(Vec::new());
        drawing.write_to(&mut file, ImageFormat::Png).unwrap();
        let Logo(kept) = Logo::read(&file.into_inner()).unwrap();
        assert_eq!(kept.dimensions(), (120, 60));
        assert_eq!(kept.get_pixel(60, 30).0, [255; 4]);
    }

    #[test]
    fn a_sign_too_small_to_be_made_out_is_none() {
        let mut file = Cursor::new(Vec::new());
        RgbaImage::from_pixel(16, 16, Rgba([0, 0, 0, 255]))
            .write_to(&mut file, ImageFormat::Png)
            .unwrap();
        assert!(Logo::read(&file.into_inner()).is_none());
    }
}
