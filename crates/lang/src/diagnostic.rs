//! What is wrong with a workload's text, with its place and what to write instead.

use ruff_text_size::TextRange;

use crate::limits::DIAGNOSTICS_MAX;
use crate::source::Source;

/// How bad it is. Only an error keeps a workload from running.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// The workload is refused.
    Error,
    /// It runs, but probably not as meant.
    Warning,
    /// A suggestion.
    Hint,
}

impl Severity {
    /// As it is written before a message.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        }
    }
}

/// A part of the text: lines and columns (in characters) from 1, the end exclusive.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Span {
    /// The line it begins on.
    pub line: u32,
    /// The column it begins at.
    pub column: u32,
    /// The line it ends on.
    pub end_line: u32,
    /// The column after its last character.
    pub end_column: u32,
}

impl Span {
    /// A place of which only the line is known; [`Source::place`] finds what stands there.
    #[must_use]
    pub fn line(line: u32) -> Span {
        Span { line, column: 1, end_line: line, end_column: 1 }
    }
}

/// A further place that matters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// A change of the text that mends a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replacement {
    /// What is taken away; nothing where the text is only put in.
    pub span: Span,
    /// What stands there instead.
    pub text: String,
}

/// One finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Names the kind of finding; never changes.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub span: Span,
    /// One sentence of what and why, without a full stop.
    pub message: String,
    /// What to write instead, where that is known.
    pub help: Option<String>,
    /// The change that mends it, where there is one that is right without further thought.
    pub replacement: Option<Replacement>,
    /// Further places.
    pub related: Vec<Related>,
}

/// Collects diagnostics while a text is read.
pub(crate) struct Findings<'s, 't> {
    pub(crate) source: &'s Source<'t>,
    list: Vec<Diagnostic>,
    /// Whether there was no room for the latest.
    is_latest_dropped: bool,
}

impl<'s, 't> Findings<'s, 't> {
    pub(crate) fn new(source: &'s Source<'t>) -> Findings<'s, 't> {
        Findings { source, list: Vec::new(), is_latest_dropped: false }
    }

    /// Adds an error; an empty help is none.
    pub(crate) fn error(
        &mut self,
        code: &'static str,
        range: TextRange,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(Severity::Error, code, range, message.into(), help.into());
    }

    /// Adds a warning; an empty help is none.
    pub(crate) fn warning(
        &mut self,
        code: &'static str,
        range: TextRange,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(Severity::Warning, code, range, message.into(), help.into());
    }

    /// Adds a further place to the latest diagnostic.
    pub(crate) fn relate(&mut self, range: TextRange, message: impl Into<String>) {
        let span = self.source.span(range);
        if let Some(latest) = self.latest() {
            latest.related.push(Related { span, message: message.into() });
        }
    }

    /// Says which change mends the latest diagnostic; an empty range is where text is put in.
    pub(crate) fn replace(&mut self, range: TextRange, text: impl Into<String>) {
        let span = self.source.span(range);
        if let Some(latest) = self.latest() {
            latest.replacement = Some(Replacement { span, text: text.into() });
        }
    }

    fn latest(&mut self) -> Option<&mut Diagnostic> {
        self.list.last_mut().filter(|_| !self.is_latest_dropped)
    }

    /// Adds the findings on lines where nothing was found before.
    pub(crate) fn add_away_from_errors(&mut self, others: Findings) {
        let lines: Vec<u32> = self.list.iter().map(|diagnostic| diagnostic.span.line).collect();
        let is_away = |other: &Diagnostic| !lines.contains(&other.span.line);
        self.list.extend(others.list.into_iter().filter(is_away));
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// All of them, in the order of the text.
    pub(crate) fn finish(self) -> Vec<Diagnostic> {
        let mut list = self.list;
        list.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.severity));
        list.dedup_by(|later, first| later.code == first.code && later.span == first.span);
        list
    }

    fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        range: TextRange,
        message: String,
        help: String,
    ) {
        // The first error must be kept, whatever came before it.
        let is_full = self.list.len() >= DIAGNOSTICS_MAX;
        self.is_latest_dropped = is_full && (severity != Severity::Error || self.has_errors());
        if self.is_latest_dropped {
            return;
        }
        let span = self.source.span(range);
        let help = (!help.is_empty()).then_some(help);
        let (replacement, related) = (None, Vec::new());
        self.list.push(Diagnostic { code, severity, span, message, help, replacement, related });
    }
}
