//! Times and sizes as people read them: three significant digits in the largest fitting unit.

use trace::{Span, Time};

/// The units, largest first, with their length in nanoseconds.
const UNITS: [(&str, u64); 4] = [("s", 1_000_000_000), ("ms", 1_000_000), ("µs", 1_000), ("ns", 1)];

/// The same for bytes.
const SIZES: [(&str, u64); 3] = [("MB", 1_000_000), ("KB", 1_000), ("B", 1)];

/// A length of time, such as `1.25 ms`.
#[must_use]
pub fn span(span: Span) -> String {
    in_units(span.0, &UNITS)
}

/// A number of bytes, such as `1.25 KB`.
#[must_use]
pub fn bytes(n_bytes: u64) -> String {
    in_units(n_bytes, &SIZES)
}

fn in_units(number: u64, units: &[(&str, u64)]) -> String {
    let unit = units.iter().position(|(_, scale)| number >= *scale).unwrap_or(units.len() - 1);
    let text = three_digits(number as f64 / units[unit].1 as f64);
    // 999.9 µs rounds to 1000 of its unit, which is 1 of the next.
    if text == "1000" && unit > 0 {
        return format!("1 {}", units[unit - 1].0);
    }
    format!("{text} {}", units[unit].0)
}

/// A point in time, such as `1.25 ms`: the length since the run began.
#[must_use]
pub fn time(time: Time) -> String {
    span(Span(time.0))
}

/// A share between 0 and 1, such as `12.5 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{} %", three_digits(share * 100.0))
}

/// A count with its digits in groups of three, such as `1 234 567`, the spaces being narrow.
#[must_use]
pub fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 * 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

fn three_digits(number: f64) -> String {
    let decimals = if number >= 99.95 {
        0
    } else if number >= 9.995 {
        1
    } else {
        2
    };
    let mut text = format!("{number:.decimals$}");
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{bytes, count, percent, span};
    use trace::Span;

    #[test]
    fn writes_three_digits_in_the_largest_fitting_unit() {
        let cases = [
            (0, "0 ns"),
            (999, "999 ns"),
            (1_000, "1 µs"),
            (1_250_000, "1.25 ms"),
            (12_345_678, "12.3 ms"),
            (999_999, "1 ms"),
            (9_999_999, "10 ms"),
            (300_000_000_000, "300 s"),
            (86_400_000_000_000, "86400 s"),
        ];
        for (nanos, text) in cases {
            assert_eq!(span(Span(nanos)), text, "{nanos}");
        }
    }

    #[test]
    fn writes_shares_and_counts() {
        assert_eq!(percent(0.125), "12.5 %");
        assert_eq!(
            (bytes(0), bytes(1_250), bytes(999_999)),
            ("0 B".into(), "1.25 KB".into(), "1 MB".into())
        );
        assert_eq!(count(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(count(12), "12");
    }
}
