//! What a run answers: the `run` document of the command line, and what the page shows.

use litemap::LiteMap;

use serde::{Deserialize, Serialize};
use trace::{Clock, ObjectKind, TaskKind};

use crate::Mode;

/// The answer of one run. Its JSON form is a contract: add fields, do not rename them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// The version of this document.
    pub version: u32,
    /// The file's name.
    pub file: String,
    /// How the tasks were executed.
    pub mode: Mode,
    /// On which clock.
    pub clock: Clock,
    /// How it ended.
    pub status: Status,
    /// What the workload printed.
    pub stdout: String,
    /// What it wrote to standard error, without the traceback of its end.
    pub stderr: String,
    /// What CPython's process would have returned.
    pub exit_code: i32,
    /// Why it failed, where it did.
    pub error: Option<Failure>,
    /// From the first event to the last, in nanoseconds.
    pub makespan_ns: u64,
    /// Instructions executed by all tasks together.
    pub steps: u64,
    /// The choices that repeat this run.
    pub schedule: String,
    /// The hash of the trace.
    pub trace_hash: String,
    /// Sums over all tasks.
    pub metrics: Metrics,
    /// Each task.
    pub tasks: Vec<TaskAnswer>,
    /// Findings before and during the run.
    pub diagnostics: Vec<Diagnostic>,
}

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// The main task returned.
    Ok,
    /// An exception nobody caught.
    Error,
    /// Every task waited and nothing could wake any.
    Deadlock,
    /// A named limit was reached.
    Limit,
    /// The workload cannot be run; see its diagnostics.
    Refused,
    /// The visitor stopped it.
    Stopped,
}

/// Why a run failed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Failure {
    /// The exception's type, `Deadlock`, or the limit's name.
    #[serde(rename = "type")]
    pub kind: String,
    /// The exception's message, or who waits for what held by whom.
    pub message: String,
    /// CPython's traceback layout, or one line for each waiting task.
    pub traceback: String,
    /// The line of the workload where it happened.
    pub line: Option<u32>,
}

/// Sums over all tasks of a run, in nanoseconds where a name says so.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Metrics {
    /// The sequential virtual makespan over this one; 0 where it was not asked for.
    pub speedup: f64,
    /// Time on a core.
    pub cpu_ns: u64,
    /// Time waiting for something outside or sleeping.
    pub io_wait_ns: u64,
    /// Time waiting for locks.
    pub lock_wait_ns: u64,
    /// Time waiting for the global interpreter lock.
    pub gil_wait_ns: u64,
    /// Time ready without a core.
    pub ready_ns: u64,
    /// Switches from one task to another on a core.
    pub context_switches: u64,
    /// Switches that the task did not ask for.
    pub preemptions: u64,
    /// Busy share of all cores over the makespan, 0 to 1.
    pub utilisation: f64,
    /// Bytes marshalled between memories.
    pub marshalled_bytes: u64,
    /// Bytes that went from one machine to another.
    pub network_bytes: u64,
    /// How many tasks there were.
    pub tasks: u64,
    /// Switches in which the global interpreter lock was demanded.
    pub gil_handovers: u64,
    /// How often a task went on on another core than before.
    pub migrations: u64,
    /// Busy share of each core over the makespan, 0 to 1.
    pub core_utilisation: Vec<f64>,
    /// The share of the work that only one task could do (Amdahl's law), 0 to 1.
    pub serial_fraction: f64,
    /// The least makespan with as many cores as tasks and no interpreter lock: the critical path
    /// without its waits for either.
    pub critical_path_ns: u64,
    /// Where most of the time goes.
    pub class: Class,
    /// Why, in one clause with its figures.
    pub class_reason: String,
    /// The longest time that an event loop kept a ready task waiting, if there is a loop.
    pub loop_lag: Option<LoopLag>,
    /// What tasks met at, the one that was waited for longest first.
    pub objects: Vec<ObjectAnswer>,
}

/// Where most of a workload's time goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Computing.
    #[default]
    CpuBound,
    /// Waiting for something outside, or asleep.
    IoBound,
    /// Both.
    Mixed,
}

impl Class {
    /// As documents write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Class::CpuBound => "cpu-bound",
            Class::IoBound => "io-bound",
            Class::Mixed => "mixed",
        }
    }
}

/// A task of an event loop that was ready, and who kept it waiting.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LoopLag {
    /// How long it was ready.
    pub lag_ns: u64,
    /// Who it was.
    pub task: String,
    /// Who ran longest meanwhile.
    pub by: String,
    /// For how long without a break.
    pub ran_ns: u64,
    /// The line on which that one began.
    pub line: Option<u32>,
}

/// An object that tasks met at.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ObjectAnswer {
    /// What the workload calls it.
    pub name: String,
    /// What it is.
    pub kind: ObjectKind,
    /// How often it was taken.
    pub taken: u64,
    /// How often a task had to wait for it.
    pub waits: u64,
    /// For how long together.
    pub waited_ns: u64,
    /// The line of the longest wait.
    pub line: Option<u32>,
}

/// One task of a run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TaskAnswer {
    /// Its id.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// How it was written.
    pub kind: TaskKind,
    /// Who started it.
    pub parent: Option<u32>,
    /// When it was started.
    pub start_ns: u64,
    /// When it ended, or the run did.
    pub end_ns: u64,
    /// Time on a core.
    pub running_ns: u64,
    /// Time ready without a core.
    pub ready_ns: u64,
    /// Time waiting.
    pub blocked_ns: u64,
    /// The same by state and cause, without those that it was never in.
    pub states: LiteMap<String, u64>,
}

/// How grave a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The workload is not run.
    Error,
    /// It runs, and probably not as meant.
    Warning,
    /// It could be better.
    Hint,
}

/// A finding, with its place and what to do about it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    /// A stable name, such as `unsupported-statement`.
    pub code: String,
    /// How grave.
    pub severity: Severity,
    /// First line, counted from 1.
    pub line: u32,
    /// First column, counted from 1 in characters.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// The column after the last.
    pub end_column: u32,
    /// What and why, in one sentence.
    pub message: String,
    /// What to write instead.
    pub help: String,
    /// The change that mends it, where one is right without further thought.
    pub replacement: Option<Replacement>,
    /// Further places.
    pub related: Vec<Related>,
}

/// A change of the text, in lines and columns as its finding has them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Replacement {
    /// First line of what is taken away.
    pub line: u32,
    /// Its first column.
    pub column: u32,
    /// Its last line.
    pub end_line: u32,
    /// The column after its last; the first one where text is only put in.
    pub end_column: u32,
    /// What stands there instead.
    pub text: String,
}

/// A further place of a finding.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Related {
    /// Its line.
    pub line: u32,
    /// Its column.
    pub column: u32,
    /// What is there.
    pub message: String,
}
