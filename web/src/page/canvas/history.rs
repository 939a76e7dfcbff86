//! Where one looked before, for going back.

use timeline::Viewport;

/// Movements that follow each other within this time are one.
const PAUSE_MS: f64 = 700.0;
/// More are not remembered.
const STEPS_MAX: usize = 100;

/// The viewports before each movement.
#[derive(Default)]
pub struct History {
    past: Vec<Viewport>,
    last_ms: f64,
}

impl History {
    /// Remembers where one looked before a movement at this time.
    pub fn note(&mut self, before: Viewport, now_ms: f64) {
        if now_ms - self.last_ms > PAUSE_MS {
            if self.past.len() == STEPS_MAX {
                self.past.remove(0);
            }
            self.past.push(before);
        }
        self.last_ms = now_ms;
    }

    /// Where one looked before the last movement, which is forgotten.
    pub fn back(&mut self) -> Option<Viewport> {
        self.last_ms = 0.0;
        self.past.pop()
    }
}
