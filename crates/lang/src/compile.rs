//! The whole way from a text to a verified program.

use ruff_python_ast::Stmt;

use crate::check;
use crate::diagnostic::{Diagnostic, Findings};
use crate::library::{ENTRIES, Implementation};
use crate::limits::TABLE_MAX;
use crate::lower::{Tables, TooLarge, lower};
use crate::modules::{Modules, Tasks};
use crate::parse;
use crate::program::{CodeIdx, GlobalIdx, MODULE_NAME, Program};
use crate::scope::{Origin, Outside, scopes};
use crate::source::Source;
use crate::verify::verify;

const PRELUDE: &str = include_str!(concat!(env!("OUT_DIR"), "/prelude.py"));

/// The name of [`Program::function_fields`], which no workload can write.
const FUNCTION_FIELDS: &str = "<attributes of functions>";

/// What became of a text.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The program; absent exactly if a diagnostic is an error.
    pub program: Option<Program>,
    /// All findings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Compiles a workload as it is written. `file` is its name for tracebacks.
///
/// # Panics
/// If the compiled program does not verify, which would be a mistake in this crate.
#[must_use]
pub fn compile(file: &str, text: &str) -> Compiled {
    compile_for(file, text, Tasks::AsWritten)
}

/// Compiles a workload whose tasks are to be something else than they are written as.
///
/// # Panics
/// If the compiled program does not verify, which would be a mistake in this crate.
#[must_use]
pub fn compile_for(file: &str, text: &str, tasks: Tasks) -> Compiled {
    let source = Source::new(text);
    let mut findings = Findings::new(&source);
    let program = compile_module(file, &source, tasks, &mut findings);
    if let Some(program) = &program
        && let Err(error) = verify(program)
    {
        panic!("the compiler made a program that does not verify: {error}");
    }
    let diagnostics = findings.finish();
    Compiled { program, diagnostics }
}

fn compile_module(
    file: &str,
    source: &Source,
    tasks: Tasks,
    findings: &mut Findings,
) -> Option<Program> {
    let module = parse::parse(findings)?;
    if findings.has_errors() {
        check_readable_part(&module.body, source, findings);
        return None;
    }
    let mut tables = Tables::default();
    let prelude = compile_prelude(&mut tables);
    let mut modules = Modules::new(tasks);
    modules.compile(&module.body, Origin::Workload, &mut tables);
    check::check(&module.body, Outside::workload(&modules), findings);
    let scopes = scopes(&module.body, Outside::workload(&modules), findings);
    if findings.has_errors() {
        return None;
    }
    let entry = match lower(&module.body, "__main__", source, &scopes, &modules, &mut tables) {
        Ok(entry) => entry,
        Err(TooLarge { function, range }) => {
            let message = format!(
                "`{function}` is too large: it needs more than {TABLE_MAX} instructions, variables, \
                 names or functions"
            );
            findings.error("too-large", range, message, "split it, or make large data in a loop");
            return None;
        }
    };
    let functions = tables.functions.into_iter();
    let own_name = scopes.globals.iter().position(|global| global == MODULE_NAME);
    let module_name = own_name.map(|position| modules.globals.len() + position);
    let n_globals = modules.globals.len() + scopes.globals.len();
    Some(Program {
        file: file.to_string(),
        text: source.text.to_string(),
        functions: functions.map(|code| code.expect("every reserved place is filled")).collect(),
        entry,
        prelude,
        function_fields: GlobalIdx(u16::try_from(n_globals).expect("lowering has counted them")),
        module_name: module_name
            .map(|index| GlobalIdx(u16::try_from(index).expect("counted, too"))),
        n_library_globals: u16::try_from(modules.globals.len()).expect("counted, too"),
        globals: [modules.globals, scopes.globals, vec![FUNCTION_FIELDS.to_string()]].concat(),
        modules: modules.compiled,
        names: tables.names.into_iter().collect(),
    })
}

/// What is refused in a text that also has syntax errors: on the lines that could be read.
fn check_readable_part(body: &[Stmt], source: &Source, findings: &mut Findings) {
    let mut further = Findings::new(source);
    check::check(body, Outside::workload(&Modules::default()), &mut further);
    findings.add_away_from_errors(further);
}

/// Compiles the part of the library that is written in the workload language, and lists its
/// functions.
fn compile_prelude(tables: &mut Tables) -> Vec<(String, CodeIdx)> {
    let source = Source::new(PRELUDE);
    let mut findings = Findings::new(&source);
    let module = parse::parse(&mut findings).expect("the prelude is short and shallow");
    let none = Modules::default();
    check::check(&module.body, Outside::prelude(&none), &mut findings);
    let scopes = scopes(&module.body, Outside::prelude(&none), &mut findings);
    let Ok(body) = lower(&module.body, "_playground", &source, &scopes, &none, tables) else {
        panic!("the prelude is too large");
    };
    let diagnostics = findings.finish();
    assert!(diagnostics.is_empty(), "the prelude has mistakes: {diagnostics:?}");
    let mut functions = Vec::new();
    for (code, index) in tables.functions.iter_mut().flatten().zip(0..) {
        let index = CodeIdx(index);
        if index == body || code.name != code.qualified_name {
            continue;
        }
        functions.push((code.name.clone(), index));
        // Messages name the function as the workload does.
        if let Some(public) = public_name(&code.name) {
            code.name = public.to_string();
            code.qualified_name = public.to_string();
        }
    }
    functions
}

fn public_name(function: &str) -> Option<&'static str> {
    let is_its = |implementation| matches!(implementation, Implementation::Prelude(name) if name == function);
    ENTRIES.iter().find(|entry| is_its(entry.implementation)).map(|entry| entry.name)
}
