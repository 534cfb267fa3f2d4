//! All the fonts: ours first, then whatever this machine has for the letters ours lack.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use resvg::{tiny_skia::Path, usvg::fontdb};
use unicode_bidi::{BidiInfo, Level};

use super::{
    DrawError,
    face::{Bytes, Face},
};

/// A way of setting words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Large type.
    Display,
    /// Lines to read.
    Text,
    /// Small labels.
    Label,
}

/// A line that has been shaped, at one pixel per em.
#[derive(Debug, Default)]
pub struct Line {
    glyphs: Vec<(Arc<Face>, u32, f32, f32)>,
    /// How far it runs.
    pub width: f32,
}

impl Line {
    /// Its outlines, `size` pixels per em, beginning at a point on the baseline.
    pub fn outlines(&self, size: f32, x: f32, y: f32) -> impl Iterator<Item = Path> {
        self.glyphs.iter().filter_map(move |(face, id, dx, dy)| {
            face.outline(*id, size, x + dx * size, y - dy * size)
        })
    }
}

/// Our fonts for other scripts, by name.
macro_rules! scripts {
    ($($file:literal)*) => {
        [$(($file, include_bytes!(concat!("../../fonts/", $file)).as_slice())),*]
    };
}

/// Greek and Cyrillic, Hebrew, Arabic, Devanagari, Thai, Georgian and Armenian.
const SCRIPTS: [(&str, &[u8]); 7] = scripts!(
    "noto-serif.ttf" "noto-serif-hebrew.ttf" "noto-naskh-arabic.ttf"
    "noto-serif-devanagari.ttf" "noto-serif-thai.ttf" "noto-serif-georgian.ttf"
    "noto-serif-armenian.ttf"
);

/// The fonts of a press.
#[derive(Debug)]
pub struct Letters {
    display: Arc<Face>,
    text: Arc<Face>,
    label: Arc<Face>,
    /// For the letters that these three lack.
    scripts: Vec<Arc<Face>>,
    machine: OnceLock<fontdb::Database>,
    found: Mutex<HashMap<char, Option<Arc<Face>>>>,
}

impl Letters {
    /// Reads our own fonts. Those of the machine are looked at only when a letter is missing.
    pub fn new() -> Result<Self, DrawError> {
        let ours = |name, bytes| {
            Face::new(Bytes::Ours(bytes), 0).map(Arc::new).ok_or(DrawError::Font(name))
        };
        let scripts = SCRIPTS.into_iter().map(|(name, bytes)| ours(name, bytes));
        Ok(Self {
            scripts: scripts.collect::<Result<_, _>>()?,
            display: ours(
                "newsreader-display.ttf",
                include_bytes!("../../fonts/newsreader-display.ttf"),
            )?,
            text: ours("newsreader-text.ttf", include_bytes!("../../fonts/newsreader-text.ttf"))?,
            label: ours("inter.ttf", include_bytes!("../../fonts/inter.ttf"))?,
            machine: OnceLock::new(),
            found: Mutex::default(),
        })
    }

    /// Whether every letter has an outline somewhere.
    pub fn cover(&self, text: &str) -> bool {
        text.chars().all(|c| joiner(c) || self.face(c, Style::Display).is_some())
    }

    /// Whether our own fonts have this letter.
    pub fn bundled(&self, letter: char) -> bool {
        let ours = [&self.display, &self.label].into_iter().chain(&self.scripts);
        ours.into_iter().any(|face| face.has(letter))
    }

    /// Whether the words begin from the right.
    pub fn rtl(&self, text: &str) -> bool {
        BidiInfo::new(text, None).paragraphs.first().is_some_and(|p| p.level.is_rtl())
    }

    /// Whether some letter reaches further up or down than those of Latin do, and needs more
    /// room between lines.
    pub fn tall(&self, text: &str) -> bool {
        let reaching =
            |c| matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{900}'..='\u{e7f}');
        text.chars().any(|c| !joiner(c) && (reaching(c) || !self.bundled(c)))
    }

    /// Shapes one line. Letters that no font has are left out.
    pub fn line(&self, text: &str, style: Style, rtl: bool) -> Line {
        let base = if rtl { Level::rtl() } else { Level::ltr() };
        let bidi = BidiInfo::new(text, Some(base));
        let mut line = Line::default();
        for paragraph in &bidi.paragraphs {
            let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for run in runs {
                let right = levels.get(run.start).is_some_and(Level::is_rtl);
                self.run(&text[run], style, right, &mut line);
            }
        }
        line
    }

    fn run(&self, text: &str, style: Style, rtl: bool, line: &mut Line) {
        let mut pieces = self.pieces(text, style);
        if rtl {
            pieces.reverse();
        }
        for (face, piece) in pieces {
            let start = line.width;
            let glyphs = &mut line.glyphs;
            let width = face.shape(piece, rtl, |id, x, y| {
                glyphs.push((Arc::clone(&face), id, start + x, y));
            });
            line.width += width;
        }
    }

    /// Cuts a run where the font has to change; marks and spaces stay with what they follow.
    fn pieces<'t>(&self, text: &'t str, style: Style) -> Vec<(Arc<Face>, &'t str)> {
        let mut pieces: Vec<(Arc<Face>, usize, usize)> = Vec::new();
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            if let Some((face, _, last)) = pieces.last_mut()
                && (joiner(c) || (c == ' ' && face.has(c)))
            {
                *last = end;
                continue;
            }
            let Some(face) = self.face(c, style) else { continue };
            match pieces.last_mut() {
                Some((known, _, last)) if Arc::ptr_eq(known, &face) && *last == at => *last = end,
                _ => pieces.push((face, at, end)),
            }
        }
        pieces.into_iter().map(|(face, start, end)| (face, &text[start..end])).collect()
    }

    fn face(&self, letter: char, style: Style) -> Option<Arc<Face>> {
        let order = match style {
            Style::Display => [&self.display, &self.label],
            Style::Text => [&self.text, &self.label],
            Style::Label => [&self.label, &self.text],
        };
        let [first, second] = order;
        // A serif headline goes on in a serif where there is one.
        let label = style == Style::Label;
        let (before, after) = if label { (Some(second), None) } else { (None, Some(second)) };
        std::iter::once(first)
            .chain(before)
            .chain(&self.scripts)
            .chain(after)
            .find(|face| face.has(letter))
            .map(Arc::clone)
            .or_else(|| self.elsewhere(letter))
    }

    /// A font of this machine, remembered by letter.
    fn elsewhere(&self, letter: char) -> Option<Arc<Face>> {
        if private(letter) {
            return None;
        }
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = found.get(&letter) {
            return known.clone();
        }
        let known = found.values().flatten().find(|face| face.has(letter)).map(Arc::clone);
        let face = known.or_else(|| self.look(letter));
        found.insert(letter, face.clone());
        face
    }

    fn look(&self, letter: char) -> Option<Arc<Face>> {
        let machine = self.machine.get_or_init(|| {
            let mut fonts = fontdb::Database::new();
            fonts.load_system_fonts();
            fonts
        });
        let mut upright: Vec<_> =
            machine.faces().filter(|face| face.style == fontdb::Style::Normal).collect();
        upright.sort_by_key(|face| {
            (face.monospaced, face.weight.0.abs_diff(500), face.post_script_name.clone())
        });
        upright.into_iter().find_map(|info| {
            machine.with_face_data(info.id, |bytes, index| {
                let has = skrifa::FontRef::from_index(bytes, index).is_ok_and(|font| {
                    skrifa::MetadataProvider::charmap(&font).map(letter).is_some()
                });
                let face = || Face::new(Bytes::Found(Arc::new(bytes.to_vec())), index);
                has.then(face).flatten().filter(|face| face.has(letter)).map(Arc::new)
            })?
        })
    }
}

/// Marks that shape their neighbours and have no outline of their own.
pub fn joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{34f}')
}

/// Letters that mean whatever a font likes, or nothing.
fn private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. | '\u{fffd}')
}
