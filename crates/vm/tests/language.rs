//! Small programs, each with what CPython 3.11 prints for it (tracebacks without the markers under a
//! line). Each also runs with an almost full heap, and with a collection before each instruction.

use vm::{Ending, Trial, run_in_steps, run_to_end, run_within};

fn compile(name: &str, text: &str) -> lang::Program {
    let compiled = lang::compile(&format!("{name}.py"), text);
    compiled.program.unwrap_or_else(|| panic!("{name} compiles: {:?}", compiled.diagnostics))
}

/// What a process would print: its output, and the traceback of what ended it.
fn printed(trial: Trial) -> String {
    match trial.ending {
        Ending::Over { main: None, .. } => trial.stdout,
        Ending::Over { main: Some(failure), .. } => trial.stdout + &failure.traceback,
        other => format!("{}{other:?}", trial.stdout),
    }
}

fn check(name: &str, text: &str, expected: &str) {
    let program = || compile(name, text);
    assert_eq!(printed(run_to_end(program())), expected, "{name}");
    assert_eq!(printed(run_in_steps(program())), expected, "{name}, step by step");
    assert_eq!(printed(run_within(program(), 400_000)), expected, "{name}, in little memory");
}

macro_rules! programs {
    ($($name:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                let name = stringify!($name);
                let text = include_str!(concat!("language/", stringify!($name), ".py"));
                let expected = include_str!(concat!("language/", stringify!($name), ".out"));
                check(name, text, expected);
            }
        )*
    };
}

programs![
    closures,
    concurrency,
    exceptions,
    generators,
    loops,
    traceback_chained,
    traceback_repeated,
    traceback_reraised,
];
