//! Diagnostics, in the form that leaves the engine.

use protocol::{Diagnostic, Related, Replacement, Severity};

/// The findings of a workload.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Each, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// All of them as a terminal shows them, with the lines they speak of.
    pub rendered: String,
}

/// All findings of a workload, without running it.
#[must_use]
pub fn check(file: &str, text: &str) -> Findings {
    Findings::of(file, text, lang::compile(file, text).diagnostics)
}

impl Findings {
    pub(crate) fn of(file: &str, text: &str, mut found: Vec<lang::Diagnostic>) -> Findings {
        let source = lang::Source::new(text);
        for found in &mut found {
            found.span = source.place(found.span);
            found.related.iter_mut().for_each(|other| other.span = source.place(other.span));
        }
        Findings {
            diagnostics: found.iter().map(outward).collect(),
            rendered: lang::render(text, file, &found),
        }
    }

    /// Whether the workload cannot be run.
    #[must_use]
    pub fn refuse(&self) -> bool {
        self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }
}

/// A finding of the compiler as the protocol says it.
fn outward(found: &lang::Diagnostic) -> Diagnostic {
    let severity = match found.severity {
        lang::Severity::Error => Severity::Error,
        lang::Severity::Warning => Severity::Warning,
        lang::Severity::Hint => Severity::Hint,
    };
    let related = found.related.iter().map(|related| Related {
        line: related.span.line,
        column: related.span.column,
        message: related.message.clone(),
    });
    let replacement = found.replacement.as_ref().map(|replacement| Replacement {
        line: replacement.span.line,
        column: replacement.span.column,
        end_line: replacement.span.end_line,
        end_column: replacement.span.end_column,
        text: replacement.text.clone(),
    });
    Diagnostic {
        code: found.code.to_owned(),
        severity,
        line: found.span.line,
        column: found.span.column,
        end_line: found.span.end_line,
        end_column: found.span.end_column,
        message: found.message.clone(),
        help: found.help.clone().unwrap_or_default(),
        replacement,
        related: related.collect(),
    }
}
