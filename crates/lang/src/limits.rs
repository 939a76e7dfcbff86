//! The named limits of what is compiled. Reaching one is a diagnostic.
//!
//! Nesting is counted in units, because different constructs cost the parser, and everything that
//! walks its tree, a different depth of the call stack. The whole is calibrated so that the
//! deepest allowed text of every kind is compiled on WebAssembly's stack of 1 MB.

/// The longest text, in bytes.
pub const TEXT_BYTES_MAX: usize = 1 << 20;

/// The deepest nesting of one statement with the blocks around it, in units.
pub const NESTING_UNITS_MAX: u32 = 1000;

/// A bracket or an f-string: 200 of them may be nested, as in CPython.
pub const BRACKET_UNITS: u32 = 5;

/// A prefix, or an operator that groups to the right (`not`, `-x`, `lambda`, `**`, `if … else`).
pub const PREFIX_UNITS: u32 = 5;

/// A link of a chain that groups to the left (`a + b`, `a.b`, `a[b]`, `a(b)`).
pub const CHAIN_UNITS: u32 = 2;

/// A level of indentation.
pub const INDENT_UNITS: u32 = 8;

/// The deepest indentation, as in CPython.
pub const INDENTS_MAX: u32 = 100;

/// The most digits of a decimal integer literal, as in CPython.
pub const INTEGER_DIGITS_MAX: usize = 4300;

/// The most diagnostics that are listed.
pub const DIAGNOSTICS_MAX: usize = 100;

/// The most ops of a function, registers of a frame, functions, or names: what 16 bits can count.
pub const TABLE_MAX: usize = 60_000;
