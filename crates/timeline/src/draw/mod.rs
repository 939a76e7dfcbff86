//! From a timeline and a viewport to a picture, back to front.

mod axis;
mod gutter;
mod legend;
mod links;
mod minimap;
mod path;
mod slices;

pub(crate) use links::{MARK_APART_PX, clusters};

use crate::scene::Line;
use crate::{
    Align, Area, Focus, Layout, Paint, Pattern, Rect, Row, RowKind, Scene, Shape, Text, Timeline,
    Viewport,
};

impl Scene {
    /// Draws what a viewport shows. Takes time that depends on the picture's size, not on the
    /// run's length.
    #[must_use]
    pub fn draw(timeline: &Timeline, viewport: &Viewport, focus: &Focus) -> Scene {
        let mut painter = Painter {
            timeline,
            viewport,
            focus,
            layout: Layout::of(timeline, viewport),
            scene: Scene { width: viewport.width, height: viewport.height, ..Scene::default() },
        };
        painter.background();
        painter.grid();
        painter.slices();
        painter.interval();
        painter.path();
        painter.arrows();
        painter.marks();
        painter.focused();
        painter.gutter();
        painter.axis();
        painter.minimap();
        painter.cursor();
        painter.scene
    }
}

/// A picture in the making.
struct Painter<'a> {
    timeline: &'a Timeline,
    viewport: &'a Viewport,
    focus: &'a Focus,
    layout: Layout,
    scene: Scene,
}

impl Painter<'_> {
    /// An x on a whole device pixel.
    fn snap(&self, px: f64) -> f64 {
        (px * self.viewport.dpr).round() / self.viewport.dpr
    }

    /// The x of a time on a whole device pixel, not further out than the lanes.
    fn x(&self, time: u64) -> f64 {
        let x = self.viewport.x_of(time as f64);
        self.snap(x.clamp(self.viewport.left(), self.viewport.width))
    }

    fn shape(&mut self, shape: Shape) {
        self.scene.shapes.push(shape);
    }

    fn fill(&mut self, x: f64, y: f64, width: f64, height: f64, paint: Paint) {
        let area = Area { x, y, width, height };
        let pattern = Pattern::Solid;
        self.shape(Shape::Rect(Rect { area, paint, pattern, edge: false, dim: false }));
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64), paint: Paint) {
        self.shape(Shape::Line(Line { from, to, paint, width: 1.0, dashed: false }));
    }

    fn text(&mut self, at: (f64, f64), text: String, paint: Paint, align: Align) {
        let (x, y) = at;
        let size = self.layout.sizes.font;
        self.shape(Shape::Text(Text { x, y, text, paint, size, align, bold: false }));
    }

    /// The baseline that centres text of the usual size in a row.
    fn baseline(&self, y: f64, height: f64) -> f64 {
        // Capitals are about 0.7 of a font's size.
        (y + height / 2.0 + self.layout.sizes.font * 0.35).round()
    }

    /// The rows that can be seen, with the y of their upper edges.
    fn visible(&self) -> Vec<(Row, f64)> {
        self.layout.visible().iter().map(|row| (*row, self.layout.y_of(row))).collect()
    }

    fn background(&mut self) {
        let (width, height) = (self.viewport.width, self.viewport.height);
        self.fill(0.0, 0.0, width, height, Paint::Background);
        let left = self.viewport.left();
        for (row, y) in self.visible() {
            if let RowKind::Lane(lane) = row.kind {
                let process = self.timeline.lanes[lane.0].process(self.timeline);
                if process {
                    self.fill(left, y, width - left, row.height, Paint::Process);
                } else if lane.0.is_multiple_of(2) {
                    self.fill(left, y, width - left, row.height, Paint::Stripe);
                }
            }
        }
        let end = self.x(self.timeline.end.0);
        if end < width {
            self.fill(end, 0.0, width - end, height, Paint::Beyond);
        }
    }

    fn interval(&mut self) {
        let Some((from, to)) = self.focus.interval else { return };
        let x = |time: f64| self.x(time.max(0.0) as u64);
        let (left, right) = (x(from.min(to)), x(from.max(to)));
        let height = self.viewport.height;
        self.fill(left, 0.0, (right - left).max(1.0), height, Paint::Interval);
    }
}
