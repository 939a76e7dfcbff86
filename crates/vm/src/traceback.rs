//! Uncaught exceptions in words, in the layout of CPython 3.11 (without the markers under a line).

use std::fmt::Write;

use lang::library::ExceptionKind;
use lang::program::Program;

use crate::context::Context;
use crate::format;
use crate::heap::{Handle, Heap};
use crate::kind::{Class, Exception, TracebackEntry};
use crate::value::Value;

/// How many exceptions of a chain are shown at most.
const CHAIN_MAX: usize = 100;

/// A line that is the same more often than this is summed up, as in CPython.
const REPEATED_MAX: usize = 3;

impl<H: Heap> Context<'_, H> {
    /// The message of an exception: its `str`.
    #[must_use]
    pub fn exception_message(&mut self, exception: Value) -> String {
        format::exception_message(self, exception)
    }

    /// An exception's traceback with those of the exceptions that led to it.
    #[must_use]
    pub fn format_traceback(&mut self, exception: Value) -> String {
        let mut chain = Vec::new();
        let mut link = (exception, "");
        while let (Value::Exception(exception), joint) = link {
            if chain.len() == CHAIN_MAX || chain.iter().any(|(known, _)| *known == exception) {
                break;
            }
            chain.push((exception, joint));
            link = self.origin(exception);
        }
        let mut text = String::new();
        for (exception, joint) in chain.into_iter().rev() {
            self.write_one(&mut text, exception);
            text.push_str(joint);
        }
        text
    }

    /// The exception that is shown before this one, and the sentence between the two.
    fn origin(&mut self, exception: Handle<Exception>) -> (Value, &'static str) {
        let exception = self.heap.read(exception);
        match (exception.cause, exception.context) {
            (Value::None, Value::None) => (Value::None, ""),
            (Value::None, _) if exception.hides_context => (Value::None, ""),
            (Value::None, context) => (
                context,
                "\nDuring handling of the above exception, another exception occurred:\n\n",
            ),
            (cause, _) => (
                cause,
                "\nThe above exception was the direct cause of the following exception:\n\n",
            ),
        }
    }

    /// The name of a class of the workload as tracebacks have it.
    fn exception_label(&mut self, class: Handle<Class>) -> String {
        let label = format::class_label(self, class);
        match label.strip_prefix("__main__.") {
            Some(own) => own.to_owned(),
            None => label,
        }
    }

    fn write_one(&mut self, text: &mut String, exception: Handle<Exception>) {
        let read = self.heap.read(exception);
        let (kind, entries) = (read.kind, read.traceback.clone());
        drop(read);
        let program = self.program;
        let visible = entries.iter().rev().filter(|entry| !program.code(entry.code).is_prelude);
        let visible: Vec<TracebackEntry> = visible.copied().collect();
        if !visible.is_empty() {
            text.push_str("Traceback (most recent call last):\n");
        }
        for run in visible.chunk_by(|one, other| one == other) {
            write_run(text, program, run);
        }
        let class = self.heap.read(exception).class;
        match class {
            Some(class) => text.push_str(&self.exception_label(class)),
            None => text.push_str(qualified_name(kind)),
        }
        match self.exception_message(Value::Exception(exception)) {
            message if message.is_empty() => {}
            message => {
                text.push_str(": ");
                text.push_str(&message);
            }
        }
        text.push('\n');
        self.write_notes(text, exception);
    }

    /// The lines that `add_note` has added.
    fn write_notes(&mut self, text: &mut String, exception: Handle<Exception>) {
        let notes = match self.heap_field(Value::Exception(exception), "__notes__") {
            Some(Value::List(notes)) => self.heap.read(notes).items.clone(),
            _ => return,
        };
        for note in notes {
            let note = self.aside(|ctx| format::str_of(ctx, note)).unwrap_or_default();
            for line in note.split('\n') {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
}

/// Writes entries that are all the same.
fn write_run(text: &mut String, program: &Program, run: &[TracebackEntry]) {
    for entry in run.iter().take(REPEATED_MAX) {
        let (file, code) = (&program.file, program.code(entry.code));
        let comprehension =
            entry.comprehension.and_then(|at| code.comprehensions.get(usize::from(at)));
        let name = comprehension.map_or(code.name.as_str(), |span| span.name);
        writeln!(text, "  File \"{file}\", line {}, in {name}", entry.line)
            .expect("a string takes all text");
        let number = (entry.line as usize).saturating_sub(1);
        let line = program.text.lines().nth(number).unwrap_or("").trim();
        if !line.is_empty() {
            writeln!(text, "    {line}").expect("a string takes all text");
        }
    }
    let n_more = run.len().saturating_sub(REPEATED_MAX);
    if n_more > 0 {
        let plural = if n_more == 1 { "" } else { "s" };
        writeln!(text, "  [Previous line repeated {n_more} more time{plural}]")
            .expect("a string takes all text");
    }
}

/// The name of a class as tracebacks show it: with its module, unless it is a builtin.
fn qualified_name(kind: ExceptionKind) -> &'static str {
    match kind {
        ExceptionKind::CancelledError => "asyncio.exceptions.CancelledError",
        ExceptionKind::PlaygroundUnsupported => "playground.PlaygroundUnsupported",
        other => other.name(),
    }
}
