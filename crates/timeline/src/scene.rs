//! A picture as a list of shapes: what to draw, in which order, and never in which colour.
//!
//! Coordinates are CSS pixels from the top left. Shapes are painted in the order of the list;
//! later ones cover earlier ones, so that nothing has to be clipped.

use crate::{ArrowKind, MarkKind, Pattern, State};

/// What a thing is, which a [`crate::Theme`] turns into colours.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Paint {
    /// Behind everything.
    Background,
    /// Behind the labels of the lanes, and behind the axis.
    Gutter,
    /// Behind a group's header.
    Header,
    /// Behind every second lane.
    Stripe,
    /// Behind the lanes of tasks that are processes, which share no memory.
    Process,
    /// The lines of minor ticks.
    Grid,
    /// The lines of labelled ticks, and between areas.
    GridMajor,
    /// Text that is read first.
    Text,
    /// Text that is read when wanted.
    TextMuted,
    /// A slice of this state.
    State(State),
    /// Text on a slice of this state.
    TextOn(State),
    /// A task's own hue, as an index below [`crate::Theme::HUES`].
    Task(usize),
    /// Text on a task's own hue.
    TextOnTask(usize),
    /// What is selected.
    Selection,
    /// What the pointer is on.
    Hover,
    /// The chosen point in time.
    Cursor,
    /// A marked stretch of time.
    Interval,
    /// An arrow.
    Arrow(ArrowKind),
    /// A mark.
    Mark(MarkKind),
    /// The busy share in the minimap.
    Overview,
    /// Over what the minimap shows beyond the viewport.
    Veil,
    /// After the end of the run.
    Beyond,
}

/// A rectangle's place, in pixels.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Area {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Area {
    /// Whether a point is in it, its left and upper edges included.
    #[must_use]
    pub fn contains(&self, x: f64, y: f64) -> bool {
        (self.x..self.x + self.width).contains(&x) && (self.y..self.y + self.height).contains(&y)
    }
}

/// A filled rectangle.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rect {
    /// Where.
    pub area: Area,
    /// In which colour.
    pub paint: Paint,
    /// Filled how.
    pub pattern: Pattern,
    /// With an edge in the paint's ink, or without where it would be all one sees.
    pub edge: bool,
    /// Faded, because the legend's filter leaves it out.
    pub dim: bool,
}

/// A straight line.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Line {
    /// From here, x and y.
    pub from: (f64, f64),
    /// To here.
    pub to: (f64, f64),
    /// In which colour.
    pub paint: Paint,
    /// How thick, in pixels.
    pub width: f64,
    /// In dashes.
    pub dashed: bool,
}

/// Where a text stands at its x.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Align {
    /// It begins there.
    Left,
    /// Its middle is there.
    Centre,
    /// It ends there.
    Right,
}

/// A line of text, already short enough for its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Text {
    /// See `align`.
    pub x: f64,
    /// The baseline.
    pub y: f64,
    /// What it says.
    pub text: String,
    /// In which colour.
    pub paint: Paint,
    /// The font's size, in pixels.
    pub size: f64,
    /// Where it stands at x.
    pub align: Align,
    /// Heavier than others.
    pub bold: bool,
}

/// An arrow: a curve between two points with a head at `to`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ArrowLine {
    /// Where it begins, x and y.
    pub from: (f64, f64),
    /// Where its head is.
    pub to: (f64, f64),
    /// What it connects.
    pub kind: ArrowKind,
    /// Drawn with more weight, because it belongs to what is selected.
    pub strong: bool,
}

/// The sign of a mark: a small shape of its own for each kind.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sign {
    /// Its middle.
    pub x: f64,
    /// Its middle.
    pub y: f64,
    /// From the middle to its edge.
    pub radius: f64,
    /// What it says.
    pub kind: MarkKind,
    /// How many marks it stands for.
    pub count: usize,
}

/// One thing to draw.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// A filled rectangle.
    Rect(Rect),
    /// An empty rectangle with an edge of so many pixels.
    Frame(Area, Paint, f64),
    /// A straight line.
    Line(Line),
    /// A line of text.
    Text(Text),
    /// An arrow.
    Arrow(ArrowLine),
    /// A mark.
    Sign(Sign),
}

/// A picture.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Scene {
    /// Its width in pixels.
    pub width: f64,
    /// Its height in pixels.
    pub height: f64,
    /// What to draw, in this order.
    pub shapes: Vec<Shape>,
    /// How many arrows there are in this stretch of time, if they were left out because they
    /// would cover the lanes. The picture says so in its corner.
    pub arrows_hidden: usize,
}

impl Scene {
    /// How many rectangles it has: what a canvas takes most of its time for.
    #[must_use]
    pub fn n_rects(&self) -> usize {
        self.shapes.iter().filter(|shape| matches!(shape, Shape::Rect(_))).count()
    }
}
