//! What `compare` answers: one workload in every mode.

use serde::{Deserialize, Serialize};

use crate::{Answer, Class, Mode};

/// One workload in every mode. Its JSON form is a contract: add fields, do not rename them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Comparison {
    /// The version of this document.
    pub version: u32,
    /// The file's name.
    pub file: String,
    /// Where most of the workload's time goes.
    pub classification: Class,
    /// Why it is said to be that.
    pub reason: String,
    /// What to do, in one sentence that follows from the numbers.
    pub advice: String,
    /// A run in each mode.
    pub runs: Vec<Answer>,
    /// For each run how its result compares with that of the first.
    pub agreements: Vec<Agreement>,
    /// For each run the first line of its output that is another than the first one's.
    pub divergences: Vec<Option<Divergence>>,
    /// The modes that use several cores, with more and more of them.
    pub scaling: Vec<Scaled>,
}

/// Whether a run has the same result as another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "result")]
pub enum Agreement {
    /// It prints and ends the same.
    Same,
    /// It prints the same lines in another order.
    OtherOrder {
        /// Why that can be.
        why: String,
    },
    /// It prints or ends otherwise.
    Differs {
        /// The first difference, or how it ended.
        what: String,
        /// Why that can be.
        why: String,
    },
}

/// The first moment at which the outputs of two runs part.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Divergence {
    /// Which line of the output, counted from 1.
    pub line: usize,
    /// The line of the first run; none where its output has ended.
    pub first: Option<Printed>,
    /// The line of this run; none where its output has ended.
    pub own: Option<Printed>,
}

/// A line that was printed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Printed {
    /// What.
    pub text: String,
    /// When it was begun.
    pub at_ns: u64,
    /// Who began it.
    pub task: String,
}

/// A run with some number of cores.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Scaled {
    /// In which mode.
    pub mode: Mode,
    /// How many cores.
    pub cores: u32,
    /// How long it took.
    pub makespan_ns: u64,
}
