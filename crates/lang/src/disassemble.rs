//! A program as text for the eye: its ops, with the lines of the workload between.
//!
//! Registers that hold variables are shown by name, temporaries as `t0`, `t1`, … from the first
//! register after the variables.

mod op;

use std::fmt::Write as _;

use crate::op::Reg;
use crate::program::{Code, CodeKind, Program};
use crate::source::Source;

use op::describe;

/// The workload's functions, without those of the prelude.
#[must_use]
pub fn disassemble(program: &Program) -> String {
    let source = Source::new(&program.text);
    let mut out = String::new();
    for code in program.functions.iter().filter(|code| !code.is_prelude) {
        if !out.is_empty() {
            out.push('\n');
        }
        function(&mut out, program, code, &source);
    }
    out
}

fn function(out: &mut String, program: &Program, code: &Code, source: &Source) {
    let kind = match code.kind {
        CodeKind::Function => "function",
        CodeKind::Generator => "generator",
        CodeKind::Coroutine => "coroutine",
        CodeKind::AsyncGenerator => "async generator",
    };
    let parameters = signature(program, code);
    let _ = writeln!(
        out,
        "{kind} {}({parameters}): {} registers",
        code.qualified_name, code.n_registers
    );
    if !code.captures.is_empty() {
        let first = code.parameters.n_registers();
        let last = first + code.captures.len();
        let cells: Vec<String> = (first..last).map(|n| register(code, narrow(n))).collect();
        let _ = writeln!(out, "  captures {}", cells.join(", "));
    }
    let mut line = 0;
    for (position, op) in code.ops.iter().enumerate() {
        if code.lines[position] != line {
            line = code.lines[position];
            let _ = writeln!(out, "{line:>5} | {}", source.line_text(line));
        }
        let _ = writeln!(out, "        {position:>4}  {}", describe(program, code, *op));
    }
    for handler in &code.handlers {
        let (start, end, target) = (handler.start.0, handler.end.0 - 1, handler.target.0);
        let exception = register(code, handler.exception);
        let depth = handler.handling_depth;
        let _ = writeln!(out, "  handler {start}..={end} → {target} {exception} depth {depth}");
    }
}

fn signature(program: &Program, code: &Code) -> String {
    let parameters = &code.parameters;
    let name = |name: crate::program::NameIdx| program.names[name.index()].clone();
    let mut parts = Vec::new();
    let n_required = parameters.positional.len() - usize::from(parameters.n_defaults);
    for (n, parameter) in parameters.positional.iter().enumerate() {
        let default = if n >= n_required { "=…" } else { "" };
        parts.push(format!("{}{default}", name(*parameter)));
        if n + 1 == usize::from(parameters.n_positional_only) {
            parts.push("/".to_string());
        }
    }
    let mut next = parameters.positional.len() + parameters.keyword_only.len();
    if parameters.has_rest {
        parts.push(format!("*{}", register(code, narrow(next))));
        next += 1;
    } else if !parameters.keyword_only.is_empty() {
        parts.push("*".to_string());
    }
    for (parameter, has_default) in &parameters.keyword_only {
        parts.push(format!("{}{}", name(*parameter), if *has_default { "=…" } else { "" }));
    }
    if parameters.has_keywords {
        parts.push(format!("**{}", register(code, narrow(next))));
    }
    parts.join(", ")
}

fn narrow(register: usize) -> Reg {
    Reg(u16::try_from(register).unwrap_or(u16::MAX))
}

fn register(code: &Code, register: Reg) -> String {
    let variable = code.variables.iter().find(|(known, _)| *known == register);
    match variable {
        Some((_, name)) => name.clone(),
        None => {
            let first = code.variables.iter().map(|(known, _)| known.0 + 1).max().unwrap_or(0);
            format!("t{}", register.0.saturating_sub(first))
        }
    }
}
