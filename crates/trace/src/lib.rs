//! The vocabulary of a run: who took part, what happened when, and why.
//!
//! A [`Trace`] is the same type whether a simulator, real threads or a file produced it, so that
//! everything that draws or exports a run needs neither the interpreter nor a clock.

mod columns;
mod event;
mod ids;
mod recorder;
mod rows;
mod time;

pub use columns::{DecodeError, Trace};
pub use event::{Cause, Event, EventKind, Outcome};
pub use ids::{CoreId, Line, ObjectId, TaskId, TextId};
pub use recorder::{Limits, ObjectInfo, ObjectKind, Recorder, TaskInfo, TaskKind};
pub use time::{Clock, Span, Time};
