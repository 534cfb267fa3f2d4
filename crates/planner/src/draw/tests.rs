use proptest::prelude::*;

use super::*;
use colour::{Rgb, contrast};
use palette::{LEGIBLE, legible};

const SHAPES: [Shape; 5] = [Shape::Portrait, Shape::Pin, Shape::Tall, Shape::Card, Shape::Wide];

fn poster(headline: &str, seed: u64) -> Poster<'_> {
    Poster {
        shape: Shape::Portrait,
        headline,
        subline: Some("Order until Thursday noon"),
        signature: "Rosa’s Bakery",
        colours: &[],
        seed,
    }
}

fn words(headline: &str) -> Option<String> {
    Press::new().unwrap().draw(&Poster { shape: Shape::Wide, ..poster(headline, 7) }).unwrap().words
}

#[test]
fn every_shape_has_its_size_and_is_small_enough() {
    let press = Press::new().unwrap();
    for (seed, shape) in SHAPES.into_iter().chain(SHAPES).enumerate() {
        let poster = Poster { shape, ..poster("Chestnut bread is back on Friday", seed as u64) };
        let picture = press.draw(&poster).unwrap();
        assert_eq!((picture.width, picture.height), shape.size());
        assert!(picture.jpeg.len() < MOST_BYTES, "{} bytes", picture.jpeg.len());
        let read = image::load_from_memory(&picture.jpeg).unwrap();
        assert_eq!((read.width(), read.height()), shape.size());
    }
}

#[test]
fn a_letter_that_no_font_has_leaves_the_words_out() {
    assert_eq!(words("Bread \u{e123} today"), None);
    assert_eq!(words("Bread \u{f0000}"), None);
    assert_eq!(words("   "), None);
    assert_eq!(words("Bread today").as_deref(), Some("Bread today"));
}

#[test]
fn emoji_and_marks_of_direction_are_left_out_and_markup_is_text() {
    assert_eq!(words("Bread 🍞👩🏽‍🍳 today").as_deref(), Some("Bread today"));
    assert_eq!(words("Br\u{202e}ead\n\ttoday").as_deref(), Some("Bread today"));
    let hostile = "<script>alert('1')</script> & \"bread\"";
    assert_eq!(words(hostile).as_deref(), Some(hostile));
}

#[test]
fn our_fonts_have_the_letters_of_europe() {
    let letters = Letters::new().unwrap();
    for text in [
        "Größe, Žluťoučký kůň, İstanbul, Ørsted, œuvre",
        "Свежий хлеб",
        "Φρέσκο ψωμί",
        "Bánh mì €3",
    ] {
        assert!(text.chars().all(|c| letters.bundled(c)), "{text}");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_others_differ() {
    let press = Press::new().unwrap();
    let draw = |seed| {
        let poster = Poster { shape: Shape::Wide, ..poster("Chestnut bread is back", seed) };
        press.draw(&poster).unwrap().jpeg
    };
    let all: std::collections::HashSet<Vec<u8>> = (0..8).map(draw).collect();
    assert_eq!(all.len(), 8);
    assert_eq!(draw(3), draw(3));
}

#[test]
fn a_word_that_does_not_fit_is_broken_and_a_long_text_ends_with_an_ellipsis() {
    let long = "word ".repeat(200);
    assert!(words(&long).unwrap().ends_with('…'));
    let letters = Letters::new().unwrap();
    for text in ["x".repeat(200), "Donaudampfschifffahrtsgesellschaftskapitän".into(), long] {
        let wish = setting::Wish {
            style: letters::Style::Display,
            width: 400.0,
            height: 400.0,
            largest: 120.0,
            comfortable: 48.0,
        };
        let block = setting::set(&letters, &text, wish);
        assert!(block.is_some_and(|block| {
            let wide = block.lines.iter().all(|line| line.width * block.size <= 400.5);
            wide && block.height() <= 400.5
        }));
    }
}

#[test]
fn every_layout_and_every_motif_draws_in_every_shape() {
    let letters = Letters::new().unwrap();
    let palette = Palette::choose(&[], &mut Dice::new(1));
    let long = "3 Wege, wie Donaudampfschifffahrtsgesellschaften feiern";
    for shape in SHAPES {
        let (width, height) = shape.size();
        let words = Words::of(&Poster { shape, ..poster(long, 1) }, &letters);
        let empty = Canvas::new(width, height, palette.ground).unwrap();
        for sheet in layout::each(&empty, &letters, &words, &palette) {
            let rgb = sheet.into_rgb();
            let inked = |&[r, g, b]: &[u8; 3]| Rgb(r, g, b) != palette.ground;
            assert!(rgb.as_chunks::<3>().0.iter().any(inked));
        }
    }
    assert_eq!(motif::each(300.0, 200.0, &palette).len(), 8);
}

proptest! {
    #[test]
    fn words_stand_out_whatever_the_colours(
        colours in proptest::collection::vec("#[0-9a-f]{6}|[a-z#]{0,9}", 0..5),
        seed: u64,
    ) {
        let palette = Palette::choose(&colours, &mut Dice::new(seed));
        for ink in [palette.ink, palette.soft] {
            prop_assert!(contrast(ink, palette.ground) >= LEGIBLE);
        }
        let on_panel = legible(palette.ground.lch(), palette.deep, LEGIBLE);
        prop_assert!(contrast(on_panel, palette.deep) >= LEGIBLE);
    }

    #[test]
    fn colours_survive_the_way_there_and_back(r: u8, g: u8, b: u8) {
        let Rgb(x, y, z) = Rgb(r, g, b).lch().rgb();
        for (one, other) in [(r, x), (g, y), (b, z)] {
            prop_assert!(one.abs_diff(other) <= 3);
        }
    }
}
