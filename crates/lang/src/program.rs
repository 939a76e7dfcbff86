//! A compiled workload: what the machine executes, with all that messages and pages need to name things.

use crate::library::{ExceptionKind, stand_in};
use crate::op::{Op, Pc, Reg};

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub u16);

        impl $name {
            /// The position in its table.
            #[must_use]
            #[inline]
            pub fn index(self) -> usize {
                usize::from(self.0)
            }
        }
    };
}

index!(
    /// A function of the program: [`Program::functions`].
    CodeIdx
);
index!(
    /// A constant of a function: [`Code::constants`].
    ConstIdx
);
index!(
    /// A module variable: [`Program::globals`].
    GlobalIdx
);
index!(
    /// An attribute or keyword name: [`Program::names`].
    NameIdx
);
index!(
    /// A call's shape: [`Code::shapes`].
    ShapeIdx
);

/// The module variable that says under which name a module runs.
pub const MODULE_NAME: &str = "__name__";

/// A compiled workload.
#[derive(Clone, Debug)]
pub struct Program {
    /// The workload's name for tracebacks.
    pub file: String,
    /// The workload's text, for tracebacks and the disassembler.
    pub text: String,
    /// All functions: first those of the prelude, then the workload's.
    pub functions: Vec<Code>,
    /// The module body of the workload.
    pub entry: CodeIdx,
    /// The module body of the prelude is not run; its functions are found by the library's entries:
    /// for each entry that the prelude implements, its function.
    pub prelude: Vec<(String, CodeIdx)>,
    /// The names of the module variables: those of the library's files before the workload's.
    pub globals: Vec<String>,
    /// How many of them are the library's.
    pub n_library_globals: u16,
    /// Attribute and keyword names.
    pub names: Vec<String>,
    /// The module variable that holds the attributes of functions: a dict of dicts.
    pub function_fields: GlobalIdx,
    /// The workload's `__name__`, if it asks for that.
    pub module_name: Option<GlobalIdx>,
    /// The library's Python files that belong to it, in the order in which their bodies run, before
    /// the workload's.
    pub modules: Vec<LibraryModule>,
}

/// A module of the library that is written in the workload language.
#[derive(Clone, Debug)]
pub struct LibraryModule {
    /// Its name.
    pub name: String,
    /// Its body.
    pub body: CodeIdx,
    /// Its variables.
    pub globals: Vec<(String, GlobalIdx)>,
}

impl LibraryModule {
    /// A variable.
    #[must_use]
    pub fn global(&self, name: &str) -> Option<GlobalIdx> {
        self.globals.iter().find(|(known, _)| known == name).map(|(_, global)| *global)
    }
}

impl Program {
    /// The variable of that name in a Python file of the library that comes with the program.
    #[must_use]
    pub fn library_variable(&self, module: &str, name: &str) -> Option<GlobalIdx> {
        self.modules.iter().find(|file| file.name == module)?.global(name)
    }

    /// The variable that a module's attribute is; of the module that stands in for it, if one does.
    #[must_use]
    pub fn module_variable(&self, module: &str, name: &str) -> Option<GlobalIdx> {
        let files = stand_in(module, false).into_iter().chain([module]);
        files.filter_map(|file| self.library_variable(file, name)).next()
    }

    /// The workload's own module variables.
    pub fn own_globals(&self) -> impl Iterator<Item = (&str, GlobalIdx)> {
        let own = self.n_library_globals..self.function_fields.0;
        own.map(|index| (self.globals[usize::from(index)].as_str(), GlobalIdx(index)))
    }

    /// The function of that index.
    #[must_use]
    pub fn code(&self, code: CodeIdx) -> &Code {
        &self.functions[code.index()]
    }

    /// The prelude's function of that name.
    ///
    /// # Panics
    /// If the prelude defines no such function: the library and the prelude disagree.
    #[must_use]
    pub fn prelude_function(&self, name: &str) -> CodeIdx {
        let found = self.prelude.iter().find(|(function, _)| function == name);
        found.unwrap_or_else(|| panic!("the prelude has no function {name}")).1
    }
}

/// What calling a function does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeKind {
    /// Runs it.
    Function,
    /// Makes a generator.
    Generator,
    /// Makes a coroutine.
    Coroutine,
    /// Makes an asynchronous generator.
    AsyncGenerator,
}

/// One function, lambda, comprehension body that is a generator, or module body.
#[derive(Clone, Debug)]
pub struct Code {
    /// The name as tracebacks show it: `<module>`, `work`, `<lambda>`.
    pub name: String,
    /// `outer.<locals>.work`, as `repr` shows it.
    pub qualified_name: String,
    /// What calling it does.
    pub kind: CodeKind,
    /// Whether it belongs to the prelude: hidden in tracebacks, and its lines are not the workload's.
    pub is_prelude: bool,
    /// Whether CPython has it in C: see `library::source::is_builtin`.
    pub is_builtin: bool,
    /// Whether nothing interrupts it: see `library::source::is_atomic`.
    pub is_atomic: bool,
    /// How arguments become registers.
    pub parameters: Parameters,
    /// For each captured cell, in which register of the *enclosing* frame it stands when the
    /// function is made. At a call they are copied to the registers after the parameters.
    pub captures: Vec<Reg>,
    /// How many registers a frame needs.
    pub n_registers: u16,
    /// The instructions. The last one never falls through.
    pub ops: Vec<Op>,
    /// For each op the line of the workload, counted from 1.
    pub lines: Vec<u32>,
    /// The comprehensions that run in its frame, inner ones before those around them.
    pub comprehensions: Vec<ComprehensionSpan>,
    /// The constants.
    pub constants: Vec<Constant>,
    /// The shapes of calls with keywords.
    pub shapes: Vec<CallShape>,
    /// Where exceptions go, innermost first for any one position.
    pub handlers: Vec<Handler>,
    /// The values of the defaults of a function of the prelude, positional first: the prelude's
    /// module body is not run, so no MakeFunction collects them. Empty for the workload's functions.
    pub defaults: Vec<Constant>,
    /// Its docstring.
    pub doc: Option<String>,
    /// Whether the register after its defaults holds the dict of its annotations.
    pub is_annotated: bool,
    /// The names of the registers that hold variables (also cells), for messages and inspectors.
    pub variables: Vec<(Reg, String)>,
    /// The line of its `def`.
    pub line: u32,
}

impl Code {
    /// How many values of defaults a function is made with.
    #[must_use]
    pub fn n_defaults(&self) -> u16 {
        let keyword_only = self.parameters.keyword_only.iter().filter(|(_, has)| *has).count();
        self.parameters.n_defaults + u16::try_from(keyword_only).unwrap_or(0)
    }
}

/// Where a comprehension runs. It has no frame of its own; tracebacks show it as if it had.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ComprehensionSpan {
    /// Its first op.
    pub start: Pc,
    /// The op after its last.
    pub end: Pc,
    /// `<listcomp>` and the like.
    pub name: &'static str,
    /// The line where it begins.
    pub line: u32,
}

impl ComprehensionSpan {
    /// Whether an op belongs to it.
    #[must_use]
    pub fn covers(&self, at: u16) -> bool {
        self.start.0 <= at && at < self.end.0
    }
}

/// A constant.
#[derive(Clone, PartialEq, Debug)]
#[expect(missing_docs, reason = "the variants are Python's types")]
pub enum Constant {
    None,
    Ellipsis,
    Bool(bool),
    Int(i64),
    /// Beyond 64 bits, in decimal digits.
    BigInt(String),
    Float(f64),
    Str(String),
    Bytes(Vec<u8>),
    /// A tuple of constants.
    Tuple(Vec<Constant>),
}

/// A function's parameters. Registers 0.. hold, in this order: the positional ones, the
/// keyword-only ones, the `*args` tuple if there is one, the `**kwargs` dict if there is one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Parameters {
    /// The names of all positional parameters.
    pub positional: Vec<NameIdx>,
    /// How many of them, from the first, cannot be given by keyword.
    pub n_positional_only: u16,
    /// How many of them, from the last, have a default.
    pub n_defaults: u16,
    /// The keyword-only parameters, and whether each has a default.
    pub keyword_only: Vec<(NameIdx, bool)>,
    /// Whether there is `*args`.
    pub has_rest: bool,
    /// Whether there is `**kwargs`.
    pub has_keywords: bool,
}

impl Parameters {
    /// How many registers they take.
    #[must_use]
    pub fn n_registers(&self) -> usize {
        self.positional.len()
            + self.keyword_only.len()
            + usize::from(self.has_rest)
            + usize::from(self.has_keywords)
    }
}

/// How the arguments of a call with keywords stand in the registers after the callee.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallShape {
    /// How many positional ones come first.
    pub n_positional: u16,
    /// The names of those that follow.
    pub keywords: Vec<NameIdx>,
}

/// An exception raised by an op in `start..end` goes on at `target` with the exception in `exception`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Handler {
    /// The first op covered.
    pub start: Pc,
    /// The op after the last covered.
    pub end: Pc,
    /// Where to go on.
    pub target: Pc,
    /// Where the exception is put.
    pub exception: Reg,
    /// How many exceptions are being handled in this frame at `target` (BeginHandling without
    /// EndHandling); the machine drops those above.
    pub handling_depth: u16,
}

impl ExceptionKind {
    /// Whether an exception of this kind is one of `class`.
    #[must_use]
    pub fn is_a(self, class: ExceptionKind) -> bool {
        let mut kind = Some(self);
        while let Some(current) = kind {
            if current == class {
                return true;
            }
            kind = current.parent();
        }
        false
    }
}
