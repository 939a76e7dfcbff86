//! What instructions weigh, for drivers that have a clock: each kind of instruction has its weight, and
//! so has a unit of a native's work.
//!
//! A function's instructions are added up beforehand, so that what has run is weighed by stretches: from
//! where a jump, a call or a return led to the next of these. What an instruction weighs beyond that, by
//! what it works on, is added where the machine looks at that anyway.

use std::hint::cold_path;

use lang::mix::OpClass;
use lang::op::{CompareOp, Op, Reg};
use lang::program::Code;

use crate::linked::{Linked, LinkedCode};
use crate::quick::Window;
use crate::value::Value;

/// What each kind of instruction weighs, in the driver's units.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Weights {
    /// In the order of the kinds.
    pub instructions: [u64; OpClass::COUNT],
    /// How much more an operator weighs on integers beyond 30 bits.
    pub long: u64,
    /// A unit of work beyond an instruction's own: see `Context::work`.
    pub work: u64,
}

/// The most that an instruction is taken to weigh: so there is room for sums.
const WEIGHT_MAX: u64 = 1 << 43;

impl Weights {
    /// The same, each small enough for sums.
    pub(crate) fn bounded(mut self) -> Weights {
        for weight in self.instructions.iter_mut().chain([&mut self.long, &mut self.work]) {
            *weight = WEIGHT_MAX.min(*weight);
        }
        self
    }

    /// What a function's instructions weigh before each position, and before its end.
    pub(crate) fn sums(&self, ops: &[Op]) -> Box<[u64]> {
        let mut sums = vec![0];
        for op in ops {
            sums.push(sums[sums.len() - 1] + self.of(OpClass::of(*op)));
        }
        sums.into()
    }

    #[inline(always)]
    fn of(&self, class: OpClass) -> u64 {
        self.instructions[class as usize]
    }
}

/// Making an exception, in units of work beyond a call.
const EXCEPTION_UNITS: u64 = 4;
/// Making the arguments of a method of a text ready, in units of work beyond a call.
const TEXT_METHOD_UNITS: u64 = 3;
/// Reading how a value is to be formatted, in units of work.
const FORMAT_UNITS: u64 = 18;

/// Whose code it is that runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// The workload's.
    Own,
    /// The library's, in Python as CPython's.
    Library,
    /// The library's, which CPython has in C.
    Builtin,
}

impl Whose {
    /// Whose a function is.
    #[must_use]
    pub fn of(code: &Code) -> Whose {
        match (code.is_prelude, code.is_builtin) {
            (false, _) => Whose::Own,
            (true, false) => Whose::Library,
            (true, true) => Whose::Builtin,
        }
    }
}

/// The weight of a stretch of instructions.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Weight([u64; 3]);

impl Weight {
    /// Of the code of one of these.
    #[must_use]
    pub fn of(&self, whose: Whose) -> u64 {
        self.0[whose as usize]
    }

    /// Both together.
    pub(crate) fn plus(self, other: Weight) -> Weight {
        let Weight([own, library, builtin]) = self;
        Weight([
            own.saturating_add(other.0[0]),
            library.saturating_add(other.0[1]),
            builtin.saturating_add(other.0[2]),
        ])
    }

    #[inline(always)]
    fn add(&mut self, weight: u64, whose: Whose) {
        let sum = &mut self.0[whose as usize];
        *sum = sum.saturating_add(weight);
    }
}

/// Weighs instructions as they are run. Positions are those of the next instruction.
pub(crate) trait Scale {
    /// A stretch begins at a position.
    fn begin(&mut self, code: &LinkedCode, pc: usize);

    /// The stretch ends at a position.
    fn end(&mut self, code: &LinkedCode, pc: usize);

    /// It goes on at another position of its function.
    fn jump(&mut self, code: &LinkedCode, from: usize, to: usize);

    /// The same if a jump is taken; gives where it goes on.
    fn jump_if(&mut self, is_taken: bool, code: &LinkedCode, from: usize, to: usize) -> usize;

    /// The instruction turned out to be of another kind than it looks.
    fn turned_out(&mut self, class: OpClass, looks: OpClass);

    /// The instruction called a builtin that does so many units of work beyond what any call takes.
    fn did(&mut self, units: u64);

    /// The instruction is an operator on these.
    fn operate(&mut self, left: &Value, right: &Value);

    /// Whatever there is to add for an instruction that did not change its window.
    fn look(&mut self, op: &Op, window: &Window<'_>);

    /// An instruction is about to run in this window: for who checks all others of these.
    fn check(&mut self, code: &LinkedCode, op: &Op, window: &Window<'_>);

    /// Adds units of work beyond instructions. Natives are as fast for the library as for others.
    fn work(&mut self, units: u64);

    /// Adds an exception that no instruction for this raised.
    fn raised(&mut self, whose: Whose);

    /// What it was all together.
    fn weight(&self) -> Weight;
}

/// Nothing is weighed.
pub(crate) struct Unweighed;

impl Scale for Unweighed {
    #[inline(always)]
    fn begin(&mut self, _: &LinkedCode, _: usize) {}

    #[inline(always)]
    fn end(&mut self, _: &LinkedCode, _: usize) {}

    #[inline(always)]
    fn jump(&mut self, _: &LinkedCode, _: usize, _: usize) {}

    /// By a branch: the compiler would select one of the positions, and a processor waits for all that
    /// a selection depends on, where it guesses which way a branch goes. Of two ways of which one is
    /// said to be taken seldom, none is selected.
    #[inline(always)]
    fn jump_if(&mut self, is_taken: bool, _: &LinkedCode, from: usize, to: usize) -> usize {
        if is_taken {
            to
        } else {
            cold_path();
            from
        }
    }

    #[inline(always)]
    fn turned_out(&mut self, _: OpClass, _: OpClass) {}

    #[inline(always)]
    fn did(&mut self, _: u64) {}

    #[inline(always)]
    fn operate(&mut self, _: &Value, _: &Value) {}

    #[inline(always)]
    fn look(&mut self, _: &Op, _: &Window<'_>) {}

    #[inline(always)]
    fn check(&mut self, _: &LinkedCode, _: &Op, _: &Window<'_>) {}

    #[inline(always)]
    fn work(&mut self, _: u64) {}

    #[inline(always)]
    fn raised(&mut self, _: Whose) {}

    fn weight(&self) -> Weight {
        Weight::default()
    }
}

/// Everything is weighed.
pub(crate) struct Weighed<'a> {
    weights: &'a Weights,
    /// What to add to the sum at a position for the weight of the stretch up to there; it may be below
    /// zero, and wraps around.
    open: u64,
    /// Of what came before the stretch.
    weight: Weight,
    /// The same, of each instruction by itself: see [`Scale::check`].
    checked: Weight,
}

impl<'a> Weighed<'a> {
    pub fn new(linked: &'a Linked) -> Weighed<'a> {
        let (weight, checked) = (Weight::default(), Weight::default());
        Weighed { weights: linked.weights(), open: 0, weight, checked }
    }
}

impl Scale for Weighed<'_> {
    #[inline(always)]
    fn begin(&mut self, code: &LinkedCode, pc: usize) {
        self.open = 0_u64.wrapping_sub(code.weight_before(pc));
    }

    #[inline(always)]
    fn end(&mut self, code: &LinkedCode, pc: usize) {
        self.weight.add(self.open.wrapping_add(code.weight_before(pc)), code.whose);
    }

    #[inline(always)]
    fn jump(&mut self, code: &LinkedCode, from: usize, to: usize) {
        let between = code.weight_before(from).wrapping_sub(code.weight_before(to));
        self.open = self.open.wrapping_add(between);
    }

    #[inline(always)]
    fn jump_if(&mut self, is_taken: bool, code: &LinkedCode, from: usize, to: usize) -> usize {
        if is_taken {
            self.jump(code, from, to);
            to
        } else {
            from
        }
    }

    #[inline(always)]
    fn turned_out(&mut self, class: OpClass, looks: OpClass) {
        let more = self.weights.of(class).wrapping_sub(self.weights.of(looks));
        self.open = self.open.wrapping_add(more);
    }

    #[inline(always)]
    fn did(&mut self, units: u64) {
        self.open = self.open.wrapping_add(self.weights.work.wrapping_mul(units));
    }

    #[inline(always)]
    fn operate(&mut self, left: &Value, right: &Value) {
        if is_long(left) || is_long(right) {
            self.open = self.open.wrapping_add(self.weights.long);
        }
    }

    #[inline(never)]
    fn look(&mut self, op: &Op, window: &Window<'_>) {
        self.turned_out(class_of(*op, window), OpClass::of(*op));
        self.did(units_of(*op, window));
        if let Some([left, right]) = operands(*op, window) {
            self.operate(left, right);
        }
    }

    #[inline(always)]
    fn check(&mut self, code: &LinkedCode, op: &Op, window: &Window<'_>) {
        if cfg!(debug_assertions) {
            let of_builtin = self.weights.work.wrapping_mul(units_of(*op, window));
            let weight = self.weights.of(class_of(*op, window)) + of_builtin;
            self.checked.add(weight, code.whose);
            if operands(*op, window).is_some_and(|operands| operands.into_iter().any(is_long)) {
                self.checked.add(self.weights.long, code.whose);
            }
        }
    }

    fn work(&mut self, units: u64) {
        let weight = self.weights.work.saturating_mul(units);
        self.weight.add(weight, Whose::Own);
        self.checked.add(weight, Whose::Own);
    }

    fn raised(&mut self, whose: Whose) {
        let weight = self.weights.of(OpClass::Raise);
        self.weight.add(weight, whose);
        self.checked.add(weight, whose);
    }

    fn weight(&self) -> Weight {
        debug_assert_eq!(self.weight, self.checked, "stretches weigh what their instructions do");
        self.weight
    }
}

/// The kind of an instruction, by what it works on too.
#[inline(always)]
fn class_of(op: Op, window: &Window<'_>) -> OpClass {
    let is_hashed = |register| is_hashed(window.at(register));
    match op {
        Op::GetItem { object, .. } | Op::SetItem { object, .. } if is_hashed(object) => {
            OpClass::Key
        }
        Op::Compare { op: CompareOp::In | CompareOp::NotIn, right, .. }
        | Op::JumpUnlessCompare { op: CompareOp::In | CompareOp::NotIn, right, .. }
            if is_hashed(right) =>
        {
            OpClass::Key
        }
        Op::Call { base, .. } | Op::CallShape { base, .. } => match window.at(base) {
            Value::Class(_) => OpClass::Construct,
            Value::Native(_) | Value::Type(_) | Value::ExceptionType(_) => OpClass::Method,
            _ => OpClass::Call,
        },
        Op::CallMethod { base, .. } => match window.at(base) {
            Value::Instance(_) | Value::Class(_) => OpClass::Call,
            _ => OpClass::Method,
        },
        op => OpClass::of(op),
    }
}

/// What a called builtin does beyond what any call takes, in units of work.
#[inline(always)]
fn units_of(op: Op, window: &Window<'_>) -> u64 {
    match op {
        Op::Call { base, .. } | Op::CallShape { base, .. } => match window.at(base) {
            Value::Native(native) => native.units(),
            Value::Type(kind) => kind.units(),
            Value::ExceptionType(_) => EXCEPTION_UNITS,
            _ => 0,
        },
        Op::CallMethod { base, .. } => units_of_method(window.at(base)),
        Op::Format { spec, .. } => units_of_format(spec),
        _ => 0,
    }
}

/// What making a text does beyond what it takes without a format.
#[inline(always)]
pub(crate) fn units_of_format(spec: Reg) -> u64 {
    if spec == Reg::NONE { 0 } else { FORMAT_UNITS }
}

/// What a builtin method does beyond what any call takes, by whose it is.
#[inline(always)]
pub(crate) fn units_of_method(receiver: &Value) -> u64 {
    if matches!(receiver, Value::Str(_)) { TEXT_METHOD_UNITS } else { 0 }
}

/// Whether a container is one whose items are looked up by their hashes.
#[inline(always)]
pub(crate) fn is_hashed(container: &Value) -> bool {
    matches!(container, Value::Dict(_) | Value::Set(_))
}

/// What an operator works on, where that can make it weigh more.
#[inline(always)]
fn operands<'w>(op: Op, window: &'w Window<'_>) -> Option<[&'w Value; 2]> {
    match op {
        Op::AddInt { left, .. } => Some([window.at(left), &Value::Int(0)]),
        Op::Add { left, right, .. }
        | Op::Subtract { left, right, .. }
        | Op::Multiply { left, right, .. }
        | Op::Binary { left, right, .. }
        | Op::Augmented { left, right, .. } => Some([window.at(left), window.at(right)]),
        _ => None,
    }
}

/// Whether it is an integer of more than one of CPython's digits of 30 bits.
#[inline(always)]
fn is_long(value: &Value) -> bool {
    /// The most in one digit.
    const SHORT: i64 = (1 << 30) - 1;
    match value {
        Value::Int(number) => number.wrapping_add(SHORT).cast_unsigned() > SHORT as u64 * 2,
        _ => false,
    }
}
