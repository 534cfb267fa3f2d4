//! Simple pictures of nothing in particular: each fills its own canvas.

use std::f32::consts::{FRAC_PI_2, PI, TAU};

use resvg::tiny_skia::{Path, PathBuilder, Transform};

use super::{
    DrawError,
    canvas::{Canvas, room},
    dice::Dice,
    palette::Palette,
};

/// What a motif is painted with and on.
struct Scene<'a> {
    canvas: &'a mut Canvas,
    palette: &'a Palette,
    dice: &'a mut Dice,
    w: f32,
    h: f32,
    /// The shorter side.
    s: f32,
}

type Motif = fn(&mut Scene);

/// Every motif.
const ALL: [Motif; 7] = [hills, arcs, tiles, waves, branch, discs, moons];

/// Draws one motif, filling a picture of this size.
pub fn draw(w: f32, h: f32, palette: &Palette, dice: &mut Dice) -> Result<Canvas, DrawError> {
    let motif = dice.pick(ALL);
    paint(motif, w, h, palette, dice)
}

fn paint(
    motif: Motif,
    w: f32,
    h: f32,
    palette: &Palette,
    dice: &mut Dice,
) -> Result<Canvas, DrawError> {
    let (width, height) = (w.ceil().max(1.0) as u32, h.ceil().max(1.0) as u32);
    let mut canvas = Canvas::new(width, height, palette.shade)?;
    motif(&mut Scene { canvas: &mut canvas, palette, dice, w, h, s: w.min(h) });
    Ok(canvas)
}

fn hills(scene: &mut Scene) {
    let Scene { w, h, s, palette, .. } = *scene;
    let (x, y) = (w * scene.dice.between(0.25, 0.75), h * scene.dice.between(0.3, 0.42));
    scene.canvas.circle(x, y, s * scene.dice.between(0.17, 0.23), palette.light);
    for (level, fill) in [(0.52, palette.mark), (0.66, palette.deep), (0.82, palette.ink)] {
        let (a, b) = (scene.dice.between(-0.12, 0.1), scene.dice.between(-0.1, 0.12));
        let top = h * level;
        let mut path = PathBuilder::new();
        path.move_to(0.0, top + h * b);
        path.cubic_to(
            w * 0.3,
            top + h * (a - 0.14),
            w * 0.62,
            top + h * (b + 0.16),
            w,
            top + h * a,
        );
        path.line_to(w, h);
        path.line_to(0.0, h);
        path.close();
        scene.canvas.fill(path.finish(), fill);
    }
}

fn arcs(scene: &mut Scene) {
    let Scene { w, h, s, palette, .. } = *scene;
    let x = w * scene.dice.pick([0.5, 0.32, 0.68]);
    let reach = (h * 0.92).min(s * 1.1).min(w * 0.62);
    let fills =
        [palette.mark, palette.light, palette.deep, palette.light, palette.mark, palette.shade];
    for (ring, fill) in fills.into_iter().enumerate() {
        scene.canvas.circle(x, h, reach * (1.0 - ring as f32 * 0.165), fill);
    }
}

fn tiles(scene: &mut Scene) {
    let Scene { w, h, s, palette, .. } = *scene;
    let count = if w.max(h) / s > 1.6 { 3.0 } else { 4.0 };
    let across = (w / (s / count)).round().max(1.0);
    let down = (h / (s / count)).round().max(1.0);
    let (tw, th) = ((w / across).ceil(), (h / down).ceil());
    for row in 0..down as usize {
        for column in 0..across as usize {
            tile(scene, column as f32 * tw, row as f32 * th, tw, th);
        }
    }
    scene.canvas.rect(room(0.0, 0.0, w, 0.5), palette.shade);
}

fn tile(scene: &mut Scene, x: f32, y: f32, w: f32, h: f32) {
    let p = scene.palette;
    let (back, front) = scene.dice.pick([
        (p.mark, p.light),
        (p.light, p.mark),
        (p.deep, p.light),
        (p.shade, p.deep),
        (p.light, p.deep),
        (p.shade, p.mark),
    ]);
    scene.canvas.rect(room(x, y, w, h), back);
    match scene.dice.below(5) {
        corner @ 0..4 => {
            let (right, foot) = (corner % 2 == 1, corner / 2 == 1);
            scene.canvas.fill(quarter(x, y, w, h, right, foot), front);
        }
        _ => scene.canvas.ellipse(x + w / 2.0, y + h / 2.0, w * 0.32, h * 0.32, front),
    }
}

/// A quarter of an ellipse filling a rectangle, its round centre in one corner.
fn quarter(x: f32, y: f32, w: f32, h: f32, right: bool, foot: bool) -> Option<Path> {
    const K: f32 = 0.552_284_8;
    let (cx, cy) = (if right { x + w } else { x }, if foot { y + h } else { y });
    let (dx, dy) = (if right { -w } else { w }, if foot { -h } else { h });
    let mut path = PathBuilder::new();
    path.move_to(cx, cy);
    path.line_to(cx + dx, cy);
    path.cubic_to(cx + dx, cy + dy * K, cx + dx * K, cy + dy, cx, cy + dy);
    path.close();
    path.finish()
}

fn waves(scene: &mut Scene) {
    let Scene { w, h, s, palette, .. } = *scene;
    scene.canvas.rect(room(0.0, 0.0, w, h), palette.light);
    scene.canvas.circle(w * scene.dice.pick([0.28, 0.5, 0.72]), h * 0.3, s * 0.16, palette.mark);
    let fills = [palette.shade, palette.mark, palette.deep, palette.ink];
    let swing = s * 0.055;
    let length = w / scene.dice.pick([2.0, 3.0, 2.5]);
    for (band, fill) in fills.into_iter().enumerate() {
        let top = h * (0.42 + band as f32 * 0.15);
        let shift = length * (band as f32 * 0.37).fract();
        let mut path = PathBuilder::new();
        path.move_to(-length - shift, top);
        let mut x = -length - shift;
        while x < w {
            for (from, lift) in [(0.0, -swing), (0.5, swing)] {
                let (a, b) = (x + length * (from + 0.18), x + length * (from + 0.32));
                path.cubic_to(a, top + lift, b, top + lift, x + length * (from + 0.5), top);
            }
            x += length;
        }
        path.line_to(w, h);
        path.line_to(-length - shift, h);
        path.close();
        scene.canvas.fill(path.finish(), fill);
    }
}

fn branch(scene: &mut Scene) {
    let Scene { w, h, s, palette, .. } = *scene;
    let reach = (h * 0.86).min(s * 1.05);
    let (x, foot) = (w * 0.5, h * 0.5 + reach * 0.5);
    scene.canvas.circle(x, h * 0.5, reach * 0.46, palette.light);
    let lean = scene.dice.pick([-1.0, 1.0]) * reach * 0.05;
    let mut stem = PathBuilder::new();
    stem.move_to(x - lean, foot);
    stem.quad_to(x - lean, h * 0.5, x + lean, foot - reach * 0.86);
    scene.canvas.stroke(stem.finish(), s * 0.014, palette.deep);
    let pairs = 4 + scene.dice.below(2);
    for pair in 0..pairs {
        let t = (pair as f32 + 0.9) / (pairs as f32 + 0.6);
        let (lx, ly) = (x - lean + 2.0 * lean * t * t, foot - reach * 0.86 * t);
        let size = reach * (0.30 - 0.13 * t);
        for (side, fill) in [(-1.0, palette.mark), (1.0, palette.deep)] {
            let angle = side * (0.95 - 0.25 * t);
            scene.canvas.fill(leaf(lx, ly, size, angle), fill);
        }
    }
    scene.canvas.fill(leaf(x + lean, foot - reach * 0.84, reach * 0.15, 0.1), palette.mark);
}

/// A leaf growing from a point, its angle counted from upright.
fn leaf(x: f32, y: f32, size: f32, angle: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.move_to(0.0, 0.0);
    path.cubic_to(-size * 0.36, -size * 0.3, -size * 0.26, -size * 0.8, 0.0, -size);
    path.cubic_to(size * 0.26, -size * 0.8, size * 0.36, -size * 0.3, 0.0, 0.0);
    path.close();
    let turn = Transform::from_rotate(angle.to_degrees()).post_translate(x, y);
    path.finish()?.transform(turn)
}

fn discs(scene: &mut Scene) {
    let Scene { w, h, s, palette, .. } = *scene;
    let cell = s / 7.0;
    let (across, down) = ((w / cell).floor(), (h / cell).floor());
    let (left, top) = ((w - across * cell) / 2.0, (h - down * cell) / 2.0);
    let (fx, fy) = (scene.dice.between(0.2, 0.8), scene.dice.between(0.2, 0.8));
    let far = (across * across + down * down).sqrt();
    for row in 0..down as usize {
        for column in 0..across as usize {
            let (column, row) = (column as f32, row as f32);
            let away = (column - across * fx).hypot(row - down * fy) / far;
            let radius = cell * (0.46 - 0.5 * away).clamp(0.06, 0.46);
            let fill = if away < 0.2 { palette.light } else { palette.mark };
            scene.canvas.circle(
                left + (column + 0.5) * cell,
                top + (row + 0.5) * cell,
                radius,
                fill,
            );
        }
    }
}

/// A year of moons, or hours, around a sun.
fn moons(scene: &mut Scene) {
    let Scene { w, h, s, palette, .. } = *scene;
    let (x, y) = (w / 2.0, h / 2.0);
    scene.canvas.circle(x, y, s * 0.19, palette.light);
    let count = scene.dice.pick([8usize, 12, 16]);
    let size = s * 0.38 * (PI / count as f32).sin() * 0.62;
    for at in 0..count {
        let turn = at as f32 / count as f32;
        let angle = turn * TAU - FRAC_PI_2;
        let (mx, my) = (x + s * 0.38 * angle.cos(), y + s * 0.38 * angle.sin());
        scene.canvas.circle(mx, my, size, palette.mark);
        let shadow = (turn - 0.5) * 2.0;
        if shadow.abs() > 0.06 {
            let slide = size * 2.0 * (1.0 - shadow.abs()) * shadow.signum();
            scene.canvas.fill(crescent(mx, my, size, slide), palette.deep);
        }
    }
}

/// The part of a disc that a shifted disc of the same size leaves dark, as two curves.
fn crescent(x: f32, y: f32, r: f32, slide: f32) -> Option<Path> {
    let side = slide.signum();
    let bulge = (r * 1.33) * (1.0 - slide.abs() / r).clamp(-1.0, 1.0);
    let mut path = PathBuilder::new();
    path.move_to(x, y - r);
    path.cubic_to(x - side * r * 1.33, y - r, x - side * r * 1.33, y + r, x, y + r);
    path.cubic_to(x + side * bulge, y + r, x + side * bulge, y - r, x, y - r);
    path.close();
    path.finish()
}

#[cfg(test)]
pub fn each(w: f32, h: f32, palette: &Palette) -> Vec<Canvas> {
    ALL.iter()
        .map(|motif| paint(*motif, w, h, palette, &mut Dice::new(1)).expect("a canvas"))
        .collect()
}
