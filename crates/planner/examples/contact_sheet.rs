//! A contact sheet of drawn posts, to be looked at after a change to `draw`.
//!
//! `cargo run -p planner --example contact_sheet -- OUT.png [--logo FILE] [PHOTO…]`: a row for
//! each kind of content, a column for each shape and two palettes. With photographs, every
//! other poster is given one. Prints how long the pictures took and how large they are.

#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::{error::Error, fs, time::Instant};

use domain::network::Shape;
use image::{Rgb, RgbImage, imageops::overlay};
use planner::draw::{Content, Logo, Photo, Poster, Press};

const SHAPES: [Shape; 6] =
    [Shape::Square, Shape::Portrait, Shape::Pin, Shape::Tall, Shape::Card, Shape::Wide];
const CELL: u32 = 320;

/// Headlines with what is shown beside them.
const WORDS: [(&str, &str, Content<'static>); 14] = [
    ("Chestnut bread is back on Friday", "Rosa’s Bakery", Content::Plain),
    ("How we look after your bicycle in winter", "Radwerk Neukölln", Content::Plain),
    ("What makes sourdough rise?", "Rosa’s Bakery", Content::Plain),
    (
        "“The best loaf I have eaten in years, and I have eaten a lot of loaves”",
        "Rosa’s Bakery",
        Content::Plain,
    ),
    ("Chestnut loaf, baked on Fridays", "Rosa’s Bakery", Content::Price("€6.50")),
    (
        "Mother’s Day: order until Thursday noon",
        "Rosa’s Bakery",
        Content::Day { number: "10", month: "May" },
    ),
    ("3 ways to keep bread fresh for a week", "Rosa’s Bakery", Content::Plain),
    (
        "Donaudampfschifffahrtsgesellschaft feiert Geburtstag",
        "Grüße aus Österreich",
        Content::Plain,
    ),
    ("Свежий хлеб каждое утро, кроме понедельника", "Пекарня Розы", Content::Plain),
    ("خبز طازج كل صباح من فرن الحجر", "مخبز روزا", Content::Plain),
    ("לחם טרי בכל בוקר מתנור האבן", "המאפייה של רוזה", Content::Price("₪24")),
    ("हर सुबह ताज़ी रोटी, पत्थर के तंदूर से", "रोज़ा की बेकरी", Content::Plain),
    ("ขนมปังสดใหม่ทุกเช้าจากเตาหิน", "ร้านโรซ่า", Content::Plain),
    (
        "Φρέσκο ψωμί κάθε πρωί",
        "Ο φούρνος της Ρόζας",
        Content::Day { number: "24", month: "Νοεμβρίου" },
    ),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("name the file to write, such as sheet.png")?;
    let (mut photos, mut logo) = (Vec::new(), None);
    while let Some(argument) = arguments.next() {
        if argument == "--logo" {
            let file = arguments.next().ok_or("--logo takes a file")?;
            logo = Some(Logo::read(&fs::read(&file)?).ok_or("the logo cannot be used")?);
        } else {
            photos.push(Photo::read(&fs::read(&argument)?).ok_or("a photograph cannot be used")?);
        }
    }
    let press = Press::new()?;
    let palettes: [Vec<String>; 2] =
        [vec!["#8a3b12".into(), "#e0a03c".into()], vec!["#00695c".into(), "#ffb300".into()]];
    let columns = (SHAPES.len() * 2) as u32;
    let mut sheet = RgbImage::from_pixel(CELL * columns, CELL * WORDS.len() as u32, Rgb([110; 3]));
    let (mut times, mut heaviest) = (Vec::new(), 0);
    for (row, (headline, signature, content)) in WORDS.into_iter().enumerate() {
        for (column, shape) in SHAPES.into_iter().chain(SHAPES).enumerate() {
            let seed = (row * 31 + column * 7) as u64;
            let photo =
                photos.get(column % photos.len().max(1)).filter(|_| (row + column) % 2 == 0);
            let colours = &palettes[column / SHAPES.len()];
            let logo = logo.as_ref().filter(|_| column % 3 == 0);
            let poster = Poster {
                shape,
                headline,
                subline: None,
                signature,
                colours,
                seed,
                photo,
                logo,
                content,
            };
            let begun = Instant::now();
            let picture = press.draw(&poster)?;
            times.push(begun.elapsed().as_millis());
            heaviest = heaviest.max(picture.jpeg.len());
            let small =
                image::load_from_memory(&picture.jpeg)?.thumbnail(CELL - 8, CELL - 8).to_rgb8();
            overlay(
                &mut sheet,
                &small,
                (column as u32 * CELL + 4).into(),
                (row as u32 * CELL + 4).into(),
            );
        }
    }
    times.sort_unstable();
    println!(
        "{} pictures, median {} ms, slowest {} ms, heaviest {heaviest} bytes",
        times.len(),
        times.get(times.len() / 2).copied().unwrap_or_default(),
        times.last().copied().unwrap_or_default(),
    );
    Ok(sheet.save(out)?)
}
