//! Processes with an instance of the engine, and a memory, of their own: the mode `processes`.
//!
//! Each is a *member* ([`member`]): natively a child process of this program, in a browser a Web Worker
//! that shares no memory with others. It has a machine with one process and runs that on one thread.
//! What processes share (who there is, locks, pipes, shared numbers, output) is in the *hub*
//! ([`hub`]), on the thread that awaits the run: members ask it by message and wait for the answer, as
//! a process of an operating system calls that. Values go as the library's own messages, a forked
//! memory goes whole.
//!
//! Every message says when it was sent, and who hears it does nothing earlier ([`stamp`]): so the
//! events of all members, put in order of time, have every cause before its effect.

mod hub;
mod inbox;
mod letters;
mod member;
mod merge;
mod stamp;

use std::sync::Arc;

use futures_util::future::{FutureExt, LocalBoxFuture};
use lang::program::Program;

use crate::platform::HAS_MEMBERS;
use crate::run::Finished;
use crate::settings::Settings;
use crate::watch::{Progress, Stop};

pub(crate) use hub::Post;
pub(crate) use inbox::Inbox;
pub(crate) use letters::{Letter, Order, Piece, Said, Waiting};
pub(crate) use member::Elsewhere;
pub use member::{MemberError, serve};
pub(crate) use stamp::Stamp;

/// The most processes at a time: each has a memory and a thread of the system.
pub const PROCESSES_MAX: usize = 64;

/// Executes a program whose processes have memory of their own. Where no run can have such members the
/// compiler leaves out what does so.
///
/// # Panics
/// Where no run can have members.
pub(crate) fn run<'a>(
    program: Arc<Program>,
    settings: Settings,
    stop: &'a Stop,
    tell: &'a mut dyn FnMut(Progress<'_>),
    ended: &'a mut dyn FnMut(),
) -> LocalBoxFuture<'a, Finished> {
    if HAS_MEMBERS {
        hub::run(program, settings, stop, tell, ended).boxed_local()
    } else {
        unreachable!("a host without members has another one execute such a run")
    }
}
