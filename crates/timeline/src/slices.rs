//! The slices of one lane: columns sorted by time, with running sums.
//!
//! The sums answer "how much of each state between two times" exactly in the time of two binary
//! searches, whatever the times are. That is what drawing a million slices costs: no tree of
//! buckets has to line up with the pixels.

use trace::{Cause, CoreId, Line, ObjectId, Span, TaskId, TextId, Time};

use crate::State;

/// A running sum is kept for every so many slices: 15 sums of 8 bytes for 32 slices of 42 bytes.
const BLOCK: usize = 32;

/// One stretch of a lane in which nothing changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slice {
    /// When it began.
    pub from: Time,
    /// When it ended, or the trace did.
    pub to: Time,
    /// What filled it.
    pub state: State,
    /// Why the task left its core or what it waits for.
    pub cause: Cause,
    /// The object waited for or held.
    pub object: ObjectId,
    /// In a lane of a core or lock: the task that uses it. In a task's lane: the task waited for.
    pub other: TaskId,
    /// The line the task stood on when it began.
    pub line: Line,
    /// The label the workload gave.
    pub text: TextId,
    /// Where it ran.
    pub core: CoreId,
    /// Who ended it: the task that woke this one.
    pub ended_by: TaskId,
}

impl Slice {
    /// How long it lasted.
    #[must_use]
    pub fn span(&self) -> Span {
        self.to.since(self.from)
    }
}

/// Time spent in each state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Mixture(pub [u64; State::COUNT]);

impl Mixture {
    /// Nanoseconds in `state`.
    #[must_use]
    pub fn of(&self, state: State) -> u64 {
        self.0[state.index()]
    }

    /// Nanoseconds in any state.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// The states that occur, longest first; equal ones in legend order.
    #[must_use]
    pub fn ranked(&self) -> Vec<(State, u64)> {
        let mut present: Vec<(State, u64)> = State::ALL
            .into_iter()
            .map(|state| (state, self.of(state)))
            .filter(|(_, time)| *time > 0)
            .collect();
        present.sort_by_key(|&(state, time)| (std::cmp::Reverse(time), state));
        present
    }

    fn add(&mut self, state: State, nanos: u64) {
        self.0[state.index()] += nanos;
    }

    fn minus(mut self, earlier: &Mixture) -> Mixture {
        for (sum, earlier) in self.0.iter_mut().zip(&earlier.0) {
            *sum = sum.saturating_sub(*earlier);
        }
        self
    }
}

/// The slices of a lane, in the order of time.
///
/// Invariant: starts are ascending and no slice begins before the one before it ends.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Slices {
    starts: Vec<u64>,
    ends: Vec<u64>,
    states: Vec<State>,
    causes: Vec<Cause>,
    objects: Vec<ObjectId>,
    others: Vec<TaskId>,
    lines: Vec<Line>,
    texts: Vec<TextId>,
    cores: Vec<CoreId>,
    enders: Vec<TaskId>,
    /// The sums before slice 0, 32, 64 …
    sums: Vec<Mixture>,
    /// When slice 0, 32, 64 … begins.
    block_starts: Vec<u64>,
    /// The sums of all slices.
    total: Mixture,
}

impl Slices {
    /// How many slices there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The slice of `index`, if there is one.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Slice> {
        (index < self.len()).then(|| Slice {
            from: Time(self.starts[index]),
            to: Time(self.ends[index]),
            state: self.states[index],
            cause: self.causes[index],
            object: self.objects[index],
            other: self.others[index],
            line: self.lines[index],
            text: self.texts[index],
            core: self.cores[index],
            ended_by: self.enders[index],
        })
    }

    /// All slices, in the order of time.
    pub fn iter(&self) -> impl Iterator<Item = Slice> + '_ {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// When slice `index` begins, in ns. It must exist.
    #[must_use]
    pub fn start(&self, index: usize) -> u64 {
        self.starts[index]
    }

    /// When slice `index` ends, in ns. It must exist.
    #[must_use]
    pub fn end(&self, index: usize) -> u64 {
        self.ends[index]
    }

    /// What fills slice `index`. It must exist.
    #[must_use]
    pub fn state(&self, index: usize) -> State {
        self.states[index]
    }

    /// The first slice that ends after `time`: the one at that time, or the next.
    #[must_use]
    pub fn first_ending_after(&self, time: u64) -> usize {
        self.ends.partition_point(|&end| end <= time)
    }

    /// The first slice that begins at `time` or later.
    #[must_use]
    pub fn first_starting_from(&self, time: u64) -> usize {
        self.starts.partition_point(|&start| start < time)
    }

    /// As [`Slices::first_starting_from`], quick when the answer is near `hint`, which is not after it.
    #[must_use]
    pub fn gallop_starting_from(&self, time: u64, hint: usize) -> usize {
        // Blocks first: their starts are few enough to stay in a processor's cache.
        let block = gallop(&self.block_starts, hint / BLOCK, |&start| start < time);
        let from = (block.saturating_sub(1) * BLOCK).max(hint);
        let to = (block * BLOCK).clamp(from, self.len());
        from + self.starts[from..to].partition_point(|&start| start < time)
    }

    /// The slice that covers `time`, if one does.
    #[must_use]
    pub fn at(&self, time: u64) -> Option<usize> {
        let index = self.first_ending_after(time);
        (index < self.len() && self.starts[index] <= time).then_some(index)
    }

    /// How long each state lasted between two times.
    #[must_use]
    pub fn mixture(&self, from: u64, to: u64) -> Mixture {
        if to <= from {
            return Mixture::default();
        }
        self.before(to, self.first_ending_after(to))
            .minus(&self.before(from, self.first_ending_after(from)))
    }

    /// The same for two times of which the slices that hold or follow them are known.
    pub(crate) fn mixture_within(&self, from: (u64, usize), to: (u64, usize)) -> Mixture {
        self.before(to.0, to.1).minus(&self.before(from.0, from.1))
    }

    /// How long each state lasted in all.
    #[must_use]
    pub fn total(&self) -> &Mixture {
        &self.total
    }

    /// The sums up to `time`, all slices before `index` being over by then and none after it begun.
    fn before(&self, time: u64, index: usize) -> Mixture {
        let Some(block) = self.sums.get(index / BLOCK) else {
            return self.total;
        };
        let mut sums = *block;
        for earlier in index / BLOCK * BLOCK..index {
            sums.add(self.states[earlier], self.ends[earlier] - self.starts[earlier]);
        }
        if index < self.len() && self.starts[index] < time {
            sums.add(self.states[index], time.min(self.ends[index]) - self.starts[index]);
        }
        sums
    }

    /// Appends a slice. It must not begin before the last one ends, nor end before it begins.
    pub(crate) fn push(&mut self, slice: &Slice) {
        assert!(slice.from <= slice.to, "a slice ends after it begins");
        assert!(
            self.ends.last().is_none_or(|&end| end <= slice.from.0),
            "slices of a lane do not overlap"
        );
        if self.len().is_multiple_of(BLOCK) {
            self.sums.push(self.total);
            self.block_starts.push(slice.from.0);
        }
        self.total.add(slice.state, slice.span().0);
        self.starts.push(slice.from.0);
        self.ends.push(slice.to.0);
        self.states.push(slice.state);
        self.causes.push(slice.cause);
        self.objects.push(slice.object);
        self.others.push(slice.other);
        self.lines.push(slice.line);
        self.texts.push(slice.text);
        self.cores.push(slice.core);
        self.enders.push(slice.ended_by);
    }
}

/// The first position from `hint` on at which `before` no longer holds, quick when it is near.
pub(crate) fn gallop<T>(sorted: &[T], hint: usize, before: impl Fn(&T) -> bool) -> usize {
    let mut low = hint.min(sorted.len());
    let mut step = 1;
    while sorted.get(low + step).is_some_and(&before) {
        low += step;
        step *= 2;
    }
    let high = (low + step).min(sorted.len());
    low + sorted[low..high].partition_point(before)
}
