//! Turns workload text into a verified [`Program`], or into a list of diagnostics.
//!
//! text → `parse` (ruff) → `scope` (which name lives where) → `lower` (registers and ops) → `verify`.
//! The workload is compiled together with `prelude.py`, the part of the library that is written in
//! the workload language itself and is therefore interruptible at every instruction.

pub mod library;
pub mod op;
pub mod program;
