//! What instructions weigh, for drivers that have a clock: each kind of instruction has its weight, and
//! so has a unit of a native's work.
//!
//! The loop over instructions is compiled once with a scale and once without, so that who does not ask
//! pays nothing.

use lang::library::Native;
use lang::mix::OpClass;
use lang::op::{CompareOp, Op};

use crate::quick::Window;
use crate::value::Value;

/// What each kind of instruction weighs, in the driver's units.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Weights {
    /// In the order of the kinds.
    pub instructions: [u64; OpClass::COUNT],
    /// How much more an operator weighs on integers beyond 30 bits.
    pub long: u64,
    /// A unit of work beyond an instruction's own: see `Context::work`.
    pub work: u64,
}

/// The weight of a stretch of instructions.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Weight {
    /// Of the workload's own functions.
    pub own: u64,
    /// Of the library's.
    pub library: u64,
}

/// Weighs instructions as they are run.
pub(crate) trait Scale {
    /// Adds an instruction that is about to run in this window, of the library's own code or of the
    /// workload's.
    fn instruction(&mut self, op: Op, window: &Window<'_>, is_library: bool);

    /// Adds units of work beyond that.
    fn work(&mut self, units: u64, is_library: bool);

    /// What it was all together.
    fn weight(&self) -> Weight;
}

/// Nothing is weighed.
pub(crate) struct Unweighed;

impl Scale for Unweighed {
    #[inline(always)]
    fn instruction(&mut self, _: Op, _: &Window<'_>, _: bool) {}

    #[inline(always)]
    fn work(&mut self, _: u64, _: bool) {}

    fn weight(&self) -> Weight {
        Weight::default()
    }
}

/// Everything is weighed.
pub(crate) struct Weighed<'a> {
    weights: &'a Weights,
    weight: Weight,
}

impl<'a> Weighed<'a> {
    pub fn new(weights: &'a Weights) -> Weighed<'a> {
        Weighed { weights, weight: Weight::default() }
    }

    #[inline(always)]
    fn add(&mut self, weight: u64, is_library: bool) {
        let sum = if is_library { &mut self.weight.library } else { &mut self.weight.own };
        *sum = sum.saturating_add(weight);
    }
}

impl Scale for Weighed<'_> {
    #[inline(always)]
    fn instruction(&mut self, op: Op, window: &Window<'_>, is_library: bool) {
        let class = class_of(op, window);
        self.add(self.weights.instructions[class as usize], is_library);
        if matches!(class, OpClass::Number | OpClass::Divide) && is_long(op, window) {
            self.add(self.weights.long, is_library);
        }
    }

    #[inline(always)]
    fn work(&mut self, units: u64, is_library: bool) {
        self.add(self.weights.work.saturating_mul(units), is_library);
    }

    fn weight(&self) -> Weight {
        self.weight
    }
}

/// The kind of an instruction, by what it works on too.
#[inline(always)]
fn class_of(op: Op, window: &Window<'_>) -> OpClass {
    let is_hashed = |register| matches!(window.at(register), Value::Dict(_) | Value::Set(_));
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
            Value::Class(_) | Value::Type(_) | Value::ExceptionType(_) => OpClass::Construct,
            Value::Native(Native::Len | Native::IsInstance) => OpClass::Call,
            Value::Native(_) => OpClass::Method,
            _ => OpClass::Call,
        },
        Op::CallMethod { base, .. } => match window.at(base) {
            Value::Instance(_) | Value::Class(_) => OpClass::Call,
            _ => OpClass::Method,
        },
        op => OpClass::of(op),
    }
}

/// Whether an operator works on an integer of more than one of CPython's digits of 30 bits.
#[inline(always)]
fn is_long(op: Op, window: &Window<'_>) -> bool {
    const DIGIT: u32 = 30;
    let is_long = |register| match window.at(register) {
        Value::Int(number) => number.unsigned_abs() >> DIGIT != 0,
        _ => false,
    };
    match op {
        Op::AddInt { left, .. } => is_long(left),
        Op::Add { left, right, .. }
        | Op::Subtract { left, right, .. }
        | Op::Multiply { left, right, .. }
        | Op::Binary { left, right, .. }
        | Op::Augmented { left, right, .. } => is_long(left) || is_long(right),
        _ => false,
    }
}
