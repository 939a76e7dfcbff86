//! The one list of figures: the command's `modes`, the page's table and the simulation read it.

use serde::{Deserialize, Serialize};

/// Something that has a price.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cost {
    /// An instruction that moves a value, reads a variable or jumps.
    Move,
    /// An instruction that adds, subtracts or multiplies.
    Number,
    /// An instruction with another operator.
    Divide,
    /// An instruction that compares.
    Compare,
    /// An instruction that takes the next item of a loop.
    Next,
    /// An instruction that reads or writes an item of a list.
    Item,
    /// An instruction that looks up in a dict or set.
    Key,
    /// An instruction that writes a module variable.
    Global,
    /// An instruction that reads or writes an attribute.
    Attribute,
    /// An instruction that calls a function.
    Call,
    /// An instruction that returns or yields.
    Return,
    /// An instruction that makes a container.
    Make,
    /// An instruction that calls a builtin function or type, or a method of a builtin type.
    Method,
    /// An instruction that calls a class.
    Construct,
    /// An instruction that makes a text.
    Text,
    /// An instruction that raises.
    Raise,
    /// An instruction that enters or leaves a context.
    Context,
    /// More for an operator on integers beyond 30 bits.
    Long,
    /// A unit of a builtin function's work.
    Work,
    /// How much more the library's own code does in CPython.
    Library,
    /// How much less there is to do for what CPython has in C.
    Builtin,
    /// What a run does before the workload's first line.
    BeginRun,
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
    /// Taking, giving back or notifying a condition or a queue.
    Condition,
    /// Taking or giving back a semaphore, setting an event.
    Semaphore,
    /// Asking which of several processes or pipes is ready.
    Select,
    /// Waking up on a core that others use too.
    Wake,
    /// Waking up on a core that was idle.
    WakeCore,
    /// Going on with a task that another one woke, where no interpreter lock is between them.
    HandOver,
    /// One output.
    Output,
    /// How much longer a sleep is than asked for.
    Oversleep,
    /// The same for input and output.
    Late,
    /// What a process does before its first line, where its memory is a copy.
    BeginForked,
    /// A byte of what is in the memory that is copied then.
    ForkByte,
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

/// All figures, in the order of [`Cost`]. Those of instructions are fitted to the programs of
/// `benches/` and to loops over one kind of instruction each: an instruction of ours stands for one to three of CPython's.
pub const COSTS: &[CostInfo] = &[
    CostInfo {
        cost: Cost::Move,
        name: "move",
        unit: Unit::Picos,
        cpython: 2_200,
        meaning: "moving a value, reading a variable, a jump",
    },
    CostInfo {
        cost: Cost::Number,
        name: "number",
        unit: Unit::Picos,
        cpython: 12_000,
        meaning: "adding, subtracting, multiplying",
    },
    CostInfo {
        cost: Cost::Divide,
        name: "divide",
        unit: Unit::Picos,
        cpython: 17_500,
        meaning: "dividing and other operators",
    },
    CostInfo {
        cost: Cost::Compare,
        name: "compare",
        unit: Unit::Picos,
        cpython: 4_900,
        meaning: "comparing",
    },
    CostInfo {
        cost: Cost::Next,
        name: "next",
        unit: Unit::Picos,
        cpython: 11_000,
        meaning: "the next item of a loop",
    },
    CostInfo {
        cost: Cost::Item,
        name: "item",
        unit: Unit::Picos,
        cpython: 5_900,
        meaning: "reading or writing an item of a list",
    },
    CostInfo {
        cost: Cost::Key,
        name: "key",
        unit: Unit::Picos,
        cpython: 38_000,
        meaning: "looking up in a dict or set",
    },
    CostInfo {
        cost: Cost::Global,
        name: "global",
        unit: Unit::Picos,
        cpython: 38_000,
        meaning: "writing a module variable",
    },
    CostInfo {
        cost: Cost::Attribute,
        name: "attribute",
        unit: Unit::Picos,
        cpython: 5_300,
        meaning: "reading or writing an attribute",
    },
    CostInfo {
        cost: Cost::Call,
        name: "call",
        unit: Unit::Picos,
        cpython: 13_500,
        meaning: "calling a function",
    },
    CostInfo {
        cost: Cost::Return,
        name: "return",
        unit: Unit::Picos,
        cpython: 10_000,
        meaning: "returning, yielding",
    },
    CostInfo {
        cost: Cost::Make,
        name: "make",
        unit: Unit::Picos,
        cpython: 56_000,
        meaning: "making a container",
    },
    CostInfo {
        cost: Cost::Method,
        name: "method",
        unit: Unit::Picos,
        cpython: 21_000,
        meaning: "calling a builtin function, type or method",
    },
    CostInfo {
        cost: Cost::Construct,
        name: "construct",
        unit: Unit::Picos,
        cpython: 145_000,
        meaning: "calling a class",
    },
    CostInfo {
        cost: Cost::Text,
        name: "text",
        unit: Unit::Picos,
        cpython: 85_000,
        meaning: "making a text of a value",
    },
    CostInfo {
        cost: Cost::Raise,
        name: "raise",
        unit: Unit::Picos,
        cpython: 144_000,
        meaning: "raising an exception",
    },
    CostInfo {
        cost: Cost::Context,
        name: "context",
        unit: Unit::Picos,
        cpython: 86_000,
        meaning: "entering or leaving a context",
    },
    CostInfo {
        cost: Cost::Long,
        name: "long",
        unit: Unit::Picos,
        cpython: 11_000,
        meaning: "more for an operator on integers beyond 30 bits",
    },
    CostInfo {
        cost: Cost::Work,
        name: "work",
        unit: Unit::Picos,
        cpython: 10_000,
        meaning: "four items or 32 bytes within a builtin function",
    },
    CostInfo {
        cost: Cost::Library,
        name: "library",
        unit: Unit::Percent,
        cpython: 155,
        meaning: "the library's own code, of those prices",
    },
    CostInfo {
        cost: Cost::Builtin,
        name: "builtin",
        unit: Unit::Percent,
        cpython: 30,
        meaning: "what CPython has in C, of those prices",
    },
    CostInfo {
        cost: Cost::BeginRun,
        name: "begin-run",
        unit: Unit::Nanos,
        // An interpreter's own beginning is none of the workload's time.
        cpython: 0,
        meaning: "beginning a run, until the first line",
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
        cpython: 1_000_000,
        meaning: "starting a process, for the one who starts it",
    },
    CostInfo {
        cost: Cost::StartCoroutine,
        name: "start-coroutine",
        unit: Unit::Nanos,
        // Its first step and the instructions of the library come on top of that.
        cpython: 1_300,
        meaning: "making a coroutine a task",
    },
    CostInfo {
        cost: Cost::LoopStep,
        name: "loop-step",
        unit: Unit::Nanos,
        cpython: 1_200,
        meaning: "giving a task of the event loop its turn",
    },
    CostInfo {
        cost: Cost::Lock,
        name: "lock",
        unit: Unit::Nanos,
        // With `context`, half of a `with` statement on a free lock.
        cpython: 20,
        meaning: "taking or giving back a free lock",
    },
    CostInfo {
        cost: Cost::Condition,
        name: "condition",
        unit: Unit::Nanos,
        cpython: 450,
        meaning: "taking or giving back a condition or a place in a queue, notifying",
    },
    CostInfo {
        cost: Cost::Semaphore,
        name: "semaphore",
        unit: Unit::Nanos,
        cpython: 800,
        meaning: "the same for a semaphore or event",
    },
    CostInfo {
        cost: Cost::Select,
        name: "select",
        unit: Unit::Nanos,
        cpython: 40_000,
        meaning: "asking which of several processes or pipes is ready",
    },
    CostInfo {
        cost: Cost::Wake,
        name: "wake",
        unit: Unit::Nanos,
        cpython: 2_000,
        meaning: "waking up for what another task did",
    },
    CostInfo {
        cost: Cost::WakeCore,
        name: "wake-core",
        unit: Unit::Nanos,
        cpython: 22_000,
        meaning: "the same on a core that was idle",
    },
    CostInfo {
        cost: Cost::HandOver,
        name: "hand-over",
        unit: Unit::Nanos,
        cpython: 0,
        meaning: "going on with what another task woke, without a global lock",
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
        meaning: "waking up from a sleep, beyond its time",
    },
    CostInfo {
        cost: Cost::Late,
        name: "late",
        unit: Unit::Nanos,
        cpython: 0,
        meaning: "going on after input or output, beyond its time",
    },
    CostInfo {
        cost: Cost::BeginForked,
        name: "begin-forked",
        unit: Unit::Nanos,
        cpython: 2_800_000,
        meaning: "beginning a forked process",
    },
    CostInfo {
        cost: Cost::ForkByte,
        name: "fork-byte",
        unit: Unit::Picos,
        // A million texts, tuples or entries of a dict are 32 to 48 million bytes and take 4 to 7 ms more,
        // in three parts: tables of pages, pages that either side writes to, and giving all back.
        cpython: 130,
        meaning: "a byte of values in the parent's memory, for a forked process",
    },
    CostInfo {
        cost: Cost::BeginSpawned,
        name: "begin-spawned",
        unit: Unit::Nanos,
        // Start and end take 115 ms.
        cpython: 56_000_000,
        meaning: "beginning a spawned process",
    },
    CostInfo {
        cost: Cost::BeginByServer,
        name: "begin-by-server",
        unit: Unit::Nanos,
        // Start and end take 46 ms.
        cpython: 44_000_000,
        meaning: "beginning a process of the fork server",
    },
    CostInfo {
        cost: Cost::TimeSlice,
        name: "time-slice",
        unit: Unit::Nanos,
        cpython: 4_000_000,
        meaning: "a process's turn while another waits",
    },
    CostInfo {
        cost: Cost::Message,
        name: "message",
        unit: Unit::Nanos,
        // A small tuple takes 0.4 us to pickle and 0.3 us to make again.
        cpython: 300,
        meaning: "pickling or unpickling a message",
    },
    CostInfo {
        cost: Cost::DumpObject,
        name: "dump-object",
        unit: Unit::Picos,
        // Integers in a list take 3.4 ns a byte, and have two to five.
        cpython: 13_000,
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
        cpython: 16_000,
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
        cpython: 2_500,
        meaning: "putting a message into a pipe, or taking it out",
    },
    CostInfo {
        cost: Cost::PipeByte,
        name: "pipe-byte",
        unit: Unit::Picos,
        // A round trip with a megabyte takes 2.2 ms, of which pickling is a half.
        cpython: 1_000,
        meaning: "a byte of a message, into a pipe or out of it",
    },
];

impl Cost {
    /// The prices of instructions, in the order of their kinds.
    pub const INSTRUCTIONS: [Cost; 17] = [
        Cost::Move,
        Cost::Number,
        Cost::Divide,
        Cost::Compare,
        Cost::Next,
        Cost::Item,
        Cost::Key,
        Cost::Global,
        Cost::Attribute,
        Cost::Call,
        Cost::Return,
        Cost::Make,
        Cost::Method,
        Cost::Construct,
        Cost::Text,
        Cost::Raise,
        Cost::Context,
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
