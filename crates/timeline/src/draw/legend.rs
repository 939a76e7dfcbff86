//! What the fills of a picture mean, as a small picture of its own, for pictures that stand alone.

use crate::scene::Line;
use crate::{
    Align, Area, LaneKind, MarkKind, Paint, Pattern, Rect, Scene, Shape, Sign, Sizes, State,
    StateSet, Text, Timeline, text,
};

/// The height of a row of entries.
const ROW_PX: f64 = 20.0;
/// A sample of a fill.
const SAMPLE_PX: (f64, f64) = (22.0, 12.0);
/// Air around the entries and between them.
const AIR_PX: f64 = 8.0;
/// Air between a sample and its name.
const GAP_PX: f64 = 5.0;

/// What an entry explains.
#[derive(Clone, Copy)]
enum Entry {
    State(State),
    Mark(MarkKind),
}

impl Scene {
    /// The states and marks that occur in a timeline with their names, in as many rows as needed.
    #[must_use]
    pub fn legend(timeline: &Timeline, width: f64) -> Scene {
        let mut scene = Scene { width, ..Scene::default() };
        let size = Sizes::of(width, 1000.0).font;
        let (mut x, mut y) = (AIR_PX, AIR_PX);
        for entry in entries(timeline) {
            let name = match entry {
                Entry::State(state) => format!("{} ({})", state.name(), state.letter()),
                Entry::Mark(kind) => kind.name().to_owned(),
            };
            let length = SAMPLE_PX.0 + GAP_PX + text::width(&name, size);
            if x + length > width - AIR_PX && x > AIR_PX {
                (x, y) = (AIR_PX, y + ROW_PX);
            }
            sample(&mut scene, entry, x, y);
            scene.shapes.push(Shape::Text(Text {
                x: x + SAMPLE_PX.0 + GAP_PX,
                y: y + SAMPLE_PX.1 - 2.0,
                text: name,
                paint: Paint::TextMuted,
                size,
                align: Align::Left,
                bold: false,
            }));
            x += length + 2.0 * AIR_PX;
        }
        scene.height = y + ROW_PX;
        let area = Area { x: 0.0, y: 0.0, width, height: scene.height };
        let (paint, pattern) = (Paint::Gutter, Pattern::Solid);
        let ground = Shape::Rect(Rect { area, paint, pattern, edge: false, dim: false });
        scene.shapes.insert(0, ground);
        scene
    }
}

/// What occurs, in legend order. Cores and locks show who uses them, in the tasks' own hues.
fn entries(timeline: &Timeline) -> Vec<Entry> {
    let mut states = StateSet::EMPTY;
    let mut marks: Vec<MarkKind> = timeline.marks.iter().map(|mark| mark.kind).collect();
    for lane in &timeline.lanes {
        let tasks = matches!(lane.kind, LaneKind::Task(_));
        let own = lane.slices.total().ranked().into_iter().map(|(state, _)| state);
        let shown = own.filter(|state| tasks || *state == State::Switch);
        states = shown.fold(states, StateSet::with);
        for mark in &lane.marks {
            if !marks.contains(&mark.kind) {
                marks.push(mark.kind);
            }
        }
    }
    marks.sort_unstable();
    marks.dedup();
    states.iter().map(Entry::State).chain(marks.into_iter().map(Entry::Mark)).collect()
}

fn sample(scene: &mut Scene, entry: Entry, x: f64, y: f64) {
    let (width, height) = SAMPLE_PX;
    scene.shapes.push(match entry {
        Entry::State(State::Done) => {
            let middle = (y + height / 2.0).round();
            let (from, to) = ((x, middle), (x + width, middle));
            let paint = Paint::State(State::Done);
            Shape::Line(Line { from, to, paint, width: 1.0, dashed: true })
        }
        Entry::State(state) => {
            let area = Area { x, y, width, height };
            let (paint, pattern) = (Paint::State(state), state.pattern());
            Shape::Rect(Rect { area, paint, pattern, edge: true, dim: false })
        }
        Entry::Mark(kind) => {
            let (x, y) = (x + width / 2.0, y + height / 2.0);
            Shape::Sign(Sign { x, y, radius: 4.5, kind, count: 1 })
        }
    });
}
