//! How wide a text will be, guessed without its font, and how it is cut to fit.
//!
//! The guess is for a usual sans-serif and errs on the wide side: a label rather ends early than
//! runs into its neighbour.

/// The width of a text in pixels at a font size.
#[must_use]
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

/// The text, or as much of its beginning as fits, ending in `…`; nothing if not even that fits.
#[must_use]
pub fn elide(text: &str, size: f64, room: f64) -> Option<String> {
    let room = room / size;
    let mut used = 0.0;
    // Where to cut if the text turns out too long: after what fits with the ellipsis.
    let mut cut = 0;
    for (position, char) in text.char_indices() {
        if used + em('…') <= room {
            cut = position;
        }
        used += em(char);
        if used > room {
            let kept = text[..cut].trim_end();
            return (!kept.is_empty()).then(|| format!("{kept}…"));
        }
    }
    (!text.is_empty()).then(|| text.to_owned())
}

/// The first of some wordings, from long to short, that fits whole.
pub(crate) fn first_fitting(
    wordings: impl IntoIterator<Item = String>,
    size: f64,
    room: f64,
) -> Option<String> {
    wordings.into_iter().find(|text| !text.is_empty() && width(text, size) <= room)
}

/// On one line: control characters become spaces, and a long text is cut.
#[must_use]
pub fn one_line(text: &str, chars_max: usize) -> String {
    let clean = |char: char| if char.is_control() { ' ' } else { char };
    let trimmed = text.trim();
    let mut line: String = trimmed.chars().take(chars_max).map(clean).collect();
    if trimmed.chars().nth(chars_max).is_some() {
        line.push('…');
    }
    line
}

/// The width of a character in units of the font size.
fn em(char: char) -> f64 {
    match char {
        'i' | 'j' | 'l' | '!' | '|' | '\'' | '.' | ',' | ':' | ';' | '·' => 0.28,
        'f' | 'r' | 't' | 'I' | '(' | ')' | '[' | ']' | ' ' | '/' | '-' => 0.36,
        '\u{202f}' => 0.2,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '→' => 0.92,
        'A'..='Z' => 0.68,
        // Combining marks, joiners and variation selectors take no room of their own.
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        char if (char as u32) < 0x1100 => 0.57,
        // East Asian scripts and emoji.
        _ => 1.1,
    }
}

#[cfg(test)]
mod tests {
    use super::{elide, one_line, width};

    #[test]
    fn short_text_stays() {
        assert_eq!(elide("main", 10.0, 100.0).as_deref(), Some("main"));
    }

    #[test]
    fn long_text_ends_in_an_ellipsis_and_fits() {
        for room in [12.0, 20.0, 33.0, 47.0] {
            if let Some(text) = elide("Thread-1 (work)", 10.0, room) {
                assert!(text.ends_with('…') && width(&text, 10.0) <= room, "{text} in {room}");
            }
        }
    }

    #[test]
    fn no_room_is_no_text() {
        assert_eq!(elide("main", 10.0, 5.0), None);
        assert_eq!(elide("", 10.0, 50.0), None);
    }

    #[test]
    fn a_cut_never_splits_a_character() {
        assert_eq!(elide("日本語のタスク", 10.0, 45.0).as_deref(), Some("日本語…"));
    }

    #[test]
    fn breaks_become_spaces() {
        assert_eq!(one_line("a\nb\n", 10), "a b");
        assert_eq!(one_line("abcdef", 3), "abc…");
    }
}
