//! Turns workload text into a verified [`Program`], or into a list of diagnostics.
//!
//! text → `parse` (ruff) → `check` (what is refused) → `scope` (which name lives where) → `lower`
//! (registers and ops) → `verify`.
//! The workload is compiled together with `prelude.py`, the part of the library that is written in
//! the workload language itself and is therefore interruptible at every instruction.

pub mod library;
pub mod mix;
pub mod op;
pub mod program;

mod check;
mod compile;
mod diagnostic;
mod disassemble;
pub mod limits;
mod lower;
mod modules;
mod nesting;
mod parse;
mod render;
mod scope;
mod source;
mod suggest;
mod tabs;
mod verify;

pub use compile::{Compiled, compile, compile_for};
pub use diagnostic::{Diagnostic, Related, Replacement, Severity, Span};
pub use disassemble::disassemble;
pub use modules::Tasks;
pub use program::Program;
pub use render::render;
pub use source::Source;
pub use verify::{Fault, VerifyError, verify};
