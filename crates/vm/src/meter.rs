//! How much a fiber may still run, and where it may stop.

use lang::op::{Op, Pc, Reg};

use crate::fiber::Preempt;
use crate::linked::LinkedCode;
use crate::weigh::Scale;

/// The fuel between two looks at what other threads ask for: they wait for it.
const ATTENTION: i64 = 4096;

/// What is left of a fiber's fuel, and whether it may stop once there is none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meter<S> {
    /// Negative where more was spent than given.
    pub remaining: i64,
    /// What comes after that, and after a look at what other threads ask for.
    pub later: i64,
    pub preempt: Preempt,
    /// Whether the instruction that used up the fuel was followed by an interruption point.
    at_point: bool,
    /// What weighs the instructions.
    pub scale: S,
    /// See [`crate::Run::due`].
    pub due: Option<f64>,
}

impl<S: Scale> Meter<S> {
    pub fn new(given: i64, preempt: Preempt, is_shared: bool, scale: S) -> Meter<S> {
        let remaining = if is_shared { given.min(ATTENTION) } else { given };
        Meter { remaining, later: given - remaining, preempt, at_point: true, scale, due: None }
    }

    /// Weighs a jump, and gives where it leads.
    #[inline(always)]
    pub fn jump(&mut self, code: &LinkedCode, from: usize, to: Pc) -> usize {
        let to = usize::from(to.0);
        self.scale.jump(code, from, to);
        to
    }

    /// The same for a jump that may not be taken.
    #[inline(always)]
    pub fn jump_if(&mut self, is_taken: bool, code: &LinkedCode, from: usize, to: Pc) -> usize {
        self.scale.jump_if(is_taken, code, from, usize::from(to.0))
    }

    /// Whether any is left.
    pub fn has_fuel(&self) -> bool {
        self.remaining > 0 || self.later > 0
    }

    /// Takes some of what comes later; says whether there was any.
    pub fn refill(&mut self) -> bool {
        let more = self.later.min(ATTENTION.saturating_sub(self.remaining));
        self.remaining += more;
        self.later -= more;
        more > 0
    }

    /// Asked before the instruction that uses up the fuel and before each one beyond it: whether it
    /// may still run. `remaining` is what is left after it.
    #[cold]
    #[inline(never)]
    pub fn allows(&mut self, op: &Op, remaining: i64, is_atomic: bool) -> bool {
        if remaining < 0 && self.at_point {
            return false;
        }
        self.at_point = !is_atomic && self.is_point(*op);
        true
    }

    /// Charges work beyond the instruction itself; `is_atomic` says so of the code that goes on.
    pub fn charge(&mut self, work: u64, op: Op, is_atomic: bool) {
        self.remaining = self.remaining.saturating_sub(i64::try_from(work).unwrap_or(i64::MAX));
        if self.remaining <= 0 {
            self.at_point = !is_atomic && self.is_point(op);
        }
    }

    /// Whether a task may be interrupted after that instruction, where it may be at all.
    pub fn is_point(&self, op: Op) -> bool {
        self.preempt != Preempt::Cpython || is_cpython_point(op)
    }
}

/// Whether CPython looks for interruptions after that instruction: after calls and jumps back. What
/// leaves a context in order is a call, what enters it is none.
fn is_cpython_point(op: Op) -> bool {
    match op {
        Op::Loop { .. }
        | Op::Call { .. }
        | Op::CallShape { .. }
        | Op::CallSpread { .. }
        | Op::CallMethod { .. } => true,
        Op::ExitContext { exception, .. } => exception == Reg::NONE,
        _ => false,
    }
}
