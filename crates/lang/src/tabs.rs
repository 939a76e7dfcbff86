//! Indentation that means one thing where a tab is eight columns wide and another where it is one.
//!
//! The parser lets it pass; CPython raises TabError.

use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::diagnostic::Findings;

/// How far a line is indented, counted in both ways.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Indent {
    wide: usize,
    narrow: usize,
}

impl Indent {
    fn of(blanks: &str) -> Indent {
        let mut indent = Indent::default();
        for blank in blanks.chars() {
            indent = match blank {
                '\t' => Indent { wide: (indent.wide / 8 + 1) * 8, narrow: indent.narrow + 1 },
                '\x0c' => Indent::default(),
                _ => Indent { wide: indent.wide + 1, narrow: indent.narrow + 1 },
            };
        }
        indent
    }
}

/// Reports the first line whose indentation is inconsistent.
pub(crate) fn check(tokens: &Tokens, findings: &mut Findings) {
    let text = findings.source.text;
    let mut around = vec![Indent::default()];
    let mut begins_line = true;
    for token in tokens {
        match token.kind() {
            TokenKind::Newline => begins_line = true,
            TokenKind::Comment
            | TokenKind::NonLogicalNewline
            | TokenKind::Indent
            | TokenKind::Dedent => {}
            TokenKind::EndOfFile => return,
            _ if begins_line => {
                begins_line = false;
                let start = token.start().to_usize();
                let line = text[..start].rfind(['\n', '\r']).map_or(0, |end| end + 1);
                let indent = Indent::of(&text[line..start]);
                if !fits(&mut around, indent) {
                    let end = TextSize::try_from(line).unwrap_or(token.start());
                    let range = TextRange::new(end, token.start());
                    let message = "tabs and spaces are mixed in the indentation, so that it is not \
                                   clear to which block this line belongs";
                    let help = "indent with four spaces for each block";
                    findings.error("inconsistent-tabs", range, message, help);
                    return;
                }
            }
            _ => {}
        }
    }
}

/// Whether a line's indentation stands to those around it in the same way however wide tabs are.
fn fits(around: &mut Vec<Indent>, indent: Indent) -> bool {
    let depth = around.len();
    while around.len() > 1 && around.last().is_some_and(|last| indent.wide < last.wide) {
        around.pop();
    }
    let innermost = around.last().copied().unwrap_or_default();
    let ends_blocks = around.len() < depth;
    if ends_blocks || indent.wide <= innermost.wide {
        return indent == innermost;
    }
    around.push(indent);
    indent.narrow > innermost.narrow
}
