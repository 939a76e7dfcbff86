//! What the page, the engine's worker and the command line say to each other: plain data.
//!
//! Control messages are these types in postcard form. A trace never travels inside one: its
//! canonical bytes (`trace::Trace::to_bytes`) go along as one transferred buffer.

mod answer;
mod comparison;
mod duration;
mod example;
mod message;
mod mode;
mod policy;
mod prediction;
mod snapshot;
mod spec;
mod start_method;

pub use answer::{
    Answer, Class, Diagnostic, Failure, LoopLag, Metrics, ObjectAnswer, Related, Replacement,
    Severity, Status, TaskAnswer,
};
pub use comparison::{Agreement, Comparison, Divergence, Printed, Scaled};
pub use duration::parse_span;
pub use example::{EXAMPLES, Example};
pub use message::{Ending, LibraryName, ReportKind, Request, Response, RunId};
pub use mode::{MODES, Mode, ModeInfo};
pub use policy::{OWN_POLICY, POLICIES, Policy, PolicyInfo};
pub use prediction::{Parts, Prediction, Timed};
pub use snapshot::{Snapshot, StackFrame, TaskSnapshot, Variable};
pub use spec::{Knob, Knobs, Preempt, Spec};
pub use start_method::{START_METHODS, StartMethod, StartMethodInfo};
