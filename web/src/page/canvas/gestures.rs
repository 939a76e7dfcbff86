//! What pointers, fingers and wheels do. Coordinates are CSS pixels of the canvas.

use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use timeline::{Hit, Viewport};
use wasm_bindgen::JsCast;
use web_sys::{Event, MouseEvent, PointerEvent, WheelEvent};

use super::View;

/// How far a pointer may move and still click, in pixels.
const CLICK_PX_MAX: f64 = 4.0;

/// What goes on between press and release.
#[derive(Default)]
pub struct Gesture {
    /// The pressed pointers, by id, and where they are.
    pointers: Vec<(i32, f64, f64)>,
    /// Where the first one was pressed, and on what.
    pressed: Option<(f64, f64, Option<Hit>)>,
    /// Whether it has moved too far for a click.
    moved: bool,
}

/// Listens to the canvas.
pub fn listen(view: &Rc<View>) -> Vec<EventListener> {
    let canvas = view.parts.canvas.clone();
    // Not passive: the page must neither scroll nor zoom below the wheel.
    let active = EventListenerOptions::enable_prevent_default();
    let on = |name: &'static str, act: fn(&View, &Event)| {
        let weak = Rc::downgrade(view);
        EventListener::new_with_options(&canvas, name, active, move |event| {
            if let Some(view) = weak.upgrade() {
                act(&view, event);
            }
        })
    };
    vec![
        on("wheel", |view, event| view.wheel(event.unchecked_ref())),
        on("pointerdown", |view, event| view.press(event.unchecked_ref())),
        on("pointermove", |view, event| view.drag(event.unchecked_ref())),
        on("pointerup", |view, event| view.release(event.unchecked_ref(), true)),
        on("pointercancel", |view, event| view.release(event.unchecked_ref(), false)),
        on("pointerleave", |view, _| view.hover(None, 0.0, 0.0)),
        on("dblclick", |view, event| view.double(event.unchecked_ref())),
    ]
}

fn point(event: &MouseEvent) -> (f64, f64) {
    (f64::from(event.offset_x()), f64::from(event.offset_y()))
}

impl View {
    fn wheel(&self, event: &WheelEvent) {
        event.prevent_default();
        let unit = match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => 16.0,
            WheelEvent::DOM_DELTA_PAGE => 400.0,
            _ => 1.0,
        };
        let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
        let (x, _) = point(event);
        let left = self.look.borrow().viewport.map_or(0.0, |viewport| viewport.left());
        if event.shift_key() || (x < left && !event.ctrl_key()) {
            let dy = if dy == 0.0 { dx } else { dy };
            self.change(|viewport, timeline| viewport.pan(timeline, 0.0, -dy));
        } else if dx.abs() > dy.abs() {
            self.change(|viewport, timeline| viewport.pan(timeline, -dx, 0.0));
        } else {
            // A pinch on a touchpad comes as a wheel with Ctrl, in smaller steps.
            let speed = if event.ctrl_key() { 0.01 } else { 0.0018 };
            let factor = (-dy * speed).exp();
            self.change(|viewport, timeline| viewport.zoom_at(timeline, x, factor));
        }
        self.hover(None, 0.0, 0.0);
    }

    fn press(&self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        let (x, y) = point(event);
        // Without the capture a drag ends at the edge of the canvas, and nothing worse.
        self.parts.canvas.set_pointer_capture(event.pointer_id()).ok();
        let hit = self.hit(x, y);
        let mut gesture = self.gesture.borrow_mut();
        gesture.pointers.push((event.pointer_id(), x, y));
        gesture.pressed = Some((x, y, hit));
        gesture.moved = gesture.pointers.len() > 1;
        drop(gesture);
        self.pause();
        self.scrub(hit);
    }

    fn drag(&self, event: &PointerEvent) {
        let (x, y) = point(event);
        let mut gesture = self.gesture.borrow_mut();
        let id = event.pointer_id();
        let Some(at) = gesture.pointers.iter().position(|pointer| pointer.0 == id) else {
            drop(gesture);
            let hit = self.hit(x, y);
            self.parts.canvas.class_list().toggle_with_force("over", is_target(hit)).ok();
            return self.hover(hit, x, y);
        };
        let before = gesture.pointers.clone();
        gesture.pointers[at] = (id, x, y);
        let after = gesture.pointers.clone();
        let Some((from_x, from_y, hit)) = gesture.pressed else { return };
        if (x - from_x).hypot(y - from_y) > CLICK_PX_MAX && !gesture.moved {
            gesture.moved = true;
            self.parts.canvas.class_list().add_1("dragging").ok();
        }
        let moved = gesture.moved;
        drop(gesture);
        if matches!(hit, Some(Hit::Axis { .. } | Hit::Minimap { .. })) && after.len() == 1 {
            let here = match hit {
                Some(Hit::Axis { .. }) => {
                    let look = self.look.borrow();
                    look.viewport.map(|viewport| Hit::Axis { time: viewport.time_at(x) })
                }
                // The minimap's scale goes on beyond its height.
                _ => self.hit(x, from_y),
            };
            return self.scrub(here);
        }
        if !moved {
            return;
        }
        self.hover(None, 0.0, 0.0);
        if after.len() == 1 && event.shift_key() {
            self.mark_between(from_x, x);
        } else if after.len() == 1 {
            let (dx, dy) = (x - before[at].1, y - before[at].2);
            self.change(|viewport, timeline| viewport.pan(timeline, dx, dy));
        } else {
            self.pinch(&before, &after);
        }
    }

    /// What is between two fingers stays between them.
    fn pinch(&self, before: &[(i32, f64, f64)], after: &[(i32, f64, f64)]) {
        let ([a, b, ..], [c, d, ..]) = (before, after) else { return };
        let apart = |a: &(i32, f64, f64), b: &(i32, f64, f64)| (a.1 - b.1).abs().max(12.0);
        let middle =
            |a: &(i32, f64, f64), b: &(i32, f64, f64)| ((a.1 + b.1) / 2.0, (a.2 + b.2) / 2.0);
        let factor = apart(c, d) / apart(a, b);
        let ((from_x, from_y), (to_x, to_y)) = (middle(a, b), middle(c, d));
        self.change(|viewport, timeline| {
            viewport.zoom_at(timeline, from_x, factor).pan(timeline, to_x - from_x, to_y - from_y)
        });
    }

    fn release(&self, event: &PointerEvent, finished: bool) {
        let mut gesture = self.gesture.borrow_mut();
        let id = event.pointer_id();
        gesture.pointers.retain(|pointer| pointer.0 != id);
        if !gesture.pointers.is_empty() {
            return;
        }
        let Gesture { pressed, moved, .. } = std::mem::take(&mut *gesture);
        drop(gesture);
        self.parts.canvas.class_list().remove_1("dragging").ok();
        if let (true, false, Some((_, _, hit))) = (finished, moved, pressed) {
            self.click(hit);
        }
    }

    /// Axis and minimap follow the pointer from the first press.
    fn scrub(&self, hit: Option<Hit>) {
        match hit {
            Some(Hit::Axis { time }) => self.move_cursor(time),
            Some(Hit::Minimap { time }) => {
                self.change(|viewport, timeline| viewport.centred(timeline, time));
            }
            _ => {}
        }
    }

    fn click(&self, hit: Option<Hit>) {
        match hit {
            Some(Hit::Header { group }) => self.change(|viewport, timeline| {
                Viewport { folded: viewport.folded.toggled(group), ..viewport }.clamped(timeline)
            }),
            Some(Hit::Axis { .. } | Hit::Minimap { .. }) => {}
            hit => self.select(hit.filter(|hit| !matches!(hit, Hit::Gap { .. }))),
        }
    }

    fn double(&self, event: &MouseEvent) {
        let (x, y) = point(event);
        self.fit(self.hit(x, y));
    }
}

/// Whether a click would select or fold something.
fn is_target(hit: Option<Hit>) -> bool {
    hit.is_some_and(|hit| !matches!(hit, Hit::Gap { .. }))
}
