//! Which line of the program a line of a traceback speaks of.

/// `  File "average.py", line 12, in work` and, of a deadlock, `  T1 (line 12) waits for …`.
#[must_use]
pub fn line_named(text: &str) -> Option<u32> {
    let (before, rest) = text.split_once("line ")?;
    let place = before.trim_start().starts_with("File \"") && before.ends_with("\", ");
    if !place && !before.ends_with('(') {
        return None;
    }
    let digits = rest.find(|c: char| !c.is_ascii_digit()).map_or(rest, |end| &rest[..end]);
    digits.parse().ok().filter(|line| *line > 0)
}

#[cfg(test)]
mod tests {
    use super::line_named;

    #[test]
    fn places_are_read_and_other_lines_are_not() {
        assert_eq!(line_named("  File \"average.py\", line 12, in work"), Some(12));
        assert_eq!(line_named("  File \"average.py\", line 7"), Some(7));
        assert_eq!(line_named("  T1 (line 3) waits for lock A"), Some(3));
        assert_eq!(line_named("    print(\"line 4\")"), None);
        assert_eq!(line_named("ValueError: see line 4"), None);
        assert_eq!(line_named("Traceback (most recent call last):"), None);
    }
}
