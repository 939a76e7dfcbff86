//! The messages between the page and the engine's worker.

use serde::{Deserialize, Serialize};

use crate::{Answer, Diagnostic, Spec};

/// Names a request. Answers to any but the newest run are dropped by the page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct RunId(pub u32);

/// What the page asks. The worker answers nothing before it said [`Response::Ready`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[expect(clippy::large_enum_variant, reason = "a request is made once for each run")]
pub enum Request {
    /// Run a workload. Ends the run before it, if that still goes on.
    Run {
        /// To match the answers.
        id: RunId,
        /// What and how.
        spec: Spec,
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
    /// A run goes on.
    Progress {
        /// Which.
        id: RunId,
        /// What was printed since the last message.
        stdout: String,
        /// Instructions so far.
        steps: u64,
        /// Nanoseconds of the run's own clock so far.
        time_ns: u64,
    },
    /// A run ended. The trace's canonical bytes come along in the same message.
    Finished {
        /// Which.
        id: RunId,
        /// How.
        answer: Box<Answer>,
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
