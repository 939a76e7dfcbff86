//! One animation frame at a time, however often one is asked for.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_render::{AnimationFrame, request_animation_frame};

/// Draws at most once a frame. Dropping it takes a frame that was asked for back.
pub struct Frames {
    draw: Rc<dyn Fn(f64)>,
    next: Rc<RefCell<Option<AnimationFrame>>>,
}

impl Frames {
    /// Frames that are drawn by `draw`, which is given the time in milliseconds.
    pub fn new(draw: impl Fn(f64) + 'static) -> Frames {
        Frames { draw: Rc::new(draw), next: Rc::default() }
    }

    /// Asks for a frame, unless one is already coming.
    pub fn ask(&self) {
        if self.next.borrow().is_some() {
            return;
        }
        let (draw, next) = (Rc::clone(&self.draw), Rc::clone(&self.next));
        let frame = request_animation_frame(move |time| {
            // Taken first, so that drawing can ask for the next one.
            let this = next.take();
            draw(time);
            drop(this);
        });
        self.next.replace(Some(frame));
    }
}
