//! Words to pictures: one poster per post, set in type over a photograph of the site or beside
//! simple shapes.
//!
//! A picture is a function of its [`Poster`]: the same poster gives the same bytes. Words are
//! shaped and measured here and painted as outlines, so nothing in them can be markup, nothing
//! overflows, and a letter that no font has never becomes an empty box.

mod canvas;
mod colour;
mod dice;
mod face;
mod hues;
mod layout;
mod letters;
mod logo;
mod motif;
mod palette;
mod photo;
mod setting;
#[cfg(test)]
mod tests;
mod words;

use domain::network::Shape;
use jpeg_encoder::{ColorType, Encoder, EncodingError, SamplingFactor};

pub(crate) use layout::takes_photo;
pub use logo::Logo;
pub use photo::Photo;

use canvas::Canvas;
use dice::Dice;
use letters::Letters;
use palette::Palette;
use words::Words;

/// Every network takes a picture of this size.
const MOST_BYTES: usize = 900_000;

/// What a picture shall show.
#[derive(Debug, Clone, Copy)]
pub struct Poster<'a> {
    /// The shape the network wants.
    pub shape: Shape,
    /// The words in large type. Long ones are set smaller; emoji are left out.
    pub headline: &'a str,
    /// A quieter second line.
    pub subline: Option<&'a str>,
    /// The name of the business; its first letter becomes the monogram.
    pub signature: &'a str,
    /// Colours of the site as `#rrggbb`. Anything else is ignored; without any, those of its
    /// logo or of the photograph are taken.
    pub colours: &'a [String],
    /// Chooses layout, motif and palette.
    pub seed: u64,
    /// A photograph of the site that suits the words. Used where it is large enough.
    pub photo: Option<&'a Photo>,
    /// The site's logo. Used where it can be made out.
    pub logo: Option<&'a Logo>,
    /// What there is to show beside the words.
    pub content: Content<'a>,
}

/// What a poster shows in large beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content<'a> {
    /// The words alone.
    Plain,
    /// What something costs, as the site writes it.
    Price(&'a str),
    /// The day of an event.
    Day {
        /// Its number in the month.
        number: &'a str,
        /// The month, in the site's language.
        month: &'a str,
    },
}

/// A finished picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// The file.
    pub jpeg: Vec<u8>,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// The headline as it can be read in the picture, for its description. `None` when some
    /// letter of it is in no font and the picture went without words.
    pub words: Option<String>,
    /// Whether the photograph is in it.
    pub photo: bool,
    /// The least contrast of any word in it with the pixels behind that word, 4.5 or more;
    /// infinite without words.
    pub contrast: f32,
}

/// The picture could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// A font that comes with us cannot be read.
    #[error("the font {0} cannot be read")]
    Font(&'static str),
    /// There is no room for the pixels.
    #[error("a picture of {0} by {1} pixels cannot be made")]
    Size(u32, u32),
    /// The encoder of logos refused.
    #[error("the picture could not be encoded")]
    Encode(#[from] image::ImageError),
    /// The encoder of pictures refused.
    #[error("the picture could not be encoded")]
    Jpeg(#[from] EncodingError),
}

/// The workshop: fonts are read once, then it draws from any thread.
#[derive(Debug)]
pub struct Press {
    letters: Letters,
}

impl Press {
    /// Reads the fonts.
    pub fn new() -> Result<Self, DrawError> {
        Ok(Self { letters: Letters::new()? })
    }

    /// Draws one poster.
    pub fn draw(&self, poster: &Poster) -> Result<Picture, DrawError> {
        let (width, height) = poster.shape.size();
        let mut dice = Dice::new(poster.seed);
        let palette = Palette::choose(&colours(poster), &mut dice);
        let words = Words::of(poster, &self.letters);
        let mut canvas = Canvas::new(width, height, palette.ground)?;
        let shown =
            layout::compose(&mut canvas, &self.letters, &words, &palette, poster, &mut dice)?;
        let contrast = canvas.least_contrast();
        let jpeg = encode(&canvas.into_rgb(), width, height)?;
        let words = words.headline.filter(|_| shown.words);
        Ok(Picture { jpeg, width, height, words, photo: shown.photo, contrast })
    }
}

/// The site's colours; of its logo where its style sheets name none, else of the photograph.
fn colours(poster: &Poster) -> Vec<String> {
    if !poster.colours.is_empty() {
        return poster.colours.to_vec();
    }
    let of_logo = poster.logo.map(Logo::colours).filter(|colours| !colours.is_empty());
    of_logo.or_else(|| poster.photo.map(Photo::colours)).unwrap_or_default()
}

fn encode(rgb: &[u8], width: u32, height: u32) -> Result<Vec<u8>, DrawError> {
    let mut file = Vec::new();
    for quality in [88, 76, 60] {
        file = jpeg(rgb, (width, height), quality)?;
        if file.len() < MOST_BYTES {
            break;
        }
    }
    Ok(file)
}

/// Pixels as a file. Colours are kept as fine as light and dark, so that letters on a coloured
/// ground keep their edges. The encoder of `image` takes five times as long, which was four fifths
/// of all that a picture took.
fn jpeg(rgb: &[u8], (width, height): (u32, u32), quality: u8) -> Result<Vec<u8>, DrawError> {
    let side = |side: u32| u16::try_from(side).map_err(|_| DrawError::Size(width, height));
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, quality);
    encoder.set_sampling_factor(SamplingFactor::R_4_4_4);
    encoder.encode(rgb, side(width)?, side(height)?, ColorType::Rgb)?;
    Ok(file)
}
