//! The one list of figures: the command's `modes`, the page's table and the simulation read it.

use serde::{Deserialize, Serialize};

/// Something that has a price.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cost {
    /// An instruction that moves a value or jumps.
    Move,
    /// An instruction that computes or compares.
    Number,
    /// An instruction that reads or writes an item of a container.
    Item,
    /// An instruction that reads or writes an attribute.
    Attribute,
    /// An instruction that calls, returns or yields.
    Call,
    /// An instruction that makes a container or a text, or handles exceptions and contexts.
    Make,
    /// An instruction that calls a method.
    Method,
    /// How much more the library's own code does in CPython.
    Library,
    /// Starting a thread.
    StartThread,
    /// Starting a process by a copy of the parent.
    StartProcess,
    /// Making a coroutine into a task.
    StartCoroutine,
    /// A step of a task of an event loop.
    LoopStep,
    /// Taking or giving back a free lock.
    Lock,
    /// One output.
    Output,
    /// How much longer a sleep is than asked for.
    Oversleep,
    /// What a process does before its first line, where its memory is a copy.
    BeginForked,
    /// The same where it begins anew.
    BeginSpawned,
    /// The same where a server has prepared it.
    BeginByServer,
    /// How long the system lets a process run while another waits for its core.
    TimeSlice,
    /// A message, to make or to read, whatever is in it.
    Message,
    /// Pickling an object.
    DumpObject,
    /// Pickling a byte.
    DumpByte,
    /// Making an object of a message.
    LoadObject,
    /// The same for a byte.
    LoadByte,
    /// Putting a message into a pipe, or taking it out.
    Pipe,
    /// The same for a byte of it.
    PipeByte,
}

/// What a figure counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Nanoseconds each time.
    Nanos,
    /// Picoseconds, for what is counted by the thousand: instructions, bytes.
    Picos,
    /// Parts in a hundred of another figure.
    Percent,
}

impl Unit {
    /// Its sign, for tables.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Unit::Nanos => "ns",
            Unit::Picos => "ps",
            Unit::Percent => "%",
        }
    }
}

/// A figure of every profile: what it is called, what it means, and its value in the first profile.
#[derive(Clone, Copy, Debug)]
pub struct CostInfo {
    /// Which.
    pub cost: Cost,
    /// Its name on the command line and in tables.
    pub name: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// CPython 3.11 on Linux, x86-64: see [`crate::ProfileName::Cpython311`].
    pub cpython: u64,
    /// What is paid for, in one clause.
    pub meaning: &'static str,
}

/// All figures, in the order of [`Cost`]. Those of instructions are the least squares over the
/// workloads of `benches/fidelity` and `benches/programs`: an instruction of ours stands for one to
/// two of CPython's.
pub const COSTS: &[CostInfo] = &[
    CostInfo {
        cost: Cost::Move,
        name: "move",
        unit: Unit::Picos,
        cpython: 5_500,
        meaning: "moving a value, a jump; one instruction",
    },
    CostInfo {
        cost: Cost::Number,
        name: "number",
        unit: Unit::Picos,
        cpython: 10_800,
        meaning: "computing or comparing numbers; one instruction",
    },
    CostInfo {
        cost: Cost::Item,
        name: "item",
        unit: Unit::Picos,
        cpython: 4_800,
        meaning: "reading or writing an item of a container; one instruction",
    },
    CostInfo {
        cost: Cost::Attribute,
        name: "attribute",
        unit: Unit::Picos,
        cpython: 1_000,
        meaning: "reading or writing an attribute; one instruction",
    },
    CostInfo {
        cost: Cost::Call,
        name: "call",
        unit: Unit::Picos,
        cpython: 7_000,
        meaning: "calling, returning, yielding; one instruction",
    },
    CostInfo {
        cost: Cost::Make,
        name: "make",
        unit: Unit::Picos,
        cpython: 8_000,
        meaning: "making a container or a text, raising, entering a context; one instruction",
    },
    CostInfo {
        cost: Cost::Method,
        name: "method",
        unit: Unit::Picos,
        cpython: 40_000,
        meaning: "calling a method; one instruction",
    },
    CostInfo {
        cost: Cost::Library,
        name: "library",
        unit: Unit::Percent,
        cpython: 180,
        meaning: "instructions of the library's own code, which does more in CPython, of those prices",
    },
    CostInfo {
        cost: Cost::StartThread,
        name: "start-thread",
        unit: Unit::Nanos,
        cpython: 67_000,
        meaning: "starting a thread, until its first line",
    },
    CostInfo {
        cost: Cost::StartProcess,
        name: "start-process",
        unit: Unit::Nanos,
        // A third of the 2.4 ms from start to end.
        cpython: 800_000,
        meaning: "starting a process, for the one who starts it",
    },
    CostInfo {
        cost: Cost::StartCoroutine,
        name: "start-coroutine",
        unit: Unit::Nanos,
        // Its first step and the instructions of the library come on top of that.
        cpython: 4_000,
        meaning: "making a coroutine into a task of the event loop",
    },
    CostInfo {
        cost: Cost::LoopStep,
        name: "loop-step",
        unit: Unit::Nanos,
        cpython: 1_300,
        meaning: "giving a task of the event loop its turn, beside the loop's instructions",
    },
    CostInfo {
        cost: Cost::Lock,
        name: "lock",
        unit: Unit::Nanos,
        // Half of a `with` statement on a free lock.
        cpython: 110,
        meaning: "taking or giving back a free lock",
    },
    CostInfo {
        cost: Cost::Output,
        name: "output",
        unit: Unit::Nanos,
        cpython: 1_500,
        meaning: "one print",
    },
    CostInfo {
        cost: Cost::Oversleep,
        name: "oversleep",
        unit: Unit::Nanos,
        cpython: 55_000,
        meaning: "waking up from a sleep, later than was asked for",
    },
    CostInfo {
        cost: Cost::BeginForked,
        name: "begin-forked",
        unit: Unit::Nanos,
        cpython: 1_600_000,
        meaning: "what a forked process does before its first line",
    },
    CostInfo {
        cost: Cost::BeginSpawned,
        name: "begin-spawned",
        unit: Unit::Nanos,
        // Start and end take 115 ms.
        cpython: 113_000_000,
        meaning: "what a spawned process does before its first line",
    },
    CostInfo {
        cost: Cost::BeginByServer,
        name: "begin-by-server",
        unit: Unit::Nanos,
        // Start and end take 46 ms.
        cpython: 44_000_000,
        meaning: "what a process of the fork server does before its first line",
    },
    CostInfo {
        cost: Cost::TimeSlice,
        name: "time-slice",
        unit: Unit::Nanos,
        cpython: 4_000_000,
        meaning: "how long a process runs while another waits for its core",
    },
    CostInfo {
        cost: Cost::Message,
        name: "message",
        unit: Unit::Nanos,
        // A small tuple takes 0.4 us to pickle and 0.3 us to make again.
        cpython: 300,
        meaning: "pickling or unpickling a message, whatever is in it",
    },
    CostInfo {
        cost: Cost::DumpObject,
        name: "dump-object",
        unit: Unit::Picos,
        // Integers in a list take 3.4 ns a byte, and have two to five.
        cpython: 15_000,
        meaning: "pickling an object",
    },
    CostInfo {
        cost: Cost::DumpByte,
        name: "dump-byte",
        unit: Unit::Picos,
        // A megabyte of bytes takes 0.5 ms, and 0.04 ms to make again.
        cpython: 500,
        meaning: "pickling a byte",
    },
    CostInfo {
        cost: Cost::LoadObject,
        name: "load-object",
        unit: Unit::Picos,
        cpython: 18_000,
        meaning: "unpickling an object",
    },
    CostInfo {
        cost: Cost::LoadByte,
        name: "load-byte",
        unit: Unit::Picos,
        cpython: 40,
        meaning: "unpickling a byte",
    },
    CostInfo {
        cost: Cost::Pipe,
        name: "pipe",
        unit: Unit::Nanos,
        // A round trip takes 27 us, of which waking the other side is a half.
        cpython: 4_000,
        meaning: "putting a message into a pipe, or taking it out",
    },
    CostInfo {
        cost: Cost::PipeByte,
        name: "pipe-byte",
        unit: Unit::Picos,
        // A round trip with a megabyte takes 2.2 ms, of which pickling is a half.
        cpython: 280,
        meaning: "a byte of a message, into a pipe or out of it",
    },
];

impl Cost {
    /// The prices of instructions, in the order of their kinds.
    pub const INSTRUCTIONS: [Cost; 7] = [
        Cost::Move,
        Cost::Number,
        Cost::Item,
        Cost::Attribute,
        Cost::Call,
        Cost::Make,
        Cost::Method,
    ];

    /// What is known of this figure.
    #[must_use]
    pub fn info(self) -> &'static CostInfo {
        &COSTS[self.index()]
    }

    /// The figure of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Cost> {
        COSTS.iter().find(|info| info.name == name).map(|info| info.cost)
    }

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

#[cfg(test)]
mod tests {
    use super::{COSTS, Cost};

    #[test]
    fn the_list_is_in_the_order_of_numbers() {
        assert!(COSTS.iter().enumerate().all(|(index, info)| info.cost.index() == index));
    }

    #[test]
    fn figures_are_found_by_name() {
        assert_eq!(Cost::from_name("start-thread"), Some(Cost::StartThread));
        assert_eq!(Cost::from_name("start thread"), None);
    }
}
