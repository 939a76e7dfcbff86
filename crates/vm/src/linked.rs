//! A program made ready for one heap: constants are in place, names are resolved, so that running an
//! instruction looks nothing up by text.

use std::collections::BTreeMap;
use std::sync::Arc;

use lang::library::{ENTRIES, Implementation};
use lang::op::{BinaryOp, Op};
use lang::program::{Code, CodeIdx, CodeKind, Constant, GlobalIdx, NameIdx, Program};

use crate::heap::{Handle, Heap};
use crate::interrupt::Interrupt;
use crate::kind::{BigInt, Bytes, Function, Text, Tuple};
use crate::marshal::MarshalWatch;
use crate::method::MethodName;
use crate::object::OPERATORS;
use crate::value::Value;
use crate::weigh::{Weights, Whose};

/// A program made ready for one heap. Fibers over that heap, and over copies of it, share it.
#[derive(Debug)]
pub struct Linked {
    /// What was linked.
    pub program: Arc<Program>,
    codes: Vec<LinkedCode>,
    /// The values of the library's entries, by their positions.
    library: Vec<Value>,
    /// For each module variable the builtin of its name, or unbound.
    builtins: Vec<Value>,
    /// The attribute and keyword names as texts.
    names: Vec<Handle<Text>>,
    /// The positions of those names.
    positions: BTreeMap<String, NameIdx>,
    /// The prelude's functions as values.
    prelude: BTreeMap<String, Handle<Function>>,
    /// The strings of one ASCII character.
    chars: Vec<Value>,
    /// Which of those names are methods of builtin types.
    methods: Vec<Option<MethodName>>,
    /// Of each operator the name of the method that the left operand has for it, where the program has
    /// that name.
    operators: Vec<Value>,
    /// What instructions weigh, where a driver has said it: else nothing.
    weights: Weights,
    /// Who watches marshalling, if anybody does.
    pub(crate) marshal_watch: Option<MarshalWatch>,
    /// What ends the run.
    pub(crate) interrupt: Interrupt,
}

/// A function made ready: what the interpreter reads at each instruction and call.
#[derive(Debug)]
pub(crate) struct LinkedCode {
    pub ops: Box<[Op]>,
    pub constants: Box<[Value]>,
    /// What its instructions weigh before each position; empty where nobody asks.
    weights: Box<[u64]>,
    pub n_registers: usize,
    /// Whether nothing interrupts it: see `Code::is_atomic`.
    pub is_atomic: bool,
    /// Whose it is.
    pub whose: Whose,
    /// How many arguments a call without keywords must have to need no binding: a plain function
    /// without `*args`, `**kwargs` and keyword-only parameters. `None` where each call must bind.
    pub n_exact: Option<u16>,
    /// The same of a coroutine function, whose arguments are kept until it is awaited.
    pub n_kept: Option<u16>,
    /// How many parameters a function has, and how many of them can only be given by name; none where
    /// such a one has no default, or where there may be any number.
    pub n_named: Option<(u16, u16)>,
    /// Used where the function is entered without a function value: by `Fiber::call`.
    pub defaults: Box<[Value]>,
}

impl Linked {
    /// Puts a program's constants into a heap and resolves its names.
    #[must_use]
    pub fn new<H: Heap>(program: Arc<Program>, heap: &mut H) -> Linked {
        let codes = program.functions.iter().map(|code| link_code(code, heap)).collect::<Vec<_>>();
        let prelude = link_prelude(&program, &codes, heap);
        let library: Vec<Value> =
            ENTRIES.iter().map(|entry| link_entry(entry.implementation, &prelude, heap)).collect();
        let builtin = |name: &String| {
            let found = ENTRIES.iter().position(|e| e.module == "builtins" && e.name == name);
            found.map_or(Value::Unbound, |position| library[position])
        };
        let builtins = program.globals.iter().map(builtin).collect();
        let texts = program.names.iter().map(|name| Text::new(name.as_str()));
        let names: Vec<Handle<Text>> = texts.map(|text| heap.freeze(text)).collect();
        let positions = (0..).map(NameIdx).zip(&program.names).map(|(i, name)| (name.clone(), i));
        let positions: BTreeMap<String, NameIdx> = positions.collect();
        let mut operators = vec![Value::Unbound; OPERATORS.len()];
        for &(op, method, _) in OPERATORS {
            operators[op as usize] = positions
                .get(method)
                .map_or(Value::Unbound, |name| Value::Str(names[name.index()]));
        }
        let chars = (0..128_u8).map(|char| freeze_text(&char::from(char).to_string(), heap));
        let chars = chars.collect();
        let methods = program.names.iter().map(|name| MethodName::from_text(name)).collect();
        if let Some(global) = program.module_name {
            let name = freeze_text("__main__", heap);
            heap.store_global(global, name);
        }
        Linked {
            codes,
            library,
            builtins,
            names,
            positions,
            prelude,
            chars,
            methods,
            operators,
            weights: Weights::default(),
            marshal_watch: None,
            interrupt: Interrupt::default(),
            program,
        }
    }

    /// Says who watches marshalling.
    pub fn watch_marshalling(&mut self, watch: MarshalWatch) {
        self.marshal_watch = Some(watch);
    }

    /// Says what ends the run.
    pub fn end_by(&mut self, interrupt: &Interrupt) {
        self.interrupt = interrupt.clone();
    }

    /// Says what instructions weigh.
    pub(crate) fn weigh(&mut self, weights: &Weights) {
        self.weights = weights.clone().bounded();
        for code in &mut self.codes {
            code.weights = self.weights.sums(&code.ops);
        }
    }

    /// What instructions weigh: nothing, where nobody has said it.
    pub(crate) fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The value of the library's entry of that position.
    #[must_use]
    #[inline]
    pub fn library(&self, entry: u16) -> Value {
        self.library[usize::from(entry)]
    }

    /// What a module variable means while it is unbound: a builtin, or nothing.
    #[must_use]
    pub fn builtin(&self, global: GlobalIdx) -> Value {
        self.builtins[global.index()]
    }

    /// A name as a text value.
    #[must_use]
    #[inline]
    pub fn name(&self, name: NameIdx) -> Value {
        Value::Str(self.names[name.index()])
    }

    /// The position of a name, if the program contains it.
    #[must_use]
    pub fn find_name(&self, name: &str) -> Option<NameIdx> {
        self.positions.get(name).copied()
    }

    /// The string of one ASCII character.
    #[must_use]
    #[inline]
    pub fn char(&self, char: char) -> Option<Value> {
        self.chars.get(char as usize).copied()
    }

    pub(crate) fn prelude(&self, name: &str) -> Option<Handle<Function>> {
        self.prelude.get(name).copied()
    }

    /// The method of builtin types that has that name.
    #[must_use]
    #[inline]
    pub fn method(&self, name: NameIdx) -> Option<MethodName> {
        self.methods[name.index()]
    }

    /// The name of an operator's method, or unbound.
    #[must_use]
    pub(crate) fn operator(&self, op: BinaryOp) -> Value {
        self.operators[op as usize]
    }

    #[inline]
    pub(crate) fn code(&self, code: CodeIdx) -> &LinkedCode {
        &self.codes[code.index()]
    }

    /// Calls `visit` with every value that the linked program keeps alive.
    pub fn visit_roots(&self, visit: &mut dyn FnMut(Value)) {
        let codes = self.codes.iter().flat_map(|code| code.constants.iter().chain(&code.defaults));
        let tables = self.library.iter().chain(&self.chars);
        codes.chain(tables).copied().for_each(&mut *visit);
        self.names.iter().for_each(|&name| visit(Value::Str(name)));
        self.prelude.values().for_each(|&function| visit(Value::Function(function)));
    }
}

impl LinkedCode {
    /// What the instructions before a position weigh, as far as they tell by themselves.
    #[inline(always)]
    pub fn weight_before(&self, pc: usize) -> u64 {
        self.weights.get(pc).copied().unwrap_or(0)
    }
}

fn link_code<H: Heap>(code: &Code, heap: &mut H) -> LinkedCode {
    let parameters = &code.parameters;
    let is_plain =
        parameters.keyword_only.is_empty() && !parameters.has_rest && !parameters.has_keywords;
    let has_defaults = parameters.keyword_only.iter().all(|&(_, has_default)| has_default);
    let is_counted = has_defaults && !parameters.has_rest && !parameters.has_keywords;
    let n_named = u16::try_from(parameters.n_registers()).ok().filter(|_| is_counted);
    let n_named = n_named.map(|n_named| (n_named, parameters.keyword_only.len() as u16));
    let n_positional = u16::try_from(parameters.positional.len()).ok();
    LinkedCode {
        ops: code.ops.clone().into(),
        constants: code.constants.iter().map(|constant| link_constant(constant, heap)).collect(),
        weights: Box::default(),
        n_registers: usize::from(code.n_registers),
        is_atomic: code.is_atomic,
        whose: Whose::of(code),
        n_named: n_named.filter(|_| code.kind == CodeKind::Function),
        n_exact: n_positional.filter(|_| is_plain && code.kind == CodeKind::Function),
        n_kept: n_positional.filter(|_| is_plain && code.kind == CodeKind::Coroutine),
        defaults: code.defaults.iter().map(|constant| link_constant(constant, heap)).collect(),
    }
}

/// Constants are nested no deeper than the parser allows.
fn link_constant<H: Heap>(constant: &Constant, heap: &mut H) -> Value {
    match constant {
        Constant::None => Value::None,
        Constant::Ellipsis => Value::Ellipsis,
        Constant::Bool(value) => Value::Bool(*value),
        Constant::Int(value) => Value::Int(*value),
        Constant::BigInt(digits) => {
            let number = digits.parse().expect("the compiler writes decimal digits");
            Value::BigInt(heap.freeze(BigInt(number)))
        }
        Constant::Float(value) => Value::Float(*value),
        Constant::Str(text) => Value::Str(heap.freeze(Text::new(text.as_str()))),
        Constant::Bytes(bytes) => Value::Bytes(heap.freeze(Bytes(bytes.as_slice().into()))),
        Constant::Tuple(items) => {
            let items: Box<[Value]> = items.iter().map(|item| link_constant(item, heap)).collect();
            Value::Tuple(heap.freeze(Tuple::new(items)))
        }
    }
}

fn freeze_text<H: Heap>(text: &str, heap: &mut H) -> Value {
    Value::Str(heap.freeze(Text::new(text)))
}

fn link_entry<H: Heap>(
    implementation: Implementation,
    prelude: &BTreeMap<String, Handle<Function>>,
    heap: &mut H,
) -> Value {
    match implementation {
        Implementation::Native(native) => Value::Native(native),
        Implementation::Type(kind) => Value::Type(kind),
        Implementation::Exception(kind) => Value::ExceptionType(kind),
        Implementation::Float(number) => Value::Float(number),
        Implementation::Str(text) => freeze_text(text, heap),
        Implementation::NotImplemented => Value::NotImplemented,
        Implementation::Ellipsis => Value::Ellipsis,
        Implementation::Prelude(name) => {
            prelude.get(name).map_or(Value::Unbound, |&function| Value::Function(function))
        }
    }
}

fn link_prelude<H: Heap>(
    program: &Program,
    codes: &[LinkedCode],
    heap: &mut H,
) -> BTreeMap<String, Handle<Function>> {
    let mut linked = BTreeMap::new();
    for (name, code) in &program.prelude {
        let defaults = codes[code.index()].defaults.clone();
        let function =
            Function { code: *code, defaults, captures: Box::default(), annotations: None };
        linked.insert(name.clone(), heap.freeze(function));
    }
    linked
}
