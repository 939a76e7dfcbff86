//! What methods of short ASCII strings give. No heap is needed for that, so it is compiled once.

use arrayvec::ArrayVec;

use crate::kind::Text;
use crate::method::MethodName;
use crate::number::is_blank;

/// What a method gives.
pub enum Answer {
    Truth(bool),
    Number(i64),
    /// The string itself.
    Same,
    Text(Text),
}

/// So many parts are made without memory for a list of them.
pub const PARTS_MAX: usize = 16;
/// The parts of a string.
pub type Parts = ArrayVec<Text, PARTS_MAX>;

/// What a method of an ASCII string gives for these arguments, and how much work in instructions that
/// is beyond looking at the string.
pub fn answer(this: &Text, method: MethodName, args: &[&str]) -> Option<(Answer, i64)> {
    use MethodName::{EndsWith, Find, LStrip, Lower, RStrip, Replace, StartsWith, Strip, Upper};
    let all = this.as_str();
    let answer = match (method, args) {
        (StartsWith, [affix]) => Answer::Truth(all.starts_with(affix)),
        (EndsWith, [affix]) => Answer::Truth(all.ends_with(affix)),
        (Find, [part]) if !part.is_empty() => {
            Answer::Number(find(all, part).map_or(-1, |at| at as i64))
        }
        (Strip | LStrip | RStrip, [] | [_]) => {
            let is_edge = |char| args.first().map_or(is_blank(char), |edge| edge.contains(char));
            let rest = if method == RStrip { all } else { all.trim_start_matches(is_edge) };
            let rest = if method == LStrip { rest } else { rest.trim_end_matches(is_edge) };
            if rest.len() == all.len() { Answer::Same } else { Answer::Text(Text::new(rest)) }
        }
        (Upper | Lower, []) => Answer::Text(this.in_ascii_case(method == Upper)),
        (Replace, [old, new]) if !old.is_empty() => return replace(all, old, new),
        (_, []) => Answer::Truth(ask(method, all.as_bytes())?),
        _ => return None,
    };
    Some((answer, 0))
}

fn ask(method: MethodName, all: &[u8]) -> Option<bool> {
    use MethodName::{IsAlnum, IsAlpha, IsDigit, IsLower, IsSpace, IsUpper};
    let each = |is: fn(&u8) -> bool| !all.is_empty() && all.iter().all(is);
    let any = |is: fn(&u8) -> bool| all.iter().any(is);
    Some(match method {
        IsAlpha => each(u8::is_ascii_alphabetic),
        IsAlnum => each(u8::is_ascii_alphanumeric),
        IsDigit => each(u8::is_ascii_digit),
        IsSpace => each(|&byte| is_blank(char::from(byte))),
        IsUpper => any(u8::is_ascii_uppercase) && !any(u8::is_ascii_lowercase),
        IsLower => any(u8::is_ascii_lowercase) && !any(u8::is_ascii_uppercase),
        _ => return None,
    })
}

/// Where a part that is not empty is found first. For short strings: a cleverer search takes longer to
/// prepare.
pub fn find(all: &str, part: &str) -> Option<usize> {
    let (all, part) = (all.as_bytes(), part.as_bytes());
    let last = all.len().checked_sub(part.len())?;
    (0..=last).find(|&at| all[at] == part[0] && all[at..].starts_with(part))
}

fn replace(all: &str, old: &str, new: &str) -> Option<(Answer, i64)> {
    /// Longer results are checked against the limit on memory first.
    const LONGEST: usize = 4096;
    if new.len() > LONGEST {
        return None;
    }
    let Some(mut found) = find(all, old) else { return Some((Answer::Same, 0)) };
    let (mut replaced, mut rest, mut n_found) = (String::with_capacity(all.len()), all, 0);
    loop {
        n_found += 1;
        replaced.push_str(&rest[..found]);
        replaced.push_str(new);
        rest = &rest[found + old.len()..];
        match find(rest, old) {
            Some(next) if replaced.len() <= LONGEST => found = next,
            Some(_) => return None,
            None => break,
        }
    }
    replaced.push_str(rest);
    let n_bytes = n_found * new.len() + all.len();
    Some((Answer::Text(Text::new(replaced)), work(n_bytes + n_found * FOUND_BYTES)))
}

/// As many bytes are looked at in the time that putting in another part takes.
pub const FOUND_BYTES: usize = 32;

/// The work in instructions of making a list of so many parts, each of which is ten items' work.
pub fn work_of_parts(n_parts: usize) -> i64 {
    (n_parts * 10 / 4) as i64
}

/// The work in instructions of a method that looks at so many bytes.
pub fn work(n_bytes: usize) -> i64 {
    (n_bytes / 8 / 4) as i64
}

/// The parts between separators, or between blanks; none if they are too many.
pub fn split(all: &str, separator: Option<&str>) -> Option<Parts> {
    let mut parts = Parts::new();
    let Some(separator) = separator else {
        for part in all.split(is_blank).filter(|part| !part.is_empty()) {
            parts.try_push(Text::new(part)).ok()?;
        }
        return Some(parts);
    };
    if separator.is_empty() {
        return None;
    }
    let mut rest = all;
    while let Some(at) = find(rest, separator) {
        parts.try_push(Text::new(&rest[..at])).ok()?;
        rest = &rest[at + separator.len()..];
    }
    parts.try_push(Text::new(rest)).ok()?;
    Some(parts)
}
