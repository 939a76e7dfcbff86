//! The saved states of all tasks of a machine.
//!
//! Of tasks that wait there may be very many, and most registers hold small handles or nothing: so
//! what waits is packed into as few bytes as it takes, and unpacked when it goes on.

use std::borrow::Cow;

use lang::op::Reg;
use lang::program::CodeIdx;
use trace::TaskId;

use crate::fiber::{Fiber, Frame, Resumption, Role};
use crate::linked::Linked;
use crate::value::Value;

/// How many bytes of a value's word are kept: most are handles, which count from 0.
const WIDTHS: [usize; 4] = [0, 2, 3, 8];

/// Each task's saved state, until it ends.
#[derive(Clone)]
pub(crate) struct Fibers {
    slots: Vec<Option<Slot>>,
    /// The room of a fiber that was packed last, for the next that is unpacked.
    spare: Option<Box<Fiber>>,
    /// What a packed one is written in.
    bytes: Vec<u8>,
}

#[derive(Clone)]
enum Slot {
    Whole(Box<Fiber>),
    /// What it is known by, its registers and its frames, as [`pack`] writes them.
    Packed(Box<[u8]>),
}

impl Fibers {
    /// That many tasks that have ended, and one.
    pub fn after(n_ended: usize, fiber: Fiber) -> Fibers {
        let mut slots = Vec::new();
        slots.resize_with(n_ended, || None);
        slots.push(Some(Slot::Whole(Box::new(fiber))));
        Fibers { slots, spare: None, bytes: Vec::new() }
    }

    /// How many tasks there were.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Adds a task that has not begun.
    pub fn push(&mut self, fiber: Box<Fiber>, linked: &Linked) {
        self.slots.push(Some(Slot::Whole(fiber)));
        self.pack(self.slots.len() - 1, linked);
    }

    /// The state of a task, to go on; none once it has ended.
    pub fn whole(&mut self, task: TaskId) -> Option<&mut Fiber> {
        let slot = &mut self.slots[task.index()];
        if let Some(Slot::Packed(bytes)) = slot {
            let mut fiber = self.spare.take().unwrap_or_default();
            Packed::new(bytes).unpack(&mut fiber);
            *slot = Some(Slot::Whole(fiber));
        }
        let Some(Slot::Whole(fiber)) = slot else { return None };
        Some(fiber)
    }

    /// The state of a task, to look at; none once it has ended.
    pub fn view(&self, task: TaskId) -> Option<Cow<'_, Fiber>> {
        Some(match self.slots.get(task.index())?.as_ref()? {
            Slot::Whole(fiber) => Cow::Borrowed(fiber),
            Slot::Packed(bytes) => {
                let mut fiber = Fiber::default();
                Packed::new(bytes).unpack(&mut fiber);
                Cow::Owned(fiber)
            }
        })
    }

    /// Notes that a task goes on.
    pub fn go_on(&mut self, task: TaskId) {
        self.whole(task);
    }

    /// Notes that a task waits.
    pub fn park(&mut self, task: TaskId, linked: &Linked) {
        self.pack(task.index(), linked);
    }

    /// Notes that a task has ended.
    pub fn end(&mut self, task: TaskId) {
        self.slots[task.index()] = None;
    }

    /// Calls `visit` with every value that the tasks keep alive for which `is_own` holds.
    pub fn visit_roots(
        &self,
        linked: &Linked,
        is_own: impl Fn(TaskId) -> bool,
        visit: &mut dyn FnMut(Value),
    ) {
        for (task, slot) in (0..).map(TaskId).zip(&self.slots) {
            match slot {
                Some(Slot::Whole(fiber)) if is_own(task) => fiber.visit_roots(linked, visit),
                Some(Slot::Packed(bytes)) if is_own(task) => {
                    let mut from = Packed::new(bytes);
                    (0..=from.n_registers).for_each(|_| visit(from.value()));
                }
                _ => {}
            }
        }
    }

    fn pack(&mut self, index: usize, linked: &Linked) {
        let Some(Slot::Whole(fiber)) = self.slots[index].take() else { return };
        self.slots[index] = Some(if pack(&fiber, linked, &mut self.bytes) {
            self.spare = Some(fiber);
            Slot::Packed(self.bytes.as_slice().into())
        } else {
            Slot::Whole(fiber)
        });
    }
}

/// Writes a fiber, unless there is something unusual about it: it handles an exception, a generator is on
/// its stack, an instruction of it was answered in part, it is very deep.
fn pack(fiber: &Fiber, linked: &Linked, out: &mut Vec<u8>) -> bool {
    let reply = match fiber.resumption {
        Resumption::Go => Reg::NONE,
        Resumption::Reply(register) => register,
        Resumption::Throw(_) => return false,
    };
    let is_plain = |frame: &Frame| matches!(frame.role, Role::Entry | Role::Call);
    let is_usual = fiber.handling.is_empty()
        && fiber.answers.is_empty()
        && fiber.drained.is_none()
        && !fiber.is_last_try
        && fiber.frames.iter().all(is_plain);
    let end = fiber.end_of_windows(linked);
    if !is_usual || end > usize::from(u16::MAX) {
        return false;
    }
    out.clear();
    put_words([end as u16, fiber.frames.len() as u16, reply.0, 0], out);
    put_value(fiber.carried, out);
    fiber.registers[..end].iter().for_each(|value| put_value(*value, out));
    for &Frame { code, pc, dest, base, .. } in &fiber.frames {
        put_words([code.0, pc, dest.0, base as u16], out);
    }
    true
}

fn put_words(words: [u16; 4], out: &mut Vec<u8>) {
    words.iter().for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
}

/// Writes a value: in one byte its variant's number and the place of its width, and so many bytes.
fn put_value(value: Value, out: &mut Vec<u8>) {
    let (number, word) = value.parts();
    let place = WIDTHS.iter().position(|&width| word & !mask(width) == 0).unwrap_or(3);
    out.push(number << 2 | place as u8);
    let end = out.len() + WIDTHS[place];
    // Eight bytes are written at once, and not one by one.
    out.extend_from_slice(&word.to_le_bytes());
    out.truncate(end);
}

/// What so many bytes hold.
fn mask(width: usize) -> u64 {
    u64::MAX.checked_shr(64 - 8 * width as u32).unwrap_or(0)
}

/// Reads what [`pack`] wrote.
struct Packed<'a> {
    /// Invariant: those of the frames are at the end, so that eight can be read at each value.
    rest: &'a [u8],
    n_registers: u16,
    n_frames: u16,
    reply: Reg,
}

impl<'a> Packed<'a> {
    fn new(bytes: &'a [u8]) -> Packed<'a> {
        let mut packed = Packed { rest: bytes, n_registers: 0, n_frames: 0, reply: Reg::NONE };
        let [n_registers, n_frames, reply, _] = packed.words();
        Packed { n_registers, n_frames, reply: Reg(reply), ..packed }
    }

    fn word(&mut self, width: usize) -> u64 {
        let word = self.rest.first_chunk().map_or(0, |word| u64::from_le_bytes(*word));
        self.rest = &self.rest[width..];
        word & mask(width)
    }

    fn words(&mut self) -> [u16; 4] {
        let word = self.word(8);
        [0, 16, 32, 48].map(|shift| (word >> shift) as u16)
    }

    fn value(&mut self) -> Value {
        let head = self.word(1) as u8;
        let word = self.word(WIDTHS[usize::from(head & 3)]);
        Value::of_parts(head >> 2, word).unwrap_or_default()
    }

    fn unpack(mut self, fiber: &mut Fiber) {
        fiber.carried = self.value();
        fiber.registers.clear();
        fiber.registers.extend((0..self.n_registers).map(|_| self.value()));
        fiber.frames.clear();
        for depth in 0..self.n_frames {
            let [code, pc, dest, base] = self.words();
            fiber.frames.push(Frame {
                code: CodeIdx(code),
                pc,
                dest: Reg(dest),
                role: if depth == 0 { Role::Entry } else { Role::Call },
                base: base.into(),
                n_handling: 0,
            });
        }
        fiber.resumption = match self.reply {
            Reg::NONE => Resumption::Go,
            register => Resumption::Reply(register),
        };
    }
}
