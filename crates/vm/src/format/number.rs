//! Numbers by a specification.

use std::borrow::Cow;

use super::float::{Notation, Style, write_float};
use super::spec::{Align, Sign, Spec};
use crate::number::{Num, NumberError};

/// The parts of a number that are laid out on their own.
struct Parts<'a> {
    sign: &'a str,
    /// `0x` and the like.
    prefix: &'a str,
    /// The digits before the point, which may be grouped.
    digits: &'a str,
    /// The point and all after it.
    rest: &'a str,
}

/// An integer (or bool) by a specification.
///
/// # Errors
/// As CPython raises.
pub fn format_int(number: Num, spec: &Spec, type_name: &str) -> Result<String, NumberError> {
    let kind = spec.kind.unwrap_or('d');
    if matches!(kind, 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') {
        return format_float(number.to_float()?, spec, type_name);
    }
    spec.check_grouping('d').map_err(NumberError::value)?;
    if !matches!(kind, 'b' | 'c' | 'd' | 'n' | 'o' | 'x' | 'X') {
        return Err(NumberError::value(Spec::unknown_kind(kind, type_name)));
    }
    let refused = |what: &str| Err(NumberError::value(format!("{what} integer format specifier")));
    if spec.precision.is_some() {
        return refused("Precision not allowed in");
    }
    if spec.no_negative_zero {
        return refused("Negative zero coercion (z) not allowed in");
    }
    if kind == 'c' {
        return format_char(number, spec);
    }
    let digits = int_digits(number, kind)?;
    let (is_negative, digits) = match digits.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, digits.as_str()),
    };
    let prefix = match kind {
        'b' if spec.alternate => "0b",
        'o' if spec.alternate => "0o",
        'x' if spec.alternate => "0x",
        'X' if spec.alternate => "0X",
        _ => "",
    };
    let sign = Sign::text(spec.sign, is_negative);
    let every = if matches!(kind, 'b' | 'o' | 'x' | 'X') { 4 } else { 3 };
    Ok(lay_out(&Parts { sign, prefix, digits, rest: "" }, spec, every))
}

fn format_char(number: Num, spec: &Spec) -> Result<String, NumberError> {
    if spec.sign.is_some() {
        let message = "Sign not allowed with integer format specifier 'c'";
        return Err(NumberError::value(message));
    }
    if spec.alternate {
        let message = "Alternate form (#) not allowed with integer format specifier 'c'";
        return Err(NumberError::value(message));
    }
    let text = char_of(number)?.to_string();
    Ok(lay_out(&Parts { sign: "", prefix: "", digits: "", rest: &text }, spec, 3))
}

/// The character of that code point.
pub(super) fn char_of(number: Num) -> Result<char, NumberError> {
    let code = match number {
        Num::Int(code) => u32::try_from(code).ok().filter(|&code| code < 0x11_0000),
        _ => None,
    };
    let code = code.ok_or_else(|| NumberError::overflow("%c arg not in range(0x110000)"))?;
    char::from_u32(code).ok_or_else(lone_surrogate)
}

/// Half of a character of UTF-16: a str of CPython can hold it, one of ours cannot.
pub(crate) fn lone_surrogate() -> NumberError {
    NumberError::new(
        lang::library::ExceptionKind::PlaygroundUnsupported,
        "a lone surrogate (U+D800 to U+DFFF) in a str is not supported",
    )
}

/// The digits in the base that a letter names, with the sign of a negative number.
///
/// # Errors
/// If there are too many decimal ones.
pub fn int_digits(number: Num, kind: char) -> Result<String, NumberError> {
    let radix = match kind {
        'b' => 2,
        'o' => 8,
        'x' | 'X' => 16,
        _ => 10,
    };
    let digits = match number {
        Num::Big(number) if radix == 10 => {
            // 4300 digits are 14,284.9 bits: below that many bits the text is short enough.
            let too_long = || {
                NumberError::value(
                    "Exceeds the limit (4300 digits) for integer string conversion; \
                     use sys.set_int_max_str_digits() to increase the limit",
                )
            };
            if number.bits() > 14_286 {
                return Err(too_long());
            }
            let digits = number.to_string();
            if digits.trim_start_matches('-').len() > 4300 {
                return Err(too_long());
            }
            digits
        }
        Num::Big(number) => number.to_str_radix(radix),
        Num::Int(number) if radix == 10 => number.to_string(),
        Num::Int(number) => {
            let size = number.unsigned_abs();
            let sign = if number < 0 { "-" } else { "" };
            match radix {
                2 => format!("{sign}{size:b}"),
                8 => format!("{sign}{size:o}"),
                _ => format!("{sign}{size:x}"),
            }
        }
        Num::Float(_) => String::new(),
    };
    Ok(if kind == 'X' { digits.to_ascii_uppercase() } else { digits })
}

/// A float by a specification.
///
/// # Errors
/// As CPython raises.
pub fn format_float(number: f64, spec: &Spec, type_name: &str) -> Result<String, NumberError> {
    spec.check_grouping('g').map_err(NumberError::value)?;
    let mut style = Style {
        keeps_point: spec.alternate,
        is_upper: spec.kind.is_some_and(|kind| kind.is_ascii_uppercase()),
        ..Style::default()
    };
    let n_digits = spec.precision.unwrap_or(6);
    let notation = match spec.kind {
        Some('e' | 'E') => Notation::Scientific(n_digits),
        Some('f' | 'F' | '%') => Notation::Fixed(n_digits),
        Some('g' | 'G' | 'n') => Notation::General(n_digits),
        Some(kind) => return Err(NumberError::value(Spec::unknown_kind(kind, type_name))),
        None => {
            style.add_point_zero = true;
            spec.precision.map_or(Notation::Shortest, Notation::General)
        }
    };
    let is_percent = spec.kind == Some('%');
    let mut text = write_float(if is_percent { number * 100.0 } else { number }, notation, style);
    if is_percent {
        text.push('%');
    }
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.as_str()),
    };
    let is_zero =
        || !digits.contains(|char: char| ('1'..='9').contains(&char)) && number.is_finite();
    let is_negative = is_negative && !(spec.no_negative_zero && is_zero());
    let n_whole = digits.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = digits.split_at(n_whole);
    let sign = Sign::text(spec.sign, is_negative);
    Ok(lay_out(&Parts { sign, prefix: "", digits, rest }, spec, 3))
}

/// Groups the digits and puts the number into its room.
fn lay_out(parts: &Parts, spec: &Spec, every: usize) -> String {
    let align = spec.align.or(spec.zero_padded.then_some(Align::AfterSign));
    let n_fixed = parts.sign.len() + parts.prefix.len() + parts.rest.chars().count();
    let fills_with_zeros = spec.fill == '0' && align == Some(Align::AfterSign);
    let min_width = if fills_with_zeros { spec.width.saturating_sub(n_fixed) } else { 0 };
    let digits = match (parts.digits, spec.grouping) {
        (digits, Some(separator)) if !digits.is_empty() => {
            Cow::Owned(group(digits, separator, every, min_width))
        }
        (digits, _) => Cow::Borrowed(digits),
    };
    if align != Some(Align::AfterSign) {
        let text = [parts.sign, parts.prefix, &digits, parts.rest].concat();
        return if spec.width == 0 { text } else { spec.pad(&text, Align::Right) };
    }
    let n_free = spec.width.saturating_sub(n_fixed + digits.len());
    let n_bytes = spec.width.max(n_fixed + digits.len());
    let mut text = String::with_capacity(n_bytes);
    text.push_str(parts.sign);
    text.push_str(parts.prefix);
    text.extend(std::iter::repeat_n(spec.fill, n_free));
    text.push_str(&digits);
    text.push_str(parts.rest);
    text
}

/// The digits in groups from the right, with zeros before them up to that width.
fn group(digits: &str, separator: char, every: usize, min_width: usize) -> String {
    let (mut n_left, mut width_left) = (digits.len(), min_width);
    let mut groups: Vec<String> = Vec::new();
    loop {
        let length = n_left.max(width_left).max(1).min(every);
        let n_digits = n_left.min(length);
        let zeros = "0".repeat(length - n_digits);
        groups.push(zeros + &digits[n_left - n_digits..n_left]);
        n_left -= n_digits;
        width_left = width_left.saturating_sub(length);
        if n_left == 0 && width_left == 0 {
            break;
        }
        width_left = width_left.saturating_sub(1);
    }
    let mut text = String::new();
    for (position, part) in groups.iter().rev().enumerate() {
        if position > 0 {
            text.push(separator);
        }
        text.push_str(part);
    }
    text
}
