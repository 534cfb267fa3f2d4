//! Six colours for a picture, made from the site's own.

use super::{
    colour::{Lch, Rgb, contrast, lch},
    dice::Dice,
};

/// The least contrast between words and what they stand on.
pub const LEGIBLE: f32 = 4.5;
/// What we aim at, so that small lines are easy too.
const COMFORTABLE: f32 = 7.0;

/// The colours of one picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// What words stand on.
    pub ground: Rgb,
    /// A neighbour of the ground, for the table, the far side, the panel of a motif.
    pub shade: Rgb,
    /// Words; legible on the ground.
    pub ink: Rgb,
    /// Quieter words; legible on the ground too.
    pub soft: Rgb,
    /// The main colour of a motif.
    pub mark: Rgb,
    /// The darker side of the mark.
    pub deep: Rgb,
    /// The second colour of a motif.
    pub light: Rgb,
}

/// Two hues that sit well together, with the chroma each carries.
type Pair = [(f32, f32); 2];

/// For sites without colours of their own: bread, olive, sea, plum, brick, slate, saffron, fig.
const HOUSE: [Pair; 8] = [
    [(62.0, 0.11), (82.0, 0.08)],
    [(118.0, 0.09), (90.0, 0.08)],
    [(232.0, 0.09), (75.0, 0.07)],
    [(345.0, 0.10), (50.0, 0.08)],
    [(36.0, 0.13), (85.0, 0.07)],
    [(255.0, 0.06), (40.0, 0.09)],
    [(78.0, 0.13), (35.0, 0.11)],
    [(165.0, 0.07), (60.0, 0.09)],
];

impl Palette {
    /// Chooses the colours. Never fails: ugly input is tamed, none is replaced.
    pub fn choose(colours: &[String], dice: &mut Dice) -> Self {
        let pair = pair(colours, dice);
        let raw = match dice.below(5) {
            0 => paper(pair),
            1 => deep(pair),
            2 => tint(pair),
            3 => cream(pair),
            _ => dusk(pair),
        };
        raw.settle()
    }
}

/// The hues of a palette before its words are made legible.
struct Raw {
    ground: Lch,
    shade: Lch,
    ink: Lch,
    mark: Lch,
    deep: Lch,
    light: Lch,
}

fn paper([(h, c), (k, d)]: Pair) -> Raw {
    Raw {
        ground: lch(0.935, c * 0.28, h),
        shade: lch(0.80, c * 0.62, h),
        ink: lch(0.27, 0.05, h),
        mark: lch(0.58, c, h),
        deep: lch(0.42, c * 0.85, h),
        light: lch(0.89, d * 0.75, k),
    }
}

fn deep([(h, c), (k, d)]: Pair) -> Raw {
    Raw {
        ground: lch(0.30, c * 0.55, h),
        shade: lch(0.245, c * 0.5, h),
        ink: lch(0.95, 0.02, k),
        mark: lch(0.66, c, h),
        deep: lch(0.46, c * 0.9, h),
        light: lch(0.86, d, k),
    }
}

fn tint([(h, c), (k, d)]: Pair) -> Raw {
    Raw {
        ground: lch(0.84, c * 0.6, h),
        shade: lch(0.73, c * 0.8, h),
        ink: lch(0.24, 0.05, h),
        mark: lch(0.48, c, h),
        deep: lch(0.36, c * 0.8, h),
        light: lch(0.94, d * 0.4, k),
    }
}

fn cream([(h, c), (k, d)]: Pair) -> Raw {
    Raw {
        ground: lch(0.955, 0.017, 84.0),
        shade: lch(0.885, 0.028, 82.0),
        ink: lch(0.24, 0.025, 60.0),
        mark: lch(0.55, c * 1.05, h),
        deep: lch(0.38, c * 0.8, h),
        light: lch(0.80, d, k),
    }
}

fn dusk([(h, c), (k, d)]: Pair) -> Raw {
    Raw {
        ground: lch(0.44, c * 0.75, h),
        shade: lch(0.37, c * 0.7, h),
        ink: lch(0.97, 0.016, k),
        mark: lch(0.74, d * 1.1, k),
        deep: lch(0.58, d * 1.1, k),
        light: lch(0.90, d * 0.5, k),
    }
}

impl Raw {
    fn settle(self) -> Palette {
        let ground = self.ground.rgb();
        let ink = legible(self.ink, ground, COMFORTABLE);
        let toward = lch(self.ink.l * 0.72 + self.ground.l * 0.28, self.ink.c, self.ink.h);
        Palette {
            ground,
            ink,
            soft: legible(toward, ground, LEGIBLE + 0.4),
            shade: self.shade.rgb(),
            mark: self.mark.rgb(),
            deep: self.deep.rgb(),
            light: self.light.rgb(),
        }
    }
}

/// Moves a colour away from its ground until it can be read there.
pub fn legible(colour: Lch, ground: Rgb, wanted: f32) -> Rgb {
    let away = if ground.lch().l > 0.6 { -0.02 } else { 0.02 };
    let mut tried = colour;
    while (0.0..=1.0).contains(&tried.l) {
        let rgb = tried.rgb();
        if contrast(rgb, ground) >= wanted {
            return rgb;
        }
        tried.l += away;
    }
    [Rgb(0, 0, 0), Rgb(255, 255, 255)]
        .into_iter()
        .max_by(|a, b| contrast(*a, ground).total_cmp(&contrast(*b, ground)))
        .unwrap_or(Rgb(0, 0, 0))
}

/// The two hues to build on: the site's, tamed, or one of the house's.
fn pair(colours: &[String], dice: &mut Dice) -> Pair {
    let house = dice.pick(HOUSE);
    let turn = dice.below(2);
    let mut hues: Vec<Lch> = Vec::new();
    for found in colours.iter().filter_map(|text| Rgb::parse(text)).map(Rgb::lch) {
        let grey = found.c < 0.035 || !(0.12..=0.97).contains(&found.l);
        if !grey && hues.iter().all(|known| apart(known.h, found.h) > 24.0) {
            hues.push(found);
        }
    }
    let tame = |found: &Lch| (found.h, found.c.clamp(0.06, 0.135));
    match hues.as_slice() {
        [] => house,
        [one] => [tame(one), (one.h + if turn == 0 { 28.0 } else { -28.0 }, 0.07)],
        [one, two, ..] if turn == 0 => [tame(one), tame(two)],
        [one, two, ..] => [tame(two), tame(one)],
    }
}

fn apart(one: f32, other: f32) -> f32 {
    let turn = (one - other).rem_euclid(360.0);
    turn.min(360.0 - turn)
}
