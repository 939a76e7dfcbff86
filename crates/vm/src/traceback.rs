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

/// How deep groups in groups are shown, and how many parts of each, as in CPython.
const GROUPS_DEPTH_MAX: usize = 10;
const GROUP_PARTS_MAX: usize = 15;

/// A line that is the same more often than this is summed up, as in CPython.
const REPEATED_MAX: usize = 3;

/// A traceback being written: parts of groups stand in frames within frames.
#[derive(Default)]
struct Page {
    text: String,
    /// How many frames there are around what is written.
    depth: usize,
    /// Whether the innermost frame has no lower edge yet.
    must_close: bool,
    /// The exceptions that are shown: none is shown as the reason for another once more.
    shown: Vec<Handle<Exception>>,
}

impl Page {
    fn add(&mut self, text: &str) {
        self.add_with('|', text);
    }

    /// Adds lines with a margin, where there is a frame around them.
    fn add_with(&mut self, margin: char, text: &str) {
        if self.depth == 0 {
            return self.text.push_str(text);
        }
        for line in text.split_inclusive('\n') {
            let indent = self.depth * 2;
            write!(self.text, "{:indent$}{margin} {line}", "").expect("a string takes all text");
        }
    }

    /// Adds an edge of a frame.
    fn rule(&mut self, line: &str) {
        let indent = self.depth * 2;
        write!(self.text, "{:indent$}{line}", "").expect("a string takes all text");
    }
}

impl<H: Heap> Context<'_, H> {
    /// The message of an exception: its `str`.
    #[must_use]
    pub fn exception_message(&mut self, exception: Value) -> String {
        format::exception_message(self, exception)
    }

    /// An exception's traceback with those of the exceptions that led to it.
    #[must_use]
    pub fn format_traceback(&mut self, exception: Value) -> String {
        let mut page = Page::default();
        self.write_chain(&mut page, exception);
        page.text
    }

    fn write_chain(&mut self, page: &mut Page, exception: Value) {
        let mut chain = Vec::new();
        let mut link = (exception, "");
        while let (Value::Exception(exception), joint) = link {
            if chain.len() == CHAIN_MAX || page.shown.contains(&exception) {
                break;
            }
            page.shown.push(exception);
            chain.push((exception, joint));
            link = self.origin(exception);
        }
        for (exception, joint) in chain.into_iter().rev() {
            self.write_one(page, exception);
            page.add(joint);
        }
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

    fn write_one(&mut self, page: &mut Page, exception: Handle<Exception>) {
        let parts = match self.heap_field(Value::Exception(exception), "exceptions") {
            Some(Value::Tuple(parts)) if self.is_group(exception) => {
                self.heap.get(parts).items().to_vec()
            }
            _ => {
                let places = self.places(exception);
                if !places.is_empty() {
                    page.add("Traceback (most recent call last):\n");
                    page.add(&places);
                }
                let summary = self.summary(exception);
                return page.add(&summary);
            }
        };
        if page.depth > GROUPS_DEPTH_MAX {
            return page.add(&format!("... (max_group_depth is {GROUPS_DEPTH_MAX})\n"));
        }
        let is_outermost = page.depth == 0;
        page.depth += usize::from(is_outermost);
        let places = self.places(exception);
        if !places.is_empty() {
            let margin = if is_outermost { '+' } else { '|' };
            page.add_with(margin, "Exception Group Traceback (most recent call last):\n");
            page.add(&places);
        }
        let summary = self.summary(exception);
        page.add(&summary);
        self.write_parts(page, &parts);
        page.depth -= usize::from(is_outermost);
    }

    fn write_parts(&mut self, page: &mut Page, parts: &[Value]) {
        page.must_close = false;
        let n_shown = parts.len().min(GROUP_PARTS_MAX);
        let n_rows = n_shown + usize::from(parts.len() > n_shown);
        for row in 0..n_rows {
            let is_last = row + 1 == n_rows;
            page.must_close |= is_last;
            let title = if row < n_shown { (row + 1).to_string() } else { "...".to_owned() };
            let joint = if row == 0 { "+-" } else { "  " };
            page.rule(&format!("{joint}+---------------- {title} ----------------\n"));
            page.depth += 1;
            match parts.get(row).filter(|_| row < n_shown) {
                Some(&part) => self.write_chain(page, part),
                None => {
                    let n_more = parts.len() - n_shown;
                    let plural = if n_more == 1 { "" } else { "s" };
                    page.add(&format!("and {n_more} more exception{plural}\n"));
                }
            }
            if is_last && std::mem::take(&mut page.must_close) {
                page.rule("+------------------------------------\n");
            }
            page.depth -= 1;
        }
    }

    fn is_group(&mut self, exception: Handle<Exception>) -> bool {
        let class = self.heap.read(exception).class;
        class.is_some_and(|class| self.in_class(class, "subgroup").is_some())
    }

    /// The lines of the workload that an exception passed.
    fn places(&mut self, exception: Handle<Exception>) -> String {
        let entries = self.heap.read(exception).traceback.clone();
        let program = self.program;
        let visible = entries.iter().rev().filter(|entry| !program.code(entry.code).is_prelude);
        let visible: Vec<TracebackEntry> = visible.copied().collect();
        let mut text = String::new();
        for run in visible.chunk_by(|one, other| one == other) {
            write_run(&mut text, program, run);
        }
        text
    }

    /// The class and the message of an exception, and its notes.
    fn summary(&mut self, exception: Handle<Exception>) -> String {
        let read = self.heap.read(exception);
        let (kind, class) = (read.kind, read.class);
        drop(read);
        let mut text = match class {
            Some(class) => self.exception_label(class),
            None => qualified_name(kind).to_owned(),
        };
        match self.exception_message(Value::Exception(exception)) {
            message if message.is_empty() => {}
            message => {
                text.push_str(": ");
                text.push_str(&message);
            }
        }
        text.push('\n');
        self.write_notes(&mut text, exception);
        text
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
