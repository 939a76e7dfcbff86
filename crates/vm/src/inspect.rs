//! What a paused machine holds: the saved state of its tasks, and the variables of the workload.

use trace::TaskId;

use crate::context::Context;
use crate::fiber::FrameView;
use crate::heap::Heap;
use crate::machine::Machine;
use crate::value::Value;

/// A function that a task is in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StackFrame {
    /// Its qualified name; `<module>` for the workload itself.
    pub function: String,
    /// The line it is at.
    pub line: u32,
    /// Its variables that are bound, in the order of their registers.
    pub variables: Vec<Variable>,
}

/// A variable of the workload.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value in short: see [`Context::brief`].
    pub value: String,
}

impl Machine {
    /// What was saved of a task when it was paused: the workload's functions that it is in, the
    /// innermost first. None once it has ended.
    pub fn stack(&mut self, task: TaskId) -> Option<Vec<StackFrame>> {
        let space = self.kernel().space_of(task);
        let Machine { fibers, heaps, linked, .. } = self;
        let fiber = fibers.view(task)?;
        let mut any = heaps[space.index()].as_mut()?.any();
        let mut ctx = Context::new(&mut any, linked);
        let program = &linked.program;
        let own = fiber.frames(program).filter(|frame| !program.code(frame.code).is_prelude);
        let frame = |frame: FrameView<'_>| {
            let code = program.code(frame.code);
            // The workload itself has no qualified name.
            let names = [&code.qualified_name, &code.name];
            let function = names.into_iter().find(|name| !name.is_empty()).cloned();
            // The workload's own body keeps nothing in registers but what comprehensions leave there.
            let named = frame.variables.into_iter().filter(|_| frame.code != program.entry);
            let variables = variables(&mut ctx, named);
            StackFrame { function: function.unwrap_or_default(), line: frame.line, variables }
        };
        Some(own.map(frame).collect())
    }

    /// The workload's module variables in the memory of a task. Functions, classes and modules are
    /// left out: they are what the text says.
    pub fn module_variables(&mut self, task: TaskId) -> Vec<Variable> {
        let space = self.kernel().space_of(task);
        let Machine { heaps, linked, .. } = self;
        let Some(heap) = heaps[space.index()].as_mut() else { return Vec::new() };
        let mut any = heap.any();
        let mut ctx = Context::new(&mut any, linked);
        let own = linked.program.own_globals();
        let values: Vec<_> =
            own.map(|(name, global)| (name, ctx.heap.load_global(global))).collect();
        variables(&mut ctx, values.into_iter().filter(|(_, value)| !is_definition(*value)))
    }
}

fn variables<'a, H: Heap>(
    ctx: &mut Context<H>,
    named: impl Iterator<Item = (&'a str, Value)>,
) -> Vec<Variable> {
    // Hidden variables of the lowering have names that no workload can write.
    let named = named.filter(|(name, _)| name.starts_with(|c: char| c.is_alphabetic() || c == '_'));
    let mut variables = Vec::new();
    for (name, value) in named {
        let value = match value {
            Value::Cell(cell) => ctx.heap.load_cell(cell),
            value => value,
        };
        if !matches!(value, Value::Unbound) {
            variables.push(Variable { name: name.to_owned(), value: ctx.brief(value) });
        }
    }
    variables
}

fn is_definition(value: Value) -> bool {
    matches!(
        value,
        Value::Unbound
            | Value::Function(_)
            | Value::Native(_)
            | Value::Class(_)
            | Value::Type(_)
            | Value::ExceptionType(_)
            | Value::Module(_)
    )
}
