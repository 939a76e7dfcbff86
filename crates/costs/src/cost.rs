//! The one list of figures: the command's `modes`, the page's table and the simulation read it.

use serde::{Deserialize, Serialize};

/// Something that has a price.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cost {
    /// One instruction of the machine.
    Instruction,
    /// Starting a thread.
    StartThread,
    /// Starting a process by a copy of the parent.
    StartProcess,
    /// Making a coroutine into a task.
    StartCoroutine,
    /// Taking or giving back a free lock.
    Lock,
    /// One output.
    Output,
}

/// What a figure counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Nanoseconds each time.
    Nanos,
    /// Picoseconds, for what is counted by the thousand: instructions, bytes.
    Picos,
}

impl Unit {
    /// Its sign, for tables.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Unit::Nanos => "ns",
            Unit::Picos => "ps",
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

/// All figures, in the order of [`Cost`].
pub const COSTS: &[CostInfo] = &[
    CostInfo {
        cost: Cost::Instruction,
        name: "instruction",
        unit: Unit::Picos,
        // One of ours stands for one to two of CPython's: this meets 55 ns for a turn of
        // `for i in range(n): total += i * i`.
        cpython: 18_000,
        meaning: "one instruction of the machine",
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
        cpython: 2_400_000,
        meaning: "starting a process by fork, until its first line",
    },
    CostInfo {
        cost: Cost::StartCoroutine,
        name: "start-coroutine",
        unit: Unit::Nanos,
        // Half of what making and awaiting a task takes.
        cpython: 5_600,
        meaning: "making a coroutine into a task of the event loop",
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
];

impl Cost {
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
