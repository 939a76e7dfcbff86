//! Diagnostics as text for a terminal. Each begins with `FILE:LINE:COLUMN`.

use std::fmt::Write as _;

use crate::diagnostic::{Diagnostic, Span};
use crate::source::Source;

/// Shows a line only up to here: a line may be as long as the whole text.
const LINE_CHARS_MAX: usize = 160;

/// Writes the diagnostics with the lines they are about.
#[must_use]
pub fn render(text: &str, file: &str, diagnostics: &[Diagnostic]) -> String {
    let source = Source::new(text);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let Span { line, column, .. } = diagnostic.span;
        let (severity, code) = (diagnostic.severity.name(), diagnostic.code);
        let _ = writeln!(out, "{file}:{line}:{column}: {severity}[{code}]: {}", diagnostic.message);
        quote(&mut out, &source, diagnostic.span);
        if let Some(help) = &diagnostic.help {
            let _ = writeln!(out, "  = help: {help}");
        }
        for related in &diagnostic.related {
            let Span { line, column, .. } = related.span;
            let _ = writeln!(out, "{file}:{line}:{column}: note: {}", related.message);
            quote(&mut out, &source, related.span);
        }
    }
    out
}

fn quote(out: &mut String, source: &Source, span: Span) {
    let text = source.line_text(span.line);
    if span.column as usize > LINE_CHARS_MAX {
        return;
    }
    let shown: String = text.chars().take(LINE_CHARS_MAX).map(printable).collect();
    let length = shown.chars().count();
    let first = span.column as usize - 1;
    let end = if span.end_line == span.line { span.end_column as usize - 1 } else { length };
    let marks = end.min(length).saturating_sub(first).max(1);
    let number = span.line.to_string();
    let margin = " ".repeat(number.len());
    let _ = writeln!(out, "{margin} |\n{number} | {}", shown.trim_end());
    let _ = writeln!(out, "{margin} | {}{}", " ".repeat(first), "^".repeat(marks));
}

/// One column for each character, so that the marks stand below the right ones.
fn printable(character: char) -> char {
    if character.is_control() { ' ' } else { character }
}
