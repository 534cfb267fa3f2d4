//! The colours of a picture, for sites whose style sheets name none.

use super::colour::Rgb;

/// How many kinds of colour are told apart.
const BINS: usize = 24;
/// Less colourful pixels are paper, ink and shadow.
const LEAST_CHROMA: f32 = 0.06;
/// The share of a picture that a colour takes at least.
const LEAST_SHARE: f32 = 0.02;

/// The two colours that a picture shows most of, as `#rrggbb`, the stronger first. None of one
/// in grey.
pub(super) fn strongest(pixels: impl Iterator<Item = Rgb>) -> Vec<String> {
    let mut bins = [(0.0f32, [0.0f32; 3]); BINS];
    let mut count = 0.0f32;
    for pixel in pixels {
        count += 1.0;
        let lch = pixel.lch();
        if lch.c < LEAST_CHROMA || !(0.15..=0.95).contains(&lch.l) {
            continue;
        }
        let at = (lch.h / 360.0 * BINS as f32) as usize % BINS;
        if let Some((weight, sum)) = bins.get_mut(at) {
            *weight += lch.c;
            for (sum, part) in sum.iter_mut().zip([pixel.0, pixel.1, pixel.2]) {
                *sum += f32::from(part) * lch.c;
            }
        }
    }
    let mut bins: Vec<_> =
        bins.into_iter().filter(|(weight, _)| *weight > count * LEAST_SHARE * 0.1).collect();
    bins.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mean = |(weight, sum): &(f32, [f32; 3])| {
        let [r, g, b] = sum.map(|part| (part / weight).round() as u8);
        format!("#{r:02x}{g:02x}{b:02x}")
    };
    bins.iter().take(2).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_colours_are_found_and_greys_are_none() {
        let red = std::iter::repeat_n(Rgb(180, 40, 30), 50);
        let blue = std::iter::repeat_n(Rgb(30, 60, 160), 20);
        let grey = std::iter::repeat_n(Rgb(128, 126, 127), 400);
        let found = strongest(red.chain(blue).chain(grey.clone()));
        assert_eq!(found, ["#b4281e", "#1e3ca0"]);
        assert!(strongest(grey).is_empty());
    }
}
