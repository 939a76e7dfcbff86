//! What annotations are made of: `list[int]` and `int | None` as values.

use lang::library::TypeKind;

use crate::compare::same_key;
use crate::context::{Context, Stop};
use crate::heap::{Handle, Heap};
use crate::kind::{Alias, Root};
use crate::method::attribute;
use crate::value::Value;

/// Whether a class says with what it is subscripted, which means nothing to the machine.
#[must_use]
pub fn is_generic<H: Heap>(ctx: &mut Context<H>, class: Value) -> bool {
    let kind = match class {
        Value::Type(kind) => kind,
        Value::Class(class) => match ctx.heap.read(class).root {
            Root::Type(kind) => kind,
            Root::Object | Root::Exception(_) => return false,
        },
        _ => return false,
    };
    matches!(
        kind,
        TypeKind::List
            | TypeKind::Tuple
            | TypeKind::Dict
            | TypeKind::Set
            | TypeKind::Deque
            | TypeKind::FrozenSet
            | TypeKind::Type
            | TypeKind::Enumerate
            | TypeKind::Task
    )
}

/// class[item].
///
/// # Errors
/// RecursionError for aliases nested without end.
pub fn subscripted<H: Heap>(
    ctx: &mut Context<H>,
    class: Value,
    item: Value,
) -> Result<Value, Stop> {
    let args = match item {
        Value::Tuple(items) => ctx.heap.get(items).items().to_vec(),
        item => vec![item],
    };
    alias(ctx, Some(class), args)
}

fn alias<H: Heap>(
    ctx: &mut Context<H>,
    origin: Option<Value>,
    args: Vec<Value>,
) -> Result<Value, Stop> {
    let depth = Alias::depth_over(ctx.heap.frozen(), &args);
    if depth > Alias::DEPTH_MAX {
        return Err(ctx.too_deep("while subscripting a type"));
    }
    ctx.charge(args.len())?;
    Ok(Value::Alias(ctx.heap.freeze(Alias { origin, args: args.into(), depth })))
}

/// left | right, if that is a union of types.
///
/// # Errors
/// As [`subscripted`].
pub fn union<H: Heap>(
    ctx: &mut Context<H>,
    left: Value,
    right: Value,
) -> Result<Option<Value>, Stop> {
    let has_type = [left, right].iter().any(|side| !matches!(side, Value::None));
    if !has_type || !is_type(left) || !is_type(right) {
        return Ok(None);
    }
    let mut types: Vec<Value> = Vec::new();
    for side in [left, right] {
        let alias = match side {
            Value::Alias(alias) => Some(ctx.heap.get(alias)),
            _ => None,
        };
        let parts = match alias {
            Some(Alias { origin: None, args, .. }) => args.to_vec(),
            _ => vec![if matches!(side, Value::None) {
                Value::Type(TypeKind::NoneType)
            } else {
                side
            }],
        };
        for part in parts {
            ctx.charge(types.len())?;
            let is_known = |known: &Value| same_key(ctx.heap.frozen(), *known, part);
            if !types.iter().any(is_known) {
                types.push(part);
            }
        }
    }
    match types[..] {
        [only] => Ok(Some(only)),
        _ => alias(ctx, None, types).map(Some),
    }
}

/// Whether it can stand in a union.
fn is_type(value: Value) -> bool {
    matches!(
        value,
        Value::None | Value::Type(_) | Value::ExceptionType(_) | Value::Class(_) | Value::Alias(_)
    )
}

/// The types of a union that a check of types is given.
///
/// # Errors
/// TypeError if it is no union: of what a container holds no check can tell.
pub fn types_of_union<H: Heap>(
    ctx: &mut Context<H>,
    alias: Handle<Alias>,
    check: &str,
) -> Result<Vec<Value>, Stop> {
    let Alias { origin, args, .. } = ctx.heap.get(alias);
    if origin.is_some() {
        let message = format!("{check}() argument 2 cannot be a parameterized generic");
        return Err(ctx.type_error(message));
    }
    Ok(args.to_vec())
}

/// The class that stands for an alias where one is called or inherited from.
#[must_use]
pub fn origin<H: Heap>(ctx: &Context<H>, value: Value) -> Value {
    match value {
        Value::Alias(alias) => ctx.heap.get(alias).origin.unwrap_or(value),
        _ => value,
    }
}

/// alias.name: its own attributes, then those of the class that is subscripted.
///
/// # Errors
/// What reading it raises.
pub fn attribute<H: Heap>(
    ctx: &mut Context<H>,
    alias: Handle<Alias>,
    name: &str,
) -> Result<Option<Value>, Stop> {
    let Alias { origin, args, .. } = ctx.heap.get(alias);
    match (name, *origin) {
        ("__origin__", origin) => Ok(origin),
        ("__args__", _) => {
            let args = args.to_vec();
            Ok(Some(ctx.new_tuple(args)))
        }
        ("__parameters__", _) => Ok(Some(ctx.new_tuple(Vec::new()))),
        (_, Some(origin)) => attribute::find(ctx, origin, name),
        (_, None) => Ok(None),
    }
}
