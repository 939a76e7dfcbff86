//! A scene on a canvas, shape by shape. Coordinates of scenes are CSS pixels, of the canvas
//! device pixels; this file converts between them.

use timeline::{
    Align, ArrowLine, Line, Paint, Pattern, Rect, Scene, Shape, Sign, State, Text, Theme,
};
use web_sys::CanvasRenderingContext2d;

use super::patterns::{Patterns, is_clear};

/// How much of a colour a faded shape keeps.
const DIM_ALPHA: f64 = 0.18;

/// What is needed to draw.
pub struct Painter<'a> {
    pub ctx: &'a CanvasRenderingContext2d,
    pub theme: &'a Theme,
    pub patterns: &'a Patterns,
    /// The names of the fonts.
    pub fonts: &'a str,
    pub dpr: f64,
}

impl Painter<'_> {
    /// Draws a whole picture.
    pub fn draw(&self, scene: &Scene) {
        let (width, height) = (scene.width * self.dpr, scene.height * self.dpr);
        self.ctx.set_global_alpha(1.0);
        self.fill(Paint::Background);
        self.ctx.fill_rect(0.0, 0.0, width, height);
        for shape in &scene.shapes {
            match shape {
                Shape::Rect(rect) => self.rect(rect),
                Shape::Frame(area, paint, width) => {
                    self.stroke(*paint, *width);
                    let inset = width * self.dpr / 2.0;
                    self.ctx.stroke_rect(
                        area.x * self.dpr + inset,
                        area.y * self.dpr + inset,
                        (area.width * self.dpr - 2.0 * inset).max(0.0),
                        (area.height * self.dpr - 2.0 * inset).max(0.0),
                    );
                }
                Shape::Line(line) => self.line(line),
                Shape::Text(text) => self.text(text),
                Shape::Arrow(arrow) => self.arrow(arrow),
                Shape::Sign(sign) => self.sign(sign),
            }
        }
    }

    fn fill(&self, paint: Paint) {
        self.ctx.set_fill_style_str(&self.theme.tone(paint).fill.css());
    }

    fn stroke(&self, paint: Paint, width: f64) {
        self.ctx.set_stroke_style_str(&self.theme.tone(paint).ink.css());
        self.ctx.set_line_width(width * self.dpr);
    }

    fn rect(&self, rect: &Rect) {
        let tone = self.theme.tone(rect.paint);
        let scaled = [rect.area.x, rect.area.y, rect.area.width, rect.area.height];
        let [x, y, width, height] = scaled.map(|length| length * self.dpr);
        self.ctx.set_global_alpha(if rect.dim { DIM_ALPHA } else { 1.0 });
        if rect.pattern == Pattern::Baseline {
            self.ctx.set_fill_style_str(&tone.ink.css());
            self.ctx.fill_rect(x, (y + height / 2.0).floor(), width, self.dpr.round().max(1.0));
        } else {
            match self.patterns.of(self.ctx, rect.pattern, tone, self.dpr) {
                Some(pattern) => self.ctx.set_fill_style_canvas_pattern(&pattern),
                None => self.ctx.set_fill_style_str(&tone.fill.css()),
            }
            if !is_clear(tone.fill) || rect.pattern != Pattern::Outline {
                self.ctx.fill_rect(x, y, width, height);
            }
            if rect.edge && tone.ink != tone.fill {
                let thick = self.dpr.round().max(1.0);
                self.ctx.set_stroke_style_str(&tone.ink.css());
                self.ctx.set_line_width(thick);
                let inner = |length: f64| (length - thick).max(0.0);
                self.ctx.stroke_rect(x + thick / 2.0, y + thick / 2.0, inner(width), inner(height));
            }
        }
        self.ctx.set_global_alpha(1.0);
    }

    fn line(&self, line: &Line) {
        self.stroke(line.paint, line.width);
        let dashes = js_sys::Array::new();
        if line.dashed {
            dashes.push(&(4.0 * self.dpr).into());
            dashes.push(&(3.0 * self.dpr).into());
        }
        // Only an infinite dash is refused.
        self.ctx.set_line_dash(&dashes).ok();
        let point = |(x, y): (f64, f64)| (x * self.dpr, y * self.dpr);
        self.path(&[point(line.from), point(line.to)]);
        self.ctx.stroke();
        self.ctx.set_line_dash(&js_sys::Array::new()).ok();
    }

    fn path(&self, points: &[(f64, f64)]) {
        self.ctx.begin_path();
        for (index, (x, y)) in points.iter().enumerate() {
            if index == 0 {
                self.ctx.move_to(*x, *y);
            } else {
                self.ctx.line_to(*x, *y);
            }
        }
    }

    fn text(&self, text: &Text) {
        let weight = if text.bold { 600 } else { 400 };
        self.ctx.set_font(&format!("{weight} {}px {}", text.size * self.dpr, self.fonts));
        self.ctx.set_text_align(match text.align {
            Align::Left => "left",
            Align::Centre => "center",
            Align::Right => "right",
        });
        let (x, y) = (text.x * self.dpr, text.y * self.dpr);
        if let Paint::TextOn(state) = text.paint {
            self.halo(state, &text.text, x, y);
        }
        self.fill(text.paint);
        // Fails only for a canvas without a context.
        self.ctx.fill_text(&text.text, x, y).ok();
    }

    /// Keeps the strokes of a pattern away from the letters on it.
    fn halo(&self, state: State, text: &str, x: f64, y: f64) {
        if matches!(state.pattern(), Pattern::Solid | Pattern::Outline) {
            return;
        }
        let below = self.theme.tone(Paint::Background).fill;
        let seen = self.theme.tone(Paint::State(state)).fill.over(below);
        self.ctx.set_stroke_style_str(&seen.css());
        self.ctx.set_line_width(4.0 * self.dpr);
        self.ctx.set_line_join("round");
        self.ctx.stroke_text(text, x, y).ok();
        self.ctx.set_line_join("miter");
    }

    /// A curve that leaves and arrives level, and a head.
    fn arrow(&self, arrow: &ArrowLine) {
        let paint = Paint::Arrow(arrow.kind);
        let (from, to) = (arrow.from, arrow.to);
        self.stroke(paint, if arrow.strong { 1.8 } else { 1.0 });
        self.ctx.set_global_alpha(if arrow.strong { 1.0 } else { 0.75 });
        let bend = ((to.0 - from.0).abs() * 0.5).clamp(10.0, 60.0);
        let px = |x: f64| x * self.dpr;
        self.ctx.begin_path();
        self.ctx.move_to(px(from.0), px(from.1));
        self.ctx.bezier_curve_to(
            px(from.0 + bend),
            px(from.1),
            px(to.0 - bend),
            px(to.1),
            px(to.0 - 4.0),
            px(to.1),
        );
        self.ctx.stroke();
        let size = if arrow.strong { 6.0 } else { 4.5 };
        self.ctx.set_fill_style_str(&self.theme.tone(paint).ink.css());
        let head = [(0.0, 0.0), (-size, -size * 0.55), (-size, size * 0.55)];
        self.path(&head.map(|(dx, dy)| (px(to.0 + dx), px(to.1 + dy))));
        self.ctx.fill();
        self.ctx.set_global_alpha(1.0);
    }

    fn sign(&self, sign: &Sign) {
        let place = |(x, y): &(f64, f64)| {
            ((sign.x + x * sign.radius) * self.dpr, (sign.y + y * sign.radius) * self.dpr)
        };
        let corners: Vec<(f64, f64)> = sign.kind.corners().iter().map(place).collect();
        self.path(&corners);
        self.ctx.close_path();
        self.fill(Paint::Mark(sign.kind));
        self.ctx.fill();
        self.stroke(Paint::Background, 1.0);
        self.ctx.stroke();
    }
}
