//! f-strings: pieces of text and formatted values, then one concatenation.

use ruff_python_ast::{
    ConversionFlag, ExprFString, FStringPartRef, InterpolatedElement, InterpolatedStringElement,
};

use crate::op::{Conversion, Op, Reg};
use crate::program::Constant;

use super::Lowering;

/// So many pieces are concatenated at once, to keep frames small.
const PART: usize = 32;

enum Piece<'a> {
    Text(String),
    Value(&'a InterpolatedElement),
}

impl<'a> Lowering<'a> {
    pub(super) fn f_string(&mut self, node: &'a ExprFString, dest: Reg) {
        let mut pieces = Vec::new();
        for part in &node.value {
            match part {
                FStringPartRef::Literal(literal) => add_text(&mut pieces, &literal.value),
                FStringPartRef::FString(part) => add_elements(&mut pieces, &part.elements),
            }
        }
        self.pieces(&pieces, dest);
    }

    fn pieces(&mut self, pieces: &[Piece<'a>], dest: Reg) {
        match pieces {
            [] => self.load_constant(Constant::Str(String::new()), dest),
            [piece] => self.piece(piece, dest),
            _ => {
                let (head, mut rest) = pieces.split_at(pieces.len().min(PART));
                let line = self.frame.line;
                let first = self.frame.temps(head.len());
                self.row_of_pieces(head, first);
                let mut count = head.len();
                while !rest.is_empty() {
                    self.frame.emit(Op::BuildString { dest: first, first, count: short(count) });
                    let (head, after) = rest.split_at(rest.len().min(PART - 1));
                    self.row_of_pieces(head, first.plus(1));
                    count = head.len() + 1;
                    rest = after;
                }
                self.frame.line = line;
                self.frame.emit(Op::BuildString { dest, first, count: short(count) });
            }
        }
    }

    fn row_of_pieces(&mut self, pieces: &[Piece<'a>], first: Reg) {
        for (n, piece) in pieces.iter().enumerate() {
            self.piece(piece, first.plus(short(n)));
        }
    }

    fn piece(&mut self, piece: &Piece<'a>, dest: Reg) {
        match piece {
            Piece::Text(text) => self.load_constant(Constant::Str(text.clone()), dest),
            Piece::Value(element) => self.formatted(element, dest),
        }
    }

    fn formatted(&mut self, element: &'a InterpolatedElement, dest: Reg) {
        let mark = self.frame.mark();
        let value = match &element.format_spec {
            // The specification is evaluated before the value is used, and may bind names.
            Some(_) => {
                let value = self.frame.temp();
                self.into(&element.expression, value);
                value
            }
            None => self.operand(&element.expression),
        };
        let mut spec = Reg::NONE;
        if let Some(format_spec) = &element.format_spec {
            let mut pieces = Vec::new();
            add_elements(&mut pieces, &format_spec.elements);
            if !pieces.is_empty() {
                spec = self.frame.temp();
                self.pieces(&pieces, spec);
            }
        }
        let conversion = match element.conversion {
            ConversionFlag::Str => Conversion::Str,
            ConversionFlag::Repr => Conversion::Repr,
            ConversionFlag::Ascii => Conversion::Ascii,
            // `{x=}` shows the repr, unless it is formatted.
            ConversionFlag::None
                if element.debug_text.is_some() && element.format_spec.is_none() =>
            {
                Conversion::Repr
            }
            ConversionFlag::None => Conversion::None,
        };
        self.at(&*element.expression);
        self.frame.emit(Op::Format { conversion, dest, value, spec });
        self.frame.release(mark);
    }
}

fn short(n: usize) -> u16 {
    u16::try_from(n).expect("pieces are concatenated in parts")
}

fn add_text(pieces: &mut Vec<Piece>, text: &str) {
    if text.is_empty() {
        return;
    }
    match pieces.last_mut() {
        Some(Piece::Text(last)) => last.push_str(text),
        _ => pieces.push(Piece::Text(text.to_string())),
    }
}

fn add_elements<'a>(
    pieces: &mut Vec<Piece<'a>>,
    elements: impl IntoIterator<Item = &'a InterpolatedStringElement>,
) {
    for element in elements {
        match element {
            InterpolatedStringElement::Literal(literal) => add_text(pieces, &literal.value),
            InterpolatedStringElement::Interpolation(element) => {
                if let Some(text) = &element.debug_text {
                    add_text(pieces, text.as_str());
                }
                pieces.push(Piece::Value(element));
            }
        }
    }
}
