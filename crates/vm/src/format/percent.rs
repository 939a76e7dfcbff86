//! `template % values`.

use lang::library::ExceptionKind;

use super::number::{char_of, int_digits};
use super::spec::{Align, Spec};
use super::text::to_ascii;
use super::{format_float, repr_of, str_of};
use crate::context::{Context, Stop};
use crate::heap::{Handle, Heap};
use crate::kind::Text;
use crate::number::{Num, NumberError, float_to_integer};
use crate::value::Value;

/// The widest and most precise that can be asked for.
const NUMBER_MAX: i64 = 10_000_000;

/// One conversion: `%(key)#0-+ 5.2f`.
#[derive(Default)]
struct Field {
    minus: bool,
    plus: bool,
    space: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
}

/// Where the values come from.
struct Source {
    values: Vec<Value>,
    next: usize,
    /// The mapping that `%(key)s` looks in.
    mapping: Option<Value>,
}

/// template % values.
///
/// # Errors
/// As CPython raises.
pub fn percent<H: Heap>(
    ctx: &mut Context<H>,
    template: Handle<Text>,
    values: Value,
) -> Result<Value, Stop> {
    let template: Vec<char> = ctx.heap.get(template).as_str().chars().collect();
    let mut source = Source {
        values: match values {
            Value::Tuple(tuple) => ctx.heap.get(tuple).items().to_vec(),
            value => vec![value],
        },
        next: 0,
        mapping: matches!(
            values,
            Value::Dict(_) | Value::List(_) | Value::Range(_) | Value::Bytes(_)
        )
        .then_some(values),
    };
    let mut out = String::new();
    let mut at = 0;
    while let Some(&char) = template.get(at) {
        at += 1;
        if char == '%' && template.get(at) == Some(&'%') {
            at += 1;
            out.push('%');
        } else if char == '%' {
            let text = field(ctx, &template, &mut at, &mut source)?;
            ctx.append(&mut out, &text)?;
        } else {
            out.push(char);
        }
    }
    if source.next < source.values.len() && source.mapping.is_none() {
        return Err(ctx.type_error("not all arguments converted during string formatting"));
    }
    ctx.charge(out.len() / 8)?;
    Ok(ctx.new_str(out))
}

fn field<H: Heap>(
    ctx: &mut Context<H>,
    template: &[char],
    at: &mut usize,
    source: &mut Source,
) -> Result<String, Stop> {
    let keyed = key(ctx, template, at, source)?;
    let mut field = Field::default();
    while let Some(&flag) = template.get(*at) {
        match flag {
            '-' => field.minus = true,
            '+' => field.plus = true,
            ' ' => field.space = true,
            '#' => field.alternate = true,
            '0' => field.zero = true,
            _ => break,
        }
        *at += 1;
    }
    if let Some(width) = amount(ctx, template, at, source, "width too big")? {
        field.minus |= width < 0;
        field.width = usize::try_from(width.unsigned_abs()).unwrap_or(0);
    }
    if template.get(*at) == Some(&'.') {
        *at += 1;
        let precision = amount(ctx, template, at, source, "precision too big")?.unwrap_or(0);
        field.precision = Some(usize::try_from(precision).unwrap_or(0));
    }
    if matches!(template.get(*at), Some('h' | 'l' | 'L')) {
        *at += 1;
    }
    let Some(&kind) = template.get(*at) else {
        return Err(ctx.value_error("incomplete format"));
    };
    *at += 1;
    let value = match keyed {
        Some(value) => value,
        None => next(ctx, source)?,
    };
    if !matches!(
        kind,
        'd' | 'i'
            | 'u'
            | 'o'
            | 'x'
            | 'X'
            | 'e'
            | 'E'
            | 'f'
            | 'F'
            | 'g'
            | 'G'
            | 'c'
            | 'r'
            | 's'
            | 'a'
    ) {
        let shown = if ('\u{1f}'..'~').contains(&kind) { kind } else { '?' };
        let (code, place) = (u32::from(kind), *at - 1);
        return Err(ctx.value_error(format!(
            "unsupported format character '{shown}' ({code:#x}) at index {place}"
        )));
    }
    convert(ctx, &field, kind, value)
}

/// The value that `%(key)` names, if there is a key.
fn key<H: Heap>(
    ctx: &mut Context<H>,
    template: &[char],
    at: &mut usize,
    source: &Source,
) -> Result<Option<Value>, Stop> {
    if template.get(*at) != Some(&'(') {
        return Ok(None);
    }
    let Some(mapping) = source.mapping else {
        return Err(ctx.type_error("format requires a mapping"));
    };
    let start = *at + 1;
    let mut depth = 1;
    *at = start;
    while depth > 0 {
        match template.get(*at) {
            Some('(') => depth += 1,
            Some(')') => depth -= 1,
            Some(_) => {}
            None => return Err(ctx.value_error("incomplete format key")),
        }
        *at += 1;
    }
    let name: String = template[start..*at - 1].iter().collect();
    let name = ctx.new_str(name);
    crate::subscript::get_item(ctx, mapping, name).map(Some)
}

/// A number, or `*` for the next value.
fn amount<H: Heap>(
    ctx: &mut Context<H>,
    template: &[char],
    at: &mut usize,
    source: &mut Source,
    too_big: &str,
) -> Result<Option<i64>, Stop> {
    let mut number: Option<i64> = None;
    if template.get(*at) == Some(&'*') {
        *at += 1;
        number = match next(ctx, source)? {
            Value::Int(number) => Some(number),
            Value::Bool(flag) => Some(i64::from(flag)),
            _ => return Err(ctx.type_error("* wants int")),
        };
    }
    while let Some(digit) = template.get(*at).and_then(|char| char.to_digit(10)) {
        *at += 1;
        let longer = number.unwrap_or(0).saturating_mul(10).saturating_add(i64::from(digit));
        number = Some(longer.min(NUMBER_MAX + 1));
    }
    if number.is_some_and(|number| number.unsigned_abs() > NUMBER_MAX.unsigned_abs()) {
        return Err(ctx.value_error(too_big));
    }
    Ok(number)
}

fn next<H: Heap>(ctx: &mut Context<H>, source: &mut Source) -> Result<Value, Stop> {
    let Some(&value) = source.values.get(source.next) else {
        return Err(ctx.type_error("not enough arguments for format string"));
    };
    source.next += 1;
    Ok(value)
}

fn convert<H: Heap>(
    ctx: &mut Context<H>,
    field: &Field,
    kind: char,
    value: Value,
) -> Result<String, Stop> {
    let text = match kind {
        's' => str_of(ctx, value)?,
        'r' => repr_of(ctx, value)?,
        'a' => to_ascii(&repr_of(ctx, value)?),
        'c' => character(ctx, value)?,
        _ => return convert_number(ctx, field, kind, value),
    };
    let cut = match field.precision {
        Some(n_chars) if kind != 'c' => text.chars().take(n_chars).collect(),
        _ => text,
    };
    Ok(field.pad("", &cut))
}

fn character<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<String, Stop> {
    if let Some(text) = ctx.text(value)
        && text.chars().count() == 1
    {
        return Ok(text.to_owned());
    }
    let code = match Num::of(ctx.heap.frozen(), value) {
        Some(number) if number.is_integer() => char_of(number),
        _ => return Err(ctx.type_error("%c requires int or char")),
    };
    code.map(String::from).map_err(|error| ctx.number_error(error))
}

fn convert_number<H: Heap>(
    ctx: &mut Context<H>,
    field: &Field,
    kind: char,
    value: Value,
) -> Result<String, Stop> {
    let number = match kind {
        'd' | 'i' | 'u' | 'o' | 'x' | 'X' => ctx.indexed(value)?,
        _ => ctx.as_real(value)?,
    };
    let Some(number) = Num::of(ctx.heap.frozen(), number) else {
        let name = ctx.type_name(value);
        return Err(ctx.type_error(match kind {
            'o' | 'x' | 'X' => format!("%{kind} format: an integer is required, not {name}"),
            'd' | 'i' | 'u' => format!("%{kind} format: a real number is required, not {name}"),
            _ => format!("must be real number, not {name}"),
        }));
    };
    let formatted = match (kind, number) {
        ('o' | 'x' | 'X', Num::Float(_)) => {
            let message = format!("%{kind} format: an integer is required, not float");
            Err(NumberError::new(ExceptionKind::TypeError, message))
        }
        ('d' | 'i' | 'u', Num::Float(number)) => {
            float_to_integer(number).and_then(|number| field.integer(number.as_num(), kind))
        }
        ('d' | 'i' | 'u' | 'o' | 'x' | 'X', number) => field.integer(number, kind),
        (_, number) => number.to_float().and_then(|number| field.float(number, kind)),
    };
    formatted.map_err(|error| ctx.number_error(error))
}

impl Field {
    fn integer(&self, number: Num, kind: char) -> Result<String, NumberError> {
        let digits = int_digits(number, kind)?;
        let (sign, digits) = self.split_sign(&digits);
        let prefix = match kind {
            'o' if self.alternate => "0o",
            'x' if self.alternate => "0x",
            'X' if self.alternate => "0X",
            _ => "",
        };
        let n_zeros = self.precision.unwrap_or(0).saturating_sub(digits.len());
        Ok(self.pad_number(&format!("{sign}{prefix}"), &format!("{}{digits}", "0".repeat(n_zeros))))
    }

    fn float(&self, number: f64, kind: char) -> Result<String, NumberError> {
        let spec = Spec {
            alternate: self.alternate,
            precision: Some(self.precision.unwrap_or(6)),
            kind: Some(kind),
            ..Spec::default()
        };
        let text = format_float(number, &spec, "float")?;
        let (sign, digits) = self.split_sign(&text);
        Ok(self.pad_number(sign, digits))
    }

    /// The sign to be shown, and what follows it.
    fn split_sign<'a>(&self, text: &'a str) -> (&'static str, &'a str) {
        match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None if self.plus => ("+", text),
            None if self.space => (" ", text),
            None => ("", text),
        }
    }

    fn pad_number(&self, before: &str, digits: &str) -> String {
        if self.zero && !self.minus {
            let n_zeros = self.width.saturating_sub(before.len() + digits.len());
            return format!("{before}{}{digits}", "0".repeat(n_zeros));
        }
        self.pad(before, digits)
    }

    fn pad(&self, before: &str, text: &str) -> String {
        let spec = Spec { width: self.width, ..Spec::default() };
        let side = if self.minus { Align::Left } else { Align::Right };
        spec.pad(&[before, text].concat(), side)
    }
}
