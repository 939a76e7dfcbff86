//! A text with its lines: where the byte offsets of the parser become lines and columns.
//!
//! Lines and columns count from 1; columns count characters, not bytes.

use ruff_text_size::{TextRange, TextSize};

use crate::diagnostic::Span;

/// A text and where its lines begin.
pub struct Source<'t> {
    /// The whole text.
    pub text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Source<'t> {
    /// Finds the lines of the text; they end with `\n`, `\r\n` or `\r`, as for Python.
    #[must_use]
    pub fn new(text: &'t str) -> Source<'t> {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                starts.push(at + 1);
            }
        }
        Source { text, starts }
    }

    /// The number of the line that an offset is on.
    #[must_use]
    pub fn line(&self, offset: TextSize) -> u32 {
        let line = self.starts.partition_point(|start| *start <= offset.to_usize());
        u32::try_from(line).expect("a text has fewer lines than bytes")
    }

    /// The text of a line, without its end; empty beyond the last.
    #[must_use]
    pub fn line_text(&self, line: u32) -> &'t str {
        let index = line as usize - 1;
        let Some(&start) = self.starts.get(index) else { return "" };
        let end = self.starts.get(index + 1).copied().unwrap_or(self.text.len());
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }

    /// The lines and columns of a range; the end is exclusive.
    #[must_use]
    pub fn span(&self, range: TextRange) -> Span {
        let (line, column) = self.position(range.start());
        let (end_line, end_column) = self.position(range.end());
        Span { line, column, end_line, end_column }
    }

    /// The part itself; where only a line is known, all that is written on it.
    #[must_use]
    pub fn place(&self, span: Span) -> Span {
        if span != Span::line(span.line) {
            return span;
        }
        let text = self.line_text(span.line);
        let chars = |text: &str| u32::try_from(text.chars().count()).expect("texts are short");
        let indent = chars(text) - chars(text.trim_start());
        let end_column = chars(text.trim_end()).max(indent) + 1;
        Span { column: indent + 1, end_column, ..span }
    }

    fn position(&self, offset: TextSize) -> (u32, u32) {
        let line = self.line(offset);
        let start = self.starts[line as usize - 1];
        let before = self.text.get(start..offset.to_usize()).unwrap_or("");
        let column = u32::try_from(before.chars().count()).expect("texts are short") + 1;
        (line, column)
    }
}
