//! The strokes and dots of each pattern on a tile that repeats without a seam.

use timeline::Pattern;

use crate::svg::TILE;

/// A part of a pattern.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Stroke {
    Line { from: (f64, f64), to: (f64, f64) },
    Dot { at: (f64, f64), radius: f64 },
}

/// What a pattern draws on a tile; nothing for those that need none.
pub(crate) fn strokes(pattern: Pattern) -> Vec<Stroke> {
    let half = TILE / 2.0;
    let joined = |one: Vec<Stroke>, two: Vec<Stroke>| [one, two].concat();
    match pattern {
        Pattern::HatchRight => rising(half),
        Pattern::HatchWide => rising(TILE),
        Pattern::HatchLeft => falling(half),
        Pattern::Cross => joined(rising(TILE), falling(TILE)),
        Pattern::Horizontal => level(half),
        Pattern::Vertical => upright(half),
        Pattern::VerticalDense => upright(TILE / 4.0),
        Pattern::Grid => joined(level(half), upright(half)),
        Pattern::Dots => dots(TILE, 1.0),
        Pattern::DotsDense => dots(half, 0.8),
        Pattern::Solid | Pattern::Outline | Pattern::Baseline => Vec::new(),
    }
}

/// The middles of the tile's parts of length `gap`, on the half pixel where a stroke is sharp.
fn middles(gap: f64) -> impl Iterator<Item = f64> {
    let n = (TILE / gap).round() as usize;
    (0..n).map(move |part| (part as f64 + 0.5) * gap + 0.5)
}

/// Where strokes across the tile begin: from one tile before it to its end.
fn starts(gap: f64) -> impl Iterator<Item = f64> {
    let n = (2.0 * TILE / gap).round() as usize;
    (0..=n).map(move |part| part as f64 * gap - TILE)
}

/// Strokes reach beyond the tile, so that tiles join without a gap.
fn rising(gap: f64) -> Vec<Stroke> {
    let line = |x: f64| Stroke::Line { from: (x - 1.0, TILE + 1.0), to: (x + TILE + 1.0, -1.0) };
    starts(gap).map(line).collect()
}

fn falling(gap: f64) -> Vec<Stroke> {
    let line = |x: f64| Stroke::Line { from: (x - 1.0, -1.0), to: (x + TILE + 1.0, TILE + 1.0) };
    starts(gap).map(line).collect()
}

fn level(gap: f64) -> Vec<Stroke> {
    let line = |y: f64| Stroke::Line { from: (0.0, y), to: (TILE, y) };
    middles(gap).map(line).collect()
}

fn upright(gap: f64) -> Vec<Stroke> {
    let line = |x: f64| Stroke::Line { from: (x, 0.0), to: (x, TILE) };
    middles(gap).map(line).collect()
}

fn dots(gap: f64, radius: f64) -> Vec<Stroke> {
    let row = |y: f64| middles(gap).map(move |x| Stroke::Dot { at: (x, y), radius });
    middles(gap).flat_map(row).collect()
}
