//! The saved states of all tasks of a machine.
//!
//! Of tasks that wait there may be very many, and most registers hold small handles or nothing: so
//! what waits is packed into as few bytes as it takes, and unpacked when it goes on.

use std::borrow::Cow;

use lang::op::{Op, Reg};
use lang::program::{CodeIdx, Program};
use trace::TaskId;

use crate::fiber::{Fiber, Frame, Pending, Role, innermost_line};
use crate::linked::Linked;
use crate::value::Value;

/// How many bytes of a value's word are kept: most are handles, which count from 0.
const WIDTHS: [usize; 4] = [0, 2, 3, 8];

/// What so many bytes hold.
const MASKS: [u64; 4] = [0, 0xFFFF, 0xFF_FFFF, u64::MAX];

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

    /// The function that a task is in; none once it has ended.
    pub fn code(&self, task: TaskId) -> Option<CodeIdx> {
        match self.slots.get(task.index())?.as_ref()? {
            Slot::Whole(fiber) => fiber.frames.last().map(|top| top.code),
            Slot::Packed(bytes) => Packed::new(bytes).frames().last().map(|top| top.code),
        }
    }

    /// The line of the workload on which a task stands: see [`Fiber::line`].
    pub fn line(&self, task: TaskId, program: &Program) -> Option<u32> {
        match self.slots.get(task.index())?.as_ref()? {
            Slot::Whole(fiber) => fiber.line(program),
            Slot::Packed(bytes) => {
                let packed = Packed::new(bytes);
                let frames = packed.frames().map(|frame| (frame.code, frame.pc));
                innermost_line(program, frames.rev(), packed.reply != Reg::NONE)
            }
        }
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
                    Packed::new(bytes).values().for_each(&mut *visit);
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
///
/// First stand four numbers, then of each value its variant's number and the place of its width, then
/// the values' words, then the frames.
fn pack(fiber: &Fiber, linked: &Linked, out: &mut Vec<u8>) -> bool {
    let reply = match fiber.pending {
        Pending::Nothing => Reg::NONE,
        Pending::Reply(register) => register,
        Pending::Throw(_) => return false,
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
    let kept = &fiber.registers[..end_of_kept(fiber, linked).unwrap_or(end)];
    out.clear();
    put_words([kept.len() as u16, end as u16, fiber.frames.len() as u16, reply.0], out);
    let heads = out.len();
    out.resize(heads + 1 + kept.len(), 0);
    for (place, value) in (heads..).zip(std::iter::once(&fiber.carried).chain(kept)) {
        let (number, word) = value.parts();
        let width = MASKS.iter().filter(|&&mask| word > mask).count();
        out[place] = number << 2 | width as u8;
        let end = out.len() + WIDTHS[width];
        // Eight bytes are written at once, and not one by one.
        out.extend_from_slice(&word.to_le_bytes());
        out.truncate(end);
    }
    for &Frame { code, pc, dest, base, .. } in &fiber.frames {
        put_words([code.0, pc, dest.0, base as u16], out);
    }
    true
}

/// The first register that is seen no more, where the frame on top waits for the reply to a call: it
/// might have called a function, whose window would have begun there.
fn end_of_kept(fiber: &Fiber, linked: &Linked) -> Option<usize> {
    let Pending::Reply(_) = fiber.pending else { return None };
    let top = fiber.frames.last()?;
    match linked.code(top.code).ops[usize::from(top.pc).checked_sub(1)?] {
        Op::Call { base, .. } | Op::CallMethod { base, .. } => Some(fiber.place(base)),
        _ => None,
    }
}

fn put_words(words: [u16; 4], out: &mut Vec<u8>) {
    let together = words.iter().rev().fold(0, |above, &word| above << 16 | u64::from(word));
    out.extend_from_slice(&together.to_le_bytes());
}

/// What [`put_words`] wrote.
fn words(bytes: &[u8]) -> [u16; 4] {
    let word = bytes.first_chunk().map_or(0, |word| u64::from_le_bytes(*word));
    [0, 16, 32, 48].map(|shift| (word >> shift) as u16)
}

/// Reads what [`pack`] wrote.
struct Packed<'a> {
    /// Of each value, the one that is carried first.
    heads: &'a [u8],
    /// Invariant: the frames are at the end, so that eight bytes can be read for each value.
    words: &'a [u8],
    frames: &'a [u8],
    /// How many registers there are, those included that are seen no more.
    n_registers: u16,
    reply: Reg,
}

impl<'a> Packed<'a> {
    fn new(bytes: &'a [u8]) -> Packed<'a> {
        let [n_kept, n_registers, n_frames, reply] = words(bytes);
        let (heads, words) = bytes[8..].split_at(1 + usize::from(n_kept));
        let frames = &words[words.len() - 8 * usize::from(n_frames)..];
        Packed { heads, words, frames, n_registers, reply: Reg(reply) }
    }

    /// The value that is carried, and those of the registers that are kept.
    fn values(&self) -> impl Iterator<Item = Value> + use<'a> {
        let mut rest = self.words;
        self.heads.iter().map(move |head| {
            let width = usize::from(head & 3);
            let word = rest.first_chunk().map_or(0, |word| u64::from_le_bytes(*word));
            rest = &rest[WIDTHS[width]..];
            Value::of_parts(head >> 2, word & MASKS[width]).unwrap_or_default()
        })
    }

    fn frames(&self) -> impl DoubleEndedIterator<Item = Frame> + use<'a> {
        self.frames.chunks_exact(8).enumerate().map(|(depth, frame)| {
            let [code, pc, dest, base] = words(frame);
            let role = if depth == 0 { Role::Entry } else { Role::Call };
            let (code, dest, base) = (CodeIdx(code), Reg(dest), base.into());
            Frame { code, pc, dest, role, base, n_handling: 0 }
        })
    }

    fn unpack(&self, fiber: &mut Fiber) {
        let mut values = self.values();
        fiber.carried = values.next().unwrap_or_default();
        fiber.registers.clear();
        fiber.registers.resize(self.n_registers.into(), Value::Unbound);
        fiber.registers.iter_mut().zip(values).for_each(|(register, value)| *register = value);
        fiber.frames.clear();
        fiber.frames.extend(self.frames());
        fiber.pending = match self.reply {
            Reg::NONE => Pending::Nothing,
            register => Pending::Reply(register),
        };
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::fiber::{Fuel, Preempt};
    use crate::heap::LocalHeap;
    use crate::request::Pause;

    /// Asks for something two calls deep, amid variables of several types and an expression.
    const PROGRAM: &str = "
def inner(number, text, *rest):
    total = 0.5
    for item in rest:
        total += item * len([number, print(item)])
    return text * number + str(total)

def outer(number):
    unbound = [number]
    answer = {'key': inner(number, 'ab', 2**40, -3, 7)}
    del unbound
    return answer['key'], print(), number

print(*outer(2))
";

    struct Bench {
        heap: LocalHeap,
        linked: Linked,
    }

    fn bench_of(text: &str) -> (Bench, Fiber) {
        let compiled = lang::compile("fibers.py", text);
        let program = Arc::new(compiled.program.expect("the program compiles"));
        let mut heap = LocalHeap::new(program.globals.len(), 1 << 24);
        let fiber = Fiber::call(&program, program.entry, &[]);
        let linked = Linked::new(program, &mut heap);
        (Bench { heap, linked }, fiber)
    }

    impl Bench {
        /// Runs a task until it asks for something, and answers with what that was.
        fn request(&mut self, fiber: &mut Fiber) -> Option<String> {
            let run = fiber.run(&mut self.heap, &self.linked, Fuel(1 << 20), Preempt::WaitsOnly);
            match run.pause {
                Pause::Request(request) => Some(format!("{request:?}")),
                Pause::Done(_) => None,
                other => panic!("the program ends well: {other:?}"),
            }
        }

        fn parked(&self, fiber: Fiber) -> Fibers {
            let mut fibers = Fibers::after(0, fiber);
            fibers.park(MAIN, &self.linked);
            fibers
        }

        /// All that a task shows of itself.
        fn shown(&self, fiber: &Fiber) -> String {
            let frames = fiber.frames(&self.linked.program);
            let frames: Vec<String> = frames.map(|frame| format!("{frame:?}")).collect();
            let line = fiber.line(&self.linked.program);
            format!("{line:?} {:?} {:?} {frames:#?}", fiber.carried, fiber.pending)
        }
    }

    const MAIN: TaskId = TaskId(0);

    fn is_packed(fibers: &Fibers) -> bool {
        matches!(fibers.slots[0], Some(Slot::Packed(_)))
    }

    #[test]
    fn every_value_is_read_again() {
        let (bench, mut fiber) = bench_of("print()");
        let words = [0, 1, 0xFF, 0x100, 0xFFFF, 0x1_0000, 0xFF_FFFF, 0x100_0000, 0xFFFF_FFFF];
        let wide = [1 << 32, u64::MAX >> 1, u64::MAX];
        let of_all_kinds: Vec<Value> = (0..=u8::MAX)
            .flat_map(|number| words.iter().chain(&wide).map(move |&word| (number, word)))
            .filter_map(|(number, word)| Value::of_parts(number, word))
            .collect();
        assert!(of_all_kinds.len() > 30 * words.len(), "there are many kinds");
        let n_own = fiber.registers.len();
        fiber.registers = of_all_kinds;
        fiber.frames[0].base = (fiber.registers.len() - n_own) as u32;
        fiber.carried = Value::Float(-1e-300);
        let before = format!("{fiber:?}");
        let mut fibers = bench.parked(fiber);
        assert!(is_packed(&fibers));
        assert_eq!(format!("{:?}", fibers.view(MAIN).unwrap()), before);
        assert_eq!(format!("{:?}", fibers.whole(MAIN).unwrap()), before);
    }

    #[test]
    fn who_was_packed_shows_the_same_and_goes_on_the_same() {
        let (mut bench, mut fiber) = bench_of(PROGRAM);
        let mut n_requests = 0;
        while let Some(request) = bench.request(&mut fiber) {
            n_requests += 1;
            fiber.carried = Value::Int(n_requests);
            let program = bench.linked.program.clone();
            let mut fibers = bench.parked(fiber.clone());
            assert!(is_packed(&fibers));
            assert_eq!(bench.shown(&fibers.view(MAIN).unwrap()), bench.shown(&fiber));
            assert_eq!(fibers.line(MAIN, &program), fiber.line(&program));
            assert_eq!(fibers.code(MAIN), fiber.frames.last().map(|top| top.code));
            let packed = fibers.whole(MAIN).unwrap();
            assert_eq!(bench.shown(packed), bench.shown(&fiber));
            packed.resume(Value::None);
            fiber.resume(Value::None);
            // Both on copies of one memory.
            let heap = bench.heap.clone();
            let asked = bench.request(&mut packed.clone());
            bench.heap = heap.clone();
            assert_eq!(bench.request(&mut fiber.clone()), asked, "after {request}");
            bench.heap = heap;
            fiber = packed.clone();
        }
        assert_eq!(n_requests, 5);
    }

    #[test]
    fn what_is_seen_no_more_is_not_kept() {
        let (mut bench, mut fiber) = bench_of("def f(a):\n    a + print(a, 2)\n\nf(1)");
        bench.request(&mut fiber).unwrap();
        let fibers = bench.parked(fiber.clone());
        let view = fibers.view(MAIN).unwrap();
        assert_eq!(view.registers.len(), fiber.end_of_windows(&bench.linked));
        let unbound = |fiber: &Fiber| {
            fiber.registers.iter().filter(|value| matches!(value, Value::Unbound)).count()
        };
        // The callee and its two arguments.
        assert_eq!(unbound(&view), unbound(&fiber) + 3);
        let mut roots = Vec::new();
        fibers.visit_roots(&bench.linked, |_| true, &mut |value| roots.push(format!("{value:?}")));
        let kept = view.registers[..roots.len() - 1].iter().map(|value| format!("{value:?}"));
        assert!(kept.eq(roots[1..].iter().cloned()), "the first one is what it carries");
        assert!(roots.contains(&"Int(1)".to_owned()) && !roots.contains(&"Int(2)".to_owned()));
        fibers.visit_roots(&bench.linked, |_| false, &mut |_| panic!("it is another's"));
    }

    #[test]
    fn who_is_unusual_stays_whole() {
        let (mut bench, mut fiber) =
            bench_of("try:\n    1 / 0\nexcept ArithmeticError:\n    print()");
        bench.request(&mut fiber).unwrap();
        assert!(!is_packed(&bench.parked(fiber)), "it handles an exception");
        let (mut bench, mut fiber) = bench_of("for i in (print(n) for n in [1]):\n    i");
        bench.request(&mut fiber).unwrap();
        assert!(!is_packed(&bench.parked(fiber.clone())), "a generator is on its stack");
        fiber.throw(Value::None);
        let mut fibers = bench.parked(fiber);
        assert!(!is_packed(&fibers), "it is to raise an exception");
        assert!(fibers.whole(MAIN).is_some());
        fibers.end(MAIN);
        assert!(fibers.whole(MAIN).is_none() && fibers.view(MAIN).is_none());
        assert_eq!(fibers.code(MAIN), None);
    }
}
