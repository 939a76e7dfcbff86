//! How the arguments of a call become a function's first registers.

use lang::library::ExceptionKind;
use lang::program::{Code, NameIdx, Parameters};

use crate::context::{Context, Stop};
use crate::heap::{Handle, Heap};
use crate::kind::{Dict, Function};
use crate::value::Value;

/// An argument given by name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keyword {
    /// The name, if the program contains it anywhere.
    pub name: Option<NameIdx>,
    /// The name as a text value.
    pub text: Value,
    pub value: Value,
}

/// The first registers of a call's frame: parameters, then captured cells.
///
/// # Errors
/// TypeError if the arguments do not fit, worded as in CPython.
pub(crate) fn bind<H: Heap>(
    ctx: &mut Context<H>,
    function: Handle<Function>,
    positional: &[Value],
    keywords: &[Keyword],
) -> Result<Vec<Value>, Stop> {
    let program = ctx.program;
    let code = program.code(ctx.heap.get(function).code);
    let parameters = &code.parameters;
    let n_positional = parameters.positional.len();
    let n_named = n_positional + parameters.keyword_only.len();
    let mut registers = vec![Value::Unbound; n_named];
    let n_direct = positional.len().min(n_positional);
    registers[..n_direct].copy_from_slice(&positional[..n_direct]);

    let extra = bind_keywords(ctx, code, &mut registers, keywords)?;
    if positional.len() > n_positional && !parameters.has_rest {
        return Err(too_many(ctx, code, positional.len(), &registers));
    }
    fill_defaults(&ctx.heap.get(function).defaults, parameters, &mut registers);
    if let Some(error) = missing(ctx, code, &registers) {
        return Err(error);
    }
    if parameters.has_rest {
        registers.push(ctx.new_tuple(&positional[n_direct..]));
    }
    if parameters.has_keywords {
        registers.push(ctx.new_dict(extra));
    }
    registers.extend_from_slice(&ctx.heap.get(function).captures);
    Ok(registers)
}

/// Puts arguments given by name where they belong; answers those that only `**kwargs` takes.
fn bind_keywords<H: Heap>(
    ctx: &mut Context<H>,
    code: &Code,
    registers: &mut [Value],
    keywords: &[Keyword],
) -> Result<Dict, Stop> {
    let parameters = &code.parameters;
    let mut extra = Dict::new();
    for keyword in keywords {
        match place_of(parameters, keyword.name) {
            Some(place) if matches!(registers[place], Value::Unbound) => {
                registers[place] = keyword.value;
            }
            Some(_) => {
                let message = format!(
                    "{}() got multiple values for argument '{}'",
                    code.qualified_name,
                    ctx.text(keyword.text).unwrap_or("?")
                );
                return Err(ctx.raise(ExceptionKind::TypeError, message));
            }
            None if parameters.has_keywords => {
                // Texts always have a hash.
                let _ = extra.insert(ctx.heap.frozen(), keyword.text, keyword.value);
            }
            None => return Err(unexpected(ctx, code, keywords, keyword)),
        }
    }
    Ok(extra)
}

/// The register of the parameter that can be given by that name.
fn place_of(parameters: &Parameters, name: Option<NameIdx>) -> Option<usize> {
    let name = name?;
    let n_positional_only = usize::from(parameters.n_positional_only);
    let positional = parameters.positional.iter().skip(n_positional_only);
    if let Some(place) = positional.clone().position(|&parameter| parameter == name) {
        return Some(n_positional_only + place);
    }
    let place = parameters.keyword_only.iter().position(|(parameter, _)| *parameter == name)?;
    Some(parameters.positional.len() + place)
}

fn fill_defaults(defaults: &[Value], parameters: &Parameters, registers: &mut [Value]) {
    let mut fill = |place: usize, default: Option<&Value>| {
        if let (Value::Unbound, Some(default)) = (registers[place], default) {
            registers[place] = *default;
        }
    };
    let n_positional = parameters.positional.len();
    let n_defaults = usize::from(parameters.n_defaults);
    for i in 0..n_defaults {
        fill(n_positional - n_defaults + i, defaults.get(i));
    }
    let with_default = parameters.keyword_only.iter().enumerate().filter(|(_, (_, has))| *has);
    for (i, (place, _)) in with_default.enumerate() {
        fill(n_positional + place, defaults.get(n_defaults + i));
    }
}

fn missing<H: Heap>(ctx: &mut Context<H>, code: &Code, registers: &[Value]) -> Option<Stop> {
    let parameters = &code.parameters;
    let n_positional = parameters.positional.len();
    let is_missing = |place: usize| matches!(registers[place], Value::Unbound);
    let name = |name: &NameIdx| format!("'{}'", ctx.program.names[name.index()]);
    let positional: Vec<String> = (parameters.positional.iter().enumerate())
        .filter(|(place, _)| is_missing(*place))
        .map(|(_, parameter)| name(parameter))
        .collect();
    let keyword_only: Vec<String> = (parameters.keyword_only.iter().enumerate())
        .filter(|(place, _)| is_missing(n_positional + place))
        .map(|(_, (parameter, _))| name(parameter))
        .collect();
    let (kind, names) = match (positional.is_empty(), keyword_only.is_empty()) {
        (true, true) => return None,
        (false, _) => ("positional", positional),
        (true, false) => ("keyword-only", keyword_only),
    };
    let plural = if names.len() == 1 { "" } else { "s" };
    let function = &code.qualified_name;
    let (count, names) = (names.len(), enumeration(&names));
    let message = format!("{function}() missing {count} required {kind} argument{plural}: {names}");
    Some(ctx.raise(ExceptionKind::TypeError, message))
}

/// `'a'`, `'a' and 'b'`, `'a', 'b', and 'c'`.
fn enumeration(names: &[String]) -> String {
    match names {
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [most @ .., last] => format!("{}, and {last}", most.join(", ")),
        [] => String::new(),
    }
}

fn too_many<H: Heap>(ctx: &mut Context<H>, code: &Code, given: usize, registers: &[Value]) -> Stop {
    let parameters = &code.parameters;
    let most = parameters.positional.len();
    let least = most - usize::from(parameters.n_defaults);
    let takes = if least < most { format!("from {least} to {most}") } else { most.to_string() };
    let plural = if most == 1 && least == most { "" } else { "s" };
    let by_name = registers[most..].iter().filter(|v| !matches!(v, Value::Unbound)).count();
    let given_text = match by_name {
        0 => given.to_string(),
        _ => format!(
            "{given} positional argument{} (and {by_name} keyword-only argument{})",
            if given == 1 { "" } else { "s" },
            if by_name == 1 { "" } else { "s" },
        ),
    };
    let were = if given == 1 && by_name == 0 { "was" } else { "were" };
    let function = &code.qualified_name;
    let message = format!(
        "{function}() takes {takes} positional argument{plural} but {given_text} {were} given"
    );
    ctx.raise(ExceptionKind::TypeError, message)
}

fn unexpected<H: Heap>(
    ctx: &mut Context<H>,
    code: &Code,
    keywords: &[Keyword],
    keyword: &Keyword,
) -> Stop {
    let parameters = &code.parameters;
    let function = &code.qualified_name;
    let positional_only = &parameters.positional[..usize::from(parameters.n_positional_only)];
    let is_positional_only =
        |keyword: &Keyword| keyword.name.is_some_and(|name| positional_only.contains(&name));
    if !is_positional_only(keyword) {
        let name = ctx.text(keyword.text).unwrap_or("?");
        let message = format!("{function}() got an unexpected keyword argument '{name}'");
        return ctx.raise(ExceptionKind::TypeError, message);
    }
    let given: Vec<&str> = keywords
        .iter()
        .filter(|keyword| is_positional_only(keyword))
        .map(|keyword| ctx.text(keyword.text).unwrap_or("?"))
        .collect();
    let message = format!(
        "{function}() got some positional-only arguments passed as keyword arguments: '{}'",
        given.join(", ")
    );
    ctx.raise(ExceptionKind::TypeError, message)
}
