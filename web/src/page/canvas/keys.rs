//! What keys do while the canvas has the focus.

use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use timeline::navigate::{self, Direction, Direction::Back, Direction::Forward};
use timeline::{Hit, Layout, RowKind, Timeline, Viewport};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::View;
use crate::state::{Action, Tab};

/// How much one press zooms.
const ZOOM: f64 = 1.5;
/// Which share of the width one press moves.
const PAN: f64 = 0.2;

/// A way to go on from what is selected.
type Way = fn(&Timeline, &Viewport, &Hit, Direction) -> Option<Hit>;

/// Listens to the canvas.
pub fn listen(view: &Rc<View>) -> EventListener {
    let weak = Rc::downgrade(view);
    let active = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&view.parts.canvas, "keydown", active, move |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        let plain = !(key.ctrl_key() || key.meta_key() || key.alt_key());
        let Some(view) = weak.upgrade() else { return };
        if plain && view.key(&key.key()) {
            key.prevent_default();
            key.stop_propagation();
        }
    })
}

impl View {
    /// Does what a key asks for; whether it asks for anything.
    fn key(&self, key: &str) -> bool {
        match key {
            "w" | "W" | "+" | "=" => self.zoom(ZOOM),
            "s" | "S" | "-" => self.zoom(1.0 / ZOOM),
            "a" | "A" => self.slide(1.0),
            "d" | "D" => self.slide(-1.0),
            "ArrowLeft" => self.go(Back, along_lane),
            "ArrowRight" => self.go(Forward, along_lane),
            "ArrowUp" => self.go(Back, navigate::next_lane),
            "ArrowDown" => self.go(Forward, navigate::next_lane),
            "[" => self.go(Back, along_arrow),
            "]" => self.go(Forward, along_arrow),
            "n" => self.go(Forward, along_marks),
            "N" => self.go(Back, along_marks),
            "m" | "M" => self.mark_selected(),
            "Backspace" => self.go_back(),
            "f" | "F" => self.fit_selected(),
            "0" => self.change(|viewport, timeline| viewport.fit_all(timeline)),
            " " => self.toggle_play(),
            "," => self.step(false),
            "." => self.step(true),
            "Enter" => self.show_details(),
            "Escape" => return self.let_go(),
            _ => return false,
        }
        true
    }

    fn zoom(&self, factor: f64) {
        let look = self.look.borrow();
        let Some(viewport) = look.viewport else { return };
        // At the cursor where it can be seen, else in the middle.
        let shown = look.focus.cursor.filter(|time| (viewport.from..viewport.to).contains(time));
        let x = shown
            .map_or(viewport.left() + viewport.lanes_width() / 2.0, |time| viewport.x_of(time));
        drop(look);
        self.change(|viewport, timeline| viewport.zoom_at(timeline, x, factor));
    }

    fn slide(&self, direction: f64) {
        self.change(|viewport, timeline| {
            viewport.pan(timeline, direction * PAN * viewport.lanes_width(), 0.0)
        });
    }

    /// Selects what `way` leads to; without a selection the first slice that can be seen.
    fn go(&self, direction: Direction, way: Way) {
        let look = self.look.borrow();
        let (Some(outcome), Some(viewport)) = (look.outcome.clone(), look.viewport) else { return };
        let selected = look.focus.selected.filter(|hit| hit.lane().is_some());
        drop(look);
        let timeline = &outcome.timeline;
        let next = match selected {
            Some(hit) => way(timeline, &viewport, &hit, direction),
            None => first(timeline, &viewport),
        };
        if let Some(next) = next {
            self.select(Some(next));
        }
    }

    fn show_details(&self) {
        if let Some(store) = self.store.upgrade() {
            store.dispatch(Action::SetTab(Tab::Details));
        }
    }

    /// Gives up the selection and the marked time; without either the key is for others, such as Stop.
    fn let_go(&self) -> bool {
        let focus = self.look.borrow().focus;
        let has_any = focus.selected.is_some() || focus.interval.is_some();
        if has_any {
            self.select(None);
        }
        has_any
    }
}

fn along_lane(timeline: &Timeline, _: &Viewport, hit: &Hit, way: Direction) -> Option<Hit> {
    navigate::next_slice(timeline, hit, way)
}

fn along_arrow(timeline: &Timeline, _: &Viewport, hit: &Hit, way: Direction) -> Option<Hit> {
    navigate::along_arrow(timeline, hit, way)
}

fn along_marks(timeline: &Timeline, _: &Viewport, hit: &Hit, way: Direction) -> Option<Hit> {
    navigate::next_mark(timeline, hit, way)
}

/// The first slice of the first lane that is shown.
fn first(timeline: &Timeline, viewport: &Viewport) -> Option<Hit> {
    let layout = Layout::of(timeline, viewport);
    layout.visible().iter().find_map(|row| match row.kind {
        RowKind::Lane(lane) => {
            Some(navigate::nearest(timeline, lane, viewport.from.max(0.0) as u64))
        }
        RowKind::Header(_) => None,
    })
}
