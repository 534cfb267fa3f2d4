//! Pictures that programs send, made ours: decoded within bounds and written anew, so that
//! nothing of their bytes but what is seen is ever given out again.

use std::io::Cursor;

use domain::{Scope, id::MediaId, network::picture_bytes_everywhere};
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageReader, Limits, Rgb, RgbImage,
    codecs::jpeg::JpegEncoder,
    imageops::{FilterType, overlay, resize},
};
use store::{StoreError, media::NewPicture};

use crate::Api;

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 20 * 1024 * 1024;
/// The most pixels on a side that are read.
const WIDEST: u32 = 12_000;
/// The most memory that reading takes, in bytes.
const MEMORY: u64 = 256 * 1024 * 1024;
/// The most pixels on a side that are kept.
const KEPT: u32 = 2_048;
/// How faithful the file is, of 100: the first of these with which every network takes it.
const QUALITIES: [u8; 3] = [90, 75, 60];

/// A picture as it is kept.
pub struct Drawn {
    width: u32,
    height: u32,
    jpeg: Vec<u8>,
}

/// Why bytes were not kept as a picture.
pub enum Unkept {
    /// They are none that is taken.
    NoPicture(&'static str),
    /// The database or the folder did not do as asked.
    Store(StoreError),
}

/// Decodes a file and writes it anew, off the threads that answer.
async fn drawn(bytes: Vec<u8>) -> Result<Drawn, &'static str> {
    tokio::task::spawn_blocking(move || redraw(&bytes))
        .await
        .unwrap_or(Err("it could not be read as a picture"))
}

fn redraw(bytes: &[u8]) -> Result<Drawn, &'static str> {
    const NONE: &str = "it is not a picture in JPEG, PNG or WebP";
    if is_video(bytes) {
        return Err("it is a video, and no video can be published here yet");
    }
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| NONE)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(WIDEST);
    limits.max_image_height = Some(WIDEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| NONE)?;
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder)
        .map_err(|_| "it is damaged, or larger than 12,000 pixels on a side")?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    if picture.width() > KEPT || picture.height() > KEPT {
        picture = picture.resize(KEPT, KEPT, FilterType::Triangle);
    }
    let (width, height) = (picture.width(), picture.height());
    let mut flat: DynamicImage = RgbImage::from_pixel(width, height, Rgb([255; 3])).into();
    // What can be seen through becomes white.
    overlay(&mut flat, &picture, 0, 0);
    light_enough(flat.to_rgb8()).map_err(|_| "it could not be kept as a picture")
}

/// The picture as a file that every network takes: less faithful at first, then smaller.
fn light_enough(mut picture: RgbImage) -> Result<Drawn, ImageError> {
    loop {
        for quality in QUALITIES {
            let mut jpeg = Vec::new();
            picture.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, quality))?;
            if jpeg.len() <= picture_bytes_everywhere() {
                let (width, height) = picture.dimensions();
                return Ok(Drawn { width, height, jpeg });
            }
        }
        let smaller = |side: u32| (side * 3 / 4).max(1);
        let (width, height) = picture.dimensions();
        picture = resize(&picture, smaller(width), smaller(height), FilterType::Triangle);
    }
}

/// Whether a file begins as the usual videos do.
fn is_video(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"ftyp") || bytes.starts_with(&[0x1a, 0x45, 0xdf, 0xa3])
}

/// Keeps bytes as a picture of a site.
pub async fn keep(api: &Api, scope: Scope, id: MediaId, bytes: Vec<u8>) -> Result<(), Unkept> {
    let Drawn { width, height, jpeg } = drawn(bytes).await.map_err(Unkept::NoPicture)?;
    let picture = NewPicture { id, content_type: "image/jpeg", width, height, bytes: &jpeg };
    api.store.keep_picture(scope, picture, api.world.now()).await.map_err(Unkept::Store)
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgba, RgbaImage};

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let picture = RgbaImage::from_pixel(width, height, Rgba([200, 10, 10, 128]));
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_is_written_anew_within_bounds() {
        for ((width, height), kept) in
            [((40, 30), (40, 30)), ((4_096, 1_024), (2_048, 512)), ((1, 1), (1, 1))]
        {
            let drawn = redraw(&png(width, height)).unwrap_or_else(|why| panic!("{why}"));
            assert_eq!((drawn.width, drawn.height), kept);
            assert!(drawn.jpeg.starts_with(&[0xff, 0xd8]), "a JPEG");
        }
    }

    #[test]
    fn a_heavy_picture_is_made_light_enough_for_every_network() {
        let mut grain = 1_u32;
        let noise = RgbImage::from_fn(1_500, 1_200, |_, _| {
            grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [r, g, b, _] = grain.to_be_bytes();
            Rgb([r, g, b])
        });
        let mut bytes = Cursor::new(Vec::new());
        noise.write_to(&mut bytes, ImageFormat::Png).unwrap();
        let drawn = redraw(&bytes.into_inner()).unwrap_or_else(|why| panic!("{why}"));
        assert!(drawn.jpeg.len() <= 1_000_000, "{} bytes", drawn.jpeg.len());
        assert!(drawn.width < 1_500 && drawn.width > 500, "{} wide", drawn.width);
        assert!((f64::from(drawn.width) / f64::from(drawn.height) - 1.25).abs() < 0.01);
    }

    #[test]
    fn what_is_no_picture_is_refused_in_words() {
        let mut cut = png(40, 30);
        cut.truncate(60);
        for (bytes, said) in [
            (Vec::new(), "JPEG, PNG or WebP"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), "JPEG, PNG or WebP"),
            (b"\0\0\0\x18ftypmp42".to_vec(), "video"),
            (cut, "damaged"),
        ] {
            let why = redraw(&bytes).map(drop).unwrap_err();
            assert!(why.contains(said), "{why}");
        }
    }
}
