//! Photographs: decoded within bounds, cut to a shape around what they show, never blown up.

use std::io::Cursor;

use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::{
    DynamicImage, ImageDecoder, ImageReader, Limits, Rgb as Pixel, RgbImage,
    imageops::{overlay, thumbnail},
};

use super::{DrawError, canvas::Canvas, colour::Rgb, hues, jpeg};

/// The most pixels of a file that is decoded.
const MOST_PIXELS: u64 = 50_000_000;
/// The most memory that decoding takes, in bytes.
const MEMORY: u64 = 256 * 1024 * 1024;
/// The most pixels on a side that are kept: enough for every shape.
const KEPT: u32 = 2_048;
/// The shortest side of a photograph that is of use, in pixels.
const SMALLEST: u32 = 320;
/// How much larger than it is a photograph may be shown.
const STRETCH: f32 = 1.15;
/// How faithful the kept file is, of 100.
const QUALITY: u8 = 88;
/// The longer side of the small copy that is looked at for what a photograph shows.
const GLANCE: u32 = 96;

/// A photograph, upright and without anything but its pixels.
#[derive(Debug, Clone)]
pub struct Photo(RgbImage);

impl Photo {
    /// Decodes a JPEG, PNG or WebP file. `None` when it is none of these, damaged, too large to
    /// be decoded here or too small to be of use. What can be seen through becomes white.
    pub fn read(file: &[u8]) -> Option<Self> {
        let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format().ok()?;
        let mut limits = Limits::default();
        limits.max_alloc = Some(MEMORY);
        reader.limits(limits);
        let mut decoder = reader.into_decoder().ok()?;
        let (width, height) = decoder.dimensions();
        if u64::from(width) * u64::from(height) > MOST_PIXELS || width.min(height) < SMALLEST {
            return None;
        }
        let orientation = decoder.orientation().ok();
        let mut picture = DynamicImage::from_decoder(decoder).ok()?;
        if let Some(orientation) = orientation {
            picture.apply_orientation(orientation);
        }
        let flat = if picture.color().has_alpha() {
            let white = RgbImage::from_pixel(picture.width(), picture.height(), Pixel([255; 3]));
            let mut white = DynamicImage::from(white);
            overlay(&mut white, &picture, 0, 0);
            white.into_rgb8()
        } else {
            picture.into_rgb8()
        };
        Some(Self(flat)).and_then(Self::bounded)
    }

    fn bounded(self) -> Option<Self> {
        let (width, height) = self.size();
        let longest = width.max(height);
        if longest <= KEPT {
            return Some(self);
        }
        let scaled =
            |side: u32| (u64::from(side) * u64::from(KEPT) / u64::from(longest)).max(1) as u32;
        let all = (0.0, 0.0, f64::from(width), f64::from(height));
        let (width, height) = (scaled(width), scaled(height));
        RgbImage::from_raw(width, height, self.cut(all, width, height)?).map(Self)
    }

    /// Width and height in pixels.
    pub fn size(&self) -> (u32, u32) {
        self.0.dimensions()
    }

    /// The photograph as a file of ours: pixels alone, nothing of what the camera noted.
    ///
    /// # Errors
    /// [`DrawError::Jpeg`] when the encoder refuses.
    pub fn jpeg(&self) -> Result<Vec<u8>, DrawError> {
        jpeg(self.0.as_raw(), self.0.dimensions(), QUALITY)
    }

    /// The colours that it shows most of.
    pub(super) fn colours(&self) -> Vec<String> {
        let small = thumbnail(&self.0, GLANCE, GLANCE);
        hues::strongest(small.pixels().map(|pixel| Rgb(pixel.0[0], pixel.0[1], pixel.0[2])))
    }

    /// Whether it fills so much of a picture without being blown up.
    pub(super) fn fills(&self, width: f32, height: f32) -> bool {
        let (w, h) = self.size();
        (width / w as f32).max(height / h as f32) <= STRETCH
    }

    /// The part of it that shows the most, in this size.
    pub(super) fn filling(&self, width: u32, height: u32) -> Option<Canvas> {
        let part = self.part(width as f32 / height as f32);
        Canvas::of_rgb(width, height, &self.cut(part, width, height)?)
    }

    fn cut(&self, part: (f64, f64, f64, f64), width: u32, height: u32) -> Option<Vec<u8>> {
        let (w, h) = self.size();
        let from = ImageRef::new(w, h, self.0.as_raw(), PixelType::U8x3).ok()?;
        let mut to = Image::new(width, height, PixelType::U8x3);
        let options = ResizeOptions::new()
            .crop(part.0, part.1, part.2, part.3)
            .resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
        Resizer::new().resize(&from, &mut to, &options).ok()?;
        Some(to.into_vec())
    }

    /// Where the part of this aspect begins and how large it is, in pixels.
    ///
    /// Of all parts as large as can be, the one with the most detail in it: the sum of the
    /// differences between neighbouring pixels, of a copy of 96 pixels. The further a part is
    /// from the middle (across), or from a little above it (down, where faces are), the less
    /// its detail counts.
    fn part(&self, aspect: f32) -> (f64, f64, f64, f64) {
        let (width, height) = self.size();
        let (w, h) = (f64::from(width), f64::from(height));
        let (part_w, part_h) = (w.min(h * f64::from(aspect)), h.min(w / f64::from(aspect)));
        let detail = Detail::of(&self.0);
        let x = detail.across.window(part_w / w, 0.5);
        let y = detail.down.window(part_h / h, 0.42);
        (x * (w - part_w), y * (h - part_h), part_w, part_h)
    }
}

/// How much there is to see in each column and each row of a small copy.
struct Detail {
    across: Profile,
    down: Profile,
}

struct Profile(Vec<f64>);

impl Detail {
    fn of(picture: &RgbImage) -> Self {
        let (width, height) = picture.dimensions();
        let longest = width.max(height).max(1);
        let scaled = |side: u32| (side * GLANCE / longest).max(2);
        let small = thumbnail(picture, scaled(width), scaled(height));
        let mut across = vec![0.0; small.width() as usize];
        let mut down = vec![0.0; small.height() as usize];
        let light = |pixel: &Pixel<u8>| {
            let [r, g, b] = pixel.0.map(f64::from);
            (0.3 * r + 0.6 * g + 0.1 * b, r - b)
        };
        let rows: Vec<Vec<(f64, f64)>> = small.rows().map(|row| row.map(light).collect()).collect();
        for (y, (row, below)) in rows.iter().zip(rows.iter().skip(1)).enumerate() {
            for (x, ((here, right), under)) in
                row.iter().zip(row.iter().skip(1)).zip(below).enumerate()
            {
                let apart = |one: &(f64, f64), other: &(f64, f64)| {
                    (one.0 - other.0).abs() + 0.5 * (one.1 - other.1).abs()
                };
                let seen = apart(here, right) + apart(here, under);
                across.get_mut(x).into_iter().for_each(|sum| *sum += seen);
                down.get_mut(y).into_iter().for_each(|sum| *sum += seen);
            }
        }
        Self { across: Profile(across), down: Profile(down) }
    }
}

impl Profile {
    /// Where the best part of a length begins: 0 at the start, 1 as late as can be. Both the
    /// length and the place that is preferred are shares of the whole.
    fn window(&self, share: f64, preferred: f64) -> f64 {
        let count = self.0.len();
        let length = ((count as f64 * share).round() as usize).clamp(1, count.max(1));
        let last = count - length.min(count);
        if last == 0 {
            return 0.0;
        }
        let worth = |start: usize| {
            let seen: f64 = self.0.iter().skip(start).take(length).sum();
            let middle = (start as f64 + length as f64 / 2.0) / count as f64;
            seen * (1.0 - 0.9 * (middle - preferred).abs())
        };
        let best = (0..=last).max_by(|one, other| worth(*one).total_cmp(&worth(*other)));
        best.unwrap_or_default() as f64 / last as f64
    }
}

#[cfg(test)]
mod tests {
    use image::ImageFormat;

    use super::*;

    /// A grey picture with a chequered square at a place.
    fn with_subject(width: u32, height: u32, at: (u32, u32)) -> Photo {
        Photo(RgbImage::from_fn(width, height, |x, y| {
            let inside = (at.0..at.0 + 200).contains(&x) && (at.1..at.1 + 200).contains(&y);
            let dark = inside && ((x / 20) + (y / 20)) % 2 == 0;
            Pixel(if dark { [20, 20, 90] } else { [180; 3] })
        }))
    }

    #[test]
    fn a_photo_is_cut_around_what_it_shows() {
        for at in [50, 600, 950] {
            let (x, _, w, _) = with_subject(1_200, 600, (at, 200)).part(1.0);
            let shown = x - 1.0..=x + w + 1.0;
            assert!(shown.contains(&f64::from(at)), "{at} in {shown:?}");
            assert!(shown.contains(&f64::from(at + 200)), "{at} in {shown:?}");
        }
        let (_, y, _, h) = with_subject(600, 1_200, (200, 900)).part(1.0);
        assert!(y <= 900.0 && y + h >= 1_090.0, "{y} {h}");
    }

    #[test]
    fn a_photo_is_never_blown_up() {
        let photo = with_subject(800, 600, (100, 100));
        assert!(photo.fills(900.0, 600.0));
        assert!(!photo.fills(1_080.0, 600.0));
    }

    #[test]
    fn files_are_bounded_and_written_anew() {
        let file = |width, height| {
            let mut file = Cursor::new(Vec::new());
            RgbImage::from_pixel(width, height, Pixel([9, 90, 30]))
                .write_to(&mut file, ImageFormat::Png)
                .unwrap();
            file.into_inner()
        };
        assert_eq!(Photo::read(&file(4_000, 1_000)).unwrap().size(), (2_048, 512));
        assert!(Photo::read(&file(300, 900)).is_none(), "too small");
        assert!(Photo::read(b"<svg/>").is_none());
        let mut cut = file(800, 800);
        cut.truncate(100);
        assert!(Photo::read(&cut).is_none(), "damaged");
        // A file that says it is enormous is not decoded.
        let mut huge = file(400, 400);
        huge[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
        assert!(Photo::read(&huge).is_none());
    }

    #[test]
    fn what_the_camera_noted_is_dropped() {
        let plain = with_subject(400, 400, (0, 0)).jpeg().unwrap();
        let note = b"Exif\0\0GPS: 38.71 N, 9.14 W";
        let mut noted = plain[..2].to_vec();
        noted.extend([0xff, 0xe1, 0, (note.len() + 2) as u8]);
        noted.extend(note);
        noted.extend(&plain[2..]);
        let kept = Photo::read(&noted).unwrap().jpeg().unwrap();
        assert!(!kept.windows(4).any(|it| it == b"Exif"));
    }
}
