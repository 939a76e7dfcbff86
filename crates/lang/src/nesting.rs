//! Refuses texts that nest too deeply, before anything recursive sees them.
//!
//! The parser, the visitors of its tree and the tree's own destructor call themselves once for each
//! level, and WebAssembly's stack is small. A flat look at the tokens gives an upper bound of the
//! depth: open brackets, plus the operators of the expressions that each open bracket is part of.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, lexer};
use ruff_text_size::{TextRange, TextSize};

use crate::diagnostic::Findings;
use crate::limits::{
    BRACKET_UNITS, CHAIN_UNITS, INDENT_UNITS, INDENTS_MAX, NESTING_UNITS_MAX, PREFIX_UNITS,
};

/// Whether the text is shallow enough; reports the first place where it is not.
pub(crate) fn check(findings: &mut Findings) -> bool {
    let text = findings.source.text;
    if let Some(range) = first_deep_indentation(text) {
        let message = format!("the indentation is deeper than {INDENTS_MAX} levels");
        findings.error("nesting-too-deep", range, message, "move the inner part to a function");
        return false;
    }
    let mut lexer = lexer::lex(text, Mode::Module);
    let mut depth = Depth::new();
    loop {
        let kind = lexer.next_token();
        if kind == TokenKind::EndOfFile {
            return true;
        }
        depth.token(kind);
        if depth.total > NESTING_UNITS_MAX {
            let help = "split the expression, with variables for its parts";
            let message = "this is nested too deeply, or its chain of operators is too long";
            findings.error("nesting-too-deep", lexer.current_range(), message, help);
            return false;
        }
    }
}

/// The expression inside an open bracket, up to here.
#[derive(Default)]
struct Level {
    /// The units of the operators since the last comma.
    chain: u32,
    /// `lambda`s whose colon is still to come: commas between do not end them.
    lambdas: u32,
}

struct Depth {
    levels: Vec<Level>,
    previous: TokenKind,
    /// Invariant: the indentation, the open brackets and all levels' chains, in units.
    total: u32,
}

impl Depth {
    fn new() -> Depth {
        Depth { levels: vec![Level::default()], previous: TokenKind::Newline, total: 0 }
    }

    fn token(&mut self, kind: TokenKind) {
        use TokenKind as T;
        match kind {
            T::Lpar | T::Lsqb | T::Lbrace => {
                self.add(CHAIN_UNITS);
                self.open(BRACKET_UNITS - CHAIN_UNITS);
            }
            T::FStringStart | T::TStringStart => self.open(BRACKET_UNITS),
            T::Rpar | T::Rsqb | T::Rbrace => self.close(BRACKET_UNITS - CHAIN_UNITS),
            T::FStringEnd | T::TStringEnd => self.close(BRACKET_UNITS),
            T::Indent => self.total += INDENT_UNITS,
            T::Dedent => self.total = self.total.saturating_sub(INDENT_UNITS),
            T::Comma | T::Semi if self.level().lambdas == 0 => self.end_chain(),
            T::Newline => self.end_statement(),
            T::Colon => self.level().lambdas = self.level().lambdas.saturating_sub(1),
            T::Lambda => {
                self.level().lambdas += 1;
                self.add(PREFIX_UNITS);
            }
            T::Plus | T::Minus | T::Star if ends_operand(self.previous) => self.add(CHAIN_UNITS),
            _ => self.add(units(kind)),
        }
        if !matches!(kind, T::Comment | T::NonLogicalNewline) {
            self.previous = kind;
        }
    }

    fn level(&mut self) -> &mut Level {
        self.levels.last_mut().expect("the outermost level is never closed")
    }

    fn add(&mut self, units: u32) {
        self.level().chain += units;
        self.total += units;
    }

    fn open(&mut self, units: u32) {
        self.levels.push(Level::default());
        self.total += units;
    }

    fn close(&mut self, units: u32) {
        if self.levels.len() > 1 {
            self.end_chain();
            self.levels.pop();
            self.total -= units;
        }
    }

    fn end_chain(&mut self) {
        self.total -= self.level().chain;
        self.level().chain = 0;
    }

    fn end_statement(&mut self) {
        // Brackets are closed here, or the lexer would have called it a non-logical newline.
        self.end_chain();
        self.level().lambdas = 0;
    }
}

/// What a token adds to the depth of its expression, or of its line if that is a statement.
fn units(kind: TokenKind) -> u32 {
    use TokenKind as T;
    match kind {
        T::Plus | T::Minus | T::Star | T::DoubleStar | T::Tilde | T::Not | T::Await | T::Yield => {
            PREFIX_UNITS
        }
        T::ColonEqual | T::If | T::Else | T::Elif | T::For | T::While | T::With | T::Try => {
            PREFIX_UNITS
        }
        T::Except | T::Finally | T::Def | T::Class | T::Async | T::Match | T::Case => PREFIX_UNITS,
        T::Slash | T::DoubleSlash | T::Percent | T::At | T::Vbar | T::Amper | T::CircumFlex => {
            CHAIN_UNITS
        }
        T::LeftShift | T::RightShift | T::Dot | T::And | T::Or | T::In | T::Is => CHAIN_UNITS,
        T::Less | T::Greater | T::EqEqual | T::NotEqual | T::LessEqual | T::GreaterEqual => {
            CHAIN_UNITS
        }
        _ => 0,
    }
}

fn ends_operand(kind: TokenKind) -> bool {
    use TokenKind as T;
    matches!(
        kind,
        T::Identifier
            | T::Int
            | T::Float
            | T::Complex
            | T::String
            | T::FStringEnd
            | T::TStringEnd
            | T::Rpar
            | T::Rsqb
            | T::Rbrace
            | T::True
            | T::False
            | T::None
            | T::Ellipsis
            | T::Match
            | T::Case
            | T::Type
            | T::Lazy
    )
}

/// The parser recovers from an unclosed bracket and then sees blocks that the lexer alone does
/// not: so the indentation is also measured on the bare text.
fn first_deep_indentation(text: &str) -> Option<TextRange> {
    let mut widths: Vec<usize> = vec![0];
    let mut offset = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let start = offset;
        offset += line.len();
        let content = line.trim_start_matches([' ', '\t', '\x0c']);
        if content.trim_end().is_empty() || content.starts_with('#') {
            continue;
        }
        let width = line.len() - content.len();
        while widths.last().is_some_and(|last| *last > width) {
            widths.pop();
        }
        if widths.last() != Some(&width) {
            widths.push(width);
        }
        if widths.len() > INDENTS_MAX as usize + 1 {
            let start = TextSize::try_from(start + width).expect("the text's size is limited");
            return Some(TextRange::empty(start));
        }
    }
    None
}
