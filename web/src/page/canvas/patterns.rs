//! The fills that tell states apart without colour, as small tiles in device pixels.

use std::cell::RefCell;
use std::collections::BTreeMap;

use timeline::{Pattern, Rgba, Tone};
use wasm_bindgen::JsCast;
use web_sys::{CanvasPattern, CanvasRenderingContext2d, HtmlCanvasElement};

use crate::page::dom;

/// The side of a tile, in CSS pixels.
const SIDE: f64 = 8.0;

/// How opaque the strokes are, from 0 to 255: labels stand over them, the edge is full ink.
const STROKE_ALPHA: u8 = 140;

/// A pattern's name, its colours and the side of its tile.
type Key = (&'static str, String, u32);

/// Made tiles, by their pattern, colours and size.
#[derive(Default)]
pub struct Patterns {
    tiles: RefCell<BTreeMap<Key, Option<CanvasPattern>>>,
}

impl Patterns {
    /// The fill of `pattern` in `tone`, or nothing where an even one does.
    pub fn of(
        &self,
        ctx: &CanvasRenderingContext2d,
        pattern: Pattern,
        tone: Tone,
        dpr: f64,
    ) -> Option<CanvasPattern> {
        if matches!(pattern, Pattern::Solid | Pattern::Outline | Pattern::Baseline) {
            return None;
        }
        let side = (SIDE * dpr).round();
        let colours = format!("{}{}", tone.fill.css(), tone.ink.css());
        let key = (pattern.name(), colours, side as u32);
        let mut tiles = self.tiles.borrow_mut();
        tiles.entry(key).or_insert_with(|| tile(ctx, pattern, tone, side)).clone()
    }
}

fn tile(
    ctx: &CanvasRenderingContext2d,
    pattern: Pattern,
    tone: Tone,
    side: f64,
) -> Option<CanvasPattern> {
    let canvas = dom::document().create_element("canvas").ok()?;
    let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
    canvas.set_width(side as u32);
    canvas.set_height(side as u32);
    let small: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    small.set_fill_style_str(&tone.fill.css());
    small.fill_rect(0.0, 0.0, side, side);
    let ink = tone.ink.with_alpha(STROKE_ALPHA).css();
    small.set_fill_style_str(&ink);
    small.set_stroke_style_str(&ink);
    small.set_line_width((side / SIDE).max(1.0));
    strokes(&small, pattern, side);
    ctx.create_pattern_with_html_canvas_element(&canvas, "repeat").ok()?
}

fn strokes(ctx: &CanvasRenderingContext2d, pattern: Pattern, side: f64) {
    let half = side / 2.0;
    match pattern {
        Pattern::HatchRight => rising(ctx, side, half),
        Pattern::HatchWide => rising(ctx, side, side),
        Pattern::HatchLeft => falling(ctx, side, half),
        Pattern::Cross => {
            rising(ctx, side, side);
            falling(ctx, side, side);
        }
        Pattern::Horizontal => level(ctx, side, half),
        Pattern::Vertical => upright(ctx, side, half),
        Pattern::VerticalDense => upright(ctx, side, side / 4.0),
        Pattern::Grid => {
            level(ctx, side, half);
            upright(ctx, side, half);
        }
        Pattern::Dots => dots(ctx, side, side),
        Pattern::DotsDense => dots(ctx, side, half),
        Pattern::Solid | Pattern::Outline | Pattern::Baseline => {}
    }
}

fn line(ctx: &CanvasRenderingContext2d, from: (f64, f64), to: (f64, f64)) {
    ctx.begin_path();
    ctx.move_to(from.0, from.1);
    ctx.line_to(to.0, to.1);
    ctx.stroke();
}

/// Each stroke is drawn beyond the tile's edges, so that tiles join without a gap.
fn rising(ctx: &CanvasRenderingContext2d, side: f64, gap: f64) {
    let mut x = -side;
    while x <= side {
        line(ctx, (x - 1.0, side + 1.0), (x + side + 1.0, -1.0));
        x += gap;
    }
}

fn falling(ctx: &CanvasRenderingContext2d, side: f64, gap: f64) {
    let mut x = -side;
    while x <= side {
        line(ctx, (x - 1.0, -1.0), (x + side + 1.0, side + 1.0));
        x += gap;
    }
}

fn level(ctx: &CanvasRenderingContext2d, side: f64, gap: f64) {
    let thick = ctx.line_width();
    let mut y = gap / 2.0;
    while y < side {
        ctx.fill_rect(0.0, y.floor(), side, thick.round());
        y += gap;
    }
}

fn upright(ctx: &CanvasRenderingContext2d, side: f64, gap: f64) {
    let thick = ctx.line_width();
    let mut x = gap / 2.0;
    while x < side {
        ctx.fill_rect(x.floor(), 0.0, thick.round(), side);
        x += gap;
    }
}

fn dots(ctx: &CanvasRenderingContext2d, side: f64, gap: f64) {
    let size = (side / 5.0).round().max(1.0);
    let mut y = gap / 4.0;
    while y < side {
        let mut x = gap / 4.0;
        while x < side {
            ctx.fill_rect(x.floor(), y.floor(), size, size);
            x += gap;
        }
        y += gap;
    }
}

/// A colour that hides nothing needs no fill.
pub fn is_clear(colour: Rgba) -> bool {
    colour.a == 0
}
