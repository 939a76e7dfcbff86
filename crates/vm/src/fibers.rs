//! The saved states of all tasks of a machine.
//!
//! Of tasks that wait there may be very many, and most registers hold small handles or nothing: so
//! what waits is packed into as few bytes as it takes, and unpacked when it goes on.

use std::borrow::Cow;

use lang::op::Reg;
use trace::TaskId;

use crate::fiber::{Fiber, Frame, Resumption, Role};
use crate::image::{Reader, Saved, Word, save_all, save_number};
use crate::linked::Linked;
use crate::value::Value;

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
    /// What it is known by, its registers and its frames: see [`pack`].
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
            unpack(bytes, &mut fiber);
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
                unpack(bytes, &mut fiber);
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
                    let mut from = Reader::new(bytes);
                    visit(Value::load(&mut from));
                    (0..from.length()).for_each(|_| visit(Value::load(&mut from)));
                }
                _ => {}
            }
        }
    }

    fn pack(&mut self, index: usize, linked: &Linked) {
        let Some(Slot::Whole(mut fiber)) = self.slots[index].take() else { return };
        self.slots[index] = Some(if pack(&mut fiber, linked, &mut self.bytes) {
            self.spare = Some(fiber);
            Slot::Packed(self.bytes.as_slice().into())
        } else {
            Slot::Whole(fiber)
        });
    }
}

/// Writes a fiber, unless there is something unusual about it: it handles an exception, a generator is on
/// its stack, an instruction of it was answered in part.
fn pack(fiber: &mut Fiber, linked: &Linked, out: &mut Vec<u8>) -> bool {
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
    if is_usual {
        out.clear();
        fiber.carried.save(out);
        fiber.registers.truncate(fiber.end_of_windows(linked));
        save_all(&fiber.registers, out);
        save_number(fiber.frames.len() as u64, out);
        for &Frame { code, pc, dest, base, .. } in &fiber.frames {
            code.save(out);
            for number in [u64::from(pc), dest.0.into(), base.into()] {
                save_number(number, out);
            }
        }
        save_number(reply.0.into(), out);
    }
    is_usual
}

/// Reads what [`pack`] wrote.
fn unpack(bytes: &[u8], fiber: &mut Fiber) {
    let mut from = Reader::new(bytes);
    fiber.carried = Value::load(&mut from);
    fiber.registers.clear();
    for _ in 0..from.length() {
        fiber.registers.push(Value::load(&mut from));
    }
    fiber.frames.clear();
    for depth in 0..from.length() {
        let mut number = || from.number();
        fiber.frames.push(Frame {
            code: Word::of_word(number()),
            pc: number() as u16,
            dest: Reg(number() as u16),
            role: if depth == 0 { Role::Entry } else { Role::Call },
            base: number() as u32,
            n_handling: 0,
        });
    }
    fiber.resumption = match Reg(from.number() as u16) {
        Reg::NONE => Resumption::Go,
        register => Resumption::Reply(register),
    };
}
