//! The messages between the page and the engine's worker.

use costs::Profile;
use serde::{Deserialize, Serialize};

use crate::{Diagnostic, Failure, Mode, Snapshot, Spec, Status};

/// Names a request. Answers to any but the newest run are dropped by the page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct RunId(pub u32);

/// What the page asks. The worker answers nothing before it said [`Response::Ready`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Request {
    /// Run a workload. Ends the run before it, if that still goes on.
    Run {
        /// To match the answers.
        id: RunId,
        /// What and how.
        spec: Spec,
    },
    /// Say what there is to tell of a run, or of several. Ends the run before it.
    Report {
        /// To match the answers, and to stop it.
        id: RunId,
        /// Of which.
        kind: ReportKind,
        /// What, and with which settings.
        spec: Spec,
    },
    /// Say what tasks hold at a moment of a simulated run, by running it again up to there. Ends the
    /// run before it.
    Inspect {
        /// To match the answer.
        id: RunId,
        /// What was run, and how.
        spec: Spec,
        /// The moment, in nanoseconds of virtual time.
        at_ns: u64,
        /// The numbers of the tasks.
        tasks: Vec<u32>,
    },
    /// End the run as soon as possible; its answer comes as usual, with what was reached.
    Stop {
        /// Which.
        id: RunId,
    },
    /// Write the trace that comes along as a file. The page leaves this to the worker, because
    /// visitors would wait for the writers of all formats before their first run.
    Export {
        /// To match the answer.
        id: RunId,
        /// The format, as the command line names it.
        format: String,
    },
    /// Measure what things cost on this machine. Ends the run before it.
    Calibrate {
        /// To match the answer.
        id: RunId,
        /// For which mode.
        mode: Mode,
    },
    /// What an editor tells of the library.
    Library,
    /// Diagnostics only.
    Check {
        /// To match the answer.
        id: RunId,
        /// The workload.
        text: String,
    },
}

/// What a report is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ReportKind {
    /// The run of the spec, whose trace comes along.
    Run,
    /// The workload in every mode, on the virtual clock; the spec's mode and clock count for nothing.
    Comparison,
    /// The workload in the spec's mode, simulated with what things cost on this machine, and really run
    /// so many times; the spec's clock counts for nothing.
    Prediction(u32),
}

/// What the worker answers.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Response {
    /// The worker can be asked.
    Ready {
        /// How many threads really run in parallel; 1 where memory cannot be shared.
        threads: u32,
        /// Why threads cannot run in parallel here, in words for the visitor.
        why_not_parallel: Option<String>,
    },
    /// Something to tell the visitor; nothing, when there is no more need to.
    Notice(Option<String>),
    /// A run goes on. Now and then the canonical bytes of a trace come along, of what has happened so far.
    Progress {
        /// Which.
        id: RunId,
        /// What was printed since the last message.
        stdout: String,
        /// What was written to standard error since.
        stderr: String,
        /// Instructions so far.
        steps: u64,
        /// Nanoseconds of the run's own clock so far.
        time_ns: u64,
    },
    /// Nothing of a run goes on any more: its answer follows.
    Ended {
        /// Which.
        id: RunId,
    },
    /// A run ended. The trace's canonical bytes come along in the same message.
    Finished {
        /// Which.
        id: RunId,
        /// How.
        ending: Box<Ending>,
        /// The whole answer, as the command line's JSON document: the page hands it to scripts and
        /// need not be able to read or write it.
        document: String,
    },
    /// What there is to tell so far, as the page shows it: the worker writes it, because visitors
    /// would wait for the writers before their first run.
    Report {
        /// Of which request.
        id: RunId,
        /// Markup in which all texts of the workload are escaped; none if it was stopped.
        markup: Option<String>,
        /// Whether more is to come.
        going: bool,
    },
    /// What things cost on this machine.
    Calibrated {
        /// Of which request.
        id: RunId,
        /// The profile; none if it was stopped.
        profile: Option<Box<Profile>>,
    },
    /// What tasks hold; nothing if it was stopped.
    Inspected {
        /// Which request.
        id: RunId,
        /// Those that have begun and not ended, and their memory.
        snapshot: Option<Box<Snapshot>>,
    },
    /// A file is written. Its bytes come along; none do where the trace or the format is unknown.
    Exported {
        /// Which.
        id: RunId,
    },
    /// What an editor tells of the library: every name that can be imported or used unimported.
    Library(Vec<LibraryName>),
    /// The diagnostics of a workload.
    Checked {
        /// Which.
        id: RunId,
        /// All findings, by place.
        diagnostics: Vec<Diagnostic>,
    },
}

/// How a run ended, as far as the page shows it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Ending {
    /// In which way.
    pub status: Status,
    /// What CPython's process would have returned.
    pub exit_code: i32,
    /// Why it failed, where it did.
    pub error: Option<Failure>,
    /// What the workload printed: the trace may have less.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
    /// Findings before and during the run.
    pub diagnostics: Vec<Diagnostic>,
}

/// A name of the library.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LibraryName {
    /// Its module; `builtins` for names that need no import.
    pub module: String,
    /// The name.
    pub name: String,
    /// How it is called; the name alone for what is not called.
    pub signature: String,
    /// What it is for; empty where the name says it.
    pub sentence: String,
}
