//! Text → syntax tree, with all findings of the parser at once.

use ruff_python_ast::{ModModule, PythonVersion};
use ruff_python_parser::{Mode, ParseError, ParseErrorType, ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextRange};

use crate::diagnostic::Findings;
use crate::limits::TEXT_BYTES_MAX;
use crate::nesting;
use crate::tabs;

/// The version whose grammar is read.
const VERSION: PythonVersion = PythonVersion::PY313;

/// The best tree for the text; none if the text is too large or nested too deeply to be read.
pub(crate) fn parse(findings: &mut Findings) -> Option<ModModule> {
    let text = findings.source.text;
    if text.len() > TEXT_BYTES_MAX {
        let message = format!("the text is longer than {TEXT_BYTES_MAX} bytes");
        findings.error("text-too-long", TextRange::default(), message, "make large data in a loop");
        return None;
    }
    if !nesting::check(findings) {
        return None;
    }
    let options = ParseOptions::from(Mode::Module).with_target_version(VERSION);
    let parsed = parse_unchecked(text, options).try_into_module()?;
    for error in parsed.errors() {
        let message = sentence(&error.error.to_string());
        findings.error("syntax-error", error.range(), message, help(error));
    }
    for error in parsed.unsupported_syntax_errors() {
        let message = sentence(&error.to_string());
        findings.error("syntax-error", error.range(), message, "");
    }
    if !findings.has_errors() {
        tabs::check(parsed.tokens(), findings);
    }
    Some(parsed.into_syntax())
}

/// The parser's message in the style of ours: it begins in lower case.
fn sentence(message: &str) -> String {
    let mut characters = message.chars();
    match (characters.next(), characters.clone().next()) {
        // Not `F-string`.
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => message.to_string(),
    }
}

fn help(error: &ParseError) -> &'static str {
    match &error.error {
        ParseErrorType::InvalidAssignmentTarget
        | ParseErrorType::InvalidNamedAssignmentTarget
        | ParseErrorType::InvalidAugmentedAssignmentTarget => {
            "only a name, an attribute or an item can be assigned to; to compare, write `==`"
        }
        ParseErrorType::UnexpectedIndentation => {
            "indent this line like the lines around it, or begin a block with `:` before it"
        }
        ParseErrorType::SimpleStatementsOnSameLine => "write the statements on lines of their own",
        ParseErrorType::ExpectedToken { .. } => "write what is missing here, or close what is open",
        ParseErrorType::Lexical(_) => {
            "Python has no such character here: letters, digits and operators are plain, text is quoted"
        }
        _ => {
            "compare this line with Python's syntax: a word, an operator or a bracket is wrong here"
        }
    }
}
