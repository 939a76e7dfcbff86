//! Values as messages between address spaces: the format is that of Python's pickle, protocol 4.
//!
//! So a message has the size that it has under CPython, shared parts and cycles are kept within it,
//! and what cannot be pickled there is refused here with the same words. Functions and classes
//! travel by their names, instances by class and attributes.
//!
//! The format is described in CPython's module `pickletools`.

mod dump;
mod load;
mod names;

pub use dump::{Dumped, dump};
pub use load::{Call, Loading, load_some};

use crate::context::Context;
use crate::heap::Heap;

/// Who has a clock, and wants to know how long marshalling takes, is called where it begins and where
/// it is over. What the workload's own code does for it is left out.
#[derive(Clone, Copy, Debug)]
pub struct MarshalWatch {
    /// It begins.
    pub begins: fn(),
    /// It is over.
    pub ends: fn(),
}

impl MarshalWatch {
    /// Does a part of marshalling.
    pub fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        (self.begins)();
        let done = work();
        (self.ends)();
        done
    }
}

/// Does a part of marshalling that somebody may watch.
pub(crate) fn watched<H: Heap, T>(
    ctx: &mut Context<H>,
    work: impl FnOnce(&mut Context<H>) -> T,
) -> T {
    match ctx.linked.marshal_watch {
        Some(watch) => watch.during(|| work(ctx)),
        None => work(ctx),
    }
}

/// The instructions of the format that are written or read here.
mod code {
    pub const PROTO: u8 = 0x80;
    pub const FRAME: u8 = 0x95;
    pub const STOP: u8 = b'.';
    pub const NONE: u8 = b'N';
    pub const TRUE: u8 = 0x88;
    pub const FALSE: u8 = 0x89;
    pub const INT_1: u8 = b'K';
    pub const INT_2: u8 = b'M';
    pub const INT_4: u8 = b'J';
    pub const LONG_1: u8 = 0x8A;
    pub const LONG_4: u8 = 0x8B;
    pub const FLOAT: u8 = b'G';
    pub const BYTES_1: u8 = b'C';
    pub const BYTES_4: u8 = b'B';
    pub const TEXT_1: u8 = 0x8C;
    pub const TEXT_4: u8 = b'X';
    pub const MARK: u8 = b'(';
    pub const POP: u8 = b'0';
    pub const POP_MARK: u8 = b'1';
    pub const EMPTY_TUPLE: u8 = b')';
    pub const TUPLE_1: u8 = 0x85;
    pub const TUPLE: u8 = b't';
    pub const EMPTY_LIST: u8 = b']';
    pub const APPEND: u8 = b'a';
    pub const APPENDS: u8 = b'e';
    pub const EMPTY_DICT: u8 = b'}';
    pub const SET_ITEM: u8 = b's';
    pub const SET_ITEMS: u8 = b'u';
    pub const EMPTY_SET: u8 = 0x8F;
    pub const ADD_ITEMS: u8 = 0x90;
    pub const FROZENSET: u8 = 0x91;
    pub const MEMOIZE: u8 = 0x94;
    pub const GET_1: u8 = b'h';
    pub const GET_4: u8 = b'j';
    pub const GLOBAL: u8 = 0x93;
    pub const REDUCE: u8 = b'R';
    pub const NEW_OBJECT: u8 = 0x81;
    pub const BUILD: u8 = b'b';
}
