//! The format mini-language: `[[fill]align][sign][z][#][0][width][,_][.precision][type]`.

use std::str::Chars;

/// What stands behind the colon in `f"{value:…}"`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spec {
    /// What the room is filled with.
    pub fill: char,
    /// Where in the room the text stands, if that is said.
    pub align: Option<Align>,
    /// How a number that is not negative is marked.
    pub sign: Option<Sign>,
    /// `z`: a zero is never negative.
    pub no_negative_zero: bool,
    /// `#`
    pub alternate: bool,
    /// `0` before the width.
    pub zero_padded: bool,
    /// The least number of characters.
    pub width: usize,
    /// `,` or `_` between groups of digits.
    pub grouping: Option<char>,
    /// The digits after the point, or the most characters.
    pub precision: Option<usize>,
    /// The letter at the end.
    pub kind: Option<char>,
}

impl Default for Spec {
    /// What an empty specification means.
    fn default() -> Spec {
        Spec {
            fill: ' ',
            align: None,
            sign: None,
            no_negative_zero: false,
            alternate: false,
            zero_padded: false,
            width: 0,
            grouping: None,
            precision: None,
            kind: None,
        }
    }
}

/// Where a text stands in its room.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Align {
    Left,
    Right,
    Center,
    /// `=`: the room is between the sign and the digits.
    AfterSign,
}

/// How a number that is not negative is marked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    Plus,
    Minus,
    Space,
}

impl Sign {
    /// What stands before a number.
    #[must_use]
    pub fn text(this: Option<Sign>, is_negative: bool) -> &'static str {
        match (is_negative, this) {
            (true, _) => "-",
            (false, Some(Sign::Plus)) => "+",
            (false, Some(Sign::Space)) => " ",
            (false, _) => "",
        }
    }
}

/// The widest and most precise that can be asked for: room for any page, and far from the memory's end.
const NUMBER_MAX: usize = 10_000_000;

impl Spec {
    /// Reads a specification; `type_name` is that of the value, for the message.
    ///
    /// # Errors
    /// The message of a ValueError.
    pub fn parse(text: &str, type_name: &str) -> Result<Spec, String> {
        let mut rest = Rest { chars: text.chars() };
        let (fill, align) = rest.fill_and_align();
        let sign = rest.one_of(&[('+', Sign::Plus), ('-', Sign::Minus), (' ', Sign::Space)]);
        let no_negative_zero = rest.take('z');
        let alternate = rest.take('#');
        // With a fill given, a zero before the width is part of the width.
        let zero_padded = fill.is_none() && rest.take('0');
        let width = rest.number("Too many decimal digits in format string")?;
        let comma = rest.take(',');
        let underscore = rest.take('_');
        if comma && underscore || underscore && rest.take(',') {
            return Err("Cannot specify both ',' and '_'.".to_owned());
        }
        if (comma && rest.take(',')) || (underscore && rest.take('_')) {
            let twice = if comma { ',' } else { '_' };
            return Err(format!("Cannot specify '{twice}' with '{twice}'."));
        }
        let precision = if rest.take('.') {
            let digits = rest.number("precision too big")?;
            Some(digits.ok_or_else(|| "Format specifier missing precision".to_owned())?)
        } else {
            None
        };
        let kind = rest.next();
        let grouping = comma.then_some(',').or(underscore.then_some('_'));
        if rest.next().is_some() {
            return Err(format!(
                "Invalid format specifier '{text}' for object of type '{type_name}'"
            ));
        }
        Ok(Spec {
            fill: fill.unwrap_or(if zero_padded { '0' } else { ' ' }),
            align,
            sign,
            no_negative_zero,
            alternate,
            zero_padded,
            width: width.unwrap_or(0),
            grouping,
            precision,
            kind,
        })
    }

    /// Checks that digits are grouped only where there are digits; `default` is the kind of value
    /// that is meant where no letter says it.
    ///
    /// # Errors
    /// The message of a ValueError.
    pub(super) fn check_grouping(&self, default: char) -> Result<(), String> {
        let Some(grouping) = self.grouping else { return Ok(()) };
        let kind = self.kind.unwrap_or(default);
        match kind {
            'd' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' => Ok(()),
            'b' | 'o' | 'x' | 'X' if grouping == '_' => Ok(()),
            _ => Err(format!("Cannot specify '{grouping}' with {}.", quoted(kind))),
        }
    }

    /// The message for a letter that means nothing for this type.
    pub(super) fn unknown_kind(kind: char, type_name: &str) -> String {
        format!("Unknown format code {} for object of type '{type_name}'", quoted(kind))
    }

    /// Puts a text into its room.
    #[must_use]
    pub fn pad(&self, text: &str, default: Align) -> String {
        let n_free = self.width.saturating_sub(text.chars().count());
        let n_before = match self.align.unwrap_or(default) {
            Align::Left => 0,
            Align::Center => n_free / 2,
            Align::Right | Align::AfterSign => n_free,
        };
        let mut padded = String::with_capacity(text.len() + n_free * self.fill.len_utf8());
        padded.extend(std::iter::repeat_n(self.fill, n_before));
        padded.push_str(text);
        padded.extend(std::iter::repeat_n(self.fill, n_free - n_before));
        padded
    }
}

fn quoted(kind: char) -> String {
    if kind > ' ' && kind < '\u{7f}' {
        format!("'{kind}'")
    } else {
        format!("'\\x{:x}'", u32::from(kind))
    }
}

/// What is still to be read of a specification.
struct Rest<'a> {
    chars: Chars<'a>,
}

impl Rest<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.clone().nth(ahead)
    }

    fn next(&mut self) -> Option<char> {
        self.chars.next()
    }

    fn take(&mut self, char: char) -> bool {
        let is_it = self.peek(0) == Some(char);
        if is_it {
            self.chars.next();
        }
        is_it
    }

    fn one_of<T: Copy>(&mut self, choices: &[(char, T)]) -> Option<T> {
        let next = self.peek(0)?;
        let (_, chosen) = choices.iter().find(|(char, _)| *char == next)?;
        self.chars.next();
        Some(*chosen)
    }

    fn fill_and_align(&mut self) -> (Option<char>, Option<Align>) {
        let align = |char| match char {
            Some('<') => Some(Align::Left),
            Some('>') => Some(Align::Right),
            Some('^') => Some(Align::Center),
            Some('=') => Some(Align::AfterSign),
            _ => None,
        };
        if let Some(found) = align(self.peek(1)) {
            let fill = self.chars.next();
            self.chars.next();
            return (fill, Some(found));
        }
        let found = align(self.peek(0));
        if found.is_some() {
            self.chars.next();
        }
        (None, found)
    }

    fn number(&mut self, too_long: &str) -> Result<Option<usize>, String> {
        let mut number: Option<usize> = None;
        while let Some(digit) = self.peek(0).and_then(|char| char.to_digit(10)) {
            self.chars.next();
            let longer = number.unwrap_or(0) * 10 + digit as usize;
            if longer > NUMBER_MAX {
                return Err(too_long.to_owned());
            }
            number = Some(longer);
        }
        Ok(number)
    }
}
