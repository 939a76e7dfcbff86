//! The cursor moving by itself, and step by step.

use trace::Time;

use super::View;

/// How long playing the whole run takes, in milliseconds.
const WHOLE_RUN_MS: f64 = 8_000.0;

/// Whether the cursor moves by itself.
#[derive(Default)]
pub struct Play {
    going: bool,
    /// The last frame's time and the cursor's then, in ns: finer than the cursor itself.
    last: Option<(f64, f64)>,
}

impl Play {
    /// Lets the cursor rest.
    pub fn stop(&mut self) {
        *self = Play::default();
    }
}

impl View {
    /// Whether the cursor moves by itself.
    pub fn is_playing(&self) -> bool {
        self.play.borrow().going
    }

    /// Plays on from the cursor, from the beginning if it is at the end; or pauses.
    pub fn toggle_play(&self) {
        let Some(end) = self.end() else { return };
        if self.play.borrow().going {
            self.play.borrow_mut().stop();
        } else {
            if self.cursor().is_none_or(|cursor| cursor >= end) {
                self.move_cursor(0.0);
            }
            self.play.replace(Play { going: true, last: None });
            self.ask();
        }
    }

    /// Moves the cursor to the next event, or to the one before.
    pub fn step(&self, on: bool) {
        self.play.borrow_mut().stop();
        let Some(outcome) = self.look.borrow().outcome.clone() else { return };
        let trace = &outcome.trace;
        let cursor = self.cursor();
        let mut times = (0..trace.len()).map(|row| trace.event(row).time.0);
        let next = if on {
            times.find(|time| cursor.is_none_or(|cursor| *time as f64 > cursor))
        } else {
            times.take_while(|time| cursor.is_some_and(|cursor| (*time as f64) < cursor)).last()
        };
        let end = if on { trace.end } else { Time::START };
        self.move_cursor(next.unwrap_or(end.0) as f64);
        self.follow_cursor();
    }

    /// One frame of playing.
    pub(super) fn play_on(&self, now: f64) {
        let (Some(end), true) = (self.end(), self.is_playing()) else { return };
        let last = self.play.borrow().last;
        let (then, at) = last.unwrap_or((now, self.cursor().unwrap_or_default()));
        let at = at + (now - then) / WHOLE_RUN_MS * self.span().min(end);
        if at >= end {
            self.play.borrow_mut().stop();
        } else {
            self.play.borrow_mut().last = Some((now, at));
        }
        self.move_cursor(at.min(end));
        self.follow_cursor();
        self.ask();
    }

    /// Keeps the cursor in sight.
    fn follow_cursor(&self) {
        let Some(cursor) = self.cursor() else { return };
        self.change(|viewport, timeline| {
            if (viewport.from..=viewport.to).contains(&cursor) {
                viewport
            } else {
                viewport.centred(timeline, cursor + viewport.span() * 0.4)
            }
        });
    }

    fn cursor(&self) -> Option<f64> {
        self.look.borrow().focus.cursor
    }

    fn end(&self) -> Option<f64> {
        self.look.borrow().outcome.as_ref().map(|outcome| outcome.trace.end.0 as f64)
    }

    fn span(&self) -> f64 {
        self.look.borrow().viewport.map_or(0.0, |viewport| viewport.span())
    }
}
