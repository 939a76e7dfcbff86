//! What CPython answers is what the machine must answer: tables of expressions, and programs, run by
//! both. Where there is no CPython 3.11, the tests say so and compare nothing.
//!
//! A table has one expression a line; `#` begins a comment. `NAME = 1 ; 2 ; 3` makes one expression
//! for each choice out of every line that has the name in it.

use std::fmt::Write;
use std::process::Command;

use vm::{Ending, run_to_end};

/// What CPython 3.11 prints; nothing where there is none.
fn cpython(program: &str) -> Option<String> {
    const CHECK: &str = "import sys; sys.exit(sys.version_info[:2] != (3, 11))";
    let has_it = Command::new("python3").args(["-c", CHECK]).status().is_ok_and(|s| s.success());
    if !has_it {
        eprintln!("SKIPPED: there is no CPython 3.11 as python3 to compare with");
        return None;
    }
    let run = Command::new("python3").args(["-W", "ignore", "-c", program]).output();
    let output = run.expect("python3 has just run");
    assert!(output.status.success(), "CPython fails: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("CPython prints UTF-8"))
}

/// What the machine prints.
fn machine(program: &str) -> String {
    let compiled = lang::compile("table.py", program);
    let Some(program) = compiled.program else {
        panic!("it does not compile: {:?}", compiled.diagnostics.first());
    };
    let trial = run_to_end(program);
    match trial.ending {
        Ending::Over { main: None, .. } => trial.stdout,
        ending => panic!("it ends with {ending:?} after printing {}", trial.stdout),
    }
}

/// A program that prints each expression's value or exception on a line of its own.
fn tabulate(expressions: &[String]) -> String {
    let mut program = String::from("import math\n");
    for (position, expression) in expressions.iter().enumerate() {
        let _ = writeln!(program, "def case_{position}():\n    return {expression}\n");
    }
    let cases: Vec<String> = (0..expressions.len()).map(|at| format!("case_{at}")).collect();
    let _ = write!(
        program,
        "for case in [{}]:\n    try:\n        print(ascii(case()))\n    except Exception as error:\n        \
         print(type(error).__name__ + ': ' + ascii(str(error)))\n",
        cases.join(", ")
    );
    program
}

/// A name and what may stand for it.
type Choice<'a> = (&'a str, Vec<&'a str>);

fn choice(line: &str) -> Option<Choice<'_>> {
    let (name, choices) = line.split_once(" = ")?;
    let is_name = name.chars().all(|char| char.is_ascii_uppercase() || char == '_');
    is_name.then(|| (name, choices.split(" ; ").collect()))
}

/// Where a name stands in a line as a word of its own.
fn find_word(line: &str, name: &str) -> Option<usize> {
    let is_part = |char: char| char.is_ascii_alphanumeric() || char == '_';
    line.match_indices(name)
        .map(|(at, _)| at)
        .find(|&at| !line[..at].ends_with(is_part) && !line[at + name.len()..].starts_with(is_part))
}

/// All expressions that a line stands for.
fn expand(line: &str, choices: &[Choice]) -> Vec<String> {
    let used = choices.iter().find(|(name, _)| find_word(line, name).is_some());
    let Some((name, values)) = used else { return vec![line.to_owned()] };
    let mut expressions = Vec::new();
    for value in values {
        let mut line = line.to_owned();
        while let Some(at) = find_word(&line, name) {
            line.replace_range(at..at + name.len(), value);
        }
        expressions.extend(expand(&line, choices));
    }
    expressions
}

fn compare_table(table: &str) {
    let lines = table.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (definitions, lines): (Vec<_>, Vec<_>) = lines.partition(|line| choice(line).is_some());
    let choices: Vec<Choice> = definitions.into_iter().filter_map(choice).collect();
    let expressions: Vec<String> =
        lines.into_iter().flat_map(|line| expand(line, &choices)).collect();
    let mut report = String::new();
    let mut n_wrong = 0;
    for part in expressions.chunks(500) {
        let Some((n, text)) = compare_expressions(part) else { return };
        n_wrong += n;
        report.push_str(&text);
    }
    assert_eq!(n_wrong, 0, "of {} expressions:\n{report}", expressions.len());
    println!("{} expressions agree with CPython", expressions.len());
}

/// How many expressions differ, and how; nothing where there is no CPython.
fn compare_expressions(expressions: &[String]) -> Option<(usize, String)> {
    let program = tabulate(expressions);
    let actual = machine(&program);
    let expected = cpython(&program)?;
    let mut report = String::new();
    let mut n_wrong = 0;
    let answers = expected.lines().zip(actual.lines());
    for (expression, (expected, actual)) in expressions.iter().zip(answers) {
        if expected != actual {
            n_wrong += 1;
            let _ = writeln!(report, "{expression}\n  CPython: {expected}\n  machine: {actual}");
        }
    }
    assert_eq!(expected.lines().count(), actual.lines().count(), "one line an expression");
    assert_eq!(expected.lines().count(), expressions.len(), "one line an expression");
    Some((n_wrong, report))
}

fn compare_program(program: &str) {
    let actual = machine(program);
    let Some(expected) = cpython(program) else { return };
    for (number, (expected, actual)) in expected.lines().zip(actual.lines()).enumerate() {
        assert_eq!(actual, expected, "line {} of the output", number + 1);
    }
    assert_eq!(actual.lines().count(), expected.lines().count(), "lines of output");
}

macro_rules! tables {
    ($($name:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                compare_table(include_str!(concat!("cpython/", stringify!($name), ".txt")));
            }
        )*
    };
}

macro_rules! programs {
    ($($name:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                compare_program(include_str!(concat!("cpython/", stringify!($name), ".py")));
            }
        )*
    };
}

tables![builtins, containers, formats, math, messages, numbers, percent, strings, templates];
programs![collections, mutation, numbers_at_random, set_order];
