//! The messages between the page and the engine's worker.

use serde::{Deserialize, Serialize};

use crate::{Agreement, Answer, Class, Comparison, Diagnostic, Scaled, Snapshot, Spec};

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
    /// Run a workload in every mode, on the virtual clock. Ends the run before it.
    Compare {
        /// To match the answers, and to stop it.
        id: RunId,
        /// What, and with which settings; its mode and its clock count for nothing.
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
        /// The answer as the command line's JSON document: the page hands it to scripts and need
        /// not be able to write it.
        document: String,
    },
    /// One run of a comparison ended: its answer without output, tasks and findings.
    Compared {
        /// Which comparison.
        id: RunId,
        /// How.
        answer: Box<Answer>,
    },
    /// A comparison ended.
    Comparison {
        /// Which.
        id: RunId,
        /// What follows from its runs; nothing if it was stopped.
        summary: Option<Summary>,
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

/// What follows from the runs of a comparison, which came one by one.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Summary {
    /// What to do, in one sentence that follows from the numbers.
    pub advice: String,
    /// Where most of the workload's time goes.
    pub class: Class,
    /// Why it is said to be that.
    pub reason: String,
    /// For each run how its result compares with that of the first.
    pub likeness: Vec<Likeness>,
    /// The modes that use several cores, with more and more of them.
    pub scaling: Vec<Scaled>,
}

/// How a run's result compares with another's. [`crate::Agreement`] in a form that postcard reads.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Likeness {
    /// It is the same.
    Same,
    /// It has the same lines in another order; why that can be.
    OtherOrder(String),
    /// It is another; in which way, and why that can be.
    Differs(String),
}

impl From<Agreement> for Likeness {
    fn from(agreement: Agreement) -> Likeness {
        match agreement {
            Agreement::Same => Likeness::Same,
            Agreement::OtherOrder { why } => Likeness::OtherOrder(why),
            Agreement::Differs { what, why } => Likeness::Differs(format!("{what}; {why}")),
        }
    }
}

impl From<Comparison> for Summary {
    fn from(comparison: Comparison) -> Summary {
        Summary {
            advice: comparison.advice,
            class: comparison.classification,
            reason: comparison.reason,
            likeness: comparison.agreements.into_iter().map(Likeness::from).collect(),
            scaling: comparison.scaling,
        }
    }
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
