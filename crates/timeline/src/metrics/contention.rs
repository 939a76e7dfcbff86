//! What tasks met at: how often it was taken, and how long it was waited for.

use trace::{Event, EventKind, Line, ObjectId, Trace};

use crate::follow::{Owner, Segment};

/// The numbers of one object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ObjectMetrics {
    /// Which.
    pub object: ObjectId,
    /// How often it was taken, by whoever.
    pub taken: u64,
    /// How often a task had to wait for it.
    pub waits: u64,
    /// For how long together.
    pub waited_ns: u64,
    /// The line of the longest wait.
    pub line: Line,
    longest_ns: u64,
}

/// Counts while segments and events come in.
pub(super) struct Contention(Vec<ObjectMetrics>);

impl Contention {
    pub fn new(trace: &Trace) -> Contention {
        let ids = (0..).map(ObjectId).take(trace.objects.len());
        let none = |object| ObjectMetrics {
            object,
            taken: 0,
            waits: 0,
            waited_ns: 0,
            line: Line::NONE,
            longest_ns: 0,
        };
        Contention(ids.map(none).collect())
    }

    pub fn take(&mut self, segment: &Segment) {
        let slice = segment.slice;
        if !matches!(segment.owner, Owner::Task(_)) || !slice.state.is_blocked() {
            return;
        }
        let Some(object) = self.0.get_mut(slice.object.index()) else { return };
        object.waits += 1;
        object.waited_ns += slice.span().0;
        if slice.span().0 >= object.longest_ns {
            (object.longest_ns, object.line) = (slice.span().0, slice.line);
        }
    }

    pub fn count(&mut self, event: &Event) {
        if event.kind == EventKind::Acquire
            && let Some(object) = self.0.get_mut(event.object.index())
        {
            object.taken += 1;
        }
    }

    /// Those that were used, the one that was waited for longest first.
    pub fn finish(self) -> Vec<ObjectMetrics> {
        let mut used = self.0;
        used.retain(|object| object.taken + object.waits > 0);
        used.sort_by_key(|object| (std::cmp::Reverse(object.waited_ns), object.object));
        used
    }
}
