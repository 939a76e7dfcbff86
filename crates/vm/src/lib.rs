//! Executes a program step by step for one address space. It knows no time, no scheduler, no
//! files and no JavaScript: a task that needs anything of the world pauses with a [`Request`].
//!
//! [`Fiber`] is one task's saved state; [`Fiber::run`] runs it until its fuel ends or one visible
//! operation happened. [`Kernel`] is what tasks share beside memory: the table of tasks and the
//! synchronisation objects. [`Machine`] puts both together over a [`LocalHeap`], as a value.

pub mod heap;
pub mod kind;
pub mod value;

mod request;

pub use request::{Limit, NewSync, Pause, Request, Want, Yields};
