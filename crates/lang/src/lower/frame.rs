//! The books of one function: its ops, jumps, registers, constants, and which variables are
//! surely bound.

use std::collections::BTreeMap;

use crate::limits::TABLE_MAX;
use crate::op::{Op, Pc, Reg};
use crate::program::{CallShape, ComprehensionSpan, ConstIdx, Constant, Handler, ShapeIdx};
use crate::scope::{ScopeId, Scopes};

use super::unwind::Block;

/// A place that ops further up jump to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Label(usize);

#[derive(Default)]
struct Target {
    /// The jumps that wait for the position.
    sites: Vec<usize>,
    /// What all of them have bound.
    bound: Option<Bound>,
}

/// A set of variables that are surely bound: their registers need no check.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Bound(Vec<u64>);

impl Bound {
    pub(super) fn insert(&mut self, register: Reg) {
        let word = usize::from(register.0) / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (register.0 % 64);
    }

    pub(super) fn remove(&mut self, register: Reg) {
        if let Some(word) = self.0.get_mut(usize::from(register.0) / 64) {
            *word &= !(1 << (register.0 % 64));
        }
    }

    pub(super) fn contains(&self, register: Reg) -> bool {
        let word = self.0.get(usize::from(register.0) / 64);
        word.is_some_and(|word| word & (1 << (register.0 % 64)) != 0)
    }

    fn intersect(&mut self, other: &Bound) {
        self.0.truncate(other.0.len());
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word &= other;
        }
    }
}

pub(super) struct Frame<'a> {
    /// The function whose frame it is.
    pub(super) scope: ScopeId,
    /// The scope in which names are looked up now: `scope`, or a comprehension in it.
    pub(super) current: ScopeId,
    pub(super) name: String,
    pub(super) qualified_name: String,
    /// The class around it, whose private names have its name before them.
    pub(super) class: Option<String>,
    /// In a class body: the dict of annotations.
    pub(super) annotations: Option<Reg>,
    pub(super) ops: Vec<Op>,
    pub(super) lines: Vec<u32>,
    pub(super) shapes: Vec<CallShape>,
    pub(super) handlers: Vec<Handler>,
    pub(super) comprehensions: Vec<ComprehensionSpan>,
    /// The line of the ops that are emitted next.
    pub(super) line: u32,
    pub(super) bound: Bound,
    /// The variables that the function unbinds somewhere: a loop may come back without them.
    pub(super) deleted: Vec<Reg>,
    /// The statements around this place that a jump out of them must leave properly.
    pub(super) blocks: Vec<Block<'a>>,
    /// How many exceptions are being handled at this place.
    pub(super) handling_depth: u16,
    /// Whether the next op can be reached; what cannot is not emitted.
    reachable: bool,
    labels: Vec<Target>,
    constants: Vec<Constant>,
    constants_by_text: BTreeMap<String, ConstIdx>,
    next_temp: usize,
    most_registers: usize,
}

impl<'a> Frame<'a> {
    pub(super) fn new(
        scopes: &Scopes,
        scope: ScopeId,
        name: String,
        qualified_name: String,
    ) -> Frame<'a> {
        let n_variables = scopes.scope(scope).variables.len();
        Frame {
            scope,
            current: scope,
            name,
            qualified_name,
            class: None,
            annotations: None,
            ops: Vec::new(),
            lines: Vec::new(),
            shapes: Vec::new(),
            handlers: Vec::new(),
            comprehensions: Vec::new(),
            line: 1,
            bound: Bound::default(),
            deleted: Vec::new(),
            blocks: Vec::new(),
            handling_depth: 0,
            reachable: true,
            labels: Vec::new(),
            constants: Vec::new(),
            constants_by_text: BTreeMap::new(),
            next_temp: n_variables,
            most_registers: n_variables,
        }
    }

    pub(super) fn is_reachable(&self) -> bool {
        self.reachable
    }

    /// Whether 16 bits cannot count the ops, registers, constants or shapes.
    pub(super) fn is_too_large(&self) -> bool {
        let most = self.ops.len().max(self.most_registers).max(self.constants.len());
        most.max(self.shapes.len()) > TABLE_MAX
    }

    pub(super) fn n_registers(&self) -> u16 {
        u16::try_from(self.most_registers).unwrap_or(u16::MAX)
    }

    pub(super) fn take_constants(&mut self) -> Vec<Constant> {
        std::mem::take(&mut self.constants)
    }

    /// Adds an op, if it can be reached.
    pub(super) fn emit(&mut self, op: Op) {
        // Beyond the limit nothing is kept; `is_too_large` has noticed.
        if self.reachable && self.ops.len() <= TABLE_MAX {
            self.ops.push(op);
            self.lines.push(self.line);
        }
    }

    /// Adds an op after which the next one cannot be reached from here.
    pub(super) fn emit_last(&mut self, op: Op) {
        self.emit(op);
        self.reachable = false;
    }

    /// Ends the function, if its end can be reached.
    pub(super) fn end(&mut self) {
        self.emit_last(Op::ReturnNone);
        if self.ops.is_empty() {
            self.reachable = true;
            self.emit_last(Op::ReturnNone);
        }
    }

    // Jumps.

    pub(super) fn here(&self) -> Pc {
        Pc(u16::try_from(self.ops.len()).expect("ops stop at the limit"))
    }

    pub(super) fn label(&mut self) -> Label {
        self.labels.push(Target::default());
        Label(self.labels.len() - 1)
    }

    /// Adds an op that may go on at the label; its target is filled in when the label is placed.
    pub(super) fn branch(&mut self, label: Label, op: Op) {
        if !self.reachable {
            return;
        }
        let site = self.ops.len();
        self.emit(op);
        let target = &mut self.labels[label.0];
        match &mut target.bound {
            Some(bound) => bound.intersect(&self.bound),
            None => target.bound = Some(self.bound.clone()),
        }
        if site < self.ops.len() {
            target.sites.push(site);
        }
    }

    pub(super) fn jump(&mut self, label: Label) {
        self.branch(label, Op::Jump { target: Pc(0) });
        self.reachable = false;
    }

    /// Goes back to a position further up.
    pub(super) fn jump_back(&mut self, target: Pc) {
        self.emit_last(Op::Loop { target });
    }

    /// The label is here.
    pub(super) fn place(&mut self, label: Label) {
        let Target { sites, bound } = std::mem::take(&mut self.labels[label.0]);
        let Some(bound) = bound else { return };
        if self.reachable {
            self.bound.intersect(&bound);
        } else {
            self.bound = bound;
        }
        self.reachable = true;
        let here = self.here();
        for site in sites {
            set_target(&mut self.ops[site], here);
        }
    }

    /// An exception leads here, with these variables bound.
    pub(super) fn place_handler(&mut self, bound: Bound) {
        self.bound = bound;
        for register in &self.deleted {
            self.bound.remove(*register);
        }
        self.reachable = true;
    }

    /// A loop's turn begins here: a former turn may have unbound what the function deletes.
    pub(super) fn begin_turns(&mut self) -> Pc {
        for register in &self.deleted {
            self.bound.remove(*register);
        }
        self.here()
    }

    /// Leads jumps to jumps directly to their end.
    pub(super) fn thread_jumps(&mut self) {
        for at in (0..self.ops.len()).rev() {
            let Op::Jump { target } = self.ops[at] else { continue };
            // A function that is too large has lost the ops at its end.
            let Some(op) = self.ops.get(usize::from(target.0)) else { continue };
            if matches!(op, Op::Jump { .. } | Op::Loop { .. } | Op::ReturnNone) {
                self.ops[at] = *op;
            }
        }
    }

    // Registers.

    /// The temporaries from here on can be given back together.
    pub(super) fn mark(&self) -> usize {
        self.next_temp
    }

    pub(super) fn release(&mut self, mark: usize) {
        self.next_temp = mark;
    }

    pub(super) fn temp(&mut self) -> Reg {
        self.temps(1)
    }

    /// The first of several temporaries in a row.
    pub(super) fn temps(&mut self, count: usize) -> Reg {
        let first = self.next_temp;
        self.next_temp += count;
        self.most_registers = self.most_registers.max(self.next_temp);
        Reg(u16::try_from(first).unwrap_or(u16::MAX - 1))
    }

    /// Whether a register is a temporary that nothing else can see.
    pub(super) fn is_temp(&self, register: Reg, scopes: &Scopes) -> bool {
        usize::from(register.0) >= scopes.scope(self.scope).variables.len()
    }

    // Tables.

    pub(super) fn constant(&mut self, constant: Constant) -> ConstIdx {
        // The text tells apart what `==` does not: 1 and 1.0, 0.0 and -0.0.
        let text = format!("{constant:?}");
        if let Some(index) = self.constants_by_text.get(&text) {
            return *index;
        }
        let index = ConstIdx(u16::try_from(self.constants.len()).unwrap_or(0));
        if self.constants.len() <= TABLE_MAX {
            self.constants.push(constant);
            self.constants_by_text.insert(text, index);
        }
        index
    }

    pub(super) fn shape(&mut self, shape: CallShape) -> ShapeIdx {
        // Only the latest are compared: a text may have thousands of shapes.
        let oldest = self.shapes.len().saturating_sub(64);
        let found = self.shapes[oldest..].iter().position(|known| *known == shape);
        let index = found.map_or(self.shapes.len(), |at| oldest + at);
        if found.is_none() && self.shapes.len() <= TABLE_MAX {
            self.shapes.push(shape);
        }
        ShapeIdx(u16::try_from(index).unwrap_or(0))
    }
}

fn set_target(op: &mut Op, to: Pc) {
    match op {
        Op::Jump { target }
        | Op::JumpIf { target, .. }
        | Op::JumpUnless { target, .. }
        | Op::JumpIfBound { target, .. }
        | Op::JumpUnlessCompare { target, .. }
        | Op::JumpUnlessCompareInt { target, .. }
        | Op::ForIter { exit: target, .. }
        | Op::Delegate { exit: target, .. } => *target = to,
        op => unreachable!("{op:?} does not jump"),
    }
}
