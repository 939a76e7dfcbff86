//! Checks that a program can be executed without looking at each operand again.

mod operands;

use std::fmt;

use crate::library::{ENTRIES, MODULES};
use crate::op::{Op, Reg};
use crate::program::{Code, Program};

use operands::{Operand, operands};

/// A program that must not be executed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifyError {
    /// The function.
    pub function: String,
    /// The position in its ops.
    pub position: usize,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong with a program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// A function has no ops, or its last one goes on to the next.
    FallsThrough,
    /// There is not one line for each op.
    Lines,
    /// A register is beyond the frame.
    Register(Reg),
    /// A jump leads out of the function, or in the wrong direction.
    Target,
    /// A constant, name, shape, global, function or library entry does not exist.
    Index,
    /// A handler covers nothing, or leads nowhere.
    Handler,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let VerifyError { function, position, fault } = self;
        write!(f, "{fault:?} at {position} of `{function}`")
    }
}

impl std::error::Error for VerifyError {}

/// Checks all functions.
///
/// # Errors
/// The first fault, in the order of the functions and their ops.
pub fn verify(program: &Program) -> Result<(), VerifyError> {
    if program.entry.index() >= program.functions.len() {
        let function = "<module>".to_string();
        return Err(VerifyError { function, position: 0, fault: Fault::Index });
    }
    program.functions.iter().try_for_each(|code| Verifier { program, code }.code())
}

struct Verifier<'p> {
    program: &'p Program,
    code: &'p Code,
}

impl Verifier<'_> {
    fn code(&self) -> Result<(), VerifyError> {
        let code = self.code;
        let n_ops = code.ops.len();
        let fail = |position, fault| {
            Err(VerifyError { function: code.qualified_name.clone(), position, fault })
        };
        if !code.ops.last().is_some_and(ends) {
            return fail(n_ops, Fault::FallsThrough);
        }
        if code.lines.len() != n_ops {
            return fail(n_ops, Fault::Lines);
        }
        let n_fixed = code.parameters.n_registers() + code.captures.len();
        if n_fixed > usize::from(code.n_registers) {
            return fail(0, Fault::Register(Reg(code.n_registers)));
        }
        for (register, _) in &code.variables {
            if register.0 >= code.n_registers {
                return fail(0, Fault::Register(*register));
            }
        }
        for (position, op) in code.ops.iter().enumerate() {
            if let Some(fault) = self.op(position, *op) {
                return fail(position, fault);
            }
        }
        for handler in &code.handlers {
            let (start, end) = (usize::from(handler.start.0), usize::from(handler.end.0));
            if start >= end || end > n_ops || usize::from(handler.target.0) >= n_ops {
                return fail(start, Fault::Handler);
            }
            if handler.exception.0 >= code.n_registers {
                return fail(start, Fault::Register(handler.exception));
            }
        }
        Ok(())
    }

    fn op(&self, position: usize, op: Op) -> Option<Fault> {
        let mut fault = None;
        operands(op, &mut |operand| fault = fault.or_else(|| self.operand(position, operand)));
        fault
    }

    fn operand(&self, position: usize, operand: Operand) -> Option<Fault> {
        let (code, program) = (self.code, self.program);
        let must = |holds: bool, fault: Fault| (!holds).then_some(fault);
        match operand {
            Operand::Registers(first, count) => {
                let end = usize::from(first.0) + count;
                let is_inside = count == 0 || end <= usize::from(code.n_registers);
                must(is_inside, Fault::Register(first))
            }
            Operand::Optional(register) => {
                let is_inside = register == Reg::NONE || register.0 < code.n_registers;
                must(is_inside, Fault::Register(register))
            }
            Operand::Forward(target) => {
                let target = usize::from(target.0);
                must(target > position && target < code.ops.len(), Fault::Target)
            }
            Operand::Back(target) => must(usize::from(target.0) <= position, Fault::Target),
            Operand::Constant(index) => must(index.index() < code.constants.len(), Fault::Index),
            Operand::Global(index) => must(index.index() < program.globals.len(), Fault::Index),
            Operand::Name(index) => must(index.index() < program.names.len(), Fault::Index),
            Operand::Entry(entry) => must(usize::from(entry) < ENTRIES.len(), Fault::Index),
            Operand::Module(module) => must(usize::from(module) < MODULES.len(), Fault::Index),
            Operand::ShapedCall(base, shape) => match code.shapes.get(shape.index()) {
                None => Some(Fault::Index),
                Some(shape) => {
                    let n = 1 + usize::from(shape.n_positional) + shape.keywords.len();
                    let names = shape.keywords.iter();
                    let names = names.map(|name| self.operand(position, Operand::Name(*name)));
                    self.operand(position, Operand::Registers(base, n))
                        .or_else(|| names.into_iter().flatten().next())
                }
            },
            Operand::Function(function, defaults) => {
                let Some(made) = program.functions.get(function.index()) else {
                    return Some(Fault::Index);
                };
                let n_kept = usize::from(made.n_defaults()) + usize::from(made.is_annotated);
                let captured = made.captures.iter().find(|cell| cell.0 >= code.n_registers);
                let captured = captured.map(|cell| Fault::Register(*cell));
                captured.or_else(|| self.operand(position, Operand::Registers(defaults, n_kept)))
            }
        }
    }
}

/// Whether the op after this one cannot follow it.
fn ends(op: &Op) -> bool {
    matches!(
        op,
        Op::Return { .. }
            | Op::ReturnNone
            | Op::Jump { .. }
            | Op::Loop { .. }
            | Op::Raise { .. }
            | Op::Reraise { .. }
            | Op::RaiseActive
    )
}
