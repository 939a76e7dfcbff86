//! Floats as text: the shortest digits that read back as the same float, or a given number of them.

/// How a float is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Notation {
    /// `repr`: as many digits as needed.
    Shortest,
    /// `e`: one digit, the point, and that many more.
    Scientific(usize),
    /// `f`: that many digits after the point.
    Fixed(usize),
    /// `g`: that many digits, in whichever of the two notations is shorter.
    General(usize),
}

/// What else there is to choose.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Style {
    /// Whether a number without fraction is still given `.0`.
    pub add_point_zero: bool,
    /// `#`: the point stays, and with `g` the zeros at the end.
    pub keeps_point: bool,
    /// `E`, `F`, `G`.
    pub is_upper: bool,
}

/// No float has more decimals that are not zero (the smallest is 2^-1074).
const DECIMALS_MAX: usize = 1074;

/// As `repr` writes it.
#[must_use]
pub fn float_repr(number: f64) -> String {
    let style = Style { add_point_zero: true, ..Style::default() };
    write_float(number, Notation::Shortest, style)
}

/// The float with `-` where it is negative, without any other sign.
pub(super) fn write_float(number: f64, notation: Notation, style: Style) -> String {
    let text = if number.is_nan() {
        "nan".to_owned()
    } else if number.is_infinite() {
        "inf".to_owned()
    } else {
        write_finite(number.abs(), notation, style)
    };
    let text = if style.is_upper { text.to_ascii_uppercase() } else { text };
    if number.is_sign_negative() && !number.is_nan() { format!("-{text}") } else { text }
}

fn write_finite(number: f64, notation: Notation, style: Style) -> String {
    match notation {
        Notation::Fixed(n_decimals) => {
            let n_exact = n_decimals.min(DECIMALS_MAX);
            let mut text = format!("{number:.n_exact$}");
            text.extend(std::iter::repeat_n('0', n_decimals - n_exact));
            if n_decimals == 0 && style.keeps_point {
                text.push('.');
            }
            text
        }
        Notation::Scientific(n_decimals) => {
            let (digits, exponent) = digits(number, Some(n_decimals));
            scientific(&digits, exponent, style)
        }
        Notation::General(n_digits) => {
            let n_digits = n_digits.max(1);
            let (digits, exponent) = digits(number, Some(n_digits - 1));
            let digits = if style.keeps_point { &digits } else { trim_zeros(&digits) };
            let limit = as_i32(n_digits) - i32::from(style.add_point_zero);
            layout(digits, exponent, limit, style)
        }
        Notation::Shortest => {
            let (digits, exponent) = digits(number, None);
            layout(&digits, exponent, 16, style)
        }
    }
}

/// With an exponent where it is below -4 or reaches `limit`, else in full.
fn layout(digits: &str, exponent: i32, limit: i32, style: Style) -> String {
    if exponent < -4 || exponent >= limit {
        return scientific(digits, exponent, style);
    }
    let Ok(n_whole) = usize::try_from(exponent + 1) else {
        return format!("0.{}{digits}", "0".repeat(exponent.unsigned_abs() as usize - 1));
    };
    if n_whole == 0 {
        return format!("0.{digits}");
    }
    if digits.len() > n_whole {
        return format!("{}.{}", &digits[..n_whole], &digits[n_whole..]);
    }
    let zeros = "0".repeat(n_whole - digits.len());
    let end = match style {
        Style { add_point_zero: true, .. } => ".0",
        Style { keeps_point: true, .. } => ".",
        _ => "",
    };
    format!("{digits}{zeros}{end}")
}

fn scientific(digits: &str, exponent: i32, style: Style) -> String {
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() && !style.keeps_point { "" } else { "." };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{first}{point}{rest}e{sign}{:02}", exponent.unsigned_abs())
}

/// The decimal digits of a float that is not negative, and the exponent of the first: all that are
/// needed, or the first and `n_more`.
fn digits(number: f64, n_more: Option<usize>) -> (String, i32) {
    let text = match n_more {
        None => shortest(number),
        Some(n_more) => {
            let n_exact = n_more.min(DECIMALS_MAX);
            format!("{number:.n_exact$e}")
        }
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mut digits = mantissa.replace('.', "");
    if let Some(n_more) = n_more {
        digits.extend(std::iter::repeat_n('0', (n_more + 1).saturating_sub(digits.len())));
    }
    (digits, exponent.parse().unwrap_or(0))
}

/// As few digits as read back as the same float; of those, the nearest, and of two as near, the even
/// ones. Rust's own choice may be the odd ones where the float is just between two.
fn shortest(number: f64) -> String {
    let shortest = format!("{number:e}");
    if !may_tie(number) {
        return shortest;
    }
    let n_digits = shortest.bytes().take_while(|&byte| byte != b'e').count();
    let n_more = n_digits.saturating_sub(2);
    let nearest = format!("{number:.n_more$e}");
    if nearest.parse() == Ok(number) { nearest } else { shortest }
}

/// Whether a float may be just between two decimals of 17 digits or less: then it has 18 digits
/// itself. Each binary place after the point makes a decimal one, so 25 of them are too many.
fn may_tie(number: f64) -> bool {
    let bits = number.to_bits();
    let n_zeros = bits.trailing_zeros().min(52);
    let exponent = (bits >> 52).cast_signed() - 1075 + i64::from(n_zeros);
    number >= 1.0 && exponent >= -25
}

/// Without the zeros at the end, but for the first digit.
fn trim_zeros(digits: &str) -> &str {
    let trimmed = digits.trim_end_matches('0');
    &digits[..trimmed.len().max(1)]
}

fn as_i32(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Notation, Style, float_repr, write_float};

    #[test]
    fn repr_is_shortest_and_switches_at_the_same_exponents_as_cpython() {
        let cases = [
            (0.1 + 0.2, "0.30000000000000004"),
            (1e16, "1e+16"),
            (1e15, "1000000000000000.0"),
            (123_456_789_012_345_680.0, "1.2345678901234568e+17"),
            (9_007_199_254_740_993.0, "9007199254740992.0"),
            (1e-5, "1e-05"),
            (0.0001, "0.0001"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (-0.0, "-0.0"),
            (100.0, "100.0"),
            (1.5e-7, "1.5e-07"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
            (905_889_793_073_294.2, "905889793073294.2"),
            (177_415_168_865_376.12, "177415168865376.12"),
        ];
        for (number, expected) in cases {
            assert_eq!(float_repr(number), expected);
        }
    }

    #[test]
    fn halves_go_to_even_as_the_exact_value_says() {
        let fixed = |number, n| write_float(number, Notation::Fixed(n), Style::default());
        assert_eq!(fixed(0.5, 0), "0");
        assert_eq!(fixed(1.5, 0), "2");
        assert_eq!(fixed(2.5, 0), "2");
        assert_eq!(fixed(0.125, 2), "0.12");
        assert_eq!(fixed(0.375, 2), "0.38");
        assert_eq!(fixed(2.675, 2), "2.67");
        let scientific = |number, n| write_float(number, Notation::Scientific(n), Style::default());
        assert_eq!(scientific(25.0, 0), "2e+01");
        assert_eq!(scientific(35.0, 0), "4e+01");
    }

    #[test]
    fn any_precision_is_given() {
        let text = write_float(0.1, Notation::Fixed(70_000), Style::default());
        assert_eq!(text.len(), 70_002);
        let text = write_float(0.1, Notation::Scientific(70_000), Style::default());
        assert_eq!(text.len(), 70_006);
    }
}
