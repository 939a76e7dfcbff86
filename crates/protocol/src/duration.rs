//! Lengths of time as people write them: `5ms`, `250us`, `1.5 s`.

use trace::Span;

/// The units with their length in nanoseconds; a microsecond also as it is shown, and with the
/// Greek letter that looks like its sign.
const UNITS: &[(&str, u64)] = &[
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ns", 1),
];

/// The longest that can be written: some 31 years.
const LONGEST_NS: u64 = 1_000_000_000_000_000_000;

/// Reads `5ms`, `1.5 s`, `250us`, `250 µs` or `10ns`.
///
/// # Errors
/// A sentence that says what to write, for anything else.
pub fn parse_span(text: &str) -> Result<Span, String> {
    let remedy = || format!("'{text}' is not a length of time; write it like 5ms, 250us or 1.5s");
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(remedy)?;
    let (number, unit) = text.split_at(digits);
    let (_, scale) =
        UNITS.iter().find(|(name, _)| *name == unit.trim_start()).ok_or_else(remedy)?;
    scaled(number, *scale).filter(|nanos| *nanos <= LONGEST_NS).map(Span).ok_or_else(remedy)
}

/// `number`, in decimal digits with at most one point, times `scale`, which is a power of ten; what is
/// less than one is rounded. In integers: exact, and the page needs no tables for reading floats.
fn scaled(number: &str, scale: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if fraction.contains('.') || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let mut sum = match whole {
        "" => 0,
        digits => digits.parse::<u64>().ok()?.checked_mul(scale)?,
    };
    let mut place = scale;
    for digit in fraction.bytes().map(|digit| u64::from(digit - b'0')) {
        if place == 1 {
            return sum.checked_add(u64::from(digit >= 5));
        }
        place /= 10;
        sum = sum.checked_add(digit * place)?;
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::{Span, parse_span};

    #[test]
    fn reads_what_people_write() {
        assert_eq!(parse_span("5ms"), Ok(Span(5_000_000)));
        assert_eq!(parse_span("1.5s"), Ok(Span(1_500_000_000)));
        assert_eq!(parse_span("2.25 µs"), Ok(Span(2_250)));
        assert_eq!(parse_span("2 \u{3bc}s"), Ok(Span(2_000)));
        assert_eq!(parse_span("5 ms"), parse_span("5ms"));
        assert_eq!(parse_span("0ns"), Ok(Span(0)));
        assert_eq!(parse_span(".25us"), Ok(Span(250)));
        assert_eq!(parse_span("3.ms"), Ok(Span(3_000_000)));
        assert_eq!(parse_span("1.4999us"), Ok(Span(1_500)));
        assert_eq!(parse_span("0.49ns"), Ok(Span(0)));
        assert_eq!(parse_span("1000000000s"), Ok(Span(1_000_000_000_000_000_000)));
    }

    #[test]
    fn says_what_to_write_instead() {
        for wrong in [
            "",
            "5",
            "ms",
            "5 m s",
            "-1s",
            "5min",
            "1.2.3s",
            ".s",
            "1000000001s",
            "99999999999999999999ns",
        ] {
            assert!(parse_span(wrong).unwrap_err().contains("write it like 5ms"), "{wrong}");
        }
    }
}
