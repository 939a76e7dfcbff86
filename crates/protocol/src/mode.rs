//! The one list of modes: the page's picker, the command's help and the documentation read it.

use serde::{Deserialize, Serialize};
use trace::Clock;

use crate::{Knob, Preempt};

/// A way of executing the tasks of a workload.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Processes apart, threads under a lock of their process, coroutines on their event loop.
    AsWritten,
    /// One task after the other.
    Sequential,
    /// One core, shared by time slices.
    TimeSliced,
    /// Every task a thread under a global interpreter lock.
    Threads,
    /// Truly parallel threads that share memory.
    FreeThreads,
    /// Every task a process with memory of its own.
    Processes,
    /// A cooperative event loop.
    Async,
    /// Every task a process on one of several machines.
    Cluster,
}

/// What a visitor is told of a mode, and what can be set in it.
#[derive(Clone, Copy, Debug)]
pub struct ModeInfo {
    /// Which mode.
    pub mode: Mode,
    /// Its name on the command line and in links.
    pub name: &'static str,
    /// Its name on the page.
    pub title: &'static str,
    /// One sentence: who runs when.
    pub sentence: &'static str,
    /// Whether more than one core can be busy.
    pub parallel: bool,
    /// Whether tasks see what others change, unless they are written as processes.
    pub shares_memory: bool,
    /// Where a running task may be interrupted if nothing else was chosen.
    pub preempt: Preempt,
    /// The knobs that change something in it, on the virtual clock.
    pub knobs: &'static [Knob],
    /// The clocks that offer it.
    pub clocks: &'static [Clock],
}

/// All modes, in the order in which they are best met.
pub const MODES: &[ModeInfo] = &[
    ModeInfo {
        mode: Mode::AsWritten,
        name: "as-written",
        title: "As written",
        sentence: "As CPython runs it: threads take turns under their process's interpreter lock, processes run apart in memory of their own, coroutines on their event loop.",
        parallel: true,
        shares_memory: true,
        preempt: Preempt::Cpython,
        knobs: &[
            Knob::Cores,
            Knob::GilInterval,
            Knob::Policy,
            Knob::SwitchCost,
            Knob::Preempt,
            Knob::Seed,
            Knob::Profile,
        ],
        clocks: &[Clock::Virtual],
    },
    ModeInfo {
        mode: Mode::Sequential,
        name: "sequential",
        title: "Sequential",
        sentence: "One task runs to its end, then the next; nothing overlaps, not even waiting.",
        parallel: false,
        shares_memory: true,
        preempt: Preempt::WaitsOnly,
        knobs: &[Knob::Profile],
        clocks: &[Clock::Virtual, Clock::Wall],
    },
    ModeInfo {
        mode: Mode::TimeSliced,
        name: "time-sliced",
        title: "Time-sliced",
        sentence: "One core takes turns: after each quantum the next ready task continues, at any instruction.",
        parallel: false,
        shares_memory: true,
        preempt: Preempt::EveryInstruction,
        knobs: &[
            Knob::Policy,
            Knob::Quantum,
            Knob::SwitchCost,
            Knob::Preempt,
            Knob::Seed,
            Knob::Profile,
        ],
        clocks: &[Clock::Virtual, Clock::Wall],
    },
    ModeInfo {
        mode: Mode::Threads,
        name: "threads",
        title: "Threads under the GIL",
        sentence: "Every task is a thread, and only the one that holds the interpreter lock runs; waiting gives it up.",
        parallel: false,
        shares_memory: true,
        preempt: Preempt::Cpython,
        knobs: &[
            Knob::Cores,
            Knob::GilInterval,
            Knob::Policy,
            Knob::SwitchCost,
            Knob::Preempt,
            Knob::Seed,
            Knob::Profile,
        ],
        clocks: &[Clock::Virtual],
    },
    ModeInfo {
        mode: Mode::FreeThreads,
        name: "free-threads",
        title: "Parallel threads",
        sentence: "Every core runs a task at the same time, in one shared memory and without a global lock.",
        parallel: true,
        shares_memory: true,
        preempt: Preempt::EveryInstruction,
        knobs: &[
            Knob::Cores,
            Knob::Policy,
            Knob::Quantum,
            Knob::SwitchCost,
            Knob::Preempt,
            Knob::Seed,
            Knob::Profile,
        ],
        clocks: &[Clock::Virtual, Clock::Wall],
    },
    ModeInfo {
        mode: Mode::Processes,
        name: "processes",
        title: "Processes",
        sentence: "Every thread, fragment and worker is a process with memory of its own: what it changes no other sees, and what it sends is copied; coroutines stay on their loop.",
        parallel: true,
        shares_memory: false,
        preempt: Preempt::EveryInstruction,
        knobs: &[
            Knob::Cores,
            Knob::StartMethod,
            Knob::Policy,
            Knob::Quantum,
            Knob::SwitchCost,
            Knob::Preempt,
            Knob::Seed,
            Knob::Profile,
        ],
        clocks: &[Clock::Virtual, Clock::Wall],
    },
    ModeInfo {
        mode: Mode::Async,
        name: "async",
        title: "Event loop",
        sentence: "One core, and a task gives it up only where it waits; whoever computes or blocks holds up all.",
        parallel: false,
        shares_memory: true,
        preempt: Preempt::WaitsOnly,
        knobs: &[Knob::SwitchCost, Knob::Profile],
        clocks: &[Clock::Virtual, Clock::Wall],
    },
    ModeInfo {
        mode: Mode::Cluster,
        name: "cluster",
        title: "Cluster",
        sentence: "As processes, on several machines: each takes the next out of one work queue when a core is free, and what goes from one machine to another takes its time on the network.",
        parallel: true,
        shares_memory: false,
        preempt: Preempt::EveryInstruction,
        knobs: &[
            Knob::Cores,
            Knob::Machines,
            Knob::Latency,
            Knob::Bandwidth,
            Knob::SlowMachine,
            Knob::FailAt,
            Knob::StartMethod,
            Knob::Policy,
            Knob::Quantum,
            Knob::SwitchCost,
            Knob::Preempt,
            Knob::Seed,
            Knob::Profile,
        ],
        clocks: &[Clock::Virtual],
    },
];

impl ModeInfo {
    /// In a word or two: whose memory tasks see.
    #[must_use]
    pub fn memory(&self) -> &'static str {
        match (self.mode, self.shares_memory) {
            (Mode::AsWritten, _) => "as written",
            (_, true) => "shared",
            (_, false) => "apart",
        }
    }

    /// The knobs that change something in it on that clock: what things cost is measured on the wall
    /// clock, and not set.
    pub fn knobs_on(&self, clock: Clock) -> impl Iterator<Item = Knob> + use<> {
        let is_real = |knob: &Knob| {
            matches!(knob, Knob::Cores | Knob::Quantum | Knob::Preempt | Knob::StartMethod)
        };
        let knobs = self.knobs.iter().copied();
        knobs.filter(move |knob| clock == Clock::Virtual || is_real(knob))
    }
}

impl Mode {
    /// What is known of this mode.
    #[must_use]
    pub fn info(self) -> &'static ModeInfo {
        MODES.iter().find(|info| info.mode == self).expect("every mode is listed")
    }

    /// The mode of that name, as the command line and links write it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Mode> {
        MODES.iter().find(|info| info.name == name).map(|info| info.mode)
    }
}

impl std::fmt::Display for Mode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.info().name)
    }
}
