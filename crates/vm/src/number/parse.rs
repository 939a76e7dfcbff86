//! What `int()` and `float()` read.

use std::borrow::Cow;

use num_bigint::BigInt;

use super::{Number, NumberError};

/// The most decimal digits that are converted between text and integer, as in CPython.
pub(crate) const DIGITS_MAX: usize = 4300;

/// Reads a decimal integer of so few characters that it is one for sure. `None` means: look closer.
#[must_use]
pub fn parse_short_int(text: &str) -> Option<i64> {
    /// So many digits fit into 64 bits.
    const SHORT: usize = 15;
    let digits = text.trim_matches(is_blank);
    let is_plain = text.len() <= SHORT && digits.bytes().all(|byte| byte != b'_');
    if is_plain { digits.parse().ok() } else { None }
}

/// Reads a float of few characters, as most are written. `None` means: look closer.
#[must_use]
pub fn parse_short_float(text: &str) -> Option<f64> {
    const SHORT: usize = 31;
    let number = text.trim_matches(is_blank);
    let is_digit = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'e');
    let is_plain = text.len() <= SHORT && number.bytes().all(is_digit);
    if is_plain { number.parse().ok() } else { None }
}

/// Reads an integer literal with blanks around it; `shown` is the text's repr for the message.
///
/// # Errors
/// ValueError, as CPython words it.
pub fn parse_int(text: &str, base: u32, shown: impl Fn() -> String) -> Result<Number, NumberError> {
    let invalid = || {
        let shown = shown();
        NumberError::value(format!("invalid literal for int() with base {base}: {shown}"))
    };
    let ascii = to_ascii_digits(text.trim_matches(is_blank));
    let (is_negative, unsigned) = split_sign(&ascii);
    let (radix, body, has_prefix) = split_prefix(unsigned, base);
    let body = if has_prefix { body.strip_prefix('_').unwrap_or(body) } else { body };
    let digits = without_underscores(body).ok_or_else(invalid)?;
    if digits.is_empty() || !digits.bytes().all(|byte| char::from(byte).is_digit(radix)) {
        return Err(invalid());
    }
    // `010` might be octal to a reader, so base 0 refuses it.
    if base == 0
        && !has_prefix
        && digits.len() > 1
        && digits.starts_with('0')
        && digits.bytes().any(|byte| byte != b'0')
    {
        return Err(invalid());
    }
    if !radix.is_power_of_two() && digits.len() > DIGITS_MAX {
        return Err(NumberError::value(format!(
            "Exceeds the limit ({DIGITS_MAX} digits) for integer string conversion: value has {} \
             digits; use sys.set_int_max_str_digits() to increase the limit",
            digits.len()
        )));
    }
    if let Ok(number) = i64::from_str_radix(&digits, radix) {
        return Ok(Number::Int(if is_negative { -number } else { number }));
    }
    let number = BigInt::parse_bytes(digits.as_bytes(), radix).ok_or_else(invalid)?;
    Ok(Number::Big(if is_negative { -number } else { number }))
}

/// Reads a float literal with blanks around it; `shown` is the text's repr for the message.
///
/// # Errors
/// ValueError, as CPython words it.
pub fn parse_float(text: &str, shown: impl Fn() -> String) -> Result<f64, NumberError> {
    let invalid = || {
        let shown = shown();
        NumberError::value(format!("could not convert string to float: {shown}"))
    };
    let ascii = to_ascii_digits(text.trim_matches(is_blank));
    let digits = without_underscores(&ascii).ok_or_else(invalid)?;
    let (_, unsigned) = split_sign(&digits);
    let is_word = ["inf", "infinity", "nan"].iter().any(|word| unsigned.eq_ignore_ascii_case(word));
    let starts_right = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    if !is_word && !starts_right {
        return Err(invalid());
    }
    digits.parse().map_err(|_| invalid())
}

/// What `str.strip` takes away and number literals may be surrounded by.
#[must_use]
pub(crate) fn is_blank(char: char) -> bool {
    char.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&char)
}

/// Decimal digits of other scripts become ASCII; all else stays.
fn to_ascii_digits(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    text.chars()
        .map(|c| decimal_value(c).and_then(|d| char::from_digit(d, 10)).unwrap_or(c))
        .collect()
}

/// The value of a decimal digit of any script. Each script's digits stand in a row that begins at a
/// code point of this table (Unicode's category Nd, the commoner scripts).
#[must_use]
pub(crate) fn decimal_value(char: char) -> Option<u32> {
    const ZEROS: [u32; 24] = [
        0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66,
        0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0, 0x1810, 0xa620, 0xff10, 0x1d7ce, 0x1d7d8,
    ];
    let code = u32::from(char);
    ZEROS.iter().map(|zero| code.wrapping_sub(*zero)).find(|&value| value < 10)
}

fn split_sign(text: &str) -> (bool, &str) {
    match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    }
}

/// The radix, the digits, and whether there was a prefix such as `0x`.
fn split_prefix(text: &str, base: u32) -> (u32, &str, bool) {
    for (letter, radix) in [('x', 16), ('o', 8), ('b', 2)] {
        let has_prefix = text.len() > 2
            && text.starts_with('0')
            && text[1..].starts_with([letter, letter.to_ascii_uppercase()]);
        if has_prefix && (base == 0 || base == radix) {
            return (radix, &text[2..], true);
        }
    }
    (if base == 0 { 10 } else { base }, text, false)
}

/// The text without underscores, which may stand between digits only.
fn without_underscores(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('_') {
        return Some(Cow::Borrowed(text));
    }
    let bytes = text.as_bytes();
    for (at, _) in text.match_indices('_') {
        let is_digit = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric)
        };
        if !is_digit(at.checked_sub(1)) || !is_digit(Some(at + 1)) {
            return None;
        }
    }
    Some(Cow::Owned(text.replace('_', "")))
}
