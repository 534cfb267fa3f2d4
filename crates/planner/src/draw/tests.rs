use proptest::prelude::*;

use super::*;
use colour::{Rgb, contrast};
use palette::{LEGIBLE, legible};

const SHAPES: [Shape; 6] =
    [Shape::Square, Shape::Portrait, Shape::Pin, Shape::Tall, Shape::Card, Shape::Wide];

fn poster(headline: &str, seed: u64) -> Poster<'_> {
    Poster {
        shape: Shape::Portrait,
        headline,
        subline: Some("Order until Thursday noon"),
        signature: "Rosa’s Bakery",
        colours: &[],
        seed,
        photo: None,
        logo: None,
        content: Content::Plain,
    }
}

/// A photograph with light and dark parts, every one different.
fn photo(width: u32, height: u32, grain: u32) -> Photo {
    let pixels = image::RgbImage::from_fn(width, height, |x, y| {
        let patch = (x / 90 + 1).wrapping_mul(2_654_435_761 ^ grain).wrapping_mul(y / 70 + 7);
        let [r, g, b, _] = patch.to_be_bytes();
        image::Rgb([r, g, b])
    });
    let mut file = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut file, image::ImageFormat::Png).unwrap();
    Photo::read(&file.into_inner()).unwrap()
}

#[test]
fn a_ground_in_the_size_of_an_image_model_serves_every_shape() {
    let press = Press::new().unwrap();
    let grounds = [(1_024, 1_024), (1_024, 1_536), (1_536, 1_024), (940, 940)];
    for (grain, (width, height)) in grounds.into_iter().enumerate() {
        let ground = photo(width, height, grain as u32 + 1);
        for (seed, shape) in SHAPES.into_iter().enumerate() {
            for content in [Content::Plain, Content::Price("€5.20")] {
                let headline = "Rye sourdough, up close";
                assert!(takes_photo(shape, headline, content));
                let plain = Poster { shape, content, ..poster(headline, seed as u64) };
                let picture = press.draw(&Poster { photo: Some(&ground), ..plain }).unwrap();
                assert!(picture.photo, "{width} × {height} in {shape:?}, {content:?}");
                assert!(picture.contrast >= LEGIBLE, "{} in {shape:?}", picture.contrast);
            }
        }
    }
}

#[test]
fn no_ground_is_wanted_where_none_would_be_seen() {
    let press = Press::new().unwrap();
    let ground = photo(1_024, 1_536, 9);
    let day = Content::Day { number: "10", month: "May" };
    for (headline, content) in [("Summer fair", day), ("“The best rye I know”", Content::Plain)]
    {
        for (seed, shape) in SHAPES.into_iter().enumerate() {
            let plain = Poster { shape, content, ..poster(headline, seed as u64) };
            let picture = press.draw(&Poster { photo: Some(&ground), ..plain }).unwrap();
            assert_eq!(
                picture.photo,
                takes_photo(shape, headline, content),
                "{headline} {shape:?}"
            );
        }
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
fn our_fonts_have_the_letters_of_nine_scripts() {
    let letters = Letters::new().unwrap();
    for text in [
        "Größe, Žluťoučký kůň, İstanbul, Ørsted, œuvre",
        "Свежий хлеб",
        "Φρέσκο ψωμί",
        "Bánh mì €3",
        "Свіжий хліб, құлын",
        "خبز طازج، نان، پیتزا",
        "לחם טרי",
        "ताज़ी रोटी",
        "ขนมปังสดใหม่",
        "ახალი პური",
        "թարմ հաց",
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
fn lines_are_even_and_none_ends_on_one_short_word() {
    let letters = Letters::new().unwrap();
    for text in [
        "What makes sourdough rise?",
        "Chestnut bread is back on Friday",
        "Mother’s Day: order until Thursday noon",
        "How we look after your bicycle in winter",
    ] {
        for width in [420.0, 520.0, 700.0, 900.0] {
            let wish = setting::Wish {
                style: letters::Style::Display,
                width,
                height: 600.0,
                largest: 120.0,
                comfortable: 48.0,
            };
            let block = setting::set(&letters, text, wish).unwrap();
            let widths: Vec<f32> = block.lines.iter().map(|line| line.width * block.size).collect();
            let longest = widths.iter().copied().fold(0.0, f32::max);
            assert!(widths.last().unwrap() * 3.4 > longest, "{text} in {width}: {widths:?}");
        }
    }
}

#[test]
fn contrast_is_that_of_the_worst_pixel_behind_the_words() {
    let ink = Rgb(255, 255, 255);
    let mut canvas = Canvas::new(200, 100, Rgb(0, 0, 0)).unwrap();
    assert!(canvas.contrast_in(canvas.room(), ink) > 20.0);
    canvas.rect(canvas::room(150.0, 20.0, 1.0, 1.0), Rgb(200, 200, 200));
    assert!(canvas.contrast_in(canvas.room(), ink) < 2.0);
    assert!(canvas.contrast_in(canvas::room(0.0, 0.0, 140.0, 100.0), ink) > 20.0);
}

#[test]
fn a_small_photo_is_left_out_rather_than_blown_up() {
    let press = Press::new().unwrap();
    let (small, large) = (photo(400, 400, 1), photo(2_000, 2_000, 1));
    for seed in 0..6 {
        let with = |photo| {
            let poster = Poster { photo: Some(photo), ..poster("Chestnut bread is back", seed) };
            press.draw(&poster).unwrap()
        };
        assert!(!with(&small).photo);
        assert!(with(&large).photo);
    }
}

#[test]
fn every_layout_and_every_motif_draws_in_every_shape() {
    let letters = Letters::new().unwrap();
    let palette = Palette::choose(&[], &mut Dice::new(1));
    let long = "3 Wege, wie Donaudampfschifffahrtsgesellschaften feiern";
    for shape in SHAPES {
        let (width, height) = shape.size();
        let large = photo(1_600, 1_600, 3);
        let day = Content::Day { number: "24", month: "November" };
        let poster = Poster { shape, photo: Some(&large), content: day, ..poster(long, 1) };
        let words = Words::of(&poster, &letters);
        let empty = Canvas::new(width, height, palette.ground).unwrap();
        for sheet in layout::each(&empty, &letters, &words, &palette, &poster) {
            assert!(sheet.least_contrast() >= LEGIBLE);
            let rgb = sheet.into_rgb();
            let inked = |&[r, g, b]: &[u8; 3]| Rgb(r, g, b) != palette.ground;
            assert!(rgb.as_chunks::<3>().0.iter().any(inked));
        }
    }
    assert_eq!(motif::each(300.0, 200.0, &palette).len(), 7);
}

/// Words as nobody wishes them.
fn naughty() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,140}",
        "[a-zäöüßA-Z' ]{1,90}",
        proptest::sample::select(vec![
            "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle".to_owned(),
            "W".repeat(400),
            "i ".repeat(200),
            "\u{fdfd}".repeat(12),
            "Z\u{335}\u{30d}\u{311}a\u{335}\u{30d}l\u{334}g\u{335}\u{30d}o".repeat(9),
            "خبز طازج كل صباح (من 6 إلى 12) Rosa’s Bakery".to_owned(),
            "لحم \u{202e}abc\u{202c} ".repeat(8),
            "हर सुबह ताज़ी रोटी, पत्थर के तंदूर से".to_owned(),
            "ขนมปังสดใหม่ทุกเช้าจากเตาหินของเราที่ลิสบอน".to_owned(),
            "毎朝焼きたてのパンをリスボンの小さなパン屋でどうぞ".to_owned(),
            "👩🏽‍🍳🍞 3 ways… to/keep-bread:fresh—for@a#week €6.50".to_owned(),
            "NULL undefined <b>null</b> ${x} %s \0 \u{feff}".to_owned(),
        ]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_the_words_they_can_be_read_and_stay_on_the_sheet(
        headline in naughty(),
        subline in proptest::option::of(naughty()),
        signature in naughty(),
        colours in proptest::collection::vec("#[0-9a-f]{6}", 0..4),
        grain: u32,
        seed: u64,
        special in 0..4,
        shape in proptest::sample::select(SHAPES.to_vec()),
    ) {
        let press = Letters::new().unwrap();
        let photo = (seed % 3 > 0).then(|| photo(1_400, if seed % 2 == 0 { 1_000 } else { 1_650 }, grain));
        let content = match special {
            0 => Content::Price("from €12.50"),
            1 => Content::Day { number: "31", month: "settembre" },
            _ => Content::Plain,
        };
        let poster = Poster {
            shape, headline: &headline, subline: subline.as_deref(), signature: &signature,
            colours: &colours, seed, photo: photo.as_ref(), logo: None, content,
        };
        let mut dice = Dice::new(seed);
        let palette = Palette::choose(&colours, &mut dice);
        let words = Words::of(&poster, &press);
        let (width, height) = shape.size();
        let mut canvas = Canvas::new(width, height, palette.ground).unwrap();
        layout::compose(&mut canvas, &press, &words, &palette, &poster, &mut dice).unwrap();
        prop_assert!(canvas.least_contrast() >= LEGIBLE, "{}", canvas.least_contrast());
        let (w, h) = (width as f32, height as f32);
        for line in &canvas.lines {
            let across = line.x >= 0.0 && line.x + line.w <= w;
            prop_assert!(across && line.y >= 0.0 && line.y + line.h <= h, "{line:?} of {w}×{h}");
            if shape == Shape::Tall {
                let safe = line.y >= h * 0.12 && line.y + line.h <= h * 0.82;
                prop_assert!(safe, "{line:?} is under what the network lays over a story");
            }
        }
    }
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
