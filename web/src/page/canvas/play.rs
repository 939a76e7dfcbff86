//! The cursor moving by itself, and step by step.

use trace::Time;

use super::View;
use crate::state::Action;

/// How long playing the whole run takes, in milliseconds.
const WHOLE_RUN_MS: f64 = 8_000.0;

impl View {
    /// Plays on from the cursor, from the beginning if it is at the end; or pauses.
    pub fn toggle_play(&self) {
        let (Some(end), Some(store)) = (self.end(), self.store.upgrade()) else { return };
        let playing = !self.is_playing();
        if playing && self.cursor().is_none_or(|cursor| cursor >= end) {
            self.move_cursor(0.0);
        }
        store.dispatch(Action::Play(playing));
    }

    /// Lets the cursor rest.
    pub(super) fn pause(&self) {
        if let Some(store) = self.store.upgrade().filter(|_| self.is_playing()) {
            store.dispatch(Action::Play(false));
        }
    }

    /// Moves the cursor to the next event, or to the one before.
    pub fn step(&self, on: bool) {
        self.pause();
        let Some(outcome) = self.look.borrow().outcome.clone() else { return };
        let cursor = self.cursor().map(|time| Time(time as u64));
        let time = if on {
            outcome.next_event(cursor).unwrap_or(outcome.trace.end)
        } else {
            cursor.and_then(|time| outcome.event_before(time)).unwrap_or(Time::START)
        };
        self.move_cursor(time.0 as f64);
        self.follow_cursor();
    }

    /// One frame of playing.
    pub(super) fn play_on(&self, now: f64) {
        let (Some(end), true) = (self.end(), self.is_playing()) else { return };
        let (then, at) = self.played.get().unwrap_or((now, self.cursor().unwrap_or_default()));
        let at = at + (now - then) / WHOLE_RUN_MS * self.span().min(end);
        self.played.set(Some((now, at)));
        self.move_cursor(at.min(end));
        self.follow_cursor();
        if at >= end {
            self.pause();
        }
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

    fn is_playing(&self) -> bool {
        self.look.borrow().playing
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
