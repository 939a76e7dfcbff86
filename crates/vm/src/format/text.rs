//! Strings as text: by a specification, and as `repr` quotes them.

use super::spec::{Align, Spec};

/// A string by a specification.
///
/// # Errors
/// The message of a ValueError.
pub fn format_text(text: &str, spec: &Spec) -> Result<String, String> {
    spec.check_grouping('s')?;
    if let Some(kind) = spec.kind
        && kind != 's'
    {
        return Err(Spec::unknown_kind(kind, "str"));
    }
    if spec.sign.is_some() {
        return Err("Sign not allowed in string format specifier".to_owned());
    }
    if spec.no_negative_zero {
        return Err("Negative zero coercion (z) not allowed in string format specifier".to_owned());
    }
    if spec.alternate {
        return Err("Alternate form (#) not allowed in string format specifier".to_owned());
    }
    if spec.align == Some(Align::AfterSign) {
        return Err("'=' alignment not allowed in string format specifier".to_owned());
    }
    let cut = match spec.precision {
        Some(n_chars) => text.char_indices().nth(n_chars).map_or(text, |(end, _)| &text[..end]),
        None => text,
    };
    Ok(spec.pad(cut, Align::Left))
}

/// A string in quotes, as `repr` gives it.
#[must_use]
pub fn text_repr(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    push_text_repr(&mut quoted, text);
    quoted
}

/// Appends a string in quotes.
pub fn push_text_repr(out: &mut String, text: &str) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for char in text.chars() {
        push_escaped(out, char, quote);
    }
    out.push(quote);
}

fn push_escaped(out: &mut String, char: char, quote: char) {
    match char {
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ if char == quote => out.extend(['\\', quote]),
        ' '..='~' => out.push(char),
        _ if is_printable(char) => out.push(char),
        _ => push_code(out, char),
    }
}

/// `\x..`, `\u....` or `\U........`.
fn push_code(out: &mut String, char: char) {
    let code = u32::from(char);
    out.push_str(&match code {
        0..=0xff => format!("\\x{code:02x}"),
        0x100..=0xffff => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    });
}

/// What Python calls printable. Rust escapes the same characters in `Debug`; a letter before keeps
/// it from escaping marks that combine with what stands before them.
#[must_use]
pub fn is_printable(char: char) -> bool {
    if char.is_ascii() {
        return (' '..='~').contains(&char);
    }
    let mut buffer = [b'a'; 5];
    char.encode_utf8(&mut buffer[1..]);
    let text = std::str::from_utf8(&buffer[..=char.len_utf8()]).unwrap_or_default();
    text.escape_debug().nth(1) != Some('\\')
}

/// A repr with escapes for all that is not ASCII.
#[must_use]
pub fn to_ascii(repr: &str) -> String {
    let mut out = String::with_capacity(repr.len());
    for char in repr.chars() {
        if char.is_ascii() { out.push(char) } else { push_code(&mut out, char) }
    }
    out
}

/// Bytes as `repr` gives them.
#[must_use]
pub fn bytes_repr(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut out = String::from("b");
    out.push(quote);
    for &byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ if char::from(byte) == quote => out.extend(['\\', quote]),
            b' '..=b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push(quote);
    out
}

#[cfg(test)]
mod tests {
    use super::{is_printable, text_repr, to_ascii};

    #[test]
    fn quotes_are_chosen_as_cpython_does() {
        assert_eq!(text_repr("it's"), "\"it's\"");
        assert_eq!(text_repr("it's \"x\""), "'it\\'s \"x\"'");
        assert_eq!(text_repr("a\n\t\\\0\u{7f}"), "'a\\n\\t\\\\\\x00\\x7f'");
        assert_eq!(text_repr("é🦀\u{a0}\u{200b}\u{301}"), "'é🦀\\xa0\\u200b\u{301}'");
        assert_eq!(to_ascii("'é🦀'"), "'\\xe9\\U0001f980'");
        assert!(!is_printable('\u{e000}'));
    }
}
