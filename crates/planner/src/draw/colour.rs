//! Colours by lightness, chroma and hue (OKLCH), and how well they stand apart.

use std::sync::LazyLock;

/// A colour that can be shown: red, green and blue in 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// A colour as people see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lch {
    /// Lightness, 0 to 1.
    pub l: f32,
    /// Chroma, 0 (grey) to about 0.37.
    pub c: f32,
    /// Hue in degrees.
    pub h: f32,
}

/// Shorthand for [`Lch`].
pub const fn lch(l: f32, c: f32, h: f32) -> Lch {
    Lch { l, c, h }
}

impl Lch {
    /// The nearest colour that a screen can show: chroma gives way, lightness and hue stay.
    pub fn rgb(self) -> Rgb {
        let l = self.l.clamp(0.0, 1.0);
        let mut c = self.c.max(0.0);
        loop {
            let linear = Lch { l, c, h: self.h }.linear();
            if c < 0.002 || linear.iter().all(|x| (-0.001..=1.001).contains(x)) {
                let [r, g, b] = linear.map(encode);
                return Rgb(r, g, b);
            }
            c *= 0.94;
        }
    }

    fn linear(self) -> [f32; 3] {
        let (sin, cos) = self.h.to_radians().sin_cos();
        let (a, b) = (self.c * cos, self.c * sin);
        let l = (self.l + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
        let m = (self.l - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
        let s = (self.l - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
        [
            4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
            -1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s,
            -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
        ]
    }
}

impl Rgb {
    /// Reads `#rrggbb`, in either case, with or without spaces around it.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.trim().strip_prefix('#')?;
        if hex.len() != 6 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
        Some(Self(part(0)?, part(2)?, part(4)?))
    }

    /// This colour as people see it.
    pub fn lch(self) -> Lch {
        let [r, g, b] = self.linear();
        let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
        let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
        let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
        let a = 1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s;
        let bb = 0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s;
        Lch {
            l: 0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
            c: a.hypot(bb),
            h: bb.atan2(a).to_degrees().rem_euclid(360.0),
        }
    }

    fn linear(self) -> [f32; 3] {
        [self.0, self.1, self.2].map(|part| LINEAR.get(usize::from(part)).copied().unwrap_or(1.0))
    }
}

/// How light each value of a part of a colour is, 0 to 1.
static LINEAR: LazyLock<[f32; 256]> = LazyLock::new(|| {
    std::array::from_fn(|byte| {
        let x = byte as f32 / 255.0;
        if x <= 0.040_45 { x / 12.92 } else { ((x + 0.055) / 1.055).powf(2.4) }
    })
});

/// How light a colour is as WCAG counts it, 0 to 1.
pub fn luminance(Rgb(r, g, b): Rgb) -> f32 {
    let [r, g, b] = [r, g, b].map(|part| LINEAR.get(usize::from(part)).copied().unwrap_or(1.0));
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// A colour with a part (0 to 1) of another laid over it.
pub fn mixed(under: Rgb, over: Rgb, part: f32) -> Rgb {
    let mix = |under: u8, over: u8| {
        (f32::from(under) + (f32::from(over) - f32::from(under)) * part).round() as u8
    };
    Rgb(mix(under.0, over.0), mix(under.1, over.1), mix(under.2, over.2))
}

/// Contrast of two colours as WCAG counts it, 1 to 21.
pub fn contrast(one: Rgb, other: Rgb) -> f32 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn encode(linear: f32) -> u8 {
    let x = linear.clamp(0.0, 1.0);
    let y = if x <= 0.003_130_8 { x * 12.92 } else { 1.055 * x.powf(1.0 / 2.4) - 0.055 };
    (y * 255.0).round() as u8
}
