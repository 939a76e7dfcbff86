//! What a task can be doing, and how each state is told apart without colour.

use trace::Cause;

/// What fills a slice: what a task does, or what a core or a lock is used for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum State {
    /// The task computes on a core.
    Running = 0,
    /// The task keeps its core although it only waits, so nobody else can use it.
    Holding = 1,
    /// The task could run and has no core.
    Ready = 2,
    /// Ready, because its core was taken away or offered to others.
    Preempted = 3,
    /// The task waits for something outside.
    Io = 4,
    /// The task sleeps.
    Sleep = 5,
    /// The task waits for a lock.
    Lock = 6,
    /// The task waits for another task to end.
    Join = 7,
    /// The task waits for the global interpreter lock.
    Gil = 8,
    /// The task waits at a queue.
    Queue = 9,
    /// The task waits for an event or a condition.
    Event = 10,
    /// The task waits for its process to be started.
    Starting = 11,
    /// The task waits, and the trace does not say for what.
    Waiting = 12,
    /// A core switches from one task to another.
    Switch = 13,
    /// A lock is held.
    Held = 14,
    /// The task has ended.
    Done = 15,
}

/// A fill that tells states apart without colour.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Pattern {
    /// Filled evenly.
    Solid,
    /// An edge and a faint fill.
    Outline,
    /// Strokes that rise to the left: `\\\`.
    HatchLeft,
    /// Strokes that rise to the right: `///`.
    HatchRight,
    /// Strokes both ways.
    Cross,
    /// Dots, loosely set.
    Dots,
    /// Dots, closely set.
    DotsDense,
    /// Level strokes.
    Horizontal,
    /// Upright strokes.
    Vertical,
    /// Strokes that rise to the right, far apart.
    HatchWide,
    /// A grid of level and upright strokes.
    Grid,
    /// Upright strokes, closely set.
    VerticalDense,
    /// One level line in the middle of the lane.
    Baseline,
}

impl Pattern {
    /// Every pattern, for a renderer that prepares them once.
    pub const ALL: [Pattern; 13] = [
        Pattern::Solid,
        Pattern::Outline,
        Pattern::HatchLeft,
        Pattern::HatchRight,
        Pattern::Cross,
        Pattern::Dots,
        Pattern::DotsDense,
        Pattern::Horizontal,
        Pattern::Vertical,
        Pattern::HatchWide,
        Pattern::Grid,
        Pattern::VerticalDense,
        Pattern::Baseline,
    ];

    /// A stable name, fit for an id in a document.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Pattern::Solid => "solid",
            Pattern::Outline => "outline",
            Pattern::HatchLeft => "hatch-left",
            Pattern::HatchRight => "hatch-right",
            Pattern::Cross => "cross",
            Pattern::Dots => "dots",
            Pattern::DotsDense => "dots-dense",
            Pattern::Horizontal => "horizontal",
            Pattern::Vertical => "vertical",
            Pattern::HatchWide => "hatch-wide",
            Pattern::Grid => "grid",
            Pattern::VerticalDense => "vertical-dense",
            Pattern::Baseline => "baseline",
        }
    }
}

/// A row of the table of states.
struct Row {
    name: &'static str,
    letter: char,
    pattern: Pattern,
    meaning: &'static str,
}

const fn row(name: &'static str, letter: char, pattern: Pattern, meaning: &'static str) -> Row {
    Row { name, letter, pattern, meaning }
}

/// In the order of [`State::ALL`]. Invariant: letters and patterns are unique.
const ROWS: [Row; State::COUNT] = [
    row("running", 'R', Pattern::Solid, "computes on a core"),
    row("holding", 'H', Pattern::Cross, "keeps its core although it only waits"),
    row("ready", 'r', Pattern::Outline, "could run, has no core"),
    row("preempted", 'p', Pattern::HatchWide, "ready; its core was taken or offered to others"),
    row("I/O", 'I', Pattern::Horizontal, "waits for something outside"),
    row("sleep", 'Z', Pattern::Dots, "sleeps"),
    row("lock", 'L', Pattern::HatchLeft, "waits for a lock"),
    row("join", 'J', Pattern::Vertical, "waits for another task to end"),
    row("GIL", 'G', Pattern::Grid, "waits for the global interpreter lock"),
    row("queue", 'Q', Pattern::HatchRight, "waits at a queue"),
    row("event", 'E', Pattern::DotsDense, "waits for an event or a condition"),
    row("starting", 'S', Pattern::Cross, "its process is being started"),
    row("waiting", 'W', Pattern::Outline, "waits for something unnamed"),
    row("switch", 'x', Pattern::VerticalDense, "a core changes from one task to another"),
    row("held", 'K', Pattern::Solid, "a lock is held"),
    row("done", '-', Pattern::Baseline, "has ended"),
];

impl State {
    /// How many states there are.
    pub const COUNT: usize = 16;

    /// Every state, in the order a legend lists them.
    pub const ALL: [State; State::COUNT] = [
        State::Running,
        State::Holding,
        State::Ready,
        State::Preempted,
        State::Io,
        State::Sleep,
        State::Lock,
        State::Join,
        State::Gil,
        State::Queue,
        State::Event,
        State::Starting,
        State::Waiting,
        State::Switch,
        State::Held,
        State::Done,
    ];

    fn row(self) -> &'static Row {
        &ROWS[self.index()]
    }

    /// The position in [`State::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// One word, as a legend says it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The style sheets' name of its colour, without the dashes before it.
    #[must_use]
    pub fn token(self) -> String {
        let name = self.name().chars().filter(char::is_ascii_alphabetic);
        format!("state-{}", name.collect::<String>().to_ascii_lowercase())
    }

    /// One character, unique among states, for the narrowest slices and for text.
    #[must_use]
    pub fn letter(self) -> char {
        self.row().letter
    }

    /// The fill that goes with it.
    #[must_use]
    pub fn pattern(self) -> Pattern {
        self.row().pattern
    }

    /// What it means, in a few words after "the task".
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.row().meaning
    }

    /// Whether the task waits for something other than a core.
    #[must_use]
    pub fn is_blocked(self) -> bool {
        matches!(
            self,
            State::Io
                | State::Sleep
                | State::Lock
                | State::Join
                | State::Gil
                | State::Queue
                | State::Event
                | State::Starting
                | State::Waiting
        )
    }

    /// Whether the task is on a core.
    #[must_use]
    pub fn is_on_core(self) -> bool {
        matches!(self, State::Running | State::Holding)
    }

    /// Whether the task only lacks a core.
    #[must_use]
    pub fn is_ready(self) -> bool {
        matches!(self, State::Ready | State::Preempted)
    }

    /// The state of a task that was blocked for this cause.
    #[must_use]
    pub fn of_block(cause: Cause) -> State {
        match cause {
            Cause::Io => State::Io,
            Cause::Sleep => State::Sleep,
            Cause::Lock => State::Lock,
            Cause::Join => State::Join,
            Cause::Gil => State::Gil,
            Cause::Queue => State::Queue,
            Cause::Event => State::Event,
            Cause::Start => State::Starting,
            Cause::None | Cause::Quantum | Cause::Yield | Cause::Outranked | Cause::Stolen => {
                State::Waiting
            }
        }
    }
}

/// A set of states, as a legend's filter keeps it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct StateSet(u16);

impl StateSet {
    /// No state.
    pub const EMPTY: StateSet = StateSet(0);

    /// Whether `state` is in it.
    #[must_use]
    pub fn contains(self, state: State) -> bool {
        self.0 & (1 << state.index()) != 0
    }

    /// The set with `state`.
    #[must_use]
    pub fn with(self, state: State) -> StateSet {
        StateSet(self.0 | (1 << state.index()))
    }

    /// The set with `state` added if it was absent, removed if it was there.
    #[must_use]
    pub fn toggled(self, state: State) -> StateSet {
        StateSet(self.0 ^ (1 << state.index()))
    }

    /// Its members, in legend order.
    pub fn iter(self) -> impl Iterator<Item = State> {
        State::ALL.into_iter().filter(move |state| self.contains(*state))
    }
}

#[cfg(test)]
mod tests {
    use super::{State, StateSet};

    #[test]
    fn no_two_states_share_a_letter() {
        let mut letters: Vec<char> = State::ALL.iter().map(|state| state.letter()).collect();
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(letters.len(), State::COUNT);
    }

    #[test]
    fn the_list_is_in_the_order_of_numbers() {
        assert!(State::ALL.iter().enumerate().all(|(index, state)| state.index() == index));
    }

    #[test]
    fn toggling_twice_changes_nothing() {
        let set = StateSet::EMPTY.with(State::Io);
        assert_eq!(set.toggled(State::Lock).toggled(State::Lock), set);
        assert_eq!(set.iter().collect::<Vec<_>>(), [State::Io]);
    }
}
